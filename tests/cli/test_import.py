import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from assessment.exchange.field_workbook import layout
from assessment.model.answer import Answer, Status
from assessment.model.assessment import Changes, NewAnswer
from assessment.wiring import Settings, open_application
from tests.cli.terminal import Terminal, add_source, fill
from tests.databases import copy_tables


@pytest.fixture
def assessment_id(terminal: Terminal) -> str:
    """An assessment with two answers."""
    id_ = terminal.begin()
    terminal.answer(id_, {"REACH-1": 1, "REACH-3": 2})
    return id_


@pytest.fixture
def conflicting(terminal: Terminal, assessment_id: str) -> Path:
    """A workbook that changes two answers which were changed here after it was made."""
    book = terminal.filled(assessment_id, {"REACH-1": 2, "REACH-2": 3, "REACH-3": 3})
    terminal.answer(assessment_id, {"REACH-1": 3, "REACH-3": 1})
    return book


def answer_on_a_terminal(terminal: Terminal, file: Path, keys: str) -> tuple[int, str]:
    """Import a workbook with somebody at the keyboard; return exit code and what they saw."""
    pty = pytest.importorskip("pty", reason="there is no pseudo-terminal on this system")
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "assessment.cli", "import-workbook", str(file)]
    process = subprocess.Popen(
        command, stdin=follower, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env=terminal.whole_environment(), text=True,
    )  # fmt: skip
    os.write(leader, keys.encode())
    seen, _ = process.communicate()
    os.close(leader)
    os.close(follower)
    return process.returncode, seen


def test_without_a_yes_nothing_is_written_and_the_exit_code_asks_for_one(
    terminal: Terminal, assessment_id: str
) -> None:
    book = terminal.filled(assessment_id, {"REACH-2": 3})
    result = terminal.run("import-workbook", book)
    assert result.exit_code == 3
    assert "Nothing was written; add --yes" in result.stderr
    assert "REACH-2" not in terminal.levels(assessment_id)
    assert json.loads(terminal.run("import-workbook", book, "--json").stdout)["written"] is None


def test_the_preview_shows_what_is_added_and_changed_before_and_after(
    terminal: Terminal, assessment_id: str
) -> None:
    book = terminal.filled(assessment_id, {"REACH-1": 2, "REACH-2": 3})
    fill(book, layout.ANSWERS, {"REACH-1": {"confidence": "high", "ticked": "1a"}})
    add_source(book, "REACH-2", "Complaint forms")
    shown = terminal.run("import-workbook", book, "--dry-run").stdout
    added = shown.split("To be added")[1].split("To be changed")[0]
    lines = [" ".join(line.split()) for line in added.splitlines()]
    source, answer = (line for line in lines if line)
    assert source.startswith("REACH-2:source1 who may see it: nothing -> ")
    assert "title: nothing -> Complaint forms" in source
    assert answer.startswith("REACH-2 answer: nothing -> level 3 Sheet 'REACH', cell")
    changed = shown.split("To be changed")[1]
    assert "answer: level 1 -> level 2" in changed
    assert "confidence: nothing -> high" in changed
    assert "statements that hold: nothing -> REACH-1.1a" in changed
    assert "Sheet 'REACH', cell" in changed


def test_a_dry_run_writes_nothing_even_with_a_yes(terminal: Terminal, assessment_id: str) -> None:
    book = terminal.filled(assessment_id, {"REACH-2": 3})
    terminal.done("import-workbook", book, "--dry-run", "--yes")
    assert "REACH-2" not in terminal.levels(assessment_id)


def test_an_import_is_written_once_and_repeated_without_effect(
    terminal: Terminal, assessment_id: str
) -> None:
    book = terminal.filled(assessment_id, {"REACH-2": 3, "REPLY-1": 2})
    add_source(book, "REACH-2", "Complaint forms")
    first = terminal.read("import-workbook", book, "--yes")
    assert first["written"] == {
        "n_answers": 2,
        "n_evidence": 1,
        "n_flags": 0,
        "n_lists": 0,
        "n_remarks": 0,
        "n_rated": 0,
        "waiting": [],
        "kept": [],
    }
    assert first["assessment_id"] == assessment_id
    again = terminal.read("import-workbook", book, "--yes")
    assert (again["written"], again["answers"], again["evidence"]) == (None, [], [])
    assert terminal.levels(assessment_id)["REACH-2"] == 3


