"""Which workbook brought what, what was taken back, and the remarks of field teams."""

from dataclasses import replace

import pytest

from assessment.model.answer import FlagEntry
from assessment.model.assessment import Changes, NewAnswer, NewScope
from assessment.model.imports import Remark
from assessment.model.problem import Refused
from assessment.model.scope import Scope
from assessment.storage.store import DatabaseStore
from tests.builders import an_answer
from tests.unit.storage.content import FLAG, REPORT, begun, later

ROAD = Remark("The road was closed for a week.", "LAW-1", "Sheet 'Remarks', cell B3")
FILE = Changes(
    "workbook",
    answers=(NewAnswer(an_answer("LAW-1", 3), 0),),
    evidence=(REPORT,),
    flags=(FLAG,),
    scope=NewScope(Scope(groups_at_risk=("Group A",)), 0),
    remarks=(ROAD,),
    file_name="field.xlsx",
    file_checksum="abc",
    filled_by="Team East",
    filled_for="Ministry",
    copy_id="one",
)


def test_an_import_names_its_workbook_its_team_and_everything_that_came_with_it(
    store: DatabaseStore,
):
    assessment, actor = begun(store)
    store.write(assessment.id, FILE, actor, later(1))
    (found,) = store.imports(assessment.id)
    (evidence,) = store.record(assessment).evidence
    assert (found.file_name, found.team) == ("field.xlsx", ("team east", "ministry"))
    assert (found.copy_id, found.person_name) == ("one", actor.name)
    assert (found.answers, found.flags) == ({"LAW-1": 1}, {FLAG.flag_id: 1})
    assert (found.evidence, found.scope_revision) == ((evidence.id,), 1)
    assert (found.n_remarks, found.undone) == (1, False)
    assert store.record(assessment).answers["LAW-1"].filled_by == "Team East"
    assert [one.filled_by for one in store.history(assessment.id, "LAW-1")] == ["Team East"]


def test_a_remark_stands_beside_its_question_and_is_kept_once(store: DatabaseStore):
    assessment, actor = begun(store)
    store.write(assessment.id, FILE, actor, later(1))
    again = Changes("workbook", remarks=(ROAD, replace(ROAD, indicator_id=""), ROAD))
    assert store.write(assessment.id, again, actor, later(2)).remarks == (
        replace(ROAD, indicator_id=""),
    )
    (beside,) = store.indicator_record(assessment.id, "LAW-1").remarks
    assert (beside.remark, beside.filled_by, beside.person_name) == (ROAD, "Team East", actor.name)
    assert store.indicator_record(assessment.id, "LAW-2").remarks == ()
    assert len(store.record(assessment).remarks) == 2


def test_an_import_is_taken_back_once_and_its_remarks_stand_no_longer(store: DatabaseStore):
    assessment, actor = begun(store)
    store.write(assessment.id, FILE, actor, later(1))
    (done,) = store.imports(assessment.id)
    undo = Changes("page", file_name=done.file_name, undoes=done.id)
    store.write(assessment.id, undo, actor, later(2))
    assert store.record(assessment).remarks == ()
    assert [one.remark for one in store.record_at(assessment, later(1)).remarks] == [ROAD]
    assert [one.undone for one in store.imports(assessment.id)] == [True]
    with pytest.raises(Refused) as refusal:
        store.write(assessment.id, undo, actor, later(3))
    assert refusal.value.problems[0].code == "import.undone_already"


def test_an_entry_of_a_flag_without_an_option_says_that_none_counts_any_more(
    store: DatabaseStore,
):
    assessment, actor = begun(store)
    store.write(assessment.id, FILE, actor, later(1))
    gone = Changes("page", flags=(FlagEntry(FLAG.flag_id, ""),), seen_flags={FLAG.flag_id: 1})
    store.write(assessment.id, gone, actor, later(2))
    record = store.record(assessment)
    assert (record.flags, record.flag_revisions) == ({}, {})
    assert store.recorded_flags(assessment.id) == {}
    # Whoever sees none writes as after none, and the entry gets the next revision all the same.
    back = Changes("page", flags=(FLAG,), seen_flags={FLAG.flag_id: 0})
    store.write(assessment.id, back, actor, later(3))
    assert store.record(assessment).flag_revisions == {FLAG.flag_id: 3}


def test_an_answer_may_have_another_origin_than_the_changes_it_comes_with(store: DatabaseStore):
    assessment, actor = begun(store)
    answers = (
        NewAnswer(an_answer("LAW-1", 3), 0, origin="carried_over"),
        NewAnswer(an_answer("LAW-2", 2), 0),
    )
    store.write(assessment.id, Changes("page", answers=answers), actor, later(1))
    record = store.record(assessment)
    assert (list(record.carried), list(record.answers)) == (["LAW-1"], ["LAW-2"])
