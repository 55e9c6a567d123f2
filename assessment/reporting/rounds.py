"""Says what a new round takes over from the last one, and what not, in words for every screen."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from assessment.locales import gettext as _
from assessment.locales import mark, ngettext
from assessment.locales.formats import listed
from assessment.model.answer import RecordedAnswer, Status
from assessment.model.assessment import Assessment
from assessment.model.questionnaire import Questionnaire
from assessment.model.round import EarlierRounds, LastRound
from assessment.model.version_changes import IndicatorHistory
from assessment.reporting.terms import confidence_words, status_words
from assessment.reporting.version_changes import indicator_change_words
from assessment.reporting.wording import table

if TYPE_CHECKING:
    from pandas import DataFrame

FLAGS_STAY = mark(
    "What was entered about the context is not carried over: it moves fast, so enter it anew."
)
WHAT_CARRIED_MEANS = mark(
    "An answer that is carried over counts for nothing until somebody has looked at it in this "
    "round: no score, no coverage, no gap."
)
CHANGED_QUESTION = mark("The question was changed since; the answer below is to another question.")


def progress_words(n_answered: str, n_carried: int) -> str:
    """Say how many indicators are answered, and how many only wait to be looked at."""
    return ngettext(
        "{answered} answered, {number} carried over to look at",
        "{answered} answered, {number} carried over to look at",
        n_carried,
        answered=n_answered,
    )


def carried_words(n_carried: int) -> str:
    """Say how many answers of the last round wait to be looked at.

    Examples
    --------
    >>> carried_words(1)
    '1 answer of the last round waits to be looked at; until then it counts for nothing.'
    """
    return ngettext(
        "{number} answer of the last round waits to be looked at; until then it counts for "
        "nothing.",
        "{number} answers of the last round wait to be looked at; until then they count for "
        "nothing.",
        n_carried,
    )


def count_carried(n_carried: int, last_round: LastRound) -> str:
    """Say in one sentence how much a new round took over, and from where."""
    return ngettext(
        "{number} answer was carried over from {earlier}; look at each of them.",
        "{number} answers were carried over from {earlier}; look at each of them.",
        n_carried,
        earlier=last_round.earlier.title,
    )


def earlier_answer_words(recorded: RecordedAnswer, questionnaire: Questionnaire | None) -> str:
    """Say level, confidence and reason of an answer of the last round, on one line.

    Parameters
    ----------
    questionnaire
        In which it was given, for the name of the level; ``None`` if it is not here.
    """
    answer = recorded.answer
    parts = [status_words(answer.status)]
    if answer.status is Status.LEVEL:
        names = {one.value: one.name for one in questionnaire.scale} if questionnaire else {}
        level = {"level": str(answer.level), "name": names.get(answer.level or 0, "")}
        named = (
            _("level {level}, {name}", **level) if level["name"] else _("level {level}", **level)
        )
        sure = _("confidence {confidence}", confidence=confidence_words(answer.confidence))
        parts = [named, sure]
    return ", ".join((*parts, answer.reason)) if answer.reason else ", ".join(parts)


def workbook_words(indicator_id: str, last_round: LastRound) -> str:
    """Write what the last round said of an indicator, for a cell that nobody changes."""
    lines = [*_why_lines(last_round.histories.get(indicator_id))]
    for id_, recorded in last_round.answers_to(indicator_id):
        asked = last_round.questionnaire
        words = earlier_answer_words(recorded, asked)
        named = words if id_ == indicator_id else f"{id_}: {words}"
        lines += [named, recorded.answer.rationale]
    return "\n".join(line for line in lines if line)


def _why_lines(history: IndicatorHistory | None) -> Iterator[str]:
    if history is not None and not history.keeps_meaning and history.sources:
        yield _(CHANGED_QUESTION)


def why_not_carried(history: IndicatorHistory) -> str:
    """Say why an answer of the last round is none to the question of today."""
    words = indicator_change_words(history.change)
    if not history.why:
        return _("The question is {change}.", change=words)
    return _("The question is {change}: {why}", change=words, why=history.why)


def not_carried_table(last_round: LastRound, questionnaire: Questionnaire) -> "DataFrame":
    """Return one row for each indicator whose meaning was changed, or that is new."""
    columns = (_("Indicator"), _("Name"), _("Why"))
    return table(columns, not_carried_rows(last_round, questionnaire))


def not_carried_rows(
    last_round: LastRound, questionnaire: Questionnaire
) -> Sequence[tuple[str, str, str]]:
    """Return id, name and reason of each indicator whose meaning was changed, or that is new."""
    return [
        (id_, questionnaire.indicator(id_).name, why_not_carried(history))
        for id_, history in last_round.changed.items()
    ]


def baseline_sentences(
    earlier: EarlierRounds, own: Assessment, questionnaire: Questionnaire
) -> tuple[str, ...]:
    """Name what declines are measured against in each dimension, and what is no baseline.

    There is always one sentence at least: a reader must know also that there was nothing.
    """
    return (
        *_baselines_named(earlier, own, questionnaire),
        *(_no_scores(one) for one in earlier.without_scores),
        *([_asked_otherwise(earlier.asked_otherwise, own)] if earlier.asked_otherwise else []),
        *(_unplaced(one) for one in earlier.unplaced),
    )


def _baselines_named(
    earlier: EarlierRounds, own: Assessment, questionnaire: Questionnaire
) -> Iterator[str]:
    if own.begins is None:
        yield _(
            "The period '{period}' has no place in time, so no decline is measured.",
            period=own.period,
        )
        return
    if not earlier.baselines:
        yield _("No decline is measured: no earlier round was asked the same and has scores.")
        return
    ids = [dimension.id for dimension in questionnaire.dimensions]
    serves: dict[str, list[str]] = {}
    for id_ in ids:
        title = earlier.baselines[id_].title if id_ in earlier.baselines else ""
        serves.setdefault(title, []).append(id_)
    unserved = serves.pop("", [])
    if len(serves) == 1 and not unserved:
        yield _("Declines are measured against {assessment}.", assessment=next(iter(serves)))
        return
    for title, served in serves.items():
        yield _(
            "Declines in {dimensions} are measured against {assessment}.",
            dimensions=listed(served),
            assessment=title,
        )
    if unserved:
        yield _(
            "No earlier round has a score in {dimensions}, so no decline is measured there.",
            dimensions=listed(unserved),
        )


def _no_scores(earlier: Assessment) -> str:
    return _(
        "{earlier} is an earlier round, but it has no score to measure declines against.",
        earlier=earlier.title,
    )


def _unplaced(other: Assessment) -> str:
    return _(
        "{other} may be an earlier round: its period has no place in time, so nothing is "
        "measured against it.",
        other=other.title,
    )


def _asked_otherwise(earlier: Assessment, own: Assessment) -> str:
    if earlier.questionnaire_version == own.questionnaire_version:
        return _(
            "There is an earlier round, {earlier}. The questionnaire was edited since under the "
            "same version number, so no decline is measured against it.",
            earlier=earlier.title,
        )
    return _(
        "There is an earlier round, {earlier}, made with version {version} of the questionnaire. "
        "Declines are measured only between rounds that were asked the same, so it is no "
        "baseline. The page Compare says which part of a difference is method.",
        earlier=earlier.title,
        version=earlier.questionnaire_version,
    )
