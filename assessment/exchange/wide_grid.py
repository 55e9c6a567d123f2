"""Reads a table from CSV or Excel as texts and numbers, and finds the row of its headings.

What the columns mean is known elsewhere.
"""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from io import StringIO

from assessment.exchange.safe_reader import TABLE, read_sheets, refusal
from assessment.exchange.sheets import Cell, Kind, Sheet, Sheets, place_of, shorten
from assessment.exchange.shown import is_percent, may_be_a_year, shown_day
from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.locales.formats import listed, whole
from assessment.model.problem import Problem, Refused, Severity
from assessment.model.text import plain


class Percent(float):
    """A number of a cell that shows it a hundredfold, with a percent sign."""


class Day(str):
    """A day, or the part of one that its cell shows: 2024, 2024-05 or 2024-05-31."""

    __slots__ = ()


Entry = str | float | Percent | Kind | None
"""A text, a number, the kind of a cell that is neither, or ``None`` for an empty cell."""
Record = tuple[int, Sequence[Entry]]
"""The number of a row in the file, counted from 1, and its cells."""

_LARGEST_TEXT = 50_000_000
_MOST_ROWS = 250_000
_MOST_COLUMNS = 2_000
_DELIMITERS = ";\t,"
_LOOKED_THROUGH = 50
_ENOUGH_HEADINGS = 2
_MOST_NAMED = 10
_SEPARATOR_LINE = re.compile(r"\ufeff?\"?sep=(.)\"?\s*\r?\n", re.IGNORECASE)


@dataclass(frozen=True)
class Headings:
    """How the row of headings is recognised.

    Attributes
    ----------
    is_known
        Whether a text is one of the headings that are sought.
    row
        The row in the file, if somebody said it.
    """

    is_known: Callable[[str], bool]
    row: int | None = None


