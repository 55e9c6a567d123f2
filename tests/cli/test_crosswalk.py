"""The crosswalk: printed both ways, written as a table, and kept in docs."""

import csv
from io import StringIO

import openpyxl
import pytest

from assessment.library.shelf import open_library
from assessment.services.crosswalk import crosswalk_content, find_crosswalk
from tests.builders import MOMENT
from tests.cli.terminal import ROOT, Terminal
from tests.unit.library.test_crosswalk_mistakes import CROSSWALK

DOCUMENT = ROOT / "docs" / "crosswalk.md"


@pytest.fixture
def placed(terminal: Terminal) -> Terminal:
    """A terminal whose questionnaire has a crosswalk."""
    folder = terminal.folder.parent / "questionnaires" / "example" / "1.0"
    (folder / "crosswalk.yaml").write_text(CROSSWALK, encoding="utf-8")
    return terminal


def test_it_is_printed_both_ways_with_what_is_not_covered_and_why(placed: Terminal) -> None:
    text = placed.done("crosswalk", "grievance").stdout
    assert "| A1 | Open to all | read, as the note says | REACH-1, REACH-2, REPLY-2 |  |" in text
    assert (
        "| A2 | Paid for | not verified: title or general knowledge |  | Nobody asks about money. |"
    ) in text
    assert "| B1 | Answers | not verified | REPLY-1, REPLY-2 |  |" in text
    assert "| REACH-3 | Without danger |  |  |" in text
    assert "| REPLY-2 | " in text
    # Of A1 and A2, A1 has indicators; REACH-3 and REPLY-1 have neither.
    assert "| GUIDE-A: A guide for offices | 2 | 1 | 1 | 3 | 2 |" in text
    assert "Of 2 elements, 1 have" in text


def test_json_carries_both_ways(placed: Terminal) -> None:
    found = placed.read("crosswalk", "grievance")
    guide, duties = found["frameworks"]
    assert [one["not_covered_because"] for one in guide["elements"]] == [
        None,
        "Nobody asks about money.",
    ]
    assert duties["elements"][0]["indicators"] == ["REPLY-1", "REPLY-2"]
    assert duties["elements"][0]["standing"] == "unverified"
    assert found["indicators"]["REPLY-2"] == {"GUIDE-B": ["B1"], "GUIDE-A": ["A1"]}
    assert found["file"] is None


def test_the_ending_of_the_file_says_what_is_written(placed: Terminal) -> None:
    placed.done("crosswalk", "grievance", "-o", placed.folder / "found.csv")
    text = (placed.folder / "found.csv").read_text("utf-8-sig")
    rows = [*csv.DictReader(StringIO(text))]
    assert [(row["Element"], row["Indicator"]) for row in rows] == [
        ("A1", "REACH-1"),
        ("A1", "REACH-2"),
        ("A1", "REPLY-2"),
        ("A2", ""),
        ("B1", "REPLY-1"),
        ("B1", "REPLY-2"),
    ]
    assert rows[3]["Not covered because"] == "Nobody asks about money."
    placed.done("crosswalk", "grievance", "-o", placed.folder / "found.xlsx")
    workbook = openpyxl.load_workbook(placed.folder / "found.xlsx")
    assert workbook.sheetnames == ["Frameworks", "By element", "By indicator"]
    assert [cell.value for cell in workbook["By indicator"][2]] == [
        *("REACH-1", "Near and open", "A1", None)
    ]
    placed.done("crosswalk", "grievance", "-o", placed.folder / "found.md")
    printed = placed.done("crosswalk", "grievance").stdout
    assert (placed.folder / "found.md").read_text("utf-8") == printed


def test_what_has_no_crosswalk_is_refused(terminal: Terminal) -> None:
    assert terminal.refused("crosswalk", "grievance") == ["crosswalk.missing"]
    assert terminal.refused("crosswalk", "market") == ["questionnaire.unknown"]


def test_the_crosswalk_in_docs_is_what_the_command_writes() -> None:
    """Written by: spca crosswalk spcf -o docs/crosswalk.md --force."""
    library = open_library(ROOT / "questionnaires")
    content = crosswalk_content(*find_crosswalk(library, "spcf"), "md", MOMENT)
    assert DOCUMENT.read_bytes() == content


def test_an_indicator_that_bears_on_a_sign_also_bears_on_its_risk_factor() -> None:
    found, _asked = find_crosswalk(open_library(ROOT / "questionnaires"), "spcf")
    for indicator_id, named in found.indicators.items():
        factors = {id_.partition(".")[0] for id_ in named["UN-FA"]}
        assert factors <= set(named["UN-FA"]), indicator_id
