"""What the services ask of a store; `assessment.storage` keeps the promise on two databases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from assessment.model.answer import (
    Answer,
    Dissent,
    Evidence,
    FlagEntry,
    Origin,
    RecordedAnswer,
    Reply,
)
from assessment.model.assessment import Actor, Assessment, Record


@dataclass(frozen=True)
class NewAnswer:
    """An answer to append.

    Attributes
    ----------
    seen_revision
        The revision its author saw, 0 for none. If a newer one exists by now,
        the write is refused: a stale answer never hides a newer one.
    """

    answer: Answer
    seen_revision: int


@dataclass(frozen=True)
class Changes:
    """What one action writes into one assessment: all of it or nothing.

    Attributes
    ----------
    withdrawn_evidence
        Ids of evidence entries that no longer count; they stay in the database.
    file_name, file_checksum
        The workbook they came from, empty for other origins.
    """

    origin: Origin
    answers: tuple[NewAnswer, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    withdrawn_evidence: tuple[str, ...] = ()
    flags: tuple[FlagEntry, ...] = ()
    dissents: tuple[Dissent, ...] = ()
    replies: tuple[tuple[str, Reply], ...] = ()
    file_name: str = ""
    file_checksum: str = ""


@dataclass(frozen=True)
class IndicatorRecord:
    """Everything that stands beside one indicator; cheap to read at every click."""

    recorded: RecordedAnswer | None
    evidence: tuple[Evidence, ...]
    dissents: tuple[Dissent, ...]


@dataclass(frozen=True)
class AssessmentSummary:
    """One line of the list of assessments."""

    assessment: Assessment
    n_answered: int
    last_change: datetime | None


class StaleWrite(Exception):  # noqa: N818 - says what happened, in the user's terms
    """Somebody else wrote first; nothing was written.

    Attributes
    ----------
    indicator_ids
        Where a newer answer exists.
    """

    def __init__(self, indicator_ids: Sequence[str]) -> None:
        super().__init__(f"a newer answer exists for {', '.join(indicator_ids)}")
        self.indicator_ids = tuple(indicator_ids)


class AssessmentStore(Protocol):
    """A place that keeps assessments; rows are appended and never changed."""

    def is_empty(self) -> bool:
        """Whether there is no assessment yet."""
        ...

    def actor(self, name: str, organisation: str, at: datetime) -> Actor:
        """Return the person of that name in that organisation, entered on first sight."""
        ...

    def person(self, person_id: str) -> Actor | None:
        """Return the person with an id; ``None`` if there is none."""
        ...

    def create_assessment(self, assessment: Assessment, actor: Actor) -> None:
        """Store the heading of a new assessment."""
        ...

    def assessments(self) -> tuple[AssessmentSummary, ...]:
        """Return all assessments, the last changed first."""
        ...

    def headings(self) -> tuple[Assessment, ...]:
        """Return the headings of all assessments, without a look at the answers."""
        ...

    def assessment(self, assessment_id: str) -> Assessment | None:
        """Return the heading; ``None`` if there is no such assessment."""
        ...

    def record(self, assessment: Assessment) -> Record:
        """Return everything that is known of an assessment now."""
        ...

    def record_at(self, assessment: Assessment, moment: datetime) -> Record:
        """Return what was known of an assessment at a moment, that moment included.

        What was recorded later is left out, and evidence that was withdrawn later
        is still there.
        """
        ...

    def indicator_record(self, assessment_id: str, indicator_id: str) -> IndicatorRecord:
        """Return what is known of one indicator now."""
        ...

    def history(self, assessment_id: str, indicator_id: str) -> tuple[RecordedAnswer, ...]:
        """Return every answer ever given to an indicator, the newest first."""
        ...

    def answered_ids(self, assessment_id: str) -> frozenset[str]:
        """Return the ids of the indicators whose current answer is an answer."""
        ...

    def write(self, assessment_id: str, changes: Changes, actor: Actor, at: datetime) -> None:
        """Append everything in one transaction.

        Raises
        ------
        StaleWrite
            If a newer answer exists for any of them; nothing is written then.
        """
        ...
