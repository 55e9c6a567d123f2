"""Which routes are closed before anything is ranked, and what is said of it."""

import pytest

from assessment.model.suggestion import Group
from assessment.reporting.programmes import explain_suggestion, suggestion_table
from tests.unit.programmes.safe_catalogue import (
    SEVERE,
    a_closure,
    safe_framework,
    suggestions,
)

WEAK = {"LAW-1": 2, "SEC-2": 2, "PRE-1": 2}
CAUTION = {"condition": SEVERE, "why": "A mistake could not be undone."}


def test_a_programme_is_advised_by_its_first_route() -> None:
    found = suggestions(safe_framework(), {**WEAK, "SEC-1": 3})
    assert (found["P1"].route, found["P2"].route, found["P3"].route) == (
        "with_service",
        "with_service",
        "beside",
    )


def test_a_closed_route_leaves_the_next_one_or_none() -> None:
    found = suggestions(safe_framework(), WEAK, "SEC-1.0b")
    assert (found["P1"].route, found["P1"].group) == ("beside", Group.WEAK_POINT)
    assert (found["P2"].route, found["P2"].group) == (None, Group.NOT_ADVISED)
    assert found["P3"].closings == ()


@pytest.mark.parametrize(
    ("then", "group"), [("later", Group.LATER), ("not_advised", Group.NOT_ADVISED)]
)
def test_a_programme_can_rest_as_a_whole_although_another_form_exists(
    then: str, group: Group
) -> None:
    framework = safe_framework(closures=[a_closure(then=then)])
    found = suggestions(framework, WEAK, "SEC-1.0b")["P1"]
    assert (found.group, found.route) == (group, None)


def test_a_closure_of_named_programmes_leaves_the_others_alone() -> None:
    closes = [{"routes": ["with_service"], "programmes": ["P1"]}]
    found = suggestions(safe_framework(closures=[a_closure(closes=closes)]), WEAK, "SEC-1.0b")
    assert (found["P1"].route, found["P2"].route) == ("beside", "with_service")


def test_a_level_0_that_nobody_explained_closes_nothing_and_is_told() -> None:
    found = suggestions(safe_framework(), {**WEAK, "SEC-1": 0})["P1"]
    assert found.route == "with_service"
    assert [closure.id for closure in found.unverified] == ["CL-1"]


def test_where_it_was_said_that_nothing_is_in_place_nothing_is_closed_or_doubted() -> None:
    found = suggestions(safe_framework(), WEAK, "SEC-1.0a")["P1"]
    assert (found.route, found.closings, found.unverified) == ("with_service", (), ())


def test_caution_decides_where_attacks_are_severe() -> None:
    framework = safe_framework(caution=CAUTION)
    levels = {**WEAK, "SEC-1": 0}
    calm = suggestions(framework, levels, flags={"X1": "present"})["P1"]
    severe = suggestions(framework, levels, flags={"X1": "severe"})["P1"]
    assert (calm.route, severe.route) == ("with_service", "beside")
    assert [closing.by_caution for closing in severe.closings] == [True]
    said = " ".join(explain_suggestion(severe, framework))
    assert "Nobody said whether this is so, and caution decides." in said
    assert "A mistake could not be undone." in said


def test_what_does_not_apply_or_is_not_known_closes_nothing() -> None:
    for condition in ({"statement": "SEC-1.0b"}, {"indicator": "SEC-1", "at_most": 0}):
        framework = safe_framework(closures=[a_closure(condition)], caution=CAUTION)
        for level in ("NA", "II", None):
            found = suggestions(framework, {**WEAK, "SEC-1": level}, flags={"X1": "severe"})
            assert found["P1"].route == "with_service"


def test_a_precondition_may_guard_one_route_only() -> None:
    data = {"condition": {"indicator": "LAW-2", "at_least": 2}, "until": "hearings are fair"}
    framework = safe_framework()
    catalogue = framework.catalogue
    assert catalogue is not None
    first = catalogue.programmes[0].model_dump() | {
        "preconditions": [{**data, "routes": ["with_service"]}]
    }
    rest = [programme.model_dump() for programme in catalogue.programmes[1:]]
    framework = safe_framework(programmes=[first, *rest])
    found = suggestions(framework, {**WEAK, "LAW-2": 1})["P1"]
    assert (found.route, found.group) == ("beside", Group.WEAK_POINT)
    said = explain_suggestion(found, framework)
    assert said[0] == "Not advised by the route 'with_service' until hearings are fair."


def test_the_reason_and_what_would_reopen_a_route_are_told() -> None:
    framework = safe_framework()
    found = suggestions(framework, WEAK, "SEC-1.0b")
    said = explain_suggestion(found["P1"], framework)
    assert said[0] == (
        "Closed: with_service. Officials use it against people: statement SEC-1.0b. Help would "
        "make the helper a party to it. What would open it again: Nobody was hurt for a year."
    )
    assert said[1] == "Advised by this route: beside. By beside."
    table = suggestion_table(found.values(), framework).set_index("Programme")
    assert list(table.loc["P2", ["Route", "Closed routes"]]) == ["None", "with_service"]
    assert list(table.loc["P1", ["Route", "Closed routes"]]) == ["beside", "with_service"]


def test_dangerous_circumstances_lower_the_need_by_the_routes_concerned_alone() -> None:
    danger = {"condition": SEVERE, "routes": ["with_service"], "factor": 0.8, "why": "So."}
    base = safe_framework().catalogue
    assert base is not None
    matching = base.matching.model_dump() | {"danger": danger, "mechanism_factor": 1}
    framework = safe_framework(matching=matching)
    calm = suggestions(framework, WEAK, flags={"X1": "none"})
    severe = suggestions(framework, WEAK, flags={"X1": "severe"})
    # LAW-1: 2 / 4 x 1.5 (key) = 0.75; by the service x 0.8 = 0.6. PRE-1 goes beside.
    assert (calm["P1"].score, severe["P1"].score) == pytest.approx((0.75, 0.6))
    assert calm["P3"].score == severe["P3"].score


def test_the_worst_need_counts_and_not_the_mean() -> None:
    found = suggestions(safe_framework(), {"LAW-1": 3, "LAW-2": 0, "LAW-3": 4})["P1"]
    # LAW-1: 0.25 x 1.5 = 0.375. LAW-2: 1. LAW-3: 0.
    assert found.score == pytest.approx(1.0)


@pytest.mark.parametrize("confidence", ["high", "medium", "low", None])
def test_low_confidence_lowers_how_sure_and_never_how_urgent(confidence: str | None) -> None:
    framework = safe_framework()
    found = suggestions(framework, {"PRE-1": 1}, confidence=confidence)["P3"]
    assert found.score == pytest.approx(0.75 * (1.5 if found.needs[0].is_key else 1))
    words = {"high": "high", "medium": "medium", "low": "low", None: "not stated"}[confidence]
    said = f"How sure: the confidence in PRE-1, which decides, is {words}."
    assert any(sentence.startswith(said) for sentence in explain_suggestion(found, framework))
