"""Reads a wide table (one row a state and period, one column a measure) for an index."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assessment.exchange.sheets import Kind, shorten
from assessment.exchange.wide_cells import (
    Reading,
    read_measure,
    read_number,
    read_printed,
    with_point,
)
from assessment.exchange.wide_columns import ColumnPlan, headings_of, plan_columns
from assessment.exchange.wide_grid import Entry, Grid, quoted, read_grid
from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.locales.formats import listed
from assessment.model.index import Index, Measure, NormaliseLevels
from assessment.model.index_table import IndexTable, Published, Unit
from assessment.model.problem import Problem, Severity
from assessment.model.text import plain
from assessment.model.tree import Cells, Numbers, ValueKind

_MOST_DECIMALS = 5
_MOST_IN_A_COLUMN = 5
_MOST_OF_A_KIND = 50
_MOST_WARNINGS = 3


@dataclass(frozen=True)
class StateBook:
    """Knows the states; handed in, because this room does not read code lists.

    Attributes
    ----------
    find
        Text to alpha-3 code; ``None`` for what is no state.
    nearest
        Text to codes with names that it may mean.
    namesakes
        Text to the states, several or none, that share it as the name before a comma.
    name
        Alpha-3 code to English name; empty for invented states.
    """

    find: Callable[[str], str | None]
    nearest: Callable[[str], tuple[str, ...]]
    namesakes: Callable[[str], tuple[str, ...]]
    name: Callable[[str], str]


@dataclass(frozen=True)
class _Found:
    """A problem of a row, or with its column of a cell."""

    problem: Problem
    column: int | None = None


def read_wide_table(
    content: bytes,
    file_name: str,
    index: Index,
    states: StateBook,
    *,
    heading_row: int | None = None,
) -> tuple[IndexTable | None, tuple[Problem, ...]]:
    """Read a CSV or Excel table for an index.

    Parameters
    ----------
    content
        The file as it came; the content decides what it is.
    states
        How states are recognised; not asked where the units of the index are free.
    heading_row
        The row of the headings, counted from 1; where it is not said, the first of those
        that have most of the headings that are sought.

    Returns
    -------
    table, problems
        No table where there is an error, so that no unit is left out silently.

    Raises
    ------
    Refused
        If the file is no table, or is not safe to read.
    """
    grid, problems = read_grid(content, file_name, headings_of(index, heading_row))
    plan, more = plan_columns(grid, index)
    if plan is None:
        return None, (*problems, *more)
    free = index.questionnaire.units == "free"
    units, found = _read_units(grid, plan, None if free else states)
    reader = _Reader(grid, plan, index, units)
    table = IndexTable(
        units=tuple(units.values()),
        cells=reader.cells(),
        columns={heading: reader.numbers(column) for heading, column in plan.numbers.items()},
        groups={
            heading: tuple(_text_of(grid.rows[row][column]) for row in units)
            for heading, column in plan.groups.items()
        },
        published=(
            *reader.published(plan.published, is_rank=False),
            *reader.published(plan.published_ranks, is_rank=True),
        ),
    )
    problems = (
        *problems,
        *more,
        *found,
        *_condensed(reader.found, reader.n_filled),
        *reader.percent_problems(),
        *_empty_columns(grid, plan.measures, table, index),
    )
    return (None if any(p.is_error for p in problems) else table), problems


def _read_units(
    grid: Grid, plan: ColumnPlan, states: StateBook | None
) -> tuple[dict[int, Unit], tuple[Problem, ...]]:
    """Return the unit of each row that has one, by row of the grid.

    Parameters
    ----------
    states
        ``None`` where units may be any text.
    """
    units: dict[int, Unit] = {}
    problems: list[Problem] = []
    first: dict[tuple[str, str], int] = {}
    for row in range(len(grid.rows)):
        unit, found = _read_unit(grid, plan, states, row)
        problems.extend(found)
        if unit is None:
            continue
        earlier = first.setdefault((unit.code, unit.period), row)
        if earlier != row:
            problems.append(_repeated(grid, plan, (row, earlier), unit))
        units[row] = unit
    if states:
        problems.extend(_ambiguous(grid, plan, units, states))
        problems.extend(_invented(grid, plan, units, states))
    if not grid.rows:
        found, remedy = _("There is no row below the headings."), _("Add a row for each state.")
        problems.append(Problem("table.no_rows", _("Table"), found, remedy))
    return units, tuple(_condensed([_Found(one) for one in problems], len(grid.rows)))


def _text_of(entry: Entry) -> str:
    """Return what a cell says, a whole number without decimals; empty for what is no text."""
    if isinstance(entry, int | float):
        return f"{entry:.0f}" if float(entry).is_integer() else f"{float(entry)!r}"
    return "" if entry is None or isinstance(entry, Kind) else plain(entry)


def _read_unit(
    grid: Grid, plan: ColumnPlan, states: StateBook | None, row: int
) -> tuple[Unit | None, tuple[Problem, ...]]:
    cells = grid.rows[row]
    given = _text_of(cells[plan.unit])
    name = _text_of(cells[plan.name]) if plan.name is not None else ""
    period = _text_of(cells[plan.period]) if plan.period is not None else ""
    if not given:
        return None, (_nameless(grid, plan, row),)
    code = states.find(given) if states else given
    if code is None:
        is_note = _is_note(cells) and not (states and states.nearest(given))
        problem = (
            _note(grid, row) if is_note else _unknown(given, states, grid.place(row, plan.unit))
        )
        return None, (problem,)
    official = states.name(code) if states else ""
    unit = Unit(code, name or official or given, period, grid.place(row))
    return unit, tuple(_doubts(grid, plan, (row, unit), states))


def _doubts(
    grid: Grid, plan: ColumnPlan, of: tuple[int, Unit], states: StateBook | None
) -> Iterator[Problem]:
    row, unit = of
    named = states.find(unit.name) if states else None
    if named is not None and named != unit.code:
        yield Problem(
            "table.name_differs",
            grid.place(row, plan.name),
            _(
                "The row is about {code}; '{name}' is the name of {other}.",
                code=unit.code,
                name=shorten(unit.name),
                other=named,
            ),
            _("Look which of them is right; the code was used."),
            severity=Severity.WARNING,
        )
    if plan.period is not None and not unit.period:
        yield Problem(
            "table.period_missing",
            grid.place(row, plan.period),
            _("The row of {code} names no period, or none that is written as text.", code=unit.code)
            if isinstance(grid.rows[row][plan.period], Kind)
            else _("The row of {code} names no period.", code=unit.code),
            _("Fill it in, so that it is not taken for another one."),
        )


def _ambiguous(
    grid: Grid, plan: ColumnPlan, units: Mapping[int, Unit], states: StateBook
) -> Iterator[Problem]:
    """Warn of a name that several states share, where no other row names the others."""
    known = {unit.code for unit in units.values()}
    for row, unit in units.items():
        sharing = states.namesakes(_text_of(grid.rows[row][plan.unit]))
        others = [one for one in sharing if one.partition(" ")[0] not in known]
        if others:
            yield Problem(
                "table.state_ambiguous",
                grid.place(row, plan.unit),
                _(
                    "The name was read as {code}; it may also mean {others}.",
                    code=unit.code,
                    others=listed(others, "or"),
                ),
                _("Write the code of the state if it is another one."),
                severity=Severity.WARNING,
            )


def _invented(
    grid: Grid, plan: ColumnPlan, units: Mapping[int, Unit], states: StateBook
) -> Iterator[Problem]:
    """Refuse codes of no state among those of states, unless their rows give them a name.

    One slip of the pen makes XEN of KEN.
    """
    nameless = {row: one for row, one in units.items() if not states.name(one.code)}
    if len(nameless) == len(units):
        return
    for row, unit in nameless.items():
        if plan.name is not None and _text_of(grid.rows[row][plan.name]):
            continue
        near = states.nearest(unit.code)
        named = _("If the state is invented, give it a name in a column 'name'.")
        meant = _("Did you mean {states}?", states=listed(near, "or")) if near else ""
        yield Problem(
            "table.state_invented",
            grid.place(row, plan.unit),
            _("The code {code} belongs to no state, and others in the table do.", code=unit.code),
            " ".join(filter(None, (meant, named))),
        )


def _nameless(grid: Grid, plan: ColumnPlan, row: int) -> Problem:
    """Refuse numbers that belong to nobody; a note below the table is only passed over."""
    cells = grid.rows[row]
    holds_numbers = any(cells[column] is not None for column in plan.measures.values())
    if holds_numbers and not _is_note(cells):
        return Problem(
            "table.unit_missing",
            grid.place(row, plan.unit),
            _("The row has numbers and does not say what it is about."),
            _("Fill in the cell, or delete the row."),
        )
    return _note(grid, row)


def _is_note(cells: Sequence[Entry]) -> bool:
    """Whether a row is one text and nothing else."""
    filled = [cell for cell in cells if cell is not None]
    return len(filled) == 1 and isinstance(filled[0], str) and bool(read_number(filled[0]).code)


def _note(grid: Grid, row: int) -> Problem:
    return Problem(
        "table.row_passed_over",
        grid.place(row),
        _("The row has no state with numbers; it was passed over as a note."),
        _("Fill it in if it was meant to be scored."),
        severity=Severity.WARNING,
    )


def _unknown(given: str, states: StateBook | None, where: str) -> Problem:
    near = states.nearest(given) if states else ()
    return Problem(
        "table.state_unknown",
        where,
        _("'{text}' is not recognised as a state.", text=shorten(given)),
        _("Did you mean {states}?", states=listed(near, "or"))
        if near
        else _("Correct it, or take the row out if it is about a region or a group of states."),
        _(
            "Allowed are codes of ISO 3166-1 such as KEN or KE, usual English names, and XAA to "
            "XZZ for invented states."
        ),
    )


def _repeated(grid: Grid, plan: ColumnPlan, rows: tuple[int, int], unit: Unit) -> Problem:
    row, earlier = rows
    first = str(grid.numbers[earlier])
    return Problem(
        "table.unit_repeated",
        grid.place(row, plan.unit),
        _("{unit} is already in row {row}.", unit=unit.title, row=first),
        _("Keep one of the two rows, or say by a column 'period' how they differ."),
    )


class _Reader:
    """Reads the cells of the rows that are about something, and keeps what is wrong."""

    def __init__(
        self, grid: Grid, plan: ColumnPlan, index: Index, units: Mapping[int, Unit]
    ) -> None:
        self._grid, self._plan, self._index, self._units = grid, plan, index, units
        self.found: list[_Found] = []
        self.n_filled = 0
        self._percent: list[tuple[int, int, float]] = []

    def cells(self) -> Cells:
        asked = self._index.questionnaire
        shape = (len(self._units), len(asked.measures))
        values, kinds = np.full(shape, np.nan), np.zeros(shape, np.int8)
        for n, measure in enumerate(asked.measures):
            column = self._plan.measures.get(measure.id)
            if column is None:
                kinds[:, n] = ValueKind.NOT_ANSWERED.number
                continue
            steps = _steps_of(self._index, measure)
            for m, (row, entry) in enumerate(self._column(column)):
                read = read_measure(entry, asked, measure, steps=steps)
                self._keep(read, row, column)
                values[m, n], kinds[m, n] = read.value, read.kind.number
        return Cells(values, kinds, np.zeros(shape, np.uint8))

    def numbers(self, column: int) -> Numbers:
        found = [(row, read_number(entry)) for row, entry in self._column(column)]
        for row, read in found:
            self._keep(read, row, column)
        return np.array([read.value for _row, read in found])

    def published(self, columns: Mapping[str, int], *, is_rank: bool) -> Iterator[Published]:
        asked = self._index.questionnaire
        for node_id, column in columns.items():
            entries = self._column(column)
            decimals = self._decimals(entries)
            for m, (row, entry) in enumerate(entries):
                read = read_number(entry) if is_rank else read_printed(entry, asked)
                self._keep(read, row, column)
                if not np.isnan(read.value):
                    # Grades are half a point apart, and either the same or not.
                    places = 2 if asked.letters and not is_rank else decimals[self._period(row)]
                    text = _text_of(entry)
                    yield Published(m, node_id, read.value, text, places, is_rank)

    def percent_problems(self) -> Iterator[Problem]:
        """Yield one warning of all cells from which the number that they show was read."""
        if self._percent:
            row, column, number = self._percent[0]
            value = f"{number:g}"
            yield Problem(
                "table.percent_read",
                self._grid.place(row, column),
                ngettext(
                    "{number} cell shows per cent; the number that it shows was read, here "
                    "{value}.",
                    "{number} cells show per cent; the number that they show was read, here "
                    "{value}.",
                    len(self._percent),
                    value=value,
                ),
                _("Give the cells the format of plain numbers if another one is meant."),
                severity=Severity.WARNING,
            )

    def _column(self, column: int) -> list[tuple[int, Entry]]:
        """Return the entries of a column with their rows, decimals written with a point."""
        entries = [(row, self._grid.rows[row][column]) for row in self._units]
        texts = [entry for _row, entry in entries if isinstance(entry, str)]
        # Where both signs stand in one column, one of them may be for thousands.
        if not self._grid.has_semicolons or any(
            "." in text and read_number(text).kind is ValueKind.VALUE for text in texts
        ):
            return entries
        return [(row, with_point(e) if isinstance(e, str) else e) for row, e in entries]

    def _period(self, row: int) -> str:
        return self._units[row].period

    def _decimals(self, entries: Sequence[tuple[int, Entry]]) -> dict[str, int]:
        """Return how many decimals are printed in a column, by period."""
        found: dict[str, int] = {}
        for row, entry in entries:
            period = self._period(row)
            found[period] = max(found.get(period, 0), _decimals(entry))
        return found

    def _keep(self, read: Reading, row: int, column: int) -> None:
        self.n_filled += self._grid.rows[row][column] is not None
        if read.code:
            self.found.append(_Found(read.problem(self._grid.place(row, column)), column))
        elif read.is_percent:
            self._percent.append((row, column, read.value))


def _steps_of(index: Index, measure: Measure) -> tuple[float, ...]:
    """Return the only numbers that can be scored, where the first step gives points to levels."""
    first = index.rules.steps[:1]
    for step in first:
        if isinstance(step, NormaliseLevels) and measure.id in (step.measures or {measure.id}):
            return tuple(step.points)
    return ()


def _decimals(entry: Entry) -> int:
    """Return how many decimals are printed, at most 5.

    Nobody prints more: such a number comes from a binary one, often of single
    precision, and says no more than its shortest form.

    Examples
    --------
    >>> _decimals("4.50"), _decimals(4.5), _decimals("B+"), _decimals("3.20000004768372")
    (2, 1, 0, 1)
    """
    text = str(entry)
    decimals = len(text.rpartition(".")[2]) if "." in text and not text.endswith(".0") else 0
    if decimals > _MOST_DECIMALS and (read := read_number(entry)).kind is ValueKind.VALUE:
        shortest = str(np.float32(read.value)).rpartition(".")[2]
        return min(len(shortest), _MOST_DECIMALS)
    return decimals


def _condensed(found: Sequence[_Found], n_all: int) -> list[Problem]:
    """Keep what is said of rows and cells short enough to be read.

    One fault of the whole file is one message. Else the first few of a kind in a column
    stay, and the last of them says how many more there are; a table in which everything
    is wrong fills a page and not a hundred.

    Parameters
    ----------
    n_all
        How many rows or filled cells there are.
    """
    total = Counter(one.problem.code for one in found)
    whole = {code for code, n in total.items() if n > _MOST_IN_A_COLUMN and 2 * n > n_all}
    groups: dict[tuple[str, int | None], list[_Found]] = {}
    for one in found:
        code = one.problem.code
        groups.setdefault((code, None if code in whole else one.column), []).append(one)
    kept: dict[str, list[Problem]] = {}
    passed: dict[str, list[_Found]] = {}
    for (code, _column), group in groups.items():
        most = 1 if code in whole else _most_of(group[0])
        of_this_kind = kept.setdefault(code, [])
        if len(of_this_kind) >= _MOST_OF_A_KIND:
            passed.setdefault(code, []).append(group[0])
            continue
        of_this_kind.extend(one.problem for one in group[:most])
        if len(group) > most:
            of_this_kind[-1] = _with_more(group[most - 1], len(group) - most)
    for code, firsts in passed.items():
        kept[code].append(_and_columns(firsts))
    return [problem for problems in kept.values() for problem in problems]


def _and_columns(firsts: Sequence[_Found]) -> Problem:
    """Say of how many more columns some cells are wrong, with the first as an example."""
    rest = ngettext(
        "Cells of {number} more column are wrong in this way.",
        "Cells of {number} more columns are wrong in this way.",
        len(firsts),
    )
    first = firsts[0].problem
    return replace(first, found=f"{first.found} {rest}")


def _most_of(one: _Found) -> int:
    if one.column is not None:
        return _MOST_IN_A_COLUMN
    return _MOST_OF_A_KIND if one.problem.is_error else _MOST_WARNINGS


def _with_more(one: _Found, more: int) -> Problem:
    rest = (
        ngettext(
            "{number} more row has the same fault.", "{number} more rows have the same fault.", more
        )
        if one.column is None
        else ngettext(
            "{number} more cell is wrong in this way.",
            "{number} more cells are wrong in this way.",
            more,
        )
    )
    return replace(one.problem, found=f"{one.problem.found} {rest}")


def _empty_columns(
    grid: Grid, measures: Mapping[str, int], table: IndexTable, index: Index
) -> list[Problem]:
    """Warn of measures of which nothing is known in any row, all in one sentence."""
    if not table.units:
        return []
    cells = table.cells
    nothing = np.isnan(cells.values).all(axis=0) & (cells.kinds != 0).all(axis=0)
    ids = index.questionnaire.measure_ids
    empty = [m for m, is_empty in zip(ids, nothing, strict=True) if is_empty and m in measures]
    headings = [grid.headings[measures[id_]] for id_ in empty]
    if not headings:
        return []
    columns = quoted(headings)
    return [
        Problem(
            "table.column_empty",
            _("Column {columns}", columns=columns)
            if len(headings) == 1
            else _("Columns {columns}", columns=columns),
            _("No row has a value."),
            _(
                "Look whether the right columns were filled; what becomes of the scores without "
                "them is said by 'missing' in scoring.yaml."
            ),
            severity=Severity.WARNING,
        )
    ]
