"""Holds a plan against the findings of today, and against those of the next round."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import TypeVar

from assessment.model.answer import Answer, Status
from assessment.model.assessment import Record
from assessment.model.framework import Framework
from assessment.model.plan import (
    Change,
    ItemStanding,
    MilestoneStanding,
    Move,
    Moved,
    Plan,
    PlanChoice,
    PlanItem,
    RecordedItem,
)
from assessment.model.questionnaire import Questionnaire
from assessment.model.score import Profile
from assessment.model.suggestion import Suggestion
from assessment.model.version_changes import IndicatorHistory

Word = TypeVar("Word", Change, Moved)


def stand(  # noqa: PLR0913 - what an item is held against
    plan: Plan,
    framework: Framework,
    record: Record,
    profile: Profile,
    suggestions: Iterable[Suggestion],
    *,
    today: date,
) -> tuple[ItemStanding, ...]:
    """Hold every item against the answers of today; dropped items come last."""
    failed = {one.programme.id: one.failed for one in suggestions}
    standings = [
        ItemStanding(
            recorded,
            record.answer(recorded.item.indicator_id),
            change_of(recorded.item, record.answer(recorded.item.indicator_id)),
            waits_for=_among(plan, recorded.item, is_open=True),
            rests_on_dropped=_among(plan, recorded.item, is_open=False),
            failed=failed.get(recorded.item.programme_id, ()),
            gap_ids=_gaps(framework, profile, recorded.item.indicator_id, active=True),
            is_overdue=_is_past(recorded.item.ends, today) and recorded.item.is_open,
            review_is_due=_is_past(recorded.item.review_on, today) and recorded.item.is_open,
        )
        for recorded in plan.current.values()
    ]
    return tuple(sorted(standings, key=lambda one: one.item.is_dropped))


def stand_milestones(plan: Plan, today: date) -> tuple[MilestoneStanding, ...]:
    """Return every milestone with what was said of it, the earliest day first."""
    found = [
        MilestoneStanding(
            one,
            plan.attested(number),
            is_overdue=_is_past(one.milestone.due_on, today)
            and not one.milestone.is_dropped
            and not plan.attested(number),
        )
        for number, one in plan.agreed.items()
    ]
    latest = date.max
    return tuple(
        sorted(found, key=lambda o: (o.milestone.is_dropped, o.milestone.due_on or latest))
    )


def change_of(item: PlanItem, now: Answer) -> Change:
    """Say what became of the answer since an item was added."""
    then = item.level_then
    if now.status is Status.LEVEL and now.level is not None:
        if then is None:
            return Change.FIRST_KNOWN
        return _direction(then, now.level, (Change.UP, Change.DOWN, Change.SAME))
    if now.status is Status.NOT_APPLICABLE:
        return Change.NOT_APPLICABLE_NOW
    if then is None:
        return Change.STILL_UNKNOWN
    is_answered = now.status is Status.INSUFFICIENT_INFORMATION
    return Change.NO_LONGER_KNOWN if is_answered else Change.NO_LONGER_ANSWERED


def moves_between(
    plan: Plan,
    earlier: Record,
    later: Record,
    histories: Mapping[str, IndicatorHistory],
    *,
    was_edited: bool = False,
) -> tuple[Move, ...]:
    """Say of each item of an earlier plan whether its indicator moved until the later round.

    Parameters
    ----------
    histories
        Indicator of the later version to where it comes from; empty where a version is missing.
    was_edited
        Whether the questionnaire was edited under the same version number in between, so
        that nothing can be compared.
    """
    return tuple(
        _move(recorded, earlier, later, histories, was_edited=was_edited)
        for recorded in plan.current.values()
        if not recorded.item.is_dropped
    )


def _move(
    recorded: RecordedItem,
    earlier: Record,
    later: Record,
    histories: Mapping[str, IndicatorHistory],
    *,
    was_edited: bool,
) -> Move:
    id_ = recorded.item.indicator_id
    before = earlier.answer(id_)
    heirs = [new for new, one in histories.items() if id_ in one.sources]
    # One that kept its meaning comes first, then the one that kept the id.
    heirs.sort(key=lambda new: (not histories[new].keeps_meaning, new != id_))
    if not heirs:
        return Move(recorded, before, None, Moved.NOT_COMPARABLE, id_, was_edited=was_edited)
    history, after = histories[heirs[0]], later.answer(heirs[0])
    moved = Moved.NOT_COMPARABLE
    if history.keeps_meaning and not was_edited:
        moved = _moved(before.level, after.level)
    return Move(recorded, before, after, moved, heirs[0], history, was_edited)


def _moved(before: int | None, after: int | None) -> Moved:
    if before is None or after is None:
        return Moved.NOT_COMPARABLE
    return _direction(before, after, (Moved.UP, Moved.DOWN, Moved.SAME))


def plan_choices(framework: Framework, record: Record, profile: Profile) -> tuple[PlanChoice, ...]:
    """Return the indicators that can still rise, those most in need of it first.

    Those that make a critical gap active come first, then those that keep one from being
    ruled out, then by level; what has no level comes after the low levels, because it must
    be found out first. What is at the highest level or does not apply is left out.
    """
    choices = [
        PlanChoice(
            indicator.id,
            record.answer(indicator.id),
            _gaps(framework, profile, indicator.id, active=True),
            _gaps(framework, profile, indicator.id, active=False),
        )
        for indicator in framework.questionnaire.indicators
        if can_rise(framework, record.answer(indicator.id))
    ]
    return tuple(sorted(choices, key=_need))


def can_rise(framework: Framework, answer: Answer) -> bool:
    """Whether an indicator can reach a higher level than it has today."""
    if answer.status is Status.NOT_APPLICABLE:
        return False
    return answer.level is None or answer.level < framework.questionnaire.highest_level


def _need(choice: PlanChoice) -> tuple[bool, bool, float]:
    level = 1.5 if choice.answer.level is None else choice.answer.level
    return not choice.gap_ids, not choice.open_gap_ids, level


def _gaps(
    framework: Framework, profile: Profile, indicator_id: str, *, active: bool
) -> tuple[str, ...]:
    return tuple(
        found.gap.id
        for found in profile.gaps
        if found.is_active is active
        and indicator_id in _indicators(framework.questionnaire, found.finding.causes)
    )


def _indicators(questionnaire: Questionnaire, causes: Iterable[str]) -> Iterator[str]:
    """Yield the causes, and for each that is a statement its indicator."""
    for id_ in causes:
        home = questionnaire.indicator_of_statement(id_)
        yield home.id if home else id_


def _among(plan: Plan, item: PlanItem, *, is_open: bool) -> tuple[int, ...]:
    """Return the prerequisites that are not done, or those that were dropped."""
    known = {n: plan.current[n].item for n in item.prerequisites if n in plan.current}
    return tuple(n for n, one in known.items() if (one.is_open if is_open else one.is_dropped))


def _is_past(day: date | None, today: date) -> bool:
    return day is not None and day < today


def _direction(before: int, after: int, words: tuple[Word, Word, Word]) -> Word:
    up, down, same = words
    return up if after > before else down if after < before else same
