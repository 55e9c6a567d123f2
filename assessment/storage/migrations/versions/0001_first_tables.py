"""The first tables, with triggers that keep what was once recorded.

Revision: 0001.
"""

import sqlalchemy as sa
from alembic import op

from assessment.storage.tables import Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = (
    "import_batch",
    "answer",
    "evidence",
    "evidence_withdrawal",
    "dissent",
    "reply",
    "flag_entry",
    "rating",
    "moderation_opening",
    "result",
)


def column(name, kind=sa.String, *constraints, **options):
    return sa.Column(name, kind(), *constraints, **{"nullable": False} | options)


def key(name="id", *constraints):
    return column(name, sa.String, *constraints, primary_key=True)


def points_at(table, name=None, **options):
    return column(name or f"{table}_id", sa.String, sa.ForeignKey(f"{table}.id"), **options)


def owned():
    return points_at("organisation"), points_at("person"), column("recorded_at", Moment)


def of_assessment():
    return *owned(), points_at("assessment")


def with_origin():
    return *of_assessment(), column("origin")


def from_import():
    return *with_origin(), points_at("import_batch", "import_id", nullable=True)


def one_of(name, *allowed):
    return sa.CheckConstraint(f"{name} IN {allowed}", name=name)


def confidence():
    return column("confidence", nullable=True), one_of("confidence", "high", "medium", "low")


def answered():
    return (
        column("indicator_id"),
        column("revision", sa.Integer),
        column("status"),
        column("level", sa.Integer, nullable=True),
        column("reason", sa.Text),
        column("evidence_grade", nullable=True),
        column("ticked", sa.JSON),
        column("rationale", sa.Text),
        *confidence(),
        sa.CheckConstraint("revision >= 1", name="revision"),
        one_of("status", "not_answered", "insufficient_information", "not_applicable", "level"),
        sa.CheckConstraint("(status = 'level') = (level IS NOT NULL)", name="level_with_status"),
        sa.CheckConstraint("status <> 'not_applicable' OR reason <> ''", name="reason_given"),
        one_of("evidence_grade", "A", "B", "C", "D"),
    )


def upgrade():
    op.create_table(
        "organisation",
        key(),
        column("name"),
        column("created_at", Moment),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "person",
        key(),
        points_at("organisation"),
        column("name"),
        column("created_at", Moment),
        sa.UniqueConstraint("organisation_id", "name"),
    )
    op.create_table(
        "assessment",
        key(),
        *owned(),
        column("questionnaire_id"),
        column("questionnaire_version"),
        column("questionnaire_checksum"),
        column("state_code", lambda: sa.String(3)),
        column("state_name"),
        column("region"),
        column("period"),
        column("mode"),
        column("language"),
        column("scope_note", sa.Text),
        column("invented", sa.Boolean),
        one_of("mode", "self", "external", "joint"),
    )
    op.create_table(
        "import_batch", key(), *with_origin(), column("file_name"), column("file_checksum")
    )
    op.create_index("ix_import_batch_assessment", "import_batch", ["assessment_id"])
    op.create_table(
        "answer",
        key(),
        *from_import(),
        *answered(),
        sa.UniqueConstraint("assessment_id", "indicator_id", "revision"),
    )
    op.create_table(
        "evidence",
        key(),
        *from_import(),
        column("indicator_id"),
        column("title", sa.Text),
        column("publisher", sa.Text),
        column("published"),
        column("link", sa.Text),
        column("page"),
        column("protection"),
        one_of("protection", "public", "partner", "restricted"),
    )
    op.create_index(
        "ix_evidence_assessment_indicator", "evidence", ["assessment_id", "indicator_id"]
    )
    op.create_table(
        "evidence_withdrawal", key("evidence_id", sa.ForeignKey("evidence.id")), *with_origin()
    )
    op.create_table(
        "dissent",
        key(),
        *with_origin(),
        column("indicator_id"),
        column("level", sa.Integer, nullable=True),
        column("reason", sa.Text),
        column("signed_as"),
    )
    op.create_index("ix_dissent_assessment_indicator", "dissent", ["assessment_id", "indicator_id"])
    op.create_table(
        "reply",
        key(),
        *with_origin(),
        points_at("dissent"),
        column("text", sa.Text),
        column("signed_as"),
    )
    op.create_index("ix_reply_dissent", "reply", ["dissent_id"])
    op.create_table(
        "flag_entry",
        key(),
        *from_import(),
        column("flag_id"),
        column("revision", sa.Integer),
        column("option"),
        column("since"),
        column("source", sa.Text),
        column("note", sa.Text),
        *confidence(),
        sa.UniqueConstraint("assessment_id", "flag_id", "revision"),
    )
    op.create_table(
        "rating",
        key(),
        *of_assessment(),
        *answered(),
        column("respondent_group"),
        column("is_independent", sa.Boolean),
        one_of("respondent_group", "ministry", "civil_society", "agency", "other"),
        sa.UniqueConstraint("assessment_id", "person_id", "indicator_id", "revision"),
    )
    op.create_table(
        "moderation_opening", key(), *of_assessment(), sa.UniqueConstraint("assessment_id")
    )
    op.create_table("result", key(), *of_assessment(), column("kind"), column("content", sa.Text))
    op.create_index("ix_result_assessment", "result", ["assessment_id"])
    forbid_changes()


def forbid_changes():
    if op.get_bind().dialect.name == "sqlite":
        for table in APPEND_ONLY:
            for change in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION spca_refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME; END $$"
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION spca_refuse_change()"
        )


def downgrade():
    for table in (*reversed(APPEND_ONLY), "assessment", "person", "organisation"):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION spca_refuse_change()")
