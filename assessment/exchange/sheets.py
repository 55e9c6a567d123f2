"""What a sheet is here: plain cells as they were read, and the look of those that are written.

Nothing of a file format is left in what was read; text gets into a cell in one way only.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from io import BytesIO
from typing import Literal, cast
from weakref import WeakKeyDictionary

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as WrittenCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from assessment.locales import gettext as _
from assessment.model.text import clean_text

Value = str | int | float | bool | datetime | date | time | timedelta | None

# Excel reads _x000D_ as a control character; written by a person it must stay as it is.
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_EDGE = Side(style="thin", color="B8C0C8")
_LINE_POINTS = 13.5
_HIGHEST_ROW = 405.0
_A4, _A3 = 9, 8
_NOT_IN_TITLES = re.compile(r"[\\/*?:\[\]]")
LONGEST_TITLE = 31
LONGEST_CELL = 32_767
_ROOM_FOR_NOTES = 300


class Kind(StrEnum):
    """What a filled cell holds."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    MOMENT = "moment"
    FORMULA = "formula"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Cell:
    """One filled cell.

    Attributes
    ----------
    value
        What the cell holds; ``None`` for a formula, whose stored result is not trusted.
    number_format
        How the cell shows its number or moment; empty for the usual way.
    shown
        What the cell shows, if the file says so itself.
    struck
        Whether a line goes through its text or a part of it.
    """

    sheet: str
    row: int
    column: int
    kind: Kind
    value: Value
    number_format: str = ""
    shown: str = ""
    struck: bool = False

    @property
    def place(self) -> str:
        """The place in the words of whoever filled the cell."""
        return place_of(self.sheet, self.row, self.column)


@dataclass(frozen=True)
class MergedRange:
    """Cells that were merged into one; rows and columns count from 1, both ends belong."""

    name: str
    rows: tuple[int, int]
    columns: tuple[int, int]


@dataclass(frozen=True)
class Note:
    """A comment on a cell; ``author`` as the file says, empty where it does not."""

    row: int
    column: int
    text: str
    author: str = ""


@dataclass(frozen=True)
class Drawing:
    """What lies above the cells, with the cell in which it begins; ``text`` of a text box."""

    kind: Literal["text", "picture", "chart"]
    row: int
    column: int
    text: str = ""


