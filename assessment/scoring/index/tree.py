"""The tree of rules: from measures to every node, children before their parents."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessment.model.index import KINDS, Index, ValueKind
from assessment.model.index_rules import IndexRules, Node
from assessment.model.index_table import Cells, Flag, FlagNumbers, Numbers
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
    shapes = {column.values.shape for column in columns}
    if len(shapes) > 1:
        columns = [_widened(column, np.broadcast_shapes(*shapes)) for column in columns]
    return Cells(
        np.stack([column.values for column in columns], axis=-1),
        np.stack([column.kinds for column in columns], axis=-1),
        np.stack([column.flags for column in columns], axis=-1),
    )


def _widened(column: Cells, shape: tuple[int, ...]) -> Cells:
    return Cells(
        np.broadcast_to(column.values, shape),
        np.broadcast_to(column.kinds, shape),
        np.broadcast_to(column.flags, shape),
    )


def _score_node(index: Index, node: Node, children: Cells, weights: Numbers | None) -> Cells:
    prepared, blocked = _prepare(node, children)
    known = ~np.isnan(prepared.values)
    refused = blocked.any(axis=-1)
    if node.available > 0:
        refused = refused | _too_few(node, children, known)
    # A number too large for this machine has no score, like any other that cannot be computed.
    with np.errstate(over="ignore", invalid="ignore"):
        values = apply_rule(index, node, prepared.values, weights)
    values = np.where(np.isfinite(values) & ~refused, values, np.nan)
    flags = np.broadcast_to(_carried(prepared, known), values.shape)
    if node.floor is not None:
        low = values < node.floor
        values = np.where(low, node.floor, values)
        flags = np.where(low, flags | np.uint8(Flag.FLOORED), flags)
    return _with_reasons(node, children, values, flags, (known, blocked))


def _prepare(node: Node, children: Cells) -> tuple[Cells, NDArray[np.bool_]]:
    """Count as zero or lift what the node says; also return which children empty it."""
    values, flags = children.values, children.flags
    missing = np.isnan(values)
    blocked = missing
    if missing.any():
        treatment = _treatments(node)[children.kinds]
        zero, blocked = missing & (treatment == _ZERO), missing & (treatment == _EMPTY)
        values, flags = _set(values, flags, zero, 0.0, Flag.COUNTED_AS_ZERO)
    lowest = children_floor_of(node)
    if lowest is not None:
        values, flags = _set(values, flags, values < lowest, lowest, Flag.FLOORED)
    return Cells(values, children.kinds, flags), blocked


def _set(
    values: Numbers, flags: FlagNumbers, chosen: NDArray[np.bool_], value: float, flag: Flag
) -> tuple[Numbers, FlagNumbers]:
    if not chosen.any():
        return values, flags
    return np.where(chosen, value, values), np.where(chosen, flags | np.uint8(flag), flags)


def _too_few(node: Node, children: Cells, known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Whether fewer than the stated share of the children that apply have a value."""
    applies = (~np.isin(children.kinds, _ABSENT)).sum(axis=-1)
    return known.sum(axis=-1) < node.available * applies - 1e-9


def _carried(prepared: Cells, known: NDArray[np.bool_]) -> FlagNumbers:
    """Return the flags of the children that have a value, put together."""
    if not prepared.flags.any():
        return np.zeros(known.shape[:-1], np.uint8)
    flags = np.where(known, prepared.flags, np.uint8(0))
    return np.bitwise_or.reduce(flags, axis=-1, dtype=np.uint8)


def _with_reasons(
    node: Node,
    children: Cells,
    values: Numbers,
    flags: FlagNumbers,
    marks: tuple[NDArray[np.bool_], NDArray[np.bool_]],
) -> Cells:
    """Say of each missing value why; most tables have few, so only those are looked at."""
    kinds = np.zeros(values.shape, np.int8)
    gaps = np.isnan(values)
    if not gaps.any():
        return Cells(values, kinds, flags)

    def at_gaps(array: NDArray[Any]) -> NDArray[Any]:
        return np.broadcast_to(array, (*values.shape, array.shape[-1]))[gaps]

    at = Cells(at_gaps(children.values), at_gaps(children.kinds), at_gaps(children.flags))
    known, blocked = (at_gaps(mark) for mark in marks)
    kinds[gaps] = _reason(at, known, blocked, _too_few(node, at, known))
    return Cells(values, kinds, np.where(gaps, np.uint8(0), flags))


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
    """Return why a node has no value; the children of shape (n_gaps, n_children)."""
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
