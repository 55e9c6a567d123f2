"""The sheets of a workbook as JSON, on their way from the process that read them.

Every text stands once and cells name its number, as thousands of cells can share one. What is
read back is held against what a sheet may hold: a file may have taken that process over.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple
from datetime import date, datetime, time, timedelta
from typing import Any

from assessment.exchange.sheets import Cell, Drawing, Kind, MergedRange, Note, Sheet, Sheets, Value

_MOMENTS: Mapping[str, Callable[[str], Value]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
}
_PLAIN = (type(None), bool, int, float)


def write_plain(sheets: Sheets) -> bytes:
    """Return the sheets as JSON."""
    texts: dict[str, int] = {}
    by_title = [(title, _plain(sheet, texts)) for title, sheet in sheets.by_title.items()]
    saved_at = sheets.saved_at.isoformat() if sheets.saved_at else None
    file = {"name": sheets.file_name, "saved_at": saved_at, "sheets": by_title, "texts": [*texts]}
    # Half of a pair of signs, which a file may hold, is carried over as it is.
    return json.dumps(file, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _plain(sheet: Sheet, texts: dict[str, int]) -> dict[str, Any]:
    return {
        "title": sheet.title,
        "cells": [(*at, *_plain_cell(cell, texts)) for at, cell in sheet.cells.items()],
        "merged": [astuple(one) for one in sheet.merged],
        "beyond": sheet.beyond,
        "hidden_rows": sorted(sheet.hidden_rows),
        "is_hidden": sheet.is_hidden,
        "hidden_columns": sorted(sheet.hidden_columns),
        "notes": [astuple(one) for one in sheet.notes],
        "drawings": [astuple(one) for one in sheet.drawings],
        "links": [(*at, link) for at, link in sheet.links.items()],
        "fills": [(*at, fill) for at, fill in sheet.fills.items()],
    }


def _plain_cell(cell: Cell, texts: dict[str, int]) -> tuple[Any, ...]:
    def number(text: str) -> int:
        return texts.setdefault(text, len(texts))

    looks = number(cell.number_format), number(cell.shown), cell.struck
    return cell.kind.value, *_plain_value(cell.value, number), *looks


def _plain_value(value: Value, number: Callable[[str], int]) -> tuple[str, Any]:
    if isinstance(value, str):
        return "text", number(value)
    if isinstance(value, timedelta):
        return "timedelta", (value.days, value.seconds, value.microseconds)
    if isinstance(value, _PLAIN):
        return "plain", value
    return type(value).__name__, value.isoformat()


def read_plain(content: bytes) -> Sheets:
    """Return the sheets that `write_plain` wrote.

    Raises
    ------
    ValueError
        If it is something else.
    """
    try:
        file = json.loads(content.decode("utf-8", "surrogatepass"))
        texts = [_text(one) for one in file["texts"]]
        by_title = {_text(title): _sheet(said, texts) for title, said in file["sheets"]}
        saved_at = file["saved_at"] and datetime.fromisoformat(file["saved_at"])
        return Sheets(_text(file["name"]), by_title, saved_at)
    except (LookupError, TypeError, OverflowError, RecursionError) as error:
        raise ValueError("these are no sheets") from error


def _sheet(said: Mapping[str, Any], texts: Sequence[str]) -> Sheet:
    title = _text(said["title"])
    cells = (_cell(title, row, texts) for row in _given_up(said["cells"]))
    return Sheet(
        title,
        {(cell.row, cell.column): cell for cell in cells},
        merged=tuple(
            MergedRange(_text(name), _pair(rows), _pair(columns))
            for name, rows, columns in said["merged"]
        ),
        beyond=tuple(map(_text, said["beyond"])),
        hidden_rows=frozenset(map(_whole, said["hidden_rows"])),
        is_hidden=said["is_hidden"] is True,
        hidden_columns=frozenset(map(_whole, said["hidden_columns"])),
        notes=tuple(
            Note(_whole(row), _whole(column), _text(text), _text(author))
            for row, column, text, author in said["notes"]
        ),
        drawings=tuple(_drawings(said["drawings"])),
        links=dict(_by_place(said["links"])),
        fills=dict(_by_place(said["fills"])),
    )


def _given_up(rows: list[Any]) -> Iterator[Any]:
    # Each row of a large sheet is let go when it has become a cell: both at once cost twice.
    rows.reverse()
    while rows:
        yield rows.pop()


def _cell(title: str, row: Sequence[Any], texts: Sequence[str]) -> Cell:
    at_row, at_column, kind, form, value, number_format, shown, struck = row
    return Cell(
        title,
        _whole(at_row),
        _whole(at_column),
        Kind(kind),
        texts[_whole(value)] if form == "text" else _value(form, value),
        texts[_whole(number_format)],
        texts[_whole(shown)],
        struck is True,
    )


def _value(form: str, value: Any) -> Value:  # noqa: ANN401 - whatever came back
    if form in _MOMENTS:
        return _MOMENTS[form](_text(value))
    if form == "timedelta":
        days, seconds, microseconds = map(_whole, value)
        return timedelta(days, seconds, microseconds)
    if form != "plain" or not isinstance(value, _PLAIN):
        raise ValueError(f"{form} is no kind of value")
    return value


def _drawings(rows: Iterable[Sequence[Any]]) -> Iterator[Drawing]:
    for kind, row, column, text in rows:
        if kind not in ("text", "picture", "chart"):
            raise ValueError(f"{kind} is no kind of drawing")
        yield Drawing(kind, _whole(row), _whole(column), _text(text))


def _by_place(rows: Iterable[Sequence[Any]]) -> Iterator[tuple[tuple[int, int], str]]:
    for row, column, text in rows:
        yield (_whole(row), _whole(column)), _text(text)


def _pair(value: Sequence[Any]) -> tuple[int, int]:
    first, last = value
    return _whole(first), _whole(last)


def _whole(value: Any) -> int:  # noqa: ANN401 - whatever came back
    if type(value) is not int:
        raise TypeError(f"{value!r} is no whole number")
    return value


def _text(value: Any) -> str:  # noqa: ANN401 - whatever came back
    if type(value) is not str:
        raise TypeError(f"{value!r} is no text")
    return value
