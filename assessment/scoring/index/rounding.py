"""Rounding as a person does it by hand: half up, away from zero."""

import numpy as np

from assessment.model.index_table import Numbers

_NOISE = 1e-9  # binary fractions miss the half by far less, printed figures by far more


def round_half_up(values: Numbers, digits: int) -> Numbers:
    """Round to so many decimals; a half goes away from zero; ``nan`` stays.

    The sum 1.005 is stored a little below itself, so halves are recognised with
    a tolerance of 1e-9 of the last digit.

    Examples
    --------
    >>> round_half_up(np.array([2.45, 0.5, -0.25, 1.005]), 1).tolist()
    [2.5, 0.5, -0.3, 1.0]
    """
    scale = 10.0**digits
    scaled = np.abs(values) * scale
    whole = np.floor(scaled + 0.5 + _NOISE * np.maximum(scaled, 1.0))
    # A little less than nothing is printed as 0, not as -0.
    return np.copysign(whole / scale, values) + 0.0
