"""Draws the charts of a comparison; each reads without colour and has its words beside it.

Loaded as late as `assessment.reporting.charts`, because both load Altair.
"""

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Any

import altair as alt

from assessment.model.comparison import ComparedAssessment, Difference, Group, Trend, Verdict
from assessment.model.framework import Framework
from assessment.reporting.charts import INK, PAPER, QUIET
from assessment.reporting.compare_marks import (
    HEADER,
    LOWER,
    Spec,
    bounds,
    difference_tooltips,
    finish,
    inline,
    labels,
    own_colour,
    plain_axis,
    rows_axis,
    score_y,
    scores,
    shapes,
    signed_x,
    tooltips,
    zones,
)
from assessment.reporting.compare_rows import (
    clip,
    difference_reach,
    difference_rows,
    map_rows,
    panel_rows,
    trend_rows,
    zone_rows,
)
from assessment.reporting.compare_sentences import (
    describe_dimension,
    describe_group,
    describe_pair,
)

PANEL_ROW, MAP_ROW, DIFFERENCE_ROW = 44, 40, 48
LABEL_COLUMNS = 3.2
"""Width of the names beside the table of colours, in columns of dimensions."""
LABEL_ROOM = f"width * {LABEL_COLUMNS} / (domain('x')[1] - domain('x')[0]) - 6"
SMALLER = alt.ExprRef("width < 480 ? 9.5 : 12.5")
VERDICT_SHAPES = {
    Verdict.HIGHER: "triangle-right",
    Verdict.LOWER: "triangle-left",
    Verdict.NO_CLEAR_DIFFERENCE: "circle",
}
CLEAR, UNCLEAR = "#1f5f8b", PAPER


def dimension_panel(
    compared: Sequence[ComparedAssessment], framework: Framework, dimension_id: str
) -> Spec:
    """Draw one dimension: each assessment a shape with its letter on its interval."""
    rows = panel_rows(compared, framework, dimension_id)
    y = rows_axis([HEADER, *(row["id"] for row in rows)])
    layers = (
        *zones(framework, y),
        *bounds([row for row in rows if "bound_low" in row], y),
        *scores([row for row in rows if "value" in row], y, framework),
        *labels(rows, y, tooltips(), name="Assessment", figures=95),
    )
    description = describe_dimension(compared, framework, dimension_id)
    title = framework.questionnaire.dimension(dimension_id).name
    return finish(layers, description, PANEL_ROW * (len(rows) + 0.7), wrap(title, 46))


def score_map(group: Group) -> Spec:
    """Draw one row an assessment and one column a dimension: letter, score and tint."""
    rows = map_rows(group)
    columns = len(group.framework.questionnaire.dimensions)
    y = rows_axis([HEADER, *dict.fromkeys(row["id"] for row in rows)])
    x = alt.X("column:Q", axis=None, scale=alt.Scale(domain=[-LABEL_COLUMNS, columns], nice=False))
    middle = alt.X("middle:Q", axis=None)
    cells = alt.Chart(inline(rows)).encode(y=y, tooltip=tooltips())
    known, unknown = "isValid(datum.colour)", "!isValid(datum.colour)"
    edge = {"aria": False, "stroke": PAPER, "strokeWidth": 3}
    layers = (
        cells.transform_filter(known)
        .mark_rect(**edge, opacity=0.42)
        .encode(x, alt.X2("column_end:Q"), color=own_colour()),
        cells.transform_filter(unknown)
        .mark_rect(aria=False, fill=PAPER, stroke=QUIET, strokeDash=[4, 3])
        .encode(x, alt.X2("column_end:Q")),
        cells.mark_text(aria=False, dy=-7, fontSize=SMALLER, fontWeight="bold", color=INK).encode(
            middle, text="letters:N"
        ),
        cells.mark_text(aria=False, dy=9, fontSize=SMALLER, color=INK).encode(
            middle, text="detail:N"
        ),
        *_map_headings(group, y),
    )
    description = " ".join(describe_group(group))
    return finish(layers, description, MAP_ROW * (len(group.compared) + 0.8))


