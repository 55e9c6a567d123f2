"""Which column of a table is which: unit, period, measures, denominators, groups, published.

Headings may be spelled as publishers print them: codes with other signs, usual words. What
could be two things is refused, and what was read in another spelling is said.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assessment.exchange.sheets import shorten
from assessment.exchange.wide_grid import Grid, Headings, in_a_row, quoted
from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.model.index import ImputeStep, Index, Measure
from assessment.model.problem import Problem, Severity
from assessment.model.text import plain

PUBLISHED = "published:"
RANK = ":rank"
_BETWEEN = r"[\s._\-\u2010\u2011\u2013\u2014]"
_CODE = re.compile(rf"([A-Za-z]+){_BETWEEN}*(\d+(?:{_BETWEEN}+\d+)*)")
# A name behind a code begins with no digit: 'Q1 2020' is no first criterion.
_NAME_BEHIND = re.compile(rf"[.:)]?{_BETWEEN}*\s{_BETWEEN}*[^\W\d]")
# Headings of a column of states, the surest first: a code is taken before a name.
_UNIT_WORDS = (
    *("countrycode", "iso3", "iso3c", "isoalpha3", "iso31661alpha3", "isocode", "iso2", "iso"),
    *("country", "countryname", "economy", "memberstate", "stateparty", "statesparties"),
)
_NAME_WORDS = ("countryname", "country", "economy", "memberstate", "stateparty", "statesparties")
_PERIOD_WORDS = ("year",)
_ENOUGH_NAMES = 3
_ENOUGH_CODES = 5


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
    published, published_ranks
        By node id.
    """

    unit: int
    name: int | None
    period: int | None
    measures: Mapping[str, int]
    numbers: Mapping[str, int]
    groups: Mapping[str, int]
    published: Mapping[str, int]
    published_ranks: Mapping[str, int]


def headings_of(index: Index, row: int | None = None) -> Headings:
    """Return how the headings of an index are recognised, or in which row they are."""
    sought = _sought(index)
    codes = {code for code in map(code_of, sought) if code}
    words = {*_UNIT_WORDS, *_NAME_WORDS, *_PERIOD_WORDS}

    def is_known(heading: str) -> bool:
        key = key_of(heading)
        is_code = _coded_in(key) in codes
        return is_code or key in sought or key.startswith(PUBLISHED) or word_of(key) in words

    return Headings(is_known, row)


def plan_columns(grid: Grid, index: Index) -> tuple[ColumnPlan | None, tuple[Problem, ...]]:
    """Find every column; ``None`` where one is missing or could be two."""
    finder = _Finder(grid, index)
    asked = index.questionnaire
    grouped = {step.group for step in index.rules.steps if isinstance(step, ImputeStep)}
    # The column of states comes before that of names: 'Country' may be either.
    unit = finder.find_state()
    plan = ColumnPlan(
        unit=unit or 0,
        name=finder.find_word(asked.columns.name, _NAME_WORDS),
        period=finder.find_word(asked.columns.period, _PERIOD_WORDS),
        measures=finder.find_measures(),
        numbers=finder.find_all([m.denominator for m in asked.measures if m.denominator]),
        groups=finder.find_all([heading for heading in asked.groups if heading in grouped]),
        published=finder.find_published(),
        published_ranks=finder.find_published(RANK),
    )
    problems = tuple(finder.problems())
    return (None if any(p.is_error for p in problems) else plan), problems


def key_of(heading: str) -> str:
    """Return a heading without its capitals, spare spaces and signs that nobody sees.

    Examples
    --------
    >>> key_of(" Second  MEASURE ")
    'second measure'
    """
    return plain(heading).casefold()


def code_of(heading: str) -> str | None:
    """Return what a heading says if it is a code of letters and numbers; ``None`` if it is none.

    Examples
    --------
    >>> code_of("C.1.1"), code_of("PI-01.1"), code_of("PoE 1"), code_of("PI-11")
    ('c1.1', 'pi1.1', 'poe1', 'pi11')
    >>> code_of("C1.1 Laws") is None
    True
    """
    return _written(_CODE.fullmatch(heading.strip()))


def code_before_name(heading: str) -> str | None:
    """Return the code at the start of a heading if a name follows; ``None`` if there is none.

    Examples
    --------
    >>> code_before_name("P.1.1. Legal instruments"), code_before_name("Q1 2020")
    ('p1.1', None)
    """
    found = _CODE.match(heading.strip())
    rest = heading.strip()[found.end() :] if found else ""
    return _written(found) if _NAME_BEHIND.match(rest) else None


