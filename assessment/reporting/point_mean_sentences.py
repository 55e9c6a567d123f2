"""How the levels of a dimension became a mean that is taken on points, in words."""

from collections.abc import Iterator, Mapping

from assessment.model.framework import Framework
from assessment.model.rules import PointMeanRule
from assessment.reporting.wording import (
    join_words,
    name_indicators,
    show_number,
    show_score,
    to_points,
)

TOO_LITTLE_TO_NAME = 0.05


def point_mean_sentences(
    rule: PointMeanRule, levels: Mapping[str, float], value: float, framework: Framework
) -> Iterator[str]:
    """Tell a generalised mean so that it can be computed again, and what limits it.

    Parameters
    ----------
    levels
        Indicator id to effective level, for those that have one.
    value
        The score that came of them, 0 to 100.
    """
    points = {id_: to_points(framework, level) for id_, level in levels.items()}
    yield from _lifted(points, framework, rule)
    counted = {id_: max(own, rule.floor) for id_, own in points.items()}
    weights = {id_: rule.weights.get(id_, 1.0) for id_ in counted}
    listed = join_words(f"{id_} {show_number(own)}" for id_, own in counted.items())
    way = _way(rule, weights)
    yield f"In points of 100 that is {listed}; {way}, that makes {show_score(value)}."
    yield from _limit(value, counted, weights, framework)


def _lifted(
    points: Mapping[str, float], framework: Framework, rule: PointMeanRule
) -> Iterator[str]:
    low = [id_ for id_, value in points.items() if value < rule.floor]
    if low:
        verb = "counts" if len(low) == 1 else "count"
        yield (
            f"{name_indicators(framework, low)} {verb} as {rule.floor:g} of 100, the "
            "lowest that counts."
        )


def _way(rule: PointMeanRule, weights: Mapping[str, float]) -> str:
    total = show_number(sum(weights.values()))
    weighs = any(weight != 1 for weight in weights.values())
    if rule.power == 0:
        each = "each taken to the power of its weight, " if weighs else ""
        return f"{each}multiplied together and taken to the power of 1 / {total}"
    if rule.power == -1:
        over = "the weight of each" if weighs else "1"
        points = "its points" if weighs else "each"
        return f"{over} divided by {points}, added up, and {total} divided by that"
    times = " times its weight" if weighs else ""
    return (
        f"each to the power of {rule.power:g}{times}, added up, divided by {total} and taken to "
        f"the power of 1 / {rule.power:g}"
    )


def _limit(
    value: float, counted: Mapping[str, float], weights: Mapping[str, float], framework: Framework
) -> Iterator[str]:
    """Set the score beside the plain mean, and name the indicators at the end that pulls."""
    plain = sum(counted[i] * weights[i] for i in counted) / sum(weights.values())
    if abs(plain - value) < TOO_LITTLE_TO_NAME:
        return
    at_end, end = (min, "lowest") if value < plain else (max, "highest")
    ids = [id_ for id_, points in counted.items() if points == at_end(counted.values())]
    does = "takes away" if value < plain else "adds"
    verb = "is" if len(ids) == 1 else "are"
    yield (
        f"The plain mean of these would be {show_score(plain)}; that the levels are uneven {does} "
        f"{show_score(abs(plain - value))}, and the {end} {verb} {name_indicators(framework, ids)}."
    )
