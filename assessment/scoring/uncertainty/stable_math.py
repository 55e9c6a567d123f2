"""Arithmetic with the same digits on every machine.

Plain IEEE operations (add, multiply, divide, round) give the same digits
everywhere. Logarithms, powers, ``sum`` along an axis and matrix products need
not: their last digits depend on the C library, on the width of the vector unit
and on the BLAS. Whatever enters a stored result goes through this module
instead, or through elementwise operations in a fixed order.
"""

from math import frexp

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LN_2 = 0.6931471805599453
LOG_TERMS = 11
EXP_TERMS = 14
DECIMALS = 1e9
EXACT_LIMIT = 2.0**53


def stable_log(values: Floats) -> Floats:
    """Return natural logarithms of values over 0, by the series of the inverse tanh.

    Examples
    --------
    >>> float(stable_log(np.array(1.0)))
    0.0
    """
    fraction, exponent = np.frexp(values)
    # Fractions from 0.5 to 1 are moved to 0.71 to 1.41, where the series is short.
    low = fraction < 0.7071067811865476
    fraction = np.where(low, fraction * 2, fraction)
    exponent = np.where(low, exponent - 1, exponent)
    ratio = (fraction - 1) / (fraction + 1)
    square = ratio * ratio
    series = np.full_like(ratio, 1 / (2 * LOG_TERMS + 1))
    for term in range(LOG_TERMS - 1, -1, -1):
        series = series * square + 1 / (2 * term + 1)
    return exponent * LN_2 + 2 * ratio * series


def stable_exp(values: Floats) -> Floats:
    """Return the exponential of moderate values (-700 to 700), by its Taylor series.

    Examples
    --------
    >>> float(stable_exp(np.array(0.0)))
    1.0
    """
    halvings = np.rint(values / LN_2)
    rest = values - halvings * LN_2
    series = np.ones_like(rest)
    for term in range(EXP_TERMS, 0, -1):
        series = series * rest / term + 1
    # A missing value stays missing in the series; only its exponent needs a number.
    return np.ldexp(series, np.nan_to_num(halvings).astype(np.int32))


def round_scores(scores: Floats) -> Floats:
    """Round to nine decimals, as `assessment.scoring.dimension.band_of` reads a score.

    Without it, weights that vary over equal levels would leave a variance of
    1e-29, and shares of nothing would look like shares of something.
    """
    return np.rint(scores * DECIMALS) / DECIMALS


def quantiles(ordered: Floats, shares: tuple[float, ...]) -> Floats:
    """Read quantiles off values sorted along the last axis, linear between neighbours.

    Returns
    -------
    array
        Shape (n_shares, ...).
    """
    last = ordered.shape[-1] - 1
    found: list[Floats] = []
    for share in shares:
        place = share * last
        below = int(place)
        low, high = ordered[..., below], ordered[..., min(below + 1, last)]
        found.append(low + (high - low) * (place - below))
    return np.stack(found)


def exact_sums(counts: Floats, values: Floats, *, largest: float) -> Floats:
    """Return ``counts @ values`` so that no order of adding can change a digit.

    The values are first rounded to whole multiples of a power of two. Every
    partial sum is then a whole number below 2**53, which floating point holds
    exactly; so a machine may add in any order it likes.

    Parameters
    ----------
    counts
        Shape (n_resamples, n), whole numbers, each row adding up to ``n``.
    values
        Shape (n, n_values), none over ``largest`` in size.
    """
    _, exponent = frexp(EXACT_LIMIT / (largest * counts.shape[1]))
    scale = 2.0 ** (exponent - 2)
    whole = np.ascontiguousarray(np.rint(values * scale).T)
    # Not `@`: the BLAS would wake its threads, which costs more than these sums.
    return np.einsum("rn,vn->rv", counts, whole) / scale
