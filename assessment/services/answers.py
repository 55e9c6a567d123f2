"""Record answers, evidence, dissent and context flags, one action at a time."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace

from assessment.model.answer import (
    CONFIDENCES,
    PROTECTIONS,
    Answer,
    Dissent,
    Evidence,
    FlagEntry,
    Origin,
    RecordedAnswer,
    Reply,
)
from assessment.model.assessment import Changes, IndicatorRecord, NewAnswer, StaleWrite
from assessment.model.checks import LONGEST_TEXT, check_answer
from assessment.model.problem import Problem, Refused, errors_in
from assessment.model.questionnaire import Questionnaire
from assessment.model.text import in_plain_text, plain_text
from assessment.services.context import Context, Opened


def record_answer(
    context: Context, opened: Opened, answer: Answer, seen_revision: int, origin: Origin = "page"
) -> tuple[Problem, ...]:
    """Append an answer; return the warnings that stand beside it.

    Parameters
    ----------
    seen_revision
        The revision that its author saw, 0 for none.

    Raises
    ------
    Refused
        If the answer breaks a rule, or somebody answered meanwhile; nothing is
        written then.
    """
    answer = in_plain_text(answer)
    problems = check_answer(answer, opened.framework.questionnaire)
    if errors_in(problems):
        raise Refused(errors_in(problems))
    try:
        _write(context, opened, Changes(origin, answers=(NewAnswer(answer, seen_revision),)))
    except StaleWrite as error:
        raise Refused((_answered_meanwhile(context, opened, answer.indicator_id),)) from error
    return problems


def add_evidence(context: Context, opened: Opened, evidence: Evidence) -> None:
    """Append an evidence entry.

    Raises
    ------
    Refused
        If it has no title, or a value is not allowed.
    """
    evidence = replace(in_plain_text(evidence), id="")
    problems = check_evidence(evidence, opened.framework.questionnaire, "Evidence")
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
    reason = plain_text(reason).strip()
    _require_text(reason, "Dissent", "Say why you see it differently.")
    dissent = Dissent(indicator_id, level, reason, context.actor.name, context.clock())
    problems = check_dissent(dissent, opened.framework.questionnaire, "Dissent")
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
    text = plain_text(text).strip()
    _require_text(text, "Reply", "Write the reply, or leave the dissent as it stands.")
    known = {dissent.id for dissent in context.store.record(opened.assessment).dissents}
    if dissent_id not in known:
        found = "There is no such dissent in this assessment."
        raise Refused((Problem("dissent.unknown", "Reply", found, "Open the assessment again."),))
    reply = Reply(text, context.actor.name, context.clock())
    _write(context, opened, Changes("page", replies=((dissent_id, reply),)))


def record_flag(context: Context, opened: Opened, entry: FlagEntry) -> None:
    """Append what is known of a context flag.

    Raises
    ------
    Refused
        If the flag or the option is not one of the questionnaire's, or a value is
        not allowed.
    """
    entry = in_plain_text(entry)
    problems = check_flag(entry, opened.framework.questionnaire, f"Context, {entry.flag_id}")
    if problems:
        raise Refused(problems)
    _write(context, opened, Changes("page", flags=(entry,)))


def read_flags(context: Context, opened: Opened) -> Mapping[str, FlagEntry]:
    """Return what is known of each context flag now, by flag id."""
    return context.store.record(opened.assessment).flags


def read_indicator(context: Context, opened: Opened, indicator_id: str) -> IndicatorRecord:
    """Return what is known of one indicator now."""
    return context.store.indicator_record(opened.assessment.id, indicator_id)


def read_history(context: Context, opened: Opened, indicator_id: str) -> tuple[RecordedAnswer, ...]:
    """Return every answer ever given to an indicator, the newest first."""
    return context.store.history(opened.assessment.id, indicator_id)


def answered_ids(context: Context, opened: Opened) -> frozenset[str]:
    """Return the ids of the answered indicators; drafts and defaults do not count."""
    return context.store.answered_ids(opened.assessment.id)


def check_evidence(
    evidence: Evidence, questionnaire: Questionnaire, where: str
) -> tuple[Problem, ...]:
    """Return everything that is wrong with an evidence entry."""
    problems: list[Problem] = []
    if not evidence.title.strip():
        found = "The evidence has no title."
        problems.append(Problem("evidence.title_missing", where, found, "Name the document."))
    if not questionnaire.has_indicator(evidence.indicator_id):
        found = f"'{evidence.indicator_id}' is no indicator."
        problems.append(Problem("evidence.indicator_unknown", where, found, "Correct the id."))
    if evidence.protection not in PROTECTIONS:
        found = f"'{evidence.protection}' is no protection tier."
        allowed = f"Allowed are {', '.join(PROTECTIONS)}."
        problems.append(Problem("evidence.protection_unknown", where, found, "Pick one.", allowed))
    fields = ("title", "publisher", "published", "link", "page")
    if any(len(getattr(evidence, field)) > LONGEST_TEXT for field in fields):
        problems.append(_too_long("evidence", where))
    return tuple(problems)


def check_flag(entry: FlagEntry, questionnaire: Questionnaire, where: str) -> tuple[Problem, ...]:
    """Return everything that is wrong with a context flag entry."""
    flag = next((f for f in questionnaire.context_flags if f.id == entry.flag_id), None)
    if flag is None:
        found = f"'{entry.flag_id}' is no context flag."
        return (Problem("flag.unknown", where, found, "Correct the id."),)
    problems: list[Problem] = []
    options = {option.id for option in flag.options}
    if entry.option not in options:
        found = f"'{entry.option}' is not one of the choices."
        allowed = f"Allowed are {', '.join(sorted(options))}."
        problems.append(Problem("flag.option_unknown", where, found, "Pick one.", allowed))
    if entry.confidence not in (None, *CONFIDENCES):
        found = f"'{entry.confidence}' is no confidence."
        allowed = f"Allowed are {', '.join(CONFIDENCES)}."
        problems.append(Problem("flag.confidence_unknown", where, found, "Pick one.", allowed))
    if any(len(text) > LONGEST_TEXT for text in (entry.since, entry.source, entry.note)):
        problems.append(_too_long("flag", where))
    return tuple(problems)


def check_dissent(
    dissent: Dissent, questionnaire: Questionnaire, where: str
) -> tuple[Problem, ...]:
    """Return everything that is wrong with the place and the level of a dissent."""
    problems: list[Problem] = []
    if not questionnaire.has_indicator(dissent.indicator_id):
        found = f"'{dissent.indicator_id}' is no indicator."
        problems.append(Problem("dissent.indicator_unknown", where, found, "Correct the id."))
    levels = {level.value for level in questionnaire.scale}
    if dissent.level not in (None, *levels):
        found = f"'{dissent.level}' is not one of the levels."
        allowed = f"Allowed are {min(levels)} to {max(levels)}."
        problems.append(Problem("dissent.level_unknown", where, found, "Pick one.", allowed))
    return tuple(problems)


def _too_long(what: str, where: str) -> Problem:
    found = f"A text has more than {LONGEST_TEXT:,} characters."
    return Problem(f"{what}.text_too_long", where, found, "Shorten it.")


def _require_text(text: str, where: str, remedy: str) -> None:
    if not text.strip():
        raise Refused((Problem("text.missing", where, "The text is empty.", remedy),))
    if len(text) > LONGEST_TEXT:
        found = f"The text has {len(text):,} characters; allowed are {LONGEST_TEXT:,}."
        raise Refused((Problem("text.too_long", where, found, "Shorten it."),))


def _write(context: Context, opened: Opened, changes: Changes) -> None:
    context.store.write(opened.assessment.id, changes, context.actor, context.clock())


def _answered_meanwhile(context: Context, opened: Opened, indicator_id: str) -> Problem:
    recorded = read_indicator(context, opened, indicator_id).recorded
    who = f"{recorded.person_name} at {recorded.recorded_at:%H:%M}" if recorded else "Somebody"
    return Problem(
        "answer.stale",
        indicator_id,
        f"{who} changed this answer after you opened it.",
        "Look at that answer, then keep it or give yours again.",
    )
