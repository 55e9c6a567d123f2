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
)

Levels = NDArray[np.float64]


def apply_rule(
    rule: DimensionRule, levels: Levels, weights: Levels, columns: Mapping[str, int]
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
        case ChainRule():
            means = stage_means(rule, levels, weights, columns)
            return (nan_minimum(means) + weighted_mean(means, np.ones_like(means))) / 2
        case CappedMeanRule(capped_by=capping, allowance=allowance):
            lowest = nan_minimum(levels[..., [columns[id_] for id_ in capping]])
            return np.fmin(weighted_mean(levels, weights), lowest + allowance)
        case MeanRule():
            return weighted_mean(levels, weights)


def with_capping_ids(rule: DimensionRule, key_ids: Sequence[str]) -> DimensionRule:
    """Replace ``capped_by: keys`` by the ids of the key indicators of the dimension."""
    if isinstance(rule, CappedMeanRule) and rule.capped_by == "keys":
        return rule.model_copy(update={"capped_by": tuple(key_ids)})
    return rule


def nominal_weights(rule: DimensionRule, indicator_ids: Sequence[str]) -> Levels:
    """Return the weights of a rule, shape (n_indicators,); 1 where none is given."""
    given = rule.weights if isinstance(rule, MeanRule) else {}
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
