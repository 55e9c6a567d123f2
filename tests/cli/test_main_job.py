"""The whole way of an assessment as separate processes, with the questionnaire that ships."""

import json
from typing import Any

import openpyxl
import pytest

from assessment.exchange.field_workbook import layout
from assessment.library.load import load_framework
from tests.cli.terminal import ROOT, Terminal, add_source, fill

SPCF = ROOT / "questionnaires" / "spcf"


@pytest.fixture
def office(new_terminal: Terminal) -> Terminal:
    """A terminal with the questionnaires that ship."""
    new_terminal.environment["SPCA_QUESTIONNAIRES"] = str(ROOT / "questionnaires")
    return new_terminal


def printed(office: Terminal, *words: object) -> str:
    done = office.spawn(*words)
    assert done.returncode == 0, done.stderr
    return done.stdout


def as_json(office: Terminal, *words: object) -> Any:
    return json.loads(printed(office, *words, "--json"))


def test_from_the_first_command_to_a_restored_backup_with_the_same_numbers(
    office: Terminal,
) -> None:
    framework = load_framework(SPCF).framework
    assert framework is not None
    ids = [indicator.id for indicator in framework.questionnaire.indicators]
    new = ("new", "--state", "XKA", "--name", "Karsova", "--period", "2026", "--mode", "external")
    id_ = printed(office, *new).strip()

    assert printed(office, "export-workbook", id_[:6], "-o", "karsova.xlsx") == "karsova.xlsx\n"
    book = office.folder / "karsova.xlsx"
    levels = {indicator_id: n % 5 for n, indicator_id in enumerate(ids)}
    cells = {i: {"level": level, "confidence": "medium"} for i, level in levels.items()}
    cells[ids[1]] = {"level": "Insufficient information", "confidence": None}
    fill(book, layout.ANSWERS, cells)
    flags = {flag.id: flag.options[0].name for flag in framework.questionnaire.context_flags}
    fill(book, layout.CONTEXT, {flag: {"option": option} for flag, option in flags.items()})
    add_source(book, ids[0], "Law on courts")

    asked = office.spawn("import-workbook", "karsova.xlsx")
    assert (asked.returncode, "add --yes" in asked.stderr) == (3, True)
    written = as_json(office, "import-workbook", "karsova.xlsx", "--yes")["written"]
    # 8 + 9 + 7 + 9 + 8 + 8 + 8 + 7 = 64 indicators of 2.0, "insufficient information" included.
    assert written == {
        "n_answers": 64,
        "n_evidence": 1,
        "n_flags": len(flags),
        "n_lists": 0,
        "n_rated": 0,
        "waiting": [],
        "n_remarks": 0,
        "kept": [],
    }

    scores = as_json(office, "score", id_, "--explain")
    assert [d["n_scored"] + len(d["missing"]) for d in scores["dimensions"]] == [
        len(dimension.indicators) for dimension in framework.questionnaire.dimensions
    ]
    assert [d["missing"] for d in scores["dimensions"] if d["missing"]] == [[ids[1]]]
    assert scores["tier"]
    suggestions = as_json(office, "suggest", id_)
    assert sum(len(group["suggestions"]) for group in suggestions["groups"]) == len(
        framework.catalogue.programmes if framework.catalogue else ()
    )
    assert printed(office, "results", id_, "-o", "results.xlsx") == "results.xlsx\n"
    assert "In short" in openpyxl.load_workbook(office.folder / "results.xlsx").sheetnames

    printed(office, "backup", "karsova.zip")
    restored = ("--database", "sqlite:///restored.db")
    printed(office, *restored, "restore", "karsova.zip")
    assert as_json(office, *restored, "score", id_, "--explain") == scores
    assert as_json(office, *restored, "suggest", id_) == suggestions
