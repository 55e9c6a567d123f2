"""Draws the chart of a profile, and gives the data of a score to all charts of scores."""

from collections.abc import Iterator, Sequence

import altair as alt

from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.locales.formats import fixed, listed, percent
from assessment.model.framework import Framework
from assessment.model.score import DimensionScore, Profile
from assessment.reporting.bands import band_letters, band_phrase
from assessment.reporting.charts.marks import (
    HEADER,
    HOLLOW,
    INK,
    NARROW,
    QUIET,
    Row,
    Spec,
    finish,
    inline,
    key,
    names,
    narrow,
    number_axis,
    rows_y,
    score_x,
    shapes,
    tooltips,
    with_lines,
    zone_rows,
    zones,
)
from assessment.reporting.profile import describe_profile, describe_score
from assessment.reporting.wording import show_range

ROW_HEIGHT, AROUND = 66, 60
UPPER, LOWER = -14, 12
"""How far above and below the middle of its row name and marks lie."""
FIGURES_ROOM = 110  # Pixels that figures take.
LETTER_WIDTH = 6.2


def dimension_chart(profile: Profile, framework: Framework) -> Spec:
    """Draw one row a dimension, in the order of the questionnaire, from 0 to 100.

    Returns
    -------
    dict
        Zones of the bands with their letters on top; name and figures above the marks
        of each row, so that both have the whole width, also of a telephone; the interval
        as a thick line and the score as a shape with the letter of its band; a hollow
        dashed bar for the bounds where there is no score.

    Notes
    -----
    Framework, sections 5.3 (steps 4 and 6) and 5.4.
    """
    rows = with_lines(chart_rows(profile, framework), "dimension")
    y = rows_y([HEADER, *(row["id"] for row in rows)])
    layers = (
        *_zones(framework, y),
        *_bounds([row for row in rows if "bound_low" in row], y),
        *_scores([row for row in rows if "value" in row], y, framework),
        *names(alt.Chart(inline(rows)).encode(y), "dimension", room=FIGURES_ROOM, dy=UPPER),
        *_figures(rows, y),
    )
    letters = listed(f"{band.letter} {band.name}" for band in framework.rules.bands)
    title = key(
        _("Shape with a letter: score and its band. Thick line: interval."),
        _("Hollow dashed bar: no score, only its bounds."),
        _("Bands: {letters}; in brackets, others that the interval reaches.", letters=letters),
    )
    height = ROW_HEIGHT * (len(rows) + 0.7) + AROUND
    return finish(layers, describe_profile(profile, framework), height, title)


def score_row(score: DimensionScore, framework: Framework) -> Row:
    """Return what every chart of scores shows of one dimension.

    Returns
    -------
    dict
        Texts to read when pointing at a mark.
        ``value``, ``interval_low`` and ``interval_high`` (0 to 100) are there
        only with a score, ``bound_low`` and ``bound_high`` only without one,
        and neither where no indicator applies or it is too early: nothing missing
        becomes a number.
    """
    none = _("No score") if score.n_applicable else _("Not applicable")
    none = _("Too early") if score.too_early else none
    shown = score.n_applicable > 0 and not score.too_early
    row: Row = {
        "dimension": framework.questionnaire.dimension(score.dimension_id).name,
        "result": band_phrase(score, framework),
        "score": none,
        "interval": none,
        "bounds": show_range(score.low, score.high) if shown else none,
        "letters": band_letters(score, framework) if shown else "–",
        "figures": none,
    }
    if shown and (score.value is None or score.band is None):
        return row | {"bound_low": score.low, "bound_high": score.high}
    return row | _scored(score, row["letters"])


def _scored(score: DimensionScore, letters: str) -> Row:
    if score.value is None or score.band is None:
        return {}
    low, high = score.value, score.value
    if score.interval is not None:
        low, high = score.interval.low, score.interval.high
    return {
        "value": score.value,
        "interval_low": low,
        "interval_high": high,
        "letter": score.band.letter,
        "colour": score.band.colour,
        "score": fixed(score.value, 1),
        "interval": show_range(low, high),
        "figures": f"{letters} · {fixed(score.value, 1)}",
    }


def chart_rows(profile: Profile, framework: Framework) -> list[Row]:
    """Return one row a dimension; ``described`` is what a screen reader says of it."""
    return [_row(score, framework) for score in profile.dimensions]


