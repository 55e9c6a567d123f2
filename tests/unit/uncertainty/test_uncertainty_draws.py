"""What the draws compute, against plain loops, the score, the bounds and the own interval."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from assessment.scoring.profile import score_record
from tests.builders import all_at, small_framework, spcf
from tests.random_answers import complete, levels, quick
from tests.rule_menu import a_rule
from tests.unit.uncertainty.analyses import (
    ALL_RULES,
    NOTHING,
    analyse,
    dimensions,
    record,
    settings,
    with_dimension_rule,
)
from tests.unit.uncertainty.plain_loops import draw_all, quantile

FRAMEWORKS = {"small": quick(small_framework()), "spcf": quick(spcf())}
both_frameworks = pytest.mark.parametrize("name", FRAMEWORKS)
GRADES = ("A", "B", "C", None)
ENDS = {"small": (0.05, 0.95), "spcf": (0.035, 0.965)}


def assert_same_as_loops(framework, records, **changes):
    chosen = settings(draws=100, **changes)
    expected = draw_all(framework, records, chosen)
    result = analyse(framework, *records, draws=100, **changes)
    low, high = ENDS["spcf" if framework.questionnaire.id == "spcf" else "small"]
    shares = {"low": low, "quarter": 0.25, "median": 0.5, "three_quarters": 0.75, "high": high}
    for row, state in enumerate(result.states):
        for found in state.dimensions:
            scores = expected[found.dimension_id][row]
            if found.spread is None:
                continue
            for name, share in shares.items():
                assert getattr(found.spread, name) == pytest.approx(
                    quantile(scores, share), abs=1e-8
                )
            for band, share in found.bands.items():
                bands = framework.rules.bands
                inside = [[b for b in bands if b.from_score <= s][-1].letter for s in scores]
                assert share == inside.count(band) / len(scores)


def graded(one):
    """The same answers on evidence of every grade in turn; that of unknown ones says nothing."""
    answers = {
        id_: replace(own, answer=replace(own.answer, evidence_grade=GRADES[n % len(GRADES)]))
        for n, (id_, own) in enumerate(one.answers.items())
    }
    return replace(one, answers=answers)


@both_frameworks
@tries(deadline=None, max_examples=8)
@given(data=st.data())
def test_plain_loops_give_the_same_numbers_from_the_same_draws(name, data):
    framework = FRAMEWORKS[name]
    records = [
        record(framework, data.draw(levels(framework)), "a-1", confidence="medium"),
        record(framework, data.draw(levels(framework)), "a-2"),
    ]
    if name == "spcf":
        records[0] = graded(records[0])
    first = framework.questionnaire.indicators[0].id
    assert_same_as_loops(
        framework,
        records,
        missing=data.draw(st.booleans()),
        together=data.draw(st.sampled_from([0, 0.4])),
        answers=data.draw(st.booleans()),
        step_maps=data.draw(st.booleans()),
        weight_spread=data.draw(st.sampled_from([0, 0.25, 0.9])),
        allowance_spread=data.draw(st.sampled_from([0, 0.5, 2])),
        rules=data.draw(st.sampled_from([("own",), ALL_RULES, ("minimum", "mean")])),
        raters=data.draw(st.sampled_from([{}, {"a-2": {first: (0, 3, 4)}}])),
    )


def test_plain_loops_agree_on_a_weakest_link_rule():
    framework = with_dimension_rule(FRAMEWORKS["small"], "LAW", a_rule("minimum", why="For tests."))
    answers = all_at(framework, 2) | {"LAW-2": 1, "LAW-3": "II"}
    assert_same_as_loops(framework, [record(framework, answers)], missing=False)


@both_frameworks
@tries(deadline=None, max_examples=30)
@given(data=st.data())
def test_the_point_and_the_bounds_are_those_of_the_score(name, data):
    framework = FRAMEWORKS[name]
    answers = data.draw(levels(framework))
    profile = score_record(framework, record(framework, answers))
    found = dimensions(framework, answers, draws=100)
    for score in profile.dimensions:
        own = found[score.dimension_id]
        assert own.point == (None if score.value is None else pytest.approx(score.value, abs=1e-8))
        assert own.low == pytest.approx(score.low, abs=1e-8)
        assert own.high == pytest.approx(score.high, abs=1e-8)
        assert own.n_missing == len(score.missing)


@pytest.mark.parametrize("confidence", ["high", "low"])
def test_answers_alone_give_the_questionnaires_own_interval_up_to_the_noise(confidence):
    framework = spcf()
    steps = (3, 1, 2, 2, 1, 2, 2, 3, 2)
    answers = {
        i.id: steps[n]
        for d in framework.questionnaire.dimensions
        for n, i in enumerate(d.indicators)
    }
    profile = score_record(framework, record(framework, answers, confidence=confidence))
    chosen = {"weight_spread": 0, "step_maps": False, "draws": 4000}
    found = dimensions(framework, answers, confidence=confidence, **chosen)
    for score in profile.dimensions:
        own, spread = score.interval, found[score.dimension_id].spread
        assert spread.low == pytest.approx(own.low, abs=3)
        assert spread.median == pytest.approx(own.median, abs=3)
        assert spread.high == pytest.approx(own.high, abs=3)


@both_frameworks
@tries(deadline=None, max_examples=20)
@given(data=st.data())
def test_with_nothing_varied_every_draw_is_the_score(name, data):
    framework = FRAMEWORKS[name]
    for found in dimensions(framework, data.draw(levels(framework)), draws=100, **NOTHING).values():
        if found.spread is None:
            assert found.point is None
            continue
        for end in (found.spread.low, found.spread.quarter, found.spread.median, found.spread.high):
            assert end == pytest.approx(found.point, abs=1e-9)
        assert list(found.bands.values()).count(1.0) == 1


@both_frameworks
def test_the_same_seed_gives_the_same_digits_and_another_seed_others(name):
    framework = FRAMEWORKS[name]
    one = record(framework, all_at(framework, 2))
    assert analyse(framework, one, seed=5).to_json() == analyse(framework, one, seed=5).to_json()
    first, second = (analyse(framework, one, seed=seed).states for seed in (5, 6))
    assert first != second


def test_switching_a_source_on_leaves_the_draws_of_the_others_as_they_were():
    # SEC has neither a cap nor an unknown answer, so only the other sources could move it.
    framework = FRAMEWORKS["small"]
    answers = all_at(framework, 2) | {"PRE-2": "II"}
    plain = dimensions(framework, answers, missing=False)["SEC"].spread
    for change in ({"missing": True}, {"missing": False, "allowance_spread": 1}):
        assert dimensions(framework, answers, **change)["SEC"].spread == plain
    raters = {"a-1": {"PRE-1": (0, 4)}}
    assert dimensions(framework, answers, missing=False, raters=raters)["SEC"].spread == plain


def test_the_first_state_has_the_same_draws_alone_and_in_company():
    framework = FRAMEWORKS["spcf"]
    first = record(framework, all_at(framework, 2))
    others = [record(framework, all_at(framework, 3), f"b-{n}") for n in range(400)]
    alone = analyse(framework, first).states[0]
    together = analyse(framework, first, *others).states[0]
    assert [d.spread for d in alone.dimensions] == [d.spread for d in together.dimensions]


def test_scaling_all_weights_changes_nothing():
    framework = FRAMEWORKS["small"]
    ids = ("SEC-1", "SEC-2", "SEC-3")
    answers = {"SEC-1": 1, "SEC-2": 3, "SEC-3": 2, "LAW-1": 2}
    spreads = []
    for factor in (1, 2, 7.3):
        weights = {id_: factor * (2 if id_ == "SEC-1" else 1) for id_ in ids}
        rule = a_rule("mean", weights=weights, why="For tests.")
        scaled = with_dimension_rule(framework, "SEC", rule)
        spreads.append(dimensions(scaled, answers)["SEC"].spread)
    assert spreads[0] == spreads[1]
    assert spreads[2].low == pytest.approx(spreads[0].low, abs=1e-8)
    assert spreads[2].high == pytest.approx(spreads[0].high, abs=1e-8)


def test_shares_of_the_bands_add_up_to_one_and_a_cut_off_belongs_to_the_upper_band():
    framework = FRAMEWORKS["small"]
    found = dimensions(framework, all_at(framework, 2), answers=True, rules=ALL_RULES)
    for own in found.values():
        assert sum(own.bands.values()) == pytest.approx(1)
    # A mean of 1.6 levels is 40 points, the first score of the band Partial.
    answers = all_at(framework, 2) | {"SEC-1": 1, "SEC-2": 2, "SEC-3": 2}
    rule = a_rule("mean", weights={"SEC-1": 2, "SEC-2": 1.5, "SEC-3": 1.5}, why="x")
    fixed = dimensions(with_dimension_rule(framework, "SEC", rule), answers, **NOTHING)["SEC"]
    assert fixed.point == 40
    assert fixed.bands["P"] == 1


def test_too_few_answers_give_no_draws_unless_the_missing_ones_are_drawn():
    framework = FRAMEWORKS["small"]
    answers = all_at(framework, 3) | {"LAW-1": "II"}
    without = dimensions(framework, answers, missing=False)["LAW"]
    assert (without.point, without.spread, without.bands) == (None, None, {})
    drawn = dimensions(framework, answers, missing=True)["LAW"]
    assert drawn.point is None
    assert drawn.spread.low < drawn.spread.high


def test_a_dimension_in_which_nothing_applies_has_no_draws_and_open_bounds():
    framework = FRAMEWORKS["small"]
    answers = all_at(framework, 3) | dict.fromkeys(("PRE-1", "PRE-2"), "NA")
    result = analyse(framework, record(framework, answers), sensitivity_size=64)
    found = result.states[0].dimensions[-1]
    assert (found.point, found.spread, found.low, found.high) == (None, None, 0, 100)
    assert found.shares == ()
    assert result.states[0].composite.spread is None


def test_a_rater_s_level_is_taken_instead_of_the_step_by_confidence():
    framework = FRAMEWORKS["small"]
    answers = all_at(framework, 2)
    raters = {"a-1": {"PRE-1": (1, 1), "PRE-2": (1,)}}
    found = dimensions(framework, answers, raters=raters, weight_spread=0, step_maps=False)
    assert found["PRE"].point == 50
    assert (found["PRE"].spread.low, found["PRE"].spread.high) == (25, 25)
    split = {"a-1": {"PRE-1": (0, 4), "PRE-2": (2,)}}
    spread = dimensions(framework, answers, raters=split, weight_spread=0, step_maps=False)["PRE"]
    assert (spread.spread.low, spread.spread.high) == (12.5, 62.5)


@both_frameworks
@tries(deadline=None, max_examples=20)
@given(data=st.data())
def test_the_minimum_alone_is_never_above_the_geometric_mean_nor_that_above_the_mean(name, data):
    framework = FRAMEWORKS[name]
    answers = data.draw(complete(framework))
    held = {key: value for key, value in NOTHING.items() if key != "answers"}
    by_rule = [
        dimensions(framework, answers, draws=100, rules=(rule,), **held)
        for rule in ("minimum", "geometric_mean", "mean")
    ]
    for id_ in by_rule[0]:
        low, middle, high = (found[id_].spread.median for found in by_rule)
        # The geometric mean counts 0 points as 1, so it may exceed the others by that point.
        assert low <= middle + 1e-8
        assert middle <= high + 1 + 1e-8
