"""Reads a wide table (one row a state and period, one column a measure) for an index."""

from collections.abc import Sequence

import numpy as np

from assessment.exchange.wide_cell_problems import empty_columns, shortened
from assessment.exchange.wide_cells import Reading, read_measure, read_number, read_printed
from assessment.exchange.wide_columns import ColumnPlan, plan_columns
from assessment.exchange.wide_grid import Entry, Grid, read_grid
from assessment.exchange.wide_units import StateBook, read_units, text_of
from assessment.model.index import Index, Measure, ValueKind
from assessment.model.index_steps import NormaliseLevels
from assessment.model.index_table import Cells, IndexTable, Numbers, Published
from assessment.model.problem import Problem

_MOST_DECIMALS = 5


def read_wide_table(
    content: bytes, file_name: str, index: Index, states: StateBook
) -> tuple[IndexTable | None, tuple[Problem, ...]]:
    """Read a CSV or Excel table for an index.

    Parameters
    ----------
    content
        The file as it came; the content decides what it is.
    states
        How states are recognised; not asked where the units of the index are free.

    Returns
    -------
    table, problems
        No table where there is an error, so that no unit is left out silently.

    Raises
    ------
    Refused
        If the file is no table, or is not safe to read.
    """
    grid, problems = read_grid(content, file_name)
    plan, more = plan_columns(grid, index)
    if plan is None:
        return None, (*problems, *more)
    free = index.questionnaire.units == "free"
    units, found = read_units(grid, plan, None if free else states)
    reader = _Reader(grid, plan, index, tuple(units))
    table = IndexTable(
        units=tuple(units.values()),
        cells=reader.cells(),
        columns={heading: reader.numbers(column) for heading, column in plan.numbers.items()},
        groups={
            heading: tuple(text_of(grid.rows[row][column]) for row in units)
            for heading, column in plan.groups.items()
        },
        published=reader.published(),
    )
    problems = (
        *problems,
        *more,
        *found,
        *shortened(reader.problems),
        *empty_columns(grid, plan.measures, table, index),
    )
    return (None if any(p.is_error for p in problems) else table), problems


class _Reader:
    """Reads the cells of the rows that are about something, and keeps what is wrong."""

    def __init__(self, grid: Grid, plan: ColumnPlan, index: Index, rows: Sequence[int]) -> None:
        self._grid, self._plan, self._index, self._rows = grid, plan, index, rows
        self.problems: list[tuple[int, Problem]] = []

    def cells(self) -> Cells:
        asked = self._index.questionnaire
        shape = (len(self._rows), len(asked.measures))
        values, kinds = np.full(shape, np.nan), np.zeros(shape, np.int8)
        for n, measure in enumerate(asked.measures):
            column = self._plan.measures.get(measure.id)
            if column is None:
                kinds[:, n] = ValueKind.NOT_ANSWERED.number
                continue
            steps = _steps_of(self._index, measure)
            for m, row in enumerate(self._rows):
                read = read_measure(self._grid.rows[row][column], asked, measure, steps=steps)
                self._keep(read, row, column)
                values[m, n], kinds[m, n] = read.value, read.kind.number
        return Cells(values, kinds, np.zeros(shape, np.uint8))

    def numbers(self, column: int) -> Numbers:
        found = [read_number(self._grid.rows[row][column]) for row in self._rows]
        for row, read in zip(self._rows, found, strict=True):
            self._keep(read, row, column)
        return np.array([read.value for read in found])

    def published(self) -> tuple[Published, ...]:
        found: list[Published] = []
        for node_id, column in self._plan.published.items():
            entries = [self._grid.rows[row][column] for row in self._rows]
            # Grades are half a point apart, and either the same or not.
            letters = self._index.questionnaire.letters
            decimals = 2 if letters else max(map(_decimals, entries), default=0)
            for m, row in enumerate(self._rows):
                read = read_printed(entries[m], self._index.questionnaire)
                self._keep(read, row, column)
                if not np.isnan(read.value):
                    text = text_of(entries[m])
                    found.append(Published(m, node_id, read.value, text, decimals))
        return tuple(found)

    def _keep(self, read: Reading, row: int, column: int) -> None:
        if read.code:
            self.problems.append((column, read.problem(self._grid.place(row, column))))


def _steps_of(index: Index, measure: Measure) -> tuple[float, ...]:
    """Return the only numbers that can be scored, where the first step gives points to levels."""
    first = index.rules.steps[:1]
    for step in first:
        if isinstance(step, NormaliseLevels) and measure.id in (step.measures or {measure.id}):
            return tuple(step.points)
    return ()


def _decimals(entry: Entry) -> int:
    """Return how many decimals are printed, at most 5.

    Nobody prints more: such a number comes from a binary one, often of single
    precision, and says no more than its shortest form.

    Examples
    --------
    >>> _decimals("4.50"), _decimals(4.5), _decimals("B+"), _decimals("3.20000004768372")
    (2, 1, 0, 1)
    """
    text = str(entry)
    decimals = len(text.rpartition(".")[2]) if "." in text and not text.endswith(".0") else 0
    if decimals > _MOST_DECIMALS and (read := read_number(entry)).kind is ValueKind.VALUE:
        shortest = str(np.float32(read.value)).rpartition(".")[2]
        return min(len(shortest), _MOST_DECIMALS)
    return decimals
