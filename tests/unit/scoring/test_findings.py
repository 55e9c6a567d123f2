"""Gaps, tier and days without any interval are those of the whole profile."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.model.answer import RecordedAnswer
from assessment.model.framework import Framework
from assessment.model.rules import ScoringRules
from assessment.scoring.profile import baseline_of, findings_of, score_record
from tests.builders import all_at, record_with, small_framework, spcf, with_early
from tests.small_questionnaire import small_rules

DECLINE = {
    "id": "CG-2",
    "name": "Sharp decline",
    "meaning": "A dimension fell.",
    "crimes": ["C"],
    "condition": {"any": [{"key_decline": 3}, {"dimension_decline": 20}]},
}


def with_rules(**changes: Any) -> Framework:
    rules = ScoringRules.model_validate({**small_rules(), **changes})
    return replace(small_framework(), rules=rules)


DECLINING = with_rules(critical_gaps=[*small_rules()["critical_gaps"], DECLINE])
IDS = [indicator.id for indicator in DECLINING.questionnaire.indicators]
STATEMENTS_OF = {one.id: frozenset(one.statement_ids) for one in DECLINING.questionnaire.indicators}
STATEMENTS = frozenset[str]().union(*STATEMENTS_OF.values())
LEVELS = st.dictionaries(
    st.sampled_from(IDS), st.sampled_from([None, "II", "NA", 0, 1, 2, 3, 4]), min_size=4
)
FLAGS = st.fixed_dictionaries({}, optional={"X1": st.sampled_from(["none", "present", "severe"])})


@settings(max_examples=30)
@given(before=LEVELS, after=LEVELS, flags=FLAGS, is_early=st.booleans())
def test_what_is_found_is_what_the_profile_says_also_since_a_baseline(
    before, after, flags, is_early
):
    framework = with_early(DECLINING) if is_early else DECLINING
    earlier = record_with(framework, before, confidence="high")
    baseline = baseline_of(earlier, score_record(framework, earlier).dimensions)
    record = record_with(framework, after, confidence="high", flags=flags)
    for against in (None, baseline):
        profile = score_record(framework, record, baseline=against)
        found = findings_of(framework, record, baseline=against)
        assert found.gaps == profile.gaps
        assert (found.tier, found.tier_causes) == (profile.tier, profile.tier_causes)


@settings(max_examples=30)
@given(levels=LEVELS, flags=FLAGS, is_early=st.booleans())
def test_without_intervals_everything_else_of_the_profile_is_the_same(levels, flags, is_early):
    framework = with_early(DECLINING) if is_early else DECLINING
    record = record_with(framework, levels, confidence="high", flags=flags)
    whole = score_record(framework, record)
    bare = score_record(framework, record, has_intervals=False)
    without = tuple(replace(one, interval=None) for one in whole.dimensions)
    assert replace(whole, dimensions=without, method_marks=()) == bare


@settings(max_examples=30)
@given(
    levels=LEVELS,
    flags=FLAGS,
    ticked=st.frozensets(st.sampled_from(sorted(STATEMENTS))),
    text=st.text(max_size=20),
)
def test_what_is_ticked_and_written_beside_the_levels_moves_no_finding(levels, flags, ticked, text):
    record = record_with(DECLINING, levels, confidence="high", flags=flags)

    def beside(recorded: RecordedAnswer) -> RecordedAnswer:
        own = ticked & STATEMENTS_OF[recorded.answer.indicator_id]
        answer = replace(recorded.answer, ticked=own, rationale=text, reason=text)
        assert answer.scored == recorded.answer.scored
        return replace(recorded, answer=answer)

    moved = replace(record, answers={id_: beside(one) for id_, one in record.answers.items()})
    assert findings_of(DECLINING, moved) == findings_of(DECLINING, record)
    assert score_record(DECLINING, moved).dimensions == score_record(DECLINING, record).dimensions


def test_a_decline_that_is_clear_is_found_and_one_within_the_interval_is_not():
    high = record_with(DECLINING, all_at(DECLINING, 4), confidence="high")
    baseline = baseline_of(high, score_record(DECLINING, high).dimensions)
    fallen = record_with(DECLINING, all_at(DECLINING, 2), confidence="high")
    active = {f.gap.id for f in findings_of(DECLINING, fallen, baseline=baseline).gaps}
    assert "CG-2" in active
    same = findings_of(DECLINING, high, baseline=baseline)
    assert "CG-2" not in {f.gap.id for f in same.gaps if f.is_active}


@pytest.mark.parametrize(
    ("flags", "tier", "days"),
    [
        ({"X08": "severe"}, "T3", 14),
        ({"X08": "severe", "X09": "present"}, "T3", 3),
        ({"X09": "severe"}, "T3", 3),
        ({"X08": "present"}, "T2", 30),
        ({"X01": "present"}, "T1", 90),
        ({}, None, None),
    ],
)
def test_the_days_of_the_shipped_tiers_are_those_of_their_texts(flags, tier, days):
    framework = spcf()
    found = findings_of(framework, record_with(framework, {}, flags=flags))
    assert (found.tier.id if found.tier else None, found.due_days) == (tier, days)
    if found.tier is not None and found.tier.due is not None:
        assert f"within {days} days" in found.tier.act_within
        word = "Convene" if found.tier.due.to == "convene" else "decision|review"
        assert any(part in found.tier.act_within for part in word.split("|"))


def test_a_tier_without_a_rule_for_its_days_counts_none():
    framework = small_framework()
    found = findings_of(framework, record_with(framework, {"LAW-1": 0, "SEC-1": 0}))
    assert found.tier is not None
    assert (found.tier.id, found.tier.asks_for_review, found.due_days) == ("T1", True, None)
    assert not framework.rules.review_tiers[0].asks_for_review
