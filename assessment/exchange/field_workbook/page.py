"""One page for a field team, to be printed: what to fill in, with pieces of the workbook."""

from datetime import datetime

from assessment.exchange.field_workbook import layout
from assessment.locales import gettext as _
from assessment.locales import language
from assessment.model.answer import Status
from assessment.model.questionnaire import Indicator, Questionnaire
from assessment.reporting.document import (
    Cell,
    Document,
    Heading,
    Note,
    Paragraph,
    Part,
    Table,
)
from assessment.reporting.terms import confidence_words, protection_words

_YELLOW, _AMBER, _NO_COLOUR = "#fff6d6", "#f6c667", ""
_LONGEST = 110
"""Signs of a statement in the example: the page must stay one page."""


def field_page(questionnaire: Questionnaire, made_at: datetime) -> Document:
    """Return the page, in the language in use, with the first key question as the example."""
    example = next(
        (one for one in questionnaire.indicators if one.key), questionnaire.indicators[0]
    )
    return Document(
        title=_("How to fill in the workbook"),
        subject=questionnaire.name,
        language=language(),
        made_at=made_at,
        parts=(
            Paragraph(_("Fill in the yellow cells. Everything else explains them.")),
            *_who(),
            *_statements(example, questionnaire),
            *_answer(questionnaire),
            *_sources(questionnaire),
            *_look(),
            Note(
                _(
                    "Never name a person who could be harmed, and nothing by which a person could "
                    "be found. If the workbook itself is a danger where you are, agree with those "
                    "who sent it on another way before you save anything."
                )
            ),
        ),
    )


def _step(number: int, title: str, text: str, *table: Table) -> tuple[Part, ...]:
    heading = _("{number}. {title}", number=str(number), title=title)
    return Heading(1, heading), Paragraph(text), *table


def _who() -> tuple[Part, ...]:
    rows = (
        (Cell(_("Filled in by")), Cell(_("Team East"), _YELLOW)),
        (Cell(_("Organisation or team")), Cell(_("Ministry of Justice"), _YELLOW)),
    )
    cover = Table(
        (_(layout.COVER), ""), rows, (1, 3), _("The two cells of the cover to fill in."), small=True
    )
    text = _("Your corrected copy is known by it, and other teams' answers stay theirs.")
    return _step(1, _("Say on the cover who you are"), text, cover)


def _statements(example: Indicator, questionnaire: Questionnaire) -> tuple[Part, ...]:
    text = _(
        "Read from top to bottom and put an x beside each statement that holds. In doubt, leave it "
        "empty."
    )
    rows = tuple(
        (
            Cell(f"{level.value}  {level.name}"),
            Cell(example.short_id(id_)),
            Cell(_shortened(statement.text)),
            Cell("x" if level.value == questionnaire.lowest_level + 1 else "", _YELLOW),
        )
        for level in questionnaire.scale[:3]
        for id_, statement in list(example.anchors[level.value].items())[:1]
    )
    columns = (_("Level"), _("No."), example.name, _("x if it holds"))
    described = _("Statements of one question, with an x beside one that holds.")
    return _step(
        2, _("Mark what holds"), text, Table(columns, rows, (3, 1, 11, 2), described, small=True)
    )


def _answer(questionnaire: Questionnaire) -> tuple[Part, ...]:
    unknown = layout.missing_words()[Status.INSUFFICIENT_INFORMATION.value]
    text = _(
        "The level is the highest one whose statements all hold. If nobody can find out, choose "
        "'{unknown}': that is an honest answer. Leave empty what you have not looked at. Say in "
        "your own words what you saw.",
        unknown=unknown,
    )
    fields = {column.code: column.heading for column in layout.form_fields()}
    level = str(questionnaire.lowest_level + 1)
    given = {
        "level": level,
        "confidence": confidence_words("medium"),
        "evidence_grade": "B",
        "rationale": _("Two court records of this year; a former judge says the same."),
    }
    rows = tuple((Cell(fields[code]), Cell(entry, _YELLOW)) for code, entry in given.items())
    described = _("The answer to one question: level, confidence, grade and rationale.")
    return _step(
        3,
        _("Choose the level and say why"),
        text,
        Table((_("Your answer"), ""), rows, (1, 3), described, small=True),
    )


def _sources(questionnaire: Questionnaire) -> tuple[Part, ...]:
    columns = layout.evidence_columns()
    heading = {column.code: column.heading for column in columns}
    ids = [indicator.id for indicator in questionnaire.indicators[:2]]
    text = _(
        "One row for each source; it may serve several questions. Restricted sources are left out "
        "of reports and of other workbooks."
    )
    row = (
        Cell("; ".join(ids), _YELLOW),
        Cell(_("Report of the judicial council, 2026"), _YELLOW),
        Cell(protection_words("partner"), _YELLOW),
    )
    names = (heading["indicator_id"], heading["title"], heading["protection"])
    table = Table(names, (row,), (2, 5, 2), _("A row of the sheet of evidence."), small=True)
    return _step(4, _("Give your sources"), text, table)


def _look() -> tuple[Part, ...]:
    text = _(
        "Look at the sheet '{sheet}': what is answered, what is missing, and what is doubtful. "
        "Then save the file as it is and send it back the way you agreed on. An empty cell never "
        "deletes anything, and every change is looked at before it counts.",
        sheet=_(layout.OVERVIEW),
    )
    row = (Cell(_("Level")), Cell("4", _YELLOW), Cell(_("Level 4 without evidence"), _AMBER))
    columns = (_("Answer"), "", _("What is doubtful"))
    table = Table(columns, (row,), (2, 1, 6), _("An answer with a doubt beside it."), small=True)
    return _step(5, _("Look at it once more, and send it back"), text, table)


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"
