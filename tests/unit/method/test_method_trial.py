"""Many states under two methods: the same figures as one by one, and pairs counted by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.model.comparison import Verdict
from assessment.model.method_change import DimensionChange, Pairs
from assessment.model.uncertainty import UncertaintySettings
from assessment.reporting.charts.method import state_rows
from assessment.reporting.method import set_sentences, state_table
from assessment.scoring.change_method import change_method
from assessment.scoring.method_trial import count_pairs, spread_states, try_on_states
from assessment.scoring.profile import compare_dimensions, score_record
from assessment.scoring.uncertainty import analyse_records
from tests.builders import MOMENT, all_at, an_assessment, record_with, small_framework


def a_state(framework, n, levels):
    heading = an_assessment(framework, id=f"a-{n}", state_name=f"State {n}")
    return record_with(framework, levels, assessment=heading)


@pytest.fixture
def framework():
    return small_framework()


@pytest.fixture
def records(framework):
    levels = (all_at(framework, 0), all_at(framework, 2) | {"LAW-1": 1}, {"SEC-1": 3})
    return [a_state(framework, n, given) for n, given in enumerate((*levels, all_at(framework, 4)))]


def test_the_spread_of_many_is_that_of_the_analysis_of_uncertainty(framework, records):
    own = UncertaintySettings.from_rules(framework.rules)
    settings_ = own.model_copy(update={"missing": False, "sensitivity_size": 0})
    result = analyse_records(framework, records, settings_, made_at=MOMENT, app_version="0")
    for number, dimension in enumerate(framework.questionnaire.dimensions):
        spread = spread_states(framework, records, dimension)
        for row, state in enumerate(result.states):
            found = state.dimensions[number]
            assert spread.published[row] == (found.point is not None)
            if found.spread is not None:
                assert (spread.low[row], spread.high[row]) == (found.spread.low, found.spread.high)


def test_the_points_of_many_are_those_of_the_profile(framework, records):
    changed = change_method(framework, {"LAW": DimensionChange(rule="geometric_mean")})
    law = framework.questionnaire.dimensions[0]
    spread = spread_states(changed, records, law)
    for row, record in enumerate(records):
        value = score_record(changed, record).dimensions[0].value
        if value is None:
            assert not spread.published[row]
        else:
            assert spread.point[row] == pytest.approx(value, abs=1e-9)


def test_a_state_without_a_score_is_counted_and_left_out(framework, records):
    trial = trial_of(framework, records, rule="mean")
    assert [state.title for state in trial.states] == [
        "State 0, 2026", "State 1, 2026", "State 3, 2026"
    ]  # fmt: skip
    assert trial.n_without == 1
    # Levels 1, 2, 2: capped at 2 levels does not bind, the mean 1.67 is 41.7 either way.
    assert trial.n_moved == 0
    told = "1 further state has no score in this dimension and is not counted."
    assert set_sentences(trial, framework)[-1] == told


def trial_of(framework, records, **change):
    law = framework.questionnaire.dimensions[0]
    changed = change_method(framework, {"LAW": DimensionChange(**change)})
    before, after = (spread_states(f, records, law) for f in (framework, changed))
    return try_on_states(framework, records, law, (before, after))


def test_states_that_change_their_band_are_counted_and_drawn(framework):
    levels = {"LAW-1": 1, "LAW-2": 4, "LAW-3": 4}
    trial = trial_of(framework, [a_state(framework, n, levels) for n in range(2)], rule="mean")
    assert trial.n_moved == 2
    assert set_sentences(trial, framework)[0] == (
        "Courts: of 2 states with a score, 2 would lie in another band."
    )
    assert [row["figures"] for row in state_rows(trial)] == ["P · 50.0 → S · 75.0"] * 2
    assert state_table(trial)["Band tried"].tolist() == ["S", "S"]


def test_one_state_alone_is_not_compared(framework, records):
    (said,) = set_sentences(trial_of(framework, records[:1], rule="mean"), framework)
    assert "fewer than two states" in said


def test_pairs_by_hand():
    # Before: C above A and B. After: A above C, C above neither, and B above A and C.
    before = above({(2, 0), (2, 1)}, 3)
    after = above({(0, 2), (1, 0)}, 3)
    assert count_pairs(before, after) == Pairs(
        n_pairs=3, before=2, kept=0, reversed=1, lost=1, new=1
    )


def above(pairs, n_states):
    """Whether the state of a row is clearly above that of a column."""
    found = np.zeros((n_states, n_states), bool)
    for row, column in pairs:
        found[row, column] = True
    return found


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 12))
def test_every_pair_that_is_clearly_apart_stays_turns_or_is_lost(seed, n_states):
    generator = np.random.default_rng(seed)
    low = generator.uniform(0, 100, (2, n_states))
    high = low + generator.uniform(0, 30, (2, n_states))
    before, after = (low[n][:, None] > high[n][None, :] for n in range(2))
    pairs = count_pairs(before, after)
    assert pairs.kept + pairs.reversed + pairs.lost == pairs.before
    assert pairs.before <= pairs.n_pairs
    assert pairs == naive_pairs(before, after)


def test_many_pairs_are_judged_like_each_alone(framework):
    generator = np.random.default_rng(7)
    ids = [indicator.id for indicator in framework.questionnaire.indicators]
    states = [
        a_state(
            framework, n, dict(zip(ids, generator.integers(0, 5, len(ids)).tolist(), strict=True))
        )
        for n in range(6)
    ]
    for number, dimension in enumerate(framework.questionnaire.dimensions):
        found = spread_states(framework, states, dimension).above
        for row, one in enumerate(states):
            for column, other in enumerate(states):
                if row != column:
                    alone = compare_dimensions(framework, other, one)[number].verdict
                    assert found[row, column] == (alone is Verdict.HIGHER)


def naive_pairs(above_before, above_after):
    n = len(above_before)
    counted = dict.fromkeys(("before", "kept", "reversed", "lost", "new"), 0)
    for a in range(n):
        for b in range(a):
            before = order(above_before, a, b)
            after = order(above_after, a, b)
            counted["before"] += before != 0
            counted["kept"] += before != 0 and after == before
            counted["reversed"] += before != 0 and after == -before
            counted["lost"] += before != 0 and after == 0
            counted["new"] += before == 0 and after != 0
    return Pairs(n * (n - 1) // 2, **counted)


def order(above, a, b):
    return int(above[a, b]) - int(above[b, a])
