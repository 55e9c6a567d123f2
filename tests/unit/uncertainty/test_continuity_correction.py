"""Scores come in lumps; the published draws spread each over half a step to either side."""

from collections import Counter
from itertools import product

import numpy as np
import pytest

from assessment.scoring.draws import Draws, Words, published_settings, spread_lumps
from assessment.scoring.profile import score_record
from tests import naive
from tests.builders import all_at, record_with, spcf

DOWN, SAME, UP = 0.07, 0.86, 0.07
"""Medium confidence, evidence not graded."""
HALF_STEP = 100 / 4 / 7 / 2
"""Half of what one level of one of the seven answers of POL is worth."""


def by_all_combinations() -> dict[float, float]:
    """Score of POL at level 2 everywhere to its probability: seven answers, one level off each.

    The mean of seven levels, held at one level above the lower of POL-1 and POL-4.
    """
    found: Counter[float] = Counter()
    for steps in product((-1, 0, 1), repeat=7):
        levels = [2 + step for step in steps]
        mean = 25 * sum(levels) / 7
        cap = 25 * (min(levels[0], levels[3]) + 1)
        chance = np.prod([(DOWN, SAME, UP)[step + 1] for step in steps])
        found[round(min(mean, cap), 9)] += float(chance)
    return found


def test_each_lump_is_spread_evenly_to_either_side() -> None:
    # Four draws of 25 over 22 to 28: the middles of quarters of 6 points. Two of 50 over 47 to 53.
    drawn = np.array([50.0, 25.0, 25.0, 25.0, 25.0, 50.0])
    words = np.array([[9, 1, 2, 3, 4, 8]], np.uint16)
    spread = spread_lumps(drawn, words, 3.0)
    assert spread.tolist() == pytest.approx([51.5, 22.75, 24.25, 25.75, 27.25, 48.5])


def test_chances_of_outcomes_go_before_those_of_the_draws() -> None:
    # One draw of ten at 25 and nine at 50, though five of ten were drawn at 25.
    outcomes = (np.array([50.0, 25.0]), np.array([0.9, 0.1]))
    drawn = np.array([25.0] * 5 + [50.0] * 5)
    spread = spread_lumps(drawn, np.arange(10, dtype=np.uint16)[None], 4.5, outcomes)
    assert spread == pytest.approx([25, *(50 + step for step in range(-4, 5))])


def test_nothing_is_spread_beyond_the_scale() -> None:
    words = np.arange(4, dtype=np.uint16)[None]
    assert spread_lumps(np.zeros(4), words, 4.0).tolist() == [0, 0, 1, 3]
    assert spread_lumps(np.full(4, 100.0), words, 4.0).tolist() == [97, 99, 100, 100]


def test_equal_scores_of_two_assessments_do_not_rise_together() -> None:
    generator = np.random.default_rng(1)
    lump = np.repeat([25.0, 50.0, 75.0], [1_000, 8_000, 1_000])
    first, second = (
        spread_lumps(generator.permutation(lump), own, 3.0) for own in _words(generator)
    )
    # Four standard errors of a correlation of 10,000 independent pairs are 0.04.
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.04


def _words(generator: np.random.Generator) -> list[Words]:
    return [generator.integers(0, 65_536, (7, 10_000)).astype(np.uint16) for _ in range(2)]


@pytest.mark.parametrize("share", [0.035, 0.1, 0.25, 0.5, 0.75, 0.9, 0.965])
def test_quantiles_of_the_draws_are_those_of_all_combinations_of_answers(share: float) -> None:
    record = record_with(spcf(), all_at(spcf(), 2), confidence="medium")
    drawn = Draws(spcf()).score(record)["POL"]
    expected = naive.spread_quantile(by_all_combinations(), HALF_STEP, share)
    # One draw of 30,000 more or less, and lumps that are rounded to whole draws.
    assert float(np.quantile(drawn, share)) == pytest.approx(expected, abs=0.02)


def test_no_interval_hangs_on_the_seed() -> None:
    framework = spcf()
    record = record_with(framework, all_at(framework, 2), confidence="low")
    rule = framework.rules.interval
    settings = [published_settings(rule).model_copy(update={"seed": n}) for n in range(3)]
    first, *others = (Draws(framework, own).score(record) for own in settings)
    for dimension in framework.questionnaire.dimensions:
        for drawn in others:
            assert np.array_equal(np.sort(drawn[dimension.id]), np.sort(first[dimension.id]))
    assert not np.array_equal(others[0]["POL"], first["POL"]), "the order is still drawn"


def test_the_interval_of_the_profile_is_that_of_all_combinations() -> None:
    record = record_with(spcf(), all_at(spcf(), 2), confidence="medium")
    (interval,) = (
        d.interval for d in score_record(spcf(), record).dimensions if d.dimension_id == "POL"
    )
    low, high = (
        naive.spread_quantile(by_all_combinations(), HALF_STEP, q)
        for q in spcf().rules.interval.quantiles
    )
    assert interval is not None
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=0.02)
