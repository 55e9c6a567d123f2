"""Writes the workbook in which a team answers away from the network, in Excel or LibreOffice."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from assessment.exchange import field_layout as layout
from assessment.exchange import sheets
from assessment.exchange.field_layout import Column
from assessment.locales import gettext as _
from assessment.locales import mark, ngettext
from assessment.locales.formats import moment
from assessment.model.answer import Answer, Confidence, Evidence, FlagEntry, Status
from assessment.model.assessment import Assessment, Record
from assessment.model.checks import LONGEST_TEXT
from assessment.model.framework import Framework
from assessment.model.questionnaire import (
    ContextFlag,
    Definitions,
    Indicator,
    Questionnaire,
    Statement,
    terms_in,
)
from assessment.model.scope import SCOPE_LISTS, Scope
from assessment.reporting.scope import alias_advice, entries_text, scope_hint, scope_name
from assessment.reporting.statements import kind_words, zero_words
from assessment.reporting.terms import confidence_words, mode_words, protection_words
from assessment.reporting.wording import capitalised, invented_sentence, name_version

_GUIDE_WIDTHS = (22, 104)
_LEVEL_WIDTH = 29
# Excel calls a file damaged whose hints are longer.
_LONGEST_TITLE, _LONGEST_HINT = 32, 255

_CONFIDENCES: tuple[tuple[Confidence, str], ...] = (
    (
        "high",
        mark("Seen directly in a document and in an independent source, both under two years old."),
    ),
    ("medium", mark("One good source, or good sources that are older.")),
    ("low", mark("Indirect or disputed. An empty cell counts as low.")),
)
_GRADES = (
    ("A", mark("A document, and an independent source that says the same.")),
    ("B", mark("A document, or two independent sources.")),
    ("C", mark("One source only, official or not, without a document.")),
    ("D", mark("No source. Then choose 'Insufficient information' and no level.")),
)
_PROTECTIONS = (
    ("public", mark("Anybody may see the source.")),
    ("partner", mark("Only the organisations that work on this assessment may see it.")),
    (
        "restricted",
        mark("Only the team may see it; it is left out of reports and of workbooks."),
    ),
)
_RETURN_RULES = (
    (
        mark("Empty cells"),
        mark("An empty cell never overwrites anything and never deletes anything."),
    ),
    (
        mark("Changes"),
        mark("Every change is shown before it is written. Somebody then says yes or no."),
    ),
    (
        mark("All or nothing"),
        mark("If something cannot be read, you are told the cell and the reason."),
    ),
    (
        mark("Sent twice"),
        mark("Sending the same workbook twice changes nothing the second time."),
    ),
    (
        mark("Other people"),
        mark("If somebody answered in the meantime, both answers are shown; none is lost."),
    ),
)

Filled = Sequence[str | int | None]
Line = tuple[str, str]


def write_field_workbook(  # noqa: PLR0913 - one for each thing that a file may hold or not
    framework: Framework,
    record: Record,
    *,
    made_at: datetime,
    app_version: str,
    include_restricted: bool = False,
    last_round: Mapping[str, str] | None = None,
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

    Returns
    -------
    bytes
        An .xlsx file without macros, links or formulas.
    """
    questionnaire = framework.questionnaire
    evidence = [e for e in record.evidence if include_restricted or e.protection != "restricted"]
    n_left_out = len(record.evidence) - len(evidence)
    heading = _Heading(made_at, app_version, n_left_out, bool(last_round))
    workbook = sheets.empty_workbook()
    made = {layout.GUIDE: sheets.add_sheet(workbook, _(layout.GUIDE))}
    _write_guide(made[layout.GUIDE], questionnaire, record.assessment, heading)
    made[layout.SCOPE] = sheets.add_sheet(workbook, _(layout.SCOPE))
    _write_scope(made[layout.SCOPE], record.scope)
    made[layout.ANSWERS] = sheets.add_sheet(workbook, _(layout.ANSWERS))
    _write_answers(made[layout.ANSWERS], questionnaire, record, last_round or {})
    made[layout.EVIDENCE] = sheets.add_sheet(workbook, _(layout.EVIDENCE))
    _write_evidence(made[layout.EVIDENCE], evidence)
    if questionnaire.context_flags:
        made[layout.CONTEXT] = sheets.add_sheet(workbook, _(layout.CONTEXT))
        _write_context(made[layout.CONTEXT], questionnaire.context_flags, record)
    if questionnaire.definitions != Definitions():
        _write_definitions(sheets.add_sheet(workbook, _(layout.DEFINITIONS)), questionnaire)
    lists = layout.choices(questionnaire)
    _write_lists(workbook, lists)
    titles = {code: sheet.title for code, sheet in made.items()}
    rows = (*_meta(framework, record, heading), *_names(titles, lists), *_bases(record, evidence))
    _write_meta(workbook, rows)
    title = _("Field workbook: {title}", title=record.assessment.title)
    return sheets.save(workbook, title, made_at)


