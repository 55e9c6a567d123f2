"""Open reviews with the answer that leads to them, read them, and lay all of them on one board.

Reading never writes: what a tier asks for is recorded by whoever changes an answer, or by
somebody who says so (docs/decisions/0014). What people append is in `services.review_entries`.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from assessment.exchange.calendar_file import CalendarEvent, write_calendar
from assessment.locales import gettext as _
from assessment.model.answer import Origin
from assessment.model.assessment import Assessment, Record, StaleWrite
from assessment.model.checks import check_text
from assessment.model.framework import Framework
from assessment.model.problem import Problem, Refused
from assessment.model.review import (
    BoardLine,
    Ground,
    Moved,
    NewReview,
    Raise,
    Review,
    ReviewState,
    Step,
    deferred_before,
    ground_of,
    next_step,
    nothing_can_be_asked,
    what_moved,
)
from assessment.model.rules import ReviewTier
from assessment.reporting.reviews import calendar_text, calendar_title
from assessment.scoring.profile import findings_of
from assessment.services.baseline import measure_declines
from assessment.services.context import Context, Download, Opened, open_assessment


@dataclass(frozen=True)
class ReviewsOfOne:
    """The reviews of one assessment, and its ground of today.

    Attributes
    ----------
    reviews
        The newest first.
    ground
        The findings of today.
    unrecorded
        What the tier asks for and nobody recorded yet; ``None`` where there is nothing.
    was_deferred_before
        Whether the review before the newest one, of the same place, was deferred.
    """

    opened: Opened
    reviews: tuple[Review, ...]
    ground: Ground
    unrecorded: Step | None
    was_deferred_before: bool = False

    @property
    def newest(self) -> Review | None:
        """The newest review; the only one that can be undecided."""
        return next(iter(self.reviews), None)

    @property
    def moved(self) -> Moved:
        """In what today differs from the last ground of the newest review."""
        if self.newest is None:
            return Moved()
        return what_moved(self.newest.grounds[-1], self.ground)


def note_findings(context: Context, opened: Opened, *, origin: Origin = "page") -> Step | None:
    """Record what the tier of today asks for, if no review answers it yet.

    To be called after whatever can move the findings; it looks at them only where something
    could be asked.

    Returns
    -------
    Step or None
        What was recorded.
    """
    newest = _newest(context.store.reviews(opened.assessment.id))
    if nothing_can_be_asked(newest, opened.framework.rules.review_tiers):
        return None
    asked = _asked(context, opened, newest)
    if asked.step is None:
        return None
    # Whoever came first recorded it; the same answer opens nothing twice.
    with suppress(StaleWrite):
        _take(context, opened, asked, origin)
        return asked.step
    return None


@dataclass(frozen=True)
class _Asked:
    """What the tier of today asks for beyond the newest review."""

    newest: Review | None
    ground: Ground
    step: Step | None


def _asked(context: Context, opened: Opened, newest: Review | None) -> _Asked:
    ground = read_ground(context, opened)
    return _Asked(newest, ground, next_step(newest, ground, opened.framework.rules.review_tiers))


def _take(context: Context, opened: Opened, asked: _Asked, origin: Origin) -> None:
    newest, ground = asked.newest, asked.ground
    tier = find_tier(opened.framework, ground.tier_id)
    due_on = _counted(context, opened, ground)
    due_to = tier.due.to if tier and tier.due else "decide"
    at, actor = context.clock(), context.actor
    if asked.step == "open" or newest is None:
        new = NewReview("tier", "", ground, origin, due_on, due_to)
        seen = newest.number if newest else 0
        context.store.open_review(opened.assessment.id, new, seen, actor, at)
        return
    # A higher tier can bring the day nearer, and never moves it away.
    days = [day for day in (due_on, newest.due_on) if day is not None]
    entry = Raise(min(days, default=None), due_to)
    who = {"actor": actor, "at": at, "origin": origin}
    context.store.append_entry(newest, entry, ground=ground, seen=newest.seen, **who)


def _counted(context: Context, opened: Opened, ground: Ground) -> date | None:
    """Return the day that the tier gives, from the day of the answer that led to it."""
    if ground.due_days is None:
        return None
    since = context.store.last_change(opened.assessment.id) or context.clock()
    return since.date() + timedelta(days=ground.due_days)


def read_ground(context: Context, opened: Opened, record: Record | None = None) -> Ground:
    """Return the findings of today, without any interval."""
    record = record or context.store.record(opened.assessment)
    baseline, _earlier = measure_declines(context, opened)
    return ground_of(record, findings_of(opened.framework, record, baseline=baseline))


def read_reviews(context: Context, opened: Opened) -> ReviewsOfOne:
    """Return the reviews of an assessment beside its findings of today; nothing is written."""
    reviews = context.store.reviews(opened.assessment.id)
    newest = _newest(reviews)
    asked = _asked(context, opened, newest)
    was_deferred = newest is not None and deferred_before(newest, _of_place(context, opened))
    return ReviewsOfOne(opened, tuple(reversed(reviews)), asked.ground, asked.step, was_deferred)


def _of_place(context: Context, opened: Opened) -> tuple[Review, ...]:
    """Return the reviews of all assessments of the same state or region."""
    headings = {one.id: one for one in context.store.headings()}
    key = opened.assessment.place_id
    return tuple(
        one for one in context.store.reviews() if headings[one.assessment_id].place_id == key
    )


def open_by_person(
    context: Context, opened: Opened, reason: str, *, origin: Origin = "page"
) -> None:
    """Open a review because a person asks for it, whatever the tier says.

    Raises
    ------
    Refused
        If no reason is given, or a review is open already.
    """
    newest = _newest(context.store.reviews(opened.assessment.id))
    problems = [*check_text(reason, _("Review"), _("Say why a review is needed."))]
    if newest is not None and not newest.is_decided:
        problems.append(_open_already())
    if problems:
        raise Refused(tuple(problems))
    new = NewReview("person", reason.strip(), read_ground(context, opened), origin)
    seen = newest.number if newest else 0
    try:
        context.store.open_review(opened.assessment.id, new, seen, context.actor, context.clock())
    except StaleWrite as error:
        raise Refused((_open_already(),)) from error


def _open_already() -> Problem:
    return Problem(
        "review.open_already",
        _("Review"),
        _("A review of this assessment is open already."),
        _("Add to that one: an option, a dissent, or another tier."),
    )


def board(context: Context) -> tuple[BoardLine, ...]:
    """Return the reviews of all states, what is most pressing first; nothing is written.

    Of each assessment the newest review, and earlier ones, which are all decided. An
    assessment whose questionnaire is not here shows what was recorded, and no more.
    """
    by_assessment: dict[str, list[Review]] = {}
    everything = context.store.reviews()
    for review in everything:
        by_assessment.setdefault(review.assessment_id, []).append(review)
    headings = context.store.headings()
    places = _by_place(headings, everything)
    lines: list[BoardLine] = []
    for heading in (one for one in headings if not one.archived):
        opened = _open_quietly(context, heading)
        own = by_assessment.get(heading.id, [])
        names = _tier_names(opened)
        lines += [_line(context, heading, one, names, places) for one in own]
        if opened is not None and (line := _unrecorded(context, opened, own)):
            lines.append(line)
    order = [*ReviewState]
    return tuple(sorted(lines, key=lambda one: (order.index(one.state), one.due_on or date.max)))


def _by_place(
    headings: Sequence[Assessment], reviews: Sequence[Review]
) -> Mapping[tuple[str, ...], list[Review]]:
    of = {one.id: one.place_id for one in headings}
    places: dict[tuple[str, ...], list[Review]] = {}
    for review in reviews:
        places.setdefault(of[review.assessment_id], []).append(review)
    return places


def _open_quietly(context: Context, heading: Assessment) -> Opened | None:
    with suppress(Refused):
        return open_assessment(context, heading.id)
    return None


def _tier_names(opened: Opened | None) -> Mapping[str, str]:
    tiers = opened.framework.rules.review_tiers if opened else ()
    return {tier.id: tier.name for tier in tiers}


def _line(
    context: Context,
    heading: Assessment,
    review: Review,
    names: Mapping[str, str],
    places: Mapping[tuple[str, ...], list[Review]],
) -> BoardLine:
    today = context.clock().date()
    before = deferred_before(review, places[heading.place_id])
    state = review.state(today, was_deferred_before=before)
    tier = review.tier_id
    overdue = review.is_overdue(today)
    return BoardLine(heading, review, state, tier, names.get(tier, ""), review.due_on, overdue)


def _unrecorded(context: Context, opened: Opened, own: Sequence[Review]) -> BoardLine | None:
    """Return the line of a review that a tier asks for and nobody recorded yet."""
    newest = _newest(own)
    if newest is not None and not newest.is_decided:
        return None
    ground = read_ground(context, opened)
    if next_step(newest, ground, opened.framework.rules.review_tiers) != "open":
        return None
    # As it would stand once it is recorded: the days count from the answers, not from then.
    due_on = _counted(context, opened, ground)
    opening = NewReview("tier", "", ground, due_on=due_on)
    now = context.clock()
    heading = opened.assessment
    would_be = Review("", heading.id, 0, opening, "", now)
    names, today = _tier_names(opened), now.date()
    tier = ground.tier_id
    state, overdue = would_be.state(today), would_be.is_overdue(today)
    return BoardLine(heading, None, state, tier, names.get(tier, ""), due_on, overdue)


REMIND_BEFORE = (7, 1)
"""Days before the day of a review on which a calendar reminds of it."""


def export_calendar(context: Context, lines: Sequence[BoardLine]) -> Download:
    """Return the days of undecided reviews as a calendar file with reminders."""
    events = [event for line in lines if (event := _event(line)) is not None]
    return Download("reviews.ics", write_calendar(events, context.clock()))


def _event(line: BoardLine) -> CalendarEvent | None:
    review = line.review
    if review is None or review.is_decided or review.due_on is None:
        return None
    return CalendarEvent(
        uid=f"review-{review.id}@spca",
        day=review.due_on,
        title=calendar_title(line.assessment, review),
        description=calendar_text(review),
        revision=review.seen,
        remind_before=REMIND_BEFORE,
    )


def line_of(context: Context, found: ReviewsOfOne) -> BoardLine | None:
    """Return the newest review of one assessment as it stands on the board."""
    if found.newest is None:
        return None
    heading, today = found.opened.assessment, context.clock().date()
    review = found.newest
    state = review.state(today, was_deferred_before=found.was_deferred_before)
    name = _tier_names(found.opened).get(review.tier_id, "")
    overdue = review.is_overdue(today)
    return BoardLine(heading, review, state, review.tier_id, name, review.due_on, overdue)


def _newest(reviews: Sequence[Review]) -> Review | None:
    return reviews[-1] if reviews else None


def find_tier(framework: Framework, tier_id: str) -> ReviewTier | None:
    """Return a review tier of the questionnaire; ``None`` if it has none with this id."""
    return next((one for one in framework.rules.review_tiers if one.id == tier_id), None)
