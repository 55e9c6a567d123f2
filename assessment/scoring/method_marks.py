"""Whether a band holds under other defensible methods: a mark beside a score, never in it."""

from collections.abc import Mapping, Sequence

import numpy as np

from assessment.model.framework import Framework
from assessment.model.rules import MethodVariant
from assessment.model.score import DimensionScore, MethodMark
from assessment.model.tree import Numbers, Tree, WeightedNode
from assessment.scoring.bands import band_of
from assessment.scoring.change_method import all_under
from assessment.scoring.leaves import Leaves
from assessment.scoring.tree import LevelPoints, Method, score_tree, tree_of


def method_marks(
    framework: Framework, leaves: Leaves, scores: Sequence[DimensionScore]
) -> tuple[MethodMark, ...]:
    """Score one assessment under each method that the questionnaire names beside its own.

    Parameters
    ----------
    leaves
        Of that assessment, shape (n_indicators,).
    scores
        Of its dimensions under the questionnaire's own method.

    Returns
    -------
    tuple of MethodMark
        For each dimension with a score, in their order. A method that leaves a dimension
        as it is (another weight for key indicators in a chain) counts as one under which
        its band holds.
    """
    methods = framework.rules.methods
    if not methods:
        return ()
    found = {method.id: scores_under(framework, leaves, method) for method in methods}
    return tuple(
        MethodMark(
            one.dimension_id,
            one.band.letter,
            {id_: _letter(framework, own[one.dimension_id]) for id_, own in found.items()},
        )
        for one in scores
        if one.band is not None
    )


def _letter(framework: Framework, score: Numbers) -> str:
    return band_of(float(score), framework.rules.bands).letter


def scores_under(
    framework: Framework, leaves: Leaves, method: MethodVariant
) -> Mapping[str, Numbers]:
    """Score assessments under another method.

    Returns
    -------
    mapping
        Dimension id to scores of 0 to 100, in the shape of the leaves without their last axis.
    """
    tree = tree_of(all_under(framework, method.rule) if method.rule else framework)
    points = None
    if method.step_map:
        points = LevelPoints(np.array([method.step_map], np.float64), np.zeros((), np.int64))
    varied = Method(
        weights=_key_weights(framework, tree, method.key_weight),
        points=points,
        allowance=method.allowance,
    )
    found = score_tree(tree, leaves.cells, method=varied)
    return {d.id: found.values(d.id) for d in framework.questionnaire.dimensions}


def _key_weights(framework: Framework, tree: Tree, key_weight: float) -> dict[str, Numbers]:
    """Return the weights of nodes over indicators, with key indicators that much heavier."""
    if key_weight == 1:
        return {}
    keys = framework.questionnaire.key_ids
    leaves = set(tree.leaves)
    return {
        node.id: np.array(
            [node.weight_of(id_) * (key_weight if id_ in keys else 1.0) for id_ in node.children]
        )
        for node in tree.nodes
        if isinstance(node, WeightedNode) and leaves.issuperset(node.children)
    }
