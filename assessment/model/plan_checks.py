"""What may stand in a plan: the one check of items, milestones and attestations."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.locales.formats import day, listed, whole
from assessment.model.answer import Answer, Status
from assessment.model.checks import LONGEST_TEXT, Place
from assessment.model.framework import Framework
from assessment.model.own_programme import PREFIX
from assessment.model.plan import (
    HIGHEST_COST,
    ITEM_STATUSES,
    MILESTONE_STATUSES,
    PARTIES,
    SAYS,
    Attestation,
    Milestone,
    Plan,
    PlanItem,
    find_cycle,
)
from assessment.model.problem import Problem, Severity
from assessment.model.programme import Catalogue
from assessment.model.questionnaire import by_id

LONGEST_LINE = 200
"""Of a name, a title or anything else that stands on one line."""
_CURRENCY = re.compile("[A-Z]{3}")
_ITEM_TEXTS = ("option", "owner", "partner", "measure", "reason")
_MILESTONE_TEXTS = ("title", "government", "partner", "reason")
_ATTESTATION_TEXTS = ("said_by", "evidence")
_ON_ONE_LINE = {"owner", "partner", "government", "said_by"}


@dataclass(frozen=True)
class Known:
    """What an item is checked against.

    Attributes
    ----------
    today
        The answer of today to its indicator.
    """

    framework: Framework
    plan: Plan
    today: Answer

    @property
    def catalogue(self) -> Catalogue | None:
        """The programmes that there are to choose from."""
        return self.framework.catalogue


def routes_of(catalogue: Catalogue | None) -> dict[str, str]:
    """Return the routes that a catalogue has, by id, with their names; none where it has none."""
    return {route.id: route.name for route in getattr(catalogue, "routes", ())}


def with_name(id_: str, names: Mapping[str, str]) -> str:
    """Name something by its id and its name; by the id alone where nothing has it.

    Examples
    --------
    >>> with_name("beside", {"beside": "Beside the government"})
    'beside (Beside the government)'
    """
    return f"{id_} ({names[id_]})" if id_ in names else id_


def check_item(item: PlanItem, known: Known, place: Place) -> tuple[Problem, ...]:
    """Return everything that is wrong with an item, all at once.

    Parameters
    ----------
    place
        Names where a field was entered, by the name of the field.
    """
    return (
        *_check_indicator(item, known, place),
        *_check_goal(item, known, place),
        *_check_option(item, known, place),
        *_check_choices(item, known, place),
        *_check_days(item, place),
        *_check_cost(item, place),
        *_check_prerequisites(item, known, place),
        *_check_texts(item, _ITEM_TEXTS, place),
        *_check_reason(item, place),
    )


def check_milestone(milestone: Milestone, plan: Plan, place: Place) -> tuple[Problem, ...]:
    """Return everything that is wrong with a milestone, all at once."""
    problems = [
        *_missing(milestone, ("title", "government", "partner"), place),
        *_check_texts(milestone, _MILESTONE_TEXTS, place),
        *_check_reason(milestone, place),
        *_one_of("status", milestone.status, MILESTONE_STATUSES, place),
    ]
    if milestone.due_on is None:
        found, remedy = _("No day is given."), _("Give the day on which both look at it.")
        problems.append(Problem("plan.day_missing", place("due_on"), found, remedy))
    if milestone.item_number is not None and milestone.item_number not in plan.current:
        unknown = (milestone.item_number,)
        problems.append(_unknown_items(unknown, plan, place("item_number")))
    return tuple(problems)


def check_attestation(
    given: Attestation, plan: Plan, today: date, place: Place
) -> tuple[Problem, ...]:
    """Return everything that is wrong with an attestation, all at once."""
    problems = [
        *_missing(given, ("said_by", "evidence"), place),
        *_check_texts(given, _ATTESTATION_TEXTS, place),
        *_one_of("says", given.says, SAYS, place),
        *_one_of("party", given.party, PARTIES, place),
    ]
    if given.milestone_number not in plan.agreed:
        found = _("There is no milestone {number} in this plan.", number=given.milestone_number)
        remedy = _("Name one of the plan.")
        problems.append(Problem("plan.milestone_unknown", _("Milestone"), found, remedy))
    if given.said_on is None:
        found, remedy = _("No day is given."), _("Give the day on which it was said.")
        problems.append(Problem("plan.day_missing", place("said_on"), found, remedy))
    elif given.said_on > today:
        found = _("{day} has not come yet.", day=day(given.said_on))
        remedy = _("Give the day on which it was said.")
        problems.append(Problem("plan.day_to_come", place("said_on"), found, remedy))
    return tuple(problems)


def _check_indicator(item: PlanItem, known: Known, place: Place) -> Iterator[Problem]:
    questionnaire = known.framework.questionnaire
    if not questionnaire.has_indicator(item.indicator_id):
        first, last = questionnaire.indicators[0].id, questionnaire.indicators[-1].id
        yield Problem(
            "plan.indicator_unknown",
            place("indicator_id"),
            _(
                "'{given}' is no indicator of {questionnaire}.",
                given=item.indicator_id,
                questionnaire=questionnaire.name,
            ),
            _("Choose one from the list."),
            _("Allowed are the ids from {first} to {last}.", first=first, last=last),
        )
    before = known.plan.current.get(item.number)
    if before is not None and before.item.indicator_id != item.indicator_id:
        yield Problem(
            "plan.indicator_changed",
            place("indicator_id"),
            _(
                "The item is about {indicator}.",
                indicator=with_name(before.item.indicator_id, _indicator_names(known)),
            ),
            _("Drop it with a reason and add another for the other indicator."),
        )


def _indicator_names(known: Known) -> dict[str, str]:
    return {one.id: one.name for one in known.framework.questionnaire.indicators}


def _check_goal(item: PlanItem, known: Known, place: Place) -> Iterator[Problem]:
    allowed = _goals(known)
    if item.goal is None:
        found = _("No level is given that the indicator should reach.")
        remedy = _("Choose a level above that of today.")
        yield Problem("plan.level_missing", place("goal"), found, remedy, allowed)
        return
    if item.goal not in {level.value for level in known.framework.questionnaire.scale}:
        found = _("'{given}' is not one of the levels.", given=item.goal)
        yield Problem("plan.level_unknown", place("goal"), found, _("Pick one."), allowed)
        return
    before = known.plan.current.get(item.number)
    # An item that did what it should must still be one that can be marked as done.
    if before is None or before.item.goal != item.goal:
        yield from _check_rise(item, known, place)


def _check_rise(item: PlanItem, known: Known, place: Place) -> Iterator[Problem]:
    if known.today.status is Status.NOT_APPLICABLE:
        yield Problem(
            "plan.not_applicable",
            place("indicator_id"),
            _("{indicator} does not apply, as it is answered today.", indicator=item.indicator_id),
            _("Choose another indicator, or answer the question again first."),
        )
    level = known.today.level
    lowest = known.framework.questionnaire.lowest_level if level is None else level
    if item.goal is None or item.goal > lowest:
        return
    found = _("Level {goal} is the lowest; nothing has to be done to reach it.", goal=item.goal)
    if level is not None:
        said = {"goal": item.goal, "level": level}
        found = _("Level {goal} is not above the level of today, {level}.", **said)
    remedy = _("Choose a level above that of today.")
    if level == known.framework.questionnaire.highest_level:
        remedy = _("It is the highest level, so nothing has to be planned for this indicator.")
    yield Problem("plan.level_not_above", place("goal"), found, remedy, _goals(known))


def _goals(known: Known) -> str:
    """Say which levels an item can aim at; empty where there is none above that of today."""
    questionnaire, level = known.framework.questionnaire, known.today.level
    lowest = (questionnaire.lowest_level if level is None else level) + 1
    if lowest > questionnaire.highest_level:
        return ""
    highest = questionnaire.highest_level
    return _("Allowed are {lowest} to {highest}.", lowest=lowest, highest=highest)


def _check_option(item: PlanItem, known: Known, place: Place) -> Iterator[Problem]:
    if not item.programme_id:
        return
    programmes = by_id(known.catalogue.programmes) if known.catalogue else {}
    programme = programmes.get(item.programme_id)
    if programme is None:
        ids = list(programmes)
        yield Problem(
            "plan.programme_unknown",
            place("programme_id"),
            _("'{given}' is no programme of this questionnaire.", given=item.programme_id),
            _("Choose one from the list, or say in your own words what is done."),
            _("Allowed are the ids from {first} to {last}.", first=ids[0], last=ids[-1])
            if ids
            else _("It has no catalogue of programmes."),
            # One of an organisation may be withdrawn, or seen only by those of that organisation.
            severity=Severity.WARNING if item.programme_id.startswith(PREFIX) else Severity.ERROR,
        )
    elif item.indicator_id not in programme.serves:
        yield Problem(
            "plan.programme_serves_others",
            place("programme_id"),
            _(
                "{programme} is not meant to raise {indicator}; it serves {served}.",
                programme=with_name(programme.id, {programme.id: programme.name}),
                indicator=with_name(item.indicator_id, _indicator_names(known)),
                served=listed(with_name(id_, _indicator_names(known)) for id_ in programme.serves),
            ),
            _("Keep it if you know why, and say so under 'Measure'."),
            severity=Severity.WARNING,
        )


def _check_choices(item: PlanItem, known: Known, place: Place) -> Iterator[Problem]:
    yield from _one_of("status", item.status, ITEM_STATUSES, place)
    routes = routes_of(known.catalogue)
    if item.route_id and item.route_id not in routes:
        choices = listed(with_name(id_, routes) for id_ in routes)
        allowed = _("Allowed are {choices}.", choices=choices) if routes else ""
        found = _("'{given}' is no route of this questionnaire.", given=item.route_id)
        remedy = _("Pick one from the list or leave it empty.")
        yield Problem("plan.route_unknown", place("route_id"), found, remedy, allowed)


def _check_days(item: PlanItem, place: Place) -> Iterator[Problem]:
    if item.starts is not None and item.ends is not None and item.ends < item.starts:
        yield Problem(
            "plan.end_before_beginning",
            place("ends"),
            _(
                "It ends on {end}, before it begins on {beginning}.",
                end=day(item.ends),
                beginning=day(item.starts),
            ),
            _("Exchange the two days, or correct one of them."),
        )


def _check_cost(item: PlanItem, place: Place) -> Iterator[Problem]:
    costs = [cost for cost in (item.cost_low, item.cost_high) if cost is not None]
    allowed = _("Allowed are {lowest} to {highest}.", lowest=0, highest=whole(HIGHEST_COST))
    for cost in (cost for cost in costs if not 0 <= cost <= HIGHEST_COST):
        found = _("{given} is no cost.", given=whole(cost))
        yield Problem("plan.cost_unknown", place("cost"), found, _("Correct it."), allowed)
    if len(costs) == 2 and costs[0] > costs[1]:
        yield Problem(
            "plan.cost_falls",
            place("cost"),
            _(
                "The range falls, from {first} to {last}.",
                first=whole(costs[0]),
                last=whole(costs[1]),
            ),
            _("Write the lower cost first."),
        )
    if (costs or item.currency) and not _CURRENCY.fullmatch(item.currency):
        found = _("'{given}' is no code of a currency.", given=item.currency)
        if not item.currency:
            found = _("A cost is given without its currency.")
        remedy = _("Give three capital letters, such as USD or KES.")
        yield Problem("plan.currency_unknown", place("currency"), found, remedy)


def _check_prerequisites(item: PlanItem, known: Known, place: Place) -> Iterator[Problem]:
    unknown = [n for n in item.prerequisites if n not in known.plan.current and n != item.number]
    if unknown:
        yield _unknown_items(unknown, known.plan, place("prerequisites"))
    others = [one.item for n, one in known.plan.current.items() if n != item.number]
    cycle = find_cycle([*others, item], item.number)
    if cycle:
        yield Problem(
            "plan.prerequisite_cycle",
            place("prerequisites"),
            _(
                "The items would wait for each other: {items}.",
                items=" → ".join(str(number) for number in cycle),
            ),
            _("Take out one of these prerequisites."),
        )


def _unknown_items(unknown: Sequence[int], plan: Plan, where: str) -> Problem:
    found = ngettext(
        "There is no item {items} in this plan.",
        "There are no items {items} in this plan.",
        len(unknown),
        items=listed(map(str, unknown)),
    )
    allowed = ""
    if plan.current:
        allowed = _("Allowed are {choices}.", choices=listed(map(str, plan.current)))
    return Problem("plan.item_unknown", where, found, _("Choose from the list."), allowed)


def _check_texts(
    entry: PlanItem | Milestone | Attestation, names: Sequence[str], place: Place
) -> Iterator[Problem]:
    for name in names:
        text: str = getattr(entry, name)
        longest = LONGEST_LINE if name in _ON_ONE_LINE else LONGEST_TEXT
        if len(text) > longest:
            found = _("The text has {number} characters.", number=whole(len(text)))
            allowed = _("Allowed are {number}.", number=whole(longest))
            yield Problem("plan.text_too_long", place(name), found, _("Shorten it."), allowed)


def _check_reason(entry: PlanItem | Milestone, place: Place) -> Iterator[Problem]:
    if entry.is_dropped and not entry.reason.strip():
        found, remedy = _("It is dropped without a reason."), _("Say in a sentence why.")
        yield Problem("plan.reason_missing", place("reason"), found, remedy)


def _missing(
    entry: Milestone | Attestation, names: Sequence[str], place: Place
) -> Iterator[Problem]:
    for name in names:
        if not getattr(entry, name).strip():
            found, remedy = _("Nothing is written here."), _("Fill it in.")
            yield Problem("plan.text_missing", place(name), found, remedy)


def _one_of(name: str, given: str, choices: Sequence[str], place: Place) -> Iterator[Problem]:
    if not given:
        found, remedy = _("Nothing is chosen."), _("Choose one.")
        yield Problem(f"plan.{name}_missing", place(name), found, remedy)
    elif given not in choices:
        found = _("'{given}' is not one of the choices.", given=given)
        allowed = _("Allowed are {choices}.", choices=listed(choices))
        yield Problem(f"plan.{name}_unknown", place(name), found, _("Pick one."), allowed)
