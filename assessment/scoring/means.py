"""Means of children, child after child, leaving missing ones out.

Every function takes values of shape (n_children, ...), ``nan`` where a child is left
out, and returns shape (...): ``nan`` where there is no child. Sums are always taken in
the order of the children, so a unit has the same digits alone and in any company;
``sum`` and matrix products choose the order by the shape of the whole array.
"""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]


def weighted_mean(values: Numbers, weights: Numbers) -> Numbers:
    """Return the weighted mean; weights are 0 or more and broadcast to the values.

    Examples
    --------
    >>> float(weighted_mean(np.array([1.0, np.nan, 4.0]), np.array([2.0, 9.0, 1.0])))
    2.0
    """
    known = ~np.isnan(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        if known.all():
            return sum_of_products(values, weights) / sum_in_order(weights)
        total = sum_of_products(known, weights)
        return sum_of_products(np.where(known, values, 0.0), weights) / total


def power_mean(values: Numbers, weights: Numbers, power: float) -> Numbers:
    """Return the generalised mean: 1 gives the mean, 0 the geometric and -1 the harmonic one.

    Returns
    -------
    array
        ``nan`` also where a value is below 0, or not above 0 and the power is 0 or less:
        leaving such a child out would raise the mean.

    Examples
    --------
    >>> values, weights = np.array([1.0, np.nan, 4.0]), np.ones(3)
    >>> [round(float(power_mean(values, weights, power)), 12) for power in (1, 0, -1)]
    [2.5, 2.0, 1.6]
    """
    bad = (values <= 0 if power <= 0 else values < 0).any(axis=0)
    fine = np.where(bad, np.nan, values) if bad.any() else values
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        if power == 0:
            mean = np.exp(weighted_mean(np.log(fine), weights))
        elif power == -1:
            mean = 1 / weighted_mean(1 / fine, weights)
        else:
            mean = weighted_mean(fine**power, weights) ** (1 / power)
    # Rounding must not carry it past the values: several times level 4 is level 4.
    return np.clip(mean, lowest(fine), highest(fine))


def lowest(values: Numbers) -> Numbers:
    """Return the lowest child.

    Examples
    --------
    >>> float(lowest(np.array([3.0, np.nan, 2.0])))
    2.0
    """
    return np.fmin.reduce(values, axis=0)


def highest(values: Numbers) -> Numbers:
    """Return the highest child."""
    return np.fmax.reduce(values, axis=0)


def sum_of_products(values: Numbers | NDArray[np.bool_], weights: Numbers) -> Numbers:
    """Multiply each child by its weight and add up; every child must be a number."""
    total: Numbers = values[0] * weights[0]
    for value, weight in zip(values[1:], weights[1:], strict=True):
        total += value * weight
    return total


def sum_in_order(values: Numbers) -> Numbers:
    """Add up the children; every one must be a number."""
    total: Numbers = values[0] + 0.0
    for value in values[1:]:
        total += value
    return total
