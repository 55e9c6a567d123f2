"""One of every rule of a dimension, for the three indicators of LAW in the small questionnaire."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter

from assessment.model.framework import Framework
from assessment.model.rules import DimensionRule
from assessment.model.score import DimensionScore
from assessment.scoring.dimension import score_dimension
from assessment.scoring.interval import Draws
from assessment.scoring.overview import setting_of
from tests.builders import Level, record_with

IDS: tuple[str, ...] = ("LAW-1", "LAW-2", "LAW-3")
WEIGHTS = {"LAW-1": 3, "LAW-3": 0.5}
_RULE: TypeAdapter[DimensionRule] = TypeAdapter(DimensionRule)


def a_rule(name: str, **fields: Any) -> DimensionRule:
    """A rule as scoring.yaml would give it."""
    return _RULE.validate_python({"rule": name, "why": "For tests.", **fields})


MENU: dict[str, DimensionRule] = {
    "mean": a_rule("mean"),
    "weighted mean": a_rule("mean", weights=WEIGHTS),
    "geometric mean": a_rule("geometric_mean", floor=1),
    "weighted geometric mean": a_rule("geometric_mean", floor=5, weights=WEIGHTS),
    "harmonic mean": a_rule("harmonic_mean", floor=1),
    "weighted harmonic mean": a_rule("harmonic_mean", floor=0.01, weights=WEIGHTS),
    "square root mean": a_rule("power_mean", exponent=0.5, floor=0),
    "exponent of nought": a_rule("power_mean", exponent=0, floor=1, weights=WEIGHTS),
    "nearly nought": a_rule("power_mean", exponent=0.01, floor=0, weights=WEIGHTS),
    "square mean": a_rule("power_mean", exponent=2, floor=0, weights=WEIGHTS),
    "steepest": a_rule("power_mean", exponent=-20, floor=0.01),
    "highest": a_rule("power_mean", exponent=20, floor=0),
    "minimum": a_rule("minimum"),
    "weakest link": a_rule("weakest_link", uplift=0.5),
    "weakest link with a whole level": a_rule("weakest_link", uplift=1),
    "capped mean": a_rule("capped_mean", capped_by="keys", allowance=1),
    "weighted capped mean": a_rule(
        "capped_mean", capped_by=["LAW-2", "LAW-3"], allowance=0.5, weights=WEIGHTS
    ),
    "chain": a_rule(
        "chain",
        stages=[
            {"id": "a", "name": "A", "indicators": ["LAW-1", "LAW-3"]},
            {"id": "b", "name": "B", "indicators": ["LAW-2"]},
        ],
    ),
}


def with_law(framework: Framework, rule: DimensionRule) -> Framework:
    """The framework with another rule for LAW."""
    dimensions = {**framework.rules.dimensions, "LAW": rule}
    rules = framework.rules.model_copy(update={"dimensions": dimensions})
    return Framework(framework.questionnaire, rules, framework.catalogue)


def law_score(framework: Framework, levels: Sequence[Level]) -> DimensionScore:
    """The score of LAW however few of its three levels are known."""
    coverage = framework.rules.coverage.model_copy(update={"share": 0, "keys": False})
    rules = framework.rules.model_copy(update={"coverage": coverage})
    record = record_with(framework, dict(zip(IDS, levels, strict=True)))
    setting = setting_of(replace(framework, rules=rules), record)
    return score_dimension(setting, framework.questionnaire.dimensions[0], Draws(setting))
