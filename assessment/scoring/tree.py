"""The one scoring engine: a tree and its leaves in, every node out, with why there is none.

Point scores, bounds, intervals, one level more, scores without an indicator, another
method and replicates of an index are all this function, on other leaves or on a
changed tree.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from assessment.model.framework import Framework
from assessment.model.index import Index
from assessment.model.questionnaire import Dimension
from assessment.model.tree import (
    KINDS,
    Cells,
    Children,
    Flag,
    Node,
    Numbers,
    Scale,
    Tree,
    TreeFacts,
    ValueKind,
    in_order,
)

Entry = TypeVar("Entry", bound=np.generic)
Marks = NDArray[np.bool_]
Kinds = NDArray[np.int8]
Flags = NDArray[np.uint8]

COMPOSITE = "composite"
"""The node of the optional single number."""
_SKIP, _EMPTY, _ZERO = range(3)
_TREATMENTS = {"skip": _SKIP, "empty": _EMPTY, "zero": _ZERO}
_ABSENT = (ValueKind.NOT_APPLICABLE, ValueKind.NOT_USED)
_APPLIES = np.array([kind not in _ABSENT for kind in KINDS])
_TOO_FEW = np.int8(ValueKind.TOO_FEW_CHILDREN.number)
_NOT_COMPUTABLE = np.int8(ValueKind.NOT_COMPUTABLE.number)
_ROUNDING = 1e-9  # Binary fractions miss a half by far less, printed figures by far more.


@dataclass(frozen=True)
class LevelPoints:
    """What levels stand for in each draw, where they are not taken as equally far apart.

    Attributes
    ----------
    table
        Shape (n_maps, n_levels): points of 0 to 100, lowest level first.
    chosen
        The map of each draw; broadcasts to the leading axes of the leaves.
    """

    table: Numbers
    chosen: NDArray[np.int64]

    def of(self, levels: Numbers, scale: Scale) -> Numbers:
        """Return the points of whole levels; ``nan`` stays."""
        gaps = np.isnan(levels)
        if gaps.all():
            return levels
        place = (levels if not gaps.any() else np.where(gaps, scale.lowest, levels)) - scale.lowest
        points: Numbers = self.table.ravel()[place.astype(np.int64) + self._offset]
        return np.where(gaps, np.nan, points) if gaps.any() else points

    @cached_property
    def _offset(self) -> NDArray[np.int64]:
        return self.chosen * self.table.shape[1]


@dataclass(frozen=True)
class Method:
    """Choices of method that vary over the leading axes of the leaves.

    Attributes
    ----------
    weights
        Node id to weights that replace those of the rule, shape (n_children, ...),
        broadcasting to the leading axes.
    points
        ``None`` for levels that are equally far apart.
    allowance
        What is added to the allowance of every cap, in levels.
    """

    weights: Mapping[str, Numbers] = field(default_factory=dict[str, Numbers])
    points: LevelPoints | None = None
    allowance: Numbers | float = 0.0


@dataclass(frozen=True)
class Column:
    """One leaf or node; arrays that broadcast to the leading axes of the leaves.

    Attributes
    ----------
    handed_up
        What a parent computes from, where that is not the value itself: a value that
        is rounded only for itself.
    """

    values: Numbers
    kinds: Kinds
    flags: Flags
    handed_up: Numbers | None = None

    @property
    def for_parent(self) -> Numbers:
        """What a parent computes from."""
        return self.values if self.handed_up is None else self.handed_up


@dataclass(frozen=True)
class TreeScores:
    """Every node of a tree, and the leaves as they count after the gates.

    Attributes
    ----------
    shape
        Of the leading axes of the leaves.
    leaves
        As entered, or as a gate lets it count; levels stay levels. Where only some nodes
        were asked for, those that they hang on.
    """

    shape: tuple[int, ...]
    leaves: Mapping[str, Column]
    nodes: Mapping[str, Column]

    def values(self, node_id: str) -> Numbers:
        """Return the values of a node, in the shape of the leading axes; ``nan`` without one."""
        return np.broadcast_to(self.nodes[node_id].values, self.shape)

    def cells(self) -> Cells:
        """Return all nodes; shape (..., n_nodes), in the order in which they were computed."""
        if not self.nodes:
            nothing = np.empty((*self.shape, 0))
            return Cells(nothing, nothing.astype(np.int8), nothing.astype(np.uint8))
        columns = [*self.nodes.values()]
        return Cells(
            self._together([column.values for column in columns]),
            self._together([column.kinds for column in columns]),
            self._together([column.flags for column in columns]),
        )

    def _together(self, arrays: Sequence[NDArray[Entry]]) -> NDArray[Entry]:
        return np.stack([np.broadcast_to(array, self.shape) for array in arrays], axis=-1)


def score_tree(
    tree: Tree,
    leaves: Cells,
    *,
    method: Method | None = None,
    ungated: Mapping[str, Marks] | None = None,
    only: tuple[str, ...] = (),
) -> TreeScores:
    """Compute every node.

    Parameters
    ----------
    leaves
        Shape (..., n_leaves), in the order of the tree, with any leading axes: states,
        draws, alternatives. Levels are as entered, before any gate.
    method
        What of the method varies over the leading axes; nothing if left out.
    ungated
        Leaf to where it counts as it is, whatever its gates say.
    only
        The nodes that are asked for, of those whose children are leaves; all if empty.

    Notes
    -----
    Framework, section 5.3, steps 1 to 4.
    """
    method = method or Method()
    shape = leaves.values.shape[:-1]
    for weights in method.weights.values():
        shape = np.broadcast_shapes(shape, weights.shape[1:])
    asked = [node for node in tree.nodes if not only or node.id in only]
    needed = {child for node in asked for child in node.children}
    gates = [gate for gate in tree.gates if not only or gate.id in needed]
    read = needed.union(*[gate.children for gate in gates])
    entered = {
        id_: _leaf(leaves, place, len(shape))
        for place, id_ in enumerate(tree.leaves)
        if not only or id_ in read
    }
    counted = dict(entered)
    for gate in gates:
        column = _score_node(gate, entered, Method(), level=1.0)
        free = (ungated or {}).get(gate.id)
        counted[gate.id] = column if free is None else _as_entered(column, entered[gate.id], free)
    columns = {id_: _in_points(tree, counted[id_], method) for id_ in counted.keys() & needed}
    level = tree.scale.points_per_level if tree.scale else 1.0
    nodes: dict[str, Column] = {}
    for node in asked:
        nodes[node.id] = columns[node.id] = _score_node(node, columns, method, level=level)
    return TreeScores(shape, counted, nodes)


def _leaf(leaves: Cells, place: int, n_axes: int) -> Column:
    """Return one leaf, with axes added in front where the method has more."""
    return Column(
        _with_axes(leaves.values[..., place], n_axes),
        _with_axes(leaves.kinds[..., place], n_axes),
        _with_axes(leaves.flags[..., place], n_axes),
    )


def _with_axes(array: NDArray[Entry], n_axes: int) -> NDArray[Entry]:
    lacking = n_axes - array.ndim
    return array.reshape((1,) * lacking + array.shape) if lacking else array


def _as_entered(gated: Column, entered: Column, free: Marks) -> Column:
    return Column(np.where(free, entered.values, gated.values), gated.kinds, gated.flags)


def _in_points(tree: Tree, column: Column, method: Method) -> Column:
    if tree.scale is None:
        return column
    points = method.points
    values = points.of(column.values, tree.scale) if points else tree.scale.to_points(column.values)
    return Column(values, column.kinds, column.flags)


def _score_node(
    node: Node, columns: Mapping[str, Column], method: Method, *, level: float
) -> Column:
    found = [columns[id_] for id_ in node.children]
    values: Numbers = _stack([column.for_parent for column in found])
    kinds: Kinds = _stack([column.kinds for column in found])
    flags: Flags = _stack([column.flags for column in found])
    values, flags, blocked = _prepare(node, values, kinds, flags)
    known = ~np.isnan(values)
    result = _compute(
        node,
        Children(
            node.children, values, _weights(node, method, values.ndim), level, method.allowance
        ),
    )
    refused = _refused(node, kinds, known, blocked)
    result = np.where(np.isfinite(result) & ~refused, result, np.nan)
    carried = _carried(flags, known)
    if node.floor is not None:
        low = result < node.floor
        result = np.where(low, node.floor, result)
        carried = np.where(low, carried | np.uint8(Flag.FLOORED), carried)
    gaps = np.isnan(result)
    if gaps.any():
        why = _why(node, kinds, known, blocked)
        column_kinds = np.where(gaps, why, np.int8(0))
        carried = np.where(gaps, np.uint8(0), carried)
    else:
        column_kinds = np.zeros((1,) * result.ndim, np.int8)
    return _rounded(node, Column(result, column_kinds, carried))


def _stack(arrays: Sequence[NDArray[Entry]]) -> NDArray[Entry]:
    """Put children one above the other; those that vary less are repeated without a copy."""
    shapes = {array.shape for array in arrays}
    if len(shapes) == 1:
        return np.stack(arrays)
    shape = np.broadcast_shapes(*shapes)
    return np.stack([np.broadcast_to(array, shape) for array in arrays])


def _weights(node: Node, method: Method, n_axes: int) -> Numbers:
    given = method.weights.get(node.id)
    if given is None:
        given = np.array([node.weight_of(child) for child in node.children])
    return given.reshape((len(given), *(1,) * (n_axes - given.ndim), *given.shape[1:]))


def _compute(node: Node, children: Children) -> Numbers:
    # A number too large for this machine has no score, like any other that cannot be computed.
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        return np.asarray(node.compute(children))


def _prepare(
    node: Node, values: Numbers, kinds: Kinds, flags: Flags
) -> tuple[Numbers, Flags, Marks | None]:
    """Count as zero or lift what the node says; also return which children empty it."""
    missing = np.isnan(values)
    blocked = None
    if missing.any():
        treatment = _treatments(node)[kinds]
        values, flags = _set(
            (values, flags), missing & (treatment == _ZERO), 0.0, Flag.COUNTED_AS_ZERO
        )
        blocked = missing & (treatment == _EMPTY)
    lowest: float | None = getattr(node, "children_floor", None)
    if lowest is not None:
        values, flags = _set((values, flags), values < lowest, lowest, Flag.FLOORED)
    return values, flags, blocked


def _treatments(node: Node) -> NDArray[np.int8]:
    """Return what becomes of a missing child of each kind."""
    # A number that exists and has no score is not a gap that one may step over.
    said: dict[str, str] = {"not_computable": "empty", "screened_out": "empty"}
    if isinstance(node.missing, str):
        said = {**dict.fromkeys((kind.value for kind in KINDS), node.missing), **said}
    else:
        said = {**said, **node.missing}
    return np.array([_TREATMENTS[said.get(kind.value, "skip")] for kind in KINDS], np.int8)


def _set(
    found: tuple[Numbers, Flags], chosen: Marks, value: float, flag: Flag
) -> tuple[Numbers, Flags]:
    values, flags = found
    if not chosen.any():
        return found
    return np.where(chosen, value, values), np.where(chosen, flags | np.uint8(flag), flags)


def _refused(node: Node, kinds: Kinds, known: Marks, blocked: Marks | None) -> Marks:
    """Whether a node is empty although its rule would give a number."""
    refused = np.zeros((1,) * (known.ndim - 1), np.bool_)
    if blocked is not None:
        refused = blocked.any(axis=0)
    return refused | _too_few(node, kinds, known)


def _too_few(node: Node, kinds: Kinds, known: Marks) -> Marks:
    """Whether too few of the children that apply have a value, or one that is required has none."""
    too_few = np.zeros((1,) * (known.ndim - 1), np.bool_)
    if (node.available == 0 and not node.required) or known.all():
        return too_few
    applies = _APPLIES[kinds]
    if node.available > 0:
        # A little less is the same: shares are binary fractions.
        too_few = known.sum(axis=0) < node.available * applies.sum(axis=0) - _ROUNDING
    if node.required:
        rows = [node.children.index(id_) for id_ in node.required]
        too_few = too_few | (applies[rows] & ~known[rows]).any(axis=0)
    return too_few


def _carried(flags: Flags, known: Marks) -> Flags:
    """Return the flags of the children that have a value, put together."""
    if not flags.any():
        return np.zeros((1,) * (known.ndim - 1), np.uint8)
    return np.bitwise_or.reduce(np.where(known, flags, np.uint8(0)), axis=0, dtype=np.uint8)


def _why(node: Node, kinds: Kinds, known: Marks, blocked: Marks | None) -> Kinds:
    """Return why a node would have no value; means nothing where it has one."""
    if node.follows_first:
        return kinds[0]
    none_blocks = np.zeros_like(known) if blocked is None else blocked
    blocks = none_blocks.any(axis=0)
    decisive = np.where(blocks, none_blocks, ~known)
    highest = np.where(decisive, kinds, np.int8(-1)).max(axis=0)
    lowest = np.where(decisive, kinds, np.int8(len(KINDS))).min(axis=0)
    common = np.where(highest == lowest, highest, _TOO_FEW)
    few = np.where(_too_few(node, kinds, known), _TOO_FEW, _NOT_COMPUTABLE)
    return np.where(known.any(axis=0) & ~blocks, few, common).astype(np.int8)


def _rounded(node: Node, column: Column) -> Column:
    if node.digits is None:
        return column
    values = round_half_up(column.values, node.digits)
    handed_up = column.values if node.carry == "unrounded" else None
    return Column(values, column.kinds, column.flags, handed_up)


def round_half_up(values: Numbers, digits: int) -> Numbers:
    """Round to so many decimals as a person does: a half goes away from zero; ``nan`` stays.

    The sum 1.005 is stored a little below itself, so halves are recognised with
    a tolerance of 1e-9 of the last digit.

    Examples
    --------
    >>> round_half_up(np.array([2.45, 0.5, -0.25, 1.005]), 1).tolist()
    [2.5, 0.5, -0.3, 1.0]
    """
    scale = 10.0**digits
    scaled = np.abs(values) * scale
    whole = np.floor(scaled + 0.5 + _ROUNDING * np.maximum(scaled, 1.0))
    # A little less than nothing is printed as 0, not as -0.
    return np.copysign(whole / scale, values) + 0.0


def tree_of(framework: Framework) -> Tree:
    """Return the tree of a questionnaire with levels: gates, dimensions, then the composite."""
    questionnaire, rules = framework.questionnaire, framework.rules
    scale = Scale(questionnaire.lowest_level, questionnaire.highest_level)
    dimensions = [dimension_node(framework, dimension.id) for dimension in questionnaire.dimensions]
    gates = [
        gate.model_copy(update={"id": id_, "children": (id_, *gate.mentioned())})
        for id_, gate in rules.gates.items()
    ]
    if rules.composite is not None:
        dimensions.append(composite_node(rules.composite, [d.id for d in dimensions]))
    leaves = tuple(indicator.id for indicator in questionnaire.indicators)
    return Tree(leaves, tuple(dimensions), tuple(gates), scale)


def composite_node(rule: Node, dimension_ids: Sequence[str]) -> Node:
    """Return the node of the optional single number: it needs a score in every dimension."""
    applied = {"id": COMPOSITE, "children": tuple(dimension_ids), "missing": "empty"}
    return rule.model_copy(update=applied)


def dimension_node(framework: Framework, dimension_id: str) -> Node:
    """Return the node of a dimension: its rule over its indicators, with the coverage it needs."""
    facts = facts_of(framework, framework.questionnaire.dimension(dimension_id))
    coverage = framework.rules.coverage
    applied = {
        "id": dimension_id,
        "children": facts.children,
        "available": coverage.share,
        "required": facts.keys if coverage.keys else (),
    }
    rule = framework.rules.dimensions[dimension_id]
    return rule.resolve(facts).model_copy(update=applied)


def facts_of(framework: Framework, dimension: Dimension) -> TreeFacts:
    """Return what the rule of a dimension can look up."""
    questionnaire = framework.questionnaire
    return TreeFacts(
        children=tuple(indicator.id for indicator in dimension.indicators),
        keys=tuple(indicator.id for indicator in dimension.indicators if indicator.key),
        scale=Scale(questionnaire.lowest_level, questionnaire.highest_level),
    )


def tree_of_index(index: Index) -> Tree:
    """Return the tree of a questionnaire with numbers, children before their parents."""
    nodes = tuple(node.resolve(index_facts(index, node)) for node in index.rules.tree)
    return Tree(index.questionnaire.measure_ids, in_order(nodes))


def index_facts(index: Index, node: Node) -> TreeFacts:
    """Return what the rule of a node can look up."""
    letters = index.questionnaire.letters
    return TreeFacts(
        children=node.children,
        grades=letters.grades if letters else {},
        tables=index.rules.tables,
    )
