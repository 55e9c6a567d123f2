"""Where the tables of a field workbook have their columns and rows, and what is wrong with them."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from openpyxl.utils import get_column_letter

from assessment.exchange.field_workbook import layout, values
from assessment.exchange.field_workbook.layout import Column
from assessment.exchange.field_workbook.meta import meta_entries
from assessment.exchange.field_workbook.outside import (
    FoundText,
    OwnTexts,
    Read,
    find_outside,
)
from assessment.exchange.field_workbook.rows import CODES, Line, lines_by_key, texts_of
from assessment.exchange.field_workbook.sheets import recognise, title_as_made
from assessment.exchange.safe_reader import FRESH_COPY
from assessment.exchange.sheets import (
    OWN_FILLS,
    Cell,
    Kind,
    MergedRange,
    Sheet,
    Sheets,
    place_of,
    shorten,
)
from assessment.locales import gettext as _
from assessment.locales import mark
from assessment.locales.formats import listed
from assessment.model.problem import Problem, Severity
from assessment.model.questionnaire import Questionnaire

_MEANT = mark("Nothing needs to be done if that is meant; otherwise use a fresh workbook.")
_SEARCHED_ROWS = 10
_WITHOUT_IDS = (layout.EVIDENCE, layout.REMARKS)
"""Sheets whose rows nobody can know before they are filled in."""


@dataclass(frozen=True)
class Row:
    """One row of a table; ``cells`` by code of the column, without empty ones.

    Attributes
    ----------
    waits
        Whether nobody can tell what stands in it, which was said.
    """

    sheet: str
    number: int
    cells: Mapping[str, Cell]
    columns: Mapping[str, int]
    waits: bool = False

    def place(self, code: str) -> str:
        """Name the place of a column in this row, also where the cell is empty."""
        if code in self.columns:
            return place_of(self.sheet, self.number, self.columns[code])
        return _("Sheet '{sheet}', row {row}", sheet=self.sheet, row=str(self.number))

    def only(self, codes: Iterable[str]) -> Mapping[str, Cell]:
        """Return the filled cells among these columns, in their order."""
        return {code: self.cells[code] for code in codes if code in self.cells}


class Tables:
    """Finds the rows of the tables of one workbook, and says what is wrong with its sheets.

    Attributes
    ----------
    problems
        Grows on the way.
    entries
        What the hidden sheet says.
    own
        The texts of the program, by which those of a team are told apart.
    choices
        The words that can be picked, by the name of their list.
    """

    def __init__(self, sheets: Sheets, questionnaire: Questionnaire) -> None:
        self.problems: list[Problem] = []
        self.entries = meta_entries(sheets)
        self._sheets = sheets
        self._questionnaire = questionnaire
        self._found = recognise(sheets, self.entries, questionnaire)
        self.own = OwnTexts(self.entries, texts_of(questionnaire), self._found)
        self.choices = {
            name: values.Choices(words, layout.spellings(name, words, self.entries))
            for name, words in layout.choices(questionnaire).items()
        }
        self._read: dict[str, Read] = {}

    def has_any(self, codes: Iterable[str]) -> bool:
        """Whether a sheet of one of these codes is there."""
        return any(code in self._found.by_code for code in codes)

    def outside(self) -> tuple[FoundText, ...]:
        """Return what stands anywhere else than in the cells that were read so far."""
        for sheet in self._sheets.by_title.values():
            if self.own.resembles(sheet):
                self.problems.append(_like_ours(sheet.title))
            if sheet.title in self._found.unclear and (header := _find_codes(sheet, CODES)):
                # Of its hidden columns nobody is shown anything.
                self._remember(sheet, header, (), inputs=())
                self.problems.extend(_beyond(sheet))
        return find_outside(self._sheets, self.own, self._read, self._questionnaire)

    def error(self, code: str, where: str, found: str, remedy: str, about_id: str = "") -> None:
        """Say what cannot be taken in, and why."""
        self.problems.append(Problem(f"workbook.{code}", where, found, remedy, about=about_id))

    def warning(self, code: str, where: str, found: str, remedy: str) -> None:
        """Say what somebody should look at."""
        problem = Problem(f"workbook.{code}", where, found, remedy, severity=Severity.WARNING)
        self.problems.append(problem)

    def table(
        self,
        code: str,
        inputs: Sequence[Column],
        *,
        kept: str = "",
        later: Sequence[Column] = (),
        is_needed: bool = False,
    ) -> Sequence[Row]:
        """Return the rows of a sheet, and say what is wrong with the sheet as a whole.

        Parameters
        ----------
        later
            Columns that not every workbook has.
        is_needed
            Whether nothing can be taken in without it; others may be left out on purpose.
        """
        found = self._found.by_code.get(code, ())
        if not found:
            say = self.error if is_needed else self.warning
            remedy = _("If it was only renamed, give it back its name.")
            say(
                "sheet_missing",
                _("Sheet '{sheet}'", sheet=title_as_made(self.entries, code)),
                _("The sheet was deleted or renamed."),
                f"{remedy} {_(FRESH_COPY)}",
            )
            return ()
        first, *copies = found
        rows = self._rows_of(first, code, inputs, kept, later)
        for copy in copies:
            more = self._rows_of(copy, code, inputs, kept, later)
            rows = self._with_copy(code, (first, rows), (copy, more))
        return rows

    def _with_copy(
        self, code: str, first: tuple[Sheet, Sequence[Row]], copy: tuple[Sheet, Sequence[Row]]
    ) -> Sequence[Row]:
        """Add the rows of a copied sheet; those that stand on both wait, and that is said."""
        (sheet, rows), (copied, more) = first, copy
        self._forget_same(sheet, copied)
        if code == layout.REMARKS:
            self.problems.append(_copied_remarks(copied, sheet))
            return (*rows, *more)
        has_ids = code not in _WITHOUT_IDS
        both = {key_of(row) for row in more}
        # Where the first sheet cannot be read, nobody can tell what stands on both.
        both &= {key_of(row) for row in rows} if rows and has_ids else both
        both -= {""} if has_ids else set()
        lines = lines_by_key(self._questionnaire)
        held = {key for key in both if not (line := lines.get(key)) or line.fill_in}
        if held or not has_ids:
            self.problems.append(_copied(copied, sheet))
        self._forget(copied, [row.number for row in more if key_of(row) in both])
        waiting = held if has_ids else {key_of(row) for row in (*rows, *more)}
        kept = [replace(r, waits=True) if key_of(r) in waiting else r for r in rows]
        new = more if not rows or not has_ids else [r for r in more if key_of(r) not in both]
        return (*kept, *(replace(r, waits=True) if key_of(r) in waiting else r for r in new))

    def _forget(self, sheet: Sheet, numbers: Collection[int]) -> None:
        """Let what stands in these rows be found outside, as nothing of it is taken in."""
        if read := self._read.get(sheet.title):
            cells = {(row, column) for row, column in read.cells if row not in numbers}
            self._read[sheet.title] = replace(read, cells=cells)

    def _forget_same(self, sheet: Sheet, copied: Sheet) -> None:
        """Leave out of a copy what says the same as the cell that it was copied from."""
        same = {
            at
            for at, cell in copied.cells.items()
            if (other := sheet.cell(*at)) and other.value == cell.value
        }
        if read := self._read.get(copied.title):
            self._read[copied.title] = replace(read, same=same)

    def _rows_of(
        self,
        sheet: Sheet,
        code: str,
        inputs: Sequence[Column],
        kept: str,
        later: Sequence[Column],
    ) -> Sequence[Row]:
        """Return the rows of one sheet, and say what is wrong with it."""
        has_ids = code not in _WITHOUT_IDS
        first = (layout.id_column(0),) if has_ids else ()
        last = (layout.kept_column(kept),) if kept else ()
        header = self._header(sheet, (*first, *inputs, *last), later)
        if header is None:
            return ()
        row, places = header
        filled_in = [places[one.code] for one in (*inputs, *later) if one.code in places]
        merged = [
            one
            for one in sheet.merged
            if one.rows[1] > row + 1
            and any(one.columns[0] <= column <= one.columns[1] for column in filled_in)
        ]
        self.problems.extend((*_merged(sheet, merged), *_beyond(sheet)))
        is_data = not has_ids and self._is_data(sheet, row + 1, places, inputs)
        start = row + (1 if is_data else 2)
        rows = tuple(_rows(sheet, start, places))
        if merged:
            rows = tuple(
                replace(one, waits=any(m.rows[0] <= one.number <= m.rows[1] for m in merged))
                for one in rows
            )
        self._remember(sheet, row, rows, inputs=[one.code for one in (*inputs, *later)])
        self.problems.extend(_coloured(sheet, self._read[sheet.title].open))
        self.problems.extend(self._hidden(sheet, rows, filled_in))
        return rows

    def _is_data(
        self, sheet: Sheet, number: int, places: Mapping[str, int], inputs: Sequence[Column]
    ) -> bool:
        """Whether the row below the codes is one of data; the headings in it were deleted then.

        Where headings were typed over in part, nobody can tell what is meant, and that is said.
        """
        row = sheet.row(number)
        filled = {c.code: row[places[c.code]] for c in inputs if places.get(c.code) in row}
        headings = [code for code, cell in filled.items() if self._is_heading(cell, code, inputs)]
        if headings:
            over = [cell for code, cell in filled.items() if code not in headings]
            self.problems.extend(_typed_over(cell) for cell in over if not _is_blank(cell))
            return False
        return any(
            layout.fold(str(filled[c.code].value)) in self.choices[c.choices].codes
            for c in inputs
            if c.code in filled and c.choices in self.choices
        )

    def _is_heading(self, cell: Cell, code: str, inputs: Sequence[Column]) -> bool:
        is_one = self.own.is_heading(cell.sheet, str(cell.value))
        heading = next(column.heading for column in inputs if column.code == code)
        return str(cell.value).startswith(heading) if is_one is None else is_one

    def _remember(
        self, sheet: Sheet, header: int, rows: Sequence[Row], *, inputs: Sequence[str]
    ) -> None:
        """Keep in mind which cells were read, so that all others can be found."""
        lines, ids = lines_by_key(self._questionnaire), self.choices["list_indicators"].codes
        cells: set[tuple[int, int]] = set()
        about: dict[int, str] = {}
        told: set[tuple[int, int]] = set()
        to_fill_in: set[tuple[int, int]] = set()
        for row in rows:
            cell = row.cells.get("id") or row.cells.get("indicator_id")
            key = str(cell.value).strip() if cell else ""
            line = lines.get(key)
            read = inputs
            if layout.ANSWER in row.columns:
                # A mark beside no question is told of; a text there stands outside.
                read = [line.fill_in] if line else [layout.ANSWER]
            own = {(row.number, row.columns[code]) for code in read if code in row.columns}
            cells.update(own)
            # Above a table stand titles and warnings of ours, in colours of their own.
            if line is not None or (key and layout.ANSWER not in row.columns):
                to_fill_in.update(own)
            told.update((row.number, at) for at in _told(sheet.row(header), line, inputs))
            if id_ := ids.get(layout.fold(key.partition(":")[0])):
                about[row.number] = str(id_)
        coded = sheet.row(header)
        never_shown = (layout.KEY, layout.BASE, "base_revision", "evidence_id")
        kept = frozenset(place for place, cell in coded.items() if cell.value in never_shown)
        self._read[sheet.title] = Read(
            header, cells, about, frozenset(coded), kept, told, open=to_fill_in
        )

    def _hidden(
        self, sheet: Sheet, rows: Sequence[Row], filled_in: Sequence[int]
    ) -> Iterator[Problem]:
        """Say that something that nobody is shown was read as well."""
        columns = set(filled_in)
        filled = [row for row in rows if any(cell.column in columns for cell in row.cells.values())]
        unseen = [row.number for row in filled if row.number in sheet.hidden_rows]
        if unseen:
            yield _unseen(
                sheet, _("Rows that are hidden were read as well: {rows}.", rows=_named(unseen))
            )
        elif filled and (sheet.is_hidden or columns & sheet.hidden_columns):
            yield _unseen(sheet, _("What is hidden on this sheet was read as well."))

    def _header(
        self, sheet: Sheet, columns: Sequence[Column], later: Sequence[Column] = ()
    ) -> tuple[int, Mapping[str, int]] | None:
        """Return the row of codes and the place of each code, and say which are not as made."""
        where = _("Sheet '{sheet}'", sheet=sheet.title)
        headings = {column.code: column.heading for column in columns}
        row = _find_codes(sheet, list(headings))
        known = headings | {column.code: column.heading for column in later}
        if row is None:
            found = _(
                "The hidden first row, by which columns are recognised, is missing or was changed."
            )
            self.error("codes_missing", where, found, _(FRESH_COPY))
            return None
        named = [(str(cell.value), place) for place, cell in sheet.row(row).items()]
        count = Counter(code for code, _place in named if code in known)
        repeated = listed(known[code] for code, times in count.items() if times > 1)
        if repeated:
            found = _("There are two columns for {columns}; one would be lost.", columns=repeated)
            self.error("codes_repeated", where, found, _("Delete the copied column."))
            return None
        for code in [code for code in headings if code not in count]:
            found = _(
                "The column '{column}' was deleted, so nothing was read for it.",
                column=headings[code],
            )
            self.warning("column_missing", where, found, _(_MEANT))
        return row, {code: place for code, place in named if code in count}

    def by_id(
        self, rows: Sequence[Row], inputs: Sequence[Column], known: Sequence[str]
    ) -> Mapping[str, Row]:
        """Return the rows by the id in them, and say which ids are not as made.

        Of a row that stands twice nobody can tell which is meant, so neither is returned.
        """
        found, twice_there = dict[str, Row](), set[str]()
        for row in rows:
            cell = row.cells.get("id")
            id_ = str(cell.value).strip() if cell and cell.kind is Kind.TEXT else ""
            if id_ in found:
                first = found[id_].place("id")
                twice = _(
                    "'{id}' stands a second time; it is also in {place}.", id=id_, place=first
                )
                self.error(
                    "row_repeated", row.place("id"), twice, _("Keep one of the two rows."), id_
                )
                twice_there.add(id_)
            elif id_ in known:
                found[id_] = row
            elif row.only(column.code for column in inputs):
                remedy = _("Put back the id that was there; ids are never changed.")
                self.error("id_unknown", row.place("id"), _no_id(cell), remedy)
        absent = shorten(", ".join(id_ for id_ in known if id_ not in found), 200)
        if rows and absent:
            missing = _("There is no row for {ids}; nothing changes there.", ids=absent)
            where = _("Sheet '{sheet}'", sheet=rows[0].sheet)
            self.warning("rows_missing", where, missing, _(_MEANT))
        return {id_: row for id_, row in found.items() if id_ not in twice_there and not row.waits}


def _find_codes(sheet: Sheet, codes: Sequence[str]) -> int | None:
    """Return the row of codes, in which the first one stands beside another."""
    for number in range(1, _SEARCHED_ROWS + 1):
        found = {str(cell.value) for cell in sheet.row(number).values()}
        if codes[0] in found and len(found & set(codes)) >= 2:
            return number
    return None


def _rows(sheet: Sheet, start: int, places: Mapping[str, int]) -> Iterator[Row]:
    for number in sheet.filled_rows:
        if number >= start:
            filled = sheet.row(number)
            cells = {
                code: filled[place]
                for code, place in places.items()
                if place in filled and not _is_blank(filled[place])
            }
            yield Row(sheet.title, number, cells, places)


def _no_id(cell: Cell | None) -> str:
    if cell is not None and cell.kind is Kind.FORMULA:
        return _("A formula stands where the id of this row was.")
    if cell is None or cell.value is None:
        return _("The id of this row is missing, so it is not clear which question it answers.")
    return _(
        "'{id}' is no id of this sheet, so it is not clear which question the row answers.",
        id=shorten(str(cell.value)),
    )


def _is_blank(cell: Cell) -> bool:
    return cell.kind is Kind.TEXT and not str(cell.value).strip()


def _merged(sheet: Sheet, merged: Iterable[MergedRange]) -> Iterator[Problem]:
    for one in merged:
        yield Problem(
            "workbook.merged_cells",
            _("Sheet '{sheet}', cells {cells}", sheet=sheet.title, cells=one.name),
            _("These cells were merged, so it is not clear to which row their content belongs."),
            _("Undo the merging and fill in each row by itself."),
        )


def _coloured(sheet: Sheet, cells: Collection[tuple[int, int]]) -> Iterator[Problem]:
    """Say which cells to fill in have a colour in place of an answer."""
    found = [at for at in sorted(cells) if sheet.fills.get(at, "") not in OWN_FILLS]
    if found:
        names = ", ".join(f"{get_column_letter(column)}{row}" for row, column in found)
        yield Problem(
            "workbook.colour_only",
            _("Sheet '{sheet}'", sheet=sheet.title),
            _(
                "Cells to fill in are empty and have another colour, which is not read: {cells}.",
                cells=shorten(names, 80),
            ),
            _("Ask the team what the colours stand for, and type it into the cells."),
            severity=Severity.WARNING,
        )


def _beyond(sheet: Sheet) -> Iterator[Problem]:
    if sheet.beyond:
        yield Problem(
            "workbook.cells_beyond",
            _("Sheet '{sheet}', cell {cell}", sheet=sheet.title, cell=sheet.beyond[0]),
            _(
                "Something is written far outside the table and was not read ({cells}).",
                cells=", ".join(sheet.beyond),
            ),
            _("Move it into the table or delete it."),
        )


def _told(coded: Mapping[int, Cell], line: Line | None, inputs: Sequence[str]) -> Iterator[int]:
    """Yield the columns in which the program itself wrote a text in a row."""
    for column, cell in coded.items():
        code = str(cell.value)
        if line is None:
            yield from () if code in inputs else (column,)
        elif (line.part == "last_round" and code == layout.TEXT) or getattr(line, code, ""):
            yield from () if code == line.fill_in else (column,)


def _copied(copy: Sheet, sheet: Sheet) -> Problem:
    return Problem(
        "workbook.sheet_copied",
        _("Sheet '{sheet}'", sheet=copy.title),
        _(
            "This sheet has the same rows as the sheet '{other}', so it is not clear which of the "
            "two is meant. Of rows that stand on both, nothing is taken in.",
            other=sheet.title,
        ),
        _("Keep one of the two sheets and delete the other."),
    )


def _copied_remarks(copy: Sheet, sheet: Sheet) -> Problem:
    return Problem(
        "workbook.sheet_copied",
        _("Sheet '{sheet}'", sheet=copy.title),
        _(
            "This sheet is a copy of the sheet '{other}'. The remarks on both were read.",
            other=sheet.title,
        ),
        _("Nothing needs to be done if that is meant."),
        severity=Severity.WARNING,
    )


def _like_ours(title: str) -> Problem:
    return Problem(
        "workbook.sheet_copied",
        _("Sheet '{sheet}'", sheet=title),
        _(
            "This is a copy of a sheet of the workbook, or one that was renamed, and nothing is "
            "taken in from it. What was written there is listed with what stands outside of the "
            "cells to fill in, without formulas."
        ),
        _("If something was filled in there, move it to the sheet that it belongs to."),
        severity=Severity.WARNING,
    )


def key_of(row: Row) -> str:
    """Return the hidden key of a row of a form; empty where it has none."""
    cell = row.cells.get(layout.KEY)
    return str(cell.value).strip() if cell else ""


def _typed_over(cell: Cell) -> Problem:
    return Problem(
        "workbook.heading_typed_over",
        cell.place,
        _("'{text}' stands where a heading was.", text=shorten(str(cell.value))),
        _(
            "If it is the heading in other words, put back the old one; otherwise move it to a "
            "free row below."
        ),
    )


def _unseen(sheet: Sheet, found: str) -> Problem:
    return Problem(
        "workbook.hidden",
        _("Sheet '{sheet}'", sheet=sheet.title),
        found,
        _("Look whether they are meant; a filter may hide them."),
        severity=Severity.WARNING,
    )


def _named(numbers: Sequence[int]) -> str:
    return shorten(", ".join(map(str, numbers)), 80)
