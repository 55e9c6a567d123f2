"""A write looks again at what is there: nothing is said twice, nothing stale hides the newer."""

from dataclasses import replace
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, inspect, select, text

from assessment.model.answer import FlagEntry, Origin
from assessment.model.assessment import Changes, NewAnswer, NewScope, StaleWrite, TwinAssessment
from assessment.model.rating import NewRating
from assessment.storage.engine import alembic_config, free_to_alter, migrate, writing
from assessment.storage.store import DatabaseStore
from assessment.storage.tables import ASSESSMENT, EVIDENCE
from tests.builders import MOMENT, an_answer, an_assessment
from tests.unit.storage.content import (
    FLAG,
    FULL_ANSWER,
    REPORT,
    SCOPE,
    begun,
    later,
    row_counts,
)


def everything(origin: Origin = "page", seen: int = 0) -> Changes:
    """One of everything that can be said twice."""
    return Changes(
        origin,
        answers=(NewAnswer(FULL_ANSWER, seen),),
        evidence=(REPORT,),
        flags=(FLAG,),
        seen_flags={FLAG.flag_id: seen},
        scope=NewScope(SCOPE, seen),
        file_name="field.xlsx",
        file_checksum="abc",
    )


@pytest.mark.parametrize("seen", [0, 1, 7])
def test_what_is_there_already_is_not_written_again_whatever_its_author_saw(
    store: DatabaseStore, engine: Engine, seen: int
):
    assessment, actor = begun(store)
    assert store.write(assessment.id, everything(), actor, later(1)) == everything()
    before = row_counts(engine)
    assert store.write(assessment.id, everything(seen=seen), actor, later(2)).is_empty
    assert row_counts(engine) == before


def test_what_is_new_beside_what_is_there_is_all_that_is_written(store: DatabaseStore):
    assessment, actor = begun(store)
    store.write(assessment.id, everything(), actor, later(1))
    more = replace(everything(), evidence=(REPORT, replace(REPORT, page="5")))
    written = store.write(assessment.id, more, actor, later(2))
    assert written.evidence == (replace(REPORT, page="5"),)
    assert (written.answers, written.flags, written.scope) == ((), (), None)


def test_the_same_source_twice_in_one_write_is_one(store: DatabaseStore):
    assessment, actor = begun(store)
    twice = Changes("workbook", evidence=(REPORT, replace(REPORT, id="other")))
    store.write(assessment.id, twice, actor, later(1))
    assert len(store.record(assessment).evidence) == 1


def test_a_source_that_was_withdrawn_can_be_given_again_and_again(store: DatabaseStore):
    assessment, actor = begun(store)
    given = Changes("page", evidence=(REPORT,))
    for minute in range(1, 4):
        store.write(assessment.id, given, actor, later(2 * minute))
        (entry,) = store.record(assessment).evidence
        gone = Changes("page", withdrawn_evidence=(entry.id,))
        store.write(assessment.id, gone, actor, later(2 * minute + 1))
    assert store.record(assessment).evidence == ()


def test_a_consensus_on_what_stands_and_a_look_at_what_was_carried_over_are_kept(
    store: DatabaseStore,
):
    actor = store.actor("Ada Amin", "Ministry of Justice", MOMENT)
    assessment = an_assessment()
    carried = Changes("carried_over", answers=(NewAnswer(FULL_ANSWER, 0),))
    store.create_assessment(assessment, actor, changes=carried)
    for seen, origin in enumerate(("page", "consensus", "consensus", "page"), start=1):
        answers = (NewAnswer(FULL_ANSWER, seen),)
        store.write(assessment.id, Changes(origin, answers=answers), actor, later(seen))
    history = store.history(assessment.id, "LAW-1")
    assert [one.origin for one in history] == ["consensus", "page", "carried_over"]


@pytest.mark.parametrize(
    ("origins", "asked"),
    [
        ([], []),
        (["page", "page"], ["page"]),
        (["carried_over"], ["carried_over"]),
        (["page", "consensus"], ["consensus"]),
        (["page", "consensus", "page", "workbook"], ["workbook", "page", "consensus"]),
        (["consensus", "page", "consensus", "page"], ["page", "consensus"]),
    ],
)
def test_what_was_said_since_the_team_agreed_or_else_the_newest_answer_is_asked_for_alone(
    store: DatabaseStore, origins: list[Origin], asked: list[Origin]
):
    assessment, actor = begun(store)
    other = Changes("page", answers=(NewAnswer(an_answer("LAW-2", 1), 0),))
    store.write(assessment.id, other, actor, later(0))
    for seen, origin in enumerate(origins):
        answers = (NewAnswer(replace(FULL_ANSWER, rationale=f"Found {seen}."), seen),)
        store.write(assessment.id, Changes(origin, answers=answers), actor, later(seen + 1))
    found = store.since_agreed(assessment.id, FULL_ANSWER.indicator_id)
    assert [one.origin for one in found] == asked
    assert found == store.history(assessment.id, FULL_ANSWER.indicator_id)[: len(asked)]


