"""Small indices and tables, built without files."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from assessment.model.index import Index, IndexQuestionnaire, IndexRules
from assessment.model.index_table import IndexResult, IndexTable, Unit
from assessment.model.tree import Cells, ValueKind
from assessment.scoring.index.score_index import score_index
from assessment.services.score_table import ScoredTable, score_content

HEADING = {
    "id": "small",
    "version": "1.0",
    "name": "Small index",
    "about": "For tests.",
    "publisher": "Test",
    "licence": "None",
    "language": "en",
}
CODES = [
    {"code": "NA", "kind": "not_applicable"},
    {"code": "NR", "kind": "not_rated"},
    {"code": "NU", "kind": "not_used"},
    {"code": "D*", "kind": "insufficient_information", "counts_as": "D"},
]
LETTERS = {"points": {"D": 1, "C": 2, "B": 3, "A": 4}, "plus": 0.5}


def an_index(
    measures: Sequence[Mapping[str, Any]] | str,
    tree: Sequence[Mapping[str, Any]],
    steps: Sequence[Mapping[str, Any]] = (),
    tables: Mapping[str, Any] | None = None,
    **asked: Any,
) -> Index:
    """An index of measures (ids separated by spaces, or mappings) with a tree."""
    if isinstance(measures, str):
        measures = [{"id": id_, "name": id_} for id_ in measures.split()]
    reasoned = [{"why": "Test.", **step} for step in steps]
    named = [{"name": node["id"], **node} for node in tree]
    rules = {"steps": reasoned, "tree": named, "tables": tables or {}}
    questionnaire = {**HEADING, "measures": measures, **asked}
    return Index(IndexQuestionnaire.model_validate(questionnaire), IndexRules.model_validate(rules))


def a_node(rule: str, children: str, id_: str = "TOP", **more: Any) -> dict[str, Any]:
    return {"id": id_, "rule": rule, "children": children.split(), **more}


def a_table(
    rows: Sequence[Sequence[float | ValueKind | None]], groups: Mapping[str, Sequence[str]] = {}
) -> IndexTable:
    """A table of invented units; ``None`` is not answered, a kind is that kind of no score."""
    kinds = [[c if isinstance(c, ValueKind) else _kind(c) for c in row] for row in rows]
    values = [[np.nan if isinstance(c, ValueKind) or c is None else c for c in r] for r in rows]
    numbers = np.array([[kind.number for kind in row] for row in kinds], np.int8)
    cells = Cells(np.array(values, float), numbers, np.zeros(numbers.shape, np.uint8))
    units = tuple(Unit(f"U{n}", f"Unit {n}", place=f"Row {n + 2}") for n in range(len(rows)))
    return IndexTable(units, cells, {}, {k: tuple(v) for k, v in groups.items()})


def _kind(cell: float | None) -> ValueKind:
    return ValueKind.NOT_ANSWERED if cell is None else ValueKind.VALUE


def scored(index: Index, *rows: Sequence[float | ValueKind | None]) -> IndexResult:
    return score_index(index, a_table(rows))


def top(index: Index, *row: float | ValueKind | None) -> tuple[float, ValueKind]:
    """The value of the last node for one unit, and its kind."""
    result = scored(index, row)
    return float(result.nodes.values[0, -1]), result.nodes.kind(0, -1)


def from_csv(index: Index, text: str, name: str = "table.csv") -> ScoredTable:
    return score_content(index, text.encode(), name)
