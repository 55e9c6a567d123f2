"""Draws the ratings of a dimension: one row an indicator, one mark a group and level."""

import json
from collections import Counter
from collections.abc import Iterator
from textwrap import wrap

import altair as alt

from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.locales.formats import listed
from assessment.model.answer import Answer, Status
from assessment.model.framework import Framework
from assessment.model.rating import RESPONDENT_GROUPS, Moderation, Rating
from assessment.reporting.agreement import answer_in_few_words, describe_ratings
from assessment.reporting.charts.marks import (
    GRID,
    INK,
    PAPER,
    QUIET,
    SHAPES,
    Row,
    Spec,
    finish,
    inline,
    key,
    named_y,
    number_axis,
    tooltips,
)
from assessment.reporting.wording import MISSING_WORDS

ROW_HEIGHT, AXIS_HEIGHT = 52, 60
PLACE_LENGTH = 12
STEP = 0.26  # of a level, between the marks of several groups at one level
NARROW = "containerSize()[0] < 520"
"""Asked by the chart itself where it is drawn: whether that is a phone."""
COLOURS = ("#7fa8d9", "#e8a85c", "#8fd0cb", "#d9d2c5")
_MISSING = (Status.INSUFFICIENT_INFORMATION, Status.NOT_APPLICABLE)


def rating_chart(moderations: tuple[Moderation, ...], framework: Framework) -> Spec:
    """Draw the ratings of some indicators, in the order given.

    Returns
    -------
    dict
        A line from the lowest to the highest independent level; a shape with
        the letter of its group for each level that somebody of the group gave,
        with a number where several did, smaller and lower for what was given after the
        talk; a hollow frame around the level that was agreed on. Two places at the right
        stand for the two kinds of missing.
    """
    questionnaire = framework.questionnaire
    ids = [moderation.indicator_id for moderation in moderations]
    names = {id_: f"{id_} {questionnaire.indicator(id_).name}" for id_ in ids}
    y = _short_if_narrow(named_y(names, 30, grid=True, gridColor=GRID))
    x = _level_axis(framework)
    layers = [
        *_spreads(moderations, x, y),
        *_agreed(moderations, framework, x, y),
        *_marks(rating_rows(moderations, framework), x, y),
    ]
    groups = listed(f"{group.letter} {_(group.name)}" for group in RESPONDENT_GROUPS)
    lines = [
        _("Groups: {groups}.", groups=groups),
        _("Line: from the lowest to the highest rating. Frame: the level agreed on."),
        _("A number: several people of the group."),
    ]
    if later := rating_rows(moderations, framework, later=True):
        layers += _marks(later, x, y, later=True)
        lines.append(_("Small, below the line: rated again after the talk."))
    height = ROW_HEIGHT * max(1, len(moderations)) + AXIS_HEIGHT
    return finish(layers, describe_ratings(moderations, framework), height, key(*lines))


def rating_rows(
    moderations: tuple[Moderation, ...], framework: Framework, *, later: bool = False
) -> list[Row]:
    """Return one row for each indicator, place on the scale, and group that has a rating there.

    Parameters
    ----------
    later
        Whether it is about what was rated after the talk; of what was rated alone otherwise.

    Returns
    -------
    list of dict
        ``place`` is the level, or one of two places beyond the highest; marks of
        several groups at one place stand side by side around it.
    """
    return [
        row
        for found in moderations
        for row in _rows(
            found.indicator_id, [r for r in found.ratings if r.is_independent != later], framework
        )
    ]


def _rows(indicator_id: str, ratings: list[Rating], framework: Framework) -> Iterator[Row]:
    indicator = framework.questionnaire.indicator(indicator_id)
    words = {_place(one.answer, framework): answer_in_few_words(one.answer) for one in ratings}
    counts = Counter((_place(one.answer, framework), one.group) for one in ratings)
    for place in sorted(words):
        groups = [group for group in RESPONDENT_GROUPS if (place, group.id) in counts]
        for number, group in enumerate(groups):
            several = counts[place, group.id]
            yield {
                "id": indicator.id,
                "place": place + STEP * (number - (len(groups) - 1) / 2),
                "letter": group.letter,
                "text": group.letter if several == 1 else f"{group.letter}{several}",
                "indicator": indicator.name,
                "group": _(group.name),
                "rating": words[place],
                "people": ngettext("{number} person", "{number} people", several),
            }


def _place(answer: Answer, framework: Framework) -> int:
    if answer.level is not None:
        return answer.level
    highest = framework.questionnaire.highest_level
    return highest + 1 + _MISSING.index(answer.status)


