"""Shares of the sources: against functions whose indices are known, and at the edges."""

import itertools

import numpy as np
import pytest

from assessment.model.uncertainty import SOURCES
from assessment.scoring.sensitivity import draw_resamples, estimate_shares
from tests.builders import all_at, small_framework, spcf
from tests.unit.uncertainty.analyses import ALL_RULES, NOTHING, analyse, record

SIZE = 4096


def blocks(function, n_inputs, groups, seed=1):
    """A, B and A with each group of inputs from B, put through a function."""
    generator = np.random.default_rng(seed)
    a, b = generator.random((2, n_inputs, SIZE))
    exchanged = []
    for group in groups:
        block = a.copy()
        block[group] = b[group]
        exchanged.append(function(block))
    return function(a), function(b), np.array(exchanged)


def shares_of(function, n_inputs, groups, seed=1):
    return estimate_shares(
        *blocks(function, n_inputs, groups, seed), draw_resamples(seed, 200, SIZE)
    )


def ishigami(uniform):
    x, y, z = (2 * uniform - 1) * np.pi
    return np.sin(x) + 7 * np.sin(y) ** 2 + 0.1 * z**4 * np.sin(x)


def test_the_ishigami_function_has_its_known_indices_within_the_bootstrap_intervals():
    # Ishigami and Homma (1990) with a = 7 and b = 0.1: the variances in closed form.
    pi = np.pi
    first = {0: 0.5 * (1 + 0.1 * pi**4 / 5) ** 2, 1: 7**2 / 8, 2: 0.0}
    joint = 8 * 0.1**2 * pi**8 / 225
    whole = first[0] + first[1] + joint
    total = {0: first[0] + joint, 1: first[1], 2: joint}
    found = shares_of(ishigami, 3, [[0], [1], [2]])
    for n, (alone, with_others) in enumerate(found):
        assert alone.low <= first[n] / whole <= alone.high
        assert with_others.low <= total[n] / whole <= with_others.high
        assert alone.high - alone.low < 0.2


def test_the_bootstrap_intervals_cover_known_indices_about_as_often_as_they_say():
    # y = 3 a + 2 b + c: shares of 9, 4 and 1 in 14, alone and with others.
    def function(uniform):
        return uniform[0] * 3 + uniform[1] * 2 + uniform[2]

    hits = []
    for seed in range(40):
        found = shares_of(function, 3, [[0], [1], [2]], seed)
        for known, pair in zip((9 / 14, 4 / 14, 1 / 14), found, strict=True):
            hits += [estimate.low <= known <= estimate.high for estimate in pair]
    assert 0.88 <= np.mean(hits) <= 0.99


def test_inputs_taken_together_share_what_they_have_together():
    # In a product, nearly everything above the parts alone belongs to the pair.
    def function(uniform):
        return (uniform[0] - 0.5) * (uniform[1] - 0.5) + uniform[2]

    pair, third = shares_of(function, 3, [[0, 1], [2]])
    variance = 1 / 144 + 1 / 12
    assert pair[0].low <= 1 / 144 / variance <= pair[0].high
    assert third[1].low <= 1 / 12 / variance <= third[1].high
    (single,) = shares_of(function, 3, [[0]])
    assert single[0].value == pytest.approx(0, abs=0.02)
    assert single[1].value == pytest.approx(1 / 144 / variance, abs=0.02)


def test_an_input_that_changes_nothing_has_a_share_of_exactly_nothing():
    idle, busy = shares_of(lambda uniform: uniform[1], 2, [[0], [1]])
    assert (idle[0].value, idle[0].low, idle[0].high) == (0, 0, 0)
    assert (idle[1].value, idle[1].low, idle[1].high) == (0, 0, 0)
    assert busy[1].value == pytest.approx(1, abs=0.05)


def test_a_constant_has_no_shares():
    assert shares_of(lambda uniform: 0 * uniform[0] + 40, 2, [[0], [1]]) is None


def test_shares_do_not_change_when_a_score_is_moved_or_stretched():
    plain = shares_of(ishigami, 3, [[0], [1]])
    moved = shares_of(lambda uniform: 1000 + 0.01 * ishigami(uniform), 3, [[0], [1]])
    for one, other in zip(itertools.chain(*plain), itertools.chain(*moved), strict=True):
        assert one.value == pytest.approx(other.value, abs=1e-6)


