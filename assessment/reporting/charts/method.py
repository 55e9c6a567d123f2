"""Draws scores under two methods: the present one above, the tried one below, row by row."""

from collections.abc import Iterator

import altair as alt

from assessment.locales import gettext as _
from assessment.model.framework import Framework
from assessment.model.method_change import SetTrial
from assessment.model.score import Profile
from assessment.reporting.charts.compare import zones_with_letters
from assessment.reporting.charts.marks import (
    HEADER,
    INK,
    PAPER,
    QUIET,
    Row,
    Spec,
    finish,
    heading,
    inline,
    names_and_figures,
    rows_y,
    score_x,
    shapes,
    tooltips,
)
from assessment.reporting.method_rows import profile_rows, state_rows

ROW_HEIGHT, AROUND, WIDTH = 68, 60, 320
UPPER, MIDDLE, LOWER = -20, -5, 13


def trial_chart(before: Profile, after: Profile, framework: Framework, description: str) -> Spec:
    """Draw every dimension of one state under both methods."""
    return _draw(profile_rows(before, after, framework), framework, description)


def states_chart(trial: SetTrial, framework: Framework, description: str) -> Spec:
    """Draw one dimension of many states under both methods."""
    return _draw(state_rows(trial), framework, description)


def _draw(rows: list[Row], framework: Framework, description: str) -> Spec:
    y = rows_y([HEADER, *(row["id"] for row in rows)])
    tips = tooltips({"Name": _("Name"), "Now": _("Now"), "Tried": _("Tried")})

    def base(shown: list[Row]) -> alt.Chart:
        return alt.Chart(inline(shown)).encode(y, tooltip=tips)

    after = [{**row, "letter": row["after_letter"]} for row in rows if "after" in row]
    layers = (
        *zones_with_letters(framework, y),
        *_before(base([row for row in rows if "before" in row])),
        base(after)
        .mark_rule(aria=False, color=INK, strokeWidth=4, yOffset=LOWER)
        .encode(score_x("after_low"), alt.X2("after_high:Q")),
        *shapes(base(after).encode(score_x("after")), framework, LOWER),
        *names_and_figures(base(rows), name="Name", room=150, dy=UPPER),
    )
    title = heading(_("Thin line and ring: now. Thick line and shape with a letter: as tried."), 80)
    return finish(layers, description, ROW_HEIGHT * (len(rows) + 0.5) + AROUND, title, WIDTH)


def _before(base: alt.Chart) -> Iterator[alt.Chart]:
    line: Row = {"aria": False, "strokeWidth": 1.5, "yOffset": MIDDLE}
    yield base.mark_rule(**line, color=QUIET).encode(score_x("before_low"), alt.X2("before_high:Q"))
    yield base.mark_point(
        **line, filled=True, size=90, opacity=1, color=PAPER, stroke=QUIET
    ).encode(score_x("before"))
