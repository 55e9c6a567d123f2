"""What the charts of a comparison show, as plain data; the drawing is in compare_charts.

What people typed (titles, regions, periods) is only ever a value in this data and
never part of an expression that a chart computes.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from assessment.model.comparison import (
    ComparedAssessment,
    Difference,
    DimensionDifference,
    Group,
    Trend,
)
from assessment.model.framework import Framework
from assessment.model.score import DimensionScore
from assessment.reporting.bands import band_letters, band_phrase
from assessment.reporting.compare_sentences import VERDICT_WORDS, sentence_of, show_difference
from assessment.reporting.wording import show_range, show_score

Row = dict[str, Any]
LONGEST_LABEL = 120
"""Longer titles would push everything else out of a chart; tables carry them in full."""


def panel_rows(
    compared: Sequence[ComparedAssessment], framework: Framework, dimension_id: str
) -> list[Row]:
    """Return one row an assessment for the small chart of one dimension."""
    return [
        {"id": f"r{n}", **_result(one, one.by_dimension[dimension_id], framework)}
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
            **_result(one, score, group.framework),
        }
        for n, one in enumerate(group.compared)
        for column, score in enumerate(one.dimensions)
    ]


def difference_rows(pair: Difference) -> list[Row]:
    """Return one row a dimension; ``difference``, ``low`` and ``high`` only where there is one."""
    return [_difference(one, pair) for one in pair.dimensions]


def difference_reach(rows: Sequence[Row]) -> float:
    """Return how far the scale must reach to both sides of 0: whole tens, at least 20."""
    ends = [abs(row[end]) for row in rows for end in ("low", "high", "difference") if end in row]
    return max(20.0, -(-max(ends, default=0.0) // 10) * 10)


def trend_rows(trend: Trend, dimension_id: str) -> list[Row]:
    """Return one row a period; a period without a score keeps its place and breaks the line."""
    rows: list[Row] = []
    for one in trend.periods:
        score = one.by_dimension[dimension_id]
        row = _result(one, score, trend.framework)
        empty: Row = {"value": None, "interval_low": None, "interval_high": None}
        rows.append({**empty, **row, "period": clip(one.label)})
    return rows


def zone_rows(framework: Framework) -> list[Row]:
    """Return one row a band with its letter and the scores between which it lies."""
    bands = framework.rules.bands
    ends = [*(band.from_score for band in bands), 100.0]
    return [
        {"letter": band.letter, "colour": band.colour, "start": start, "end": end}
        | {"middle": (start + end) / 2}
        for band, (start, end) in zip(bands, pairwise(ends), strict=True)
    ]


def clip(label: str) -> str:
    """Put a label on one line and cut it where a chart has no room for more."""
    line = " ".join(label.split())
    return line if len(line) <= LONGEST_LABEL else line[: LONGEST_LABEL - 1] + "…"


def _result(one: ComparedAssessment, score: DimensionScore, framework: Framework) -> Row:
    row: Row = {
        "Assessment": clip(one.label),
        "Dimension": framework.questionnaire.dimension(score.dimension_id).name,
        "Result": band_phrase(score, framework),
        "Bounds": show_range(score.low, score.high) if score.n_applicable else "Not applicable",
    }
    if score.n_applicable == 0:
        return row | {"letters": "–", "figures": "Not applicable", "detail": "n. a."}
    if score.value is None or score.band is None:
        ends = {"bound_low": score.low, "bound_high": score.high}
        detail = f"{score.low:.0f}–{score.high:.0f}"
        return row | ends | {"letters": "?", "figures": "No score", "detail": detail}
    low, high = score.value, score.value
    if score.interval is not None:
        low, high = score.interval.low, score.interval.high
    letters = band_letters(score, framework)
    return row | {
        "value": score.value,
        "interval_low": low,
        "interval_high": high,
        "letter": score.band.letter,
        "colour": score.band.colour,
        "letters": letters,
        "detail": show_score(score.value),
        "figures": f"{letters} · {show_score(score.value)}",
        "Score": show_score(score.value),
        "Interval": show_range(low, high),
    }


def _difference(found: DimensionDifference, pair: Difference) -> Row:
    words = VERDICT_WORDS[found.verdict].capitalize()
    row: Row = {
        "id": found.dimension_id,
        "Dimension": pair.framework.questionnaire.dimension(found.dimension_id).name,
        "Verdict": words,
        "verdict": found.verdict.value,
        "said": sentence_of(found, pair),
        "figures": words,
    }
    if found.difference is None or found.interval is None:
        return row
    shown = show_difference(found.difference)
    ends = {"low": found.interval.low, "high": found.interval.high}
    return row | ends | {"difference": found.difference, "figures": f"{words} ({shown})"}
