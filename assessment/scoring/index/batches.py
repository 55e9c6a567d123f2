"""The tree of an index in batches: nodes of one height that are computed alike, together.

What it takes to find them is done once for each index and kept. No numbers of
any table are in here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from assessment.model.index import KINDS, Index, ValueKind
from assessment.model.index_rules import CappedMeanNode, IndexRules, LinearNode, Node
from assessment.model.index_table import Numbers
from assessment.scoring.index.aggregate import in_order
from assessment.scoring.index.apply_rule import children_floor_of

SKIP, EMPTY, ZERO = range(3)
_OWN = {"id", "name", "children", "why", "classes", "published_column", "weights"}
_KEPT = 64  # indices whose batches are kept; a plan has a few kilobytes


@dataclass(frozen=True)
class Batch:
    """Nodes of one height that differ in children and weights only.

    Attributes
    ----------
    nodes
        The first one speaks for all.
    children
        Shape (n_nodes, n_children): rows of a table with the measures first, then
        all nodes in the order of the plan.
    rows
        Shape (n_nodes,): where the results go in that table.
    weights
        Shape (n_nodes, n_children), of the rules; 1 where they give none.
    treatments
        Shape (n_kinds,): what becomes of a missing child of each kind.
    first_treated
        The lowest number of a kind that is not just skipped.
    only_skips
        Whether the nodes ask for nothing else that could change or refuse a value.
    highest_child
        The highest row among ``children``.
    """

    nodes: tuple[Node, ...]
    children: NDArray[np.intp]
    rows: NDArray[np.intp]
    weights: Numbers
    treatments: NDArray[np.int8]
    first_treated: int
    only_skips: bool
    highest_child: int

    @property
    def node(self) -> Node:
        """The node that speaks for all."""
        return self.nodes[0]

    def weights_with(self, given: Mapping[str, Numbers], n_axes: int) -> Numbers:
        """Return weights of shape (n_nodes, ..., n_children) with so many axes in between.

        Parameters
        ----------
        given
            Node id to the weights that replace those of the rules.
        """
        if not given or not any(node.id in given for node in self.nodes):
            return self.weights[(slice(None), *[None] * n_axes)]
        each = [given.get(n.id, w) for n, w in zip(self.nodes, self.weights, strict=True)]
        shape = np.broadcast_shapes((1,) * n_axes + each[0].shape[-1:], *(w.shape for w in each))
        return np.stack([np.broadcast_to(weights, shape) for weights in each])


@dataclass(frozen=True)
class Plan:
    """Batches in an order in which they can be computed.

    Attributes
    ----------
    nodes
        Children before their parents, else in the order of the file.
    """

    nodes: tuple[Node, ...]
    batches: tuple[Batch, ...]

    @cached_property
    def node_ids(self) -> tuple[str, ...]:
        """Ids of the nodes, in their order."""
        return tuple(node.id for node in self.nodes)

    @cached_property
    def weighted(self) -> tuple[Node, ...]:
        """The nodes whose rule knows weights."""
        return tuple(node for node in self.nodes if hasattr(node, "weights"))


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


def plan_of(index: Index) -> Plan:
    """Return the batches of an index; found once, and kept for the indices used last."""
    return _find_plan(_Same(index))


class _Same:
    """An index as a key: it holds mappings, so only its identity can be hashed."""

    def __init__(self, index: Index) -> None:
        self.index = index

    def __hash__(self) -> int:
        return id(self.index)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.index is self.index


@lru_cache(maxsize=_KEPT)
def _find_plan(key: _Same) -> Plan:
    index = key.index
    nodes = order_of(index.rules)
    ids = [*index.questionnaire.measure_ids, *(node.id for node in nodes)]
    places = {id_: place for place, id_ in enumerate(ids)}
    alike: dict[tuple[int, str], list[Node]] = {}
    for node, height in _with_heights(nodes):
        alike.setdefault((height, _likeness(node)), []).append(node)
    # A stable sort: within a height, batches stand in the order of the file.
    ordered = sorted(alike.items(), key=lambda item: item[0][0])
    return Plan(nodes, tuple(_batch(batch, places) for _, batch in ordered))


def _with_heights(nodes: Sequence[Node]) -> Iterator[tuple[Node, int]]:
    heights: dict[str, int] = {}
    for node in nodes:
        heights[node.id] = 1 + max(heights.get(child, 0) for child in node.children)
        yield node, heights[node.id]


def _likeness(node: Node) -> str:
    """Return what two nodes must have in common to be computed together."""
    said = node.model_dump(exclude=_OWN | {"capped_by", "coefficients"})
    by_place: list[float] = []
    if isinstance(node, CappedMeanNode):
        by_place = [node.children.index(id_) for id_ in node.capped_by]
    elif isinstance(node, LinearNode):
        by_place = [node.coefficients[id_] for id_ in node.children]
    return repr((len(node.children), said, by_place))


def _batch(nodes: Sequence[Node], places: Mapping[str, int]) -> Batch:
    first = nodes[0]
    children = np.array([[places[id_] for id_ in node.children] for node in nodes], np.intp)
    treatments = _treatments(first)
    treated = np.flatnonzero(treatments != SKIP)
    return Batch(
        nodes=tuple(nodes),
        children=children,
        rows=np.array([places[node.id] for node in nodes], np.intp),
        weights=np.stack([in_order(getattr(n, "weights", {}), n.children) for n in nodes]),
        treatments=treatments,
        first_treated=int(treated[0]) if len(treated) else len(KINDS),
        only_skips=first.available == 0 and first.floor is None and not _lifts(first),
        highest_child=int(children.max()),
    )


def _lifts(node: Node) -> bool:
    return children_floor_of(node) is not None


def _treatments(node: Node) -> NDArray[np.int8]:
    """Return for each kind what becomes of such a child."""
    words = {"skip": SKIP, "empty": EMPTY, "zero": ZERO}
    said = node.missing
    everywhere = said if isinstance(said, str) else "skip"
    chosen = dict.fromkeys(KINDS, words[everywhere])
    # A number that exists and has no score is not a gap that one may step over.
    chosen |= {ValueKind.NOT_COMPUTABLE: EMPTY, ValueKind.SCREENED_OUT: EMPTY}
    if not isinstance(said, str):
        chosen |= {ValueKind(kind): words[word] for kind, word in said.items()}
    return np.array([chosen[kind] for kind in KINDS], np.int8)
