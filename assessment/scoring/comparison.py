"""Differences between two assessments, each with an interval of its own.

A difference is drawn itself: what is not known of the answers is drawn for each
assessment on its own, and a choice of method, where it varies, holds for both. Whether
two assessments may be compared at all is decided in the services.
"""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from assessment.model.assessment import Record
from assessment.model.comparison import (
    ComparedAnswer,
    DimensionDifference,
    IndicatorDifference,
    Verdict,
)
from assessment.model.framework import Framework
from assessment.model.questionnaire import Indicator, Questionnaire
from assessment.model.score import DimensionScore, Interval
from assessment.model.tree import Numbers
from assessment.scoring.draws import DECIMALS, interval_of, published_draws, round_scores

Scores = tuple[DimensionScore, ...]


def compare_scores(
    framework: Framework, before: tuple[Record, Scores], after: tuple[Record, Scores]
) -> tuple[DimensionDifference, ...]:
    """Hold two assessments with the same questionnaire content against each other.

    Parameters
    ----------
    before, after
        An assessment with the scores of its dimensions.

    Returns
    -------
    tuple of DimensionDifference
        In the order of the questionnaire. Swapping the two negates differences
        and intervals; the same records give the same digits.

    Notes
    -----
    Framework, sections 3.2 (pairwise comparison) and 5.3, step 6.
    """
    first, second = (published_draws(framework, record) for record, _scores in (before, after))
    quantiles = framework.rules.interval.quantiles
    return tuple(
        _difference(one, two, interval_of(second[id_] - first[id_], quantiles))
        for one, two in zip(before[1], after[1], strict=True)
        for id_ in (one.dimension_id,)
    )


def judge(difference: float | None, interval: Interval | None) -> Verdict:
    """Say which of two scores is higher, if that can be said.

    Parameters
    ----------
    difference, interval
        Second score minus first, and its interval over paired draws; ``None`` when there
        is none.

    Returns
    -------
    Verdict
        "No clear difference" if the interval of the difference includes 0, or if scores
        and interval point in different directions.
    """
    if difference is None or interval is None:
        return Verdict.NOT_COMPARABLE
    if difference > 0 and interval.low > 0:
        return Verdict.HIGHER
    if difference < 0 and interval.high < 0:
        return Verdict.LOWER
    return Verdict.NO_CLEAR_DIFFERENCE


def clearly_above(
    points: Numbers, drawn: Numbers, quantiles: tuple[float, float]
) -> NDArray[np.bool_]:
    """Judge every pair of many assessments; the same as `judge` on each difference.

    Parameters
    ----------
    points
        Scores, shape (n_assessments,); ``nan`` without one.
    drawn
        Their draws, shape (n_assessments, n_draws).

    Returns
    -------
    array
        Shape (n_assessments, n_assessments): the one of a row is higher than that of a column.
    """
    above = np.zeros((len(points), len(points)), np.bool_)
    for row, column in combinations(np.flatnonzero(~np.isnan(points)).tolist(), 2):
        difference = round(float(points[row] - points[column]), DECIMALS)
        higher, lower = (row, column) if difference > 0 else (column, row)
        spread = round_scores(drawn[higher] - drawn[lower])
        above[higher, lower] = difference != 0 and _keeps_above(spread, quantiles)
    return above


def _keeps_above(spread: Numbers, quantiles: tuple[float, float]) -> bool:
    """Whether the low end of the interval lies above 0.

    Counting is some twenty times as fast as sorting, and decides all but the ties.
    """
    below = np.count_nonzero(spread <= 0)
    at_low = quantiles[0] * (len(spread) - 1)
    if abs(below - at_low) > 2:
        return bool(below < at_low)
    interval = interval_of(spread, quantiles)
    return interval is not None and interval.low > 0


def compare_indicators(
    before: tuple[Questionnaire, Record], after: tuple[Questionnaire, Record]
) -> tuple[IndicatorDifference, ...]:
    """Hold the answers to the indicators that exist in both against each other.

    Within one questionnaire an indicator is known by its id in every version,
    because ids are never used again. In two different questionnaires the same id
    says nothing, so there an indicator counts as the same only if it reads alike.

    Returns
    -------
    tuple of IndicatorDifference
        In the order of the second questionnaire; empty if nothing is in both.
    """
    (first, first_record), (second, second_record) = before, after
    shared = ((first.indicator(i.id), i) for i in second.indicators if first.has_indicator(i.id))
    return tuple(
        IndicatorDifference(
            indicator.id,
            indicator.name,
            compared_answer(first_record, indicator.id),
            compared_answer(second_record, indicator.id),
            same_wording=_reads_alike(earlier, indicator),
        )
        for earlier, indicator in shared
        if first.id == second.id or _reads_alike(earlier, indicator)
    )


def compared_answer(record: Record, indicator_id: str) -> ComparedAnswer:
    """Return what the current answer says, without its texts."""
    answer = record.answer(indicator_id)
    return ComparedAnswer(answer.status, answer.level, answer.confidence)


def _reads_alike(one: Indicator, other: Indicator) -> bool:
    return (one.question, one.anchors) == (other.question, other.anchors)


def _difference(
    before: DimensionScore, after: DimensionScore, spread: Interval | None
) -> DimensionDifference:
    if before.value is None or after.value is None:
        spread, difference = None, None
    else:
        difference = round(after.value - before.value, DECIMALS) + 0.0
    verdict = judge(difference, spread)
    return DimensionDifference(before.dimension_id, before, after, difference, spread, verdict)
