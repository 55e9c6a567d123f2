"""Draws scores under two methods: the present one above, the tried one below, row by row."""

from collections.abc import Iterator

import altair as alt

from assessment.model.framework import Framework
from assessment.model.method_change import SetTrial
from assessment.model.score import Profile
from assessment.reporting.charts import INK, PAPER, QUIET
from assessment.reporting.compare_marks import (
    HEADER,
    Spec,
    finish,
    inline,
    rows_axis,
    score_x,
    shapes,
    zones,
)
from assessment.reporting.method_rows import Row, profile_rows, state_rows

ROW_HEIGHT = 68
UPPER, MIDDLE, LOWER = -20, -5, 13
TOLD = ("Name", "Now", "Tried")
ROOM_FOR_FIGURES = 150


def trial_chart(before: Profile, after: Profile, framework: Framework, description: str) -> Spec:
    """Draw every dimension of one state under both methods."""
    return _draw(profile_rows(before, after, framework), framework, description)


def states_chart(trial: SetTrial, framework: Framework, description: str) -> Spec:
    """Draw one dimension of many states under both methods."""
    return _draw(state_rows(trial), framework, description)


def _draw(rows: list[Row], framework: Framework, description: str) -> Spec:
    y = rows_axis([HEADER, *(row["id"] for row in rows)])
    layers = (
        *zones(framework, y),
        *_before([row for row in rows if "before" in row], y),
        *_after([row for row in rows if "after" in row], y, framework),
        *_words(rows, y),
    )
    key = ("Thin line and ring: now. Thick line and shape with a letter: as tried.",)
    return finish(layers, description, ROW_HEIGHT * (len(rows) + 0.5), key)


def _tooltip() -> list[alt.Tooltip]:
    return [alt.Tooltip(f"{name}:N") for name in TOLD]


def _before(rows: list[Row], y: alt.Y) -> Iterator[alt.Chart]:
    base = alt.Chart(inline(rows))
    yield base.mark_rule(aria=False, color=QUIET, strokeWidth=1.5, yOffset=MIDDLE).encode(
        score_x("before_low"), alt.X2("before_high:Q"), y, tooltip=_tooltip()
    )
    yield base.mark_point(
        aria=False,
        filled=True,
        size=90,
        opacity=1,
        color=PAPER,
        stroke=QUIET,
        strokeWidth=1.5,
        yOffset=MIDDLE,
    ).encode(score_x("before"), y, tooltip=_tooltip())


def _after(rows: list[Row], y: alt.Y, framework: Framework) -> Iterator[alt.Chart]:
    base = alt.Chart(inline([{**row, "letter": row["after_letter"]} for row in rows]))
    yield base.mark_rule(aria=False, color=INK, strokeWidth=4, yOffset=LOWER).encode(
        score_x("after_low"), alt.X2("after_high:Q"), y, tooltip=_tooltip()
    )
    yield from shapes(base.encode(score_x("after"), y, tooltip=_tooltip()), framework, LOWER)


def _words(rows: list[Row], y: alt.Y) -> Iterator[alt.Chart]:
    base = alt.Chart(inline(rows)).encode(y, tooltip=_tooltip())
    room = alt.ExprRef(f"width - {ROOM_FOR_FIGURES}")
    yield base.mark_text(
        aria=False, align="left", dy=UPPER, fontSize=12, color=INK, limit=room
    ).encode(x=alt.value(0), text="Name:N")
    yield base.mark_text(
        aria=False, align="right", dy=UPPER, fontSize=12, fontWeight="bold", color=INK
    ).encode(x=alt.value("width"), text="figures:N")
