"""Holds settings of random replicates against an index, and proposes some for it."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from assessment.model.index import Index
from assessment.model.index_rules import (
    ArithmeticNode,
    Node,
)
from assessment.model.index_steps import (
    NormaliseGoalposts,
    Step,
    TreatStep,
)
from assessment.model.index_table import IndexTable, Numbers
from assessment.model.index_uncertainty import IndexUncertaintySettings, RuleChoice
from assessment.model.problem import Problem
from assessment.scoring.index.replicate import takes_weights, with_rule
from assessment.scoring.index.replicate_draws import is_mean, weighted_nodes
from assessment.scoring.index.score_index import score_index


def propose_settings(
    index: Index, table: IndexTable, *, seed: int, draws: int
) -> IndexUncertaintySettings:
    """Return settings for an index of which nothing else is known.

    Weights vary by 25 %, the limit of the outlier treatment from 1 to its own, and the
    geometric mean is tried in the place of arithmetic ones where every number that
    they put together is above 0. Other normalisations are nobody's guess but the author's.
    """
    limits = [s.most_points for s in index.rules.steps if isinstance(s, TreatStep)]
    geometric = (RuleChoice(rule="geometric"),) if _all_above_zero(index, table) else ()
    settings = IndexUncertaintySettings(
        seed=seed,
        draws=draws,
        # Two treatments with limits of their own have no limit in common to begin from.
        outlier_limits=tuple(range(1, limits[0])) if len(set(limits)) == 1 else (),
        rules=geometric,
    )
    if weighted_nodes(index, settings):
        return settings
    return settings.model_copy(update={"weight_spread": 0.0})


def check_settings(index: Index, settings: IndexUncertaintySettings) -> tuple[Problem, ...]:
    """Return everything in the settings that does not fit the index."""
    return (
        *_check_nodes(index, settings),
        *_check_weights(index, settings),
        *_check_steps(index, settings),
        *_check_rules(index, settings),
        *_check_anything(settings),
    )


def _check_nodes(index: Index, settings: IndexUncertaintySettings) -> Iterator[Problem]:
    nodes = {node.id: node for node in index.rules.tree}
    for name in ("nodes", "weighted_nodes"):
        for id_ in getattr(settings, name):
            if id_ not in nodes:
                known = f"The nodes of this index are {', '.join(nodes)}."
                yield _problem("node_unknown", name, f"'{id_}' is no node.", "Correct it.", known)
            elif name == "weighted_nodes" and not takes_weights(nodes[id_]):
                found = f"The rule of '{id_}' ({nodes[id_].rule}) knows no weights."
                yield _problem("node_without_weights", name, found, "Leave this node out.")


def _check_weights(index: Index, settings: IndexUncertaintySettings) -> Iterator[Problem]:
    if settings.weight_spread > 0 and not weighted_nodes(index, settings):
        found = "No node of this index has weights that could shift anything."
        yield _problem("no_weights", "weight_spread", found, "Set it to 0.")


def _check_steps(index: Index, settings: IndexUncertaintySettings) -> Iterator[Problem]:
    treats = [step for step in index.rules.steps if isinstance(step, TreatStep)]
    if settings.outlier_limits and not treats:
        found = "This index does not treat outliers, so there is no limit to replace."
        yield _problem("no_treat_step", "outlier_limits", found, "Leave it out.")
    own = {step.most_points for step in treats}
    for limit in settings.outlier_limits:
        if own == {limit}:
            yield _own("outlier_limits", f"{limit}")
    steps = [step for step in index.rules.steps if step.step == "normalise"]
    if settings.normalisations and not steps:
        found = "This index has no step of normalisation to replace."
        yield _problem("no_normalise_step", "normalisations", found, "Leave it out.")
    for step in settings.normalisations:
        if any(_said(step) == _said(own_step) for own_step in steps):
            yield _own("normalisations", step.method)
        if isinstance(step, NormaliseGoalposts):
            yield from _check_goalposts(index)


def _check_goalposts(index: Index) -> Iterator[Problem]:
    without = [m.id for m in index.questionnaire.measures if m.goalposts is None]
    if without:
        found = f"These measures have no goalposts: {', '.join(without)}."
        yield _problem("no_goalposts", "normalisations", found, "Leave it out or give them some.")


def _check_rules(index: Index, settings: IndexUncertaintySettings) -> Iterator[Problem]:
    means = [node for node in index.rules.tree if is_mean(node)]
    if settings.rules and not means:
        found = "No node of this index is a weighted mean, so no rule can be replaced."
        yield _problem("no_mean", "rules", found, "Leave it out.")
    for choice in settings.rules:
        if means and all(with_rule(node, choice) == node for node in means):
            yield _own("rules", choice.rule)


def _check_anything(settings: IndexUncertaintySettings) -> Iterator[Problem]:
    if not settings.varied:
        found = "Nothing of this index varies: no weights, rules, limits or normalisations."
        remedy = "Name something in a settings file that this index has, or leave the draws out."
        yield _problem("nothing_varies", "all keys", found, remedy)


def _own(name: str, given: str) -> Problem:
    found = f"'{given}' is what the index does itself; named again it would weigh double."
    return _problem("own_choice", name, found, "Leave it out.")


def _problem(code: str, name: str, found: str, remedy: str, allowed: str = "") -> Problem:
    where = f"Settings of the uncertainty, {name}"
    return Problem(f"index_uncertainty.{code}", where, found, remedy, allowed)


def _said(step: Step) -> dict[str, Any]:
    return step.model_dump(exclude={"why", "measures"})


def _all_above_zero(index: Index, table: IndexTable) -> bool:
    """Whether there are arithmetic nodes, and all they put together is above 0."""
    result = score_index(index, table)
    ids = index.questionnaire.measure_ids
    measures = result.stages[-1].cells.values

    def lowest(child: str) -> float:
        values: Numbers = measures[:, ids.index(child)] if child in ids else result.values(child)
        return float(np.where(np.isnan(values), np.inf, values).min(initial=np.inf))

    nodes: list[Node] = [node for node in index.rules.tree if isinstance(node, ArithmeticNode)]
    return bool(nodes) and all(lowest(child) > 0 for node in nodes for child in node.children)
