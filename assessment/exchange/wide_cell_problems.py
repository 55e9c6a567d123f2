"""Keeps what is said of the cells of a table short enough to be read."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from assessment.exchange.sheets import shorten
from assessment.exchange.wide_grid import Grid
from assessment.model.index import Index
from assessment.model.index_table import IndexTable
from assessment.model.problem import Problem, Severity

_MOST_IN_A_COLUMN = 5
_MOST_OF_A_KIND = 50
_MOST_NAMED = 10

Found = tuple[int, Problem]
"""The column of a cell, and what is wrong with it."""


def shortened(problems: Sequence[Found]) -> list[Problem]:
    """Keep the first few of a kind in a column and in the table, and say how many more there are.

    Every kind stays, with the place of the first cells; a table in which everything
    is wrong in one way fills a page and not a hundred.
    """
    kept: list[Problem] = []
    left_over: dict[str, list[Found]] = {}
    seen: Counter[str] = Counter()
    for column, problem in _shortened_columns(problems):
        seen[problem.code] += 1
        if seen[problem.code] <= _MOST_OF_A_KIND:
            kept.append(problem)
        else:
            left_over.setdefault(problem.code, []).append((column, problem))
    return [*kept, *(_and_more(found) for found in left_over.values())]


def _shortened_columns(problems: Sequence[Found]) -> list[Found]:
    total = Counter((column, problem.code) for column, problem in problems)
    seen: Counter[tuple[int, str]] = Counter()
    kept: list[Found] = []
    for column, problem in problems:
        key = (column, problem.code)
        seen[key] += 1
        more = total[key] - _MOST_IN_A_COLUMN
        if seen[key] < _MOST_IN_A_COLUMN or more <= 0:
            kept.append((column, problem))
        elif seen[key] == _MOST_IN_A_COLUMN:
            found = f"{problem.found} {more} more cells of this column are wrong in this way."
            short = Problem(problem.code, problem.where, found, problem.remedy, problem.allowed)
            kept.append((column, short))
    return kept


def _and_more(found: Sequence[Found]) -> Problem:
    (_, first), n_columns = found[0], len({column for column, _ in found})
    columns = "1 more column" if n_columns == 1 else f"{n_columns} more columns"
    said = f"{first.found} Cells of {columns} are wrong in this way."
    return Problem(first.code, first.where, said, first.remedy, first.allowed)


def empty_columns(
    grid: Grid, measures: Mapping[str, int], table: IndexTable, index: Index
) -> list[Problem]:
    """Warn of measures of which nothing is known in any row, all in one sentence."""
    if not table.units:
        return []
    cells = table.cells
    nothing = np.isnan(cells.values).all(axis=0) & (cells.kinds != 0).all(axis=0)
    ids = [
        m for m, is_empty in zip(index.questionnaire.measure_ids, nothing, strict=True) if is_empty
    ]
    named = [f"'{shorten(grid.headings[measures[id_]])}'" for id_ in ids if id_ in measures]
    if not named:
        return []
    more = f" and {len(named) - _MOST_NAMED} more" if len(named) > _MOST_NAMED else ""
    word = "Column" if len(named) == 1 else "Columns"
    return [
        Problem(
            "table.column_empty",
            f"{word} {', '.join(named[:_MOST_NAMED])}{more}",
            "No row has a value.",
            "Look whether the right columns were filled; what becomes of the scores without "
            "them is said by 'missing' in scoring.yaml.",
            severity=Severity.WARNING,
        )
    ]
