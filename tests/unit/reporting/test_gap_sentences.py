"""What is said of critical gaps and of the review tier."""

from dataclasses import replace

import pytest

from assessment.model.score import Finding, GapFinding, Truth
from assessment.reporting.gaps import explain_gap, tier_sentence
from assessment.scoring.profile import baseline_of, score_record
from tests.builders import record_with


def gap_of(profile, gap_id):
    return next(found for found in profile.gaps if found.gap.id == gap_id)


def test_an_active_gap_names_the_levels_that_make_it_so(small):
    record = record_with(small, {"LAW-1": 0, "SEC-1": 1})
    found = gap_of(score_record(small, record), "CG-1")
    assert explain_gap(found, small, record) == (
        "Active because LAW-1 (Independent judges) is at level 0 "
        "and SEC-1 (Lawful command) is at level 1."
    )


def test_a_gap_that_cannot_be_ruled_out_names_what_is_not_known_and_how(small):
    record = record_with(small, {"LAW-1": "II"})
    found = gap_of(score_record(small, record), "CG-1")
    assert explain_gap(found, small, record) == (
        "Cannot be ruled out: LAW-1 (Independent judges) is not known (insufficient information) "
        "and SEC-1 (Lawful command) is not known (not answered)."
    )


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ({"X02": "severe"}, "is entered as 'Severe'"),
        ({"X02": "unknown"}, "is entered as 'Unknown'"),
        ({}, "is not known (nothing entered)"),
    ],
)
def test_a_flag_behind_a_gap_is_named_with_what_was_entered(spcf, flags, expected):
    levels = {"SOC-4": 0, "EQU-1": 1, "POL-1": 1}
    record = record_with(spcf, levels, flags=flags)
    said = explain_gap(gap_of(score_record(spcf, record), "CG-13"), spcf, record)
    assert "context flag X02 (" in said
    assert expected in said


def test_a_decline_is_told_as_a_fall_since_the_earlier_assessment(spcf):
    earlier = record_with(spcf, {"LAW-5": 4})
    now = record_with(spcf, {"LAW-5": 1})
    baseline = baseline_of("Earlier", earlier, score_record(spcf, earlier))
    profile = score_record(spcf, now, baseline=baseline)
    said = explain_gap(gap_of(profile, "CG-16"), spcf, now)
    assert "fell by 2 levels or more since the earlier assessment, to level 1." in said


def test_the_decline_of_a_dimension_names_the_dimension(spcf):
    (gap,) = [gap for gap in spcf.rules.critical_gaps if gap.id == "CG-16"]
    found = GapFinding(gap, Finding(Truth.TRUE, ("SEC",)))
    said = explain_gap(found, spcf, record_with(spcf, {}))
    assert "Security sector under law (SEC) fell by 15 points or more" in said


def test_insufficient_information_on_keys_is_never_told_as_a_level(spcf):
    record = record_with(spcf, {"LAW-2": "II", "SEC-1": "II"})
    said = explain_gap(gap_of(score_record(spcf, record), "CG-17"), spcf, record)
    assert said.count("insufficient information") == 2
    assert "at level" not in said


def test_the_tier_is_told_with_time_reason_and_that_people_decide(small):
    profile = score_record(small, record_with(small, {"LAW-1": 0, "SEC-1": 1}))
    said = tier_sentence(profile, small)
    assert said.startswith("Review tier T1 (Attention). Time to act: 30 days.")
    assert "the critical gap CG-1 (Impunity) is active" in said
    assert "Courts (LAW) can be as low as 0.0" in said
    assert said.endswith("and record their reasons.")
    assert "named people decide" in said


def test_a_tier_says_that_it_may_rise_while_a_gap_cannot_be_ruled_out(small):
    said = tier_sentence(score_record(small, record_with(small, {})), small)
    assert "1 critical gap cannot be ruled out (CG-1), so the tier may rise" in said


def test_the_highest_tier_does_not_say_that_it_may_rise(spcf):
    profile = score_record(spcf, record_with(spcf, {}, flags={"X08": "severe"}))
    said = tier_sentence(profile, spcf)
    assert "T3" in said
    assert "the context flag X08 (" in said
    assert "may rise" not in said


def test_without_a_tier_people_still_decide(small):
    profile = replace(score_record(small, record_with(small, {})), tier=None, tier_causes=())
    assert tier_sentence(profile, small).startswith("No review tier applies. ")
    assert "named people decide" in tier_sentence(profile, small)
