"""The tables of ratings by several people, and of stored results; all of them append-only."""

# SQLModel documents a plain string here and declares another type.
# pyright: reportIncompatibleVariableOverride=false

from typing import ClassVar

from sqlalchemy import JSON, CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from assessment.storage.columns import ANSWER_RULES, Owned


class RatingRow(Owned, table=True):
    """What one person rated; a newer one of the same person has the next revision."""

    __tablename__: ClassVar[str] = "rating"
    __table_args__ = (
        UniqueConstraint("assessment_id", "person_id", "indicator_id", "revision"),
        CheckConstraint(
            "respondent_group IN ('ministry', 'civil_society', 'agency', 'other')",
            name="respondent_group",
        ),
        *(CheckConstraint(rule, name=name) for name, rule in ANSWER_RULES.items()),
    )
    id: str = Field(primary_key=True)
    assessment_id: str = Field(foreign_key="assessment.id")
    respondent_group: str
    is_independent: bool
    indicator_id: str
    revision: int
    status: str
    level: int | None = None
    reason: str = Field(default="", sa_type=Text)
    confidence: str | None = None
    evidence_grade: str | None = None
    ticked: list[str] = Field(default_factory=list, sa_type=JSON)
    rationale: str = Field(default="", sa_type=Text)


class ModerationEventRow(Owned, table=True):
    """Says that moderation was opened, or that a person looked at the ratings of others."""

    __tablename__: ClassVar[str] = "moderation_event"
    __table_args__ = (
        UniqueConstraint("assessment_id", "kind", "indicator_id", "person_id"),
        CheckConstraint("kind IN ('opened', 'looked')", name="kind"),
        CheckConstraint("(kind = 'opened') = (indicator_id = '')", name="indicator_with_kind"),
    )
    id: str = Field(primary_key=True)
    assessment_id: str = Field(foreign_key="assessment.id")
    kind: str
    indicator_id: str = ""


class ResultRow(Owned, table=True):
    """A result as text, with everything that is needed to compute it again."""

    __tablename__: ClassVar[str] = "result"
    __table_args__ = (Index("ix_result_assessment", "assessment_id"),)
    id: str = Field(primary_key=True)
    assessment_id: str = Field(foreign_key="assessment.id")
    kind: str
    content: str = Field(sa_type=Text)


_tables = SQLModel.metadata.tables
RATING = _tables["rating"]
MODERATION_EVENT = _tables["moderation_event"]
RESULT = _tables["result"]
