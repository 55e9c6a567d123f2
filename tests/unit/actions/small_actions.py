"""A few actions for the small questionnaire, for tests."""

from dataclasses import replace
from typing import Any

from assessment.model.action import Action
from assessment.model.framework import Framework
from tests.unit.programmes.safe_catalogue import safe_framework

COSTS = [{"id": "S", "name": "Small", "meaning": "Under one."}]


def an_action(indicator: str = "LAW-1", to: int = 1, **fields: Any) -> dict[str, Any]:
    """What an action file would say of one step."""
    return {
        "indicator": indicator,
        "to": to,
        "makes_true": [f"{indicator}.{to}a"],
        "do": ["Ask the judges what they need.", "Publish the list of open cases."],
        "route": "beside",
        "stop_if": ["A judge is threatened."],
        "partners": ["bar associations"],
        "months": [3, 12],
        "cost": "S",
        "cost_basis": "Two people for a year.",
        "measure": "Cases that were decided.",
        **fields,
    }


def with_actions(*actions: dict[str, Any], **catalogue: Any) -> Framework:
    """The small framework with routes, closures and these actions."""
    framework = safe_framework(**{**catalogue, "cost_classes": COSTS})
    return replace(framework, actions=tuple(Action.model_validate(one) for one in actions))
