"""Ranks of states in every draw, and the interval in which the rank of each lies."""

import math

import numpy as np
from numpy.typing import NDArray

from assessment.model.uncertainty import RankInterval
from assessment.scoring.uncertainty.stable_math import DECIMALS

Floats = NDArray[np.float64]

TAIL = 0.05
DRAWS_AT_A_TIME = 100  # As many as stay in the fast memory.


def rank_each_draw(scores: Floats) -> NDArray[np.int32]:
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


def _rank_few(scores: Floats) -> NDArray[np.int32]:
    """Rank scores of shape (n_draws, n_states); the ranks have shape (n_states, n_draws)."""
    n_draws, n_states = scores.shape
    # Score and state in one whole number: sorting that is four times as fast as
    # sorting places, and equal at nine decimals is equal.
    bits = n_states.bit_length()
    rounded: NDArray[np.int64] = np.rint(scores * -DECIMALS).astype(np.int64)
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


def rank_intervals(scores: Floats) -> list[RankInterval]:
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
