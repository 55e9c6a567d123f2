"""Finds what a team wrote anywhere else than in the cells to fill in, so that no word is dropped.

Comments, notes beside and below, further sheets and columns, changed texts of the program, text
boxes. Each text that the program wrote has a mark in the workbook, by which it is known again in
any language; what has none was written by somebody else.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby, islice
from sys import intern

from assessment.exchange.field_workbook import layout
from assessment.exchange.field_workbook.sheets import Recognised
from assessment.exchange.sheets import Cell, Drawing, Kind, Note, Sheet, Sheets, place_of, shorten
from assessment.exchange.shown import shown_day, shown_number
from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.model.checks import LONGEST_TEXT
from assessment.model.questionnaire import Questionnaire

_MOST = 300
_FEW = 5
"""So many texts of the program may have been copied to a sheet of notes."""
_OWN_AUTHOR = "spca"
_HIDDEN = (layout.LISTS, layout.SCORES, layout.META)
"""Sheets that nobody is shown, and in which nothing is to be read by people."""
_TITLES = (
    *(layout.COVER, layout.SCOPE, layout.ANSWERS, layout.EVIDENCE),
    *(layout.REMARKS, layout.CONTEXT, layout.GUIDE, layout.DEFINITIONS),
)
"""Of sheets in workbooks that do not say which they have."""


@dataclass(frozen=True)
class FoundText:
    """Something that a person wrote.

    Attributes
    ----------
    place
        Sheet and cell in words; a comment, a sheet or a hidden row says that it is one.
    indicator_id
        The question that it stands beside; empty where it stands beside none.
    """

    text: str
    place: str
    indicator_id: str = ""


@dataclass(frozen=True)
class Read:
    """What was read of one sheet.

    Attributes
    ----------
    header
        The row of codes; headings stand below it.
    cells
        Row and column of each cell that was read, or of which something was said.
    about
        Row to the indicator that it is about.
    coded
        Columns that the program itself uses.
    kept
        Those among them that nobody is shown.
    told
        Row and column of each cell in which the program wrote a text of its own.
    same
        Row and column of each cell of a copied sheet that says nothing else than the first.
    open
        Row and column of each cell that a person may fill in.
    """

    header: int
    cells: Collection[tuple[int, int]]
    about: Mapping[int, str]
    coded: Collection[int]
    kept: Collection[int] = ()
    told: Collection[tuple[int, int]] = ()
    same: Collection[tuple[int, int]] = ()
    open: Collection[tuple[int, int]] = ()


class OwnTexts:
    """Knows what the program wrote into a workbook.

    Parameters
    ----------
    entries
        What the hidden sheet says.
    usual
        What the program would write today; only others are looked up by their marks.
    found
        Which sheet is which.

    Attributes
    ----------
    are_known
        Whether the workbook says which texts are the program's; older ones do not.
    """

    def __init__(
        self, entries: Mapping[str, str], usual: Collection[str], found: Recognised
    ) -> None:
        self._usual = usual
        self._found = found
        marks = _marks(entries, layout.OWN_KEY)
        self._headings = _marks(entries, layout.HEADINGS_KEY)
        self._computed = {
            key.removeprefix(layout.COMPUTED_KEY): text.split()
            for key, text in entries.items()
            if key.startswith(layout.COMPUTED_KEY)
        }
        self._titles = {
            *marks,
            *(text for key, text in entries.items() if key.startswith(layout.SHEET_KEY)),
            *_TITLES,
            *map(_, _TITLES),
        }
        self._marks = frozenset[str]().union(*marks.values())
        # A hundred thousand cells may share one long text, and a mark reads the whole of it.
        self._mark_of = cache(layout.mark_of)
        self.are_known = bool(self._marks)

    def is_heading(self, title: str, text: str) -> bool | None:
        """Whether a text is a heading of a sheet; ``None`` if the workbook does not say."""
        headings = self._headings.get(self._as_made(title))
        return None if headings is None else self._mark_of(text) in headings

    def writes(self, text: str) -> bool:
        """Whether the program writes a text into workbooks such as this one."""
        return self.are_known and text in self._usual

    def computes(self, cell: Cell) -> bool:
        """Whether the program computes in the column of a cell."""
        return str(cell.column) in self._computed.get(self._as_made(cell.sheet), ())

    def resembles(self, sheet: Sheet) -> bool:
        """Whether an added sheet has codes of the program, or mostly its texts."""
        if self.has_sheet(sheet.title) or sheet.title in _HIDDEN:
            return False
        if sheet.title in self._found.unclear:
            return True
        texts = [str(cell.value) for cell in sheet.cells.values() if cell.kind is Kind.TEXT]
        return len(texts) > _FEW and sum(map(self.has, texts)) > len(texts) / 2

    def is_copy(self, sheet: Sheet) -> bool:
        """Whether the formulas on a sheet are the program's, wherever they stand."""
        return sheet.title in self._found.copies or self.resembles(sheet)

    def _as_made(self, title: str) -> str:
        return self._found.called.get(title, title)

    def has_sheet(self, title: str) -> bool:
        """Whether the program made a sheet of this title."""
        return self._as_made(title) in self._titles

    def has(self, text: str) -> bool:
        """Whether the program wrote a text."""
        return self.writes(text) or self._mark_of(text) in self._marks


