"""Writes a plan as a workbook, and as sheets of the workbook of results; values only."""

from collections.abc import Sequence
from datetime import datetime

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessment.exchange import sheets
from assessment.locales import gettext as _
from assessment.reporting.compare import PlainTable
from assessment.reporting.plans import PlanReport

_ITEMS = (6, 11, 10, 24, 34, 11, 11, 8, 56, 18, 18, 11, 11, 13, 13, 9, 14, 30, 11, 16, 26, 16, 15)
_COSTS = (14, 15)
_MILESTONES = (10, 7, 40, 11, 22, 22, 50, 13, 20, 10, 11, 40, 16)
_MOVES = (6, 10, 40, 12, 12, 12, 12, 9, 70)
_NOTES = 120


def write_plan_workbook(report: PlanReport, made_at: datetime) -> bytes:
    """Return an .xlsx file: items, milestones, what became of the earlier plan, how to read it."""
    workbook = sheets.empty_workbook()
    add_plan_sheets(workbook, report)
    _write_notes(sheets.add_sheet(workbook, _("How to read")), report)
    return sheets.save(workbook, _("Plan: {title}", title=report.title), made_at)


def add_plan_sheets(workbook: Workbook, report: PlanReport) -> None:
    """Add the tables of a plan; milestones and the earlier plan only where there is one."""
    _write_items(sheets.add_sheet(workbook, report.items.title), report.items)
    _write(sheets.add_sheet(workbook, report.milestones.title), report.milestones, _MILESTONES)
    if report.moves is not None:
        sheet = sheets.add_sheet(workbook, report.moves.title)
        row = _write(sheet, report.moves, _MOVES)
        sheets.put(sheet, row + 1, 1, report.no_proof, sheets.FLOWING)


def _write_items(sheet: Worksheet, table: PlainTable) -> None:
    """Write the items; on paper they take two pages side by side, each with the first columns."""
    last = _write(sheet, table, _ITEMS, frozen="D2")
    for row in range(2, last):
        for column in _COSTS:
            sheet.cell(row, column).number_format = "#,##0"
    sheet.page_setup.fitToWidth = 2
    sheet.print_title_cols = "A:C"


def _write(
    sheet: Worksheet, table: PlainTable, widths: Sequence[float], *, frozen: str = "A2"
) -> int:
    """Write a table, or that there is nothing in it; return the next free row."""
    sheets.set_widths(sheet, widths)
    headings = tuple(zip(table.columns, widths, strict=True))
    row = sheets.put_table(sheet, 1, headings, table.rows, fractions=sheets.WHOLE)
    if not table.rows:
        sheets.put(sheet, row, 1, _("Nothing is entered yet."), sheets.FLOWING)
    sheet.freeze_panes = frozen
    sheets.set_up_print(sheet, heading_row=1, wide=sum(widths) > 200)
    return row


def _write_notes(sheet: Worksheet, report: PlanReport) -> None:
    sheets.set_widths(sheet, (_NOTES,))
    sheet.sheet_view.showGridLines = False
    row = sheets.put_title(sheet, report.title)
    parts = ((_("How to read it"), report.how_to_read), (_("To look at first"), report.attention))
    for title, lines in (part for part in parts if part[1]):
        sheets.put(sheet, row, 1, title, sheets.SECTION)
        for line in lines:
            row += 1
            sheets.put(sheet, row, 1, line, sheets.FREE)
            sheet.row_dimensions[row].height = sheets.height_of([(line, _NOTES)])
        row += 2
    sheets.set_up_print(sheet, heading_row=None)
