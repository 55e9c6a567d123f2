"""Reads a table from CSV or Excel as texts and numbers; what columns mean is known elsewhere."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

from assessment.exchange.safe_reader import TABLE, read_sheets, refusal
from assessment.exchange.sheets import Kind, Sheet, Sheets, place_of, shorten
from assessment.model.problem import Problem, Refused, Severity

Entry = str | float | Kind | None
"""A text, a number, the kind of a cell that is neither, or ``None`` for an empty cell."""

_LARGEST_TEXT = 50_000_000
_SMALLER = "Keep the columns that the index asks for, and cut the table into several files."
_MOST_ROWS = 250_000
_MOST_COLUMNS = 2_000
_DELIMITERS = ",;\t"
_MOST_NAMED = 10
_QUOTES = "Look for a double quote that is not closed, from this row upwards."


@dataclass(frozen=True)
class Grid:
    """Headings and rows.

    Attributes
    ----------
    rows
        Each as long as the headings; rows in which nothing stands are left out.
    numbers
        The number of each row in the file, counted from 1.
    sheet
        Title of the sheet; empty for CSV.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[Entry, ...], ...]
    numbers: tuple[int, ...]
    sheet: str = ""

    def place(self, row: int, column: int | None = None) -> str:
        """Name a row, or a cell, in the words of whoever made the table."""
        number = self.numbers[row]
        if column is None:
            return f"Sheet '{self.sheet}', row {number}" if self.sheet else f"Row {number}"
        heading = f"column '{shorten(self.headings[column])}'"
        if self.sheet:
            return f"{place_of(self.sheet, number, column + 1)}, {heading}"
        return f"Row {number}, {heading}"


def read_grid(content: bytes, file_name: str) -> tuple[Grid, tuple[Problem, ...]]:
    """Read a table; the content decides what it is, not the name.

    Raises
    ------
    Refused
        If the file is empty, too large or no table.
    """
    if not content.strip():
        raise _empty(file_name)
    if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return _from_workbook(read_sheets(content, file_name, TABLE))
    if len(content) > _LARGEST_TEXT:
        raise _too_large(file_name, f"The file has more than {_LARGEST_TEXT:,} bytes.")
    text, problems = _decode(content, file_name)
    grid, more = _from_records(_records(text, file_name))
    return grid, (*problems, *more)


def _decode(content: bytes, file_name: str) -> tuple[str, tuple[Problem, ...]]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace"), ()
    if b"\x00" in content:
        raise _no_table(file_name, "It holds characters that no text has.")
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        guess = Problem(
            "table.encoding_guessed",
            f"File '{shorten(file_name, 80)}'",
            "The letters are not stored as UTF-8; they were read as Western European (Windows).",
            "Look whether names with accents are right. In Excel, save as 'CSV UTF-8'.",
            severity=Severity.WARNING,
        )
        return content.decode("cp1252", errors="replace"), (guess,)


def _records(text: str, file_name: str) -> list[list[str]]:
    first = text.lstrip().partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    found: list[list[str]] = []
    try:
        for record in csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True):
            found.append(record)
            if len(found) > _MOST_ROWS or len(record) > _MOST_COLUMNS:
                raise _too_many(file_name)
    except csv.Error as error:
        raise _no_table(
            file_name, f"Row {len(found) + 1} cannot be read: {error}.", _QUOTES
        ) from error
    return found


def _from_records(records: Sequence[Sequence[str]]) -> tuple[Grid, tuple[Problem, ...]]:
    filled = (
        (n, record) for n, record in enumerate(records, start=1) if any(map(str.strip, record))
    )
    _, head = next(filled)
    headings = tuple(" ".join(cell.split()) for cell in head)
    width = len(headings)
    rows: list[tuple[Entry, ...]] = []
    numbers: list[int] = []
    problems: list[Problem] = []
    short: list[int] = []
    for number, record in filled:
        if any(cell.strip() for cell in record[width:]):
            problems.append(_too_long(number, width))
        # A note below the table is one cell, and no row that was cut off.
        if len(record) < width and len(list(filter(str.strip, record))) > 1:
            short.append(number)
        cells = [cell.strip() or None for cell in record[:width]]
        rows.append((*cells, *[None] * (width - len(cells))))
        numbers.append(number)
    if short:
        problems.append(_too_short(short, width))
    return Grid(headings, tuple(rows), tuple(numbers)), tuple(problems)


