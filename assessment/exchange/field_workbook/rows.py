"""The rows of the form of a dimension, from the questionnaire alone.

Each row has a key by which it is known wherever it was moved to. The writer writes these rows;
whoever reads a workbook back can tell from them what the program itself wrote into a cell.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from assessment.exchange.field_workbook import layout
from assessment.exchange.field_workbook.layout import Column
from assessment.locales import gettext as _
from assessment.locales import language
from assessment.locales.formats import listed
from assessment.model.questionnaire import Dimension, Indicator, Questionnaire
from assessment.reporting.statements import kind_words

LABEL, NAME, TEXT, HINT = "label", "name", layout.TEXT, "hint"
ANSWER, BASE, KEY = layout.ANSWER, layout.BASE, layout.KEY
CODES = (KEY, LABEL, NAME, TEXT, HINT, ANSWER, BASE)
"""The columns of a form from left to right; the first and the last are hidden."""
WIDTHS = {KEY: 0.0, LABEL: 17.0, NAME: 5.0, TEXT: 88.0, HINT: 14.0, ANSWER: 13.0, BASE: 0.0}
_TYPED = ("rationale", "reason", layout.FIELD_REMARKS)
"""The fields that are texts; they are filled in where there is room for a text."""

Part = Literal["heading", "told", "statement", "last_round", "field", "gap"]


@dataclass(frozen=True)
class Line:
    """One row.

    Attributes
    ----------
    key
        Empty for a row that only keeps questions apart.
    label, name, text, hint
        What the program writes into the columns of these names.
    fill_in
        The column with the cell to fill in; empty where there is none.
    field
        The field of the answer that is filled in, or the id of the statement.
    begins
        Whether the rows of a level, or the fields, begin here.
    """

    key: str
    part: Part
    label: str = ""
    name: str = ""
    text: str = ""
    hint: str = ""
    fill_in: str = ""
    field: str = ""
    begins: bool = False


@dataclass(frozen=True)
class Form:
    """The rows of a dimension with their numbers in the sheet, from the first question on."""

    dimension: Dimension
    indicators: tuple[Indicator, ...]
    rows: tuple[tuple[int, Line], ...]

    @property
    def numbers(self) -> dict[str, int]:
        """The number of each row by its key."""
        return {line.key: number for number, line in self.rows if line.key}


def field_key(indicator_id: str, field: str) -> str:
    """Return the key of the row in which a field of an answer is filled in."""
    return f"{indicator_id}:{field}"


def statement_key(indicator: Indicator, statement_id: str) -> str:
    """Return the key of the row of a statement."""
    return f"{indicator.id}:statement:{statement_id}"


def plan_form(
    dimension: Dimension,
    questionnaire: Questionnaire,
    *,
    asked: frozenset[str],
    has_last_round: bool,
) -> Form:
    """Return the rows of a dimension for the indicators that are asked."""
    indicators = tuple(i for i in dimension.indicators if i.id in asked)
    fields = field_lines(questionnaire, has_last_round=has_last_round)
    lines = (
        line for indicator in indicators for line in lines_of(indicator, questionnaire, fields)
    )
    return Form(dimension, indicators, tuple(enumerate(lines, start=layout.HEADING_ROW + 2)))


def lines_of(
    indicator: Indicator, questionnaire: Questionnaire, fields: Sequence[Line]
) -> Iterator[Line]:
    """Yield the rows of one indicator: what is asked, the statements, what is filled in."""
    yield from _told(indicator)
    yield from _statements(indicator, questionnaire)
    for line in fields:
        yield replace(line, key=field_key(indicator.id, line.field))
    yield Line("", "gap")


class _Same:
    """A questionnaire as a key: it is long to compare, and each is loaded once."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questionnaire = questionnaire

    def __hash__(self) -> int:
        """Return what tells objects apart."""
        return id(self.questionnaire)

    def __eq__(self, other: object) -> bool:
        """Whether it is the same object."""
        return isinstance(other, _Same) and other.questionnaire is self.questionnaire


