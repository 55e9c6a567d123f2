"""Turns rows into the types of the model, and back."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from secrets import token_hex
from typing import Any

from sqlalchemy import RowMapping

from assessment.model.answer import (
    Answer,
    Dissent,
    Evidence,
    FlagEntry,
    RecordedAnswer,
    Reply,
    Status,
)
from assessment.model.assessment import Actor, Assessment

Values = dict[str, Any]


def new_id(at: datetime, position: int = 0) -> str:
    """Return an id that sorts by moment, then by position within one action.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> at = datetime(2026, 1, 1, tzinfo=UTC)
    >>> new_id(at, 1) < new_id(at, 2), len(new_id(at))
    (True, 32)
    """
    return f"{int(at.timestamp() * 1_000_000):014x}{position:04x}{token_hex(7)}"


def owner(actor: Actor, at: datetime) -> Values:
    """Return the columns that say who and when."""
    return {
        "organisation_id": actor.organisation_id,
        "person_id": actor.person_id,
        "recorded_at": at,
    }


def answer_values(answer: Answer) -> Values:
    """Return the columns of an answer."""
    return {
        "indicator_id": answer.indicator_id,
        "status": answer.status.value,
        "level": answer.level,
        "reason": answer.reason,
        "confidence": answer.confidence,
        "evidence_grade": answer.evidence_grade,
        "ticked": sorted(answer.ticked),
        "rationale": answer.rationale,
    }


def evidence_values(evidence: Evidence) -> Values:
    """Return the columns of an evidence entry, without its id."""
    fields = ("indicator_id", "title", "publisher", "published", "link", "page", "protection")
    return {field: getattr(evidence, field) for field in fields}


def flag_values(entry: FlagEntry) -> Values:
    """Return the columns of a context flag entry."""
    fields = ("flag_id", "option", "since", "source", "confidence", "note")
    return {field: getattr(entry, field) for field in fields}


def assessment_values(assessment: Assessment) -> Values:
    """Return the columns of the heading of an assessment, without its author."""
    fields = (
        "id",
        "questionnaire_id",
        "questionnaire_version",
        "questionnaire_checksum",
        "state_code",
        "state_name",
        "region",
        "period",
        "mode",
        "language",
        "scope_note",
        "invented",
    )
    return {field: getattr(assessment, field) for field in fields}


def to_assessment(row: RowMapping) -> Assessment:
    """Read the heading of an assessment from a row joined with its author."""
    fields = {key: row[key] for key in assessment_fields()}
    return Assessment(**fields, created_at=row["recorded_at"], created_by=row["person_name"])


def assessment_fields() -> tuple[str, ...]:
    """Return the columns that are fields of the heading under the same name."""
    own = (f for f in Assessment.__dataclass_fields__ if f not in ("created_at", "created_by"))
    return tuple(own)


def to_answer(row: RowMapping) -> Answer:
    """Read an answer."""
    return Answer(
        indicator_id=row["indicator_id"],
        status=Status(row["status"]),
        level=row["level"],
        reason=row["reason"],
        confidence=row["confidence"],
        evidence_grade=row["evidence_grade"],
        ticked=frozenset(row["ticked"]),
        rationale=row["rationale"],
    )


def to_recorded(row: RowMapping) -> RecordedAnswer:
    """Read an answer as stored from a row joined with its author."""
    return RecordedAnswer(
        to_answer(row), row["revision"], row["person_name"], row["origin"], row["recorded_at"]
    )


def to_evidence(row: RowMapping) -> Evidence:
    """Read an evidence entry."""
    return Evidence(**{field: row[field] for field in Evidence.__dataclass_fields__})


def to_flag(row: RowMapping) -> FlagEntry:
    """Read a context flag entry."""
    return FlagEntry(**{field: row[field] for field in FlagEntry.__dataclass_fields__})


def to_dissents(rows: Iterable[RowMapping], replies: Sequence[RowMapping]) -> tuple[Dissent, ...]:
    """Read dissents together with the replies to them."""
    return tuple(
        Dissent(
            indicator_id=row["indicator_id"],
            level=row["level"],
            reason=row["reason"],
            signed_as=row["signed_as"],
            recorded_at=row["recorded_at"],
            id=row["id"],
            replies=tuple(
                Reply(reply["text"], reply["signed_as"], reply["recorded_at"])
                for reply in replies
                if reply["dissent_id"] == row["id"]
            ),
        )
        for row in rows
    )
