"""Differences between two assessments, each with an interval of its own.

The method choices of a draw (weights and what the levels stand for) hold for
both assessments; the uncertainty of the answers is drawn for each on its own.
Whether two assessments may be compared at all is decided in the services.
"""

from hashlib import sha256

import numpy as np

from assessment.model.assessment import Record
from assessment.model.comparison import (
    DimensionDifference,
    IndicatorDifference,
    Stand,
    Verdict,
)
from assessment.model.framework import Framework
from assessment.model.questionnaire import Dimension, Indicator, Questionnaire
from assessment.model.score import DimensionScore, Interval
from assessment.scoring.interval import Draws
from assessment.scoring.overview import score_overview, setting_of
from assessment.scoring.rules import Levels
from assessment.scoring.setting import Setting

DECIMALS = 9
"""To which figures are rounded before they are judged, as `band_of` does."""


class _OwnShifts(Draws):
    """Draws with the weights and step maps of the questionnaire and shifts of their own."""

    def __init__(self, setting: Setting, own: np.random.Generator) -> None:
        self._own = own
        super().__init__(setting)

    def scores(self, dimension: Dimension) -> Levels:
        """Return the drawn scores (0 to 100), shape (n_draws,)."""
        return self._setting.score(dimension, self._levels, self._weights)

    def _shifts(self, uniform: Levels) -> Levels:
        # With the shared draws, two assessments would err in the same direction on the
        # same indicator, and the interval of the difference would be too narrow.
        return super()._shifts(self._own.random(uniform.shape))


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
    found, other = score_overview(framework, (before, after))
    drawn = _draws_of(framework, before), _draws_of(framework, after)
    dimensions = framework.questionnaire.dimensions
    return tuple(
        _difference(one, two, _spread(drawn, dimension, framework))
        for one, two, dimension in zip(found, other, dimensions, strict=True)
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
            stand_of(first_record, indicator.id),
            stand_of(second_record, indicator.id),
            same_wording=_reads_alike(earlier, indicator),
        )
        for earlier, indicator in shared
        if first.id == second.id or _reads_alike(earlier, indicator)
    )


def stand_of(record: Record, indicator_id: str) -> Stand:
    """Return what the current answer says, without its texts."""
    answer = record.answer(indicator_id)
    return Stand(answer.status, answer.level, answer.confidence)


def _reads_alike(one: Indicator, other: Indicator) -> bool:
    return (one.question, one.anchors) == (other.question, other.anchors)


def _draws_of(framework: Framework, record: Record) -> _OwnShifts:
    """Draw for one assessment: the same draws whatever it is compared with."""
    own = np.random.default_rng([framework.rules.interval.seed, _own_number(record)])
    return _OwnShifts(setting_of(framework, record), own)


def _own_number(record: Record) -> int:
    """Turn the heading into a number, so that the digits are the same in every database.

    What tells two assessments apart is in it, so that two never share their shifts.
    """
    a = record.assessment
    heading = (a.state_code, a.state_name, a.region, a.period, a.mode, a.scope_note)
    digest = sha256("\x1f".join(heading).encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big")


def _spread(
    drawn: tuple[_OwnShifts, _OwnShifts], dimension: Dimension, framework: Framework
) -> Interval | None:
    """Return the interval of the difference of the drawn scores; ``None`` if nothing is known."""
    differences = drawn[1].scores(dimension) - drawn[0].scores(dimension)
    if np.isnan(differences).all():
        return None
    low, high = framework.rules.interval.quantiles
    found = np.quantile(differences, [low, 0.5, high])
    # Rounding hides the last binary digits, in which a swapped pair would differ.
    return Interval(*(round(float(value), DECIMALS) + 0.0 for value in found))


def _difference(
    before: DimensionScore, after: DimensionScore, spread: Interval | None
) -> DimensionDifference:
    if before.value is None or after.value is None:
        spread, difference = None, None
    else:
        difference = round(after.value - before.value, DECIMALS) + 0.0
    verdict = judge(before, after, spread)
    return DimensionDifference(before.dimension_id, before, after, difference, spread, verdict)
