"""What was written is read back as it was, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Engine, select

from assessment.model.answer import Answer, Status
from assessment.model.assessment import Changes, NewAnswer
from assessment.storage.engine import open_engine
from assessment.storage.store import DatabaseStore
from assessment.storage.tables import ANSWER, EVIDENCE, IMPORT
from tests.builders import MOMENT, an_answer, an_assessment
from tests.unit.storage.content import (
    FLAG,
    FULL_ANSWER,
    REPORT,
    answered,
    begun,
    later,
    written_everything,
)


def test_a_new_database_is_empty(store: DatabaseStore):
    assert store.is_empty()
    assert store.assessments() == ()
    assert store.assessment("a-1") is None
    assert store.people() == ()


def test_the_heading_of_an_assessment_is_read_back_as_it_was(store: DatabaseStore):
    written, _ = begun(store, region="North", scope_note="Only towns.\nNo villages.", mode="joint")
    assert store.assessment("a-1") == written
    assert not store.is_empty()


def test_an_answer_is_read_back_with_every_field_author_and_moment(store: DatabaseStore):
    assessment, _ = written_everything(store)
    found = store.record(assessment).answers["LAW-1"]
    assert found.answer == FULL_ANSWER
    assert (found.person_name, found.origin, found.revision) == ("Ada Amin", "workbook", 1)
    assert found.recorded_at == later(1)


@pytest.mark.parametrize("level", [0, 4, "II", "NA", None])
def test_every_kind_of_answer_is_read_back_as_it_was(store: DatabaseStore, level):
    assessment, actor = begun(store)
    store.write(assessment.id, answered("LAW-3", level), actor, later(1))
    record = store.record(assessment)
    assert record.answer("LAW-3") == an_answer("LAW-3", level)
    assert store.answered_ids(assessment.id) == ({"LAW-3"} if level is not None else set())


def test_a_draft_with_ticks_alone_is_kept_and_counts_as_not_answered(store: DatabaseStore):
    assessment, actor = begun(store)
    draft = Answer("LAW-1", ticked=frozenset({"LAW-1.1a"}))
    store.write(assessment.id, Changes("page", answers=(NewAnswer(draft, 0),)), actor, later(1))
    assert store.record(assessment).answer("LAW-1") == draft
    assert store.assessments()[0].n_answered == 0


def test_evidence_flags_dissent_and_reply_are_read_back_as_they_were(store: DatabaseStore):
    assessment, _ = written_everything(store)
    record = store.record(assessment)
    assert [replace(entry, id="") for entry in record.evidence] == [REPORT]
    assert record.flags == {"X1": FLAG}
    (dissent,) = record.dissents
    assert (dissent.indicator_id, dissent.level, dissent.signed_as) == ("LAW-1", 1, "Ben Bo")
    assert dissent.recorded_at == later(1)
    (reply,) = dissent.replies
    assert (reply.text, reply.signed_as) == ("We looked again.", "Ada Amin")
    assert reply.recorded_at == later(2)


def test_an_import_is_kept_with_the_name_and_checksum_of_its_file(
    store: DatabaseStore, engine: Engine
):
    written_everything(store)
    with engine.connect() as connection:
        batch = connection.execute(select(IMPORT)).mappings().one()
        sources = connection.execute(select(ANSWER.c.import_id).order_by(ANSWER.c.revision))
        assert list(sources.scalars()) == [batch["id"], batch["id"], None]
    assert (batch["file_name"], batch["file_checksum"]) == ("field.xlsx", "abc123")


def test_one_indicator_is_read_with_only_what_stands_beside_it(store: DatabaseStore):
    assessment, _ = written_everything(store)
    whole = store.record(assessment)
    found = store.indicator_record(assessment.id, "LAW-1")
    assert found.recorded == whole.answers["LAW-1"]
    assert (found.evidence, found.dissents) == (whole.evidence, whole.dissents)
    other = store.indicator_record(assessment.id, "SEC-1")
    assert (other.recorded, other.evidence, other.dissents) == (None, (), ())


def test_a_newer_answer_has_the_next_revision_and_the_older_one_stays(store: DatabaseStore):
    assessment, actor = begun(store)
    for seen, level in enumerate((1, 2, 4)):
        store.write(assessment.id, answered("LAW-1", level, seen), actor, later(seen))
    history = store.history(assessment.id, "LAW-1")
    assert [(item.revision, item.answer.level) for item in history] == [(3, 4), (2, 2), (1, 1)]
    assert store.record(assessment).answers["LAW-1"] == history[0]
    assert store.indicator_record(assessment.id, "LAW-1").recorded == history[0]


def test_the_newest_entry_of_a_context_flag_counts(store: DatabaseStore):
    assessment, actor = begun(store)
    for minute, option in enumerate(("unknown", "present", "none")):
        entry = replace(FLAG, option=option)
        store.write(assessment.id, Changes("page", flags=(entry,)), actor, later(minute))
    assert store.record(assessment).flags["X1"].option == "none"


def test_withdrawn_evidence_leaves_the_record_and_stays_in_the_table(
    store: DatabaseStore, engine: Engine
):
    assessment, _ = written_everything(store)
    assert [entry.title for entry in store.record(assessment).evidence] == [REPORT.title]
    with engine.connect() as connection:
        titles = set(connection.execute(select(EVIDENCE.c.title)).scalars())
    assert titles == {REPORT.title, "Letter"}


def test_many_rows_of_one_action_keep_their_order(store: DatabaseStore):
    assessment, actor = begun(store)
    titles = [f"Source {n}" for n in range(300)]
    sources = tuple(replace(REPORT, title=title) for title in titles)
    store.write(assessment.id, Changes("page", evidence=sources), actor, later(1))
    assert [entry.title for entry in store.record(assessment).evidence] == titles


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 3, 2, 9, 30, 15, 123456, tzinfo=UTC),
        datetime(2026, 3, 2, 23, 59, tzinfo=timezone(timedelta(hours=5, minutes=45))),
        datetime(2026, 10, 25, 1, 30, tzinfo=timezone(timedelta(hours=-7))),
    ],
)
def test_a_moment_comes_back_equal_and_with_its_zone(store: DatabaseStore, moment):
    assessment, actor = begun(store)
    store.write(assessment.id, answered("LAW-1", 1), actor, moment)
    found = store.record(assessment).answers["LAW-1"].recorded_at
    assert found == moment
    assert found.utcoffset() == timedelta(0)
    assert store.assessments()[0].last_change == moment


def test_assessments_are_listed_with_the_last_changed_first(store: DatabaseStore):
    first, actor = begun(store)
    store.create_assessment(an_assessment(id="a-2", period="2027", created_at=later(5)), actor)
    assert [found.assessment.id for found in store.assessments()] == ["a-2", "a-1"]
    store.write(first.id, answered("LAW-1", 2), actor, later(9))
    found = store.assessments()
    assert [(item.assessment.id, item.n_answered) for item in found] == [("a-1", 1), ("a-2", 0)]
    assert [item.last_change for item in found] == [later(9), None]


def test_the_record_of_one_assessment_holds_nothing_of_another(store: DatabaseStore):
    _, actor = written_everything(store)
    other = an_assessment(id="a-2", period="2027")
    store.create_assessment(other, actor)
    record = store.record(other)
    assert (record.answers, record.evidence, record.dissents, record.flags) == ({}, (), (), {})


def test_a_person_is_entered_once_and_found_again(store: DatabaseStore):
    ada = store.actor("Ada Amin", "Ministry", MOMENT)
    assert store.actor("Ada Amin", "Ministry", later(1)) == ada
    elsewhere = store.actor("Ada Amin", "Agency", MOMENT)
    assert elsewhere.person_id != ada.person_id
    assert elsewhere.organisation_id != ada.organisation_id
    assert store.actor("Ben Bo", "Ministry", MOMENT).organisation_id == ada.organisation_id


def test_a_fresh_connection_to_the_same_database_sees_everything(
    store: DatabaseStore, database_url: str
):
    assessment, _ = written_everything(store)
    again = open_engine(database_url)
    fresh = DatabaseStore(again)
    assert fresh.assessment(assessment.id) == assessment
    assert fresh.record(assessment) == store.record(assessment)
    assert fresh.record(assessment).answers["LAW-2"].answer.status is (
        Status.INSUFFICIENT_INFORMATION
    )
    again.dispose()
