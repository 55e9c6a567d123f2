"""Says what a comparison found: sentences, tables to read on the page, tables to take away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessment.locales import gettext as _
from assessment.locales import mark, ngettext
from assessment.locales.formats import fixed, listed, round_half_up
from assessment.model.answer import Answer, Status
from assessment.model.comparison import (
    ComparedAnswer,
    ComparedAssessment,
    Comparison,
    Difference,
    DimensionDifference,
    Group,
    IndicatorDifference,
    Trend,
    Verdict,
)
from assessment.model.framework import Framework
from assessment.model.score import DimensionScore, Interval
from assessment.reporting.bands import band_letters, band_phrase
from assessment.reporting.coverage import coverage_words
from assessment.reporting.profile import describe_score
from assessment.reporting.terms import confidence_words, mode_name
from assessment.reporting.wording import (
    MISSING_WORDS,
    answer_words,
    show_range,
    signed,
    table,
)

if TYPE_CHECKING:
    from pandas import DataFrame

WHY_NO_RANKING = mark(
    "There is no ranking here. Most neighbours in a ranking differ by less than the uncertainty "
    "of their scores, dimensions do not add up to one order, and a rank is improved more easily "
    "than an institution. Assessments stand in the order of the alphabet or in yours."
)
WHAT_ALIASES_HIDE = mark(
    "Names, regions, periods and scope notes are left out. That is not anonymity: who knows the "
    "figures of a state will recognise them."
)
WHAT_NO_CLEAR_DIFFERENCE_MEANS = mark(
    "'No clear difference' does not say that two are equal. It says that the answers do not "
    "carry the statement that one is higher."
)
VERDICT_WORDS = {
    Verdict.HIGHER: mark("Higher"),
    Verdict.LOWER: mark("Lower"),
    Verdict.NO_CLEAR_DIFFERENCE: mark("No clear difference"),
    Verdict.NOT_COMPARABLE: mark("Not comparable"),
}
_WORDS_OVER_TIME = {Verdict.HIGHER: mark("Up"), Verdict.LOWER: mark("Down")}
"""Of two rounds of one state; two states are higher or lower, since neither went anywhere."""


_STEPS = {
    Verdict.HIGHER: mark("From {first} to {second}: up ({difference})."),
    Verdict.LOWER: mark("From {first} to {second}: down ({difference})."),
    Verdict.NO_CLEAR_DIFFERENCE: mark(
        "From {first} to {second}: no clear difference ({difference})."
    ),
    Verdict.NOT_COMPARABLE: mark("From {first} to {second}: not comparable."),
}


def verdict_words(verdict: Verdict, pair: Difference) -> str:
    """Name a verdict: higher or lower of two states, up or down of two rounds of one."""
    return _((VERDICT_WORDS | _WORDS_OVER_TIME if pair.over_time else VERDICT_WORDS)[verdict])


def verdict_figures(found: DimensionDifference, pair: Difference) -> str:
    """Write a verdict with the difference, in a few words for a table or a chart."""
    words = verdict_words(found.verdict, pair)
    if found.difference is None:
        return words
    return _("{verdict} ({difference})", verdict=words, difference=signed(found.difference))


def show_difference_range(interval: Interval) -> str:
    """Write a range of differences, each end with its sign.

    Examples
    --------
    >>> show_difference_range(Interval(-2, 3, 8.5))
    '−2.0 to +8.5'
    """
    return _("{low} to {high}", low=signed(interval.low), high=signed(interval.high))


def sentence_of(found: DimensionDifference, pair: Difference) -> str:
    """Say what differs in one dimension, how much, and how sure that is."""
    name = pair.framework.questionnaire.dimension(found.dimension_id).name
    second = pair.after.label
    if found.difference is None or found.interval is None:
        verdict = _("{dimension}: not comparable.", dimension=name)
        return f"{verdict} {_why_not(found, pair)}"
    figures = _(
        "{score} in {first}, {other} in {second}: {difference}, interval {range}.",
        score=fixed(found.before.value or 0.0, 1),
        first=pair.before.label,
        other=fixed(found.after.value or 0.0, 1),
        second=second,
        difference=signed(found.difference),
        range=show_difference_range(found.interval),
    )
    if found.verdict is Verdict.NO_CLEAR_DIFFERENCE:
        figures = " ".join((figures, _("The interval of the difference reaches 0.")))
    words = _TOLD_OVER_TIME if pair.over_time else _TOLD
    verdict = _(words[found.verdict], dimension=name, first=pair.before.label, second=second)
    return f"{verdict} {figures}"


_TOLD = {
    Verdict.HIGHER: mark("{dimension}: higher in {second}."),
    Verdict.LOWER: mark("{dimension}: lower in {second}."),
    Verdict.NO_CLEAR_DIFFERENCE: mark("{dimension}: no clear difference."),
}
_TOLD_OVER_TIME = _TOLD | {
    Verdict.HIGHER: mark("{dimension}: up since {first}."),
    Verdict.LOWER: mark("{dimension}: down since {first}."),
}


def summarise(pair: Difference) -> str:
    """Count the verdicts of a pair in one sentence."""
    found = [one.verdict for one in pair.dimensions]
    count = _count_over_time if pair.over_time else _count
    counts = [count(one, found.count(one)) for one in Verdict if one in found]
    if not counts:
        return _("The scores cannot be compared.")
    return _(
        "{second}, compared with {first}: {counts}.",
        second=pair.after.label,
        first=pair.before.label,
        counts=listed(counts),
    )


def largest_difference(pair: Difference) -> str:
    """Name the clear difference that is largest; empty where none is clear."""
    clear = [one for one in pair.dimensions if one.verdict in (Verdict.HIGHER, Verdict.LOWER)]
    if not clear:
        return ""
    most = max(clear, key=lambda one: abs(one.difference or 0.0))
    return _(
        "The largest clear difference is in {dimension}: {difference} points.",
        dimension=pair.framework.questionnaire.dimension_name(most.dimension_id),
        difference=signed(most.difference or 0.0),
    )


def _count_over_time(verdict: Verdict, number: int) -> str:
    match verdict:
        case Verdict.HIGHER:
            return ngettext("up in {number} dimension", "up in {number} dimensions", number)
        case Verdict.LOWER:
            return ngettext("down in {number} dimension", "down in {number} dimensions", number)
        case _:
            return _count(verdict, number)


def _count(verdict: Verdict, number: int) -> str:
    match verdict:
        case Verdict.HIGHER:
            return ngettext("higher in {number} dimension", "higher in {number} dimensions", number)
        case Verdict.LOWER:
            return ngettext("lower in {number} dimension", "lower in {number} dimensions", number)
        case Verdict.NO_CLEAR_DIFFERENCE:
            return ngettext(
                "no clear difference in {number} dimension",
                "no clear difference in {number} dimensions",
                number,
            )
        case Verdict.NOT_COMPARABLE:
            return ngettext(
                "not comparable in {number} dimension",
                "not comparable in {number} dimensions",
                number,
            )


def describe_group(group: Group) -> tuple[str, ...]:
    """Say what the table of colours shows, one text an assessment."""
    return tuple(
        " ".join(
            (
                f"{one.label}.",
                *(describe_score(score, group.framework) for score in one.dimensions),
            )
        )
        for one in group.compared
    )


def describe_dimension(
    compared: Sequence[ComparedAssessment], framework: Framework, dimension_id: str
) -> str:
    """Say what the small chart of one dimension shows."""
    name = framework.questionnaire.dimension(dimension_id).name
    said = (
        describe_score(one.by_dimension[dimension_id], framework, one.label) for one in compared
    )
    return " ".join((_("{dimension}, from 0 to 100.", dimension=name), *said))


def describe_pair(pair: Difference) -> str:
    """Say what the chart of differences shows."""
    return " ".join((summarise(pair), *(sentence_of(one, pair) for one in pair.dimensions)))


def describe_steps(trend: Trend, dimension_id: str) -> tuple[str, ...]:
    """Say for one dimension what changed from each period to the next."""
    return tuple(
        _(
            _STEPS[found.verdict],
            first=step.before.label,
            second=step.after.label,
            difference=signed(found.difference or 0),
        )
        for step in trend.steps
        for found in step.dimensions
        if found.dimension_id == dimension_id
    )


def _why_not(found: DimensionDifference, pair: Difference) -> str:
    sides = ((found.before, pair.before.label), (found.after, pair.after.label))
    none = [label for score, label in sides if score.value is None]
    if any(score.too_early for score, _label in sides):
        return _(
            "It is too early for {assessments}, because too few questions are answered.",
            assessments=listed(label for score, label in sides if score.too_early),
        )
    return _(
        "There is no score for {assessments}, because too much is not known.",
        assessments=listed(none),
    )


def score_table(
    compared: Sequence[ComparedAssessment], framework: Framework, *, first: str | None = None
) -> "DataFrame":
    """Return one row an assessment and one column a dimension, all text.

    Parameters
    ----------
    first
        Heading of the first column; "Assessment" where none is given.
    """
    ids = [dimension.id for dimension in framework.questionnaire.dimensions]
    rows = (
        (one.label, *(cell_words(one.by_dimension[id_], framework) for id_ in ids))
        for one in compared
    )
    return table([first or _("Assessment"), *ids], rows)


def cell_words(score: DimensionScore, framework: Framework) -> str:
    """Write band, score and interval in one cell; bounds, or "Too early", where there is none."""
    if score.n_applicable == 0:
        return _("Not applicable")
    if score.too_early:
        return _("Too early")
    if score.value is None:
        return _("No score ({bounds})", bounds=show_range(score.low, score.high))
    shown = f"{band_letters(score, framework)} {fixed(score.value, 1)}"
    if score.interval is None:
        return shown
    return f"{shown} ({show_range(score.interval.low, score.interval.high)})"


def difference_table(pair: Difference) -> "DataFrame":
    """Return one row a dimension: both results, the difference, its interval, the verdict."""
    columns = (_("Dimension"), *side_names(pair), _("Difference"), _("Interval"), _("In words"))
    return table(columns, (_difference_row(one, pair) for one in pair.dimensions))


def _difference_row(found: DimensionDifference, pair: Difference) -> tuple[str, ...]:
    name = pair.framework.questionnaire.dimension(found.dimension_id).name
    scores = (cell_words(score, pair.framework) for score in (found.before, found.after))
    difference = spread = "–"
    if found.difference is not None and found.interval is not None:
        difference, spread = signed(found.difference), show_difference_range(found.interval)
    return (name, *scores, difference, spread, verdict_words(found.verdict, pair))


def indicator_table(pair: Difference, *, only_changed: bool) -> "DataFrame":
    """Return one row an indicator: both answers with their confidence, and what differs.

    It has four columns and no more, so that none is cut off on a narrow page.
    """
    rows = (
        (
            f"{one.indicator_id} {one.name}",
            _with_confidence(one.before),
            _with_confidence(one.after),
            change_words(one, pair),
        )
        for one in pair.indicators
        if one.changed or not only_changed
    )
    return table((_("Indicator"), *side_names(pair), _("Difference")), rows)


def answers_table(
    answers: Iterable[tuple[ComparedAssessment, Answer]], framework: Framework
) -> "DataFrame":
    """Return one row an assessment: what it says of one indicator, and how sure that is."""
    rows = (
        (
            one.label,
            answer_words(answer, framework),
            confidence_words(answer.confidence) if answer.level is not None else "",
        )
        for one, answer in answers
    )
    return table((_("Assessment"), _("Answer"), _("Confidence")), rows)


def side_names(pair: Difference) -> tuple[str, str]:
    """Return the names of both sides, told apart even if somebody compares one with itself."""
    before, after = pair.before.label, pair.after.label
    if before != after:
        return before, after
    return _("{name} (first)", name=before), _("{name} (second)", name=after)


def _level(answer: ComparedAnswer) -> str:
    return _(MISSING_WORDS[answer.status]) if answer.level is None else str(answer.level)


def _confidence(answer: ComparedAnswer) -> str:
    """Write the confidence of an answer; empty where there is no level."""
    return confidence_words(answer.confidence) if answer.status is Status.LEVEL else ""


def _with_confidence(answer: ComparedAnswer) -> str:
    sure = _confidence(answer)
    return f"{_level(answer)} ({sure})" if sure else _level(answer)


def change_words(found: IndicatorDifference, pair: Difference) -> str:
    """Say what differs at one indicator: between two states, or since the round before."""
    change = found.change
    if not found.same_wording:
        return _("Asked in other words")
    if change is None:
        words = _change_of_status if pair.over_time else _difference_of_status
        return words(found.before.status, found.after.status)
    if change == 0:
        return _("Same level")
    if pair.over_time:
        return _step_words(change)
    if change > 0:
        return ngettext("{number} level higher", "{number} levels higher", change)
    return ngettext("{number} level lower", "{number} levels lower", -change)


def _step_words(change: int) -> str:
    if change > 0:
        return ngettext("Up {number} level", "Up {number} levels", change)
    return ngettext("Down {number} level", "Down {number} levels", -change)


def _difference_of_status(before: Status, after: Status) -> str:
    if before is after:
        return _("Same")
    if Status.LEVEL in (before, after):
        return _("A level in one only")
    return _("No level in either")


def _change_of_status(before: Status, after: Status) -> str:
    if before is after:
        return _("Same")
    if after is Status.LEVEL:
        return _("Now has a level")
    if before is not Status.LEVEL:
        return _("No level in either")
    return _("Left out") if after is Status.NOT_APPLICABLE else _("No level any more")


def step_table(trend: Trend) -> "DataFrame":
    """Return one row a dimension and one column for each step from a period to the next."""
    headings = (
        _("{first} to {second}", first=step.before.label, second=step.after.label)
        for step in trend.steps
    )
    rows = (
        (one.name, *(verdict_figures(step.dimensions[n], step) for step in trend.steps))
        for n, one in enumerate(trend.framework.questionnaire.dimensions)
    )
    return table((_("Dimension"), *headings), rows)


Value = str | float | None


@dataclass(frozen=True)
class PlainTable:
    """A table to take away; numbers are numbers, and ``None`` is an empty cell.

    The words beside an empty cell say why it is empty.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def plain_scores(comparison: Comparison) -> PlainTable:
    """Return one row for each assessment and dimension, to take away."""
    columns = (_("Assessment"), _("Mode"), _("Questionnaire"), _("Version"), _("Dimension"))
    columns = (*columns, _("Name"), _("Result"), _("Score"), _("Interval from"))
    columns = (*columns, _("Interval to"), _("Lowest possible"), _("Highest possible"))
    rows = (
        _plain_score(one, score, group.framework)
        for group in comparison.groups
        for one in group.compared
        for score in one.dimensions
    )
    return PlainTable(_("Scores"), (*columns, _("Coverage")), tuple(rows))


