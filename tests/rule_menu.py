"""One of every rule of a dimension, for the three indicators of LAW in the small questionnaire."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from assessment.model.framework import Framework
from assessment.model.score import DimensionScore, Explanation
from assessment.model.tree import RULES, Node
from assessment.scoring.profile import score_record
from tests.builders import Level, record_with

IDS: tuple[str, ...] = ("LAW-1", "LAW-2", "LAW-3")
WEIGHTS = {"LAW-1": 3, "LAW-3": 0.5}


def a_rule(name: str, **fields: Any) -> Node:
    """A rule as scoring.yaml would give it."""
    return RULES[name].model_validate({"rule": name, "why": "For tests.", **fields})


MENU: dict[str, Node] = {
    "mean": a_rule("mean"),
    "weighted mean": a_rule("mean", weights=WEIGHTS),
    "geometric mean": a_rule("geometric_mean", children_floor=1),
    "weighted geometric mean": a_rule("geometric_mean", children_floor=5, weights=WEIGHTS),
    "harmonic mean": a_rule("harmonic_mean", children_floor=1),
    "weighted harmonic mean": a_rule("harmonic_mean", children_floor=0.01, weights=WEIGHTS),
    "square root mean": a_rule("power_mean", exponent=0.5),
    "exponent of nought": a_rule("power_mean", exponent=0, children_floor=1, weights=WEIGHTS),
    "nearly nought": a_rule("power_mean", exponent=0.01, weights=WEIGHTS),
    "square mean": a_rule("power_mean", exponent=2, weights=WEIGHTS),
    "steepest": a_rule("power_mean", exponent=-20, children_floor=0.01),
    "highest": a_rule("power_mean", exponent=20),
    "minimum": a_rule("minimum"),
    "weakest link": a_rule("weakest_link", uplift=0.5),
    "weakest link with a whole level": a_rule("weakest_link", uplift=1),
    "capped mean": a_rule("capped_mean", capped_by="keys", allowance=1),
    "weighted capped mean": a_rule(
        "capped_mean", capped_by=["LAW-2", "LAW-3"], allowance=0.5, weights=WEIGHTS
    ),
    "median": a_rule("median"),
    "chain": a_rule(
        "chain",
        stages=[
            {"id": "a", "name": "A", "indicators": ["LAW-1", "LAW-3"]},
            {"id": "b", "name": "B", "indicators": ["LAW-2"]},
        ],
    ),
}


def with_law(framework: Framework, rule: Node) -> Framework:
    """The framework with another rule for LAW."""
    dimensions = {**framework.rules.dimensions, "LAW": rule}
    rules = framework.rules.model_copy(update={"dimensions": dimensions})
    return Framework(framework.questionnaire, rules, framework.catalogue)


def explained_law(
    framework: Framework, levels: Sequence[Level]
) -> tuple[DimensionScore, Explanation, Framework]:
    """The score of LAW however few of its three levels are known, and how it came about."""
    coverage = framework.rules.coverage.model_copy(update={"share": 0, "keys": False})
    lenient = replace(framework, rules=framework.rules.model_copy(update={"coverage": coverage}))
    profile = score_record(lenient, record_with(lenient, dict(zip(IDS, levels, strict=True))))
    return profile.dimensions[0], profile.explanation("LAW"), lenient


def law_score(framework: Framework, levels: Sequence[Level]) -> DimensionScore:
    """The score of LAW however few of its three levels are known."""
    return explained_law(framework, levels)[0]