def test_every_error_is_shown_with_its_cell_and_nothing_is_written(
    terminal: Terminal, assessment_id: str
) -> None:
    book = terminal.filled(assessment_id, {"REACH-1": "high", "REACH-2": 3, "REPLY-1": 9})
    result = terminal.run("import-workbook", book, "--yes")
    assert result.exit_code == 1
    errors = (
        result.stdout.split("Cells that cannot be read, which wait\n")[1]
        .split("\n\n")[0]
        .splitlines()
    )
    assert len(errors) == 2
    places = [line.partition(", cell")[0] for line in errors]
    assert places == ["  Sheet 'REACH'", "  Sheet 'REPLY'"]
    assert "Nothing was written" in result.stderr
    problems = json.loads(terminal.run("import-workbook", book, "--yes", "--json").stdout)
    assert [problem["severity"] for problem in problems["problems"]] == ["error", "error"]
    assert "REACH-2" not in terminal.levels(assessment_id)


def test_an_undecided_conflict_stops_everything(
    terminal: Terminal, assessment_id: str, conflicting: Path
) -> None:
    result = terminal.run("import-workbook", conflicting, "--yes")
    assert result.exit_code == 3
    assert "REACH-1, REACH-3 changed here and in the workbook" in result.stderr
    conflicts = result.stdout.split("Conflicts: changed here and in the workbook")[1]
    assert "answer: level 3 -> level 2" in conflicts
    assert "REACH-2" not in terminal.levels(assessment_id)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--keep-all",), {"REACH-1": 3, "REACH-2": 3, "REACH-3": 1}),
        (("--take-all",), {"REACH-1": 2, "REACH-2": 3, "REACH-3": 3}),
        (("--keep-all", "--take", "reach-3"), {"REACH-1": 3, "REACH-2": 3, "REACH-3": 3}),
        (("--take", "REACH-1", "--keep", "REACH-3"), {"REACH-1": 2, "REACH-2": 3, "REACH-3": 1}),
    ],
)
def test_each_conflict_is_kept_or_taken_as_was_said(
    terminal: Terminal,
    assessment_id: str,
    conflicting: Path,
    words: tuple[str, ...],
    expected: Mapping[str, float],
) -> None:
    outcome = terminal.read("import-workbook", conflicting, "--yes", *words)
    assert terminal.levels(assessment_id) == expected
    assert outcome["conflicts"] == ["REACH-1", "REACH-3"]
    before = {"REACH-1": 3, "REACH-3": 1}
    assert outcome["written"]["kept"] == [i for i, level in before.items() if expected[i] == level]


def test_half_of_the_conflicts_decided_is_not_enough(
    terminal: Terminal, assessment_id: str, conflicting: Path
) -> None:
    result = terminal.run("import-workbook", conflicting, "--yes", "--take", "REACH-1")
    assert result.exit_code == 3
    assert "written: REACH-3 changed" in result.stderr
    assert terminal.levels(assessment_id) == {"REACH-1": 3, "REACH-3": 1}


def test_a_mistyped_id_is_refused_before_anything_is_written(
    terminal: Terminal, assessment_id: str, conflicting: Path
) -> None:
    words = ("import-workbook", conflicting, "--yes", "--take-all", "--keep", "REACH1")
    assert terminal.refused(*words) == ["import.choice_unknown"]
    assert "REACH-2" not in terminal.levels(assessment_id)


@pytest.mark.parametrize(
    "words", [("--keep-all", "--take-all"), ("--keep", "REACH-1", "--take", "reach-1")]
)
def test_contradicting_choices_are_wrong_usage(
    terminal: Terminal, conflicting: Path, words: tuple[str, ...]
) -> None:
    assert terminal.run("import-workbook", conflicting, "--yes", *words).exit_code == 2


@pytest.mark.parametrize(
    ("keys", "code", "expected"),
    [
        ("y\n", 0, {"REACH-1": 1, "REACH-2": 3, "REACH-3": 2}),
        ("n\n", 3, {"REACH-1": 1, "REACH-3": 2}),
    ],
)
def test_on_a_terminal_it_asks_and_does_what_is_answered(
    terminal: Terminal,
    assessment_id: str,
    keys: str,
    code: int,
    expected: Mapping[str, float],
) -> None:
    book = terminal.filled(assessment_id, {"REACH-2": 3})
    returned, seen = answer_on_a_terminal(terminal, book, keys)
    assert "Write this? [y/N]" in seen
    assert (returned, terminal.levels(assessment_id)) == (code, expected)


