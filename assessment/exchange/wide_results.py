"""Writes the result of an index as a table: every unit, every node, nothing left out."""

from collections.abc import Iterator
from datetime import datetime

import numpy as np

from assessment.exchange.csv_table import write_csv
from assessment.exchange.sheets import Look
from assessment.exchange.table_workbook import write_tables
from assessment.locales import gettext as _
from assessment.model.index_table import Published
from assessment.model.tree import KINDS
from assessment.reporting.compare import PlainTable
from assessment.reporting.table_results import (
    Difference,
    ScoredTable,
    difference_line,
    flag_words,
    grade_of,
)

Value = str | float | None
DECIMALS = 9


class _Columns:
    """The columns of a result, of the whole row and then of each node.

    Each node has its value with nine decimals, ``NODE:label`` where there are grades or
    classes, ``NODE:kind`` that says what stands where there is no value, ``NODE:flags``,
    ``NODE:known`` and ``NODE:applicable`` measures; where something was published
    ``NODE:published`` as it was printed and ``NODE:difference`` if it does not follow
    from its parts, likewise of ranks.
    """

    def __init__(self, scored: ScoredTable, *, ranks: bool) -> None:
        self._result, self._known, self._ranks = scored.result, scored.known, ranks
        comparison = scored.comparison
        self._published = {(one.row, one.node_id, one.is_rank): one for one in comparison.published}
        rows = {id(unit): row for row, unit in enumerate(scored.result.units)}
        self._differences = {
            (rows[id(one.unit)], one.node_id, one.is_rank): one for one in comparison.differences
        }
        self._compared = {(one.node_id, one.is_rank) for one in comparison.published}

    def headings(self) -> Iterator[str]:
        yield from ("index", "version", "checksum", "state", "name", "period")
        yield from ("known", "applicable", "note")
        for node_id in self._result.node_ids:
            yield node_id
            if node_id in self._result.labels:
                yield f"{node_id}:label"
            yield from (f"{node_id}:{part}" for part in ("kind", "flags", "known", "applicable"))
            if (node_id, False) in self._compared:
                yield from (f"{node_id}:published", f"{node_id}:difference")
            if self._ranks:
                yield f"{node_id}:rank"
            if (node_id, True) in self._compared:
                yield from (f"{node_id}:rank:published", f"{node_id}:rank:difference")

    def row(self, row: int) -> Iterator[Value]:
        asked, unit = self._result.index.questionnaire, self._result.units[row]
        yield from (asked.id, asked.version, asked.checksum, unit.code, unit.name, unit.period)
        yield int(self._known.known_of_all[row])
        yield int(self._known.applicable_of_all[row])
        words = self._known.words(row)
        yield (
            _("Less than half of the measures are known: {known}.", known=words)
            if self._known.is_little(row)
            else None
        )
        for node_id in self._result.node_ids:
            yield from self._node(row, node_id)

    def _node(self, row: int, node_id: str) -> Iterator[Value]:
        column, nodes = self._result.column(node_id), self._result.nodes
        yield _number(nodes.values[row, column])
        if node_id in self._result.labels:
            yield self._result.labels[node_id][row]
        yield KINDS[int(nodes.kinds[row, column])].value
        yield " ".join(flag_words(int(nodes.flags[row, column])))
        yield int(self._known.known[node_id][row])
        yield int(self._known.applicable[node_id][row])
        yield from self._compare(row, node_id, is_rank=False)
        if self._ranks:
            rank = self._result.ranks[row, column]
            yield None if np.isnan(rank) else int(rank)
        yield from self._compare(row, node_id, is_rank=True)

    def _compare(self, row: int, node_id: str, *, is_rank: bool) -> Iterator[Value]:
        if (node_id, is_rank) in self._compared:
            printed = self._published.get((row, node_id, is_rank))
            yield self._printed(printed) if printed else None
            yield self._difference(self._differences.get((row, node_id, is_rank)), row)

    def _printed(self, printed: Published) -> Value:
        letters = self._result.index.questionnaire.letters
        is_letter = letters and not printed.is_rank and letters.grade_of(printed.value)
        return printed.text if is_letter else _plain(printed.value, is_rank=printed.is_rank)

    def _difference(self, one: Difference | None, row: int) -> Value:
        if one is None:
            return None
        if one.difference is None or (not one.is_rank and grade_of(self._result, row, one.node_id)):
            return f"{one.published_text} ≠ {one.computed_text}"
        return _plain(round(one.difference, 9), is_rank=one.is_rank)


def write_wide_results(
    scored: ScoredTable, *, ranks: bool = False, decimal_comma: bool = False
) -> bytes:
    """Return a CSV table in UTF-8 with a mark, which Excel opens with the right letters."""
    table = _scores(scored, ranks=ranks)
    return write_csv(table.columns, table.rows, decimal_comma=decimal_comma)


def write_results_workbook(scored: ScoredTable, made_at: datetime, *, ranks: bool = False) -> bytes:
    """Return the same table as a workbook, with the differences and the notes on further sheets."""
    tables = [_scores(scored, ranks=ranks)]
    if differences := scored.comparison.differences:
        lines = tuple((difference_line(one),) for one in differences)
        tables.append(PlainTable(_("Differences"), (_("Published and computed"),), lines))
    if scored.warnings:
        lines = tuple((str(problem),) for problem in scored.warnings)
        tables.append(PlainTable(_("Notes"), (_("What to know"),), lines))
    # Every digit is shown: how many of them mean something differs from index to index.
    every_digit = Look(number_format="General", centred=True)
    name = scored.result.index.questionnaire.name
    return write_tables(tables, name, made_at, fractions=every_digit)


def _scores(scored: ScoredTable, *, ranks: bool) -> PlainTable:
    columns = _Columns(scored, ranks=ranks)
    rows = tuple(tuple(columns.row(row)) for row in range(len(scored.result.units)))
    return PlainTable(_("Scores"), tuple(columns.headings()), rows)


def _plain(value: float, *, is_rank: bool) -> float:
    """Return a rank as a whole number, unless a shared one was published."""
    return int(value) if is_rank and value.is_integer() else value


def _number(value: float) -> float | None:
    # Further digits are those of binary arithmetic: 3.35 may be 3.3499999999999996 there.
    return None if np.isnan(value) else round(float(value), DECIMALS)
