"""The tables. Every row names organisation, person and assessment, so that access can be ruled.

SQLModel does not validate ``table=True`` models: what is written here was checked
before, by `assessment.model.checks` and the services; the CHECK constraints are the
last line. Rows below an assessment are never changed, and deleted only together with all of
it; triggers see to it. Own programmes belong to an organisation and to no assessment, and are
never changed either. The heading of an assessment can be corrected; its history says how.
"""

# SQLModel documents a plain string here and declares another type.
# pyright: reportIncompatibleVariableOverride=false

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    DateTime,
    Dialect,
    Index,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

# Names of constraints must be the same on both databases, or Alembic cannot alter them.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; SQLite would otherwise give it back without its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy names it
        """Turn a moment into UTC before it is stored."""
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ANN401, ARG002 - SQLAlchemy names it
        """Give a stored moment its zone back."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class OrganisationRow(SQLModel, table=True):
    """A ministry, agency or other body whose people work here."""

    __tablename__: ClassVar[str] = "organisation"
    id: str = Field(primary_key=True)
    name: str = Field(unique=True)
    created_at: datetime = Field(sa_type=Moment)


class PersonRow(SQLModel, table=True):
    """A person of one organisation; two browsers may hold two persons of one name.

    ``key_hash`` is the SHA-256 of the key that the person's browser holds, and empty for those
    who write by commands, workbooks or the settings of the installation.
    """

    __tablename__: ClassVar[str] = "person"
    __table_args__ = (UniqueConstraint("organisation_id", "name", "key_hash"),)
    id: str = Field(primary_key=True)
    organisation_id: str = Field(foreign_key="organisation.id")
    name: str
    # The default stands in the database too, for backups that are older than the column.
    key_hash: str = Field(default="", sa_column_kwargs={"server_default": ""})
    created_at: datetime = Field(sa_type=Moment)


class _Owned(SQLModel):
    """Who recorded a row, and when."""

    organisation_id: str = Field(foreign_key="organisation.id")
    person_id: str = Field(foreign_key="person.id")
    recorded_at: datetime = Field(sa_type=Moment)


class AssessmentRow(_Owned, table=True):
    """The heading of an assessment.

    Attributes
    ----------
    twin_key
        `Assessment.twin_key`; empty only where an older database had twins already, of
        which the first has it and the others are kept without.
    """

    __tablename__: ClassVar[str] = "assessment"
    __table_args__ = (
        CheckConstraint("mode IN ('self', 'external', 'joint')", name="mode"),
        Index("uq_assessment_twin_key", "twin_key", unique=True),
    )
    id: str = Field(primary_key=True)
    questionnaire_id: str
    questionnaire_version: str
    questionnaire_checksum: str
    state_code: str = Field(max_length=3)
    state_name: str
    region: str = ""
    period: str
    begins: str | None = None
    ends: str | None = None
    mode: str
    language: str
    scope_note: str = Field(default="", sa_type=Text)
    invented: bool = False
    twin_key: str | None = None


class _OfAssessment(_Owned):
    """What every row below an assessment says."""

    assessment_id: str = Field(foreign_key="assessment.id")


class _WithOrigin(_OfAssessment):
    """What also says where it came from."""

    origin: str


class HeadingChangeRow(_WithOrigin, table=True):
    """A change of an assessment as a whole: the fields of `HeadingChange`.

    The newest says whether the assessment is locked or archived.
    """

    __tablename__: ClassVar[str] = "assessment_history"
    __table_args__ = (
        UniqueConstraint("assessment_id", "number"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("kind IN ('corrected', 'archived', 'taken_back', 'status')", name="kind"),
        CheckConstraint("status IN ('draft', 'in_review', 'approved', 'reopened')", name="status"),
        CheckConstraint(
            "kind <> 'status' OR status <> 'approved' OR (name <> '' AND office <> '')",
            name="signed",
        ),
        CheckConstraint(
            "kind <> 'status' OR status <> 'reopened' OR reason <> ''", name="reason_given"
        ),
    )
    id: str = Field(primary_key=True)
    number: int
    kind: str
    status: str
    archived: bool
    changed: dict[str, list[str]] = Field(sa_type=JSON)
    reason: str = Field(default="", sa_type=Text)
    name: str = ""
    office: str = ""


class DeletionRow(_Owned, table=True):
    """Says that an assessment was deleted, by whom and when; it has no assessment any more.

    The rows of an assessment can be deleted only where one of these names it.
    """

    __tablename__: ClassVar[str] = "assessment_deletion"
    __table_args__ = (UniqueConstraint("assessment_id"),)
    id: str = Field(primary_key=True)
    assessment_id: str
    origin: str


class ImportRow(_WithOrigin, table=True):
    """A workbook that was taken in, or the taking back of one: see `FileImport`.

    Attributes
    ----------
    undoes
        The import that was taken back; each at most once.
    """

    __tablename__: ClassVar[str] = "import_batch"
    __table_args__ = (
        Index("ix_import_batch_assessment", "assessment_id"),
        Index("uq_import_batch_undoes", "undoes", unique=True),
    )
    id: str = Field(primary_key=True)
    file_name: str
    file_checksum: str
    # The defaults stand in the database too, for backups that are older than the columns.
    filled_by: str = Field(default="", sa_column_kwargs={"server_default": ""})
    filled_for: str = Field(default="", sa_column_kwargs={"server_default": ""})
    copy_id: str = Field(default="", sa_column_kwargs={"server_default": ""})
    undoes: str | None = None


class _Answered(SQLModel):
    """The columns of an answer, of one person or of the team: the fields of `Answer`."""

    indicator_id: str
    revision: int
    status: str
    level: int | None = None
    reason: str = Field(default="", sa_type=Text)
    confidence: str | None = None
    evidence_grade: str | None = None
    ticked: list[str] = Field(default_factory=list, sa_type=JSON)
    rationale: str = Field(default="", sa_type=Text)


def _answer_rules() -> tuple[CheckConstraint, ...]:
    """Return what holds of every answer; `check_answer` says it to people."""
    rules = {
        "revision": "revision >= 1",
        "status": "status IN ('not_answered', 'insufficient_information', 'not_applicable', "
        "'level')",
        "level_with_status": "(status = 'level') = (level IS NOT NULL)",
        "reason_given": "status <> 'not_applicable' OR reason <> ''",
        "confidence": "confidence IN ('high', 'medium', 'low')",
        "evidence_grade": "evidence_grade IN ('A', 'B', 'C', 'D')",
    }
    return tuple(CheckConstraint(rule, name=name) for name, rule in rules.items())


class AnswerRow(_WithOrigin, _Answered, table=True):
    """One answer; a newer one has the next revision."""

    __tablename__: ClassVar[str] = "answer"
    __table_args__ = (
        UniqueConstraint("assessment_id", "indicator_id", "revision"),
        *_answer_rules(),
    )
    id: str = Field(primary_key=True)
    import_id: str | None = Field(default=None, foreign_key="import_batch.id")
    change_reason: str = Field(default="", sa_type=Text)


class EvidenceRow(_WithOrigin, table=True):
    """One source behind an answer.

    Attributes
    ----------
    fingerprint
        What the source says as a checksum, and how many of the same came before it, all of
        them withdrawn; empty in rows that are older than this column.
    """

    __tablename__: ClassVar[str] = "evidence"
    __table_args__ = (
        Index("ix_evidence_assessment_indicator", "assessment_id", "indicator_id"),
        Index("uq_evidence_fingerprint", "assessment_id", "fingerprint", unique=True),
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
    fingerprint: str | None = None


class WithdrawalRow(_WithOrigin, table=True):
    """Says that an evidence entry no longer counts; the entry itself stays."""

    __tablename__: ClassVar[str] = "evidence_withdrawal"
    evidence_id: str = Field(primary_key=True, foreign_key="evidence.id")
    import_id: str | None = None


class RemarkRow(_WithOrigin, table=True):
    """What a field team wrote beside the answers: the fields of `Remark`."""

    __tablename__: ClassVar[str] = "remark"
    __table_args__ = (
        Index("ix_remark_assessment_indicator", "assessment_id", "indicator_id"),
        CheckConstraint("text <> ''", name="says_something"),
    )
    id: str = Field(primary_key=True)
    indicator_id: str = ""
    text: str = Field(sa_type=Text)
    place: str = Field(default="", sa_type=Text)
    import_id: str | None = Field(default=None, foreign_key="import_batch.id")


class DissentRow(_WithOrigin, table=True):
    """A different view beside an answer."""

    __tablename__: ClassVar[str] = "dissent"
    __table_args__ = (Index("ix_dissent_assessment_indicator", "assessment_id", "indicator_id"),)
    id: str = Field(primary_key=True)
    indicator_id: str
    level: int | None = None
    reason: str = Field(sa_type=Text)
    signed_as: str


class ReplyRow(_WithOrigin, table=True):
    """An answer of the team to a dissent."""

    __tablename__: ClassVar[str] = "reply"
    __table_args__ = (Index("ix_reply_dissent", "dissent_id"),)
    id: str = Field(primary_key=True)
    dissent_id: str = Field(foreign_key="dissent.id")
    text: str = Field(sa_type=Text)
    signed_as: str


class FlagRow(_WithOrigin, table=True):
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


class ScopeRow(_WithOrigin, table=True):
    """The scope sheet of an assessment; a newer one has the next revision.

    Attributes
    ----------
    content
        Every list of the sheet by its name, each a list of texts.
    """

    __tablename__: ClassVar[str] = "scope_sheet"
    __table_args__ = (
        UniqueConstraint("assessment_id", "revision"),
        CheckConstraint("revision >= 1", name="revision"),
    )
    id: str = Field(primary_key=True)
    revision: int
    content: dict[str, list[str]] = Field(sa_type=JSON)
    import_id: str | None = Field(default=None, foreign_key="import_batch.id")


class _Planned(SQLModel):
    """What every part of a plan says that is followed by newer versions of itself."""

    number: int
    revision: int
    status: str
    reason: str = Field(default="", sa_type=Text)


def _planned_rules(*statuses: str, needs_reason: str = "dropped") -> tuple[CheckConstraint, ...]:
    """Return what holds of every version; `assessment.model.plan_checks` says it to people."""
    rules = {
        "number": "number >= 1",
        "revision": "revision >= 1",
        "status": f"status IN {statuses}",
        "reason_given": f"status <> '{needs_reason}' OR reason <> ''",
    }
    return tuple(CheckConstraint(rule, name=name) for name, rule in rules.items())


class PlanItemRow(_WithOrigin, _Planned, table=True):
    """One version of an item of a plan: the fields of `PlanItem`. Days are ISO 8601 texts."""

    __tablename__: ClassVar[str] = "plan_item"
    __table_args__ = (
        UniqueConstraint("assessment_id", "number", "revision"),
        *_planned_rules("proposed", "agreed", "under_way", "done", "dropped"),
        CheckConstraint("(status_then = 'level') = (level_then IS NOT NULL)", name="level_then"),
        CheckConstraint("ends >= starts", name="ends_after_start"),
        CheckConstraint("cost_low >= 0 AND cost_high >= cost_low", name="cost_rises"),
    )
    id: str = Field(primary_key=True)
    indicator_id: str
    goal: int
    status_then: str
    level_then: int | None = None
    programme_id: str = ""
    option: str = Field(default="", sa_type=Text)
    route_id: str = ""
    owner: str = ""
    partner: str = ""
    starts: str | None = None
    ends: str | None = None
    cost_low: int | None = Field(default=None, sa_type=BigInteger)
    cost_high: int | None = Field(default=None, sa_type=BigInteger)
    currency: str = ""
    prerequisites: list[int] = Field(default_factory=list, sa_type=JSON)
    measure: str = Field(default="", sa_type=Text)
    review_on: str | None = None


class MilestoneRow(_WithOrigin, _Planned, table=True):
    """One version of a milestone: the fields of `Milestone`."""

    __tablename__: ClassVar[str] = "plan_milestone"
    __table_args__ = (
        UniqueConstraint("assessment_id", "number", "revision"),
        *_planned_rules("agreed", "dropped"),
    )
    id: str = Field(primary_key=True)
    title: str = Field(sa_type=Text)
    due_on: str
    government: str
    partner: str
    item_number: int | None = None


class AttestationRow(_WithOrigin, table=True):
    """What one person says of a milestone: the fields of `Attestation`."""

    __tablename__: ClassVar[str] = "plan_attestation"
    __table_args__ = (
        Index("ix_plan_attestation_assessment", "assessment_id"),
        CheckConstraint("says IN ('met', 'not_met')", name="says"),
        CheckConstraint("party IN ('government', 'partner', 'other')", name="party"),
    )
    id: str = Field(primary_key=True)
    milestone_number: int
    says: str
    party: str
    said_by: str
    said_on: str
    evidence: str = Field(sa_type=Text)


class OwnProgrammeRow(_Owned, table=True):
    """One version of a programme of an organisation; below no assessment, since it serves all.

    Attributes
    ----------
    content
        The fields of `OwnProgramme`, without those that have a column.
    """

    __tablename__: ClassVar[str] = "own_programme"
    __table_args__ = (
        UniqueConstraint("number", "revision"),
        Index("ix_own_programme_organisation", "organisation_id", "questionnaire_id"),
        *_planned_rules("in_use", "withdrawn", needs_reason="withdrawn"),
    )
    id: str = Field(primary_key=True)
    origin: str
    questionnaire_id: str
    number: int
    revision: int
    status: str
    reason: str = Field(default="", sa_type=Text)
    content: dict[str, Any] = Field(sa_type=JSON)


class ChoiceRow(_WithOrigin, table=True):
    """What was chosen among options: the fields of `Choice`."""

    __tablename__: ClassVar[str] = "choice"
    __table_args__ = (
        UniqueConstraint("assessment_id", "number"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("kind IN ('rejected', 'taken_back', 'added')", name="kind"),
        CheckConstraint("reason <> ''", name="reason_given"),
    )
    id: str = Field(primary_key=True)
    number: int
    kind: str
    option_id: str
    reason: str = Field(sa_type=Text)
    name: str = Field(default="", sa_type=Text)
    what: str = Field(default="", sa_type=Text)
    said_by: str = ""


class AcceptanceRow(_WithOrigin, table=True):
    """That a finding of a quality check may stand, or no longer: the fields of `Acceptance`."""

    __tablename__: ClassVar[str] = "quality_acceptance"
    __table_args__ = (
        UniqueConstraint("assessment_id", "number"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("kind IN ('accepted', 'taken_back')", name="kind"),
        CheckConstraint("person <> '' AND office <> '' AND reason <> ''", name="answered_for"),
    )
    id: str = Field(primary_key=True)
    number: int
    kind: str
    check_id: str
    subject: str
    fingerprint: str
    person: str = Field(sa_type=Text)
    office: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)


class RatingRow(_OfAssessment, _Answered, table=True):
    """What one person rated; a newer one of the same person has the next revision."""

    __tablename__: ClassVar[str] = "rating"
    __table_args__ = (
        UniqueConstraint("assessment_id", "person_id", "indicator_id", "revision"),
        CheckConstraint(
            "respondent_group IN ('ministry', 'civil_society', 'agency', 'other')",
            name="respondent_group",
        ),
        *_answer_rules(),
    )
    id: str = Field(primary_key=True)
    respondent_group: str
    is_independent: bool
    is_second: bool = False


class OpeningRow(_OfAssessment, table=True):
    """Says who opened moderation, and when: the fields of `Opening`. Each is opened once."""

    __tablename__: ClassVar[str] = "moderation_opening"
    __table_args__ = (UniqueConstraint("assessment_id", "dimension_id", "is_second"),)
    id: str = Field(primary_key=True)
    dimension_id: str = ""
    indicator_ids: list[str] = Field(default_factory=list, sa_type=JSON)
    is_second: bool = False


class ResultRow(_OfAssessment, table=True):
    """A result as text, with everything that is needed to compute it again."""

    __tablename__: ClassVar[str] = "result"
    __table_args__ = (Index("ix_result_assessment", "assessment_id"),)
    id: str = Field(primary_key=True)
    kind: str
    content: str = Field(sa_type=Text)


class ReviewRow(_WithOrigin, table=True):
    """A review that a tier or a person opened, with the findings as they stood.

    Attributes
    ----------
    due_on
        ISO 8601; empty where no day counts.
    """

    __tablename__: ClassVar[str] = "review"
    __table_args__ = (
        UniqueConstraint("assessment_id", "number"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("opened_by IN ('tier', 'person')", name="opened_by"),
        CheckConstraint("opened_by = 'tier' OR reason <> ''", name="reason_given"),
    )
    id: str = Field(primary_key=True)
    number: int
    opened_by: str
    reason: str = Field(default="", sa_type=Text)
    ground: dict[str, Any] = Field(sa_type=JSON)
    due_on: str = ""
    due_to: str


class ReviewEntryRow(_WithOrigin, table=True):
    """What was appended to a review: one decision and one deferral at most.

    Attributes
    ----------
    content
        The fields of the entry.
    ground
        The findings at that moment; empty where the entry does not stand on them.
    """

    __tablename__: ClassVar[str] = "review_entry"
    __table_args__ = (
        UniqueConstraint("review_id", "number"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint(
            "kind IN ('decision', 'deferral', 'override', 'convening', 'option', 'dissent', "
            "'raise')",
            name="kind",
        ),
        *(
            Index(
                f"uq_review_entry_{kind}",
                "review_id",
                unique=True,
                sqlite_where=text(f"kind = '{kind}'"),
                postgresql_where=text(f"kind = '{kind}'"),
            )
            for kind in ("decision", "deferral")
        ),
    )
    id: str = Field(primary_key=True)
    review_id: str = Field(foreign_key="review.id")
    number: int
    kind: str
    content: dict[str, Any] = Field(sa_type=JSON)
    ground: dict[str, Any] = Field(sa_type=JSON)


class ProtectedRow(_OfAssessment, table=True):
    """Dissent or alarm for one reviewer; under an alias, person and moment are those of it."""

    __tablename__: ClassVar[str] = "protected_entry"
    __table_args__ = (
        Index("ix_protected_entry_assessment", "assessment_id"),
        CheckConstraint("kind IN ('dissent', 'alarm')", name="kind"),
        CheckConstraint("for_reviewer <> ''", name="for_reviewer"),
    )
    id: str = Field(primary_key=True)
    kind: str
    text: str = Field(sa_type=Text)
    signed_as: str
    for_reviewer: str
    for_person_id: str = Field(default="", sa_column_kwargs={"server_default": ""})
    is_alias: bool


_tables = SQLModel.metadata.tables
# The tables for statements: columns with types, and no object for each row at every click.
ORGANISATION = _tables["organisation"]
PERSON = _tables["person"]
ASSESSMENT = _tables["assessment"]
HEADING_CHANGE = _tables["assessment_history"]
DELETION = _tables["assessment_deletion"]
IMPORT = _tables["import_batch"]
ANSWER = _tables["answer"]
EVIDENCE = _tables["evidence"]
WITHDRAWAL = _tables["evidence_withdrawal"]
REMARK = _tables["remark"]
DISSENT = _tables["dissent"]
REPLY = _tables["reply"]
FLAG = _tables["flag_entry"]
SCOPE_SHEET = _tables["scope_sheet"]
PLAN_ITEM = _tables["plan_item"]
MILESTONE = _tables["plan_milestone"]
ATTESTATION = _tables["plan_attestation"]
OWN_PROGRAMME = _tables["own_programme"]
CHOICE = _tables["choice"]
ACCEPTANCE = _tables["quality_acceptance"]
RATING = _tables["rating"]
OPENING = _tables["moderation_opening"]
RESULT = _tables["result"]
REVIEW = _tables["review"]
REVIEW_ENTRY = _tables["review_entry"]
PROTECTED = _tables["protected_entry"]

# What is recorded stays: an answer is followed by a newer one, evidence is withdrawn.
APPEND_ONLY = (
    DELETION,
    HEADING_CHANGE,
    IMPORT,
    ANSWER,
    EVIDENCE,
    WITHDRAWAL,
    REMARK,
    DISSENT,
    REPLY,
    FLAG,
    SCOPE_SHEET,
    PLAN_ITEM,
    MILESTONE,
    ATTESTATION,
    OWN_PROGRAMME,
    CHOICE,
    ACCEPTANCE,
    RATING,
    OPENING,
    RESULT,
    REVIEW,
    REVIEW_ENTRY,
    PROTECTED,
)
# In the order in which they can be filled: what is pointed at comes first.
IN_ORDER = (ORGANISATION, PERSON, ASSESSMENT, *APPEND_ONLY)
# What goes with an assessment when it is deleted, in an order in which nothing is left pointing.
OF_ASSESSMENT = tuple(
    table
    for table in reversed(APPEND_ONLY)
    if "assessment_id" in table.columns and table is not DELETION
)
