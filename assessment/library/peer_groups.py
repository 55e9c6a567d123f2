"""Reads the peer groups that an installation supplies: lists of groups of states, as CSV.

No list ships with the product. A file with one mistake is not used at all, because
a group that lacks a state without a word would be compared as if it were whole.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from assessment.library.peer_group_problems import PeerFile
from assessment.library.states import find_state
from assessment.model.problem import Problem
from assessment.model.text import plain_text

COLUMNS = ("list", "group", "state")
MOST_BYTES = 1_000_000
LONGEST_NAME = 80


@dataclass(frozen=True)
class PeerGroups:
    """Groups of states by name, in the order of the file.

    Attributes
    ----------
    groups
        "List: group" to ISO 3166-1 alpha-3 codes; empty where there are problems.
    problems
        Why the file is not used, all at once.
    """

    groups: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    problems: tuple[Problem, ...] = ()

    def groups_of(self, state_code: str) -> tuple[str, ...]:
        """Return the names of the groups that a state is in."""
        return tuple(name for name, codes in self.groups.items() if state_code in codes)


@dataclass(frozen=True)
class _Row:
    """One row below the first line, spaces put right; an empty cell is an empty text."""

    line: int
    cells: tuple[str, str, str]
    n_cells: int


def read_peer_groups(path: Path) -> PeerGroups:
    """Read a file of peer groups.

    Parameters
    ----------
    path
        CSV in UTF-8 with the columns ``list``, ``group`` and ``state`` (an ISO 3166-1
        code or the English name); other columns are for those who read the file.

    Returns
    -------
    PeerGroups
        No group at all if there is any problem.
    """
    file = PeerFile(path.name)
    try:
        # One byte more than allowed tells a long file without reading all of it.
        with path.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError as error:
        return PeerGroups(problems=(file.unusable(error.strerror or str(error)),))
    return read_content(content, file)


def read_content(content: bytes, file: PeerFile) -> PeerGroups:
    """Read the bytes of a file of peer groups; see `read_peer_groups`."""
    if len(content) > MOST_BYTES:
        return PeerGroups(problems=(file.too_long(MOST_BYTES),))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return PeerGroups(problems=(file.not_utf8(line),))
    return _read_text(text, file)


def _read_text(text: str, file: PeerFile) -> PeerGroups:
    # Without "strict", a quotation mark that is never closed would swallow all that follows.
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    try:
        heading = [_tidy(cell).casefold() for cell in next(reader, [])]
        against = tuple(_check_heading(heading, file))
        if against:
            return PeerGroups(problems=against)
        rows = [_row(cells, heading, reader.line_num) for cells in reader if any(cells)]
    except csv.Error as error:
        return PeerGroups(problems=(file.no_csv(reader.line_num, str(error)),))
    return _group(rows, len(heading), file)


def _check_heading(heading: list[str], file: PeerFile) -> Iterator[Problem]:
    for name in COLUMNS:
        if name not in heading:
            yield file.no_column(name, heading)
        elif heading.count(name) > 1:
            yield file.column_twice(name)


def _row(cells: list[str], heading: list[str], line: int) -> _Row:
    found = dict(zip(heading, map(_tidy, cells), strict=False))
    wanted = tuple(found.get(name, "") for name in COLUMNS)
    return _Row(line, (wanted[0], wanted[1], wanted[2]), len(cells))


def _tidy(cell: str) -> str:
    return " ".join(plain_text(cell).split())


def _group(rows: list[_Row], n_columns: int, file: PeerFile) -> PeerGroups:
    if not rows:
        return PeerGroups(problems=(file.no_rows(),))
    problems = (
        *(problem for row in rows for problem in _check_row(row, n_columns, file)),
        *_check_repeated(rows, file),
        *_check_spelling(rows, file),
    )
    if problems:
        return PeerGroups(problems=tuple(sorted(problems, key=file.line_of)))
    groups: dict[str, set[str]] = {}
    for row in rows:
        list_name, group, state = row.cells
        groups.setdefault(_shown(list_name, group), set()).add(find_state(state) or state)
    return PeerGroups({name: frozenset(codes) for name, codes in groups.items()})


def _check_row(row: _Row, n_columns: int, file: PeerFile) -> Iterator[Problem]:
    if row.n_cells > n_columns:
        yield file.cells_too_many(row.line, row.n_cells, n_columns)
        return
    for name, cell in zip(COLUMNS, row.cells, strict=True):
        if not cell:
            yield file.empty_cell(row.line, name)
        elif len(cell) > LONGEST_NAME:
            yield file.long_cell(row.line, name, len(cell), LONGEST_NAME)
        elif name == "state" and find_state(cell) is None:
            yield file.unknown_state(row.line, cell)


def _check_repeated(rows: list[_Row], file: PeerFile) -> Iterator[Problem]:
    seen: dict[tuple[str, str, str], int] = {}
    for row in rows:
        list_name, group, state = row.cells
        code = find_state(state)
        if code is None:
            continue
        first = seen.setdefault((list_name.casefold(), group.casefold(), code), row.line)
        if first != row.line:
            yield file.repeated(row.line, first, code)


def _check_spelling(rows: list[_Row], file: PeerFile) -> Iterator[Problem]:
    """Find groups that readers would take for one: names that differ in capitals only."""
    seen: dict[str, tuple[str, str]] = {}
    for row in rows:
        names = (row.cells[0], row.cells[1])
        first = seen.setdefault(_shown(*names).casefold(), names)
        if first != names:
            yield file.spelt_in_two_ways(row.line, names, first)


def _shown(list_name: str, group: str) -> str:
    return f"{list_name}: {group}"
