"""Reads what a team filled in; says of every cell that cannot be understood which and why.

Whether an answer is a good answer is `check_answer`'s to say, not this module's;
what it would change in an assessment is the services'.
"""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import TypeVar, get_args

from openpyxl.utils import get_column_letter

from assessment.exchange.field_workbook import layout, values
from assessment.exchange.field_workbook.filled_in import FormRow, Forms, asked_in, read_forms
from assessment.exchange.field_workbook.layout import Column
from assessment.exchange.field_workbook.outside import (
    FoundText,
    OwnTexts,
    Read,
    find_outside,
    shown_word,
)
from assessment.exchange.field_workbook.rows import CODES, Line, lines_by_key, texts_of
from assessment.exchange.field_workbook.sheets import recognise, title_as_made
from assessment.exchange.field_workbook.values import Unread
from assessment.exchange.safe_reader import FRESH_COPY, refusal
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
from assessment.locales import mark, ngettext
from assessment.locales.formats import listed
from assessment.model.answer import Confidence, Evidence, FlagEntry, Protection
from assessment.model.problem import Problem, Severity, about
from assessment.model.questionnaire import ContextFlag, Indicator, Questionnaire
from assessment.model.scope import SCOPE_LISTS, Scope
from assessment.reporting.scope import read_entries

Entry = TypeVar("Entry", Evidence, FlagEntry)
Reader = Callable[[Cell], object]

_MOST_PROBLEMS = 200
_MEANT = mark("Nothing needs to be done if that is meant; otherwise use a fresh workbook.")
_SEARCHED_ROWS = 10
_LIMITED = {"confidence": (None, *get_args(Confidence)), "protection": get_args(Protection)}
_WITHOUT_IDS = (layout.EVIDENCE, layout.REMARKS)
"""Sheets whose rows nobody can know before they are filled in."""
_CALLED = {"indicator_id": "indicator", "option": "situation"}
"""What columns are called in the codes of problems, where that is not their own code."""


@dataclass(frozen=True)
class WorkbookMeta:
    """Which questionnaire and which assessment a workbook was made for, and when.

    Attributes
    ----------
    made_at
        ISO 8601 with zone, as it stands in the workbook; nobody vouches for it.
    """

    questionnaire_id: str
    questionnaire_version: str
    questionnaire_checksum: str
    assessment_id: str
    assessment_title: str
    made_at: str
    format_version: int


@dataclass(frozen=True)
class AnswerRow:
    """What one row says of one indicator.

    Attributes
    ----------
    base_revision
        The revision that stood in the workbook when it was made; 0 for none, or
        when the hidden number is gone.
    given
        The filled cells only, by field of `Answer`: a filled level cell gives both
        ``status`` and ``level``. An empty cell is absent and changes nothing.
    cells
        Every field of `Answer` to the place where it stands or would stand.
    still_holds
        The place of the mark that confirms the answer of the last round; empty without one.
    waits
        Whether one of its cells could not be read, which was said: half an answer is none.
    """

    indicator_id: str
    base_revision: int
    given: Mapping[str, object]
    cells: Mapping[str, str]
    still_holds: str = ""
    waits: bool = False


@dataclass(frozen=True)
class EvidenceRow:
    """One source.

    Attributes
    ----------
    evidence
        Its ``id`` is empty for a new source. Cells that were emptied keep what
        stood there when the workbook was made.
    base
        What stood there when the workbook was made; ``None`` for a new source, or
        if that is not known.
    """

    evidence: Evidence
    place: str
    base: Evidence | None = None


@dataclass(frozen=True)
class FlagRow:
    """One context flag whose situation is filled in; ``base`` as for evidence."""

    flag: FlagEntry
    base: FlagEntry | None
    place: str


@dataclass(frozen=True)
class ScopeRows:
    """What the scope sheet of a workbook says.

    Attributes
    ----------
    given
        The filled lists only, by name. An empty cell is absent and changes nothing.
    cells
        Every list that has a row to its place.
    base
        As for evidence.
    """

    given: Mapping[str, tuple[str, ...]]
    cells: Mapping[str, str]
    base: Scope | None


