"""A state's own view beside that of a partner, on both databases."""

import pytest

from assessment.services.side_by_side import self_and_external
from assessment.storage.store import DatabaseStore
from tests.builders import small_framework
from tests.unit.services.desk import Desk, desk_of, with_questionnaire


def test_self_and_external_stand_side_by_side_from_either_side(desk: Desk):
    own = desk.begin(id="a-self", mode="self")
    partner = desk.begin(id="a-ext", mode="external")
    desk.answer(own, "LAW-1", 4)
    desk.answer(own, "LAW-2", "II")
    desk.answer(partner, "LAW-1", 1)
    desk.answer(partner, "LAW-2", 2)
    from_own, from_partner = (self_and_external(desk.context, one) for one in (own, partner))
    assert from_own == from_partner
    differences = {view.indicator_id: view.difference for view in from_own.views}
    assert differences["LAW-1"] == 3
    assert differences["LAW-2"] is None
    assert len(differences) == 8


@pytest.mark.parametrize(
    "other", [{"period": "2025"}, {"region": "North"}, {"state_name": "Elsewhere"}]
)
def test_another_period_region_or_state_is_not_the_other_side(desk: Desk, other):
    own = desk.begin(id="a-self", mode="self")
    desk.begin(id="a-ext", mode="external", **other)
    found = self_and_external(desk.context, own)
    assert (found.by_itself, found.by_partner, found.views) == (own.assessment, None, ())


def test_of_several_external_assessments_the_last_changed_is_shown_and_the_rest_named(desk: Desk):
    own = desk.begin(id="a-self", mode="self")
    first = desk.begin(id="a-ext-1", mode="external", scope_note="Desk study")
    second = desk.begin(id="a-ext-2", mode="external", scope_note="Visit")
    desk.answer(second, "LAW-1", 2)
    desk.answer(first, "LAW-1", 1)
    found = self_and_external(desk.context, own)
    assert found.by_partner == first.assessment
    assert found.others == (second.assessment,)


def test_a_joint_assessment_shows_the_two_others_of_its_period(desk: Desk):
    joint = desk.begin(id="a-joint", mode="joint")
    assert self_and_external(desk.context, joint).by_itself is None
    own = desk.begin(id="a-self", mode="self")
    partner = desk.begin(id="a-ext", mode="external")
    found = self_and_external(desk.context, joint)
    assert (found.by_itself, found.by_partner) == (own.assessment, partner.assessment)
    assert found.others == ()


def test_two_versions_of_the_questionnaire_show_what_both_have_and_say_so(store: DatabaseStore):
    whole = small_framework()
    shorter = [whole.questionnaire.dimensions[0]]
    older = with_questionnaire(whole, version="0.9", checksum="old", dimensions=tuple(shorter))
    desk = desk_of(store, whole, older)
    own = desk.begin(id="a-self", mode="self")
    desk.begin(
        id="a-ext",
        mode="external",
        questionnaire_version="0.9",
        questionnaire_checksum="old",
    )
    found = self_and_external(desk.context, own)
    assert not found.same_questionnaire
    assert [view.indicator_id for view in found.views] == ["LAW-1", "LAW-2", "LAW-3"]
