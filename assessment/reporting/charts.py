"""Draws the chart of a profile and gives the door to its words and badges.

Altair is imported here and nowhere else, because loading it takes longer than
everything else in this room.
"""

import json
from collections.abc import Iterator
from textwrap import wrap
from typing import Any

import altair as alt

from assessment.model.framework import Framework
from assessment.model.score import Profile
from assessment.reporting.badges import band_badge_svg
from assessment.reporting.chart_rows import Row, chart_description, chart_rows, zone_rows

__all__ = ["band_badge_svg", "chart_description", "dimension_chart"]

INK, QUIET, PAPER = "#1a1a1a", "#4d4d4d", "#ffffff"
PLOT_WIDTH = 520
ROW_HEIGHT = 58
LABEL_LENGTH, LINE_HEIGHT = 26, 15
SCALE_END = 148  # Room to the right of 100 for the score in figures,
FIGURES_OFFSET = 22  # which start beyond the shape of a full score.
LETTER_WIDTH = 6.2
HEADER_ROW = " "
SHAPES = (
    "square",
    "diamond",
    "circle",
    "M-1,0L-0.5,-0.87L0.5,-0.87L1,0L0.5,0.87L-0.5,0.87Z",
    "M0,-1L0.95,-0.31L0.59,0.81L-0.59,0.81L-0.95,-0.31Z",
)
KEY = (
    "Shape with a letter: score and its band. Thick line: interval.",
    "Hollow dashed bar: no score, only its bounds.",
)
TOLD = ("Dimension", "Result", "Score", "Interval", "Bounds", "Coverage")


def dimension_chart(profile: Profile, framework: Framework) -> alt.LayerChart:
    """Draw one row a dimension, in the order of the questionnaire, from 0 to 100.

    Returns
    -------
    LayerChart
        Zones of the bands with their letters on top; the interval as a thick
        line and the score as a shape with the letter of its band; a hollow
        dashed bar for the bounds where there is no score; figures at the right.
        It reads without colour and fills whatever width it is given.

    Notes
    -----
    Framework, sections 5.3 (steps 4 and 6) and 5.4.
    """
    rows = chart_rows(profile, framework)
    y = _dimension_axis(rows)
    layers = (
        *_zones(zone_rows(framework), y),
        *_bounds([row for row in rows if "bound_low" in row], y),
        *_scores([row for row in rows if "value" in row], y, framework),
        *_figures(rows, y),
    )
    return (
        alt.LayerChart(layer=[*layers])
        .properties(
            width=PLOT_WIDTH,
            height=ROW_HEIGHT * (len(rows) + 1),
            title=_key(),
            description=chart_description(profile, framework),
        )
        .configure(background=PAPER, padding=8)
        .configure_view(stroke=None)
    )


def _data(rows: list[Row]) -> alt.InlineData:
    # A frame would turn absent fields into nan, and an empty one has no types.
    return alt.InlineData(values=rows)


def _key() -> alt.TitleParams:
    return alt.TitleParams(
        text=KEY[0],
        subtitle=[KEY[1]],
        anchor="start",
        fontSize=12,
        fontWeight="normal",
        color=INK,
        subtitleFontSize=12,
        subtitleColor=INK,
        offset=8,
    )


def _dimension_axis(rows: list[Row]) -> alt.Y:
    """Name the dimensions in full, on as many lines as that takes; the first row is for bands."""
    names = {
        row["id"]: wrap(row["Dimension"], LABEL_LENGTH, break_on_hyphens=False) for row in rows
    }
    names[HEADER_ROW] = [""]
    lines = f"{json.dumps(names)}[datum.value]"
    axis = alt.Axis(
        title=None,
        aria=False,
        labelExpr=lines,
        labelOffset=_centred(lines, max(len(name) for name in names.values())),
        labelLimit=220,
        labelFontSize=12,
        labelColor=INK,
        labelPadding=10,
        labelLineHeight=LINE_HEIGHT,
        domain=False,
        ticks=False,
        grid=False,
    )
    # With overlap hiding, a long name would take its neighbour's away.
    axis.labelOverlap = False
    scale = alt.Scale(domain=[HEADER_ROW, *(row["id"] for row in rows)], paddingInner=0)
    return alt.Y("id:N", axis=axis, scale=scale)


def _centred(lines: str, longest: int) -> dict[str, Any]:
    """Lift labels of several lines, which Vega would hang from their first line."""
    conditions = [
        {"test": f"length({lines}) == {count}", "value": (1 - count) * LINE_HEIGHT / 2}
        for count in range(2, longest + 1)
    ]
    return {"condition": conditions, "value": 0}


