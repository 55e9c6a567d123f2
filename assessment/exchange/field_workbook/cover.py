"""The sheets of the field workbook that say what to do and what words mean."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from assessment.exchange import sheets, xlsx
from assessment.exchange.field_workbook import layout
from assessment.exchange.xlsx import Page
from assessment.locales import gettext as _
from assessment.locales import mark, ngettext
from assessment.locales.formats import listed, moment
from assessment.model.answer import Confidence, Status
from assessment.model.assessment import Assessment
from assessment.model.questionnaire import Definitions, Questionnaire
from assessment.reporting.scope import alias_advice
from assessment.reporting.terms import confidence_words, mode_words, protection_words
from assessment.reporting.wording import capitalised, invented_sentence, name_version

_WIDTHS = (26.0, 106.0)
_COVER_CODES = (layout.KEY, "label", layout.TEXT)
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
        mark("Unclear cells"),
        mark("What cannot be read is never guessed: you are told the cell and the reason."),
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


Line = tuple[str, str]


@dataclass(frozen=True)
class Heading:
    """What stands at the head of the workbook besides the assessment itself.

    Attributes
    ----------
    made_at
        With its zone.
    forms
        The titles of the sheets with questions, in their order.
    n_asked
        How many questions are in it; fewer than the questionnaire has where only a part goes out.
    """

    made_at: datetime
    app_version: str
    n_left_out: int
    has_last_round: bool
    forms: tuple[str, ...] = ()
    n_asked: int = 0


def write_cover(
    page: Page, questionnaire: Questionnaire, assessment: Assessment, heading: Heading
) -> None:
    """Write what this is, who fills it in, and how: for someone who sees it cold."""
    page.sheet.hide_gridlines(2)
    page.set_widths((0.0, *_WIDTHS))
    page.put_row(layout.CODE_ROW, _COVER_CODES, sheets.QUIET)
    page.hide_row(layout.CODE_ROW)
    page.put(layout.HEADING_ROW, 2, assessment.title, sheets.TITLE)
    page.set_height(layout.HEADING_ROW, 28)
    row = layout.HEADING_ROW + 1
    if assessment.invented:
        for column in (2, 3):
            page.put(row, column, invented_sentence() if column == 2 else None, sheets.WARNING)
        page.set_height(row, 22)
        row += 1
    facts = [(label, text) for label, text in _facts(questionnaire, assessment, heading) if text]
    row = _write_lines(page, row, facts, (sheets.FREE_LABEL, sheets.FREE), first=2)
    row = _write_who(page, row + 1)
    steps = ((str(number), text) for number, text in enumerate(_steps(questionnaire, heading), 1))
    row = _write_section(page, row, _("How to fill it in"), steps, first=2)
    returned = ((_(label), _(text)) for label, text in _RETURN_RULES)
    _write_section(page, row, _("What happens when you send it back"), returned, first=2)
    page.set_up_print()
    page.protect()


def _write_who(page: Page, row: int) -> int:
    """Write the cells for who filled it in; return the next free row."""
    asked = {
        layout.FILLED_BY: _("Filled in by"),
        layout.ORGANISATION: _("Organisation or team"),
    }
    for key, label in asked.items():
        page.put(row, 1, key, sheets.QUIET)
        page.put(row, 2, label, sheets.LABEL)
        page.put(row, 3, None, sheets.INPUT)
        page.set_height(row, 22)
        row += 1
    return row


def write_guide(page: Page, questionnaire: Questionnaire, heading: Heading) -> None:
    """Write what may be picked, and what it means."""
    page.sheet.hide_gridlines(2)
    page.set_widths(_WIDTHS)
    page.put(1, 1, _("What may be picked, and what it means"), sheets.TITLE)
    page.set_height(1, 28)
    row = 2
    confidences = ((confidence_words(one), _(text)) for one, text in _CONFIDENCES)
    grades = ((grade, _(text)) for grade, text in _GRADES)
    protections = ((protection_words(one), _(text)) for one, text in _PROTECTIONS)
    sections: tuple[tuple[str, Iterable[Line]], ...] = (
        (_("Levels"), _levels(questionnaire)),
        (_("Confidence"), confidences),
        (_("Evidence grade"), grades),
        (_("Protection of a source"), (*protections, *_careful(heading.n_left_out))),
    )
    for title, lines in sections:
        row = _write_section(page, row, title, lines)
    page.set_up_print()
    page.protect()


def write_definitions(page: Page, questionnaire: Questionnaire) -> None:
    """Write what the words of the statements mean, and the rules for every question."""
    definitions = questionnaire.definitions
    page.sheet.hide_gridlines(2)
    page.set_widths(_WIDTHS)
    page.put(1, 1, _("What the words mean"), sheets.TITLE)
    page.set_height(1, 28)
    words = ((capitalised(term.term), term.meaning) for term in definitions.terms)
    row = _write_lines(page, 2, words, (sheets.LABEL, sheets.PLAIN))
    if definitions.rules:
        rules = ((rule.name, rule.rule) for rule in definitions.rules)
        _write_section(page, row, _("Rules for every question"), rules)
    page.set_up_print()
    page.protect()


def _write_section(
    page: Page, row: int, title: str, lines: Iterable[Line], *, first: int = 1
) -> int:
    page.put(row + 1, first, title, sheets.SECTION)
    page.set_height(row + 1, 24)
    return _write_lines(page, row + 2, lines, (sheets.LABEL, sheets.PLAIN), first=first)


def _write_lines(
    page: Page,
    row: int,
    lines: Iterable[Line],
    looks: tuple[sheets.Look, sheets.Look],
    *,
    first: int = 1,
) -> int:
    """Write lines of two cells; return the next free row."""
    for label, text in lines:
        page.put(row, first, label, looks[0])
        page.put(row, first + 1, text, looks[1])
        page.set_height(row, _height(label, text))
        row += 1
    return row


def _height(label: str, text: str) -> float:
    sized = zip((label, text), _WIDTHS, strict=True)
    return sheets.height_of(sized, spread=xlsx.SPREAD)


def _facts(
    questionnaire: Questionnaire, assessment: Assessment, heading: Heading
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
    if heading.n_asked < len(questionnaire.indicators):
        yield (
            _("Questions"),
            _(
                "{asked} of {all} of the questionnaire. The others are not asked here.",
                asked=str(heading.n_asked),
                all=str(len(questionnaire.indicators)),
            ),
        )
    yield _("Please remember"), questionnaire.standing_sentence


def _steps(questionnaire: Questionnaire, heading: Heading) -> Iterator[str]:
    lowest = str(questionnaire.lowest_level)
    yield _(
        "Write who you are above. Fill in the yellow cells only; all other cells are locked. It "
        "can be filled in on paper as well and typed in later."
    )
    yield _(
        "Read the sheet '{sheet}' first, and fill in what is missing: it says whom and what the "
        "questions mean.",
        sheet=_(layout.SCOPE),
    )
    yield ngettext(
        "Then go to the sheet of questions: {sheets}. Each question has a block of its own.",
        "Then go through the sheets of questions: {sheets}. Each question has a block of its own.",
        len(heading.forms),
        sheets=listed(heading.forms),
    )
    yield _(
        "Read the statements of each level from top to bottom, and put an x beside each that holds."
    )
    yield _(
        "Pick the highest level whose statements all hold, together with those of the levels "
        "between {lowest} and it. In doubt, pick the lower level.",
        lowest=lowest,
    )
    if questionnaire.tells_kinds:
        yield _(
            "If a statement of level {lowest} holds, the level is {lowest}. It says either that "
            "nothing is in place or that something works against protection: the x says which.",
            lowest=lowest,
        )
    else:
        yield _("If a statement of level {lowest} holds, the level is {lowest}.", lowest=lowest)
    if questionnaire.definitions != Definitions():
        yield _(
            "What the words mean is shown when you point at a question with a red corner, and "
            "stands on the sheet '{sheet}'.",
            sheet=_(layout.DEFINITIONS),
        )
    yield _(
        "Say in '{column}' what you saw that leads to this level; in '{remarks}', whatever else "
        "you want to say of the question.",
        column=_("Rationale"),
        remarks=_("Remarks"),
    )
    yield from _last_steps(questionnaire, heading)


def _last_steps(questionnaire: Questionnaire, heading: Heading) -> Iterator[str]:
    yield _(
        "Give your sources on the sheet '{sheet}', one row for each. A source can serve several "
        "questions.",
        sheet=_(layout.EVIDENCE),
    )
    if questionnaire.context_flags and heading.n_asked == len(questionnaire.indicators):
        sheet = _(layout.CONTEXT)
        yield _("On the sheet '{sheet}', pick what applies at present.", sheet=sheet)
    if heading.has_last_round:
        yield _(
            "'{before}' shows the answer of the last round. Where it is still right, pick x in "
            "'{holds}'; where it is not, answer anew. What you leave empty is not answered.",
            before=layout.last_round_column().heading,
            holds=layout.holds_column().heading,
        )
    yield _(
        "What levels, confidence, evidence grade and protection mean stands on the sheet "
        "'{sheet}'.",
        sheet=_(layout.GUIDE),
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
