"""Invented archetypes of states get the review tier and the gaps that an expert expects.

What is expected of programmes is tested with the programmes; here only that what does not
apply is never held against a state.
"""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from assessment.library.load import load_framework
from assessment.model.framework import Framework
from assessment.model.score import Profile
from assessment.model.suggestion import Suggestion
from assessment.programmes.match import suggest_programmes
from assessment.reporting.programmes import explain_suggestion
from assessment.scoring.profile import baseline_of, score_record
from tests.builders import all_at, record_with
from tests.random_answers import quick
from tests.shared_data import reference
from tests.unit.archetypes.translation import CHANGES, NEIGHBOURS, record_of

FOLDER = Path(__file__).parents[3] / "questionnaires" / "spcf" / "2.0"
IDS = ("A", "B", "D", "D2", "E", "F", "H", "I", "K", "L", "N", "Q", "S", "T", "U0", "U1", "W")
TIERS = ("T0", "T1", "T2", "T3")


@cache
def framework() -> Framework:
    """Framework 2.0, read from its folder once."""
    loaded = load_framework(FOLDER)
    assert loaded.framework is not None, [problem.found for problem in loaded.problems]
    return loaded.framework


@cache
def archetypes() -> dict[str, Any]:
    """The archetypes, by id."""
    read = yaml.safe_load(reference("state-profiles.yaml").read_text(encoding="utf-8"))
    return {one["id"]: one for one in read}


def profile_of(id_: str) -> Profile:
    rules = quick(framework())
    return score_record(rules, record_of(rules, archetypes()[id_]))


def tier_of(profile: Profile) -> str:
    assert profile.tier is not None
    return profile.tier.id


def allowed_tiers(said: str) -> set[str]:
    """Read 'T3', 'T0 or T1' and 'T2 at least'; without a tier, any."""
    named = re.findall(r"T\d", said)
    if "at least" in said:
        return set(TIERS[TIERS.index(named[0]) :])
    return set(named) or set(TIERS)


@pytest.mark.parametrize(
    ("said", "tiers"),
    [
        ("T3", {"T3"}),
        ("T0 or T1", {"T0", "T1"}),
        ("T2 at least", {"T2", "T3"}),
        ("T0, or T1 because a dimension is unknown", {"T0", "T1"}),
        ("", {"T0", "T1", "T2", "T3"}),
    ],
)
def test_what_is_expected_is_read_as_it_is_meant(said: str, tiers: set[str]) -> None:
    assert allowed_tiers(said) == tiers


def test_every_archetype_is_tried_and_every_translation_names_what_exists() -> None:
    assert set(archetypes()) == set(IDS)
    questionnaire = framework().questionnaire
    changed = {(id_, one.ticked) for each in CHANGES.values() for id_, one in each.items()}
    for id_, ticked in changed:
        assert ticked <= set(questionnaire.indicator(id_).statement_ids)
    old = {f"SOC-{n}" for n in range(1, 9)}
    new = {i.id for i in questionnaire.indicators}
    assert set(NEIGHBOURS) <= new
    assert old - new == {"SOC-5"}


@pytest.mark.parametrize("id_", IDS)
def test_the_tier_is_the_one_that_an_expert_expects(id_: str) -> None:
    expected = archetypes()[id_].get("expected", {})
    assert tier_of(profile_of(id_)) in allowed_tiers(expected.get("tier", ""))


@pytest.mark.parametrize("id_", IDS)
def test_no_gap_names_what_is_not_there(id_: str) -> None:
    expected = archetypes()[id_].get("expected", {}).get("not_gap", "")
    profile = profile_of(id_)
    found = {gap.gap.id for gap in profile.gaps}
    assert not set(re.findall(r"CG-\d+", expected)) & found, "neither active nor open"
    if "ethnic cleansing" in expected:
        assert "CG-15" not in found
        assert not any(
            cause.startswith(("EQU-6", "EQU-8"))
            for gap in profile.gaps
            for cause in gap.finding.causes
        )


def test_a_fall_of_one_level_everywhere_is_a_decline() -> None:
    before, after = (record_of(framework(), archetypes()[id_], "high") for id_ in ("U0", "U1"))
    baseline = baseline_of(before, score_record(framework(), before).dimensions)
    profile = score_record(framework(), after, baseline=baseline)
    assert "CG-16" in profile.active_gap_ids
    assert tier_of(profile) in {"T1", "T2", "T3"}


