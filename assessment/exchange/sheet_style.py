"""How cells of every workbook look, and the one way in which text gets into them."""

import math
import re
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cache
from typing import cast

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from assessment.model.text import plain_text

# Excel reads _x000D_ as a control character; written by a person it must stay as it is.
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_EDGE = Side(style="thin", color="B8C0C8")
_LINE_POINTS = 13.5
_HIGHEST_ROW = 405.0
_A4, _A3 = 9, 8


@dataclass(frozen=True)
class Look:
    """The look of a cell; colours as RGB, an empty fill for none.

    Attributes
    ----------
    flows
        Whether a long text runs over the empty cells to its right instead of wrapping.
        This stands in for merged cells, which are in the way of copying and reading.
    """

    fill: str = ""
    colour: str = "1A1A1A"
    size: float = 10
    bold: bool = False
    italic: bool = False
    locked: bool = True
    edged: bool = True
    centred: bool = False
    flows: bool = False
    indent: int = 0
    number_format: str = "General"

    def apply(self, cell: Cell) -> None:
        """Give a cell this look."""
        cell.font, cell.fill, cell.border, cell.alignment, cell.protection = _parts(self)
        cell.number_format = self.number_format


@cache
def _parts(look: Look) -> tuple[Font, PatternFill, Border, Alignment, Protection]:
    return (
        Font(name="Calibri", size=look.size, bold=look.bold, italic=look.italic, color=look.colour),
        PatternFill("solid", fgColor=look.fill) if look.fill else PatternFill(),
        Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE) if look.edged else Border(),
        Alignment(
            wrap_text=not look.flows,
            vertical="center" if look.flows else "top",
            horizontal="center" if look.centred else "left" if look.indent else None,
            indent=look.indent,
        ),
        Protection(locked=look.locked),
    )


PLAIN = Look(indent=1)
QUIET = Look(colour="505860")
SCORE = Look(number_format="0.0", centred=True)
FACTOR = Look(number_format="0.00", centred=True)
WHOLE = Look(centred=True)
FREE = Look(edged=False)
FLOWING = Look(edged=False, flows=True)
HEADING = Look(fill="1F3A5F", colour="FFFFFF", bold=True)
INPUT_HEADING = Look(fill="8A5A00", colour="FFFFFF", bold=True)
BAND = Look(fill="D5DFEA", bold=True, size=12, edged=False, flows=True)
BAND_NOTE = replace(BAND, bold=False, italic=True, size=10)
# Text format keeps Excel from turning '2014-3' into a date and '=x' into a formula.
INPUT = Look(fill="FFF6D6", locked=False, number_format="@")
# A number picked from the list must stay a number, or Excel marks it as an error.
LEVEL_INPUT = replace(INPUT, bold=True, centred=True, number_format="General")
TITLE = Look(size=18, bold=True, colour="1F3A5F", edged=False, flows=True)
SECTION = Look(size=13, bold=True, colour="1F3A5F", edged=False, flows=True)
WARNING = Look(fill="FBE3DF", colour="7A1410", bold=True, size=12, edged=False, flows=True)
LABEL = Look(bold=True)
FREE_LABEL = Look(bold=True, edged=False)


def put(
    sheet: Worksheet, row: int, column: int, value: str | float | None, look: Look = PLAIN
) -> None:
    """Write a value and its look; a text stays a text, also with a leading '='."""
    # A new sheet has no merged cells, of which the stubs think here.
    cell = cast("Cell", sheet.cell(row, column))
    if isinstance(value, str):
        if value:
            cell.value = _LOOKS_ESCAPED.sub("_x005F_", plain_text(value))
            cell.data_type = "s"
    else:
        cell.value = value
    look.apply(cell)


def put_row(
    sheet: Worksheet, row: int, values: Iterable[str | float | None], look: Look = PLAIN
) -> None:
    """Write values side by side from the first column on."""
    for column, value in enumerate(values, start=1):
        put(sheet, row, column, value, look)


def repeat_looks(sheet: Worksheet, row: int, last_row: int) -> None:
    """Give the rows below a row its looks, ten times faster than cell by cell."""
    for column, model in enumerate(sheet[row], start=1):
        for below in range(row + 1, last_row + 1):
            sheet.cell(below, column)._style = copy(model._style)  # noqa: SLF001 - the library's way to copy a style


def put_table(
    sheet: Worksheet,
    first_row: int,
    headings: Sequence[tuple[str, float]],
    rows: Iterable[Sequence[str | float | None]],
    *,
    fractions: Look | None = None,
) -> int:
    """Write a table with its headings; return the next free row.

    Parameters
    ----------
    headings
        Text and column width in characters.
    fractions
        The look of numbers that are not whole, with one decimal if left out; their
        cells keep every digit.
    """
    looks = {float: fractions or SCORE, int: WHOLE}
    widths = [width for _, width in headings]
    put_row(sheet, first_row, [text for text, _ in headings], HEADING)
    sheet.row_dimensions[first_row].height = height_of(headings, size=10.5)
    row = first_row
    for row, values in enumerate(rows, start=first_row + 1):
        for column, value in enumerate(values, start=1):
            put(sheet, row, column, value, looks.get(type(value), PLAIN))
        texts = [value if isinstance(value, str) else "" for value in values]
        sheet.row_dimensions[row].height = height_of(zip(texts, widths, strict=True))
    return row + 1


def set_widths(sheet: Worksheet, widths: Iterable[float]) -> None:
    """Set the widths of the columns, in characters, from the first on."""
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def height_of(texts: Iterable[tuple[str, float]], *, size: float = 10) -> float:
    """Estimate the height of a row in points from its texts and their column widths.

    Neither Excel nor LibreOffice measures a row again that was never touched, so
    the estimate errs on the high side.
    """
    lines = max((_lines(text, width * 10 / size) for text, width in texts), default=1)
    return min(lines * _LINE_POINTS * size / 10 + 5, _HIGHEST_ROW)


def _lines(text: str, width: float) -> int:
    per_line = max(width * 1.04 - 2.5, 4)
    return sum(max(math.ceil(len(line) / per_line), 1) for line in text.split("\n"))


def set_up_print(sheet: Worksheet, *, heading_row: int | None, wide: bool = False) -> None:
    """Print landscape, one page wide, with the heading row on every page; A3 when ``wide``."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = _A3 if wide else _A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top = margins.bottom = 0.5
    footer = sheet.oddFooter
    parts = ((footer.left, "&A"), (footer.right, "&P / &N")) if footer is not None else ()
    for part, text in parts:
        if part is not None:
            part.text = text
    if heading_row:
        sheet.print_title_rows = f"{heading_row}:{heading_row}"


def protect(sheet: Worksheet) -> None:
    """Lock the sheet without a password; columns and rows may still be resized."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
