"""Reads an uploaded workbook that nobody has reason to trust.

Nothing is evaluated, no formula and no stored result of one; what is too large,
odd or broken is refused with a sentence. Which sheets and columns mean what is
known elsewhere.
"""

import re
import warnings
from collections.abc import Mapping
from datetime import date, time, timedelta
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from assessment.exchange import refusal
from assessment.exchange.archive_check import check_archive
from assessment.exchange.part_scan import PartFacts
from assessment.exchange.sheets import FIELD, Cell, Kind, Limits, Sheet, Sheets
from assessment.model.problem import Refused

_MOST_SHEETS = 40
# A cell of Excel holds no more than this.
_LONGEST_CELL = 32_767
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def read_sheets(content: bytes, file_name: str, limits: Limits = FIELD) -> Sheets:
    """Read every sheet of a workbook within fixed bounds.

    Parameters
    ----------
    content
        The file as it came.
    file_name
        Only used to name the file in messages; the content alone decides.
    limits
        Those of a field workbook if not said otherwise.

    Raises
    ------
    Refused
        If the file is no readable workbook, or is not safe to read.
    """
    facts = check_archive(content, file_name, limits)
    try:
        # The filter is one for the whole process; the worst that a second thread
        # can do to it is to hide one more warning of the library.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _read(content, file_name, facts, limits)
    except Refused:
        raise
    except Exception as error:  # the library raises a dozen kinds for broken files
        raise refusal.unreadable(file_name) from error


def _read(content: bytes, file_name: str, facts: Mapping[str, PartFacts], limits: Limits) -> Sheets:
    # With `data_only` no formula is ever parsed; which cells hold one is known from the scan.
    workbook = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        worksheets = [sheet for sheet in workbook.worksheets if hasattr(sheet, "reset_dimensions")]
        titles = [sheet.title for sheet in worksheets]
        if len(titles) > _MOST_SHEETS:
            raise refusal.too_large(file_name, f"The workbook has {len(titles)} sheets.")
        if len(set(titles)) < len(titles):
            raise refusal.forbidden_part(file_name, "It holds two sheets of the same name.")
        by_title = {sheet.title: _read_sheet(sheet, facts, limits) for sheet in worksheets}
    finally:
        workbook.close()
    return Sheets(file_name, by_title)


def _read_sheet(worksheet: Any, facts: Mapping[str, PartFacts], limits: Limits) -> Sheet:  # noqa: ANN401 - the library's read-only sheet has no public type
    path = worksheet._worksheet_path  # noqa: SLF001 - the only way from a title to its part
    found = facts.get(path, PartFacts())
    texts: dict[str, str] = {}
    cells: dict[tuple[int, int], Cell] = {}
    # The size that a file states for its sheet may be a lie in either direction.
    worksheet.reset_dimensions()
    rows = worksheet.iter_rows(max_row=limits.rows, max_col=limits.columns)
    for row, given in enumerate(rows, start=1):
        for column, cell in enumerate(given, start=1):
            is_formula = (row, column) in found.formulas
            if cell.value is not None or is_formula:
                read = _cell(worksheet.title, (row, column), cell, texts)
                cells[row, column] = _formula(read) if is_formula else read
    return Sheet(worksheet.title, cells, tuple(found.merged), tuple(found.beyond))


def _formula(cell: Cell) -> Cell:
    return Cell(cell.sheet, cell.row, cell.column, Kind.FORMULA, None)


def _cell(title: str, at: tuple[int, int], cell: Any, texts: dict[str, str]) -> Cell:  # noqa: ANN401 - see above
    value, row, column = cell.value, *at
    if cell.data_type == "e":
        return Cell(title, row, column, Kind.ERROR, str(value)[:20])
    match value:
        case bool():
            return Cell(title, row, column, Kind.BOOLEAN, value)
        case int() | float():
            return Cell(title, row, column, Kind.NUMBER, value)
        case date() | time() | timedelta():
            return Cell(title, row, column, Kind.MOMENT, value)
        case _:
            # One long text can stand in a hundred thousand cells: it is cleaned once.
            text = str(value or "")
            if text not in texts:
                texts[text] = _clean(text)
            return Cell(title, row, column, Kind.TEXT, texts[text])


def _clean(text: str) -> str:
    """Undo what Excel does to control characters, and use one kind of line end."""
    text = _ESCAPED.sub(_unescape, text[: _LONGEST_CELL + 1])
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _unescape(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    is_control = code < 0x20 and code not in (0x9, 0xA, 0xD)
    return "" if is_control or 0xD800 <= code <= 0xDFFF else chr(code)