@pytest.mark.parametrize("id_", ["D", "H", "N"])
def test_a_state_with_one_region_apart_is_told_to_assess_it_on_its_own(id_: str) -> None:
    assert profile_of(id_).regional_prompt is not None


@pytest.mark.parametrize("id_", ["D2", "E", "K", "Q", "S", "T"])
def test_a_region_itself_and_a_state_alike_everywhere_are_not(id_: str) -> None:
    assert profile_of(id_).regional_prompt is None


def suggestions_of(id_: str) -> tuple[Suggestion, ...]:
    record = record_of(framework(), archetypes()[id_])
    return suggest_programmes(framework(), record, profile_of(id_))


@pytest.mark.parametrize("id_", ["E", "I"])
def test_a_state_without_forces_is_told_nothing_of_forces_for_a_faction(id_: str) -> None:
    for one in suggestions_of(id_):
        said = " ".join((*explain_suggestion(one, framework()), *(p.until for p in one.failed)))
        assert "faction" not in said
        assert "irregular armed groups" not in said
        for precondition in one.failed:
            assert "SEC-1" not in str(precondition.condition)


def alone(flags: dict[str, str], level: int | str = 3, **levels: int | str) -> str:
    """The tier of a state with one level everywhere, but for what is named."""
    rules = quick(framework())
    given = {**all_at(rules, level), **{id_.replace("_", "-"): one for id_, one in levels.items()}}
    return tier_of(score_record(rules, record_with(rules, given, flags=flags)))


@pytest.mark.parametrize(
    ("flags", "tier"),
    [
        ({}, "T0"),
        ({"X04": "present"}, "T0"),
        ({"X05": "severe"}, "T0"),
        ({"X02": "severe"}, "T0"),
        ({"X01": "severe"}, "T1"),
        ({"X10": "present"}, "T1"),
        ({"X10": "severe"}, "T2"),
        ({"X08": "present"}, "T2"),
        ({"X09": "present"}, "T2"),
        ({"X13": "refuses"}, "T2"),
        ({"X13": "words"}, "T0"),
        ({"X08": "severe"}, "T3"),
        ({"X09": "severe"}, "T3"),
        ({"X08": "present", "X10": "severe"}, "T3"),
    ],
)
def test_context_alone_opens_as_much_as_it_says(flags: dict[str, str], tier: str) -> None:
    assert alone(flags) == tier


def test_a_state_of_which_nothing_can_be_known_is_not_left_for_three_months() -> None:
    assert alone({}, "II") == "T2"


def test_paper_alone_everywhere_is_urgent_without_any_circumstance() -> None:
    assert alone({}, 1) == "T3"


def test_a_closed_civic_space_is_a_gap_by_itself() -> None:
    rules = quick(framework())
    record = record_with(rules, {**all_at(rules, 2), "SOC-1": 0})
    assert score_record(rules, record).active_gap_ids == {"CG-09"}


def test_an_untreated_past_is_pressing_with_a_threat_and_not_with_a_drought() -> None:
    past = {"X02": "present"}
    assert alone({**past, "X05": "severe"}, SOC_4=1, POL_1=2) == "T1"
    assert alone({**past, "X10": "severe"}, SOC_4=1, POL_1=2) == "T3"


def test_a_vote_that_is_due_is_pressing_where_power_is_not_settled() -> None:
    assert alone({"X04": "present"}, PRE_5=0, PRE_4=0) == "T1", "a gap about warning"
    assert alone({"X04": "present"}, POL_4=1, POL_3=1) == "T2", "a gap about the transfer"


def test_every_gap_says_which_circumstances_it_bears_on_and_every_tier_why() -> None:
    rules = framework().rules
    assert all(gap.flags for gap in rules.critical_gaps)
    assert all("X05" not in gap.flags for gap in rules.critical_gaps)
    assert all(tier.why for tier in rules.review_tiers)


def test_a_link_of_the_chain_that_does_not_apply_does_not_break_it() -> None:
    rules = quick(framework())
    given = {**all_at(rules, 3), "PRE-6": "NA", "PRE-8": "NA", "PRE-7": "NA"}
    scores = {d.dimension_id: d for d in score_record(rules, record_with(rules, given)).dimensions}
    assert scores["PRE"].value == 75


def test_half_of_the_key_questions_is_nine() -> None:
    assert len(framework().questionnaire.key_ids) in (17, 18)
