"""How wide the interval of a score is, by the confidence and the evidence of the answers."""

from collections.abc import Callable, Mapping
from itertools import product

import altair as alt

from assessment.locales.formats import fixed
from assessment.model.answer import CONFIDENCES, Confidence, Grade
from assessment.model.framework import Framework
from assessment.reporting.charts.marks import INK
from tests.builders import spcf
from tests.figures.demonstration import TITLE, overview, with_interval
from tests.figures.drawing import MIDDLE, Figure, axis, finish, inline, markdown

GRADES: tuple[Grade, ...] = ("A", "B", "C")
AS_STATED = "As stated"
Widths = Mapping[str, Mapping[str, float]]


def name_of(confidence: Confidence, grade: Grade) -> str:
    """Name one cell of the table of chances."""
    return f"{confidence.capitalize()} confidence, evidence {grade}"


def frameworks() -> dict[str, Framework]:
    """Name to the framework in which every answer errs as one of such confidence and evidence."""
    rule = spcf().rules.interval
    cells = {
        name_of(confidence, grade): with_interval(
            shifts=dict.fromkeys(CONFIDENCES, rule.chances(confidence, grade))
        )
        for confidence, grade in product(CONFIDENCES, GRADES)
    }
    return {**cells, AS_STATED: spcf()}


def widths() -> Widths:
    """Name to dimension id to the width of the interval, in points."""
    return {
        name: {
            one.dimension_id: one.interval.high - one.interval.low
            for one in overview(framework)
            if one.interval is not None
        }
        for name, framework in frameworks().items()
    }


def widths_figure() -> Figure:
    """Draw the width of the interval of every dimension for each confidence and evidence."""
    found = widths()
    chart = finish(
        _dots(found),
        title=f"{TITLE} (invented): how wide the interval of a score is.",
        notes=("Rings: the eight dimensions. Black: their mean.",),
    )
    rule = spcf().rules.interval
    wrong = {name_of(c, g): 1 - rule.chances(c, g)[1] for c, g in product(CONFIDENCES, GRADES)}
    table = [
        [
            name,
            f"{fixed(100 * wrong[name], 0)} %" if name in wrong else "",
            fixed(_mean(own), 1),
            _end(own, min),
            _end(own, max),
        ]
        for name, own in found.items()
    ]
    description = (
        f"Width of the intervals of the eight dimensions of {TITLE}, an invented state, if every "
        "answer were of one confidence and evidence, and as they are. On average over the "
        "dimensions: "
        + "; ".join(f"{row[0][0].lower()}{row[0][1:]} {row[2]} points" for row in table)
        + "."
    )
    heading = ["Every answer", "One level off", "Mean width", "Narrowest", "Widest"]
    return Figure("widths", chart, description, markdown(heading, table))


def _dots(found: Widths) -> alt.LayerChart:
    rows = [{"answers": name, "width": w} for name, own in found.items() for w in own.values()]
    means = [{"answers": name, "width": _mean(own)} for name, own in found.items()]
    names = alt.Axis(title=None, labelLimit=300, labelFontSize=12, ticks=False, domain=False)
    names.labelPadding = 10
    y = alt.Y("answers:N", sort=[*found], axis=names)
    x = alt.X("width:Q", axis=axis("Width of the interval (points)", [0, 10, 20, 30, 40]))
    rings = alt.Chart(inline(rows)).mark_point(stroke=MIDDLE, size=45, opacity=1)
    middle = alt.Chart(inline(means)).mark_tick(
        color=INK, thickness=4, size=18, opacity=1, orient="vertical"
    )
    layers = (rings.encode(x, y), middle.encode(x, y))
    return alt.layer(*layers).properties(width=420, height=26 * len(means))


def _mean(own: Mapping[str, float]) -> float:
    return sum(own.values()) / len(own)


def _end(own: Mapping[str, float], end: Callable[..., str]) -> str:
    id_ = end(own, key=lambda one: own[one])
    return f"{fixed(own[id_], 1)} ({id_})"