def test_a_flag_that_changed_since_it_was_seen_is_refused_with_its_name(store: DatabaseStore):
    assessment, actor = begun(store)
    longer = replace(FLAG, note="Three paragraphs.")
    for seen, entry in enumerate((FLAG, longer)):
        saw = Changes("page", flags=(entry,), seen_flags={"X1": seen})
        store.write(assessment.id, saw, actor, later(seen))
    old = Changes("page", flags=(replace(FLAG, note="One."),), seen_flags={"X1": 1})
    with pytest.raises(StaleWrite) as caught:
        store.write(assessment.id, old, actor, later(3))
    assert caught.value.indicator_ids == ("X1",)
    recorded = store.recorded_flags(assessment.id)["X1"]
    assert (recorded.entry, recorded.revision, recorded.person_name) == (longer, 2, "Ada Amin")
    assert store.record(assessment).flag_revisions == {"X1": 2}


def test_a_flag_without_a_seen_revision_is_written_over_whatever_stands_there(store: DatabaseStore):
    assessment, actor = begun(store)
    for option in ("none", "severe"):
        flags = (FlagEntry("X1", option),)
        store.write(assessment.id, Changes("command", flags=flags), actor, later(1))
    assert store.record(assessment).flags["X1"].option == "severe"


def test_a_rating_is_repeated_only_after_the_talk(store: DatabaseStore):
    assessment, actor = begun(store)
    for seen in (0, 0, 1):
        store.write_rating(assessment.id, NewRating(FULL_ANSWER, "agency", seen), actor, later(1))
    assert len(store.ratings(assessment.id).ratings) == 1
    store.open_moderation(assessment.id, actor, later(2))
    for _ in range(2):
        store.write_rating(assessment.id, NewRating(FULL_ANSWER, "agency", 1), actor, later(3))
    assert [one.is_independent for one in store.ratings(assessment.id).ratings] == [True, False]
    other = NewRating(an_answer("LAW-1", 0), "agency", 1)
    with pytest.raises(StaleWrite):
        store.write_rating(assessment.id, other, actor, later(4))


def test_a_twin_of_an_assessment_is_refused_however_it_is_spelt(
    store: DatabaseStore, engine: Engine
):
    _assessment, actor = begun(store, region="North", scope_note="By phone.")
    before = row_counts(engine)
    twin = an_assessment(id="a-2", region="NORTH", scope_note="by Phone.")
    with pytest.raises(TwinAssessment):
        store.create_assessment(twin, actor)
    assert row_counts(engine) == before
    store.create_assessment(replace(twin, scope_note=""), actor)


def a_copy(engine: Engine, table: Any, **changes: Any) -> None:
    """Write a row as the one that is there, past all checks of the store."""
    with writing(engine) as connection:
        row = dict(connection.execute(select(table)).mappings().one())
        connection.execute(table.insert(), row | {"id": "copy"} | changes)


@pytest.mark.parametrize("table", [ASSESSMENT, EVIDENCE], ids=lambda table: table.name)
def test_the_database_itself_has_no_twins(store: DatabaseStore, engine: Engine, table):
    assessment, actor = begun(store)
    store.write(assessment.id, everything(), actor, later(1))
    with pytest.raises(Exception, match=r"(?i)unique"):
        a_copy(engine, table)


def test_twins_of_an_older_database_are_all_kept_and_no_further_one_is_taken(
    store: DatabaseStore, engine: Engine
):

    assessment, actor = begun(store)
    store.write(assessment.id, everything(), actor, later(1))
    before = row_counts(engine)
    with free_to_alter(engine) as connection:
        command.downgrade(alembic_config(connection), "0005")
        for table in ("assessment", "evidence"):
            columns = [column["name"] for column in inspect(connection).get_columns(table)]
            others = ", ".join(name for name in columns if name != "id")
            copy = f"INSERT INTO {table} (id, {others}) SELECT 'twin', {others} FROM {table}"  # noqa: S608 - our own names
            connection.execute(text(copy))
    assert migrate(engine)
    twins = {name: before[name] + 1 for name in ("assessment", "evidence")}
    assert row_counts(engine) == before | twins
    assert len(store.record(assessment).evidence) == 2
    assert store.write(assessment.id, everything(), actor, later(2)).is_empty
    with pytest.raises(TwinAssessment):
        store.create_assessment(an_assessment(id="a-3"), actor)
    keys = [row["twin_key"] for row in all_of(engine, ASSESSMENT)]
    assert sorted(keys, key=str) == sorted([None, assessment.twin_key], key=str)


def all_of(engine: Engine, table: Any) -> list[Any]:
    """Every row of a table."""
    with engine.connect() as connection:
        return list(connection.execute(select(table)).mappings())