@dataclass(frozen=True)
class _Heading:
    """What stands at the head of the guide besides the assessment itself."""

    made_at: datetime
    app_version: str
    n_left_out: int
    has_last_round: bool


def _write_scope(sheet: Worksheet, scope: Scope) -> None:
    """Write one row for each list of the scope sheet.

    It goes out whole, because nobody can answer without it; the guide says what it may hold.
    """
    shown = (
        layout.id_column(16),
        Column("name", _("List"), 26),
        Column("hint", _("What is meant"), 46),
    )
    inputs = layout.scope_columns()
    _write_headings(sheet, shown, inputs)
    first = layout.HEADING_ROW + 1
    for row, (name, entries) in enumerate(scope.lists.items(), start=first):
        texts = (name, scope_name(name), scope_hint(name))
        _write_row(sheet, row, (shown, texts), (inputs, [entries_text(entries) or None]))
    _add_validations(sheet, inputs, len(shown) + 1, (first, first + len(SCOPE_LISTS) - 1))
    # By these names the rows are known again; people read the names beside them.
    sheet.column_dimensions["A"].hidden = True
    sheet.freeze_panes = "C3"
    _finish(sheet)


def _write_answers(
    sheet: Worksheet, questionnaire: Questionnaire, record: Record, last_round: Mapping[str, str]
) -> None:
    """Write one row for each indicator, under a band for each dimension."""
    shown, inputs = _shown_columns(questionnaire), layout.answer_columns()
    if last_round:
        shown = (*shown, layout.last_round_column())
        inputs = (layout.holds_column(), *inputs)
    _write_headings(sheet, shown, inputs, kept="base_revision")
    row = layout.HEADING_ROW
    for dimension in questionnaire.dimensions:
        row += 1
        _write_band(sheet, row, f"{dimension.id}   {dimension.name}", dimension.about)
        start = row + 1
        for indicator in dimension.indicators:
            row += 1
            answer = record.answer(indicator.id)
            before = (last_round.get(indicator.id, ""),) if last_round else ()
            texts = (*_indicator_texts(indicator, questionnaire, answer), *before)
            given = _answer_values(answer, indicator, inputs)
            _write_row(sheet, row, (shown, texts), (inputs, given))
            if last_round and indicator.id not in record.carried:
                # Nothing waits to be confirmed there.
                sheets.put(sheet, row, len(shown) + 1, None, sheets.PLAIN)
            sheets.put(sheet, row, 1, indicator.id, sheets.LABEL)
            revision = record.revision(indicator.id)
            sheets.put(sheet, row, len(shown) + len(inputs) + 1, revision, sheets.QUIET)
        _add_validations(sheet, inputs, len(shown) + 1, (start, row))
    sheet.freeze_panes = "C3"
    _finish(sheet, wide=True)


def _shown_columns(questionnaire: Questionnaire) -> tuple[Column, ...]:
    levels = (
        Column(
            f"level_{level.value}", f"{level.value}  {level.name}\n{level.reading}", _LEVEL_WIDTH
        )
        for level in questionnaire.scale
    )
    return (
        layout.id_column(9),
        Column("name", _("Indicator"), 20),
        Column("question", _("Question"), 34),
        *levels,
        Column("to_ask_for", _("Evidence to ask for"), 26),
    )


def _indicator_texts(
    indicator: Indicator, questionnaire: Questionnaire, answer: Answer
) -> Iterator[str]:
    yield indicator.id
    yield _("{name}\n(key indicator)", name=indicator.name) if indicator.key else indicator.name
    yield "\n\n".join((indicator.question, *_beside_question(indicator, questionnaire, answer)))
    for level in questionnaire.scale:
        statements = indicator.anchors.get(level.value, {})
        yield "\n".join(
            _statement_text(indicator.short_id(id_), statement)
            for id_, statement in statements.items()
        )
    yield "\n".join(f"• {source}" for source in indicator.evidence)