@dataclass(frozen=True)
class FieldReturn:
    """Everything that a workbook says, and what is wrong with it.

    Attributes
    ----------
    answers
        Rows in which something is filled in; each indicator at most once.
    problems
        At most 200, each with its sheet and cell; a last one counts the rest.
    remarks
        What stands in the cells for remarks.
    outside
        What stands anywhere else than in the cells to fill in: comments, notes beside and
        below, further sheets and columns, changed texts of questions, hidden rows.
    filled_by, organisation
        Who filled it in and for whom, as the workbook says; nobody vouches for it.
    saved_at
        When it was last saved; nobody vouches for that either.
    """

    answers: tuple[AnswerRow, ...]
    evidence: tuple[EvidenceRow, ...]
    flags: tuple[FlagRow, ...]
    problems: tuple[Problem, ...]
    scope: ScopeRows
    remarks: tuple[FoundText, ...] = ()
    outside: tuple[FoundText, ...] = ()
    filled_by: str = ""
    organisation: str = ""
    saved_at: datetime | None = None


def read_meta(sheets: Sheets) -> WorkbookMeta:
    """Read which assessment a workbook belongs to.

    Raises
    ------
    Refused
        If the hidden sheet is missing, emptied, of another product or of a newer
        version: then nothing in the workbook can be trusted to mean what it seems to.
    """
    entries, name = _meta_entries(sheets), sheets.file_name
    if sheets.get(layout.META) is None:
        found = _("This is no field workbook of this program, or its hidden sheet was deleted.")
        raise refusal("not_a_field_workbook", name, found, _(FRESH_COPY))
    if entries.get("format") != layout.FORMAT:
        found = _(
            "The hidden sheet that says which assessment this is for is missing or was emptied."
        )
        raise refusal("not_a_field_workbook", name, found, _(FRESH_COPY))
    version = entries.get("format_version", "").removesuffix(".0")
    if not version.isdecimal() or len(version) > 4 or int(version) > layout.FORMAT_VERSION:
        found = _(
            "The workbook has format '{version}', and this program reads up to {known}.",
            version=shorten(version, 12),
            known=str(layout.FORMAT_VERSION),
        )
        remedy = _("Use the version of the program that made it, if you can.")
        raise refusal("format_newer", name, found, f"{remedy} {_(FRESH_COPY)}")
    texts = [field.name for field in fields(WorkbookMeta) if field.name != "format_version"]
    # A questionnaire that is not of the library has no checksum; every other entry must be there.
    missing = [key for key in texts if not entries.get(key) and key != "questionnaire_checksum"]
    if missing:
        found = _(
            "The hidden sheet no longer says everything; these entries are missing: {keys}.",
            keys=", ".join(missing),
        )
        raise refusal("meta_incomplete", name, found, _(FRESH_COPY))
    known = {key: entries.get(key, "") for key in texts}
    return WorkbookMeta(**known, format_version=int(version))


def read_return(
    sheets: Sheets, questionnaire: Questionnaire, *, today: date | None = None
) -> FieldReturn:
    """Read the rows of a field workbook.

    Never raises for what a cell holds: it becomes a problem that names the cell,
    and the value is left out.

    Parameters
    ----------
    today
        No source and no event can be later; nothing is said of the future without it.
    """
    reading = _Reading(sheets, questionnaire, today)
    scope = reading.scope()
    answers, evidence, flags = reading.answers(), reading.evidence(), reading.flags()
    remarks = reading.remarks()
    filled_by, organisation = reading.who()
    outside = reading.outside()
    return FieldReturn(
        answers,
        evidence,
        flags,
        _cut(reading.problems),
        scope,
        remarks=remarks,
        outside=outside,
        filled_by=filled_by,
        organisation=organisation,
        saved_at=sheets.saved_at,
    )


def _meta_entries(sheets: Sheets) -> Mapping[str, str]:
    """Return keys and values of the hidden sheet; empty when there is none."""
    sheet = sheets.get(layout.META)
    if sheet is None:
        return {}
    pairs = ((sheet.cell(row, 1), sheet.cell(row, 2)) for row in sheet.filled_rows)
    # A formula has no value here, so that its entry counts as missing.
    return {
        str(key.value): str(value.value)
        for key, value in pairs
        if key and value and value.value is not None
    }


