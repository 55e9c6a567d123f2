"""Ranks over the last axis, leaving missing values out."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assessment.model.index_table import Numbers


def ascending_ranks(values: Numbers) -> Numbers:
    """Return ranks over the last axis: 1 is the lowest, ties get the smallest, ``nan`` stays.

    Examples
    --------
    >>> ascending_ranks(np.array([5.0, np.nan, 2.0, 5.0, 9.0])).tolist()
    [2.0, nan, 1.0, 2.0, 4.0]
    """
    order = np.argsort(values, axis=-1, kind="stable")
    in_order = np.take_along_axis(values, order, axis=-1)
    places: list[int] = list(range(values.shape[-1]))
    place: NDArray[np.int64] = np.array(places, np.int64)
    begins = np.ones(values.shape, bool)
    begins[..., 1:] = in_order[..., 1:] != in_order[..., :-1]
    first = np.maximum.accumulate(np.where(begins, place, 0), axis=-1)
    ranks = np.empty(values.shape)
    np.put_along_axis(ranks, order, first + 1.0, axis=-1)
    ranks[np.isnan(values)] = np.nan
    return ranks


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
