"""Folders with several mistakes, missing files, or indicators in files of their own."""

from pathlib import Path

import pytest

from assessment.library.load import Loaded, load_framework
from assessment.library.shelf import open_library
from assessment.model.problem import errors_in
from tests.mistakes import change, copy_of_example

MARK = "    indicators:\n      - id: REPLY-1"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copy_of_example(tmp_path)


def found_in(folder: Path) -> list[tuple[str, str]]:
    return [(problem.code, problem.where) for problem in load_framework(folder).problems]


def put_reply_in_its_own_file(folder: Path) -> Path:
    """Move the indicators of the second dimension into indicators/reply.yaml."""
    text = (folder / "instrument.yaml").read_text(encoding="utf-8")
    head, own = text.split(MARK)
    lines = ("      - id: REPLY-1" + own).splitlines()
    (folder / "instrument.yaml").write_text(head, encoding="utf-8")
    (folder / "indicators").mkdir()
    file = folder / "indicators" / "reply.yaml"
    file.write_text("\n".join(line[6:] for line in lines) + "\n", encoding="utf-8")
    return file


def test_an_untouched_copy_has_no_problem(folder: Path) -> None:
    loaded = load_framework(folder)
    assert loaded.problems == ()
    assert loaded.framework is not None


def test_mistakes_in_all_three_files_are_told_at_once(folder: Path) -> None:
    change(folder, "instrument.yaml", "language: en\n", "")
    change(folder, "scoring.yaml", "rule: minimum", "rule: mode")
    change(folder, "programmes.yaml", 'crs: ["15112"]', 'crs: ["abc"]')
    codes = ["library.key_missing", "library.rule_unknown", "library.value_wrong"]
    assert [code for code, _ in found_in(folder)] == codes


def test_mistakes_between_the_files_are_told_at_once(folder: Path) -> None:
    change(folder, "instrument.yaml", "key: true                     #", "key: false  #")
    change(folder, "instrument.yaml", "REPLY-1.2a: More", "REPLY-1.1a: More")
    change(folder, "scoring.yaml", "weights: {REACH-3: 2}", "weights: {REACH-9: 2}")
    change(folder, "programmes.yaml", "serves: [REACH-3]", "serves: [REACH-9]")
    assert found_in(folder) == [
        ("library.id_repeated", "mine/instrument.yaml, REPLY-1.1a"),
        ("library.id_unknown", "mine/scoring.yaml, dimensions > REACH"),
        ("library.id_unknown", "mine/programmes.yaml, SAFE"),
        ("library.indicator_unserved", "mine/programmes.yaml"),
    ]


def test_a_broken_catalogue_does_not_hide_mistakes_in_the_scoring(folder: Path) -> None:
    change(folder, "scoring.yaml", "from_score: 0,", "from_score: 5,")
    change(folder, "programmes.yaml", "standing_sentence:", "standing:")
    codes = {code for code, _ in found_in(folder)}
    assert codes == {"library.key_missing", "library.key_unknown", "library.bands_order"}


def test_broken_scoring_rules_do_not_hide_mistakes_in_the_questions(folder: Path) -> None:
    change(folder, "instrument.yaml", "REPLY-1.2a: More", "REPLY-1.1a: More")
    change(folder, "scoring.yaml", "rule: minimum", "rule: mode")
    codes = {code for code, _ in found_in(folder)}
    assert codes == {"library.rule_unknown", "library.id_repeated"}


@pytest.mark.parametrize("name", ["instrument.yaml", "scoring.yaml"])
def test_an_empty_file_is_told(folder: Path, name: str) -> None:
    (folder / name).write_text("# nothing\n", encoding="utf-8")
    assert found_in(folder) == [("library.file_unreadable", f"mine/{name}")]


def test_a_missing_scoring_file_is_told(folder: Path) -> None:
    (folder / "scoring.yaml").unlink()
    assert found_in(folder) == [("library.file_unreadable", "mine/scoring.yaml")]


def test_a_folder_without_an_instrument_is_told(tmp_path: Path) -> None:
    assert found_in(tmp_path) == [("library.no_questionnaire", tmp_path.name)]


def test_a_file_in_another_encoding_is_told(folder: Path) -> None:
    (folder / "scoring.yaml").write_bytes("why: Höhe".encode("latin-1"))
    assert found_in(folder) == [("library.file_unreadable", "mine/scoring.yaml")]


def test_a_questionnaire_without_programmes_is_complete(folder: Path) -> None:
    (folder / "programmes.yaml").unlink()
    loaded = load_framework(folder)
    assert loaded.problems == ()
    assert loaded.framework is not None
    assert loaded.framework.catalogue is None


def test_a_dimension_without_a_rule_is_told(folder: Path) -> None:
    text = (folder / "scoring.yaml").read_text(encoding="utf-8")
    start, end = text.index("  # The weakest"), text.index("# A score is shown")
    (folder / "scoring.yaml").write_text(text[:start] + text[end:], encoding="utf-8")
    assert found_in(folder) == [("library.rule_missing", "mine/scoring.yaml, dimensions")]


def test_an_empty_dimension_is_told(folder: Path) -> None:
    put_reply_in_its_own_file(folder).write_text("[]\n", encoding="utf-8")
    codes = [code for code, where in found_in(folder) if "reply.yaml, REPLY" in where]
    assert codes == ["library.dimension_empty"]


