"""What of the conclusions stands under another method, and in which words it is said."""

import pytest

from assessment.model.method_change import DimensionChange
from assessment.programmes.match import suggest_programmes
from assessment.reporting.method import survival_sentences
from assessment.scoring.change_method import change_method
from assessment.scoring.method_trial import what_survives
from assessment.scoring.profile import score_record
from tests.builders import all_at, record_with, small_framework


def survival(levels, **changes):
    framework = small_framework()
    changed = change_method(framework, {i: DimensionChange(**c) for i, c in changes.items()})
    record = record_with(framework, levels)
    sides = []
    for one in (framework, changed):
        profile = score_record(one, record)
        sides.append((profile, suggest_programmes(one, record, profile)))
    (before, programmes_before), (after, programmes_after) = sides
    found = what_survives(before, after, programmes_before, programmes_after)
    return found, dict.fromkeys(survival_sentences(found, framework))


MIXED = {"LAW-1": 2, "LAW-2": 4, "LAW-3": 4, "SEC-1": 3, "SEC-2": 3, "SEC-3": 3} | dict.fromkeys(
    ("PRE-1", "PRE-2"), 3
)


def test_where_nothing_changes_everything_stands():
    found, said = survival(MIXED)
    assert all(move.holds for move in (*found.bands, *found.gaps, *found.programmes))
    assert all(stands for stands, _ in said)
    assert (True, "Every dimension keeps its band.") in said


def test_a_band_that_moves_is_named_with_both_bands():
    # LAW: capped at 2 + 1 = 3 levels, 75 points (S); the plain mean of 2, 4, 4 is 83.3 (R).
    found, said = survival(MIXED, LAW={"rule": "mean"})
    assert [(m.id, m.before, m.after) for m in found.bands if not m.holds] == [("LAW", "S", "R")]
    sentence = "1 dimension moves: Courts from Established to Resilient. 2 others keep their band."
    assert (False, sentence) in said


def test_another_lowest_dimension_is_told():
    # By the minimum, LAW falls from 75 to 50 points and below the other two.
    found, said = survival(MIXED, LAW={"rule": "minimum"})
    assert found.lowest_before == ("LAW", "SEC", "PRE")
    assert found.lowest_after == ("LAW",)
    told = "As tried, Courts is lowest, and no longer Courts, Police and Warning."
    assert (False, told) in said


def test_a_review_tier_that_hangs_on_a_score_can_change():
    # One dimension below 40 points opens T1: LAW 1, 4, 4 has 50, by the minimum 25.
    found, said = survival(MIXED | {"LAW-1": 1}, LAW={"rule": "minimum"})
    assert (found.tier.before, found.tier.after) == ("T0", "T1")
    assert (False, "The review tier would be T1 instead of T0.") in said


def test_critical_gaps_are_read_from_answers_and_stand():
    found, said = survival(all_at(small_framework(), 1), LAW={"rule": "mean"})
    assert [(gap.id, gap.before, gap.after) for gap in found.gaps] == [("CG-1", "active", "active")]
    assert any(stands and "Critical gaps are read from" in text for stands, text in said)


def test_without_any_answer_no_dimension_is_the_lowest():
    found, said = survival({}, LAW={"rule": "minimum"})
    assert (found.lowest_before, found.lowest_after) == ((), ())
    assert (True, "No dimension has a score, so none is the lowest.") in said


@pytest.mark.parametrize("rule", ["mean", "minimum", "geometric_mean"])
def test_programmes_follow_answers_and_gaps_and_mostly_stay(rule):
    found, _ = survival(MIXED, LAW={"rule": rule})
    assert all(move.holds for move in found.programmes)
    assert len(found.programmes) == 3
