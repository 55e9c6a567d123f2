"""Writes the result of an index as CSV: every unit, every node, nothing left out."""

import csv
from collections.abc import Iterator
from io import StringIO

import numpy as np

from assessment.exchange.csv_table import guard
from assessment.model.index import KINDS
from assessment.model.index_table import Flag, IndexResult


def write_wide_results(result: IndexResult, *, ranks: bool = False) -> bytes:
    """Return a CSV table in UTF-8 with a mark, which Excel opens with the right letters.

    Each node has a column of values with all digits, a column ``NODE:label``
    where there are grades or classes, one ``NODE:kind`` that says what stands
    where there is no value, and one ``NODE:flags``.
    """
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_headings(result, ranks=ranks))
    for row in range(len(result.units)):
        writer.writerow(_row(result, row, ranks=ranks))
    return text.getvalue().encode("utf-8-sig")


def flag_words(flags: int) -> tuple[str, ...]:
    """Return what was done to a value, in words.

    Examples
    --------
    >>> flag_words(3)
    ('imputed', 'treated')
    """
    return tuple((flag.name or "").lower() for flag in Flag if flag & flags)


def _headings(result: IndexResult, *, ranks: bool) -> Iterator[str]:
    yield from ("index", "version", "checksum", "state", "name", "period")
    for node_id in result.node_ids:
        yield node_id
        if node_id in result.labels:
            yield f"{node_id}:label"
        yield f"{node_id}:kind"
        yield f"{node_id}:flags"
        if ranks:
            yield f"{node_id}:rank"


def _row(result: IndexResult, row: int, *, ranks: bool) -> Iterator[str]:
    asked, unit = result.index.questionnaire, result.units[row]
    yield from (asked.id, asked.version, asked.checksum)
    yield from (guard(text) for text in (unit.code, unit.name, unit.period))
    for column, node_id in enumerate(result.node_ids):
        yield _number(float(result.nodes.values[row, column]))
        if node_id in result.labels:
            yield result.labels[node_id][row]
        yield KINDS[int(result.nodes.kinds[row, column])].value
        yield " ".join(flag_words(int(result.nodes.flags[row, column])))
        if ranks:
            yield _number(float(result.ranks[row, column])).removesuffix(".0")


def _number(value: float) -> str:
    return "" if np.isnan(value) else repr(value)
