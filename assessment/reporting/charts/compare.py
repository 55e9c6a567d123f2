"""Draws the charts of a comparison; each has its words beside it."""

from collections.abc import Iterator, Sequence
from textwrap import wrap

import altair as alt

from assessment.locales import gettext as _
from assessment.locales.formats import fixed, whole
from assessment.model.comparison import (
    ComparedAssessment,
    Difference,
    DimensionDifference,
    Group,
    Trend,
    Verdict,
)
from assessment.model.framework import Framework
from assessment.model.score import DimensionScore
from assessment.reporting.charts.marks import (
    HEADER,
    HOLLOW,
    INK,
    PAPER,
    QUIET,
    Row,
    Spec,
    axis,
    finish,
    heading,
    inline,
    names_and_figures,
    number_axis,
    own_colour,
    rows_y,
    score_x,
    score_y,
    shapes,
    tooltips,
    with_lines,
    zone_rows,
    zones,
)
from assessment.reporting.charts.profile import score_row
from assessment.reporting.compare import (
    describe_dimension,
    describe_group,
    describe_pair,
    sentence_of,
    verdict_figures,
    verdict_words,
)
from assessment.reporting.wording import clip

WIDTH = 320
PANEL_ROW, MAP_ROW, DIFFERENCE_ROW = 54, 40, 54
AXIS_HEIGHT, TITLE_HEIGHT = 40, 20
LOWER = 12
"""How far below the middle of its row a mark lies; the name of the row is above."""
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
    y = rows_y([HEADER, *(row["id"] for row in rows)])
    layers = (
        *zones_with_letters(framework, y),
        *_scores(rows, y, framework),
        *names_and_figures(
            alt.Chart(inline(with_lines(rows, "assessment"))).encode(y, tooltip=_tooltips()),
            name="assessment",
            room=95,
        ),
    )
    title = heading(framework.questionnaire.dimension(dimension_id).name)
    description = describe_dimension(compared, framework, dimension_id)
    return _finish(layers, description, PANEL_ROW * (len(rows) + 0.7), title)


def score_map(group: Group) -> Spec:
    """Draw one row an assessment and one column a dimension: letter, score and tint."""
    rows = map_rows(group)
    columns = len(group.framework.questionnaire.dimensions)
    y = rows_y([HEADER, *dict.fromkeys(row["id"] for row in rows)])
    x = alt.X("column:Q", axis=None, scale=alt.Scale(domain=[-LABEL_COLUMNS, columns], nice=False))
    cells = alt.Chart(inline(rows)).encode(y=y, tooltip=_tooltips())
    known, unknown = "isValid(datum.colour)", "!isValid(datum.colour)"
    edge: Row = {"aria": False, "stroke": PAPER, "strokeWidth": 3}
    text = cells.encode(alt.X("middle:Q", axis=None))
    layers = (
        cells.transform_filter(known)
        .mark_rect(**edge, opacity=0.42)
        .encode(x, alt.X2("column_end:Q"), color=own_colour()),
        cells.transform_filter(unknown)
        .mark_rect(aria=False, fill=PAPER, stroke=QUIET, strokeDash=[4, 3])
        .encode(x, alt.X2("column_end:Q")),
        text.mark_text(aria=False, dy=-7, fontSize=SMALLER, fontWeight="bold", color=INK).encode(
            text=alt.Text("letters:N")
        ),
        text.mark_text(aria=False, dy=9, fontSize=SMALLER, color=INK).encode(
            text=alt.Text("detail:N")
        ),
        *_map_headings(group, y),
    )
    description = " ".join(describe_group(group))
    return _finish(layers, description, MAP_ROW * (len(group.compared) + 0.8))


def difference_chart(pair: Difference) -> Spec:
    """Draw differences with their intervals to both sides of 0, and the verdict in words."""
    rows = difference_rows(pair)
    reach = difference_reach(rows)
    y = rows_y([HEADER, *(row["id"] for row in rows)])
    tips = tooltips({"dimension": _("Dimension"), "result": _("Verdict"), "said": _("In words")})
    known = alt.Chart(inline([row for row in rows if "difference" in row])).encode(y, tooltip=tips)
    verdicts = [*VERDICT_SHAPES]
    shape = alt.Scale(domain=verdicts, range=[VERDICT_SHAPES[one] for one in verdicts])
    colour = alt.Scale(domain=verdicts, range=[CLEAR, CLEAR, UNCLEAR])
    layers = (
        alt.Chart(inline([{"zero": 0}]))
        .mark_rule(aria=False, color=INK, strokeWidth=1.5)
        .encode(_signed_x("zero", reach)),
        known.mark_rule(aria=False, color=INK, strokeWidth=5, yOffset=LOWER).encode(
            _signed_x("low", reach), alt.X2("high:Q")
        ),
        known.mark_point(
            aria=False, filled=True, size=230, opacity=1, stroke=INK, strokeWidth=1.5, yOffset=LOWER
        ).encode(
            _signed_x("difference", reach),
            shape=alt.Shape("verdict:N", scale=shape, legend=None),
            color=alt.Color("verdict:N", scale=colour, legend=None),
        ),
        *names_and_figures(
            alt.Chart(inline(with_lines(rows, "dimension"))).encode(y, tooltip=tips),
            name="dimension",
            room=185,
        ),
        *_directions(pair, y),
    )
    return _finish(layers, describe_pair(pair), DIFFERENCE_ROW * (len(rows) + 0.6))


