"""Draws the ratings of a dimension: one row an indicator, one mark a group and level."""

import json
from collections import Counter
from collections.abc import Iterator
from textwrap import wrap
from typing import Any

import altair as alt

from assessment.model.answer import Answer, Status
from assessment.model.framework import Framework
from assessment.model.rating import RESPONDENT_GROUPS, Moderation, Rating
from assessment.reporting.agreement_sentences import describe_ratings, rating_words
from assessment.reporting.chart_rows import Row
from assessment.reporting.charts import INK, PAPER, PLOT_WIDTH, QUIET, SHAPES
from assessment.reporting.tables import MISSING_WORDS
from assessment.reporting.wording import count_words

ROW_HEIGHT, AXIS_HEIGHT = 52, 60
LABEL_LENGTH, PLACE_LENGTH, LINE_HEIGHT = 30, 12, 14
STEP = 0.26  # of a level, between the marks of several groups at one level
COLOURS = ("#7fa8d9", "#e8a85c", "#8fd0cb", "#d9d2c5")
_MISSING = (Status.INSUFFICIENT_INFORMATION, Status.NOT_APPLICABLE)
TOLD = ("Indicator", "Group", "Rating", "People")


def rating_chart(moderations: tuple[Moderation, ...], framework: Framework) -> alt.LayerChart:
    """Draw the ratings of some indicators, in the order given.

    Returns
    -------
    LayerChart
        A line from the lowest to the highest independent level; a shape with
        the letter of its group for each level that somebody of the group gave,
        with a number where several did; a hollow frame around the level that was
        agreed on. Two places at the right stand for the two kinds of missing.
    """
    y = _indicator_axis(moderations, framework)
    x = _level_axis(framework)
    layers = (
        *_spreads(moderations, x, y),
        *_agreed(moderations, framework, x, y),
        *_marks(rating_rows(moderations, framework), x, y),
    )
    return (
        alt.LayerChart(layer=[*layers])
        .properties(
            width=PLOT_WIDTH,
            height=ROW_HEIGHT * max(1, len(moderations)) + AXIS_HEIGHT,
            title=_key(),
            description=describe_ratings(moderations, framework),
        )
        .configure(background=PAPER, padding=8)
        .configure_view(stroke=None)
    )


def rating_rows(moderations: tuple[Moderation, ...], framework: Framework) -> list[Row]:
    """Return one row for each indicator, place on the scale, and group that has a rating there.

    Returns
    -------
    list of dict
        ``place`` is the level, or one of two places beyond the highest; marks of
        several groups at one place stand side by side around it.
    """
    rows: list[Row] = []
    for moderation in moderations:
        counts = Counter(
            (_place(rating.answer, framework), rating.group) for rating in moderation.ratings
        )
        for place in sorted({place for place, _ in counts}):
            groups = [group for group in RESPONDENT_GROUPS if (place, group.id) in counts]
            for number, group in enumerate(groups):
                several = counts[place, group.id]
                rows.append(
                    {
                        "id": moderation.indicator_id,
                        "place": place + STEP * (number - (len(groups) - 1) / 2),
                        "group": group.letter,
                        "text": group.letter if several == 1 else f"{group.letter}{several}",
                        "Indicator": framework.questionnaire.indicator(
                            moderation.indicator_id
                        ).name,
                        "Group": group.name,
                        "Rating": _words_at(place, moderation.ratings, framework),
                        "People": count_words(several, "person", "people"),
                    }
                )
    return rows


def _place(answer: Answer, framework: Framework) -> int:
    if answer.level is not None:
        return answer.level
    highest = framework.questionnaire.highest_level
    return highest + 1 + _MISSING.index(answer.status)


def _words_at(place: int, ratings: tuple[Rating, ...], framework: Framework) -> str:
    found = next(r for r in ratings if _place(r.answer, framework) == place)
    return rating_words(found)


def _data(rows: list[Row]) -> alt.InlineData:
    return alt.InlineData(values=rows)


def _key() -> alt.TitleParams:
    groups = ", ".join(f"{group.letter} {group.name.lower()}" for group in RESPONDENT_GROUPS)
    return alt.TitleParams(
        text=f"{groups[0].upper()}{groups[1:]}; a number where several people.",
        subtitle=["Line: from the lowest to the highest rating. Frame: the level agreed on."],
        anchor="start",
        fontSize=12,
        fontWeight="normal",
        color=INK,
        subtitleFontSize=12,
        subtitleColor=INK,
        offset=8,
    )


