"""What the result of a table of many states says: how much of it is known, and what agrees.

Command line and files show the same figures, from here. How they are computed is in
`assessment.scoring`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.locales import gettext as _
from assessment.locales import mark, ngettext
from assessment.locales.formats import fixed, short, whole
from assessment.model.index import Index
from assessment.model.index_table import IndexResult, IndexTable, Published, Unit
from assessment.model.period import period_order
from assessment.model.problem import Problem, Severity
from assessment.model.tree import Flag, ValueKind

MOST_NAMED = 10
_FEW = 0.5
"""A state of which less than this share of its measures is known is flagged."""

_KINDS = {
    ValueKind.VALUE: mark("value"),
    ValueKind.NOT_ANSWERED: mark("not answered"),
    ValueKind.INSUFFICIENT_INFORMATION: mark("insufficient information"),
    ValueKind.NOT_APPLICABLE: mark("not applicable"),
    ValueKind.NOT_RATED: mark("not rated"),
    ValueKind.NOT_USED: mark("not used"),
    ValueKind.TOO_FEW_CHILDREN: mark("too few children"),
    ValueKind.SCREENED_OUT: mark("screened out"),
    ValueKind.NOT_COMPUTABLE: mark("not computable"),
}


@dataclass(frozen=True)
class Difference:
    """A published value or rank that does not follow from its own parts; nothing was corrected.

    Attributes
    ----------
    published_text, computed_text
        As they are shown: numbers with the same decimals, letters where letters are published.
    """

    unit: Unit
    node_id: str
    published: float
    computed: float | None
    published_text: str = ""
    computed_text: str = ""
    is_rank: bool = False

    @property
    def difference(self) -> float | None:
        """Published less computed; ``None`` where nothing could be computed."""
        return None if self.computed is None else self.published - self.computed


@dataclass(frozen=True)
class Comparison:
    """Published values and ranks beside the computed ones.

    Attributes
    ----------
    published
        Everything that was published, as it was printed.
    differences
        In the order of the nodes, and of the rows.
    """

    published: tuple[Published, ...]
    differences: tuple[Difference, ...]

    @property
    def n_compared(self) -> int:
        """How many were compared."""
        return len(self.published)

    @property
    def n_agreed(self) -> int:
        """How many follow from their parts."""
        return len(self.published) - len(self.differences)


@dataclass(frozen=True)
class Known:
    """How many of the measures that apply are known; optional ones count where they are known.

    Attributes
    ----------
    known, applicable
        By node id, shape (n_units,).
    known_of_all, applicable_of_all
        Of all measures that the nodes use, shape (n_units,).
    n_in_table
        How many of these measures are known in any row.
    """

    known: Mapping[str, NDArray[np.int64]]
    applicable: Mapping[str, NDArray[np.int64]]
    known_of_all: NDArray[np.int64]
    applicable_of_all: NDArray[np.int64]
    n_in_table: int

    def words(self, row: int) -> str:
        """Return how many measures of a unit are known, such as '1 of 56'."""
        known, all_ = int(self.known_of_all[row]), int(self.applicable_of_all[row])
        return _("{known} of {all}", known=whole(known), all=whole(all_))

    @property
    def has_gaps(self) -> bool:
        """Whether any measure that applies is not known."""
        return bool((self.known_of_all < self.applicable_of_all).any())

    def is_little(self, row: int) -> bool:
        """Whether less than half of the measures of a unit are known."""
        return bool(self.known_of_all[row] < _FEW * self.applicable_of_all[row])


@dataclass(frozen=True)
class ScoredTable:
    """What came of a table; every row of it is in the result.

    Attributes
    ----------
    table
        The table as it was read.
    known
        How many measures are known of each unit and node.
    comparison
        Published values beside the computed ones.
    warnings
        What was read with a doubt, of which little is known, and what was not computable.
    """

    table: IndexTable
    result: IndexResult
    known: Known
    comparison: Comparison
    warnings: tuple[Problem, ...]


def kind_name(kind: str) -> str:
    """Return what a kind of no score is called in a sentence or a table.

    Examples
    --------
    >>> kind_name("not_used")
    'not used'
    """
    return _(_KINDS[ValueKind(kind)])


def flag_words(flags: int) -> tuple[str, ...]:
    """Return what was done to a value, in the words of files and JSON.

    Examples
    --------
    >>> flag_words(3)
    ('imputed', 'treated')
    """
    return tuple((flag.name or "").lower() for flag in Flag if flag & flags)


def count_known(result: IndexResult) -> Known:
    """Count the measures that were entered below each node, and those that apply."""
    entered, index = result.stages[0].cells, result.index
    kinds = entered.kinds
    is_known = (kinds == ValueKind.VALUE.number) & ~np.isnan(entered.values)
    absent = (ValueKind.NOT_APPLICABLE.number, ValueKind.NOT_USED.number)
    optional = np.array([measure.optional for measure in index.questionnaire.measures])
    applies = ~np.isin(kinds, absent) & (is_known | ~optional)
    below = measures_below(index)
    used = sorted({column for columns in below.values() for column in columns})
    return Known(
        {id_: is_known[:, columns].sum(axis=1) for id_, columns in below.items()},
        {id_: applies[:, columns].sum(axis=1) for id_, columns in below.items()},
        is_known[:, used].sum(axis=1),
        applies[:, used].sum(axis=1),
        int(is_known[:, used].any(axis=0).sum()),
    )


def measures_below(index: Index) -> dict[str, list[int]]:
    """Return the columns of the measures below each node, by node id."""
    columns = {id_: {n} for n, id_ in enumerate(index.questionnaire.measure_ids)}
    nodes = {node.id: node for node in index.rules.tree}

    def below(id_: str) -> set[int]:
        if id_ not in columns:
            columns[id_] = set().union(*(below(child) for child in nodes[id_].children))
        return columns[id_]

    return {id_: sorted(below(id_)) for id_ in nodes}


def little_known(result: IndexResult, known: Known) -> tuple[Problem, ...]:
    """Warn, in one sentence, of states with a score of which less than half is known.

    Columns that are empty in every row have a warning of their own.
    """
    has_score = np.isfinite(result.nodes.values).any(axis=1)
    has_less = known.known_of_all < known.n_in_table
    chosen = np.flatnonzero(has_score & has_less)
    rows = [int(row) for row in chosen if known.is_little(int(row))]
    if not rows:
        return ()
    shown = [
        _("{state} ({known})", state=result.units[row].title, known=known.words(row))
        for row in rows[:MOST_NAMED]
    ]
    if len(rows) > MOST_NAMED:
        rest = len(rows) - MOST_NAMED
        shown.append(ngettext("{number} more", "{number} more", rest))
    found = ngettext(
        "Less than half of the measures of {number} row are known: {states}.",
        "Less than half of the measures of {number} rows are known: {states}.",
        len(rows),
        states=", ".join(shown),
    )
    remedy = _("Such a score or rank says little; look at the count beside it.")
    where = _("Table")
    return (Problem("table.little_known", where, found, remedy, severity=Severity.WARNING),)


def compare_published(table: IndexTable, result: IndexResult) -> Comparison:
    """Put every published value and rank beside the computed one.

    Values are compared at the decimals that were printed for their node in their period.
    """
    order = {id_: n for n, id_ in enumerate(node.id for node in result.index.rules.tree)}
    published = sorted(table.published, key=lambda one: (order[one.node_id], one.is_rank, one.row))
    found = (_difference(one, result) for one in published)
    return Comparison(tuple(published), tuple(one for one in found if one is not None))


def _difference(printed: Published, result: IndexResult) -> Difference | None:
    column = result.column(printed.node_id)
    source = result.ranks if printed.is_rank else result.nodes.values
    value = float(source[printed.row, column])
    # Half of the last digit: whoever rounds a half down has not made a mistake.
    if abs(printed.value - value) <= 0.5 * 10.0**-printed.decimals + 1e-9:
        return None
    computed = None if np.isnan(value) else value
    return Difference(
        result.units[printed.row],
        printed.node_id,
        printed.value,
        computed,
        printed.text,
        _computed_text(printed, result, computed),
        printed.is_rank,
    )


def _computed_text(printed: Published, result: IndexResult, computed: float | None) -> str:
    if computed is None:
        column = result.column(printed.node_id)
        return kind_name(result.nodes.kind(printed.row, column).value)
    grade = grade_of(result, printed.row, printed.node_id)
    if grade and not printed.is_rank:
        return grade
    return short(computed, max(printed.decimals, 2))


def comparison_lines(comparison: Comparison, most: int = MOST_NAMED) -> Iterator[str]:
    """Say how many published values were compared and agree, and name the first that do not."""
    differences = comparison.differences
    if comparison.n_compared and not differences:
        yield ngettext(
            "{number} published value was compared with what its parts give, and agreed.",
            "{number} published values were compared with what their parts give; all agreed.",
            comparison.n_compared,
        )
    elif differences:
        yield ngettext(
            "{number} published value was compared with what its parts give, and did not agree:",
            "{number} published values were compared with what their parts give; {agreed} agreed "
            "and {differing} did not:",
            comparison.n_compared,
            agreed=whole(comparison.n_agreed),
            differing=whole(len(differences)),
        )
    yield from (f"  {difference_line(one)}" for one in differences[:most])
    if len(differences) > most:
        rest = ngettext(
            "and {number} more; a file (-o) has all of them",
            "and {number} more; a file (-o) has all of them",
            len(differences) - most,
        )
        yield f"  {rest}"


def difference_line(one: Difference) -> str:
    """Say what is published of one node and what was computed."""
    places = {"row": one.unit.title, "node": one.node_id, "published": one.published_text}
    if one.computed is None:
        return _(
            "{row}, {node}: published {published}, nothing could be computed ({reason})",
            reason=one.computed_text,
            **places,
        )
    if one.is_rank:
        return _(
            "{row}, {node}: published rank {published}, computed {computed}",
            computed=one.computed_text,
            **places,
        )
    return _(
        "{row}, {node}: published {published}, computed {computed}",
        computed=one.computed_text,
        **places,
    )


def score_text(result: IndexResult, row: int, node_id: str) -> str:
    """Return a score as the screen shows it: a number, a grade, a class, or why there is none."""
    column = result.column(node_id)
    value = float(result.nodes.values[row, column])
    if np.isnan(value):
        return kind_name(result.nodes.kind(row, column).value)
    if grade := grade_of(result, row, node_id):
        return grade
    digits = next(node.digits for node in result.index.rules.tree if node.id == node_id)
    number = fixed(value, 2 if digits is None else digits)
    label = result.labels[node_id][row] if node_id in result.labels else ""
    return f"{number} {label}".rstrip()


def grade_of(result: IndexResult, row: int, node_id: str) -> str:
    """Return the letter of a score; empty where scores are numbers, or classes of numbers."""
    letters = result.index.questionnaire.letters
    label = result.labels[node_id][row] if node_id in result.labels else ""
    return label if letters is not None and label in letters.grades else ""


def newest_rows(result: IndexResult) -> tuple[list[int], tuple[str, ...]]:
    """Return the newest row of each state that holds any measure, and what that leaves out.

    Returns
    -------
    rows, left_out
        Rows in the order of the table, and sentences, none where every row is used.
    """
    entered = result.stages[0].cells
    filled = np.asarray(np.isfinite(entered.values).any(axis=1))
    newest: dict[str, int] = {}
    for row, unit in enumerate(result.units):
        kept = newest.get(unit.code)
        if filled[row] and (
            kept is None or period_order(unit.period) > period_order(result.units[kept].period)
        ):
            newest[unit.code] = row
    rows = sorted(newest.values())
    empty, older = int((~filled).sum()), int(filled.sum()) - len(rows)
    return rows, tuple(_left_out(result, rows, older=older, empty=empty))


def _left_out(result: IndexResult, rows: Sequence[int], *, older: int, empty: int) -> Iterator[str]:
    periods = sorted({result.units[row].period for row in rows} - {""}, key=period_order)
    if older:
        yield ngettext(
            "Of each state the newest row is used; {number} older row is left out.",
            "Of each state the newest row is used; {number} older rows are left out.",
            older,
        )
    if len(periods) > 1:
        yield _(
            "These rows are of periods from {first} to {last}.", first=periods[0], last=periods[-1]
        )
    if empty:
        yield ngettext(
            "{number} row without any value is left out.",
            "{number} rows without any value are left out.",
            empty,
        )
