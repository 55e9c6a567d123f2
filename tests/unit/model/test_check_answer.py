"""What an answer must satisfy, and which level the ticked statements propose."""

from typing import Any

import pytest

from assessment.model.answer import Answer, Status
from assessment.model.checks import LONGEST_TEXT, check_answer, propose_level
from assessment.model.problem import errors_in
from tests.builders import an_answer, small_framework

ASKED = small_framework().questionnaire
LAW1 = ASKED.indicator("LAW-1")
ONE, TWO = frozenset({"LAW-1.1a"}), frozenset({"LAW-1.1a", "LAW-1.2a", "LAW-1.2b"})


def codes(answer: Answer) -> list[str]:
    return [problem.code.removeprefix("answer.") for problem in check_answer(answer, ASKED)]


@pytest.mark.parametrize("level", [0, 4, "II", "NA", None])
def test_a_proper_answer_has_no_problem(level: int | str | None) -> None:
    assert codes(an_answer("LAW-1", level)) == []


@pytest.mark.parametrize("level", [-1, 5, None])
def test_a_level_off_the_scale_is_refused(level: int | None) -> None:
    assert codes(Answer("LAW-1", Status.LEVEL, level)) == ["level_unknown"]


def test_a_level_beside_a_missing_answer_is_refused() -> None:
    answer = Answer("LAW-1", Status.INSUFFICIENT_INFORMATION, 2)
    assert codes(answer) == ["level_beside_missing"]


def test_an_unknown_indicator_is_refused_and_nothing_else_is_asked() -> None:
    assert codes(Answer("LAW-9", Status.LEVEL, 9)) == ["indicator_unknown"]


def test_not_applicable_without_a_reason_is_refused() -> None:
    assert codes(Answer("LAW-1", Status.NOT_APPLICABLE, reason="  ")) == ["reason_missing"]


def test_the_missing_reason_says_when_the_question_may_not_apply() -> None:
    (problem,) = check_answer(Answer("LAW-3", Status.NOT_APPLICABLE), ASKED)
    assert "Hearings are free of charge." in problem.remedy


def test_no_evidence_carries_no_level() -> None:
    assert codes(an_answer("LAW-1", 2, evidence_grade="D")) == ["no_evidence_for_level"]
    assert codes(an_answer("LAW-1", "II", evidence_grade="D")) == []


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"confidence": "sure"}, "confidence_unknown"),
        ({"evidence_grade": "E"}, "evidence_grade_unknown"),
        ({"ticked": frozenset({"LAW-2.1a"})}, "statement_unknown"),
        ({"rationale": "x" * (LONGEST_TEXT + 1)}, "text_too_long"),
        ({"reason": "x" * (LONGEST_TEXT + 1)}, "text_too_long"),
    ],
)
def test_a_field_that_cannot_be_is_refused(fields: dict[str, Any], code: str) -> None:
    assert codes(Answer("LAW-1", Status.LEVEL, 2, **fields)) == [code]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    fields: dict[str, Any] = {"confidence": "sure", "evidence_grade": "Z"}
    answer = Answer("LAW-1", Status.LEVEL, 7, ticked=frozenset({"X"}), **fields)
    assert codes(answer) == [
        "level_unknown",
        "confidence_unknown",
        "evidence_grade_unknown",
        "statement_unknown",
    ]


def test_a_level_other_than_the_statements_propose_is_a_warning_until_a_reason_is_given() -> None:
    problems = check_answer(an_answer("LAW-1", 3, ticked=ONE), ASKED)
    assert [problem.code for problem in problems] == ["answer.differs_from_statements"]
    assert errors_in(problems) == ()
    assert codes(an_answer("LAW-1", 3, ticked=ONE, reason="The law of 2025 changed it.")) == []
    assert codes(an_answer("LAW-1", 1, ticked=ONE)) == []


def test_the_place_is_named_in_the_words_of_whoever_gave_the_answer() -> None:
    (problem,) = check_answer(Answer("LAW-1", Status.LEVEL, 9), ASKED, lambda field: f"D4 {field}")
    assert problem.where == "D4 level"


@pytest.mark.parametrize(
    ("ticked", "level"),
    [
        (frozenset[str](), None),
        (ONE, 1),
        (TWO, 2),
        (TWO | {"LAW-1.3a", "LAW-1.4a"}, 4),
        (frozenset({"LAW-1.1a", "LAW-1.2a"}), 1),  # a level needs all its statements
        (TWO | {"LAW-1.4a"}, 2),  # and those of every level below
        (frozenset({"LAW-1.4a"}), 0),
        (TWO | {"LAW-1.0a"}, 0),  # a statement of the lowest level speaks against any credit
        (frozenset({"LAW-2.1a"}), None),  # statements of another indicator say nothing here
    ],
)
def test_the_proposed_level_is_the_highest_that_is_reached_without_a_gap(
    ticked: frozenset[str], level: int | None
) -> None:
    assert propose_level(LAW1, ticked) == level