@dataclass(frozen=True)
class Sheet:
    """The filled cells of one sheet.

    Attributes
    ----------
    cells
        By row and column, counted from 1; an empty cell is absent.
    beyond
        Filled cells outside the limits that it was read with, by name; they were not read.
    hidden_rows
        Numbers of the rows that are not shown, for example because a filter leaves them out.
    is_hidden
        Whether the whole sheet is not shown.
    hidden_columns
        Numbers of the columns that are not shown.
    links
        Row and column to the address that lies behind the text of a cell.
    fills
        Row and column of cells without content to the colour behind them, where they have one:
        six digits in capitals, or what the file calls it.
    """

    title: str
    cells: Mapping[tuple[int, int], Cell]
    merged: tuple[MergedRange, ...] = ()
    beyond: tuple[str, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    is_hidden: bool = False
    hidden_columns: frozenset[int] = frozenset()
    notes: tuple[Note, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    links: Mapping[tuple[int, int], str] = field(default_factory=dict[tuple[int, int], str])
    fills: Mapping[tuple[int, int], str] = field(default_factory=dict[tuple[int, int], str])

    def cell(self, row: int, column: int) -> Cell | None:
        """Return one cell; ``None`` where nothing is filled in."""
        return self.cells.get((row, column))

    def row(self, row: int) -> Mapping[int, Cell]:
        """Return the filled cells of a row by column."""
        return {column: self.cells[row, column] for column in self._columns.get(row, ())}

    @property
    def filled_rows(self) -> Iterator[int]:
        """Numbers of the rows in which something is filled in, from the top."""
        return iter(sorted(self._columns))

    _columns: dict[int, list[int]] = field(init=False, repr=False, compare=False)
    """Columns that are filled in each row; a second table of the cells would cost memory."""

    def __post_init__(self) -> None:
        columns: dict[int, list[int]] = {}
        for row, column in self.cells:
            columns.setdefault(row, []).append(column)
        object.__setattr__(self, "_columns", columns)


@dataclass(frozen=True)
class Sheets:
    """A whole workbook: its sheets by title, hidden ones too.

    Attributes
    ----------
    saved_at
        When it was last saved, in UTC, as the file itself says; nobody vouches for it.
        ``None`` where it does not say.
    """

    file_name: str
    by_title: Mapping[str, Sheet]
    saved_at: datetime | None = None

    def get(self, title: str) -> Sheet | None:
        """Return a sheet; ``None`` if the workbook has none of this title."""
        return self.by_title.get(title)

    def with_texts(self, texts: Mapping[str, str]) -> "Sheets":
        """Return the workbook with texts in some cells, by place; an empty text empties one.

        A place that is no cell of this workbook changes nothing.
        """
        by_title = dict(self.by_title)
        for place, text in texts.items():
            found = read_place(place)
            if found is None or found[0] not in by_title:
                continue
            title, row, column = found
            sheet = by_title[title]
            cells = {at: cell for at, cell in sheet.cells.items() if at != (row, column)}
            if text.strip():
                cells[row, column] = Cell(title, row, column, Kind.TEXT, clean_text(text))
            by_title[title] = replace(sheet, cells=cells)
        return replace(self, by_title=by_title)


def place_of(sheet: str, row: int, column: int) -> str:
    """Name a cell.

    Examples
    --------
    >>> place_of("Answers", 12, 8)
    "Sheet 'Answers', cell H12"
    """
    cell = f"{get_column_letter(column)}{row}"
    return _("Sheet '{sheet}', cell {cell}", sheet=sheet, cell=cell)


def read_place(place: str) -> tuple[str, int, int] | None:
    """Return sheet, row and column of a place; ``None`` where it names no cell.

    Examples
    --------
    >>> read_place("Sheet 'Answers', cell H12")
    ('Answers', 12, 8)
    """
    words = re.escape(_("Sheet '{sheet}', cell {cell}", sheet="\0", cell="\1"))
    pattern = words.replace("\0", "(?P<sheet>.+)").replace("\1", "(?P<cell>[A-Z]{1,3}[0-9]{1,7})")
    found = re.fullmatch(pattern, place, re.DOTALL)
    if found is None:
        return None
    row, column = coordinate_to_tuple(found["cell"])
    return found["sheet"], row, column


def shorten(text: str, length: int = 60) -> str:
    """Cut a text that is quoted in a message, on one line and without control characters.

    Examples
    --------
    >>> shorten("one  two" + chr(10) + "three", 12)
    'one two thr…'
    """
    line = " ".join("".join(c if c.isprintable() else " " for c in text[: 4 * length]).split())
    return line if len(line) <= length else line[: length - 1] + "…"


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

    def apply(self, cell: WrittenCell) -> None:
        """Give a cell this look."""
        known = _KNOWN.setdefault(cast("Workbook", cell.parent.parent), {})
        if self in known and not cell.has_style:
            cell._style = copy(known[self])  # noqa: SLF001 - as openpyxl's own guide copies a look
            return
        is_bare = not cell.has_style
        cell.font, cell.fill, cell.border, cell.alignment, cell.protection = _parts(self)
        cell.number_format = self.number_format
        if is_bare:
            known[self] = copy(cell._style)  # noqa: SLF001 - see above


# Openpyxl looks every part of a style up again for each cell, which takes most of the time that
# it needs to write one; the numbers that it found hold for the whole workbook.
_KNOWN: WeakKeyDictionary[Workbook, dict[Look, StyleArray]] = WeakKeyDictionary()


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
MARKED = "F4B6AE"
"""The colour of cells that could not be read, in a copy to send back."""
TITLE = Look(size=18, bold=True, colour="1F3A5F", edged=False, flows=True)
SECTION = Look(size=13, bold=True, colour="1F3A5F", edged=False, flows=True)
WARNING = Look(fill="FBE3DF", colour="7A1410", bold=True, size=12, edged=False, flows=True)
OWN_FILLS = frozenset(
    ("", "FFFFFF", MARKED, *(one.fill for one in (INPUT, HEADING, INPUT_HEADING, BAND, WARNING)))
)
"""What is behind cells as the program makes them: a row that was moved brings its colours along."""
LABEL = Look(bold=True)
FREE_LABEL = Look(bold=True, edged=False)


def put(
    sheet: Worksheet, row: int, column: int, value: str | float | None, look: Look = PLAIN
) -> None:
    """Write a value and its look; a text stays a text, also with a leading '='."""
    # A new sheet has no merged cells, of which the stubs think here.
    cell = cast("WrittenCell", sheet.cell(row, column))
    if isinstance(value, str):
        if value:
            cell.value = _LOOKS_ESCAPED.sub("_x005F_", clean_text(value))
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


def put_title(sheet: Worksheet, text: str) -> int:
    """Write the title of a sheet into its first row; return the next one."""
    put(sheet, 1, 1, text, TITLE)
    sheet.row_dimensions[1].height = 28
    return 2


def put_warning(sheet: Worksheet, row: int, text: str, n_columns: int) -> int:
    """Write a warning across some columns; return the next row."""
    put_row(sheet, row, (text, *[""] * (n_columns - 1)), WARNING)
    sheet.row_dimensions[row].height = 22
    return row + 1


def repeat_looks(sheet: Worksheet, row: int, last_row: int) -> None:
    """Give the rows below a row its looks, ten times faster than cell by cell."""
    for column, model in enumerate(sheet[row], start=1):
        for below in range(row + 1, last_row + 1):
            sheet.cell(below, column)._style = copy(model._style)  # noqa: SLF001 - the library's way to copy a style


def pieces(text: str) -> tuple[str, ...]:
    """Return a text in pieces that a cell can hold, with a note where it goes on.

    Excel takes so many units of UTF-16 and no more; what lies beyond would be lost in silence.

    Examples
    --------
    >>> pieces("short"), len(pieces(40_000 * "a"))
    (('short',), 2)
    """
    found: list[str] = []
    rest = clean_text(text)
    while _units(rest) > LONGEST_CELL:
        head = _fitting(rest)
        found.append(head)
        rest = rest[len(head) :]
    found.append(rest)
    goes_on, went_on = _("(goes on in the row below)"), _("(from the row above)")
    return tuple(
        (f"{went_on}\n" if n else "") + piece + (f"\n{goes_on}" if n < len(found) - 1 else "")
        for n, piece in enumerate(found)
    )


def _units(text: str) -> int:
    return len(_LOOKS_ESCAPED.sub("_x005F_", text).encode("utf-16-le", "replace")) // 2


def _fitting(text: str) -> str:
    """Return as much of the beginning of a text as a cell holds, to the end of a word."""
    head = text[: LONGEST_CELL - _ROOM_FOR_NOTES]
    while _units(head) > LONGEST_CELL - _ROOM_FOR_NOTES:
        head = head[: len(head) * 3 // 4]
    end = max(head.rfind("\n", len(head) // 2), head.rfind(" ", len(head) // 2))
    return head[: end + 1] if end > 0 else head


def _rows_that_fit(values: Sequence[str | float | None]) -> Iterator[list[str | float | None]]:
    """Yield a row; below it another under the same first cell for what no cell can hold."""
    cells = [pieces(value) if isinstance(value, str) else (value,) for value in values]
    for n in range(max(map(len, cells), default=1)):
        row: list[str | float | None] = [parts[n] if n < len(parts) else None for parts in cells]
        if n and row[0] is None:
            row[0] = cells[0][0]
        yield row


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
        cells keep every digit. A text that is longer than a cell goes on in a row below.
    """
    looks = {float: fractions or SCORE, int: WHOLE}
    widths = [width for _, width in headings]
    put_row(sheet, first_row, [text for text, _ in headings], HEADING)
    sheet.row_dimensions[first_row].height = height_of(headings, size=10.5)
    row = first_row
    fitting = (fit for values in rows for fit in _rows_that_fit(values))
    for row, values in enumerate(fitting, start=first_row + 1):
        for column, value in enumerate(values, start=1):
            put(sheet, row, column, value, looks.get(type(value), PLAIN))
        texts = [value if isinstance(value, str) else "" for value in values]
        sheet.row_dimensions[row].height = height_of(zip(texts, widths, strict=True))
    return row + 1


def set_widths(sheet: Worksheet, widths: Iterable[float]) -> None:
    """Set the widths of the columns, in characters, from the first on."""
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def height_of(
    texts: Iterable[tuple[str, float]], *, size: float = 10, spread: float = 1.04
) -> float:
    """Estimate the height of a row in points from its texts and their column widths.

    Neither Excel nor LibreOffice measures a row again that was never touched, so
    the estimate errs on the high side.

    Parameters
    ----------
    spread
        How many letters of usual width stand where there is room for one digit.
    """
    lines = max((_lines(text, width * spread * 10 / size) for text, width in texts), default=1)
    return min(lines * _LINE_POINTS * size / 10 + 5, _HIGHEST_ROW)


def _lines(text: str, width: float) -> int:
    per_line = max(width - 2.5, 4)
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


def empty_workbook() -> Workbook:
    """Return a workbook without any sheet, which `add_sheet` then adds."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    return workbook


def add_sheet(workbook: Workbook, title: str) -> Worksheet:
    """Add a sheet under a title that Excel takes; the title that it got is its own to say."""
    return workbook.create_sheet(sheet_title(title))


def sheet_title(title: str) -> str:
    """Return a title that Excel takes.

    Examples
    --------
    >>> sheet_title("Who? What? [Where]")
    'Who- What- -Where-'
    """
    return _NOT_IN_TITLES.sub("-", clean_text(title))[:LONGEST_TITLE].strip("'")


def save(workbook: Workbook, title: str, made_at: datetime) -> bytes:
    """Return the finished file, with its title and without the name of a person."""
    workbook.properties.title = clean_text(title)
    workbook.properties.creator = "State Protection Capacity Assessment"
    workbook.properties.created = made_at.astimezone(UTC).replace(tzinfo=None)
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()