def _level_axis(framework: Framework) -> Row:
    """Return the axis and scale of every mark; levels first, then the two kinds of missing."""
    questionnaire = framework.questionnaire
    lowest, highest = questionnaire.lowest_level, questionnaire.highest_level
    names = {
        level.value: [str(level.value), *wrap(level.name, PLACE_LENGTH)]
        for level in questionnaire.scale
    }
    for place, status in enumerate(_MISSING, start=highest + 1):
        names[place] = ["", *wrap(_(MISSING_WORDS[status]), PLACE_LENGTH)]
    shown = number_axis(names, ticks=False, grid=True, gridColor=GRID, labelFontSize=11)
    shown.labelOverlap = False
    # The full words of neighbours would lie on each other.
    short = {place: str(place) for place in range(lowest, highest + 1)}
    short |= {highest + 1: _("II"), highest + 2: _("NA")}
    shown.labelExpr = f"{NARROW} ? {json.dumps(short)}[datum.value] : {shown.labelExpr}"
    scale = alt.Scale(domain=[lowest - 0.5, highest + 2.5], nice=False, zero=False)
    return {"axis": shown, "scale": scale}


def _short_if_narrow(y: alt.Y) -> alt.Y:
    """Name a row by the id of its indicator alone where there is no room for names."""
    shown = y["axis"]
    shown.labelExpr = f"{NARROW} ? datum.value : {shown.labelExpr}"
    lifts = shown.labelOffset["condition"]
    lifts = [lift | {"test": f"!({NARROW}) && {lift['test']}"} for lift in lifts]
    shown.labelOffset = {"condition": lifts, "value": 0}
    return y


def _spreads(moderations: tuple[Moderation, ...], x: Row, y: alt.Y) -> Iterator[alt.Chart]:
    rows: list[Row] = [
        {"id": one.indicator_id, "low": one.spread.levels[0], "high": one.spread.levels[-1]}
        for one in moderations
        if len(one.spread.levels) > 1
    ]
    line = alt.Chart(inline(rows)).mark_rule(aria=False, color=QUIET, strokeWidth=3)
    yield line.encode(alt.X("low:Q", **x), alt.X2("high:Q"), y)


def _agreed(
    moderations: tuple[Moderation, ...], framework: Framework, x: Row, y: alt.Y
) -> Iterator[alt.Chart]:
    rows: list[Row] = []
    for one in moderations:
        if one.consensus is not None:
            answer = one.consensus.answer
            place = _place(answer, framework)
            rows.append(
                {
                    "id": one.indicator_id,
                    "start": place - 0.45,
                    "end": place + 0.45,
                    "agreed": answer_in_few_words(answer),
                }
            )
    frame = alt.Chart(inline(rows)).mark_bar(
        aria=False, height=36, fill=PAPER, fillOpacity=0.01, stroke=INK, strokeWidth=2
    )
    tips = tooltips({"agreed": _("Agreed")})
    yield frame.encode(alt.X("start:Q", **x), alt.X2("end:Q"), y, tooltip=tips)


def _marks(rows: list[Row], x: Row, y: alt.Y, *, later: bool = False) -> Iterator[alt.Chart]:
    size, font, lower = (240, 9, 18) if later else (520, 11, 0)
    small = 120 if later else 190
    letters = [group.letter for group in RESPONDENT_GROUPS]
    titles = {"indicator": _("Indicator"), "group": _("Group"), "rating": _("Rating")}
    tips = tooltips(titles | {"people": _("People")})
    base = alt.Chart(inline(rows)).encode(alt.X("place:Q", **x), y, tooltip=tips)
    shapes = alt.Scale(domain=letters, range=[*SHAPES[: len(letters)]])
    yield base.mark_point(
        aria=False,
        filled=True,
        size=alt.expr(f"{NARROW} ? {small} : {size}"),
        opacity=1,
        stroke=INK,
        strokeWidth=1.2,
        yOffset=lower,
    ).encode(
        shape=alt.Shape("letter:N", scale=shapes, legend=None),
        color=alt.Color("letter:N", scale=alt.Scale(domain=letters, range=[*COLOURS]), legend=None),
    )
    yield base.mark_text(
        aria=False,
        fontSize=alt.expr(f"{NARROW} ? 8 : {font}"),
        fontWeight="bold",
        color=INK,
        dy=0.5,
        yOffset=lower,
    ).encode(text="text:N")
