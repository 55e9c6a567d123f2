"""The hidden sheet that computes scores from the cells of the forms, and the results as they are.

Each formula is written with what the app computes now, so that a preview which does not compute
shows the app's own numbers. Intervals are no part of it; they come from thousands of draws.
"""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from assessment.exchange import score_formulas as formulas
from assessment.exchange import sheets, xlsx
from assessment.exchange.field_workbook import layout
from assessment.exchange.field_workbook.layout import fold
from assessment.exchange.score_formulas import Points, number
from assessment.exchange.xlsx import Page
from assessment.model.answer import Answer, Status
from assessment.model.assessment import Record
from assessment.model.framework import Framework
from assessment.model.questionnaire import Dimension
from assessment.model.score import DimensionScore, Explanation, Progress
from assessment.model.tree import Node, Tree
from assessment.scoring.profile import bare_scores, explain_record, progress_of
from assessment.scoring.rules.capped_mean import Gate
from assessment.scoring.tree import tree_of

_INDICATORS_FROM = 3
"""The first row of the indicators; those of the dimensions follow them."""
_ID, _LEVEL, _NOT_APPLICABLE, _INSUFFICIENT, _COUNTS, _POINTS = range(1, 7)
_ANSWERED, _KNOWN, _APPLICABLE, _ENOUGH, _SCORE, _LINKS = range(2, 8)
_SCALE, _NOT_APPLICABLE_WORDS, _INSUFFICIENT_WORDS, _BANDS_FROM, _BANDS = range(8, 13)
"""Columns: of an indicator, of a dimension, and of the words and numbers that are looked up."""


@dataclass(frozen=True)
class Counts:
    """How many of the questions of a dimension that are asked have what.

    Attributes
    ----------
    answered
        With an answer of any kind.
    known
        With a level.
    applicable
        Those that apply, or may.
    """

    asked: int
    answered: int
    known: int
    applicable: int


@dataclass(frozen=True)
class Now:
    """What the app computes of the answers that go out.

    Attributes
    ----------
    counts
        By dimension, of the questions that are asked.
    """

    scores: tuple[DimensionScore, ...]
    explanations: tuple[Explanation, ...]
    progress: Progress
    counts: Mapping[str, Counts]

    @classmethod
    def of(cls, framework: Framework, record: Record, asked: Container[str]) -> "Now":
        """Compute it."""
        scores = bare_scores(framework, record)
        explained = explain_record(framework, record, scores)
        counts = {
            dimension.id: _count(
                [record.answer(i.id) for i in dimension.indicators if i.id in asked]
            )
            for dimension in framework.questionnaire.dimensions
        }
        return cls(scores, explained, progress_of(framework, record), counts)

    def score(self, dimension_id: str) -> DimensionScore:
        """Return the score of a dimension, whether it may be shown or not."""
        return next(one for one in self.scores if one.dimension_id == dimension_id)

    def explanation(self, dimension_id: str) -> Explanation:
        """Return how it came about."""
        return next(one for one in self.explanations if one.dimension_id == dimension_id)

    def shown(self, dimension_id: str) -> float | None:
        """Return the score of a dimension, where there is one and it is not too early."""
        return None if self.progress.is_early else self.score(dimension_id).value


def _count(answers: Sequence[Answer]) -> Counts:
    return Counts(
        asked=len(answers),
        answered=sum(answer.is_answered for answer in answers),
        known=sum(answer.status is Status.LEVEL for answer in answers),
        applicable=sum(answer.status is not Status.NOT_APPLICABLE for answer in answers),
    )


