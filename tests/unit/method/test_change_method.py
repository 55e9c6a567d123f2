"""Another method tried on the same answers: what it does, and what it never touches."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from assessment.model.method_change import DimensionChange
from assessment.scoring.change_method import (
    allowance_of,
    change_method,
    rule_choices,
    weighable_ids,
)
from assessment.scoring.profile import score_record
from tests.builders import record_with, small_framework, spcf
from tests.random_answers import levels as levels_of

LEVELS = {"LAW-1": 1, "LAW-2": 4, "LAW-3": 4, "SEC-1": 4, "SEC-2": 1, "SEC-3": 4} | dict.fromkeys(
    ("PRE-1", "PRE-2"), 2
)


def scores(framework, levels=LEVELS):
    profile = score_record(framework, record_with(framework, levels))
    return {found.dimension_id: found.value for found in profile.dimensions}


def tried(dimension_id, **change):
    framework = small_framework()
    changed = change_method(framework, {dimension_id: DimensionChange(**change)})
    return scores(changed)[dimension_id]


def test_a_wider_allowance_lets_the_score_rise_further_above_its_cap():
    # Levels 1, 4, 4: the mean is 3, the cap 1 + allowance.
    assert tried("LAW") == pytest.approx((1 + 1) * 25)
    assert tried("LAW", allowance=1.5) == pytest.approx((1 + 1.5) * 25)
    assert tried("LAW", allowance=4) == pytest.approx(3 * 25)


def test_a_heavier_weight_pulls_the_mean_towards_its_answer():
    # Levels 4, 1 and (gated by LAW-1 = 1) 2, with weights 2, 1, 1: (8 + 1 + 2) / 4.
    assert tried("SEC") == pytest.approx(11 / 4 * 25)
    # SEC-2 four times as heavy: (8 + 4 + 2) / 7.
    assert tried("SEC", weights={"SEC-2": 4}) == pytest.approx(14 / 7 * 25)


@pytest.mark.parametrize(
    ("rule", "points"),
    [
        ("own", 50),
        ("mean", 75),
        ("minimum", 25),
        ("capped_mean", 50),
        ("geometric_mean", (25 * 100 * 100) ** (1 / 3)),
    ],
)
def test_each_rule_that_can_be_tried_gives_what_its_name_says(rule, points):
    assert tried("LAW", rule=rule) == pytest.approx(points)


def test_other_dimensions_and_the_shipped_framework_stay_as_they_are():
    framework = small_framework()
    before = scores(framework)
    changed = change_method(framework, {"LAW": DimensionChange(rule="mean")})
    after = scores(changed)
    assert {id_ for id_ in before if before[id_] != after[id_]} == {"LAW"}
    assert scores(framework) == before
    assert framework.rules.dimensions["LAW"].rule == "capped_mean"


def test_no_change_changes_nothing():
    framework = spcf()
    nothing = {d.id: DimensionChange() for d in framework.questionnaire.dimensions}
    levels = {i.id: n % 5 for n, i in enumerate(framework.questionnaire.indicators)}
    assert scores(change_method(framework, nothing), levels) == scores(framework, levels)
    assert all(change.is_none for change in nothing.values())


@settings(max_examples=40, deadline=None)
@given(
    st.data(),
    st.sampled_from(("own", "mean", "capped_mean", "geometric_mean", "median", "minimum")),
    st.floats(0.25, 4),
)
def test_all_weights_times_the_same_change_no_score(data, rule, factor):
    framework = small_framework()
    levels = data.draw(levels_of(framework))
    ids = [indicator.id for indicator in framework.questionnaire.dimensions[0].indicators]
    light = DimensionChange(rule=rule)
    heavy = light.model_copy(update={"weights": dict.fromkeys(ids, factor)})
    one, two = (scores(change_method(framework, {"LAW": c}), levels) for c in (light, heavy))
    assert two["LAW"] == (None if one["LAW"] is None else pytest.approx(one["LAW"], abs=1e-9))


def test_a_cap_can_be_tried_only_where_there_are_key_indicators():
    framework = small_framework()
    law, _, warning = framework.questionnaire.dimensions
    assert rule_choices(framework, law) == (
        *("own", "mean", "geometric_mean", "harmonic_mean", "minimum", "median"),
    )
    assert "capped_mean" in rule_choices(framework, warning)
    without = warning.model_copy(
        update={
            "indicators": tuple(i.model_copy(update={"key": False}) for i in warning.indicators)
        }
    )
    assert "capped_mean" not in rule_choices(framework, without)


def test_a_chain_has_neither_weights_nor_an_allowance_to_move():
    framework = small_framework()
    warning = framework.questionnaire.dimensions[2]
    assert weighable_ids(framework, warning) == ()
    assert allowance_of(framework, "PRE") is None
    assert tried("PRE", weights={"PRE-1": 4}, allowance=2) == tried("PRE")


@pytest.mark.parametrize(
    "wrong",
    [{"weights": {"LAW-1": 0}}, {"weights": {"LAW-1": 5}}, {"allowance": -1}],
)
def test_a_change_outside_its_range_is_refused(wrong):
    with pytest.raises(ValidationError):
        DimensionChange(**wrong)
