"""Each quality check finds its fault and no other; a finding is known again until it changes."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.model.answer import CARRIED_OVER, FlagEntry
from assessment.model.assessment import Record
from assessment.model.quality import Finding
from assessment.model.quality_checks import RULES
from assessment.model.scope import NONE, Scope
from tests.builders import an_answer, an_assessment, recorded, small_framework
from tests.quality import (
    FAULTS,
    a_good_answer,
    a_good_record,
    a_source,
    findings_in,
    framework_with_quality,
    with_answer,
    with_sources,
)

FRAMEWORK = framework_with_quality()
GOOD = a_good_record(FRAMEWORK)


def found(record: Record, *ids: str, **changes: object) -> list[tuple[str, str]]:
    """Check and subject of every finding, of some checks only where they are named."""
    framework = framework_with_quality(*ids) if ids else FRAMEWORK
    return [(one.check.id, one.subject) for one in findings_in(record, framework, **changes)]


def test_a_good_assessment_has_no_finding() -> None:
    assert found(GOOD) == []


def test_an_empty_assessment_has_no_finding() -> None:
    assert found(Record(an_assessment(FRAMEWORK))) == []


def test_there_is_a_fault_here_for_every_check() -> None:
    assert set(FAULTS) == set(RULES)


@pytest.mark.parametrize("check_id", FAULTS)
def test_each_check_finds_its_fault_and_nothing_else(check_id: str) -> None:
    spoil, answers = FAULTS[check_id]
    (finding,) = findings_in(spoil(GOOD), FRAMEWORK)
    assert (finding.check.id, finding.answers) == (check_id, answers)


def test_all_faults_together_are_listed_with_what_is_serious_first() -> None:
    record = Record(
        an_assessment(FRAMEWORK),
        answers={
            "LAW-1": recorded(a_good_answer("LAW-1", level=4, ticked=frozenset({"LAW-1.1a"}))),
            "LAW-2": recorded(a_good_answer("LAW-2", rationale="", ticked=frozenset())),
            "LAW-3": recorded(an_answer("LAW-3", "NA")),
            "SEC-1": recorded(a_good_answer("SEC-1", confidence=None, rationale="Known.")),
            "SEC-2": recorded(a_good_answer("SEC-2", rationale="known")),
            "SEC-3": recorded(a_good_answer("SEC-3", rationale="Known")),
            "PRE-1": replace(recorded(a_good_answer("PRE-1")), person_name=""),
        },
        carried={"PRE-2": recorded(a_good_answer("PRE-2"), origin=CARRIED_OVER)},
        evidence=(
            a_source("LAW-1", published="2062-05-31"),
            a_source("LAW-2", published="sometime in spring"),
            a_source("SEC-1", published="2011"),
            a_source("SEC-2", published=""),
        ),
        flags={"X2": FlagEntry("X2", "acts", since="2025-02-30")},
        scope=Scope(regions=("North",)),
        rated={"SEC-3": (0, 1, 4)},
    )
    assert found(record) == [
        ("level_without_source", "SEC-3"),
        ("level_without_source", "PRE-1"),
        ("level_against_statements", "LAW-1"),
        ("level_without_rationale", "LAW-2"),
        ("carried_over", "PRE-2"),
        ("ratings_apart", "SEC-3"),
        ("same_text", "SEC-1"),
        ("impossible_date", "LAW-1"),
        ("impossible_date", "X2"),
        ("scope_not_filled_in", "groups"),
        ("law_without_practice", "LAW-1"),
        ("level_without_statement", "LAW-2"),
        ("no_confidence", "SEC-1"),
        ("stale_source", "SEC-1"),
        ("undated_source", "SEC-2"),
        ("unclear_date", "LAW-2"),
        ("unnamed_writer", "PRE-1"),
    ]
    assert [one.check.severity for one in findings_in(record, FRAMEWORK)] == (
        ["serious"] * 10 + ["attention"] * 7
    )


@given(st.sets(st.sampled_from(sorted(FAULTS))), st.sets(st.sampled_from(sorted(FAULTS))))
def test_no_check_finds_anything_where_its_trigger_is_absent(
    asked: set[str], seeded: set[str]
) -> None:
    record = GOOD
    for id_ in sorted(seeded):
        record = FAULTS[id_][0](record)
    told = {id_ for id_, _subject in found(record, *sorted(asked or set(FAULTS)))}
    assert told <= seeded


# What each check must not take for a fault


def test_low_levels_and_answers_without_a_level_need_no_source() -> None:
    record = with_sources(GOOD, "LAW-1")
    low = with_answer(
        record, "LAW-1", level=2, ticked=frozenset(["LAW-1.1a", "LAW-1.2a", "LAW-1.2b"])
    )
    assert found(low) == []
    missing = {**record.answers, "LAW-1": recorded(an_answer("LAW-1", "II"))}
    assert found(replace(record, answers=missing)) == []


def test_a_reason_settles_a_level_against_its_statements_and_one_without_any() -> None:
    reason = "Two more were seen."
    assert found(with_answer(GOOD, "LAW-2", level=4, reason=reason)) == []
    assert found(with_answer(GOOD, "LAW-2", ticked=frozenset(), reason=reason)) == []
    assert found(with_answer(GOOD, "LAW-2", rationale="", reason=reason)) == []


def test_the_level_of_a_statement_far_above_the_others_is_against_them_too() -> None:
    gap = frozenset({"LAW-2.1a", "LAW-2.4a"})
    assert found(with_answer(GOOD, "LAW-2", level=4, ticked=gap), "level_against_statements")
    assert not found(with_answer(GOOD, "LAW-2", level=1, ticked=gap), "level_against_statements")


def test_the_lowest_level_beside_a_few_loose_statements_is_in_doubt_lower() -> None:
    loose = {"level": 0, "ticked": frozenset({"LAW-2.2a"})}
    assert found(with_answer(GOOD, "LAW-2", **loose), "level_against_statements") == []


def test_a_consensus_settles_ratings_and_before_moderation_nothing_is_told_of_them() -> None:
    apart = replace(GOOD, rated={"SEC-1": (0, 4)})
    agreed = recorded(a_good_answer("SEC-1"), origin="consensus")
    assert found(replace(apart, answers={**apart.answers, "SEC-1": agreed})) == []
    assert found(apart, open_ratings=frozenset()) == []
    assert found(apart) == [("ratings_apart", "SEC-1")]


def test_two_equal_texts_and_many_empty_ones_are_no_finding() -> None:
    record = with_answer(with_answer(GOOD, "SEC-1", rationale="Same."), "SEC-2", rationale="Same.")
    assert found(record, "same_text") == []
    for id_ in ("LAW-1", "LAW-2", "LAW-3"):
        record = with_answer(record, id_, rationale=" ")
    assert found(record, "same_text") == []


def test_one_recent_source_or_one_without_a_clear_date_is_enough_against_stale() -> None:
    old, new = a_source("SEC-1", published="2009"), a_source("SEC-1", published="2022-01")
    assert found(with_sources(GOOD, "SEC-1", old), "stale_source") == [("stale_source", "SEC-1")]
    assert found(with_sources(GOOD, "SEC-1", old, new), "stale_source") == []
    unclear = a_source("SEC-1", published="n.d.")
    assert found(with_sources(GOOD, "SEC-1", old, unclear), "stale_source") == []


@pytest.mark.parametrize(
    ("period", "is_stale"), [("2026", True), ("2025", False), ("Q4 2026", True), ("this", True)]
)
def test_sources_are_old_as_seen_from_the_end_of_the_period(period: str, is_stale: bool) -> None:  # noqa: FBT001
    # Where the period names no year, the day counts on which the assessment was begun.
    begun = datetime(2026, 12, 30, tzinfo=UTC)
    heading = replace(GOOD.assessment, period=period, created_at=begun)
    record = with_sources(GOOD, "SEC-1", a_source("SEC-1", published="2021-06"))
    assert bool(found(replace(record, assessment=heading), "stale_source")) is is_stale


def test_a_source_of_today_is_none_of_the_future_and_an_announced_circumstance_may_be() -> None:
    today = with_sources(GOOD, "SEC-1", a_source("SEC-1", published="2026-11-30"))
    assert found(today) == []
    assert found(today, today=date(2026, 11, 1)) == [("impossible_date", "SEC-1")]
    flags = {"X1": FlagEntry("X1", "present", since="2027-03")}
    assert found(replace(GOOD, flags=flags)) == []


def test_a_date_to_come_is_told_once_even_if_it_can_be_read_in_two_ways() -> None:
    record = with_sources(GOOD, "SEC-1", a_source("SEC-1", published="05/06/2062"))
    assert found(record) == [("impossible_date", "SEC-1")]


def test_an_empty_list_of_the_scope_sheet_and_one_that_says_none_are_two_things() -> None:
    none = replace(GOOD, scope=Scope(groups=(NONE,)))
    assert found(none) == []
    not_applicable = recorded(an_answer("LAW-3", "NA"))
    said = replace(none, answers={**none.answers, "LAW-3": not_applicable})
    assert found(said) == []
    one_group = replace(said, scope=Scope(groups=("Group A",)))
    assert found(one_group) == []


def test_a_questionnaire_without_kinds_words_and_checks_has_no_findings_of_them() -> None:
    record = with_answer(replace(GOOD, scope=Scope()), "LAW-1", ticked=frozenset({"LAW-1.1a"}))
    plain = replace(small_framework(), quality=FRAMEWORK.quality)
    told = [one.check.id for one in findings_in(record, plain)]
    assert told == ["level_against_statements"]
    assert findings_in(record, replace(plain, quality=None)) == ()


# A finding is known again


def only(record: Record) -> Finding:
    (finding,) = findings_in(record, FRAMEWORK)
    return finding


def test_a_finding_is_the_same_until_something_else_is_found() -> None:
    first = only(with_sources(GOOD, "LAW-1"))
    other = with_answer(GOOD, "LAW-1", rationale="Written anew.", confidence="low")
    assert only(with_sources(other, "LAW-1")).fingerprint == first.fingerprint
    raised = frozenset(f"LAW-1.{one}" for one in ("1a", "2a", "2b", "3a", "4a"))
    level = with_answer(GOOD, "LAW-1", level=4, ticked=raised)
    assert only(with_sources(level, "LAW-1")).fingerprint != first.fingerprint
    assert only(with_sources(GOOD, "LAW-2")).fingerprint != first.fingerprint


def test_weight_and_words_of_a_check_are_no_part_of_what_was_found() -> None:
    first = only(with_sources(GOOD, "LAW-1"))
    heavier = first.check.model_copy(update={"severity": "attention", "label": "Otherwise"})
    assert replace(first, check=heavier).fingerprint == first.fingerprint


def test_every_fault_has_a_fingerprint_of_its_own() -> None:
    prints = {only(spoil(GOOD)).fingerprint for spoil, _answers in FAULTS.values()}
    assert len(prints) == len(FAULTS)


def test_the_title_of_a_restricted_source_stands_in_no_finding() -> None:
    secret = {"title": "Names of witnesses", "protection": "restricted"}
    record = with_sources(
        with_sources(GOOD, "SEC-1", a_source("SEC-1", published="2024-02-31", **secret)),
        "SEC-2",
        a_source("SEC-2", published="", **secret),
    )
    facts = [one.facts for one in findings_in(record, FRAMEWORK)]
    assert len(facts) == 2
    assert "witnesses" not in str(facts)
