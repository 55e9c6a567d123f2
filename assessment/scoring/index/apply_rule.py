"""Which function of `assessment.scoring.index.aggregate` stands behind which rule."""

import numpy as np

from assessment.model.index import Index
from assessment.model.index_rules import (
    ArithmeticNode,
    CappedMeanNode,
    ChainNode,
    ExtremeNode,
    GeometricNode,
    HarmonicNode,
    LinearNode,
    LookupNode,
    Node,
    PowerNode,
    ProductRootNode,
    ReversedGeometricNode,
    WeakestLinkNode,
)
from assessment.model.index_table import Numbers
from assessment.scoring.index import aggregate


def apply_rule(index: Index, node: Node, values: Numbers, weights: Numbers | None) -> Numbers:
    """Aggregate the children of one node.

    Parameters
    ----------
    values
        Shape (..., n_children), in the order of the node's children; ``nan`` where
        a child is left out.
    weights
        Replace those of the node where given; they mean nothing to a rule without
        weights.
    """
    if isinstance(node, ArithmeticNode | GeometricNode | HarmonicNode | PowerNode):
        return _mean(node, values, _weights(node, weights))
    match node:
        case CappedMeanNode(capped_by=ids, allowance=allowance):
            capping = [node.children.index(id_) for id_ in ids]
            return aggregate.capped_mean(values, _weights(node, weights), capping, allowance)
        case ReversedGeometricNode(scale=scale, shifted=shifted):
            return aggregate.reversed_geometric(values, _weights(node, weights), scale, shifted)
        case LinearNode(coefficients=by_id, constant=constant):
            return aggregate.linear(values, np.array([by_id[c] for c in node.children]), constant)
        case _:
            return _without_weights(index, node, values)


def children_floor_of(node: Node) -> float | None:
    """Return what lower children are lifted to; ``None`` where nothing is."""
    return getattr(node, "children_floor", None)


def _mean(
    node: ArithmeticNode | GeometricNode | HarmonicNode | PowerNode,
    values: Numbers,
    weights: Numbers,
) -> Numbers:
    match node:
        case GeometricNode():
            return aggregate.geometric_mean(values, weights)
        case HarmonicNode():
            return aggregate.harmonic_mean(values, weights)
        case PowerNode(exponent=exponent):
            return aggregate.power_mean(values, weights, exponent)
        case ArithmeticNode():
            return aggregate.arithmetic_mean(values, weights)


def _without_weights(index: Index, node: Node, values: Numbers) -> Numbers:
    letters = index.questionnaire.letters
    match node:
        case ExtremeNode(rule="maximum"):
            return aggregate.maximum(values)
        case ExtremeNode():
            return aggregate.minimum(values)
        case ChainNode():
            return aggregate.chain(values)
        case ProductRootNode():
            return aggregate.product_root(values)
        case WeakestLinkNode() if letters:
            return aggregate.weakest_link(values, letters.plus or 0.0)
        case LookupNode(table=name) if letters:
            return aggregate.lookup(values, index.rules.tables[name], letters)
        case _:
            raise ValueError(f"the rule of {node.id} needs letters; the library refuses it")


def _weights(node: Node, replaced: Numbers | None) -> Numbers:
    if replaced is not None:
        return replaced
    return aggregate.in_order(getattr(node, "weights", {}), node.children)
