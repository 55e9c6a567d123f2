"""What replicates of an index that differ in their weights have in common, batch by batch.

Here is which trees are simple enough, and where children, gaps and totals are found.
The numbers of the replicates are in `assessment.scoring.index.replicate_batch`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from assessment.model.index import ValueKind
from assessment.model.index_rules import ArithmeticNode, GeometricNode
from assessment.model.index_table import Cells, Numbers
from assessment.scoring.index.apply_rule import children_floor_of
from assessment.scoring.index.batches import ZERO, Batch, Plan
from assessment.scoring.index.replicate_totals import WeightTotals, find_totals

Marks = NDArray[np.bool_]


class NotComputableError(Exception):
    """A value of some replicate cannot be computed, so its parents may have to be empty."""


@dataclass(frozen=True)
class Slot:
    """The first, or the second, ... children of all nodes of a batch.

    Attributes
    ----------
    rows
        Shape (n_nodes,): which rows of nodes they are; 0 for measures.
    measures
        Shape (n_nodes,): which of them are measures.
    entering
        Shape (n_variants, n_nodes, n_units, 1): measures as they are multiplied by their
        weights, 0 where there is no value.
    gaps
        Shape (n_nodes, n_units): where there is no value; ``None`` where there always is.
    """

    rows: NDArray[np.intp]
    measures: Marks
    entering: Numbers
    gaps: Marks | None

    @cached_property
    def n_measures(self) -> int:
        """How many of the children are measures."""
        return int(self.measures.sum())


@dataclass(frozen=True)
class Step:
    """One batch: the rows of its nodes, their children slot by slot, and totals of weights.

    Attributes
    ----------
    known
        Shape (n_nodes, n_units): where there is a result.
    """

    batch: Batch
    rows: slice
    slots: tuple[Slot, ...]
    totals: WeightTotals
    known: Marks


def is_simple(plan: Plan, variants: Sequence[Cells]) -> bool:
    """Whether the tree only takes weighted means of children that have a value.

    Parameters
    ----------
    variants
        The measures under each of some ways to treat and normalise them.
    """
    missing = np.isnan(variants[0].values)
    if any(not np.array_equal(np.isnan(one.values), missing) for one in variants):
        return False
    # A unit without any value has no score, whatever the reason.
    some = missing & ~missing.all(axis=-1, keepdims=True)
    highest = [int(one.kinds[some].max(initial=0)) for one in variants]
    return all(_is_simple(batch, max(highest) if missing.any() else None) for batch in plan.batches)


def find_steps(plan: Plan, variants: Sequence[Cells]) -> tuple[Step, ...]:
    """Prepare the batches of a simple tree in the order in which they are computed.

    Raises
    ------
    NotComputableError
        If a geometric mean would be taken of measures that are not above 0.
    """
    return _Finder(plan, variants).steps


def enter(batch: Batch, children: Numbers, gaps: Marks | None) -> None:
    """Turn children into what is multiplied by weights: themselves, or their logarithms.

    Parameters
    ----------
    children
        Shape (n_nodes, n_units, n_replicates); changed in place, to 0 where one is missing.
    gaps
        Shape (n_nodes, n_units); ``None`` where none is missing.

    Raises
    ------
    NotComputableError
    """
    if isinstance(batch.node, GeometricNode):
        lowest = children_floor_of(batch.node)
        if lowest is None and (children <= 0).any():
            raise NotComputableError
        if lowest is not None and not children.min(initial=np.inf) >= lowest:
            np.maximum(children, lowest, out=children)
        np.log(children, out=children)
    if gaps is not None:
        children[gaps] = 0.0


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


class _Finder:
    """Goes through the batches of a plan, and notes where there are values."""

    def __init__(self, plan: Plan, variants: Sequence[Cells]) -> None:
        self._measures = np.stack([one.values.T for one in variants])
        _, self._n_measures, n_units = self._measures.shape
        self._known = np.empty((self._n_measures + len(plan.nodes), n_units), bool)
        self._known[: self._n_measures] = ~np.isnan(self._measures[0])
        # Not in the order of the plan: the nodes of a batch stand side by side.
        order = np.concatenate([batch.rows for batch in plan.batches])
        self._rows = np.zeros(len(self._known), np.intp)
        self._rows[order] = np.arange(len(order))
        with np.errstate(invalid="ignore"):
            self.steps = tuple(self._step(batch) for batch in plan.batches)

    def _step(self, batch: Batch) -> Step:
        slots = tuple(self._slot(batch, children) for children in batch.children.T)
        known = self._known[batch.children]
        self._known[batch.rows] = known.any(axis=1)
        first = int(self._rows[batch.rows[0]])
        rows = slice(first, first + len(batch.rows))
        return Step(batch, rows, slots, find_totals(known), self._known[batch.rows])

    def _slot(self, batch: Batch, children: NDArray[np.intp]) -> Slot:
        measures, gaps = children < self._n_measures, ~self._known[children]
        n_variants, _, n_units = self._measures.shape
        entering = np.zeros((n_variants, len(children), n_units, 1))
        for own, values in zip(entering, self._measures, strict=True):
            chosen = values[children[measures], :, None]
            enter(batch, chosen, gaps[measures])
            own[measures] = chosen
        return Slot(self._rows[children], measures, entering, gaps if gaps.any() else None)
