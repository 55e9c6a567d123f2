"""Says what a plan says, what the findings of today say of it, and what came of it a round later.

Page, workbooks and command show the same tables and sentences, made here once.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from assessment.locales import gettext as _
from assessment.locales import mark, ngettext, pgettext
from assessment.locales.formats import day, listed, moment, whole
from assessment.model.answer import Answer, Status
from assessment.model.assessment import Assessment
from assessment.model.checks import Place
from assessment.model.framework import Framework
from assessment.model.plan import (
    NO_PROOF,
    Agreement,
    Attestation,
    Change,
    ItemStanding,
    Milestone,
    MilestoneStanding,
    Move,
    Moved,
    PlanChoice,
    PlanItem,
)
from assessment.model.plan_checks import routes_of
from assessment.model.questionnaire import by_id
from assessment.reporting.compare import PlainTable
from assessment.reporting.rounds import why_not_carried
from assessment.reporting.terms import status_words
from assessment.reporting.wording import name_indicator

WHAT_A_PLAN_IS = mark(
    "A plan says what is to be done about the findings, by whom and until when, and which level "
    "an indicator should reach by it. It is held against the answers of today whenever it is "
    "opened: when an answer changes, the plan says so."
)
_FIELDS = {
    "indicator_id": mark("Indicator"),
    "goal": mark("Level to reach"),
    "status": mark("Status"),
    "programme_id": mark("Programme"),
    "option": mark("What is done, in own words"),
    "route_id": mark("Route"),
    "owner": mark("Owner"),
    "partner": mark("Partner"),
    "starts": mark("From"),
    "ends": mark("Until"),
    "cost": mark("Cost range"),
    "cost_low": mark("Lowest cost"),
    "cost_high": mark("Highest cost"),
    "currency": mark("Currency"),
    "prerequisites": mark("Prerequisites"),
    "measure": mark("Measure"),
    "review_on": mark("Review on"),
    "reason": mark("Reason"),
}
_MILESTONE_FIELDS = {
    "title": mark("What is agreed"),
    "due_on": mark("Day"),
    "government": mark("For the government"),
    "partner": mark("For the partner"),
    "item_number": mark("Item of the plan"),
    "status": mark("Status"),
    "reason": mark("Reason"),
    "says": mark("Met or not met"),
    "party": mark("Who speaks"),
    "said_by": mark("Name"),
    "said_on": mark("Said on"),
    "evidence": mark("Evidence"),
}
_CHANGES = {
    Change.SAME: mark("{indicator} is at level {now}, as when the item was planned."),
    Change.UP: mark(
        "The answer has changed: {indicator} was at level {then} when the item was planned, and "
        "is at level {now}."
    ),
    Change.DOWN: mark(
        "The answer has changed: {indicator} was at level {then} when the item was planned, and "
        "has fallen to level {now}."
    ),
    Change.FIRST_KNOWN: mark(
        "The answer has changed: no level of {indicator} was known when the item was planned, and "
        "it is at level {now}."
    ),
    Change.STILL_UNKNOWN: mark(
        "No level of {indicator} is known, as when the item was planned. Find it out first."
    ),
    Change.NO_LONGER_ANSWERED: mark(
        "The answer has changed: {indicator} was at level {then} when the item was planned, and "
        "is no longer answered."
    ),
    Change.NO_LONGER_KNOWN: mark(
        "The answer has changed: {indicator} was at level {then} when the item was planned, and "
        "there is insufficient information now."
    ),
    Change.NOT_APPLICABLE_NOW: mark(
        "The answer has changed: {indicator} is now said not to apply, so the level to reach "
        "means nothing any more."
    ),
}
_MOVES = {
    Moved.UP: mark("{indicator} moved up, from level {before} to level {after}."),
    Moved.DOWN: mark("{indicator} moved down, from level {before} to level {after}."),
    Moved.SAME: mark("{indicator} did not move: it is at level {after} in both rounds."),
}


@dataclass(frozen=True)
class PlanReport:
    """Everything that is said of a plan, as tables and sentences.

    Attributes
    ----------
    title
        Of the assessment.
    attention
        What should be looked at first, one sentence each.
    sentences
        Number of an item to what the findings of today say of it.
    items, milestones
        The tables; the first has one row an item, the second one row for each attestation.
    moves, moves_title
        What became of the plan of the earlier round; ``None`` and empty where there is none.
    no_proof
        That a move beside an item proves no cause; it goes wherever the moves go.
    how_to_read
        What a reader must know who was not there.
    """

    title: str
    invented: bool
    standings: tuple[ItemStanding, ...]
    milestone_standings: tuple[MilestoneStanding, ...]
    attention: tuple[str, ...]
    sentences: Mapping[int, tuple[str, ...]]
    items: PlainTable
    milestones: PlainTable
    moves: PlainTable | None
    moves_title: str
    no_proof: str
    how_to_read: tuple[str, ...]


def plan_report(  # noqa: PLR0913 - everything that is said of a plan at once
    framework: Framework,
    assessment: Assessment,
    standings: tuple[ItemStanding, ...],
    milestones: tuple[MilestoneStanding, ...],
    *,
    earlier: Assessment | None = None,
    moves: tuple[Move, ...] = (),
) -> PlanReport:
    """Say everything that page, workbook and command say of a plan.

    Parameters
    ----------
    earlier, moves
        The earlier round, if it has a plan, and what became of each of its items.
    """
    return PlanReport(
        title=assessment.title,
        invented=assessment.invented,
        standings=standings,
        milestone_standings=milestones,
        attention=tuple(_attention(standings, milestones, framework)),
        sentences={one.item.number: tuple(item_sentences(one, framework)) for one in standings},
        items=_item_table(standings, framework),
        milestones=_milestone_table(milestones),
        moves=_move_table(moves, framework) if earlier else None,
        moves_title=_("What became of the plan of {round}", round=earlier.title) if earlier else "",
        no_proof=_(NO_PROOF),
        how_to_read=tuple(_how_to_read(assessment, framework, has_moves=bool(earlier))),
    )


# Names of things


def item_status_words(status: str) -> str:
    """Say how far an item is."""
    match status:
        case "proposed":
            return pgettext("of a plan", "proposed")
        case "agreed":
            return pgettext("of a plan", "agreed")
        case "under_way":
            return pgettext("of a plan", "under way")
        case "done":
            return pgettext("of a plan", "done")
    return pgettext("of a plan", "dropped")


def says_words(says: str) -> str:
    """Say what an attestation says."""
    return _("met") if says == "met" else _("not met")


def party_words(party: str) -> str:
    """Say for whom somebody speaks."""
    match party:
        case "government":
            return pgettext("of a plan", "government")
        case "partner":
            return pgettext("of a plan", "partner")
    return pgettext("of a plan", "other")


def item_field(name: str) -> str:
    """Name a field of an item."""
    return _(_FIELDS[name])


def milestone_field(name: str) -> str:
    """Name a field of a milestone or of an attestation."""
    return _(_MILESTONE_FIELDS[name])


def item_place(number: int) -> Place:
    """Name the fields of an item, as the places of problems; 0 for a new one."""
    if not number:
        return lambda name: _("New item, {field}", field=item_field(name))
    return lambda name: _("Item {number}, {field}", number=number, field=item_field(name))


def milestone_place(number: int) -> Place:
    """Name the fields of a milestone, as the places of problems; 0 for a new one."""
    if not number:
        return lambda name: _("New milestone, {field}", field=milestone_field(name))
    return lambda name: _("Milestone {number}, {field}", number=number, field=milestone_field(name))


def attestation_place(number: int) -> Place:
    """Name the fields of what is said of a milestone, as the places of problems."""
    return lambda name: _(
        "Milestone {number}, what is said of it, {field}",
        number=number,
        field=milestone_field(name),
    )


def item_title(item: PlanItem, framework: Framework) -> str:
    """Name an item on one line: its number, its indicator, and the level to reach."""
    return _(
        "{number}. {indicator}: to level {goal}",
        number=item.number,
        indicator=_indicator(framework, item.indicator_id),
        goal=item.goal,
    )


def option_words(item: PlanItem, framework: Framework) -> str:
    """Say what is done: the programme, what was written beside it, or that nothing is chosen."""
    programmes = by_id(framework.catalogue.programmes) if framework.catalogue else {}
    named = programmes.get(item.programme_id)
    programme = f"{named.id} {named.name}" if named else item.programme_id
    return ". ".join(part for part in (programme, item.option) if part)


def route_words(item: PlanItem, framework: Framework) -> str:
    """Name the route of an item; empty where it has none."""
    return routes_of(framework.catalogue).get(item.route_id, item.route_id)


def cost_words(item: PlanItem) -> str:
    """Write the cost range; empty where none is given."""
    low, high = item.cost_low, item.cost_high
    said = {"currency": item.currency, "low": _amount(low), "high": _amount(high)}
    if low is not None and high is not None:
        if low == high:
            return _("{currency} {low}", **said)
        return _("{currency} {low} to {high}", **said)
    if low is not None:
        return _("{currency} {low} or more", **said)
    return _("{currency} {high} or less", **said) if high is not None else ""


def period_words(item: PlanItem) -> str:
    """Write from when until when; empty where neither is given."""
    said = {name: day(d) if d else "" for name, d in (("a", item.starts), ("b", item.ends))}
    if item.starts and item.ends:
        return _("{beginning} to {end}", beginning=said["a"], end=said["b"])
    if item.starts:
        return _("from {beginning}", beginning=said["a"])
    return _("until {end}", end=said["b"]) if item.ends else ""


def levels_line(standing: ItemStanding) -> str:
    """Say on one line what was known when an item was planned, what is known now, and the goal."""
    item = standing.item
    return _(
        "When it was planned: {then}. Now: {now}. To reach: level {goal}.",
        then=answer_level(Answer(item.indicator_id, item.status_then, item.level_then)),
        now=answer_level(standing.now),
        goal=item.goal,
    )


def item_facts(item: PlanItem, framework: Framework) -> list[tuple[str, str]]:
    """Return what an item says of itself, each with its name; what is left out is not named."""
    facts = (
        (_("What is done"), option_words(item, framework)),
        (item_field("owner"), item.owner),
        (item_field("partner"), item.partner),
        (_("When"), period_words(item)),
        (item_field("cost"), cost_words(item)),
        (item_field("measure"), item.measure),
        (item_field("prerequisites"), listed(map(str, item.prerequisites))),
        (item_field("review_on"), day(item.review_on) if item.review_on else ""),
        (item_field("route_id"), route_words(item, framework)),
    )
    return [(name, text) for name, text in facts if text]


def milestone_title(milestone: Milestone) -> str:
    """Name a milestone on one line: what is agreed, by whom, and for which day."""
    return _(
        "Milestone {number}, {day}: {title} ({government}, {partner})",
        number=milestone.number,
        day=day(milestone.due_on) if milestone.due_on else "",
        title=milestone.title,
        government=milestone.government,
        partner=milestone.partner,
    )


def choice_words(choice: PlanChoice, framework: Framework) -> str:
    """Name an indicator to plan for, with what speaks for it."""
    said = {
        "indicator": _indicator(framework, choice.indicator_id),
        "level": answer_level(choice.answer),
    }
    if choice.gap_ids:
        return _("{indicator}: {level}, critical gap {gaps}", gaps=listed(choice.gap_ids), **said)
    if choice.open_gap_ids:
        gaps = listed(choice.open_gap_ids)
        return _("{indicator}: {level}, {gaps} cannot be ruled out", gaps=gaps, **said)
    return _("{indicator}: {level}", **said)


def answer_level(answer: Answer) -> str:
    """Say the level of an answer, or which kind of missing it is, inside a sentence."""
    if answer.level is None:
        return status_words(answer.status)
    return _("level {level}", level=answer.level)


def version_lines(newest: PlanItem, before: PlanItem, framework: Framework) -> list[str]:
    """Say what a version of an item changed, one line a field."""
    return [
        _(
            "{field}: {after} (before: {before})",
            field=item_field(name),
            after=_field_text(newest, name, framework) or _("empty"),
            before=_field_text(before, name, framework) or _("empty"),
        )
        for name in _FIELDS
        if name != "cost" and getattr(newest, name) != getattr(before, name)
    ]


def _field_text(item: PlanItem, name: str, framework: Framework) -> str:
    match name:
        case "status":
            return item_status_words(item.status)
        case "prerequisites":
            return listed(map(str, item.prerequisites))
        case "cost_low" | "cost_high":
            return _amount(getattr(item, name))
        case "route_id":
            return route_words(item, framework)
    value = getattr(item, name)
    return day(value) if isinstance(value, date) else str(value or "")


# Sentences


def item_sentences(standing: ItemStanding, framework: Framework) -> Iterator[str]:
    """Yield what the findings of today say of an item."""
    if standing.item.is_dropped:
        yield _("The item was dropped: {reason}", reason=standing.item.reason)
        return
    if standing.change is Change.SAME:
        yield _change_sentence(standing, framework)
    yield from _news(standing, framework)
    if standing.gap_ids:
        yield ngettext(
            "{indicator} is part of an active critical gap: {gaps}.",
            "{indicator} is part of active critical gaps: {gaps}.",
            len(standing.gap_ids),
            indicator=standing.item.indicator_id,
            gaps=listed(_gap_names(standing.gap_ids, framework)),
        )


def _news(standing: ItemStanding, framework: Framework) -> Iterator[str]:
    """Yield what is not as it was planned."""
    item = standing.item
    if standing.change is not Change.SAME:
        yield _change_sentence(standing, framework)
    yield from _goal_sentences(standing)
    yield from _order_sentences(standing)
    if standing.failed and item.is_open:
        yield _(
            "{programme} is not advised today, not until {conditions}.",
            programme=item.programme_id,
            conditions=listed(one.until for one in standing.failed),
        )
    if standing.is_overdue and item.ends:
        yield _("It was to end on {day} and is not done.", day=day(item.ends))
    if standing.review_is_due and item.review_on:
        yield _("Its review was due on {day}.", day=day(item.review_on))


def _change_sentence(standing: ItemStanding, framework: Framework) -> str:
    item = standing.item
    return _(
        _CHANGES[standing.change],
        indicator=_indicator(framework, item.indicator_id),
        then=item.level_then,
        now=standing.now.level,
    )


def _goal_sentences(standing: ItemStanding) -> Iterator[str]:
    item = standing.item
    if standing.has_reached:
        reached = _("The level that it should reach, {goal}, is reached.", goal=item.goal)
        if item.status == "done":
            yield reached
        else:
            yield reached + " " + _("Mark it as done, or say what else it should do.")
    elif item.status == "done":
        yield _(
            "It is marked as done, and the level that it should reach, {goal}, is not reached.",
            goal=item.goal,
        )


def _order_sentences(standing: ItemStanding) -> Iterator[str]:
    if standing.waits_for and standing.item.status != "done":
        yield ngettext(
            "It waits for item {items}, which is not done.",
            "It waits for items {items}, which are not done.",
            len(standing.waits_for),
            items=listed(map(str, standing.waits_for)),
        )
    if standing.rests_on_dropped:
        yield ngettext(
            "It waits for item {items}, which was dropped.",
            "It waits for items {items}, which were dropped.",
            len(standing.rests_on_dropped),
            items=listed(map(str, standing.rests_on_dropped)),
        )


def milestone_sentence(standing: MilestoneStanding) -> str:
    """Say what the parties say of a milestone, and where they differ."""
    if standing.milestone.is_dropped:
        return _("The milestone was dropped: {reason}", reason=standing.milestone.reason)
    if standing.agreement is Agreement.NOBODY:
        if standing.is_overdue and standing.milestone.due_on:
            due = day(standing.milestone.due_on)
            return _("Nobody has said whether it is met; it was due on {day}.", day=due)
        return _("Nobody has said yet whether it is met.")
    said = listed(attestation_words(one) for one in standing.newest.values())
    if standing.agreement is Agreement.DIFFER:
        return _("The parties do not agree: {said}.", said=said)
    if standing.agreement is Agreement.MET:
        return _("Met, as it is said: {said}.", said=said)
    return _("Not met, as it is said: {said}.", said=said)


def attestation_words(one: Attestation) -> str:
    """Say who said what, when, for whom, inside a sentence."""
    return _(
        "{name} ({party}) says {says}, on {day}",
        name=one.said_by,
        party=party_words(one.party),
        says=says_words(one.says),
        day=day(one.said_on) if one.said_on else "",
    )


def move_sentence(move: Move, framework: Framework) -> str:
    """Say whether the indicator of an item moved from the earlier round to this one."""
    named = _indicator(framework, move.indicator_id)
    if move.moved is Moved.NOT_COMPARABLE:
        return _not_comparable(move, named)
    before, after = move.before.level, move.after.level if move.after else None
    sentence = _(_MOVES[move.moved], indicator=named, before=before, after=after)
    if after is not None and move.item.goal is not None and after >= move.item.goal:
        sentence += " " + _("The level to reach, {goal}, is reached.", goal=move.item.goal)
    return sentence


def _not_comparable(move: Move, named: str) -> str:
    if move.was_edited:
        return _(
            "{indicator} cannot be compared: the questionnaire was edited since under the same "
            "version number.",
            indicator=named,
        )
    if move.after is None or move.history is None:
        return _(
            "{indicator} cannot be compared: this round does not ask about it.", indicator=named
        )
    if not move.history.keeps_meaning:
        why = why_not_carried(move.history)
        return _("{indicator} cannot be compared. {why}", indicator=named, why=why)
    return _(
        "{indicator} cannot be compared: it was {before} in the earlier round and is {after} in "
        "this one.",
        indicator=named,
        before=answer_level(move.before),
        after=answer_level(move.after),
    )


def _attention(
    standings: Iterable[ItemStanding],
    milestones: Iterable[MilestoneStanding],
    framework: Framework,
) -> Iterator[str]:
    """Yield what should be looked at first; what is as planned is left out."""
    for one in (one for one in standings if not one.item.is_dropped):
        if said := " ".join(_news(one, framework)):
            yield _item_says(one.item, said)
    for found in (one for one in milestones if not one.milestone.is_dropped):
        if found.is_overdue or found.agreement in (Agreement.DIFFER, Agreement.NOT_MET):
            said, number = milestone_sentence(found), found.milestone.number
            yield _("Milestone {number}: {said}", number=number, said=said)


def move_lines(report: PlanReport) -> tuple[str, ...]:
    """Say of each item of the earlier plan what became of it, one sentence each."""
    rows = report.moves.rows if report.moves else ()
    return tuple(_("Item {number}: {said}", number=row[0], said=row[-1]) for row in rows)


def _item_says(item: PlanItem, said: str) -> str:
    named = {"number": item.number, "indicator": item.indicator_id}
    return _("Item {number}, {indicator}: {said}", said=said, **named)


def _how_to_read(assessment: Assessment, framework: Framework, *, has_moves: bool) -> Iterator[str]:
    if assessment.invented:
        yield _("Invented for demonstration: this state does not exist.")
    yield _(
        "This is the plan of {assessment}, made with {questionnaire} {version}.",
        assessment=assessment.title,
        questionnaire=framework.questionnaire.name,
        version=framework.questionnaire.version,
    )
    yield _(WHAT_A_PLAN_IS)
    yield _(
        "'Level then' is the level when the item was planned, and is never changed. 'Level now' "
        "is that of the answers of the moment at which this was written."
    )
    yield _(
        "Nothing is overwritten: every change of an item is kept as a version with name and "
        "moment. A dropped item stays, with the reason."
    )
    yield _(
        "'Met' and 'not met' are what named persons say, with day and evidence. Where the "
        "parties do not agree, both stay beside each other; no one is overruled."
    )
    if has_moves:
        yield _(NO_PROOF)
    if framework.catalogue is not None:
        yield framework.catalogue.standing_sentence


# Tables


def _item_table(standings: Iterable[ItemStanding], framework: Framework) -> PlainTable:
    columns = (
        *(_("Item"), _("Status"), _("Indicator"), _("Name"), _("What is done")),
        *(_("Level then"), _("Level now"), _("Level to reach"), _("What the findings say")),
        *(_("Owner"), _("Partner"), _("From"), _("Until")),
        *(_("Lowest cost"), _("Highest cost"), _("Currency")),
        *(_("Prerequisites"), _("Measure"), _("Review on"), _("Route"), _("Reason")),
        *(_("Last change by"), _("Last change on")),
    )
    return PlainTable(_("Plan"), columns, tuple(_item_row(one, framework) for one in standings))


def _item_row(standing: ItemStanding, framework: Framework) -> tuple[str | float | None, ...]:
    item, recorded = standing.item, standing.recorded
    then = Answer(item.indicator_id, item.status_then, item.level_then)
    return (
        *(item.number, item_status_words(item.status), item.indicator_id),
        *(_name(framework, item.indicator_id), option_words(item, framework)),
        *(_level_cell(then), _level_cell(standing.now), item.goal),
        " ".join(item_sentences(standing, framework)),
        *(item.owner, item.partner, _iso(item.starts), _iso(item.ends)),
        *(item.cost_low, item.cost_high, item.currency),
        ", ".join(map(str, item.prerequisites)),
        *(item.measure, _iso(item.review_on), route_words(item, framework), item.reason),
        *(recorded.person_name, moment(recorded.recorded_at)),
    )


def _milestone_table(milestones: Iterable[MilestoneStanding]) -> PlainTable:
    columns = (
        *(_("Milestone"), _("Item"), _("What is agreed"), _("Day")),
        *(_("For the government"), _("For the partner"), _("What the parties say")),
        *(_("Who speaks"), _("Name"), _("Met or not met"), _("Said on"), _("Evidence")),
        _("Entered by"),
    )
    rows = (row for one in milestones for row in _milestone_rows(one))
    return PlainTable(_("Milestones"), columns, tuple(rows))


def _milestone_rows(standing: MilestoneStanding) -> Iterator[tuple[str | float | None, ...]]:
    one = standing.milestone
    beginning = (
        *(one.number, one.item_number, one.title, _iso(one.due_on)),
        *(one.government, one.partner, milestone_sentence(standing)),
    )
    if not standing.attested:
        yield (*beginning, "", "", "", "", "", "")
    for recorded in standing.attested:
        said = recorded.attestation
        yield (
            *beginning,
            *(party_words(said.party), said.said_by, says_words(said.says), _iso(said.said_on)),
            *(said.evidence, recorded.person_name),
        )


def _move_table(moves: Iterable[Move], framework: Framework) -> PlainTable:
    columns = (
        *(_("Item"), _("Indicator"), _("What was to be done"), _("Status")),
        *(_("Level when planned"), _("Earlier round"), _("This round"), _("Level to reach")),
        _("What became of it"),
    )
    rows = tuple(
        (
            *(one.item.number, one.item.indicator_id, option_words(one.item, framework)),
            item_status_words(one.item.status),
            _level_cell(Answer(one.item.indicator_id, one.item.status_then, one.item.level_then)),
            _level_cell(one.before),
            _level_cell(one.after) if one.after else _("not asked"),
            *(one.item.goal, move_sentence(one, framework)),
        )
        for one in moves
    )
    return PlainTable(_("Earlier plan"), columns, rows)


def _level_cell(answer: Answer) -> str | int:
    """Return a level as a number, or in words which kind of missing there is."""
    if answer.status is Status.LEVEL and answer.level is not None:
        return answer.level
    return status_words(answer.status)


def _gap_names(ids: Iterable[str], framework: Framework) -> Iterator[str]:
    names = {gap.id: gap.name for gap in framework.rules.critical_gaps}
    return (f"{id_} ({names[id_]})" if id_ in names else id_ for id_ in ids)


def _indicator(framework: Framework, indicator_id: str) -> str:
    """Name an indicator; one that the questionnaire lost since by its id alone."""
    known = framework.questionnaire.has_indicator(indicator_id)
    return name_indicator(framework, indicator_id) if known else indicator_id


def _name(framework: Framework, indicator_id: str) -> str:
    questionnaire = framework.questionnaire
    if not questionnaire.has_indicator(indicator_id):
        return ""
    return questionnaire.indicator(indicator_id).name


def _amount(cost: int | None) -> str:
    return "" if cost is None else whole(cost)


def _iso(value: date | None) -> str:
    """Write a day so that it sorts, and no program takes it for another day."""
    return value.isoformat() if value else ""
