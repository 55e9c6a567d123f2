"""Plans are appended and read back as they were written; what was not seen stops a write."""

from dataclasses import replace
from datetime import date

import pytest

from assessment.model.assessment import StaleWrite
from assessment.model.plan import PLAN, Attestation, Plan, PlanChanges, PlanItem
from assessment.storage.store import DatabaseStore
from tests.unit.storage.content import (
    ATTESTATION,
    ITEM,
    MILESTONE,
    begun,
    later,
    written_everything,
)

BARE = PlanItem("LAW-2", 2, number=2)


def test_before_the_first_item_a_plan_is_empty(store: DatabaseStore):
    assessment, _ = begun(store)
    assert store.plan(assessment.id) == Plan()


def test_everything_is_read_back_as_it_was_written(store: DatabaseStore):
    assessment, _ = written_everything(store)
    plan = store.plan(assessment.id)
    (item,), (milestone,), (said,) = plan.items, plan.milestones, plan.attestations
    assert (item.item, item.revision, item.person_name) == (ITEM, 1, "Ada Amin")
    assert (item.origin, item.recorded_at) == ("page", later(5))
    assert (milestone.milestone, milestone.revision) == (MILESTONE, 1)
    assert (said.attestation, said.person_name) == (ATTESTATION, "Ada Amin")


def test_what_was_left_out_is_read_back_as_left_out(store: DatabaseStore):
    assessment, actor = begun(store)
    store.write_plan(assessment.id, PlanChanges("command", 0, ((BARE, 1),)), actor, later(1))
    (found,) = store.plan(assessment.id).items
    assert found.item == BARE


def test_the_newest_version_of_an_item_is_the_current_one_and_the_others_stay(
    store: DatabaseStore,
):
    assessment, actor = written_everything(store)
    done = replace(ITEM, status="done", ends=None)
    store.write_plan(assessment.id, PlanChanges("page", 3, ((done, 2),)), actor, later(6))
    plan = store.plan(assessment.id)
    assert plan.current[1].item == done
    assert [one.item for one in plan.history(1)] == [done, ITEM]


def test_two_parties_may_say_different_things_and_both_stay(store: DatabaseStore):
    assessment, actor = written_everything(store)
    other = Attestation(1, "not_met", "partner", "Ben Bo", date(2026, 9, 3), "Not in force yet.")
    changes = PlanChanges("page", 3, attestations=(other,))
    store.write_plan(assessment.id, changes, actor, later(6))
    said = store.plan(assessment.id).attested(1)
    assert [one.attestation for one in said] == [ATTESTATION, other]


@pytest.mark.parametrize("seen", [0, 2, 4])
def test_a_write_that_did_not_see_the_whole_plan_is_refused_whole(store: DatabaseStore, seen: int):
    assessment, actor = written_everything(store)
    changes = PlanChanges("page", seen, ((BARE, 1),), attestations=(ATTESTATION,))
    with pytest.raises(StaleWrite) as caught:
        store.write_plan(assessment.id, changes, actor, later(6))
    assert caught.value.indicator_ids == (PLAN,)
    assert store.plan(assessment.id).n_rows == 3


def test_the_plan_of_another_assessment_is_not_mixed_in(store: DatabaseStore):
    _, actor = written_everything(store)
    other, _ = begun(store, id="a-2", period="2027")
    assert store.plan(other.id) == Plan()
    store.write_plan(other.id, PlanChanges("page", 0, ((ITEM, 1),)), actor, later(7))
    assert store.plan(other.id).n_rows == 1
