"""Ratings, the opening of moderation, and results as both databases keep them."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic import command
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from assessment.model.assessment import StaleWrite
from assessment.model.rating import NewRating, Opening
from assessment.storage.engine import alembic_config, free_to_alter, migrate, writing
from assessment.storage.store import DatabaseStore
from tests.builders import an_answer
from tests.unit.storage.content import FULL_ANSWER, begun, later


def rate(store, assessment, actor, level, *, seen=0, minutes=1, indicator_id="LAW-1"):
    new = NewRating(an_answer(indicator_id, level), "agency", seen)
    store.write_rating(assessment.id, new, actor, later(minutes))


def test_a_rating_comes_back_as_it_was_given(store: DatabaseStore):
    assessment, actor = begun(store)
    store.write_rating(assessment.id, NewRating(FULL_ANSWER, "civil_society", 0), actor, later(1))
    (rating,) = store.ratings(assessment.id).ratings
    assert rating.answer == FULL_ANSWER
    assert (rating.person_id, rating.person_name) == (actor.person_id, "Ada Amin")
    assert (rating.group, rating.revision, rating.is_independent) == ("civil_society", 1, True)
    assert rating.recorded_at == later(1)


def test_people_do_not_get_in_each_others_way(store: DatabaseStore):
    assessment, ada = begun(store)
    ben = store.actor("Ben Bo", "Civic Forum", later(0))
    rate(store, assessment, ada, 1)
    rate(store, assessment, ben, 4)
    rate(store, assessment, ada, 2, seen=1)
    newest = store.ratings(assessment.id).newest()
    assert sorted((r.person_name, r.revision, r.answer.level) for r in newest) == [
        ("Ada Amin", 2, 2),
        ("Ben Bo", 1, 4),
    ]


@pytest.mark.parametrize("seen", [0, 2, -1])
def test_a_rating_over_one_that_was_not_seen_is_refused(store: DatabaseStore, seen: int):
    assessment, actor = begun(store)
    rate(store, assessment, actor, 1)
    with pytest.raises(StaleWrite) as caught:
        rate(store, assessment, actor, 4, seen=seen)
    assert caught.value.indicator_ids == ("LAW-1",)
    assert [r.answer.level for r in store.ratings(assessment.id).ratings] == [1]


def test_of_two_windows_that_rate_at_once_one_is_refused(store: DatabaseStore):
    assessment, actor = begun(store)

    def attempt(level: int) -> str:
        try:
            rate(store, assessment, actor, level)
        except StaleWrite:
            return "refused"
        return "kept"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, [1, 4])) == ["kept", "refused"]
    assert len(store.ratings(assessment.id).ratings) == 1


def test_after_moderation_was_opened_no_rating_is_independent(store: DatabaseStore):
    assessment, actor = begun(store)
    other, _ = begun(store, id="a-2", period="2025")
    store.open_moderation(assessment.id, actor, later(1))
    rate(store, assessment, actor, 1)
    rate(store, other, actor, 1)
    of_both = store.ratings_of([assessment.id, other.id])
    assert [of_both[id_].ratings[0].is_independent for id_ in (assessment.id, other.id)] == [
        False,
        True,
    ]


def test_one_dimension_is_opened_and_the_others_are_still_rated_alone(store: DatabaseStore):
    assessment, actor = begun(store)
    opened = {"dimension_id": "LAW", "indicator_ids": ("LAW-1", "LAW-2")}
    store.open_moderation(assessment.id, actor, later(1), **opened)
    rate(store, assessment, actor, 1)
    rate(store, assessment, actor, 1, indicator_id="SEC-1")
    record = store.ratings(assessment.id)
    assert record.openings == (Opening(actor.person_id, "Ada Amin", later(1), **opened),)
    found = {r.indicator_id: (r.is_independent, r.is_second) for r in record.ratings}
    assert found == {"LAW-1": (False, True), "SEC-1": (True, False)}
    assert [r.indicator_id for r in record.shown()] == []


def test_a_rating_after_the_second_ratings_were_opened_is_neither_alone_nor_second(
    store: DatabaseStore,
):
    assessment, actor = begun(store)
    opened = {"dimension_id": "LAW", "indicator_ids": ("LAW-1",)}
    rate(store, assessment, actor, 1)
    for second in (False, True):
        store.open_moderation(assessment.id, actor, later(2), **opened, second=second)
    rate(store, assessment, actor, 2, seen=1)
    newest = store.ratings(assessment.id).newest()[0]
    assert (newest.is_independent, newest.is_second) == (False, False)


def test_what_says_the_same_is_not_written_again(store: DatabaseStore):
    assessment, actor = begun(store)
    for seen in (0, 1, 0):
        store.write_rating(assessment.id, NewRating(FULL_ANSWER, "agency", seen), actor, later(1))
    assert [r.revision for r in store.ratings(assessment.id).ratings] == [1]
    store.write_rating(assessment.id, NewRating(FULL_ANSWER, "ministry", 1), actor, later(2))
    store.open_moderation(assessment.id, actor, later(3))
    for seen in (2, 3):
        store.write_rating(assessment.id, NewRating(FULL_ANSWER, "ministry", seen), actor, later(4))
    # To stay with it after the talk is a second rating.
    kinds = [(r.revision, r.is_second) for r in store.ratings(assessment.id).ratings]
    assert kinds == [(1, False), (2, False), (3, True)]


def test_opening_twice_is_kept_once_with_the_first_name(store: DatabaseStore):
    assessment, ada = begun(store)
    ben = store.actor("Ben Bo", "Civic Forum", later(0))
    rate(store, assessment, ada, 1)
    assert store.ratings(assessment.id).openings == ()
    for minutes, person in ((2, ada), (3, ben), (4, ada)):
        store.open_moderation(assessment.id, person, later(minutes))
    opened = store.ratings(assessment.id).openings
    assert opened == (Opening(ada.person_id, "Ada Amin", later(2)),)


def test_of_two_who_open_moderation_at_once_one_is_kept(store: DatabaseStore):
    assessment, ada = begun(store)
    rate(store, assessment, ada, 1)
    with ThreadPoolExecutor(2) as pool:
        opened = pool.map(lambda n: store.open_moderation(assessment.id, ada, later(n)), [2, 3])
        assert [*opened] == [None, None]
    assert len(store.ratings(assessment.id).openings) == 1


def test_an_assessment_that_nobody_rated_has_an_empty_record(store: DatabaseStore):
    assessment, _ = begun(store)
    assert store.ratings(assessment.id).ratings == ()
    assert store.ratings_of([assessment.id, "never"]) == {}


def test_on_the_way_back_to_one_opening_the_first_stays_and_nobody_can_change_it(
    store: DatabaseStore, engine: Engine
):
    assessment, actor = begun(store)
    for minutes, dimension_id in enumerate(("LAW", "SEC"), start=1):
        store.open_moderation(
            assessment.id, actor, later(minutes), dimension_id=dimension_id, indicator_ids=("X",)
        )
    with free_to_alter(engine) as connection:
        command.downgrade(alembic_config(connection), "0005")
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT count(*) FROM moderation_opening")).scalar_one()
    assert kept == 1
    for change in ("DELETE FROM moderation_opening", "UPDATE moderation_opening SET id = 'x'"):
        with pytest.raises(DBAPIError, match="never changed"), writing(engine) as connection:
            connection.execute(text(change))
    migrate(engine)
    rate(store, assessment, actor, 1)
    # What was opened before there were dimensions is open for all of them.
    (opening,) = store.ratings(assessment.id).openings
    assert (opening.dimension_id, opening.covers("LAW-1")) == ("", True)
