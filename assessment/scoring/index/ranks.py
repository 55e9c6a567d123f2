"""Ranks over the last axis, leaving missing values out."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assessment.model.index_table import Numbers

_AT_ONCE = 12_800  # numbers that are ranked at once: what is made in between needs no new memory


def ascending_ranks(values: Numbers) -> Numbers:
    """Return ranks over the last axis: 1 is the lowest, ties get the smallest, ``nan`` stays.

    Examples
    --------
    >>> ascending_ranks(np.array([5.0, np.nan, 2.0, 5.0, 9.0])).tolist()
    [2.0, nan, 1.0, 2.0, 4.0]
    """
    rows = values.reshape(-1, values.shape[-1])
    order = np.argsort(rows, axis=-1)
    # Places in the flat table: much faster than to take along an axis.
    order += rows.shape[1] * np.arange(len(rows))[:, None]
    in_order = rows.take(order)
    ranks = np.empty(rows.size)
    ranks[order] = _first_places(in_order) + 1.0
    ranks = ranks.reshape(values.shape)
    ranks[np.isnan(values)] = np.nan
    return ranks


def ranks_of(scores: Numbers) -> Numbers:
    """Return ranks over the last axis: 1 is the highest, ties get the smallest, ``nan`` stays.

    Examples
    --------
    >>> ranks_of(np.array([5.0, np.nan, 2.0, 5.0, 9.0])).tolist()
    [2.0, nan, 4.0, 2.0, 1.0]
    """
    return ascending_ranks(np.negative(scores, order="C"))


def ranks_within(periods: Sequence[str], scores: Numbers) -> Numbers:
    """Return ranks of each column among the rows of the same period; shape (n_units, n_columns)."""
    given = np.array(periods, dtype=object)
    ranks = np.full(scores.shape, np.nan)
    n_columns = max(1, _AT_ONCE // max(1, len(given)))
    for period in dict.fromkeys(periods):
        rows = given == period
        for start in range(0, scores.shape[1], n_columns):
            columns = slice(start, start + n_columns)
            ranks[rows, columns] = ranks_of(scores[rows, columns].T).T
    return ranks


def _first_places(in_order: Numbers) -> NDArray[np.int64]:
    """Return for each place in sorted rows the first one with the same value, from 0."""
    each: NDArray[np.int64] = np.array(range(in_order.shape[1]), np.int64)
    places = np.broadcast_to(each, in_order.shape)
    begins = in_order[:, 1:] != in_order[:, :-1]
    if begins.all():
        return places
    first = np.where(np.pad(begins, ((0, 0), (1, 0)), constant_values=True), places, 0)
    return np.maximum.accumulate(first, axis=1)
