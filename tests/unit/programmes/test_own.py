"""An own programme stands under the gate of what it is like, and filters by what is said of it."""

from collections.abc import Mapping
from datetime import date
from itertools import product
from typing import Any

import pytest

from assessment.model.framework import Framework
from assessment.model.own_programme import OptionFilter, OrganisationProgramme
from assessment.model.suggestion import Group, Suggestion
from assessment.programmes.arrange import arrange
from assessment.programmes.own import with_own
from tests.builders import framework_with_register, small_framework
from tests.own import an_own
from tests.unit.programmes.safe_catalogue import (
    ROUTES,
    SEVERE,
    a_closure,
    safe_catalogue,
    safe_framework,
    suggestions,
)

DRIVEN_AWAY = "SEC-1.0b"


def both(
    framework: Framework, levels: Mapping[str, Any], *ticked: str, own: Any = None, **parts: Any
) -> tuple[Suggestion, Suggestion]:
    """What is suggested of P1, and of an own programme that is like it."""
    found = suggestions(with_own(framework, [own or like_p1()]), levels, *ticked, **parts)
    return found["P1"], found["O-1"]


def like_p1(*routes: str, **changes: Any):
    return an_own(number=1, routes=routes or ROUTES, **changes)


def test_without_own_programmes_the_framework_is_the_same_object():
    framework = small_framework()
    assert with_own(framework, []) is framework


def test_it_is_suggested_by_the_same_rule_and_the_shipped_ones_stay_as_they_were():
    framework, levels = safe_framework(), {"LAW-1": 1, "LAW-2": 2, "SEC-1": 1}
    shipped = suggestions(framework, levels)
    found = suggestions(with_own(framework, [like_p1()]), levels)
    assert {id_: found[id_] for id_ in shipped} == shipped
    assert (found["O-1"].group, found["O-1"].score) == (shipped["P1"].group, shipped["P1"].score)


def test_a_closure_that_names_what_it_is_like_closes_it_too():
    closes = [{"routes": ["with_service"], "programmes": ["P1"]}]
    framework = safe_framework(closures=[a_closure(closes=closes)])
    shipped, own = both(framework, {"SEC-1": 0, "LAW-1": 1}, DRIVEN_AWAY)
    assert own.closings == shipped.closings
    assert own.route == shipped.route == "beside"


def test_a_closure_that_names_another_programme_does_not_touch_it():
    closes = [{"routes": ["with_service"], "programmes": ["P2"]}]
    framework = safe_framework(closures=[a_closure(closes=closes)])
    _shipped, own = both(framework, {"SEC-1": 0, "LAW-1": 1}, DRIVEN_AWAY)
    assert (own.closings, own.route) == ((), "with_service")


@pytest.mark.parametrize("then", ["not_advised", "later"])
def test_it_rests_where_what_it_is_like_rests_whatever_its_routes(then: str):
    closes = [{"routes": ["with_service"], "programmes": ["P1"]}]
    framework = safe_framework(closures=[a_closure(then=then, closes=closes)])
    own = like_p1("around")
    shipped, found = both(framework, {"SEC-1": 0, "LAW-1": 1}, DRIVEN_AWAY, own=own)
    assert found.group == shipped.group == Group(then)


def test_no_own_programme_is_advised_while_all_that_it_could_be_is_closed():
    """Every set of routes, closures of every kind: what is like P1 never outlives it."""
    sets = [("with_service",), ("beside",), ("around",), ROUTES[:2], ROUTES[1:], ROUTES]
    for then, closed, named, own in product(
        ("other_route", "not_advised", "later"), sets, ([], ["P1"]), sets
    ):
        closes = [{"routes": [*closed], **({"programmes": named} if named else {})}]
        framework = safe_framework(closures=[a_closure(then=then, closes=closes)])
        levels = {"SEC-1": 0, "LAW-1": 1}
        shipped, found = both(framework, levels, DRIVEN_AWAY, own=like_p1(*own))
        case = (then, closed, named, own)
        assert shipped.group.is_advised or not found.group.is_advised, case
        assert found.route not in closed, case


def test_what_must_hold_before_what_it_is_like_must_hold_before_it():
    own = an_own(number=1, serves=("SEC-1",), like=("P2",))
    found = suggestions(with_own(small_framework(), [own]), {"SEC-1": 0})
    assert found["O-1"].failed == found["P2"].failed != ()
    assert found["O-1"].group is Group.NOT_ADVISED
    assert found["O-1"].programme.dual_use  # as P2 is


