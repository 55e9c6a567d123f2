"""An answer held against a reasoned one: what is right, what was missed, what is too much."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.model.answer import CONFIDENCES, GRADES, Answer, Status
from assessment.model.training import (
    Case,
    Comparison,
    LevelVerdict,
    Verdict,
    choice_of,
    compare_with_reasoned,
)
from tests.builders import an_answer, spcf

FRAMEWORK = spcf()
assert FRAMEWORK.training is not None
CASES = {case.id: case for case in FRAMEWORK.training.cases}
CUSTODY = CASES["custody"]


def compare(case: Case, answer: Answer) -> Comparison:
    return compare_with_reasoned(case, FRAMEWORK.questionnaire.indicator(case.indicator), answer)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_the_reasoned_answer_differs_in_nothing_from_itself(case: Case) -> None:
    found = compare(case, case.answer)
    assert found.is_as_reasoned
    assert found.mistakes == ()


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_every_mistake_of_a_case_can_be_made_and_is_named(case: Case) -> None:
    for mistake in case.mistakes:
        answer = case.answer
        if mistake.level:
            answer = an_answer(case.indicator, mistake.level[0])
        answer = replace(
            answer,
            ticked=answer.ticked | set(mistake.ticked),
            confidence=next(iter(mistake.confidence), answer.confidence),
            evidence_grade=next(iter(mistake.grade), answer.evidence_grade),
        )
        assert mistake in compare(case, answer).mistakes


def test_each_statement_is_right_missed_too_much_or_rightly_left_out() -> None:
    # The act is seen, the court register is overlooked, and the police are believed.
    answer = Answer(
        "LAW-7",
        Status.LEVEL,
        level=2,
        ticked=frozenset({"LAW-7.1a", "LAW-7.1b", "LAW-7.2d", "LAW-7.2f"}),
    )
    found = compare(CUSTODY, answer)
    assert list(found.with_verdict(Verdict.RIGHT)) == ["LAW-7.1a", "LAW-7.1b", "LAW-7.2f"]
    assert list(found.with_verdict(Verdict.MISSED)) == ["LAW-7.2e"]
    assert list(found.with_verdict(Verdict.TOO_MUCH)) == ["LAW-7.2d"]
    assert "LAW-7.4d" in found.with_verdict(Verdict.LEFT_OUT)
    assert found.level is LevelVerdict.HIGHER
    assert [mistake.level or mistake.ticked for mistake in found.mistakes] == [
        (2,),
        ("LAW-7.2d",),
    ]


@pytest.mark.parametrize(
    ("case", "level", "verdict"),
    [
        ("custody", 0, LevelVerdict.LOWER),
        ("custody", 1, LevelVerdict.SAME),
        ("custody", 4, LevelVerdict.HIGHER),
        ("custody", "II", LevelVerdict.OTHER_KIND),
        ("custody", None, LevelVerdict.NOT_GIVEN),
        ("warning", "II", LevelVerdict.SAME),
        ("warning", 0, LevelVerdict.OTHER_KIND),
        ("warning", "NA", LevelVerdict.OTHER_KIND),
        ("radio", 0, LevelVerdict.SAME),
        ("radio", 1, LevelVerdict.HIGHER),
    ],
)
def test_the_level_is_the_same_higher_lower_of_another_kind_or_not_given(
    case: str, level: int | str | None, verdict: LevelVerdict
) -> None:
    found = compare(CASES[case], an_answer(CASES[case].indicator, level))
    assert found.level is verdict


def test_confidence_and_grade_are_held_against_the_reasoned_ones_where_there_are_any() -> None:
    sure = replace(CASES["survivors"].answer, confidence="high")
    found = compare(CASES["survivors"], sure)
    assert (found.confidence, found.grade) == (False, True)
    assert not found.is_as_reasoned
    # Nothing follows from the confidence of an answer without a level.
    not_known = replace(CASES["warning"].answer, confidence="low")
    assert compare(CASES["warning"], not_known).confidence is None
    assert compare(CASES["warning"], not_known).is_as_reasoned


def test_a_mistake_in_two_things_is_made_only_in_both() -> None:
    both = CUSTODY.mistakes[0].model_copy(update={"level": (2,), "grade": ("C",)})
    reasoned = CUSTODY.answer
    assert both.is_made_by(replace(reasoned, level=2, evidence_grade="C"))
    assert not both.is_made_by(replace(reasoned, level=2))
    assert not both.is_made_by(replace(reasoned, evidence_grade="C"))


@given(data=st.data())
def test_whoever_differs_in_anything_that_counts_is_told_so(data: st.DataObject) -> None:
    case = data.draw(st.sampled_from(list(CASES.values())))
    indicator = FRAMEWORK.questionnaire.indicator(case.indicator)
    level = data.draw(st.sampled_from([0, 1, 2, 3, 4, "II", "NA", None]))
    answer = replace(
        an_answer(case.indicator, level),
        ticked=data.draw(st.frozensets(st.sampled_from(indicator.statement_ids))),
        confidence=data.draw(st.sampled_from([None, *CONFIDENCES])),
        evidence_grade=data.draw(st.sampled_from([None, *GRADES])),
    )
    found = compare(case, answer)
    assert choice_of(answer) == level
    alike = (
        choice_of(answer) == case.level
        and answer.ticked == set(case.holds)
        and case.confidence in (None, answer.confidence)
        and case.grade in (None, answer.evidence_grade)
    )
    assert found.is_as_reasoned is alike
    assert set(found.statements) == set(indicator.statement_ids)
