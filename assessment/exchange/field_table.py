"""Finds the columns of a sheet by their codes and hands out its rows, wherever they moved."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assessment.exchange.safe_reader import FRESH_COPY
from assessment.exchange.sheets import Cell, Kind, Sheet, place_of
from assessment.model.problem import Problem, Severity

_SEARCHED_ROWS = 10


@dataclass(frozen=True)
class Row:
    """One row of a table.

    Attributes
    ----------
    cells
        By code of the column; empty cells are absent.
    """

    sheet: str
    number: int
    cells: Mapping[str, Cell]
    columns: Mapping[str, int]

    def place(self, code: str) -> str:
        """Name the place of a column in this row, also where the cell is empty."""
        if code in self.columns:
            return place_of(self.sheet, self.number, self.columns[code])
        return f"Sheet '{self.sheet}', row {self.number}"

    def only(self, codes: Iterable[str]) -> Mapping[str, Cell]:
        """Return the filled cells among these columns, in their order."""
        return {code: self.cells[code] for code in codes if code in self.cells}


@dataclass(frozen=True)
class Table:
    """The rows of a sheet below its codes, and what is wrong with the sheet as a whole."""

    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_table(sheet: Sheet, codes: Sequence[str], inputs: Sequence[str]) -> Table:
    """Find the row of codes, and return what stands below it.

    Parameters
    ----------
    codes
        Every code that the sheet should have; the first is what makes a row of codes.
    inputs
        The codes that people fill in: merged cells matter only there.
    """
    header = _find_codes(sheet, codes)
    if header is None:
        return Table(problems=(_codes_missing(sheet),))
    named = [(str(cell.value), column) for column, cell in sheet.row(header).items()]
    given = Counter(code for code, _ in named if code in codes)
    repeated = [code for code, count in given.items() if count > 1]
    if repeated:
        return Table(problems=(_codes_repeated(sheet, repeated),))
    columns = {code: column for code, column in named if code in given}
    problems = (
        *(_column_missing(sheet, code) for code in codes if code not in columns),
        *_merged(sheet, header, {code: columns[code] for code in inputs if code in columns}),
        *_beyond(sheet),
    )
    return Table(tuple(_rows(sheet, header, columns)), problems)


def _rows(sheet: Sheet, header: int, columns: Mapping[str, int]) -> Iterator[Row]:
    for number in sheet.filled_rows:
        # The visible headings follow the codes; they hold no data.
        if number > header + 1:
            filled = sheet.row(number)
            cells = {
                code: filled[column]
                for code, column in columns.items()
                if column in filled and not _is_blank(filled[column])
            }
            yield Row(sheet.title, number, cells, columns)


def _is_blank(cell: Cell) -> bool:
    return cell.kind is Kind.TEXT and not str(cell.value).strip()


def _find_codes(sheet: Sheet, codes: Sequence[str]) -> int | None:
    for number in range(1, _SEARCHED_ROWS + 1):
        found = {str(cell.value) for cell in sheet.row(number).values()}
        if codes[0] in found and len(found & set(codes)) >= 2:
            return number
    return None


def _codes_missing(sheet: Sheet) -> Problem:
    return Problem(
        "workbook.codes_missing",
        f"Sheet '{sheet.title}'",
        "The hidden first row, by which columns are recognised, is missing or was changed.",
        FRESH_COPY,
    )


def _codes_repeated(sheet: Sheet, repeated: Sequence[str]) -> Problem:
    return Problem(
        "workbook.codes_repeated",
        f"Sheet '{sheet.title}'",
        f"There are two columns for {', '.join(repeated)}; one would be lost.",
        "Delete the copied column.",
    )


def _column_missing(sheet: Sheet, code: str) -> Problem:
    return Problem(
        "workbook.column_missing",
        f"Sheet '{sheet.title}'",
        f"The column '{code.replace('_', ' ')}' was deleted, so nothing was read for it.",
        "Nothing needs to be done if that is meant; otherwise use a fresh workbook.",
        severity=Severity.WARNING,
    )


def _merged(sheet: Sheet, header: int, inputs: Mapping[str, int]) -> Iterator[Problem]:
    for range_ in sheet.merged:
        left, right = range_.columns
        is_input = any(left <= column <= right for column in inputs.values())
        if range_.rows[1] > header + 1 and is_input:
            yield Problem(
                "workbook.merged_cells",
                f"Sheet '{sheet.title}', cells {range_.name}",
                "These cells were merged, so it is not clear to which row their content belongs.",
                "Undo the merging and fill in each row by itself.",
            )


def _beyond(sheet: Sheet) -> Iterator[Problem]:
    if sheet.beyond:
        yield Problem(
            "workbook.cells_beyond",
            f"Sheet '{sheet.title}', cell {sheet.beyond[0]}",
            "Something is written far outside the table and was not read "
            f"({', '.join(sheet.beyond)}).",
            "Move it into the table or delete it.",
        )