@dataclass(frozen=True)
class Grid:
    """Headings and the rows below them.

    Attributes
    ----------
    rows
        Each as long as the headings; rows in which nothing stands are left out.
    numbers
        The number of each row in the file, counted from 1.
    sheet
        Title of the sheet; empty for CSV.
    has_semicolons
        Whether semicolons separate the cells, so that a comma may stand for decimals.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[Entry, ...], ...]
    numbers: tuple[int, ...]
    sheet: str = ""
    has_semicolons: bool = False

    def place(self, row: int, column: int | None = None) -> str:
        """Name a row, or a cell, in the words of whoever made the table."""
        number = self.numbers[row]
        if column is None:
            return _place(self.sheet, number)
        heading = shorten(self.headings[column])
        if self.sheet:
            cell = place_of(self.sheet, number, column + 1)
            return _("{cell}, column '{heading}'", cell=cell, heading=heading)
        return _("Row {row}, column '{heading}'", row=str(number), heading=heading)


def read_grid(
    content: bytes, file_name: str, headings: Headings
) -> tuple[Grid, tuple[Problem, ...]]:
    """Read a table; the content decides what it is, not the name.

    Raises
    ------
    Refused
        If the file is empty, too large or no table.
    """
    if not content.strip():
        raise _empty(file_name)
    if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return _from_workbook(read_sheets(content, file_name, TABLE), headings)
    if len(content) > _LARGEST_TEXT:
        found = ngettext(
            "The file has more than {number} byte.",
            "The file has more than {number} bytes.",
            _LARGEST_TEXT,
        )
        raise refusal("too_large", file_name, found, _(TABLE.smaller))
    text, problems = _decode(content, file_name)
    grid, more = _from_text(text, file_name, headings)
    return grid, (*problems, *more)


def in_a_row(parts: Sequence[str], most: int = _MOST_NAMED) -> str:
    """Join the first few parts by commas, and say how many more there are.

    Examples
    --------
    >>> in_a_row(["a", "b"]), in_a_row(["a", "b", "c"], 1)
    ('a, b', 'a and 2 more')
    """
    shown, more = ", ".join(parts[:most]), len(parts) - most
    if more <= 0:
        return shown
    return ngettext("{parts} and {number} more", "{parts} and {number} more", more, parts=shown)


def quoted(texts: Sequence[str], most: int = _MOST_NAMED) -> str:
    """Join the first few texts, each cut to a readable length and in quotes."""
    return in_a_row([_("'{text}'", text=shorten(text)) for text in texts], most)


def _place(sheet: str, number: int) -> str:
    if sheet:
        return _("Sheet '{sheet}', row {row}", sheet=sheet, row=str(number))
    return _("Row {row}", row=str(number))


def _rows(numbers: Sequence[int]) -> str:
    shown = in_a_row([str(number) for number in numbers])
    return _("Row {row}", row=shown) if len(numbers) == 1 else _("Rows {rows}", rows=shown)


def _decode(content: bytes, file_name: str) -> tuple[str, tuple[Problem, ...]]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), ()
    if b"\x00" in content:
        raise _no_table(file_name, _("It holds characters that no text has."))
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        guess = Problem(
            "table.encoding_guessed",
            _("File '{name}'", name=shorten(file_name, 80)),
            _("The letters are not stored as UTF-8; they were read as Western European (Windows)."),
            _("Look whether names with accents are right. In Excel, save as 'CSV UTF-8'."),
            severity=Severity.WARNING,
        )
        return content.decode("cp1252", errors="replace"), (guess,)


def _from_text(text: str, file_name: str, headings: Headings) -> tuple[Grid, tuple[Problem, ...]]:
    said = _SEPARATOR_LINE.match(text)
    delimiter = said[1] if said else _delimiter_of(text)
    records = _records(text, file_name, delimiter)
    if said:
        records[0] = []
    filled: list[Record] = [
        (number, [cell.strip() or None for cell in record])
        for number, record in enumerate(records, start=1)
        if any(map(str.strip, record))
    ]
    if not filled:
        raise _empty(file_name)
    place, problems = _place_of_headings(filled, headings, "")
    grid = _grid(filled, place, headings, has_semicolons=delimiter == ";")
    return grid, (*problems, *_odd_lengths(filled[place:]))


def _delimiter_of(text: str) -> str:
    """Return the sign by which most of the first rows have the same number of cells, and most."""
    lines = text.strip().splitlines()[:_LOOKED_THROUGH]

    def agreement(delimiter: str) -> tuple[int, int, int]:
        widths: Counter[int] = Counter()
        with suppress(csv.Error):
            widths.update(map(len, csv.reader(lines, delimiter=delimiter)))
        rows = [(count, width) for width, count in widths.items() if width > 1]
        count, width = max(rows, default=(0, 0))
        return count, width, lines[0].count(delimiter)

    return max(_DELIMITERS, key=agreement)


def _records(text: str, file_name: str, delimiter: str) -> list[list[str]]:
    found: list[list[str]] = []
    try:
        for record in csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True):
            found.append(record)
            if len(found) > _MOST_ROWS or len(record) > _MOST_COLUMNS:
                most = {"rows": whole(_MOST_ROWS), "columns": whole(_MOST_COLUMNS)}
                excess = _("The table has more than {rows} rows or {columns} columns.", **most)
                raise refusal("too_large", file_name, excess, _(TABLE.smaller))
    except csv.Error as error:
        broken = _("Row {row} cannot be read: {error}.", row=str(len(found) + 1), error=error)
        quotes = _("Look for a double quote that is not closed, from this row upwards.")
        raise _no_table(file_name, broken, quotes) from error
    return found


def _place_of_headings(
    filled: Sequence[Record], headings: Headings, sheet: str
) -> tuple[int, tuple[Problem, ...]]:
    """Return which of the filled rows has the headings: the first with most that are known."""
    if headings.row is not None:
        numbers = [number for number, _cells in filled]
        if headings.row not in numbers:
            raise Refused((_no_headings_there(headings.row, sheet),))
        return numbers.index(headings.row), ()
    known = [
        len({text for text in map(_heading, cells) if headings.is_known(text)})
        for _number, cells in filled[:_LOOKED_THROUGH]
    ]
    most = max(known)
    place = known.index(most)
    # A single one may be the first cell of a row in a table that is turned.
    if place == 0 or most < _ENOUGH_HEADINGS:
        return 0, ()
    found = ngettext(
        "The headings were read from here; {number} row above was passed over.",
        "The headings were read from here; {number} rows above were passed over.",
        place,
    )
    remedy = _("If another row is right, name it with --heading-row.")
    where = _place(sheet, filled[place][0])
    warning = Problem("table.heading_row", where, found, remedy, severity=Severity.WARNING)
    return place, (warning,)


def _no_headings_there(row: int, sheet: str) -> Problem:
    return Problem(
        "table.heading_row_empty",
        _place(sheet, row),
        _("The headings were said to be in this row, and nothing is written there."),
        _("Count rows as the spreadsheet program does, from 1 and with the empty ones."),
    )


def _grid(
    filled: Sequence[Record],
    place: int,
    headings: Headings,
    *,
    sheet: str = "",
    has_semicolons: bool = False,
) -> Grid:
    number, head = filled[place]
    above = filled[place - 1] if place else (0, ())
    titles = list(map(_heading, head))
    # A heading that was merged over two rows stands in the upper one.
    for column, upper in enumerate(map(_heading, above[1] if above[0] == number - 1 else ())):
        if column < len(titles) and not titles[column] and headings.is_known(upper):
            titles[column] = upper
    while sheet and titles and not titles[-1]:
        titles.pop()
    width = len(titles)
    below = [(n, _cut(cells, width)) for n, cells in filled[place + 1 :]]
    kept = [(n, cells) for n, cells in below if any(cell is not None for cell in cells)]
    return Grid(
        tuple(titles),
        tuple(cells for _n, cells in kept),
        tuple(n for n, _cells in kept),
        sheet,
        has_semicolons,
    )


def _cut(cells: Sequence[Entry], width: int) -> tuple[Entry, ...]:
    return (*cells[:width], *[None] * (width - len(cells)))


def _heading(entry: Entry) -> str:
    if isinstance(entry, int | float):
        return f"{entry:g}"
    return "" if entry is None or isinstance(entry, Kind) else plain(entry)


def _odd_lengths(filled: Sequence[Record]) -> Iterator[Problem]:
    """Yield what is wrong with rows that have more or fewer cells than the headings."""
    width = len(filled[0][1])
    below = filled[1:]
    long = [number for number, cells in below if any(cells[width:])]
    # A note below the table is one cell, and no row that was cut off.
    short = [n for n, cells in below if len(cells) < width and len(list(filter(None, cells))) > 1]
    if long:
        yield Problem(
            "table.row_too_long",
            _rows(long),
            ngettext(
                "The row has more cells than there are headings ({width}).",
                "{number} rows have more cells than there are headings ({width}).",
                len(long),
                width=whole(width),
            ),
            _(
                "Put a text that contains the separator in double quotes, or add the missing "
                "heading. If the headings are in another row, name it with --heading-row."
            ),
        )
    if short:
        yield Problem(
            "table.row_too_short",
            _rows(short),
            _(
                "There are fewer cells than headings ({width}); the last ones were read as empty.",
                width=whole(width),
            ),
            _("Look whether something was cut off or a separator is missing."),
            severity=Severity.WARNING,
        )


def _from_workbook(sheets: Sheets, headings: Headings) -> tuple[Grid, tuple[Problem, ...]]:
    filled = [sheet for sheet in sheets.by_title.values() if sheet.cells]
    if not filled:
        raise _empty(sheets.file_name)
    sheet = next((sheet for sheet in filled if not sheet.is_hidden), filled[0])
    width = max(column for _row, column in sheet.cells)
    records: list[Record] = [
        (row, [_entry(sheet.cell(row, column)) for column in range(1, width + 1)])
        for row in sheet.filled_rows
    ]
    place, problems = _place_of_headings(records, headings, sheet.title)
    grid = _grid(records, place, headings, sheet=sheet.title)
    more = _workbook_problems(sheet, grid, records[place][0])
    others = [one for one in filled if one is not sheet]
    return grid, (*problems, *more, *_other_sheets(sheet, others))


def _entry(cell: Cell | None) -> Entry:
    if cell is None:
        return None
    if cell.kind is Kind.NUMBER and isinstance(cell.value, int | float):
        return Percent(cell.value) if is_percent(cell.number_format) else float(cell.value)
    if cell.kind is Kind.MOMENT and isinstance(cell.value, date) and not may_be_a_year(cell.value):
        return Day(shown_day(cell))
    return str(cell.value).strip() or None if cell.kind is Kind.TEXT else cell.kind


def _workbook_problems(sheet: Sheet, grid: Grid, heading_row: int) -> Iterator[Problem]:
    if sheet.beyond:
        yield Problem(
            "table.beyond_limits",
            _("Sheet '{sheet}'", sheet=sheet.title),
            _(
                "Cells such as {cells} lie beyond what is read of a workbook "
                "({columns} columns, {rows} rows).",
                cells=listed(sheet.beyond[:3]),
                columns=whole(TABLE.columns),
                rows=whole(TABLE.rows),
            ),
            _("Save the sheet as 'CSV UTF-8' and use that file; it may be far larger."),
        )
    # Merged titles above the headings, and a merged note below, are in nobody's way.
    merged = [
        one
        for one in sheet.merged
        if one.rows[1] > heading_row
        and (one.rows[0] < one.rows[1] or len(sheet.row(one.rows[0])) > 1)
    ]
    if merged:
        yield Problem(
            "table.merged_cells",
            _("Sheet '{sheet}', cells {cells}", sheet=sheet.title, cells=merged[0].name),
            _("Cells are merged, so that it is not clear which row or column a value belongs to."),
            _("Unmerge them and fill in each cell."),
        )
    hidden = sorted(sheet.hidden_rows.intersection(grid.numbers))
    if hidden:
        yield Problem(
            "table.rows_hidden",
            _("Sheet '{sheet}'", sheet=sheet.title),
            ngettext(
                "{number} row is hidden, for example by a filter, and was read as well: {rows}.",
                "{number} rows are hidden, for example by a filter, and were read as well: {rows}.",
                len(hidden),
                rows=in_a_row([str(row) for row in hidden]),
            ),
            _("Delete what is not meant to be scored."),
            severity=Severity.WARNING,
        )


def _other_sheets(sheet: Sheet, others: Sequence[Sheet]) -> Iterator[Problem]:
    where = _("Sheet '{sheet}'", sheet=sheet.title)
    hidden = [one.title for one in others if one.is_hidden]
    if sheet.is_hidden:
        yield Problem(
            "table.sheet_hidden",
            where,
            _("This sheet is hidden, and was read because no other one is filled."),
            _("Look whether it is the right one."),
            severity=Severity.WARNING,
        )
    elif hidden:
        yield Problem(
            "table.sheet_hidden",
            where,
            _("This sheet was read, and not the hidden ones: {sheets}.", sheets=quoted(hidden, 5)),
            _("Show the right sheet, or delete the others, if this is the wrong one."),
            severity=Severity.WARNING,
        )
    ignored = [one.title for one in others if not one.is_hidden]
    if ignored:
        yield Problem(
            "table.sheets_ignored",
            where,
            _("Only this sheet was read; not {sheets}.", sheets=quoted(ignored, 5)),
            _("Put the table on the first sheet if this is the wrong one."),
            severity=Severity.WARNING,
        )


def _empty(file_name: str) -> Refused:
    remedy = _("Save the table again: headings in the first row, then a row for each state.")
    return refusal("empty", file_name, _("The file is empty."), remedy)


def _no_table(file_name: str, found: str, remedy: str = "") -> Refused:
    usual = _("Save the table as 'CSV UTF-8' or as an Excel workbook.")
    return refusal("no_table", file_name, found, remedy or usual)
