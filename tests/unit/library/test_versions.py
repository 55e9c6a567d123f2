"""Versions of a questionnaire stand beside each other, and nobody is locked out by a new one."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from assessment.library.shelf import Library, open_library
from assessment.library.versions import copy_version
from assessment.model.problem import Refused
from assessment.services.assessments import NewAssessment, create_assessment, list_assessments
from assessment.services.context import open_assessment
from assessment.services.validate import begin_version, validate, validate_versions
from assessment.wiring import ROOT, Application, Settings, open_application
from tests.mistakes import EXAMPLE, change, copy_of_example

NEW = NewAssessment("grievance", "XKA", "2026", "self", invented_name="Karsova")


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A shelf with the small questionnaire and an index, as they ship."""
    for name in ("example", "cpia"):
        shutil.copytree(ROOT / "questionnaires" / name, tmp_path / "shelf" / name)
    return tmp_path / "shelf"


def opened(shelf: Path) -> Application:
    database = f"sqlite:///{shelf.parent / 'spca.db'}"
    return open_application(Settings(database, shelf, "Ada", "Here"))


def refused(library: Library, name: str, version: str = "") -> list[str]:
    with pytest.raises(Refused) as caught:
        begin_version(library, name, version)
    return [problem.code.removeprefix("library.") for problem in caught.value.problems]


def test_a_changed_wording_locks_nobody_out_of_an_assessment(shelf: Path) -> None:
    before = opened(shelf).context()
    begun = create_assessment(before, NEW)
    old = open_assessment(before, begun.id)
    made = begin_version(open_library(shelf), "grievance")
    change(made.folder, "instrument.yaml", "name: Near and open", "name: Open and near")

    after = opened(shelf).context()
    (listed,) = list_assessments(after)
    assert listed.assessment == begun
    again = open_assessment(after, begun.id)
    assert again.framework == old.framework
    assert not again.content_differs
    newer = open_assessment(after, create_assessment(after, replace(NEW, period="2027")).id)
    assert newer.framework.questionnaire.version == "1.1"
    assert newer.framework.questionnaire.indicators[0].name == "Open and near"


def test_the_next_version_is_a_checked_copy_that_differs_in_its_number_alone(shelf: Path) -> None:
    made = begin_version(open_library(shelf), "example")
    assert (made.folder, made.version, made.problems) == (shelf / "example" / "1.1", "1.1", ())
    for path in EXAMPLE.iterdir():
        old, new = path.read_text("utf-8"), (made.folder / path.name).read_text("utf-8")
        assert new == old.replace('version: "1.0"', 'version: "1.1"')
    assert sorted(path.name for path in (shelf / "example").iterdir()) == ["1.0", "1.1"]


def test_the_next_version_of_an_index_is_scored_where_its_folder_is_named(shelf: Path) -> None:
    made = begin_version(open_library(shelf), "cpia", "2.0")
    assert (made.version, made.is_valid) == ("2.0", True)
    assert validate(shelf / "cpia").version == "2.0"


def test_a_folder_without_versions_gets_its_next_one_inside(tmp_path: Path) -> None:
    folder = copy_of_example(tmp_path)
    assert begin_version(open_library(tmp_path), "mine").folder == folder / "1.1"
    found = open_library(tmp_path)
    assert [one.questionnaire.version for one in found.frameworks] == ["1.0", "1.1"]
    assert begin_version(found, "mine").folder == folder / "1.2"
    assert sorted(path.name for path in (folder / "1.2").iterdir()) == sorted(
        path.name for path in EXAMPLE.iterdir()
    )


@pytest.mark.parametrize("version", ["1.0", "0.9", "1", "x", "../2.0"])
def test_a_version_that_is_not_higher_is_refused(shelf: Path, version: str) -> None:
    assert refused(open_library(shelf), "example", version) == ["version_not_next"]
    assert [path.name for path in (shelf / "example").iterdir()] == ["1.0"]


def test_a_folder_that_is_there_is_never_written_over(shelf: Path) -> None:
    (shelf / "example" / "1.1").mkdir()
    with pytest.raises(Refused) as caught:
        copy_version(shelf / "example" / "1.0", "1.0", "1.1")
    assert [problem.code for problem in caught.value.problems] == ["library.version_exists"]


