"""Every reason against a comparison is a sentence, and all of them are told at once."""

from dataclasses import replace
from typing import Any

from assessment.model.comparison import Comparable, ComparedAssessment
from assessment.scoring.profile import score_records
from assessment.services.compatibility import Member, check_compatibility
from assessment.services.context import Opened
from tests.builders import all_at, an_assessment, record_with, small_framework

SMALL = small_framework()


def a_member(label: str, answers: Any = None, *, named: bool = True, **heading: Any) -> Member:
    assessment = an_assessment(SMALL, id=label, **heading)
    record = record_with(SMALL, all_at(SMALL, 2) if answers is None else answers)
    (scores,) = score_records(SMALL, [record])
    compared = ComparedAssessment(label, label, assessment.mode, scores)
    return Member(Opened(assessment, SMALL), record, compared, named)


def edited(member: Member, **changes: Any) -> Member:
    """The same with another questionnaire."""
    q = member.opened.framework.questionnaire.model_copy(update=changes)
    return replace(member, opened=replace(member.opened, framework=replace(SMALL, questionnaire=q)))


def reasons(*members: Member) -> str:
    return "\n".join(check_compatibility(members).reasons)


def test_two_of_a_kind_are_comparable_without_a_reason_against_it():
    found = check_compatibility((a_member("A"), a_member("B", state_name="Talvenor")))
    assert found.comparable is Comparable.YES
    assert found.reasons == ()


def test_two_periods_of_one_state_are_comparable():
    found = check_compatibility((a_member("A", period="2023"), a_member("B", period="2026")))
    assert found.comparable is Comparable.YES


def test_different_questionnaires_cannot_be_compared():
    other = edited(a_member("B", questionnaire_id="other"), id="other", name="Other Questions")
    found = check_compatibility((a_member("A"), other))
    assert found.comparable is Comparable.NO
    assert "Other Questions (B), Small Questionnaire (A)" in found.reasons[0]


def test_different_versions_are_a_caution_because_part_of_a_difference_is_method():
    found = check_compatibility((a_member("A"), a_member("B", questionnaire_version="2.0")))
    assert found.comparable is Comparable.WITH_CAUTION
    assert "1.0 (A), 2.0 (B)" in found.reasons[0]
    assert "part of a difference is method" in found.reasons[0]


def test_different_content_under_one_version_cannot_be_compared():
    found = check_compatibility((a_member("A"), a_member("B", questionnaire_checksum="f" * 16)))
    assert found.comparable is Comparable.NO
    assert "without a new version number" in found.reasons[0]


def test_an_edit_after_both_began_is_a_caution():
    both = [a_member(name, questionnaire_checksum="f" * 16) for name in "AB"]
    found = check_compatibility(both)
    assert found.comparable is Comparable.WITH_CAUTION
    assert "edited after A and B began" in found.reasons[0]


def test_different_modes_are_a_caution():
    found = check_compatibility((a_member("A"), a_member("B", mode="self")))
    assert found.comparable is Comparable.WITH_CAUTION
    assert "external assessment (A), self assessment (B)" in found.reasons[0]


def test_a_part_of_a_state_is_a_caution():
    assert "about a whole state (B)" in reasons(a_member("A"), a_member("B", region="North"))


def test_two_periods_of_the_same_region_are_no_caution_about_place():
    both = (a_member("A", region="North", period="1"), a_member("B", region="North", period="2"))
    assert reasons(*both) == ""


def test_two_regions_are_a_caution():
    both = (a_member("A", region="North"), a_member("B", region="South"))
    assert "Not all are about a whole state." in reasons(*both)


def test_different_states_in_different_periods_are_a_caution():
    both = (a_member("A", period="2023"), a_member("B", state_name="Talvenor"))
    assert "different periods (2023 and 2026)" in reasons(*both)


def test_periods_are_not_told_with_aliases():
    both = (
        a_member("A", period="2023", named=False),
        a_member("B", state_name="Talvenor", named=False),
    )
    assert "They are about different periods." in reasons(*both)
    assert "20" not in reasons(*both)


def test_a_scope_note_is_a_caution_but_its_text_is_not_told():
    told = reasons(a_member("A"), a_member("B", scope_note="Without the capital"))
    assert "B has a scope note of its own" in told
    assert "capital" not in told


def test_a_dimension_without_a_score_is_named():
    partial = a_member("B", {**all_at(SMALL, 2), "SEC-1": "II", "PRE-1": None})
    assert "B has no score in Police and Warning" in reasons(a_member("A"), partial)
    assert "B has no score in any dimension" in reasons(a_member("A"), a_member("B", {}))


def test_all_reasons_are_told_at_once():
    other = a_member("B", {}, mode="self", region="North", questionnaire_version="2.0")
    found = check_compatibility((a_member("A"), other))
    assert found.comparable is Comparable.WITH_CAUTION
    assert len(found.reasons) == 4


def test_many_assessments_are_counted_and_not_named_one_by_one():
    many = [a_member(f"S{n}", state_name=f"S{n}") for n in range(9)]
    told = reasons(*many, a_member("B", mode="self", state_name="B"))
    assert "external assessment (9 assessments), self assessment (B)" in told
