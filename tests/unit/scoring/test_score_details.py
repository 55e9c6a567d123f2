"""What stands beside a score: coverage, bands, stages, gates, strengths, and the interval."""

from dataclasses import replace
from typing import Any

import pytest

from assessment.model.framework import Framework
from assessment.model.score import DimensionScore, Explanation
from assessment.scoring.bands import band_of
from assessment.scoring.profile import composite, score_record
from tests.builders import Level, all_at, record_with, small_framework

FRAMEWORK = small_framework()


def score_of(
    dimension: str, answers: dict[str, Level], framework: Framework = FRAMEWORK, **given: Any
) -> DimensionScore:
    profile = score_record(framework, record_with(framework, answers, **given))
    return next(found for found in profile.dimensions if found.dimension_id == dimension)


def explanation_of(dimension: str, answers: dict[str, Level]) -> Explanation:
    return score_record(FRAMEWORK, record_with(FRAMEWORK, answers)).explanation(dimension)


def with_coverage(share: float, *, keys: bool) -> Framework:
    coverage = FRAMEWORK.rules.coverage.model_copy(update={"share": share, "keys": keys})
    return replace(FRAMEWORK, rules=FRAMEWORK.rules.model_copy(update={"coverage": coverage}))


def test_coverage_that_is_exactly_enough_is_enough() -> None:
    two_of_three: dict[str, Level] = {"LAW-1": 2, "LAW-2": 2}
    assert score_of("LAW", two_of_three, with_coverage(2 / 3, keys=True)).value == 50
    assert score_of("LAW", two_of_three, with_coverage(0.67, keys=True)).value is None


def test_a_missing_key_stops_the_score_only_where_the_rules_say_so() -> None:
    no_key: dict[str, Level] = {"LAW-2": 2, "LAW-3": 2}
    assert score_of("LAW", no_key, with_coverage(0.5, keys=True)).value is None
    assert score_of("LAW", no_key, with_coverage(0.5, keys=False)).value == 50


@pytest.mark.parametrize(
    ("score", "letter"),
    [(0, "E"), (19.9, "E"), (20, "W"), (39.99999999999999, "P"), (79.99, "S"), (100, "R")],
)
def test_a_score_on_a_cut_off_belongs_to_the_upper_band(score: float, letter: str) -> None:
    assert band_of(score, FRAMEWORK.rules.bands).letter == letter


def test_a_chain_is_half_the_weakest_link_and_half_the_mean() -> None:
    found = score_of("PRE", {"PRE-1": 1, "PRE-2": 3})
    assert found.value == pytest.approx(25 * (1 + 2) / 2)


def test_weights_count_as_often_as_they_say() -> None:
    found = score_of("SEC", {"SEC-1": 4, "SEC-2": 0, "SEC-3": 0})
    assert found.value == pytest.approx(25 * 2 * 4 / (2 + 1 + 1))


def test_a_gate_says_what_it_did_and_what_is_not_verified() -> None:
    (effect,) = explanation_of("SEC", {"SEC-1": 1, "SEC-2": 3, "SEC-3": 4, "LAW-1": "II"}).gates
    assert (effect.level, effect.effective_level) == (4, 2)
    assert effect.bound_by == ("SEC-1",)
    assert effect.not_verified == ("LAW-1",)


def test_a_gate_that_does_not_apply_neither_limits_nor_waits_for_an_answer() -> None:
    (effect,) = explanation_of("SEC", {"SEC-1": "NA", "SEC-2": 3, "SEC-3": 4, "LAW-1": "NA"}).gates
    assert (effect.effective_level, effect.bound_by, effect.not_verified) == (4, (), ())


def test_a_link_of_a_chain_that_does_not_apply_is_left_out_of_both_halves() -> None:
    assert score_of("PRE", {"PRE-1": "NA", "PRE-2": 3}).value == 75


def test_a_dimension_of_which_nothing_applies_opens_no_review() -> None:
    found = score_record(FRAMEWORK, record_with(FRAMEWORK, all_at(FRAMEWORK, "NA")))
    assert found.tier is not None
    assert found.tier.id == "T0"


def test_a_gate_elsewhere_is_offered_as_one_level_more_where_it_helps() -> None:
    answers: dict[str, Level] = {"SEC-1": 4, "SEC-2": 3, "SEC-3": 4, "LAW-1": 1}
    found = explanation_of("SEC", answers)
    best = {more.indicator_id: more.change for more in found.one_level_more}
    # Both raise the sum by one level of four weights: SEC-2 itself, and LAW-1 by way of SEC-3.
    assert best == {"SEC-2": pytest.approx(6.25), "LAW-1": pytest.approx(6.25)}


def test_strengths_are_the_two_highest_levels_best_first() -> None:
    record = record_with(FRAMEWORK, {"LAW-1": 3, "LAW-2": 2, "SEC-1": 4, "PRE-2": "II"})
    assert score_record(FRAMEWORK, record).strengths == ("SEC-1", "LAW-1")


def test_a_profile_is_complete_when_no_applicable_answer_is_missing() -> None:
    full = {**all_at(FRAMEWORK, 2), "LAW-3": "NA"}
    assert score_record(FRAMEWORK, record_with(FRAMEWORK, full)).is_complete
    partly = {**full, "LAW-2": "II"}
    assert not score_record(FRAMEWORK, record_with(FRAMEWORK, partly)).is_complete


def test_without_a_composite_rule_there_is_no_composite() -> None:
    found = score_record(FRAMEWORK, record_with(FRAMEWORK, all_at(FRAMEWORK, 2)))
    assert found.composite is not None
    assert found.composite.value == pytest.approx(50)
    assert composite(None, {"LAW": 50.0}) is None
