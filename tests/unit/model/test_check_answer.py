"""What an answer must satisfy, and which level the ticked statements propose."""

from typing import Any

import pytest

from assessment.model.answer import Answer, Status
from assessment.model.checks import LONGEST_TEXT, check_answer
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


def told(answer: Answer) -> list[str]:
    """What is found, and the question that goes with it."""
    return [f"{problem.found} {problem.remedy}" for problem in check_answer(answer, ASKED)]


def test_statements_that_hold_above_a_gap_are_a_question_and_no_level() -> None:
    answer = an_answer("LAW-1", 3, ticked=frozenset({"LAW-1.3a", "LAW-1.2a"}))
    assert told(answer) == [
        "The statements of level 3 hold, but 1a and 2b are not ticked. Do they hold?"
    ]
    assert errors_in(check_answer(answer, ASKED)) == ()
    # The same before a level is chosen, as from a workbook with ticks alone.
    assert told(Answer("LAW-1", ticked=ONE | {"LAW-1.3a", "LAW-1.2a"})) == [
        "The statements of level 3 hold, but 2b is not ticked. Does it hold?"
    ]


def test_nothing_is_asked_once_the_level_that_the_statements_carry_is_chosen() -> None:
    assert told(an_answer("LAW-1", 1, ticked=ONE | {"LAW-1.3a"})) == []
    assert told(an_answer("LAW-1", "II", ticked=frozenset({"LAW-1.3a"}))) == []


def test_a_level_that_loose_statements_do_not_carry_is_a_warning() -> None:
    answer = an_answer("LAW-1", 3, ticked=frozenset({"LAW-1.2a"}))
    assert told(answer)[0].startswith("The ticked statements propose no level, the answer is 3.")
    assert told(an_answer("LAW-1", 0, ticked=frozenset({"LAW-1.2a"}))) == []
