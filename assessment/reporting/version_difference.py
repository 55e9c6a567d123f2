"""Says what a difference between two versions of a questionnaire is about: state or method."""

from typing import TYPE_CHECKING

from assessment.locales import gettext as _
from assessment.locales import mark, ngettext
from assessment.locales.formats import fixed, listed, round_half_up
from assessment.model.comparison import Difference, Verdict, VersionDifference
from assessment.reporting.compare import (
    VERDICT_WORDS,
    PlainTable,
    Value,
    cell_words,
    show_difference_range,
    side_names,
)
from assessment.reporting.wording import signed, table

if TYPE_CHECKING:
    from pandas import DataFrame

WHAT_THE_PARTS_MEAN = mark(
    "Only the part of the state says something about the state: it comes from the questions that "
    "kept their meaning, under the rules of the earlier version alone. The part of the method "
    "comes from other questions and other rules."
)


def describe_split(found: VersionDifference, pair: Difference) -> str:
    """Say what differs in one dimension between two versions, and what of it is the state."""
    name = pair.framework.questionnaire.dimension(found.dimension_id).name
    return " ".join((_of_state(found, pair, name), *_of_method(found, pair)))


def _of_state(found: VersionDifference, pair: Difference, name: str) -> str:
    if found.state is None or found.interval is None:
        return _(
            "{dimension}: nothing can be said about the state, because too few questions kept "
            "their meaning and have a level in both.",
            dimension=name,
        )
    figures = _(
        "Of the state: {points} points, interval {range}, from {questions} under the rules of "
        "version {version}.",
        points=signed(found.state),
        range=show_difference_range(found.interval),
        questions=ngettext("{number} question", "{number} questions", found.n_compared),
        version=pair.earlier_version,
    )
    return f"{_verdict(found, pair, name)} {figures}"


def _verdict(found: VersionDifference, pair: Difference, name: str) -> str:
    second = pair.after.label
    match found.verdict:
        case Verdict.HIGHER:
            return _("{dimension}: higher in {second}.", dimension=name, second=second)
        case Verdict.LOWER:
            return _("{dimension}: lower in {second}.", dimension=name, second=second)
        case _:
            return _("{dimension}: no clear difference.", dimension=name)


def _of_method(found: VersionDifference, pair: Difference) -> tuple[str, ...]:
    if found.whole is None:
        return (_("One of the two has no score, because too much is not known."),)
    whole = _(
        "The whole difference is {points} points ({score} in {first}, {other} in {second}).",
        points=signed(found.whole),
        score=fixed(found.before.value or 0.0, 1),
        first=pair.before.label,
        other=fixed(found.after.value or 0.0, 1),
        second=pair.after.label,
    )
    if found.method is None:
        return (whole,)
    method = _(
        "Of the method: {points} points, from other questions and other rules; they say nothing "
        "about the state.",
        points=signed(found.method),
    )
    return (method, whole)


def summarise_versions(pair: Difference) -> str:
    """Say in how many dimensions the state differs, in one sentence."""
    found = [one.verdict for one in pair.versions]
    words = {
        Verdict.HIGHER: mark("higher in {dimensions}"),
        Verdict.LOWER: mark("lower in {dimensions}"),
        Verdict.NO_CLEAR_DIFFERENCE: mark("no clear difference in {dimensions}"),
        Verdict.NOT_COMPARABLE: mark("not comparable in {dimensions}"),
    }
    counts = [
        _(text, dimensions=ngettext("{number} dimension", "{number} dimensions", found.count(one)))
        for one, text in words.items()
        if one in found
    ]
    return _(
        "{second}, compared with {first}, as far as the same was asked: {counts}.",
        second=pair.after.label,
        first=pair.before.label,
        counts=listed(counts),
    )


def version_table(pair: Difference) -> "DataFrame":
    """Return one row a dimension: both results, the whole difference and its two parts."""
    columns = (_("Dimension"), *side_names(pair), _("Whole difference"), _("Of the state"))
    columns = (*columns, _("Interval"), _("Of the method"), _("State, in words"))
    return table(columns, (_row(one, pair) for one in pair.versions))


def _row(found: VersionDifference, pair: Difference) -> tuple[str, ...]:
    name = pair.framework.questionnaire.dimension(found.dimension_id).name
    interval = found.interval
    return (
        name,
        cell_words(found.before, pair.framework),
        cell_words(found.after, pair.framework),
        _points(found.whole),
        _points(found.state),
        _("None") if interval is None else show_difference_range(interval),
        _points(found.method),
        _(VERDICT_WORDS[found.verdict]),
    )


def _points(value: float | None) -> str:
    return _("None") if value is None else signed(value)


def plain_versions(pair: Difference) -> PlainTable:
    """Return one row a dimension of a pair of versions, to take away."""
    columns = (_("Dimension"), _("Name"), _("First"), _("Second"), _("Whole difference"))
    columns = (*columns, _("Of the state"), _("From"), _("To"), _("Of the method"))
    columns = (*columns, _("Questions compared"), _("State, in words"))
    rows = (
        (
            one.dimension_id,
            pair.framework.questionnaire.dimension(one.dimension_id).name,
            *side_names(pair),
            _number(one.whole),
            _number(one.state),
            _number(one.interval.low if one.interval else None),
            _number(one.interval.high if one.interval else None),
            _number(one.method),
            one.n_compared,
            _(VERDICT_WORDS[one.verdict]),
        )
        for one in pair.versions
    )
    return PlainTable(_("Versions"), columns, tuple(rows))


def _number(value: float | None) -> Value:
    """Round as the page does, so that the file and the page never differ."""
    return None if value is None else float(round_half_up(value, 1))
