"""The ways that `spca bench` times lead to the same numbers, here on small inputs."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from assessment.model.index_table import Cells
from assessment.scoring.alpha import measure_alpha
from assessment.scoring.index.tree import score_tree
from assessment.scoring.uncertainty.inputs import PROFILES, draw_method
from tests.benchmarks.compute.agreement import (
    agreement_contests,
    alpha_one_by_one,
    invent_ratings,
)
from tests.benchmarks.compute.calibrate import calibrate
from tests.benchmarks.compute.draws import invent_input
from tests.benchmarks.compute.draws_one_by_one import Drawn, draw_one_by_one
from tests.benchmarks.compute.equality import greatest_difference
from tests.benchmarks.compute.index_input import RULES, invent_index, invent_values
from tests.benchmarks.compute.replicates import (
    invent_replicates,
    replicate_contest,
    replicate_difference,
    replicate_one_by_one,
)
from tests.benchmarks.compute.score import score_by_pandas


def test_the_invented_index_has_four_levels_of_60_24_8_and_1() -> None:
    index = invent_index("arithmetic")
    parents = {child: node.id for node in index.rules.tree for child in node.children}
    assert len(index.questionnaire.measures) == 60
    assert [sum(id_[0] == letter for id_ in parents) for letter in "MCD"] == [60, 24, 8]
    assert index.rules.roots == ("TOP",)


def test_the_invented_values_lie_from_1_to_100_and_one_in_twelve_is_missing() -> None:
    values = invent_values(2_000)
    assert np.nanmin(values) == 1
    assert np.nanmax(values) == 100
    assert np.isnan(values).mean() == pytest.approx(0.08, abs=0.005)


@pytest.mark.parametrize("rule", RULES)
def test_product_and_pandas_score_a_table_alike(rule: str) -> None:
    index, values = invent_index(rule), invent_values(40)
    scores = score_tree(index, Cells.of(values))
    frame = pd.DataFrame(values, columns=list(index.questionnaire.measure_ids))
    expected = score_by_pandas(index, frame)[list(scores.node_ids)].to_numpy()
    np.testing.assert_allclose(scores.cells.values, expected, rtol=1e-12)


def test_the_loop_over_draws_gives_the_scores_of_the_batches() -> None:
    given = invent_input(6, 100)
    method = draw_method(given.settings.seed, PROFILES, given.shape)
    words = given.words()(6)
    drawn = Drawn(given.framework, given.grid, given.settings, method, words)
    scores, ranks = draw_one_by_one(drawn, range(100))
    np.testing.assert_allclose(given.score(), scores, rtol=1e-12, atol=0.5e-9)
    assert ranks.min() == 1
    assert ranks.shape == scores.shape


def test_one_index_after_the_other_gives_the_replicates_and_their_intervals() -> None:
    assert replicate_difference(invent_replicates(12, 100)) == ""


def test_other_replicates_are_not_taken_for_the_same() -> None:
    given = invent_replicates(12, 100)
    other = replace(given, settings=given.settings.model_copy(update={"seed": 7}))
    scores, ranks = replicate_one_by_one(given, given.replicates())
    others, _ = replicate_one_by_one(other, other.replicates())
    assert scores.shape == ranks.shape == (100, 12)
    assert greatest_difference(others, scores, relative=1e-12)


def test_half_of_the_replicates_have_the_other_normalisation_and_half_the_other_rule() -> None:
    replicates = invent_replicates(5, 1_000).replicates()
    assert len({one.weights["TOP"] for one in replicates}) == 1_000
    assert 400 < sum(one.normalise is not None for one in replicates) < 600
    assert 400 < sum(bool(one.rules) for one in replicates) < 600


def test_the_naive_way_of_replicates_says_that_it_did_only_a_part() -> None:
    contest = replicate_contest(5, 1_000, 4)
    assert contest.name == "mc 5x60 1000 replicates"
    assert contest.naive_scale == 250
    assert "4 replicates" in contest.naive_name


def test_the_loop_over_units_gives_the_alpha_of_the_product() -> None:
    ratings = invent_ratings()[7]
    assert alpha_one_by_one(ratings) == pytest.approx(
        measure_alpha(ratings, 5, draws=0).value, rel=1e-12
    )


def test_each_naive_way_says_so_when_it_did_only_a_part() -> None:
    alphas, resamples = (make() for make in agreement_contests(quick=True))
    assert alphas.naive_scale == 1
    assert resamples.naive_scale == 60_000 / 10
    assert "10 of 60,000" in resamples.naive_name


@pytest.mark.parametrize(
    ("ours", "expected", "is_equal"),
    [
        ([1.0, np.nan], [1.0, np.nan], True),
        ([1.0 + 1e-13], [1.0], True),
        ([1.0 + 1e-11], [1.0], False),
        ([1.0], [np.nan], False),
        ([np.nan], [1.0], False),
        ([np.inf], [np.inf], True),
        ([np.inf], [1.0], False),
        ([1.0, 2.0], [1.0], False),
        ([], [], True),
    ],
)
def test_equal_means_within_reach_and_missing_in_the_same_places(ours, expected, is_equal) -> None:
    found = greatest_difference(np.array(ours), np.array(expected), relative=1e-12)
    assert (found == "") is is_equal


def test_the_machine_is_calibrated_in_numbers_above_nought() -> None:
    found = calibrate(0.0)
    assert all(value > 0 for value in vars(found).values())
