"""Says in words what a comparison found; also the text behind each of its charts."""

from collections.abc import Sequence

from assessment.model.comparison import (
    ComparedAssessment,
    Difference,
    DimensionDifference,
    Group,
    Trend,
    Verdict,
)
from assessment.model.framework import Framework
from assessment.model.score import DimensionScore
from assessment.reporting.bands import band_letters, band_phrase
from assessment.reporting.wording import (
    count_words,
    join_words,
    round_half_up,
    show_range,
    show_score,
)

WHY_NO_RANKING = (
    "There is no ranking here. Most neighbours in a ranking differ by less than the uncertainty "
    "of their scores, dimensions do not add up to one order, and a rank is improved more easily "
    "than an institution. Assessments stand in the order of the alphabet or in yours."
)
WHAT_ALIASES_HIDE = (
    "Names, regions, periods and scope notes are left out. That is not anonymity: who knows the "
    "figures of a state will recognise them."
)
WHAT_NO_CLEAR_DIFFERENCE_MEANS = (
    "'No clear difference' does not say that two are equal. It says that the answers do not "
    "carry the statement that one is higher."
)
VERDICT_WORDS = {
    Verdict.HIGHER: "higher",
    Verdict.LOWER: "lower",
    Verdict.NO_CLEAR_DIFFERENCE: "no clear difference",
    Verdict.NOT_COMPARABLE: "not comparable",
}


def show_difference(value: float) -> str:
    """Write a difference of scores (−100 to 100) with its sign and one decimal.

    Examples
    --------
    >>> show_difference(6.25), show_difference(-3), show_difference(0.01)
    ('+6.3', '−3.0', '0.0')
    """
    rounded = round_half_up(value, 1)
    sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
    return f"{sign}{abs(rounded)}"


def show_difference_range(low: float, high: float) -> str:
    """Write a range of differences.

    Examples
    --------
    >>> show_difference_range(-2, 8.5)
    '−2.0 to +8.5'
    """
    return f"{show_difference(low)} to {show_difference(high)}"


def sentence_of(found: DimensionDifference, pair: Difference) -> str:
    """Say what differs in one dimension, how much, and how sure that is."""
    name = pair.framework.questionnaire.dimension(found.dimension_id).name
    if found.difference is None or found.interval is None:
        return f"{name}: not comparable. {_why_not(found, pair)}"
    one, two = _figures(found.before), _figures(found.after)
    first, second = f"{one} in {pair.before.label}", f"{two} in {pair.after.label}"
    spread = show_difference_range(found.interval.low, found.interval.high)
    figures = f"{first}, {second}: {show_difference(found.difference)}, interval {spread}."
    verdict = VERDICT_WORDS[found.verdict]
    if found.verdict is Verdict.NO_CLEAR_DIFFERENCE:
        return f"{name}: {verdict}. {figures} {_why_unclear(found)}"
    return f"{name}: {verdict} in {pair.after.label}. {figures}"


def summarise(pair: Difference) -> str:
    """Count the verdicts of a pair in one sentence."""
    found = [one.verdict for one in pair.dimensions]
    counts = [
        f"{VERDICT_WORDS[verdict]} in {count_words(found.count(verdict), 'dimension')}"
        for verdict in Verdict
        if verdict in found
    ]
    if not counts:
        return "The scores cannot be compared."
    return f"{pair.after.label}, held against {pair.before.label}: {join_words(counts)}."


def describe_group(group: Group) -> tuple[str, ...]:
    """Say what the table of colours shows, one sentence an assessment."""
    return tuple(_describe(one, group.framework) for one in group.compared)


def describe_dimension(
    compared: Sequence[ComparedAssessment], framework: Framework, dimension_id: str
) -> str:
    """Say what the small chart of one dimension shows."""
    name = framework.questionnaire.dimension(dimension_id).name
    said = (
        f"{one.label}: {_result(one.by_dimension[dimension_id], framework)}." for one in compared
    )
    return " ".join((f"{name}, from 0 to 100.", *said))


def describe_pair(pair: Difference) -> str:
    """Say what the chart of differences shows."""
    return " ".join((summarise(pair), *(sentence_of(one, pair) for one in pair.dimensions)))


def describe_steps(trend: Trend, dimension_id: str) -> tuple[str, ...]:
    """Say for one dimension what changed from each period to the next."""
    steps = ((step, _of(step, dimension_id)) for step in trend.steps)
    return tuple(
        f"From {step.before.label} to {step.after.label}: {VERDICT_WORDS[found.verdict]}"
        + (f" ({show_difference(found.difference)})." if found.difference is not None else ".")
        for step, found in steps
        if found is not None
    )


def _of(step: Difference, dimension_id: str) -> DimensionDifference | None:
    return next((one for one in step.dimensions if one.dimension_id == dimension_id), None)


def _describe(one: ComparedAssessment, framework: Framework) -> str:
    said = (
        f"{framework.questionnaire.dimension(score.dimension_id).name}: {_result(score, framework)}"
        for score in one.dimensions
    )
    return f"{one.label}. {'; '.join(said)}."


def _result(score: DimensionScore, framework: Framework) -> str:
    if score.value is None:
        words = band_phrase(score, framework)
        return words[0].lower() + words[1:]
    interval = score.interval
    spread = f" (interval {show_range(interval.low, interval.high)})" if interval else ""
    return f"{band_letters(score, framework)} {show_score(score.value)}{spread}"


def _figures(score: DimensionScore) -> str:
    return "no score" if score.value is None else show_score(score.value)


def _why_not(found: DimensionDifference, pair: Difference) -> str:
    sides = ((found.before, pair.before.label), (found.after, pair.after.label))
    none = [label for score, label in sides if score.value is None]
    return f"There is no score for {join_words(none)}, because too much is not known."


def _why_unclear(found: DimensionDifference) -> str:
    one, two = found.before.interval, found.after.interval
    if one is not None and two is not None and one.overlaps(two):
        shown = f"{show_range(one.low, one.high)}; {show_range(two.low, two.high)}"
        clear = found.interval is not None and not found.interval.low <= 0 <= found.interval.high
        also = "The difference itself keeps to one side of 0, but the" if clear else "The"
        return f"{also} intervals of the two scores overlap ({shown})."
    return "The interval of the difference reaches 0."
