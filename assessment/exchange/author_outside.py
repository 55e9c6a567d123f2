"""Finds what an author wrote anywhere else than in the cells of a table, so that none is lost.

`assessment.exchange.field_workbook.outside` knows how a text of somebody else is told from one of
the program; here is said what the program writes into this workbook.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from assessment.exchange.field_workbook import layout as field_layout
from assessment.exchange.field_workbook.outside import FoundText, OwnTexts, Read, find_outside
from assessment.exchange.field_workbook.sheets import Recognised
from assessment.exchange.sheets import Cell, Kind, Sheet, Sheets, shorten
from assessment.locales import gettext as _
from assessment.model.problem import Problem, Severity
from assessment.model.questionnaire import Questionnaire

READING = "reading"
_LAST = 3
"""Column up to which the first sheet is written."""
_NOBODY_ASKED = Questionnaire.model_construct()
"""Stands for the questionnaire: only field workbooks without marks are compared with one."""


@dataclass(frozen=True)
class TableSheet:
    """A sheet that holds a table.

    Attributes
    ----------
    columns
        Those that are read.
    first_row
        The first below the headings.
    mark_column
        Where the first row says which table it is; what the program writes stands before it.
    passed_over
        Rows of which nothing is read.
    """

    sheet: Sheet
    columns: Collection[int]
    first_row: int
    mark_column: int
    passed_over: Collection[int] = ()

    def own_cells(self) -> Iterator[Cell]:
        """Yield the cells that hold a text of the program, by their places."""
        for (row, column), cell in self.sheet.cells.items():
            is_heading = row < self.first_row and column < self.mark_column - 1
            is_helping = column not in self.columns and column < self.mark_column - 1
            names_a_row = is_helping and not self.sheet.row(row).keys().isdisjoint(self.columns)
            if row == 1 or is_heading or names_a_row:
                yield cell

    def read(self) -> Read:
        """Return what is read of it."""
        cells = {
            (row, column)
            for row, column in self.sheet.cells
            if row >= self.first_row and column in self.columns and row not in self.passed_over
        }
        return Read(1, cells, {}, self.columns)


def own_marks(reading: str, texts: Mapping[str, Collection[str]]) -> dict[str, str]:
    """Return what the hidden sheet says of the program's texts.

    Parameters
    ----------
    reading
        Title of the sheet that explains the others.
    texts
        By the title of their sheet.
    """
    return {READING: reading} | {
        f"{field_layout.OWN_KEY}{title}": field_layout.marks_of(own) for title, own in texts.items()
    }


def notes_in(
    found: Sheets, tables: Collection[TableSheet], entries: Mapping[str, str]
) -> tuple[Problem, ...]:
    """Return a warning for each text that stands outside the cells to fill in.

    Parameters
    ----------
    entries
        What the hidden sheet says.
    """
    usual = ("How to read", _("How to read"))
    given = {READING: next((title for title in found.by_title if title in usual), ""), **entries}
    reading = given[READING]
    read = {one.sheet.title: one.read() for one in tables}
    if not any(key.startswith(field_layout.OWN_KEY) for key in given):
        given = own_marks(reading, _by_place(tables, reading))
        read.setdefault(reading, _explained(found, reading))
    titles = {one.sheet.title for one in tables}
    # A table whose first row is gone is named as a whole; its cells are no notes.
    lost = {key.removeprefix(field_layout.OWN_KEY) for key in given} - {*titles, given[READING]}
    # A sheet of ours under another name is still none that was added.
    given |= {f"{field_layout.SHEET_KEY}{title}": title for title in titles}
    by_title = {title: sheet for title, sheet in found.by_title.items() if title not in lost}
    own = OwnTexts(given, (), Recognised())
    texts = find_outside(replace(found, by_title=by_title), own, read, _NOBODY_ASKED)
    return tuple(_note(text) for text in texts)


def _by_place(tables: Collection[TableSheet], reading: str) -> dict[str, list[str]]:
    """Return the texts of the program in a workbook that does not say which they are."""
    own = {one.sheet.title: [*map(_text, one.own_cells())] for one in tables}
    return {reading: [], **own}


def _explained(found: Sheets, reading: str) -> Read:
    """Return the cells of the sheet that explains the others, texts and counts alike."""
    sheet = found.get(reading)
    cells = {(row, column) for row, column in sheet.cells if column <= _LAST} if sheet else set()
    return Read(0, cells, {}, ())


def _text(cell: Cell) -> str:
    return str(cell.value) if cell.kind is Kind.TEXT else ""


def _note(found: FoundText) -> Problem:
    return Problem(
        "author.text_outside",
        found.place,
        _(
            "Found outside the cells to fill in, so not taken: '{text}'.",
            text=shorten(found.text, len(found.text)),
        ),
        _("What is meant for the questionnaire goes into the cell of its text."),
        severity=Severity.WARNING,
    )
