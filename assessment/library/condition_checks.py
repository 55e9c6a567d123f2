"""Checks of the conditions in gaps, tiers, mechanisms and preconditions."""

from collections.abc import Iterator

from assessment.library.instrument_checks import unknown_id
from assessment.model.conditions import (
    ActiveGaps,
    Condition,
    FlagCondition,
    IndicatorCondition,
    leaves,
)
from assessment.model.framework import Framework
from assessment.model.problem import Problem


def check_condition(condition: Condition, framework: Framework, place: str) -> Iterator[Problem]:
    """Yield ids and levels in a condition that the questionnaire does not have."""
    for leaf in leaves(condition):
        match leaf:
            case IndicatorCondition():
                yield from _check_indicator(leaf, framework, place)
            case FlagCondition(flag=flag):
                if flag not in {known.id for known in framework.questionnaire.context_flags}:
                    yield unknown_id(flag, place, "context flag")
            case ActiveGaps(among=among):
                known = {gap.id for gap in framework.rules.critical_gaps}
                yield from (unknown_id(g, place, "critical gap") for g in among if g not in known)
            case _:
                pass


def _check_indicator(
    leaf: IndicatorCondition, framework: Framework, place: str
) -> Iterator[Problem]:
    questionnaire = framework.questionnaire
    if not questionnaire.has_indicator(leaf.indicator):
        yield unknown_id(leaf.indicator, place, "indicator")
    level = leaf.at_most if leaf.at_most is not None else leaf.at_least
    lowest, highest = questionnaire.lowest_level, questionnaire.highest_level
    if level is not None and not lowest <= level <= highest:
        yield Problem(
            "library.level_off_scale",
            place,
            f"The condition on {leaf.indicator} names level {level}.",
            "Name a level of the scale.",
            f"Allowed are {lowest} to {highest}.",
        )
