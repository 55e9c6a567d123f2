"""What the chart of a profile shows, as plain data and in words; the drawing is in charts."""

from itertools import pairwise
from typing import Any

from assessment.model.framework import Framework
from assessment.model.rules import Band
from assessment.model.score import DimensionScore, Profile
from assessment.reporting.bands import band_letters, band_phrase
from assessment.reporting.wording import (
    count_words,
    show_percent,
    show_range,
    show_score,
)

Row = dict[str, Any]


def chart_rows(profile: Profile, framework: Framework) -> list[Row]:
    """Return one row a dimension.

    Returns
    -------
    list of dict
        The capitalised fields are what a reader sees when pointing at a mark,
        and ``said`` is what a screen reader says.
        ``value``, ``interval_low`` and ``interval_high`` (0 to 100) are there
        only with a score, ``bound_low`` and ``bound_high`` only without one,
        and neither where no indicator applies: nothing missing becomes a number.
    """
    return [_row(score, framework) for score in profile.dimensions]


def zone_rows(framework: Framework) -> list[Row]:
    """Return one row a band with the scores from which and to which it reaches."""
    bands = framework.rules.bands
    ends = [*(band.from_score for band in bands), 100.0]
    return [
        {
            "letter": band.letter,
            "name": band.name,
            "colour": band.colour,
            "start": start,
            "end": end,
            "middle": (start + end) / 2,
        }
        for band, (start, end) in zip(bands, pairwise(ends), strict=True)
    ]


def chart_description(profile: Profile, framework: Framework) -> str:
    """Say in words what the chart shows: every dimension with its band and interval."""
    said = (_describe(score, framework) for score in profile.dimensions)
    return " ".join(("Scores of the dimensions, from 0 to 100.", *said))


def _describe(score: DimensionScore, framework: Framework) -> str:
    name = framework.questionnaire.dimension(score.dimension_id).name
    if score.value is None:
        return f"{name}: {band_phrase(score, framework)}."
    interval = score.interval
    spread = f", interval {show_range(interval.low, interval.high)}" if interval else ""
    return f"{name}: {show_score(score.value)}, {band_phrase(score, framework)}{spread}."


def _row(score: DimensionScore, framework: Framework) -> Row:
    row: Row = {
        "id": score.dimension_id,
        "said": _describe(score, framework),
        "Dimension": framework.questionnaire.dimension(score.dimension_id).name,
        "Result": band_phrase(score, framework),
        "Score": "No score",
        "Interval": "No score",
        "Bounds": show_range(score.low, score.high),
        "Coverage": f"{show_percent(score.coverage)} of "
        f"{count_words(score.n_applicable, 'applicable indicator')}",
    }
    if score.n_applicable == 0:
        none = dict.fromkeys(("Score", "Interval", "Bounds", "Coverage"), "Not applicable")
        return {**row, **none, "figures": "No score", "detail": "not applicable"}
    if score.value is None or score.band is None:
        ends = {"bound_low": score.low, "bound_high": score.high}
        return {**row, **ends, "figures": "No score", "detail": row["Bounds"]}
    return {**row, **_scored(score, score.value, score.band, framework)}


def _scored(score: DimensionScore, value: float, band: Band, framework: Framework) -> Row:
    low, high = value, value
    if score.interval is not None:
        low, high = score.interval.low, score.interval.high
    return {
        "value": value,
        "interval_low": low,
        "interval_high": high,
        "letter": band.letter,
        "Score": show_score(value),
        "Interval": show_range(low, high),
        "figures": f"{band_letters(score, framework)} · {show_score(value)}",
        "detail": show_range(low, high),
    }
