"""Weights of many replicates: each has a mapping of its own, and all of them share the numbers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.model.index_table import Numbers
from assessment.model.index_uncertainty import Replicate


@dataclass(frozen=True, eq=False, repr=False)
class WeightRow(Mapping[str, tuple[float, ...]]):
    """Node id to the weights of one of many replicates, equal to a dictionary of the same.

    A thousand dictionaries of tuples would take longer than what is computed with them.

    Attributes
    ----------
    arrays
        Node id to weights of shape (n_replicates, n_children).
    row
        Which of the replicates this is.
    """

    arrays: Mapping[str, Numbers]
    row: int

    def __getitem__(self, node_id: str) -> tuple[float, ...]:
        """Return the weights of the children of a node in their order."""
        return tuple(self.arrays[node_id][self.row].tolist())

    def __iter__(self) -> Iterator[str]:
        """Go through the ids of the nodes with weights of their own."""
        return iter(self.arrays)

    def __len__(self) -> int:
        """How many nodes there are."""
        return len(self.arrays)

    def __repr__(self) -> str:
        """Show them as a dictionary."""
        return repr(dict(self))


def stack_weights(
    replicates: Sequence[Replicate], own: Mapping[str, Numbers]
) -> Mapping[str, Numbers]:
    """Return node id to weights of shape (n_replicates, n_children), where any are replaced.

    Parameters
    ----------
    own
        Node id to the weights of the index, for replicates that keep those of a node;
        whatever is not in here knows no weights.
    """
    rows = [one.weights for one in replicates]
    shared = _shared(rows)
    if shared is not None:
        arrays, places = shared
        return {id_: array[places] for id_, array in arrays.items() if id_ in own}
    named = {id_ for row in rows for id_ in row}
    return {
        id_: np.array([row.get(id_, kept) for row in rows])
        for id_, kept in own.items()
        if id_ in named
    }


def _shared(
    rows: Sequence[Mapping[str, tuple[float, ...]]],
) -> tuple[Mapping[str, Numbers], NDArray[np.intp]] | None:
    """Return the arrays that all rows share, and the place of each; ``None`` if they do not."""
    drawn = [row for row in rows if isinstance(row, WeightRow)]
    if len(drawn) < len(rows) or any(row.arrays is not drawn[0].arrays for row in drawn):
        return None
    return drawn[0].arrays, np.array([row.row for row in drawn], np.intp)