def difference_chart(pair: Difference) -> Spec:
    """Draw differences with their intervals to both sides of 0, and the verdict in words."""
    rows = difference_rows(pair)
    reach = difference_reach(rows)
    y = rows_axis([HEADER, *(row["id"] for row in rows)])
    known = alt.Chart(inline([row for row in rows if "difference" in row]))
    verdicts = [*VERDICT_SHAPES]
    shape = alt.Scale(domain=verdicts, range=[VERDICT_SHAPES[one] for one in verdicts])
    colour = alt.Scale(domain=verdicts, range=[CLEAR, CLEAR, UNCLEAR])
    point = known.encode(signed_x("difference", reach), y, tooltip=difference_tooltips())
    layers = (
        alt.Chart(inline([{"zero": 0}]))
        .mark_rule(aria=False, color=INK, strokeWidth=1.5)
        .encode(signed_x("zero", reach)),
        known.mark_rule(aria=False, color=INK, strokeWidth=5, yOffset=LOWER).encode(
            signed_x("low", reach), alt.X2("high:Q"), y, tooltip=difference_tooltips()
        ),
        point.mark_point(
            aria=False, filled=True, size=230, opacity=1, stroke=INK, strokeWidth=1.5, yOffset=LOWER
        ).encode(
            shape=alt.Shape("verdict:N", scale=shape, legend=None),
            color=alt.Color("verdict:N", scale=colour, legend=None),
        ),
        *labels(rows, y, difference_tooltips(), name="Dimension", figures=185),
        *_directions(pair, y),
    )
    return finish(layers, describe_pair(pair), DIFFERENCE_ROW * (len(rows) + 0.6))


def trend_chart(trend: Trend, dimension_id: str) -> Spec:
    """Draw one dimension over time: a line with the interval as a band around it."""
    rows = trend_rows(trend, dimension_id)
    periods = [row["period"] for row in rows]
    angle = 0 if len(periods) <= 4 else -45
    x = alt.X(
        "period:N",
        sort=periods,
        scale=alt.Scale(domain=periods),
        axis=plain_axis(title=None, labelAngle=angle, labelLimit=90, ticks=True),
    )
    base = alt.Chart(inline(rows)).encode(x)
    bands = alt.Chart(inline(zone_rows(trend.framework)))
    value = score_y("value")
    known = base.transform_filter("isValid(datum.value)")
    layers = (
        bands.mark_rect(aria=False, opacity=0.14).encode(
            score_y("start"), alt.Y2("end:Q"), color=own_colour()
        ),
        base.mark_area(aria=False, color=INK, opacity=0.16).encode(
            score_y("interval_low"), alt.Y2("interval_high:Q")
        ),
        base.mark_line(aria=False, color=INK, strokeWidth=2).encode(value),
        known.mark_rule(aria=False, color=INK, strokeWidth=4).encode(
            score_y("interval_low"), alt.Y2("interval_high:Q"), tooltip=tooltips()
        ),
        base.transform_filter("isValid(datum.bound_low)")
        .mark_bar(aria=False, width=14, fill=PAPER, stroke=INK, strokeDash=[5, 3])
        .encode(score_y("bound_low"), alt.Y2("bound_high:Q"), tooltip=tooltips()),
        *shapes(known.encode(value, tooltip=tooltips()), trend.framework),
    )
    title = wrap(trend.framework.questionnaire.dimension(dimension_id).name, 46)
    description = describe_dimension(trend.periods, trend.framework, dimension_id)
    return finish(layers, description, 210, title)


def _map_headings(group: Group, y: alt.Y) -> Iterator[alt.Chart]:
    names = [{"id": f"r{n}", "name": _two_lines(one)} for n, one in enumerate(group.compared)]
    yield (
        alt.Chart(inline(names))
        .mark_text(
            aria=False,
            align="left",
            fontSize=12,
            lineHeight=14,
            color=INK,
            limit=alt.ExprRef(LABEL_ROOM),
            lineBreak="\n",
        )
        .encode(x=alt.value(0), y=y, text="name:N")
    )
    dimensions = group.framework.questionnaire.dimensions
    heads = [{"id": HEADER, "middle": n + 0.5, "name": d.id} for n, d in enumerate(dimensions)]
    yield (
        alt.Chart(inline(heads))
        .mark_text(aria=False, fontSize=12, fontWeight="bold", color=INK)
        .encode(alt.X("middle:Q", axis=None), y, text="name:N")
    )


def _two_lines(one: ComparedAssessment) -> str:
    return "\n".join(wrap(clip(one.label), 30, max_lines=2, placeholder=" …"))


def _directions(pair: Difference, y: alt.Y) -> Iterator[alt.Chart]:
    """Write at the top which side of 0 means what."""
    name = clip(pair.after.label)
    line: dict[str, Any] = {"aria": False, "fontSize": 12, "color": QUIET, "limit": 330}
    lower = alt.Chart(inline([{"id": HEADER, "words": f"◀ lower in {name}"}]))
    yield lower.mark_text(align="left", **line).encode(x=alt.value(0), y=y, text="words:N")
    higher = alt.Chart(inline([{"id": HEADER, "words": f"higher in {name} ▶"}]))
    yield higher.mark_text(align="right", **line).encode(x=alt.value("width"), y=y, text="words:N")
