"""What is said of critical gaps and of the review tier."""

from dataclasses import replace

import pytest

from assessment.model.conditions import FlagCondition, IndicatorCondition, StatementCondition
from assessment.model.rules import RegionalPrompt
from assessment.model.score import Finding, GapFinding, Truth
from assessment.reporting.gaps import (
    explain_gap,
    regional_sentence,
    tier_meanings,
    tier_sentence,
)
from assessment.reporting.progress import progress_sentence
from assessment.scoring.profile import baseline_of, score_record
from tests.builders import (
    all_at,
    an_answer,
    framework_with_kinds,
    record_with,
    recorded,
    with_early,
)


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
    levels = all_at(spcf, 3) | {"SOC-4": 0, "EQU-1": 1, "POL-1": 1}
    record = record_with(spcf, levels, flags=flags)
    said = explain_gap(gap_of(score_record(spcf, record), "CG-13"), spcf, record)
    assert "context flag X02 (" in said
    assert expected in said


@pytest.mark.parametrize(
    ("ticked", "expected"),
    [
        (
            {"LAW-1.0a"},
            "Active because this was found to hold of LAW-1 (Independent judges): "
            "'Independent judges: practice works against it'.",
        ),
        (
            set(),
            "Cannot be ruled out: LAW-1 (Independent judges) is at level 0, and nobody said "
            "whether this holds: 'Independent judges: practice works against it'.",
        ),
    ],
)
def test_a_gap_on_a_statement_says_the_statement(small, ticked, expected):
    record = record_with(small, {"LAW-1": 0})
    answer = an_answer("LAW-1", 0, ticked=frozenset(ticked))
    record = replace(record, answers={"LAW-1": recorded(answer)})
    framework = with_gap_on(small, "LAW-1.0a")
    found = gap_of(score_record(framework, record), "CG-1")
    assert explain_gap(found, framework, record) == expected


def test_a_statement_that_the_level_carries_is_told_with_the_level(small):
    record = record_with(small, {"LAW-1": 3})
    framework = with_gap_on(small, "LAW-1.1a")
    found = gap_of(score_record(framework, record), "CG-1")
    assert explain_gap(found, framework, record) == (
        "Active because LAW-1 (Independent judges) is at level 3, for which this holds: "
        "'Independent judges is on paper'."
    )


def test_regions_to_be_assessed_are_asked_for_in_one_sentence_with_the_reason(small):
    prompt = RegionalPrompt(
        condition=IndicatorCondition(indicator="SEC-3", at_most=1),
        why="One figure for the state would hide them",
    )
    rules = small.rules.model_copy(update={"regional_prompt": prompt})
    framework = replace(small, rules=rules)
    record = record_with(framework, {"SEC-3": 1})
    assert regional_sentence(score_record(framework, record), framework, record) == (
        "Assess the regions concerned on their own as well: SEC-3 (Reach everywhere) is at level "
        "1. One figure for the state would hide them."
    )
    calm = record_with(framework, {"SEC-3": 2})
    assert regional_sentence(score_record(framework, calm), framework, calm) == ""


def test_every_tier_says_when_it_opens_and_why_it_is_drawn_there(small):
    routine, *others = small.rules.review_tiers
    tiers = (routine.model_copy(update={"why": "Nothing speaks for more"}), *others)
    rules = small.rules.model_copy(update={"review_tiers": tiers})
    first, second, _third = tier_meanings(replace(small, rules=rules))
    assert first == (
        "T0 Routine. When routine is due. What is due: 30 days. Why: Nothing speaks for more."
    )
    assert second == "T1 Attention. When attention is due. What is due: 30 days."


def test_a_tier_of_an_early_assessment_says_that_it_is_from_the_context_alone(small):
    framework = with_early(small)
    tiers = framework.rules.review_tiers
    alone = tiers[-1].model_copy(update={"condition": FlagCondition(flag="X1", at_least="severe")})
    rules = framework.rules.model_copy(update={"review_tiers": (*tiers[:-1], alone)})
    framework = replace(framework, rules=rules)
    profile = score_record(framework, record_with(framework, {}, flags={"X1": "severe"}))
    said = tier_sentence(profile, framework)
    assert said.startswith("Review tier T2 (Urgent review).")
    assert "the context flag X1 (Armed conflict now) is set" in said
    assert "This comes from the context alone; too few questions are answered" in said


def test_progress_is_one_line_with_what_lacks_most(small):
    framework = with_early(small)
    profile = score_record(framework, record_with(framework, {"LAW-1": 2, "LAW-2": "II"}))
    assert progress_sentence(profile.progress, framework) == (
        "Too early for results: 2 of 8 questions are answered. Results are shown from 4 on. "
        "Most is missing in Police (SEC), Warning (PRE) and Courts (LAW)."
    )
    assert tier_sentence(profile, framework).startswith("It is too early to name a review tier.")


def with_gap_on(framework, statement):
    (gap,) = framework.rules.critical_gaps
    gap = gap.model_copy(update={"condition": StatementCondition(statement=statement)})
    return replace(framework, rules=framework.rules.model_copy(update={"critical_gaps": (gap,)}))


def test_a_decline_is_told_as_a_fall_since_the_earlier_assessment(spcf):
    # The mean of LAW falls from 25 / 8, or 78.1, to 23 / 8, or 71.9: by fewer than 15 points.
    earlier = record_with(spcf, all_at(spcf, 3) | {"LAW-5": 4})
    now = record_with(spcf, all_at(spcf, 3) | {"LAW-5": 2})
    baseline = baseline_of(earlier, score_record(spcf, earlier).dimensions)
    profile = score_record(spcf, now, baseline=baseline)
    said = explain_gap(gap_of(profile, "CG-16"), spcf, now)
    assert "fell by 2 levels or more since the earlier assessment, to level 2." in said


def test_the_decline_of_a_dimension_names_the_dimension(spcf):
    (gap,) = [gap for gap in spcf.rules.critical_gaps if gap.id == "CG-16"]
    found = GapFinding(gap, Finding(Truth.TRUE, ("SEC",)))
    said = explain_gap(found, spcf, record_with(spcf, {}))
    assert "Security sector under law (SEC) fell by 15 points or more" in said


def test_insufficient_information_on_keys_is_never_told_as_a_level(spcf):
    record = record_with(spcf, all_at(spcf, 3) | {"LAW-2": "II", "SEC-1": "II"})
    said = explain_gap(gap_of(score_record(spcf, record), "CG-17"), spcf, record)
    assert said.count("insufficient information") == 2
    assert "at level" not in said


def test_the_tier_is_told_with_time_reason_and_that_people_decide(small):
    profile = score_record(small, record_with(small, {"LAW-1": 0, "SEC-1": 1}))
    said = tier_sentence(profile, small)
    assert said.startswith("Review tier T1 (Attention). What is due: 30 days.")
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


def test_a_cause_at_level_0_says_whether_nothing_is_there_or_something_works_against_it():
    framework = framework_with_kinds()
    answers = {
        "LAW-1": an_answer("LAW-1", 0, ticked=frozenset({"LAW-1.0b"})),
        "SEC-1": an_answer("SEC-1", 0, ticked=frozenset({"SEC-1.0a"})),
    }
    record = replace(
        record_with(framework, {}), answers={id_: recorded(one) for id_, one in answers.items()}
    )
    (gap,) = score_record(framework, record).gaps
    assert explain_gap(gap, framework, record) == (
        "Active because LAW-1 (Independent judges) is at level 0 (something works against "
        "protection) and SEC-1 (Lawful command) is at level 0 (nothing is in place)."
    )
