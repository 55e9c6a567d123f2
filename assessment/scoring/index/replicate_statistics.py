"""Sums up replicates: quantiles of scores and ranks, and which intervals meet."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from assessment.model.index_table import Numbers
from assessment.model.index_uncertainty import RankSpread, ScoreSpread
from assessment.scoring.uncertainty.stable_math import quantiles

SHARES = (0.05, 0.5, 0.95)


def spread_scores(nominal: Numbers, scores: Numbers) -> list[ScoreSpread | None]:
    """Sum up the scores of each unit over the replicates in which it has one.

    Parameters
    ----------
    nominal
        Shape (n_units,), ``nan`` where there is no score.
    scores
        Shape (n_replicates, n_units).
    """
    low, median, high = (found.tolist() for found in _quantiles(scores))
    known = (~np.isnan(scores)).sum(axis=0).tolist()
    return [
        ScoreSpread(_or_none(nominal[unit]), low[unit], median[unit], high[unit], known[unit])
        if known[unit]
        else None
        for unit in range(len(known))
    ]


def spread_ranks(
    nominal: Numbers, ranks: Numbers, periods: Sequence[str]
) -> list[RankSpread | None]:
    """Sum up the ranks of each unit over the replicates in which it has one.

    Parameters
    ----------
    nominal
        Shape (n_units,), ``nan`` where there is no rank.
    ranks
        Shape (n_replicates, n_units), within each period.
    """
    # Ranks are whole numbers, exact in single precision, which is sorted in half the time.
    low, median, high = _quantiles(ranks.astype(np.float32))
    known = ~np.isnan(ranks)
    count = known.sum(axis=0)
    # Ranks are whole numbers, so this sum has no rounding error.
    mean = np.where(known, ranks, 0.0).sum(axis=0) / np.maximum(count, 1)
    # Taken outwards, so that no interval says more than the replicates do.
    others, overlapping = _meetings(np.floor(low), np.ceil(high), periods)
    return [
        RankSpread(
            nominal=_or_none(nominal[unit]),
            mean=float(mean[unit]),
            low=float(low[unit]),
            median=float(median[unit]),
            high=float(high[unit]),
            n_ranked=int(count[unit]),
            n_others=int(others[unit]),
            n_overlapping=int(overlapping[unit]),
        )
        if count[unit]
        else None
        for unit in range(len(count))
    ]


def mean_shifts(nominal: Numbers, ranks: Numbers) -> Numbers:
    """Return the mean distance of the ranks of each replicate from the nominal ones.

    Parameters
    ----------
    nominal, ranks
        Shape (..., n_units) and (..., n_replicates, n_units).

    Returns
    -------
    array
        Shape (..., n_replicates), in places; over the units that have both ranks,
        0 where there is none.
    """
    away = np.abs(ranks - nominal[..., None, :])
    known = ~np.isnan(away)
    return np.where(known, away, 0.0).sum(axis=-1) / np.maximum(known.sum(axis=-1), 1)


def _quantiles(values: Numbers | NDArray[np.float32]) -> Numbers:
    """Return the quantiles of each unit, shape (n_shares, n_units); ``nan`` without a value."""
    ordered = np.sort(values.T, axis=1).astype(np.float64)  # Missing values come last.
    known = (~np.isnan(ordered)).sum(axis=1)
    if known.size and known.min() == ordered.shape[1]:
        return quantiles(ordered, SHARES)
    found = np.full((len(SHARES), len(ordered)), np.nan)
    for unit in np.flatnonzero(known):
        found[:, unit] = quantiles(ordered[unit, : known[unit]], SHARES)
    return found


def _meetings(
    low: Numbers, high: Numbers, periods: Sequence[str]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count for each unit the others of its period, and those whose intervals meet its own."""
    numbers = {period: number for number, period in enumerate(dict.fromkeys(periods))}
    given = np.array([numbers[period] for period in periods])
    ranked = ~np.isnan(low)
    together = (given[:, None] == given) & ranked[:, None] & ranked
    np.fill_diagonal(together, val=False)
    meet = together & (low[:, None] <= high) & (low <= high[:, None])
    return together.sum(axis=1), meet.sum(axis=1)


def _or_none(value: np.float64) -> float | None:
    return None if np.isnan(value) else float(value)
