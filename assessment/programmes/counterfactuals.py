"""What would have to be different for a programme to be advised, or to leave its group.

Every change that is returned was tried: `Ask` scores again with it and says in which group the
programme then stands.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from assessment.model.answer import FlagEntry, Status
from assessment.model.assessment import Record
from assessment.model.conditions import (
    AllOf,
    AnyOf,
    Condition,
    FlagCondition,
    IndicatorCondition,
    NoneOf,
    StatementCondition,
)
from assessment.model.framework import Framework
from assessment.model.suggestion import Change, Counterfactual, Group, Suggestion

Ask = Callable[[Record, str], Group]
"""Scores a record anew and returns the group of one programme."""
Changes = tuple[Change, ...]


def would_change(
    framework: Framework, record: Record, suggestion: Suggestion, ask: Ask
) -> Counterfactual | None:
    """Return the smallest change that was found to move a suggestion, if one was.

    For a programme that is not advised, what would let it be advised; for one that is, the
    answer that would move it to another group. A single change goes before several, a change
    by few levels before one by many.
    """
    if suggestion.group is Group.NOT_KNOWN:
        return None
    if suggestion.group.is_advised:
        return _leaves(framework, record, suggestion, ask)
    return _opens(framework, record, suggestion, ask)


def with_changes(framework: Framework, record: Record, changes: Iterable[Change]) -> Record:
    """Return a record with other levels, without ticks there, and other circumstances."""
    answers, flags = dict(record.answers), dict(record.flags)
    known = {flag.id for flag in framework.questionnaire.context_flags}
    for change in changes:
        if change.id in known:
            flags[change.id] = FlagEntry(change.id, change.option)
            continue
        found = answers[change.id]
        answer = replace(
            found.answer, level=change.level, status=Status.LEVEL, ticked=frozenset[str]()
        )
        answers[change.id] = replace(found, answer=answer)
    return replace(record, answers=answers, flags=flags)


def _opens(
    framework: Framework, record: Record, suggestion: Suggestion, ask: Ask
) -> Counterfactual | None:
    id_ = suggestion.programme.id
    asked = [one.condition for one in suggestion.failed]
    shut = [closing.closure.condition for closing in suggestion.closings]
    needed = [change for one in asked for change in _to_hold(framework, record, one)]
    against = [change for one in shut for change in _to_fail(framework, record, one)]
    changes = _highest(framework, (*needed, *against))
    found = _tried(framework, record, ([one] for one in changes), (id_, ask))
    if found is not None or len(changes) < 2:
        return found
    together = _tried(framework, record, [changes], (id_, ask))
    return together and _without_idle(framework, record, together, (id_, ask))


def _leaves(
    framework: Framework, record: Record, suggestion: Suggestion, ask: Ask
) -> Counterfactual | None:
    """Try what was served and is weak, one level after another, until the group changes."""
    highest = framework.questionnaire.highest_level
    needs = sorted(suggestion.needs, key=lambda need: -need.need)
    raised = (
        [Change(need.indicator_id, level)]
        for distance in range(1, highest + 1)
        for need in needs
        if (level := need.level + distance) <= highest
    )
    return _tried(framework, record, raised, (suggestion.programme.id, ask), suggestion.group)


def _tried(
    framework: Framework,
    record: Record,
    candidates: Iterable[Iterable[Change]],
    asked: tuple[str, Ask],
    before: Group | None = None,
) -> Counterfactual | None:
    """Return the first changes after which a programme is advised, or in another group."""
    id_, ask = asked
    for candidate in candidates:
        changes = tuple(candidate)
        after = ask(with_changes(framework, record, changes), id_)
        if after is not before and (before is not None or after.is_advised):
            return Counterfactual(changes, after)
    return None


def _without_idle(
    framework: Framework, record: Record, found: Counterfactual, asked: tuple[str, Ask]
) -> Counterfactual:
    """Leave out each change without which the programme is advised as well."""
    for change in found.changes:
        fewer = [one for one in found.changes if one != change]
        again = _tried(framework, record, [fewer], asked) if fewer else None
        found = again or found
    return found


def _highest(framework: Framework, changes: Iterable[Change]) -> Changes:
    """Keep one change of each answer: the one that asks most."""
    found: dict[str, Change] = {}
    for change in changes:
        kept = found.get(change.id)
        if kept is None or (change.level or 0) > (kept.level or 0):
            found[change.id] = change
    order = [indicator.id for indicator in framework.questionnaire.indicators]
    return tuple(sorted(found.values(), key=lambda one: (one.id not in order, one.id)))


def _to_hold(framework: Framework, record: Record, condition: Condition) -> Iterator[Change]:
    """Yield changes that together make a condition hold, as far as a level can."""
    match condition:
        case AllOf(all=parts) | AnyOf(any=parts):
            for part in parts:
                yield from _to_hold(framework, record, part)
        case NoneOf(none=parts):
            for part in parts:
                yield from _to_fail(framework, record, part)
        case IndicatorCondition(indicator=id_, at_least=int(level)):
            if (_level(record, id_) or 0) < level:
                yield Change(id_, level)
        case _:
            pass


def _to_fail(framework: Framework, record: Record, condition: Condition) -> Iterator[Change]:
    """Yield changes that together end a condition: levels above it, circumstances that are none."""
    match condition:
        case AllOf(all=parts) | AnyOf(any=parts):
            for part in parts:
                yield from _to_fail(framework, record, part)
        case IndicatorCondition(indicator=id_, at_most=int(level)):
            known = _level(record, id_)
            if known is not None and known <= level < framework.questionnaire.highest_level:
                yield Change(id_, level + 1)
        case StatementCondition(statement=id_):
            yield from _above_statement(framework, record, id_)
        case FlagCondition(flag=id_):
            yield from _calm(framework, record, id_)
        case _:
            pass


def _above_statement(framework: Framework, record: Record, statement_id: str) -> Iterator[Change]:
    home = framework.questionnaire.indicator_of_statement(statement_id)
    if home is not None and _level(record, home.id) == home.level_of(statement_id):
        yield Change(home.id, home.level_of(statement_id) + 1)


def _calm(framework: Framework, record: Record, flag_id: str) -> Iterator[Change]:
    flags = {flag.id: flag for flag in framework.questionnaire.context_flags}
    calm = [option.id for option in flags[flag_id].options if option.counts_as == "none"]
    entered = record.flags.get(flag_id)
    if calm and entered is not None and entered.option != calm[0]:
        yield Change(flag_id, option=calm[0])


def _level(record: Record, indicator_id: str) -> int | None:
    found = record.answers.get(indicator_id)
    return found.answer.level if found else None
