"""What happens to an assessment as a whole: corrected, reviewed, approved, archived, deleted."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from assessment.model.answer import Origin
from assessment.model.text import Cleaned

AssessmentStatus = Literal["draft", "in_review", "approved", "reopened"]
NEXT_STATUSES: Mapping[AssessmentStatus, tuple[AssessmentStatus, ...]] = {
    "draft": ("in_review",),
    "in_review": ("approved", "draft"),
    "approved": ("reopened",),
    "reopened": ("in_review",),
}
"""From each status to those that can follow it."""
STATUSES: tuple[AssessmentStatus, ...] = tuple(NEXT_STATUSES)
ChangeKind = Literal["corrected", "archived", "taken_back", "status"]
HEADING = "heading"
"""The name in `StaleWrite` that somebody changed the assessment as a whole in between."""


@dataclass(frozen=True)
class Approval:
    """By whom an assessment was approved, and when; as long as it stands, the answers stay."""

    name: str
    office: str
    at: datetime


@dataclass(frozen=True)
class HeadingChange(Cleaned):
    """One change of an assessment as a whole.

    Attributes
    ----------
    status, archived
        What holds from then on.
    changed
        Of a correction: field of the heading to what it said before and says now.
    reason
        Why; needed to reopen.
    name, office
        Of an approval: who signs, and in which office.
    """

    kind: ChangeKind
    status: AssessmentStatus
    archived: bool
    changed: Mapping[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    reason: str = ""
    name: str = ""
    office: str = ""


@dataclass(frozen=True)
class RecordedChange:
    """A change as it was stored; ``number`` counts those of one assessment."""

    change: HeadingChange
    number: int
    person_name: str
    origin: Origin
    recorded_at: datetime


@dataclass(frozen=True)
class Deletion:
    """That an assessment was deleted: who did it and when, and nothing of what it said."""

    assessment_id: str
    person_name: str
    origin: Origin
    recorded_at: datetime
