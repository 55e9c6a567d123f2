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
    Step,
    TreatStep,
)
from assessment.model.index_table import Cells, IndexTable, Numbers
from assessment.model.index_uncertainty import Replicate, RuleChoice
from assessment.scoring.index.aggregate import in_order
from assessment.scoring.index.batches import plan_of
from assessment.scoring.index.ranks import ranks_within
from assessment.scoring.index.replicate_batch import (
    NotComputableError,
    ReplicateBatch,
    Space,
    is_simple,
)
from assessment.scoring.index.replicate_weights import stack_weights
from assessment.scoring.index.score_index import measure_stages
from assessment.scoring.index.tree import score_tree

SPACE=Space()
_AT_A_TIME = 512  # Replicates that are computed at once.
_IN_FULL_AT_A_TIME = 256  # As many where all that can be said of every node is held at once.
_FEWEST_IN_BATCHES = 16  # Below that, it takes longer to prepare them than to score them.

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

    Replicates that differ in their weights alone are scored together, and the
    measures are treated and normalised once for each way of doing so.

    Returns
    -------
    ReplicateScores
        The same numbers as from `score_index` with each `changed_index`.
    """
    n_units = len(table.units)
    by_unit = np.full((len(node_ids), n_units, len(replicates)), np.nan)
    measures: dict[tuple[object, ...], Cells] = {}
    for alike in _alike(replicates):
        first = replace(replicates[alike[0]], weights={})
        same = changed_index(index, first)
        key = _steps_key(first)
        if key not in measures:
            measures[key] = measure_stages(same, table)[-1].cells
        for start in range(0, len(alike), _AT_A_TIME):
            rows = alike[start : start + _AT_A_TIME]
            chosen = [replicates[row] for row in rows]
            by_unit[..., rows] = _score_alike(same, measures[key], chosen, node_ids)
    periods = [unit.period for unit in table.units]
    ranks = [ranks_within(periods, own) for own in by_unit]
    values, ranked = by_unit.swapaxes(1, 2), np.array(ranks).swapaxes(1, 2)
    return ReplicateScores(tuple(node_ids), values, ranked)


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


def _alike(replicates: Sequence[Replicate]) -> Iterator[list[int]]:
    """Yield the places of replicates that differ in their weights at most."""
    groups: dict[tuple[object, ...], list[int]] = {}
    # Replicates of one draw share their choices, so each is written out only once.
    written: dict[tuple[int, ...], tuple[object, ...]] = {}
    for place, one in enumerate(replicates):
        same = (id(one.normalise), id(one.rules))
        if same not in written:
            rules = sorted((id_, repr(rule)) for id_, rule in one.rules.items())
            written[same] = (repr(one.normalise), *rules)
        groups.setdefault((one.most_points, *written[same]), []).append(place)
    yield from groups.values()


def _steps_key(replicate: Replicate) -> tuple[object, ...]:
    return replicate.most_points, repr(replicate.normalise)


def _score_alike(
    index: Index, measures: Cells, replicates: Sequence[Replicate], node_ids: Sequence[str]
) -> Numbers:
    """Score replicates that differ in their weights; shape (n_nodes, n_units, n_replicates)."""
    plan = plan_of(index)
    weights = stack_weights(replicates, {node.id: weights_of(node) for node in plan.weighted})
    if weights and len(replicates) >= _FEWEST_IN_BATCHES and is_simple(plan, measures):
        try:
            return ReplicateBatch(plan, measures, SPACE).score(weights, len(replicates), node_ids)
        except NotComputableError:
            # Which nodes are then empty, and why, is for the general way to say.
            pass
    parts = [
        _score_in_full(index, measures, _rows(weights, start), node_ids)
        for start in range(0, len(replicates) if weights else 1, _IN_FULL_AT_A_TIME)
    ]
    return np.concatenate(parts, axis=-1)


def _score_in_full(
    index: Index, measures: Cells, weights: Mapping[str, Numbers], node_ids: Sequence[str]
) -> Numbers:
    """Score replicates of any index; one only where none has weights of its own."""
    scores = score_tree(index, measures, {id_: own[:, None] for id_, own in weights.items()})
    columns = [scores.node_ids.index(id_) for id_ in node_ids]
    found = np.moveaxis(scores.cells.values[..., columns], -1, 0)
    return found.swapaxes(1, 2) if weights else found[..., None]


def _rows(weights: Mapping[str, Numbers], start: int) -> Mapping[str, Numbers]:
    return {id_: own[start : start + _IN_FULL_AT_A_TIME] for id_, own in weights.items()}