@dataclass(frozen=True)
class ScoreSheet:
    """Where everything stands on the hidden sheet.

    Attributes
    ----------
    level_cells
        Indicator to the cell in which its level is filled in, for those that are asked.
    """

    framework: Framework
    level_cells: Mapping[str, str]

    @cached_property
    def tree(self) -> Tree:
        """The rules."""
        return tree_of(self.framework)

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """The row of each indicator and each dimension."""
        ids = [*self.level_cells]
        found = {id_: row for row, id_ in enumerate(ids, start=_INDICATORS_FROM)}
        after = _INDICATORS_FROM + len(ids) + 2
        return found | {f"={d.id}": row for row, d in enumerate(self.dimensions, start=after)}

    @cached_property
    def dimensions(self) -> tuple[Dimension, ...]:
        """The dimensions of which something is asked."""
        every = self.framework.questionnaire.dimensions
        return tuple(dimension for dimension in every if self.asked_of(dimension))

    @property
    def is_whole(self) -> bool:
        """Whether every question is asked; otherwise nobody can tell a score."""
        return len(self.level_cells) == len(self.framework.questionnaire.indicators)

    def asked_of(self, dimension: Dimension) -> list[str]:
        """Return the indicators of a dimension that are asked."""
        return [i.id for i in dimension.indicators if i.id in self.level_cells]

    @property
    def bands_end(self) -> int:
        """The last row of the bands."""
        return _INDICATORS_FROM + len(self.framework.rules.bands) - 1

    def node(self, dimension_id: str) -> Node:
        """Return the rule of a dimension."""
        return self.tree.node(dimension_id)

    def has_score(self, dimension_id: str) -> bool:
        """Whether the score of a dimension can be computed here."""
        return self.is_whole and formulas.has_formula(self.node(dimension_id))

    def level(self, indicator_id: str) -> str:
        """Name the cell with the level as it was filled in; an empty text without one."""
        return self._at(self.rows[indicator_id], _LEVEL)

    def not_applicable(self, indicator_id: str) -> str:
        """Name the cell that is 1 where the question does not apply."""
        return self._at(self.rows[indicator_id], _NOT_APPLICABLE)

    def insufficient(self, indicator_id: str) -> str:
        """Name the cell that is 1 where information is insufficient."""
        return self._at(self.rows[indicator_id], _INSUFFICIENT)

    def counts(self, indicator_id: str) -> str:
        """Name the cell with the level that counts, after the gates."""
        return self._at(self.rows[indicator_id], _COUNTS)

    def points(self, indicator_id: str) -> str:
        """Name the cell with the points of the level that counts."""
        return self._at(self.rows[indicator_id], _POINTS)

    def answered(self, dimension_id: str) -> str:
        """Name the cell with the number of answers of any kind."""
        return self._at(self.rows[f"={dimension_id}"], _ANSWERED)

    def known(self, dimension_id: str) -> str:
        """Name the cell with the number of levels."""
        return self._at(self.rows[f"={dimension_id}"], _KNOWN)

    def applicable(self, dimension_id: str) -> str:
        """Name the cell with the number of questions that apply."""
        return self._at(self.rows[f"={dimension_id}"], _APPLICABLE)

    def enough(self, dimension_id: str) -> str:
        """Name the cell that is 1 where enough is known for a score."""
        return self._at(self.rows[f"={dimension_id}"], _ENOUGH)

    def score(self, dimension_id: str) -> str:
        """Name the cell with the score; an empty text without one."""
        return self._at(self.rows[f"={dimension_id}"], _SCORE)

    def links(self, dimension_id: str) -> Mapping[str, str]:
        """Name the cells with the means of the links of a chain, by the names of the links."""
        names = formulas.links_of(self.node(dimension_id))
        row = self.rows[f"={dimension_id}"]
        return {name: self._at(row, _LINKS + place) for place, name in enumerate(names)}

    @property
    def all_answered(self) -> str:
        """The formula that counts all answers."""
        first, last = (self.answered(one.id) for one in (self.dimensions[0], self.dimensions[-1]))
        return f"SUM({first}:{_local(last)})"

    def band(self, score: str) -> str:
        """Return the formula for the name of the band of a score."""
        first, last = _INDICATORS_FROM, self.bands_end
        names = f"{self._at(first, _BANDS)}:{_local(self._at(last, _BANDS))}"
        begins = f"{self._at(first, _BANDS_FROM)}:{_local(self._at(last, _BANDS_FROM))}"
        return f"INDEX({names},MATCH(ROUND({score},9),{begins},1))"

    def points_of(self, dimension: Dimension) -> Points:
        """Return where the points of a dimension stand."""
        scale = self.tree.scale
        level = scale.points_per_level if scale else 1.0
        return Points({i.id: self.points(i.id) for i in dimension.indicators}, level)

    def _at(self, row: int, column: int) -> str:
        return xlsx.elsewhere(layout.SCORES, row, column)


def _local(cell: str) -> str:
    return cell.rpartition("!")[2]


