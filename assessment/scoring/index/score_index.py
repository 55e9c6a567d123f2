"""Computes an index from a table, and says why numbers have no score.

The one function for command, service and tests.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.locales.formats import short
from assessment.model.index import (
    Index,
    Letters,
    Measure,
    NormaliseGoalposts,
    NormaliseLevels,
    Step,
)
from assessment.model.index_table import IndexResult, IndexTable, Stage
from assessment.model.problem import Problem, Severity
from assessment.model.tree import Cells, Flag, Node, NodeClass, ValueKind
from assessment.scoring.index.steps import after_step, take_step
from assessment.scoring.ranks import ranks_within
from assessment.scoring.tree import TreeScores, score_tree, tree_of_index

ENTERED = "entered"
_MOST_NAMED = 6
_NOT_COMPUTABLE = ValueKind.NOT_COMPUTABLE.number


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
    scores = score_tree(tree_of_index(index), stages[-1].cells)
    periods = [unit.period for unit in table.units]
    nodes = scores.cells()
    return IndexResult(
        index=index,
        units=table.units,
        stages=stages,
        node_ids=tuple(scores.nodes),
        nodes=nodes,
        ranks=ranks_within(periods, nodes.values),
        labels=_labels(index, scores),
    )


def measure_stages(index: Index, table: IndexTable) -> tuple[Stage, ...]:
    """Return the measures as entered and after each step, in the order of the rules."""
    stages, asked = [Stage(ENTERED, _marked(table.cells))], index.questionnaire
    for step in index.rules.steps:
        stages.append(Stage(step.step, take_step(step, asked, table, stages[-1].cells)))
        asked = after_step(asked, step)
    return tuple(stages)


def _marked(cells: Cells) -> Cells:
    """Mark what stands for a missing answer, such as a D that was given for want of data."""
    stands_in = (cells.kinds != 0) & ~np.isnan(cells.values)
    flags = np.where(stands_in, cells.flags | np.uint8(Flag.COUNTED_AS_LOWEST), cells.flags)
    return Cells(cells.values, cells.kinds, flags)


def label_of(node: Node, letters: Letters | None, value: float) -> str:
    """Return the grade or class of a value; an empty text where there is none."""
    if np.isnan(value):
        return ""
    if letters and node.gives_grades:
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
        if node.classes or node.gives_grades:
            values = scores.values(node.id)
            labels[node.id] = tuple(label_of(node, letters, float(value)) for value in values)
    return labels


def explain_not_computable(result: IndexResult) -> tuple[Problem, ...]:
    """Return a warning for each measure and node where numbers led to no score.

    Nothing is left out of the result because of them: the cells say that they are
    not computable, and what is built on them too.
    """
    return (*_explain_steps(result), *_explain_tree(result))


def _explain_steps(result: IndexResult) -> Iterator[Problem]:
    for n, step in enumerate(result.index.rules.steps):
        before, after = result.stages[n], result.stages[n + 1]
        lost = (after.cells.kinds == _NOT_COMPUTABLE) & (before.cells.kinds != _NOT_COMPUTABLE)
        for column in np.flatnonzero(lost.any(axis=0)):
            measure = result.index.questionnaire.measures[column]
            rows = [int(row) for row in np.flatnonzero(lost[:, column])]
            found, remedy = _why_step(step, measure, before, int(column))
            where = _("{rows}, column '{column}'", rows=_rows(result, rows), column=measure.heading)
            yield _warning("index.measure_not_computable", where, found, remedy)


def _why_step(step: Step, measure: Measure, before: Stage, column: int) -> tuple[str, str]:
    if step.step == "denominate":
        found = _("The denominator '{heading}' is 0.", heading=measure.denominator)
        return found, _("Correct it, or leave it empty where it is not known.")
    if isinstance(step, NormaliseLevels):
        return _("The value is none of the levels that have points."), _("Correct it.")
    values = before.cells.values[:, column]
    known = values[~np.isnan(values)]
    if not isinstance(step, NormaliseGoalposts) and len(known) < 2:
        found = _("Only one row has a value, so it cannot be compared with others.")
        return found, _("Fill in more rows, or use goalposts for this measure.")
    found = _(
        "All rows have the same value ({value}), so they cannot be told apart.",
        value=short(known[0]),
    )
    return found, _("Look whether the right column was filled; else use goalposts, or take it out.")


def _explain_tree(result: IndexResult) -> Iterator[Problem]:
    for node in result.index.rules.tree:
        kinds = result.nodes.kinds[:, result.column(node.id)]
        children = _children(result, node)
        begins = (kinds == _NOT_COMPUTABLE) & ~(children.kinds == _NOT_COMPUTABLE).any(axis=1)
        rows = [int(row) for row in np.flatnonzero(begins)]
        if rows:
            values = dict(zip(node.children, children.values[rows].T, strict=True))
            found, remedy = node.why_not_computable(values)
            where = _("{rows}, node '{node}'", rows=_rows(result, rows), node=node.id)
            yield _warning("index.node_not_computable", where, found, remedy)


def _children(result: IndexResult, node: Node) -> Cells:
    last, nodes = result.stages[-1].cells, result.nodes
    ids = result.index.questionnaire.measure_ids
    homes = [
        (last, ids.index(child)) if child in ids else (nodes, result.column(child))
        for child in node.children
    ]
    return Cells(
        np.stack([cells.values[:, column] for cells, column in homes], axis=1),
        np.stack([cells.kinds[:, column] for cells, column in homes], axis=1),
        np.stack([cells.flags[:, column] for cells, column in homes], axis=1),
    )


def _rows(result: IndexResult, rows: Sequence[int]) -> str:
    units = [result.units[row] for row in rows]
    if len(units) == len(result.units) > 1:
        return _("All rows")
    named = ", ".join(
        _("{place} ({title})", place=u.place, title=u.title) if u.place else u.title
        for u in units[:_MOST_NAMED]
    )
    if len(units) <= _MOST_NAMED:
        return named
    more = len(units) - _MOST_NAMED
    return ngettext("{named} and {number} more", "{named} and {number} more", more, named=named)


def _warning(code: str, where: str, found: str, remedy: str) -> Problem:
    return Problem(code, where, found, remedy, severity=Severity.WARNING)
