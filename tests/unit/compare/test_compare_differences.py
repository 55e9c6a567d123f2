"""Differences between two assessments: symmetric, repeatable, and never narrower than honest."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.model.comparison import Verdict
from assessment.scoring.comparison import compare_indicators
from assessment.scoring.profile import compare_dimensions, score_record
from tests.builders import all_at, small_framework
from tests.random_answers import levels, quick
from tests.unit.compare.sides import a_record

SMALL = small_framework()
QUICK = quick(SMALL)
ANSWERS = levels(QUICK)


@settings(max_examples=60, deadline=None)
@given(one=ANSWERS, two=ANSWERS)
def test_swapping_the_two_negates_every_difference(one, two):
    first, second = a_record(QUICK, one, period="2023"), a_record(QUICK, two, period="2026")
    there, back = (
        compare_dimensions(QUICK, first, second),
        compare_dimensions(QUICK, second, first),
    )
    opposite = {Verdict.HIGHER: Verdict.LOWER, Verdict.LOWER: Verdict.HIGHER}
    for found, other in zip(there, back, strict=True):
        assert other.verdict is opposite.get(found.verdict, found.verdict)
        if found.difference is None or found.interval is None or other.interval is None:
            assert found.interval is None
            assert other.difference is None
            continue
        assert other.difference == -found.difference
        # Ends are rounded to nine decimals, and a half of the last one may fall either way.
        assert other.interval.low == pytest.approx(-found.interval.high, abs=2e-9)
        assert other.interval.high == pytest.approx(-found.interval.low, abs=2e-9)


@settings(max_examples=60, deadline=None)
@given(answers=ANSWERS, confidence=st.sampled_from(["high", "medium", "low"]))
def test_the_difference_of_the_same_answers_includes_zero(answers, confidence):
    first = a_record(QUICK, answers, confidence=confidence, period="2023")
    second = a_record(QUICK, answers, confidence=confidence, period="2026")
    for found in compare_dimensions(QUICK, first, second):
        assert found.verdict in (Verdict.NO_CLEAR_DIFFERENCE, Verdict.NOT_COMPARABLE)
        if found.interval is not None:
            assert found.difference == 0
            assert found.interval.low <= 0 <= found.interval.high


def test_the_same_comparison_gives_the_same_digits():
    first = a_record(SMALL, all_at(SMALL, 1), period="2023")
    second = a_record(SMALL, all_at(SMALL, 3), period="2026")
    assert compare_dimensions(SMALL, first, second) == compare_dimensions(SMALL, first, second)


def test_another_seed_of_the_questionnaire_gives_other_digits():
    rule = SMALL.rules.interval.model_copy(update={"seed": 8})
    other = type(SMALL)(
        SMALL.questionnaire, SMALL.rules.model_copy(update={"interval": rule}), SMALL.catalogue
    )
    sides = (
        a_record(SMALL, all_at(SMALL, 1), period="2023"),
        a_record(SMALL, all_at(SMALL, 3), period="2026"),
    )
    assert compare_dimensions(SMALL, *sides) != compare_dimensions(other, *sides)


def test_the_id_in_the_database_does_not_change_a_digit():
    second = a_record(SMALL, all_at(SMALL, 3), period="2026")
    here = a_record(SMALL, all_at(SMALL, 1), period="2023", id="a-1")
    elsewhere = a_record(SMALL, all_at(SMALL, 1), period="2023", id="b-2")
    assert compare_dimensions(SMALL, here, second) == compare_dimensions(SMALL, elsewhere, second)


def test_opposite_ends_of_the_scale_are_clearly_apart():
    weak = a_record(SMALL, all_at(SMALL, 0), confidence="high", period="2023")
    strong = a_record(SMALL, all_at(SMALL, 4), confidence="high", period="2026")
    verdicts = {found.verdict for found in compare_dimensions(SMALL, weak, strong)}
    assert verdicts == {Verdict.HIGHER}


def test_the_scores_beside_a_difference_are_those_of_the_profile():
    record = a_record(SMALL, {**all_at(SMALL, 2), "LAW-2": 3}, period="2023")
    other = a_record(SMALL, all_at(SMALL, 3), period="2026")
    profile = score_record(SMALL, record)
    found = compare_dimensions(SMALL, record, other)
    assert [(s.value, s.interval) for s in profile.dimensions] == [
        (one.before.value, one.before.interval) for one in found
    ]


def test_each_side_draws_its_own_answers_so_that_equal_ones_still_differ():
    answers = all_at(SMALL, 2)
    first = a_record(SMALL, answers, confidence="low", period="2023")
    second = a_record(SMALL, answers, confidence="low", period="2026")
    # With the same draws of both, equal answers would differ by nothing at all.
    own = compare_dimensions(SMALL, first, second)[0].interval
    assert own is not None
    assert own.high - own.low > 5


def test_weights_and_step_maps_are_the_same_for_both_sides():
    # With one confidence that never shifts, all that is left to vary is the method,
    # and the method cannot tell equal answers apart.
    rule = SMALL.rules.interval
    sure = rule.model_copy(update={"shifts": {**rule.shifts, "high": (0.0, 1.0, 0.0)}})
    framework = type(SMALL)(
        SMALL.questionnaire, SMALL.rules.model_copy(update={"interval": sure}), SMALL.catalogue
    )
    answers = {**all_at(framework, 2), "LAW-2": 3, "SEC-2": 1}
    first = a_record(framework, answers, confidence="high", period="2023")
    second = a_record(framework, answers, confidence="high", period="2026")
    for found in compare_dimensions(framework, first, second):
        assert found.before.interval is not None
        assert found.before.interval.high > found.before.interval.low
        assert found.interval is not None
        assert (found.interval.low, found.interval.high) == (0, 0)


def test_a_partial_assessment_is_compared_where_it_has_scores():
    whole = a_record(SMALL, all_at(SMALL, 2), period="2023")
    partial = a_record(SMALL, {"LAW-1": 2, "LAW-2": 2, "LAW-3": 2, "SEC-1": "II"}, period="2026")
    found = {one.dimension_id: one for one in compare_dimensions(SMALL, whole, partial)}
    assert found["LAW"].difference is not None
    for id_ in ("SEC", "PRE"):
        assert found[id_].verdict is Verdict.NOT_COMPARABLE
        assert found[id_].difference is None
        assert found[id_].interval is None


def test_the_interval_agrees_with_a_plain_loop_over_draws():
    first = a_record(SMALL, {**all_at(SMALL, 1), "LAW-3": 2}, period="2023")
    second = a_record(SMALL, {**all_at(SMALL, 3), "LAW-3": 4}, period="2026")
    found = compare_dimensions(SMALL, first, second)[0].interval
    generator = np.random.default_rng(1)
    rule = SMALL.rules.interval
    maps = list(rule.step_maps.values())
    differences = []
    for _ in range(20_000):
        points = maps[generator.integers(len(maps))]
        weights = generator.uniform(0.75, 1.25, 3)
        scores = []
        for levels_ in ((1, 1, 2), (3, 3, 4)):
            down, _, up = rule.shifts["medium"]
            shift = generator.choice([-1, 0, 1], 3, p=[down, 1 - down - up, up])
            drawn = [points[min(max(n + s, 0), 4)] for n, s in zip(levels_, shift, strict=True)]
            mean = sum(w * p for w, p in zip(weights, drawn, strict=True)) / weights.sum()
            scores.append(min(mean, drawn[0] + 25))
        differences.append(scores[1] - scores[0])
    expected = np.quantile(differences, rule.quantiles)
    assert found is not None
    assert abs(found.low - expected[0]) < 4
    assert abs(found.high - expected[1]) < 4


def test_answers_are_compared_by_indicator():
    q = SMALL.questionnaire
    before = a_record(SMALL, {"LAW-1": 1, "LAW-2": "II", "LAW-3": "NA", "SEC-1": 2})
    after = a_record(SMALL, {"LAW-1": 3, "LAW-2": 2, "LAW-3": "NA", "SEC-1": 2})
    found = {one.indicator_id: one for one in compare_indicators((q, before), (q, after))}
    assert found["LAW-1"].change == 2
    assert found["LAW-2"].change is None
    assert found["LAW-2"].changed
    assert not found["LAW-3"].changed
    assert not found["SEC-1"].changed
    assert not found["PRE-1"].changed


def test_no_text_of_a_person_is_in_a_difference_of_answers():
    q = SMALL.questionnaire
    record = a_record(SMALL, {"LAW-3": "NA"})
    assert "The question does not arise" in record.answer("LAW-3").reason
    assert "does not arise" not in repr(compare_indicators((q, record), (q, record)))


def test_an_indicator_asked_in_other_words_gives_no_change():
    q = SMALL.questionnaire
    law = q.dimensions[0]
    reworded = law.indicators[0].model_copy(update={"question": "Asked otherwise?"})
    dimension = law.model_copy(update={"indicators": (reworded, *law.indicators[1:])})
    newer = q.model_copy(update={"version": "1.1", "dimensions": (dimension, *q.dimensions[1:])})
    newer.__dict__.pop("_by_id", None)
    newer.__dict__.pop("indicators", None)
    before, after = a_record(SMALL, {"LAW-1": 1}), a_record(SMALL, {"LAW-1": 3})
    found = {one.indicator_id: one for one in compare_indicators((q, before), (newer, after))}
    assert not found["LAW-1"].same_wording
    assert found["LAW-1"].change is None
    assert found["LAW-1"].changed
    assert found["LAW-2"].same_wording


def test_the_same_id_in_another_questionnaire_is_another_question():
    q = SMALL.questionnaire
    law = q.dimensions[0]
    reworded = law.indicators[0].model_copy(update={"question": "Something else?"})
    dimension = law.model_copy(update={"indicators": (reworded, *law.indicators[1:])})
    other = q.model_copy(update={"id": "other", "dimensions": (dimension,)})
    other.__dict__.pop("_by_id", None)
    other.__dict__.pop("indicators", None)
    record = a_record(SMALL, {"LAW-1": 1, "LAW-2": 2})
    ids = [one.indicator_id for one in compare_indicators((q, record), (other, record))]
    assert ids == ["LAW-2", "LAW-3"]
