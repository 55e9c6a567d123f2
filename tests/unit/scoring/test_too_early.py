"""With too few answers nothing is shown but how far they are, and what the context alone opens."""

import pytest

from assessment.model.assessment import Record
from assessment.model.conditions import FlagCondition
from assessment.model.framework import Framework
from assessment.model.rules import RegionalPrompt
from assessment.model.score import Finding, Truth
from assessment.programmes.match import suggest_programmes
from assessment.scoring.profile import compare_dimensions, progress_of, score_record
from tests.builders import Level, all_at, an_assessment, record_with, small_framework, with_early

PLAIN = small_framework()
EARLY = with_early(PLAIN)  # Half of eight indicators: four.
THREE: dict[str, Level] = {"LAW-1": 0, "SEC-1": 0, "PRE-1": 0}


def opened_by_conflict(framework: Framework) -> Framework:
    """The small framework with a last tier that X1 alone opens."""
    tiers = framework.rules.review_tiers
    alone = tiers[-1].model_copy(update={"condition": FlagCondition(flag="X1", at_least="severe")})
    rules = framework.rules.model_copy(update={"review_tiers": (*tiers[:-1], alone)})
    return Framework(framework.questionnaire, rules, framework.catalogue)


def test_below_the_share_nothing_is_published() -> None:
    record = record_with(EARLY, THREE)
    profile = score_record(EARLY, record)
    assert profile.progress.is_early
    assert [d.value for d in profile.dimensions] == [None, None, None]
    assert [d.band or d.interval for d in profile.dimensions] == [None, None, None]
    assert (profile.gaps, profile.strengths, profile.composite) == ((), (), None)
    assert profile.tier is None, "neither T0, which asks for nothing, nor T1 of the gap CG-1"
    assert suggest_programmes(EARLY, record, profile) == ()


def test_every_kind_of_answer_counts_and_a_draft_does_not() -> None:
    record = record_with(EARLY, {**THREE, "LAW-2": "II", "LAW-3": "NA", "SEC-2": None})
    found = progress_of(EARLY, record)
    assert (found.n_answered, found.n_indicators, found.needed) == (5, 8, 4)


def test_from_the_share_on_everything_is_shown() -> None:
    profile = score_record(EARLY, record_with(EARLY, {**THREE, "SEC-2": "II"}))
    assert not profile.progress.is_early
    assert profile.active_gap_ids == {"CG-1"}
    assert profile.tier is not None


def test_the_dimensions_that_lack_most_come_first() -> None:
    found = progress_of(EARLY, record_with(EARLY, {"LAW-1": 2, "LAW-2": 2}))
    # Open are one of LAW, three of SEC and two of PRE.
    assert found.lacking == ("SEC", "PRE", "LAW")


def test_attacks_under_way_are_never_hidden_by_missing_answers() -> None:
    framework = opened_by_conflict(EARLY)
    profile = score_record(framework, record_with(framework, {}, flags={"X1": "severe"}))
    assert profile.tier is not None
    assert (profile.tier.id, profile.tier_causes) == ("T2", ("X1",))


def test_without_such_a_rule_nothing_is_ever_too_early() -> None:
    profile = score_record(PLAIN, record_with(PLAIN, {}))
    assert (profile.progress.is_early, profile.progress.needed) == (False, 0)


@pytest.mark.parametrize(("share", "needed"), [(0.5, 4), (0.51, 5), (0.7, 6), (0.875, 7)])
def test_the_number_that_is_needed_is_rounded_up(share: float, needed: int) -> None:
    assert progress_of(with_early(PLAIN, share), record_with(PLAIN, {})).needed == needed


def test_an_early_side_of_a_comparison_has_no_score_to_compare() -> None:
    sides = record_with(EARLY, THREE), record_with(EARLY, all_at(EARLY, 3))
    assert {one.verdict for one in compare_dimensions(EARLY, *sides)} == {"not_comparable"}


def prompting(framework: Framework) -> Framework:
    prompt = RegionalPrompt(condition=FlagCondition(flag="X1", at_least="present"), why="For tests")
    rules = framework.rules.model_copy(update={"regional_prompt": prompt})
    return Framework(framework.questionnaire, rules, framework.catalogue)


def prompted(framework: Framework, record: Record) -> Finding | None:
    return score_record(framework, record).regional_prompt


def test_regions_are_to_be_assessed_where_the_rule_says_so() -> None:
    framework, war = prompting(PLAIN), {"X1": "present"}
    assert prompted(framework, record_with(framework, {}, flags=war)) == Finding(
        Truth.TRUE, ("X1",)
    )
    assert prompted(framework, record_with(framework, {})) is None, "nobody said that it holds"
    assert prompted(PLAIN, record_with(PLAIN, {}, flags=war)) is None
    region = an_assessment(framework, region="North")
    assert prompted(framework, record_with(framework, {}, flags=war, assessment=region)) is None
