"""What may be said of two scores: the truth table of the verdict."""

import pytest

from assessment.model.comparison import Verdict
from assessment.model.score import Interval
from assessment.scoring.comparison import judge
from tests.unit.compare.sides import a_score

LOW, HIGH = a_score(20, (15, 25)), a_score(60, (55, 65))
NEAR = a_score(24, (22, 30))
NONE = a_score(None)
ABOVE, BELOW, AROUND = Interval(30, 40, 50), Interval(-50, -40, -30), Interval(-1, 20, 50)


@pytest.mark.parametrize(
    ("before", "after", "interval", "verdict"),
    [
        (LOW, HIGH, ABOVE, Verdict.HIGHER),
        (HIGH, LOW, BELOW, Verdict.LOWER),
        (LOW, HIGH, AROUND, Verdict.NO_CLEAR_DIFFERENCE),
        (LOW, NEAR, ABOVE, Verdict.NO_CLEAR_DIFFERENCE),
        (NEAR, LOW, BELOW, Verdict.NO_CLEAR_DIFFERENCE),
        (LOW, LOW, Interval(0, 0, 0), Verdict.NO_CLEAR_DIFFERENCE),
        (LOW, HIGH, BELOW, Verdict.NO_CLEAR_DIFFERENCE),
        (HIGH, LOW, ABOVE, Verdict.NO_CLEAR_DIFFERENCE),
        (NONE, HIGH, None, Verdict.NOT_COMPARABLE),
        (LOW, NONE, None, Verdict.NOT_COMPARABLE),
        (NONE, NONE, None, Verdict.NOT_COMPARABLE),
        (LOW, HIGH, None, Verdict.NOT_COMPARABLE),
    ],
    ids=[
        "apart upward",
        "apart downward",
        "the interval of the difference includes 0",
        "the intervals of the scores overlap upward",
        "the intervals of the scores overlap downward",
        "the same",
        "score up and interval down",
        "score down and interval up",
        "no score before",
        "no score after",
        "no score at all",
        "no interval",
    ],
)
def test_the_verdict_follows_scores_and_intervals(before, after, interval, verdict):
    assert judge(before, after, interval) is verdict


def test_intervals_that_only_touch_overlap():
    touching = a_score(30, (25, 35))
    assert judge(LOW, touching, Interval(1, 10, 20)) is Verdict.NO_CLEAR_DIFFERENCE


def test_an_interval_of_the_difference_that_ends_at_zero_includes_it():
    assert judge(LOW, HIGH, Interval(0, 20, 50)) is Verdict.NO_CLEAR_DIFFERENCE
