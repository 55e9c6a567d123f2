"""Scores many replicates of an index at once, where its tree is simple.

Simple: weighted arithmetic and geometric means of the children that have a value, and
nothing rounded, refused or filled in between. Here every number comes from the same
operations in the same order as in `assessment.scoring.index.tree`, so that no digit and
no rank differs; only what other trees need is left out. Any other tree is for that module.

Matrix products and logarithms kept from level to level would be faster still, and would
change last digits: of a unit with the other rows of its table, and of ranks at every tie.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from assessment.model.index_rules import GeometricNode
from assessment.model.index_table import Cells, Numbers
from assessment.scoring.index.batches import Batch, Plan
from assessment.scoring.index.replicate_steps import (
    NotComputableError,
    Slot,
    Step,
    enter,
    find_steps,
)

_AT_ONCE = 262_144  # numbers of all nodes: two megabytes, so that they stay in near memory
# Numbers that numpy may copy before it computes with them, the fewest that it takes. With its
# own 8,192 it copies what is only to be repeated along an axis, and needs twice the time.
_COPIED = 16


class Space:
    """Memory for one array after the other; new memory takes as long as what is done with it."""

    def __init__(self) -> None:
        """Begin without any."""
        self._numbers: Numbers = np.empty(0)

    def array(self, shape: tuple[int, ...]) -> Numbers:
        """Return an array with any numbers in it, in the place of the one before."""
        if prod(shape) > len(self._numbers):
            self._numbers = np.empty(prod(shape))
        return self._numbers[: prod(shape)].reshape(shape)


@dataclass(frozen=True)
class _Block:
    """Some units under all replicates.

    Attributes
    ----------
    columns
        The replicates of each variant of the measures.
    nodes, spare
        Shape (n_nodes, n_units, n_replicates), the spare for the largest batch.
    """

    units: slice
    columns: tuple[slice, ...]
    nodes: Numbers
    spare: Numbers


class ReplicateBatch:
    """A simple index with its measures, ready for replicates that differ in weights only."""

    def __init__(self, plan: Plan, variants: Sequence[Cells], space: Space) -> None:
        """Prepare all in which replicates do not differ.

        Parameters
        ----------
        variants
            The measures under each way to treat and normalise them, shape (n_units,
            n_measures); `assessment.scoring.index.replicate_steps.is_simple` has passed them.

        Raises
        ------
        NotComputableError
        """
        self._steps = find_steps(plan, variants)
        self._space = space
        self._n_units, self._n_variants = len(variants[0].values), len(variants)
        ids = [node.id for step in self._steps for node in step.batch.nodes]
        self._rows = {id_: row for row, id_ in enumerate(ids)}

    def score(
        self, weights: Mapping[str, Numbers], variants: NDArray[np.intp], node_ids: Sequence[str]
    ) -> Numbers:
        """Score some nodes.

        Parameters
        ----------
        weights
            Node id to weights of shape (n_replicates, n_children) in the place of those
            of the rules.
        variants
            Which variant of the measures each replicate has, in ascending order.

        Returns
        -------
        array
            Shape (n_nodes, n_units, n_replicates), ``nan`` where there is no score.

        Raises
        ------
        NotComputableError
        """
        n_replicates = len(variants)
        each = [_by_slot(step.batch, weights, n_replicates) for step in self._steps]
        rows = [self._rows[id_] for id_ in node_ids]
        found = np.empty((len(rows), self._n_units, n_replicates))
        with np.errstate(all="ignore"):
            np.setbufsize(_COPIED)  # Until the end of this errstate.
            totals = [step.totals.of(own) for step, own in zip(self._steps, each, strict=True)]
            for block in self._blocks(variants):
                for step, own, total in zip(self._steps, each, totals, strict=True):
                    _score(step, block, own, total)
                found[:, block.units] = block.nodes[rows]
        return found

    def _blocks(self, variants: NDArray[np.intp]) -> Iterator[_Block]:
        ends = np.searchsorted(variants, np.arange(self._n_variants + 1)).tolist()
        columns = tuple(map(slice, ends[:-1], ends[1:]))
        n_spare = max(len(step.batch.nodes) for step in self._steps)
        n_rows, n_replicates = n_spare + len(self._rows), len(variants)
        size = max(1, _AT_ONCE // (n_rows * n_replicates))
        for start in range(0, self._n_units, size):
            units = slice(start, min(start + size, self._n_units))
            space = self._space.array((n_rows, units.stop - start, n_replicates))
            yield _Block(units, columns, space[n_spare:], space[:n_spare])


def _score(step: Step, block: _Block, weights: Sequence[Numbers], totals: Numbers) -> None:
    """Compute the nodes of a batch, from nodes that are there already.

    Parameters
    ----------
    weights
        Of each slot, shape (n_nodes, 1, n_replicates).
    """
    result, spare = block.nodes[step.rows], block.spare[: len(step.known)]
    for place, (slot, own) in enumerate(zip(step.slots, weights, strict=True)):
        # Always added in the order of the children, so that digits do not depend on the shape.
        if place == 0:
            _multiply(step.batch, slot, block, own, result)
        else:
            _multiply(step.batch, slot, block, own, spare)
            result += spare
    result /= step.totals.for_units(totals, block.units, spare)
    if isinstance(step.batch.node, GeometricNode):
        np.exp(result, out=result)
    n_known = np.count_nonzero(step.known[:, block.units]) * result.shape[-1]
    if np.count_nonzero(np.isfinite(result)) != n_known:
        raise NotComputableError


def _multiply(batch: Batch, slot: Slot, block: _Block, weights: Numbers, out: Numbers) -> None:
    """Write the children of a slot times their weights, 0 where there is no value."""
    measures = slot.entering[:, :, block.units]
    if slot.n_measures == len(slot.rows):
        for own, columns in zip(measures, block.columns, strict=True):
            np.multiply(own, weights[..., columns], out=out[..., columns])
        return
    # Any mode but the default saves a copy; no row is out of bounds.
    block.nodes.take(slot.rows, axis=0, out=out, mode="clip")
    if slot.n_measures:
        out[slot.measures] = 1.0  # Something that every rule accepts, until they are put in.
    enter(batch, out, None if slot.gaps is None else slot.gaps[:, block.units])
    if slot.n_measures:
        for own, columns in zip(measures, block.columns, strict=True):
            out[slot.measures, :, columns] = own[slot.measures]
    out *= weights


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
