"""An assessment begins with a heading that is complete and known, or with every reason why not."""

from dataclasses import replace
from typing import Any

import pytest

from assessment.services.assessments import NewAssessment, create_assessment, list_assessments
from assessment.services.context import open_assessment
from tests.builders import small_framework
from tests.unit.services.desk import Desk, codes, desk_of, refused, with_questionnaire

KENYA = NewAssessment("small", "KEN", "2026", "self")


def refusal(desk: Desk, **changes: Any):
    problems = refused(create_assessment, desk.context, replace(KENYA, **changes))
    assert list_assessments(desk.context) == ()
    return problems


def test_a_new_assessment_is_stored_as_it_was_returned(both_desks: Desk):
    new = replace(KENYA, region=" North ", period=" 2026 ", scope_note=" Towns. ")
    made = create_assessment(both_desks.context, new)
    questionnaire = small_framework().questionnaire
    assert (made.state_code, made.state_name, made.invented) == ("KEN", "Kenya", False)
    assert (made.region, made.period, made.scope_note) == ("North", "2026", "Towns.")
    assert (made.questionnaire_id, made.questionnaire_version) == ("small", "1.0")
    assert made.questionnaire_checksum == questionnaire.checksum
    assert (made.language, made.created_by) == ("en", "Ada Amin")
    assert open_assessment(both_desks.context, made.id).assessment == made
    assert [found.assessment for found in list_assessments(both_desks.context)] == [made]


def test_an_invented_state_has_the_name_that_was_given(desk: Desk):
    new = replace(KENYA, state_code="XKA", invented_name=" Karsova ")
    made = create_assessment(desk.context, new)
    assert (made.state_name, made.invented) == ("Karsova", True)


def test_the_newest_version_of_a_questionnaire_is_used(desk: Desk):
    newer = with_questionnaire(small_framework(), version="1.10", checksum="newer")
    older = with_questionnaire(small_framework(), version="1.9", checksum="older")
    both = desk_of(desk.store, newer, older)
    made = create_assessment(both.context, KENYA)
    assert (made.questionnaire_version, made.questionnaire_checksum) == ("1.10", "newer")


@pytest.mark.parametrize(
    ("typed", "suggestion"),
    [("Kenia", "KEN Kenya"), ("Namibbia", "NAM Namibia"), ("ZZZ", "English name")],
)
def test_an_unknown_state_is_refused_with_a_suggestion(desk: Desk, typed, suggestion):
    (problem,) = refusal(desk, state_code=typed)
    assert problem.code == "assessment.state_unknown"
    assert suggestion in problem.remedy


def test_no_state_at_all_is_said_without_a_word_of_codes(desk: Desk):
    (problem,) = refusal(desk, state_code="")
    assert str(problem) == "State: No state is chosen. Choose one, or write its name or code."


@pytest.mark.parametrize(
    ("typed", "code", "name"),
    [
        ("Kenya", "KEN", "Kenya"),
        ("ke", "KEN", "Kenya"),
        ("Turkey", "TUR", "T\u00fcrkiye"),
        ("DRC", "COD", "Congo, The Democratic Republic of the"),
        ("Kosovo", "XKX", "Kosovo"),
        ("XKK", "XKX", "Kosovo"),
        ("palestine", "PSE", "State of Palestine"),
    ],
)
def test_a_state_is_found_by_every_usual_name_and_is_not_invented(desk: Desk, typed, code, name):
    made = create_assessment(desk.context, replace(KENYA, state_code=typed))
    assert (made.state_code, made.state_name, made.invented) == (code, name, False)


@pytest.mark.parametrize(
    ("typed", "code", "words"),
    [
        ("", "assessment.state_missing", "Choose one"),
        ("Congo", "assessment.state_ambiguous", "Write the code"),
        ("XEN", "assessment.name_missing", "KEN Kenya"),
    ],
)
def test_what_may_be_several_states_or_none_is_asked(desk: Desk, typed, code, words):
    (problem,) = refusal(desk, state_code=typed)
    assert problem.code == code
    assert words in problem.remedy


