"""Krippendorff's alpha from counts, in batches, with an interval over resampled units.

A unit is what several raters judge: an indicator of one assessment, or one
indicator in several assessments. Who gave which level does not matter to alpha,
only how often each level was given to each unit; so everything begins with counts.
"""

import numpy as np
from numpy.typing import NDArray

from assessment.model.agreement import Alpha, Metric, Undefined

Levels = NDArray[np.int64]
Floats = NDArray[np.float64]

MISSING = -1
"""Stands in an array of ratings where somebody gave no level."""

QUANTILES = (0.025, 0.975)
FEWEST_UNITS_TO_RESAMPLE = 5
MOST_UNDEFINED = 0.2
_CHUNK = 100_000  # numbers held at once while resampling; more would leave the fast memory


def count_levels(ratings: Levels, n_levels: int) -> Floats:
    """Count how often each level was given to each unit.

    Parameters
    ----------
    ratings
        Shape (..., n_raters, n_units): positions on the scale, 0 to
        ``n_levels - 1``, or `MISSING`.

    Returns
    -------
    array
        Shape (..., n_units, n_levels).

    Examples
    --------
    >>> count_levels(np.array([[0, 2], [2, MISSING]]), 3).tolist()
    [[1.0, 0.0, 1.0], [0.0, 0.0, 1.0]]
    """
    if ratings.size and (ratings.min() < MISSING or ratings.max() >= n_levels):
        raise ValueError(f"ratings must be -1 to {n_levels - 1}")
    n_raters, n_units = ratings.shape[-2:]
    # One level after the other, so that the sums run along the many units and not along levels.
    counts = np.empty((n_levels, *ratings.shape[:-2], n_units))
    enough = np.min_scalar_type(n_raters)
    for level in range(n_levels):
        counts[level] = (ratings == level).sum(axis=-2, dtype=enough)
    return np.moveaxis(counts, 0, -1)


def count_coincidences(counts: Floats) -> Floats:
    """Count, in every unit, the pairs of levels that two of its raters gave.

    A unit with m levels gives each pair the weight 1 / (m - 1), so that every
    level counts once; a unit with one level or none says nothing of agreement.

    Parameters
    ----------
    counts
        Shape (..., n_units, n_levels).

    Returns
    -------
    array
        Shape (..., n_units, n_levels, n_levels), symmetric.

    Notes
    -----
    Krippendorff, Content Analysis, chapter on reliability: coincidence matrix.
    """
    given = counts.sum(axis=-1)
    weight = np.where(given >= 2, 1 / np.maximum(given - 1, 1), 0.0)
    weighted = counts * weight[..., None]
    pairs = weighted[..., :, None] * counts[..., None, :]
    with_itself = np.einsum("...ii->...i", pairs)  # a view of the diagonals
    with_itself -= weighted
    return pairs


def alpha_of(coincidences: Floats, *, metric: Metric, values: Floats | None = None) -> Floats:
    """Return alpha for each coincidence matrix.

    Parameters
    ----------
    coincidences
        Shape (..., n_levels, n_levels), summed over units.
    values
        What the levels stand for, shape (n_levels,); their positions where left
        out. Only the interval metric looks at them.

    Returns
    -------
    array
        Shape (...); nan where all levels are equal or nobody shares a unit.
    """
    marginals = coincidences.sum(axis=-1)
    total = marginals.sum(axis=-1)
    distances = _distances(marginals, metric, values)
    observed = (coincidences * distances).sum(axis=(-2, -1))
    by_chance = marginals[..., :, None] * marginals[..., None, :]
    expected = (by_chance * distances).sum(axis=(-2, -1))
    # Weights like 1/3 leave a remainder of about 1e-16 where nothing differs.
    defined = expected > 1e-9
    ratio = np.divide(
        observed * (total - 1), expected, out=np.full_like(expected, np.nan), where=defined
    )
    return 1 - ratio


def _distances(marginals: Floats, metric: Metric, values: Floats | None) -> Floats:
    """Return squared distances between levels, shape (..., n_levels, n_levels)."""
    n_levels = marginals.shape[-1]
    if metric == "nominal":
        return 1 - np.eye(n_levels)
    if metric == "ordinal":
        # Half of both ends and all between them: the difference of two middle ranks.
        places = np.cumsum(marginals, axis=-1) - marginals / 2
    else:
        places = np.arange(n_levels, dtype=np.float64) if values is None else values
    return (places[..., :, None] - places[..., None, :]) ** 2


