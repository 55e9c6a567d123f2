"""Writes the workbook in which a team answers away from the network, in Excel or LibreOffice."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from assessment.exchange import sheets, xlsx
from assessment.exchange.field_workbook import layout, rows
from assessment.exchange.field_workbook.checks import Checks, column_of_sources, count_left_out
from assessment.exchange.field_workbook.cover import (
    Heading,
    write_cover,
    write_definitions,
    write_guide,
)
from assessment.exchange.field_workbook.forms import (
    Filled,
    list_rule,
    text_rule,
    write_form,
)
from assessment.exchange.field_workbook.layout import Column
from assessment.exchange.field_workbook.overview import write_overview
from assessment.exchange.field_workbook.scores import Now, ScoreSheet, write_scores
from assessment.exchange.xlsx import Book, Page, cell, elsewhere
from assessment.locales import gettext as _
from assessment.model.answer import Evidence, FlagEntry
from assessment.model.assessment import Record
from assessment.model.framework import Framework
from assessment.model.questionnaire import ContextFlag, Definitions, Questionnaire
from assessment.model.scope import Scope
from assessment.reporting.scope import entries_text, scope_hint, scope_name
from assessment.reporting.terms import confidence_words, protection_words

Entries = Sequence[str | int | None]
Line = tuple[str, str]
_PRINTED_FREE_ROWS = 15


def write_field_workbook(  # noqa: PLR0913 - one for each thing that a file may hold or not
    framework: Framework,
    record: Record,
    *,
    made_at: datetime,
    app_version: str,
    include_restricted: bool = False,
    last_round: Mapping[str, str] | None = None,
    only: frozenset[str] | None = None,
) -> bytes:
    """Write the field workbook, filled with what is already recorded.

    Parameters
    ----------
    last_round
        Indicator id to what the last round said of it, where there was one. Answers that
        are only carried over stand there, and not in the cells to fill in.
    made_at
        The moment that the workbook names as its own, with its zone.
    app_version
        The version of this program, for whoever has to find out later.
    include_restricted
        Whether restricted sources go into the file. They do not unless asked for,
        since a workbook travels by mail; a source that is absent is not withdrawn.
    only
        Ids of the indicators that are asked; all if left out. Of the others the file holds
        nothing: no question, no answer, no source that is theirs alone.

    Returns
    -------
    bytes
        An .xlsx file without macros or links.
    """
    asked = _asked(framework.questionnaire, only)
    evidence = [one for one in record.evidence if one.indicator_id in asked]
    shown = [one for one in evidence if include_restricted or one.protection != "restricted"]
    title = _("Field workbook: {title}", title=record.assessment.title)
    writing = _Writing(Book(title, made_at), framework, record, last_round or {}, asked, shown)
    heading = Heading(made_at, app_version, len(evidence) - len(shown), bool(last_round))
    return writing.write(heading)


def _asked(questionnaire: Questionnaire, only: frozenset[str] | None) -> frozenset[str]:
    every = frozenset(indicator.id for indicator in questionnaire.indicators)
    return every if only is None else every & only


@dataclass(frozen=True)
class _Writing:
    """One workbook that is being written.

    Attributes
    ----------
    evidence
        The sources that go into the file.
    """

    book: Book
    framework: Framework
    record: Record
    last_round: Mapping[str, str]
    asked: frozenset[str]
    evidence: Sequence[Evidence]

    @property
    def questionnaire(self) -> Questionnaire:
        return self.framework.questionnaire

    @property
    def _is_whole(self) -> bool:
        """Whether every question is asked."""
        return len(self.asked) == len(self.questionnaire.indicators)

    def write(self, heading: Heading) -> bytes:
        """Write sheet after sheet, in reading order."""
        made: dict[str, Page] = {}
        forms = self._plan()
        made[layout.COVER] = self.book.add(_(layout.COVER))
        made[layout.OVERVIEW] = self.book.add(_(layout.OVERVIEW))
        made[layout.SCOPE] = self.book.add(_(layout.SCOPE))
        for form in forms:
            made[layout.form_code(form.dimension.id)] = self.book.add(form.dimension.id)
        pages = [made[layout.form_code(form.dimension.id)] for form in forms]
        titles = tuple(page.title for page in pages)
        heading = replace(heading, forms=titles, n_asked=len(self.asked))
        write_cover(made[layout.COVER], self.questionnaire, self.record.assessment, heading)
        _write_scope(made[layout.SCOPE], self.record.scope)
        sheet = ScoreSheet(self.framework, _level_cells(forms, titles))
        now = Now.of(self.framework, self.record, self.asked)
        write_overview(made[layout.OVERVIEW], sheet, now)
        made[layout.EVIDENCE] = self.book.add(_(layout.EVIDENCE))
        filled = Filled(self.questionnaire, self.record, self.last_round, self._checks(sheet, made))
        for page, form in zip(pages, forms, strict=True):
            write_form(page, form, filled)
        self._write_around(made, heading)
        write_scores(self.book.add(layout.SCORES), sheet, self.record, now)
        self._write_hidden(made, heading)
        return self.book.save()

    def _checks(self, sheet: ScoreSheet, made: Mapping[str, Page]) -> Checks:
        every = [one.indicator_id for one in self.record.evidence]
        shown = [one.indicator_id for one in self.evidence]
        return Checks(
            self.framework,
            self.record,
            sheet,
            column_of_sources(made[layout.EVIDENCE].title),
            count_left_out(every, shown),
        )

    def _plan(self) -> tuple[rows.Form, ...]:
        forms = (
            rows.plan_form(
                dimension,
                self.questionnaire,
                asked=self.asked,
                has_last_round=bool(self.last_round),
            )
            for dimension in self.questionnaire.dimensions
        )
        return tuple(form for form in forms if form.indicators)

    def _write_around(self, made: dict[str, Page], heading: Heading) -> None:
        """Write what stands beside the answers, and what explains the words."""
        _write_evidence(made[layout.EVIDENCE], self.evidence)
        made[layout.REMARKS] = self.book.add(_(layout.REMARKS))
        _write_remarks(made[layout.REMARKS])
        flags = self.questionnaire.context_flags
        # A part goes to somebody who is asked about some things only; the context is not theirs.
        if flags and self._is_whole:
            made[layout.CONTEXT] = self.book.add(_(layout.CONTEXT))
            _write_context(made[layout.CONTEXT], flags, self.record)
        write_guide(self.book.add(_(layout.GUIDE)), self.questionnaire, heading)
        if self.questionnaire.definitions != Definitions():
            write_definitions(self.book.add(_(layout.DEFINITIONS)), self.questionnaire)

    def _write_hidden(self, made: Mapping[str, Page], heading: Heading) -> None:
        """Write the lists that cells offer, and what the reader has to know."""
        lists = layout.choices(self.questionnaire)
        _write_lists(self.book, lists)
        titles = {code: page.title for code, page in made.items()}
        entries = (
            *_meta(self.framework, self.record, heading),
            (
                layout.ASKED_KEY,
                " ".join(i.id for i in self.questionnaire.indicators if i.id in self.asked),
            ),
            *_names(titles, lists),
            *_bases(self.record, self.evidence, with_context=self._is_whole),
            *_own_texts(self.book.pages),
        )
        page = self.book.add(layout.META)
        for row, values in enumerate(entries, start=1):
            page.put_row(row, values, sheets.FREE)
        page.sheet.hide()
        page.protect()


def _level_cells(forms: Sequence[rows.Form], titles: Sequence[str]) -> Mapping[str, str]:
    """Say for each indicator in which cell its level is filled in."""
    column = rows.CODES.index(rows.ANSWER) + 1
    return {
        indicator.id: elsewhere(title, form.numbers[rows.field_key(indicator.id, "level")], column)
        for form, title in zip(forms, titles, strict=True)
        for indicator in form.indicators
    }


def _write_scope(page: Page, scope: Scope) -> None:
    """Write one row for each list of the scope sheet.

    It goes out whole, because nobody can answer without it; the guide says what it may hold.
    """
    shown = (
        layout.id_column(0),
        Column("name", _("List"), 26),
        Column("hint", _("What is meant"), 46),
    )
    inputs = layout.scope_columns()
    _write_headings(page, shown, inputs)
    first = layout.HEADING_ROW + 1
    for row, (name, entries) in enumerate(scope.lists.items(), start=first):
        texts = (name, scope_name(name), scope_hint(name))
        _write_row(page, row, (shown, texts), (inputs, [entries_text(entries) or None]))
    _add_rules(page, inputs, len(shown) + 1, (first, first + len(scope.lists) - 1))
    # By these names the rows are known again; people read the names beside them.
    page.freeze(layout.HEADING_ROW, 2)
    _finish(page)


def _write_evidence(page: Page, evidence: Sequence[Evidence]) -> None:
    """Write the sources that are known; below them there is room for as many as are needed."""
    inputs = layout.evidence_columns()
    _write_headings(page, (), inputs, kept="evidence_id")
    first = layout.HEADING_ROW + 1
    merged = one_row_each(evidence)
    for row, entries in enumerate(merged, start=first):
        ids = "; ".join(entry.indicator_id for entry in entries)
        given = vars(entries[0]) | {"indicator_id": ids}
        given["protection"] = protection_words(entries[0].protection)
        _write_row(page, row, ((), ()), (inputs, [given[column.code] for column in inputs]))
        kept = "; ".join(entry.id for entry in entries if entry.id)
        page.put(row, len(inputs) + 1, kept, sheets.QUIET)
    _open_columns(page, inputs)
    several = {"show_error": False}
    _add_rules(page, inputs, 1, (first, layout.LAST_FREE_ROW), {"indicator_id": several})
    page.freeze(layout.HEADING_ROW, 1)
    last = first + len(merged) + _PRINTED_FREE_ROWS
    page.sheet.print_area(1, 0, last - 1, len(inputs) - 1)
    _finish(page)


def one_row_each(evidence: Sequence[Evidence]) -> tuple[tuple[Evidence, ...], ...]:
    """Put together the entries that say the same of one source for several indicators."""
    found: dict[Evidence, list[Evidence]] = {}
    for entry in evidence:
        source = replace(entry, indicator_id="", id="")
        if any(entry.indicator_id == one.indicator_id for one in found.get(source, ())):
            # Twice for one indicator: two entries, of which each can be changed by itself.
            source = replace(entry, indicator_id="")
        found.setdefault(source, []).append(entry)
    return tuple(tuple(entries) for entries in found.values())


def _write_remarks(page: Page) -> None:
    """Write the headings over free rows."""
    inputs = layout.remark_columns()
    _write_headings(page, (), inputs)
    _open_columns(page, inputs)
    first = layout.HEADING_ROW + 1
    _add_rules(page, inputs, 1, (first, layout.LAST_FREE_ROW))
    page.freeze(layout.HEADING_ROW, 0)
    page.sheet.print_area(1, 0, first + _PRINTED_FREE_ROWS, len(inputs) - 1)
    _finish(page)


def _open_columns(page: Page, inputs: Sequence[Column]) -> None:
    """Let whole columns be filled in: rows that nobody uses then cost nothing."""
    form = page.book.form(sheets.INPUT)
    for place, column in enumerate(inputs):
        page.sheet.set_column(place, place, column.width, form)


def _write_context(page: Page, flags: Sequence[ContextFlag], record: Record) -> None:
    """Write one row for each context flag."""
    shown = (
        layout.id_column(6),
        Column("name", _("Circumstance"), 21),
        Column("guidance", _("What is meant"), 33),
    )
    inputs = layout.context_columns()
    _write_headings(page, shown, inputs)
    for row, flag in enumerate(flags, start=layout.HEADING_ROW + 1):
        given = _flag_values(record.flags.get(flag.id), flag, inputs)
        texts = (flag.id, flag.name, flag.guidance)
        _write_row(page, row, (shown, texts), (inputs, given), least=33)
        situation = replace(inputs[0], choices=layout.option_list(flags, flag))
        _add_rules(page, (situation, *inputs[1:]), len(shown) + 1, (row, row))
    page.freeze(layout.HEADING_ROW, 2)
    _finish(page)


def _flag_values(entry: FlagEntry | None, flag: ContextFlag, inputs: Sequence[Column]) -> Entries:
    if entry is None:
        return [None] * len(inputs)
    names = {option.id: option.name for option in flag.options}
    given = vars(entry) | {
        "option": names.get(entry.option, entry.option),
        "confidence": entry.confidence and confidence_words(entry.confidence),
    }
    return [given[column.code] for column in inputs]


def _write_headings(
    page: Page, shown: Sequence[Column], inputs: Sequence[Column], *, kept: str = ""
) -> None:
    columns = [*shown, *inputs, *((layout.kept_column(kept),) if kept else ())]
    for place, column in enumerate(columns, start=1):
        look = sheets.INPUT_HEADING if column in inputs else sheets.HEADING
        page.put(layout.CODE_ROW, place, column.code, sheets.QUIET)
        page.put(layout.HEADING_ROW, place, _heading_text(column), look)
        page.headings.add(_heading_text(column))
    page.set_widths([column.width for column in columns])
    page.hide_row(layout.CODE_ROW)
    texts = [(_heading_text(column), column.width) for column in columns if column.width]
    page.set_height(layout.HEADING_ROW, sheets.height_of(texts, size=10.5, spread=xlsx.SPREAD))


def _heading_text(column: Column) -> str:
    return f"{column.heading}\n{column.hint}" if column.hint else column.heading


def _write_row(
    page: Page,
    row: int,
    shown: tuple[Sequence[Column], Sequence[str]],
    filled: tuple[Sequence[Column], Entries],
    *,
    least: float = 0,
) -> None:
    """Write what is shown in a row and what is filled in beside it, as high as both need."""
    (columns, texts), (inputs, values) = shown, filled
    page.put_row(row, texts, sheets.PLAIN)
    for column, value in enumerate(values, start=len(texts) + 1):
        page.put(row, column, value, sheets.INPUT)
    cells = zip((*texts, *values), (*columns, *inputs), strict=True)
    sized = (("" if v is None else str(v), column.width) for v, column in cells if column.width)
    page.set_height(row, max(sheets.height_of(sized, spread=xlsx.SPREAD), least))


def _add_rules(
    page: Page,
    inputs: Sequence[Column],
    first: int,
    numbers: tuple[int, int],
    changes: Mapping[str, Mapping[str, Any]] | None = None,
) -> None:
    """Add the lists and the longest text to input columns that start at ``first``."""
    for place, column in enumerate(inputs, start=first):
        rule = list_rule(column) if column.choices else text_rule(column)
        cells = f"{cell(numbers[0], place)}:{cell(numbers[1], place)}"
        page.add_rule(cells, {**rule, **(changes or {}).get(column.code, {})})


def _finish(page: Page) -> None:
    page.repeat_row(layout.HEADING_ROW)
    page.set_up_print()
    page.protect()


def _write_lists(book: Book, lists: Mapping[str, layout.Words]) -> None:
    page = book.add(layout.LISTS)
    for column, (name, words) in enumerate(lists.items(), start=1):
        for row, value in enumerate((name, *words.values()), start=1):
            page.put(row, column, value, sheets.FREE)
        letter = cell(1, column).rstrip("1")
        book.name_cells(name, f"'{page.title}'!${letter}$2:${letter}${len(words) + 1}")
    page.sheet.hide()
    page.protect()


def _meta(framework: Framework, record: Record, heading: Heading) -> Iterator[Line]:
    assessment = record.assessment
    yield "format", layout.FORMAT
    yield "format_version", str(layout.FORMAT_VERSION)
    yield "questionnaire_id", framework.questionnaire.id
    yield "questionnaire_version", framework.questionnaire.version
    yield "questionnaire_checksum", framework.questionnaire.checksum
    yield "assessment_id", assessment.id
    yield "assessment_title", assessment.title
    yield "made_at", heading.made_at.isoformat()
    yield "app_version", heading.app_version


def _names(titles: Mapping[str, str], lists: Mapping[str, layout.Words]) -> Iterator[Line]:
    """Say what sheets and choices are called here, so that any language can be read back."""
    for code, title in titles.items():
        yield f"{layout.SHEET_KEY}{code}", title
    for name, words in lists.items():
        for code, word in words.items():
            if str(word) != code:
                yield f"{layout.WORD_KEY}{name}:{code}", str(word)


def _own_texts(pages: Sequence[Page]) -> Iterator[Line]:
    """Say by which marks the texts of the program are known, so that those of a team are told."""
    for page in pages:
        yield f"{layout.OWN_KEY}{page.title}", layout.marks_of(page.texts)
        if page.headings:
            yield f"{layout.HEADINGS_KEY}{page.title}", layout.marks_of(page.headings)
        if page.computed:
            columns = " ".join(str(column) for column in sorted(page.computed))
            yield f"{layout.COMPUTED_KEY}{page.title}", columns


def _bases(record: Record, evidence: Sequence[Evidence], *, with_context: bool) -> Iterator[Line]:
    """Say what stood in the workbook at first, so that a change differs from an old copy."""
    flags = record.flags if with_context else {}
    entries: list[tuple[str, FlagEntry | Evidence]] = [
        (f"{layout.FLAG_KEY}{id_}", entry) for id_, entry in flags.items()
    ]
    entries += [(f"{layout.EVIDENCE_KEY}{entry.id}", entry) for entry in evidence if entry.id]
    for key, entry in entries:
        yield key, json.dumps(asdict(entry), ensure_ascii=False)
    yield layout.SCOPE_KEY, json.dumps(asdict(record.scope), ensure_ascii=False)