def _marks(entries: Mapping[str, str], before: str) -> dict[str, frozenset[str]]:
    return {
        key.removeprefix(before): layout.read_marks(text)
        for key, text in entries.items()
        if key.startswith(before)
    }


def find_outside(
    sheets: Sheets, own: OwnTexts, read: Mapping[str, Read], questionnaire: Questionnaire
) -> tuple[FoundText, ...]:
    """Return everything that stands outside of the cells to fill in.

    Parameters
    ----------
    read
        What was read of each sheet, by its title.

    Returns
    -------
    tuple of FoundText
        In the order of the sheets, at most 300; a last one counts the rest.
    """
    texts = (
        one
        for sheet in sheets.by_title.values()
        if sheet.title not in _HIDDEN
        for one in _Outside(sheet, own, read.get(sheet.title), questionnaire).texts()
    )
    found = tuple(islice(texts, _MOST))
    n_more = sum(1 for _one in texts)
    if not n_more:
        return found
    rest = ngettext(
        "{number} more text stands outside of the cells to fill in.",
        "{number} more texts stand outside of the cells to fill in.",
        n_more,
    )
    return (*found, FoundText(rest, _("The whole workbook")))


class _Outside:
    """Goes through one sheet."""

    def __init__(
        self, sheet: Sheet, own: OwnTexts, read: Read | None, questionnaire: Questionnaire
    ) -> None:
        self._sheet, self._own, self._read = sheet, own, read
        self._old = {} if own.are_known or read is None else _old_texts(questionnaire)
        self._rows = sorted(read.about) if read else []
        self._is_copy = own.is_copy(sheet)

    def texts(self) -> Iterator[FoundText]:
        for note in self._sheet.notes:
            yield from self._note(note)
        for drawing in self._sheet.drawings:
            # The program draws charts itself, and in none of them stands a word.
            is_ours = self._is_copy or self._own.has_sheet(self._sheet.title)
            if drawing.kind != "chart" or not is_ours:
                yield self._drawing(drawing)
        yield from self._links()
        yield from self._cells()
        # Of a sheet that is read, the cells that lie beyond are told of as a problem.
        for name in self._sheet.beyond if self._read is None else ():
            where = _("Sheet '{sheet}', cell {cell}", sheet=self._sheet.title, cell=name)
            yield FoundText(_("What stands there lies beyond what is read."), where)

    def _note(self, note: Note) -> Iterator[FoundText]:
        is_own = note.author == _OWN_AUTHOR and not self._own.are_known
        if is_own or self._own.has(note.text) or not note.text.strip():
            return
        cell = place_of(self._sheet.title, note.row, note.column)
        place = _("{place}, comment by {author}", place=cell, author=shorten(note.author, 40))
        if note.author in ("", _OWN_AUTHOR):
            place = _("{place}, comment", place=cell)
        yield FoundText(_cut(note.text), place, self._about(note.row))

    def _drawing(self, drawing: Drawing) -> FoundText:
        cell = place_of(self._sheet.title, drawing.row, drawing.column)
        about = self._about(drawing.row)
        match drawing.kind:
            case "text":
                return FoundText(_cut(drawing.text), _("{place}, text box", place=cell), about)
            case "chart":
                return FoundText(_("There is a chart, which is not read."), cell, about)
            case "picture":
                return FoundText(_("There is a picture, which is not read."), cell, about)

    def _links(self) -> Iterator[FoundText]:
        """Yield addresses that nobody reads in the text of their cells."""
        for (row, column), address in self._sheet.links.items():
            cell = self._sheet.cell(row, column)
            bare = address.partition(":")[2].strip("/") or address
            if cell is None or bare not in str(cell.value):
                place = place_of(self._sheet.title, row, column)
                where = _("{place}, link behind the text", place=place)
                yield FoundText(address, where, self._about(row))

    def _cells(self) -> Iterator[FoundText]:
        """Yield what stands in foreign cells, those side by side together."""
        for row in self._sheet.filled_rows:
            foreign = [cell for cell in self._sheet.row(row).values() if self._is_foreign(cell)]
            foreign.sort(key=lambda cell: cell.column)
            pieces = groupby(enumerate(foreign), lambda pair: pair[1].column - pair[0])
            for _gap, piece in pieces:
                cells = [cell for _place, cell in piece]
                text = " | ".join(map(_with_line, cells))
                yield FoundText(_cut(text), self._place(cells[0]), self._about(row))

    def _place(self, cell: Cell) -> str:
        if not self._own.has_sheet(self._sheet.title):
            if self._sheet.is_hidden:
                return _("{place}, on a hidden sheet that was added", place=cell.place)
            return _("{place}, on a sheet that was added", place=cell.place)
        if self._read and (cell.row, cell.column) in self._read.told:
            return _("{place}, where the program had a text of its own", place=cell.place)
        return cell.place

    def _is_foreign(self, cell: Cell) -> bool:
        is_text = cell.kind is Kind.TEXT
        # What the program writes today is the most of it, and the quickest to tell.
        if is_text and not cell.struck and self._own.writes(str(cell.value)):
            return False
        if is_text and not str(cell.value).strip():
            return False
        if self._read and self._is_read(cell, self._read):
            return False
        if is_text and self._own.has(str(cell.value)):
            # A line through a question of ours says something about it.
            return cell.struck
        if cell.kind is Kind.FORMULA and (self._is_copy or self._own.computes(cell)):
            return False
        return self._own.are_known or self._is_foreign_of_old(cell)

    def _is_read(self, cell: Cell, read: Read) -> bool:
        is_kept = cell.column in read.kept or cell.row == read.header
        at = (cell.row, cell.column)
        return is_kept or at in read.cells or at in read.same

    def _is_foreign_of_old(self, cell: Cell) -> bool:
        """Tell it by the place, as a workbook of an older version names no texts."""
        title = self._sheet.title
        if self._read is None:
            return not self._own.has_sheet(title) or cell.column > 2
        if cell.column not in self._read.coded:
            return True
        known = self._old.get(self._read.about.get(cell.row, ""))
        code = str(self._sheet.cells[self._read.header, cell.column].value)
        text = known.get(code) if known else None
        # Further sentences of the program follow it.
        return text is not None and not str(cell.value).startswith(text)

    def _about(self, row: int) -> str:
        """Return the question that stands in a row or, where none does, the next one above."""
        place = bisect_right(self._rows, row)
        return self._read.about[self._rows[place - 1]] if self._read and place else ""


def _old_texts(questionnaire: Questionnaire) -> Mapping[str, Mapping[str, str]]:
    """Return what a workbook of version 1 says of each question, by the code of the column."""
    return {one.id: {"question": one.question} for one in questionnaire.indicators}


def shown_word(cell: Cell) -> str:
    """Return what a cell shows, in words."""
    match cell.kind:
        case Kind.NUMBER:
            return shown_number(cell)
        case Kind.MOMENT if hasattr(cell.value, "year"):
            return shown_day(cell)
        case Kind.FORMULA:
            return _("(a formula)")
        case _:
            return str(cell.value)


def _with_line(cell: Cell) -> str:
    """Return what a cell shows, and whether a line goes through it."""
    word = shown_word(cell)
    return _("{text} (struck through)", text=word) if cell.struck else word


def _cut(text: str) -> str:
    # Long texts that are the same are kept once: a file may hold one in each of its rows.
    return text if len(text) <= LONGEST_TEXT else intern(f"{text[: LONGEST_TEXT - 1]}…")
