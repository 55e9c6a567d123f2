"""A questionnaire as a workbook and back, from the command line."""

import re
import shlex

from openpyxl import load_workbook

from tests.authoring import typed
from tests.cli.terminal import ROOT, Terminal


def test_out_changed_and_back_in(terminal: Terminal) -> None:
    sheet = terminal.folder / "q.xlsx"
    terminal.done("questionnaire", "to-excel", "grievance", "-o", sheet)
    same = terminal.folder / "same"
    text = terminal.done("questionnaire", "from-excel", sheet, "-o", same).stdout
    assert "The workbook says nothing new; the folder is a copy." in text
    assert "Its content is that of version 1.0." in text
    cells = {("Indicators", "REACH-1", "name"): "Near, and open"}
    sheet.write_bytes(typed(sheet.read_bytes(), cells))
    told = terminal.done("questionnaire-from-excel", sheet, "-o", same, "--force").stdout
    assert "Changes of wording:" in told
    assert "Indicators, REACH-1, Name: “Near and open” becomes “Near, and open”." in told
    assert "The version is still 1.0 and the wording another one" in told
    terminal.done("validate", same)


def test_a_note_beside_the_table_is_listed_and_no_news_is_not_claimed(terminal: Terminal) -> None:
    sheet = terminal.folder / "q.xlsx"
    terminal.done("questionnaire-to-excel", "grievance", "-o", sheet)
    workbook = load_workbook(sheet)
    workbook["Statements"]["K5"].value = "Ask the ministry"
    workbook.save(sheet)
    told = terminal.done("questionnaire-from-excel", sheet, "-o", terminal.folder / "same").stdout
    assert "The workbook says nothing new" not in told
    assert "Sheet 'Statements', cell K5: Found outside the cells to fill in" in told
    assert "'Ask the ministry'" in told


def test_a_change_of_meaning_is_told_apart_and_needs_a_version(terminal: Terminal) -> None:
    sheet = terminal.folder / "q.xlsx"
    terminal.done("questionnaire-to-excel", "grievance", "-o", sheet)
    cells = {("Indicators", "REACH-1", "lens"): "atrocity"}
    sheet.write_bytes(typed(sheet.read_bytes(), cells))
    words = ("questionnaire-from-excel", sheet, "-o", terminal.folder / "1.1")
    assert terminal.refused(*words) == ["author.version_needed"]
    assert not (terminal.folder / "1.1").exists()
    cells |= {("Questionnaire", "version", "text"): "1.1"}
    sheet.write_bytes(typed(sheet.read_bytes(), cells))
    found = terminal.read(*words)
    assert [(one["id"], one["is_meaning"]) for one in found["changes"]] == [
        ("version", False),
        ("REACH-1", True),
    ]
    assert found["versions"] == ["1.0", "1.1"]
    assert terminal.refused(*words) == ["author.folder_exists"]


def test_a_translation_lands_beside_its_questionnaire(terminal: Terminal) -> None:
    sheet = terminal.folder / "fr.xlsx"
    terminal.done("questionnaire", "to-excel", "grievance", "--translate", "fr", "-o", sheet)
    cells = {
        ("Questions", "REACH-1.name", "translation"): "Proche et ouvert",
        ("Questions", "REACH-1.name", "reviewed_by"): "Ada Amin",
    }
    sheet.write_bytes(typed(sheet.read_bytes(), cells))
    found = terminal.read("questionnaire-from-excel", sheet)
    assert (found["n_translated"], found["n_reviewed"], found["language"]) == (1, 1, "fr")
    assert found["file"].endswith("1.0/languages/fr.po")
    assert terminal.refused("questionnaire-from-excel", sheet) == ["file.exists"]
    terminal.done("questionnaire-from-excel", sheet, "--force")


def test_what_is_missing_is_said(terminal: Terminal) -> None:
    sheet = terminal.folder / "q.xlsx"
    assert terminal.refused("questionnaire-to-excel", "market") == ["library.questionnaire_unknown"]
    terminal.done("questionnaire-to-excel", "grievance", "-o", sheet)
    assert terminal.refused("questionnaire-from-excel", sheet) == ["author.no_folder"]


def test_every_command_of_the_guide_works_as_it_stands(terminal: Terminal) -> None:
    guide = (ROOT / "docs" / "how-to" / "questionnaire-in-excel.md").read_text(encoding="utf-8")
    lines = re.findall(r"^\$ \.venv/bin/spca (.*)$", guide, re.MULTILINE)
    assert len(lines) == 4
    for line in lines:
        done = terminal.spawn(*shlex.split(line))
        assert done.returncode == 0, done.stderr
        market = terminal.folder / "market.xlsx"
        # The reader of the guide writes the version here that the folder is named after.
        cells = {("Questionnaire", "version", "text"): "1.1"}
        market.write_bytes(typed(market.read_bytes(), cells))
    assert (terminal.folder / "questionnaires" / "example" / "1.1" / "instrument.yaml").is_file()