def trend_chart(trend: Trend, dimension_id: str) -> Spec:
    """Draw one dimension over time: a line with the interval as a band around it."""
    rows = trend_rows(trend, dimension_id)
    periods = [row["period"] for row in rows]
    turned = {"labelAngle": 0 if len(periods) <= 4 else -45, "labelLimit": 90, "ticks": True}
    scale = alt.Scale(domain=periods)
    base = alt.Chart(inline(rows)).encode(
        alt.X("period:N", sort=periods, scale=scale, axis=axis(**turned))
    )
    known = base.transform_filter("isValid(datum.value)").encode(tooltip=_tooltips())
    interval = (score_y("interval_low"), alt.Y2("interval_high:Q"))
    layers = (
        zones(trend.framework, score_y("start"), alt.Y2("end:Q")),
        base.mark_area(aria=False, color=INK, opacity=0.16).encode(*interval),
        base.mark_line(aria=False, color=INK, strokeWidth=2).encode(score_y("value")),
        known.mark_rule(aria=False, color=INK, strokeWidth=4).encode(*interval),
        base.transform_filter("isValid(datum.bound_low)")
        .mark_bar(**HOLLOW, width=14)
        .encode(score_y("bound_low"), alt.Y2("bound_high:Q"), tooltip=_tooltips()),
        *shapes(known.encode(score_y("value")), trend.framework),
    )
    title = heading(trend.framework.questionnaire.dimension(dimension_id).name)
    description = describe_dimension(trend.periods, trend.framework, dimension_id)
    return _finish(layers, description, 210, title)


def panel_rows(
    compared: Sequence[ComparedAssessment], framework: Framework, dimension_id: str
) -> list[Row]:
    """Return one row an assessment for the small chart of one dimension."""
    return [
        {"id": f"r{n}", **_row(one, one.by_dimension[dimension_id], framework)}
        for n, one in enumerate(compared)
    ]


def map_rows(group: Group) -> list[Row]:
    """Return one row for each assessment and dimension for the table of colours.

    Returns
    -------
    list of dict
        ``column`` and ``column_end`` place the cell, 0 for the first dimension.
    """
    return [
        {
            "id": f"r{n}",
            "column": column,
            "column_end": column + 1,
            "middle": column + 0.5,
            "detail": _detail(score),
            **_row(one, score, group.framework),
        }
        for n, one in enumerate(group.compared)
        for column, score in enumerate(one.dimensions)
    ]


def difference_rows(pair: Difference) -> list[Row]:
    """Return one row a dimension; ``difference``, ``low`` and ``high`` only where there is one."""
    return [_difference(one, pair) for one in pair.dimensions]


