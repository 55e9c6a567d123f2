"""Assessments as a whole: status and history, and that nothing stays of a deleted one."""

import inspect
import re

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel

from assessment.model.assessment import Changes, NewScope, StaleWrite
from assessment.model.history import Approval, HeadingChange
from assessment.model.problem import Refused
from assessment.model.rating import NewRating
from assessment.model.scope import Scope
from assessment.storage.engine import writing
from assessment.storage.store import DatabaseStore
from assessment.storage.tables import ANSWER, DELETION, OF_ASSESSMENT, OWN_PROGRAMME
from tests.databases import open_with_tables
from tests.unit.storage.content import (
    ACCEPTANCE,
    FLAG,
    FULL_ANSWER,
    REPORT,
    answered,
    begun,
    later,
    row_counts,
    written_everything,
)

IN_REVIEW = HeadingChange("status", "in_review", archived=False)
APPROVED = HeadingChange(
    "status", "approved", archived=False, name="Carla Cruz", office="Head of the task force"
)


def approve(store: DatabaseStore, assessment, actor) -> None:
    store.change_heading(assessment.id, IN_REVIEW, 0, actor, later(1))
    store.change_heading(assessment.id, APPROVED, 1, actor, later(2))


def test_a_new_assessment_is_a_draft_that_nothing_happened_to(store: DatabaseStore):
    assessment, _actor = begun(store)
    assert store.assessment(assessment.id) == assessment
    assert (assessment.status, assessment.archived, assessment.n_changes) == ("draft", False, 0)
    assert store.heading_changes(assessment.id) == ()


def test_the_newest_change_says_the_status_and_whoever_approved_is_named(store: DatabaseStore):
    assessment, actor = begun(store)
    approve(store, assessment, actor)
    found = store.assessment(assessment.id)
    approval = Approval("Carla Cruz", "Head of the task force", later(2))
    assert (found.status, found.approval, found.n_changes) == ("approved", approval, 2)
    # Archiving takes nothing from an approval.
    archived = HeadingChange("archived", "approved", archived=True)
    store.change_heading(assessment.id, archived, 2, actor, later(3))
    found = store.assessment(assessment.id)
    assert (found.archived, found.approval, found.is_locked) == (True, approval, True)
    assert store.listed_headings() == ()
    assert [one.change.kind for one in store.heading_changes(assessment.id)] == [
        *("status", "status", "archived")
    ]


def test_a_correction_changes_the_heading_and_keeps_what_it_said(store: DatabaseStore):
    assessment, actor = begun(store)
    other, _actor = begun(store, id="a-2", region="South")
    changed = {"period": ("2026", "2027"), "region": ("", "North")}
    change = HeadingChange("corrected", "draft", archived=False, changed=changed)
    store.change_heading(assessment.id, change, 0, actor, later(1), origin="command")
    assert store.assessment(assessment.id).title == "Karsova (North), 2027"
    assert store.assessment(other.id) == other
    (kept,) = store.heading_changes(assessment.id)
    assert (kept.change, kept.number, kept.person_name) == (change, 1, "Ada Amin")
    assert (kept.origin, kept.recorded_at) == ("command", later(1))


def test_who_looked_before_somebody_else_changed_it_is_refused(store: DatabaseStore):
    assessment, actor = begun(store)
    store.change_heading(assessment.id, IN_REVIEW, 0, actor, later(1))
    with pytest.raises(StaleWrite):
        store.change_heading(assessment.id, IN_REVIEW, 0, actor, later(2))
    with pytest.raises(StaleWrite):
        store.delete_assessment(assessment.id, 0, actor, later(2))
    assert store.assessment(assessment.id).n_changes == 1


def test_every_table_of_an_assessment_is_emptied_when_it_is_deleted():
    named = {
        table
        for table in SQLModel.metadata.tables.values()
        if "assessment_id" in table.columns and table is not DELETION
    }
    assert set(OF_ASSESSMENT) == named


def test_nothing_stays_of_a_deleted_assessment_and_nothing_else_goes(
    store: DatabaseStore, engine: Engine
):
    other, _actor = written_everything(store)
    before = row_counts(engine)
    deleted, actor = written_everything(store, id="a-2", region="South")
    store.delete_assessment(deleted.id, deleted.n_changes, actor, later(20), origin="command")
    assert store.assessment(deleted.id) is None
    after = row_counts(engine)
    # Two were deleted in between, and the own programme belongs to the organisation.
    assert after[DELETION.name] == before[DELETION.name] + 2
    assert after[OWN_PROGRAMME.name] == before[OWN_PROGRAMME.name] + 1
    kept = {DELETION.name, OWN_PROGRAMME.name}
    assert {n: c for n, c in after.items() if n not in kept} == {
        n: c for n, c in before.items() if n not in kept
    }
    assert sum(store.rows_below(other.id).values()) > len(OF_ASSESSMENT) - 1
    newest = store.deletions()[0]
    assert (newest.assessment_id, newest.person_name) == (deleted.id, "Ada Amin")
    assert (newest.origin, newest.recorded_at) == ("command", later(20))


def test_what_was_deleted_cannot_be_read_in_the_file_any_more(tmp_path):
    path = tmp_path / "spca.db"
    engine = open_with_tables(f"sqlite:///{path}")
    store = DatabaseStore(engine)
    assessment, actor = written_everything(store)
    store.delete_assessment(assessment.id, assessment.n_changes, actor, later(20))
    engine.dispose()
    assert b"Judges rule against" not in path.read_bytes()