def _score_axis(field: str) -> alt.X:
    axis = alt.Axis(
        title="Score (0 to 100)",
        aria=False,
        titleAnchor="start",
        titleColor=INK,
        titleFontSize=12,
        titleFontWeight="normal",
        values=[0, 20, 40, 60, 80, 100],
        labelColor=INK,
        labelFontSize=12,
        tickColor=INK,
        domain=False,
        grid=False,
    )
    return alt.X(f"{field}:Q", axis=axis, scale=alt.Scale(domain=[0, SCALE_END], nice=False))


def _tooltip() -> list[alt.Tooltip]:
    return [alt.Tooltip(f"{name}:N") for name in TOLD]


def _zones(zones: list[Row], y: alt.Y) -> Iterator[alt.Chart]:
    base = alt.Chart(_data([{**zone, "id": HEADER_ROW} for zone in zones]))
    colour = alt.Color("colour:N", scale=None)
    yield base.mark_rect(aria=False, opacity=0.16).encode(
        _score_axis("start"), alt.X2("end:Q"), color=colour
    )
    yield base.mark_rule(aria=False, color=QUIET, strokeWidth=1, strokeDash=[2, 3]).encode(
        _score_axis("end")
    )
    letters = base.encode(_score_axis("middle"), y)
    yield letters.mark_text(aria=False, dy=-8, fontSize=15, fontWeight="bold", color=INK).encode(
        text="letter:N"
    )
    # On a narrow screen a name would run into the next; the letters are enough there.
    longest = max(len(zone["name"]) for zone in zones)
    room = f"(datum.end - datum.start) * width / {SCALE_END}"
    yield (
        letters.transform_filter(f"{room} >= {longest * LETTER_WIDTH}")
        .mark_text(aria=False, dy=9, fontSize=11, color=INK)
        .encode(text="name:N")
    )


def _bounds(rows: list[Row], y: alt.Y) -> Iterator[alt.Chart]:
    base = alt.Chart(_data(rows))
    yield base.mark_bar(
        aria=False,
        height=18,
        fill=PAPER,
        fillOpacity=0.6,
        stroke=INK,
        strokeWidth=1.5,
        strokeDash=[5, 3],
    ).encode(_score_axis("bound_low"), alt.X2("bound_high:Q"), y, tooltip=_tooltip())
    middle = base.transform_calculate(middle="(datum.bound_low + datum.bound_high) / 2")
    yield middle.mark_text(aria=False, text="?", fontSize=15, fontWeight="bold", color=INK).encode(
        _score_axis("middle"), y
    )


def _scores(rows: list[Row], y: alt.Y, framework: Framework) -> Iterator[alt.Chart]:
    base = alt.Chart(_data(rows))
    line = base.encode(
        _score_axis("interval_low"), alt.X2("interval_high:Q"), y, tooltip=_tooltip()
    )
    yield line.mark_rule(aria=False, color=INK, strokeWidth=6)
    for end in ("interval_low", "interval_high"):
        yield base.mark_tick(aria=False, color=INK, opacity=1, thickness=3, size=32).encode(
            _score_axis(end), y
        )
    point = base.encode(_score_axis("value"), y, tooltip=_tooltip())
    bands = framework.rules.bands
    letters = [band.letter for band in bands]
    shapes = [SHAPES[number % len(SHAPES)] for number in range(len(bands))]
    yield point.mark_point(
        aria=False, filled=True, size=700, opacity=1, stroke=INK, strokeWidth=1.5
    ).encode(
        shape=alt.Shape("letter:N", scale=alt.Scale(domain=letters, range=shapes), legend=None),
        color=alt.Color(
            "letter:N",
            scale=alt.Scale(domain=letters, range=[band.colour for band in bands]),
            legend=None,
        ),
    )
    yield point.mark_point(
        aria=False,
        filled=True,
        shape="circle",
        size=260,
        opacity=1,
        color=PAPER,
        stroke=INK,
        strokeWidth=0.75,
    )
    yield point.mark_text(aria=False, fontSize=12, fontWeight="bold", color=INK, dy=0.5).encode(
        text="letter:N"
    )


def _figures(rows: list[Row], y: alt.Y) -> Iterator[alt.Chart]:
    base = alt.Chart(_data([{**row, "place": 100} for row in rows]))
    text = base.encode(_score_axis("place"), y, tooltip=_tooltip())
    # The one mark that a screen reader says; all others would repeat it in bare numbers.
    yield text.mark_text(
        align="left", dx=FIGURES_OFFSET, dy=-8, fontSize=13, fontWeight="bold", color=INK
    ).encode(text="figures:N", description="said:N")
    yield text.mark_text(
        aria=False, align="left", dx=FIGURES_OFFSET, dy=9, fontSize=12, color=QUIET
    ).encode(text="detail:N")
