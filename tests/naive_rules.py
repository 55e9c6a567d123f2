"""Every rule of a dimension once more, in plain loops over points; no arrays, no logarithms."""


def score(rule, points, weights, *, per_level, capping=()):  # noqa: PLR0911 - one for each rule
    """The score of known indicators.

    `points` and `weights` are by indicator id, `per_level` is what one level is worth in
    points, and `capping` are the indicators that cap a mean.
    """
    match rule.rule:
        case "minimum":
            return min(points.values())
        case "weakest_link":
            ordered = sorted(points.values())
            return min(ordered[0] + rule.uplift * per_level, ordered[-1])
        case "capped_mean":
            caps = [points[id_] + rule.allowance * per_level for id_ in capping if id_ in points]
            return min([mean(points, weights), *caps])
        case "median":
            ordered = sorted(points.values())
            half = len(ordered) // 2
            return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2
        case "chain":
            own = [{i: points[i] for i in s.indicators if i in points} for s in rule.stages]
            means = [mean(stage, weights) for stage in own if stage]
            return (min(means) + sum(means) / len(means)) / 2
        case "geometric_mean" | "harmonic_mean" | "power_mean":
            counted = {id_: max(value, rule.children_floor or 0) for id_, value in points.items()}
            return point_mean(rule, counted, weights)
    return mean(points, weights)


def point_mean(rule, points, weights):
    total = sum(weights[id_] for id_ in points)
    if rule.rule == "harmonic_mean":
        return total / sum(weights[id_] / value for id_, value in points.items())
    if rule.rule == "power_mean" and rule.exponent != 0:
        raised = {id_: value**rule.exponent for id_, value in points.items()}
        return mean(raised, weights) ** (1 / rule.exponent)
    product = 1.0
    for id_, value in points.items():
        product *= value ** (weights[id_] / total)
    return product


def mean(values, weights):
    return sum(values[i] * weights[i] for i in values) / sum(weights[i] for i in values)