def write_scores(page: Page, sheet: ScoreSheet, record: Record, now: Now) -> None:
    """Write the sheet: what is looked up, then indicators, then dimensions."""
    _write_lookups(page, sheet)
    writing = _Writing(page, sheet, record, now)
    for dimension in sheet.dimensions:
        for id_ in sheet.asked_of(dimension):
            writing.indicator(id_, dimension)
        writing.dimension(dimension)
    page.sheet.hide()
    page.protect()


def link_means(sheet: ScoreSheet, dimension: Dimension, now: Now) -> Mapping[str, float | None]:
    """Return the mean of each link of a chain in points; ``None`` where nothing of it is known."""
    levels, node = now.explanation(dimension.id).effective_levels, sheet.node(dimension.id)
    scale = sheet.tree.scale

    def mean(ids: Sequence[str]) -> float | None:
        known = [id_ for id_ in ids if id_ in levels]
        total = sum(node.weight_of(id_) for id_ in known)
        points = {id_: scale.to_points(levels[id_]) if scale else levels[id_] for id_ in known}
        return sum(points[i] * node.weight_of(i) for i in known) / total if total else None

    return {name: mean(ids) for name, ids in formulas.links_of(node).items()}


def _write_lookups(page: Page, sheet: ScoreSheet) -> None:
    questionnaire, bands = sheet.framework.questionnaire, sheet.framework.rules.bands
    columns: dict[int, Sequence[str | float]] = {
        _SCALE: sorted(level.value for level in questionnaire.scale),
        _NOT_APPLICABLE_WORDS: _words(Status.NOT_APPLICABLE),
        _INSUFFICIENT_WORDS: _words(Status.INSUFFICIENT_INFORMATION),
        _BANDS_FROM: [band.from_score for band in bands],
        _BANDS: [band.name for band in bands],
    }
    for column, values in columns.items():
        for row, value in enumerate(values, start=_INDICATORS_FROM):
            page.put(row, column, value, sheets.FREE)


def _words(status: Status) -> list[str]:
    """Return how a status may be written instead of a level, as it is compared."""
    short = {Status.NOT_APPLICABLE: ("na", "n/a"), Status.INSUFFICIENT_INFORMATION: ("ii",)}
    words = (layout.missing_words()[status.value], layout.MISSING_WORDS[status], *short[status])
    return [*dict.fromkeys(fold(word) for word in words)]


def _lookup(column: int, length: int) -> str:
    first = xlsx.elsewhere(layout.SCORES, _INDICATORS_FROM, column)
    last = xlsx.elsewhere(layout.SCORES, _INDICATORS_FROM + length - 1, column)
    return f"{first}:{_local(last)}"


def _is_written(status: Status, cell: str) -> str:
    words = _words(status)
    column = (
        _INSUFFICIENT_WORDS
        if status is Status.INSUFFICIENT_INFORMATION
        else (_NOT_APPLICABLE_WORDS)
    )
    return f"IF(SUMPRODUCT(--({_lookup(column, len(words))}=LOWER(TRIM({cell}))))>0,1,0)"


