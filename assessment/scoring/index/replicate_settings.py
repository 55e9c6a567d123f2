"""Settings of random replicates: proposed for an index, held against it, and said in words."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.locales.formats import listed, percent, whole
from assessment.model.index import Index, NormaliseGoalposts, Step, TreatStep
from assessment.model.index_table import IndexTable
from assessment.model.index_uncertainty import IndexSource, IndexUncertaintySettings, RuleChoice
from assessment.model.problem import Problem
from assessment.model.tree import RULES, Node, Numbers, WeightedNode
from assessment.scoring.index.replicates import is_mean, weighted_nodes, with_rule
from assessment.scoring.index.score_index import score_index
from assessment.scoring.rules.mean import Mean
from assessment.scoring.rules.sum import Linear
from assessment.scoring.tree import index_facts


def propose_settings(
    index: Index, table: IndexTable, *, seed: int, draws: int
) -> IndexUncertaintySettings:
    """Return settings for an index of which nothing else is known.

    Weights vary by 25 %, the limit of the outlier treatment from 1 to its own, and the
    geometric mean is tried in the place of plain means where every number that
    they put together is above 0. Other normalisations are nobody's guess but the author's.
    """
    limits = [s.most_points for s in index.rules.steps if isinstance(s, TreatStep)]
    geometric = (RuleChoice(rule="geometric_mean"),) if _all_above_zero(index, table) else ()
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
                known = _("The nodes of this index are {nodes}.", nodes=", ".join(nodes))
                found = _("'{node}' is no node.", node=id_)
                yield _problem("node_unknown", name, found, _("Correct it."), known)
            elif name == "weighted_nodes" and not isinstance(nodes[id_], WeightedNode):
                found = _(
                    "The rule of '{node}' ({rule}) knows no weights.",
                    node=id_,
                    rule=nodes[id_].rule,
                )
                yield _problem("node_without_weights", name, found, _("Leave this node out."))


def _check_weights(index: Index, settings: IndexUncertaintySettings) -> Iterator[Problem]:
    if settings.weight_spread > 0 and not weighted_nodes(index, settings):
        found = _("No node of this index has weights that could shift anything.")
        yield _problem("no_weights", "weight_spread", found, _("Set it to 0."))


def _check_steps(index: Index, settings: IndexUncertaintySettings) -> Iterator[Problem]:
    treats = [step for step in index.rules.steps if isinstance(step, TreatStep)]
    if settings.outlier_limits and not treats:
        found = _("This index does not treat outliers, so there is no limit to replace.")
        yield _problem("no_treat_step", "outlier_limits", found, _("Leave it out."))
    own = {step.most_points for step in treats}
    for limit in settings.outlier_limits:
        if own == {limit}:
            yield _own("outlier_limits", f"{limit}")
    steps = [step for step in index.rules.steps if step.step == "normalise"]
    if settings.normalisations and not steps:
        found = _("This index has no step of normalisation to replace.")
        yield _problem("no_normalise_step", "normalisations", found, _("Leave it out."))
    for step in settings.normalisations:
        if any(_content(step) == _content(own_step) for own_step in steps):
            yield _own("normalisations", step.method)
        if isinstance(step, NormaliseGoalposts):
            yield from _check_goalposts(index)


def _check_goalposts(index: Index) -> Iterator[Problem]:
    without = [m.id for m in index.questionnaire.measures if m.goalposts is None]
    if without:
        found = _("These measures have no goalposts: {measures}.", measures=", ".join(without))
        remedy = _("Leave it out or give them some.")
        yield _problem("no_goalposts", "normalisations", found, remedy)


def _check_rules(index: Index, settings: IndexUncertaintySettings) -> Iterator[Problem]:
    means = [node for node in index.rules.tree if is_mean(node)]
    if settings.rules and not means:
        found = _("No node of this index is a weighted mean, so no rule can be replaced.")
        yield _problem("no_mean", "rules", found, _("Leave it out."))
    to_try = _rules_to_try(index)
    for choice in settings.rules:
        if choice.rule not in to_try:
            found = _("The rule '{rule}' cannot stand in the place of a mean.", rule=choice.rule)
            known = _("Rules that can be tried are {rules}.", rules=", ".join(to_try))
            yield _problem("rule_not_to_try", "rules", found, _("Name another."), known)
        elif means and all(with_rule(node, choice) == node for node in means):
            yield _own("rules", choice.rule)


def _rules_to_try(index: Index) -> list[str]:
    facts = index_facts(index, index.rules.tree[0])
    return [name for name, kind in RULES.items() if kind.to_try(facts) is not None]


def _check_anything(settings: IndexUncertaintySettings) -> Iterator[Problem]:
    if not settings.varied:
        found = _("Nothing of this index varies: no weights, rules, limits or normalisations.")
        remedy = _("Name something in a settings file that this index has, or leave the draws out.")
        yield _problem("nothing_varies", _("all keys"), found, remedy)


def _own(name: str, given: str) -> Problem:
    found = _(
        "'{given}' is what the index does itself; named again it would weigh double.", given=given
    )
    return _problem("own_choice", name, found, _("Leave it out."))


def _problem(code: str, name: str, found: str, remedy: str, allowed: str = "") -> Problem:
    where = _("Settings of the uncertainty, {key}", key=name)
    return Problem(f"index_uncertainty.{code}", where, found, remedy, allowed)


def _content(step: Step) -> dict[str, Any]:
    return step.model_dump(exclude={"why", "measures"})


def _all_above_zero(index: Index, table: IndexTable) -> bool:
    """Whether there are plain means, and all they put together is above 0."""
    result = score_index(index, table)
    ids = index.questionnaire.measure_ids
    measures = result.stages[-1].cells.values

    def lowest(child: str) -> float:
        values: Numbers = measures[:, ids.index(child)] if child in ids else result.values(child)
        return float(np.where(np.isnan(values), np.inf, values).min(initial=np.inf))

    nodes: list[Node] = [node for node in index.rules.tree if isinstance(node, Mean)]
    return bool(nodes) and all(lowest(child) > 0 for node in nodes for child in node.children)


def varied_sentences(index: Index, settings: IndexUncertaintySettings) -> tuple[str, ...]:
    """Return full sentences on what varies, how far, and what the intervals are."""
    return tuple(_varied(index, settings))


def not_varied_sentences(index: Index, settings: IndexUncertaintySettings) -> tuple[str, ...]:
    """Return full sentences on what the replicates leave out."""
    return tuple(_not_varied(index, settings))


def _varied(index: Index, settings: IndexUncertaintySettings) -> Iterator[str]:
    yield ngettext(
        "{number} replicate was drawn with the seed {seed}.",
        "{number} replicates were drawn with the seed {seed}.",
        settings.draws,
        seed=settings.seed,
    )
    if settings.weight_spread > 0:
        yield _(
            "Each weight moved up or down by up to {spread}, in these nodes: {nodes}.",
            spread=percent(settings.weight_spread),
            nodes=_nodes([node.id for node in weighted_nodes(index, settings)]),
        )
    if settings.outlier_limits:
        yield _(
            "The most values that may be pulled in as outliers were also {limits}.",
            limits=listed(whole(limit) for limit in settings.outlier_limits),
        )
    if settings.normalisations:
        yield _(
            "The normalisation was also {names}. Scores of such replicates are on another "
            "scale, so intervals of scores come from the others alone.",
            names=listed(step.method for step in settings.normalisations),
        )
    if settings.rules:
        yield _(
            "The rule was also {rules}, for all of these nodes together: {nodes}.",
            rules=listed(choice.rule for choice in settings.rules),
            nodes=_nodes([node.id for node in index.rules.tree if is_mean(node)]),
        )
    yield _("All rows share the choices of each replicate.")


def _not_varied(index: Index, settings: IndexUncertaintySettings) -> Iterator[str]:
    steps = {step.step for step in index.rules.steps}
    yield from _switched_off(settings, steps)
    if settings.rules:
        others = [node.id for node in index.rules.tree if not is_mean(node)]
        if others:
            yield _("The rules of these nodes were not varied: {nodes}.", nodes=_nodes(others))
    yield from _other_weights(index, settings)
    if "denominate" in steps:
        yield _("Denominators were not varied.")
    if "impute" in steps:
        yield _("Gaps were filled in the same way in every replicate.")
    if "screen" in steps:
        yield _("The share of measures that a unit needs was not varied.")
    if any(node.digits is not None or node.floor is not None for node in index.rules.tree):
        yield _("Rounding and floors of the nodes were kept in every replicate.")
    yield _("The numbers in the table were taken as entered; their own errors were not varied.")
    yield _(
        "Which measures and nodes there are, and the direction of each measure, were not varied."
    )


def _switched_off(settings: IndexUncertaintySettings, steps: set[str]) -> Iterator[str]:
    sentences: dict[IndexSource, str] = {
        "outliers": _("The limit of the outlier treatment was not varied."),
        "normalisation": _("The normalisation was not varied."),
        "weights": _("The weights were not varied."),
        "rule": _("The rules of the nodes were not varied."),
    }
    there = {"outliers": "treat" in steps, "normalisation": "normalise" in steps}
    for source, sentence in sentences.items():
        if source not in settings.varied and there.get(source, True):
            yield sentence


def _other_weights(index: Index, settings: IndexUncertaintySettings) -> Iterator[str]:
    varying = {node.id for node in weighted_nodes(index, settings)}
    fixed = [
        node.id
        for node in index.rules.tree
        if len(node.children) > 1
        and isinstance(node, WeightedNode | Linear)
        and node.id not in varying
    ]
    if varying and fixed:
        yield _(
            "Weights or coefficients of these nodes were not varied: {nodes}.", nodes=_nodes(fixed)
        )


def _nodes(ids: list[str]) -> str:
    few = 8
    if len(ids) <= few:
        return listed(ids)
    more = len(ids) - few
    return ngettext(
        "{ids} and {number} more", "{ids} and {number} more", more, ids=", ".join(ids[:few])
    )
