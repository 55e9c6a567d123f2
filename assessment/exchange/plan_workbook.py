"""Writes a plan as a workbook, and as sheets of the workbook of results; values only."""

from collections.abc import Sequence
from datetime import datetime

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessment.exchange import sheets
from assessment.locales import gettext as _
from assessment.reporting.compare import PlainTable
from assessment.reporting.plans import PlanReport

_ITEMS = (6, 11, 10, 24, 34, 11, 11, 8, 56, 18, 18, 11, 11, 12, 12, 9, 10, 30, 11, 16, 26, 16, 15)
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
    _write(sheets.add_sheet(workbook, report.items.title), report.items, _ITEMS, frozen="D2")
    _write(sheets.add_sheet(workbook, report.milestones.title), report.milestones, _MILESTONES)
    if report.moves is not None:
        sheet = sheets.add_sheet(workbook, report.moves.title)
        row = _write(sheet, report.moves, _MOVES)
        sheets.put(sheet, row + 1, 1, report.no_proof, sheets.FLOWING)


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
    for line in (*report.how_to_read, *report.attention):
        sheets.put(sheet, row, 1, line, sheets.FREE)
        sheet.row_dimensions[row].height = sheets.height_of([(line, _NOTES)])
        row += 1
    sheets.set_up_print(sheet, heading_row=None)
