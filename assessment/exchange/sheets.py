"""Plain sheets and cells, as the safe reader hands them on; nothing of a file format is left."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from openpyxl.utils import get_column_letter

Value = str | int | float | bool | datetime | date | time | timedelta | None


@dataclass(frozen=True)
class Limits:
    """How many rows and columns of a sheet are read; what lies beyond is named, not read."""

    rows: int
    columns: int


FIELD = Limits(5_000, 60)
TABLE = Limits(5_000, 400)
"""A table of many states has a column for each of its measures, and PEFA alone has 94."""


class Kind(StrEnum):
    """What a filled cell holds."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    MOMENT = "moment"
    FORMULA = "formula"
    ERROR = "error"


@dataclass(frozen=True)
class Cell:
    """One filled cell.

    Attributes
    ----------
    value
        What the cell shows; ``None`` for a formula, whose stored result is not trusted.
    """

    sheet: str
    row: int
    column: int
    kind: Kind
    value: Value

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
class Sheet:
    """The filled cells of one sheet.

    Attributes
    ----------
    cells
        By row and column, counted from 1; an empty cell is absent.
    beyond
        Filled cells outside the limits that it was read with, by name; they were not read.
    """

    title: str
    cells: Mapping[tuple[int, int], Cell]
    merged: tuple[MergedRange, ...] = ()
    beyond: tuple[str, ...] = ()

    def cell(self, row: int, column: int) -> Cell | None:
        """Return one cell; ``None`` where nothing is filled in."""
        return self.cells.get((row, column))

    def row(self, row: int) -> Mapping[int, Cell]:
        """Return the filled cells of a row by column."""
        return self._rows.get(row, {})

    @property
    def filled_rows(self) -> Iterator[int]:
        """Numbers of the rows in which something is filled in, from the top."""
        return iter(sorted(self._rows))

    _rows: dict[int, dict[int, Cell]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        rows: dict[int, dict[int, Cell]] = {}
        for (row, column), cell in self.cells.items():
            rows.setdefault(row, {})[column] = cell
        object.__setattr__(self, "_rows", rows)


@dataclass(frozen=True)
class Sheets:
    """A whole workbook: its sheets by title, hidden ones too."""

    file_name: str
    by_title: Mapping[str, Sheet]

    def get(self, title: str) -> Sheet | None:
        """Return a sheet; ``None`` if the workbook has none of this title."""
        return self.by_title.get(title)


def place_of(sheet: str, row: int, column: int) -> str:
    """Name a cell.

    Examples
    --------
    >>> place_of("Answers", 12, 8)
    "Sheet 'Answers', cell H12"
    """
    return f"Sheet '{sheet}', cell {get_column_letter(column)}{row}"
