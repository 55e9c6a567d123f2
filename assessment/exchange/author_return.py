"""Reads the workbook of a questionnaire back, cell by cell.

Whether what it says is a questionnaire is asked in `assessment.library`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assessment.exchange import author_workbook as layout
from assessment.exchange.author_outside import TableSheet, notes_in
from assessment.exchange.safe_reader import read_sheets, refusal
from assessment.exchange.sheets import Cell, Kind, Sheet, place_of, shorten
from assessment.locales import gettext as _
from assessment.locales.formats import listed
from assessment.model.authoring import INDEX_TABLES, LEVEL_TABLES, CellValue, Field, Form, Table
from assessment.model.problem import Problem
from assessment.reporting.authoring import author_field, table_name

_YES = ("yes", "true", "1")
_NO = ("no", "false", "0")


@dataclass(frozen=True)
class WrittenRow:
    """One row of a sheet as it came back.

    Attributes
    ----------
    cells
        What could be read, by field; an emptied cell is there, and empty.
    is_removed
        Whether its row says that it is to be removed.
    place
        Names the cell of a field; of an empty text, the cell of the id.
    """

    id: str
    cells: Mapping[str, CellValue]
    is_removed: bool
    place: Callable[[str], str]


@dataclass(frozen=True)
class AuthorReturn:
    """Everything that a workbook says, and what cannot be understood in it.

    Attributes
    ----------
    notes
        Warnings of what stands outside the cells to fill in; nothing is taken from it.
    """

    stamp: layout.WorkbookStamp
    rows: Mapping[str, tuple[WrittenRow, ...]]
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...] = ()


class _Unreadable(Exception):  # noqa: N818 - says what was found
    """A cell that cannot be understood: what to write instead."""


def read_author_workbook(content: bytes, file_name: str) -> AuthorReturn:
    """Read a workbook of a questionnaire; every cell that cannot be understood is named.

    Raises
    ------
    Refused
        If the file cannot be read at all, or is no such workbook.
    """
    found = read_sheets(content, file_name, layout.LIMITS)
    stamp = layout.read_stamp(found, layout.MARK)
    if stamp is None:
        raise refusal(
            "not_a_questionnaire",
            file_name,
            _("It is no workbook of a questionnaire as this app writes it."),
            _(layout.LIMITS.again),
        )
    problems: list[Problem] = []
    rows: dict[str, tuple[WrittenRow, ...]] = {}
    every = ((sheet, _table_of(sheet)) for sheet in found.by_title.values())
    marked = [(sheet, table) for sheet, table in every if table is not None]
    levels = _levels(marked)
    for sheet, table in marked:
        if table.id in rows:
            problems.append(_twice(sheet.title, table.id))
            continue
        problems.extend(_beyond(sheet))
        rows[table.id] = tuple(_read_rows(sheet, table, levels, problems))
    tables = [_table_sheet(sheet, table) for sheet, table in marked]
    notes = notes_in(found, tables, layout.read_entries(found))
    return AuthorReturn(stamp, rows, tuple(problems), notes)


def _levels(marked: Sequence[tuple[Sheet, Table]]) -> tuple[str, ...]:
    """Return the levels of the scale as its sheet has them; they cannot be changed there."""
    sheet = next((sheet for sheet, table in marked if table.id == "scale"), None)
    if sheet is None:
        return ()
    column = _columns(sheet).get("id", 1)
    cells = (sheet.cell(row, column) for row in sheet.filled_rows if row >= layout.FIRST_ROW)
    return tuple(str(cell.value) for cell in cells if cell is not None)


def _columns(sheet: Sheet) -> dict[str, int]:
    return {str(cell.value): column for column, cell in sheet.row(layout.CODE_ROW).items()}


def _known(table: Table) -> frozenset[str]:
    """Return the codes of the columns of a table."""
    more = ("id", layout.REMOVE) if table.grows else ("id",)
    return frozenset((*more, *(field.name for field in table.fields)))


def _table_sheet(sheet: Sheet, table: Table) -> TableSheet:
    codes, known = _columns(sheet), _known(table)
    columns = [column for code, column in codes.items() if code in known]
    return TableSheet(sheet, columns, layout.FIRST_ROW, codes[f"{layout.MARK}:{table.id}"])


def _table_of(sheet: Sheet) -> Table | None:
    """Return the table whose codes stand in the first row of a sheet."""
    codes = {str(cell.value) for cell in sheet.row(layout.CODE_ROW).values()}
    return next(
        (one for one in LEVEL_TABLES + INDEX_TABLES if f"{layout.MARK}:{one.id}" in codes), None
    )


def _twice(title: str, table_id: str) -> Problem:
    return Problem(
        "author.sheet_repeated",
        _("Sheet '{sheet}'", sheet=title),
        _("A second sheet holds the table '{table}'.", table=table_name(table_id)),
        _("Keep one of them and delete the other."),
    )


def _beyond(sheet: Sheet) -> Iterator[Problem]:
    for name in sheet.beyond:
        yield Problem(
            "author.cell_beyond",
            _("Sheet '{sheet}', cell {cell}", sheet=sheet.title, cell=name),
            _("The cell lies beyond what is read."),
            _("Move it up, or take it out."),
        )


def _read_rows(
    sheet: Sheet, table: Table, levels: Sequence[str], problems: list[Problem]
) -> Iterator[WrittenRow]:
    known = _known(table)
    columns = {code: column for code, column in _columns(sheet).items() if code in known}
    missing = sorted(known - columns.keys())
    problems.extend(_no_column(sheet.title, name) for name in missing)
    if missing:
        return
    for number in sheet.filled_rows:
        # Whatever was typed beside the table is nobody's row; it is listed as a note.
        is_filled = not sheet.row(number).keys().isdisjoint(columns.values())
        if number >= layout.FIRST_ROW and is_filled:
            yield _RowReader(sheet, number, table, columns, levels, problems).row()


def _no_column(title: str, name: str) -> Problem:
    heading = _("Remove") if name == layout.REMOVE else author_field(name)
    return Problem(
        "author.column_missing",
        _("Sheet '{sheet}'", sheet=title),
        _("The column '{column}' is missing.", column=heading),
        _("Put it back, or write a fresh workbook and copy the changes into it."),
    )


@dataclass(frozen=True)
class _RowReader:
    """Reads one row; what cannot be understood becomes a problem, and is left out."""

    sheet: Sheet
    number: int
    table: Table
    columns: Mapping[str, int]
    levels: Sequence[str]
    problems: list[Problem]

    def row(self) -> WrittenRow:
        readers = {field.name: _reader(field, self.levels) for field in self.table.fields}
        cells = {name: self._read(name, reader) for name, reader in readers.items()}
        id_ = self._read("id", _id_text)
        return WrittenRow(
            "" if id_ is _NOT_READ else str(id_),
            {name: value for name, value in cells.items() if value is not _NOT_READ},
            self.table.grows and self._read(layout.REMOVE, _yes_or_no) is True,
            self.place,
        )

    def place(self, field: str) -> str:
        column = self.columns.get(field, self.columns["id"])
        return place_of(self.sheet.title, self.number, column)

    def _read(self, name: str, reader: Callable[[Cell | None], CellValue]) -> CellValue:
        cell = self.sheet.cell(self.number, self.columns[name])
        try:
            return reader(cell)
        except _Unreadable as unreadable:
            given = _("a formula") if cell is None or cell.value is None else str(cell.value)
            found = _("'{given}' cannot be understood here.", given=shorten(given))
            place = self.place(name)
            self.problems.append(Problem("author.cell_unreadable", place, found, str(unreadable)))
            return _NOT_READ


_NOT_READ: CellValue = ("\x00",)
"""Stands for a cell that was named as a problem."""


def _reader(field: Field, levels: Sequence[str]) -> Callable[[Cell | None], CellValue]:
    match field.form:
        case Form.LINES:
            return _lines
        case Form.IDS:
            return _ids
        case Form.YES_NO:
            return _yes_or_no
        case Form.NUMBER:
            allowed = levels if field.name == "level" else ()
            return lambda cell: _number(cell, allowed)
        case Form.CHOICE:
            return lambda cell: _choice(cell, field.choices)
        case Form.TEXT:
            return _text


def _text(cell: Cell | None) -> str:
    """Return what was typed into a cell, as a text; a whole number is one as well."""
    if cell is None:
        return ""
    match cell.kind:
        case Kind.TEXT:
            return str(cell.value).strip()
        case Kind.NUMBER if isinstance(cell.value, (int, float)) and float(cell.value).is_integer():
            return str(int(cell.value))
        case Kind.FORMULA:
            raise _Unreadable(_("Write the text itself; formulas are never evaluated."))
        case _:
            raise _Unreadable(_("Format the cell as text first, then type it again."))


def _id_text(cell: Cell | None) -> str:
    return "".join(_text(cell).split())


def _lines(cell: Cell | None) -> tuple[str, ...]:
    return tuple(line.strip() for line in _text(cell).split("\n") if line.strip())


def _ids(cell: Cell | None) -> tuple[str, ...]:
    parts = _text(cell).replace(",", ";").replace("\n", ";").split(";")
    return tuple(part.strip() for part in parts if part.strip())


def _number(cell: Cell | None, allowed: Sequence[str]) -> int | None:
    # No format of the cell makes a fraction whole.
    is_number = cell is not None and cell.kind is Kind.NUMBER
    text = str(cell.value).removesuffix(".0") if cell and is_number else _text(cell)
    if not text:
        return None
    digits = text.removeprefix("-")
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 9:
        if allowed:
            numbers = listed(allowed, "or")
            raise _Unreadable(_("Write one of these whole numbers: {numbers}.", numbers=numbers))
        raise _Unreadable(_("Write a whole number."))
    return int(text)


def _yes_or_no(cell: Cell | None) -> bool:
    if cell is not None and cell.kind is Kind.BOOLEAN:
        return bool(cell.value)
    word = _text(cell).casefold()
    if word in (*_YES, _("yes").casefold()):
        return True
    if word in ("", *_NO, _("no").casefold()):
        return False
    raise _Unreadable(_("Write yes or no."))


def _choice(cell: Cell | None, choices: Sequence[str]) -> str:
    text = _text(cell)
    known = {choice.casefold(): choice for choice in choices}
    if not text or not choices:
        return text
    if text.casefold() not in known:
        raise _Unreadable(_("Allowed: {choices}.", choices="; ".join(choices)))
    return known[text.casefold()]
