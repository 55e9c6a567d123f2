"""Outliers: pulled in one extreme value at a time, or taken by their logarithm."""

import numpy as np

from assessment.model.index_steps import TreatStep
from assessment.model.index_table import Numbers


def skewness(values: Numbers) -> float:
    """Return the skewness, corrected for a sample; ``nan`` for fewer than 3 or equal values.

    Examples
    --------
    >>> round(skewness(np.array([1.0, 2.0, 3.0, 10.0])), 4)
    1.7636
    """
    n = len(values)
    if n < 3 or np.ptp(values) == 0:
        return float("nan")
    away = values - values.mean()
    plain = (away**3).mean() / (away**2).mean() ** 1.5
    return float(plain * np.sqrt(n * (n - 1)) / (n - 2))


def kurtosis(values: Numbers) -> float:
    """Return the excess kurtosis, corrected for a sample; ``nan`` for fewer than 4 or equal values.

    Examples
    --------
    >>> round(kurtosis(np.array([1.0, 2.0, 3.0, 10.0])), 4)
    3.228
    """
    n = len(values)
    if n < 4 or np.ptp(values) == 0:
        return float("nan")
    away = values - values.mean()
    ratio = (away**4).mean() / (away**2).mean() ** 2
    return float(((n + 1) * (ratio - 3) + 6) * (n - 1) / ((n - 2) * (n - 3)))


def treat_column(values: Numbers, step: TreatStep) -> Numbers:
    """Return one column with its outliers pulled in; shape (n_units,), ``nan`` stays.

    The top is pulled in where the skewness is not negative, else the bottom. A
    column of too few or equal values has no outliers.

    Notes
    -----
    The rule of COINr, after the OECD/JRC Handbook (2008): outliers show when both
    the skewness and the kurtosis are over their limits.
    """
    known = ~np.isnan(values)
    treated = values.copy()
    treated[known] = _treat_known(values[known], step)
    return treated


def _treat_known(values: Numbers, step: TreatStep) -> Numbers:
    pulled = values.copy()
    for _ in range(step.most_points):
        if _passes(pulled, step):
            return pulled
        pulled = _pull_in(pulled, at_top=skewness(pulled) >= 0)
    if _passes(pulled, step) or not step.log_fallback:
        return pulled
    lowest = values.min()
    return np.log(values - lowest + 0.01 * (values.max() - lowest))


def _passes(values: Numbers, step: TreatStep) -> bool:
    skew, peak = skewness(values), kurtosis(values)
    undefined = bool(np.isnan(skew) or np.isnan(peak))
    return undefined or abs(skew) < step.skewness or peak < step.kurtosis


def _pull_in(values: Numbers, *, at_top: bool) -> Numbers:
    """Set the extreme value, with its ties, to the next one."""
    extreme = values.max() if at_top else values.min()
    rest = values[values != extreme]
    return np.where(values == extreme, rest.max() if at_top else rest.min(), values)
