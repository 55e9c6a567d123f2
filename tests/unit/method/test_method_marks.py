"""Under which other methods a band holds, worked out by hand, and how it is said."""

import pytest

from assessment.reporting.method_marks import (
    mark_lines,
    mark_table,
    mark_words,
    method_reasons,
)
from assessment.reporting.profile import dimension_table
from assessment.scoring.profile import score_record
from tests.builders import framework_with_methods, record_with, small_framework

FRAMEWORK = framework_with_methods()
LEVELS = {"LAW-1": 1, "LAW-2": 4, "LAW-3": 4, "SEC-1": 2, "SEC-2": 2, "SEC-3": 2}
# Own: the mean is 3, capped at 1 + 1 = 2, or 50 points: P.
# The plain mean: 3, or 75 points: S.
# Keys twice: (2 x 1 + 4 + 4) / 4 = 2.5, capped at 2, or 50 points: P.


@pytest.fixture
def profile():
    return score_record(FRAMEWORK, record_with(FRAMEWORK, LEVELS))


def test_a_band_is_held_against_each_other_method(profile):
    mark = profile.method_mark("LAW")
    assert (mark.band, mark.others, mark.n_holds) == ("P", {"mean": "S", "keys": "P"}, 1)
    # Every level is 2: no weight and no cap can move them.
    assert profile.method_mark("SEC").n_holds == 2


def test_a_mark_is_said_with_every_method_and_the_band_under_it(profile):
    assert mark_words(profile.method_mark("LAW")) == "1 of 2"
    assert mark_lines(profile, "LAW", FRAMEWORK) == (
        "The band of the score, Partial, holds under 1 of 2 other methods. The interval does not "
        "contain this: it is about the state, and the method is a choice.",
        "The plain mean: S Established, another band.",
        "Keys twice: P Partial, the same band.",
    )


def test_the_table_of_dimensions_has_the_mark_and_no_cell_is_empty(profile):
    column = dimension_table(profile, FRAMEWORK)["Band holds under other methods"]
    assert [*column] == ["1 of 2", "2 of 2", "No score"]


def test_every_dimension_stands_in_the_table_with_its_letter_under_each_method(profile):
    table = mark_table(profile, FRAMEWORK)
    assert [*table.columns] == [
        *("Dimension", "Questionnaire's method", "Band holds under other methods"),
        *("The plain mean", "Keys twice"),
    ]
    assert table.to_numpy().tolist() == [
        ["Courts", "P", "1 of 2", "S", "P"],
        ["Police", "P", "2 of 2", "P", "P"],
        ["Warning", *["No score"] * 4],
    ]
    assert method_reasons(FRAMEWORK) == (
        "The plain mean: Nothing is capped.",
        "Keys twice: Restraint hangs on keys.",
    )


def test_a_dimension_without_a_score_has_no_mark(profile):
    assert profile.method_mark("PRE") is None
    assert mark_lines(profile, "PRE", FRAMEWORK) == ()


def test_a_questionnaire_that_names_no_methods_shows_nothing_of_them():
    small = small_framework()
    found = score_record(small, record_with(small, LEVELS))
    assert found.method_marks == ()
    assert mark_lines(found, "LAW", small) == ()
    assert [*dimension_table(found, small).columns][-1] == "Limit set by"