def test_the_rows_of_one_assessment_go_only_with_its_own_deletion(
    store: DatabaseStore, engine: Engine
):
    written_everything(store)
    told = re.escape("rows of answer are never changed")
    # Another one was deleted, which opens nothing for this one.
    assert store.deletions()
    with pytest.raises(DBAPIError, match=told), writing(engine) as connection:
        connection.execute(ANSWER.delete())


WRITES = {
    "write: answer": lambda s, id_, a: s.write(id_, answered("LAW-2", 1), a, later(9)),
    "write: evidence": lambda s, id_, a: s.write(
        id_, Changes("page", evidence=(REPORT,)), a, later(9)
    ),
    "write: flag": lambda s, id_, a: s.write(id_, Changes("page", flags=(FLAG,)), a, later(9)),
    "write: scope": lambda s, id_, a: s.write(
        id_, Changes("workbook", scope=NewScope(Scope(groups=("A",)), 0)), a, later(9)
    ),
    "write_rating": lambda s, id_, a: s.write_rating(
        id_, NewRating(FULL_ANSWER, "agency", 0), a, later(9)
    ),
    "open_moderation": lambda s, id_, a: s.open_moderation(id_, a, later(9)),
    "write_acceptances": lambda s, id_, a: s.write_acceptances(id_, [ACCEPTANCE], 0, a, later(9)),
    "change_heading": lambda s, id_, a: s.change_heading(
        id_,
        HeadingChange("corrected", "approved", archived=False, changed={"period": ("a", "b")}),
        2,
        a,
        later(9),
    ),
    "delete_assessment": lambda s, id_, a: s.delete_assessment(id_, 2, a, later(9)),
}
"""What belongs to what was approved."""
MADE_AFTERWARDS = {
    "create_assessment",  # another one
    "write_whole",  # another one, which brings its own approval
    "actor",  # no assessment
    "write_own",  # no assessment
    "write_plan",  # a plan answers the findings
    "write_choice",  # which options were rejected, for the plan
    "open_review",  # named people decide on what was found
    "append_entry",
    "write_protected",  # a warning for one reviewer is never silenced
    "save_result",  # computed from what was approved, and says of which moment
}
"""What goes on after an approval, and why."""


@pytest.mark.parametrize("name", WRITES)
def test_nothing_of_what_was_approved_can_be_written(
    store: DatabaseStore, engine: Engine, name: str
):
    assessment, actor = begun(store)
    approve(store, assessment, actor)
    before = row_counts(engine)
    with pytest.raises(Refused) as caught:
        WRITES[name](store, assessment.id, actor)
    (problem,) = caught.value.problems
    assert (problem.code, problem.where) == ("assessment.locked", "Karsova, 2026")
    assert "Approved by Carla Cruz, Head of the task force, on 2 Mar 2026" in problem.found
    assert "Reopen it" in problem.remedy
    assert row_counts(engine) == before


def test_every_way_to_write_is_refused_or_said_to_go_on():
    methods = inspect.getmembers(DatabaseStore, inspect.isfunction)
    writes = {name for name, method in methods if "writing(" in inspect.getsource(method)}
    assert writes == {name.partition(":")[0] for name in WRITES} | MADE_AFTERWARDS


def test_a_reopened_assessment_takes_answers_again(store: DatabaseStore):
    assessment, actor = begun(store)
    approve(store, assessment, actor)
    reopened = HeadingChange("status", "reopened", archived=False, reason="A court was closed.")
    store.change_heading(assessment.id, reopened, 2, actor, later(3))
    store.write(assessment.id, answered("LAW-2", 1), actor, later(4))
    assert store.assessment(assessment.id).approval is None


def test_the_list_names_who_changed_an_assessment_last_by_one_question(
    store: DatabaseStore, engine: Engine
):
    assessment, actor = begun(store)
    begun(store, id="a-2", region="South")
    ben = store.actor("Ben Bo", "Ministry of Justice", later(0))
    store.write(assessment.id, answered("LAW-1", 1), actor, later(1))
    store.write(assessment.id, answered("LAW-1", None, 1), actor, later(2))
    store.write(assessment.id, answered("LAW-2", 1), actor, later(3))
    store.write(assessment.id, Changes("page", flags=(FLAG,)), ben, later(4))
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    first, second = store.assessments()
    assert len([one for one in asked if one.lstrip().startswith(("SELECT", "WITH"))]) == 1
    assert (first.assessment, first.n_answered) == (assessment, 1)
    assert (first.last_change, first.changed_by) == (later(4), "Ben Bo")
    assert (second.n_answered, second.last_change, second.changed_by) == (0, None, "")
    store.change_heading(assessment.id, IN_REVIEW, 0, actor, later(5))
    assert store.assessments()[0].changed_by == "Ada Amin"


def test_deleting_checks_that_rows_are_really_there(store: DatabaseStore, engine: Engine):
    assessment, _actor = written_everything(store)
    with engine.connect() as connection:
        for table in OF_ASSESSMENT:
            mine = select(table).where(table.c.assessment_id == assessment.id)
            assert connection.execute(mine).first() is not None, table.name
