"""How far several raters of one assessment agree: spread, alpha, groups and single raters.

Only levels are compared. Insufficient information and not applicable are no
levels; the spread counts them, and alpha treats them as not given.
"""

from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise

import numpy as np

from assessment.model.agreement import (
    Agreement,
    Alpha,
    DimensionAgreement,
    GroupAgreement,
    IndicatorAgreement,
    Metric,
    RaterDistance,
)
from assessment.model.answer import GRADES, Status
from assessment.model.questionnaire import Questionnaire
from assessment.model.rating import RESPONDENT_GROUPS, Rating, RatingSpread
from assessment.scoring.alpha import MISSING, Floats, Levels, alpha_from_counts, measure_alpha

DRAWS, SEED = 1000, 20_260
FEWEST_RATERS_TO_NAME_ONE = 3
FEWEST_COMMON_TO_NAME_ONE = 5
FAR = 1.0


class RatingTable:
    """Ratings as an array: one row a person, one column an indicator.

    Attributes
    ----------
    people
        Ids of the persons, sorted, so that the order of entry changes nothing.
    levels
        Shape (n_people, n_indicators): positions on the scale, or `MISSING`.
    """

    def __init__(self, ratings: Iterable[Rating], questionnaire: Questionnaire) -> None:
        self.ratings = tuple(ratings)
        self.questionnaire = questionnaire
        self.scale = sorted(level.value for level in questionnaire.scale)
        self.people = sorted({rating.person_id for rating in self.ratings})
        self.columns = [indicator.id for indicator in questionnaire.indicators]
        self.levels: Levels = np.full(
            (len(self.people), len(self.columns)), MISSING, dtype=np.int64
        )
        row = {person: n for n, person in enumerate(self.people)}
        column = {id_: n for n, id_ in enumerate(self.columns)}
        place = {value: n for n, value in enumerate(self.scale)}
        for rating in self.ratings:
            level = rating.answer.level
            if level is not None and rating.indicator_id in column:
                self.levels[row[rating.person_id], column[rating.indicator_id]] = place[level]

    def of(self, person_id: str) -> Rating:
        """Return the newest rating of a person, which says name and group."""
        own = (rating for rating in self.ratings if rating.person_id == person_id)
        return max(own, key=lambda rating: rating.recorded_at)

    def rows_of(self, group_id: str) -> list[int]:
        """Return the rows of the people of a respondent group."""
        return [n for n, person in enumerate(self.people) if self.of(person).group == group_id]

    def alpha(self, levels: Levels, *, metric: Metric = "ordinal", draws: int = DRAWS) -> Alpha:
        """Measure alpha over some rows and columns."""
        return measure_alpha(levels, len(self.scale), metric=metric, draws=draws, seed=SEED)


def measure_agreement(
    ratings: Sequence[Rating],
    questionnaire: Questionnaire,
    *,
    metric: Metric = "ordinal",
    draws: int = DRAWS,
) -> Agreement:
    """Measure how far the raters of one assessment agree.

    Parameters
    ----------
    ratings
        One for each person and indicator, given before seeing those of others.
    draws
        Resamples behind each interval; 0 for none.

    Notes
    -----
    Framework, section 5.7. The units of alpha are the indicators; within one
    assessment a single indicator is one unit, for which alpha is not defined,
    and the spread says what there is to say.
    """
    table = RatingTable(ratings, questionnaire)
    spreads = measure_spreads(ratings, questionnaire)
    return Agreement(
        metric,
        table.alpha(table.levels, metric=metric, draws=draws),
        tuple(_of_dimensions(table, spreads, metric=metric, draws=draws)),
        tuple(_of_groups(table, metric=metric, draws=draws)),
        _of_raters(table, metric),
        spreads,
        SEED,
        draws,
    )


def measure_spreads(
    ratings: Iterable[Rating], questionnaire: Questionnaire
) -> tuple[RatingSpread, ...]:
    """Measure how far the ratings of each indicator lie apart; unrated ones are left out."""
    by_indicator: dict[str, list[Rating]] = {}
    for rating in ratings:
        by_indicator.setdefault(rating.indicator_id, []).append(rating)
    ids = [indicator.id for indicator in questionnaire.indicators]
    return tuple(measure_spread(id_, by_indicator[id_]) for id_ in ids if id_ in by_indicator)


