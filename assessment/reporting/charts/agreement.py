"""Draws the ratings of a dimension: one row an indicator, one mark a group and level."""

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
    HEADER,
    INK,
    NAME_LENGTH,
    NARROW,
    PAPER,
    QUIET,
    SHAPES,
    Row,
    Spec,
    finish,
    inline,
    key,
    names,
    narrow,
    number_axis,
    rows_y,
    tooltips,
    with_lines,
)
from assessment.reporting.heat_map import MISSING_SIGNS, heat_key
from assessment.reporting.wording import MISSING_WORDS

ROW_HEIGHT, AXIS_HEIGHT = 84, 60
UPPER, LOWER = -28, 12
"""How far above and below the middle of its row name and marks lie."""
BELOW = 18  # pixels from the marks to those that were rated after the talk
PLACE_LENGTH = 12
STEP = 0.38  # of a level, between two marks of several groups at one level,
LIFT = 11  # and pixels from the middle where four of them need two lines.
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
    y = rows_y([HEADER, *(moderation.indicator_id for moderation in moderations)])
    x = _level_axis(framework)
    layers = [
        *_places(framework, x, y),
        *_spreads(moderations, x, y),
        *_agreed(moderations, framework, x, y),
        *_marks(rating_rows(moderations, framework), x, y),
        *_names(moderations, framework, y),
    ]
    groups = listed(f"{group.letter} {_(group.name)}" for group in RESPONDENT_GROUPS)
    lines = [
        _("Groups: {groups}.", groups=groups),
        _("Line: from the lowest to the highest rating. Frame: the level agreed on."),
        _("A number: several people of the group."),
        heat_key(framework),
    ]
    if later := rating_rows(moderations, framework, later=True):
        layers += _marks(later, x, y, later=True)
        lines.append(_("Small, below the line: rated again after the talk."))
    height = ROW_HEIGHT * max(1, len(moderations)) + ROW_HEIGHT // 2 + AXIS_HEIGHT
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
                **_beside(place, number, len(groups)),
                "letter": group.letter,
                "text": group.letter if several == 1 else f"{group.letter}{several}",
                "indicator": indicator.name,
                "group": _(group.name),
                "rating": words[place],
                "people": ngettext("{number} person", "{number} people", several),
            }


def _beside(place: int, number: int, several: int) -> Row:
    """Place the marks of several groups at one level: two beside each other, four on two lines."""
    columns = min(several, 2)
    lift = 0 if several <= 2 else -LIFT if number < 2 else LIFT
    return {"place": place + STEP * (number % 2 - (columns - 1) / 2), "lift": lift}


def _place(answer: Answer, framework: Framework) -> int:
    if answer.level is not None:
        return answer.level
    highest = framework.questionnaire.highest_level
    return highest + 1 + _MISSING.index(answer.status)


def _level_axis(framework: Framework) -> Row:
    """Return the axis and scale of every mark; levels first, then the two kinds of missing.

    The axis has signs alone, for which there is room on a telephone too.
    """
    questionnaire = framework.questionnaire
    lowest, highest = questionnaire.lowest_level, questionnaire.highest_level
    signs = {level.value: str(level.value) for level in questionnaire.scale}
    for place, status in enumerate(_MISSING, start=highest + 1):
        signs[place] = MISSING_SIGNS[status]()
    shown = number_axis(signs, ticks=False, grid=True, gridColor=GRID)
    shown.labelOverlap = False
    scale = alt.Scale(domain=[lowest - 0.5, highest + 2.5], nice=False, zero=False)
    return {"axis": shown, "scale": scale}


def _places(framework: Framework, x: Row, y: alt.Y) -> Iterator[alt.Chart]:
    """Write the names of the places on top, where there is room for them."""
    scale = framework.questionnaire.scale
    words = {level.value: level.name for level in scale}
    first = framework.questionnaire.highest_level + 1
    words |= {first + n: _(MISSING_WORDS[status]) for n, status in enumerate(_MISSING)}
    rows: list[Row] = [
        {"id": HEADER, "place": place, "words": "\n".join(wrap(name, PLACE_LENGTH))}
        for place, name in words.items()
    ]
    base = alt.Chart(inline(rows)).transform_filter(f"width >= {NARROW}")
    yield base.mark_text(
        aria=False, fontSize=11, color=INK, baseline="top", dy=-ROW_HEIGHT // 4, lineHeight=13
    ).encode(alt.X("place:Q", **x), y, text=alt.Text("words:N"))


def _names(
    moderations: tuple[Moderation, ...], framework: Framework, y: alt.Y
) -> Iterator[alt.Chart]:
    questionnaire = framework.questionnaire
    rows: list[Row] = [
        {"id": id_, "name": f"{id_} {questionnaire.indicator(id_).name}"}
        for id_ in (one.indicator_id for one in moderations)
    ]
    base = alt.Chart(inline(with_lines(rows, "name", NAME_LENGTH * 2))).encode(y)
    yield from names(base, "name", room=0, dy=UPPER)


def _spreads(moderations: tuple[Moderation, ...], x: Row, y: alt.Y) -> Iterator[alt.Chart]:
    rows: list[Row] = [
        {"id": one.indicator_id, "low": one.spread.levels[0], "high": one.spread.levels[-1]}
        for one in moderations
        if len(one.spread.levels) > 1
    ]
    line = alt.Chart(inline(rows)).mark_rule(aria=False, color=QUIET, strokeWidth=3, yOffset=LOWER)
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
        aria=False,
        height=50,
        fill=PAPER,
        fillOpacity=0.01,
        stroke=INK,
        strokeWidth=2,
        yOffset=LOWER,
    )
    tips = tooltips({"agreed": _("Agreed")})
    yield frame.encode(alt.X("start:Q", **x), alt.X2("end:Q"), y, tooltip=tips)


def _marks(rows: list[Row], x: Row, y: alt.Y, *, later: bool = False) -> Iterator[alt.Chart]:
    letters = [group.letter for group in RESPONDENT_GROUPS]
    titles = {"indicator": _("Indicator"), "group": _("Group"), "rating": _("Rating")}
    tips = tooltips(titles | {"people": _("People")})
    shapes = alt.Scale(domain=letters, range=[*SHAPES[: len(letters)]])
    size, font = (narrow(150, 210), 8) if later else (narrow(300, 420), 10)
    middle = LOWER + BELOW if later else LOWER
    colours = alt.Scale(domain=letters, range=[*COLOURS])
    for lift in (0, -LIFT, LIFT):
        base = alt.Chart(inline([row for row in rows if row["lift"] == lift])).encode(
            alt.X("place:Q", **x), y, tooltip=tips
        )
        yield base.mark_point(
            aria=False,
            filled=True,
            size=size,
            opacity=1,
            stroke=INK,
            strokeWidth=1.2,
            yOffset=middle + lift,
        ).encode(
            shape=alt.Shape("letter:N", scale=shapes, legend=None),
            color=alt.Color("letter:N", scale=colours, legend=None),
        )
        yield base.mark_text(
            aria=False, fontSize=font, fontWeight="bold", color=INK, dy=0.5, yOffset=middle + lift
        ).encode(text=alt.Text("text:N"))
