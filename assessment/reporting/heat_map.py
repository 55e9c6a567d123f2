"""Shows every answer of an assessment at a glance: one cell an indicator, with its level in it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessment.locales import gettext as _
from assessment.locales import ngettext, pgettext
from assessment.locales.formats import listed
from assessment.model.answer import Answer, Status
from assessment.model.assessment import Record
from assessment.model.framework import Framework
from assessment.model.questionnaire import Indicator
from assessment.reporting.wording import MISSING_WORDS, answer_words, level_name, table
from assessment.scoring.bands import band_of

if TYPE_CHECKING:
    from pandas import DataFrame

TINT = 0.42
"""Share of a band's colour in the cell of a level; black on it keeps a contrast above 7 to 1."""

MISSING_SIGNS = {
    Status.NOT_ANSWERED: lambda: "–",
    Status.INSUFFICIENT_INFORMATION: lambda: "?",
    Status.NOT_APPLICABLE: lambda: pgettext("not applicable, in a cell", "n. a."),
}
"""What stands in a cell or on an axis in place of a level."""


@dataclass(frozen=True)
class Cell:
    """One indicator of the heat map.

    Attributes
    ----------
    sign
        The level, or a sign for the kind of missing: never a colour alone.
    colour
        ``#rrggbb``; empty where there is no level.
    described
        Name and answer in words.
    """

    indicator_id: str
    sign: str
    colour: str
    described: str


def heat_cells(framework: Framework, record: Record) -> dict[str, tuple[Cell, ...]]:
    """Return the cells of each dimension, by its id, in the order of the questionnaire."""
    return {
        dimension.id: tuple(_cell(one, framework, record) for one in dimension.indicators)
        for dimension in framework.questionnaire.dimensions
    }


def _cell(indicator: Indicator, framework: Framework, record: Record) -> Cell:
    answer = record.answer(indicator.id)
    said = _("{name}: {answer}", name=indicator.name, answer=answer_words(answer, framework))
    return Cell(indicator.id, _sign(answer), _colour(answer, framework), said)


def _sign(answer: Answer) -> str:
    if answer.level is not None:
        return str(answer.level)
    return MISSING_SIGNS[answer.status]()


def _colour(answer: Answer, framework: Framework) -> str:
    """Return the tint of the band in which a score at this level would lie."""
    asked = framework.questionnaire
    if answer.level is None:
        return ""
    share = (answer.level - asked.lowest_level) / (asked.highest_level - asked.lowest_level)
    colour = band_of(100 * share, framework.rules.bands).colour
    channels = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return "#" + "".join(f"{round(255 - TINT * (255 - one)):02x}" for one in channels)


def heat_key(framework: Framework) -> str:
    """Say what the signs in the cells mean."""
    levels = listed(level_name(framework, one.value) for one in framework.questionnaire.scale)
    return _(
        "The figure is the level: {levels}. Without a level: – not answered, ? insufficient "
        "information, n. a. not applicable.",
        levels=levels,
    )


def describe_heat(framework: Framework, record: Record) -> str:
    """Count the indicators at each level in one sentence: the heat map in words."""
    answers = [record.answer(one.id) for one in framework.questionnaire.indicators]
    levels = [one.level for one in answers if one.level is not None]
    parts = [
        _("{number} at level {level}", number=levels.count(one.value), level=one.value)
        for one in framework.questionnaire.scale
        if one.value in levels
    ]
    missing = [one.status for one in answers if one.level is None]
    parts += [
        _("{number} '{words}'", number=missing.count(status), words=_(words))
        for status, words in MISSING_WORDS.items()
        if status in missing
    ]
    return ngettext(
        "{number} indicator: {counts}.",
        "{number} indicators: {counts}.",
        len(answers),
        counts=listed(parts),
    )


def answer_table(framework: Framework, record: Record) -> "DataFrame":
    """Return one row an indicator with its answer in words."""
    questionnaire = framework.questionnaire
    rows = (
        (one.id, one.name, dimension.name, answer_words(record.answer(one.id), framework))
        for dimension in questionnaire.dimensions
        for one in dimension.indicators
    )
    return table((_("Indicator"), _("Name"), _("Dimension"), _("Level")), rows)
