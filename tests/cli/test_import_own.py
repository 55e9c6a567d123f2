"""A sheet of own programmes is read at the command line: shown first, then written whole."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from assessment.exchange.own_sheet import write_own_sheet
from assessment.library.load import load_framework
from tests.cli.terminal import ROOT, Terminal
from tests.own import OWN_ROW, filled

LIKE_SAFE = {"serves": "REACH-3", "like": "SAFE", "mechanisms": "OPEN"}


@pytest.fixture
def assessment_id(terminal: Terminal) -> str:
    id_ = terminal.begin()
    terminal.answer(id_, {"REACH-1": 1, "REACH-2": 1, "REACH-3": 1})
    return id_


def a_sheet(terminal: Terminal, *rows: dict[str, object]) -> Path:
    framework = load_framework(ROOT / "questionnaires" / "example").framework
    assert framework is not None
    content = write_own_sheet(framework, (), datetime(2026, 11, 1, tzinfo=UTC))
    target = terminal.folder / "own.xlsx"
    target.write_bytes(filled(content, *({**OWN_ROW, **LIKE_SAFE, **row} for row in rows)))
    return target


def suggested(terminal: Terminal, assessment_id: str) -> str:
    """All that is suggested, with the names of own programmes where there are any."""
    return terminal.done("suggest", assessment_id, "--json").stdout


def test_without_a_yes_it_is_shown_and_nothing_is_written(
    terminal: Terminal, assessment_id: str
) -> None:
    sheet = a_sheet(terminal, {}, {"name": "Hotline"})
    shown = terminal.run("import-own", assessment_id, sheet)
    assert shown.exit_code == 3
    assert "own.xlsx: 2 to add, 0 to change, 0 with nothing new." in shown.stdout
    assert "adds “Hotline”" in shown.stdout
    assert "add --yes to write it" in shown.stderr
    trial = terminal.read("import-own", assessment_id, sheet, "--dry-run")
    assert (trial["n_written"], len(trial["changes"])) == (None, 2)
    assert "Hotline" not in suggested(terminal, assessment_id)


def test_with_a_yes_it_is_suggested_and_a_second_time_changes_nothing(
    terminal: Terminal, assessment_id: str
) -> None:
    sheet = a_sheet(terminal, {}, {"name": "Hotline"})
    done = terminal.done("import-own", assessment_id, sheet, "--yes")
    assert "2 programmes were written." in done.stderr
    assert "Hotline" in suggested(terminal, assessment_id)
    again = terminal.done("import-own", assessment_id, sheet, "--yes")
    assert "says nothing new" in again.stderr


def test_one_bad_row_keeps_the_whole_sheet_out(terminal: Terminal, assessment_id: str) -> None:
    sheet = a_sheet(terminal, {}, {"name": "Hotline", "like": "P99", "crs": "1"})
    refused = terminal.run("import-own", assessment_id, sheet, "--yes")
    assert refused.exit_code == 1
    assert "'P99' is no programme of the catalogue." in refused.stdout
    assert "'1' is no code of this kind." in refused.stdout
    assert "Hotline" not in suggested(terminal, assessment_id)