def _statement_text(short_id: str, statement: Statement) -> str:
    kind = f" [{kind_words(statement.kind)}]" if statement.kind else ""
    return f"{short_id}  {statement.text}{kind}"


def _beside_question(
    indicator: Indicator, questionnaire: Questionnaire, answer: Answer
) -> Iterator[str]:
    """Yield when it does not apply, what level 0 says so far, and which words are defined."""
    if indicator.not_applicable_when:
        yield _("Not applicable: {when}", when=indicator.not_applicable_when)
    if zero := zero_words(indicator, answer):
        level = str(answer.level)
        yield _("Recorded so far, level {level}: {meaning}.", level=level, meaning=zero)
    texts = (indicator.question, *(one.text for one in indicator.statements.values()))
    if terms := terms_in(" | ".join(texts), questionnaire):
        yield _(
            "See the sheet '{sheet}': {words}.",
            sheet=_(layout.DEFINITIONS),
            words="; ".join(term.term for term in terms),
        )


def _answer_values(answer: Answer, indicator: Indicator, inputs: Sequence[Column]) -> Filled:
    ticked = [id_ for id_ in indicator.statement_ids if id_ in answer.ticked]
    given = vars(answer) | {
        "level": layout.level_entry(answer),
        "ticked": ", ".join(indicator.short_id(id_) for id_ in ticked),
        "confidence": answer.confidence and confidence_words(answer.confidence),
        layout.STILL_HOLDS: None,
    }
    return [given[column.code] for column in inputs]


def _write_evidence(sheet: Worksheet, evidence: Sequence[Evidence]) -> None:
    """Write the sources that are known, and free rows below them."""
    inputs = layout.evidence_columns()
    _write_headings(sheet, (), inputs, kept="evidence_id")
    start = layout.HEADING_ROW + 1
    free = start + len(evidence)
    for row, entry in enumerate(evidence, start=start):
        given = vars(entry) | {"protection": protection_words(entry.protection)}
        _write_row(sheet, row, ((), ()), (inputs, [given[column.code] for column in inputs]))
        sheets.put(sheet, row, len(inputs) + 1, entry.id, sheets.QUIET)
    last = free + layout.FREE_EVIDENCE_ROWS - 1
    _write_inputs(sheet, free, 1, [None] * len(inputs))
    sheets.repeat_looks(sheet, free, last)
    _add_validations(sheet, inputs, 1, (start, last))
    sheet.freeze_panes = "B3"
    sheet.print_area = f"A2:G{free + 15}"
    _finish(sheet)


def _write_context(sheet: Worksheet, flags: Sequence[ContextFlag], record: Record) -> None:
    """Write one row for each context flag."""
    shown = (
        layout.id_column(8),
        Column("name", _("Circumstance"), 30),
        Column("guidance", _("What is meant"), 46),
    )
    inputs = layout.context_columns()
    _write_headings(sheet, shown, inputs)
    for row, flag in enumerate(flags, start=layout.HEADING_ROW + 1):
        given = _flag_values(record.flags.get(flag.id), flag, inputs)
        _write_row(sheet, row, (shown, (flag.id, flag.name, flag.guidance)), (inputs, given))
        dimensions = sheet.row_dimensions[row]
        dimensions.height = max(dimensions.height or 0, 33)
        situation = replace(inputs[0], choices=layout.option_list(flags, flag))
        _add_validations(sheet, (situation, *inputs[1:]), len(shown) + 1, (row, row))
    sheet.freeze_panes = "C3"
    _finish(sheet)


def _write_definitions(sheet: Worksheet, questionnaire: Questionnaire) -> None:
    """Write what the words of the statements mean, and the rules for every question."""
    definitions = questionnaire.definitions
    sheet.sheet_view.showGridLines = False
    sheets.set_widths(sheet, _GUIDE_WIDTHS)
    row = sheets.put_title(sheet, _("What the words mean"))
    words = ((capitalised(term.term), term.meaning) for term in definitions.terms)
    row = _write_lines(sheet, row, words, (sheets.LABEL, sheets.PLAIN))
    if definitions.rules:
        sheets.put(sheet, row + 1, 1, _("Rules for every question"), sheets.SECTION)
        rules = ((rule.name, rule.rule) for rule in definitions.rules)
        _write_lines(sheet, row + 2, rules, (sheets.LABEL, sheets.PLAIN))
    sheets.set_up_print(sheet, heading_row=None)
    sheets.protect(sheet)


