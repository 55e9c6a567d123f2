"""Computes an index from a table: the one function for command, service and tests."""

import numpy as np

from assessment.model.index import Index, Letters
from assessment.model.index_rules import LookupNode, Node, NodeClass, WeakestLinkNode
from assessment.model.index_table import (
    IndexResult,
    IndexTable,
    Numbers,
    Stage,
)
from assessment.scoring.index.ranks import ranks_within
from assessment.scoring.index.steps import take_step
from assessment.scoring.index.tree import TreeScores, score_tree

ENTERED = "entered"


def score_index(index: Index, table: IndexTable) -> IndexResult:
    """Compute every stage, node, rank and label of an index.

    What is computed from the whole table (ranges, means, ranks of a normalisation,
    outliers) is taken over all rows, whatever their period; imputation and the
    ranks of scores stay within a period.

    Notes
    -----
    Framework, section 3.1, steps 3 and 5 to 6.
    """
    stages = measure_stages(index, table)
    scores = score_tree(index, stages[-1].cells)
    periods = [unit.period for unit in table.units]
    return IndexResult(
        index=index,
        units=table.units,
        stages=stages,
        node_ids=scores.node_ids,
        nodes=scores.cells,
        ranks=ranks_within(periods, scores.cells.values),
        labels=_labels(index, scores),
    )


def measure_stages(index: Index, table: IndexTable) -> tuple[Stage, ...]:
    """Return the measures as entered and after each step, in the order of the rules."""
    stages = [Stage(ENTERED, table.cells)]
    for step in index.rules.steps:
        stages.append(Stage(step.step, take_step(step, index, table, stages[-1].cells)))
    return tuple(stages)


def label_of(node: Node, letters: Letters | None, value: float) -> str:
    """Return the grade or class of a value; an empty text where there is none."""
    if np.isnan(value):
        return ""
    if letters and isinstance(node, WeakestLinkNode | LookupNode):
        return letters.grade_of(value)
    return _class_of(node.classes, value)


def _class_of(classes: tuple[NodeClass, ...], value: float) -> str:
    # 1.9999999999999998 from binary arithmetic is the 2 that a person computes.
    reached = [one.name for one in classes if one.from_value <= round(value, 9)]
    return reached[-1] if reached else ""


def _labels(index: Index, scores: TreeScores) -> dict[str, tuple[str, ...]]:
    letters = index.questionnaire.letters
    labels: dict[str, tuple[str, ...]] = {}
    for node in index.rules.tree:
        if node.classes or isinstance(node, WeakestLinkNode | LookupNode):
            values = _column(scores, node.id)
            labels[node.id] = tuple(label_of(node, letters, float(value)) for value in values)
    return labels


def _column(scores: TreeScores, node_id: str) -> Numbers:
    return scores.cells.values[:, scores.node_ids.index(node_id)]
