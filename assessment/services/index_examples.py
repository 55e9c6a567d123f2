"""Runs the worked examples of an index and says where the results differ."""

from collections.abc import Iterator

import numpy as np

from assessment.exchange.wide_cells import read_measure
from assessment.library.index_examples import IndexExample, PlacedIndexExample
from assessment.model.index import ImputeStep, Index
from assessment.model.index_table import IndexResult, IndexTable, Unit
from assessment.model.problem import Problem
from assessment.model.tree import Cells
from assessment.scoring.index.score_index import score_index


def check_index_example(placed: PlacedIndexExample, index: Index) -> tuple[Problem, ...]:
    """Return what an example names wrongly, or else where the results differ from it."""
    example = placed.example
    unknown = (
        *_unknown(example.values, index.questionnaire.measure_ids, "measure", placed.place),
        *_unknown(example.expect, [n.id for n in index.rules.tree], "node", placed.place),
    )
    cells, wrong = _cells(placed, index)
    if unknown or wrong:
        return (*unknown, *wrong)
    result = score_index(index, _table(index, cells))
    return tuple(_compare(placed, result))


def _unknown(
    named: dict[str, float | str], known: tuple[str, ...] | list[str], word: str, place: str
) -> Iterator[Problem]:
    for id_ in named:
        if id_ not in known:
            found, remedy = f"'{id_}' is no {word} of this index.", "Correct the id."
            yield Problem("example.id_unknown", place, found, remedy)


def _cells(placed: PlacedIndexExample, index: Index) -> tuple[Cells, tuple[Problem, ...]]:
    example, asked = placed.example, index.questionnaire
    entries = [example.values.get(id_, example.all_others) for id_ in asked.measure_ids]
    read = [
        read_measure(float(entry) if isinstance(entry, int) else entry, asked, measure)
        for entry, measure in zip(entries, asked.measures, strict=True)
    ]
    problems = tuple(
        found.problem(f"{placed.place}, {id_}")
        for found, id_ in zip(read, asked.measure_ids, strict=True)
        if found.code
    )
    values = np.array([[found.value for found in read]])
    kinds = np.array([[found.kind.number for found in read]], np.int8)
    return Cells(values, kinds, np.zeros(values.shape, np.uint8)), problems


def _table(index: Index, cells: Cells) -> IndexTable:
    """Return a table of one invented unit; what is divided by counts as 1."""
    asked = index.questionnaire
    groups = {s.group: ("example",) for s in index.rules.steps if isinstance(s, ImputeStep)}
    columns = {m.denominator: np.ones(1) for m in asked.measures if m.denominator}
    return IndexTable((Unit("XAA", "Example"),), cells, columns, groups)


def _compare(placed: PlacedIndexExample, result: IndexResult) -> Iterator[Problem]:
    for node_id, expected in placed.example.expect.items():
        if not _agrees(placed.example, result, node_id, expected):
            got = _got(result, node_id)
            yield Problem(
                "example.differs",
                f"{placed.place}, {node_id}",
                f"{expected} is expected; computed is {got}.",
                "Find out which of the two is right: the example or the rule.",
            )


def _agrees(
    example: IndexExample, result: IndexResult, node_id: str, expected: float | str
) -> bool:
    column = result.column(node_id)
    if isinstance(expected, str):
        label = result.labels.get(node_id, ("",))[0]
        return expected in (label, result.nodes.kind(0, column).value)
    value = result.nodes.values[0, column]
    return bool(abs(value - expected) <= example.tolerance + 1e-9)


def _got(result: IndexResult, node_id: str) -> str:
    column = result.column(node_id)
    value = result.nodes.values[0, column]
    if np.isnan(value):
        return result.nodes.kind(0, column).value
    label = result.labels.get(node_id, ("",))[0]
    return f"{value:g} ({label})" if label else f"{value:g}"
