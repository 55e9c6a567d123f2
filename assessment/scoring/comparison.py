"""Differences between two assessments, each with an interval of its own.

The method choices of a draw (weights and what the levels stand for) hold for
both assessments; the uncertainty of the answers is drawn for each on its own.
Whether two assessments may be compared at all is decided in the services.
"""

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
from assessment.scoring.draws import DECIMALS, interval_of, published_draws
from assessment.scoring.profile import score_records


def compare_dimensions(
    framework: Framework, before: Record, after: Record
) -> tuple[DimensionDifference, ...]:
    """Hold two assessments with the same questionnaire content against each other.

    Returns
    -------
    tuple of DimensionDifference
        In the order of the questionnaire. Swapping the two negates differences
        and intervals; the same records give the same digits.

    Notes
    -----
    Framework, sections 3.2 (pairwise comparison) and 5.3, step 6.
    """
    found, other = score_records(framework, (before, after))
    first, second = (published_draws(framework, record) for record in (before, after))
    rule = framework.rules.interval
    return tuple(
        _difference(one, two, interval_of(second[id_] - first[id_], rule))
        for one, two in zip(found, other, strict=True)
        for id_ in (one.dimension_id,)
    )


def judge(before: DimensionScore, after: DimensionScore, interval: Interval | None) -> Verdict:
    """Say which of two scores is higher, if that can be said.

    Parameters
    ----------
    interval
        Of the difference after minus before; ``None`` when there is none.

    Returns
    -------
    Verdict
        "No clear difference" if the intervals of the scores overlap, if that of
        the difference includes 0, or if scores and interval point in different
        directions.
    """
    if before.value is None or after.value is None or interval is None:
        return Verdict.NOT_COMPARABLE
    if before.interval is None or after.interval is None:
        return Verdict.NOT_COMPARABLE
    if before.interval.overlaps(after.interval) or interval.low <= 0 <= interval.high:
        return Verdict.NO_CLEAR_DIFFERENCE
    difference = round(after.value - before.value, DECIMALS)
    if difference > 0 and interval.low > 0:
        return Verdict.HIGHER
    if difference < 0 and interval.high < 0:
        return Verdict.LOWER
    return Verdict.NO_CLEAR_DIFFERENCE


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
    verdict = judge(before, after, spread)
    return DimensionDifference(before.dimension_id, before, after, difference, spread, verdict)