def test_on_a_terminal_it_asks_for_each_conflict(
    terminal: Terminal, assessment_id: str, conflicting: Path
) -> None:
    returned, seen = answer_on_a_terminal(terminal, conflicting, "keep\nTake\ny\n")
    assert "REACH-1: keep what is here, or take the workbook's? [keep/take]" in seen
    assert returned == 0
    assert terminal.levels(assessment_id) == {"REACH-1": 3, "REACH-2": 3, "REACH-3": 3}


@pytest.fixture
def against_the_team(terminal: Terminal, assessment_id: str) -> Path:
    """A workbook that changes a level which the team agreed on."""
    context = open_application(Settings.from_environment(terminal.environment)).context()
    answer = Answer("REACH-2", Status.LEVEL, 2)
    changes = Changes("consensus", answers=(NewAnswer(answer, 0),))
    context.store.write(assessment_id, changes, context.actor, context.clock())
    return terminal.filled(assessment_id, {"REACH-2": 3})


def test_what_the_team_agreed_on_is_shown_and_changed_only_with_a_reason(
    terminal: Terminal, assessment_id: str, against_the_team: Path
) -> None:
    words = ("import-workbook", against_the_team, "--yes")
    result = terminal.run(*words)
    assert (result.exit_code, "the team had agreed on what is here" in result.stdout) == (3, True)
    result = terminal.run(*words, "--take-all")
    assert result.exit_code == 3
    assert "the team had agreed on REACH-2. Say why that is changed with --reason" in result.stderr
    assert terminal.levels(assessment_id)["REACH-2"] == 2
    terminal.done(*words, "--take-all", "--reason", "The field saw a new law.")
    assert terminal.levels(assessment_id)["REACH-2"] == 3


def test_on_a_terminal_it_asks_why_the_team_is_overruled(
    terminal: Terminal, assessment_id: str, against_the_team: Path
) -> None:
    returned, seen = answer_on_a_terminal(terminal, against_the_team, "take\nA new law.\ny\n")
    assert "REACH-2: the team had agreed on this. Why is it changed?" in seen
    assert (returned, terminal.levels(assessment_id)["REACH-2"]) == (0, 3)


def test_a_word_that_is_no_choice_decides_nothing(
    terminal: Terminal, assessment_id: str, conflicting: Path
) -> None:
    returned, _ = answer_on_a_terminal(terminal, conflicting, "keep\nperhaps\n")
    assert returned == 3
    assert terminal.levels(assessment_id) == {"REACH-1": 3, "REACH-3": 1}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "file.unusable"),
        (b"", "workbook.empty"),
        (b"id,level\n1,2\n", "workbook.other_format"),
        (b"PK\x03\x04 cut off", "workbook.damaged"),
        (bytes(10_000_002), "workbook.too_large"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused(
    terminal: Terminal, content: bytes | None, code: str
) -> None:
    file = terminal.folder / "return.xlsx"
    if content is not None:
        file.write_bytes(content)
    assert terminal.refused("import-workbook", file) == [code]


def test_a_folder_in_place_of_a_workbook_is_refused(terminal: Terminal) -> None:
    assert terminal.refused("import-workbook", terminal.folder) == ["file.unusable"]


def test_a_workbook_of_an_assessment_that_is_not_here_is_refused(terminal: Terminal) -> None:
    book = terminal.filled(terminal.begin(), {"REACH-1": 2})
    copy_tables(terminal.folder / "other.db")
    other = f"sqlite:///{terminal.folder / 'other.db'}"
    assert terminal.refused("--database", other, "import-workbook", book) == ["assessment.unknown"]


def test_last_years_workbook_goes_into_the_round_that_is_named(terminal: Terminal) -> None:
    last, now = terminal.begin(period="2025"), terminal.begin(period="2026")
    book = terminal.filled(last, {"REACH-2": 3})
    result = terminal.run("import-workbook", book, "--into", now, "--yes")
    assert result.exit_code == 0
    assert "1 answer is to a question that means the same here" in result.stdout
    assert terminal.levels(now) == {"REACH-2": 3}
    assert terminal.levels(last) == {}
