"""The result of an index as lines and as JSON; states stand in the order of the table."""

from collections.abc import Iterator

import numpy as np

from assessment.cli.output import align
from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.model.questionnaire import Standing
from assessment.reporting.table_results import (
    Difference,
    comparison_lines,
    flag_words,
    score_text,
)
from assessment.services.score_table import ScoredTable


def table_result(found: ScoredTable, *, ranks: bool) -> dict[str, object]:
    """Return everything as values that JSON can say."""
    asked, comparison = found.result.index.questionnaire, found.comparison
    return {
        "index": {
            "id": asked.id,
            "version": asked.version,
            "checksum": asked.checksum,
            "name": asked.name,
            "standing": asked.standing,
        },
        "units": [_unit(found, row, ranks=ranks) for row in range(len(found.result.units))],
        "published": {"compared": comparison.n_compared, "agreed": comparison.n_agreed},
        "differences": [_difference(one) for one in comparison.differences],
        "warnings": found.warnings,
    }


def table_lines(found: ScoredTable, *, ranks: bool) -> Iterator[str]:
    """Yield one line a unit with the nodes at the top of the tree, then the differences."""
    result = found.result
    asked, roots = result.index.questionnaire, result.index.rules.roots
    yield ngettext(
        "{name} {version}: {number} row",
        "{name} {version}: {number} rows",
        len(result.units),
        name=asked.name,
        version=asked.version,
    )
    if asked.standing is not Standing.CHECKED:
        yield _("Its content was not checked word by word against the publisher's own text.")
    heads = [part for id_ in roots for part in ((id_, _("Rank")) if ranks else (id_,))]
    known = found.known if found.known.has_gaps else None
    rows = [(_("State"), _("Period"), *heads, *([_("Known")] if known else []))]
    for row, unit in enumerate(result.units):
        cells = [part for id_ in roots for part in _cells(found, row, id_, ranks=ranks)]
        rows.append((unit.code, unit.period, *cells, *([known.words(row)] if known else [])))
    yield from align(rows)
    yield from comparison_lines(found.comparison)


def _cells(found: ScoredTable, row: int, node_id: str, *, ranks: bool) -> Iterator[str]:
    result = found.result
    yield score_text(result, row, node_id)
    if ranks:
        rank = result.ranks[row, result.column(node_id)]
        yield "-" if np.isnan(rank) else f"{rank:.0f}"


def _unit(found: ScoredTable, row: int, *, ranks: bool) -> dict[str, object]:
    unit, known = found.result.units[row], found.known
    return {
        "state": unit.code,
        "name": unit.name,
        "period": unit.period,
        "known": int(known.known_of_all[row]),
        "applicable": int(known.applicable_of_all[row]),
        "nodes": {id_: _node(found, row, id_, ranks=ranks) for id_ in found.result.node_ids},
    }


def _node(scored: ScoredTable, row: int, node_id: str, *, ranks: bool) -> dict[str, object]:
    result, known = scored.result, scored.known
    column = result.column(node_id)
    found: dict[str, object] = {
        "value": _or_none(result.nodes.values[row, column]),
        "kind": result.nodes.kind(row, column),
        "flags": flag_words(int(result.nodes.flags[row, column])),
        "known": int(known.known[node_id][row]),
        "applicable": int(known.applicable[node_id][row]),
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
        "is_rank": one.is_rank,
        "published": one.published,
        "computed": one.computed,
        "difference": one.difference,
        "published_text": one.published_text,
        "computed_text": one.computed_text,
    }
