"""A questionnaire whose tiers count days, and short ways to say what a review needs."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from assessment.model.framework import Framework
from assessment.model.review import Convening, Decision, Deferral, Entry, Override, Review
from assessment.model.rules import ScoringRules
from assessment.services.context import Opened
from assessment.services.review_entries import append_entry
from tests.builders import MOMENT, small_framework
from tests.small_questionnaire import small_rules
from tests.unit.services.desk import Desk

TODAY = MOMENT.date()
GAP = {"LAW-1": 0, "SEC-1": 0}
REASONS = "The ministry has acted on it before we met."


def rules_with_days() -> dict[str, Any]:
    """What scoring.yaml of the small questionnaire would say: T1 decides, T2 convenes."""
    rules = small_rules()
    why = "For tests."
    sooner = {"days": 3, "condition": {"flag": "X2", "at_least": "present"}}
    rules["review_tiers"][1]["due"] = {"to": "decide", "days": 90, "why": why}
    rules["review_tiers"][2]["due"] = {"to": "convene", "days": 14, "sooner": sooner, "why": why}
    return rules


def framework_with_days() -> Framework:
    """The small questionnaire, whose tiers count days."""
    return replace(small_framework(), rules=ScoringRules.model_validate(rules_with_days()))


def newest(desk: Desk, opened: Opened) -> Review:
    """The newest review of an assessment."""
    return desk.store.reviews(opened.assessment.id)[-1]


def append(desk: Desk, opened: Opened, *entries: Entry) -> Review:
    """Append entries to the newest review, each on sight of the one before."""
    for entry in entries:
        append_entry(desk.context, opened, newest(desk, opened), entry)
    return newest(desk, opened)


def day(days: int) -> date:
    """So many days after the first one."""
    return TODAY + timedelta(days=days)


def decided(outcome: Any = "do_not_act", **changes: Any) -> Decision:
    """A decision of the minister."""
    given = {"person": "Mina Mor", "office": "Minister of the Interior", "reasons": REASONS}
    return Decision(**{**given, "on": TODAY, **changes}, outcome=outcome)


def deferred(until: int = 100, **changes: Any) -> Deferral:
    """A deferral of the minister."""
    given = {"person": "Mina Mor", "office": "Minister", "reasons": REASONS, "on": TODAY}
    return Deferral(**{**given, **changes}, due_on=day(until))


def overridden(tier_id: str, **changes: Any) -> Override:
    """Another tier, set by the minister."""
    given = {"person": "Mina Mor", "office": "Minister", "reasons": REASONS, "on": TODAY}
    return Override(**{**given, **changes}, tier_id=tier_id)


def convened(until: int = 30, *names: str) -> Convening:
    """A convening by the head of office."""
    return Convening("Hana Hod", names or ("Mina Mor, Minister",), day(until))
