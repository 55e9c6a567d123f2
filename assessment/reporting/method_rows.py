"""What the charts and tables of a tried method show, as plain data."""

from typing import Any

import pandas as pd

from assessment.model.framework import Framework
from assessment.model.method_change import SetTrial, StateTrial
from assessment.model.score import DimensionScore, Profile
from assessment.reporting.bands import band_letters
from assessment.reporting.wording import clip, show_range, show_score

Row = dict[str, Any]
NO_SCORE = "No score"


def profile_rows(before: Profile, after: Profile, framework: Framework) -> list[Row]:
    """Return one row a dimension with both scores; ``before`` and ``after`` only with a score."""
    pairs = zip(before.dimensions, after.dimensions, strict=True)
    return [_profile_row(first, second, framework) for first, second in pairs]


def profile_table(before: Profile, after: Profile, framework: Framework) -> pd.DataFrame:
    """Return scores, intervals and bands of every dimension under both methods."""
    rows = [
        {
            "Dimension": framework.questionnaire.dimension(first.dimension_id).name,
            "Score now": _score(first),
            "Interval now": _interval(first),
            "Band now": band_letters(first, framework),
            "Score tried": _score(second),
            "Interval tried": _interval(second),
            "Band tried": band_letters(second, framework),
        }
        for first, second in zip(before.dimensions, after.dimensions, strict=True)
    ]
    return pd.DataFrame(rows)


def state_rows(trial: SetTrial) -> list[Row]:
    """Return one row a state for the chart, in the order in which the states were given."""
    return [_state_row(number, state) for number, state in enumerate(trial.states)]


def state_table(trial: SetTrial) -> pd.DataFrame:
    """Return scores, intervals and bands of every state under both methods."""
    rows = [
        {
            "Assessment": state.title,
            "Score now": show_score(state.before[1]),
            "Interval now": show_range(state.before[0], state.before[2]),
            "Band now": state.band_before,
            "Score tried": show_score(state.after[1]),
            "Interval tried": show_range(state.after[0], state.after[2]),
            "Band tried": state.band_after,
        }
        for state in trial.states
    ]
    return pd.DataFrame(rows)


def _profile_row(before: DimensionScore, after: DimensionScore, framework: Framework) -> Row:
    row: Row = {
        "id": before.dimension_id,
        "Name": framework.questionnaire.dimension(before.dimension_id).name,
        **_side("before", before),
        **_side("after", after),
    }
    return row | _figures(_shown(before), _shown(after))


def _side(name: str, found: DimensionScore) -> Row:
    if found.value is None or found.band is None:
        return {}
    low, high = found.value, found.value
    if found.interval is not None:
        low, high = found.interval.low, found.interval.high
    return {
        name: found.value,
        f"{name}_low": low,
        f"{name}_high": high,
        f"{name}_letter": found.band.letter,
    }


def _state_row(number: int, state: StateTrial) -> Row:
    row: Row = {"id": f"r{number}", "Name": clip(state.title)}
    for name, (low, point, high), letter in (
        ("before", state.before, state.band_before),
        ("after", state.after, state.band_after),
    ):
        row |= {name: point, f"{name}_low": low, f"{name}_high": high, f"{name}_letter": letter}
    first = f"{state.band_before} · {show_score(state.before[1])}"
    return row | _figures(first, f"{state.band_after} · {show_score(state.after[1])}")


def _figures(before: str, after: str) -> Row:
    figures = f"{before}, unchanged" if before == after else f"{before} → {after}"
    return {"Now": before, "Tried": after, "figures": figures}


def _shown(found: DimensionScore) -> str:
    if found.value is None or found.band is None:
        return NO_SCORE
    return f"{found.band.letter} · {show_score(found.value)}"


def _score(found: DimensionScore) -> str:
    return NO_SCORE if found.value is None else show_score(found.value)


def _interval(found: DimensionScore) -> str:
    if found.interval is None:
        return NO_SCORE
    return show_range(found.interval.low, found.interval.high)
