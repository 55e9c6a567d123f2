"""The scoring of spcf against plain loops, on random answers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.scoring.profile import score_record
from tests import naive
from tests.builders import Level, all_at, record_with, spcf
from tests.random_answers import complete, flags, given_levels, levels, quick

FRAMEWORK = quick(spcf())


def assert_same(answers: dict[str, Level]) -> None:
    profile = score_record(FRAMEWORK, record_with(FRAMEWORK, answers))
    plain = given_levels(answers)
    for found in profile.dimensions:
        id_ = found.dimension_id
        expected = naive.score(id_, plain)
        assert found.value == (None if expected is None else pytest.approx(expected, abs=1e-9))
        assert found.low == pytest.approx(naive.bound(id_, plain, 0), abs=1e-9)
        assert found.high == pytest.approx(naive.bound(id_, plain, 4), abs=1e-9)
        counted = naive.effective(naive.levels_of(plain))
        assert profile.explanation(id_).effective_levels == {
            i: counted[i] for i in naive.indicators_of(id_) if i in counted
        }


def test_both_routes_ask_the_same_indicators_and_keys() -> None:
    assert [i.id for i in FRAMEWORK.questionnaire.indicators] == naive.all_indicators()
    assert list(FRAMEWORK.questionnaire.key_ids) == naive.KEYS


@settings(deadline=None, max_examples=40)
@given(complete(FRAMEWORK))
def test_complete_answers_score_the_same_by_both_routes(answers: dict[str, Level]) -> None:
    assert_same(answers)


@settings(deadline=None, max_examples=40)
@given(levels(FRAMEWORK))
def test_answers_with_gaps_score_the_same_by_both_routes(answers: dict[str, Level]) -> None:
    assert_same(answers)


@settings(deadline=None, max_examples=40)
@given(
    st.sampled_from(list(naive.SIZES)),
    st.fixed_dictionaries(
        {}, optional={id_: st.integers(0, 4) for id_ in naive.indicators_of("SOC")}
    ),
)
def test_sparse_answers_score_the_same_by_both_routes(
    dimension: str, few: dict[str, Level]
) -> None:
    own = {f"{dimension}-{id_.split('-')[1]}": level for id_, level in few.items()}
    known = {i.id for i in FRAMEWORK.questionnaire.indicators}
    assert_same({id_: level for id_, level in own.items() if id_ in known})


@settings(deadline=None, max_examples=40)
@given(levels(FRAMEWORK), flags(FRAMEWORK))
def test_gaps_and_tier_are_the_same_by_both_routes(
    answers: dict[str, Level], chosen: dict[str, str]
) -> None:
    profile = score_record(FRAMEWORK, record_with(FRAMEWORK, answers, flags=chosen))
    plain = given_levels(answers)
    expected = naive.active_gaps(plain, chosen)
    assert profile.active_gap_ids == set(expected)
    assert profile.tier is not None
    lowest = min(naive.bound(id_, plain, 0) for id_ in naive.SIZES)
    assert profile.tier.id == naive.tier(set(expected), lowest, chosen)


@settings(deadline=None, max_examples=200)
@given(
    st.dictionaries(
        st.sampled_from(naive.all_indicators()), st.sampled_from([0, 1, 2, "II"]), max_size=4
    ),
    flags(FRAMEWORK),
)
def test_few_weak_points_give_the_same_gaps_and_tier_by_both_routes(
    weak: dict[str, Level], chosen: dict[str, str]
) -> None:
    answers = {**all_at(FRAMEWORK, 3), **weak}
    profile = score_record(FRAMEWORK, record_with(FRAMEWORK, answers, flags=chosen))
    plain = given_levels(answers)
    expected = naive.active_gaps(plain, chosen)
    assert profile.active_gap_ids == set(expected)
    assert profile.tier is not None
    lowest = min(naive.bound(id_, plain, 0) for id_ in naive.SIZES)
    assert profile.tier.id == naive.tier(set(expected), lowest, chosen)