def _version(entries: Mapping[str, str]) -> int:
    """Return the version of the format; the first one where none is named."""
    text = entries.get("format_version", "").removesuffix(".0")
    return int(text) if text.isdecimal() and len(text) <= 4 else 1


def _base(entries: Mapping[str, str], key: str, kind: type[Entry]) -> Entry | None:
    """Return what stood in the workbook when it was made; ``None`` if that is not known.

    What was tampered with counts as not known, so that it can only lead to more
    questions, never to a silent change.
    """
    try:
        data = json.loads(entries.get(key, ""))
        if not isinstance(data, dict) or set(data) != {field.name for field in fields(kind)}:
            return None
        if any(name in data and data[name] not in allowed for name, allowed in _LIMITED.items()):
            return None
        if any(not isinstance(value, str) for name, value in data.items() if name not in _LIMITED):
            return None
        return kind(**data)
    except (ValueError, TypeError, RecursionError):
        return None


def _scope_base(entries: Mapping[str, str]) -> Scope | None:
    """Return the scope sheet as it was when the workbook was made, as `_base` does."""
    try:
        data = json.loads(entries.get(layout.SCOPE_KEY, ""))
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or set(data) != set(SCOPE_LISTS):
        return None
    lists = data.values()
    if not all(isinstance(one, list) and all(isinstance(e, str) for e in one) for one in lists):
        return None
    return Scope(**{name: tuple(one) for name, one in data.items()})


@dataclass(frozen=True)
class _Row:
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