def lines_by_key(questionnaire: Questionnaire) -> Mapping[str, Line]:
    """Return every row with a key that a form of the questionnaire can have, in this language."""
    return _lines_by_key(_Same(questionnaire), language())


@lru_cache(maxsize=8)
def _lines_by_key(same: _Same, _language: str) -> Mapping[str, Line]:
    questionnaire = same.questionnaire
    lines = [about_line(dimension) for dimension in questionnaire.dimensions]
    fields = field_lines(questionnaire, has_last_round=True)
    for indicator in questionnaire.indicators:
        lines += lines_of(indicator, questionnaire, fields)
    return {line.key: line for line in lines if line.key}


def texts_of(questionnaire: Questionnaire) -> frozenset[str]:
    """Return every text that the forms of a questionnaire show, in the language in use."""
    return _texts_of(_Same(questionnaire), language())


@lru_cache(maxsize=8)
def _texts_of(same: _Same, _language: str) -> frozenset[str]:
    lines = lines_by_key(same.questionnaire).values()
    return frozenset(text for one in lines for text in (one.label, one.name, one.text, one.hint))


def about_line(dimension: Dimension) -> Line:
    """Return the row that says what a dimension is about."""
    return Line(f"{dimension.id}:about", "told", text=dimension.about)


def _told(indicator: Indicator) -> Iterator[Line]:
    name = indicator.name
    title = _("{name}  (key indicator)", name=name) if indicator.key else name
    yield Line(indicator.id, "heading", indicator.id, text=title)
    told = {
        "question": (_("Question"), indicator.question),
        "why": (_("Why it protects"), indicator.why),
        "to_ask_for": (_("Evidence to ask for"), "; ".join(indicator.evidence)),
        "not_applicable_when": (_("Not applicable"), indicator.not_applicable_when),
    }
    for field, (label, text) in told.items():
        if text:
            yield Line(field_key(indicator.id, field), "told", label, text=text, field=field)


def _statements(indicator: Indicator, questionnaire: Questionnaire) -> Iterator[Line]:
    for level in sorted(questionnaire.scale, key=lambda level: level.value):
        statements = indicator.anchors.get(level.value, {})
        for place, (id_, statement) in enumerate(statements.items()):
            yield Line(
                statement_key(indicator, id_),
                "statement",
                "" if place else f"{level.value}  {level.name}",
                indicator.short_id(id_),
                statement.text,
                kind_words(statement.kind),
                fill_in=ANSWER,
                field=id_,
                begins=not place,
            )


def field_lines(questionnaire: Questionnaire, *, has_last_round: bool) -> tuple[Line, ...]:
    """Return the rows in which an answer is filled in, still without their keys."""
    holds, before = layout.holds_column(), layout.last_round_column()
    last_round = Line(
        "",
        "last_round",
        before.heading,
        hint=holds.heading,
        fill_in=ANSWER,
        field=holds.code,
    )
    fields = tuple(_field(column, questionnaire) for column in layout.form_fields())
    return (*((last_round,) if has_last_round else ()), *fields)


def _field(column: Column, questionnaire: Questionnaire) -> Line:
    if column.code in _TYPED:
        labels = {
            "rationale": _("Rationale: what you saw that leads to this level"),
            "reason": _("Reason, if not applicable or another level"),
        }
        label = labels.get(column.code, column.heading)
        return Line("", "field", label, fill_in=TEXT, field=column.code)
    hints = {
        "level": _(
            "{lowest} to {highest}, or a word from the list",
            lowest=str(questionnaire.lowest_level),
            highest=str(questionnaire.highest_level),
        ),
        "confidence": listed(_words("list_confidences"), "or"),
        "evidence_grade": listed(_words("list_grades"), "or"),
    }
    hint, begins = hints[column.code], column.code == "level"
    return Line(
        "", "field", column.heading, hint=hint, fill_in=ANSWER, field=column.code, begins=begins
    )


def _words(name: str) -> list[str]:
    return [str(word) for word in layout.fixed_choices()[name].values()]