def _coded_in(heading: str) -> str | None:
    return code_of(heading) or code_before_name(heading)


def word_of(heading: str) -> str:
    """Return the letters and digits of a heading only.

    Examples
    --------
    >>> word_of("Country_Code"), word_of("ISO 3166-1 alpha-3")
    ('countrycode', 'iso31661alpha3')
    """
    return "".join(sign for sign in heading.casefold() if sign.isalnum())


def _written(found: re.Match[str] | None) -> str | None:
    if found is None:
        return None
    numbers = (str(int(number)) for number in re.findall(r"\d+", found[2]))
    return f"{found[1].casefold()}{'.'.join(numbers)}"


def _sought(index: Index) -> set[str]:
    """Return every heading that the index itself writes: none of them is another's spelling."""
    asked = index.questionnaire
    headings = [asked.columns.unit, asked.columns.name, asked.columns.period, *asked.groups]
    for measure in asked.measures:
        headings += [measure.heading, measure.id, measure.denominator or ""]
    headings += [node.published_column or "" for node in index.rules.tree]
    return {key_of(heading) for heading in headings if heading}


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
            found = _("The column '{heading}' is there more than once.", heading=heading)
            remedy = _("Keep one of them; capital and small letters count as the same.")
            self._problems.append(_of_headings("column_repeated", found, remedy))
        if not columns and needed:
            self._missing[heading] = heading
        return columns[0] if columns else None

    def find_all(self, headings: Sequence[str]) -> dict[str, int]:
        found = {h: self.find(h, needed=True) for h in dict.fromkeys(headings)}
        return {heading: column for heading, column in found.items() if column is not None}

    def find_state(self) -> int | None:
        asked = self._index.questionnaire
        words = _UNIT_WORDS if asked.units == "states" else ()
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
        titles = [self._grid.headings[column] for column in columns]
        if len(columns) > 1:
            found = _(
                "Each of these columns could be '{heading}': {columns}.",
                heading=heading,
                columns=quoted(titles),
            )
            remedy = _("Name the right one '{heading}'.", heading=heading)
            self._problems.append(_of_headings("column_ambiguous", found, remedy))
        self._used.update(columns)
        self._free = [column for column in self._free if column not in columns]
        self._respelled.append((titles[0], heading))
        return columns[0]

    def find_published(self, quantity: str = "") -> dict[str, int]:
        """Find the published values, or with ``RANK`` the published ranks, of the nodes."""
        nodes = {key_of(node.id): node.id for node in self._index.rules.tree}
        found: dict[str, int] = {}
        for node in self._index.rules.tree if not quantity else ():
            column = self._find_printed(node.published_column) if node.published_column else None
            if column is not None:
                found[node.id] = column
        for key in [key for key in self._by_key if key.startswith(PUBLISHED)]:
            node_key = key.removeprefix(PUBLISHED).strip()
            if (node_key.endswith(RANK) and node_key not in nodes) != bool(quantity):
                continue
            column = self.find(key)
            sought = node_key.removesuffix(quantity).strip()
            if sought in nodes and column is not None:
                found[nodes[sought]] = column
            else:
                self._problems.append(_no_node(sought, nodes))
        return found

    def _find_printed(self, heading: str) -> int | None:
        found, code = self.find(heading), code_of(heading)
        columns = self._coded(code) if found is None and code else []
        return self._take(heading, columns) if columns else found

    def problems(self) -> Iterator[Problem]:
        yield from self._problems
        if self._missing and (unknown := self._codes_of_another_edition()):
            yield self._other_edition(unknown)
            return
        if self._missing:
            yield self._missing_columns()
        if self._respelled:
            read = [
                _("'{found}' as '{sought}'", found=shorten(found), sought=sought)
                for found, sought in self._respelled
            ]
            yield _of_headings(
                "heading_respelled",
                _("Read in another spelling: {pairs}.", pairs=in_a_row(read)),
                _("Look whether these are the right columns; else correct the headings."),
                Severity.WARNING,
            )
        if idle := self._idle():
            yield _of_headings(
                "column_unknown",
                _("Nothing was read from {columns}.", columns=quoted(idle)),
                _("Correct the heading if one of them was meant to be a measure."),
                Severity.WARNING,
            )

    def _idle(self) -> list[str]:
        passed = {key_of(heading) for heading in self._index.questionnaire.groups}
        return [
            self._grid.headings[columns[0]]
            for key, columns in self._by_key.items()
            if key not in passed and not self._used.intersection(columns)
        ]

    def _codes_of_another_edition(self) -> list[str]:
        """Return the codes that the index does not have, where they are most of the table's."""
        coded = list(filter(_coded_in, self._grid.headings))
        idle = set(self._idle())
        unknown = [heading for heading in coded if heading in idle]
        return unknown if len(unknown) >= _ENOUGH_CODES and 2 * len(unknown) > len(coded) else []

    def _other_edition(self, unknown: Sequence[str]) -> Problem:
        asked = self._index.questionnaire
        found = ngettext(
            "{number} code in the headings is not in {index}, version {version}, such as {codes}; "
            "the table seems to be of another edition, or of another index.",
            "{number} codes in the headings are not in {index}, version {version}, such as "
            "{codes}; the table seems to be of another edition, or of another index.",
            len(unknown),
            index=asked.id,
            version=asked.version,
            codes=quoted(unknown, 3),
        )
        remedy = _("Choose the folder of the same edition, or correct the headings.")
        return _of_headings("other_edition", found, remedy)

    def _missing_columns(self) -> Problem:
        """Say what is missing, what resembles it, and whether the table is turned."""
        remedy = _(
            "Add each, with empty cells where nothing is known, or correct its heading. If the "
            "headings are in another row, name it with --heading-row."
        )
        if turned := _names_in_cells(self._grid, self._missing):
            remedy = _(
                "The cells of '{column}' name measures, so the table has a row for each. Turn it: "
                "a row for each state and period, a column for each measure; in a spreadsheet "
                "program a pivot table does it.",
                column=shorten(turned),
            )
        elif any(map(_coded_in, self._idle())):
            remedy = " ".join(
                (remedy, _("Look also whether the table is of the same edition as the index."))
            )
        missing = [
            _("'{heading}'", heading=one)
            if one == two
            else _("'{heading}' (or '{other}')", heading=one, other=two)
            for one, two in self._missing.items()
        ]
        return Problem(
            "table.column_missing",
            _("Headings"),
            _("These columns are missing: {columns}.", columns=in_a_row(missing)),
            remedy,
            self._resembling(),
        )

    def _resembling(self) -> str:
        titles = [self._grid.headings[column] for column in self._free]
        # One code is near another, and means something else.
        by_key = {key_of(title): title for title in titles if not _coded_in(title)}
        near = {h: difflib.get_close_matches(key_of(h), by_key, n=1) for h in self._missing}
        pairs = [
            _("'{found}' resembles '{sought}'", found=shorten(by_key[keys[0]]), sought=heading)
            for heading, keys in near.items()
            if keys
        ]
        return _("{pairs}.", pairs=in_a_row(pairs)) if pairs else ""


