"""What may be said of two scores: the truth table of the verdict."""

import pytest

from assessment.model.comparison import Verdict
from assessment.model.score import Interval
from assessment.scoring.comparison import judge

ABOVE, BELOW, AROUND = Interval(30, 40, 50), Interval(-50, -40, -30), Interval(-1, 20, 50)


@pytest.mark.parametrize(
    ("difference", "interval", "verdict"),
    [
        (40, ABOVE, Verdict.HIGHER),
        (-40, BELOW, Verdict.LOWER),
        (40, AROUND, Verdict.NO_CLEAR_DIFFERENCE),
        (0, Interval(0, 0, 0), Verdict.NO_CLEAR_DIFFERENCE),
        (40, BELOW, Verdict.NO_CLEAR_DIFFERENCE),
        (-40, ABOVE, Verdict.NO_CLEAR_DIFFERENCE),
        (20, Interval(0, 20, 50), Verdict.NO_CLEAR_DIFFERENCE),
        (None, None, Verdict.NOT_COMPARABLE),
        (40, None, Verdict.NOT_COMPARABLE),
    ],
    ids=[
        "apart upward",
        "apart downward",
        "the interval of the difference includes 0",
        "the same",
        "score up and interval down",
        "score down and interval up",
        "an interval that ends at 0 includes it",
        "no score on one side",
        "no interval",
    ],
)
def test_the_verdict_follows_the_difference_and_its_own_interval(difference, interval, verdict):
    assert judge(difference, interval) is verdict
