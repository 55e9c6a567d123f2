"""The tree of rules: from measures to every node, children before their parents.

Inside, arrays have one row a measure or node and the units along the last axis:
numpy then runs along units, of which there are many, and never along children,
of which there are few.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod

import numpy as np

from assessment.model.index import Index
from assessment.model.index_table import Cells, Flag, Numbers
from assessment.scoring.index.apply_rule import apply_rule
from assessment.scoring.index.batches import Batch, order_of, plan_of
from assessment.scoring.index.missing import (
    carried,
    prepare,
    reasons_of_skipped,
    too_few,
    with_reasons,
)
from assessment.scoring.index.work_table import WorkTable

__all__ = ["TreeScores", "order_of", "score_tree"]

_BLOCK = 3072  # numbers of one column at once: few calls, and a block stays in near memory


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
    plan = plan_of(index)
    given = {n.id: weights[n.id] for n in plan.weighted if n.id in weights} if weights else {}
    shape = measures.values.shape[:-1]
    if given:
        shape = np.broadcast_shapes(shape, *(own.shape[:-1] for own in given.values()))
    chosen = [batch.weights_with(given, len(shape)) for batch in plan.batches]
    scores = _nothing((len(plan.nodes), *shape))
    for block in _blocks(shape):
        table = WorkTable(plan, measures, shape, block)
        for batch, own in zip(plan.batches, chosen, strict=True):
            part = own[:, block] if own.shape[1] > 1 else own
            table.put(batch, _score_batch(index, batch, table, part))
        table.copy_nodes(scores, block)
    return TreeScores(plan.node_ids, _in_columns(scores))


def _nothing(shape: tuple[int, ...]) -> Cells:
    return Cells(np.empty(shape), np.zeros(shape, np.int8), np.zeros(shape, np.uint8))


def _in_columns(scores: Cells) -> Cells:
    """Turn one row a node into one column a node, without moving a number."""
    order = (*range(1, scores.values.ndim), 0)
    return Cells(
        scores.values.transpose(order), scores.kinds.transpose(order), scores.flags.transpose(order)
    )


def _blocks(shape: tuple[int, ...]) -> Iterator[slice]:
    """Cut the first axis, of replicates or else of units, so that a block stays in fast memory."""
    step = max(1, _BLOCK // max(1, prod(shape[1:])))
    for start in range(0, shape[0], step):
        yield slice(start, start + step)


def _score_batch(index: Index, batch: Batch, table: WorkTable, weights: Numbers) -> Cells:
    if batch.only_skips and not table.flagged and table.highest_kind < batch.first_treated:
        return _score_by_skipping(index, batch, table, weights)
    return _score_fully(index, batch, table, weights)


def _score_by_skipping(index: Index, batch: Batch, table: WorkTable, weights: Numbers) -> Cells:
    """Compute nodes whose missing children are all just left out, and nothing was changed.

    This is what most nodes of most tables are; the general way gives the same.
    """
    children = table.children_values(batch)
    values = _apply_rule(index, batch, children, weights)
    kinds = np.zeros(values.shape, np.int8)
    finite = np.isfinite(values)
    if not finite.all():
        # On the flat array: several axes at once would take far longer.
        gaps = np.unravel_index(np.flatnonzero(~finite), finite.shape)
        values[gaps] = np.nan
        known = ~np.isnan(children[gaps])
        of_children = table.children_kinds_at(batch, gaps)
        kinds[gaps] = reasons_of_skipped(batch.node, of_children, known)
    return Cells(values, kinds, np.zeros(values.shape, np.uint8))


def _score_fully(index: Index, batch: Batch, table: WorkTable, weights: Numbers) -> Cells:
    node = batch.node
    children = Cells(
        table.children_values(batch), table.children_kinds(batch), table.children_flags(batch)
    )
    prepared, blocked = prepare(batch, children)
    known = ~np.isnan(prepared.values)
    refused = blocked.any(axis=-1)
    if node.available > 0:
        refused = refused | too_few(node, children.kinds, known)
    values = _apply_rule(index, batch, prepared.values, weights)
    values = np.where(np.isfinite(values) & ~refused, values, np.nan)
    flags = carried(prepared, known)
    if node.floor is not None:
        low = values < node.floor
        values = np.where(low, node.floor, values)
        flags = np.where(low, flags | np.uint8(Flag.FLOORED), flags)
    return with_reasons(node, children.kinds, (values, flags), (known, blocked))


def _apply_rule(index: Index, batch: Batch, children: Numbers, weights: Numbers) -> Numbers:
    # A number too large for this machine has no score, like any other that cannot be computed.
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        return apply_rule(index, batch.node, children, weights)
