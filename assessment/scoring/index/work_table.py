"""Measures and nodes while a tree is computed: one row each, units along the last axis."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from assessment.model.index_table import Cells, FlagNumbers, KindNumbers, Numbers
from assessment.scoring.index.batches import Batch, Plan
from assessment.scoring.index.rounding import round_half_up

_TILE = 256  # rows that are turned on their side at once, so that they are read from fast memory


class WorkTable:
    """A block of units or replicates, filled from the measures upwards.

    Attributes
    ----------
    flagged
        Whether anything in it has a flag.
    highest_kind
        The highest number of a kind in it.
    """

    def __init__(self, plan: Plan, measures: Cells, shape: tuple[int, ...], block: slice) -> None:
        """Put measures of shape (..., n_units, n_measures) into a table for a block of a shape."""
        self._n_measures = measures.values.shape[-1]
        values, self._measure_kinds, flags = (
            _rows_of(array, len(shape), block)
            for array in (measures.values, measures.kinds, measures.flags)
        )
        n_first = len(range(*block.indices(shape[0])))
        whole = (self._n_measures + len(plan.nodes), n_first, *shape[1:])
        # Children go to the last axis by strides only; units stay side by side.
        self._children_last = (0, *range(2, len(whole) + 1), 1)
        self._values = np.empty(whole)
        _copy_in_tiles(values, self._values[: self._n_measures])
        self._kinds = np.zeros(whole, np.int8)
        self._has_measure_kinds = False
        self._flags = np.zeros(whole, np.uint8)
        self.flagged = bool(flags.any())
        if self.flagged:
            self._flags[: self._n_measures] = flags
        self.highest_kind = int(self._measure_kinds.max(initial=0))
        self._shown: list[tuple[NDArray[np.intp], Numbers]] = []

    def children_values(self, batch: Batch) -> Numbers:
        """Return the values of the children of a batch, shape (n_nodes, ..., n_children)."""
        return self._values.take(batch.children, axis=0).transpose(self._children_last)

    def children_kinds(self, batch: Batch) -> KindNumbers:
        """Return the kinds of the children of a batch, shape (n_nodes, ..., n_children)."""
        return self._all_kinds().take(batch.children, axis=0).transpose(self._children_last)

    def children_flags(self, batch: Batch) -> FlagNumbers:
        """Return the flags of the children of a batch, shape (n_nodes, ..., n_children)."""
        return self._flags.take(batch.children, axis=0).transpose(self._children_last)

    def children_kinds_at(self, batch: Batch, gaps: tuple[NDArray[np.intp], ...]) -> KindNumbers:
        """Return the kinds of the children of some cells only, shape (n_gaps, n_children)."""
        nodes, *elsewhere = gaps
        kinds = self._kinds_for(batch)
        return kinds[(batch.children[nodes], *(place[:, None] for place in elsewhere))]

    def put(self, batch: Batch, exact: Cells) -> None:
        """Keep what was computed, rounded where the rules say so."""
        values, digits = exact.values, batch.node.digits
        if digits is not None:
            rounded = round_half_up(values, digits)
            if batch.node.carry == "rounded":
                values = rounded
            else:
                self._shown.append((batch.rows, rounded))
        self._values[batch.rows] = values
        self._kinds[batch.rows] = exact.kinds
        self.highest_kind = max(self.highest_kind, int(exact.kinds.max(initial=0)))
        if exact.flags.any():
            self.flagged = True
            self._flags[batch.rows] = exact.flags

    def copy_nodes(self, scores: Cells, block: slice) -> None:
        """Copy the nodes to where they stay; arrays of shape (n_nodes, ...)."""
        for rows, rounded in self._shown:
            self._values[rows] = rounded
        scores.values[:, block] = self._values[self._n_measures :]
        scores.kinds[:, block] = self._kinds[self._n_measures :]
        if self.flagged:
            scores.flags[:, block] = self._flags[self._n_measures :]

    def _kinds_for(self, batch: Batch) -> KindNumbers:
        """Return rows of kinds that hold at least those of the children."""
        if batch.highest_child >= self._n_measures:
            return self._all_kinds()
        # Few gaps are looked up, so the kinds of the measures stay where they are.
        shape = (self._n_measures, *self._kinds.shape[1:])
        same = self._measure_kinds.shape == shape
        return self._measure_kinds if same else np.broadcast_to(self._measure_kinds, shape)

    def _all_kinds(self) -> KindNumbers:
        if not self._has_measure_kinds:
            self._kinds[: self._n_measures] = self._measure_kinds
            self._has_measure_kinds = True
        return self._kinds


def _rows_of(array: NDArray[Any], n_axes: int, block: slice) -> NDArray[Any]:
    """Return a view with one row a column, of so many further axes, cut to a block."""
    last = array.ndim - 1
    rows = array.transpose(last, *range(last))
    if last < n_axes:
        rows = rows[(slice(None), *[None] * (n_axes - last))]
    return rows[:, block] if rows.shape[1] > 1 else rows


def _copy_in_tiles(rows: Numbers, target: Numbers) -> None:
    if rows.shape != target.shape:
        target[...] = rows
        return
    for start in range(0, target.shape[1], _TILE):
        tile = slice(start, start + _TILE)
        target[:, tile] = rows[:, tile]