def test_indicators_in_their_own_file_are_read_and_change_no_checksum(folder: Path) -> None:
    inline = load_framework(folder).framework
    put_reply_in_its_own_file(folder)
    apart = load_framework(folder).framework
    assert inline is not None
    assert inline == apart


def test_a_missing_indicator_file_is_told(folder: Path) -> None:
    put_reply_in_its_own_file(folder).unlink()
    assert ("library.file_unreadable", "mine/indicators/reply.yaml") in found_in(folder)


def test_a_mistake_in_an_indicator_file_names_that_file(folder: Path) -> None:
    file = put_reply_in_its_own_file(folder)
    change(file.parent, file.name, "REPLY-2.2a: There", "REPLY-2.2b: There")
    assert found_in(folder) == []
    change(file.parent, file.name, "sources: [GUIDE]\n", "sources: [GUIDES]\n")
    assert found_in(folder) == [("library.id_unknown", "mine/indicators/reply.yaml, REPLY-1")]


def test_an_indicator_that_no_programme_serves_is_a_warning_and_stops_nothing(folder: Path) -> None:
    change(folder, "programmes.yaml", "serves: [REACH-1, REACH-2] ", "serves: [REACH-1] ")
    loaded = load_framework(folder)
    assert [problem.code for problem in loaded.problems] == ["library.indicator_unserved"]
    assert errors_in(loaded.problems) == ()
    assert loaded.framework is not None


def test_of_two_folders_with_one_id_and_version_the_second_is_refused(tmp_path: Path) -> None:
    copy_of_example(tmp_path).rename(tmp_path / "first")
    copy_of_example(tmp_path)
    first, second = open_library(tmp_path).loaded
    assert first.framework is not None
    assert second.framework is None
    assert [p.code for p in second.problems] == ["library.questionnaire_repeated"]


TAGGED = (
    "flag: !!bool maybe",
    "flag: !!timestamp x",
    "flag: !!timestamp 2001-99-99",
    "flag: !!int x",
    "flag: !!float x",
    "flag: !!binary x",
    "flag: !!set x",
    "flag: !!omap [x]",
    "flag: !!python/object:os.system x",
    "flag: !own x",
    "flag: 1" + ":0" * 300 + ".5",
    "flag: 0x" + "f" * 9000,
)


@pytest.mark.parametrize("line", TAGGED, ids=lambda line: line[6:30])
@pytest.mark.parametrize("file", ["instrument.yaml", "scoring.yaml", "programmes.yaml"])
def test_no_tag_in_one_folder_stops_the_others(tmp_path: Path, file: str, line: str) -> None:
    damaged = copy_of_example(tmp_path).rename(tmp_path / "damaged")
    change(damaged, "instrument.yaml", "id: grievance\n", "id: damaged\n")
    text = (damaged / file).read_text(encoding="utf-8")
    (damaged / file).write_text(f"{text}\n{line}\n", encoding="utf-8")
    copy_of_example(tmp_path)
    library = open_library(tmp_path)
    assert [one.questionnaire.id for one in library.frameworks] == ["grievance"]
    assert [one.questionnaire.id for one in library.newest] == ["grievance"]
    assert {problem.where.partition("/")[0] for problem in library.problems} == {"damaged"}


def test_a_folder_at_which_the_checks_themselves_fail_is_named_and_stops_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_of_example(tmp_path).rename(tmp_path / "damaged")
    change(copy_of_example(tmp_path), "instrument.yaml", "id: grievance\n", "id: sound\n")

    def failing(folder: Path) -> Loaded:
        if folder.name == "damaged":
            raise KeyError("maybe")
        return load_framework(folder)

    monkeypatch.setattr("assessment.library.shelf.load_framework", failing)
    library = open_library(tmp_path)
    assert [one.questionnaire.id for one in library.frameworks] == ["sound"]
    (problem,) = library.problems
    assert (problem.code, problem.where) == ("library.folder_unreadable", "damaged")
    assert "KeyError" in problem.found


def test_two_versions_of_a_questionnaire_stand_side_by_side(tmp_path: Path) -> None:
    copy_of_example(tmp_path).rename(tmp_path / "first")
    change(copy_of_example(tmp_path), "instrument.yaml", 'version: "1.0"', 'version: "1.1"')
    assert [found.problems for found in open_library(tmp_path).loaded] == [(), ()]


def test_hidden_folders_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "_drafts").mkdir()
    assert open_library(tmp_path).loaded == ()


@pytest.mark.parametrize(
    ("file", "old", "new", "changes"),
    [
        ("instrument.yaml", "Near and open", "Open and near", True),
        ("scoring.yaml", "{REACH-3: 2}", "{REACH-3: 3}", True),
        ("instrument.yaml", "language: en\n", "language: en  # English\n", False),
        ("programmes.yaml", "Names kept apart", "Names apart", False),
    ],
)
def test_the_checksum_changes_with_questions_and_scores_only(
    folder: Path, file: str, old: str, new: str, *, changes: bool
) -> None:
    before = load_framework(folder).framework
    change(folder, file, old, new)
    after = load_framework(folder).framework
    assert before is not None
    assert after is not None
    assert (before.questionnaire.checksum != after.questionnaire.checksum) == changes
