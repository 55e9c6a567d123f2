"""Gives a workbook back to its team with the cells marked that could not be read."""

from collections.abc import Iterable
from io import BytesIO

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from assessment.exchange.field_workbook import layout
from assessment.exchange.reading_process import is_large, plain_problems, read_apart
from assessment.exchange.safe_reader import (
    AS_EXCEL,
    FIELD,
    LARGEST_FILE,
    file_place,
    refusal,
    refuse_for_rewriting,
)
from assessment.exchange.sheets import MARKED, read_place
from assessment.locales import gettext as _
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
    if not is_large(content) or len(content) > LARGEST_FILE:
        return mark_cells_here(content, file_name, problems)
    options = {"name": file_name, "problems": plain_problems(problems)}
    where, remedy = file_place(file_name), _(FIELD.smaller)
    return read_apart("marked", content, options, where=where, remedy=remedy)


def mark_cells_here(content: bytes, file_name: str, problems: Iterable[Problem]) -> bytes:
    """Mark cells as `mark_cells` does, in this process."""
    # Every part is checked before the library builds anything from it.
    refuse_for_rewriting(content, file_name)
    try:
        return _rewritten(content, problems)
    except MemoryError:
        raise
    # The library meets whatever comes first in a part that is not read here.
    except Exception as error:
        found = _("A part of it that is not read here is damaged, so it cannot be written again.")
        raise refusal("not_rewritten", file_name, found, _(AS_EXCEL)) from error


def _rewritten(content: bytes, problems: Iterable[Problem]) -> bytes:
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