def measure_spread(indicator_id: str, ratings: Iterable[Rating]) -> RatingSpread:
    """Measure how far the ratings of one indicator lie apart."""
    answers = [rating.answer for rating in ratings]
    levels = tuple(sorted(a.level for a in answers if a.level is not None))
    median = float(np.median(levels)) if levels else None
    deviation = None if median is None else float(np.median(np.abs(np.array(levels) - median)))
    grades = [GRADES.index(a.evidence_grade) for a in answers if a.evidence_grade is not None]
    return RatingSpread(
        indicator_id,
        levels,
        sum(a.status is Status.INSUFFICIENT_INFORMATION for a in answers),
        sum(a.status is Status.NOT_APPLICABLE for a in answers),
        median,
        deviation,
        _share_within_one(levels),
        max(grades) - min(grades) if grades else 0,
    )


def _share_within_one(levels: Sequence[int]) -> float | None:
    pairs = [abs(one - other) <= 1 for one, other in combinations(levels, 2)]
    return sum(pairs) / len(pairs) if pairs else None


def _of_dimensions(
    table: RatingTable, spreads: tuple[RatingSpread, ...], *, metric: Metric, draws: int
) -> Iterable[DimensionAgreement]:
    sizes = [len(dimension.indicators) for dimension in table.questionnaire.dimensions]
    ends = [0, *np.cumsum(sizes).tolist()]
    known = {spread.indicator_id: spread for spread in spreads}
    for dimension, (start, end) in zip(table.questionnaire.dimensions, pairwise(ends), strict=True):
        found = [known[i.id] for i in dimension.indicators if i.id in known]
        shares = [s.share_within_one for s in found if s.share_within_one is not None]
        yield DimensionAgreement(
            dimension.id,
            table.alpha(table.levels[:, start:end], metric=metric, draws=draws),
            sum(shares) / len(shares) if shares else None,
            sum(spread.needs_talk for spread in found),
        )


def _of_groups(table: RatingTable, *, metric: Metric, draws: int) -> Iterable[GroupAgreement]:
    for group in RESPONDENT_GROUPS:
        rows = table.rows_of(group.id)
        if not rows:
            continue
        inside = table.levels[rows]
        outside = np.delete(table.levels, rows, axis=0)
        differences = _medians(inside) - _medians(outside)
        common = differences[~np.isnan(differences)]
        yield GroupAgreement(
            group.id,
            len(rows),
            table.alpha(inside, metric=metric, draws=draws),
            float(common.mean()) if len(common) else None,
            len(common),
        )


def _medians(levels: Levels) -> Floats:
    """Return the median of each column; nan where nobody gave a level."""
    medians = np.full(levels.shape[1], np.nan)
    known = (levels != MISSING).any(axis=0)
    if known.any():
        given = np.where(levels == MISSING, np.nan, levels.astype(np.float64))
        medians[known] = np.nanmedian(given[:, known], axis=0)
    return medians


def _of_raters(table: RatingTable, metric: Metric) -> tuple[RaterDistance, ...]:
    found = [_of_rater(table, row, metric) for row in range(len(table.people))]
    alpha = table.alpha(table.levels, metric=metric, draws=0).value
    apart = _find_apart(found, alpha)
    return tuple(
        RaterDistance(
            rater.person_id,
            rater.person_name,
            rater.group,
            rater.n_common,
            rater.signed,
            rater.absolute,
            rater.alpha_without,
            lies_apart=rater is apart,
        )
        for rater in found
    )


def _of_rater(table: RatingTable, row: int, metric: Metric) -> RaterDistance:
    others = np.delete(table.levels, row, axis=0)
    own = _medians(table.levels[[row]])
    differences = own - _medians(others)
    common = differences[~np.isnan(differences)]
    rating = table.of(table.people[row])
    return RaterDistance(
        rating.person_id,
        rating.person_name,
        rating.group,
        len(common),
        float(common.mean()) if len(common) else None,
        float(np.abs(common).mean()) if len(common) else None,
        table.alpha(others, metric=metric, draws=0).value,
        lies_apart=False,
    )


def _find_apart(raters: Sequence[RaterDistance], alpha: float | None) -> RaterDistance | None:
    """Return the rater who lies furthest from the others, if that says anything.

    With two raters each is as far from the other; with a handful of common
    indicators one disputed question would name somebody.
    """
    known = [r for r in raters if r.n_common >= FEWEST_COMMON_TO_NAME_ONE]
    if len(known) < FEWEST_RATERS_TO_NAME_ONE or alpha is None:
        return None
    furthest = max(known, key=lambda rater: rater.absolute or 0.0)
    is_far = (furthest.absolute or 0.0) >= FAR
    agree_without = furthest.alpha_without is not None and furthest.alpha_without > alpha
    return furthest if is_far and agree_without else None


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
    counts = _count_levels(assessments, questionnaire)
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


def _count_levels(assessments: Sequence[Sequence[Rating]], questionnaire: Questionnaire) -> Floats:
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
