"""Says why numbers have no score: what the person who made the table can mend."""

from collections.abc import Iterator

import numpy as np

from assessment.model.index import Measure, ValueKind
from assessment.model.index_rules import (
    GeometricNode,
    HarmonicNode,
    Node,
    PowerNode,
    ReversedGeometricNode,
)
from assessment.model.index_steps import (
    NormaliseGoalposts,
    NormaliseLevels,
    Step,
)
from assessment.model.index_table import Cells, IndexResult, Numbers, Stage
from assessment.model.problem import Problem, Severity

_MOST_NAMED = 6
_NOT_COMPUTABLE = ValueKind.NOT_COMPUTABLE.number


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
            where = f"{_rows(result, rows)}, column '{measure.heading}'"
            yield _warning("index.measure_not_computable", where, found, remedy)


def _why_step(step: Step, measure: Measure, before: Stage, column: int) -> tuple[str, str]:
    if step.step == "denominate":
        found = f"The denominator '{measure.denominator}' is 0."
        return found, "Correct it, or leave it empty where it is not known."
    if isinstance(step, NormaliseLevels):
        return "The value is none of the levels that have points.", "Correct it."
    values = before.cells.values[:, column]
    known = values[~np.isnan(values)]
    if not isinstance(step, NormaliseGoalposts) and len(known) < 2:
        found = "Only one row has a value, so it cannot be compared with others."
        return found, "Fill in more rows, or use goalposts for this measure."
    found = f"All rows have the same value ({known[0]:g}), so they cannot be told apart."
    return found, "Look whether the right column was filled; else use goalposts, or take it out."


def _explain_tree(result: IndexResult) -> Iterator[Problem]:
    for node in result.index.rules.tree:
        kinds = result.nodes.kinds[:, result.column(node.id)]
        children = _children(result, node)
        begins = (kinds == _NOT_COMPUTABLE) & ~(children.kinds == _NOT_COMPUTABLE).any(axis=1)
        rows = [int(row) for row in np.flatnonzero(begins)]
        if rows:
            bad = _culprits(node, children.values[rows])
            found, remedy = _why_node(node, bad)
            where = f"{_rows(result, rows)}, node '{node.id}'"
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


def _culprits(node: Node, values: Numbers) -> list[str]:
    """Return the children whose values the rule cannot take."""
    if isinstance(node, ReversedGeometricNode):
        bad = (values < node.scale[0]) | (values > node.scale[1])
    else:
        lowest = 0.0 if isinstance(node, GeometricNode | HarmonicNode | PowerNode) else -1e-300
        bad = values <= lowest
    return [child for n, child in enumerate(node.children) if bad[:, n].any()]


def _why_node(node: Node, bad: list[str]) -> tuple[str, str]:
    named = ", ".join(bad) or ", ".join(node.children)
    match node:
        case GeometricNode() | HarmonicNode() | PowerNode():
            found = f"This mean needs values above 0, and {named} is 0 or less."
            remedy = "Correct the value, or give the node a 'children_floor' in scoring.yaml."
        case ReversedGeometricNode(scale=(low, high)):
            found = f"{named} lies outside the scale of {low:g} to {high:g}."
            remedy = "Correct the value, or the 'scale' of the node."
        case _ if node.rule == "product_root":
            found = f"A root of a product needs values of 0 or more, and {named} is below."
            remedy = "Correct the value."
        case _ if node.rule == "lookup":
            found = f"The table has no grade for these values of {named}."
            remedy = "Correct the value, or complete the table in scoring.yaml."
        case _:
            found = f"The rule gives no number for these values of {named}."
            remedy = "The children with a value have no weight, or the numbers are too large."
    return found, remedy


def _rows(result: IndexResult, rows: list[int]) -> str:
    units = [result.units[row] for row in rows]
    if len(units) == len(result.units) > 1:
        return "All rows"
    named = [f"{u.place} ({u.title})" if u.place else u.title for u in units[:_MOST_NAMED]]
    more = f" and {len(units) - _MOST_NAMED} more" if len(units) > _MOST_NAMED else ""
    return ", ".join(named) + more


def _warning(code: str, where: str, found: str, remedy: str) -> Problem:
    return Problem(code, where, found, remedy, severity=Severity.WARNING)
