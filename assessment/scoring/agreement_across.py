"""Agreement on single indicators over several assessments, each of which is one unit."""

from collections.abc import Sequence

import numpy as np

from assessment.model.agreement import IndicatorAgreement, Metric
from assessment.model.questionnaire import Questionnaire
from assessment.model.rating import Rating
from assessment.scoring.agreement import DRAWS, SEED
from assessment.scoring.alpha import Floats, alpha_from_counts


def measure_indicators(
    assessments: Sequence[Sequence[Rating]],
    questionnaire: Questionnaire,
    *,
    metric: Metric = "ordinal",
    draws: int = DRAWS,
) -> tuple[IndicatorAgreement, ...]:
    """Measure agreement on each indicator that has at least two units.

    Parameters
    ----------
    assessments
        For each assessment its independent ratings, one a person and indicator.
        Different people may have rated different assessments.
    """
    counts = _count(assessments, questionnaire)
    found: list[IndicatorAgreement] = []
    for number, indicator in enumerate(questionnaire.indicators):
        own = counts[number]
        if (own.sum(axis=-1) >= 2).sum() < 2:
            continue
        people = {
            rating.person_id
            for ratings in assessments
            for rating in ratings
            if rating.indicator_id == indicator.id and rating.answer.level is not None
        }
        alpha = alpha_from_counts(own, len(people), metric=metric, draws=draws, seed=SEED)
        found.append(IndicatorAgreement(indicator.id, alpha))
    return tuple(found)


def _count(assessments: Sequence[Sequence[Rating]], questionnaire: Questionnaire) -> Floats:
    """Return how often each level was given; shape (n_indicators, n_assessments, n_levels)."""
    place = {v: n for n, v in enumerate(sorted(level.value for level in questionnaire.scale))}
    row = {indicator.id: n for n, indicator in enumerate(questionnaire.indicators)}
    counts = np.zeros((len(row), len(assessments), len(place)))
    for unit, ratings in enumerate(assessments):
        for rating in ratings:
            level = rating.answer.level
            if level is not None and rating.indicator_id in row:
                counts[row[rating.indicator_id], unit, place[level]] += 1
    return counts
