"""An action is written as a whole or not at all, whoever writes at the same time."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError

from assessment.model.answer import Reply
from assessment.model.assessment import Changes, NewAnswer, StaleWrite
from assessment.storage.store import DatabaseStore
from assessment.storage.tables import ANSWER, FLAG, ORGANISATION
from tests.builders import MOMENT, an_answer
from tests.unit.storage.content import FLAG as AN_ENTRY
from tests.unit.storage.content import (
    FULL_ANSWER,
    REPORT,
    answered,
    begun,
    later,
    row_counts,
    written_everything,
)


def at_once(jobs: list[Callable[[], object]]) -> list[object]:
    """Start all jobs at the same moment; return what they return or raise."""
    barrier = threading.Barrier(len(jobs))

    def run(job: Callable[[], object]) -> object:
        barrier.wait(timeout=30)
        try:
            return job()
        except Exception as error:
            return error

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(run, jobs))


def test_a_stale_answer_is_refused_with_the_name_of_its_indicator(store: DatabaseStore):
    assessment, actor = begun(store)
    store.write(assessment.id, answered("LAW-1", 1), actor, later(1))
    with pytest.raises(StaleWrite) as caught:
        store.write(assessment.id, answered("LAW-1", 4), actor, later(2))
    assert caught.value.indicator_ids == ("LAW-1",)
    assert store.record(assessment).answer("LAW-1").level == 1


@pytest.mark.parametrize("seen", [1, 2, 99, -1])
def test_an_answer_to_a_revision_that_never_was_is_refused(store: DatabaseStore, seen):
    assessment, actor = begun(store)
    with pytest.raises(StaleWrite):
        store.write(assessment.id, answered("LAW-1", 4, seen), actor, later(1))
    assert store.history(assessment.id, "LAW-1") == ()


def test_one_stale_answer_leaves_nothing_of_the_whole_action(store: DatabaseStore, engine: Engine):
    assessment, actor = written_everything(store)
    record, before = store.record(assessment), row_counts(engine)
    changes = Changes(
        "workbook",
        answers=(
            NewAnswer(an_answer("SEC-1", 2), 0),
            NewAnswer(replace(FULL_ANSWER, rationale="Otherwise."), 0),
        ),
        evidence=(replace(REPORT, title="Another"),),
        withdrawn_evidence=(record.evidence[0].id,),
        flags=(replace(AN_ENTRY, option="none"),),
        dissents=(replace(record.dissents[0], id=""),),
        replies=((record.dissents[0].id, Reply("Yes.", "Ada Amin", later(3))),),
        file_name="again.xlsx",
        file_checksum="def456",
    )
    with pytest.raises(StaleWrite) as caught:
        store.write(assessment.id, changes, actor, later(3))
    assert caught.value.indicator_ids == ("LAW-1",)
    assert row_counts(engine) == before
    assert store.record(assessment) == record


def test_a_row_that_is_refused_late_leaves_nothing_of_the_rows_before_it(
    store: DatabaseStore, engine: Engine
):
    assessment, actor = begun(store)
    before = row_counts(engine)
    changes = Changes(
        "page",
        answers=(NewAnswer(FULL_ANSWER, 0),),
        evidence=(REPORT,),
        replies=(("no such dissent", Reply("Yes.", "Ada Amin", later(1))),),
    )
    with pytest.raises(IntegrityError):
        store.write(assessment.id, changes, actor, later(1))
    assert row_counts(engine) == before


def test_evidence_that_is_withdrawn_already_is_refused_and_nothing_is_written(
    store: DatabaseStore, engine: Engine
):
    assessment, actor = written_everything(store)
    (entry,) = store.record(assessment).evidence
    gone = Changes("page", withdrawn_evidence=(entry.id,))
    store.write(assessment.id, gone, actor, later(3))
    before = row_counts(engine)
    again = replace(gone, evidence=(replace(entry, id="", title="Corrected"),))
    with pytest.raises(StaleWrite) as caught:
        store.write(assessment.id, again, actor, later(4))
    assert caught.value.indicator_ids == ("LAW-1",)
    assert row_counts(engine) == before


def said_by(writer: int, seen: int) -> Changes:
    """An answer that nobody else gives."""
    answer = an_answer("LAW-1", 3, rationale=f"Seen by {writer} after {seen}.")
    return Changes("page", answers=(NewAnswer(answer, seen),))


@pytest.mark.parametrize("n_writers", [2, 8])
def test_of_writers_of_the_same_revision_exactly_one_wins(store: DatabaseStore, n_writers):
    assessment, actor = begun(store)
    for seen in range(10):
        jobs = [
            lambda writer=writer, seen=seen: store.write(
                assessment.id, said_by(writer, seen), actor, later(seen)
            )
            for writer in range(n_writers)
        ]
        losers = [one for one in at_once(jobs) if not isinstance(one, Changes)]
        assert [type(loser) for loser in losers] == [StaleWrite] * (n_writers - 1)
    assert len(store.history(assessment.id, "LAW-1")) == 10


def test_writers_of_one_context_flag_are_all_kept(store: DatabaseStore, engine: Engine):
    assessment, actor = begun(store)
    entries = [replace(AN_ENTRY, note=f"Note {number}") for number in range(12)]
    jobs = [
        lambda entry=entry: store.write(
            assessment.id, Changes("page", flags=(entry,)), actor, later(1)
        )
        for entry in entries
    ]
    assert all(isinstance(outcome, Changes) for outcome in at_once(jobs))
    with engine.connect() as connection:
        found = set(connection.execute(select(FLAG.c.revision)).scalars())
    assert found == set(range(1, 13))


def test_of_two_who_withdraw_the_same_evidence_one_is_told(store: DatabaseStore):
    assessment, actor = written_everything(store)
    gone = Changes("page", withdrawn_evidence=(store.record(assessment).evidence[0].id,))
    outcomes = at_once([lambda: store.write(assessment.id, gone, actor, later(3))] * 2)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Changes", "StaleWrite"]


def test_twenty_people_with_twenty_answers_each_lose_nothing(store: DatabaseStore, engine: Engine):
    assessment, actor = begun(store)

    def answer_all(person: int) -> None:
        for number in range(20):
            changes = answered(f"P{person}-{number}", number % 5)
            store.write(assessment.id, changes, actor, later(number))

    assert at_once([lambda p=p: answer_all(p) for p in range(20)]) == [None] * 20
    record = store.record(assessment)
    assert {id_: found.answer.level for id_, found in record.answers.items()} == {
        f"P{person}-{number}": number % 5 for person in range(20) for number in range(20)
    }
    assert row_counts(engine)[ANSWER.name] == 400


def test_many_people_of_one_new_organisation_are_entered_at_once(
    store: DatabaseStore, engine: Engine
):
    names = [f"Person {number % 6}" for number in range(18)]
    jobs = [lambda name=name: store.actor(name, "New Agency", MOMENT) for name in names]
    people = at_once(jobs)
    assert [getattr(person, "name", person) for person in people] == names
    assert len({person.person_id for person in people}) == 6
    with engine.connect() as connection:
        assert list(connection.execute(select(ORGANISATION.c.name)).scalars()) == ["New Agency"]