def resample_alpha(
    coincidences: Floats,
    *,
    metric: Metric,
    draws: int,
    generator: np.random.Generator,
    values: Floats | None = None,
) -> Floats:
    """Return alpha in resamples of the units, drawn with replacement.

    Coincidence matrices add up over units, so a resample is a sum with whole
    weights and no rating is looked at again.

    Parameters
    ----------
    coincidences
        Shape (n_units, n_levels, n_levels), or (n_batch, n_units, ...) for
        several sets with the same number of units.

    Returns
    -------
    array
        Shape (draws,) or (n_batch, draws); nan where a resample has no alpha.
    """
    n_units, n_levels = coincidences.shape[-3], coincidences.shape[-1]
    # Units, then draws, along the last axis: there are many of them, and few levels.
    flat = np.moveaxis(coincidences, -3, -1)
    flat = flat.reshape(*flat.shape[:-3], n_levels * n_levels, n_units)
    drawn = generator.multinomial(n_units, np.full(n_units, 1 / n_units), size=draws)
    weights = drawn.T.astype(np.float64)
    n_sets = int(np.prod(flat.shape[:-2]))
    step = max(1, _CHUNK // (n_sets * n_levels * n_levels))
    parts: list[Floats] = []
    for start in range(0, draws, step):
        summed = flat @ weights[:, start : start + step]
        shaped = summed.reshape(*summed.shape[:-2], n_levels, n_levels, summed.shape[-1])
        matrices = np.moveaxis(shaped, -1, -3)
        parts.append(alpha_of(matrices, metric=metric, values=values))
    return np.concatenate(parts, axis=-1)


def measure_alpha(
    ratings: Levels,
    n_levels: int,
    *,
    metric: Metric = "ordinal",
    draws: int = 1000,
    seed: int = 0,
) -> Alpha:
    """Measure the agreement of several raters over several units.

    Parameters
    ----------
    ratings
        Shape (n_raters, n_units), as in `count_levels`.
    draws
        Number of resamples for the interval; 0 for none.

    Notes
    -----
    The interval lies between the 2.5th and the 97.5th percentile of the
    resamples that have an alpha. A resample in which all levels are equal has
    none; where that is so for more than a fifth of them, or with fewer than
    five units, no interval is given, because it would say more than is known.

    Examples
    --------
    >>> measure_alpha(np.array([[0, 1, 2], [0, 1, 2]]), 5, draws=0).value
    1.0
    >>> measure_alpha(np.array([[3, 3, 3], [3, 3, 3]]), 5).undefined
    'no_variation'
    """
    n_raters = int((ratings != MISSING).any(axis=-1).sum())
    counts = count_levels(ratings, n_levels)
    return alpha_from_counts(counts, n_raters, metric=metric, draws=draws, seed=seed)


def alpha_from_counts(
    counts: Floats, n_raters: int, *, metric: Metric = "ordinal", draws: int = 1000, seed: int = 0
) -> Alpha:
    """Measure alpha where different people rated different units.

    Parameters
    ----------
    counts
        Shape (n_units, n_levels): how often each level was given to each unit.
    """
    shared = counts[counts.sum(axis=-1) >= 2]
    n_units, n_ratings = len(shared), int(shared.sum())
    coincidences = count_coincidences(shared)
    value = float(alpha_of(coincidences.sum(axis=0), metric=metric))
    why = _why_undefined(n_raters, n_units, value)
    if why is not None:
        return Alpha(None, why, None, None, n_raters, n_units, n_ratings)
    if draws == 0 or n_units < FEWEST_UNITS_TO_RESAMPLE:
        return Alpha(value, None, None, None, n_raters, n_units, n_ratings)
    generator = np.random.default_rng(seed)
    drawn = resample_alpha(coincidences, metric=metric, draws=draws, generator=generator)
    low, high, lost = _interval_of(drawn)
    return Alpha(value, None, low, high, n_raters, n_units, n_ratings, lost)


def _why_undefined(n_raters: int, n_units: int, value: float) -> Undefined | None:
    if n_raters < 2:
        return "too_few_raters"
    if n_units < 2:
        return "too_few_units"
    return "no_variation" if np.isnan(value) else None


def _interval_of(drawn: Floats) -> tuple[float | None, float | None, float]:
    """Return low, high and the share of resamples without an alpha."""
    defined = drawn[~np.isnan(drawn)]
    lost = 1 - len(defined) / len(drawn)
    if lost > MOST_UNDEFINED:
        return None, None, lost
    low, high = np.quantile(defined, QUANTILES)
    return float(low), float(high), lost
