"""Conditions on single statements, on gaps with their flags, and what not applicable comes to."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from assessment.model.conditions import Condition
from assessment.model.evaluation import Facts, evaluate, passes
from assessment.model.score import Truth
from tests.builders import Level, a_gap, an_answer, record_with, small_framework
from tests.random_answers import levels

FRAMEWORK = small_framework()
CONDITION: TypeAdapter[Condition] = TypeAdapter(Condition)
T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
LOWEST, HIGHER = {"statement": "LAW-2.0a"}, {"statement": "LAW-2.2a"}


def answered(level: Level, *ticked: str) -> Facts:
    answer = an_answer("LAW-2", level, ticked=frozenset(ticked))
    return Facts(FRAMEWORK.questionnaire, {"LAW-2": answer}, {})


def truth(condition: dict[str, Any], facts: Facts) -> tuple[Truth, tuple[str, ...]]:
    finding = evaluate(CONDITION.validate_python(condition), facts)
    return finding.truth, finding.causes


def test_a_ticked_statement_holds_and_is_the_cause() -> None:
    assert truth(LOWEST, answered(0, "LAW-2.0a")) == (T, ("LAW-2.0a",))
    assert truth(LOWEST, answered("II", "LAW-2.0a"))[0] is T, "found to hold, whatever else"


def test_with_other_statements_ticked_it_does_not_hold() -> None:
    assert truth(HIGHER, answered(3, "LAW-2.1a", "LAW-2.2b")) == (F, ())


@pytest.mark.parametrize("level", ["II", None])
def test_without_a_level_it_is_not_known_and_the_indicator_is_asked_for(level: Level) -> None:
    assert truth(LOWEST, answered(level)) == (U, ("LAW-2",))


@pytest.mark.parametrize(("level", "expected"), [(0, U), (1, F), (4, F)])
def test_the_lowest_level_without_ticks_does_not_say_which_of_its_statements_holds(
    level: int, expected: Truth
) -> None:
    assert truth(LOWEST, answered(level))[0] is expected


@pytest.mark.parametrize(("level", "expected"), [(0, U), (1, U), (2, T), (4, T)])
def test_a_level_without_ticks_carries_the_statements_up_to_it(level: int, expected: Truth) -> None:
    assert truth(HIGHER, answered(level))[0] is expected


def test_what_does_not_apply_has_no_statement_that_holds() -> None:
    assert truth(LOWEST, answered("NA", "LAW-2.0a")) == (F, ())


def flagged(**options: str) -> Facts:
    record = record_with(FRAMEWORK, {}, flags=options)
    gaps = (a_gap("CG-1", "X1"), a_gap("CG-2", "X2"), a_gap("CG-3"))
    return Facts(FRAMEWORK.questionnaire, {}, record.flags, active_gaps=gaps)


def test_a_gap_counts_only_with_a_flag_of_its_own() -> None:
    condition = {"active_gaps": 1, "among": ["CG-1", "CG-3"], "with_flag": "present"}
    assert truth(condition, flagged(X1="present", X2="acts")) == (T, ("CG-1", "X1"))
    assert truth(condition, flagged(X1="none", X2="refuses"))[0] is F, "X2 is no flag of CG-1"


def test_as_many_gaps_are_needed_as_are_asked_for_each_with_its_flag() -> None:
    condition = {"active_gaps": 2, "with_flag": "present"}
    both = ("CG-1", "CG-2", "X1", "X2")
    assert truth(condition, flagged(X1="severe", X2="refuses")) == (T, both)
    assert truth(condition, flagged(X1="severe", X2="acts"))[0] is F
    assert truth({**condition, "with_flag": "severe"}, flagged(X1="severe", X2="refuses"))[0] is F


def test_a_flag_that_nobody_entered_leaves_open_whether_a_gap_counts() -> None:
    condition = {"active_gaps": 1, "with_flag": "present"}
    assert truth(condition, flagged(X1="none")) == (U, ("CG-2", "X2"))


NA_ON_COMMAND = Facts(FRAMEWORK.questionnaire, {"SEC-1": an_answer("SEC-1", "NA")}, {})


@pytest.mark.parametrize(
    "condition",
    [
        {"indicator": "SEC-1", "at_least": 1},
        {"statement": "SEC-1.2a"},
        {"any": [{"indicator": "SEC-1", "at_least": 2}, {"indicator": "LAW-1", "at_least": 2}]},
    ],
)
def test_a_precondition_on_what_does_not_apply_passes(condition: dict[str, Any]) -> None:
    assert passes(CONDITION.validate_python(condition), NA_ON_COMMAND) is T


LEAVES = st.one_of(
    st.builds(
        lambda id_, key, level: {"indicator": id_, key: level},
        st.sampled_from([i.id for i in FRAMEWORK.questionnaire.indicators]),
        st.sampled_from(["at_most", "at_least"]),
        st.integers(0, 4),
    ),
    st.builds(
        lambda id_: {"statement": id_},
        st.sampled_from([s for i in FRAMEWORK.questionnaire.indicators for s in i.statement_ids]),
    ),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda part: st.builds(
        lambda key, parts: {key: parts},
        st.sampled_from(["all", "any"]),
        st.lists(part, min_size=1, max_size=3),
    ),
    max_leaves=6,
).map(CONDITION.validate_python)
ORDER = (F, U, T)


@given(CONDITIONS, levels(FRAMEWORK), st.sampled_from(FRAMEWORK.questionnaire.indicators))
def test_not_applicable_never_makes_a_danger_and_never_fails_a_precondition(
    condition: Condition, given_levels: dict[str, Level], indicator: Any
) -> None:
    def facts(chosen: dict[str, Level]) -> Facts:
        answers = {id_: an_answer(id_, level) for id_, level in chosen.items()}
        return Facts(FRAMEWORK.questionnaire, answers, {})

    before, after = facts(given_levels), facts({**given_levels, indicator.id: "NA"})
    danger = [ORDER.index(evaluate(condition, one).truth) for one in (before, after)]
    assert danger[1] <= danger[0]
    demand = [ORDER.index(passes(condition, one)) for one in (before, after)]
    assert demand[1] >= demand[0]
