"""Checks of ``scoring.yaml`` against the questionnaire that it scores."""

from collections.abc import Iterator
from itertools import pairwise

from assessment.library.checks import check_condition, repeated, unknown_id
from assessment.model.framework import Framework
from assessment.model.problem import Problem
from assessment.model.questionnaire import Dimension
from assessment.model.rules import (
    CappedMeanRule,
    ChainRule,
    DimensionRule,
    IntervalRule,
    PointMeanRule,
    WeightedRule,
)

RULE_NAMES = (
    "mean, geometric_mean, harmonic_mean, power_mean, minimum, weakest_link, capped_mean or chain"
)


def check_rules(framework: Framework, file: str) -> Iterator[Problem]:
    """Yield what does not fit between scoring rules and questionnaire."""
    yield from _check_dimensions(framework, file)
    yield from _check_gates(framework, file)
    yield from _check_bands(framework, file)
    n_levels = len(framework.questionnaire.scale)
    yield from _check_interval(framework.rules.interval, n_levels, f"{file}, interval")
    yield from _check_gaps_and_tiers(framework, file)


def _check_dimensions(framework: Framework, file: str) -> Iterator[Problem]:
    dimensions = {dimension.id: dimension for dimension in framework.questionnaire.dimensions}
    for id_, rule in framework.rules.dimensions.items():
        place = f"{file}, dimensions > {id_}"
        if id_ not in dimensions:
            yield unknown_id(id_, place, "dimension")
        else:
            yield from _check_named(rule, framework, dimensions[id_], place)
            yield from _check_rule(rule, dimensions[id_], place)
            yield from _check_floor(rule, len(framework.questionnaire.scale), place)
    for id_ in dimensions:
        if id_ not in framework.rules.dimensions:
            yield Problem(
                "library.rule_missing",
                f"{file}, dimensions",
                f"The dimension {id_} has no scoring rule.",
                f"Name one: {RULE_NAMES}.",
            )


def _check_named(
    rule: DimensionRule, framework: Framework, dimension: Dimension, place: str
) -> Iterator[Problem]:
    """Yield the indicators that a rule names and its dimension does not have."""
    named = [*rule.weights] if isinstance(rule, WeightedRule) else []
    if isinstance(rule, CappedMeanRule) and rule.capped_by != "keys":
        named += rule.capped_by
    if isinstance(rule, ChainRule):
        named += [id_ for stage in rule.stages for id_ in stage.indicators]
    own = {indicator.id for indicator in dimension.indicators}
    for id_ in dict.fromkeys(named):
        if id_ not in own:
            yield _not_own(id_, framework, dimension, place)


def _not_own(id_: str, framework: Framework, dimension: Dimension, place: str) -> Problem:
    homes = (
        home.id
        for home in framework.questionnaire.dimensions
        if any(indicator.id == id_ for indicator in home.indicators)
    )
    home = next(homes, None)
    if home is None:
        return unknown_id(id_, place, "indicator")
    return Problem(
        "library.id_unknown",
        place,
        f"'{id_}' is no indicator of {dimension.id}; it belongs to {home}.",
        "Name only indicators of the dimension whose rule this is.",
    )


def _check_rule(rule: DimensionRule, dimension: Dimension, place: str) -> Iterator[Problem]:
    own = [indicator.id for indicator in dimension.indicators]
    match rule:
        case CappedMeanRule(capped_by="keys"):
            if not any(indicator.key for indicator in dimension.indicators):
                yield Problem(
                    "library.no_key_to_cap",
                    place,
                    "The mean is capped by the key indicators, and the dimension has none.",
                    "Mark a key indicator, or name the capping indicators.",
                )
        case ChainRule(stages=stages):
            staged = [id_ for stage in stages for id_ in stage.indicators]
            yield from _check_stages(own, staged, place)
        case _:
            pass


