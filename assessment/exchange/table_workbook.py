"""Writes plain tables as a workbook, one sheet each; values only, without formulas."""

from collections.abc import Sequence
from datetime import datetime

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessment.exchange import sheets as style
from assessment.reporting.compare import PlainTable

_NARROWEST, _WIDEST = 10, 60


def write_tables(
    tables: Sequence[PlainTable],
    title: str,
    made_at: datetime,
    *,
    fractions: style.Look | None = None,
) -> bytes:
    """Return an .xlsx file with one sheet for each table, headings frozen.

    Parameters
    ----------
    fractions
        The look of numbers that are not whole, with one decimal if left out.
    """
    workbook = Workbook()
    for n, table in enumerate(tables):
        sheet = workbook.worksheets[0] if n == 0 else workbook.create_sheet()
        sheet.title = table.title
        _write(sheet, table, fractions)
    return style.save(workbook, title, made_at)


def _write(sheet: Worksheet, table: PlainTable, fractions: style.Look | None) -> None:
    headings = [(name, _width(table, column)) for column, name in enumerate(table.columns)]
    style.set_widths(sheet, [width for _, width in headings])
    style.put_table(sheet, 1, headings, table.rows, fractions=fractions)
    sheet.freeze_panes = "A2"
    style.set_up_print(sheet, heading_row=1, wide=len(headings) > 8)


def _width(table: PlainTable, column: int) -> float:
    texts = (row[column] for row in table.rows)
    longest = max((len(text) for text in texts if isinstance(text, str)), default=0)
    wanted = max(longest + 3, len(table.columns[column]) * 0.8 + 3)
    return min(max(wanted, _NARROWEST), _WIDEST)
