"""Invented archetypes of states get the programmes that an expert expects, and none that harms."""

from functools import cache

import pytest

from assessment.model.suggestion import Arrangement, Group, Suggestion
from assessment.programmes.arrange import arrange
from assessment.programmes.match import suggest_programmes
from assessment.reporting.programmes import explain_suggestion, first_sentence
from assessment.scoring.profile import score_record
from tests.builders import all_at, record_with
from tests.random_answers import quick
from tests.unit.archetypes.test_archetypes import IDS, framework, profile_of, suggestions_of
from tests.unit.programmes.safe_catalogue import catalogue_of

CATALOGUE = catalogue_of(framework())
FORCES = ("P06", "P07", "P08", "P09", "P10", "P11")
ATTACKED = ("D", "D2", "H", "L", "N")
"""Archetypes with large attacks on civilians now."""


@cache
def found(id_: str) -> dict[str, Suggestion]:
    return {one.programme.id: one for one in suggestions_of(id_)}


@cache
def arranged(id_: str) -> Arrangement:
    return arrange(tuple(found(id_).values()), CATALOGUE)


def first(id_: str) -> list[str]:
    """The programmes among the first, those of one place one after the other."""
    return [one.programme.id for place in arranged(id_).first for one in place.suggestions]


def said(id_: str, programme: str) -> str:
    return " ".join(explain_suggestion(found(id_)[programme], framework()))


def assert_rests(id_: str, *programmes: str) -> None:
    """Not advised, with the reason and what would reopen it."""
    for programme in programmes:
        assert found(id_)[programme].group is Group.NOT_ADVISED, programme
        assert "What would open it again: " in said(id_, programme)


@pytest.mark.parametrize("id_", IDS)
def test_a_handful_comes_first_and_only_where_something_calls_for_it(id_: str) -> None:
    assert len(arranged(id_).first) <= 5
    assert bool(arranged(id_).first) == (id_ not in ("F", "U0"))
    assert profile_of(id_).active_gap_ids <= {
        gap for one in found(id_).values() if one.group.is_urgent for gap in one.gap_ids
    }


def test_a_registers_no_one_and_trains_no_force_that_persecutes() -> None:
    assert_rests("A", "P19", *FORCES)
    assert found("A")["P03"].route == "around", "no prosecutor of the state"
    assert found("A")["P24"].route == "around", "no law on speech"


def test_a_protects_the_group_and_those_who_document_from_outside_the_state() -> None:
    assert first("A")[0] == "P33"
    assert {"P34", "P35", "P24"} <= set(first("A"))
    assert {found("A")[id_].route for id_ in first("A")} == {"around"}
    assert "calls for release and repeal" in said("A", "P24")


@pytest.mark.parametrize("id_", ["B", "E", "I", "K", "T"])
def test_a_peaceful_state_is_not_told_to_found_a_prevention_body_first(id_: str) -> None:
    assert "P32" not in first(id_)
    assert first(id_)[0] == "P39", "offices that exist take on alarm and review"
    assert "Nothing in the circumstances calls for a new body" in found(id_)["P32"].held_back


def test_d_has_crisis_protection_first_and_no_help_for_the_forces_concerned() -> None:
    assert first("D")[0] == "P33"
    assert_rests("D", *FORCES)


def test_d2_gets_no_help_with_law_on_speech_that_jails_critics() -> None:
    assert found("D2")["P24"].route == "around"
    assert [c.closure.id for c in found("D2")["P24"].closings] == ["CL-01", "CL-12"]
    assert "caution decides" in said("D2", "P24"), "nobody said what level 0 of INF-2 means"


@pytest.mark.parametrize("id_", ["A", "B", "D2", "L", "Q"])
def test_peace_and_justice_are_one_choice_and_not_two_places(id_: str) -> None:
    places = (*arranged(id_).first, *arranged(id_).others)
    (choice,) = [
        place for place in places if "P03" in {one.programme.id for one in place.suggestions}
    ]
    assert {one.programme.id for one in choice.suggestions} == {"P03", "P14"}
    assert choice.option_set is not None
    assert [option.programme for option in choice.option_set.options] == ["P03", "P14"]


@pytest.mark.parametrize("id_", ["E", "I"])
def test_a_state_without_forces_hears_nothing_of_forces_for_a_faction(id_: str) -> None:
    for programme, one in found(id_).items():
        assert "faction" not in said(id_, programme)
        assert "militia" not in " ".join(closing.closure.name for closing in one.closings)
        assert not any("SEC-1" in str(failed.condition) for failed in one.failed)
    assert not found("E")["P07"].closings


def test_f_is_told_what_is_unknown_in_one_line() -> None:
    assert [one.programme.id for one in arranged("F").unknown] == [
        "P32",
        "P36",
        "P39",
        "P46",
        "P49",
    ]
    assert first_sentence(arranged("F")).startswith("Nothing in the answers")


@pytest.mark.parametrize("id_", ["H", "N"])
def test_protection_comes_first_where_others_attack_and_the_state_is_not_blamed(id_: str) -> None:
    assert first(id_)[0] == "P33"
    assert found(id_)["P33"].route == "with_government"
    assert "also against armed groups outside the state" in said(id_, "P33")


def test_l_gets_nothing_through_those_who_commit_the_crimes() -> None:
    assert_rests("L", "P06", "P07", "P09", "P10", "P11", "P19")
    assert found("L")["P24"].route != "with_government"
    assert found("L")["P32"].route == "around"


def test_l_has_crisis_protection_first_and_help_without_return() -> None:
    assert first("L")[0] == "P33"
    assert {"P22", "P34"} <= set(first("L"))
    assert found("L")["P22"].route == "around"
    assert "without return" in said("L", "P22")


@pytest.mark.parametrize("id_", ATTACKED)
def test_no_attack_makes_training_of_forces_more_urgent(id_: str) -> None:
    assert not any(found(id_)[programme].group.is_advised for programme in FORCES)


def test_w_gets_nothing_through_a_government_that_refuses() -> None:
    assert first("W")[:1] == ["P33"]
    assert {one.route for one in found("W").values()} <= {None, "beside", "around"}
    assert_rests("W", "P19", *FORCES)


def closed_state(**flags: str) -> list[str]:
    rules = quick(framework())
    record = record_with(rules, all_at(rules, "II"), flags=flags)
    suggestions = suggest_programmes(rules, record, score_record(rules, record))
    return [
        one.programme.id
        for place in arrange(suggestions, CATALOGUE).first
        for one in place.suggestions
    ]


def test_a_state_of_which_nothing_can_be_known_is_helped_to_be_known() -> None:
    assert closed_state() == ["P35", "P36"]
    assert closed_state(X10="severe", X09="present")[0] == "P33"


def test_an_open_key_question_is_itself_a_first_suggestion() -> None:
    rules = quick(framework())
    record = record_with(rules, {**all_at(rules, 3), "SEC-4": "II"})
    suggestions = suggest_programmes(rules, record, score_record(rules, record))
    assert suggestions[0].programme.id == "P36"


def test_a_closed_civic_space_puts_civic_space_first() -> None:
    rules = quick(framework())
    record = record_with(rules, {**all_at(rules, 2), "SOC-1": 0})
    suggestions = suggest_programmes(rules, record, score_record(rules, record))
    assert suggestions[0].programme.id == "P34"
    # SOC-1: 1 x 1.5 (key) x 1.25 (CG-09); the mean with SOC-8 (0.5) would be 1.19.
    assert suggestions[0].score == pytest.approx(1.875)