class _Reading:
    """Goes through the sheets of one workbook; ``problems`` grows on the way."""

    def __init__(self, sheets: Sheets, questionnaire: Questionnaire, today: date | None) -> None:
        self.problems: list[Problem] = []
        self._today = today
        self._sheets = sheets
        self._questionnaire = questionnaire
        self._entries = _meta_entries(sheets)
        self._found = recognise(sheets, self._entries, questionnaire)
        self._own = OwnTexts(self._entries, texts_of(questionnaire), self._found)
        self._read: dict[str, Read] = {}
        self._choices = {
            name: values.Choices(words, layout.spellings(name, words, self._entries))
            for name, words in layout.choices(questionnaire).items()
        }
        self._forms = self._read_forms() if _version(self._entries) >= layout.FORMS_SINCE else None

    def _read_forms(self) -> Forms:
        """Read the sheets of the dimensions; without any of them there is nothing to take in."""
        asked = asked_in(self._entries, self._questionnaire)
        codes = [
            layout.form_code(dimension.id)
            for dimension in self._questionnaire.dimensions
            if any(indicator.id in asked for indicator in dimension.indicators)
        ]
        is_any_there = any(code in self._found.by_code for code in codes)
        found = [
            row
            for code in codes
            for row in self._table(
                code, layout.form_columns(), kept=layout.BASE, is_needed=not is_any_there
            )
        ]
        forms = read_forms(found, self._questionnaire, asked)
        self.problems.extend((*forms.problems, *self._edited(found)))
        return forms

    def _edited(self, rows: Sequence[_Row]) -> Iterator[Problem]:
        """Say which questions and statements have had other words in this workbook."""
        if self._entries.get("questionnaire_checksum", "") == self._questionnaire.checksum:
            return
        lines = lines_by_key(self._questionnaire)
        told = [
            (lines[key], cell)
            for row in rows
            if (cell := row.cells.get(layout.TEXT)) and (key := _key(row)) in lines
            if lines[key].text
        ]
        other = [(line, cell) for line, cell in told if str(cell.value) != line.text]
        # In another language all differ, and what the team itself changed stands outside.
        if len(other) > len(told) / 2:
            return
        for line, cell in other:
            if self._own.has(str(cell.value)):
                yield _edited_since(line, cell)

    def scope(self) -> ScopeRows:
        base = _scope_base(self._entries)
        inputs = layout.scope_columns()
        # Workbooks of earlier versions have no such sheet, and nothing is missing in them.
        is_expected = f"{layout.SHEET_KEY}{layout.SCOPE}" in self._entries
        rows = self._table(layout.SCOPE, inputs) if is_expected else ()
        by_id = self._by_id(rows, inputs, SCOPE_LISTS)
        given = dict[str, tuple[str, ...]]()
        for name, row in by_id.items():
            # `check_scope` holds each entry to its longest length.
            texts, unread = _read_cells(row, {"entries": values.read_text})
            self.problems.extend(unread)
            if "entries" in texts:
                given[name] = read_entries(str(texts["entries"]))
        cells = {name: row.place("entries") for name, row in by_id.items()}
        return ScopeRows(given, cells, base)

    def answers(self) -> tuple[AnswerRow, ...]:
        # Only a workbook of an assessment with a last round has the column that confirms.
        later = (layout.holds_column(),)
        inputs = (*layout.answer_columns(), *later)
        by_id: Mapping[str, _Row | FormRow]
        if self._forms is not None:
            by_id = self._forms.rows
        else:
            rows = self._table(
                layout.ANSWERS,
                layout.answer_columns(),
                kept="base_revision",
                later=later,
                is_needed=True,
            )
            known = [indicator.id for indicator in self._questionnaire.indicators]
            by_id = self._by_id(rows, inputs, known)
        read = (
            self._answer(row, self._questionnaire.indicator(id_), inputs)
            for id_, row in by_id.items()
        )
        return tuple(row for row in read if row.given or row.still_holds)

    def evidence(self) -> tuple[EvidenceRow, ...]:
        inputs = layout.evidence_columns()
        seen, read = dict[str, _Row](), list[EvidenceRow]()
        for row in self._table(layout.EVIDENCE, inputs, kept="evidence_id"):
            is_read = not row.waits and row.only(column.code for column in inputs)
            found = self._sources(row, inputs) if is_read else ()
            repeated = next((one for one in found if one.evidence.id in seen), None)
            if repeated:
                first = seen[repeated.evidence.id].place("title")
                twice = _("This source stands a second time; it is also in {place}.", place=first)
                self._error("row_repeated", repeated.place, twice, _("Keep one of the two rows."))
            else:
                read.extend(found)
                seen |= {one.evidence.id: row for one in found if one.evidence.id}
        return tuple(read)

    def remarks(self) -> tuple[FoundText, ...]:
        """Return what stands in the cells for remarks: beside questions, and on their own sheet."""
        if self._forms is None:
            return ()
        beside = [
            FoundText(text, cell.place, id_)
            for id_, cell in self._forms.remarks.items()
            if (text := self._remark(cell, id_))
        ]
        general = [
            FoundText(text, row.place("remark"), id_)
            for row in self._table(layout.REMARKS, layout.remark_columns())
            for text, id_ in self._general_remark(row)
        ]
        # On a copied sheet the same stands once more.
        once = {(one.text, one.indicator_id): one for one in reversed(general)}
        return (*beside, *reversed(once.values()))

    def _general_remark(self, row: _Row) -> Iterator[tuple[str, str]]:
        """Yield the remark of a row with its question; a word that names none is told of."""
        cell, named = row.cells.get("remark"), row.cells.get("indicator_id")
        text = self._remark(cell) if cell else ""
        word = shown_word(named).strip() if named else ""
        id_ = self._choices["list_indicators"].codes.get(layout.fold(word), "")
        if named and not id_:
            self._warning(
                "remark_about_nothing",
                named.place,
                _(
                    "'{text}' is no indicator, so the remark is kept as a general one.",
                    text=shorten(word),
                ),
                _("Pick the indicator from the list if the remark is about one question."),
            )
            # The word may be the remark itself, in the wrong column.
            text = text or word
        if text:
            yield text, str(id_)

    def _remark(self, cell: Cell, about_id: str = "") -> str:
        try:
            values.refuse_struck(cell)
            return values.read_long_text(cell)
        except Unread as error:
            self.problems.extend(about(about_id, (error.problem,)))
            return ""

    def who(self) -> tuple[str, str]:
        """Return who filled it in, and for whom; empty where that is not said."""
        if self._forms is None:
            return "", ""
        named = {
            str(row.cells[layout.KEY].value): self._remark(row.cells[layout.TEXT])
            for row in self._table(layout.COVER, layout.cover_columns())
            if layout.KEY in row.cells and layout.TEXT in row.cells and not row.waits
        }
        return named.get(layout.FILLED_BY, ""), named.get(layout.ORGANISATION, "")

    def flags(self) -> tuple[FlagRow, ...]:
        known = {flag.id: flag for flag in self._questionnaire.context_flags}
        is_part = len(asked_in(self._entries, self._questionnaire)) < len(
            self._questionnaire.indicators
        )
        # Whoever is asked a part of the questions is not asked about the context.
        if not known or is_part:
            return ()
        inputs = layout.context_columns()
        by_id = self._by_id(self._table(layout.CONTEXT, inputs), inputs, list(known))
        read = (self._flag(row, known[id_], inputs) for id_, row in by_id.items())
        return tuple(row for row in read if row)

    def outside(self) -> tuple[FoundText, ...]:
        """Return what stands anywhere else than in the cells that were read so far."""
        for sheet in self._sheets.by_title.values():
            if self._own.resembles(sheet):
                self.problems.append(_like_ours(sheet.title))
            if sheet.title in self._found.unclear and (header := _find_codes(sheet, CODES)):
                # Of its hidden columns nobody is shown anything.
                self._remember(sheet, header, (), inputs=())
                self.problems.extend(_beyond(sheet))
        return find_outside(self._sheets, self._own, self._read, self._questionnaire)

    def _error(self, code: str, where: str, found: str, remedy: str, about_id: str = "") -> None:
        self.problems.append(Problem(f"workbook.{code}", where, found, remedy, about=about_id))

    def _warning(self, code: str, where: str, found: str, remedy: str) -> None:
        problem = Problem(f"workbook.{code}", where, found, remedy, severity=Severity.WARNING)
        self.problems.append(problem)

    def _table(
        self,
        code: str,
        inputs: Sequence[Column],
        *,
        kept: str = "",
        later: Sequence[Column] = (),
        is_needed: bool = False,
    ) -> Sequence[_Row]:
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
            say = self._error if is_needed else self._warning
            remedy = _("If it was only renamed, give it back its name.")
            say(
                "sheet_missing",
                _("Sheet '{sheet}'", sheet=title_as_made(self._entries, code)),
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
        self, code: str, first: tuple[Sheet, Sequence[_Row]], copy: tuple[Sheet, Sequence[_Row]]
    ) -> Sequence[_Row]:
        """Add the rows of a copied sheet; those that stand on both wait, and that is said."""
        (sheet, rows), (copied, more) = first, copy
        self._forget_same(sheet, copied)
        if code == layout.REMARKS:
            self.problems.append(_copied_remarks(copied, sheet))
            return (*rows, *more)
        has_ids = code not in _WITHOUT_IDS
        both = {_key(row) for row in more}
        # Where the first sheet cannot be read, nobody can tell what stands on both.
        both &= {_key(row) for row in rows} if rows and has_ids else both
        both -= {""} if has_ids else set()
        lines = lines_by_key(self._questionnaire)
        held = {key for key in both if not (line := lines.get(key)) or line.fill_in}
        if held or not has_ids:
            self.problems.append(_copied(copied, sheet))
        self._forget(copied, [row.number for row in more if _key(row) in both])
        waiting = held if has_ids else {_key(row) for row in (*rows, *more)}
        kept = [replace(r, waits=True) if _key(r) in waiting else r for r in rows]
        new = more if not rows or not has_ids else [r for r in more if _key(r) not in both]
        return (*kept, *(replace(r, waits=True) if _key(r) in waiting else r for r in new))

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
    ) -> Sequence[_Row]:
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
            layout.fold(str(filled[c.code].value)) in self._choices[c.choices].codes
            for c in inputs
            if c.code in filled and c.choices in self._choices
        )

    def _is_heading(self, cell: Cell, code: str, inputs: Sequence[Column]) -> bool:
        is_one = self._own.is_heading(cell.sheet, str(cell.value))
        heading = next(column.heading for column in inputs if column.code == code)
        return str(cell.value).startswith(heading) if is_one is None else is_one

    def _remember(
        self, sheet: Sheet, header: int, rows: Sequence[_Row], *, inputs: Sequence[str]
    ) -> None:
        """Keep in mind which cells were read, so that all others can be found."""
        lines, ids = lines_by_key(self._questionnaire), self._choices["list_indicators"].codes
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
        self, sheet: Sheet, rows: Sequence[_Row], filled_in: Sequence[int]
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
            self._error("codes_missing", where, found, _(FRESH_COPY))
            return None
        named = [(str(cell.value), place) for place, cell in sheet.row(row).items()]
        count = Counter(code for code, _place in named if code in known)
        repeated = listed(known[code] for code, times in count.items() if times > 1)
        if repeated:
            found = _("There are two columns for {columns}; one would be lost.", columns=repeated)
            self._error("codes_repeated", where, found, _("Delete the copied column."))
            return None
        for code in [code for code in headings if code not in count]:
            found = _(
                "The column '{column}' was deleted, so nothing was read for it.",
                column=headings[code],
            )
            self._warning("column_missing", where, found, _(_MEANT))
        return row, {code: place for code, place in named if code in count}

    def _by_id(
        self, rows: Sequence[_Row], inputs: Sequence[Column], known: Sequence[str]
    ) -> Mapping[str, _Row]:
        """Return the rows by the id in them, and say which ids are not as made.

        Of a row that stands twice nobody can tell which is meant, so neither is returned.
        """
        found, twice_there = dict[str, _Row](), set[str]()
        for row in rows:
            cell = row.cells.get("id")
            id_ = str(cell.value).strip() if cell and cell.kind is Kind.TEXT else ""
            if id_ in found:
                first = found[id_].place("id")
                twice = _(
                    "'{id}' stands a second time; it is also in {place}.", id=id_, place=first
                )
                self._error(
                    "row_repeated", row.place("id"), twice, _("Keep one of the two rows."), id_
                )
                twice_there.add(id_)
            elif id_ in known:
                found[id_] = row
            elif row.only(column.code for column in inputs):
                remedy = _("Put back the id that was there; ids are never changed.")
                self._error("id_unknown", row.place("id"), _no_id(cell), remedy)
        absent = shorten(", ".join(id_ for id_ in known if id_ not in found), 200)
        if rows and absent:
            missing = _("There is no row for {ids}; nothing changes there.", ids=absent)
            where = _("Sheet '{sheet}'", sheet=rows[0].sheet)
            self._warning("rows_missing", where, missing, _(_MEANT))
        return {id_: row for id_, row in found.items() if id_ not in twice_there and not row.waits}

    def _answer(
        self, row: _Row | FormRow, indicator: Indicator, inputs: Sequence[Column]
    ) -> AnswerRow:
        levels = self._choices["list_levels"]
        readers = self._readers(inputs) | {
            "level": lambda cell: values.read_level(cell, levels, self._questionnaire),
            "ticked": lambda cell: values.read_statements(cell, indicator),
            # `check_answer` holds these to the longest length.
            "rationale": values.read_text,
            "reason": values.read_text,
        }
        given, unread = _read_cells(row, readers)
        self.problems.extend(about(indicator.id, (*unread, *_doubts(row, given))))
        if "level" in given:
            status, level = given["level"]  # type: ignore[misc] - what `_read_level` returned
            given |= {"status": status, "level": level}
        cells = {field: row.place(field) for field in readers if field != layout.STILL_HOLDS}
        cells |= {"status": row.place("level"), "indicator_id": row.place("id")}
        revision = _revision(row.cells.get("base_revision"))
        # Of what waits nothing is compared.
        if revision is None and given and not row.waits:
            self._warning(
                "revision_missing",
                row.place("base_revision"),
                _("The hidden number that tells an old copy from a new one is missing."),
                _("Compare what is shown for this row with special care."),
            )
        holds = given.pop(layout.STILL_HOLDS, None) is not None
        place = row.place(layout.STILL_HOLDS) if holds else ""
        return AnswerRow(
            indicator.id, revision or 0, given, cells, place, bool(unread) or row.waits
        )

    def _sources(self, row: _Row, inputs: Sequence[Column]) -> tuple[EvidenceRow, ...]:
        """Read a source for each of its indicators; none if it cannot be read, and say why."""
        id_cell = row.cells.get("evidence_id")
        bases = self._bases_of(str(id_cell.value) if id_cell else "")
        first = next((base for base in bases.values() if base), None)
        readers = self._readers(inputs) | {
            "published": self._date_reader(first.published if first else ""),
            "indicator_id": self._read_indicators,
        }
        given, unread = _read_cells(row, readers)
        doubts = [*_doubts(row, given)]
        named: Sequence[str] = given.pop("indicator_id", ())  # type: ignore[assignment] - what `_read_indicators` returned
        # Emptied cells keep what stood there.
        named = named or tuple(base.indicator_id for base in bases.values() if base)
        known = (asdict(first) if first else {}) | given
        problems = unread or list(_source_gaps(row, known | {"indicator_id": ", ".join(named)}))
        self.problems.extend(about(named[0] if named else "", (*problems, *doubts)))
        if problems:
            return ()
        place = row.place("title")
        return tuple(
            EvidenceRow(_evidence(known | {"indicator_id": one, "id": id_}), place, base)
            for one, id_, base in self._assigned(row, named, bases)
        )

    def _bases_of(self, ids: str) -> Mapping[str, Evidence | None]:
        """Return the entries that a row was made of, by id."""
        return {
            id_: _base(self._entries, f"{layout.EVIDENCE_KEY}{id_}", Evidence)
            for id_ in (part.strip() for part in ids.split(";"))
            if id_
        }

    def _assigned(
        self, row: _Row, named: Sequence[str], bases: Mapping[str, Evidence | None]
    ) -> Iterator[tuple[str, str, Evidence | None]]:
        """Yield for each indicator the entry that it had; a new one takes one that is not named.

        So another indicator in the cell moves a source, and one more adds it there.
        """
        own = {base.indicator_id: id_ for id_, base in bases.items() if base}
        free = [id_ for id_ in bases if id_ not in [own[one] for one in named if one in own]]
        for indicator_id in named:
            id_ = own.get(indicator_id) or (free.pop(0) if free else "")
            yield indicator_id, id_, bases.get(id_)
        left = [base.indicator_id for id_ in free if (base := bases[id_])]
        if left:
            self._warning(
                "source_stays",
                row.place("indicator_id"),
                _("{ids} is no longer named beside this source; it stays there.", ids=listed(left)),
                _("If it is no source of that question, withdraw it in the app."),
            )

    def _read_indicators(self, cell: Cell) -> tuple[str, ...]:
        """Return the indicators that a cell names, separated by semicolons, commas or lines."""
        choices = self._choices["list_indicators"]
        parts = values.read_text(cell).replace(",", ";").replace("\n", ";").split(";")
        words = [part.strip() for part in parts if part.strip()]
        unknown = [word for word in words if layout.fold(word) not in choices.codes]
        if not unknown:
            return tuple(dict.fromkeys(choices.codes[layout.fold(word)] for word in words))
        found = _("'{text}' is not one of the choices.", text=shorten("; ".join(unknown)))
        offered = [str(word) for word in choices.offered.values()]
        raise Unread(cell, "indicator_unknown", found, values.pick(), values.allowed_words(offered))

    def _flag(self, row: _Row, flag: ContextFlag, inputs: Sequence[Column]) -> FlagRow | None:
        """Read one context flag; ``None`` without a situation, or if it cannot be read."""
        options = layout.option_list(self._questionnaire.context_flags, flag)
        situation = replace(inputs[0], choices=options)
        base = _base(self._entries, f"{layout.FLAG_KEY}{flag.id}", FlagEntry)
        since = self._date_reader(base.since if base else "")
        readers = self._readers((situation, *inputs[1:])) | {"since": since}
        given, unread = _read_cells(row, readers)
        self.problems.extend(about(flag.id, (*unread, *_doubts(row, given))))
        known = asdict(base) if base else {}
        if not unread and "option" in given:
            entry = FlagEntry(**known | given | {"flag_id": flag.id})  # type: ignore[arg-type] - see above
            return FlagRow(entry, base, row.place("option"))
        if not unread and any(known.get(code) != value for code, value in given.items()):
            self._error(
                "situation_missing",
                row.place("option"),
                _("Something is written about this circumstance, but no situation is picked."),
                _("Pick the situation from the list, or empty the row."),
                flag.id,
            )
        return None

    def _readers(self, inputs: Sequence[Column]) -> dict[str, Reader]:
        return {column.code: self._reader(column) for column in inputs}

    def _date_reader(self, before: str) -> Reader:
        """Return the reader of a date; what stood there before is nothing that was typed."""
        today = self._today

        def read(cell: Cell) -> str:
            is_as_made = cell.kind is Kind.TEXT and cell.value == before
            return before if is_as_made else values.read_date(cell, today)

        return read

    def _reader(self, column: Column) -> Reader:
        if not column.choices:
            return values.read_page if column.code == "page" else values.read_long_text
        choices, what = self._choices[column.choices], _CALLED.get(column.code, column.code)
        return lambda cell: values.read_choice(cell, choices, what)


