"""The marks of which the charts of a comparison are made."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import altair as alt

from assessment.model.framework import Framework
from assessment.reporting.charts import INK, PAPER, QUIET, SHAPES
from assessment.reporting.compare_rows import Row, zone_rows

Spec = dict[str, Any]
HEADER = "header"
_SIGN = "datum.value == 0 ? '0' : format(datum.value, '+d')"
AXIS_HEIGHT, TITLE_HEIGHT = 40, 20
LOWER = 9
"""How far below the middle of its row a mark lies; the name of the row is above."""


def inline(rows: list[Row]) -> alt.InlineData:
    """Return rows as the data of a chart; a frame would turn absent fields into nan."""
    return alt.InlineData(values=rows)


def finish(
    layers: Iterable[alt.Chart], description: str, height: float, title: Sequence[str] = ()
) -> Spec:
    """Lay marks over each other and give the chart its words; it fills the width it gets.

    Returns
    -------
    dict
        A Vega-Lite specification with its data in it. Altair would check and copy
        every part once more, which takes three times as long; a test does that instead.
    """
    # The height that is given to the page holds heading and axis as well.
    around = AXIS_HEIGHT + TITLE_HEIGHT * len(title)
    heading: Spec = {"text": [*title], "anchor": "start", "fontSize": 13, "color": INK}
    return {
        "$schema": alt.SCHEMA_URL,
        "description": description,
        "width": 320,
        "height": height + around,
        **({"title": heading | {"offset": 6, "frame": "bounds"}} if title else {}),
        "layer": [_layer(one) for one in layers],
        "config": {"background": PAPER, "padding": 6, "view": {"stroke": None}},
    }


def _layer(chart: alt.Chart) -> Spec:
    """Return one layer with its own data in it, not with a name for data elsewhere."""
    context: Spec = {"top_level": False, "datasets": {}}
    layer = chart.to_dict(validate=False, context=context)
    values = context["datasets"].get(layer["data"].get("name"), layer["data"].get("values"))
    # A mark without a tooltip of its own would show the bare fields behind it.
    mark = {"tooltip": None, **layer["mark"]}
    return {**layer, "mark": mark, "data": {"values": values}}


def plain_axis(**changes: Any) -> alt.Axis:  # noqa: ANN401 - the options of an axis
    """Return an axis of figures only."""
    quiet: dict[str, Any] = {"aria": False, "labelColor": INK, "labelFontSize": 11}
    quiet |= {"domain": False, "grid": False, "tickColor": QUIET}
    return alt.Axis(**(quiet | changes))


def rows_axis(ids: Sequence[str]) -> alt.Y:
    """Return rows of equal height, without an axis: names stand inside the chart."""
    scale = alt.Scale(domain=[*ids], paddingInner=0, paddingOuter=0)
    return alt.Y("id:N", axis=None, scale=scale)


def score_x(field: str) -> alt.X:
    """Return a score (0 to 100) from left to right."""
    axis = plain_axis(title=None, values=[0, 20, 40, 60, 80, 100])
    return alt.X(f"{field}:Q", axis=axis, scale=alt.Scale(domain=[0, 100], nice=False))


def score_y(field: str) -> alt.Y:
    """Return a score (0 to 100) from the bottom up."""
    axis = plain_axis(title=None, values=[0, 20, 40, 60, 80, 100])
    return alt.Y(f"{field}:Q", axis=axis, scale=alt.Scale(domain=[0, 100], nice=False))


def signed_x(field: str, reach: float) -> alt.X:
    """Return a difference from left to right, 0 in the middle."""
    axis = plain_axis(
        title="Difference in points", titleFontWeight="normal", labelExpr=_SIGN, tickCount=7
    )
    return alt.X(f"{field}:Q", axis=axis, scale=alt.Scale(domain=[-reach, reach], nice=False))


def own_colour() -> alt.Color:
    """Return the colour that the data name."""
    return alt.Color("colour:N", scale=None)


def tooltips() -> list[alt.Tooltip]:
    """Return what a reader sees when pointing at a score."""
    names = ("Assessment", "Dimension", "Result", "Score", "Interval", "Bounds")
    return [alt.Tooltip(f"{name}:N") for name in names]


def difference_tooltips() -> list[alt.Tooltip]:
    """Return what a reader sees when pointing at a difference."""
    return [alt.Tooltip(f"{name}:N") for name in ("Dimension", "Verdict", "said")]


def zones(framework: Framework, y: alt.Y) -> Iterator[alt.Chart]:
    """Draw the bands behind all rows, with their letters in the header row."""
    base = alt.Chart(inline([{**zone, "id": HEADER} for zone in zone_rows(framework)]))
    yield base.mark_rect(aria=False, opacity=0.14).encode(
        score_x("start"), alt.X2("end:Q"), color=own_colour()
    )
    yield base.mark_text(aria=False, fontSize=12, fontWeight="bold", color=QUIET, dy=4).encode(
        score_x("middle"), y, text="letter:N"
    )


def bounds(rows: list[Row], y: alt.Y) -> Iterator[alt.Chart]:
    """Draw a hollow dashed bar where there is no score."""
    yield (
        alt.Chart(inline(rows))
        .mark_bar(aria=False, height=12, fill=PAPER, stroke=INK, strokeDash=[5, 3], yOffset=LOWER)
        .encode(score_x("bound_low"), alt.X2("bound_high:Q"), y, tooltip=tooltips())
    )


def scores(rows: list[Row], y: alt.Y, framework: Framework) -> Iterator[alt.Chart]:
    """Draw each interval as a thick line and each score as a shape with its letter."""
    base = alt.Chart(inline(rows))
    yield base.mark_rule(aria=False, color=INK, strokeWidth=4, yOffset=LOWER).encode(
        score_x("interval_low"), alt.X2("interval_high:Q"), y, tooltip=tooltips()
    )
    yield from shapes(base.encode(score_x("value"), y, tooltip=tooltips()), framework, LOWER)


def shapes(point: alt.Chart, framework: Framework, lower: float = 0) -> Iterator[alt.Chart]:
    """Draw the shape of a band with its letter, as the chart of a profile does."""
    bands = framework.rules.bands
    letters = [band.letter for band in bands]
    forms = [SHAPES[number % len(SHAPES)] for number in range(len(bands))]
    outline: dict[str, Any] = {"aria": False, "filled": True, "opacity": 1, "stroke": INK}
    outline["yOffset"] = lower
    yield point.mark_point(**outline, size=380, strokeWidth=1.25).encode(
        shape=alt.Shape("letter:N", scale=alt.Scale(domain=letters, range=forms), legend=None),
        color=alt.Color(
            "letter:N",
            scale=alt.Scale(domain=letters, range=[band.colour for band in bands]),
            legend=None,
        ),
    )
    yield point.mark_point(**outline, shape="circle", size=150, color=PAPER, strokeWidth=0.5)
    yield point.mark_text(
        aria=False, fontSize=10, fontWeight="bold", color=INK, dy=0.5, yOffset=lower
    ).encode(text="letter:N")


def labels(
    rows: list[Row], y: alt.Y, told: list[alt.Tooltip], *, name: str, figures: int
) -> Iterator[alt.Chart]:
    """Write the name of each row at the left and its figures at the right, above the marks.

    Parameters
    ----------
    figures
        Room that the figures need, in pixels; a longer name is cut before it.
    """
    base = alt.Chart(inline(rows)).encode(y, tooltip=told)
    line: dict[str, Any] = {"aria": False, "dy": -9, "fontSize": 12, "color": INK}
    yield base.mark_text(align="left", limit=alt.ExprRef(f"width - {figures}"), **line).encode(
        x=alt.value(0), text=f"{name}:N"
    )
    yield base.mark_text(align="right", fontWeight="bold", **line).encode(
        x=alt.value("width"), text="figures:N"
    )
