"""Ways to put measures on one scale; every function goes down the rows (axis -2).

Values of shape (..., n_units, n_measures), ``nan`` where missing, higher is
better: `toward_better` has turned the others round. What a method cannot
compute becomes ``nan``.
"""

from collections.abc import Mapping

import numpy as np

from assessment.model.index_table import Numbers
from assessment.scoring.index.ranks import ascending_ranks


def toward_better(values: Numbers, directions: Numbers) -> Numbers:
    """Multiply by 1 or -1, so that higher is better; directions of shape (n_measures,)."""
    return values * directions


def min_max(values: Numbers, low: float, high: float) -> Numbers:
    """Place each value between the lowest (``low``) and the highest (``high``) of its column.

    Examples
    --------
    >>> min_max(np.array([[2.0], [4.0], [3.0]]), 1, 100).ravel().tolist()
    [1.0, 100.0, 50.5]
    """
    lowest, highest = _extremes(values)
    return low + (high - low) * _divide(values - lowest, highest - lowest)


def distance_to_maximum(values: Numbers) -> Numbers:
    """Return 1 less the distance to the highest value as a share of the spread; 0 to 1."""
    lowest, highest = _extremes(values)
    return 1 - _divide(highest - values, highest - lowest)


def z_score(values: Numbers, mean: float, sd: float) -> Numbers:
    """Return distances from the mean in standard deviations of a sample, moved to mean and sd."""
    known = ~np.isnan(values)
    n_known = known.sum(axis=-2, keepdims=True)
    centre = _divide(np.where(known, values, 0.0).sum(axis=-2, keepdims=True), 1.0 * n_known)
    squares = np.where(known, (values - centre) ** 2, 0.0).sum(axis=-2, keepdims=True)
    spread = np.sqrt(_divide(squares, np.maximum(n_known - 1.0, 0.0)))
    # The mean of equal numbers is not always that number to the last bit.
    lowest, highest = _extremes(values)
    spread = np.where(highest > lowest, spread, 0.0)
    return mean + sd * _divide(values - centre, spread)


def rank(values: Numbers) -> Numbers:
    """Return ascending ranks, ties smallest."""
    return np.swapaxes(ascending_ranks(np.swapaxes(values, -1, -2)), -1, -2)


def borda(values: Numbers) -> Numbers:
    """Return how many units are lower."""
    return rank(values) - 1


def percentile_rank(values: Numbers) -> Numbers:
    """Return the share of the other units that are lower; 0 to 1."""
    n_known = (~np.isnan(values)).sum(axis=-2, keepdims=True)
    return _divide(rank(values) - 1, n_known - 1.0)


def goalposts(values: Numbers, posts: Numbers, span: tuple[float, float], *, clip: bool) -> Numbers:
    """Place each value between fixed posts of shape (2, n_measures), worst and best.

    Examples
    --------
    >>> goalposts(np.array([[3.0]]), np.array([[0.0], [5.0]]), (0, 100), clip=False).item()
    60.0
    """
    low, high = span
    share = _divide(values - posts[0], posts[1] - posts[0])
    share = np.clip(share, 0.0, 1.0) if clip else share
    return low + (high - low) * share


def through_points(values: Numbers, points: Mapping[float, float]) -> Numbers:
    """Let each level stand for its points; a value that is no level becomes ``nan``."""
    found = np.full(values.shape, np.nan)
    for level, stands_for in points.items():
        found[np.isclose(values, level, rtol=0, atol=1e-9)] = stands_for
    return found


def _extremes(values: Numbers) -> tuple[Numbers, Numbers]:
    missing = np.isnan(values)
    lowest = np.where(missing, np.inf, values).min(axis=-2, keepdims=True, initial=np.inf)
    highest = np.where(missing, -np.inf, values).max(axis=-2, keepdims=True, initial=-np.inf)
    known = np.isfinite(lowest)
    return np.where(known, lowest, np.nan), np.where(known, highest, np.nan)


def _divide(above: Numbers, below: Numbers) -> Numbers:
    """Divide; ``nan`` where that has no answer."""
    above, below = np.broadcast_arrays(above, below)
    nothing: Numbers = np.full(above.shape, np.nan)
    return np.divide(above, below, out=nothing, where=(below != 0) & ~np.isnan(below))
