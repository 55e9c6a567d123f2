"""Rate alone first: record a person's own rating, and keep those of others from view."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessment.locales import gettext as _
from assessment.locales.formats import listed
from assessment.model.answer import Answer
from assessment.model.assessment import StaleWrite
from assessment.model.checks import check_answer
from assessment.model.problem import Problem, Refused, errors_in
from assessment.model.rating import (
    RESPONDENT_GROUPS,
    GroupId,
    NewRating,
    Rating,
    is_group,
)
from assessment.services.context import Context, Opened


@dataclass(frozen=True)
class RaterProgress:
    """How far one person is; says nothing of what was rated."""

    person_id: str
    person_name: str
    group: GroupId
    n_rated: int


def record_rating(
    context: Context, opened: Opened, answer: Answer, group: str, seen_revision: int
) -> tuple[Problem, ...]:
    """Append a person's own rating; return the warnings that stand beside it.

    What says the same as the newest one is not written again, unless the talk came between
    them: to stay with a rating after the talk is a second rating.

    Parameters
    ----------
    group
        Id of the respondent group that the person speaks for.
    seen_revision
        The revision of the person's own rating that was on the screen, 0 for none.

    Raises
    ------
    Refused
        If the rating breaks a rule of answers, the group is unknown, or the
        person rated in another window meanwhile; nothing is written then.
    """
    problems = check_answer(answer, opened.framework.questionnaire)
    refusals = (*errors_in(problems), *_check_group(group))
    if refusals:
        raise Refused(refusals)
    new = NewRating(answer, _as_group(group), seen_revision)
    try:
        context.store.write_rating(opened.assessment.id, new, context.actor, context.clock())
    except StaleWrite as error:
        raise Refused((_rated_meanwhile(answer.indicator_id),)) from error
    return problems


def own_rating(context: Context, opened: Opened, indicator_id: str) -> Rating | None:
    """Return the person's newest rating of an indicator; ``None`` before the first."""
    record = context.store.ratings(opened.assessment.id)
    return record.own(context.actor.person_id, indicator_id)


def own_ratings(context: Context, opened: Opened) -> Mapping[str, Rating]:
    """Return the person's ratings by indicator id; those taken back are left out."""
    record = context.store.ratings(opened.assessment.id)
    own = (r for r in record.newest() if r.person_id == context.actor.person_id)
    return {rating.indicator_id: rating for rating in own}


def first_ratings(context: Context, opened: Opened) -> Mapping[str, Rating]:
    """Return the person's ratings from before the talk, by indicator id, opened or not."""
    record = context.store.ratings(opened.assessment.id)
    person_id = context.actor.person_id
    own = (r for r in record.ratings if r.person_id == person_id and r.is_independent)
    last = {rating.indicator_id: rating for rating in own}
    return {id_: rating for id_, rating in last.items() if rating.answer.is_answered}


def n_under_same_name(context: Context, opened: Opened) -> int:
    """Count what was rated under the name of the person by somebody else.

    Names are typed, so the same name in another browser may be the same person or not. What
    was rated there is hidden like every rating of others; only that it is there is said.
    """
    newest = context.store.ratings(opened.assessment.id).newest()
    actor = context.actor
    return sum(r.person_name == actor.name and r.person_id != actor.person_id for r in newest)


def rating_progress(
    context: Context, opened: Opened, dimension_id: str, *, second: bool = False
) -> tuple[RaterProgress, ...]:
    """Return who has rated how many indicators of a dimension, by name; never what.

    Parameters
    ----------
    second
        Whether the second ratings are counted, those that were given after the talk.
    """
    dimension = opened.framework.questionnaire.dimension(dimension_id)
    ids = {indicator.id for indicator in dimension.indicators}
    ratings = context.store.ratings(opened.assessment.id).newest()
    return _count(r for r in ratings if r.indicator_id in ids and r.is_second >= second)


def _count(ratings: Iterable[Rating]) -> tuple[RaterProgress, ...]:
    found: dict[str, RaterProgress] = {}
    for rating in ratings:
        before = found.get(rating.person_id)
        count = before.n_rated + 1 if before else 1
        found[rating.person_id] = RaterProgress(
            rating.person_id, rating.person_name, rating.group, count
        )
    return tuple(sorted(found.values(), key=lambda one: (one.person_name, one.person_id)))


def _as_group(group: str) -> GroupId:
    return next(known.id for known in RESPONDENT_GROUPS if known.id == group)


def _check_group(group: str) -> tuple[Problem, ...]:
    if is_group(group):
        return ()
    found = _("No respondent group is chosen.")
    if group:
        found = _("'{group}' is no respondent group.", group=group)
    remedy = _("Choose for whom you speak; ratings are compared between groups.")
    allowed = _(
        "Allowed are {groups}.", groups=listed(_(known.name) for known in RESPONDENT_GROUPS)
    )
    return (Problem("rating.group_unknown", _("Group"), found, remedy, allowed),)


def _rated_meanwhile(indicator_id: str) -> Problem:
    # The same code as for answers, so that a screen offers the same ways out.
    return Problem(
        "answer.stale",
        indicator_id,
        _("You rated this in another window after this one was opened."),
        _("Look at that rating, then keep it or give this one again."),
    )
