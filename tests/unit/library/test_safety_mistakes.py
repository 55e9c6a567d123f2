"""Mistakes in routes, closures and choices, one at a time, and what their author is told."""

from dataclasses import replace
from typing import Any

import pytest

from assessment.library.checks import check_catalogue
from assessment.model.problem import Problem
from assessment.model.programme import Catalogue
from tests.builders import framework_with_kinds
from tests.unit.programmes.safe_catalogue import SEVERE, a_closure, safe_catalogue


def problems(data: dict[str, Any]) -> list[Problem]:
    framework = replace(framework_with_kinds(), catalogue=Catalogue.model_validate(data))
    return [p for p in check_catalogue(framework, "x.yaml") if "unserved" not in p.code]


def with_programme(number: int, **fields: Any) -> dict[str, Any]:
    data = safe_catalogue()
    data["programmes"][number] |= fields
    return data


def with_closure(**fields: Any) -> dict[str, Any]:
    return safe_catalogue(closures=[a_closure(**fields)])


OPTIONS = [{"programme": id_, "gains": "Peace.", "costs": "Waiting."} for id_ in ("P1", "P2")]
A_SET = {"id": "choice", "name": "A choice", "question": "Which?", "options": OPTIONS}
MISTAKES = {
    "a programme without a route": (
        with_programme(0, routes=[]),
        ("route_missing", "P1", "names no route"),
    ),
    "a programme with an unknown route": (
        with_programme(0, routes=[{"id": "with_service"}, {"id": "above"}]),
        ("id_unknown", "P1", "'above' is no route"),
    ),
    "a route named twice": (
        with_programme(0, routes=[{"id": "around"}, {"id": "around"}, {"id": "with_service"}]),
        ("id_repeated", "P1", "'around'"),
    ),
    "a precondition of a route that the programme has not": (
        with_programme(
            2,
            preconditions=[
                {
                    "condition": {"indicator": "PRE-1", "at_least": 1},
                    "until": "so",
                    "routes": ["with_service"],
                }
            ],
        ),
        ("id_unknown", "P3", "'with_service' is no route"),
    ),
    "a closure of an unknown route": (
        with_closure(closes=[{"routes": ["above"]}]),
        ("id_unknown", "CL-1", "'above' is no route"),
    ),
    "a closure of an unknown programme": (
        with_closure(closes=[{"routes": ["beside"], "programmes": ["P9"]}]),
        ("id_unknown", "CL-1", "'P9' is no programme"),
    ),
    "a closure of a route that the programme has not": (
        with_closure(closes=[{"routes": ["around"], "programmes": ["P2"]}]),
        ("closure_empty", "CL-1", "P2 has none of the routes around"),
    ),
    "a closure on an unknown statement": (
        with_closure(condition={"statement": "SEC-1.0z"}),
        ("id_unknown", "CL-1", "'SEC-1.0z'"),
    ),
    "two closures with one id": (
        safe_catalogue(closures=[a_closure(), a_closure()]),
        ("id_repeated", "CL-1", "more than once"),
    ),
    "caution on an unknown flag": (
        safe_catalogue(caution={"condition": {"flag": "X9", "at_least": "severe"}, "why": "So."}),
        ("id_unknown", "caution", "'X9'"),
    ),
    "a warning for an unknown programme": (
        safe_catalogue(
            warnings=[{"id": "WA", "condition": SEVERE, "programmes": ["P9"], "text": "Mind."}]
        ),
        ("id_unknown", "WA", "'P9' is no programme"),
    ),
    "a call on an unknown indicator": (
        with_programme(
            0, called_for_when=[{"condition": {"indicator": "Z-1", "at_most": 0}, "why": "So."}]
        ),
        ("id_unknown", "P1", "'Z-1'"),
    ),
    "a choice of programmes of which one excludes no other": (
        safe_catalogue(option_sets=[A_SET]),
        ("option_not_exclusive", "choice", "excludes no other option"),
    ),
}


def test_the_catalogue_of_these_tests_has_no_mistake() -> None:
    assert problems(safe_catalogue()) == []


@pytest.mark.parametrize("name", MISTAKES)
def test_one_mistake_is_told_with_its_place_and_a_remedy(name: str) -> None:
    data, (code, place, found) = MISTAKES[name]
    problem = problems(data)[0]
    assert problem.code == f"library.{code}"
    assert place in problem.where
    assert found in str(problem)
    assert problem.remedy.endswith(".")
    assert {one.code for one in problems(data)} == {problem.code}
