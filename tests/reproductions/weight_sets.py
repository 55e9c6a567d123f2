"""Reads weight sets that others drew, one row a set and code, as COINr writes them."""

import math
from collections.abc import Iterator, Mapping, Sequence

from assessment.model.index import Index
from assessment.model.problem import Problem

Rows = Sequence[Mapping[str, str]]
WeightSets = Mapping[str, Mapping[str, tuple[float, ...]]]
SET_COLUMNS = ("weight_set", "rep")


def take_weight_sets(index: Index, rows: Rows) -> tuple[WeightSets, tuple[Problem, ...]]:
    """Turn rows into the weights of nodes, as a `Replicate` wants them.

    Parameters
    ----------
    rows
        With the columns ``weight_set`` (or ``rep``), ``iCode`` and ``Weight``; the
        level is not needed. A code is a child, and its weight is meant for the node
        above it, so those of the nodes at the top mean nothing.

    Returns
    -------
    tuple
        Name of a set to node id to the weights of its children in their order, and
        everything that is wrong; without errors only are the sets complete.
    """
    sets: dict[str, dict[str, float]] = {}
    problems: list[Problem] = []
    for line, row in enumerate(rows, start=2):
        found = _read_row(row, line)
        if isinstance(found, Problem):
            problems.append(found)
            continue
        name, code, weight = found
        if code in sets.setdefault(name, {}):
            problems.append(_problem("repeated", f"Row {line}", f"'{code}' is there twice."))
        sets[name][code] = weight
    problems += [one for name, own in sets.items() for one in _check_set(index, name, own)]
    if problems:
        return {}, tuple(problems)
    return {name: dict(_by_node(index, own)) for name, own in sets.items()}, ()


def _read_row(row: Mapping[str, str], line: int) -> tuple[str, str, float] | Problem:
    name = next((row[column] for column in SET_COLUMNS if column in row), None)
    code, text = row.get("iCode"), row.get("Weight", "")
    if name is None or code is None:
        found = "A column weight_set (or rep) or iCode is missing."
        return _problem("column_missing", f"Row {line}", found)
    try:
        weight = float(text)
    except ValueError:
        weight = math.nan
    if not (math.isfinite(weight) and weight >= 0):
        found = f"The weight of '{code}' is '{text}', which is no number of 0 or more."
        return _problem("weight_wrong", f"Row {line}", found)
    return name, code, weight


def _check_set(index: Index, name: str, own: Mapping[str, float]) -> Iterator[Problem]:
    children = {child for node in index.rules.tree for child in node.children}
    known = children | set(index.rules.roots)
    where = f"Weight set {name}"
    unknown, missing = sorted(set(own) - known), sorted(children - set(own))
    if unknown:
        found = f"The index has no measure or node {', '.join(unknown)}."
        yield _problem("code_unknown", where, found)
    if missing:
        yield _problem("code_missing", where, f"There is no weight for {', '.join(missing)}.")


def _by_node(index: Index, own: Mapping[str, float]) -> Iterator[tuple[str, tuple[float, ...]]]:
    for node in index.rules.tree:
        yield node.id, tuple(own[child] for child in node.children)


def _problem(code: str, where: str, found: str) -> Problem:
    return Problem(f"weight_sets.{code}", where, found, "Correct the table of weight sets.")