@dataclass(frozen=True)
class _Writing:
    """The hidden sheet while it is written."""

    page: Page
    sheet: ScoreSheet
    record: Record
    now: Now

    def indicator(self, id_: str, dimension: Dimension) -> None:
        """Write what a level is read as, and what counts of it."""
        sheet, given = self.sheet, self.sheet.level_cells[id_]
        answer = self.record.answer(id_)
        counts = self.now.explanation(dimension.id).effective_levels.get(id_)
        if not sheet.is_whole:
            counts = answer.level
        scale = sheet.tree.scale
        points = None if counts is None or scale is None else scale.to_points(counts)
        lowest = number(float(sheet.framework.questionnaire.lowest_level))
        step = number(scale.points_per_level if scale else 1.0)
        own = sheet.counts(id_)
        self._put(
            sheet.rows[id_],
            id_,
            {
                _LEVEL: (self._read(given), answer.level),
                _NOT_APPLICABLE: (
                    _is_written(Status.NOT_APPLICABLE, given),
                    int(answer.status is Status.NOT_APPLICABLE),
                ),
                _INSUFFICIENT: (
                    _is_written(Status.INSUFFICIENT_INFORMATION, given),
                    int(answer.status is Status.INSUFFICIENT_INFORMATION),
                ),
                _COUNTS: (self._gated(id_), counts),
                _POINTS: (f'IF({own}="","",({own}-{lowest})*{step})', points),
            },
        )

    def _read(self, given: str) -> str:
        levels = _lookup(_SCALE, len(self.sheet.framework.questionnaire.scale))
        found = f"INDEX({levels},MATCH(VALUE(TRIM({given})),{levels},0))"
        # VALUE of an empty cell is 0 in some programs.
        return f'IF(TRIM({given})="","",IFERROR({found},""))'

    def _gated(self, id_: str) -> str:
        """Return what limits a level by others, or takes it as it is."""
        own = self.sheet.level(id_)
        rule = self.sheet.framework.rules.gates.get(id_)
        if not isinstance(rule, Gate) or not self.sheet.is_whole:
            return own
        gates = ",".join(self.sheet.level(gate) for gate in rule.by)
        limited = f"MIN({own},MIN({gates})+{rule.allowance})"
        return f'IF({own}="","",IF(COUNT({gates})=0,{own},{limited}))'

    def dimension(self, dimension: Dimension) -> None:
        """Write what is known of a dimension, and its score."""
        sheet, counts = self.sheet, self.now.counts[dimension.id]
        ids = sheet.asked_of(dimension)
        levels = self._column(sheet.level, ids)
        not_applicable = self._column(sheet.not_applicable, ids)
        insufficient = self._column(sheet.insufficient, ids)
        answered = f"COUNT({levels})+SUM({not_applicable})+SUM({insufficient})"
        computed: dict[int, tuple[str, float | None]] = {
            _ANSWERED: (answered, counts.answered),
            _KNOWN: (f"COUNT({levels})", counts.known),
            _APPLICABLE: (f"{len(ids)}-SUM({not_applicable})", counts.applicable),
        }
        if sheet.has_score(dimension.id):
            is_enough = self.now.score(dimension.id).value is not None
            computed[_ENOUGH] = (self._enough(dimension), int(is_enough))
            computed[_SCORE] = (self._score(dimension), self.now.shown(dimension.id))
            means = link_means(sheet, dimension, self.now)
            for place, (name, formula) in enumerate(self._links(dimension).items()):
                computed[_LINKS + place] = (formula, means[name])
        self._put(sheet.rows[f"={dimension.id}"], dimension.id, computed)

    def _column(self, cell: Callable[[str], str], ids: Sequence[str]) -> str:
        return f"{cell(ids[0])}:{_local(cell(ids[-1]))}"

    def _enough(self, dimension: Dimension) -> str:
        """Return what decides whether so much is known that a score may be shown."""
        sheet, node = self.sheet, self.sheet.node(dimension.id)
        known, applicable = sheet.known(dimension.id), sheet.applicable(dimension.id)
        lacking = "+".join(
            f'IF({sheet.not_applicable(id_)}=0,IF({sheet.level(id_)}="",1,0),0)'
            for id_ in node.required
        )
        least = f"{number(node.available)}*{applicable}-{formulas.ALMOST}"
        return f"IF({known}=0,0,IF({known}<{least},0,IF({lacking or '0'}>0,0,1)))"

    def _score(self, dimension: Dimension) -> str:
        sheet, node = self.sheet, self.sheet.node(dimension.id)
        links = [*sheet.links(dimension.id).values()]
        found = formulas.formula_of(node, sheet.points_of(dimension), links)
        needed = self.now.progress.needed
        shown = f'IF({sheet.enough(dimension.id)}=1,IFERROR({found},""),"")'
        return f'IF({sheet.all_answered}<{needed},"",{shown})' if needed else shown

    def _links(self, dimension: Dimension) -> Mapping[str, str]:
        node, points = self.sheet.node(dimension.id), self.sheet.points_of(dimension)
        return {
            name: formulas.link_formula(node, ids, points)
            for name, ids in formulas.links_of(node).items()
        }

    def _put(self, row: int, id_: str, computed: Mapping[int, tuple[str, float | None]]) -> None:
        self.page.put(row, _ID, id_, sheets.FREE)
        for column, (formula, result) in computed.items():
            self.page.compute(row, column, f"={formula}", result, sheets.FREE)
