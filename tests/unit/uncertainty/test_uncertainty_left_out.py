"""Scores without single indicators are what scoring without them gives."""

import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from assessment.scoring.profile import score_record
from tests.builders import all_at, small_framework, spcf
from tests.random_answers import levels, quick
from tests.unit.uncertainty.analyses import dimensions, record

FRAMEWORKS = {"small": quick(small_framework()), "spcf": quick(spcf())}
both_frameworks = pytest.mark.parametrize("name", FRAMEWORKS)


def rescored(framework, answers, indicator_id):
    profile = score_record(framework, record(framework, {**answers, indicator_id: "NA"}))
    return {score.dimension_id: score for score in profile.dimensions}


@both_frameworks
@tries(deadline=None, max_examples=25)
@given(data=st.data())
def test_leaving_one_out_equals_scoring_without_it(name, data):
    framework = FRAMEWORKS[name]
    answers = data.draw(levels(framework))
    found = dimensions(framework, answers, draws=100, leave_one_out=True)
    listed = [(own, one) for own in found.values() for one in own.left_out]
    if not listed:
        return
    own, one = data.draw(st.sampled_from(listed))
    again = rescored(framework, answers, one.indicator_id)[own.dimension_id]
    if again.value is None:
        assert one.score is one.change is one.band_without is None
        assert one.moves_band
        return
    assert one.score == pytest.approx(again.value, abs=1e-8)
    assert one.change == pytest.approx(again.value - own.point, abs=1e-8)
    assert one.band_without == again.band.letter
    assert one.moves_band == (one.band != again.band.letter)


def test_every_indicator_with_a_level_is_listed_once_in_its_dimension():
    framework = FRAMEWORKS["spcf"]
    found = dimensions(framework, all_at(framework, 2), leave_one_out=True)
    for dimension in framework.questionnaire.dimensions:
        ids = [one.indicator_id for one in found[dimension.id].left_out]
        assert sorted(ids) == sorted(indicator.id for indicator in dimension.indicators)


def test_an_indicator_of_another_dimension_is_listed_where_its_gate_held_the_score_down():
    framework = FRAMEWORKS["small"]
    # LAW-1 at 0 lets SEC-3 count as 1 only; without it SEC-1 lets it count as 4.
    answers = all_at(framework, 4) | {"LAW-1": 0}
    found = dimensions(framework, answers, leave_one_out=True)["SEC"]
    one = next(one for one in found.left_out if one.indicator_id == "LAW-1")
    assert found.point == 81.25
    assert one.score == 100


def test_without_its_key_a_dimension_loses_its_cap_and_moves_to_another_band():
    framework = FRAMEWORKS["small"]
    found = dimensions(framework, all_at(framework, 4) | {"LAW-1": 0}, leave_one_out=True)["LAW"]
    first = found.left_out[0]
    assert (first.indicator_id, first.score, first.change) == ("LAW-1", 100, 75)
    assert (first.band, first.band_without, first.moves_band) == ("W", "R", True)


def test_a_dimension_without_a_score_lists_nothing():
    framework = FRAMEWORKS["small"]
    answers = all_at(framework, 3) | {"LAW-1": "II"}
    assert dimensions(framework, answers, leave_one_out=True)["LAW"].left_out == ()


def test_losing_the_score_altogether_comes_first():
    framework = FRAMEWORKS["spcf"]
    # Five of seven have a level, just enough; without one of them four of six are too few.
    answers = all_at(framework, 3) | {"POL-2": "II", "POL-3": "II"}
    found = dimensions(framework, answers, leave_one_out=True)["POL"]
    assert found.point is not None
    assert {one.score for one in found.left_out} == {None}
