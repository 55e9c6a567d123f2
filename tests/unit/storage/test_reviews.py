"""Reviews are appended, read back as they were written, and never hide a newer entry."""

from dataclasses import replace
from datetime import date

import pytest

from assessment.model.assessment import Actor, StaleWrite
from assessment.model.review import (
    Convening,
    Decision,
    Deferral,
    Entry,
    NewReview,
    Override,
    Raise,
    Review,
    ReviewDissent,
)
from assessment.storage.store import DatabaseStore
from tests.unit.storage.content import ALARM, GROUND, OPTION, answered, begun, later

SIGNED = ("Ada Amin", "Minister", "Nothing of it is urgent.", date(2026, 3, 2))
DECISION = Decision(*SIGNED, "do_not_act")
ENTRIES: tuple[Entry, ...] = (
    Raise(date(2026, 3, 9), "convene"),
    Convening("Ben Bo", ("Ada Amin, Minister", "Cleo Cruz"), date(2026, 4, 1)),
    OPTION,
    Override(*SIGNED, "T1"),
    Override(*SIGNED, "T2", date(2026, 5, 1), "convene"),
    Deferral(*SIGNED, date(2026, 6, 1)),
    DECISION,
    ReviewDissent("It was urgent.", "Heron"),
)


def opened(store: DatabaseStore, **changes: object) -> tuple[Review, Actor]:
    assessment, actor = begun(store)
    new = replace(NewReview("tier", "", GROUND, due_on=date(2026, 3, 16)), **changes)
    store.open_review(assessment.id, new, 0, actor, later(1))
    (review,) = store.reviews(assessment.id)
    return review, actor


def appended(store: DatabaseStore, review: Review, actor: Actor, *entries: Entry) -> Review:
    for entry in entries:
        store.append_entry(review, entry, ground=None, seen=None, actor=actor, at=later(2))
    (found,) = store.reviews(review.assessment_id)
    return found


def test_everything_comes_back_as_it_was_written(store: DatabaseStore):
    review, actor = opened(store, opened_by="person", reason="We saw it.", due_to="convene")
    assert review.opening.ground == GROUND
    assert (review.opening.due_on, review.opening.due_to) == (date(2026, 3, 16), "convene")
    assert (review.number, review.person_name, review.recorded_at) == (1, "Ada Amin", later(1))
    found = appended(store, review, actor, *ENTRIES)
    assert tuple(one.entry for one in found.entries) == ENTRIES
    assert [one.number for one in found.entries] == [*range(1, len(ENTRIES) + 1)]
    assert store.reviews() == (found,)


def test_an_entry_keeps_the_ground_that_it_stands_on(store: DatabaseStore):
    review, actor = opened(store)
    store.append_entry(review, OPTION, ground=GROUND, seen=0, actor=actor, at=later(2))
    found = appended(store, review, actor, OPTION)
    assert [one.ground for one in found.entries] == [GROUND, None]
    assert found.grounds == (GROUND, GROUND)


def test_a_second_opening_on_the_same_sight_is_refused(store: DatabaseStore):
    review, actor = opened(store)
    with pytest.raises(StaleWrite):
        store.open_review(review.assessment_id, review.opening, 0, actor, later(3))
    store.open_review(review.assessment_id, review.opening, 1, actor, later(3))
    assert [one.number for one in store.reviews()] == [1, 2]


def test_what_others_wrote_meanwhile_is_not_decided_over(store: DatabaseStore):
    review, actor = opened(store)
    appended(store, review, actor, ReviewDissent("Wait.", "Ben Bo"))
    with pytest.raises(StaleWrite):
        store.append_entry(review, DECISION, ground=None, seen=0, actor=actor, at=later(3))
    store.append_entry(review, DECISION, ground=None, seen=1, actor=actor, at=later(3))
    assert store.reviews()[0].decision == DECISION


def test_after_the_decision_there_is_room_for_dissent_only(store: DatabaseStore):
    review, actor = opened(store)
    decided = appended(store, review, actor, DECISION)
    for entry in (OPTION, DECISION, ENTRIES[1]):
        with pytest.raises(StaleWrite):
            appended(store, decided, actor, entry)
    assert appended(store, decided, actor, ReviewDissent("No.", "Heron")).seen == 2


def test_the_last_change_is_that_of_answers_and_context_alone(store: DatabaseStore):
    assessment, actor = begun(store)
    assert store.last_change(assessment.id) is None
    store.write(assessment.id, answered("LAW-1", 2), actor, later(4))
    store.save_result(assessment.id, "uncertainty", "{}", actor, later(9))
    assert store.last_change(assessment.id) == later(4)


def test_a_protected_entry_comes_back_as_it_was_written(store: DatabaseStore):
    assessment, actor = begun(store)
    store.write_protected(assessment.id, ALARM, actor)
    (found,) = store.protected_entries(assessment.id)
    assert replace(found, id="") == ALARM


def test_those_who_hold_a_key_are_listed_with_the_moment_of_their_first_visit(store: DatabaseStore):
    begun(store)
    ben = store.actor("Ben Bo", "Ministry of Justice", later(3), "a key")
    assert store.people() == ((ben, later(3)),)


def test_a_name_is_known_once_somebody_wrote_under_it(store: DatabaseStore):
    begun(store)
    assert store.knows_person("ada amin")
    assert not store.knows_person("ada amin", outside="Ministry of Justice")
    assert not store.knows_person("Ben Bo")
