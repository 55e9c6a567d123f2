"""Answers as CSV, and a whole assessment out of one database and into another, by commands."""

import json
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pandas as pd
import pytest

from tests.cli.terminal import Terminal, add_source

LEVELS = (3, 1)


@pytest.fixture
def answered(terminal: Terminal) -> str:
    """The id of an assessment with two answers and two sources, one of them restricted."""
    id_ = terminal.begin()
    asked = _indicators(terminal, id_)[:2]
    book = terminal.filled(id_, dict(zip(asked, LEVELS, strict=True)))
    add_source(book, asked[0], "Law on complaints")
    add_source(book, asked[0], "Letter of a clerk", "restricted")
    terminal.done("import-workbook", book, "--yes")
    return id_


def _indicators(terminal: Terminal, id_: str) -> list[str]:
    target = terminal.folder / "asked.zip"
    terminal.done("export-csv", id_, "-o", target, "--force")
    return list(_answers(target)["indicator_id"])


def _answers(target: Path) -> pd.DataFrame:
    with ZipFile(target) as file:
        return pd.read_csv(BytesIO(file.read("answers.csv")), encoding="utf-8-sig")


def second(terminal: Terminal) -> tuple[str, str]:
    """The words before a command that works on another database."""
    return "--database", f"sqlite:///{terminal.folder / 'second.db'}"


def test_the_answers_come_as_a_table_with_a_codebook(terminal: Terminal, answered: str):
    target = terminal.folder / "answers.zip"
    done = terminal.done("export-csv", answered, "-o", target)
    assert done.stdout == f"{target}\n"
    found = _answers(target)
    assert list(found["level"].dropna()) == [3, 1]
    assert list(found["origin"].dropna()) == ["workbook", "workbook"]
    assert found["sources"][0] == "Law on complaints"


def test_restricted_sources_come_only_when_asked_for_and_with_a_word(
    terminal: Terminal, answered: str
):
    target = terminal.folder / "answers.zip"
    done = terminal.done("export-csv", answered, "-o", target, "--include-restricted")
    assert "restricted" in done.stderr
    assert "Letter of a clerk" in _answers(target)["sources"][0]


def test_names_of_files_tell_assessments_of_one_state_and_period_apart(terminal: Terminal):
    words = ("--state", "XKA", "--name", "Karsova", "--period", "2026", "--questionnaire")
    ids = [terminal.begin()]
    for mode in ("external", "joint"):
        made = terminal.done("new", *words, "grievance", "--mode", mode)
        ids.append(made.stdout.strip())
    for command in ("export-csv", "export-json"):
        names = {terminal.read(command, id_, "-o", terminal.folder)["file"] for id_ in ids}
        assert len(names) == len(ids)
        assert all("XKA_Karsova_2026" in name for name in names)


def test_a_whole_assessment_goes_to_another_database_with_the_same_scores(
    terminal: Terminal, answered: str
):
    target = terminal.folder / "whole.json"
    assert "restricted" in terminal.done("export-json", answered, "-o", target).stderr
    there = second(terminal)
    shown = terminal.run(*there, "import-json", target)
    assert shown.exit_code == 3
    assert "Answers, all revisions: 2" in shown.stdout
    assert "add --yes" in shown.stderr
    assert "written" in terminal.done(*there, "import-json", target, "--dry-run").stderr
    assert terminal.read(*there, "list")["assessments"] == []
    written = terminal.read(*there, "import-json", target, "--yes")
    assert (written["assessment_id"], written["written"]) == (answered, True)
    assert written["counts"]["evidence"] == 2
    assert terminal.read(*there, "score", answered) == terminal.read("score", answered)
    again = terminal.folder / "again.json"
    terminal.done(*there, "export-json", answered, "-o", again)
    assert again.read_bytes() == target.read_bytes()


def test_an_assessment_that_is_here_already_is_refused(terminal: Terminal, answered: str):
    target = terminal.folder / "whole.json"
    terminal.done("export-json", answered, "-o", target)
    assert terminal.refused("import-json", target, "--yes") == ["whole.is_here"]
    file = json.loads(target.read_text())
    file["assessment"]["id"] = "another"
    target.write_text(json.dumps(file))
    assert terminal.refused("import-json", target, "--yes") == ["whole.has_twin"]


def test_another_content_of_the_questionnaire_is_said_and_stops_nothing(
    terminal: Terminal, answered: str
):
    target = terminal.folder / "whole.json"
    terminal.done("export-json", answered, "-o", target)
    file = json.loads(target.read_text())
    file["assessment"]["questionnaire_checksum"] = "0" * 64
    target.write_text(json.dumps(file))
    written = terminal.read(*second(terminal), "import-json", target, "--yes")
    assert [one["code"] for one in written["problems"]] == ["whole.content_differs"]
    assert written["written"]


@pytest.mark.parametrize(("name", "value"), [("id", "other"), ("version", "9.9")])
def test_a_questionnaire_that_is_not_here_is_told(
    terminal: Terminal, answered: str, name: str, value: str
):
    target = terminal.folder / "whole.json"
    terminal.done("export-json", answered, "-o", target)
    file = json.loads(target.read_text())
    file["assessment"][f"questionnaire_{name}"] = value
    target.write_text(json.dumps(file))
    assert terminal.refused("import-json", target) == ["whole.questionnaire_missing"]


def test_every_problem_of_a_broken_file_is_told_and_nothing_is_written(
    terminal: Terminal, answered: str
):
    target = terminal.folder / "whole.json"
    terminal.done("export-json", answered, "-o", target)
    file = json.loads(target.read_text())
    file["answers"][0]["level"] = "high"
    del file["answers"][1]["status"]
    target.write_text(json.dumps(file))
    assert terminal.refused("import-json", target, "--yes") == [
        *("json.wrong_value", "json.missing")
    ]
    target.write_bytes(b"[" * 100_000)
    assert terminal.refused("import-json", target, "--yes") == ["json.unreadable"]


@pytest.mark.parametrize("command", ["export-csv", "export-json"])
def test_a_file_that_is_there_is_written_over_only_when_asked(
    terminal: Terminal, command: str
) -> None:
    id_ = terminal.begin()
    target = terminal.folder / "mine"
    target.write_text("precious")
    assert terminal.refused(command, id_, "-o", target) == ["file.exists"]
    assert target.read_text() == "precious"
    terminal.done(command, id_, "-o", target, "--force")


def test_a_german_spreadsheet_gets_commas_and_semicolons_and_the_same_answers(
    terminal: Terminal, answered: str
) -> None:
    both = []
    for name, words in (("en.zip", ()), ("de.zip", ("--decimal-comma",))):
        target = terminal.folder / name
        terminal.done("export-csv", answered, "-o", target, *words)
        signs = {"sep": ";", "decimal": ","} if words else {}
        with ZipFile(target).open("answers.csv") as file:
            texts = {"questionnaire_version": str}  # "1.0" is a name, no number
            both.append(pd.read_csv(file, encoding="utf-8-sig", dtype=texts, **signs))
    pd.testing.assert_frame_equal(*both)