def _of_headings(
    code: str, found: str, remedy: str, severity: Severity = Severity.ERROR
) -> Problem:
    return Problem(f"table.{code}", _("Headings"), found, remedy, severity=severity)


def _no_node(sought: str, nodes: Mapping[str, str]) -> Problem:
    near = difflib.get_close_matches(sought, nodes, n=1)
    column, other = f"{PUBLISHED}{shorten(sought)}", f"{PUBLISHED}{nodes[near[0]]}" if near else ""
    return Problem(
        "table.published_unknown",
        _("Column '{column}'", column=column),
        _("The index has no such node."),
        _("Did you mean '{column}'?", column=other) if near else _("Correct the name."),
    )


def _names_in_cells(grid: Grid, names: Mapping[str, str]) -> str:
    """Return the heading of a column whose cells name measures; empty where none does."""
    sought = _codes_or_keys((*names, *names.values()))
    for column, heading in enumerate(grid.headings):
        texts = {row[column] for row in grid.rows if isinstance(row[column], str)}
        if len(_codes_or_keys(map(str, texts)) & sought) >= _ENOUGH_NAMES:
            return heading or _("column {number}", number=str(column + 1))
    return ""


def _codes_or_keys(texts: Iterable[str]) -> set[str]:
    return {code_of(text) or key_of(text) for text in texts}
