"""Checks of ``scoring.yaml`` against the questionnaire that it scores."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from assessment.library.checks import (
    check_condition,
    check_flags,
    repeated,
    repeated_id,
    unknown_id,
)
from assessment.locales import gettext as _
from assessment.locales.formats import listed
from assessment.model.answer import CONFIDENCES
from assessment.model.framework import Framework
from assessment.model.problem import Problem
from assessment.model.questionnaire import Dimension
from assessment.model.rules import (
    EVIDENCE_STANDINGS,
    Chances,
    EvidenceStanding,
    IntervalRule,
)
from assessment.model.tree import RULES, Node, Scale, TreeFacts, WeightedNode
from assessment.scoring.tree import facts_of


def check_rules(framework: Framework, file: str) -> Iterator[Problem]:
    """Yield what does not fit between scoring rules and questionnaire."""
    yield from _check_dimensions(framework, file)
    yield from _check_gates(framework, file)
    yield from _check_composite(framework, file)
    yield from _check_bands(framework, file)
    n_levels = len(framework.questionnaire.scale)
    yield from _check_interval(framework.rules.interval, n_levels, f"{file}, interval")
    yield from _check_methods(framework, file)
    yield from _check_gaps_and_tiers(framework, file)


def _check_dimensions(framework: Framework, file: str) -> Iterator[Problem]:
    dimensions = {dimension.id: dimension for dimension in framework.questionnaire.dimensions}
    for id_, rule in framework.rules.dimensions.items():
        place = f"{file}, dimensions > {id_}"
        if id_ not in dimensions:
            yield unknown_id(id_, place, "dimension")
        else:
            yield from _check_mentioned(rule, framework, dimensions[id_], place)
            yield from _check_why(rule, place)
            facts = facts_of(framework, dimensions[id_])
            yield from check_node(rule.model_copy(update={"id": id_}), facts, place)
    for id_ in dimensions:
        if id_ not in framework.rules.dimensions:
            yield Problem(
                "library.rule_missing",
                _("{file}, dimensions", file=file),
                _("The dimension {dimension} has no scoring rule.", dimension=id_),
                _("Name one: {rules}.", rules=", ".join(sorted(RULES))),
            )


def check_node(node: Node, facts: TreeFacts, place: str) -> Iterator[Problem]:
    """Yield what makes no sense in the parameters of one rule, and in its weights."""
    yield from (replace(problem, where=place) for problem in node.check(facts))
    weights = [node.weight_of(child) for child in facts.children]
    if isinstance(node, WeightedNode) and weights and not any(weights):
        yield Problem(
            "library.weights_all_zero",
            place,
            _("All weights of {node} are 0, so there is nothing to compute.", node=node.id),
            _("Give at least one child a weight above 0."),
        )


def _check_why(rule: Node, place: str) -> Iterator[Problem]:
    if not rule.why:
        yield Problem(
            "library.key_missing",
            place,
            _("'{key}' is missing.", key="why"),
            _("Add it: readers of a score are told the reason of its rule."),
        )


def _check_mentioned(
    rule: Node, framework: Framework, dimension: Dimension, place: str
) -> Iterator[Problem]:
    """Yield the indicators that a rule names and its dimension does not have."""
    own = {indicator.id for indicator in dimension.indicators}
    for id_ in dict.fromkeys(rule.mentioned()):
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
        _(
            "'{id}' is no indicator of {id2}; it belongs to {home}.",
            id=id_,
            id2=dimension.id,
            home=home,
        ),
        _("Name only indicators of the dimension whose rule this is."),
    )


def _check_gates(framework: Framework, file: str) -> Iterator[Problem]:
    questionnaire, gates = framework.questionnaire, framework.rules.gates
    dual_use = {indicator.id for indicator in questionnaire.indicators if indicator.dual_use}
    for id_, gate in gates.items():
        place = _("{file}, gates > {indicator}", file=file, indicator=id_)
        for mentioned in (id_, *gate.mentioned()):
            if not questionnaire.has_indicator(mentioned):
                yield unknown_id(mentioned, place, "indicator")
        yield from _check_why(gate, place)
        if not gate.follows_first:
            yield Problem(
                "library.no_gate",
                place,
                _("The rule '{rule}' limits nothing.", rule=gate.rule),
                _("Name the rule 'gate', with 'by' and 'allowance'."),
            )
    for id_ in sorted(dual_use ^ set(gates)):
        found = (
            _("{indicator} is marked dual use and has no gate.", indicator=id_)
            if id_ in dual_use
            else _("{indicator} is gated, and not marked dual use.", indicator=id_)
        )
        remedy = _("Give every dual-use indicator a gate, and only those.")
        yield Problem("library.gate_mismatch", _("{file}, gates", file=file), found, remedy)


def _check_composite(framework: Framework, file: str) -> Iterator[Problem]:
    rule, questionnaire = framework.rules.composite, framework.questionnaire
    if rule is None:
        return
    place = _("{file}, composite", file=file)
    dimension_ids = tuple(dimension.id for dimension in questionnaire.dimensions)
    scale = Scale(questionnaire.lowest_level, questionnaire.highest_level)
    yield from check_node(rule, TreeFacts(dimension_ids, scale=scale), place)
    for id_ in dict.fromkeys(rule.mentioned()):
        if id_ not in dimension_ids:
            yield unknown_id(id_, place, "dimension")


def _check_bands(framework: Framework, file: str) -> Iterator[Problem]:
    bands = framework.rules.bands
    starts = [band.from_score for band in bands]
    if starts != sorted(set(starts)) or starts[0] != 0:
        yield Problem(
            "library.bands_order",
            _("{file}, bands", file=file),
            _("The bands start at {starts}.", starts=starts),
            _("Let the first start at 0 and each later one higher than the one before."),
        )
    for letter in repeated(band.letter for band in bands):
        yield Problem(
            "library.id_repeated",
            _("{file}, bands", file=file),
            _("Two bands have the letter {letter}.", letter=letter),
            _("Give each band its own letter."),
        )


def _check_interval(rule: IntervalRule, n_levels: int, place: str) -> Iterator[Problem]:
    yield from _check_shifts(rule, place)
    for name, points in rule.step_maps.items():
        if not _is_step_map(points, n_levels):
            where = _("{place} > step_maps > {name}", place=place, name=name)
            yield _step_map_wrong(points, n_levels, where)
    if rule.quantiles[0] >= rule.quantiles[1]:
        yield Problem(
            "library.quantiles_order",
            place,
            _("The quantiles fall."),
            _("Put the lower one first."),
        )


def _is_step_map(points: Sequence[float], n_levels: int) -> bool:
    rising = all(a < b for a, b in pairwise(points))
    return len(points) == n_levels and rising and (points[0], points[-1]) == (0, 100)


def _step_map_wrong(points: Sequence[float], n_levels: int, place: str) -> Problem:
    return Problem(
        "library.step_map_wrong",
        place,
        _("The points are {points}.", points=list(points)),
        _("Give {n_levels} rising points from 0 to 100, one for each level.", n_levels=n_levels),
    )


def _check_shifts(rule: IntervalRule, place: str) -> Iterator[Problem]:
    rows = [row for found in rule.shifts.values() for row in _chances_in(found)]
    if set(rule.shifts) != set(CONFIDENCES) or any(abs(sum(row) - 1) > 1e-9 for row in rows):
        yield Problem(
            "library.shifts_wrong",
            place,
            _("The shifts are {shifts}.", shifts=rule.shifts),
            _("Give three shares that add up to 1 for each of high, medium and low."),
        )
    for confidence, found in rule.shifts.items():
        if isinstance(found, Mapping) and set(found) != set(EVIDENCE_STANDINGS):
            yield Problem(
                "library.shifts_wrong",
                f"{place} > shifts > {confidence}",
                _("The grades of evidence are {grades}.", grades=listed(found)),
                _("Give three shares for each of {grades}.", grades=listed(EVIDENCE_STANDINGS)),
            )


def _chances_in(found: Chances | Mapping[EvidenceStanding, Chances]) -> Iterable[Chances]:
    return found.values() if isinstance(found, Mapping) else (found,)


def _check_methods(framework: Framework, file: str) -> Iterator[Problem]:
    """Yield what does not fit in the other methods under which bands are tried."""
    n_levels = len(framework.questionnaire.scale)
    for id_ in repeated(method.id for method in framework.rules.methods):
        yield repeated_id(id_, file)
    for method in framework.rules.methods:
        place = f"{file}, methods > {method.id}"
        points = method.step_map
        if points is not None and not _is_step_map(points, n_levels):
            yield _step_map_wrong(points, n_levels, place)
        if method.rule is not None and method.rule not in RULES:
            yield Problem(
                "library.rule_unknown",
                place,
                _("There is no rule {name}.", name=method.rule),
                _("Name one of {rules}.", rules=listed(sorted(RULES))),
            )


def _check_gaps_and_tiers(framework: Framework, file: str) -> Iterator[Problem]:
    rules = framework.rules
    ids = [item.id for item in (*rules.critical_gaps, *rules.review_tiers)]
    for id_ in repeated(ids):
        yield Problem(
            "library.id_repeated",
            f"{file}, {id_}",
            _("The id '{id}' is used more than once.", id=id_),
            _("Give the newer one an id that was never used."),
        )
    crimes = {crime.id for crime in framework.questionnaire.crimes}
    for gap in rules.critical_gaps:
        place = f"{file}, {gap.id}"
        yield from (unknown_id(c, place, "crime") for c in gap.crimes if c not in crimes)
        yield from check_condition(gap.condition, framework, place)
        yield from check_flags(gap.flags, framework, place)
    for tier in rules.review_tiers:
        if tier.condition is not None:
            yield from check_condition(tier.condition, framework, f"{file}, {tier.id}")
        if tier.due is not None and tier.due.sooner is not None:
            place = f"{file}, {tier.id}, due > sooner"
            yield from check_condition(tier.due.sooner.condition, framework, place)
    if rules.regional_prompt is not None:
        place = f"{file}, regional_prompt"
        yield from check_condition(rules.regional_prompt.condition, framework, place)