def _flag_values(entry: FlagEntry | None, flag: ContextFlag, inputs: Sequence[Column]) -> Filled:
    if entry is None:
        return [None] * len(inputs)
    names = {option.id: option.name for option in flag.options}
    given = vars(entry) | {
        "option": names.get(entry.option, entry.option),
        "confidence": entry.confidence and confidence_words(entry.confidence),
    }
    return [given[column.code] for column in inputs]


def _write_headings(
    sheet: Worksheet, shown: Sequence[Column], inputs: Sequence[Column], *, kept: str = ""
) -> None:
    columns = [*shown, *inputs, *((layout.kept_column(kept),) if kept else ())]
    for place, column in enumerate(columns, start=1):
        look = sheets.INPUT_HEADING if column in inputs else sheets.HEADING
        sheets.put(sheet, layout.CODE_ROW, place, column.code, sheets.QUIET)
        sheets.put(sheet, layout.HEADING_ROW, place, _heading_text(column), look)
    sheets.set_widths(sheet, (column.width for column in (*shown, *inputs)))
    if kept:
        sheet.column_dimensions[get_column_letter(len(columns))].hidden = True
    sheet.row_dimensions[layout.CODE_ROW].hidden = True
    texts = [(_heading_text(column), column.width) for column in (*shown, *inputs)]
    sheet.row_dimensions[layout.HEADING_ROW].height = sheets.height_of(texts, size=10.5)


def _heading_text(column: Column) -> str:
    return f"{column.heading}\n{column.hint}" if column.hint else column.heading


def _write_band(sheet: Worksheet, row: int, title: str, about: str) -> None:
    for column in range(1, sheet.max_column):
        sheets.put(sheet, row, column, None, sheets.BAND)
    # No merged cells, which would be in the way of copying: the text flows over its neighbours.
    for column, text, look in ((1, title, sheets.BAND), (4, about, sheets.BAND_NOTE)):
        sheets.put(sheet, row, column, text, look)
    sheet.row_dimensions[row].height = 22


def _write_row(
    sheet: Worksheet,
    row: int,
    shown: tuple[Sequence[Column], Sequence[str]],
    filled: tuple[Sequence[Column], Filled],
) -> None:
    """Write what is shown in a row and what is filled in beside it, as high as both need."""
    (columns, texts), (inputs, values) = shown, filled
    sheets.put_row(sheet, row, texts)
    _write_inputs(sheet, row, len(texts) + 1, values)
    cells = zip((*texts, *values), (*columns, *inputs), strict=True)
    sized = (("" if value is None else str(value), column.width) for value, column in cells)
    sheet.row_dimensions[row].height = sheets.height_of(sized)


def _write_inputs(sheet: Worksheet, row: int, first: int, values: Filled) -> None:
    for column, value in enumerate(values, start=first):
        is_level = sheet.cell(layout.CODE_ROW, column).value == "level"
        sheets.put(sheet, row, column, value, sheets.LEVEL_INPUT if is_level else sheets.INPUT)


def _add_validations(
    sheet: Worksheet, inputs: Sequence[Column], first: int, rows: tuple[int, int]
) -> None:
    """Add the lists and the longest text to input columns that start at ``first``."""
    for place, column in enumerate(inputs, start=first):
        letter = get_column_letter(place)
        rule = _list_rule(column) if column.choices else _text_rule(column)
        rule.add(f"{letter}{rows[0]}:{letter}{rows[1]}")
        sheet.add_data_validation(rule)


def _list_rule(column: Column) -> DataValidation:
    advice = _("Pick one from the list (the small arrow beside the cell) or leave the cell empty.")
    return DataValidation(
        type="list",
        formula1=column.choices,
        allow_blank=True,
        showErrorMessage=True,
        errorTitle=sheets.shorten(_("Not in the list"), _LONGEST_TITLE),
        error=sheets.shorten(advice, _LONGEST_HINT),
        showInputMessage=True,
        promptTitle=sheets.shorten(column.heading, _LONGEST_TITLE),
        prompt=sheets.shorten(column.hint, _LONGEST_HINT),
    )


