"""Every rule of a dimension once more, in plain loops over points; no arrays, no logarithms."""

from assessment.model.rules import (
    CappedMeanRule,
    ChainRule,
    GeometricMeanRule,
    HarmonicMeanRule,
    MinimumRule,
    PowerMeanRule,
    WeakestLinkRule,
)


def score(rule, points, weights, *, per_level, capping=()):
    """The score of known indicators.

    `points` and `weights` are by indicator id, `per_level` is what one level is worth in
    points, and `capping` are the indicators that cap a mean.
    """
    match rule:
        case MinimumRule():
            return min(points.values())
        case WeakestLinkRule():
            ordered = sorted(points.values())
            return min(ordered[0] + rule.uplift * per_level, ordered[-1])
        case CappedMeanRule():
            caps = [points[id_] + rule.allowance * per_level for id_ in capping if id_ in points]
            return min([mean(points, weights), *caps])
        case ChainRule():
            own = [{i: points[i] for i in s.indicators if i in points} for s in rule.stages]
            means = [mean(stage, weights) for stage in own if stage]
            return (min(means) + sum(means) / len(means)) / 2
        case GeometricMeanRule() | HarmonicMeanRule() | PowerMeanRule():
            counted = {id_: max(value, rule.floor) for id_, value in points.items()}
            return point_mean(rule, counted, weights)
    return mean(points, weights)


def point_mean(rule, points, weights):
    total = sum(weights[id_] for id_ in points)
    if isinstance(rule, HarmonicMeanRule):
        return total / sum(weights[id_] / value for id_, value in points.items())
    if isinstance(rule, PowerMeanRule) and rule.exponent != 0:
        raised = {id_: value**rule.exponent for id_, value in points.items()}
        return mean(raised, weights) ** (1 / rule.exponent)
    product = 1.0
    for id_, value in points.items():
        product *= value ** (weights[id_] / total)
    return product


def mean(values, weights):
    return sum(values[i] * weights[i] for i in values) / sum(weights[i] for i in values)
