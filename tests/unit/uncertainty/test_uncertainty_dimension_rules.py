"""Every rule of a dimension in the draws, against plain loops and against the score."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as tries
from hypothesis import strategies as st

from assessment.scoring.profile import score_record
from tests.builders import small_framework
from tests.random_answers import levels, quick
from tests.rule_menu import MENU, with_law
from tests.unit.uncertainty import plain_loops
from tests.unit.uncertainty.analyses import (
    NOTHING,
    analyse,
    dimensions,
    record,
    settings,
    with_rules,
)

SMALL = quick(small_framework())
every_rule = pytest.mark.parametrize("name", MENU)


@every_rule
@tries(deadline=None, max_examples=4)
@given(data=st.data())
def test_plain_loops_give_the_same_numbers_from_the_same_draws(name, data):
    framework = with_law(SMALL, MENU[name])
    records = [record(framework, data.draw(levels(framework)), "a-1", confidence="low")]
    changes = {"draws": 100, "weight_spread": 0.5, "allowance_spread": 1}
    expected = plain_loops.draw_all(framework, records, settings(**changes))["LAW"][0]
    (state,) = analyse(framework, *records, **changes).states
    spread = state.dimensions[0].spread
    if spread is None:
        return
    for share, found in ((0.05, spread.low), (0.5, spread.median), (0.95, spread.high)):
        assert found == pytest.approx(plain_loops.quantile(expected, share), abs=1e-7)


@every_rule
@tries(deadline=None, max_examples=8)
@given(data=st.data())
def test_the_point_and_the_bounds_are_those_of_the_score(name, data):
    framework = with_law(SMALL, MENU[name])
    answers = data.draw(levels(framework))
    own = dimensions(framework, answers, draws=100, **NOTHING)["LAW"]
    score = score_record(framework, record(framework, answers)).dimensions[0]
    assert own.point == (None if score.value is None else pytest.approx(score.value, abs=1e-7))
    assert own.low == pytest.approx(score.low, abs=1e-7)
    assert own.high == pytest.approx(score.high, abs=1e-7)


@every_rule
def test_an_answer_of_its_own_never_leaves_an_empty_number_in_the_draws(name):
    framework = with_rules(
        with_law(SMALL, MENU[name]),
        coverage=SMALL.rules.coverage.model_copy(update={"share": 0, "keys": False}),
    )
    for answers in ({"LAW-1": 0}, {"LAW-2": 4}, {"LAW-1": 0, "LAW-2": "NA", "LAW-3": "II"}):
        spread = dimensions(framework, answers, draws=100)["LAW"].spread
        assert spread is not None
        assert np.isfinite([spread.low, spread.median, spread.high]).all()
