"""Ranks of states: never a point, ties shared, and the same as counting who is higher."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from assessment.scoring.ranks import rank_each_draw, rank_intervals
from tests.builders import all_at, small_framework
from tests.random_answers import complete
from tests.unit.uncertainty.analyses import ALL_RULES, NOTHING, analyse, record, settings
from tests.unit.uncertainty.plain_loops import draw_all, rank


@tries(deadline=None, max_examples=60)
@given(
    st.lists(
        st.lists(
            st.sampled_from([0.0, 20.0, 25.000000001, 25.0, 99.9, 100.0]), min_size=3, max_size=3
        ),
        min_size=1,
        max_size=9,
    )
)
def test_a_rank_is_one_more_than_the_number_of_higher_scores(scores):
    found = rank_each_draw(np.array(scores))
    for draw, column in enumerate(zip(*scores, strict=True)):
        assert found[:, draw].tolist() == rank(list(column))


def test_many_states_and_draws_are_ranked_alike():
    scores = np.random.default_rng(4).integers(0, 50, (60, 230)) * 2.0
    found = rank_each_draw(scores)
    for draw in range(230):
        assert found[:, draw].tolist() == rank(scores[:, draw].tolist())


def test_an_interval_between_two_ranks_is_taken_outwards():
    # One state wins in 95 of 100 draws and comes last of three in 5.
    scores = np.array([[90.0] * 95 + [10.0] * 5, [50.0] * 100, [40.0] * 100])
    first, second, third = rank_intervals(scores)
    assert (first.best, first.worst) == (1, 3)
    assert (second.best, second.worst) == (1, 2)
    assert (third.best, third.worst, third.n_ranked) == (2, 3, 3)


@tries(deadline=None, max_examples=5)
@given(data=st.data())
def test_rank_intervals_follow_from_the_draws(data):
    framework = small_framework()
    records = [record(framework, data.draw(complete(framework)), f"a-{n}") for n in range(5)]
    expected = draw_all(framework, records, settings(draws=100, rules=ALL_RULES))
    result = analyse(framework, *records, draws=100, rules=ALL_RULES)
    for number, (_, own) in enumerate(expected.items()):
        ranks = [rank(list(column)) for column in zip(*own, strict=True)]
        for row, state in enumerate(result.states):
            mine = sorted(drawn[row] for drawn in ranks)
            found = state.dimensions[number].ranks
            # 5 and 95 % of 99 steps, outwards: the 5th and the 96th of 100.
            assert (found.best, found.worst, found.n_ranked) == (mine[4], mine[95], 5)


def test_states_that_differ_clearly_keep_their_places_and_equal_ones_share_the_better():
    framework = small_framework()
    level_of = {"low": 1, "same": 3, "equal": 3}
    records = [record(framework, all_at(framework, n), id_) for id_, n in level_of.items()]
    low, same, equal = analyse(framework, *records, **NOTHING).states
    for number in range(3):
        assert (low.dimensions[number].ranks.best, low.dimensions[number].ranks.worst) == (3, 3)
        for state in (same, equal):
            ranks = state.dimensions[number].ranks
            assert (ranks.best, ranks.worst) == (1, 1)
    assert (low.composite.ranks.best, equal.composite.ranks.worst) == (3, 1)


def test_a_state_without_draws_is_not_ranked_and_not_counted():
    framework = small_framework()
    records = [record(framework, all_at(framework, n), f"a-{n}") for n in (1, 2)]
    records.append(record(framework, {}, "empty"))
    one, _, empty = analyse(framework, *records, missing=False).states
    assert empty.dimensions[0].ranks is None
    assert one.dimensions[0].ranks.n_ranked == 2


def test_a_state_alone_has_no_rank():
    framework = small_framework()
    found = analyse(framework, record(framework, all_at(framework, 2))).states[0]
    assert all(dimension.ranks is None for dimension in found.dimensions)


def test_the_choice_of_method_is_common_to_all_states_of_a_draw():
    # Only the weights vary. Equal answers stay equal in every draw, so both share place 1.
    framework = small_framework()
    answers = all_at(framework, 2) | {"SEC-1": 4}
    records = [record(framework, answers, id_) for id_ in ("one", "two")]
    result = analyse(framework, *records, **{**NOTHING, "weight_spread": 0.5})
    for state in result.states:
        assert (state.dimensions[1].ranks.best, state.dimensions[1].ranks.worst) == (1, 1)
    assert result.states[0].dimensions[1].spread.low < result.states[0].dimensions[1].spread.high
    assert result.states[0].dimensions[1].point == pytest.approx(75)
