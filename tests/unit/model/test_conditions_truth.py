"""Conditions under three truth values, and what they name as cause."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from assessment.model.comparison import DimensionDifference, Verdict
from assessment.model.conditions import Condition, mentioned
from assessment.model.evaluation import Baseline, Facts, evaluate, passes
from assessment.model.framework import Framework
from assessment.model.score import Interval, Truth
from assessment.scoring.profile import baseline_of, score_record
from tests.builders import Level, a_gap, all_at, record_with, small_framework

FRAMEWORK = small_framework()
CONDITION: TypeAdapter[Condition] = TypeAdapter(Condition)
LAW = {"indicator": "LAW-1", "at_most": 1}
SEC = {"indicator": "SEC-1", "at_most": 1}
T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
GIVEN: dict[Truth, Level] = {T: 0, F: 3, U: "II"}


def facts(answers: dict[str, Level], flags: dict[str, str] | None = None, **more: Any) -> Facts:
    record = record_with(FRAMEWORK, answers, flags=flags)
    plain = {id_: recorded.answer for id_, recorded in record.answers.items()}
    return Facts(FRAMEWORK.questionnaire, plain, record.flags, **more)


def truth(condition: dict[str, Any], given: Facts) -> tuple[Truth, tuple[str, ...]]:
    finding = evaluate(CONDITION.validate_python(condition), given)
    return finding.truth, finding.causes


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (T, T, T),
        (T, F, F),
        (T, U, U),
        (F, T, F),
        (F, F, F),
        (F, U, F),
        (U, T, U),
        (U, F, F),
        (U, U, U),
    ],
)
def test_all_is_true_only_if_every_part_is_and_false_if_one_part_is(
    first: Truth, second: Truth, expected: Truth
) -> None:
    given = facts({"LAW-1": GIVEN[first], "SEC-1": GIVEN[second]})
    assert truth({"all": [LAW, SEC]}, given)[0] is expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (T, T, T),
        (T, F, T),
        (T, U, T),
        (F, T, T),
        (F, F, F),
        (F, U, U),
        (U, T, T),
        (U, F, U),
        (U, U, U),
    ],
)
def test_any_is_true_if_one_part_is_and_false_only_if_every_part_is(
    first: Truth, second: Truth, expected: Truth
) -> None:
    given = facts({"LAW-1": GIVEN[first], "SEC-1": GIVEN[second]})
    assert truth({"any": [LAW, SEC]}, given)[0] is expected


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [(T, T, F), (T, F, F), (T, U, F), (F, F, T), (F, U, U), (U, F, U), (U, U, U)],
)
def test_none_is_true_only_if_every_part_is_false(
    first: Truth, second: Truth, expected: Truth
) -> None:
    given = facts({"LAW-1": GIVEN[first], "SEC-1": GIVEN[second]})
    assert truth({"none": [LAW, SEC]}, given)[0] is expected


def test_what_does_not_apply_comes_to_the_same_inside_none() -> None:
    given = facts({"LAW-1": "NA"})
    condition = CONDITION.validate_python({"none": [LAW]})
    # In a gap it opens nothing, whichever way the condition is turned; a demand it meets.
    assert evaluate(condition, given).truth is F
    assert passes(condition, given) is T


def test_causes_are_the_parts_that_hold() -> None:
    given = facts({"LAW-1": 0, "SEC-1": 3})
    assert truth({"any": [LAW, SEC]}, given) == (T, ("LAW-1",))


def test_an_unknown_names_what_would_have_to_be_known() -> None:
    given = facts({"LAW-1": 0})
    assert truth({"all": [LAW, SEC]}, given) == (U, ("SEC-1",))


@pytest.mark.parametrize(("answer", "expected"), [(1, T), (2, F), ("II", U), (None, U), ("NA", F)])
def test_at_most_holds_for_known_levels_only(answer: Level, expected: Truth) -> None:
    assert truth(LAW, facts({"LAW-1": answer}))[0] is expected


@pytest.mark.parametrize(("answer", "expected"), [(3, T), (2, F), ("II", U), (None, U), ("NA", F)])
def test_at_least_holds_for_known_levels_only(answer: Level, expected: Truth) -> None:
    condition = {"indicator": "LAW-1", "at_least": 3}
    assert truth(condition, facts({"LAW-1": answer}))[0] is expected


@pytest.mark.parametrize(("answer", "expected"), [("II", T), (2, F), ("NA", F), (None, U)])
def test_insufficient_information_is_something_that_was_said(
    answer: Level, expected: Truth
) -> None:
    condition = {"indicator": "LAW-1", "insufficient_information": True}
    assert truth(condition, facts({"LAW-1": answer}))[0] is expected


@pytest.mark.parametrize(
    ("option", "at_least", "expected"),
    [
        ("none", "present", F),
        ("present", "present", T),
        ("severe", "present", T),
        ("present", "severe", F),
        ("severe", "severe", T),
        ("unknown", "present", U),
        (None, "present", U),
    ],
)
def test_a_flag_holds_from_its_weight_upward(
    option: str | None, at_least: str, expected: Truth
) -> None:
    given = facts({}, {"X1": option} if option else {})
    assert truth({"flag": "X1", "at_least": at_least}, given)[0] is expected


@pytest.mark.parametrize(("option", "expected"), [("refuses", T), ("acts", F), ("unknown", U)])
def test_a_flag_with_its_own_options_counts_as_they_say(option: str, expected: Truth) -> None:
    given = facts({}, {"X2": option})
    assert truth({"flag": "X2", "at_least": "present"}, given)[0] is expected


def test_any_flag_is_false_only_when_every_flag_is_known() -> None:
    condition = {"any_flag": "present"}
    assert truth(condition, facts({}, {"X1": "none"})) == (U, ("X2",))
    assert truth(condition, facts({}, {"X1": "none", "X2": "acts"})) == (F, ())
    assert truth(condition, facts({}, {"X1": "severe"})) == (T, ("X1",))


def test_unknown_keys_count_what_was_said_and_wait_for_the_rest() -> None:
    condition = {"unknown_keys": 2}
    assert truth(condition, facts({"LAW-1": "II", "SEC-1": "II"}))[0] is T
    assert truth(condition, facts({"LAW-1": "II", "SEC-1": 2})) == (U, ("PRE-1",))
    assert truth(condition, facts({"LAW-1": "II", "SEC-1": 2, "PRE-1": 2}))[0] is F


def test_active_gaps_are_counted_among_those_named() -> None:
    given = facts({}, active_gaps=(a_gap("CG-1"), a_gap("CG-2")))
    assert truth({"active_gaps": 2}, given) == (T, ("CG-1", "CG-2"))
    assert truth({"active_gaps": 1, "among": ["CG-3"]}, given)[0] is F
    assert truth({"active_gaps": 2, "among": ["CG-1"]}, given)[0] is F


def test_a_dimension_below_is_read_from_its_low_bound() -> None:
    record = record_with(FRAMEWORK, {**all_at(FRAMEWORK, 3), "LAW-1": "II"})
    dimensions = score_record(FRAMEWORK, record).dimensions
    found = truth({"any_dimension_below": 40}, facts({}, dimensions=dimensions))
    assert found == (T, ("LAW",))


def _baseline(level: int) -> Baseline:
    record = record_with(FRAMEWORK, all_at(FRAMEWORK, level), confidence="high")
    return baseline_of(record, score_record(FRAMEWORK, record).dimensions)


def test_a_key_decline_needs_an_earlier_assessment_and_enough_levels() -> None:
    condition = {"key_decline": 2}
    assert truth(condition, facts({"LAW-1": 1}))[0] is F
    assert truth(condition, facts({"LAW-1": 1}, baseline=_baseline(3))) == (T, ("LAW-1",))
    assert truth(condition, facts({"LAW-1": 2}, baseline=_baseline(3)))[0] is F
    assert truth(condition, facts({"LAW-2": 0}, baseline=_baseline(3)))[0] is F, "no key"
    assert truth(condition, facts({"LAW-1": "II"}, baseline=_baseline(3)))[0] is F


def _law_after_decline(framework: Framework, verdict: Verdict) -> Facts:
    before, after = (
        score_record(framework, record_with(framework, all_at(framework, level))).dimensions[0]
        for level in (4, 2)
    )
    fall = DimensionDifference("LAW", before, after, -50.0, Interval(-60, -50, -40), verdict)
    return facts({}, dimensions=(after,), baseline=_baseline(4), differences=(fall,))


@pytest.mark.parametrize(
    ("verdict", "expected"), [(Verdict.LOWER, T), (Verdict.NO_CLEAR_DIFFERENCE, F)]
)
def test_a_dimension_decline_needs_a_clear_difference(verdict: Verdict, expected: Truth) -> None:
    given = _law_after_decline(FRAMEWORK, verdict)
    assert truth({"dimension_decline": 15}, given)[0] is expected
    assert truth({"dimension_decline": 51}, given)[0] is F, "it fell by 50 points"


@pytest.mark.parametrize(
    "condition",
    [
        {"indicator": "LAW-1"},
        {"indicator": "LAW-1", "at_most": 1, "at_least": 1},
        {"all": []},
        {"unknown_keys": 0},
        {"flag": "X1", "at_least": "none"},
        {"something": 1},
    ],
)
def test_a_condition_that_says_nothing_clear_is_refused(condition: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        CONDITION.validate_python(condition)


def test_mentioned_ids_come_once_and_in_order() -> None:
    flag = {"flag": "X1", "at_least": "present"}
    condition = CONDITION.validate_python({"any": [SEC, {"all": [LAW, flag, SEC]}]})
    assert mentioned(condition) == ("SEC-1", "LAW-1", "X1")
