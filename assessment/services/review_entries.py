"""What people append to a review: who convenes, options, dissent, another tier, the decision."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from assessment.locales import gettext as _
from assessment.model.answer import Origin
from assessment.model.assessment import NOBODY, Actor, StaleWrite
from assessment.model.problem import Problem, Refused
from assessment.model.review import (
    Convening,
    Decision,
    Deferral,
    DueTo,
    Entry,
    Ground,
    Override,
    ProtectedEntry,
    ProtectedKind,
    Review,
    ReviewDissent,
    ReviewOption,
)
from assessment.model.review_checks import Standing, check_entry, check_protected
from assessment.model.text import clean_text
from assessment.services.context import Context, Opened
from assessment.services.reviews import find_tier, read_ground

_Kind = TypeVar("_Kind", bound=Entry)

PROTECTED_CHANNEL = "Protected channel"
"""The organisation under which an alias stands in the database; not translated, as it is data."""


def append_entry(
    context: Context,
    opened: Opened,
    review: Review,
    entry: Entry,
    *,
    origin: Origin = "page",
) -> None:
    """Append one entry to a review; nothing that stands in it is changed.

    A decision, a deferral, another tier and a convening stand on the findings of today, which
    are kept with them. They are refused if somebody appended something that their author has
    not seen; options and dissents never are, as nothing is taken from them.

    Parameters
    ----------
    review
        As its author saw it.

    Raises
    ------
    Refused
        With everything that is missing or not allowed; nothing is written then.
    """
    ground = read_ground(context, opened)
    entry = _completed(context, opened, review, entry, ground)
    problems = check_entry(entry, _standing(context, opened, review, ground))
    if problems:
        raise Refused(problems)
    weighs = isinstance(entry, Decision | Deferral | Override | Convening)
    try:
        context.store.append_entry(
            review,
            entry,
            ground=ground if weighs else None,
            seen=review.seen if weighs else None,
            actor=context.actor,
            at=context.clock(),
            origin=origin,
        )
    except StaleWrite as error:
        raise Refused((_meanwhile(),)) from error


def _standing(context: Context, opened: Opened, review: Review, ground: Ground) -> Standing:
    tier = find_tier(opened.framework, review.tier_id)
    days = tier.due.days if tier and tier.due else None
    if review.tier_id == ground.tier_id:
        days = ground.due_days
    tiers = opened.framework.rules.review_tiers
    return Standing(review, tiers, days, context.clock().date())


def _completed(
    context: Context, opened: Opened, review: Review, entry: Entry, ground: Ground
) -> Entry:
    """Return the entry with clean texts, and with the day that follows from another tier."""
    match entry:
        case Override():
            day, due_to = _day_of(context, opened, review, entry.tier_id, ground)
            return replace(_stripped(entry), due_on=day, due_to=due_to)
        case Convening():
            names = tuple(clean_text(name).strip() for name in entry.must_decide)
            return replace(_stripped(entry), must_decide=tuple(filter(None, names)))
        case Decision() | Deferral() | ReviewOption() | ReviewDissent():
            return _stripped(entry)
        case _:
            return entry


def _stripped(entry: _Kind) -> _Kind:
    texts = {name: value.strip() for name, value in vars(entry).items() if type(value) is str}
    return replace(entry, **texts)


def _day_of(
    context: Context, opened: Opened, review: Review, tier_id: str, ground: Ground
) -> tuple[date | None, DueTo]:
    """Return the day under another tier.

    Upwards its days count from today and never lead beyond the present day; downwards they
    count from the opening, so that nobody gains time by overriding late.
    """
    tiers = [tier.id for tier in opened.framework.rules.review_tiers]
    tier = find_tier(opened.framework, tier_id)
    if tier is None or tier.due is None:
        return review.due_on, review.due_to
    days = ground.due_days if tier_id == ground.tier_id and ground.due_days else tier.due.days
    is_up = review.tier_id not in tiers or tiers.index(tier_id) > tiers.index(review.tier_id)
    if not is_up:
        return review.recorded_at.date() + timedelta(days=days), tier.due.to
    day = context.clock().date() + timedelta(days=days)
    return min(day, review.due_on or day), tier.due.to


def _meanwhile() -> Problem:
    return Problem(
        "review.stale",
        _("Review"),
        _("Somebody added to this review after you opened it, or decided it."),
        _("Read what was added, then send yours again; nothing of it was saved yet."),
    )


# The protected channel


def leave_protected(  # noqa: PLR0913 - one argument for each thing that its author says
    context: Context,
    opened: Opened,
    *,
    kind: ProtectedKind,
    text: str,
    for_person_id: str,
    alias: str = "",
) -> Actor:
    """Keep dissent or alarm for one reviewer.

    Under an alias neither the author's name nor organisation is stored, and of the moment
    only the day.

    Parameters
    ----------
    for_person_id
        One of `possible_reviewers`.
    alias
        Empty to sign with the name under which the author writes.

    Returns
    -------
    Actor
        Who can read it.

    Raises
    ------
    Refused
        If a text or the reviewer is missing, or the alias is the name of somebody who writes
        here.
    """
    alias, at = clean_text(alias).strip(), context.clock()
    if alias:
        at = at.replace(hour=0, minute=0, second=0, microsecond=0)
    signed_as = alias or context.actor.name
    reviewers = {one.person_id: one for one, _since in possible_reviewers(context)}
    reviewer = reviewers.get(for_person_id, NOBODY)
    entry = ProtectedEntry(
        kind,
        text.strip(),
        signed_as,
        reviewer.name,
        bool(alias),
        at,
        for_person_id=reviewer.person_id,
    )
    problems = [*check_protected(entry)]
    if alias and context.store.knows_person(alias, outside=PROTECTED_CHANNEL):
        found = _("'{name}' is the name of somebody who writes here.", name=alias)
        where = _("Signed as")
        problems.append(Problem("review.alias_taken", where, found, _("Choose another alias.")))
    if problems:
        raise Refused(tuple(problems))
    actor = context.store.actor(alias, PROTECTED_CHANNEL, at) if alias else context.actor
    context.store.write_protected(opened.assessment.id, entry, actor)
    return reviewer


def possible_reviewers(context: Context) -> tuple[tuple[Actor, datetime], ...]:
    """Return everybody who said here who they are, and since when; nobody else could read it.

    Ordered by name. Two persons may have one name: the older one is hardly an impostor.
    """
    people = context.store.people()
    return tuple(sorted(people, key=lambda one: (one[0].name.casefold(), one[1])))


def protected_entries(context: Context, opened: Opened) -> Sequence[ProtectedEntry]:
    """Return the protected entries that are for whoever writes now, or by them."""
    reader = context.actor
    found = context.store.protected_entries(opened.assessment.id)
    return [one for one in found if one.may_be_read_by(reader.person_id, reader.name)]
