"""Scores come in lumps; the published draws follow their mid-distribution, in any order."""

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


def test_the_middles_of_lumps_are_joined_by_straight_lines() -> None:
    # Of ten draws four are 25, six are 50: middles at 0.2 and 0.7. The draws stand at 0.05 to
    # 0.95; 0.45 is half way between the middles, so (25 + 50) / 2.
    drawn = np.array([25.0] * 4 + [50.0] * 6)
    words = np.arange(10, dtype=np.uint16)[None]
    spread = spread_lumps(drawn, words)
    assert spread.tolist() == [25, 25, 27.5, 32.5, 37.5, 42.5, 47.5, 50, 50, 50]


def test_chances_of_outcomes_go_before_those_of_the_draws() -> None:
    # Middles at 0.05 and 0.55: a draw at 0.125 is at (0.125 - 0.05) / 0.5 of the way to 50.
    outcomes = (np.array([50.0, 25.0]), np.array([0.9, 0.1]))
    spread = spread_lumps(np.array([25.0, 25.0, 50.0, 50.0]), np.zeros((1, 4), np.uint16), outcomes)
    assert spread == pytest.approx([28.75, 41.25, 50, 50])


def test_equal_scores_of_two_assessments_do_not_rise_together() -> None:
    generator = np.random.default_rng(1)
    lump = np.repeat([25.0, 50.0, 75.0], [1_000, 8_000, 1_000])
    first, second = (spread_lumps(generator.permutation(lump), own) for own in _words(generator))
    # Four standard errors of a correlation of 10,000 independent pairs are 0.04.
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.04


def _words(generator: np.random.Generator) -> list[Words]:
    return [generator.integers(0, 65_536, (7, 10_000)).astype(np.uint16) for _ in range(2)]


@pytest.mark.parametrize("share", [0.035, 0.1, 0.25, 0.5, 0.75, 0.9, 0.965])
def test_quantiles_of_the_draws_are_those_of_all_combinations_of_answers(share: float) -> None:
    record = record_with(spcf(), all_at(spcf(), 2), confidence="medium")
    drawn = Draws(spcf()).score(record)["POL"]
    expected = naive.mid_quantile(by_all_combinations(), share)
    # One draw of 30,000 more or less.
    assert float(np.quantile(drawn, share)) == pytest.approx(expected, abs=0.005)


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
        naive.mid_quantile(by_all_combinations(), q) for q in spcf().rules.interval.quantiles
    )
    assert interval is not None
    assert (interval.low, interval.high) == pytest.approx((low, high), abs=0.005)