def test_a_precondition_of_routes_that_it_does_not_have_says_nothing_of_it():
    data = safe_catalogue(closures=[])
    guard = {"condition": {"indicator": "SEC-1", "at_least": 1}, "until": "it is so"}
    data["programmes"][0]["preconditions"] = [{**guard, "routes": ["with_service"]}]
    framework = safe_framework(programmes=data["programmes"], closures=[])
    levels = {"SEC-1": 0, "LAW-1": 1}
    assert both(framework, levels, own=like_p1("around"))[1].failed == ()
    (failed,) = both(framework, levels, own=like_p1("with_service"))[1].failed
    assert failed.routes == ("with_service",)


def test_warnings_come_along_and_calls_do_not():
    data = safe_catalogue()
    data["programmes"][0]["called_for_when"] = [{"condition": SEVERE, "why": "Now."}]
    rule = {"condition": {"indicator": "LAW-3", "at_least": 4}, "otherwise": "Courts first."}
    data["programmes"][0]["first_only_when"] = rule
    warning = {"id": "WA", "condition": SEVERE, "programmes": ["P1"], "text": "Mind."}
    framework = safe_framework(programmes=data["programmes"], warnings=[warning])
    shipped, own = both(framework, {"LAW-1": 1, "SEC-1": 3}, flags={"X1": "severe"})
    assert (shipped.warnings, own.warnings) == (("Mind.",), ("Mind.",))
    assert (bool(shipped.calls), bool(own.calls)) == (True, False)
    assert own.held_back == shipped.held_back == "Courts first."


def test_nobody_gives_an_own_programme_a_label_of_evidence_of_its_own():
    framework = with_own(framework_with_register(), [an_own(number=1)])
    assert framework.catalogue is not None
    assert framework.catalogue.programme("O-1").evidence == "N"


def test_it_can_take_a_place_among_the_first():
    framework = with_own(safe_framework(), [like_p1()])
    assert framework.catalogue is not None
    found = suggestions(framework, {"LAW-1": 1})
    first = arrange(tuple(found.values()), framework.catalogue).first
    assert ("O-1",) in [place.programme_ids for place in first]


STATED = an_own(
    number=1,
    countries=("KEN", "UGA"),
    income_groups=("low",),
    mode="grant",
    languages=("English",),
    window_from=date(2027, 1, 1),
    window_to=date(2027, 6, 30),
    budget_low=1_000,
    budget_high=9_000,
    currency="USD",
)


@pytest.mark.parametrize(
    ("wanted", "passes"),
    [
        ({}, True),
        ({"country": "KEN"}, True),
        ({"country": "FRA"}, False),
        ({"income_group": "low"}, True),
        ({"income_group": "high"}, False),
        ({"mode": "grant"}, True),
        ({"mode": "loan"}, False),
        ({"language": "english"}, True),
        ({"language": "French"}, False),
        ({"donor": "AN AGENCY"}, True),
        ({"donor": "A bank"}, False),
        ({"day": date(2027, 1, 1)}, True),
        ({"day": date(2027, 6, 30)}, True),
        ({"day": date(2026, 12, 31)}, False),
        ({"day": date(2027, 7, 1)}, False),
        ({"budget": 1_000, "currency": "USD"}, True),
        ({"budget": 999, "currency": "USD"}, False),
        ({"budget": 5_000, "currency": "EUR"}, False),
        ({"only_own": True}, True),
        ({"country": "KEN", "mode": "loan"}, False),
    ],
)
def test_a_filter_leaves_out_what_is_said_not_to_fit(wanted: dict[str, Any], passes: bool):  # noqa: FBT001 - a case
    programme = programme_of(STATED)
    assert OptionFilter(**wanted).passes(programme) is passes


def test_what_is_not_said_stays_and_of_the_catalogue_nothing_is_said():
    everything = OptionFilter(
        "FRA", "high", "loan", "French", day=date(2030, 1, 1), budget=1, currency="USD"
    )
    catalogue = small_framework().catalogue
    assert catalogue is not None
    assert everything.passes(programme_of(an_own(number=1)))
    assert everything.passes(catalogue.programme("P1"))
    assert not OptionFilter(only_own=True).passes(catalogue.programme("P1"))


def programme_of(own: Any) -> OrganisationProgramme:
    catalogue = with_own(small_framework(), [own]).catalogue
    assert catalogue is not None
    (found,) = (one for one in catalogue.programmes if isinstance(one, OrganisationProgramme))
    return found
