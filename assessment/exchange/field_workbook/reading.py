"""Reads what a team filled in; says of every cell that cannot be understood which and why.

Whether an answer is a good answer is `check_answer`'s to say, not this module's;
what it would change in an assessment is the services'.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date

from assessment.exchange.field_workbook import layout, values
from assessment.exchange.field_workbook.filled_in import FormRow, Forms, asked_in, read_forms
from assessment.exchange.field_workbook.layout import Column
from assessment.exchange.field_workbook.meta import base_of, format_version, scope_base_of
from assessment.exchange.field_workbook.outside import (
    FoundText,
    shown_word,
)
from assessment.exchange.field_workbook.returned import (
    AnswerRow,
    EvidenceRow,
    FieldReturn,
    FlagRow,
    ScopeRows,
)
from assessment.exchange.field_workbook.rows import Line, lines_by_key
from assessment.exchange.field_workbook.tables import Row, Tables, key_of
from assessment.exchange.field_workbook.values import Unread
from assessment.exchange.sheets import (
    Cell,
    Kind,
    Sheets,
    shorten,
)
from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.locales.formats import listed
from assessment.model.answer import Evidence, FlagEntry
from assessment.model.problem import Problem, Severity, about
from assessment.model.questionnaire import ContextFlag, Indicator, Questionnaire
from assessment.model.scope import SCOPE_LISTS
from assessment.reporting.scope import read_entries

Reader = Callable[[Cell], object]

_MOST_PROBLEMS = 200
_CALLED = {"indicator_id": "indicator", "option": "situation"}
"""What columns are called in the codes of problems, where that is not their own code."""


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


class _Reading:
    """Goes through the sheets of one workbook; ``problems`` of the tables grow on the way."""

    def __init__(self, sheets: Sheets, questionnaire: Questionnaire, today: date | None) -> None:
        self._tables = Tables(sheets, questionnaire)
        self.problems = self._tables.problems
        self._today = today
        self._questionnaire = questionnaire
        self._entries = self._tables.entries
        self._choices = self._tables.choices
        has_forms = format_version(self._entries) >= layout.FORMS_SINCE
        self._forms = self._read_forms() if has_forms else None

    def outside(self) -> tuple[FoundText, ...]:
        """Return what stands anywhere else than in the cells that were read so far."""
        return self._tables.outside()

    def _read_forms(self) -> Forms:
        """Read the sheets of the dimensions; without any of them there is nothing to take in."""
        asked = asked_in(self._entries, self._questionnaire)
        codes = [
            layout.form_code(dimension.id)
            for dimension in self._questionnaire.dimensions
            if any(indicator.id in asked for indicator in dimension.indicators)
        ]
        is_any_there = self._tables.has_any(codes)
        found = [
            row
            for code in codes
            for row in self._tables.table(
                code, layout.form_columns(), kept=layout.BASE, is_needed=not is_any_there
            )
        ]
        forms = read_forms(found, self._questionnaire, asked)
        self.problems.extend((*forms.problems, *self._edited(found)))
        return forms

    def _edited(self, rows: Sequence[Row]) -> Iterator[Problem]:
        """Say which questions and statements have had other words in this workbook."""
        if self._entries.get("questionnaire_checksum", "") == self._questionnaire.checksum:
            return
        lines = lines_by_key(self._questionnaire)
        told = [
            (lines[key], cell)
            for row in rows
            if (cell := row.cells.get(layout.TEXT)) and (key := key_of(row)) in lines
            if lines[key].text
        ]
        other = [(line, cell) for line, cell in told if str(cell.value) != line.text]
        # In another language all differ, and what the team itself changed stands outside.
        if len(other) > len(told) / 2:
            return
        for line, cell in other:
            if self._tables.own.has(str(cell.value)):
                yield _edited_since(line, cell)

    def scope(self) -> ScopeRows:
        base = scope_base_of(self._entries)
        inputs = layout.scope_columns()
        # Workbooks of earlier versions have no such sheet, and nothing is missing in them.
        is_expected = f"{layout.SHEET_KEY}{layout.SCOPE}" in self._entries
        rows = self._tables.table(layout.SCOPE, inputs) if is_expected else ()
        by_id = self._tables.by_id(rows, inputs, SCOPE_LISTS)
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
        by_id: Mapping[str, Row | FormRow]
        if self._forms is not None:
            by_id = self._forms.rows
        else:
            rows = self._tables.table(
                layout.ANSWERS,
                layout.answer_columns(),
                kept="base_revision",
                later=later,
                is_needed=True,
            )
            known = [indicator.id for indicator in self._questionnaire.indicators]
            by_id = self._tables.by_id(rows, inputs, known)
        read = (
            self._answer(row, self._questionnaire.indicator(id_), inputs)
            for id_, row in by_id.items()
        )
        return tuple(row for row in read if row.given or row.still_holds)

    def evidence(self) -> tuple[EvidenceRow, ...]:
        inputs = layout.evidence_columns()
        seen, read = dict[str, Row](), list[EvidenceRow]()
        for row in self._tables.table(layout.EVIDENCE, inputs, kept="evidence_id"):
            is_read = not row.waits and row.only(column.code for column in inputs)
            found = self._sources(row, inputs) if is_read else ()
            repeated = next((one for one in found if one.evidence.id in seen), None)
            if repeated:
                first = seen[repeated.evidence.id].place("title")
                twice = _("This source stands a second time; it is also in {place}.", place=first)
                self._tables.error(
                    "row_repeated", repeated.place, twice, _("Keep one of the two rows.")
                )
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
            for row in self._tables.table(layout.REMARKS, layout.remark_columns())
            for text, id_ in self._general_remark(row)
        ]
        # On a copied sheet the same stands once more.
        once = {(one.text, one.indicator_id): one for one in reversed(general)}
        return (*beside, *reversed(once.values()))

    def _general_remark(self, row: Row) -> Iterator[tuple[str, str]]:
        """Yield the remark of a row with its question; a word that names none is told of."""
        cell, named = row.cells.get("remark"), row.cells.get("indicator_id")
        text = self._remark(cell) if cell else ""
        word = shown_word(named).strip() if named else ""
        id_ = self._choices["list_indicators"].codes.get(layout.fold(word), "")
        if named and not id_:
            self._tables.warning(
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
            for row in self._tables.table(layout.COVER, layout.cover_columns())
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
        by_id = self._tables.by_id(self._tables.table(layout.CONTEXT, inputs), inputs, list(known))
        read = (self._flag(row, known[id_], inputs) for id_, row in by_id.items())
        return tuple(row for row in read if row)

    def _answer(
        self, row: Row | FormRow, indicator: Indicator, inputs: Sequence[Column]
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
            self._tables.warning(
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

    def _sources(self, row: Row, inputs: Sequence[Column]) -> tuple[EvidenceRow, ...]:
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
            id_: base_of(self._entries, f"{layout.EVIDENCE_KEY}{id_}", Evidence)
            for id_ in (part.strip() for part in ids.split(";"))
            if id_
        }

    def _assigned(
        self, row: Row, named: Sequence[str], bases: Mapping[str, Evidence | None]
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
            self._tables.warning(
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

    def _flag(self, row: Row, flag: ContextFlag, inputs: Sequence[Column]) -> FlagRow | None:
        """Read one context flag; ``None`` without a situation, or if it cannot be read."""
        options = layout.option_list(self._questionnaire.context_flags, flag)
        situation = replace(inputs[0], choices=options)
        base = base_of(self._entries, f"{layout.FLAG_KEY}{flag.id}", FlagEntry)
        since = self._date_reader(base.since if base else "")
        readers = self._readers((situation, *inputs[1:])) | {"since": since}
        given, unread = _read_cells(row, readers)
        self.problems.extend(about(flag.id, (*unread, *_doubts(row, given))))
        known = asdict(base) if base else {}
        if not unread and "option" in given:
            entry = FlagEntry(**known | given | {"flag_id": flag.id})  # type: ignore[arg-type] - see above
            return FlagRow(entry, base, row.place("option"))
        if not unread and any(known.get(code) != value for code, value in given.items()):
            self._tables.error(
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


def _revision(cell: Cell | None) -> int | None:
    text = values.read_text(cell) if cell and cell.kind in {Kind.TEXT, Kind.NUMBER} else ""
    return int(text) if text.isdecimal() and len(text) <= 9 else None


def _read_cells(
    row: Row | FormRow, readers: Mapping[str, Reader]
) -> tuple[dict[str, object], list[Problem]]:
    given, unread = dict[str, object](), list[Problem]()
    for code, cell in row.only(readers).items():
        try:
            values.refuse_struck(cell)
            given[code] = readers[code](cell)
        except Unread as error:
            unread.append(error.problem)
    return given, unread


def _doubts(row: Row | FormRow, given: Iterable[str]) -> Iterator[Problem]:
    """Yield what a reader should look at in cells that could be read."""
    return (doubt for cell in row.only(given).values() for doubt in values.doubts_of(cell))


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


def _source_gaps(row: Row, known: Mapping[str, object]) -> Iterator[Problem]:
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