def _evidence(fields: Mapping[str, object]) -> Evidence:
    return Evidence(**fields)  # type: ignore[arg-type] - each value comes from its reader


def _find_codes(sheet: Sheet, codes: Sequence[str]) -> int | None:
    """Return the row of codes, in which the first one stands beside another."""
    for number in range(1, _SEARCHED_ROWS + 1):
        found = {str(cell.value) for cell in sheet.row(number).values()}
        if codes[0] in found and len(found & set(codes)) >= 2:
            return number
    return None


def _rows(sheet: Sheet, start: int, places: Mapping[str, int]) -> Iterator[_Row]:
    for number in sheet.filled_rows:
        if number >= start:
            filled = sheet.row(number)
            cells = {
                code: filled[place]
                for code, place in places.items()
                if place in filled and not _is_blank(filled[place])
            }
            yield _Row(sheet.title, number, cells, places)


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


def _revision(cell: Cell | None) -> int | None:
    text = values.read_text(cell) if cell and cell.kind in {Kind.TEXT, Kind.NUMBER} else ""
    return int(text) if text.isdecimal() and len(text) <= 9 else None


def _read_cells(
    row: _Row | FormRow, readers: Mapping[str, Reader]
) -> tuple[dict[str, object], list[Problem]]:
    given, unread = dict[str, object](), list[Problem]()
    for code, cell in row.only(readers).items():
        try:
            values.refuse_struck(cell)
            given[code] = readers[code](cell)
        except Unread as error:
            unread.append(error.problem)
    return given, unread