def _indicator_axis(moderations: tuple[Moderation, ...], framework: Framework) -> alt.Y:
    ids = [moderation.indicator_id for moderation in moderations]
    names = {
        id_: wrap(f"{id_} {framework.questionnaire.indicator(id_).name}", LABEL_LENGTH)
        for id_ in ids
    }
    lines = f"{json.dumps(names)}[datum.value]"
    longest = max((len(name) for name in names.values()), default=1)
    # Vega hangs labels of several lines from their first one, so they are lifted.
    lifts = [
        {"test": f"length({lines}) == {count}", "value": (1 - count) * LINE_HEIGHT / 2}
        for count in range(2, longest + 1)
    ]
    axis = alt.Axis(
        title=None,
        aria=False,
        labelExpr=lines,
        labelOffset={"condition": lifts, "value": 0},
        labelLimit=240,
        labelFontSize=12,
        labelColor=INK,
        labelPadding=10,
        labelLineHeight=LINE_HEIGHT,
        domain=False,
        ticks=False,
        grid=True,
        gridColor="#e6e6e6",
    )
    axis.labelOverlap = False
    return alt.Y("id:N", axis=axis, scale=alt.Scale(domain=ids, paddingInner=0))


def _level_axis(framework: Framework) -> dict[str, Any]:
    """Return the axis and scale of every mark; levels first, then the two kinds of missing."""
    names = {
        level.value: [str(level.value), *wrap(level.name, PLACE_LENGTH)]
        for level in framework.questionnaire.scale
    }
    highest = framework.questionnaire.highest_level
    for place, status in enumerate(_MISSING, start=highest + 1):
        names[place] = ["", *wrap(MISSING_WORDS[status], PLACE_LENGTH)]
    lowest = framework.questionnaire.lowest_level
    axis = alt.Axis(
        title=None,
        aria=False,
        values=list(names),
        labelExpr=f"{json.dumps(names)}[datum.value]",
        labelColor=INK,
        labelFontSize=11,
        domain=False,
        ticks=False,
        grid=True,
        gridColor="#e6e6e6",
    )
    axis.labelOverlap = False
    scale = alt.Scale(domain=[lowest - 0.5, highest + 2.5], nice=False, zero=False)
    return {"axis": axis, "scale": scale}


def _spreads(moderations: tuple[Moderation, ...], x: dict[str, Any], y: alt.Y) -> Iterator[Any]:
    rows: list[Row] = [
        {"id": one.indicator_id, "low": one.spread.levels[0], "high": one.spread.levels[-1]}
        for one in moderations
        if len(one.spread.levels) > 1
    ]
    line = alt.Chart(_data(rows)).mark_rule(aria=False, color=QUIET, strokeWidth=3)
    yield line.encode(alt.X("low:Q", **x), alt.X2("high:Q"), y)


def _agreed(
    moderations: tuple[Moderation, ...], framework: Framework, x: dict[str, Any], y: alt.Y
) -> Iterator[Any]:
    rows: list[Row] = [
        {
            "id": one.indicator_id,
            "start": _place(one.consensus.answer, framework) - 0.45,
            "end": _place(one.consensus.answer, framework) + 0.45,
            "Agreed": MISSING_WORDS.get(
                one.consensus.answer.status, f"level {one.consensus.answer.level}"
            ),
        }
        for one in moderations
        if one.consensus is not None
    ]
    frame = alt.Chart(_data(rows)).mark_bar(
        aria=False, height=36, fill=PAPER, fillOpacity=0.01, stroke=INK, strokeWidth=2
    )
    yield frame.encode(alt.X("start:Q", **x), alt.X2("end:Q"), y, tooltip=[alt.Tooltip("Agreed:N")])


def _marks(rows: list[Row], x: dict[str, Any], y: alt.Y) -> Iterator[Any]:
    letters = [group.letter for group in RESPONDENT_GROUPS]
    told = [alt.Tooltip(f"{name}:N") for name in TOLD]
    base = alt.Chart(_data(rows)).encode(alt.X("place:Q", **x), y, tooltip=told)
    shapes = alt.Scale(domain=letters, range=[*SHAPES[: len(letters)]])
    yield base.mark_point(
        aria=False, filled=True, size=520, opacity=1, stroke=INK, strokeWidth=1.2
    ).encode(
        shape=alt.Shape("group:N", scale=shapes, legend=None),
        color=alt.Color("group:N", scale=alt.Scale(domain=letters, range=[*COLOURS]), legend=None),
    )
    yield base.mark_text(aria=False, fontSize=11, fontWeight="bold", color=INK, dy=0.5).encode(
        text="text:N"
    )
