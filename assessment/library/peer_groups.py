"""Reads the peer groups that an installation supplies: lists of groups of states, as CSV.

No list ships with the product. A file with one mistake is not used at all, because
a group that lacks a state without a word would be compared as if it were whole.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from assessment.library.states import find_state, nearest_states
from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.locales.formats import listed, whole
from assessment.model.problem import Problem, Refused
from assessment.model.text import clean_text, fold

COLUMNS = ("list", "group", "state")
MOST_BYTES = 1_000_000
LONGEST_NAME = 80
_LONGEST_SHOWN = 60

Placed = tuple[int, Problem]
"""A problem with the line by which it is put in order."""


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
    try:
        # One byte more than allowed tells a long file without reading all of it.
        with path.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        problem = Problem(
            "peers.file_unusable",
            path.name,
            _("The file of peer groups cannot be read: {reason}.", reason=reason),
            _("Check SPCA_PEER_GROUPS, and that the app may read the file."),
        )
        return PeerGroups(problems=(problem,))
    return read_content(content, path.name)


def read_content(content: bytes, name: str) -> PeerGroups:
    """Read the bytes of a file of peer groups with this name; see `read_peer_groups`."""
    try:
        return _group(*_read_rows(content, name), name)
    except Refused as refusal:
        return PeerGroups(problems=refusal.problems)


def _read_rows(content: bytes, name: str) -> tuple[list[_Row], int]:
    """Return the rows that are not empty, and how many columns the first line has."""
    # Without "strict", a quotation mark that is never closed would swallow all that follows.
    reader = csv.reader(StringIO(_decode(content, name), newline=""), strict=True)
    try:
        heading = [_tidy(cell).casefold() for cell in next(reader, [])]
        against = tuple(_check_heading(heading, name))
        if against:
            raise Refused(against)
        rows = [_row(cells, heading, reader.line_num) for cells in reader if any(cells)]
    except csv.Error as error:
        problem = Problem(
            "peers.no_csv",
            _place(name, reader.line_num),
            _("The rows cannot be read up to here ({reason}).", reason=error),
            _("Look for a quotation mark that is not closed, here or further up."),
        )
        raise Refused((problem,)) from error
    if not rows:
        problem = Problem(
            "peers.no_rows",
            name,
            _("There is no row below the first line."),
            _("Add one row for each state of each group, or remove the file."),
        )
        raise Refused((problem,))
    return rows, len(heading)


def _decode(content: bytes, name: str) -> str:
    if len(content) > MOST_BYTES:
        most = whole(MOST_BYTES)
        problem = Problem(
            "peers.file_too_long",
            name,
            _("The file has more than {most} bytes, which is the most that is read.", most=most),
            _("Leave out what is not a peer group."),
        )
        raise Refused((problem,))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problem = Problem(
            "peers.not_utf8",
            _place(name, content[: error.start].count(b"\n") + 1),
            _("There is a character that is not written in UTF-8."),
            _("Save the file as 'CSV UTF-8 (comma delimited)', or choose UTF-8 when saving."),
        )
        raise Refused((problem,)) from error


def _check_heading(heading: list[str], name: str) -> Iterator[Problem]:
    found = ", ".join(map(_short, heading)) or _("nothing")
    semicolons = any(";" in one for one in heading)
    for column in COLUMNS:
        if column not in heading:
            yield Problem(
                "peers.no_column",
                _place(name, 1),
                _("The column '{column}' is missing; found: {found}.", column=column, found=found),
                _("Separate the columns by commas, not by semicolons.")
                if semicolons
                else _("Name one column '{column}' in the first line.", column=column),
                _("The first line is: {line}.", line=",".join(COLUMNS)),
            )
        elif heading.count(column) > 1:
            yield Problem(
                "peers.column_twice",
                _place(name, 1),
                _("There are several columns '{column}'.", column=column),
                _("Keep the right one and rename the others."),
            )


def _row(cells: list[str], heading: list[str], line: int) -> _Row:
    found = dict(zip(heading, map(_tidy, cells), strict=False))
    wanted = tuple(found.get(name, "") for name in COLUMNS)
    return _Row(line, (wanted[0], wanted[1], wanted[2]), len(cells))


def _tidy(cell: str) -> str:
    return " ".join(clean_text(cell).split())


def _group(rows: Sequence[_Row], n_columns: int, name: str) -> PeerGroups:
    placed = [
        *((row.line, problem) for row in rows for problem in _check_row(row, n_columns, name)),
        *_check_repeated(rows, name),
        *_check_spelling(rows, name),
    ]
    if placed:
        in_order = sorted(placed, key=lambda one: one[0])
        return PeerGroups(problems=tuple(problem for _line, problem in in_order))
    groups: dict[str, set[str]] = {}
    for row in rows:
        list_name, group, state = row.cells
        groups.setdefault(_shown(list_name, group), set()).add(find_state(state) or state)
    return PeerGroups({group: frozenset(codes) for group, codes in groups.items()})


def _check_row(row: _Row, n_columns: int, name: str) -> Iterator[Problem]:
    place = _place(name, row.line)
    if row.n_cells > n_columns:
        yield Problem(
            "peers.cells_too_many",
            place,
            ngettext(
                "The row has {number} cell, and the first line has {allowed}.",
                "The row has {number} cells, and the first line has {allowed}.",
                row.n_cells,
                allowed=whole(n_columns),
            ),
            _("Put a name that contains a comma into quotation marks."),
        )
        return
    for column, cell in zip(COLUMNS, row.cells, strict=True):
        if not cell:
            yield Problem(
                "peers.empty_cell",
                place,
                _("The column '{column}' is empty.", column=column),
                _("Fill it in, or remove the row."),
            )
        elif len(cell) > LONGEST_NAME:
            yield Problem(
                "peers.long_cell",
                place,
                ngettext(
                    "The column '{column}' has {number} character.",
                    "The column '{column}' has {number} characters.",
                    len(cell),
                    column=column,
                ),
                _("Shorten it."),
                _("At most {most} are allowed.", most=whole(LONGEST_NAME)),
            )
        elif column == "state" and find_state(cell) is None:
            near = nearest_states(cell)
            yield Problem(
                "peers.unknown_state",
                place,
                _("'{value}' is not recognised as a state.", value=_short(cell)),
                _("Did you mean {states}?", states=listed(near, "or"))
                if near
                else _("Remove the row if it is no state."),
                _("Allowed are ISO 3166-1 codes and English names."),
            )


def _check_repeated(rows: Sequence[_Row], name: str) -> Iterator[Placed]:
    seen: dict[tuple[str, str, str], int] = {}
    for row in rows:
        list_name, group, state = row.cells
        code = find_state(state)
        if code is None:
            continue
        first = seen.setdefault((fold(list_name), fold(group), code), row.line)
        if first != row.line:
            yield (
                row.line,
                Problem(
                    "peers.repeated",
                    _place(name, row.line),
                    _(
                        "{state} is in this group already, in line {line}.",
                        state=code,
                        line=str(first),
                    ),
                    _("Remove one of the two rows, or correct its group."),
                ),
            )


def _check_spelling(rows: Sequence[_Row], name: str) -> Iterator[Placed]:
    """Find groups that readers would take for one: names but for capitals or accents the same."""
    seen: dict[str, tuple[str, str]] = {}
    for row in rows:
        names = (row.cells[0], row.cells[1])
        first = seen.setdefault(fold(_shown(*names)), names)
        if first != names:
            yield (
                row.line,
                Problem(
                    "peers.spelt_in_two_ways",
                    _place(name, row.line),
                    _(
                        "The group '{group}' of the list '{list}' stands further up as "
                        "'{other_group}' of '{other_list}'.",
                        group=_short(names[1]),
                        list=_short(names[0]),
                        other_group=_short(first[1]),
                        other_list=_short(first[0]),
                    ),
                    _("Write the name of a list and of a group in the same way everywhere."),
                ),
            )


def _place(name: str, line: int) -> str:
    return _("{file}, line {line}", file=name, line=str(line))


def _shown(list_name: str, group: str) -> str:
    return f"{list_name}: {group}"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"