def _check_floor(rule: DimensionRule, n_levels: int, place: str) -> Iterator[Problem]:
    second = 100 / (n_levels - 1)
    if isinstance(rule, PointMeanRule) and rule.floor >= second:
        yield Problem(
            "library.floor_too_high",
            place,
            f"The floor of {rule.floor:g} points makes the two lowest levels count the same.",
            f"Give a floor in points (0 to 100) below the {second:g} that the second level "
            "stands for, such as 1.",
        )


def _check_stages(own: list[str], staged: list[str], place: str) -> Iterator[Problem]:
    for id_ in [id_ for id_ in own if id_ not in staged] + repeated(staged):
        yield Problem(
            "library.stage_membership",
            place,
            f"{id_} does not stand in exactly one stage of the chain.",
            "Put each indicator of the dimension into one stage.",
        )


def _check_gates(framework: Framework, file: str) -> Iterator[Problem]:
    questionnaire, gates = framework.questionnaire, framework.rules.gates
    dual_use = {indicator.id for indicator in questionnaire.indicators if indicator.dual_use}
    for id_, gate in gates.items():
        place = f"{file}, gates > {id_}"
        for mentioned in (id_, *gate.by):
            if not questionnaire.has_indicator(mentioned):
                yield unknown_id(mentioned, place, "indicator")
    for id_ in sorted(dual_use ^ set(gates)):
        yield Problem(
            "library.gate_mismatch",
            f"{file}, gates",
            f"{id_} is "
            + ("marked dual use and has no gate." if id_ in dual_use else "gated, not dual use."),
            "Give every dual-use indicator a gate, and only those.",
        )


def _check_bands(framework: Framework, file: str) -> Iterator[Problem]:
    bands = framework.rules.bands
    starts = [band.from_score for band in bands]
    if starts != sorted(set(starts)) or starts[0] != 0:
        yield Problem(
            "library.bands_order",
            f"{file}, bands",
            f"The bands start at {starts}.",
            "Let the first start at 0 and each later one higher than the one before.",
        )
    for letter in repeated(band.letter for band in bands):
        yield Problem(
            "library.id_repeated",
            f"{file}, bands",
            f"Two bands have the letter {letter}.",
            "Give each band its own letter.",
        )


def _check_interval(rule: IntervalRule, n_levels: int, place: str) -> Iterator[Problem]:
    if set(rule.shifts) != {"high", "medium", "low"} or any(
        abs(sum(shares) - 1) > 1e-9 for shares in rule.shifts.values()
    ):
        yield Problem(
            "library.shifts_wrong",
            place,
            f"The shifts are {rule.shifts}.",
            "Give three shares that add up to 1 for each of high, medium and low.",
        )
    for name, points in rule.step_maps.items():
        rising = all(a < b for a, b in pairwise(points))
        if len(points) != n_levels or not rising or (points[0], points[-1]) != (0, 100):
            yield Problem(
                "library.step_map_wrong",
                f"{place} > step_maps > {name}",
                f"The points are {list(points)}.",
                f"Give {n_levels} rising points from 0 to 100, one for each level.",
            )
    if rule.quantiles[0] >= rule.quantiles[1]:
        yield Problem(
            "library.quantiles_order", place, "The quantiles fall.", "Put the lower one first."
        )


def _check_gaps_and_tiers(framework: Framework, file: str) -> Iterator[Problem]:
    rules = framework.rules
    ids = [item.id for item in (*rules.critical_gaps, *rules.review_tiers)]
    for id_ in repeated(ids):
        yield Problem(
            "library.id_repeated",
            f"{file}, {id_}",
            f"The id '{id_}' is used more than once.",
            "Give the newer one an id that was never used.",
        )
    crimes = {crime.id for crime in framework.questionnaire.crimes}
    for gap in rules.critical_gaps:
        place = f"{file}, {gap.id}"
        yield from (unknown_id(c, place, "crime") for c in gap.crimes if c not in crimes)
        yield from check_condition(gap.condition, framework, place)
    for tier in rules.review_tiers:
        if tier.condition is not None:
            yield from check_condition(tier.condition, framework, f"{file}, {tier.id}")
