"""Tables of a comparison to read on the page: text throughout, nothing missing left blank."""

from collections.abc import Sequence

import pandas as pd

from assessment.model.answer import Status
from assessment.model.comparison import (
    ComparedAssessment,
    Difference,
    DimensionDifference,
    IndicatorDifference,
    Stand,
    Trend,
)
from assessment.model.framework import Framework
from assessment.model.score import DimensionScore
from assessment.reporting.bands import band_letters
from assessment.reporting.compare_sentences import (
    VERDICT_WORDS,
    show_difference,
    show_difference_range,
)
from assessment.reporting.tables import MISSING_WORDS
from assessment.reporting.wording import (
    count_words,
    show_range,
    show_score,
)


def score_table(
    compared: Sequence[ComparedAssessment], framework: Framework, *, first: str = "Assessment"
) -> pd.DataFrame:
    """Return one row an assessment and one column a dimension, all text.

    Parameters
    ----------
    first
        Heading of the first column.
    """
    ids = [dimension.id for dimension in framework.questionnaire.dimensions]
    rows = [
        {first: one.label} | {id_: cell_words(one.by_dimension[id_], framework) for id_ in ids}
        for one in compared
    ]
    return pd.DataFrame(rows, columns=[first, *ids])


def cell_words(score: DimensionScore, framework: Framework) -> str:
    """Write band, score and interval in one cell; bounds where there is no score."""
    if score.n_applicable == 0:
        return "Not applicable"
    if score.value is None:
        return f"No score ({show_range(score.low, score.high)})"
    spread = f" ({show_range(score.interval.low, score.interval.high)})" if score.interval else ""
    return f"{band_letters(score, framework)} {show_score(score.value)}{spread}"


def difference_table(pair: Difference) -> pd.DataFrame:
    """Return one row a dimension: both results, the difference, its interval, the verdict."""
    before, after = side_names(pair)
    columns = ["Dimension", before, after, "Difference", "Interval", "In words"]
    rows = [_difference_row(one, pair) for one in pair.dimensions]
    return pd.DataFrame(rows, columns=columns)


def _difference_row(found: DimensionDifference, pair: Difference) -> tuple[str, ...]:
    name = pair.framework.questionnaire.dimension(found.dimension_id).name
    scores = (cell_words(score, pair.framework) for score in (found.before, found.after))
    words = VERDICT_WORDS[found.verdict].capitalize()
    if found.difference is None or found.interval is None:
        return (name, *scores, "None", "None", words)
    spread = show_difference_range(found.interval.low, found.interval.high)
    return (name, *scores, show_difference(found.difference), spread, words)


def indicator_table(pair: Difference, *, only_changed: bool) -> pd.DataFrame:
    """Return one row an indicator: what changed, and both answers with their confidence."""
    before, after = side_names(pair)
    columns = ["Indicator", "Name", "Change", before, after]
    rows = [
        (
            one.indicator_id,
            one.name,
            change_words(one),
            stand_words(one.before, confidence=True),
            stand_words(one.after, confidence=True),
        )
        for one in pair.indicators
        if one.changed or not only_changed
    ]
    return pd.DataFrame(rows, columns=columns)


def side_names(pair: Difference) -> tuple[str, str]:
    """Return the names of both sides, told apart even if somebody compares one with itself."""
    before, after = pair.before.label, pair.after.label
    return (before, after) if before != after else (f"{before} (first)", f"{after} (second)")


def stand_words(stand: Stand, *, confidence: bool) -> str:
    """Write an answer in a few words."""
    if stand.status is not Status.LEVEL or stand.level is None:
        return MISSING_WORDS[stand.status]
    return f"{stand.level} ({confidence_words(stand)})" if confidence else str(stand.level)


def confidence_words(stand: Stand) -> str:
    """Write the confidence of an answer; empty where there is no level."""
    if stand.status is not Status.LEVEL:
        return ""
    return stand.confidence or "not stated"


def change_words(found: IndicatorDifference) -> str:
    """Say what changed at one indicator."""
    if not found.same_wording:
        return "Asked in other words"
    change = found.change
    if change is None:
        return _change_of_status(found)
    if change == 0:
        return "Same level"
    return f"{'Up' if change > 0 else 'Down'} {count_words(abs(change), 'level')}"


def _change_of_status(found: IndicatorDifference) -> str:
    if found.before.status is found.after.status:
        return "Same"
    if found.before.status is Status.LEVEL:
        return (
            "No level any more" if found.after.status is not Status.NOT_APPLICABLE else "Left out"
        )
    return "Now has a level" if found.after.status is Status.LEVEL else "No level in either"


def step_table(trend: Trend) -> pd.DataFrame:
    """Return one row a dimension and one column for each step from a period to the next."""
    headings = [f"{step.before.label} to {step.after.label}" for step in trend.steps]
    rows: list[tuple[str, ...]] = []
    for n, dimension in enumerate(trend.framework.questionnaire.dimensions):
        found = (step.dimensions[n] for step in trend.steps)
        rows.append((dimension.name, *(_step_words(one) for one in found)))
    return pd.DataFrame(rows, columns=["Dimension", *headings])


def _step_words(found: DimensionDifference) -> str:
    words = VERDICT_WORDS[found.verdict].capitalize()
    return words if found.difference is None else f"{words} ({show_difference(found.difference)})"
