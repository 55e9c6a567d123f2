"""Record answers, evidence, dissent and context flags, one action at a time."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace

from assessment.locales import gettext as _
from assessment.locales.formats import moment
from assessment.model.answer import (
    Answer,
    Dissent,
    Evidence,
    FlagEntry,
    Origin,
    RecordedAnswer,
    RecordedFlag,
    Reply,
)
from assessment.model.assessment import Changes, IndicatorRecord, NewAnswer, StaleWrite
from assessment.model.checks import (
    check_answer,
    check_dissent,
    check_evidence,
    check_flag,
    check_text,
)
from assessment.model.problem import Problem, Refused, errors_in
from assessment.model.rating import AgreedAnswer, find_agreed, says_the_same
from assessment.services.context import Context, Opened
from assessment.services.reviews import note_findings


def record_answer(  # noqa: PLR0913 - an answer, what its author saw, and why it is another
    context: Context,
    opened: Opened,
    answer: Answer,
    seen_revision: int,
    origin: Origin = "page",
    *,
    change_reason: str = "",
) -> tuple[Problem, ...]:
    """Append an answer; return the warnings that stand beside it.

    Parameters
    ----------
    seen_revision
        The revision that its author saw, 0 for none.
    change_reason
        Why it says something else than what the team agreed on; needed only then.

    Raises
    ------
    Refused
        If the answer breaks a rule, somebody answered meanwhile, or it changes what the
        team agreed on without a reason; nothing is written then.
    """
    problems = check_answer(answer, opened.framework.questionnaire)
    history = context.store.since_agreed(opened.assessment.id, answer.indicator_id)
    agreed = changed_consensus(history, answer)
    # Whoever did not see what was agreed on is told of the newer answer first.
    if agreed is not None and agreed.current.revision == seen_revision:
        problems = (*problems, *check_change(agreed, change_reason))
    if errors_in(problems):
        raise Refused(errors_in(problems))
    # The reason says why something agreed on was changed, so it stands nowhere else.
    new = NewAnswer(answer, seen_revision, change_reason.strip() if agreed else "")
    try:
        _write(context, opened, Changes(origin, answers=(new,)))
    except StaleWrite as error:
        raise Refused((_answered_meanwhile(context, opened, answer.indicator_id),)) from error
    if _can_move_findings(history, answer):
        note_findings(context, opened, origin=origin)
    return problems


def _can_move_findings(history: Sequence[RecordedAnswer], answer: Answer) -> bool:
    """Whether an answer says anything else to scores than the one before; most clicks do not."""
    if not history or history[0].is_carried:
        return answer.is_answered
    return history[0].answer.scored != answer.scored


def changed_consensus(history: Sequence[RecordedAnswer], answer: Answer) -> AgreedAnswer | None:
    """Return what the team agreed on, if it stands until now and an answer would change it.

    Parameters
    ----------
    history
        Every answer ever given to the indicator, the newest first.
    """
    agreed = find_agreed(history)
    if agreed is None or not agreed.stands or says_the_same(agreed.recorded.answer, answer):
        return None
    return agreed


def check_change(agreed: AgreedAnswer, change_reason: str, where: str = "") -> tuple[Problem, ...]:
    """Return what is wrong with the reason for changing what the team agreed on."""
    recorded = agreed.recorded
    where = where or recorded.answer.indicator_id
    if change_reason.strip():
        return tuple(check_text(change_reason, where, _("Say it in fewer words.")))
    found = _(
        "The team agreed on this answer on {moment} (entered by {person}), and it would be changed "
        "without a reason.",
        moment=moment(recorded.recorded_at),
        person=recorded.person_name,
    )
    remedy = _("Say why it is changed, or keep what was agreed on.")
    return (Problem("answer.consensus", where, found, remedy),)


def add_evidence(context: Context, opened: Opened, evidence: Evidence) -> None:
    """Append an evidence entry.

    Raises
    ------
    Refused
        If it has no title, or a value is not allowed.
    """
    evidence = replace(evidence, id="")
    problems = check_evidence(evidence, opened.framework.questionnaire, _("Evidence"))
    if problems:
        raise Refused(problems)
    _write(context, opened, Changes("page", evidence=(evidence,)))


def withdraw_evidence(context: Context, opened: Opened, evidence_id: str) -> None:
    """Let an evidence entry no longer count; it stays in the database."""
    known = {entry.id for entry in context.store.record(opened.assessment).evidence}
    # A second click, or a second tab at the same moment, withdraws nothing twice.
    if evidence_id in known:
        with suppress(StaleWrite):
            _write(context, opened, Changes("page", withdrawn_evidence=(evidence_id,)))


def correct_evidence(
    context: Context, opened: Opened, evidence_id: str, evidence: Evidence
) -> None:
    """Let a corrected entry take the place of one; both stay in the database.

    Raises
    ------
    Refused
        If a value is not allowed, or somebody corrected or withdrew the entry meanwhile;
        nothing is written then.
    """
    evidence = replace(evidence, id="")
    problems = check_evidence(evidence, opened.framework.questionnaire, _("Evidence"))
    if problems:
        raise Refused(problems)
    try:
        changes = Changes("page", evidence=(evidence,), withdrawn_evidence=(evidence_id,))
        _write(context, opened, changes)
    except StaleWrite as error:
        found = _("Somebody corrected or withdrew this source after you opened it.")
        remedy = _("Look at the list of evidence, and correct what stands there now.")
        raise Refused((Problem("evidence.stale", _("Evidence"), found, remedy),)) from error


def sources_elsewhere(context: Context, opened: Opened, indicator_id: str) -> tuple[Evidence, ...]:
    """Return the sources of other indicators, each once, for one to serve several."""
    sources: dict[Evidence, None] = {}
    here: set[Evidence] = set()
    for entry in context.store.record(opened.assessment).evidence:
        bare = replace(entry, id="", indicator_id=indicator_id)
        (here.add if entry.indicator_id == indicator_id else sources.setdefault)(bare)
    return tuple(source for source in sources if source not in here)


def record_dissent(
    context: Context, opened: Opened, indicator_id: str, level: int | None, reason: str
) -> None:
    """Append a different view, signed by whoever gives it; nobody can edit it afterwards.

    Parameters
    ----------
    level
        The level that the person would give; ``None`` when none can be given.

    Raises
    ------
    Refused
        If no reason is given, or indicator or level is not of the questionnaire.
    """
    signed = (context.actor.name, context.clock())
    dissent = Dissent(indicator_id, level, reason.strip(), *signed)
    problems = check_dissent(dissent, opened.framework.questionnaire, _("Dissent"))
    if problems:
        raise Refused(problems)
    _write(context, opened, Changes("page", dissents=(dissent,)))


def reply_to_dissent(context: Context, opened: Opened, dissent_id: str, text: str) -> None:
    """Append an answer of the team to a dissent.

    Raises
    ------
    Refused
        If the text is empty or too long, or the dissent is not of this assessment.
    """
    reply = Reply(text.strip(), context.actor.name, context.clock())
    remedy = _("Write the reply, or leave the dissent as it is.")
    problems = [*check_text(reply.text, _("Reply"), remedy)]
    known = {dissent.id for dissent in context.store.record(opened.assessment).dissents}
    if dissent_id not in known:
        found = _("There is no such dissent in this assessment.")
        remedy = _("Open the assessment again.")
        problems.append(Problem("dissent.unknown", _("Reply"), found, remedy))
    if problems:
        raise Refused(tuple(problems))
    _write(context, opened, Changes("page", replies=((dissent_id, reply),)))


def record_flag(
    context: Context, opened: Opened, entry: FlagEntry, *, seen: int | None = None
) -> None:
    """Append what is known of a context flag; what is there already is not written again.

    Parameters
    ----------
    seen
        The revision that its author saw, 0 for none (`read_recorded_flags` has it);
        ``None`` writes it whatever stands there.

    Raises
    ------
    Refused
        If the flag or the option is not one of the questionnaire's, a value is not
        allowed, or somebody entered something else meanwhile (``flag.stale``).
    """
    where = _("Context, {flag}", flag=entry.flag_id)
    problems = check_flag(entry, opened.framework.questionnaire, where)
    if problems:
        raise Refused(problems)
    saw = {} if seen is None else {entry.flag_id: seen}
    try:
        _write(context, opened, Changes("page", flags=(entry,), seen_flags=saw))
    except StaleWrite as error:
        raise Refused((_entered_meanwhile(context, opened, entry.flag_id, where),)) from error
    note_findings(context, opened)


def read_recorded_flags(context: Context, opened: Opened) -> Mapping[str, RecordedFlag]:
    """Return the newest entry of each context flag, with its revision and who recorded it."""
    return context.store.recorded_flags(opened.assessment.id)


def read_flags(context: Context, opened: Opened) -> Mapping[str, FlagEntry]:
    """Return what is known of each context flag now, by flag id."""
    return context.store.record(opened.assessment).flags


def read_indicator(context: Context, opened: Opened, indicator_id: str) -> IndicatorRecord:
    """Return what is known of one indicator now."""
    return context.store.indicator_record(opened.assessment.id, indicator_id)


def read_answer(context: Context, opened: Opened, indicator_id: str) -> RecordedAnswer | None:
    """Return the newest answer alone, be it carried over; ``None`` before the first."""
    return context.store.newest_answer(opened.assessment.id, indicator_id)


def read_history(context: Context, opened: Opened, indicator_id: str) -> tuple[RecordedAnswer, ...]:
    """Return every answer ever given to an indicator, the newest first."""
    return context.store.history(opened.assessment.id, indicator_id)


def answered_ids(context: Context, opened: Opened) -> frozenset[str]:
    """Return the ids of the answered indicators; drafts and what is carried over do not count."""
    return context.store.answered_ids(opened.assessment.id)


def carried_ids(context: Context, opened: Opened) -> frozenset[str]:
    """Return the ids of the indicators whose answer of the last round nobody has looked at."""
    return context.store.carried_ids(opened.assessment.id)


def _write(context: Context, opened: Opened, changes: Changes) -> None:
    context.store.write(opened.assessment.id, changes, context.actor, context.clock())


def _answered_meanwhile(context: Context, opened: Opened, indicator_id: str) -> Problem:
    recorded = read_indicator(context, opened, indicator_id).recorded
    found = _("Somebody changed this answer after you opened it.")
    if recorded is not None:
        found = _(
            "{person} ({moment}) changed this answer after you opened it.",
            person=recorded.person_name,
            moment=moment(recorded.recorded_at),
        )
    remedy = _("Look at that answer, then keep it or give yours again.")
    return Problem("answer.stale", indicator_id, found, remedy)


def _entered_meanwhile(context: Context, opened: Opened, flag_id: str, where: str) -> Problem:
    recorded = read_recorded_flags(context, opened).get(flag_id)
    found = _("Somebody changed this after you opened it.")
    if recorded is not None:
        found = _(
            "{person} ({moment}) changed this after you opened it.",
            person=recorded.person_name,
            moment=moment(recorded.recorded_at),
        )
    remedy = _("Look at what is entered there, then keep it or give yours again.")
    return Problem("flag.stale", where, found, remedy)
