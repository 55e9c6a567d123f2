"""Answers to indicators, and what stands beside them: evidence, dissent, context flags."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal

from assessment.model.text import Cleaned

Confidence = Literal["high", "medium", "low"]
Grade = Literal["A", "B", "C", "D"]
Origin = Literal["page", "workbook", "command", "demonstration", "consensus", "carried_over"]
CARRIED_OVER: Origin = "carried_over"
"""The origin of an answer of the last round that nobody has looked at in this one."""
CONSENSUS: Origin = "consensus"
"""The origin of an answer that a team agreed on."""

Protection = Literal["public", "partner", "restricted"]

CONFIDENCES: tuple[Confidence, ...] = ("high", "medium", "low")
GRADES: tuple[Grade, ...] = ("A", "B", "C", "D")
PROTECTIONS: tuple[Protection, ...] = ("public", "partner", "restricted")


class Status(StrEnum):
    """What kind of answer there is: the first three are kinds of missing, and differ."""

    NOT_ANSWERED = "not_answered"
    INSUFFICIENT_INFORMATION = "insufficient_information"
    NOT_APPLICABLE = "not_applicable"
    LEVEL = "level"


@dataclass(frozen=True)
class Answer(Cleaned):
    """One answer of one respondent to one indicator.

    Attributes
    ----------
    level
        A value of the questionnaire's scale; ``None`` unless the status is ``LEVEL``.
    reason
        Why not applicable, or why the level differs from what the ticked
        statements propose.
    confidence
        How sure the respondent is; ``None`` when not said (counted as low).
    evidence_grade
        A (independent and a document) to D (none); ``None`` when not said.
    ticked
        Ids of the anchor statements found to hold.
    """

    indicator_id: str
    status: Status = Status.NOT_ANSWERED
    level: int | None = None
    reason: str = ""
    confidence: Confidence | None = None
    evidence_grade: Grade | None = None
    ticked: frozenset[str] = frozenset()
    rationale: str = ""

    @property
    def is_answered(self) -> bool:
        """Whether a person gave an answer; drafts with ticks alone are not answers."""
        return self.status is not Status.NOT_ANSWERED

    @property
    def scored(self) -> tuple[Status, int | None, Confidence | None, Grade | None]:
        """What scores, intervals and findings follow from; ticks and texts are no part of it."""
        return self.status, self.level, self.confidence, self.evidence_grade


@dataclass(frozen=True)
class RecordedAnswer:
    """An answer as stored: never changed afterwards, only followed by a newer one.

    Attributes
    ----------
    change_reason
        Why it says something else than what the team had agreed on; empty otherwise.
    filled_by
        Who filled in the workbook that it came with, as that says; empty otherwise.
    """

    answer: Answer
    revision: int
    person_name: str
    origin: Origin
    recorded_at: datetime
    change_reason: str = ""
    filled_by: str = ""

    @property
    def is_carried(self) -> bool:
        """Whether it was carried over from the last round; it counts once somebody looked."""
        return self.origin == CARRIED_OVER


@dataclass(frozen=True)
class Evidence(Cleaned):
    """One source behind an answer; ``id`` is empty before it is stored."""

    indicator_id: str
    title: str
    publisher: str = ""
    published: str = ""
    link: str = ""
    page: str = ""
    protection: Protection = "partner"
    id: str = ""


@dataclass(frozen=True)
class Dissent(Cleaned):
    """A different view, kept beside the answer; it can be replied to, never edited."""

    indicator_id: str
    level: int | None
    reason: str
    signed_as: str
    recorded_at: datetime
    id: str = ""
    replies: tuple["Reply", ...] = ()


@dataclass(frozen=True)
class Reply(Cleaned):
    """An answer of the team to a dissent."""

    text: str
    signed_as: str
    recorded_at: datetime


@dataclass(frozen=True)
class FlagEntry(Cleaned):
    """What is known of one context flag; ``option`` is an option id of the flag."""

    flag_id: str
    option: str
    since: str = ""
    source: str = ""
    confidence: Confidence | None = None
    note: str = ""


@dataclass(frozen=True)
class RecordedFlag:
    """An entry of a context flag as stored: only followed by a newer one."""

    entry: FlagEntry
    revision: int
    person_name: str
    recorded_at: datetime
