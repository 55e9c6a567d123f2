"""What stands beside a score: coverage, bands, stages, gates, strengths, and the interval."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from assessment.model.framework import Framework
from assessment.model.score import DimensionScore, Interval
from assessment.scoring.dimension import band_of
from assessment.scoring.profile import composite, score_record
from tests.builders import Level, all_at, record_with, small_framework

FRAMEWORK = small_framework()


def score_of(
    dimension: str, answers: dict[str, Level], framework: Framework = FRAMEWORK, **given: Any
) -> DimensionScore:
    profile = score_record(framework, record_with(framework, answers, **given))
    return next(found for found in profile.dimensions if found.dimension_id == dimension)


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


def test_the_weakest_links_of_a_chain_are_named() -> None:
    found = score_of("PRE", {"PRE-1": 1, "PRE-2": 3})
    assert [(stage.id, stage.mean, stage.is_weakest) for stage in found.stages] == [
        ("voice", 1.0, True),
        ("decide", 3.0, False),
    ]
    assert found.value == pytest.approx(25 * (1 + 2) / 2)


def test_weights_count_as_often_as_they_say() -> None:
    found = score_of("SEC", {"SEC-1": 4, "SEC-2": 0, "SEC-3": 0})
    assert found.value == pytest.approx(25 * 2 * 4 / (2 + 1 + 1))


def test_a_gate_says_what_it_did_and_what_is_not_verified() -> None:
    (effect,) = score_of("SEC", {"SEC-1": 1, "SEC-2": 3, "SEC-3": 4, "LAW-1": "II"}).gates
    assert (effect.level, effect.effective_level) == (4, 2)
    assert effect.bound_by == ("SEC-1",)
    assert effect.not_verified == ("LAW-1",)


def test_a_gate_elsewhere_is_offered_as_one_level_more_where_it_helps() -> None:
    answers: dict[str, Level] = {"SEC-1": 4, "SEC-2": 3, "SEC-3": 4, "LAW-1": 1}
    found = score_of("SEC", answers)
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
    assert composite(None, found.dimensions) is None


def _interval_by_loops(levels: dict[str, int], confidence: str, dimension: str) -> Interval:
    """Draw as section 5.3, step 6 says, one draw after the other."""
    rule = FRAMEWORK.rules.interval
    ids = [indicator.id for indicator in FRAMEWORK.questionnaire.indicators]
    generator = np.random.default_rng(rule.seed)
    uniform = generator.random((rule.draws, len(ids)))
    spread = rule.weight_spread
    factors = generator.uniform(1 - spread, 1 + spread, (rule.draws, len(ids)))
    chosen = generator.integers(len(rule.step_maps), size=rule.draws)
    down, _, up = rule.shifts[confidence]  # pyright: ignore[reportArgumentType] - one of the three
    scores = []
    for n in range(rule.draws):
        drawn = {}
        for place, id_ in enumerate(ids):
            step = -1 if uniform[n, place] < down else 1 if uniform[n, place] >= 1 - up else 0
            drawn[id_] = min(4, max(0, levels[id_] + step))
        drawn["SEC-3"] = min(drawn["SEC-3"], drawn["LAW-1"] + 1, drawn["SEC-1"] + 1)
        points = list(rule.step_maps.values())[chosen[n]]
        mapped = {id_: points[level] / 25 for id_, level in drawn.items()}
        weights = {id_: factors[n, place] for place, id_ in enumerate(ids)}
        scores.append(25 * _rule_by_loops(dimension, mapped, weights))
    low, median, high = np.quantile(scores, [0.05, 0.5, 0.95])
    return Interval(float(low), float(median), float(high))


def _rule_by_loops(dimension: str, levels: dict[str, float], weights: dict[str, float]) -> float:
    if dimension == "PRE":
        links = (levels["PRE-1"], levels["PRE-2"])
        return (min(links) + sum(links) / 2) / 2
    total = summed = 0.0
    for n in (1, 2, 3):
        id_ = f"{dimension}-{n}"
        weight = weights[id_] * (2 if id_ == "SEC-1" else 1)
        total += weight
        summed += weight * levels[id_]
    mean = summed / total
    return min(mean, levels["LAW-1"] + 1) if dimension == "LAW" else mean


@pytest.mark.parametrize("dimension", ["LAW", "SEC", "PRE"])
@pytest.mark.parametrize("confidence", ["high", "medium", "low"])
def test_the_interval_is_the_same_by_plain_loops(dimension: str, confidence: str) -> None:
    levels = {"LAW-1": 1, "LAW-2": 3, "LAW-3": 4, "SEC-1": 2, "SEC-2": 0, "SEC-3": 4}
    levels |= {"PRE-1": 1, "PRE-2": 3}
    found = score_of(dimension, dict(levels), confidence=confidence).interval
    expected = _interval_by_loops(levels, confidence, dimension)
    assert found is not None
    assert (found.low, found.median, found.high) == pytest.approx(
        (expected.low, expected.median, expected.high), abs=1e-9
    )
