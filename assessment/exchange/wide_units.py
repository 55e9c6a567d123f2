"""Which state and period each row of a table is about."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assessment.exchange.sheets import Kind, shorten
from assessment.exchange.wide_columns import ColumnPlan
from assessment.exchange.wide_grid import Entry, Grid
from assessment.model.index_table import Unit
from assessment.model.problem import Problem, Severity


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


def read_units(
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
            problems.append(_repeated(grid, plan, row, earlier, unit))
        units[row] = unit
    problems.extend(_ambiguous(grid, plan, units, states) if states else ())
    if not grid.rows:
        problems.append(_no_rows())
    return units, tuple(problems)


def text_of(entry: Entry) -> str:
    """Return what a cell says, a whole number without decimals; empty for what is no text."""
    if isinstance(entry, int | float):
        return f"{entry:.0f}" if float(entry).is_integer() else f"{entry!r}"
    return "" if entry is None or isinstance(entry, Kind) else " ".join(entry.split())


def _read_unit(
    grid: Grid, plan: ColumnPlan, states: StateBook | None, row: int
) -> tuple[Unit | None, tuple[Problem, ...]]:
    cells = grid.rows[row]
    given = text_of(cells[plan.unit])
    name = text_of(cells[plan.name]) if plan.name is not None else ""
    period = text_of(cells[plan.period]) if plan.period is not None else ""
    if not given:
        return None, (_nameless(grid, plan, row),)
    code = states.find(given) if states else given
    if code is None:
        return None, (_unknown(given, states, grid.place(row, plan.unit)),)
    official = states.name(code) if states else ""
    unit = Unit(code, name or official or given, period, grid.place(row))
    return unit, tuple(_doubts(grid, plan, row, unit, states))


def _doubts(
    grid: Grid, plan: ColumnPlan, row: int, unit: Unit, states: StateBook | None
) -> Iterator[Problem]:
    named = states.find(unit.name) if states else None
    if named not in (None, unit.code):
        yield Problem(
            "table.name_differs",
            grid.place(row, plan.name),
            f"The row is about {unit.code}; '{shorten(unit.name)}' is the name of {named}.",
            "Look which of them is right; the code was used.",
            severity=Severity.WARNING,
        )
    if plan.period is not None and not unit.period:
        yield Problem(
            "table.period_missing",
            grid.place(row, plan.period),
            f"The row of {unit.code} names no period.",
            "Fill it in, so that it is not taken for another one.",
        )


def _ambiguous(
    grid: Grid, plan: ColumnPlan, units: dict[int, Unit], states: StateBook
) -> Iterator[Problem]:
    """Warn of a name that several states share, where no other row names the others."""
    known = {unit.code for unit in units.values()}
    for row, unit in units.items():
        sharing = states.namesakes(text_of(grid.rows[row][plan.unit]))
        others = [one for one in sharing if one.partition(" ")[0] not in known]
        if others:
            yield Problem(
                "table.state_ambiguous",
                grid.place(row, plan.unit),
                f"The name was read as {unit.code}; it may also mean {' or '.join(others)}.",
                "Write the code of the state if it is another one.",
                severity=Severity.WARNING,
            )


def _nameless(grid: Grid, plan: ColumnPlan, row: int) -> Problem:
    """Refuse numbers that belong to nobody; a note below the table is only passed over."""
    holds_numbers = any(grid.rows[row][column] is not None for column in plan.measures.values())
    if holds_numbers:
        return Problem(
            "table.unit_missing",
            grid.place(row, plan.unit),
            "The row has numbers and does not say what it is about.",
            "Fill in the cell, or delete the row.",
        )
    return Problem(
        "table.row_passed_over",
        grid.place(row),
        "The row has neither a name nor numbers; it was passed over.",
        "Fill it in if it was meant to be scored.",
        severity=Severity.WARNING,
    )


def _unknown(given: str, states: StateBook | None, where: str) -> Problem:
    near = states.nearest(given) if states else ()
    none_near = "Correct it, or take the row out if it is about a region or a group of states."
    hint = f"Did you mean {' or '.join(near)}?" if near else none_near
    return Problem(
        "table.state_unknown",
        where,
        f"'{shorten(given)}' is no state.",
        hint,
        "Allowed are codes of ISO 3166-1 such as KEN or KE, English names, and XAA to XZZ for "
        "invented states.",
    )


def _repeated(grid: Grid, plan: ColumnPlan, row: int, earlier: int, unit: Unit) -> Problem:
    return Problem(
        "table.unit_repeated",
        grid.place(row, plan.unit),
        f"{unit.title} is already in row {grid.numbers[earlier]}.",
        "Keep one of the two rows, or say by a column 'period' how they differ.",
    )


def _no_rows() -> Problem:
    return Problem(
        "table.no_rows", "Table", "There is no row below the headings.", "Add a row for each state."
    )
