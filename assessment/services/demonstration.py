"""Fills an empty database with assessments of invented states, for trying out and training."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import groupby
from pathlib import Path
from uuid import uuid4

from assessment.library.demonstration import (
    AttestationEntry,
    Demonstration,
    DemonstrationFile,
    load_demonstration_files,
    moment_of,
)
from assessment.locales import gettext as _
from assessment.locales.formats import day
from assessment.model.answer import Answer, Reply
from assessment.model.assessment import Actor, Assessment, Changes, NewAnswer, NewScope
from assessment.model.checks import (
    Place,
    check_answer,
    check_dissent,
    check_evidence,
    check_flag,
    check_scope,
)
from assessment.model.framework import Framework
from assessment.model.plan import Attestation, Plan, RecordedItem, RecordedMilestone
from assessment.model.plan_checks import Known, check_attestation, check_item, check_milestone
from assessment.model.problem import Problem, Refused, errors_in
from assessment.model.questionnaire import Questionnaire
from assessment.model.rating import NewRating
from assessment.model.review import Ground, NewReview, Review
from assessment.model.review_checks import Standing, check_entry
from assessment.services.assessments import store_new
from assessment.services.context import Context, Opened, open_assessment
from assessment.services.plans import add_item, add_milestone, attest
from assessment.services.review_entries import append_entry
from assessment.services.reviews import note_findings

GUIDED = ("XAA", "2026", "")
"""Code, period and region of the invented assessment through which the tour leads."""


def load_demonstration(context: Context, folder: Path) -> tuple[Assessment, ...]:
    """Load every invented assessment of a folder, in the order of the file names.

    All files are checked before anything is written. Everything is recorded at
    the days that the files name, under the persons whom they name, with the
    origin "demonstration".

    Returns
    -------
    tuple of Assessment
        The headings of what was loaded.

    Raises
    ------
    Refused
        If there is any assessment already (``demonstration.not_empty``), so that
        invented states never turn up among real ones; or with everything that is
        wrong in the files.
    """
    if problem := why_not_to_load(context):
        raise Refused((problem,))
    items, found = load_demonstration_files(folder)
    problems = (*found, *(problem for item in items for problem in _check(context, item)))
    if errors_in(problems):
        raise Refused(errors_in(problems))
    return tuple(_store(context, item) for item in items)


def why_not_to_load(context: Context) -> Problem | None:
    """Return why invented states may not be loaded here; ``None`` where they may."""
    return None if context.store.is_empty() else _not_empty()


def find_guided(context: Context) -> Assessment | None:
    """Return the invented assessment through which the tour leads; ``None`` if it is not here."""
    return next(
        (
            one
            for one in context.store.headings()
            if one.invented and (one.state_code, one.period, one.region) == GUIDED
        ),
        None,
    )


def _check(context: Context, item: Demonstration) -> Iterator[Problem]:
    framework = context.library.find(item.content.questionnaire, item.content.version)
    if framework is None:
        yield _no_questionnaire(item)
        return
    questionnaire = framework.questionnaire
    for answer in item.answers:
        keys = ("answers", answer.indicator_id)
        yield from _check_answer_at(item, answer, keys, questionnaire)
    for n, evidence in enumerate(item.evidence):
        yield from check_evidence(evidence, questionnaire, item.file.place(("evidence", n)))
    for flag in item.flags:
        yield from check_flag(flag, questionnaire, item.file.place(("flags", flag.flag_id)))
    if item.scope is not None:
        yield from check_scope(item.scope, lambda name: item.file.place(("scope", name)))
    yield from _check_ratings(item, questionnaire)
    for n, dissent in enumerate(item.dissents):
        yield from check_dissent(dissent, questionnaire, item.file.place(("dissents", n)))
    yield from _check_plan(item, framework)
    yield from _check_review(item, framework)


def _check_plan(item: Demonstration, framework: Framework) -> Iterator[Problem]:
    """Yield what is wrong with a plan, each item held against those before it."""
    entry, plan = item.content.plan, Plan()
    if entry is None:
        return
    answers = {answer.indicator_id: answer for answer in item.answers}
    at, name = moment_of(entry.recorded), item.content.author.name
    for n, one in enumerate(entry.items):
        planned, now = replace(one.item, number=n + 1), answers.get(one.indicator)
        known = Known(framework, plan, now or Answer(one.indicator))
        yield from check_item(planned, known, _at(item, ("plan", "items", n)))
        recorded = RecordedItem(planned, 1, name, "demonstration", at)
        plan = replace(plan, items=(*plan.items, recorded))
    for n, one in enumerate(entry.milestones):
        milestone = replace(one.milestone, number=n + 1)
        yield from check_milestone(milestone, plan, _at(item, ("plan", "milestones", n)))
        agreed = RecordedMilestone(milestone, 1, name, at)
        plan = replace(plan, milestones=(*plan.milestones, agreed))
        for k, said in enumerate(one.attestations):
            place = _at(item, ("plan", "milestones", n, "attestations", k))
            yield from check_attestation(_attestation(said, n + 1), plan, said.said_on, place)


def _at(item: Demonstration, keys: tuple[str | int, ...]) -> Place:
    return lambda name: item.file.place((*keys, name))


def _attestation(said: AttestationEntry, number: int) -> Attestation:
    return Attestation(milestone_number=number, **said.model_dump())


def _check_review(item: Demonstration, framework: Framework) -> Iterator[Problem]:
    """Yield what is wrong with the entries of a review, as if the tier had opened it."""
    if item.content.review is None:
        return
    review = Review("", "", 1, NewReview("tier", "", Ground("")), "", item.moment)
    tiers = framework.rules.review_tiers
    for on, entry in item.content.review.entries:
        for problem in check_entry(entry, Standing(review, tiers, None, on)):
            yield replace(problem, where=f"{item.file.place(('review',))}, {problem.where}")


def _check_ratings(item: Demonstration, questionnaire: Questionnaire) -> Iterator[Problem]:
    """Yield what is wrong with the ratings of a file; nothing where it has none."""
    ratings = item.content.ratings
    if ratings is None:
        return
    for number, rater in enumerate(ratings.people):
        for answer in rater.answers:
            keys = ("ratings", "people", number, "levels", answer.indicator_id)
            yield from _check_answer_at(item, answer, keys, questionnaire)
    if ratings.opened < ratings.recorded:
        yield Problem(
            "demonstration.opened_early",
            item.file.place(("ratings", "opened")),
            _(
                "Moderation was opened on {opened}, before {recorded}.",
                opened=day(ratings.opened),
                recorded=day(ratings.recorded),
            ),
            _("Give the day of the ratings or a later one."),
        )


def _check_answer_at(
    item: Demonstration,
    answer: Answer,
    keys: tuple[str | int, ...],
    questionnaire: Questionnaire,
) -> tuple[Problem, ...]:
    place = item.file.place(keys)
    return check_answer(answer, questionnaire, lambda _: place)


def _store(context: Context, item: Demonstration) -> Assessment:
    author = item.content.author
    actor = context.store.actor(author.name, author.organisation, item.moment)
    assessment = _heading(context, item.content, item.moment)
    store_new(context, assessment, actor=actor)
    changes = Changes(
        "demonstration",
        answers=tuple(NewAnswer(answer, 0) for answer in item.answers),
        evidence=item.evidence,
        flags=item.flags,
        scope=NewScope(item.scope, 0) if item.scope else None,
        dissents=item.dissents,
    )
    context.store.write(assessment.id, changes, actor, item.moment)
    _store_replies(context, assessment, item, actor)
    _store_ratings(context, assessment, item, actor)
    # As if its author had entered it on that day: the review of a tier opens with it.
    then = replace(context, actor=actor, clock=lambda: item.moment)
    opened = open_assessment(then, assessment.id)
    note_findings(then, opened, origin="demonstration")
    _store_plan(then, opened, item)
    _store_review(then, opened, item)
    return assessment


def _store_plan(context: Context, opened: Opened, item: Demonstration) -> None:
    entry = item.content.plan
    if entry is None:
        return
    context = replace(context, clock=partial(moment_of, entry.recorded))
    for one in entry.items:
        add_item(context, opened, one.item, origin="demonstration")
    for number, one in enumerate(entry.milestones, start=1):
        add_milestone(context, opened, one.milestone, origin="demonstration")
        for said in one.attestations:
            then = replace(context, clock=partial(moment_of, said.said_on))
            attest(then, opened, _attestation(said, number), origin="demonstration")


def _store_review(context: Context, opened: Opened, item: Demonstration) -> None:
    """Append the entries to the review that the tier opened just before."""
    if item.content.review is None:
        return
    for on, entry in item.content.review.entries:
        then = replace(context, clock=partial(moment_of, on))
        (review,) = context.store.reviews(opened.assessment.id)
        append_entry(then, opened, review, entry, origin="demonstration")


def _store_replies(
    context: Context, assessment: Assessment, item: Demonstration, actor: Actor
) -> None:
    """Write the replies, one write a day, because a dissent gets its id only when it is stored."""
    stored = context.store.record(assessment).dissents
    # Dissents come back in the order in which they were written.
    pairs = zip(stored, item.dissents, strict=True)
    replies = [(found.id, reply) for found, dissent in pairs for reply in dissent.replies]

    def recorded(pair: tuple[str, Reply]) -> datetime:
        return pair[1].recorded_at

    for at, group in groupby(sorted(replies, key=recorded), key=recorded):
        changes = Changes("demonstration", replies=tuple(group))
        context.store.write(assessment.id, changes, actor, at)


def _store_ratings(
    context: Context, assessment: Assessment, item: Demonstration, leader: Actor
) -> None:
    """Write the ratings of each person, then that the leader opened moderation."""
    ratings = item.content.ratings
    if ratings is None:
        return
    store, at = context.store, moment_of(ratings.recorded)
    for rater in ratings.people:
        actor = store.actor(rater.name, rater.organisation, at)
        for answer in rater.answers:
            store.write_rating(assessment.id, NewRating(answer, rater.group, 0), actor, at)
    store.open_moderation(assessment.id, leader, moment_of(ratings.opened))


def _heading(context: Context, content: DemonstrationFile, at: datetime) -> Assessment:
    framework = context.library.find(content.questionnaire, content.version)
    if framework is None:
        raise LookupError(f"questionnaire '{content.questionnaire}' was checked and is gone")
    questionnaire = framework.questionnaire
    return Assessment(
        id=uuid4().hex,
        questionnaire_id=questionnaire.id,
        questionnaire_version=questionnaire.version,
        questionnaire_checksum=questionnaire.checksum,
        state_code=content.state_code,
        state_name=content.state_name,
        region=content.region,
        period=content.period,
        mode=content.mode,
        language=questionnaire.language,
        scope_note=content.scope_note,
        invented=True,
        created_at=at,
        created_by=content.author.name,
    )


def _not_empty() -> Problem:
    return Problem(
        "demonstration.not_empty",
        _("Database"),
        _("There are assessments in it already."),
        _(
            "Demonstration states are loaded only into an empty database, so that invented and "
            "real ones are not mixed. Name another database, as in "
            "'spca --database sqlite:///trial.db demo'."
        ),
    )


def _no_questionnaire(item: Demonstration) -> Problem:
    content = item.content
    found = _(
        "The questionnaire '{questionnaire}' is not in this installation or cannot be read.",
        questionnaire=content.questionnaire,
    )
    if content.version:
        found = _(
            "Version {version} of the questionnaire '{questionnaire}' is not in this installation "
            "or cannot be read.",
            version=content.version,
            questionnaire=content.questionnaire,
        )
    return Problem(
        "demonstration.questionnaire_missing",
        item.file.place(("version" if content.version else "questionnaire",)),
        found,
        _("Put its folder back; 'spca validate' says what is wrong with it."),
    )