EVERYTHING = {
    "rules": ALL_RULES,
    "allowance_spread": 0.5,
    "raters": {"a-1": {"LAW-1": (1, 3)}},
    "sensitivity_size": 512,
}


def shares_in(framework, levels, **changes):
    result = analyse(framework, record(framework, levels), **changes)
    state = result.states[0]
    return {found.dimension_id: found.shares for found in state.dimensions} | {
        "composite": state.composite.shares
    }


def test_every_source_is_listed_and_one_switched_off_has_exactly_nothing():
    framework = small_framework()
    answers = all_at(framework, 2) | {"LAW-2": "II"}
    switches = {
        "answers": {"answers": False},
        "raters": {"raters": {}},
        "missing": {"missing": False},
        "weights": {"weight_spread": 0},
        "step_maps": {"step_maps": False},
        "allowance": {"allowance_spread": 0},
        "rule": {"rules": ("own",)},
    }
    # Two of three indicators are fewer than 70 %, so the rule asks for less here.
    coverage = framework.rules.coverage.model_copy(update={"share": 0.5})
    rules = framework.rules.model_copy(update={"coverage": coverage})
    framework = type(framework)(framework.questionnaire, rules)
    for source, switch in switches.items():
        found = shares_in(framework, answers, **{**EVERYTHING, **switch})
        for shares in found.values():
            assert tuple(share.source for share in shares) == SOURCES
            (own,) = (share for share in shares if share.source == source)
            assert (own.first.value, own.first.low, own.first.high) == (0, 0, 0)
            assert (own.total.value, own.total.low, own.total.high) == (0, 0, 0)
        on = shares_in(framework, answers, **EVERYTHING)
        (own,) = (share for share in on["LAW"] if share.source == source)
        assert own.total.value > 0


def test_first_order_shares_add_up_to_at_most_everything():
    framework = spcf()
    steps = (3, 1, 2, 2, 1, 2, 2, 3, 2)
    answers = {
        i.id: steps[n]
        for d in framework.questionnaire.dimensions
        for n, i in enumerate(d.indicators)
    }
    for shares in shares_in(framework, answers, sensitivity_size=2048).values():
        assert sum(share.first.value for share in shares) <= 1.1
        assert sum(share.total.value for share in shares) >= 0.9
        for share in shares:
            assert share.total.value >= 0
            assert share.total.value >= share.first.value - 0.1


def test_missing_answers_of_another_dimension_have_no_share_here():
    framework = small_framework()
    found = shares_in(framework, all_at(framework, 2) | {"PRE-2": "II"}, sensitivity_size=128)
    by_source = {share.source: share for share in found["LAW"]}
    assert by_source["missing"].total.value == 0
    assert by_source["answers"].total.value > 0


def test_nothing_varied_leaves_every_share_undefined():
    framework = small_framework()
    for shares in shares_in(
        framework, all_at(framework, 2), **NOTHING, sensitivity_size=64
    ).values():
        assert {(share.first, share.total) for share in shares} == {(None, None)}


def test_weights_over_equal_levels_do_not_leave_a_variance_of_rounding_errors():
    # A weighted mean of equal points is that point, but not to the last digit.
    framework = small_framework()
    varied = {**NOTHING, "weight_spread": 0.25, "sensitivity_size": 256}
    for shares in shares_in(framework, all_at(framework, 3), **varied).values():
        assert all(share.total is None for share in shares)


def test_a_single_step_map_cannot_be_a_source():
    framework = small_framework()
    interval = framework.rules.interval.model_copy(
        update={"step_maps": {"convex": (0, 10, 30, 60, 100)}}
    )
    rules = framework.rules.model_copy(update={"interval": interval})
    single = type(framework)(framework.questionnaire, rules)
    result = analyse(single, record(single, all_at(single, 2)), sensitivity_size=64)
    shares = {s.source: s for s in result.states[0].dimensions[0].shares}
    assert shares["step_maps"].total.value == 0
    assert any("one step map" in sentence for sentence in result.not_varied)


def test_several_states_get_no_shares_and_no_scores_without_single_indicators():
    framework = small_framework()
    records = [record(framework, all_at(framework, n), f"a-{n}") for n in (1, 2)]
    result = analyse(framework, *records, sensitivity_size=64, leave_one_out=True)
    for state in result.states:
        assert all(d.shares == () and d.left_out == () for d in state.dimensions)
    assert any("one state at a time" in sentence for sentence in result.not_varied)
