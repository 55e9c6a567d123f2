"""Which column of a table is which: unit, period, measures, denominators, groups, published."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assessment.exchange.refusal import shorten
from assessment.exchange.wide_grid import Grid
from assessment.model.index import Index
from assessment.model.index_rules import ImputeStep
from assessment.model.problem import Problem, Severity

PUBLISHED = "published:"
_MOST_NAMED = 10


@dataclass(frozen=True)
class ColumnPlan:
    """Column numbers, counted from 0.

    Attributes
    ----------
    measures
        By measure id; optional ones may be absent.
    numbers
        Denominators, by heading.
    groups
        By heading.
    published
        By node id.
    """

    unit: int
    name: int | None
    period: int | None
    measures: Mapping[str, int]
    numbers: Mapping[str, int]
    groups: Mapping[str, int]
    published: Mapping[str, int]


def plan_columns(grid: Grid, index: Index) -> tuple[ColumnPlan | None, tuple[Problem, ...]]:
    """Find every column; ``None`` where one is missing or stands there twice."""
    finder = _Finder(grid)
    asked = index.questionnaire
    grouped = {step.group for step in index.rules.steps if isinstance(step, ImputeStep)}
    plan = ColumnPlan(
        unit=finder.find(asked.columns.unit, needed=True) or 0,
        name=finder.find(asked.columns.name),
        period=finder.find(asked.columns.period),
        measures=finder.find_measures(index),
        numbers=finder.find_all(
            {m.denominator: m.denominator for m in asked.measures if m.denominator}
        ),
        groups=finder.find_all(
            {heading: heading for heading in asked.groups if heading in grouped}
        ),
        published=finder.find_published(index),
    )
    problems = (*finder.told(), *finder.leftover(asked.groups))
    return (None if any(p.is_error for p in problems) else plan), problems


class _Finder:
    """Finds headings, whatever their capitals, and remembers which were used."""

    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        self._by_key: dict[str, list[int]] = {}
        for column, heading in enumerate(grid.headings):
            if heading:
                self._by_key.setdefault(_key(heading), []).append(column)
        self._used: set[str] = set()
        self._missing: list[str] = []
        self._problems: list[Problem] = []

    def find(self, heading: str, *, needed: bool = False) -> int | None:
        columns = self._by_key.get(_key(heading), [])
        self._used.add(_key(heading))
        if len(columns) > 1:
            self._problems.append(_twice(heading))
        if not columns and needed:
            self._missing.append(heading)
        return columns[0] if columns else None

    def find_all(self, headings: Mapping[str, str]) -> dict[str, int]:
        found = {id_: self.find(heading, needed=True) for id_, heading in headings.items()}
        return {id_: column for id_, column in found.items() if column is not None}

    def find_measures(self, index: Index) -> dict[str, int]:
        found = {
            measure.id: self.find(measure.heading, needed=not measure.optional)
            for measure in index.questionnaire.measures
        }
        return {id_: column for id_, column in found.items() if column is not None}

    def find_published(self, index: Index) -> dict[str, int]:
        nodes = {_key(node.id): node.id for node in index.rules.tree}
        found: dict[str, int] = {}
        for node in index.rules.tree:
            column = self.find(node.published_column) if node.published_column else None
            if column is not None:
                found[node.id] = column
        for key in [key for key in self._by_key if key.startswith(PUBLISHED)]:
            column = self.find(key)
            sought = _key(key.removeprefix(PUBLISHED))
            if sought in nodes and column is not None:
                found[nodes[sought]] = column
            else:
                self._problems.append(_no_node(sought, list(nodes.values())))
        return found

    def told(self) -> Iterator[Problem]:
        yield from self._problems
        if self._missing:
            named = ", ".join(f"'{h}'" for h in self._missing[:_MOST_NAMED])
            more = len(self._missing) - _MOST_NAMED
            yield Problem(
                "table.column_missing",
                "Headings",
                f"These columns are missing: {named}{f' and {more} more' if more > 0 else ''}.",
                "Add each, with empty cells where nothing is known, or correct its heading.",
                self._suggestions(),
            )

    def leftover(self, known: tuple[str, ...]) -> Iterator[Problem]:
        passed = self._used | {_key(heading) for heading in known}
        idle = [self._grid.headings[c[0]] for key, c in self._by_key.items() if key not in passed]
        if idle:
            named = ", ".join(f"'{shorten(heading)}'" for heading in idle[:_MOST_NAMED])
            more = len(idle) - _MOST_NAMED
            yield Problem(
                "table.column_unknown",
                "Headings",
                f"Nothing was read from {named}{f' and {more} more' if more > 0 else ''}.",
                "Correct the heading if one of them was meant to be a measure.",
                severity=Severity.WARNING,
            )

    def _suggestions(self) -> str:
        keys = [key for key in self._by_key if key not in self._used]
        near = {h: difflib.get_close_matches(_key(h), keys, n=1) for h in self._missing}
        pairs = [
            f"'{shorten(self._grid.headings[self._by_key[keys[0]][0]])}' resembles '{heading}'"
            for heading, keys in near.items()
            if keys
        ]
        return f"{'; '.join(pairs[:_MOST_NAMED])}." if pairs else ""


def _key(heading: str) -> str:
    return " ".join(heading.split()).casefold()


def _twice(heading: str) -> Problem:
    return Problem(
        "table.column_repeated",
        "Headings",
        f"The column '{heading}' is there more than once.",
        "Keep one of them; capital and small letters count as the same.",
    )


def _no_node(sought: str, nodes: list[str]) -> Problem:
    by_key = {_key(node): node for node in nodes}
    near = difflib.get_close_matches(sought, by_key, n=1)
    return Problem(
        "table.published_unknown",
        f"Column '{PUBLISHED}{shorten(sought)}'",
        "The index has no such node.",
        f"Did you mean '{PUBLISHED}{by_key[near[0]]}'?" if near else "Correct the name.",
    )
