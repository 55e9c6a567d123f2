"""What an entry of a review must say before it is kept: the same for acting and for not acting."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from assessment.locales import gettext as _
from assessment.locales.formats import day, listed, whole
from assessment.model.checks import check_text
from assessment.model.problem import Problem
from assessment.model.review import (
    OUTCOMES,
    PROTECTED_KINDS,
    Convening,
    Decision,
    Deferral,
    Entry,
    Override,
    ProtectedEntry,
    Review,
    ReviewDissent,
    ReviewOption,
    Signed,
)
from assessment.model.rules import ReviewTier

SHORTEST_REASONS = 20
# A day has begun in the east that the clock in UTC does not know yet.
_AHEAD = timedelta(days=1)


@dataclass(frozen=True)
class Standing:
    """What an entry is checked against.

    Attributes
    ----------
    tiers
        The review tiers of the questionnaire, the lowest first.
    due_days
        Days that the tier in force gives; ``None`` where it counts none.
    """

    review: Review
    tiers: tuple[ReviewTier, ...]
    due_days: int | None
    today: date


def check_entry(entry: Entry, standing: Standing) -> tuple[Problem, ...]:
    """Return everything that speaks against an entry, all at once."""
    problems = [*_check_closed(entry, standing.review)]
    match entry:
        case Decision():
            problems += [*_check_decision(entry), *_check_signed(entry, standing)]
        case Deferral():
            problems += [*_check_signed(entry, standing), *_check_deferral(entry, standing)]
        case Override():
            problems += [*_check_signed(entry, standing), *_check_override(entry, standing)]
        case Convening():
            problems += _check_convening(entry, standing)
        case ReviewOption():
            problems += _check_option(entry)
        case ReviewDissent():
            remedy = _("Say why you see it differently.")
            problems += check_text(entry.text, _("Dissent"), remedy)
            problems += check_text(entry.signed_as, _("Signed as"), _("Give a name or an alias."))
        case _:
            pass
    return tuple(problems)


def check_protected(entry: ProtectedEntry) -> tuple[Problem, ...]:
    """Return everything that speaks against a protected entry."""
    problems = [
        *check_text(entry.text, _("Protected entry"), _("Write what the reviewer should know.")),
        *check_text(entry.signed_as, _("Signed as"), _("Give a name or an alias.")),
        *check_text(entry.for_person_id, _("Reviewer"), _("Choose who may read it.")),
    ]
    if entry.kind not in PROTECTED_KINDS:
        found = _("'{given}' is neither dissent nor alarm.", given=entry.kind)
        allowed = _("Allowed are {choices}.", choices=listed(PROTECTED_KINDS))
        where = _("Protected entry")
        problems.append(Problem("review.protected_kind", where, found, _("Pick one."), allowed))
    return tuple(problems)


def _check_closed(entry: Entry, review: Review) -> Iterator[Problem]:
    """Refuse what would change a review that is decided; dissent is always heard."""
    if review.decision is not None and not isinstance(entry, ReviewDissent):
        yield Problem(
            "review.decided",
            _("Review"),
            _(
                "{person} decided it on {day}, and a decision is never edited.",
                person=review.decision.person,
                day=day(review.decision.on),
            ),
            _("Write a dissent, or open another review."),
        )


def _check_decision(entry: Decision) -> Iterator[Problem]:
    if entry.outcome not in OUTCOMES:
        found = _("'{given}' is no decision.", given=entry.outcome)
        allowed = _("Allowed are {choices}.", choices=listed(OUTCOMES))
        yield Problem("review.outcome", _("Decision"), found, _("Pick one."), allowed)


def _check_signed(entry: Signed, standing: Standing) -> Iterator[Problem]:
    """Ask for name, office, reasons and day: of acting, not acting, deferring and overriding."""
    yield from check_text(entry.person, _("Name"), _("Name who answers for it."))
    yield from check_text(entry.office, _("Office"), _("Say in which office."))
    yield from check_text(entry.reasons, _("Reasons"), _("Say why, in a sentence or more."))
    length = len(" ".join(entry.reasons.split()))
    if 0 < length < SHORTEST_REASONS:
        yield Problem(
            "review.reasons_short",
            _("Reasons"),
            _("They have {number} characters.", number=whole(length)),
            _("Say why, in a sentence or more."),
            _("At least {number} are needed.", number=whole(SHORTEST_REASONS)),
        )
    if entry.on > standing.today + _AHEAD:
        found = _("{day} is still to come.", day=day(entry.on))
        yield Problem("review.day_to_come", _("Date"), found, _("Give the day it was settled."))
    elif entry.on < standing.review.recorded_at.date() - _AHEAD:
        found = _(
            "{day} lies before the review was opened, on {opened}.",
            day=day(entry.on),
            opened=day(standing.review.recorded_at),
        )
        yield Problem("review.day_too_early", _("Date"), found, _("Give the day it was settled."))


def _check_deferral(entry: Deferral, standing: Standing) -> Iterator[Problem]:
    review, where = standing.review, _("New date")
    if review.deferral is not None:
        yield Problem(
            "review.deferred_already",
            _("Review"),
            _(
                "{person} deferred it already, to {day}; it can be deferred once.",
                person=review.deferral.person,
                day=day(review.deferral.due_on),
            ),
            _("Decide to act or not to act; the reasons may say what is still not known."),
        )
    earliest = max(filter(None, (standing.today, review.due_on)))
    if entry.due_on <= earliest:
        found = _(
            "{day} is no later than {earliest}.", day=day(entry.due_on), earliest=day(earliest)
        )
        yield Problem("review.deferral_short", where, found, _("Give a later day."))
    if standing.due_days is None:
        return
    latest = earliest + timedelta(days=standing.due_days)
    if entry.due_on > latest:
        found = _("{day} is later than {latest}.", day=day(entry.due_on), latest=day(latest))
        allowed = _(
            "A deferral is no longer than the time that the tier gives, {number} days.",
            number=whole(standing.due_days),
        )
        yield Problem("review.deferral_long", where, found, _("Give an earlier day."), allowed)


def _check_override(entry: Override, standing: Standing) -> Iterator[Problem]:
    ids = [tier.id for tier in standing.tiers]
    if entry.tier_id not in ids:
        found = _("'{given}' is no review tier.", given=entry.tier_id)
        allowed = _("Allowed are {choices}.", choices=listed(ids))
        yield Problem("review.tier_unknown", _("Tier"), found, _("Pick one."), allowed)
    elif entry.tier_id == standing.review.tier_id:
        found = _("{tier} is in force already.", tier=entry.tier_id)
        yield Problem("review.tier_same", _("Tier"), found, _("Pick another one."))


def _check_convening(entry: Convening, standing: Standing) -> Iterator[Problem]:
    review, where = standing.review, _("Deadline")
    yield from check_text(entry.convenes, _("Who convenes"), _("Name who convenes."))
    names = "\n".join(entry.must_decide)
    yield from check_text(names, _("Who must decide"), _("Name one person or more."))
    if entry.due_on < standing.today:
        found = _("{day} has passed.", day=day(entry.due_on))
        # What is overdue can still be convened: for today.
        yield Problem("review.deadline_past", where, found, _("Give today or a later day."))
    is_limit = review.due_to == "decide" and review.due_on is not None
    limit = max(review.due_on, standing.today) if is_limit and review.due_on else None
    if limit is not None and entry.due_on > limit:
        found = _("{day} is later than {latest}.", day=day(entry.due_on), latest=day(limit))
        remedy = _("Give that day or an earlier one, or defer the review, once, with reasons.")
        yield Problem("review.deadline_late", where, found, remedy)


def _check_option(entry: ReviewOption) -> Iterator[Problem]:
    if not entry.does_nothing:
        yield from check_text(entry.text, _("Option"), _("Say what would be done."))
    yield from check_text(
        entry.consequences, _("Consequences"), _("Say what would follow, for whom.")
    )
    yield from check_text(entry.proposed_by, _("Proposed by"), _("Give a name or an alias."))
