"""The tree of rules: from measures to every node, children before their parents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.model.index import KINDS, Index, ValueKind
from assessment.model.index_rules import IndexRules, Node
from assessment.model.index_table import Cells, Flag, Numbers
from assessment.scoring.index.apply_rule import apply_rule, children_floor_of
from assessment.scoring.index.rounding import round_half_up

_SKIP, _EMPTY, _ZERO = range(3)
_ABSENT = (ValueKind.NOT_APPLICABLE.number, ValueKind.NOT_USED.number)


@dataclass(frozen=True)
class TreeScores:
    """Every node of the tree, in columns.

    Attributes
    ----------
    node_ids
        Children before their parents.
    cells
        Shape (..., n_units, n_nodes).
    """

    node_ids: tuple[str, ...]
    cells: Cells


def order_of(rules: IndexRules) -> tuple[Node, ...]:
    """Return the nodes with children before their parents, else in the order of the file.

    Raises
    ------
    ValueError
        If the tree has a cycle; the library refuses such an index.
    """
    nodes = {node.id: node for node in rules.tree}
    done: dict[str, Node] = {}
    while len(done) < len(nodes):
        ready = [
            node
            for node in nodes.values()
            if node.id not in done and all(c in done or c not in nodes for c in node.children)
        ]
        if not ready:
            raise ValueError(f"the nodes {sorted(set(nodes) - set(done))} form a cycle")
        done |= {node.id: node for node in ready}
    return tuple(done.values())


def score_tree(
    index: Index, measures: Cells, weights: Mapping[str, Numbers] | None = None
) -> TreeScores:
    """Compute every node.

    Parameters
    ----------
    measures
        Shape (..., n_units, n_measures), after all steps.
    weights
        Node id to weights that replace those of the rules, one for each child in
        their order, of a shape that broadcasts to (..., n_units, n_children): for
        replicates (n_replicates, 1, n_children).
    """
    given = weights or {}
    columns = {
        id_: Cells(measures.values[..., n], measures.kinds[..., n], measures.flags[..., n])
        for n, id_ in enumerate(index.questionnaire.measure_ids)
    }
    nodes = order_of(index.rules)
    shown: list[Cells] = []
    for node in nodes:
        children = _side_by_side([columns[id_] for id_ in node.children])
        exact = _score_node(index, node, children, given.get(node.id))
        rounded = _rounded(exact, node)
        shown.append(rounded)
        columns[node.id] = rounded if node.carry == "rounded" else exact
    return TreeScores(tuple(node.id for node in nodes), _side_by_side(shown))


def _side_by_side(columns: Sequence[Cells]) -> Cells:
    """Put columns of shape (..., n_units) side by side; a column of replicates widens the rest."""
    shape = np.broadcast_shapes(*(column.values.shape for column in columns))
    return Cells(
        np.stack([np.broadcast_to(column.values, shape) for column in columns], axis=-1),
        np.stack([np.broadcast_to(column.kinds, shape) for column in columns], axis=-1),
        np.stack([np.broadcast_to(column.flags, shape) for column in columns], axis=-1),
    )


def _score_node(index: Index, node: Node, children: Cells, weights: Numbers | None) -> Cells:
    prepared, blocked = _prepare(node, children)
    known = ~np.isnan(prepared.values)
    applies = ~np.isin(children.kinds, _ABSENT)
    too_few = known.sum(axis=-1) < node.available * applies.sum(axis=-1) - 1e-9
    # A number too large for this machine has no score, like any other that cannot be computed.
    with np.errstate(over="ignore", invalid="ignore"):
        values = apply_rule(index, node, prepared.values, weights)
    values = np.where(np.isfinite(values), values, np.nan)
    values = np.where(blocked.any(axis=-1) | too_few, np.nan, values)
    flags = np.bitwise_or.reduce(
        np.where(known, prepared.flags, np.uint8(0)), axis=-1, dtype=np.uint8
    )
    flags = np.broadcast_to(flags, values.shape)
    if node.floor is not None:
        low = values < node.floor
        values = np.where(low, node.floor, values)
        flags = np.where(low, flags | np.uint8(Flag.FLOORED), flags)
    missing = np.isnan(values)
    kinds = np.where(missing, _reason(children, known, blocked, too_few), np.int8(0))
    return Cells(values, kinds.astype(np.int8), np.where(missing, np.uint8(0), flags))


def _prepare(node: Node, children: Cells) -> tuple[Cells, NDArray[np.bool_]]:
    """Count as zero or lift what the node says; also return which children empty it."""
    values, flags = children.values, children.flags
    missing = np.isnan(values)
    treatment = np.where(missing, _treatments(node)[children.kinds], _SKIP)
    zero = treatment == _ZERO
    values = np.where(zero, 0.0, values)
    flags = np.where(zero, flags | np.uint8(Flag.COUNTED_AS_ZERO), flags)
    lowest = children_floor_of(node)
    if lowest is not None:
        low = values < lowest
        values = np.where(low, lowest, values)
        flags = np.where(low, flags | np.uint8(Flag.FLOORED), flags)
    return Cells(values, children.kinds, flags), treatment == _EMPTY


def _treatments(node: Node) -> NDArray[np.int8]:
    """Return for each kind what becomes of such a child."""
    words = {"skip": _SKIP, "empty": _EMPTY, "zero": _ZERO}
    said = node.missing
    everywhere = said if isinstance(said, str) else "skip"
    chosen = dict.fromkeys(KINDS, words[everywhere])
    # A number that exists and has no score is not a gap that one may step over.
    chosen |= {ValueKind.NOT_COMPUTABLE: _EMPTY, ValueKind.SCREENED_OUT: _EMPTY}
    if not isinstance(said, str):
        chosen |= {ValueKind(kind): words[word] for kind, word in said.items()}
    return np.array([chosen[kind] for kind in KINDS], np.int8)


def _reason(
    children: Cells,
    known: NDArray[np.bool_],
    blocked: NDArray[np.bool_],
    too_few: NDArray[np.bool_],
) -> NDArray[np.int8]:
    """Return why each node would have no value, shape (..., n_units)."""
    decisive = np.where(blocked.any(axis=-1, keepdims=True), blocked, ~known)
    highest = np.where(decisive, children.kinds, np.int8(-1)).max(axis=-1)
    lowest = np.where(decisive, children.kinds, np.int8(len(KINDS))).min(axis=-1)
    mixed = np.int8(ValueKind.TOO_FEW_CHILDREN.number)
    common = np.where(highest == lowest, highest, mixed)
    some = known.any(axis=-1) & ~blocked.any(axis=-1)
    with_some = np.where(too_few, mixed, np.int8(ValueKind.NOT_COMPUTABLE.number))
    return np.where(some, with_some, common)


def _rounded(exact: Cells, node: Node) -> Cells:
    if node.digits is None:
        return exact
    return Cells(round_half_up(exact.values, node.digits), exact.kinds, exact.flags)
