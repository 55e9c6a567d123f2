"""The result of an index as lines and as JSON; states stand in the order of the table."""

from collections.abc import Iterator

import numpy as np

from assessment.cli.output import align
from assessment.exchange.wide_results import flag_words
from assessment.locales import ngettext
from assessment.model.index_table import Difference, IndexResult
from assessment.model.questionnaire import Standing
from assessment.services.score_table import ScoredTable


def table_result(found: ScoredTable, *, ranks: bool) -> dict[str, object]:
    """Return everything as values that JSON can say."""
    asked = found.result.index.questionnaire
    return {
        "index": {
            "id": asked.id,
            "version": asked.version,
            "checksum": asked.checksum,
            "name": asked.name,
            "standing": asked.standing,
        },
        "units": [_unit(found.result, row, ranks=ranks) for row in range(len(found.result.units))],
        "differences": [_difference(one) for one in found.result.differences],
        "warnings": found.warnings,
    }


def table_lines(found: ScoredTable, *, ranks: bool) -> Iterator[str]:
    """Yield one line a unit with the nodes at the top of the tree, then the differences."""
    result = found.result
    asked, roots = result.index.questionnaire, result.index.rules.roots
    n_rows = ngettext("{number} row", "{number} rows", len(result.units))
    yield f"{asked.name} {asked.version}: {n_rows}"
    if asked.standing is not Standing.CHECKED:
        yield "Its content was not checked word by word against the publisher's own text."
    heads = [part for id_ in roots for part in ((id_, "Rank") if ranks else (id_,))]
    rows = [("State", "Period", *heads)]
    for row, unit in enumerate(result.units):
        cells = [part for id_ in roots for part in _cells(result, row, id_, ranks=ranks)]
        rows.append((unit.code, unit.period, *cells))
    yield from align(rows)
    if result.differences:
        yield ngettext(
            "{number} published value that its parts do not give:",
            "{number} published values that its parts do not give:",
            len(result.differences),
        )
        yield from (f"  {_difference_line(one)}" for one in result.differences)


def _cells(result: IndexResult, row: int, node_id: str, *, ranks: bool) -> Iterator[str]:
    column = result.column(node_id)
    value = float(result.nodes.values[row, column])
    label = result.labels.get(node_id, [""] * len(result.units))[row]
    if np.isnan(value):
        yield result.nodes.kind(row, column).value.replace("_", " ")
    elif label:
        letters = result.index.questionnaire.letters
        is_grade = letters is not None and label in letters.grades
        yield label if is_grade else f"{_shown(result, node_id, value)} {label}"
    else:
        yield _shown(result, node_id, value)
    if ranks:
        yield "-" if np.isnan(result.ranks[row, column]) else f"{result.ranks[row, column]:.0f}"


def _shown(result: IndexResult, node_id: str, value: float) -> str:
    digits = next(node.digits for node in result.index.rules.tree if node.id == node_id)
    return f"{value:.{2 if digits is None else digits}f}"


def _unit(result: IndexResult, row: int, *, ranks: bool) -> dict[str, object]:
    unit = result.units[row]
    nodes = {id_: _node(result, row, id_, ranks=ranks) for id_ in result.node_ids}
    return {"state": unit.code, "name": unit.name, "period": unit.period, "nodes": nodes}


def _node(result: IndexResult, row: int, node_id: str, *, ranks: bool) -> dict[str, object]:
    column = result.column(node_id)
    found: dict[str, object] = {
        "value": _or_none(result.nodes.values[row, column]),
        "kind": result.nodes.kind(row, column),
        "flags": flag_words(int(result.nodes.flags[row, column])),
    }
    if node_id in result.labels:
        found["label"] = result.labels[node_id][row]
    if ranks:
        rank = _or_none(result.ranks[row, column])
        found["rank"] = None if rank is None else int(rank)
    return found


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _difference(one: Difference) -> dict[str, object]:
    return {
        "state": one.unit.code,
        "period": one.unit.period,
        "node": one.node_id,
        "published": one.published,
        "computed": one.computed,
        "difference": one.difference,
    }


def _difference_line(one: Difference) -> str:
    computed = "nothing could be computed" if one.computed is None else f"computed {one.computed:g}"
    return f"{one.unit.title}, {one.node_id}: published {one.published_text}, {computed}"