def _text_rule(column: Column) -> DataValidation:
    advice = ngettext(
        "The text is longer than {number} character. Shorten it.",
        "The text is longer than {number} characters. Shorten it.",
        LONGEST_TEXT,
    )
    return DataValidation(
        type="textLength",
        operator="lessThanOrEqual",
        formula1=str(LONGEST_TEXT),
        allow_blank=True,
        showErrorMessage=True,
        errorTitle=sheets.shorten(column.heading, _LONGEST_TITLE),
        error=sheets.shorten(advice, _LONGEST_HINT),
    )


def _finish(sheet: Worksheet, *, wide: bool = False) -> None:
    sheets.set_up_print(sheet, heading_row=layout.HEADING_ROW, wide=wide)
    sheets.protect(sheet)


def _write_lists(workbook: Workbook, lists: Mapping[str, layout.Words]) -> None:
    sheet = workbook.create_sheet(layout.LISTS)
    for column, (name, words) in enumerate(lists.items(), start=1):
        for row, value in enumerate((name, *words.values()), start=1):
            sheets.put(sheet, row, column, value, sheets.FREE)
        letter = get_column_letter(column)
        area = f"'{layout.LISTS}'!${letter}$2:${letter}${len(words) + 1}"
        workbook.defined_names[name] = DefinedName(name, attr_text=area)
    sheet.sheet_state = "hidden"
    sheets.protect(sheet)


def _meta(framework: Framework, record: Record, heading: _Heading) -> Iterator[Line]:
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


def _bases(record: Record, evidence: Sequence[Evidence]) -> Iterator[Line]:
    """Say what stood in the workbook at first, so that a change differs from an old copy."""
    entries = [(f"{layout.FLAG_KEY}{id_}", entry) for id_, entry in record.flags.items()]
    entries += [(f"{layout.EVIDENCE_KEY}{entry.id}", entry) for entry in evidence if entry.id]
    for key, entry in entries:
        yield key, json.dumps(asdict(entry), ensure_ascii=False)
    yield layout.SCOPE_KEY, json.dumps(asdict(record.scope), ensure_ascii=False)


def _write_meta(workbook: Workbook, rows: Iterable[Line]) -> None:
    sheet = workbook.create_sheet(layout.META)
    for row, values in enumerate(rows, start=1):
        sheets.put_row(sheet, row, values, sheets.FREE)
    sheet.sheet_state = "hidden"
    sheets.protect(sheet)
    # Without this a sheet is renamed or deleted by a slip; there is no password.
    workbook.security = WorkbookProtection(lockStructure=True)


def _write_guide(
    sheet: Worksheet, questionnaire: Questionnaire, assessment: Assessment, heading: _Heading
) -> None:
    """Write how to fill it in, for someone who sees it cold; two columns wide."""
    sheet.sheet_view.showGridLines = False
    sheets.set_widths(sheet, _GUIDE_WIDTHS)
    row = sheets.put_title(sheet, assessment.title)
    if assessment.invented:
        row = sheets.put_warning(sheet, row, invented_sentence(), len(_GUIDE_WIDTHS))
    facts = [(label, text) for label, text in _facts(questionnaire, assessment, heading) if text]
    row = _write_lines(sheet, row, facts, (sheets.FREE_LABEL, sheets.FREE))
    for title, lines in _sections(questionnaire, heading):
        sheets.put(sheet, row + 1, 1, title, sheets.SECTION)
        sheet.row_dimensions[row + 1].height = 24
        row = _write_lines(sheet, row + 2, lines, (sheets.LABEL, sheets.PLAIN))
    sheets.set_up_print(sheet, heading_row=None)
    sheets.protect(sheet)


def _write_lines(
    sheet: Worksheet, row: int, lines: Iterable[Line], looks: tuple[sheets.Look, sheets.Look]
) -> int:
    """Write lines of two cells; return the next free row."""
    for label, text in lines:
        sheets.put(sheet, row, 1, label, looks[0])
        sheets.put(sheet, row, 2, text, looks[1])
        sized = zip((label, text), _GUIDE_WIDTHS, strict=True)
        sheet.row_dimensions[row].height = sheets.height_of(sized)
        row += 1
    return row


def _facts(
    questionnaire: Questionnaire, assessment: Assessment, heading: _Heading
) -> Iterator[Line]:
    made = _(
        "{moment} by version {version}",
        moment=moment(heading.made_at),
        version=heading.app_version,
    )
    yield _("Questionnaire"), name_version(questionnaire)
    yield _("State"), f"{assessment.state_name} ({assessment.state_code})"
    yield _("Part of the state"), assessment.region
    yield _("Period"), assessment.period
    yield _("Kind"), mode_words(assessment.mode)
    yield _("Language"), assessment.language
    yield _("Scope"), assessment.scope_note
    yield _("Made"), made
    yield _("Please remember"), questionnaire.standing_sentence


