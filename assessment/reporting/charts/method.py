"""Draws scores under two methods: the present one above, the tried one below, row by row."""

from collections.abc import Iterator

import altair as alt

from assessment.locales import gettext as _
from assessment.locales.formats import fixed
from assessment.model.framework import Framework
from assessment.model.method_change import SetTrial, StateTrial
from assessment.model.score import DimensionScore, Profile
from assessment.reporting.charts.compare import zones_with_letters
from assessment.reporting.charts.marks import (
    HEADER,
    INK,
    PAPER,
    QUIET,
    Row,
    Spec,
    finish,
    inline,
    key,
    names_and_figures,
    rows_y,
    score_x,
    shapes,
    tooltips,
    with_lines,
)
from assessment.reporting.method import figures_of, letter_and_score
from assessment.reporting.wording import clip

ROW_HEIGHT, AROUND, WIDTH = 76, 60, 320
UPPER, MIDDLE, LOWER = -20, -5, 13


def trial_chart(before: Profile, after: Profile, framework: Framework, description: str) -> Spec:
    """Draw every dimension of one state under both methods."""
    return _draw(profile_rows(before, after, framework), framework, description)


def states_chart(trial: SetTrial, framework: Framework, description: str) -> Spec:
    """Draw one dimension of many states under both methods."""
    return _draw(state_rows(trial), framework, description)


def profile_rows(before: Profile, after: Profile, framework: Framework) -> list[Row]:
    """Return one row a dimension with both scores; ``before`` and ``after`` only with a score."""
    pairs = zip(before.dimensions, after.dimensions, strict=True)
    return [_profile_row(first, second, framework) for first, second in pairs]


def state_rows(trial: SetTrial) -> list[Row]:
    """Return one row a state for the chart, in the order in which the states were given."""
    return [_state_row(number, state) for number, state in enumerate(trial.states)]


def _profile_row(before: DimensionScore, after: DimensionScore, framework: Framework) -> Row:
    row: Row = {
        "id": before.dimension_id,
        "name": framework.questionnaire.dimension(before.dimension_id).name,
        **_score("before", before),
        **_score("after", after),
    }
    return row | _figures(letter_and_score(before), letter_and_score(after))


def _score(name: str, found: DimensionScore) -> Row:
    if found.value is None or found.band is None:
        return {}
    ends = (found.value, found.value)
    if found.interval is not None:
        ends = (found.interval.low, found.interval.high)
    return _side(name, (ends[0], found.value, ends[1]), found.band.letter)


def _side(name: str, places: tuple[float, float, float], letter: str) -> Row:
    low, point, high = places
    return {name: point, f"{name}_low": low, f"{name}_high": high, f"{name}_letter": letter}


def _state_row(number: int, state: StateTrial) -> Row:
    row: Row = {
        "id": f"r{number}",
        "name": clip(state.title),
        **_side("before", state.before, state.band_before),
        **_side("after", state.after, state.band_after),
    }
    first = f"{state.band_before} · {fixed(state.before[1], 1)}"
    return row | _figures(first, f"{state.band_after} · {fixed(state.after[1], 1)}")


def _figures(before: str, after: str) -> Row:
    return {"now": before, "tried": after, "figures": figures_of(before, after)}


def _draw(rows: list[Row], framework: Framework, description: str) -> Spec:
    y = rows_y([HEADER, *(row["id"] for row in rows)])
    tips = tooltips({"name": _("Name"), "now": _("Now"), "tried": _("Under the method you try")})

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
        *names_and_figures(base(with_lines(rows, "name")), room=150, dy=UPPER),
    )
    title = key(
        _("Thin line and ring: now."),
        _("Thick line and shape with a letter: under the method you try."),
    )
    return finish(layers, description, ROW_HEIGHT * (len(rows) + 0.5) + AROUND, title, WIDTH)


def _before(base: alt.Chart) -> Iterator[alt.Chart]:
    line: Row = {"aria": False, "strokeWidth": 1.5, "yOffset": MIDDLE}
    yield base.mark_rule(**line, color=QUIET).encode(score_x("before_low"), alt.X2("before_high:Q"))
    yield base.mark_point(
        **line, filled=True, size=90, opacity=1, color=PAPER, stroke=QUIET
    ).encode(score_x("before"))
