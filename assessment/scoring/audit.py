"""Audit statistics of a node: which part in fact drives it, and whether its parts belong together.

They describe a set of states, never one of them, so they need at least
`assessment.model.audit.LEAST_STATES`.
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from assessment.model.assessment import Record
from assessment.model.audit import LEAST_STATES, ChildAudit, NodeAudit, Redundancy
from assessment.model.framework import Framework
from assessment.model.index_table import IndexResult
from assessment.model.tree import Node, WeightedNode
from assessment.scoring.leaves import read_leaves
from assessment.scoring.tree import score_tree, tree_of

Floats = NDArray[np.float64]

REDUNDANT, OPPOSED = 0.92, -0.3
NO_VARIANCE = 1e-12


def audit_records(framework: Framework, records: Sequence[Record]) -> tuple[NodeAudit, ...]:
    """Audit every dimension; the parts are its indicators after the gates.

    Parameters
    ----------
    records
        One for each state. A state in which an indicator of a dimension is unknown
        or not applicable is left out of the audit of that dimension.
    """
    tree = tree_of(framework)
    found = score_tree(tree, read_leaves(framework, records).cells)
    levels = {id_: column.values for id_, column in found.leaves.items()}
    return tuple(
        audit_node(
            dimension.id,
            found.values(dimension.id),
            np.column_stack([levels[indicator.id] for indicator in dimension.indicators]),
            [indicator.id for indicator in dimension.indicators],
            _weights(tree.node(dimension.id)),
        )
        for dimension in framework.questionnaire.dimensions
    )


def audit_result(result: IndexResult, rows: Sequence[int]) -> tuple[NodeAudit, ...]:
    """Audit every node of the tree over some rows, of which each state should have one only.

    The parts are the children of a node as they enter its rule.
    """
    measures = result.stages[-1].cells.values[rows].T
    columns = dict(zip(result.index.questionnaire.measure_ids, measures, strict=True))
    columns |= dict(zip(result.node_ids, result.nodes.values[rows].T, strict=True))
    return tuple(
        audit_node(
            node.id,
            columns[node.id],
            np.column_stack([columns[child] for child in node.children]),
            node.children,
            _weights(node),
        )
        for node in result.index.rules.tree
    )


def _weights(node: Node) -> list[float] | None:
    """Return the stated weights; ``None`` for a rule without any."""
    if not isinstance(node, WeightedNode):
        return None
    weights = [node.weight_of(child) for child in node.children]
    return weights if sum(weights) > 0 else None


def audit_node(
    node_id: str,
    node: Floats,
    parts: Floats,
    part_ids: Sequence[str],
    weights: Sequence[float] | None,
) -> NodeAudit:
    """Audit one node over the states that have it and all its parts.

    Parameters
    ----------
    node
        Shape (n_states,), ``nan`` where a state has no value.
    parts
        Shape (n_states, n_parts), likewise; every part in the same direction.
    weights
        As the rule states them, 0 upward; ``None`` for a rule without weights.

    Notes
    -----
    OECD/JRC handbook (2008), steps 4 and 7; the pull of a part is its squared
    correlation with the node (Paruolo, Saisana and Saltelli 2013), as a share of
    those of all parts.
    """
    complete = ~np.isnan(node) & ~np.isnan(parts).any(axis=1)
    n_states = int(complete.sum())
    if n_states < LEAST_STATES:
        return NodeAudit(node_id, n_states)
    whole, own = node[complete], parts[complete]
    pairs = _correlated_pairs(own, part_ids)
    return NodeAudit(
        node_id,
        n_states,
        cronbach_alpha(own),
        _children(whole, own, part_ids, weights),
        tuple(pair for pair in pairs if pair.correlation >= REDUNDANT),
        tuple(pair for pair in pairs if pair.correlation <= OPPOSED),
    )


def correlation(first: Floats, second: Floats) -> float | None:
    """Return Pearson's correlation, −1 to 1; ``None`` where either does not vary.

    Examples
    --------
    >>> correlation(np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0]))
    1.0
    >>> correlation(np.array([1.0, 1.0]), np.array([2.0, 4.0])) is None
    True
    """
    a, b = first - first.mean(), second - second.mean()
    both = float(np.sqrt((a @ a) * (b @ b)))
    if not (_varies(first) and _varies(second)):
        return None
    return min(max(float(a @ b) / both, -1.0), 1.0)


def cronbach_alpha(parts: Floats) -> float | None:
    """Return Cronbach's alpha of parts of shape (n_states, n_parts).

    Returns
    -------
    float or None
        1 at most, below 0 where parts move against each other; ``None`` with fewer
        than two parts or where their sum does not vary.

    Examples
    --------
    >>> cronbach_alpha(np.array([[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]]))
    1.0
    """
    n_parts = parts.shape[1]
    total = parts.sum(axis=1)
    if n_parts < 2 or not _varies(total):
        return None
    own = parts.var(axis=0, ddof=1).sum()
    return float(n_parts / (n_parts - 1) * (1 - own / total.var(ddof=1)))


def _children(
    whole: Floats, own: Floats, part_ids: Sequence[str], weights: Sequence[float] | None
) -> tuple[ChildAudit, ...]:
    found = [correlation(own[:, n], whole) for n in range(len(part_ids))]
    pulls = _pulls(found)
    return tuple(
        ChildAudit(
            child_id=id_,
            weight=None if weights is None else weights[n] / sum(weights),
            pull=pulls[n],
            correlation=found[n],
            with_the_rest=_with_the_rest(own, n),
            alpha_without=cronbach_alpha(np.delete(own, n, axis=1)),
        )
        for n, id_ in enumerate(part_ids)
    )


def _pulls(correlations: Sequence[float | None]) -> list[float | None]:
    """Share out the squared correlations; nothing is shared where one is not defined."""
    known = [found for found in correlations if found is not None]
    total = sum(found**2 for found in known)
    if len(known) < len(correlations) or total <= 0:
        return [None] * len(correlations)
    return [found**2 / total for found in known]


def _with_the_rest(own: Floats, n: int) -> float | None:
    if own.shape[1] < 2:
        return None
    return correlation(own[:, n], np.delete(own, n, axis=1).mean(axis=1))


def _correlated_pairs(own: Floats, part_ids: Sequence[str]) -> tuple[Redundancy, ...]:
    pairs: list[Redundancy] = []
    for a, b in combinations(range(len(part_ids)), 2):
        found = correlation(own[:, a], own[:, b])
        if found is not None:
            pairs.append(Redundancy(part_ids[a], part_ids[b], found))
    return tuple(pairs)


def _varies(values: Floats) -> bool:
    # Equal values can differ in their last digits after a weighted mean.
    return float(np.ptp(values)) > NO_VARIANCE * max(1.0, float(np.abs(values).max()))
