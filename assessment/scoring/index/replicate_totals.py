"""By what weighted sums are divided: the total weight of the children that are there.

Few units miss the same children, so a total is computed once for each set of children
that some unit has, and not for every unit.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.model.index_table import Numbers

_MOST_BITS = 40  # children in one number, which leaves room for a trillion nodes and units


@dataclass(frozen=True)
class WeightTotals:
    """Which totals the nodes of a batch need.

    Attributes
    ----------
    nodes
        Shape (n_totals,): of which node.
    known
        Shape (n_totals, n_children): 1 for each child that is in it, else 0.
    places
        Shape (n_nodes, n_units): which total a unit needs; ``None`` where no child is
        missing, so that each node has one total.
    """

    nodes: NDArray[np.intp]
    known: Numbers
    places: NDArray[np.intp] | None

    def of(self, weights: Sequence[Numbers]) -> Numbers:
        """Return the totals, shape (n_totals, n_replicates), added up in the order of children.

        Parameters
        ----------
        weights
            Of each child, shape (n_nodes, 1, n_replicates).
        """
        total = np.zeros((len(self.nodes), weights[0].shape[-1]))
        for known, own in zip(self.known.T, weights, strict=True):
            total += known[:, None] * own[self.nodes, 0]
        return total

    def for_units(self, totals: Numbers, units: slice, spare: Numbers) -> Numbers:
        """Return totals that broadcast to (n_nodes, n_units, n_replicates), maybe in the spare."""
        if self.places is None:
            return totals[:, None]
        # Any mode but the default saves a copy; no place is out of bounds.
        return totals.take(self.places[:, units], axis=0, out=spare, mode="clip")


def find_totals(known: NDArray[np.bool_]) -> WeightTotals:
    """Find what is needed; which children have a value has shape (n_nodes, n_children, n_units)."""
    n_nodes, n_children, n_units = known.shape
    nodes: NDArray[np.intp] = np.array(range(n_nodes), np.intp)
    if known.all():
        return WeightTotals(nodes, np.ones((n_nodes, n_children)), None)
    places: NDArray[np.intp] = np.repeat(nodes, n_units).reshape(n_nodes, n_units)
    first = nodes
    for start in range(0, n_children, _MOST_BITS):
        for child in range(start, min(start + _MOST_BITS, n_children)):
            places = 2 * places + known[:, child]
        # Numbered anew, so that they stay small.
        _, first, places = np.unique(places, return_index=True, return_inverse=True)
    node, unit = np.divmod(first, n_units)
    return WeightTotals(node, known[node, :, unit].astype(float), places.reshape(n_nodes, n_units))
