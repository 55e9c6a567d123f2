"""Builds the framework as it would be under another method; the shipped one stays untouched."""

from dataclasses import replace

from assessment.model.framework import Framework
from assessment.model.method_change import OWN, Changes, DimensionChange
from assessment.model.questionnaire import Dimension
from assessment.model.tree import RULES, Node, TreeFacts, WeightedNode
from assessment.scoring.tree import facts_of


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
    return _with_rules(framework, rules)


def all_under(framework: Framework, rule: str) -> Framework:
    """Return the framework with one rule in every dimension that can take it.

    Weights stay as far as the rule has any. ``own`` returns the framework itself.
    """
    if rule == OWN:
        return framework
    dimensions = framework.questionnaire.dimensions
    return _with_rules(framework, {d.id: _tried(framework, d.id, rule) for d in dimensions})


def rules_to_try(facts: TreeFacts) -> tuple[str, ...]:
    """Return the names of the rules that fit a node, in the order in which they are shown."""
    fitting = [(kind.order, name) for name, kind in RULES.items() if kind.to_try(facts)]
    return tuple(name for _order, name in sorted(fitting))


def rules_anywhere(framework: Framework) -> tuple[str, ...]:
    """Return the rules from which a draw can take one: those that fit some dimension."""
    fitting = [
        name
        for dimension in framework.questionnaire.dimensions
        for name in rules_to_try(facts_of(framework, dimension))
    ]
    return (OWN, *dict.fromkeys(fitting))


def rule_choices(framework: Framework, dimension: Dimension) -> tuple[str, ...]:
    """Return the rules that can be tried in a dimension, its own first."""
    own = framework.rules.dimensions[dimension.id].rule
    fitting = rules_to_try(facts_of(framework, dimension))
    return (OWN, *(name for name in fitting if name != own))


def allowance_of(framework: Framework, dimension_id: str) -> float | None:
    """Return how far above its cap a dimension may score, in levels; ``None`` without a cap."""
    found: float | None = getattr(framework.rules.dimensions[dimension_id], "allowance", None)
    return found


def weighable_ids(framework: Framework, dimension: Dimension) -> tuple[str, ...]:
    """Return the indicators whose weight can be changed; none where the rule has no weights."""
    if not isinstance(framework.rules.dimensions[dimension.id], WeightedNode):
        return ()
    return tuple(indicator.id for indicator in dimension.indicators)


def _with_rules(framework: Framework, rules: dict[str, Node]) -> Framework:
    together = {**framework.rules.dimensions, **rules}
    return replace(framework, rules=framework.rules.model_copy(update={"dimensions": together}))


def _tried(framework: Framework, dimension_id: str, name: str) -> Node:
    """Return the rule to be tried with the weights of the dimension; its own if it does not fit."""
    own = framework.rules.dimensions[dimension_id]
    if name in (OWN, own.rule):
        return own
    tried = RULES[name].to_try(facts_of(framework, framework.questionnaire.dimension(dimension_id)))
    if tried is None:
        return own
    weights = getattr(own, "weights", {})
    if weights and isinstance(tried, WeightedNode):
        return tried.model_copy(update={"weights": weights})
    return tried


def _changed(framework: Framework, dimension: Dimension, change: DimensionChange) -> Node:
    rule = _tried(framework, dimension.id, change.rule)
    update: dict[str, object] = {}
    if change.allowance is not None and "allowance" in type(rule).model_fields:
        update["allowance"] = change.allowance
    if isinstance(rule, WeightedNode):
        update["weights"] = {
            indicator.id: rule.weight_of(indicator.id) * change.weights.get(indicator.id, 1.0)
            for indicator in dimension.indicators
        }
    return rule.model_copy(update=update)
