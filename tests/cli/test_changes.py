"""The review table: every statement with what became of it."""

import csv
from io import StringIO

import openpyxl

from assessment.library.shelf import open_library
from assessment.services.version_changes import find_changes, review_content
from tests.builders import MOMENT
from tests.cli.terminal import ROOT, Terminal
from tests.two_versions import write_both

REVIEW = ROOT / "docs" / "review-of-statements.md"


def test_every_statement_is_printed_with_both_texts_and_the_reason(terminal: Terminal) -> None:
    write_both(terminal.folder.parent / "questionnaires")
    text = terminal.done("changes", "small").stdout
    assert "## LAW-3 Legal aid: changed in meaning" in text
    assert (
        "| changed | LAW-3.2b: Legal aid has a budget. "
        "| LAW-3.2c: Legal aid is paid from the budget. | A budget can be empty. |"
    ) in text
    assert "| kept | LAW-3.1a: Legal aid is on paper. | the same |  |" in text
    assert "SEC-4.4a stands in the table of SEC-2, which it comes from." in text
    # 48 statements of 1.0 (8 indicators with 6 each): 6 dropped, 1 reworded, 1 changed, 1 split.
    assert "39 kept, 1 reworded, 1 changed, 1 split and 6 dropped; 11 were added." in text


def test_the_document_follows_the_questionnaire_with_what_was_dropped_at_the_end_of_its_dimension(
    terminal: Terminal,
) -> None:
    write_both(terminal.folder.parent / "questionnaires")
    headings = [
        line.split(" ", 2)[1]
        for line in terminal.done("changes", "small").stdout.splitlines()
        if line.startswith("##")
    ]
    assert headings == [
        *("Courts", "LAW-1", "LAW-2", "LAW-3"),
        *("Police", "SEC-1", "SEC-2", "SEC-3", "SEC-4"),
        # PRE-2 is gone; PRE-3 came in its place.
        *("Warning", "PRE-1", "PRE-3", "PRE-2"),
    ]


def test_the_ending_of_the_file_says_what_is_written(terminal: Terminal) -> None:
    write_both(terminal.folder.parent / "questionnaires")
    found = terminal.read("changes", "small", "-o", terminal.folder / "review.csv")
    assert (found["from_version"], found["version"], len(found["rows"])) == ("1.0", "2.0", 48 + 11)
    text = (terminal.folder / "review.csv").read_text("utf-8-sig")
    assert [list(row) for row in csv.reader(StringIO(text))] == [found["columns"], *found["rows"]]
    terminal.done("changes", "small", "-o", terminal.folder / "review.xlsx")
    sheet = openpyxl.load_workbook(terminal.folder / "review.xlsx")["1.0 to 2.0"]
    assert (sheet.max_row, sheet["A2"].value) == (1 + 59, "LAW-1")
    assert terminal.refused("changes", "small", "-o", terminal.folder / "review.csv") == [
        "file.exists"
    ]


def test_a_version_that_says_nothing_is_refused(terminal: Terminal) -> None:
    write_both(terminal.folder.parent / "questionnaires")
    assert terminal.refused("changes", "small", "--version", "1.0") == ["changes.missing"]
    assert terminal.refused("changes", "market") == ["questionnaire.unknown"]


def test_the_review_in_docs_is_what_the_command_writes() -> None:
    """As soon as the newest version says what changed: `spca changes spcf -o docs/... --force`."""
    library = open_library(ROOT / "questionnaires")
    newest = library.find("spcf")
    assert newest is not None
    if newest.changes is None:
        assert not REVIEW.exists()
        return
    content = review_content(*find_changes(library, "spcf"), "md", MOMENT)
    assert REVIEW.read_bytes() == content
