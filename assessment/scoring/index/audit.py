"""Audit statistics of the nodes of an index, over the states of a table."""

from collections.abc import Sequence

import numpy as np

from assessment.model.audit import NodeAudit
from assessment.model.index_rules import Node
from assessment.model.index_table import IndexResult
from assessment.scoring.audit import audit_node


def audit_result(result: IndexResult, rows: Sequence[int]) -> tuple[NodeAudit, ...]:
    """Audit every node of the tree over some rows, of which each state should have one only.

    The parts are the children of a node as they enter its rule.
    """
    columns = dict(
        zip(
            result.index.questionnaire.measure_ids,
            result.stages[-1].cells.values[rows].T,
            strict=True,
        )
    )
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
    given: dict[str, float] | None = getattr(node, "weights", None)
    if given is None:
        return None
    weights = [given.get(child, 1.0) for child in node.children]
    return weights if sum(weights) > 0 else None
