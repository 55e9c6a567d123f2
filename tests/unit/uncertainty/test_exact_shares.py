"""Each score comes in the draws as often as the chances of all combinations of answers say."""

from collections import Counter
from itertools import product

import numpy as np
import pytest

from assessment.scoring.draws import Draws, published_settings
from assessment.scoring.profile import score_record
from tests.builders import all_at, record_with, spcf

N_DRAWS = 30_000
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


def test_every_score_of_a_dimension_has_its_exact_share_of_the_draws() -> None:
    record = record_with(spcf(), all_at(spcf(), 2), confidence="medium")
    drawn = Counter(Draws(spcf()).score(record)["POL"].round(9).tolist())
    for score, chance in by_all_combinations().items():
        # The share of the last lumps is rounded to whole draws.
        assert drawn[score] / N_DRAWS == pytest.approx(chance, abs=1.01 / N_DRAWS)


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


def test_what_is_exact_is_the_interval_of_the_profile() -> None:
    record = record_with(spcf(), all_at(spcf(), 2), confidence="medium")
    (interval,) = (
        d.interval for d in score_record(spcf(), record).dimensions if d.dimension_id == "POL"
    )
    shares = sorted(by_all_combinations().items())
    reached = np.cumsum([chance for _score, chance in shares])
    low, _high = spcf().rules.interval.quantiles
    assert interval is not None
    assert interval.low == pytest.approx(shares[int(np.searchsorted(reached, low))][0])