def difference_reach(rows: Sequence[Row]) -> int:
    """Return how far the scale must reach to both sides of 0: whole tens, at least 20."""
    ends = [abs(row[end]) for row in rows for end in ("low", "high", "difference") if end in row]
    return max(20, -int(-max(ends, default=0.0) // 10) * 10)


def trend_rows(trend: Trend, dimension_id: str) -> list[Row]:
    """Return one row a period; a period without a score keeps its place and breaks the line."""
    empty: Row = {"value": None, "interval_low": None, "interval_high": None}
    return [
        empty
        | _row(one, one.by_dimension[dimension_id], trend.framework)
        | {"period": clip(one.label)}
        for one in trend.periods
    ]


def zones_with_letters(framework: Framework, y: alt.Y) -> Iterator[alt.Chart]:
    """Draw the bands behind all rows, with their letters in the header row."""
    yield zones(framework, score_x("start"), alt.X2("end:Q"))
    base = alt.Chart(inline(zone_rows(framework))).encode(
        score_x("middle"), y, text=alt.Text("letter:N")
    )
    yield base.mark_text(aria=False, fontSize=12, fontWeight="bold", color=QUIET, dy=4)


def _row(one: ComparedAssessment, score: DimensionScore, framework: Framework) -> Row:
    return {"assessment": clip(one.label), **score_row(score, framework)}


def _detail(score: DimensionScore) -> str:
    """Write a score, or what stands in its place, where there is hardly any room."""
    if score.n_applicable == 0:
        return _("n. a.")
    if score.too_early:
        return _("early")
    if score.value is None:
        return f"{fixed(score.low, 0)}–{fixed(score.high, 0)}"
    return fixed(score.value, 1)


def _difference(found: DimensionDifference, pair: Difference) -> Row:
    row: Row = {
        "id": found.dimension_id,
        "dimension": pair.framework.questionnaire.dimension(found.dimension_id).name,
        "result": verdict_words(found.verdict, pair),
        "verdict": found.verdict.value,
        "said": sentence_of(found, pair),
        "figures": verdict_figures(found, pair),
    }
    if found.difference is None or found.interval is None:
        return row
    ends = {"low": found.interval.low, "high": found.interval.high}
    return row | ends | {"difference": found.difference}


def _tooltips() -> list[alt.Tooltip]:
    titles = {"assessment": _("Assessment"), "dimension": _("Dimension"), "result": _("Result")}
    titles |= {"score": _("Score"), "interval": _("Interval"), "bounds": _("Bounds")}
    return tooltips(titles)


def _finish(
    layers: Sequence[alt.Chart], description: str, height: float, title: Spec | None = None
) -> Spec:
    # The height that is given to the page holds heading and axis as well.
    around = AXIS_HEIGHT + (TITLE_HEIGHT * len(title["text"]) if title else 0)
    return finish(layers, description, height + around, title, WIDTH)


def _signed_x(field: str, reach: int) -> alt.X:
    """Return a difference from left to right, 0 in the middle."""
    step = 5 if reach <= 20 else 10 if reach <= 40 else 20
    first = -(reach // step) * step
    signs = {n: "+" if n > 0 else "−" if n < 0 else "" for n in range(first, reach + 1, step)}
    values = {n: f"{sign}{whole(abs(n))}" for n, sign in signs.items()}
    shown = number_axis(values, title=_("Difference in points"))
    return alt.X(f"{field}:Q", axis=shown, scale=alt.Scale(domain=[-reach, reach], nice=False))


def _scores(rows: Sequence[Row], y: alt.Y, framework: Framework) -> Iterator[alt.Chart]:
    """Draw each interval as a thick line, each score as a shape, bounds as a hollow bar."""
    bounds = alt.Chart(inline([row for row in rows if "bound_low" in row]))
    yield bounds.mark_bar(**HOLLOW, height=12, yOffset=LOWER).encode(
        score_x("bound_low"), alt.X2("bound_high:Q"), y, tooltip=_tooltips()
    )
    base = alt.Chart(inline([row for row in rows if "value" in row]))
    known = base.encode(y, tooltip=_tooltips())
    yield known.mark_rule(aria=False, color=INK, strokeWidth=4, yOffset=LOWER).encode(
        score_x("interval_low"), alt.X2("interval_high:Q")
    )
    yield from shapes(known.encode(score_x("value")), framework, LOWER)


def _map_headings(group: Group, y: alt.Y) -> Iterator[alt.Chart]:
    names = [{"id": f"r{n}", "name": _two_lines(one)} for n, one in enumerate(group.compared)]
    line: Row = {"aria": False, "fontSize": 12, "color": INK}
    room = alt.ExprRef(LABEL_ROOM)
    yield (
        alt.Chart(inline(names))
        .mark_text(**line, align="left", lineHeight=14, limit=room, lineBreak="\n")
        .encode(x=alt.XValue(0), y=y, text=alt.Text("name:N"))
    )
    dimensions = group.framework.questionnaire.dimensions
    heads = [{"id": HEADER, "middle": n + 0.5, "name": d.id} for n, d in enumerate(dimensions)]
    yield (
        alt.Chart(inline(heads))
        .mark_text(**line, fontWeight="bold")
        .encode(alt.X("middle:Q", axis=None), y, text=alt.Text("name:N"))
    )


def _two_lines(one: ComparedAssessment) -> str:
    return "\n".join(wrap(clip(one.label), 30, max_lines=2, placeholder=" …"))


def _directions(pair: Difference, y: alt.Y) -> Iterator[alt.Chart]:
    """Write at the top which side of 0 means what."""
    name = clip(pair.before.label if pair.over_time else pair.after.label)
    lower_words = _("◀ down since {name}") if pair.over_time else _("◀ lower in {name}")
    higher_words = _("up since {name} ▶") if pair.over_time else _("higher in {name} ▶")
    line: Row = {"aria": False, "fontSize": 12, "color": QUIET, "limit": 330}
    lower = alt.Chart(inline([{"id": HEADER, "words": lower_words.format(name=name)}]))
    yield lower.mark_text(align="left", **line).encode(
        x=alt.XValue(0), y=y, text=alt.Text("words:N")
    )
    higher = alt.Chart(inline([{"id": HEADER, "words": higher_words.format(name=name)}]))
    yield higher.mark_text(align="right", **line).encode(
        x=alt.XValue("width"), y=y, text=alt.Text("words:N")
    )