def _doubts(row: _Row | FormRow, given: Iterable[str]) -> Iterator[Problem]:
    """Yield what a reader should look at in cells that could be read."""
    return (doubt for cell in row.only(given).values() for doubt in values.doubts_of(cell))


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


def _key(row: _Row) -> str:
    cell = row.cells.get(layout.KEY)
    return str(cell.value).strip() if cell else ""


def _edited_since(line: Line, cell: Cell) -> Problem:
    return Problem(
        "workbook.words_edited",
        cell.place,
        _(
            "When this workbook was made, it said here: '{then}'. Now it says: '{now}'.",
            then=shorten(str(cell.value), 200),
            now=shorten(line.text, 200),
        ),
        _("Look whether what was answered still fits."),
        severity=Severity.WARNING,
        about=line.key.partition(":")[0],
    )


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


def _source_gaps(row: _Row, known: Mapping[str, object]) -> Iterator[Problem]:
    if not known.get("indicator_id"):
        yield Problem(
            "workbook.evidence_without_indicator",
            row.place("indicator_id"),
            _("A source is given without the question that it belongs to."),
            _("Pick the indicator from the list."),
        )
    if not known.get("title"):
        yield Problem(
            "workbook.evidence_without_title",
            row.place("title"),
            _("A source is given without a title."),
            _("Write what it is called, or empty the whole row."),
        )


def _cut(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    n_more = len(problems) - _MOST_PROBLEMS
    if n_more <= 0:
        return tuple(problems)
    rest = Problem(
        "workbook.more_problems",
        _("The whole workbook"),
        ngettext("There is {number} more problem.", "There are {number} more problems.", n_more),
        _("Mend those that are named here and send the workbook again."),
        severity=Severity.WARNING,
    )
    # Errors first, so that no cut can make a broken workbook look like a sound one.
    ordered = sorted(problems, key=lambda problem: not problem.is_error)
    return (*ordered[:_MOST_PROBLEMS], rest)
