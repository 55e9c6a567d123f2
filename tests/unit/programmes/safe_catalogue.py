"""The small catalogue with routes, closures and a choice, for tests of the gate."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from assessment.model.framework import Framework
from assessment.model.programme import Catalogue
from assessment.model.suggestion import Suggestion
from assessment.programmes.match import suggest_programmes
from assessment.scoring.profile import score_record
from tests.builders import Level, an_answer, framework_with_kinds, record_with, recorded
from tests.small_questionnaire import small_catalogue

ROUTES = ("with_service", "beside", "around")
SEVERE = {"flag": "X1", "at_least": "severe"}


def safe_catalogue(**changes: Any) -> dict[str, Any]:
    """What programmes.yaml would say: P1 has three forms, P2 one, P3 two."""
    data = small_catalogue()
    forms = {"P1": ROUTES, "P2": ("with_service",), "P3": ("beside", "around")}
    for programme in data["programmes"]:
        programme["routes"] = [{"id": id_} for id_ in forms[programme["id"]]]
        programme["preconditions"] = []
    data["matching"] |= {"need_of": "worst"}
    del data["matching"]["confidence_factors"]
    routes = [{"id": id_, "name": id_, "meaning": f"By {id_}."} for id_ in ROUTES]
    return {**data, "routes": routes, "closures": [a_closure()], **changes}


def a_closure(condition: Any = None, then: str = "other_route", **fields: Any) -> dict[str, Any]:
    """A closure of the route with the service, where people are driven away (SEC-1.0b)."""
    return {
        "id": "CL-1",
        "name": "Officials use it against people",
        "condition": condition or {"statement": "SEC-1.0b"},
        "closes": [{"routes": ["with_service"]}],
        "then": then,
        "why": "Help would make the helper a party to it.",
        "reopens_when": "Nobody was hurt for a year.",
        **fields,
    }


def safe_framework(**changes: Any) -> Framework:
    """The small framework with kinds of statements and that catalogue."""
    catalogue = Catalogue.model_validate(safe_catalogue(**changes))
    return replace(framework_with_kinds(), catalogue=catalogue)


def suggestions(
    framework: Framework,
    levels: Mapping[str, Level],
    *ticked: str,
    flags: dict[str, str] | None = None,
    **parts: Any,
) -> dict[str, Suggestion]:
    """Suggest, with these statements of level 0 found to hold."""
    record = record_with(framework, levels, flags=flags, **parts)
    for id_ in ticked:
        home = id_.partition(".")[0]
        answer = recorded(an_answer(home, 0, ticked=frozenset({id_})))
        record = replace(record, answers={**record.answers, home: answer})
    found = suggest_programmes(framework, record, score_record(framework, record))
    return {one.programme.id: one for one in found}


def catalogue_of(framework: Framework) -> Catalogue:
    """The catalogue of a framework that has one."""
    assert framework.catalogue is not None
    return framework.catalogue
