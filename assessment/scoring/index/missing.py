"""What becomes of children without a value, and why a node has none."""

import numpy as np
from numpy.typing import NDArray

from assessment.model.index import KINDS, ValueKind
from assessment.model.index_rules import Node
from assessment.model.index_table import Cells, Flag, FlagNumbers, Numbers
from assessment.scoring.index.apply_rule import children_floor_of
from assessment.scoring.index.batches import EMPTY, ZERO, Batch

Marks = NDArray[np.bool_]
_MIXED = np.int8(ValueKind.TOO_FEW_CHILDREN.number)
_ABSENT = (ValueKind.NOT_APPLICABLE.number, ValueKind.NOT_USED.number)


def prepare(batch: Batch, children: Cells) -> tuple[Cells, Marks]:
    """Count as zero or lift what the nodes say; also return which children empty them."""
    values, flags = children.values, children.flags
    missing = np.isnan(values)
    blocked = missing
    if missing.any():
        treatment = batch.treatments[children.kinds]
        zero, blocked = missing & (treatment == ZERO), missing & (treatment == EMPTY)
        values, flags = _set(values, flags, zero, 0.0, Flag.COUNTED_AS_ZERO)
    lowest = children_floor_of(batch.node)
    if lowest is not None:
        values, flags = _set(values, flags, values < lowest, lowest, Flag.FLOORED)
    return Cells(values, children.kinds, flags), blocked


def _set(
    values: Numbers, flags: FlagNumbers, chosen: Marks, value: float, flag: Flag
) -> tuple[Numbers, FlagNumbers]:
    if not chosen.any():
        return values, flags
    return np.where(chosen, value, values), np.where(chosen, flags | np.uint8(flag), flags)


def too_few(node: Node, kinds: NDArray[np.int8], known: Marks) -> Marks:
    """Whether fewer than the stated share of the children that apply have a value."""
    applies = (~np.isin(kinds, _ABSENT)).sum(axis=-1)
    return known.sum(axis=-1) < node.available * applies - 1e-9


def carried(prepared: Cells, known: Marks) -> FlagNumbers:
    """Return the flags of the children that have a value, put together."""
    if not prepared.flags.any():
        return np.zeros(known.shape[:-1], np.uint8)
    flags = np.where(known, prepared.flags, np.uint8(0))
    return np.bitwise_or.reduce(flags, axis=-1, dtype=np.uint8)


def with_reasons(
    node: Node,
    kinds: NDArray[np.int8],
    computed: tuple[Numbers, FlagNumbers],
    marks: tuple[Marks, Marks],
) -> Cells:
    """Say of each missing value why; most tables have few, so only those are looked at.

    Parameters
    ----------
    kinds
        Of the children, shape (..., n_children).
    computed
        Values and flags of the nodes, shape (...).
    marks
        Which children have a value, and which empty the node; same shape.
    """
    values, flags = computed
    own = np.zeros(values.shape, np.int8)
    gaps = np.isnan(values)
    if not gaps.any():
        return Cells(values, own, flags)
    known, blocked = marks
    own[gaps] = _reasons(node, kinds[gaps], known[gaps], blocked[gaps])
    return Cells(values, own, np.where(gaps, np.uint8(0), flags))


def reasons_of_skipped(node: Node, kinds: NDArray[np.int8], known: Marks) -> NDArray[np.int8]:
    """Return why nodes have no value that only skip; both arrays of shape (n_gaps, n_children)."""
    if known.any():
        return _reasons(node, kinds, known, np.zeros_like(known))
    highest = kinds.max(axis=-1, initial=0)
    return np.where(highest == kinds.min(axis=-1, initial=len(KINDS)), highest, _MIXED)


def _reasons(node: Node, kinds: NDArray[np.int8], known: Marks, blocked: Marks) -> NDArray[np.int8]:
    """Return why nodes have no value; all arrays of shape (n_gaps, n_children)."""
    decisive = np.where(blocked.any(axis=-1, keepdims=True), blocked, ~known)
    highest = np.where(decisive, kinds, np.int8(-1)).max(axis=-1)
    lowest = np.where(decisive, kinds, np.int8(len(KINDS))).min(axis=-1)
    common = np.where(highest == lowest, highest, _MIXED)
    some = known.any(axis=-1) & ~blocked.any(axis=-1)
    if not some.any():
        return common
    few = too_few(node, kinds, known)
    with_some = np.where(few, _MIXED, np.int8(ValueKind.NOT_COMPUTABLE.number))
    return np.where(some, with_some, common)
