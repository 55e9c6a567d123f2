"""The tables. Every row names organisation, person and assessment, so that access can be ruled.

SQLModel does not validate ``table=True`` models: what is written here was checked
before, by `check_answer` and the services; the CHECK constraints are the last line.
Rows of the tables in `APPEND_ONLY` are never changed or deleted; triggers see to it.
"""

# SQLModel documents a plain string here and declares another type.
# pyright: reportIncompatibleVariableOverride=false

from datetime import datetime
from typing import ClassVar

from sqlalchemy import JSON, CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from assessment.storage.columns import ANSWER_RULES, Moment, Owned
from assessment.storage.rating_tables import MODERATION_EVENT, RATING, RESULT


class OrganisationRow(SQLModel, table=True):
    """A ministry, agency or other body whose people work here."""

    __tablename__: ClassVar[str] = "organisation"
    id: str = Field(primary_key=True)
    name: str = Field(unique=True)
    created_at: datetime = Field(sa_type=Moment)


class PersonRow(SQLModel, table=True):
    """A person of one organisation."""

    __tablename__: ClassVar[str] = "person"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)
    id: str = Field(primary_key=True)
    organisation_id: str = Field(foreign_key="organisation.id")
    name: str
    created_at: datetime = Field(sa_type=Moment)


class AssessmentRow(Owned, table=True):
    """The heading of an assessment."""

    __tablename__: ClassVar[str] = "assessment"
    __table_args__ = (CheckConstraint("mode IN ('self', 'external', 'joint')", name="mode"),)
    id: str = Field(primary_key=True)
    questionnaire_id: str
    questionnaire_version: str
    questionnaire_checksum: str
    state_code: str = Field(max_length=3)
    state_name: str
    region: str = ""
    period: str
    mode: str
    language: str
    scope_note: str = Field(default="", sa_type=Text)
    invented: bool = False


class _OfAssessment(Owned):
    """What every row below an assessment says of its origin."""

    assessment_id: str = Field(foreign_key="assessment.id")
    origin: str


class ImportRow(_OfAssessment, table=True):
    """A workbook that was taken in."""

    __tablename__: ClassVar[str] = "import_batch"
    __table_args__ = (Index("ix_import_batch_assessment", "assessment_id"),)
    id: str = Field(primary_key=True)
    file_name: str
    file_checksum: str


class AnswerRow(_OfAssessment, table=True):
    """One answer; a newer one has the next revision."""

    __tablename__: ClassVar[str] = "answer"
    __table_args__ = (
        UniqueConstraint("assessment_id", "indicator_id", "revision"),
        *(CheckConstraint(rule, name=name) for name, rule in ANSWER_RULES.items()),
    )
    id: str = Field(primary_key=True)
    indicator_id: str
    revision: int
    status: str
    level: int | None = None
    reason: str = Field(default="", sa_type=Text)
    confidence: str | None = None
    evidence_grade: str | None = None
    ticked: list[str] = Field(default_factory=list, sa_type=JSON)
    rationale: str = Field(default="", sa_type=Text)
    import_id: str | None = Field(default=None, foreign_key="import_batch.id")


class EvidenceRow(_OfAssessment, table=True):
    """One source behind an answer."""

    __tablename__: ClassVar[str] = "evidence"
    __table_args__ = (
        Index("ix_evidence_assessment_indicator", "assessment_id", "indicator_id"),
        CheckConstraint("protection IN ('public', 'partner', 'restricted')", name="protection"),
    )
    id: str = Field(primary_key=True)
    indicator_id: str
    title: str = Field(sa_type=Text)
    publisher: str = Field(default="", sa_type=Text)
    published: str = ""
    link: str = Field(default="", sa_type=Text)
    page: str = ""
    protection: str
    import_id: str | None = Field(default=None, foreign_key="import_batch.id")


class WithdrawalRow(_OfAssessment, table=True):
    """Says that an evidence entry no longer counts; the entry itself stays."""

    __tablename__: ClassVar[str] = "evidence_withdrawal"
    evidence_id: str = Field(primary_key=True, foreign_key="evidence.id")


class DissentRow(_OfAssessment, table=True):
    """A different view beside an answer."""

    __tablename__: ClassVar[str] = "dissent"
    __table_args__ = (Index("ix_dissent_assessment_indicator", "assessment_id", "indicator_id"),)
    id: str = Field(primary_key=True)
    indicator_id: str
    level: int | None = None
    reason: str = Field(sa_type=Text)
    signed_as: str


class ReplyRow(_OfAssessment, table=True):
    """An answer of the team to a dissent."""

    __tablename__: ClassVar[str] = "reply"
    __table_args__ = (Index("ix_reply_dissent", "dissent_id"),)
    id: str = Field(primary_key=True)
    dissent_id: str = Field(foreign_key="dissent.id")
    text: str = Field(sa_type=Text)
    signed_as: str


class FlagRow(_OfAssessment, table=True):
    """What is known of a context flag; a newer entry has the next revision."""

    __tablename__: ClassVar[str] = "flag_entry"
    __table_args__ = (
        UniqueConstraint("assessment_id", "flag_id", "revision"),
        CheckConstraint("confidence IN ('high', 'medium', 'low')", name="confidence"),
    )
    id: str = Field(primary_key=True)
    flag_id: str
    revision: int
    option: str
    since: str = ""
    source: str = Field(default="", sa_type=Text)
    confidence: str | None = None
    note: str = Field(default="", sa_type=Text)
    import_id: str | None = Field(default=None, foreign_key="import_batch.id")


_tables = SQLModel.metadata.tables
# The tables for statements: columns with types, and no object for each row at every click.
ORGANISATION = _tables["organisation"]
PERSON = _tables["person"]
ASSESSMENT = _tables["assessment"]
IMPORT = _tables["import_batch"]
ANSWER = _tables["answer"]
EVIDENCE = _tables["evidence"]
WITHDRAWAL = _tables["evidence_withdrawal"]
DISSENT = _tables["dissent"]
REPLY = _tables["reply"]
FLAG = _tables["flag_entry"]

# In the order in which they can be filled: what is pointed at comes first.
IN_ORDER = (
    ORGANISATION,
    PERSON,
    ASSESSMENT,
    IMPORT,
    ANSWER,
    EVIDENCE,
    WITHDRAWAL,
    DISSENT,
    REPLY,
    FLAG,
    RATING,
    MODERATION_EVENT,
    RESULT,
)
# Which migration made a table, where it was not the first; older backups do not have it.
MADE_BY = {RATING: "0002", MODERATION_EVENT: "0002", RESULT: "0002"}
