"""The draws behind the interval of one score."""

from collections import Counter
from collections.abc import Iterator, Mapping

import altair as alt
import numpy as np

from assessment.locales.formats import fixed
from assessment.model.framework import Framework
from assessment.model.score import Interval
from assessment.reporting.charts.marks import INK, PAPER
from assessment.reporting.wording import show_range
from tests.builders import spcf
from tests.figures.demonstration import TITLE, drawn_scores, overview, with_interval
from tests.figures.drawing import LIGHT, MIDDLE, Figure, Row, axis, finish, inline, markdown

DIMENSION = "POL"
BIN = 2
AS_SCORED = "As scored: one of the three maps in each draw"
POINT_HEIGHT, INTERVAL_HEIGHT, FOOT = -24, -58, -76
SCORES: list[float] = [0, 20, 40, 60, 80, 100]
SCALE = alt.Scale(domain=[0, 100], nice=False)
Spreads = Mapping[str, tuple[Interval, np.ndarray]]


def step_map_choices() -> dict[str, Framework]:
    """The framework as it is, and with each step map alone in all draws."""
    maps = spcf().rules.interval.step_maps
    alone = {
        f"{name} alone": with_interval(step_maps={name: points}) for name, points in maps.items()
    }
    return {AS_SCORED: spcf(), **{name.capitalize(): one for name, one in alone.items()}}


def spreads() -> Spreads:
    """Name to interval and drawn scores of the dimension."""
    found: dict[str, tuple[Interval, np.ndarray]] = {}
    for name, framework in step_map_choices().items():
        (one,) = (d for d in overview(framework) if d.dimension_id == DIMENSION)
        assert one.interval is not None
        found[name] = one.interval, drawn_scores(framework, DIMENSION)
    return found


def drawn_figure() -> Figure:
    """Draw the distribution of the drawn scores, its interval and the score itself."""
    found = spreads()
    point = next(d.value for d in overview(spcf()) if d.dimension_id == DIMENSION)
    assert point is not None
    name = spcf().questionnaire.dimension(DIMENSION).name
    chart = finish(
        _distribution(_bars(found), _marks(found, point)),
        title=f"{TITLE} (invented), {name}: 1,000 drawn scores.",
        notes=(
            "Bars: draws in each two points. Line: 5th to 95th percentile, tick at the median.",
            "Diamond: the score.",
        ),
    )
    table = [
        [name, fixed(i.median, 1), show_range(i.low, i.high), fixed(i.high - i.low, 1)]
        for name, (i, _) in found.items()
    ]
    (_, _, as_scored, _), *alone = table
    description = (
        f"Histograms of 1,000 drawn scores of {name} in {TITLE}, an invented state. The score is "
        f"{fixed(point, 1)}, the interval {as_scored}. The draws lie in three heaps, one for "
        "each step map; below, each map alone: "
        + "; ".join(f"{row[0].lower()} {row[2]}, median {row[1]}" for row in alone)
        + "."
    )
    heading = ["Step map", "Median", "Interval", "Width"]
    return Figure("draws", chart, description, markdown(heading, table))


def _bars(found: Spreads) -> list[Row]:
    rows: list[Row] = []
    for name, (_, scores) in found.items():
        counted = Counter((np.floor(scores / BIN) * BIN).astype(int).tolist())
        rows += [
            {"map": name, "start": start, "end": start + BIN, "draws": n, "floor": 0}
            for start, n in sorted(counted.items())
        ]
    return rows


def _marks(found: Spreads, point: float) -> list[Row]:
    return [
        {"map": name, "low": i.low, "median": i.median, "high": i.high, "point": point}
        for name, (i, _) in found.items()
    ]


def _distribution(bars: list[Row], marks: list[Row]) -> alt.FacetChart:
    y_scale = alt.Scale(domain=[FOOT, max(bar["draws"] for bar in bars)], nice=False)
    drawn = (
        alt.Chart()
        .mark_bar(fill=LIGHT, stroke=MIDDLE, strokeWidth=0.5)
        .encode(
            alt.X("start:Q", axis=axis(None, SCORES), scale=SCALE),
            alt.X2("end:Q"),
            alt.Y("draws:Q", axis=axis("Draws", [0, 100, 200, 300]), scale=y_scale),
            alt.Y2("floor:Q"),
        )
    )
    layers = (drawn, *_interval(y_scale), _point(y_scale))
    return (
        alt.layer(*layers, data=inline([*bars, *marks]))
        .properties(width=560, height=110)
        .facet(facet=alt.Facet("map:N", sort=[row["map"] for row in marks], title=None), columns=1)
    )


def _interval(y_scale: alt.Scale) -> Iterator[alt.Chart]:
    base = alt.Chart().transform_calculate(height=str(INTERVAL_HEIGHT))
    base = base.encode(alt.Y("height:Q", scale=y_scale))
    line = base.mark_rule(color=INK, strokeWidth=4)
    yield line.encode(alt.X("low:Q", scale=SCALE), alt.X2("high:Q"))
    tick = base.mark_tick(color=INK, thickness=3, size=14, orient="vertical", opacity=1)
    yield tick.encode(alt.X("median:Q", scale=SCALE))


def _point(y_scale: alt.Scale) -> alt.Chart:
    base = alt.Chart().transform_calculate(height=str(POINT_HEIGHT))
    shape = {"shape": "diamond", "size": 90, "fill": PAPER, "stroke": INK, "strokeWidth": 1.5}
    return base.mark_point(**shape, opacity=1, fillOpacity=1).encode(
        alt.X("point:Q", scale=SCALE), alt.Y("height:Q", scale=y_scale)
    )
