"""Ratings, moderation events and results as both databases keep them."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from assessment.model.rating import NewRating
from assessment.model.store import StaleWrite
from assessment.storage.engine import writing
from assessment.storage.ratings import DatabaseRatingStore
from assessment.storage.results import DatabaseResultStore
from assessment.storage.store import DatabaseStore
from assessment.storage.tables import MODERATION_EVENT, RATING, RESULT
from tests.builders import an_answer
from tests.unit.storage.content import FULL_ANSWER, begun, later, written_everything

YOUNGER = (RATING, MODERATION_EVENT, RESULT)


def rate(ratings, assessment, actor, level, *, seen=0, minutes=1, indicator_id="LAW-1"):
    new = NewRating(an_answer(indicator_id, level), "agency", seen)
    ratings.write_rating(assessment.id, new, actor, later(minutes))


@pytest.fixture
def ratings(engine: Engine) -> DatabaseRatingStore:
    return DatabaseRatingStore(engine)


def test_a_rating_comes_back_as_it_was_given(store: DatabaseStore, ratings: DatabaseRatingStore):
    assessment, actor = begun(store)
    ratings.write_rating(assessment.id, NewRating(FULL_ANSWER, "civil_society", 0), actor, later(1))
    (rating,) = ratings.ratings(assessment.id).ratings
    assert rating.answer == FULL_ANSWER
    assert (rating.person_id, rating.person_name) == (actor.person_id, "Ada Amin")
    assert (rating.group, rating.revision, rating.is_independent) == ("civil_society", 1, True)
    assert rating.recorded_at == later(1)


def test_people_do_not_get_in_each_others_way(store: DatabaseStore, ratings: DatabaseRatingStore):
    assessment, ada = begun(store)
    ben = store.actor("Ben Bo", "Civic Forum", later(0))
    rate(ratings, assessment, ada, 1)
    rate(ratings, assessment, ben, 4)
    rate(ratings, assessment, ada, 2, seen=1)
    newest = ratings.ratings(assessment.id).newest()
    assert sorted((r.person_name, r.revision, r.answer.level) for r in newest) == [
        ("Ada Amin", 2, 2),
        ("Ben Bo", 1, 4),
    ]


@pytest.mark.parametrize("seen", [0, 2, -1])
def test_a_rating_over_one_that_was_not_seen_is_refused(
    store: DatabaseStore, ratings: DatabaseRatingStore, seen: int
):
    assessment, actor = begun(store)
    rate(ratings, assessment, actor, 1)
    with pytest.raises(StaleWrite) as caught:
        rate(ratings, assessment, actor, 4, seen=seen)
    assert caught.value.indicator_ids == ("LAW-1",)
    assert [r.answer.level for r in ratings.ratings(assessment.id).ratings] == [1]


def test_of_two_windows_that_rate_at_once_one_is_refused(
    store: DatabaseStore, ratings: DatabaseRatingStore
):
    assessment, actor = begun(store)

    def attempt(level: int) -> str:
        try:
            rate(ratings, assessment, actor, level)
        except StaleWrite:
            return "refused"
        return "kept"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(attempt, [1, 4])) == ["kept", "refused"]
    assert len(ratings.ratings(assessment.id).ratings) == 1


def test_a_look_ends_the_independence_of_that_person_and_indicator_only(
    store: DatabaseStore, ratings: DatabaseRatingStore
):
    assessment, ada = begun(store)
    ben = store.actor("Ben Bo", "Civic Forum", later(0))
    rate(ratings, assessment, ada, 1)
    ratings.write_event(assessment.id, "looked", "LAW-1", ada, later(2))
    rate(ratings, assessment, ada, 4, seen=1)
    rate(ratings, assessment, ada, 4, indicator_id="LAW-2")
    rate(ratings, assessment, ben, 4)
    found = ratings.ratings(assessment.id).ratings
    assert {(r.person_name, r.indicator_id, r.revision): r.is_independent for r in found} == {
        ("Ada Amin", "LAW-1", 1): True,
        ("Ada Amin", "LAW-1", 2): False,
        ("Ada Amin", "LAW-2", 1): True,
        ("Ben Bo", "LAW-1", 1): True,
    }


def test_after_moderation_was_opened_no_rating_is_independent(
    store: DatabaseStore, ratings: DatabaseRatingStore
):
    assessment, actor = begun(store)
    other, _ = begun(store, id="a-2", period="2025")
    ratings.write_event(assessment.id, "opened", "", actor, later(1))
    rate(ratings, assessment, actor, 1)
    rate(ratings, other, actor, 1)
    of_both = ratings.ratings_of([assessment.id, other.id])
    assert [of_both[id_].ratings[0].is_independent for id_ in (assessment.id, other.id)] == [
        False,
        True,
    ]


def test_opening_or_looking_twice_is_kept_once_with_the_first_name(
    store: DatabaseStore, ratings: DatabaseRatingStore
):
    assessment, ada = begun(store)
    ben = store.actor("Ben Bo", "Civic Forum", later(0))
    rate(ratings, assessment, ada, 1)
    for minutes, person in ((2, ada), (3, ben), (4, ada)):
        ratings.write_event(assessment.id, "opened", "", person, later(minutes))
        ratings.write_event(assessment.id, "looked", "LAW-1", person, later(minutes))
    events = ratings.ratings(assessment.id).events
    assert sorted((e.kind, e.person_name, e.recorded_at) for e in events) == [
        ("looked", "Ada Amin", later(2)),
        ("looked", "Ben Bo", later(3)),
        ("opened", "Ada Amin", later(2)),
    ]


def test_an_assessment_that_nobody_rated_has_an_empty_record(
    store: DatabaseStore, ratings: DatabaseRatingStore
):
    assessment, _ = begun(store)
    assert ratings.ratings(assessment.id).ratings == ()
    assert ratings.ratings_of([assessment.id, "never"]) == {}


def test_a_result_comes_back_by_its_id_and_kind(store: DatabaseStore, engine: Engine):
    assessment, actor = begun(store)
    results = DatabaseResultStore(engine, "uncertainty")
    text = '{"seed": 7, "name": "مرحبا"}'
    id_ = results.save_result(assessment.id, text, actor, later(1))
    assert results.result(id_) == text
    assert results.result("never") is None
    assert DatabaseResultStore(engine, "another").result(id_) is None


@pytest.mark.parametrize("table", YOUNGER, ids=lambda table: table.name)
@pytest.mark.parametrize("change", ["update", "delete"])
def test_ratings_events_and_results_can_be_neither_changed_nor_deleted(
    store: DatabaseStore, engine: Engine, table, change
):
    written_everything(store)
    statement = table.update().values(id="x") if change == "update" else table.delete()
    told = re.escape(f"rows of {table.name} are never changed")
    with pytest.raises(DBAPIError, match=told), writing(engine) as connection:
        connection.execute(statement)


@pytest.mark.parametrize(
    ("table", "wrong"),
    [
        (RATING, {"respondent_group": "friends"}),
        (RATING, {"revision": 0}),
        (RATING, {"revision": 1}),
        (RATING, {"status": "maybe"}),
        (RATING, {"level": None}),
        (RATING, {"status": "not_applicable", "level": None, "reason": ""}),
        (RATING, {"confidence": "sure"}),
        (RATING, {"evidence_grade": "E"}),
        (RATING, {"person_id": None}),
        (MODERATION_EVENT, {"kind": "closed"}),
        (MODERATION_EVENT, {"indicator_id": "LAW-1"}),
        (MODERATION_EVENT, {}),
        (RESULT, {"content": None}),
        (RESULT, {"assessment_id": None}),
    ],
)
def test_a_bad_row_is_refused(store: DatabaseStore, engine: Engine, table, wrong: dict[str, Any]):
    written_everything(store)
    with engine.connect() as connection:
        row = dict(connection.execute(select(table)).mappings().first() or {})
    row |= {"id": "new"} | ({"revision": 2} if "revision" in row else {}) | wrong
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(table.insert(), row)
