"""The draws behind the interval of one score, and the score under each other method."""

from collections import Counter
from dataclasses import dataclass

import altair as alt
import numpy as np

from assessment.locales.formats import fixed
from assessment.model.score import DimensionScore, Interval
from assessment.reporting.charts.marks import INK, PAPER, QUIET
from assessment.reporting.wording import show_range
from assessment.scoring.bands import band_of
from assessment.scoring.leaves import read_leaves
from assessment.scoring.method_marks import scores_under
from tests.builders import spcf
from tests.figures.demonstration import TITLE, drawn_scores, overview, talvenor
from tests.figures.drawing import LIGHT, MIDDLE, Figure, Row, axis, finish, inline, markdown

DIMENSION = "POL"
BIN = 2
POINT_SHARE, INTERVAL_SHARE, FOOT_SHARE = -0.09, -0.22, -0.3
"""Where marks stand below the bars, as shares of the tallest one."""
WIDTH, ROW_HEIGHT = 500, 22
OWN = "The questionnaire's own method"
SCORES: list[float] = [0, 20, 40, 60, 80, 100]
SCALE = alt.Scale(domain=[0, 100], nice=False)


@dataclass(frozen=True)
class Spread:
    """The score of one dimension, 0 to 100, its interval and the draws that it comes from."""

    score: float
    interval: Interval
    drawn: np.ndarray


def spread() -> Spread:
    """What is known of the dimension under the questionnaire's own method."""
    found = _scored()
    assert found.value is not None
    assert found.interval is not None
    return Spread(found.value, found.interval, drawn_scores(spcf(), DIMENSION))


def _scored() -> DimensionScore:
    return next(d for d in overview(spcf()) if d.dimension_id == DIMENSION)


def under_methods() -> dict[str, float]:
    """Name of a method to the score under it; the questionnaire's own first."""
    framework = spcf()
    leaves = read_leaves(framework, (talvenor(),)).row(0)
    others = {
        method.name: float(scores_under(framework, leaves, method)[DIMENSION])
        for method in framework.rules.methods
    }
    return {OWN: spread().score, **others}


def drawn_figure() -> Figure:
    """Draw the distribution of the drawn scores and its interval, and below it the methods."""
    found, scores, framework = spread(), under_methods(), spcf()
    dimension = framework.questionnaire.dimension(DIMENSION).name
    chart = finish(
        alt.vconcat(_distribution(found), _methods(scores)),
        title=f"{TITLE} (invented), {dimension}: {len(found.drawn):,} drawn scores.",
        notes=(
            "Bars: draws in each two points. Line: the interval, tick at the median. "
            "Diamond: the score.",
            "Below: the score under each other method. Dashed: where a band begins.",
        ),
    )
    names = {name: band_of(score, framework.rules.bands).name for name, score in scores.items()}
    table = [[name, fixed(score, 1), names[name]] for name, score in scores.items()]
    shown = show_range(found.interval.low, found.interval.high)
    others = [name for name in scores if name != OWN]
    held = sum(names[name] == names[OWN] for name in others)
    description = (
        f"Histogram of {len(found.drawn):,} drawn scores of {dimension} in {TITLE}, an invented "
        f"state. The score is {fixed(found.score, 1)} ({names[OWN]}), the interval {shown}, the "
        f"median {fixed(found.interval.median, 1)}. Below it the score under each other method: "
        + "; ".join(
            f"{name[0].lower()}{name[1:]} {score} ({band})" for name, score, band in table[1:]
        )
        + f". The band holds under {held} of {len(others)} other methods."
    )
    return Figure("draws", chart, description, markdown(["Method", "Score", "Band"], table))


def _distribution(found: Spread) -> alt.LayerChart:
    counted = Counter((np.floor(found.drawn / BIN) * BIN).astype(int).tolist())
    bars: list[Row] = [
        {"start": start, "end": start + BIN, "draws": n, "floor": 0}
        for start, n in sorted(counted.items())
    ]
    tallest = max(counted.values())
    y_scale = alt.Scale(domain=[FOOT_SHARE * tallest, tallest], nice=False)
    ticks: list[float] = [0, 5_000, 10_000, 15_000, 20_000]
    shown = axis("Draws", [tick for tick in ticks if tick <= tallest])
    drawn = alt.Chart(inline(bars)).mark_bar(fill=LIGHT, stroke=MIDDLE, strokeWidth=0.5)
    x = alt.X("start:Q", axis=axis(None, SCORES), scale=SCALE)
    y = alt.Y("draws:Q", axis=shown, scale=y_scale)
    layers = (
        drawn.encode(x, alt.X2("end:Q"), y, alt.Y2("floor:Q")),
        *_below(found, tallest, y_scale),
    )
    return alt.layer(*layers).properties(width=WIDTH, height=150)


def _below(found: Spread, tallest: int, y_scale: alt.Scale) -> tuple[alt.Chart, ...]:
    ends = found.interval
    line: Row = {"low": ends.low, "median": ends.median, "high": ends.high}
    at_line = alt.Chart(inline([line | {"height": INTERVAL_SHARE * tallest}]))
    at_line = at_line.encode(alt.Y("height:Q", scale=y_scale))
    tick = at_line.mark_tick(color=INK, thickness=3, size=14, orient="vertical", opacity=1)
    shape = {"shape": "diamond", "size": 90, "fill": PAPER, "stroke": INK, "strokeWidth": 1.5}
    point = alt.Chart(inline([{"point": found.score, "height": POINT_SHARE * tallest}]))
    return (
        at_line.mark_rule(color=INK, strokeWidth=4).encode(
            alt.X("low:Q", scale=SCALE), alt.X2("high:Q")
        ),
        tick.encode(alt.X("median:Q", scale=SCALE)),
        point.mark_point(**shape, opacity=1, fillOpacity=1).encode(
            alt.X("point:Q", scale=SCALE), alt.Y("height:Q", scale=y_scale)
        ),
    )


def _methods(scores: dict[str, float]) -> alt.LayerChart:
    rows: list[Row] = [{"method": name, "score": score} for name, score in scores.items()]
    names = alt.Axis(title=None, labelLimit=220, labelFontSize=12, ticks=False, domain=False)
    names.labelPadding = 10
    y = alt.Y("method:N", sort=[*scores], axis=names)
    x = alt.X("score:Q", axis=axis("Score", SCORES), scale=SCALE)
    cuts = [{"cut": band.from_score} for band in spcf().rules.bands if band.from_score]
    lines = alt.Chart(inline(cuts)).mark_rule(color=QUIET, strokeDash=[4, 3])
    point = {"shape": "diamond", "size": 70, "fill": PAPER, "stroke": INK, "strokeWidth": 1.5}
    return alt.layer(
        lines.encode(alt.X("cut:Q", scale=SCALE)),
        alt.Chart(inline(rows)).mark_point(**point, opacity=1, fillOpacity=1).encode(x, y),
    ).properties(width=WIDTH, height=ROW_HEIGHT * len(rows))
