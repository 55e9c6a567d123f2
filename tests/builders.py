"""The small framework of `tests.small_questionnaire`, and records about an invented state."""

from collections.abc import Mapping, Set
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from assessment.library.load import load_framework
from assessment.model.answer import Answer, Confidence, FlagEntry, Origin, RecordedAnswer, Status
from assessment.model.assessment import Assessment, Record
from assessment.model.claims import EvidenceRegister, label_programmes
from assessment.model.framework import Framework
from assessment.model.programme import Catalogue
from assessment.model.questionnaire import Questionnaire
from assessment.model.rules import CriticalGap, Early, ScoringRules
from tests.small_questionnaire import (
    small_catalogue,
    small_catalogue_with_labels,
    small_instrument,
    small_instrument_with_kinds,
    small_methods,
    small_register,
    small_rules,
)

MOMENT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
Level = int | str | None
"""A level, "II" (insufficient information), "NA" (not applicable), or None (not answered)."""


def small_framework() -> Framework:
    """Three dimensions, eight indicators, and one of every kind of rule but the minimum."""
    return Framework(
        Questionnaire.model_validate(small_instrument()).model_copy(
            update={"checksum": "0123456789abcdef"}
        ),
        ScoringRules.model_validate(small_rules()),
        Catalogue.model_validate(small_catalogue()),
    )


def framework_with_kinds() -> Framework:
    """The small framework with statements of law, of practice and contrary ones, and its words."""
    questionnaire = Questionnaire.model_validate(small_instrument_with_kinds())
    return replace(small_framework(), questionnaire=questionnaire)


def framework_with_methods() -> Framework:
    """The small framework with two other methods."""
    rules = ScoringRules.model_validate({**small_rules(), "methods": small_methods()})
    return replace(small_framework(), rules=rules)


def framework_with_register() -> Framework:
    """The small framework with an evidence register, from which its labels follow."""
    register = EvidenceRegister.model_validate(small_register())
    catalogue = Catalogue.model_validate(small_catalogue_with_labels())
    labelled = label_programmes(catalogue, register)
    return replace(small_framework(), catalogue=labelled, register=register)


def a_gap(id_: str, *flags: str) -> CriticalGap:
    """A critical gap of the small framework that bears on some circumstances."""
    condition = {"indicator": "LAW-1", "at_most": 1}
    return CriticalGap.model_validate(
        {
            "id": id_,
            "name": "Impunity",
            "meaning": "Nobody is held to the law.",
            "crimes": ["C"],
            "condition": condition,
            "flags": flags,
        }
    )


def with_early(framework: Framework, share: float = 0.5) -> Framework:
    """The same framework, which shows no results before this share has an answer."""
    early = Early(share=share, why="For tests.")
    coverage = framework.rules.coverage.model_copy(update={"early": early})
    rules = framework.rules.model_copy(update={"coverage": coverage})
    return Framework(framework.questionnaire, rules, framework.catalogue)


def without_early(framework: Framework) -> Framework:
    """The same framework, which shows results from the first answer on."""
    coverage = framework.rules.coverage.model_copy(update={"early": None})
    rules = framework.rules.model_copy(update={"coverage": coverage})
    return Framework(framework.questionnaire, rules, framework.catalogue)


@cache
def spcf() -> Framework:
    """The questionnaire that ships, read from its folder once."""
    framework = load_framework(Path(__file__).parents[1] / "questionnaires" / "spcf").framework
    assert framework is not None, "questionnaires/spcf has errors; run spca validate"
    return framework


def an_assessment(framework: Framework | None = None, **changes: Any) -> Assessment:
    """An external assessment of the invented state Karsova, of the small framework."""
    questionnaire = (framework or small_framework()).questionnaire
    heading: dict[str, Any] = {
        "id": "a-1",
        "questionnaire_id": questionnaire.id,
        "questionnaire_version": questionnaire.version,
        "questionnaire_checksum": questionnaire.checksum,
        "state_code": "XKA",
        "state_name": "Karsova",
        "period": "2026",
        "mode": "external",
        "language": "en",
        "created_at": MOMENT,
        "created_by": "Ada Amin",
        "invented": True,
    }
    return Assessment(**{**heading, **changes})


def an_answer(
    indicator_id: str, level: Level, *, confidence: Confidence | None = None, **fields: Any
) -> Answer:
    """Turn a level, "II", "NA" or None into an answer that `check_answer` accepts."""
    if level == "II":
        return Answer(indicator_id, Status.INSUFFICIENT_INFORMATION, **fields)
    if level == "NA":
        given = {"reason": "The question does not arise.", **fields}
        return Answer(indicator_id, Status.NOT_APPLICABLE, **given)
    if level is None:
        return Answer(indicator_id, **fields)
    return Answer(indicator_id, Status.LEVEL, int(level), confidence=confidence, **fields)


def record_with(
    framework: Framework,
    levels: Mapping[str, Level],
    *,
    confidence: Confidence | None = None,
    flags: Mapping[str, str] | None = None,
    ticked: Set[str] = frozenset(),
    origin: Origin = "page",
    **parts: Any,
) -> Record:
    """A record with these levels.

    Parameters
    ----------
    flags
        Flag id to option id.
    ticked
        Ids of statements that hold; a draft where their indicator has no level here.
    parts
        Further fields of `Record`: assessment, evidence, dissents.
    """
    drafts = dict.fromkeys(sorted(id_.split(".")[0] for id_ in ticked))

    def given(id_: str, level: Level) -> Answer:
        own = frozenset(one for one in ticked if one.split(".")[0] == id_)
        return an_answer(id_, level, confidence=confidence, ticked=own)

    return Record(
        assessment=parts.pop("assessment", None) or an_assessment(framework),
        answers={
            id_: recorded(given(id_, level), origin=origin)
            for id_, level in {**drafts, **levels}.items()
        },
        flags={id_: FlagEntry(id_, option) for id_, option in (flags or {}).items()},
        **parts,
    )


def recorded(answer: Answer, *, revision: int = 1, origin: Origin = "page") -> RecordedAnswer:
    """An answer as stored."""
    return RecordedAnswer(answer, revision, "Ada Amin", origin, MOMENT)


def all_at(framework: Framework, level: Level) -> dict[str, Level]:
    """Every indicator at one level."""
    return {indicator.id: level for indicator in framework.questionnaire.indicators}
