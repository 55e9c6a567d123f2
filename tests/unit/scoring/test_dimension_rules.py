"""The rules of a dimension by plain loops, and what holds of them whatever the levels are."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.model.score import DimensionScore
from assessment.model.tree import Children, TreeFacts, WeightedNode
from tests import naive_rules
from tests.builders import Level, small_framework
from tests.random_answers import quick
from tests.rule_menu import IDS, MENU, a_rule, law_score, with_law

SMALL = quick(small_framework())
every_rule = pytest.mark.parametrize("name", MENU)
known_levels = st.tuples(*[st.integers(0, 4)] * 3)
some_levels = st.tuples(*[st.sampled_from([0, 1, 2, 3, 4, "II", "NA", None])] * 3)
between_levels = st.tuples(*[st.floats(0, 4)] * 3)


def score(name: str, levels: tuple[Level, ...]) -> DimensionScore:
    return law_score(with_law(SMALL, MENU[name]), levels)


def aggregate(name: str, levels: Any) -> float:
    """In levels, without answers and gates; "keys" is LAW-1."""
    rule = MENU[name].resolve(TreeFacts(IDS, keys=("LAW-1",)))
    points = 25 * np.array(levels, dtype=float)
    floor = getattr(rule, "children_floor", None)
    points = points if floor is None else np.maximum(points, floor)
    weights = np.array([rule.weight_of(id_) for id_ in IDS])
    return float(rule.compute(Children(IDS, points, weights, level=25))) / 25


def by_loops(name: str, levels: tuple[Level, ...]) -> float | None:
    rule = MENU[name]
    points = {i: 25 * v for i, v in zip(IDS, levels, strict=True) if isinstance(v, int)}
    capping = getattr(rule, "capped_by", ())
    if not points:
        return None
    return naive_rules.score(
        rule,
        points,
        {id_: rule.weight_of(id_) for id_ in IDS},
        per_level=25,
        capping=("LAW-1",) if capping == "keys" else capping,
    )


@every_rule
@settings(deadline=None, max_examples=15)
@given(levels=some_levels)
def test_each_rule_gives_the_same_by_plain_loops(name: str, levels: tuple[Level, ...]) -> None:
    found = score(name, levels)
    expected = by_loops(name, levels)
    assert found.value == (None if expected is None else pytest.approx(expected, rel=1e-9))
    if found.n_applicable == 0:
        return
    for unknown_as, bound in ((0, found.low), (4, found.high)):
        filled = [unknown_as if level in ("II", None) else level for level in levels]
        assert bound == pytest.approx(by_loops(name, tuple(filled)), rel=1e-9)


@every_rule
@settings(deadline=None, max_examples=50)
@given(levels=between_levels, column=st.integers(0, 2), higher=st.floats(0, 4))
def test_a_higher_level_lowers_no_score_even_between_the_steps(
    name: str, levels: tuple[float, ...], column: int, higher: float
) -> None:
    # Between the steps, because the step maps of the interval move the levels there.
    raised = list(levels)
    raised[column] = max(raised[column], higher)
    assert aggregate(name, raised) >= aggregate(name, levels) - 1e-9


@every_rule
@settings(deadline=None, max_examples=50)
@given(levels=between_levels)
def test_a_score_lies_within_its_levels_or_at_the_floor(
    name: str, levels: tuple[float, ...]
) -> None:
    rule = MENU[name]
    floor = (getattr(rule, "children_floor", None) or 0) / 25
    assert min(levels) - 1e-9 <= aggregate(name, levels) <= max(*levels, floor) + 1e-9


@every_rule
@settings(deadline=None, max_examples=15)
@given(levels=some_levels)
def test_a_score_lies_within_its_bounds_and_its_interval_on_the_scale(
    name: str, levels: tuple[Level, ...]
) -> None:
    found = score(name, levels)
    assert 0 <= found.low <= found.high + 1e-9 <= 100 + 2e-9
    if found.value is None or found.interval is None:
        return
    assert found.low - 1e-9 <= found.value <= found.high + 1e-9
    assert -1e-9 <= found.interval.low <= found.interval.median
    assert found.interval.median <= found.interval.high <= 100 + 1e-9


@every_rule
@settings(deadline=None, max_examples=15)
@given(levels=known_levels, order=st.permutations(range(3)))
def test_the_order_of_the_indicators_does_not_matter(
    name: str, levels: tuple[int, ...], order: list[int]
) -> None:
    framework = with_law(SMALL, MENU[name])
    first, *others = framework.questionnaire.dimensions
    shuffled = first.model_copy(update={"indicators": tuple(first.indicators[n] for n in order)})
    questionnaire = framework.questionnaire.model_copy(update={"dimensions": (shuffled, *others)})
    again = replace(framework, questionnaire=questionnaire)
    assert law_score(again, levels).value == pytest.approx(law_score(framework, levels).value)


@every_rule
@settings(deadline=None, max_examples=15)
@given(levels=known_levels, factor=st.floats(0.01, 100))
def test_weights_that_are_all_multiplied_by_the_same_change_nothing(
    name: str, levels: tuple[int, ...], factor: float
) -> None:
    rule = MENU[name]
    if not isinstance(rule, WeightedNode):
        return
    more = {id_: factor * rule.weights.get(id_, 1.0) for id_ in IDS}
    scaled = with_law(SMALL, rule.model_copy(update={"weights": more}))
    assert law_score(scaled, levels).value == pytest.approx(score(name, levels).value)


@every_rule
@pytest.mark.parametrize("level", range(5))
def test_equal_levels_score_exactly_what_each_of_them_is(name: str, level: int) -> None:
    rule = MENU[name]
    floor = getattr(rule, "children_floor", None) or 0
    assert score(name, (level, level, level)).value == pytest.approx(max(25 * level, floor))
    assert score(name, (4, 4, 4)).value == 100


@every_rule
@settings(deadline=None, max_examples=15)
@given(levels=known_levels)
def test_what_does_not_apply_counts_as_if_it_had_not_been_asked(
    name: str, levels: tuple[int, ...]
) -> None:
    for missing in ("NA", "II", None):
        fewer = (levels[0], missing, levels[2])
        assert score(name, fewer).value == pytest.approx(by_loops(name, fewer))


@settings(deadline=None, max_examples=15)
@given(levels=known_levels)
def test_a_smaller_exponent_never_gives_more(levels: tuple[int, ...]) -> None:
    rules = [
        a_rule("power_mean", exponent=e, children_floor=1)
        for e in (-20, -1, -0.5, 0, 0.5, 1, 2, 20)
    ]
    means = [law_score(with_law(SMALL, rule), levels).value or 0 for rule in rules]
    assert np.diff(means).min() > -1e-9


@settings(deadline=None, max_examples=15)
@given(levels=known_levels)
def test_exponents_of_minus_one_nought_and_one_are_the_means_of_that_name(
    levels: tuple[int, ...],
) -> None:
    def power(exponent: float, floor: float | None) -> float | None:
        rule = a_rule("power_mean", exponent=exponent, children_floor=floor)
        return law_score(with_law(SMALL, rule), levels).value

    assert power(-1, 1) == pytest.approx(score("harmonic mean", levels).value)
    assert power(0, 1) == pytest.approx(score("geometric mean", levels).value)
    assert power(1, None) == pytest.approx(score("mean", levels).value)