def _plain_score(
    one: ComparedAssessment, score: DimensionScore, framework: Framework
) -> tuple[Value, ...]:
    questionnaire = framework.questionnaire
    shown = score.n_applicable > 0 and not score.too_early
    return (
        one.label,
        mode_name(one.mode),
        questionnaire.name,
        questionnaire.version,
        score.dimension_id,
        framework.questionnaire.dimension(score.dimension_id).name,
        band_phrase(score, framework),
        _number(score.value),
        *_ends(score.interval),
        _number(score.low if shown else None),
        _number(score.high if shown else None),
        coverage_words(score),
    )


def plain_differences(pair: Difference) -> PlainTable:
    """Return one row a dimension of a pair, to take away."""
    columns = (_("Dimension"), _("Name"), _("First"), _("Second"), _("Score of the first"))
    columns = (*columns, _("Score of the second"), _("Difference"), _("From"), _("To"))
    first, second = side_names(pair)
    rows = (
        (
            one.dimension_id,
            pair.framework.questionnaire.dimension(one.dimension_id).name,
            first,
            second,
            _number(one.before.value),
            _number(one.after.value),
            _number(one.difference),
            *_ends(one.interval),
            _verdict_in(one.verdict, pair),
        )
        for one in pair.dimensions
    )
    return PlainTable(_("Differences"), (*columns, _("In words")), tuple(rows))


