"""Gives a workbook back to its team with the cells marked that could not be read."""

from collections.abc import Iterable
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from assessment.exchange.safe_reader import read_sheets
from assessment.exchange.sheets import read_place
from assessment.model.problem import Problem

OWN_AUTHOR = "spca"
"""Who writes the notes of this program; the reader knows them by it from those of people."""
_BAD = PatternFill("solid", fgColor="F4B6AE")
_NOTE_WIDTH, _NOTE_HEIGHT = 360, 120


def mark_cells(content: bytes, problems: Iterable[Problem]) -> bytes:
    """Mark cells in a workbook, each with a note; open it at the first of them.

    Charts and pictures do not survive it; texts, formats, lists and locks do.

    Raises
    ------
    Refused
        If the file is not safe to read.
    """
    # The same checks as on the way in, before the library builds anything from it.
    read_sheets(content, "")
    workbook = load_workbook(BytesIO(content))
    by_cell: dict[tuple[str, int, int], list[Problem]] = {}
    for problem in problems:
        place = read_place(problem.where)
        if place is not None and place[0] in workbook.sheetnames:
            by_cell.setdefault(place, []).append(problem)
    for (title, row, column), found in by_cell.items():
        _mark(workbook[title], row, column, found)
    if by_cell:
        _open_at(workbook[next(iter(by_cell))[0]], *next(iter(by_cell))[1:])
    saved = BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def _mark(sheet: Worksheet, row: int, column: int, problems: list[Problem]) -> None:
    cell = sheet.cell(row, column)
    cell.fill = _BAD
    lines = (" ".join(filter(None, (p.found, p.allowed, p.remedy))) for p in problems)
    note = Comment("\n".join(lines), OWN_AUTHOR, width=_NOTE_WIDTH, height=_NOTE_HEIGHT)
    cell.comment = note


def _open_at(sheet: Worksheet, row: int, column: int) -> None:
    workbook = sheet.parent
    if workbook is None:
        return
    workbook.active = sheet
    for other in workbook.worksheets:
        other.sheet_view.tabSelected = other is sheet
    address = sheet.cell(row, column).coordinate
    for selection in sheet.sheet_view.selection:
        selection.activeCell = selection.sqref = address
