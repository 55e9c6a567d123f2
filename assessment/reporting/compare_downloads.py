"""Tables of a comparison to take away: numbers stay numbers, what is missing is ``None``.

The words beside an empty cell say why it is empty.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from assessment.model.comparison import (
    ComparedAssessment,
    Comparison,
    Difference,
    DimensionDifference,
    Verdict,
)
from assessment.model.framework import Framework
from assessment.model.score import DimensionScore, Interval
from assessment.reporting.bands import band_phrase
from assessment.reporting.compare_sentences import VERDICT_WORDS
from assessment.reporting.compare_tables import (
    change_words,
    confidence_words,
    side_names,
    stand_words,
)
from assessment.reporting.wording import round_half_up, show_percent

Value = str | float | None


@dataclass(frozen=True)
class PlainTable:
    """A table to take away; numbers are numbers, and ``None`` is an empty cell."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def plain_scores(comparison: Comparison) -> PlainTable:
    """Return one row for each assessment and dimension, to take away."""
    columns = ("Assessment", "Mode", "Questionnaire", "Version", "Dimension", "Name", "Result")
    columns = (*columns, "Score", "Interval from", "Interval to", "Lowest possible")
    columns = (*columns, "Highest possible", "Coverage")
    rows = (
        _plain_score(one, score, group.framework)
        for group in comparison.groups
        for one in group.compared
        for score in one.dimensions
    )
    return PlainTable("Scores", columns, tuple(rows))


def _plain_score(
    one: ComparedAssessment, score: DimensionScore, framework: Framework
) -> tuple[Value, ...]:
    questionnaire = framework.questionnaire
    applies = score.n_applicable > 0
    return (
        one.label,
        one.mode,
        questionnaire.name,
        questionnaire.version,
        score.dimension_id,
        framework.questionnaire.dimension(score.dimension_id).name,
        band_phrase(score, framework),
        _number(score.value),
        *_ends(score.interval),
        _number(score.low if applies else None),
        _number(score.high if applies else None),
        show_percent(score.coverage) if applies else "Not applicable",
    )


def plain_differences(pair: Difference) -> PlainTable:
    """Return one row a dimension of a pair, to take away."""
    columns = ("Dimension", "Name", "First", "Second", "Score of the first")
    columns = (*columns, "Score of the second", "Difference", "From", "To", "In words")
    rows = (
        (
            one.dimension_id,
            pair.framework.questionnaire.dimension(one.dimension_id).name,
            *side_names(pair),
            _number(one.before.value),
            _number(one.after.value),
            _number(one.difference),
            *_ends(one.interval),
            VERDICT_WORDS[one.verdict] + _where(one, pair),
        )
        for one in pair.dimensions
    )
    return PlainTable("Differences", columns, tuple(rows))


def plain_indicators(pair: Difference) -> PlainTable:
    """Return one row an indicator of a pair, changed or not, to take away."""
    columns = ("Indicator", "Name", "First", "Second", "Answer of the first")
    columns = (*columns, "Confidence of the first", "Answer of the second")
    columns = (*columns, "Confidence of the second", "Change")
    rows = (
        (
            one.indicator_id,
            one.name,
            *side_names(pair),
            stand_words(one.before, confidence=False),
            confidence_words(one.before),
            stand_words(one.after, confidence=False),
            confidence_words(one.after),
            change_words(one),
        )
        for one in pair.indicators
    )
    return PlainTable("Indicators", columns, tuple(rows))


def plain_notes(lines: Iterable[str]) -> PlainTable:
    """Return what a reader of the figures must know, one line each."""
    return PlainTable("Read first", ("What to know",), tuple((line,) for line in lines))


def _where(found: DimensionDifference, pair: Difference) -> str:
    clear = found.verdict in (Verdict.HIGHER, Verdict.LOWER)
    return f" in {side_names(pair)[1]}" if clear else ""


def _ends(interval: Interval | None) -> tuple[Value, Value]:
    return (None, None) if interval is None else (_number(interval.low), _number(interval.high))


def _number(value: float | None) -> float | None:
    """Round as the page does, so that the file and the page never differ."""
    return None if value is None else float(round_half_up(value, 1))