def _verdict_in(verdict: Verdict, pair: Difference) -> str:
    first, second = side_names(pair)
    words = {
        Verdict.HIGHER: _("Higher in {name}", name=second),
        Verdict.LOWER: _("Lower in {name}", name=second),
    }
    if pair.over_time:
        words = {
            Verdict.HIGHER: _("Up since {name}", name=first),
            Verdict.LOWER: _("Down since {name}", name=first),
        }
    return words.get(verdict) or _(VERDICT_WORDS[verdict])


def plain_indicators(pair: Difference) -> PlainTable:
    """Return one row an indicator of a pair, changed or not, to take away."""
    columns = (_("Indicator"), _("Name"), _("First"), _("Second"), _("Answer of the first"))
    columns = (*columns, _("Confidence of the first"), _("Answer of the second"))
    columns = (*columns, _("Confidence of the second"), _("Change"))
    rows = (
        (
            one.indicator_id,
            one.name,
            *side_names(pair),
            _level(one.before),
            _confidence(one.before),
            _level(one.after),
            _confidence(one.after),
            change_words(one, pair),
        )
        for one in pair.indicators
    )
    return PlainTable(_("Indicators"), columns, tuple(rows))


def plain_notes(lines: Iterable[str]) -> PlainTable:
    """Return what a reader of the figures must know, one line each."""
    return PlainTable(_("Read first"), (_("What to know"),), tuple((line,) for line in lines))


def _ends(interval: Interval | None) -> tuple[Value, Value]:
    return (None, None) if interval is None else (_number(interval.low), _number(interval.high))


def _number(value: float | None) -> float | None:
    """Round as the page does, so that the file and the page never differ."""
    return None if value is None else float(round_half_up(value, 1))
