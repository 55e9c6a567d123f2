"""An assessment in which a reviewer finds nothing, and one fault for each quality check."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from assessment.model.answer import CARRIED_OVER, Answer, Evidence, FlagEntry
from assessment.model.assessment import UNNAMED, Record
from assessment.model.framework import Framework
from assessment.model.quality import Finding, QualityRules
from assessment.model.quality_checks import RULES, Examined, find_in
from assessment.model.scope import Scope
from tests.builders import an_answer, an_assessment, framework_with_kinds, recorded

TODAY = date(2026, 11, 30)
THRESHOLDS = {
    "level_without_source": 3,
    "level_against_statements": 1,
    "ratings_apart": 2,
    "same_text": 3,
    "law_without_practice": 3,
    "level_without_statement": 3,
    "stale_source": 5,
}
SERIOUS = tuple(RULES)[:9]
"""The checks that are serious here, as in the questionnaire that ships."""


def small_quality(*ids: str) -> dict[str, Any]:
    """What quality.yaml of the small questionnaire would say, with some checks or with all."""
    checks = [
        {
            "id": id_,
            "label": f"Label of {id_}",
            "severity": "serious" if id_ in SERIOUS else "attention",
            "why": f"Reason of {id_}.",
            **({"threshold": THRESHOLDS[id_]} if id_ in THRESHOLDS else {}),
        }
        for id_ in (ids or RULES)
    ]
    return {"checks": checks, "not_applicable": {"LAW-3": {"groups": 1}}}


def framework_with_quality(*ids: str) -> Framework:
    """The small framework with kinds of statements and quality checks."""
    rules = QualityRules.model_validate(small_quality(*ids))
    return replace(framework_with_kinds(), quality=rules)


def a_good_answer(id_: str, **changes: Any) -> Answer:
    """Level 3 with everything that a reviewer looks for."""
    given: dict[str, Any] = {
        "confidence": "high",
        "evidence_grade": "A",
        "ticked": frozenset(f"{id_}.{one}" for one in ("1a", "2a", "2b", "3a")),
        "rationale": f"What was found on {id_}.",
        **changes,
    }
    return an_answer(id_, given.pop("level", 3), **given)


def a_source(id_: str, **changes: Any) -> Evidence:
    """A public source of last year."""
    given = {"title": f"Report on {id_}", "published": "2025-11", "protection": "public"}
    return Evidence(id_, **{**given, **changes})


def a_good_record(framework: Framework) -> Record:
    """Every question answered as a reviewer wishes."""
    ids = [indicator.id for indicator in framework.questionnaire.indicators]
    return Record(
        an_assessment(framework),
        answers={id_: recorded(a_good_answer(id_)) for id_ in ids},
        evidence=tuple(a_source(id_) for id_ in ids),
        flags={"X1": FlagEntry("X1", "present", since="since the dry season")},
        scope=Scope(groups=("Group A", "Group B")),
        rated={"LAW-1": (2, 3), "SEC-2": (3, 3, 3)},
    )


def with_answer(record: Record, id_: str, **changes: Any) -> Record:
    """The record with another answer to one question."""
    answer = recorded(a_good_answer(id_, **changes))
    return replace(record, answers={**record.answers, id_: answer})


def with_sources(record: Record, id_: str, *sources: Evidence) -> Record:
    """The record with other sources for one question."""
    kept = tuple(one for one in record.evidence if one.indicator_id != id_)
    return replace(record, evidence=(*kept, *sources))


def _only_carried(record: Record) -> Record:
    answers = {id_: one for id_, one in record.answers.items() if id_ != "PRE-1"}
    carried = {"PRE-1": recorded(a_good_answer("PRE-1"), origin=CARRIED_OVER)}
    return replace(record, answers=answers, carried=carried)


def _unnamed(record: Record) -> Record:
    nobody = replace(record.answers["PRE-2"], person_name=UNNAMED)
    return replace(record, answers={**record.answers, "PRE-2": nobody})


def _same_text(record: Record) -> Record:
    for id_, text in (("SEC-1", "Observers agree"), ("SEC-2", " observers  AGREE."), ("SEC-3", "")):
        record = with_answer(record, id_, rationale=text or "Observers agree.")
    return record


FAULTS: Mapping[str, tuple[Callable[[Record], Record], tuple[str, ...]]] = {
    "level_without_source": (lambda r: with_sources(r, "LAW-1"), ("LAW-1",)),
    "level_against_statements": (lambda r: with_answer(r, "LAW-2", level=4), ("LAW-2",)),
    "level_without_rationale": (lambda r: with_answer(r, "LAW-3", rationale=" "), ("LAW-3",)),
    "carried_over": (_only_carried, ("PRE-1",)),
    "ratings_apart": (lambda r: replace(r, rated={"SEC-1": (1, 3)}), ("SEC-1",)),
    "same_text": (_same_text, ("SEC-1", "SEC-2", "SEC-3")),
    "impossible_date": (
        lambda r: with_sources(r, "SEC-2", a_source("SEC-2", published="2024-02-31")),
        ("SEC-2",),
    ),
    "not_applicable_against_scope": (
        lambda r: replace(r, answers={**r.answers, "LAW-3": recorded(an_answer("LAW-3", "NA"))}),
        ("LAW-3",),
    ),
    "scope_not_filled_in": (
        lambda r: replace(r, scope=Scope()),
        ("LAW-1", "LAW-2", "LAW-3", "SEC-1", "SEC-2", "SEC-3", "PRE-1", "PRE-2"),
    ),
    "law_without_practice": (
        lambda r: with_answer(r, "LAW-1", ticked=frozenset({"LAW-1.1a"}), reason="It is known."),
        ("LAW-1",),
    ),
    "level_without_statement": (
        lambda r: with_answer(r, "LAW-2", ticked=frozenset()),
        ("LAW-2",),
    ),
    "no_confidence": (lambda r: with_answer(r, "SEC-3", confidence=None), ("SEC-3",)),
    "stale_source": (
        lambda r: with_sources(r, "SEC-1", a_source("SEC-1", published="2021-11")),
        ("SEC-1",),
    ),
    "undated_source": (
        lambda r: with_sources(r, "PRE-2", a_source("PRE-2"), a_source("PRE-2", published=" ")),
        ("PRE-2",),
    ),
    "unclear_date": (
        lambda r: with_sources(r, "PRE-1", a_source("PRE-1", published="05/06/2024")),
        ("PRE-1",),
    ),
    "unnamed_writer": (_unnamed, ("PRE-2",)),
}
"""Check to what makes a good record bad, and the ids of the answers that are then told of."""


def findings_in(record: Record, framework: Framework, **changes: Any) -> tuple[Finding, ...]:
    """What the checks of a framework find in a record."""
    rules = framework.quality or QualityRules()
    asked = frozenset(one.id for one in framework.questionnaire.indicators)
    given = {"today": TODAY, "open_ratings": asked, **changes}
    return find_in(Examined(framework.questionnaire, record, rules, **given))
