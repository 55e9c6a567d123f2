"""Scores many replicates of an index at once, where its tree is simple.

Simple: weighted arithmetic and geometric means of the children that have a value, and
nothing rounded, refused or filled in between. Here every number comes from the same
operations in the same order as in `assessment.scoring.index.tree`, so that no digit and
no rank differs; only what other trees need is left out. Any other tree is for that module.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from assessment.model.index import ValueKind
from assessment.model.index_rules import ArithmeticNode, GeometricNode
from assessment.model.index_table import Cells, Numbers
from assessment.scoring.index.apply_rule import children_floor_of
from assessment.scoring.index.batches import ZERO, Batch, Plan
from assessment.scoring.index.replicate_totals import WeightTotals, find_totals

Marks = NDArray[np.bool_]

_AT_ONCE = 262_144  # numbers of all nodes: two megabytes, so that they stay in near memory
# Numbers that numpy may copy before it computes with them, the fewest that it takes. With its
# own 8,192 it copies what is only to be repeated along an axis, and needs twice the time.
_COPIED = 16


class NotComputableError(Exception):
    """A value of some replicate cannot be computed, so its parents may have to be empty."""


class Space:
    """Memory for one array after the other: new memory takes as long as to compute what is in it."""

    def __init__(self) -> None:
        """Begin without any."""
        self._numbers: Numbers = np.empty(0)

    def array(self, shape: tuple[int, ...]) -> Numbers:
        """Return an array with any numbers in it, in the place of the one before."""
        if prod(shape) > len(self._numbers):
            self._numbers = np.empty(prod(shape))
        return self._numbers[: prod(shape)].reshape(shape)


@dataclass(frozen=True)
class _Slot:
    """The first, or the second, ... children of all nodes of a batch.

    Attributes
    ----------
    rows
        Shape (n_nodes,): which nodes they are; 0 for measures.
    measures
        Shape (n_nodes,): which are measures.
    ready
        Shape (n_nodes, n_units, 1): measures as they enter the sum, 0 where missing.
    gaps
        Shape (n_nodes, n_units): which nodes among them are missing.
    """

    rows: NDArray[np.intp]
    measures: Marks
    ready: Numbers
    gaps: Marks


@dataclass(frozen=True)
class _Step:
    """One batch: where its results go, its children slot by slot, and its sums of weights.

    Attributes
    ----------
    known
        Shape (n_nodes, n_units): where there is a result.
    """

    batch: Batch
    rows: slice
    slots: tuple[_Slot, ...]
    totals: WeightTotals
    known: Marks


def is_simple(plan: Plan, measures: Cells) -> bool:
    """Whether `ReplicateBatch` knows everything that the tree asks for with these measures."""
    missing = np.isnan(measures.values)
    # A unit without any value has no score, whatever the reason.
    some = missing & ~missing.all(axis=-1, keepdims=True)
    highest = int(measures.kinds[some].max(initial=0)) if missing.any() else None
    return all(_is_simple(batch, highest) for batch in plan.batches)


def _is_simple(batch: Batch, highest_kind: int | None) -> bool:
    node = batch.node
    if not isinstance(node, ArithmeticNode | GeometricNode):
        return False
    if node.floor is not None or node.digits is not None:
        return False
    if highest_kind is None:
        return True
    # A node whose children are missing for different reasons has this one.
    highest_kind = max(highest_kind, ValueKind.TOO_FEW_CHILDREN.number)
    skips = highest_kind < batch.first_treated and not (batch.treatments == ZERO).any()
    return skips and node.available == 0


class ReplicateBatch:
    """A simple index with its measures, ready for replicates that differ in weights only."""

    def __init__(self, plan: Plan, measures: Cells, space: Space) -> None:
        """Prepare all in which replicates do not differ; shape (n_units, n_measures).

        Raises
        ------
        NotComputableError
        """
        self._space = space
        # Another order than that of the plan: the nodes of a batch stand side by side.
        order = np.concatenate([batch.rows for batch in plan.batches])
        self._n_measures = measures.values.shape[1]
        self._rows = np.zeros(self._n_measures + len(order), np.intp)
        self._rows[order] = np.arange(len(order))
        self._ids = {
            id_: int(self._rows[self._n_measures + place])
            for place, id_ in enumerate(plan.node_ids)
        }
        self._measures = np.ascontiguousarray(measures.values.T)
        self._known = np.empty((len(self._rows), len(measures.values)), bool)
        self._known[: self._n_measures] = ~np.isnan(self._measures)
        with np.errstate(invalid="ignore"):
            self._steps = tuple(self._step(batch) for batch in plan.batches)

    def score(
        self, weights: Mapping[str, Numbers], n_replicates: int, node_ids: Sequence[str]
    ) -> Numbers:
        """Score some nodes.

        Parameters
        ----------
        weights
            Node id to weights of shape (n_replicates, n_children) in the place of those
            of the rules.

        Returns
        -------
        array
            Shape (n_nodes, n_units, n_replicates), ``nan`` where there is no score.

        Raises
        ------
        NotComputableError
        """
        rows = [self._ids[id_] for id_ in node_ids]
        each = [_by_slot(step.batch, weights, n_replicates) for step in self._steps]
        n_units = self._measures.shape[1]
        found = np.empty((len(rows), n_units, n_replicates))
        n_spare = max(len(step.batch.nodes) for step in self._steps)
        n_rows = len(self._ids) + n_spare
        n_at_once = max(1, min(n_units, _AT_ONCE // (n_rows * n_replicates)))
        rows_at_once = self._space.array((n_rows, n_at_once, n_replicates))
        spare, nodes = np.split(rows_at_once, [n_spare])
        with np.errstate(all="ignore"):
            np.setbufsize(_COPIED)  # Ends with the errstate.
            totals = [step.totals.of(own) for step, own in zip(self._steps, each, strict=True)]
            for start in range(0, n_units, n_at_once):
                units = slice(start, min(start + n_at_once, n_units))
                n = units.stop - start
                for step, own, total in zip(self._steps, each, totals, strict=True):
                    _score(step, units, (own, total), (nodes[:, :n], spare[:, :n]))
                found[:, units] = nodes[rows, :n]
        return found

    def _step(self, batch: Batch) -> _Step:
        slots = tuple(self._slot(batch, children) for children in batch.children.T)
        known = self._known[batch.children]
        self._known[batch.rows] = known.any(axis=1)
        first = int(self._rows[batch.rows[0]])
        rows = slice(first, first + len(batch.rows))
        return _Step(batch, rows, slots, find_totals(known), self._known[batch.rows])

    def _slot(self, batch: Batch, children: NDArray[np.intp]) -> _Slot:
        measures = children < self._n_measures
        ready = np.zeros((len(children), self._measures.shape[1], 1))
        gaps = ~self._known[children]
        of_measures = self._measures[children[measures], :, None]
        ready[measures] = _as_entered(batch, of_measures, gaps[measures])
        return _Slot(self._rows[children], measures, ready, gaps)


def _score(
    step: _Step,
    units: slice,
    weights: tuple[Sequence[Numbers], Numbers],
    arrays: tuple[Numbers, Numbers],
) -> None:
    """Compute the nodes of a batch for some units, from nodes that are there already.

    Parameters
    ----------
    weights
        Of each slot, shape (n_nodes, 1, n_replicates), and their sums.
    arrays
        All nodes, and a spare; shape (n_rows, n_units, n_replicates).
    """
    (each, totals), (nodes, spare) = weights, arrays
    part, result = spare[: len(step.known)], nodes[step.rows]
    for place, (slot, own) in enumerate(zip(step.slots, each, strict=True)):
        children = _children(step.batch, slot, units, (nodes, part))
        if place == 0:
            np.multiply(children, own, out=result)
        else:
            result += np.multiply(children, own, out=part)
    result /= step.totals.for_units(totals, units, part)
    if isinstance(step.batch.node, GeometricNode):
        np.exp(result, out=result)
    n_known = np.count_nonzero(step.known[:, units]) * result.shape[-1]
    if np.count_nonzero(np.isfinite(result)) != n_known:
        raise NotComputableError


def _children(batch: Batch, slot: _Slot, units: slice, arrays: tuple[Numbers, Numbers]) -> Numbers:
    """Return children as they enter the sum: measures as they are ready, nodes in the spare."""
    ready = slot.ready[:, units]
    if slot.measures.all():
        return ready
    nodes, spare = arrays
    # Any mode but the default saves a copy; no row is out of bounds.
    children = nodes.take(slot.rows, axis=0, out=spare, mode="clip")
    children[slot.measures] = 1.0  # A place that every rule can step over.
    _as_entered(batch, children, slot.gaps[:, units])
    children[slot.measures] = ready[slot.measures]
    return children


def _as_entered(batch: Batch, children: Numbers, gaps: Marks) -> Numbers:
    """Turn children into what is multiplied by weights, in place; 0 where one is missing.

    Parameters
    ----------
    children, gaps
        Shape (n_nodes, n_units, n_replicates) and (n_nodes, n_units).
    """
    if isinstance(batch.node, GeometricNode):
        lowest = children_floor_of(batch.node)
        if lowest is not None:
            np.maximum(children, lowest, out=children)
        elif (children <= 0).any():
            raise NotComputableError
        np.log(children, out=children)
    if gaps.any():
        children[gaps] = 0.0
    return children


def _by_slot(
    batch: Batch, weights: Mapping[str, Numbers], n_replicates: int
) -> tuple[Numbers, ...]:
    """Return the weights of each slot, shape (n_nodes, 1, n_replicates)."""
    shape = (n_replicates, batch.children.shape[1])
    each = [
        np.broadcast_to(weights.get(node.id, own), shape)
        for node, own in zip(batch.nodes, batch.weights, strict=True)
    ]
    return tuple(np.stack(each).transpose(2, 0, 1)[:, :, None].copy())
