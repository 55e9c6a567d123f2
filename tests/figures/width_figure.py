"""How wide each source of doubt makes the interval of a score, alone and together."""

from collections.abc import Callable, Mapping

import altair as alt

from assessment.locales.formats import fixed
from assessment.model.framework import Framework
from assessment.reporting.charts.marks import INK
from tests.builders import spcf
from tests.figures.demonstration import (
    CONFIDENCES,
    TITLE,
    all_at_confidence,
    overview,
    with_interval,
)
from tests.figures.drawing import MIDDLE, Figure, axis, finish, inline, markdown

STILL = dict.fromkeys(CONFIDENCES, (0.0, 1.0, 0.0))
Widths = Mapping[str, Mapping[str, float]]


def sources_alone() -> dict[str, Framework]:
    """Name of what varies to the framework in which nothing else does."""
    linear = {"linear": spcf().rules.interval.step_maps["linear"]}
    nothing = {"shifts": STILL, "weight_spread": 0.0, "step_maps": linear}
    answers = {
        f"answers alone, all of {one} confidence": with_interval(
            **nothing | {"shifts": all_at_confidence(one)}
        )
        for one in CONFIDENCES
    }
    together = {
        f"everything, all of {one} confidence": with_interval(shifts=all_at_confidence(one))
        for one in CONFIDENCES
    }
    return {
        "weights alone": with_interval(
            **nothing | {"weight_spread": spcf().rules.interval.weight_spread}
        ),
        **answers,
        "distances between levels alone": with_interval(
            **nothing | {"step_maps": spcf().rules.interval.step_maps}
        ),
        **together,
        "everything, confidence as stated": spcf(),
    }


def widths() -> Widths:
    """Name of what varies to dimension id to the width of the interval, in points."""
    return {
        name: {
            one.dimension_id: one.interval.high - one.interval.low
            for one in overview(framework)
            if one.interval is not None
        }
        for name, framework in sources_alone().items()
    }


def widths_figure() -> Figure:
    """Draw the width of the interval of every dimension for each source alone and together."""
    found = widths()
    chart = finish(
        _dots(found),
        title=f"{TITLE} (invented): how wide the interval of a score is.",
        notes=("Rings: the eight dimensions. Black: their mean.",),
    )
    table = [
        [name, fixed(_mean(own), 1), _end(own, min), _end(own, max)] for name, own in found.items()
    ]
    description = (
        f"Width of the intervals of the eight dimensions of {TITLE}, an invented state, by what "
        "varies. On average over the dimensions: "
        + "; ".join(f"{row[0]} {row[1]} points" for row in table)
        + "."
    )
    heading = ["What varies", "Mean width", "Narrowest", "Widest"]
    return Figure("widths", chart, description, markdown(heading, table))


def _dots(found: Widths) -> alt.LayerChart:
    shown = {name: name[0].upper() + name[1:] for name in found}
    rows = [
        {"source": shown[name], "width": w} for name, own in found.items() for w in own.values()
    ]
    means = [{"source": shown[name], "width": _mean(own)} for name, own in found.items()]
    names = alt.Axis(title=None, labelLimit=300, labelFontSize=12, ticks=False, domain=False)
    names.labelPadding = 10
    y = alt.Y("source:N", sort=[*shown.values()], axis=names)
    x = alt.X("width:Q", axis=axis("Width of the interval (points)", [0, 10, 20, 30, 40, 50]))
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
