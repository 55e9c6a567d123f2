"""The two routes from replicates under the same rules to scores, with the same digits.

The short one is for many replicates of a simple tree; the long one goes through
`score_tree`, which knows every tree.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assessment.model.index import Index
from assessment.model.index_table import Cells, Numbers
from assessment.scoring.index.batches import plan_of
from assessment.scoring.index.replicate_batch import ReplicateBatch, Space
from assessment.scoring.index.replicate_steps import NotComputableError, is_simple
from assessment.scoring.index.tree import score_tree

_FEWEST = 16  # replicates on the short route: to prepare it takes as long as to score so many
_SHORT_AT_A_TIME = 1024  # replicates, so that there are not too many totals of weights
_LONG_AT_A_TIME = 256  # replicates whose every node is held at once


@dataclass(frozen=True)
class Alike:
    """Replicates that differ in their measures and weights only.

    Attributes
    ----------
    index
        With the rules of them all; its steps are not taken again.
    variants
        The measures under each way to treat and normalise them, shape (n_units, n_measures).
    of_each
        Which variant each replicate has, in ascending order.
    weights
        Node id to weights in the place of those of the rules, shape (n_replicates,
        n_children), for nodes whose rule knows weights.
    """

    index: Index
    variants: Sequence[Cells]
    of_each: NDArray[np.intp]
    weights: Mapping[str, Numbers]

    def rows(self, start: int, end: int) -> "Alike":
        """Return some of the replicates."""
        weights = {id_: own[start:end] for id_, own in self.weights.items()}
        return replace(self, of_each=self.of_each[start:end], weights=weights)


def score_alike(alike: Alike, node_ids: Sequence[str], space: Space) -> Numbers:
    """Score replicates by the short route if they may take it.

    Returns
    -------
    array
        Shape (n_nodes, n_units, n_replicates), ``nan`` where there is no score.
    """
    if alike.weights and len(alike.of_each) >= _FEWEST:
        plan = plan_of(alike.index)
        if is_simple(plan, alike.variants):
            try:
                batch = ReplicateBatch(plan, alike.variants, space)
                return _take_short(batch, alike, node_ids)
            except NotComputableError:
                # Which nodes are then empty, and why, is for the long route to say.
                pass
    return np.concatenate(list(_take_long(alike, node_ids)), axis=-1)


def _take_short(batch: ReplicateBatch, alike: Alike, node_ids: Sequence[str]) -> Numbers:
    parts = [
        alike.rows(start, start + _SHORT_AT_A_TIME)
        for start in range(0, len(alike.of_each), _SHORT_AT_A_TIME)
    ]
    found = [batch.score(part.weights, part.of_each, node_ids) for part in parts]
    return found[0] if len(found) == 1 else np.concatenate(found, axis=-1)


def _take_long(alike: Alike, node_ids: Sequence[str]) -> Iterator[Numbers]:
    ends = np.searchsorted(alike.of_each, np.arange(len(alike.variants) + 1)).tolist()
    for cells, first, end in zip(alike.variants, ends[:-1], ends[1:], strict=True):
        # Without weights of their own all replicates of a variant are the same one.
        step = _LONG_AT_A_TIME if alike.weights else end - first
        for start in range(first, end, step):
            part = alike.rows(start, min(start + step, end))
            yield _score_in_full(part, cells, node_ids)


def _score_in_full(alike: Alike, cells: Cells, node_ids: Sequence[str]) -> Numbers:
    weights = {id_: own[:, None] for id_, own in alike.weights.items()}
    scores = score_tree(alike.index, cells, weights)
    columns = [scores.node_ids.index(id_) for id_ in node_ids]
    found = np.moveaxis(scores.cells.values[..., columns], -1, 0)
    if weights:
        return found.swapaxes(1, 2)
    return np.repeat(found[..., None], len(alike.of_each), axis=-1)
