"""What became of every statement is told once, and a mistake in it is told with its place."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assessment.library.load import load_framework
from assessment.library.versions import copy_version
from assessment.model.framework import Framework
from assessment.model.version_changes import trace_indicators
from assessment.services.validate import validate
from tests.small_questionnaire import small_changes
from tests.two_versions import both_versions, write_both, write_version

Entries = dict[str, dict[str, Any]]


def told(shelf: Path, spoil: Callable[[Entries], object]) -> list[tuple[str, str]]:
    """Codes of the problems after one mistake in the changes, and the ids that are meant."""
    entries = {entry["indicator"]: entry for entry in small_changes()}
    spoil(entries)
    write_version(shelf, "1.0")
    folder = write_version(shelf, "2.0", all=[*entries.values()])
    problems = load_framework(folder).problems
    assert all(p.where.startswith("small/2.0/changes") for p in problems)
    return [(p.code, "".join(p.where.split(", ")[1:][-1:])) for p in problems]


def test_the_changes_of_both_small_versions_are_read_with_the_earlier_texts() -> None:
    _older, newer = both_versions()
    assert newer.changes is not None
    assert newer.changes.from_version == "1.0"
    assert newer.changes.statements["LAW-3.2b"].to == ("LAW-3.2c",)
    assert newer.changes.earlier.indicator("PRE-2").name == "Duty to decide"


def test_the_first_version_and_one_without_a_folder_of_changes_say_nothing() -> None:
    older, _newer = both_versions()
    assert older.changes is None


def test_changes_are_no_part_of_the_checksum(tmp_path: Path) -> None:
    folder = write_both(tmp_path)
    before = load_framework(folder).framework
    shutil.rmtree(folder / "changes")
    after = load_framework(folder).framework
    assert before is not None
    assert after is not None
    assert before.questionnaire.checksum == after.questionnaire.checksum


def test_without_the_earlier_version_beside_it_nothing_can_be_checked(tmp_path: Path) -> None:
    folder = write_version(tmp_path, "2.0")
    found = validate(folder)
    assert [p.code for p in found.problems] == ["changes.no_earlier_version"]
    assert not found.is_valid


def test_the_earlier_version_is_the_highest_below(tmp_path: Path) -> None:
    folder = write_both(tmp_path)
    copy_version(folder, "2.0", "2.1")
    newer = load_framework(tmp_path / "small" / "2.1").framework
    assert newer is not None
    assert newer.changes is None  # what became of 1.0 is not copied into 2.1


MISTAKES: dict[str, tuple[Callable[[Entries], object], list[tuple[str, str]]]] = {
    "a statement that nobody speaks of": (
        lambda e: e["LAW-3"]["statements"].pop("LAW-3.0a"),
        [("statement_not_once", "LAW-3"), ("statement_unexplained", "LAW-3")],
    ),
    "a statement that two entries speak of": (
        lambda e: e["SEC-4"].update(statements={"SEC-2.0a": {"change": "kept"}}),
        [("statement_not_once", "SEC-2")],
    ),
    "a statement of an indicator that is not among the sources": (
        lambda e: e["PRE-2"].update({"from": ["PRE-1"]}),
        [("indicator_missing", "")]
        + [("from_wrong", f"PRE-2.{end}") for end in ("0a", "1a", "2a", "2b", "3a", "4a")],
    ),
    "a statement that came from nowhere": (
        lambda e: e["PRE-3"]["added"].pop("PRE-3.2b"),
        [("statement_unexplained", "PRE-3")],
    ),
    "an indicator that nobody speaks of": (
        lambda e: e["PRE-3"].update(indicator="PRE-1", added={}),
        [("indicator_repeated", ""), ("indicator_missing", "")]
        + [("statement_unexplained", "PRE-3")] * 6,
    ),
    "an unknown statement": (
        lambda e: e["LAW-3"]["statements"]["LAW-3.2b"].update(to=["LAW-3.2x"]),
        [("id_unknown", "LAW-3.2b"), ("statement_unexplained", "LAW-3")],
    ),
    "a statement that became something, nobody knows what": (
        lambda e: e["LAW-3"]["statements"]["LAW-3.2b"].pop("to"),
        [("to_wrong", "LAW-3.2b"), ("statement_unexplained", "LAW-3")],
    ),
    "a reason that is missing": (
        lambda e: e["LAW-2"].update(why=" "),
        [("why_missing", "LAW-2")],
    ),
    "a statement that is kept, in other words": (
        lambda e: e["LAW-2"]["statements"].update({"LAW-2.1a": {"change": "kept"}}),
        [("not_kept", "LAW-2.1a")],
    ),
    "an indicator that is the same, with a question in other words": (
        lambda e: e["LAW-2"].update(change="same"),
        [("not_same", "LAW-2")] * 2,
    ),
    "an indicator that is only reworded, with another fact": (
        lambda e: e["LAW-3"].update(change="reworded"),
        [("not_same", "LAW-3")],
    ),
    "an id that was used before": (
        lambda e: e["LAW-3"]["statements"]["LAW-3.1a"].update(
            change="changed", to=["LAW-3.1a"], why="Another fact."
        ),
        [("id_reused", "LAW-3.1a")],
    ),
    "an added statement that an earlier one became": (
        lambda e: e["LAW-3"].update(added={"LAW-3.2c": "It was missing."}),
        [("twice", "LAW-3.2c")],
    ),
    "a word that is no change": (
        lambda e: e["LAW-1"].update(change="improved"),
        [("value_wrong", "0 > change")],
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_with_its_place(name: str, tmp_path: Path) -> None:
    spoil, expected = MISTAKES[name]
    found = [(code.partition(".")[2], place) for code, place in told(tmp_path, spoil)]
    assert found == expected


def test_the_place_of_a_mistake_is_its_file_and_line(tmp_path: Path) -> None:
    write_version(tmp_path, "1.0")
    entries = small_changes()
    entries[1]["why"] = ""
    (problem,) = load_framework(write_version(tmp_path, "2.0", all=entries)).problems
    lines = (tmp_path / "small" / "2.0" / "changes" / "all.yaml").read_text("utf-8").splitlines()
    line = lines.index("- indicator: LAW-2") + 1
    assert problem.where == f"small/2.0/changes/all.yaml, line {line}, LAW-2"


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    def spoil(entries: Entries) -> None:
        entries["LAW-2"]["why"] = ""
        entries["PRE-3"]["added"].pop("PRE-3.0a")
        entries["SEC-1"]["statements"].pop("SEC-1.0a")

    codes = [code for code, _place in told(tmp_path, spoil)]
    assert codes == [
        "changes.why_missing",
        "changes.statement_not_once",
        "changes.statement_unexplained",
        "changes.statement_unexplained",
    ]


def versions(*frameworks: Framework) -> list[tuple[Any, Any]]:
    return [(one.questionnaire, one.changes) for one in frameworks]


def test_only_what_is_the_same_or_reworded_kept_its_meaning() -> None:
    found = trace_indicators(versions(*both_versions()))
    kept = [id_ for id_, one in found.items() if one.keeps_meaning]
    assert kept == ["LAW-1", "LAW-2", "SEC-1", "SEC-3", "PRE-1"]
    assert found["SEC-4"].sources == ("SEC-2",)
    assert found["PRE-3"].sources == ()
    assert "PRE-2" not in found


def test_over_two_versions_one_change_is_enough_to_lose_the_meaning() -> None:
    older, newer = both_versions()
    third = newer.questionnaire.model_copy(update={"version": "2.1"})
    steps = [*versions(older, newer), (third, None)]
    found = trace_indicators(steps)
    # 2.1 says nothing of 2.0, but not a word differs.
    assert found == trace_indicators(steps[:2])


def test_a_version_that_says_nothing_is_compared_word_for_word() -> None:
    older, newer = both_versions()
    found = trace_indicators([(older.questionnaire, None), (newer.questionnaire, None)])
    kept = [id_ for id_, one in found.items() if one.keeps_meaning]
    assert kept == ["LAW-1", "SEC-1", "SEC-3", "PRE-1"]  # LAW-2 reads otherwise
    assert found["PRE-3"].change == "new"