def _from_workbook(sheets: Sheets) -> tuple[Grid, tuple[Problem, ...]]:
    filled = [sheet for sheet in sheets.by_title.values() if sheet.cells]
    if not filled:
        raise _empty(sheets.file_name)
    sheet = filled[0]
    problems = tuple(_workbook_problems(sheet, filled[1:]))
    head, *below = sheet.filled_rows
    width = max(sheet.row(head))
    cells = ((n, sheet.row(n)) for n in below)
    kept = [(n, row) for n, row in cells if any(column <= width for column in row)]
    rows = tuple(tuple(_entry(sheet, n, column) for column in range(1, width + 1)) for n, _ in kept)
    headings = tuple(_heading(_entry(sheet, head, column)) for column in range(1, width + 1))
    return Grid(headings, rows, tuple(n for n, _ in kept), sheet.title), problems


def _entry(sheet: Sheet, row: int, column: int) -> Entry:
    cell = sheet.cell(row, column)
    if cell is None:
        return None
    if cell.kind is Kind.NUMBER and isinstance(cell.value, int | float):
        return float(cell.value)
    return str(cell.value).strip() or None if cell.kind is Kind.TEXT else cell.kind


def _heading(entry: Entry) -> str:
    if isinstance(entry, int | float):
        return f"{entry:g}"
    return "" if entry is None or isinstance(entry, Kind) else " ".join(entry.split())


def _workbook_problems(sheet: Sheet, others: Sequence[Sheet]) -> Iterator[Problem]:
    if sheet.beyond:
        yield Problem(
            "table.beyond_limits",
            f"Sheet '{sheet.title}'",
            f"Cells such as {', '.join(sheet.beyond[:3])} lie beyond what is read of a workbook "
            "(60 columns, 5,000 rows).",
            "Save the sheet as 'CSV UTF-8' and use that file; it may be far larger.",
        )
    if sheet.merged:
        yield Problem(
            "table.merged_cells",
            f"Sheet '{sheet.title}', cells {sheet.merged[0].name}",
            "Cells are merged, so that it is not clear which row or column a value belongs to.",
            "Unmerge them and fill in each cell.",
        )
    if others:
        yield Problem(
            "table.sheets_ignored",
            f"Sheet '{sheet.title}'",
            f"Only this sheet was read; not {', '.join(repr(s.title) for s in others[:5])}.",
            "Put the table on the first sheet if this is the wrong one.",
            severity=Severity.WARNING,
        )


def _too_long(number: int, width: int) -> Problem:
    return Problem(
        "table.row_too_long",
        f"Row {number}",
        f"The row has more cells than there are headings ({width}).",
        "Put a text that contains the separator in double quotes, or add the missing heading.",
    )


def _too_short(numbers: Sequence[int], width: int) -> Problem:
    named = ", ".join(map(str, numbers[:_MOST_NAMED]))
    more = len(numbers) - _MOST_NAMED
    return Problem(
        "table.row_too_short",
        f"Row {named}{f' and {more} more' if more > 0 else ''}",
        f"There are fewer cells than headings ({width}); the last ones were read as empty.",
        "Look whether the row was cut off or a separator is missing.",
        severity=Severity.WARNING,
    )


def _too_many(file_name: str) -> Refused:
    found = f"The table has more than {_MOST_ROWS:,} rows or {_MOST_COLUMNS:,} columns."
    return _too_large(file_name, found)


def _too_large(file_name: str, found: str) -> Refused:
    return refusal("too_large", file_name, found, _SMALLER)


def _empty(file_name: str) -> Refused:
    remedy = "Save the table again: headings in the first row, then a row for each state."
    return refusal("empty", file_name, "The file is empty.", remedy)


def _no_table(file_name: str, found: str, remedy: str = "") -> Refused:
    usual = "Save the table as 'CSV UTF-8' or as an Excel workbook."
    return refusal("no_table", file_name, found, remedy or usual)
