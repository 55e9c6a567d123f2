"""Builds the framework as it would be under another method; the shipped one stays untouched."""

from collections.abc import Sequence
from dataclasses import replace

from pydantic import TypeAdapter

from assessment.model.framework import Framework
from assessment.model.method_change import RULE_CHOICES, Changes, DimensionChange, RuleChoice
from assessment.model.questionnaire import Dimension
from assessment.model.rules import CappedMeanRule, DimensionRule, WeightedRule
from assessment.scoring.rules import nominal_weights

_RULE: TypeAdapter[DimensionRule] = TypeAdapter(DimensionRule)
TRIED = "Tried on the method page; no part of the questionnaire."
ALLOWANCE = 1.0
FLOOR = 1.0


def change_method(framework: Framework, changes: Changes) -> Framework:
    """Return the framework with other rules for some dimensions.

    Parameters
    ----------
    changes
        Dimension id to change. What a rule has no place for (an allowance without a cap,
        weights in a chain) is left aside; `allowance_of` and `weighable_ids` say what it has.
    """
    rules = {
        dimension.id: _changed(framework, dimension, changes[dimension.id])
        for dimension in framework.questionnaire.dimensions
        if dimension.id in changes
    }
    together = {**framework.rules.dimensions, **rules}
    return replace(framework, rules=framework.rules.model_copy(update={"dimensions": together}))


def rule_choices(framework: Framework, dimension: Dimension) -> tuple[RuleChoice, ...]:
    """Return the rules that can be tried in a dimension, its own first."""
    own = framework.rules.dimensions[dimension.id]
    # A cap needs something to cap by.
    can_cap = any(indicator.key for indicator in dimension.indicators)
    return tuple(
        choice
        for choice in RULE_CHOICES
        if choice != own.rule and (choice != "capped_mean" or can_cap)
    )


def allowance_of(framework: Framework, dimension_id: str) -> float | None:
    """Return how far above its cap a dimension may score, in levels; ``None`` without a cap."""
    rule = framework.rules.dimensions[dimension_id]
    return rule.allowance if isinstance(rule, CappedMeanRule) else None


def weighable_ids(framework: Framework, dimension: Dimension) -> tuple[str, ...]:
    """Return the indicators whose weight can be changed; none where the rule has no weights."""
    if not isinstance(framework.rules.dimensions[dimension.id], WeightedRule):
        return ()
    return tuple(indicator.id for indicator in dimension.indicators)


def _changed(framework: Framework, dimension: Dimension, change: DimensionChange) -> DimensionRule:
    own = framework.rules.dimensions[dimension.id]
    rule = own if change.rule == "own" else _new_rule(change.rule)
    update: dict[str, object] = {}
    if isinstance(rule, CappedMeanRule) and change.allowance is not None:
        update["allowance"] = change.allowance
    if isinstance(rule, WeightedRule):
        ids = [indicator.id for indicator in dimension.indicators]
        update["weights"] = _weights(own, ids, change)
    return rule.model_copy(update=update)


def _new_rule(choice: RuleChoice) -> DimensionRule:
    fields: dict[str, object] = {"rule": choice, "why": TRIED}
    if choice == "capped_mean":
        fields |= {"capped_by": "keys", "allowance": ALLOWANCE}
    if choice == "geometric_mean":
        fields |= {"floor": FLOOR}
    return _RULE.validate_python(fields)


def _weights(own: DimensionRule, ids: Sequence[str], change: DimensionChange) -> dict[str, float]:
    nominal = nominal_weights(own, ids).tolist()
    return {
        id_: weight * change.weights.get(id_, 1.0) for id_, weight in zip(ids, nominal, strict=True)
    }
