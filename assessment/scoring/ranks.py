"""Ranks: of states in every draw and of rows of a table; equal scores share the better rank."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assessment.model.uncertainty import RankInterval

Numbers = NDArray[np.float64]

DECIMALS = 9
"""Equal by hand is equal, whatever binary arithmetic makes of the last digits."""
TAIL = 0.05
DRAWS_AT_A_TIME = 100  # As many as stay in the fast memory.


def ascending_ranks(values: Numbers) -> Numbers:
    """Return ranks over the last axis: 1 is the lowest, ties get the smallest, ``nan`` stays.

    Values are compared after nine decimals.

    Examples
    --------
    >>> ascending_ranks(np.array([5.0, np.nan, 2.0, 5.0, 9.0])).tolist()
    [2.0, nan, 1.0, 2.0, 4.0]
    """
    rows = np.round(values.reshape(-1, values.shape[-1]), DECIMALS)
    order: NDArray[np.intp] = np.argsort(rows, axis=-1)
    ordered = np.take_along_axis(rows, order, axis=-1)
    begins: NDArray[np.bool_] = np.ones(rows.shape, np.bool_)
    begins[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    numbers: NDArray[np.int64] = np.arange(rows.shape[1], dtype=np.int64)
    places = np.where(begins, numbers, 0)
    first = np.maximum.accumulate(places, axis=-1)
    ranks = np.empty(rows.shape)
    np.put_along_axis(ranks, order, first + 1.0, axis=-1)
    ranks[np.isnan(rows)] = np.nan
    return ranks.reshape(values.shape)


def ranks_of(scores: Numbers) -> Numbers:
    """Return ranks over the last axis: 1 is the highest, ties get the smallest, ``nan`` stays.

    Examples
    --------
    >>> ranks_of(np.array([5.0, np.nan, 2.0, 5.0, 9.0])).tolist()
    [2.0, nan, 4.0, 2.0, 1.0]
    """
    return ascending_ranks(-scores)


def ranks_within(periods: Sequence[str], scores: Numbers) -> Numbers:
    """Return ranks of each column among the rows of the same period; shape (n_units, n_columns)."""
    given = np.array(periods, dtype=object)
    ranks = np.full(scores.shape, np.nan)
    for period in dict.fromkeys(periods):
        rows = given == period
        ranks[rows] = ranks_of(scores[rows].T).T
    return ranks


def rank_each_draw(scores: Numbers) -> NDArray[np.int32]:
    """Rank the states in every draw; 1 is the highest score, equal scores share the better rank.

    Parameters
    ----------
    scores
        Shape (n_states, n_draws), 0 to 100, none missing.

    Returns
    -------
    array
        Same shape.
    """
    ranks = np.empty(scores.shape, np.int32)
    for start in range(0, scores.shape[1], DRAWS_AT_A_TIME):
        draws = slice(start, start + DRAWS_AT_A_TIME)
        ranks[:, draws] = _rank_few(np.ascontiguousarray(scores[:, draws].T))
    return ranks


def _rank_few(scores: Numbers) -> NDArray[np.int32]:
    """Rank scores of shape (n_draws, n_states); the ranks have shape (n_states, n_draws)."""
    n_draws, n_states = scores.shape
    # Score and state in one whole number: sorting that is four times as fast as
    # sorting places, and equal at nine decimals is equal.
    bits = n_states.bit_length()
    rounded: NDArray[np.int64] = np.rint(scores * -(10.0**DECIMALS)).astype(np.int64)
    own: NDArray[np.int64] = np.arange(n_states, dtype=np.int64)
    packed: NDArray[np.int64] = np.sort(rounded * np.int64(1 << bits) + own, axis=1)
    state, key = packed & np.int64((1 << bits) - 1), packed >> np.int64(bits)
    # States first from here on, so that the ranks of all draws run on side by side.
    place = np.repeat(np.arange(1, n_states + 1, dtype=np.int32)[:, None], n_draws, axis=1)
    place[1:][(key[:, 1:] == key[:, :-1]).T] = 0
    np.maximum.accumulate(place, axis=0, out=place)
    ranks = np.empty(n_states * n_draws, np.int32)
    ranks[state.T * n_draws + np.arange(n_draws)] = place
    return ranks.reshape(n_states, n_draws)


def rank_intervals(scores: Numbers) -> list[RankInterval]:
    """Return from which to which rank each state comes in 90 of 100 draws.

    Ends between two ranks are taken outwards, so that no interval says more than
    the draws do.

    Notes
    -----
    Framework, section 3.2: rank intervals, never point ranks.
    """
    n_states, n_draws = scores.shape
    ordered = np.sort(rank_each_draw(scores), axis=1)
    last = n_draws - 1
    best = ordered[:, math.floor(TAIL * last)].tolist()
    worst = ordered[:, math.ceil((1 - TAIL) * last)].tolist()
    return [RankInterval(b, w, n_states) for b, w in zip(best, worst, strict=True)]