def test_a_questionnaire_that_is_not_there_is_refused_with_those_that_are(shelf: Path) -> None:
    assert refused(open_library(shelf), "market") == ["questionnaire_unknown"]


def test_the_newest_version_is_found_by_its_number_and_not_by_its_letters(shelf: Path) -> None:
    for version in ("1.9", "1.10"):
        copy_version(shelf / "example" / "1.0", "1.0", version)
    library = open_library(shelf)
    newest, older = library.find("grievance"), library.find("grievance", "1.9")
    assert newest is not None
    assert older is not None
    assert (newest.questionnaire.version, older.questionnaire.version) == ("1.10", "1.9")
    assert [one.questionnaire.version for one in library.newest] == ["1.10"]
    assert [one.version for one in validate_versions(shelf / "example")] == ["1.0", "1.9", "1.10"]


def test_a_newest_version_with_errors_leaves_the_one_before_it_in_use(shelf: Path) -> None:
    folder = copy_version(shelf / "example" / "1.0", "1.0", "1.1")
    (folder / "scoring.yaml").unlink()
    found = open_library(shelf).find("grievance")
    assert found is not None
    assert found.questionnaire.version == "1.0"


@pytest.mark.parametrize(("name", "file"), [("example", "instrument.yaml"), ("cpia", "index.yaml")])
def test_a_folder_and_a_file_that_disagree_on_the_version_are_an_error(
    shelf: Path, name: str, file: str
) -> None:
    (shelf / name / "1.0").rename(shelf / name / "3.0")
    (problem,) = validate(shelf / name).problems
    assert (problem.code, problem.where) == (
        "library.version_elsewhere",
        f"{name}/3.0/{file}, version",
    )


def test_only_the_questionnaire_that_is_asked_for_is_read_and_only_once(
    shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_version(shelf / "example" / "1.0", "1.0", "1.1")
    library = open_library(shelf)
    # Whatever is read from now on needs these files.
    shutil.rmtree(shelf / "cpia")
    shutil.rmtree(shelf / "example" / "1.1")
    first = library.find("grievance", "1.0")
    shutil.rmtree(shelf / "example" / "1.0")
    assert first is not None
    assert library.find("grievance", "1.0") is first


DAMAGES = {
    "a tag": b"id: !!bool maybe\nversion: !!int x\n",
    "a day that is none": b"id: 2026-99-99\nversion: !!timestamp x\n",
    "signs of control": b"id: \x00\x01\n",
    "another encoding": "id: Höhe".encode("latin-1"),
    "brackets without end": b"[" * 50_000,
    "maps without end": b"{a: " * 5_000,
    "a number without end": b"id: grievance\nversion: " + b"9" * 10_000,
    "a list": b"- 1\n- 2\n",
    "a word": b"nothing",
    "nothing": b"",
    "an odd key": b"{[1]: 2, id: grievance, version: '1.0'}",
    "a reference to itself": b"id: &a [*a]\nversion: '1.0'\n",
}


@pytest.mark.parametrize("file", ["instrument.yaml", "index.yaml", "scoring.yaml"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_folder_stops_no_other_and_says_what_is_wrong(
    shelf: Path, file: str, damage: str
) -> None:
    name = "cpia" if file == "index.yaml" else "example"
    folder = shutil.copytree(shelf / name / "1.0", shelf / "a-copy")
    (folder / file).write_bytes(DAMAGES[damage])
    library = open_library(shelf)
    assert [one.questionnaire.id for one in library.frameworks] == ["grievance"]
    assert [one.index.questionnaire.id for one in library.loaded_indices if one.index] == ["cpia"]
    assert {problem.where.partition("/")[0] for problem in library.problems} == {"a-copy"}
    assert not validate(folder).is_valid


def test_a_folder_in_the_place_of_a_file_stops_no_other(shelf: Path) -> None:
    (shelf / "odd" / "instrument.yaml").mkdir(parents=True)
    (shelf / "odd-version" / "1.0" / "instrument.yaml").mkdir(parents=True)
    library = open_library(shelf)
    assert [one.questionnaire.id for one in library.frameworks] == ["grievance"]
    assert {problem.code for problem in library.problems} == {"library.no_questionnaire"}
