"""How results and problems are printed: for people as plain lines, for programs as JSON."""

import json
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from importlib.metadata import version
from pathlib import Path
from typing import Any, TextIO

import typer

from assessment.model.problem import Problem

PROBLEMS_FOUND = 1
DECISION_NEEDED = 3


def emit(result: Mapping[str, object], lines: Iterable[str], *, as_json: bool) -> None:
    """Print a result on standard output, as JSON or else as lines."""
    if as_json:
        whole = {"spca_version": version("spca"), **result}
        # Escapes keep every letter whole on consoles that know only some.
        typer.echo(json.dumps(to_plain(whole), indent=2, allow_nan=False))
        return
    for line in lines:
        typer.echo(_fit(clean(line), sys.stdout))


def say(text: str) -> None:
    """Print a remark beside the result, on standard error."""
    typer.echo(_fit(clean(text), sys.stderr), err=True)


def _fit(line: str, stream: TextIO) -> str:
    """Break a long line between words on a terminal; in a pipe a line stays one line."""
    if not stream.isatty():
        return line
    width = max(shutil.get_terminal_size().columns - 1, 40)
    indent = " " * (len(line) - len(line.lstrip()) + 2)
    return "\n".join(textwrap.wrap(line, width, subsequent_indent=indent)) if line else line


def report(problems: Sequence[Problem], *, as_json: bool) -> None:
    """Print all problems: one line each on standard error, or as JSON on standard output."""
    if as_json:
        emit({"problems": problems}, (), as_json=True)
        return
    for problem in problems:
        say(str(problem))


def to_plain(value: Any) -> Any:  # noqa: ANN401 - any value of the model, into what JSON has
    """Turn values of the model into what JSON can say; numbers stay as they are.

    Moments become ISO 8601 texts, sets sorted lists, and dataclasses mappings
    by the names of their fields.

    Examples
    --------
    >>> to_plain({"ids": frozenset({"b", "a"}), "file": Path("x.xlsx")})
    {'ids': ['a', 'b'], 'file': 'x.xlsx'}
    """
    if is_dataclass(value):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    if hasattr(value, "model_dump"):
        return to_plain(value.model_dump())
    if isinstance(value, Mapping):
        return {str(to_plain(key)): to_plain(part) for key, part in value.items()}
    if isinstance(value, frozenset):
        return sorted(to_plain(part) for part in value)
    if isinstance(value, list | tuple):
        return [to_plain(part) for part in value]
    return _to_plain_scalar(value)


def _to_plain_scalar(value: Any) -> Any:  # noqa: ANN401 - see above
    match value:
        case Enum():
            return value.value
        case date():  # or a moment
            return value.isoformat()
        case Path():
            return str(value)
    return value


def clean(text: str) -> str:
    """Take out what could steer a terminal; texts come from workbooks and other people.

    Examples
    --------
    >>> clean("Kenya" + chr(27) + "[2J, 2026")
    'Kenya [2J, 2026'
    """
    return "".join(char if char.isprintable() else " " for char in text)


def align(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Set rows of equal length in columns, with two spaces between them.

    Examples
    --------
    >>> list(align([("Id", "State"), ("3f2a", "Kenya")]))
    ['Id    State', '3f2a  Kenya']
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()
