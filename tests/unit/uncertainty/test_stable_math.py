"""Arithmetic that gives the same digits everywhere, against the standard library."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from assessment.scoring.uncertainty.inputs import WordStream, choose, draw_method, draw_resamples
from assessment.scoring.uncertainty.stable_math import exact_sums, quantiles, stable_exp, stable_log

ULPS = 8
START = [50620, 5750, 62361, 32784]
RULE = [0.6772077740161856, 0.9588335199766677]


@tries(max_examples=300)
@given(st.floats(1e-30, 1e30))
def test_logarithms_agree_with_the_standard_library(value):
    found = float(stable_log(np.array(value)))
    assert abs(found - math.log(value)) <= ULPS * max(math.ulp(found), 2e-16)


@tries(max_examples=300)
@given(st.floats(-600, 600))
def test_exponentials_agree_with_the_standard_library(value):
    found = float(stable_exp(np.array(value)))
    # The argument itself is known to one part in 2**53 only, which the result magnifies.
    assert found == pytest.approx(math.exp(value), rel=1e-15 * max(abs(value), ULPS))


def test_a_missing_value_stays_missing_without_a_warning():
    assert np.isnan(stable_exp(np.array([np.nan, 1.0]))).tolist() == [True, False]
    assert np.isnan(stable_log(np.array([np.nan, 1.0]))).tolist() == [True, False]


@given(
    st.lists(st.floats(0, 100), min_size=1, max_size=30),
    st.sampled_from([0, 0.05, 0.25, 0.5, 0.95, 1]),
)
def test_quantiles_are_those_of_numpy(values, share):
    ordered = np.sort(np.array(values))
    assert quantiles(ordered, (share,))[0] == pytest.approx(np.quantile(ordered, share))


@given(st.permutations(range(40)))
def test_exact_sums_do_not_depend_on_the_order(order):
    generator = np.random.default_rng(1)
    values, counts = generator.uniform(-4, 4, (40, 3)), np.ones((1, 40))
    found = exact_sums(counts, values, largest=4)
    assert (found == exact_sums(counts, values[order], largest=4)).all()
    exact = [float(sum(Fraction(v) for v in column)) for column in values.T.tolist()]
    assert found[0] == pytest.approx(exact, abs=1e-11)


def test_the_words_are_those_of_pcg64_written_out_by_hand():
    source = np.random.PCG64(np.random.SeedSequence(7, spawn_key=(0, 0)))
    state, step = source.state["state"]["state"], source.state["state"]["inc"]
    expected = []
    for _ in range(3):
        state = (state * 0x2360ED051FC65DA44385DF649FCCF645 + step) % 2**128
        folded, turn = (state >> 64) ^ (state % 2**64), state >> 122
        word = ((folded >> turn) | (folded << (64 - turn))) % 2**64
        expected += [word >> shift & 0xFFFF for shift in (0, 16, 32, 48)]
    assert WordStream(7, 0, (2, 5))(1).ravel().tolist() == expected[:10]


def test_the_seed_sequence_still_starts_as_it_did():
    # numpy promises this stream; a stored result could not be computed again without it.
    assert WordStream(20051024, 0, (1, 4))(1).ravel().tolist() == START
    assert draw_method(20051024, 0, (1, 2)).rule.tolist() == RULE


def test_states_get_the_same_words_however_many_are_asked_for_at_a_time():
    # 3 x 7 words do not fill whole 64-bit numbers.
    together = WordStream(3, 0, (3, 7))(5)
    stream = WordStream(3, 0, (3, 7))
    assert (np.concatenate([stream(2), stream(3)]) == together).all()


def test_no_two_sources_share_a_stream():
    method = draw_method(3, 0, (1, 50))
    streams = [method.weights[0], method.step_map, method.allowance, method.rule]
    again = draw_method(3, 1, (1, 50)).rule
    found = {tuple(stream.tolist()) for stream in (*streams, again)}
    assert len(found) == 5
    assert all(0 <= value < 1 for stream in found for value in stream)


def test_resamples_draw_as_many_rows_as_there_are():
    counts = draw_resamples(3, 20, 64)
    assert counts.shape == (20, 64)
    assert (counts.sum(axis=1) == 64).all()
    assert len(np.unique(counts)) > 2


def test_choices_are_about_equally_frequent_and_never_off_the_list():
    chosen = choose(draw_method(3, 0, (1, 3000)).rule, 3)
    assert (np.bincount(chosen, minlength=3) > 900).all()
    assert chosen.max() == 2
