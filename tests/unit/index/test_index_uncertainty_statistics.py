"""Replicates summed up: by numpy's own quantiles and by plain loops."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from assessment.scoring.index.replicates import mean_shifts, spread_ranks, spread_scores
from assessment.scoring.ranks import ranks_within

PERIODS = ["2020", "2020", "2020", "2021", "2021"]
score = st.one_of(st.integers(0, 9).map(float), st.just(float("nan")))
scores = st.integers(1, 12).flatmap(lambda n: arrays(float, (n, 5), elements=score))


def ranked(values):
    return ranks_within(PERIODS, values.T).T


@given(values=scores)
def test_the_quantiles_are_those_of_type_7_over_the_replicates_with_a_score(values) -> None:
    for unit, spread in enumerate(spread_scores(values[0], values)):
        known = values[~np.isnan(values[:, unit]), unit]
        if not len(known):
            assert spread is None
            continue
        assert spread is not None
        wanted = np.quantile(known, [0.05, 0.5, 0.95], method="linear")
        assert (spread.low, spread.median, spread.high) == pytest.approx(tuple(wanted))
        assert spread.n_scored == len(known)
        assert spread.nominal == (None if np.isnan(values[0, unit]) else values[0, unit])


@given(values=scores)
def test_ranks_are_summed_up_like_scores_with_their_mean(values) -> None:
    ranks = ranked(values)
    for unit, spread in enumerate(spread_ranks(ranks[0], ranks, PERIODS)):
        known = ranks[~np.isnan(ranks[:, unit]), unit]
        assert (spread is None) == (len(known) == 0)
        if spread is not None:
            assert spread.mean == pytest.approx(sum(known) / len(known))
            assert spread.low <= spread.median <= spread.high
            assert spread.low == pytest.approx(np.quantile(known, 0.05))


@given(values=scores)
def test_intervals_meet_when_neither_ends_before_the_other_begins(values) -> None:
    ranks = ranked(values)
    spreads = spread_ranks(ranks[0], ranks, PERIODS)
    for unit, spread in enumerate(spreads):
        if spread is None:
            continue
        others = [
            other
            for place, other in enumerate(spreads)
            if other is not None and place != unit and PERIODS[place] == PERIODS[unit]
        ]
        meeting = [
            other
            for other in others
            if not math.ceil(other.high) < math.floor(spread.low)
            and not math.ceil(spread.high) < math.floor(other.low)
        ]
        assert (spread.n_others, spread.n_overlapping) == (len(others), len(meeting))


@given(values=scores)
def test_the_mean_shift_is_a_mean_of_distances(values) -> None:
    ranks = ranked(values)
    for replicate, shift in enumerate(mean_shifts(ranks[0], ranks)):
        away = [
            abs(now - was)
            for now, was in zip(ranks[replicate], ranks[0], strict=True)
            if not math.isnan(now) and not math.isnan(was)
        ]
        assert shift == pytest.approx(sum(away) / len(away) if away else 0)


def test_quantiles_by_hand() -> None:
    ranks = np.array([[1.0], [2], [3], [4], [5], [6], [7], [8], [9], [10], [11]])
    (spread,) = spread_ranks(ranks[0], ranks, [""])
    assert spread is not None
    assert (spread.mean, spread.low, spread.median, spread.high) == (6, 1.5, 6, 10.5)


def test_quantiles_never_cross() -> None:
    values = np.random.default_rng(1).normal(size=(101, 5))
    for spread in spread_scores(values[0], values):
        assert spread is not None
        assert all(a <= b for a, b in pairwise((spread.low, spread.median, spread.high)))
