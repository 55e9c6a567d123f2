"""Krippendorff's alpha: a published example, a second route, and what must always hold."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from assessment.model.agreement import METRICS
from assessment.scoring.alpha import (
    MISSING,
    alpha_of,
    count_coincidences,
    count_levels,
    measure_alpha,
    resample_alpha,
)

N_LEVELS = 5
# Four observers, twelve units, with missing values: the worked example of
# Krippendorff, "Computing Krippendorff's Alpha-Reliability".
PUBLISHED = """
1 2 3 3 2 1 4 1 2 . . .
1 2 3 3 2 2 4 1 2 5 . 3
. 3 3 3 2 3 4 2 2 5 1 .
1 2 3 3 2 4 4 1 2 5 1 .
"""
some_ratings = arrays(
    np.int64,
    st.tuples(st.integers(2, 5), st.integers(2, 8)),
    elements=st.integers(MISSING, N_LEVELS - 1),
)


def published() -> np.ndarray:
    rows = [line.split() for line in PUBLISHED.strip().splitlines()]
    return np.array([[MISSING if cell == "." else int(cell) - 1 for cell in row] for row in rows])


def alpha_by_pairs(ratings: np.ndarray, metric: str) -> float | None:
    """Compare every pair of levels, one by one; no coincidence matrix, no cumulative sums."""
    units = [[int(v) for v in column if v != MISSING] for column in ratings.T]
    units = [unit for unit in units if len(unit) >= 2]
    pooled = [level for unit in units for level in unit]

    def distance(one: int, other: int) -> float:
        low, high = sorted((one, other))
        if metric == "nominal":
            return float(one != other)
        if metric == "interval":
            return (high - low) ** 2
        between = sum(low <= level <= high for level in pooled)
        ends = sum(level == low for level in pooled) + sum(level == high for level in pooled)
        return (between - ends / 2) ** 2 if low != high else 0.0

    observed = sum(
        sum(distance(a, b) for a, b in permutations(unit, 2)) / (len(unit) - 1) for unit in units
    )
    expected = sum(distance(a, b) for a, b in permutations(pooled, 2))
    if expected == 0:
        return None
    return 1 - (len(pooled) - 1) * observed / expected


@pytest.mark.parametrize(
    ("metric", "value"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)]
)
def test_the_published_example_gives_the_published_alpha(metric, value: float):
    found = measure_alpha(published(), N_LEVELS, metric=metric, draws=0)
    assert found.value == pytest.approx(value, abs=0.0005)
    assert (found.n_raters, found.n_units, found.n_ratings) == (4, 11, 40)


@settings(deadline=None)
@given(some_ratings, st.sampled_from(METRICS))
def test_alpha_equals_the_count_of_all_pairs_one_by_one(ratings: np.ndarray, metric):
    found = measure_alpha(ratings, N_LEVELS, metric=metric, draws=0)
    expected = alpha_by_pairs(ratings, metric)
    if found.undefined is None:
        assert found.value == pytest.approx(expected, abs=1e-12)
    elif found.undefined == "no_variation":
        assert expected is None


@settings(deadline=None)
@given(some_ratings, st.randoms(use_true_random=False), st.sampled_from(METRICS))
def test_the_order_of_raters_and_of_units_changes_nothing(ratings: np.ndarray, shuffler, metric):
    rows, columns = list(range(ratings.shape[0])), list(range(ratings.shape[1]))
    shuffler.shuffle(rows)
    shuffler.shuffle(columns)
    one = measure_alpha(ratings, N_LEVELS, metric=metric, draws=0)
    other = measure_alpha(ratings[rows][:, columns], N_LEVELS, metric=metric, draws=0)
    assert one.undefined == other.undefined
    assert one.value == pytest.approx(other.value, abs=1e-12)


@settings(deadline=None)
@given(some_ratings, st.permutations(range(N_LEVELS)))
def test_renaming_the_levels_leaves_the_nominal_alpha_alone(ratings: np.ndarray, names):
    renamed = np.where(ratings == MISSING, MISSING, np.array(names)[ratings])
    one = measure_alpha(ratings, N_LEVELS, metric="nominal", draws=0)
    other = measure_alpha(renamed, N_LEVELS, metric="nominal", draws=0)
    assert one.value == pytest.approx(other.value, abs=1e-12)


@settings(deadline=None)
@given(some_ratings)
def test_turning_the_scale_round_leaves_the_ordinal_alpha_alone(ratings: np.ndarray):
    turned = np.where(ratings == MISSING, MISSING, N_LEVELS - 1 - ratings)
    one = measure_alpha(ratings, N_LEVELS, draws=0)
    assert one.value == pytest.approx(measure_alpha(turned, N_LEVELS, draws=0).value, abs=1e-12)


@settings(deadline=None)
@given(
    arrays(np.int64, st.integers(2, 10), elements=st.integers(0, N_LEVELS - 1)),
    st.integers(2, 5),
    st.sampled_from(METRICS),
)
def test_raters_who_all_say_the_same_agree_perfectly_or_alpha_is_not_defined(
    levels: np.ndarray, n_raters: int, metric
):
    found = measure_alpha(np.tile(levels, (n_raters, 1)), N_LEVELS, metric=metric, draws=0)
    if len(set(levels)) == 1:
        assert (found.value, found.undefined) == (None, "no_variation")
    else:
        assert found.value == 1.0


@settings(deadline=None)
@given(some_ratings, st.sampled_from(METRICS))
def test_alpha_is_never_above_one(ratings: np.ndarray, metric):
    found = measure_alpha(ratings, N_LEVELS, metric=metric, draws=0)
    assert found.value is None or found.value <= 1 + 1e-12


@settings(deadline=None)
@given(some_ratings)
def test_a_level_that_nobody_shares_a_unit_with_counts_for_nothing(ratings: np.ndarray):
    lonely = np.full((ratings.shape[0], 1), MISSING)
    lonely[0] = 0
    more = np.hstack([ratings, lonely])
    one, other = (measure_alpha(r, N_LEVELS, draws=0) for r in (ratings, more))
    assert (one.value, one.n_units) == (other.value, other.n_units)


@pytest.mark.parametrize(
    ("ratings", "why"),
    [
        ([[0, 1, 2]], "too_few_raters"),
        ([[0, 1, 2], [MISSING] * 3], "too_few_raters"),
        ([[0, MISSING], [1, 1]], "too_few_units"),
        ([[0, MISSING], [MISSING, 1]], "too_few_units"),
        ([[2, 2], [2, 2]], "no_variation"),
    ],
)
def test_alpha_is_not_defined_and_says_why(ratings, why: str):
    found = measure_alpha(np.array(ratings), N_LEVELS)
    assert (found.value, found.undefined) == (None, why)
    assert (found.low, found.high) == (None, None)


def test_a_level_off_the_scale_is_a_mistake_of_the_program():
    with pytest.raises(ValueError, match="-1 to 4"):
        count_levels(np.array([[5], [0]]), N_LEVELS)


def test_many_indicators_at_once_give_the_same_as_one_by_one():
    generator = np.random.default_rng(3)
    ratings = generator.integers(MISSING, N_LEVELS, (6, 4, 20))
    together = alpha_of(
        count_coincidences(count_levels(ratings, N_LEVELS)).sum(axis=-3), metric="ordinal"
    )
    alone = [measure_alpha(one, N_LEVELS, draws=0).value for one in ratings]
    assert together.tolist() == pytest.approx(alone, abs=1e-12)


def test_a_resample_by_weights_equals_alpha_of_the_repeated_units():
    ratings = np.random.default_rng(5).integers(MISSING, N_LEVELS, (4, 12))
    coincidences = count_coincidences(count_levels(ratings, N_LEVELS))
    drawn = resample_alpha(
        coincidences, metric="ordinal", draws=50, generator=np.random.default_rng(9)
    )
    weights = np.random.default_rng(9).multinomial(12, np.full(12, 1 / 12), size=50)
    repeated = [alpha_by_pairs(np.repeat(ratings, w, axis=1), "ordinal") for w in weights]
    assert drawn.tolist() == pytest.approx(repeated, abs=1e-12)


def test_resamples_of_several_indicators_equal_those_of_each_alone():
    ratings = np.random.default_rng(5).integers(MISSING, N_LEVELS, (3, 4, 12))
    coincidences = count_coincidences(count_levels(ratings, N_LEVELS))
    # So many draws that they are made in more than one part.
    both = [
        resample_alpha(part, metric="interval", draws=9000, generator=np.random.default_rng(9))
        for part in (coincidences, coincidences[1])
    ]
    assert both[0].shape == (3, 9000)
    np.testing.assert_allclose(both[0][1], both[1], atol=1e-12)


def test_the_interval_is_the_same_for_the_same_seed_and_holds_alpha():
    one = measure_alpha(published(), N_LEVELS, seed=4)
    assert one == measure_alpha(published(), N_LEVELS, seed=4)
    assert one != measure_alpha(published(), N_LEVELS, seed=5)
    assert one.value is not None
    assert one.low is not None
    assert one.high is not None
    assert one.low < one.value < one.high


def test_with_a_handful_of_units_there_is_alpha_and_no_interval():
    four = np.array([[0, 1, 2, 3], [0, 1, 2, 4]])
    found = measure_alpha(four, N_LEVELS)
    assert found.value is not None
    assert (found.low, found.high) == (None, None)
    five = np.array([[0, 1, 2, 3, 4], [0, 1, 2, 4, 4]])
    assert measure_alpha(five, N_LEVELS).low is not None


def test_where_many_resamples_do_not_vary_there_is_no_interval():
    # A resample varies only if it holds the one unit that differs, so a third does not.
    found = measure_alpha(np.array([[2] * 9 + [1], [2] * 9 + [1]]), N_LEVELS)
    assert found.value == 1.0
    assert found.share_undefined == pytest.approx(0.35, abs=0.05)
    assert (found.low, found.high) == (None, None)


@settings(max_examples=25, deadline=None)
@given(some_ratings)
def test_the_interval_is_ordered_and_at_most_one(ratings: np.ndarray):
    found = measure_alpha(ratings, N_LEVELS, draws=100)
    if found.low is not None:
        assert found.high is not None
        assert found.low <= found.high <= 1 + 1e-12
