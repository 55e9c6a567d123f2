"""Begin the next round of an assessment with what the last one found, and look at it again.

Answers are carried over where the question kept its meaning. They are stored like any answer,
with the origin "carried over", and count for nothing until somebody has looked at them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from pydantic import AwareDatetime

from assessment.model.answer import CARRIED_OVER, Answer, Evidence
from assessment.model.assessment import Assessment, Changes, NewAnswer, NewScope, Record
from assessment.model.checks import check_answer
from assessment.model.problem import Problem, errors_in
from assessment.model.questionnaire import Frozen, Questionnaire, Verbatim
from assessment.model.round import LastRound
from assessment.model.scope import Scope
from assessment.model.version_changes import IndicatorHistory
from assessment.reporting.rounds import workbook_words
from assessment.services.answers import read_indicator, record_answer
from assessment.services.assessments import NewAssessment, check_new, store_new
from assessment.services.context import Context, Opened, open_assessment

KIND = "round"
"""Under which it stands in the table of results where an assessment was carried over from."""


class _Content(Frozen):
    """What is stored beside a new round."""

    earlier_id: Verbatim
    moment: AwareDatetime


@dataclass(frozen=True)
class BegunRound:
    """A new assessment, and what it took over.

    Attributes
    ----------
    n_carried
        Answers to look at.
    was_edited
        Whether the earlier questionnaire was edited under its version number, so that
        some answers may have been given to other words.
    """

    assessment: Assessment
    last_round: LastRound
    n_carried: int
    was_edited: bool


def begin_round(
    context: Context, earlier_id: str, period: str, *, mode: str = "", scope_note: str | None = None
) -> BegunRound:
    """Begin the next assessment of the same place with what the last one found.

    The newest version of the questionnaire is asked. Answers to indicators that kept
    their meaning are carried over with their evidence, and the scope sheet as a start;
    what was entered about the context is not, because it moves fast.

    Parameters
    ----------
    mode, scope_note
        Those of the earlier assessment where they are left out.

    Raises
    ------
    Refused
        If the earlier assessment cannot be opened, or the new one cannot begin.
    """
    opened = open_assessment(context, earlier_id)
    earlier, moment = opened.assessment, context.clock()
    assessment = check_new(
        context,
        NewAssessment(
            questionnaire_id=earlier.questionnaire_id,
            state_code=earlier.state_code,
            period=period,
            mode=mode or earlier.mode,
            region=earlier.region,
            scope_note=earlier.scope_note if scope_note is None else scope_note,
            invented_name=earlier.state_name,
        ),
    )
    record = context.store.record_at(earlier, moment)
    last = LastRound(
        record, opened.framework.questionnaire, _histories(context, earlier, assessment)
    )
    changes = _carry_over(last, _asked(context, assessment))
    content = _Content(earlier_id=earlier.id, moment=moment)
    store_new(context, assessment, changes=changes, results={KIND: content.model_dump_json()})
    return BegunRound(assessment, last, len(changes.answers), opened.content_differs)


def read_last_round(context: Context, opened: Opened) -> LastRound | None:
    """Return what an assessment was carried over from; ``None`` if it began without."""
    stored = context.store.results_of(KIND, opened.assessment.id)
    text = context.store.stored_result(KIND, stored[0].id) if stored else None
    if text is None:
        return None
    content = _Content.model_validate_json(text.text)
    earlier = context.store.assessment(content.earlier_id)
    if earlier is None:
        return None
    framework = context.library.find(earlier.questionnaire_id, earlier.questionnaire_version)
    return LastRound(
        context.store.record_at(earlier, content.moment),
        framework.questionnaire if framework else None,
        _histories(context, earlier, opened.assessment),
    )


def confirm_carried(context: Context, opened: Opened, indicator_id: str) -> tuple[Problem, ...]:
    """Let an answer of the last round be the answer of this one: somebody looked, it still holds.

    Returns
    -------
    tuple of Problem
        The warnings that stand beside it; nothing where nothing waits to be looked at.

    Raises
    ------
    Refused
        If the answer breaks a rule, or somebody answered at this very moment.
    """
    carried = read_indicator(context, opened, indicator_id).carried
    if carried is None:
        return ()
    return record_answer(context, opened, carried.answer, carried.revision)


def words_for_workbook(context: Context, opened: Opened) -> Mapping[str, str]:
    """Return what the last round said of each indicator, in words; empty without a last round."""
    last = read_last_round(context, opened)
    if last is None:
        return {}
    ids = (indicator.id for indicator in opened.framework.questionnaire.indicators)
    return {id_: workbook_words(id_, last) for id_ in ids}


def _histories(
    context: Context, earlier: Assessment, later: Assessment
) -> Mapping[str, IndicatorHistory]:
    versions = (earlier.questionnaire_version, later.questionnaire_version)
    return context.library.trace(later.questionnaire_id, *versions)


def _asked(context: Context, assessment: Assessment) -> Questionnaire:
    """Return what a new assessment asks; its heading was checked a moment ago."""
    framework = context.library.find(assessment.questionnaire_id, assessment.questionnaire_version)
    if framework is None:
        raise LookupError(f"no questionnaire {assessment.questionnaire_id} to begin a round with")
    return framework.questionnaire


def _carry_over(last: LastRound, asked: Questionnaire) -> Changes:
    kept = {id_ for id_, history in last.histories.items() if history.keeps_meaning}
    scope = last.record.scope
    return Changes(
        CARRIED_OVER,
        answers=tuple(NewAnswer(answer, 0) for answer in _answers(last.record, kept, asked)),
        evidence=tuple(_evidence(last.record, kept)),
        scope=None if scope == Scope() else NewScope(scope, 0),
    )


def _answers(record: Record, kept: set[str], asked: Questionnaire) -> Iterator[Answer]:
    """Yield the answers that are answers to the questions of today as well."""
    for indicator in asked.indicators:
        recorded = record.answers.get(indicator.id)
        if indicator.id not in kept or recorded is None or not recorded.answer.is_answered:
            continue
        ticked = recorded.answer.ticked & set(indicator.statement_ids)
        answer = replace(recorded.answer, ticked=ticked)
        # A rule that came since, or a level that is gone: then it must be answered anew.
        if not errors_in(check_answer(answer, asked)):
            yield answer


def _evidence(record: Record, kept: set[str]) -> Iterator[Evidence]:
    return (replace(entry, id="") for entry in record.evidence if entry.indicator_id in kept)