@pytest.mark.parametrize("period", ["last year", "FY2025", "05/06/2025", "2026-2025"])
def test_a_period_without_one_place_in_time_is_refused(desk: Desk, period):
    (problem,) = refusal(desk, period=period)
    assert problem.where == "Period"
    assert problem.code.startswith("assessment.period_")


@pytest.mark.parametrize("name", ["", "   ", "\x00"])
def test_an_invented_code_without_a_name_is_refused(desk: Desk, name):
    (problem,) = refusal(desk, state_code="XKA", invented_name=name)
    assert problem.code == "assessment.name_missing"


@pytest.mark.parametrize("period", ["", "  ", "\n"])
def test_an_empty_period_is_refused(desk: Desk, period):
    assert codes(refusal(desk, period=period)) == ["assessment.period_missing"]


@pytest.mark.parametrize(
    ("changes", "where", "allowed"),
    [
        ({"mode": "secret"}, "Mode", "self, external and joint"),
        ({"language": "fr"}, "Language", "en"),
        ({"questionnaire_id": "other"}, "Questionnaire", "small"),
        ({"period": "x" * 201}, "Period", "200 characters"),
        ({"region": "x" * 201}, "Region", "200 characters"),
    ],
)
def test_a_value_that_is_not_known_is_refused_with_those_that_are(
    desk: Desk, changes, where, allowed
):
    (problem,) = refusal(desk, **changes)
    assert (problem.code, problem.where) == ("assessment.value_unknown", where)
    assert allowed in problem.allowed


def test_everything_that_is_wrong_is_told_at_once(desk: Desk):
    problems = refusal(desk, state_code="Kenia", mode="secret", period="", language="fr")
    assert sorted(problem.where for problem in problems) == ["Language", "Mode", "Period", "State"]


@pytest.mark.parametrize(
    "same", [{}, {"region": "NORTH"}, {"period": " 2026 "}, {"state_code": "Kenya"}]
)
def test_a_twin_is_refused_and_only_one_stays(desk: Desk, same):
    create_assessment(desk.context, replace(KENYA, region="North"))
    new = replace(KENYA, **({"region": "North"} | same))
    (problem,) = refused(create_assessment, desk.context, new)
    assert problem.code == "assessment.exists"
    assert problem.where == f"Kenya ({new.region}), 2026"
    assert len(list_assessments(desk.context)) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"state_code": "NAM"},
        {"region": "North"},
        {"period": "2027"},
        {"period": "H1 2026"},
        {"mode": "external"},
        {"scope_note": "Only the police."},
    ],
)
def test_what_differs_in_anything_that_counts_is_no_twin(desk: Desk, other):
    create_assessment(desk.context, KENYA)
    create_assessment(desk.context, replace(KENYA, **other))
    assert len(list_assessments(desk.context)) == 2


def test_two_invented_states_with_one_code_are_no_twins(desk: Desk):
    for name in ("Karsova", "Xandria"):
        new = replace(KENYA, state_code="XKA", invented_name=name)
        create_assessment(desk.context, new)
    assert len(list_assessments(desk.context)) == 2


def test_an_assessment_that_is_not_there_is_refused(desk: Desk):
    assert codes(refused(open_assessment, desk.context, "none")) == ["assessment.unknown"]


def test_an_assessment_of_a_version_that_is_not_here_is_refused_and_its_answers_stay(desk: Desk):
    opened = desk.begin()
    desk.answer(opened, "LAW-1", 3)
    newer = desk_of(desk.store, with_questionnaire(small_framework(), version="2.0"))
    (problem,) = refused(open_assessment, newer.context, "a-1")
    assert problem.code == "assessment.questionnaire_missing"
    assert "small 1.0" in problem.found
    assert desk.store.record(opened.assessment).answer("LAW-1").level == 3


def test_a_questionnaire_edited_without_a_new_version_is_noticed(desk: Desk):
    assert not desk.begin().content_differs
    edited = desk_of(desk.store, with_questionnaire(small_framework(), checksum="edited"))
    assert edited.open().content_differs