def _row(score: DimensionScore, framework: Framework) -> Row:
    row = score_row(score, framework) | {"id": score.dimension_id}
    row["described"] = describe_score(score, framework)
    if score.n_applicable == 0:
        return row | {
            "coverage": _("Not applicable"),
            "detail": _("not applicable"),
            "figures": _("No score"),
        }
    row["coverage"] = ngettext(
        "{share} of {number} applicable indicator",
        "{share} of {number} applicable indicators",
        score.n_applicable,
        share=percent(score.coverage),
    )
    return row | {"detail": row["bounds"] if score.value is None else row["interval"]}


def _tooltips() -> list[alt.Tooltip]:
    titles = {"dimension": _("Dimension"), "result": _("Result"), "score": _("Score")}
    titles |= {"interval": _("Interval"), "bounds": _("Bounds"), "coverage": _("Coverage")}
    return tooltips(titles)


def _x(field: str) -> alt.X:
    title = {"title": _("Score (0 to 100)"), "titleAnchor": "start", "tickColor": INK}
    return score_x(field, axis=number_axis(range(0, 101, 20), **title))


def _zones(framework: Framework, y: alt.Y) -> Iterator[alt.Chart]:
    yield zones(framework, _x("start"), alt.X2("end:Q"))
    rows = zone_rows(framework)
    base = alt.Chart(inline(rows))
    yield base.mark_rule(aria=False, color=QUIET, strokeWidth=1, strokeDash=[2, 3]).encode(
        _x("end")
    )
    letters = base.encode(_x("middle"), y)
    yield letters.mark_text(aria=False, dy=-8, fontSize=15, fontWeight="bold", color=INK).encode(
        text=alt.Text("letter:N")
    )
    # Where a name would run into the next, the letters are enough: the lines above name them.
    longest = max(len(row["name"]) for row in rows)
    room = "(datum.end - datum.start) * width / 100"
    letter = f"(width < {NARROW} ? {LETTER_WIDTH - 1} : {LETTER_WIDTH})"
    yield (
        letters.transform_filter(f"{room} >= {longest} * {letter}")
        .mark_text(aria=False, dy=9, fontSize=narrow(9.5, 11), color=INK)
        .encode(text=alt.Text("name:N"))
    )


def _bounds(rows: Sequence[Row], y: alt.Y) -> Iterator[alt.Chart]:
    base = alt.Chart(inline(rows))
    bar: Row = HOLLOW | {"height": 18, "fillOpacity": 0.6, "strokeWidth": 1.5, "yOffset": LOWER}
    yield base.mark_bar(**bar).encode(
        _x("bound_low"), alt.X2("bound_high:Q"), y, tooltip=_tooltips()
    )
    middle = base.transform_calculate(middle="(datum.bound_low + datum.bound_high) / 2")
    sign: Row = {"fontSize": 15, "fontWeight": "bold", "color": INK, "yOffset": LOWER}
    yield middle.mark_text(aria=False, text="?", **sign).encode(_x("middle"), y)


def _scores(rows: Sequence[Row], y: alt.Y, framework: Framework) -> Iterator[alt.Chart]:
    base = alt.Chart(inline(rows))
    line = base.encode(_x("interval_low"), alt.X2("interval_high:Q"), y, tooltip=_tooltips())
    yield line.mark_rule(aria=False, color=INK, strokeWidth=6, yOffset=LOWER)
    for end in ("interval_low", "interval_high"):
        yield base.mark_tick(
            aria=False, color=INK, opacity=1, thickness=3, size=24, yOffset=LOWER
        ).encode(_x(end), y)
    point = base.encode(_x("value"), y, tooltip=_tooltips())
    yield from shapes(point, framework, LOWER, size=560, font=12)


def _figures(rows: Sequence[Row], y: alt.Y) -> Iterator[alt.Chart]:
    text = alt.Chart(inline(rows)).encode(x=alt.XValue("width"), y=y, tooltip=_tooltips())
    # The one mark that a screen reader says; all others would repeat it in bare numbers.
    yield text.mark_text(
        align="right", dy=UPPER - 13, fontSize=13, fontWeight="bold", color=INK
    ).encode(text=alt.Text("figures:N"), description=alt.Description("described:N"))
    yield text.mark_text(aria=False, align="right", dy=UPPER, fontSize=12, color=QUIET).encode(
        text=alt.Text("detail:N")
    )
