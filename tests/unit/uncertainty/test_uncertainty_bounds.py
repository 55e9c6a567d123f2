"""What is true of intervals and bounds, and what is not, each shown by an example."""

import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from tests.builders import all_at, small_framework, spcf
from tests.random_answers import levels, quick
from tests.rule_menu import a_rule
from tests.unit.uncertainty.analyses import (
    NOTHING,
    analyse,
    dimensions,
    record,
    with_dimension_rule,
)

FRAMEWORKS = {"small": quick(small_framework()), "spcf": quick(spcf())}
both_frameworks = pytest.mark.parametrize("name", FRAMEWORKS)
ONLY_MISSING = {**NOTHING, "missing": True}
ONLY_ANSWERS = {**NOTHING, "answers": True}


@both_frameworks
@tries(deadline=None, max_examples=40)
@given(data=st.data())
def test_drawn_missing_answers_stay_within_the_bounds_and_so_does_the_score(name, data):
    framework = FRAMEWORKS[name]
    answers = data.draw(levels(framework))
    for found in dimensions(framework, answers, draws=100, **ONLY_MISSING).values():
        if found.spread is not None:
            assert found.low - 1e-8 <= found.spread.low
            assert found.spread.high <= found.high + 1e-8
        if found.point is not None:
            assert found.low - 1e-8 <= found.point <= found.high + 1e-8


@both_frameworks
@tries(deadline=None, max_examples=40)
@given(data=st.data())
def test_one_more_unknown_never_narrows_the_bounds_of_an_analysis(name, data):
    framework = FRAMEWORKS[name]
    answers = data.draw(levels(framework))
    applicable = [id_ for id_, level in answers.items() if level != "NA"]
    if not applicable:
        return
    fewer = {**answers, data.draw(st.sampled_from(applicable)): "II"}
    before = dimensions(framework, answers, draws=100)
    after = dimensions(framework, fewer, draws=100)
    for id_, found in before.items():
        assert after[id_].low <= found.low + 1e-8
        assert after[id_].high >= found.high - 1e-8


def test_one_more_unknown_can_narrow_the_interval_so_only_the_bounds_promise_otherwise():
    # LAW-1 alone unknown, the others at the top: from 25 to 100. With all three unknown the
    # upper scores need three high levels at once, which fewer than 5 % of the draws have.
    framework = small_framework()
    answers = {"LAW-1": "II", "LAW-2": 4, "LAW-3": 4}
    wide = dimensions(framework, answers, draws=5000, **ONLY_MISSING)["LAW"].spread
    narrow = dimensions(
        framework, answers | {"LAW-2": "II", "LAW-3": "II"}, draws=5000, **ONLY_MISSING
    )["LAW"].spread
    assert narrow.high - narrow.low < wide.high - wide.low


def test_the_interval_contains_a_score_that_can_err_in_both_directions_alike():
    framework = small_framework()
    for confidence in ("high", "medium", "low"):
        found = dimensions(
            framework, all_at(framework, 2), confidence=confidence, draws=2000, **ONLY_ANSWERS
        )["SEC"]
        assert found.spread.low <= found.point <= found.spread.high


def test_the_interval_need_not_contain_a_score_at_the_end_of_the_scale():
    # Of 59 answers at the top, one of low confidence in five steps down and none can step
    # up: a draw without any step has a chance of 0.8 ** 59.
    framework = spcf()
    law, *others = framework.questionnaire.dimensions
    whole = law.model_copy(update={"indicators": framework.questionnaire.indicators})
    questionnaire = framework.questionnaire.model_copy(update={"dimensions": (whole,)})
    rule = a_rule("mean", why="For tests.")
    rules = framework.rules.model_copy(update={"dimensions": {"LAW": rule}})
    joined = type(framework)(questionnaire.model_validate(questionnaire.model_dump()), rules)
    found = dimensions(joined, all_at(joined, 4), confidence="low", **ONLY_ANSWERS)["LAW"]
    assert others
    assert found.point == 100
    assert found.spread.high < 100


def test_the_interval_need_not_contain_the_score_under_another_rule():
    framework = small_framework()
    answers = {"SEC-1": 0, "SEC-2": 4, "SEC-3": 4, "LAW-1": 4}
    found = dimensions(framework, answers, **NOTHING, rules=("minimum",))["SEC"]
    assert found.point > found.spread.high


def test_a_wider_allowance_lets_the_cap_move_in_both_directions():
    framework = small_framework()
    answers = all_at(framework, 4) | {"LAW-1": 1}
    held = dimensions(framework, answers, **NOTHING)["LAW"]
    moved = dimensions(framework, answers, **NOTHING, allowance_spread=0.5, draws=2000)["LAW"]
    assert held.point == held.spread.high == 50
    assert moved.spread.low == pytest.approx(50 - 12.5 * 0.9, abs=0.6)
    assert moved.spread.high == pytest.approx(50 + 12.5 * 0.9, abs=0.6)


def test_an_allowance_never_falls_below_nothing():
    framework = small_framework()
    answers = all_at(framework, 4) | {"LAW-1": 1}
    found = dimensions(framework, answers, **NOTHING, allowance_spread=10, draws=2000)["LAW"]
    assert found.spread.low == 25
    assert found.spread.high == pytest.approx(75)


def test_a_rule_without_caps_does_not_notice_the_allowance():
    framework = with_dimension_rule(small_framework(), "LAW", a_rule("mean", why="For tests."))
    answers = all_at(framework, 4) | {"LAW-1": 1}
    found = dimensions(framework, answers, **NOTHING, allowance_spread=1)["LAW"]
    assert found.spread.low == found.spread.high == found.point == 75


def test_no_record_or_one_twice_is_a_mistake_of_the_program():
    framework = small_framework()
    one = record(framework, all_at(framework, 2))
    with pytest.raises(ValueError, match="once"):
        analyse(framework)
    with pytest.raises(ValueError, match="once"):
        analyse(framework, one, one)