def _sections(
    questionnaire: Questionnaire, heading: _Heading
) -> Iterator[tuple[str, Iterable[Line]]]:
    steps = enumerate((*_steps(questionnaire), *_last_steps(heading)), start=1)
    yield _("How to fill it in"), ((str(number), step) for number, step in steps)
    yield _("Levels"), _levels(questionnaire)
    confidences = ((confidence_words(one), _(text)) for one, text in _CONFIDENCES)
    yield _("Confidence"), confidences
    yield _("Evidence grade"), ((grade, _(text)) for grade, text in _GRADES)
    protections = ((protection_words(one), _(text)) for one, text in _PROTECTIONS)
    yield _("Protection of a source"), (*protections, *_careful(heading.n_left_out))
    returned = ((_(label), _(text)) for label, text in _RETURN_RULES)
    yield _("What happens when you send it back"), returned


def _steps(questionnaire: Questionnaire) -> Iterator[str]:
    lowest = str(questionnaire.lowest_level)
    yield _("Fill in the yellow cells only. All other cells are locked.")
    yield _(
        "Read the sheet '{sheet}' first, and fill in what is missing: it says whom and what the "
        "questions mean.",
        sheet=_(layout.SCOPE),
    )
    yield _("Then go to the sheet '{sheet}'. Each row is one question.", sheet=_(layout.ANSWERS))
    yield _("Read the statements of each level, from left to right.")
    yield _(
        "Pick the highest level whose statements all hold, together with those of the levels "
        "between {lowest} and it. In doubt, pick the lower level.",
        lowest=lowest,
    )
    yield _("If a statement of level {lowest} holds, the level is {lowest}.", lowest=lowest)
    if questionnaire.tells_kinds:
        yield _(
            "Level {lowest} says either that nothing is in place or that something works against "
            "protection. Write the statements of level {lowest} that hold: they say which.",
            lowest=lowest,
        )
    yield _("Write the statements that hold by their short names, for example: 1a, 2a, 2b.")
    if questionnaire.definitions != Definitions():
        yield _(
            "What words such as those beside each question mean stands on the sheet '{sheet}'.",
            sheet=_(layout.DEFINITIONS),
        )
    yield _("Say in '{column}' what you saw that leads to this level.", column=_("Rationale"))
    yield _(
        "Give your sources on the sheet '{sheet}', one row for each source and question.",
        sheet=_(layout.EVIDENCE),
    )
    if questionnaire.context_flags:
        sheet = _(layout.CONTEXT)
        yield _("On the sheet '{sheet}', pick what applies at present.", sheet=sheet)


def _last_steps(heading: _Heading) -> Iterator[str]:
    if heading.has_last_round:
        yield _(
            "'{before}' shows the answer of the last round. Where it is still right, pick x in "
            "'{holds}'; where it is not, answer anew. What you leave empty is not answered.",
            before=layout.last_round_column().heading,
            holds=layout.holds_column().heading,
        )
    yield _("Leave empty what you have not looked at. Save as .xlsx and send it back.")


def _levels(questionnaire: Questionnaire) -> Iterator[Line]:
    for level in questionnaire.scale:
        yield f"{level.value}  {level.name}", level.reading
    yield (
        _(layout.MISSING_WORDS[Status.INSUFFICIENT_INFORMATION]),
        _("You looked, and what you found does not carry any level. This is an honest answer."),
    )
    yield (
        _(layout.MISSING_WORDS[Status.NOT_APPLICABLE]),
        _("The question does not arise for this state. Write the reason beside it."),
    )


def _careful(n_left_out: int) -> Iterator[Line]:
    yield (
        _("Very sensitive"),
        _(
            "Do not name persons who could be harmed, and nothing by which they could be found. "
            "Write who they are in general, for example 'a former judge', and keep the name out."
        ),
    )
    yield _("Names of groups"), alias_advice()
    if n_left_out:
        left_out = ngettext(
            "{number} restricted source that is already recorded is not in this file. "
            "It stays where it is.",
            "{number} restricted sources that are already recorded are not in this file. "
            "They stay where they are.",
            n_left_out,
        )
        yield _("Left out"), left_out
