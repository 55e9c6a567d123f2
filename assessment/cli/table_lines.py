"""The result of an index as lines and as JSON, and how far it depends on its method.

Rows stand in the order of the table.
"""

import math
from collections.abc import Iterator

import numpy as np

from assessment.cli.output import align
from assessment.locales import gettext as _
from assessment.locales import mark, ngettext
from assessment.locales.formats import fixed, whole
from assessment.model.index_uncertainty import (
    IndexShare,
    IndexSource,
    IndexUncertainty,
    NodeSpread,
    RankSpread,
    ScoreSpread,
    UnitSpread,
)
from assessment.model.questionnaire import Standing
from assessment.model.tree import Node
from assessment.reporting.table_results import (
    Difference,
    comparison_lines,
    flag_words,
    score_text,
)
from assessment.services.score_table import ScoredTable
from assessment.services.table_uncertainty import SpreadTable

_SOURCES = {
    "outliers": mark("treatment of outliers"),
    "normalisation": mark("normalisation"),
    "weights": mark("weights"),
    "rule": mark("rule of the means"),
}


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


def uncertainty_lines(found: SpreadTable, *, ranks: bool) -> Iterator[str]:
    """Yield the intervals of each node that was looked at, then what varied and what did not."""
    uncertainty = found.uncertainty
    nodes = {node.id: node for node in found.scored.result.index.rules.tree}
    for spread in uncertainty.nodes:
        yield ""
        if all(unit.score is None and unit.rank is None for unit in spread.units):
            yield _("{node}: no row has a score, so there are no intervals.", node=spread.node_id)
            continue
        yield _("{node}: intervals in which 90 of 100 replicates lie", node=spread.node_id)
        nominal = [_("Rank")] if ranks else []
        heads = (_("State"), _("Period"), _("Score"), _("Its interval"), *nominal)
        rows = [(*heads, _("Interval of ranks"), _("Overlaps"))]
        rows += [
            _row(unit, nodes[spread.node_id], uncertainty, ranks=ranks) for unit in spread.units
        ]
        yield from align(rows)
        yield from _overlap_lines(spread)
        yield from _share_lines(spread.shares, uncertainty.settings.varied)
    yield ""
    yield from uncertainty.varied
    yield from uncertainty.not_varied


def _row(
    unit: UnitSpread, node: Node, uncertainty: IndexUncertainty, *, ranks: bool
) -> tuple[str, ...]:
    # Between two rounded values a quantile may need one more digit than they have.
    point, ends = (2, 2) if node.digits is None else (node.digits, node.digits + 1)
    nominal = [_rank(unit.rank)] if ranks else []
    return (
        unit.code,
        unit.period,
        *_score_cells(unit.score, point, ends),
        *nominal,
        *_rank_cells(unit.rank, uncertainty.settings.draws),
    )


def _score_cells(score: ScoreSpread | None, point: int, ends: int) -> tuple[str, str]:
    if score is None:
        return "-", "-"
    nominal = "-" if score.nominal is None else fixed(score.nominal, point)
    low, high = fixed(score.low, ends), fixed(score.high, ends)
    return nominal, _("{low} to {high}", low=low, high=high)


def _rank(rank: RankSpread | None) -> str:
    return "-" if rank is None or rank.nominal is None else f"{rank.nominal:.0f}"


def _rank_cells(rank: RankSpread | None, draws: int) -> tuple[str, str]:
    if rank is None:
        return "-", "-"
    # Ends between two ranks are taken outwards: no interval says more than the replicates do.
    best, worst = math.floor(rank.low), math.ceil(rank.high)
    interval = f"{best}" if best == worst else _("{low} to {high}", low=best, high=worst)
    if rank.n_ranked < draws:
        interval = _(
            "{interval} (ranked in {number} of {all})",
            interval=interval,
            number=whole(rank.n_ranked),
            all=whole(draws),
        )
    overlaps = _("{number} of {all}", number=whole(rank.n_overlapping), all=whole(rank.n_others))
    return interval, overlaps


def _overlap_lines(spread: NodeSpread) -> Iterator[str]:
    ranked = [unit.rank for unit in spread.units if unit.rank is not None]
    if not any(rank.n_others for rank in ranked):
        return
    yield _("Two rows whose intervals of ranks, or of scores, overlap show no clear difference.")
    yield ngettext(
        "{alone} of {number} row overlaps with no other row in its ranks.",
        "{alone} of {number} rows overlap with no other row in their ranks.",
        len(ranked),
        alone=whole(sum(rank.n_overlapping == 0 for rank in ranked)),
    )


def _share_lines(shares: tuple[IndexShare, ...], varied: tuple[IndexSource, ...]) -> Iterator[str]:
    if not shares:
        return
    if any(share.first is None for share in shares):
        yield _(
            "Ranks shift alike in all replicates, so there is nothing to share out among sources."
        )
        return
    yield _("What shifts the ranks: share alone, and with others (its 95 % interval)")
    rows: list[tuple[str, ...]] = []
    for share in shares:
        if share.source in varied and share.first and share.total:
            low, high = _share(share.total.low), _share(share.total.high)
            total = _share(share.total.value)
            both = _("{value} ({low} to {high})", value=total, low=low, high=high)
            rows.append((f"  {_(_SOURCES[share.source])}", _share(share.first.value), both))
    yield from align(rows)


def _share(value: float) -> str:
    """Noise can carry an estimate over the ends of its range; the result keeps it."""
    return fixed(min(max(value, 0.0), 1.0), 2)
