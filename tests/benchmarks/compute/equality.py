"""Whether two ways lead to the same numbers."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def greatest_difference(
    ours: Floats, expected: Floats, *, relative: float, absolute: float = 0.0
) -> str:
    """Return a sentence on the greatest difference, or an empty text if all are within reach.

    Parameters
    ----------
    ours, expected
        Of one shape; ``nan`` is equal to ``nan`` only.
    relative, absolute
        A difference of less than ``absolute + relative * abs(expected)`` is none.

    Examples
    --------
    >>> greatest_difference(np.array([1.0, np.nan]), np.array([1.0, np.nan]), relative=1e-12)
    ''
    >>> greatest_difference(np.array([1.0]), np.array([2.0]), relative=1e-12)
    'The product gives 1 where the naive way gives 2.'
    """
    if ours.shape != expected.shape:
        return f"The product gives a shape of {ours.shape}, the naive way {expected.shape}."
    apart = np.isnan(ours) != np.isnan(expected)
    with np.errstate(invalid="ignore"):
        over = np.abs(ours - expected) - (absolute + relative * np.abs(expected))
    over = np.where(apart, np.inf, np.nan_to_num(over, nan=-1.0))
    if over.size == 0 or over.max() <= 0:
        return ""
    place = np.unravel_index(over.argmax(), over.shape)
    return f"The product gives {ours[place]:.17g} where the naive way gives {expected[place]:.17g}."
