"""Which programmes are suggested, how urgently, and what speaks against them."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from assessment.model.assessment import Record
from assessment.model.conditions import StatementCondition
from assessment.model.framework import Framework
from assessment.model.suggestion import Group, Suggestion
from assessment.programmes.match import suggest_programmes
from assessment.scoring.profile import score_record
from tests import naive
from tests.builders import Level, all_at, an_answer, record_with, recorded, small_framework, spcf
from tests.random_answers import flags, given_levels, levels, quick, ticks, without_methods
from tests.unit.programmes.random_states import catalogue, closed_routes, holds, outcomes

SMALL = small_framework()


def suggestions(
    answers: dict[str, Level], framework: Framework = SMALL, **given: object
) -> dict[str, Suggestion]:
    record = record_with(framework, answers, **given)
    found = suggest_programmes(framework, record, score_record(framework, record))
    return {suggestion.programme.id: suggestion for suggestion in found}


def test_a_programme_of_which_nothing_is_known_is_marked_so() -> None:
    found = suggestions({"LAW-1": 2})["P3"]
    assert (found.group, found.score) == (Group.NOT_KNOWN, None)
    assert found.unknown == ("PRE-1", "PRE-2")


def test_the_need_is_the_mean_over_the_known_indicators() -> None:
    found = suggestions({"LAW-1": 3, "LAW-2": 0, "LAW-3": "II"}, confidence="high")["P1"]
    # LAW-1: 0.25 x 1.5 as a key. LAW-2: 1. LAW-3 is not counted.
    assert found.score == pytest.approx((0.375 + 1) / 2)
    assert found.unknown == ("LAW-3",)


def test_a_cause_of_an_active_gap_raises_the_need_and_the_group() -> None:
    found = suggestions({"LAW-1": 1, "SEC-1": 1}, confidence="high")["P1"]
    assert found.group is Group.CRITICAL_GAP
    assert found.needs[0].gap_ids == ("CG-1",)
    assert found.score == pytest.approx(0.75 * 1.5 * 1.25)


@pytest.mark.parametrize(
    ("confidence", "factor"), [("high", 1), ("medium", 0.9), ("low", 0.75), (None, 0.75)]
)
def test_less_confidence_lowers_the_need(confidence: str | None, factor: float) -> None:
    found = suggestions({"PRE-2": 0}, confidence=confidence)["P3"]
    assert found.score == pytest.approx(factor)


def test_a_mechanism_that_answers_an_active_pattern_raises_the_need() -> None:
    calm = suggestions({"SEC-3": 1, "SEC-1": 3}, flags={"X1": "none"}, confidence="high")["P2"]
    war = suggestions({"SEC-3": 1, "SEC-1": 3}, flags={"X1": "present"}, confidence="high")["P2"]
    assert calm.mechanism_matches == ()
    assert war.mechanism_matches == ("CO",)
    assert calm.score is not None
    assert war.score == pytest.approx(calm.score * 1.1)


def test_a_pattern_that_is_not_known_raises_nothing() -> None:
    assert suggestions({"SEC-3": 1}, flags={"X1": "unknown"})["P2"].mechanism_matches == ()


def test_a_failed_precondition_is_not_advised_and_says_until_when() -> None:
    found = suggestions({"SEC-1": 0, "SEC-2": 3, "SEC-3": 3}, confidence="high")["P2"]
    assert found.group is Group.NOT_ADVISED
    assert [failed.until for failed in found.failed] == [
        "the police answer to a lawful command (SEC-1)"
    ]
    # SEC-1: 1 x 1.5. The others: 0.25 each. Minus 0.5.
    assert found.score == pytest.approx(2 / 3 - 0.5)


def test_a_precondition_on_what_does_not_apply_passes_and_is_not_mentioned() -> None:
    found = suggestions({"SEC-1": "NA", "SEC-2": 2, "SEC-3": 2}, confidence="high")["P2"]
    assert found.group is Group.WEAK_POINT
    assert (found.failed, found.not_verified) == ((), ())


def test_a_statement_that_makes_a_gap_counts_for_its_indicator() -> None:
    condition = StatementCondition(statement="LAW-1.0a")
    gap = SMALL.rules.critical_gaps[0].model_copy(update={"condition": condition})
    rules = SMALL.rules.model_copy(update={"critical_gaps": (gap,)})
    framework = Framework(SMALL.questionnaire, rules, SMALL.catalogue)
    record = record_with(framework, {"LAW-2": 3})
    ticked = an_answer("LAW-1", 0, ticked=frozenset({"LAW-1.0a"}))
    record = replace(record, answers={**record.answers, "LAW-1": recorded(ticked)})
    profile = score_record(framework, record)
    found = suggest_programmes(framework, record, profile)
    (courts,) = [one for one in found if one.programme.id == "P1"]
    assert courts.group is Group.CRITICAL_GAP
    assert {need.indicator_id: need.gap_ids for need in courts.needs}["LAW-1"] == ("CG-1",)


def test_the_penalty_never_takes_a_need_below_zero() -> None:
    found = suggestions({"SEC-1": 0, "SEC-2": 4, "SEC-3": 4}, confidence="low")["P2"]
    # 1 x 1.5 x 0.75 / 3 = 0.375, less 0.5.
    assert found.score == 0


def test_a_precondition_that_is_not_known_is_shown_and_stops_nothing() -> None:
    found = suggestions({"SEC-1": "II", "SEC-2": 2})["P2"]
    assert found.group is Group.WEAK_POINT
    assert len(found.not_verified) == 1
    assert found.failed == ()


def test_indicators_at_a_level_to_keep_make_a_programme_one_to_keep_going() -> None:
    assert suggestions({"PRE-1": 3, "PRE-2": 4})["P3"].group is Group.KEEP_GOING
    assert suggestions({"PRE-1": 2, "PRE-2": 4})["P3"].group is Group.WEAK_POINT


def test_what_does_not_apply_is_no_need() -> None:
    found = suggestions({"PRE-1": "NA", "PRE-2": 0}, confidence="high")["P3"]
    assert found.score == pytest.approx(1.0)


def test_an_indicator_that_a_gap_finds_too_high_is_no_reason_for_more_of_it() -> None:
    answers = {**all_at(spcf(), 3), "SEC-4": 1}
    found = suggestions(answers, spcf())
    assert found["P33"].group is Group.KEEP_GOING, "P33 serves reach (SEC-7)"
    assert found["P38"].group is Group.CRITICAL_GAP, "P38 serves the removal of abusers (SEC-4)"


def test_a_questionnaire_without_programmes_suggests_none() -> None:
    assert suggestions({"LAW-1": 0}, Framework(SMALL.questionnaire, SMALL.rules)) == {}


@settings(deadline=None, max_examples=40)
@given(levels(SMALL), flags(SMALL))
def test_no_programme_is_left_out_and_groups_come_in_order(
    answers: dict[str, Level], chosen: dict[str, str]
) -> None:
    found = list(suggestions(answers, flags=chosen).values())
    assert {suggestion.programme.id for suggestion in found} == {"P1", "P2", "P3"}
    order = [(list(Group).index(s.group), -(s.score or 0)) for s in found]
    assert order == sorted(order)


FULL = without_methods(quick(spcf()))


@settings(deadline=None, max_examples=60)
@given(levels(FULL), flags(FULL), ticks(FULL))
def test_needs_groups_and_calls_are_the_same_by_plain_loops(
    answers: dict[str, Level], chosen: dict[str, str], ticked: frozenset[str]
) -> None:
    record = record_with(FULL, answers, flags=chosen, ticked=ticked)
    profile = score_record(FULL, record)
    plain = given_levels(answers)
    found = suggest_programmes(FULL, record, profile)
    if naive.is_early(plain):
        assert found == ()
        return
    gaps = naive.active_gaps(plain, chosen, ticked)
    at_fault = set().union(*gaps.values())
    patterns = naive.mechanisms(plain, chosen)
    called = naive.called_for(plain, chosen, {*gaps}, contrary(record))
    for one in found:
        id_, serves = one.programme.id, one.programme.serves
        needs = {
            id_: naive.need(level, is_key=id_ in naive.KEYS, in_gap=id_ in at_fault)
            for id_ in serves
            if isinstance(level := plain.get(id_), int)
        }
        assert {n.indicator_id: n.need for n in one.needs} == pytest.approx(needs, abs=1e-9)
        matches = patterns & {*one.programme.mechanisms}
        assert {*one.mechanism_matches} == matches
        failed = naive.failed(id_, plain)
        assert len(one.failed) == len(failed)
        verdict, route = by_the_gate(record, id_, is_failed=bool(failed))
        dangerous = route in ("with_service", "with_government") and naive.weighs(
            chosen, "present", "X08", "X09", "X12"
        )
        total = naive.total(needs, matches=bool(matches), dangerous=dangerous, failed=bool(failed))
        assert one.score == pytest.approx(total, abs=1e-9)
        expected = verdict or naive.group(plain, at_fault, serves, called=id_ in called)
        assert (one.group.value, one.route) == (expected, None if verdict else route)


def contrary(record: Record) -> set[str]:
    """The statements of level 0 that are ticked, or taken to hold out of caution."""
    careful = holds(catalogue()["caution"]["condition"], record, careful=False)
    asked = ("EQU-6.0c", "INF-2.0b", "SEC-8.0a", "PRE-8.0c", "SOC-1.0a", "INF-1.0a")
    return {id_ for id_ in asked if holds({"statement": id_}, record, careful=careful)}


def by_the_gate(record: Record, id_: str, *, is_failed: bool) -> tuple[str | None, str | None]:
    """What becomes of a programme, and its first open route, from programmes.yaml as it stands."""
    guarded = naive.ONE_ROUTE.get(id_)
    closed = closed_routes(record)[id_] | ({guarded} if is_failed and guarded else set())
    (forms,) = (
        [route["id"] for route in one["routes"]]
        for one in catalogue()["programmes"]
        if one["id"] == id_
    )
    route = next((form for form in forms if form not in closed), None)
    thens = outcomes(record)[id_]
    stopped = (is_failed and not guarded) or "not_advised" in thens or route is None
    if stopped and not (not is_failed and thens == {"later"}):
        return "not_advised", route
    return ("later" if stopped or "later" in thens else None), route


def test_every_programme_can_be_advised_and_can_be_kept_going() -> None:
    weak = suggestions(all_at(spcf(), 2), spcf())
    strong = suggestions(all_at(spcf(), 4), spcf())
    assert {s.group for s in weak.values()} <= {Group.CRITICAL_GAP, Group.WEAK_POINT}
    assert {s.group for s in strong.values()} == {Group.KEEP_GOING}
