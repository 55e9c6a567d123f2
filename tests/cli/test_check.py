"""What a reviewer would send back at the command line, and an exit code that says so."""

import json
from pathlib import Path

import openpyxl
import pytest

from assessment.exchange.field_workbook import layout
from assessment.model.answer import Evidence
from assessment.services.answers import add_evidence
from assessment.services.context import Context, Opened, open_assessment
from assessment.services.quality import Answering, accept_findings, check_quality
from assessment.wiring import Settings, open_application
from tests.cli.terminal import Terminal, add_source

SAYS = Answering("Mina Mor", "Head of unit", "The source stands in annex 3 of the report.")


@pytest.fixture
def id_(terminal: Terminal) -> str:
    """An assessment whose highest level names no source."""
    id_ = terminal.begin()
    terminal.answer(id_, {"REACH-1": 3, "REACH-2": 2})
    return id_


def at_the_desk(terminal: Terminal, id_: str) -> tuple[Context, Opened]:
    context = open_application(Settings.from_environment(terminal.environment)).context()
    return context, open_assessment(context, id_)


def test_it_fails_while_something_serious_is_open_and_says_what(terminal: Terminal, id_: str):
    result = terminal.run("check", id_[:6])
    assert result.exit_code == 1
    assert "1 serious finding is open. 2 findings ask for attention." in result.stdout
    assert "Serious: Highest level without a source (1)" in result.stdout
    assert "  REACH-1 Near and open: Level 3, and no source is named." in result.stdout
    assert "Attention: Confidence not stated (2)" in result.stdout
    assert result.stderr == ""


def test_as_json_it_says_the_same_with_the_same_exit_code(terminal: Terminal, id_: str):
    result = terminal.run("check", id_, "--json")
    assert result.exit_code == 1
    said = json.loads(result.stdout)
    assert (said["n_serious"], said["n_attention"], said["n_accepted"]) == (1, 2, 0)
    assert said["has_checks"] is True
    assert said["assessment"]["id"] == id_
    first = said["findings"][0]
    assert first["fingerprint"]
    assert {name: first[name] for name in ("check", "severity", "place", "subject", "name")} == {
        "check": "level_without_source",
        "severity": "serious",
        "place": "answer",
        "subject": "REACH-1",
        "name": "REACH-1 Near and open",
    }
    assert (first["dimension"], first["answers"]) == ("REACH", ["REACH-1"])
    assert first["found"] == "Level 3, and no source is named."
    assert first["why"].startswith("Whoever reads")
    assert first["acceptance"] is None


def test_it_succeeds_once_what_is_serious_is_mended(terminal: Terminal, id_: str):
    context, opened = at_the_desk(terminal, id_)
    add_evidence(context, opened, Evidence("REACH-1", "Opening hours", published="2026"))
    assert "Nothing serious is open." in terminal.done("check", id_).stdout


def test_it_succeeds_once_what_is_serious_is_accepted_and_says_by_whom(
    terminal: Terminal, id_: str
):
    context, opened = at_the_desk(terminal, id_)
    first = check_quality(context, opened).open[0]
    accept_findings(context, opened, [first.fingerprint], SAYS)
    said = terminal.read("check", id_)
    assert (said["n_serious"], said["n_accepted"]) == (0, 1)
    acceptance = said["findings"][0]["acceptance"]
    assert (acceptance["person"], acceptance["office"]) == ("Mina Mor", "Head of unit")
    assert (acceptance["reason"], acceptance["person_name"]) == (SAYS.reason, "Ada Amin")


def test_a_day_that_does_not_exist_waits_at_the_import(terminal: Terminal, id_: str):
    path = terminal.export(id_)
    add_source(path, "REACH-1", "Opening hours")
    _fill_first_source(path, "2024-02-31")
    before = terminal.read("imports", id_)
    result = terminal.run("import-workbook", path, "--yes")
    assert result.exit_code == 1
    assert "'2024-02-31' names a day that does not exist." in result.stdout
    assert terminal.read("imports", id_) == before


def _fill_first_source(path: Path, published: str) -> None:
    workbook = openpyxl.load_workbook(path)
    sheet = workbook[layout.EVIDENCE]
    columns = {cell.value: cell.column for cell in sheet[layout.CODE_ROW] if cell.value}
    sheet.cell(layout.HEADING_ROW + 1, columns["published"]).value = published
    workbook.save(path)


def test_a_version_without_checks_succeeds_and_says_so(terminal: Terminal, id_: str):
    (terminal.folder.parent / "questionnaires" / "example" / "1.0" / "quality.yaml").unlink()
    done = terminal.done("check", id_).stdout
    assert "This version of the questionnaire names no quality checks." in done
    assert terminal.read("check", id_)["has_checks"] is False


def test_an_unknown_id_is_refused(terminal: Terminal):
    assert terminal.refused("check", "ffff") == ["assessment.unknown"]
