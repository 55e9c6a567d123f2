"""Scores of plain arrays of levels, as the engine gives them for given weights and step maps."""

import numpy as np
from numpy.typing import NDArray

from assessment.model.framework import Framework
from assessment.model.tree import Cells, ValueKind
from assessment.scoring.leaves import columns_of
from assessment.scoring.tree import LevelPoints, Method, score_tree, tree_of

Floats = NDArray[np.float64]


def score_levels(
    framework: Framework,
    levels: Floats,
    *,
    factors: Floats | None = None,
    points: tuple[Floats, NDArray[np.int64]] | None = None,
) -> Floats:
    """Score the dimensions.

    Parameters
    ----------
    levels
        As entered, shape (n, n_indicators); ``nan`` for what does not apply.
    factors
        On the weights, same shape.
    points
        Points of each level in each map, shape (n_maps, n_levels), and the map of each row.

    Returns
    -------
    array
        Shape (n, n_dimensions), 0 to 100.
    """
    tree, columns = tree_of(framework), columns_of(framework)
    ids = [dimension.id for dimension in framework.questionnaire.dimensions]
    weights: dict[str, Floats] = {}
    if factors is not None:
        for node in (tree.node(id_) for id_ in ids):
            nominal = np.array([node.weight_of(child) for child in node.children])
            own = factors[:, [columns[child] for child in node.children]].T
            weights[node.id] = nominal[:, None] * own
    method = Method(weights, LevelPoints(*points) if points else None)
    kinds = np.where(np.isnan(levels), ValueKind.NOT_APPLICABLE.number, 0).astype(np.int8)
    cells = Cells(levels, kinds, np.zeros((1, levels.shape[1]), np.uint8))
    found = score_tree(tree, cells, method=method, only=tuple(ids))
    return np.stack([found.values(id_) for id_ in ids], axis=-1)
