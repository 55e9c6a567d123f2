"""Plan what is to be done about the findings, and hold the plan against them.

Nothing of the findings is copied into a plan but the level at the time of planning, as evidence
of what was known. Whatever else is said of an item is read from the answers of today.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from assessment.locales import gettext as _
from assessment.locales.formats import moment
from assessment.model.answer import Answer, Origin
from assessment.model.assessment import Assessment, Record, StaleWrite
from assessment.model.plan import (
    Attestation,
    Milestone,
    Move,
    Plan,
    PlanChanges,
    PlanChoice,
    PlanItem,
)
from assessment.model.plan_checks import Known, check_attestation, check_item, check_milestone
from assessment.model.problem import Problem, Refused, errors_in
from assessment.model.score import Profile
from assessment.model.suggestion import Suggestion
from assessment.model.version_changes import IndicatorHistory
from assessment.programmes.plan import moves_between, plan_choices, stand, stand_milestones
from assessment.reporting.plans import (
    PlanReport,
    attestation_place,
    item_place,
    milestone_place,
    plan_report,
)
from assessment.services.baseline import earlier_rounds
from assessment.services.context import Context, Opened
from assessment.services.rounds import read_last_round

_TRIES = 4


@dataclass(frozen=True)
class PlanFound:
    """A plan held against the findings of today.

    Attributes
    ----------
    plan
        Everything that was ever recorded of it.
    report
        The tables and sentences that page, workbook and command show alike.
    choices
        Indicators that an item can be added for, those most in need of it first.
    """

    plan: Plan
    report: PlanReport
    choices: tuple[PlanChoice, ...]


def read_plan(context: Context, opened: Opened) -> Plan:
    """Return everything that was ever recorded of the plan of an assessment."""
    return context.store.plan(opened.assessment.id)


def hold_plan(
    context: Context,
    opened: Opened,
    record: Record,
    profile: Profile,
    *,
    suggestions: Iterable[Suggestion],
) -> PlanFound:
    """Hold the plan of an assessment against its answers, and the plan of the round before too."""
    plan, today = read_plan(context, opened), context.clock().date()
    framework = opened.framework
    earlier, moves = _moves(context, opened, record)
    report = plan_report(
        framework,
        opened.assessment,
        stand(plan, framework, record, profile, suggestions, today=today),
        stand_milestones(plan, today),
        earlier=earlier,
        moves=moves,
    )
    return PlanFound(plan, report, plan_choices(framework, record, profile))


def add_item(
    context: Context, opened: Opened, item: PlanItem, *, origin: Origin = "page"
) -> tuple[Problem, ...]:
    """Append an item with the level of today; return the warnings that stand beside it.

    Raises
    ------
    Refused
        With everything that is wrong with it; nothing is written then.
    """
    now = _now(context, opened, item.indicator_id)

    def make(plan: Plan) -> tuple[PlanItem, int]:
        number = max(plan.current, default=0) + 1
        known = {"status_then": now.status, "level_then": now.level}
        return replace(item, number=number, **known), 1

    return _write_item(context, opened, make, now, origin=origin)


def revise_item(
    context: Context, opened: Opened, item: PlanItem, seen_revision: int, *, origin: Origin = "page"
) -> tuple[Problem, ...]:
    """Append a new version of an item; one that says nothing new is not kept a second time.

    Parameters
    ----------
    seen_revision
        The revision of the item that its author saw.

    Raises
    ------
    Refused
        With everything that is wrong with it, if there is no such item, or if somebody
        changed it meanwhile (``plan.stale``); nothing is written then.
    """
    now = _now(context, opened, item.indicator_id)

    def make(plan: Plan) -> tuple[PlanItem, int] | None:
        newest = plan.current.get(item.number)
        if newest is None:
            raise Refused((_no_item(item.number),))
        if newest.revision != seen_revision:
            raise Refused((_stale(newest.person_name, moment(newest.recorded_at), item.number),))
        known = {"status_then": newest.item.status_then, "level_then": newest.item.level_then}
        revised = replace(item, **known)
        return None if revised == newest.item else (revised, seen_revision + 1)

    return _write_item(context, opened, make, now, origin=origin)


def add_milestone(
    context: Context, opened: Opened, milestone: Milestone, *, origin: Origin = "page"
) -> None:
    """Append what a government and a partner agreed to look at on a day.

    Raises
    ------
    Refused
        With everything that is wrong with it; nothing is written then.
    """

    def make(plan: Plan) -> PlanChanges:
        added = replace(milestone, number=max(plan.agreed, default=0) + 1)
        _refuse(check_milestone(added, plan, milestone_place(0)))
        return PlanChanges(origin, plan.n_rows, milestones=((added, 1),))

    _write(context, opened, make)


def drop_milestone(
    context: Context, opened: Opened, number: int, reason: str, seen_revision: int
) -> None:
    """Let a milestone no longer count; it stays on record with the reason.

    Raises
    ------
    Refused
        If there is no reason or no such milestone, or somebody changed it meanwhile.
    """

    def make(plan: Plan) -> PlanChanges:
        newest = plan.agreed.get(number)
        if newest is None:
            raise Refused((_no_item(number),))
        if newest.revision != seen_revision:
            raise Refused((_stale(newest.person_name, moment(newest.recorded_at), number),))
        dropped = replace(newest.milestone, status="dropped", reason=reason.strip())
        _refuse(check_milestone(dropped, plan, milestone_place(number)))
        return PlanChanges("page", plan.n_rows, milestones=((dropped, seen_revision + 1),))

    _write(context, opened, make)


def attest(
    context: Context, opened: Opened, attestation: Attestation, *, origin: Origin = "page"
) -> None:
    """Append what a named person says of a milestone; what others said stays beside it.

    Raises
    ------
    Refused
        With everything that is wrong with it; nothing is written then.
    """

    def make(plan: Plan) -> PlanChanges:
        today, number = context.clock().date(), attestation.milestone_number
        _refuse(check_attestation(attestation, plan, today, attestation_place(number)))
        return PlanChanges(origin, plan.n_rows, attestations=(attestation,))

    _write(context, opened, make)


def _write_item(
    context: Context,
    opened: Opened,
    make: Callable[[Plan], tuple[PlanItem, int] | None],
    now: Answer,
    *,
    origin: Origin,
) -> tuple[Problem, ...]:
    found: list[Problem] = []

    def changes(plan: Plan) -> PlanChanges | None:
        made = make(plan)
        if made is None:
            return None
        item, revision = made
        place = item_place(item.number if revision > 1 else 0)
        found[:] = check_item(item, Known(opened.framework, plan, now), place)
        _refuse(tuple(found))
        return PlanChanges(origin, plan.n_rows, items=((item, revision),))

    _write(context, opened, changes)
    return tuple(found)


def _write(context: Context, opened: Opened, make: Callable[[Plan], PlanChanges | None]) -> None:
    """Check and write on one state of the plan; what somebody else adds meanwhile is looked at."""
    for left in reversed(range(_TRIES)):
        changes = make(read_plan(context, opened))
        if changes is None:
            return
        try:
            context.store.write_plan(opened.assessment.id, changes, context.actor, context.clock())
        except StaleWrite:
            if not left:
                raise Refused((_too_busy(),)) from None
        else:
            return


def _now(context: Context, opened: Opened, indicator_id: str) -> Answer:
    recorded = context.store.indicator_record(opened.assessment.id, indicator_id).recorded
    return recorded.answer if recorded else Answer(indicator_id)


def _moves(
    context: Context, opened: Opened, record: Record
) -> tuple[Assessment | None, tuple[Move, ...]]:
    """Return the earlier round and what became of its plan; nothing where it has none."""
    earlier, histories = _earlier_round(context, opened)
    if earlier is None:
        return None, ()
    plan = context.store.plan(earlier.id)
    if not plan.items:
        return None, ()
    own = opened.assessment
    same_version = earlier.questionnaire_version == own.questionnaire_version
    was_edited = same_version and earlier.questionnaire_checksum != own.questionnaire_checksum
    before = context.store.record(earlier)
    return earlier, moves_between(plan, before, record, histories, was_edited=was_edited)


def _earlier_round(
    context: Context, opened: Opened
) -> tuple[Assessment | None, Mapping[str, IndicatorHistory]]:
    """Return the round that this one was carried over from, or else the latest before it."""
    last = read_last_round(context, opened)
    if last is not None:
        return last.earlier, last.histories
    earlier = next(iter(earlier_rounds(context, opened.assessment)), None)
    if earlier is None:
        return None, {}
    versions = (earlier.questionnaire_version, opened.assessment.questionnaire_version)
    return earlier, context.library.trace(earlier.questionnaire_id, *versions)


def _refuse(problems: tuple[Problem, ...]) -> None:
    if errors_in(problems):
        raise Refused(errors_in(problems))


def _no_item(number: int) -> Problem:
    return Problem(
        "plan.item_unknown",
        _("Plan"),
        _("There is no entry with the number {number}.", number=number),
        _("Open the plan again."),
    )


def _stale(person: str, when: str, number: int) -> Problem:
    return Problem(
        "plan.stale",
        _("Plan, {number}", number=number),
        _("{person} ({moment}) changed it after you opened it.", person=person, moment=when),
        _("Look at that version, then keep it or save yours over it."),
    )


def _too_busy() -> Problem:
    return Problem(
        "plan.busy",
        _("Plan"),
        _("Others are changing the plan at this very moment."),
        _("Try again; nothing was written."),
    )
