"""The arithmetic of each rule, on matrices of children.

Every function takes values of shape (..., n_children), ``nan`` where a child is
left out, and returns one number for each leading index: ``nan`` where there is
no child, or no answer. Weights broadcast to the values and are rescaled to the
children that are there.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from assessment.model.index import Letters
from assessment.model.index_rules import LookupTable
from assessment.model.index_steps import Range
from assessment.model.index_table import Numbers


def arithmetic_mean(values: Numbers, weights: Numbers) -> Numbers:
    """Return the weighted mean; no weight is below 0.

    The same as `assessment.scoring.rules.weighted_mean`, for tables so large that it matters.

    Examples
    --------
    >>> float(arithmetic_mean(np.array([1.0, np.nan, 4.0]), np.array([2.0, 9.0, 1.0])))
    2.0
    """
    filled, known = _filled(values, 0.0)
    return _mean_of_known(filled, known, weights)


def minimum(values: Numbers) -> Numbers:
    """Return the lowest child.

    Examples
    --------
    >>> float(minimum(np.array([3.0, np.nan, 2.0])))
    2.0
    """
    return np.fmin.reduce(values, axis=-1)


def geometric_mean(values: Numbers, weights: Numbers) -> Numbers:
    """Return the weighted geometric mean; ``nan`` if a value is not above 0.

    Examples
    --------
    >>> round(float(geometric_mean(np.array([1.0, np.nan, 4.0]), np.ones(3))), 12)
    2.0
    """
    # The logarithm of 1 is 0, and that of nan takes half as long again.
    filled, known = _filled(_positive(values), 1.0)
    return np.exp(_mean_of_known(np.log(filled), known, weights))


def harmonic_mean(values: Numbers, weights: Numbers) -> Numbers:
    """Return the weighted harmonic mean; ``nan`` if a value is not above 0.

    Examples
    --------
    >>> round(float(harmonic_mean(np.array([1.0, 3.0]), np.ones(2))), 12)
    1.5
    """
    return 1 / arithmetic_mean(1 / _positive(values), weights)


def power_mean(values: Numbers, weights: Numbers, exponent: float) -> Numbers:
    """Return the generalised mean; ``nan`` if a value is not above 0.

    Examples
    --------
    >>> float(power_mean(np.array([1.0, 7.0]), np.ones(2), 2))
    5.0
    """
    if exponent == 0:
        return geometric_mean(values, weights)
    return arithmetic_mean(_positive(values) ** exponent, weights) ** (1 / exponent)


def maximum(values: Numbers) -> Numbers:
    """Return the highest child."""
    return np.fmax.reduce(values, axis=-1)


def capped_mean(
    values: Numbers, weights: Numbers, capping: Sequence[int], allowance: float
) -> Numbers:
    """Return the mean, never more than the allowance above the lowest capping child.

    Examples
    --------
    >>> float(capped_mean(np.array([4.0, 4.0, 1.0]), np.ones(3), [2], 1))
    2.0
    """
    return np.fmin(
        arithmetic_mean(values, weights), minimum(values[..., list(capping)]) + allowance
    )


def chain(values: Numbers) -> Numbers:
    """Return half the weakest child and half the mean.

    Examples
    --------
    >>> float(chain(np.array([0.0, 2.0, 4.0])))
    1.0
    """
    return (minimum(values) + arithmetic_mean(values, np.ones_like(values))) / 2


def weakest_link(values: Numbers, plus: float) -> Numbers:
    """Return the lowest child, and the plus on top if any other is higher.

    Examples
    --------
    >>> weakest_link(np.array([[3.0, 4.0], [3.0, 3.0]]), 0.5).tolist()
    [3.5, 3.0]
    """
    lowest = minimum(values)
    return np.where(maximum(values) > lowest, lowest + plus, lowest)


def lookup(values: Numbers, table: LookupTable, letters: Letters) -> Numbers:
    """Return the points of the grade that the table gives for the sum of the children.

    The row of the table is chosen by how many children have a value; ``nan`` where
    it has no entry.
    """
    known = ~np.isnan(values)
    count = known.sum(axis=-1)
    total: Numbers = np.where(known, values, 0.0).sum(axis=-1)
    found: Numbers = np.full_like(total, np.nan)
    for n_children, grades in table.items():
        for points, grade in grades.items():
            met = (count == n_children) & (np.abs(total - points) < 1e-9)
            found[met] = letters.grades[grade]
    return found


def reversed_geometric(values: Numbers, weights: Numbers, scale: Range, shifted: Range) -> Numbers:
    """Return the geometric mean taken from the top of the scale, so that a high child pulls.

    With the scale 0 to 10 shifted to 1 (top) to 10 (bottom): g is the geometric
    mean of (10 - x) / 10 x 9 + 1, and the result (10 - g) / 9 x 10. A value off the
    scale gives ``nan``.

    Notes
    -----
    Framework, section 2.8 (INFORM Risk).

    Examples
    --------
    >>> round(float(reversed_geometric(np.array([0.0, 10.0]), np.ones(2), (0, 10), (1, 10))), 2)
    7.6
    """
    (low, high), (at_top, at_bottom) = scale, shifted
    outside = ((values < low) | (values > high)).any(axis=-1)
    moved = (high - values) / (high - low) * (at_bottom - at_top) + at_top
    mean = geometric_mean(moved, weights)
    result = low + (at_bottom - mean) / (at_bottom - at_top) * (high - low)
    return np.where(outside, np.nan, result)


def product_root(values: Numbers) -> Numbers:
    """Return the n-th root of the product of the n children; ``nan`` if one is below 0.

    Examples
    --------
    >>> round(float(product_root(np.array([2.0, 4.0, 8.0]))), 12)
    4.0
    """
    known = ~np.isnan(values)
    negative = (values < 0).any(axis=-1)
    count = known.sum(axis=-1)
    product = np.where(known, np.abs(values), 1.0).prod(axis=-1)
    root = product ** (1 / np.maximum(count, 1))
    return np.where(negative | (count == 0), np.nan, root)


def linear(values: Numbers, coefficients: Numbers, constant: float) -> Numbers:
    """Return the sum of coefficient times child, leaving out missing ones; ``nan`` if all are."""
    known = ~np.isnan(values)
    total = constant + (np.where(known, values, 0.0) * coefficients).sum(axis=-1)
    return np.where(known.any(axis=-1), total, np.nan)


def in_order(by_id: Mapping[str, float], ids: Sequence[str]) -> Numbers:
    """Return the weights of children in their order; 1 where none is given."""
    return np.array([by_id.get(id_, 1.0) for id_ in ids])


def _filled(values: Numbers, neutral: float) -> tuple[Numbers, NDArray[np.bool_] | None]:
    """Put a number where there is none; also return where there is one, ``None`` for everywhere."""
    known = ~np.isnan(values)
    return (values, None) if known.all() else (np.where(known, values, neutral), known)


def _mean_of_known(filled: Numbers, known: NDArray[np.bool_] | None, weights: Numbers) -> Numbers:
    """Return the weighted mean of values that are 0 where nothing is known."""
    total = _sum_of_products(np.ones_like(weights) if known is None else known, weights)
    with np.errstate(invalid="ignore", divide="ignore"):
        return _sum_of_products(filled, weights) / total


def _sum_of_products(values: Numbers | NDArray[np.bool_], weights: Numbers) -> Numbers:
    """Multiply each child by its weight and add up, always in the order of the children.

    So a unit has the same digits alone and in any company; ``sum`` and ``einsum`` choose
    the order by the shape of the whole table, and matrix products wake their threads.
    """
    total: Numbers = values[..., 0] * weights[..., 0]
    for child in range(1, values.shape[-1]):
        total += values[..., child] * weights[..., child]
    return total


def _positive(values: Numbers) -> Numbers:
    """Blank the whole row where a value is not above 0: leaving it out would raise the mean."""
    if np.fmin.reduce(values, axis=None, initial=np.inf) > 0:
        return values
    bad = (values <= 0).any(axis=-1, keepdims=True)
    return np.where(bad, np.nan, values)
