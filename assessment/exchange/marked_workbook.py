"""Gives a workbook back to its team with the cells marked that could not be read."""

from collections.abc import Iterable
from io import BytesIO

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from assessment.exchange.field_workbook import layout
from assessment.exchange.safe_reader import refuse_for_rewriting
from assessment.exchange.sheets import MARKED, read_place
from assessment.model.problem import Problem

OWN_AUTHOR = "spca"
"""Who writes the notes of this program; the reader knows them by it from those of people."""
_BAD = PatternFill("solid", fgColor=MARKED)
_NOTES = "notes"
"""Stands for a sheet in the list of the program's own texts, with a number of its own."""
_NOTE_WIDTH, _NOTE_HEIGHT = 360, 120


def mark_cells(content: bytes, file_name: str, problems: Iterable[Problem]) -> bytes:
    """Mark cells in a workbook, each with a note; open it at the first of them.

    Charts and pictures do not survive it; texts, formats, lists and locks do.

    Raises
    ------
    Refused
        If the file is not safe to read, or cannot be written again as it came.
    """
    # Every part is checked before the library builds anything from it.
    refuse_for_rewriting(content, file_name)
    workbook = load_workbook(BytesIO(content))
    by_cell: dict[tuple[str, int, int], list[Problem]] = {}
    for problem in problems:
        place = read_place(problem.where)
        if place is not None and place[0] in workbook.sheetnames:
            by_cell.setdefault(place, []).append(problem)
    notes = [
        _mark(workbook[title], row, column, found)
        for (title, row, column), found in by_cell.items()
    ]
    _remember(workbook, notes)
    if by_cell:
        _open_at(workbook[next(iter(by_cell))[0]], *next(iter(by_cell))[1:])
    saved = BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def _mark(sheet: Worksheet, row: int, column: int, problems: list[Problem]) -> str:
    """Mark one cell; return the note of the program, or nothing if a person's stands there too."""
    cell = sheet.cell(row, column)
    cell.fill = _BAD
    lines = (" ".join(filter(None, (p.found, p.allowed, p.remedy))) for p in problems)
    text, before = "\n".join(lines), cell.comment
    author = OWN_AUTHOR
    if before is not None and before.author != OWN_AUTHOR:
        # What somebody wrote there stays, and comes back as theirs.
        text, author = f"{before.text}\n\n{text}", before.author
    cell.comment = Comment(text, author, width=_NOTE_WIDTH, height=_NOTE_HEIGHT)
    return text if author == OWN_AUTHOR else ""


def _remember(workbook: Workbook, notes: Iterable[str]) -> None:
    """Name the notes among the texts of the program, so that none is taken for a remark."""
    if layout.META in workbook.sheetnames:
        meta = workbook[layout.META]
        key = f"{layout.OWN_KEY}{_NOTES} {meta.max_row}"
        meta.append([key, layout.marks_of(filter(None, notes))])


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
