"""Which column of a table is which: unit, period, measures, denominators, groups, published."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assessment.exchange import wide_heading_problems as told
from assessment.exchange.wide_grid import Grid
from assessment.exchange.wide_headings import (
    NAME_WORDS,
    PERIOD_WORDS,
    UNIT_WORDS,
    code_before_name,
    code_of,
    key_of,
    word_of,
)
from assessment.model.index import Index, Measure
from assessment.model.index_steps import ImputeStep
from assessment.model.problem import Problem

PUBLISHED = told.PUBLISHED


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
    """Find every column; ``None`` where one is missing or could be two."""
    finder = _Finder(grid, index)
    asked = index.questionnaire
    grouped = {step.group for step in index.rules.steps if isinstance(step, ImputeStep)}
    # The column of states comes before that of names: 'Country' may be either.
    unit = finder.find_state()
    plan = ColumnPlan(
        unit=unit or 0,
        name=finder.find_word(asked.columns.name, NAME_WORDS),
        period=finder.find_word(asked.columns.period, PERIOD_WORDS),
        measures=finder.find_measures(),
        numbers=finder.find_all([m.denominator for m in asked.measures if m.denominator]),
        groups=finder.find_all([heading for heading in asked.groups if heading in grouped]),
        published=finder.find_published(),
    )
    problems = (*finder.told(), *finder.leftover())
    return (None if any(p.is_error for p in problems) else plan), problems


class _Finder:
    """Finds headings, whatever their capitals, and remembers which were used.

    A heading that is written as the index writes it always goes before another
    spelling, and no column that is sought by its own heading is taken for another.
    """

    def __init__(self, grid: Grid, index: Index) -> None:
        self._grid, self._index = grid, index
        self._by_key: dict[str, list[int]] = {}
        for column, heading in enumerate(grid.headings):
            if heading:
                self._by_key.setdefault(key_of(heading), []).append(column)
        sought = _sought(index)
        self._free = [
            column
            for key, columns in self._by_key.items()
            if key not in sought and not key.startswith(PUBLISHED)
            for column in columns
        ]
        self._used: set[int] = set()
        self._missing: dict[str, str] = {}
        self._respelled: list[tuple[str, str]] = []
        self._problems: list[Problem] = []

    def find(self, heading: str, *, needed: bool = False) -> int | None:
        columns = self._by_key.get(key_of(heading), [])
        self._used.update(columns)
        if len(columns) > 1:
            self._problems.append(told.twice(heading))
        if not columns and needed:
            self._missing[heading] = heading
        return columns[0] if columns else None

    def find_all(self, headings: Sequence[str]) -> dict[str, int]:
        found = {h: self.find(h, needed=True) for h in dict.fromkeys(headings)}
        return {heading: column for heading, column in found.items() if column is not None}

    def find_state(self) -> int | None:
        asked = self._index.questionnaire
        words = UNIT_WORDS if asked.units == "states" else ()
        found = self.find_word(asked.columns.unit, words)
        if found is None:
            self._missing[asked.columns.unit] = asked.columns.unit
        return found

    def find_word(self, heading: str, words: Sequence[str]) -> int | None:
        """Find a heading, or a column with the first of some usual words in its place."""
        found = self.find(heading)
        for word in words if found is None else ():
            columns = [c for c in self._free if word_of(self._grid.headings[c]) == word]
            if columns:
                return self._take(heading, columns)
        return found

    def find_measures(self) -> dict[str, int]:
        found = {m.id: self._find_measure(m) for m in self._index.questionnaire.measures}
        return {id_: column for id_, column in found.items() if column is not None}

    def _find_measure(self, measure: Measure) -> int | None:
        """Find the column of a measure under its heading, its id, or another spelling of these."""
        names = dict.fromkeys((measure.heading, measure.id))
        for name in names:
            if key_of(name) in self._by_key:
                return self.find(name)
        for code in filter(None, map(code_of, names)):
            columns = self._coded(code) or self._coded(code, named=True)
            if columns:
                return self._take(measure.id, columns)
        if not measure.optional:
            self._missing[measure.heading] = measure.id
        return None

    def _coded(self, code: str, *, named: bool = False) -> list[int]:
        read = code_before_name if named else code_of
        return [column for column in self._free if read(self._grid.headings[column]) == code]

    def _take(self, heading: str, columns: Sequence[int]) -> int:
        """Take the only column that another spelling leads to; several are an error."""
        named = [self._grid.headings[column] for column in columns]
        if len(columns) > 1:
            self._problems.append(told.several(heading, named))
        self._used.update(columns)
        self._free = [column for column in self._free if column not in columns]
        self._respelled.append((named[0], heading))
        return columns[0]

    def find_published(self) -> dict[str, int]:
        nodes = {key_of(node.id): node.id for node in self._index.rules.tree}
        found: dict[str, int] = {}
        for node in self._index.rules.tree:
            column = self._find_printed(node.published_column) if node.published_column else None
            if column is not None:
                found[node.id] = column
        for key in [key for key in self._by_key if key.startswith(PUBLISHED)]:
            column = self.find(key)
            sought = key_of(key.removeprefix(PUBLISHED))
            if sought in nodes and column is not None:
                found[nodes[sought]] = column
            else:
                self._problems.append(told.no_node(sought, list(nodes.values())))
        return found

    def _find_printed(self, heading: str) -> int | None:
        found, code = self.find(heading), code_of(heading)
        columns = self._coded(code) if found is None and code else []
        return self._take(heading, columns) if columns else found

    def told(self) -> Iterator[Problem]:
        yield from self._problems
        if self._missing:
            free = [self._grid.headings[column] for column in self._free]
            turned = told.names_in_cells(self._grid, self._missing)
            yield told.missing(self._missing, free, turned)
        if self._respelled:
            yield told.respelled(self._respelled)

    def leftover(self) -> Iterator[Problem]:
        passed = {key_of(heading) for heading in self._index.questionnaire.groups}
        idle = [
            self._grid.headings[columns[0]]
            for key, columns in self._by_key.items()
            if key not in passed and not self._used.intersection(columns)
        ]
        if idle:
            yield told.unread(idle)


def _sought(index: Index) -> set[str]:
    """Return every heading that the index itself writes: none of them is another's spelling."""
    asked = index.questionnaire
    headings = [asked.columns.unit, asked.columns.name, asked.columns.period, *asked.groups]
    for measure in asked.measures:
        headings += [measure.heading, measure.id, measure.denominator or ""]
    headings += [node.published_column or "" for node in index.rules.tree]
    return {key_of(heading) for heading in headings if heading}
