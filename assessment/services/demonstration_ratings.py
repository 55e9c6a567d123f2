"""Stores what people of the demonstration rated alone, and that moderation was opened."""

from collections.abc import Iterator

from assessment.library.demonstration import Demonstration, moment_of
from assessment.model.assessment import Actor, Assessment
from assessment.model.checks import check_answer
from assessment.model.problem import Problem
from assessment.model.questionnaire import Questionnaire
from assessment.model.rating import NewRating
from assessment.services.context import Context


def check_ratings(item: Demonstration, questionnaire: Questionnaire) -> Iterator[Problem]:
    """Yield what is wrong with the ratings of a file; nothing where it has none."""
    ratings = item.content.ratings
    if ratings is None:
        return
    for number, rater in enumerate(ratings.people):
        for answer in rater.answers:
            place = item.file.place(("ratings", "people", number, "levels", answer.indicator_id))
            yield from check_answer(answer, questionnaire, lambda _, place=place: place)
    if ratings.opened < ratings.recorded:
        found = f"Moderation was opened on {ratings.opened}, before {ratings.recorded}."
        where = item.file.place(("ratings", "opened"))
        remedy = "Give the day of the ratings or a later one."
        yield Problem("demonstration.opened_early", where, found, remedy)


def store_ratings(
    context: Context, assessment: Assessment, item: Demonstration, leader: Actor
) -> None:
    """Write the ratings of each person, then that the leader opened moderation."""
    ratings = item.content.ratings
    if ratings is None:
        return
    store, at = context.store, moment_of(ratings.recorded)
    for rater in ratings.people:
        actor = context.store.actor(rater.name, rater.organisation, at)
        for answer in rater.answers:
            store.write_rating(assessment.id, NewRating(answer, rater.group, 0), actor, at)
    store.open_moderation(assessment.id, leader, moment_of(ratings.opened))
