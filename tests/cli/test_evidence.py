"""The evidence register on the command line: in words, as JSON and as a table."""

import csv
from io import StringIO
from pathlib import Path

import openpyxl
import pytest
import yaml

from tests.cli.terminal import Terminal
from tests.small_questionnaire import (
    small_catalogue_with_labels,
    small_instrument,
    small_register,
    small_rules,
)


@pytest.fixture
def registered(terminal: Terminal) -> Terminal:
    """A terminal whose shelf has the small questionnaire with a register."""
    folder = Path(terminal.environment["SPCA_QUESTIONNAIRES"]) / "small"
    folder.mkdir()
    parts = {
        "instrument": small_instrument(),
        "scoring": small_rules(),
        "programmes": small_catalogue_with_labels(),
        "evidence": small_register(),
    }
    for name, content in parts.items():
        text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
        (folder / f"{name}.yaml").write_text(text, "utf-8")
    return terminal


def test_a_programme_is_shown_with_what_its_label_rests_on(registered: Terminal) -> None:
    text = registered.done("evidence", "small", "--programme", "P1").stdout
    assert "P1  Independent courts" in text
    assert "Evidence for its effect: Mixed. 1 study bears on it. 1 coded review bears" in text
    assert "Ann One (2001), Karsova: Fewer were hurt." in text
    assert "What it does not show: It says nothing about courts." in text
    assert "https://example.org/one" in text
    assert "Mass atrocities: 2 found less, 1 no clear change, 0 more." in text
    assert "Adverse consequences, counted apart: 1 found them" in text
    assert "Who pays? (Trials, counted as 'Money': of 3 findings, 2 with more effect" in text
    assert "Visits: no review; research on it has not been coded." in text
    assert "P2" not in text


def test_without_an_entry_it_says_so(registered: Terminal) -> None:
    text = registered.done("evidence", "small", "--programme", "p3").stdout
    assert "None. No study of it stands in the evidence register." in text
    assert "No review: nobody has coded research on what this programme does." in text


def test_the_rule_stands_first(registered: Terminal) -> None:
    lines = registered.done("evidence", "small").stdout.splitlines()
    assert lines[1] == "'None': no study and no coded review bears on it."
    assert lines[3] == "'Support': at least 2 studies that compare show help close to violence."


def test_json_carries_everything_under_stable_names(registered: Terminal) -> None:
    found = registered.read("evidence", "small", "--programme", "P2")
    (programme,) = found["programmes"]
    assert (programme["label"], programme["weighed"]["close_help"]) == ("S", 2)
    assert [one["id"] for one in programme["claims"]] == ["two", "three"]
    assert programme["reviews"] == []
    assert programme["near"][0]["factors"][0]["counts"]["adverse"] == 1
    assert len(found["checksum"]) == 16


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_all_of_it_is_written_as_a_table(registered: Terminal, ending: str) -> None:
    path = registered.folder / f"found.{ending}"
    registered.done("evidence", "small", "-o", path)
    if ending == "csv":
        rows = [*csv.reader(StringIO(path.read_text("utf-8-sig")))]
    else:
        sheet = openpyxl.load_workbook(path).worksheets[0]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    entries = [(row[0] or "", row[3]) for row in rows if "Label" not in row and len(row) > 3]
    assert ("P1", "Study") in entries
    assert ("P1", "Question") in entries
    assert ("P3", "No entry") in entries
    assert ("", "Study") in entries  # one that no programme cites


def test_a_suggestion_says_what_its_label_rests_on(registered: Terminal) -> None:
    text = registered.done("suggest", registered.begin(questionnaire="small")).stdout
    assert "Evidence for its effect: Support. 2 studies bear on it." in text


def test_what_is_not_there_is_refused_with_a_remedy(registered: Terminal) -> None:
    assert registered.refused("evidence", "gone") == ["questionnaire.unknown"]
    assert registered.refused("evidence", "grievance") == ["evidence.missing"]
    found = registered.refused("evidence", "small", "--programme", "P9")
    assert found == ["evidence.programme_unknown"]
