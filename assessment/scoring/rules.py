"""The arithmetic of each dimension rule, on arrays of levels.

Every function takes levels of shape (..., n_indicators), ``nan`` where an
indicator is left out, and returns one number in levels for each leading index;
so one function serves the point score, its bounds and a thousand draws.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from assessment.model.rules import (
    CappedMeanRule,
    ChainRule,
    DimensionRule,
    MeanRule,
    MinimumRule,
    PointMeanRule,
    WeakestLinkRule,
    WeightedRule,
)

Levels = NDArray[np.float64]
Scale = tuple[float, float]
"""The lowest and the highest level of a questionnaire."""


def apply_rule(
    rule: DimensionRule,
    levels: Levels,
    weights: Levels,
    columns: Mapping[str, int],
    scale: Scale,
) -> Levels:
    """Aggregate the effective levels of one dimension.

    Parameters
    ----------
    levels
        Shape (..., n_indicators), effective levels in levels of the scale;
        ``nan`` for an indicator that is left out.
    weights
        Same shape, or one that broadcasts to it; all greater than 0.
    columns
        Indicator id to its column. For a rule capped by keys, `capping_ids`
        has already replaced the word by ids.

    Returns
    -------
    array
        Shape (...), in levels; ``nan`` where no indicator has a level.
    """
    match rule:
        case MinimumRule():
            return nan_minimum(levels)
        case WeakestLinkRule(uplift=uplift):
            return weakest_link(levels, uplift)
        case ChainRule():
            means = stage_means(rule, levels, weights, columns)
            return (nan_minimum(means) + weighted_mean(means, np.ones_like(means))) / 2
        case CappedMeanRule(capped_by=capping, allowance=allowance):
            lowest = nan_minimum(levels[..., [columns[id_] for id_ in capping]])
            return np.fmin(weighted_mean(levels, weights), lowest + allowance)
        case PointMeanRule():
            return point_mean(rule, levels, weights, scale)
        case MeanRule():
            return weighted_mean(levels, weights)


def with_capping_ids(rule: DimensionRule, key_ids: Sequence[str]) -> DimensionRule:
    """Replace ``capped_by: keys`` by the ids of the key indicators of the dimension."""
    if isinstance(rule, CappedMeanRule) and rule.capped_by == "keys":
        return rule.model_copy(update={"capped_by": tuple(key_ids)})
    return rule


def nominal_weights(rule: DimensionRule, indicator_ids: Sequence[str]) -> Levels:
    """Return the weights of a rule, shape (n_indicators,); 1 where none is given."""
    given = rule.weights if isinstance(rule, WeightedRule) else {}
    return np.array([given.get(id_, 1.0) for id_ in indicator_ids])


def stage_means(
    rule: ChainRule, levels: Levels, weights: Levels, columns: Mapping[str, int]
) -> Levels:
    """Return the mean of each stage of a chain, shape (..., n_stages)."""
    weights = np.broadcast_to(weights, levels.shape)
    chosen = [[columns[id_] for id_ in stage.indicators] for stage in rule.stages]
    return np.stack(
        [weighted_mean(levels[..., place], weights[..., place]) for place in chosen], axis=-1
    )


def point_mean(rule: PointMeanRule, levels: Levels, weights: Levels, scale: Scale) -> Levels:
    """Return the generalised mean of the points that levels stand for, again in levels.

    Levels below the floor of the rule are lifted to it first, so the result lies
    between the floor (or the lowest level, if that is higher) and the highest level.
    """
    lowest, highest = scale
    # A generalised mean grows with its unit, so levels above the lowest serve as points.
    above = np.maximum(levels - lowest, rule.floor * (highest - lowest) / 100)
    return lowest + power_mean(above, weights, rule.power)


def power_mean(values: Levels, weights: Levels, power: float) -> Levels:
    """Return the weighted generalised mean over the last axis, leaving ``nan`` out.

    Parameters
    ----------
    values
        0 or more; above 0 where the power is 0 or below.
    power
        1 gives the mean, 0 the geometric and -1 the harmonic mean.

    Examples
    --------
    >>> values, weights = np.array([1.0, np.nan, 4.0]), np.ones(3)
    >>> [round(float(power_mean(values, weights, power)), 12) for power in (1, 0, -1)]
    [2.5, 2.0, 1.6]
    """
    if power == 0:
        mean = np.exp(weighted_mean(np.log(values), weights))
    else:
        mean = weighted_mean(values**power, weights) ** (1 / power)
    # Rounding must not carry it past the values: several times level 4 is level 4.
    return np.clip(mean, nan_minimum(values), nan_maximum(values))


def weakest_link(levels: Levels, uplift: float) -> Levels:
    """Return the lowest level, and the uplift on top as far as any other is higher.

    On whole levels this is the plus of PEFA. Between levels, where the steps of a
    scale are varied, the highest level bounds it, so that a higher level never
    lowers the result.

    Examples
    --------
    >>> weakest_link(np.array([[1.0, 3.0], [2.0, 2.0], [1.0, 1.25]]), 0.5).tolist()
    [1.5, 2.0, 1.25]
    """
    return np.fmin(nan_minimum(levels) + uplift, nan_maximum(levels))


def weighted_mean(values: Levels, weights: Levels) -> Levels:
    """Return the weighted mean over the last axis, leaving ``nan`` out; ``nan`` if all are.

    Examples
    --------
    >>> float(weighted_mean(np.array([1.0, np.nan, 4.0]), np.array([2.0, 9.0, 1.0])))
    2.0
    """
    known = ~np.isnan(values)
    kept = np.where(known, weights, 0.0)
    total = kept.sum(axis=-1)
    summed = (np.where(known, values, 0.0) * kept).sum(axis=-1)
    nothing: Levels = np.full_like(total, np.nan)
    return np.divide(summed, total, out=nothing, where=total > 0)


def nan_minimum(values: Levels) -> Levels:
    """Return the lowest value over the last axis, leaving ``nan`` out; ``nan`` if all are."""
    lowest = np.where(np.isnan(values), np.inf, values).min(axis=-1, initial=np.inf)
    return np.where(np.isinf(lowest), np.nan, lowest)


def nan_maximum(values: Levels) -> Levels:
    """Return the highest value over the last axis, leaving ``nan`` out; ``nan`` if all are."""
    return -nan_minimum(-values)
