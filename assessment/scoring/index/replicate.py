"""Replicates of an index: which index each of them is, and the scores of many at once.

`changed_index` says in plain words what a replicate is; `score_replicates` gives
the same scores as `score_index` does for each changed index, many times faster.
What varies at random, and how it is summed up, is elsewhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assessment.model.index import Index
from assessment.model.index_rules import (
    ArithmeticNode,
    ExtremeNode,
    GeometricNode,
    HarmonicNode,
    Node,
)
from assessment.model.index_steps import (
    Step,
    TreatStep,
)
from assessment.model.index_table import Cells, IndexTable, Numbers
from assessment.model.index_uncertainty import Replicate, RuleChoice
from assessment.scoring.index.aggregate import in_order
from assessment.scoring.index.batches import plan_of
from assessment.scoring.index.ranks import ranks_within
from assessment.scoring.index.replicate_batch import Space
from assessment.scoring.index.replicate_routes import Alike, score_alike
from assessment.scoring.index.replicate_weights import stack_weights
from assessment.scoring.index.score_index import measure_stages

_Key = tuple[object, ...]
_NODE_WITH = {
    "arithmetic": ArithmeticNode,
    "geometric": GeometricNode,
    "harmonic": HarmonicNode,
    "minimum": ExtremeNode,
}


@dataclass(frozen=True)
class ReplicateScores:
    """Scores and ranks of some nodes in every replicate.

    Attributes
    ----------
    values, ranks
        Shape (n_nodes, n_replicates, n_units), nodes and replicates as they were
        asked for; ``nan`` where there is no score. Ranks are within each period:
        1 is the highest, ties get the smallest.
    """

    node_ids: tuple[str, ...]
    values: Numbers
    ranks: Numbers


def changed_index(index: Index, replicate: Replicate) -> Index:
    """Return the index that a replicate is.

    Raises
    ------
    ValueError
        If the replicate replaces what the index does not have: a node, a step, or
        the weight of a child. `check_settings` runs first for what people ask for.
    """
    if replicate == Replicate():
        return index  # Itself, so that what is prepared once for an index is found again.
    _refuse_unknown(index, replicate)
    rules = index.rules.model_copy(
        update={
            "steps": tuple(_changed_step(step, replicate) for step in index.rules.steps),
            "tree": tuple(_changed_node(node, replicate) for node in index.rules.tree),
        }
    )
    return Index(index.questionnaire, rules)


def score_replicates(
    index: Index, table: IndexTable, replicates: Sequence[Replicate], node_ids: Sequence[str]
) -> ReplicateScores:
    """Score many replicates of an index.

    Replicates under the same rules are scored together, and the measures are
    treated and normalised once for each way of doing so.

    Returns
    -------
    ReplicateScores
        The same numbers as from `score_index` with each `changed_index`.
    """
    measures: dict[_Key, Cells] = {}
    by_unit = np.empty((len(node_ids), len(table.units), len(replicates)))
    space = Space()
    for keys, places in _by_rules(replicates):
        for place, key in zip(places, keys, strict=True):
            if key not in measures:
                one = replace(replicates[place], weights={})
                measures[key] = measure_stages(changed_index(index, one), table)[-1].cells
        alike = _put_together(index, [replicates[place] for place in places], keys, measures)
        by_unit[..., places] = score_alike(alike, node_ids, space)
    periods = [unit.period for unit in table.units]
    in_columns = np.moveaxis(by_unit, 1, 0)
    ranks = ranks_within(periods, in_columns.reshape(len(periods), -1)).reshape(in_columns.shape)
    # Shown with the units last; in memory the replicates of a unit stand side by side.
    return ReplicateScores(tuple(node_ids), by_unit.swapaxes(1, 2), np.moveaxis(ranks, 0, -1))


def takes_weights(node: Node) -> bool:
    """Whether the rule of a node knows weights."""
    return hasattr(node, "weights")


def weights_of(node: Node) -> Numbers:
    """Return the weights of a node in the order of its children; 1 where none is given."""
    return in_order(getattr(node, "weights", {}), node.children)


def with_rule(node: Node, choice: RuleChoice) -> Node:
    """Return the node with another rule; children, weights and all else stay as far as they go."""
    kind = _NODE_WITH[choice.rule]
    kept = {name: getattr(node, name) for name in kind.model_fields if hasattr(node, name)}
    if choice.children_floor is not None:
        kept["children_floor"] = choice.children_floor
    return kind.model_validate({**kept, "rule": choice.rule})


def _refuse_unknown(index: Index, replicate: Replicate) -> None:
    nodes = {node.id: node for node in index.rules.tree}
    named = {*replicate.rules, *replicate.weights}
    steps = {step.step for step in index.rules.steps}
    wrong = [
        *(f"node {id_}" for id_ in sorted(named - set(nodes))),
        *(
            f"{len(given)} weights for the {len(nodes[id_].children)} children of {id_}"
            for id_, given in replicate.weights.items()
            if id_ in nodes and len(given) != len(nodes[id_].children)
        ),
        *(["a treat step"] if replicate.most_points is not None and "treat" not in steps else []),
        *(["a normalise step"] if replicate.normalise and "normalise" not in steps else []),
    ]
    if wrong:
        raise ValueError(f"the index {index.questionnaire.id} does not have {', '.join(wrong)}")


def _changed_step(step: Step, replicate: Replicate) -> Step:
    if isinstance(step, TreatStep):
        if replicate.most_points is None:
            return step
        return step.model_copy(update={"most_points": replicate.most_points})
    if step.step == "normalise" and replicate.normalise is not None:
        return replicate.normalise.model_copy(update={"measures": step.measures})
    return step


def _changed_node(node: Node, replicate: Replicate) -> Node:
    choice, given = replicate.rules.get(node.id), replicate.weights.get(node.id)
    changed = with_rule(node, choice) if choice else node
    if given is None or not takes_weights(changed):
        return changed
    return changed.model_copy(update={"weights": dict(zip(node.children, given, strict=True))})


def _by_rules(replicates: Sequence[Replicate]) -> Iterator[tuple[list[_Key], list[int]]]:
    """Yield replicates under the same rules: their places, sorted by how measures are made.

    Also yields for each of them the key of its measures.
    """
    groups: dict[_Key, dict[_Key, list[int]]] = {}
    # Replicates of one draw share their choices, so each is written out only once.
    written: dict[tuple[int, int], tuple[str, _Key]] = {}
    for place, one in enumerate(replicates):
        same = (id(one.normalise), id(one.rules))
        if same not in written:
            rules = sorted((id_, repr(rule)) for id_, rule in one.rules.items())
            written[same] = (repr(one.normalise), tuple(rules))
        normalise, rules = written[same]
        groups.setdefault(rules, {}).setdefault((one.most_points, normalise), []).append(place)
    for group in groups.values():
        keys = [key for key, places in group.items() for _ in places]
        yield keys, [place for places in group.values() for place in places]


def _put_together(
    index: Index,
    replicates: Sequence[Replicate],
    keys: Sequence[_Key],
    measures: Mapping[_Key, Cells],
) -> Alike:
    same = changed_index(index, Replicate(rules=replicates[0].rules))
    numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    return Alike(
        same,
        variants=[measures[key] for key in numbers],
        of_each=np.array([numbers[key] for key in keys], np.intp),
        weights=stack_weights(replicates, {n.id: weights_of(n) for n in plan_of(same).weighted}),
    )
