"""Ratings by several people, what ended their blindness, and stored results.

Revision: 0002.
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import assessment.storage.columns

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = ("rating", "moderation_event", "result")


def forbid_changes():
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in APPEND_ONLY:
        if not is_sqlite:
            op.execute(
                f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION spca_refuse_change()"
            )
            continue
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed'); END"
            )


def text(name, *, nullable=False):
    return sa.Column(name, sqlmodel.sql.sqltypes.AutoString(), nullable=nullable)


def owned():
    return (
        text("organisation_id"),
        text("person_id"),
        sa.Column("recorded_at", assessment.storage.columns.Moment(timezone=True), nullable=False),
        text("id"),
        text("assessment_id"),
    )


def points_at(table):
    others = ("assessment", "organisation", "person")
    return (
        *(
            sa.ForeignKeyConstraint(
                [f"{other}_id"], [f"{other}.id"], name=op.f(f"fk_{table}_{other}_id_{other}")
            )
            for other in others
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def check(table, name, rule):
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def upgrade():
    op.create_table(
        "rating",
        *owned(),
        text("respondent_group"),
        sa.Column("is_independent", sa.Boolean(), nullable=False),
        text("indicator_id"),
        sa.Column("revision", sa.Integer(), nullable=False),
        text("status"),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        text("confidence", nullable=True),
        text("evidence_grade", nullable=True),
        sa.Column("ticked", sa.JSON(), nullable=False),
        sa.Column("rationale", sa.Text(), nullable=False),
        check(
            "rating",
            "respondent_group",
            "respondent_group IN ('ministry', 'civil_society', 'agency', 'other')",
        ),
        check("rating", "revision", "revision >= 1"),
        check(
            "rating",
            "status",
            "status IN ('not_answered', 'insufficient_information', 'not_applicable', 'level')",
        ),
        check("rating", "level_with_status", "(status = 'level') = (level IS NOT NULL)"),
        check("rating", "reason_given", "status <> 'not_applicable' OR reason <> ''"),
        check("rating", "confidence", "confidence IN ('high', 'medium', 'low')"),
        check("rating", "evidence_grade", "evidence_grade IN ('A', 'B', 'C', 'D')"),
        *points_at("rating"),
        sa.UniqueConstraint(
            "assessment_id",
            "person_id",
            "indicator_id",
            "revision",
            name=op.f("uq_rating_assessment_id"),
        ),
    )
    op.create_table(
        "moderation_event",
        *owned(),
        text("kind"),
        text("indicator_id"),
        check("moderation_event", "kind", "kind IN ('opened', 'looked')"),
        check(
            "moderation_event",
            "indicator_with_kind",
            "(kind = 'opened') = (indicator_id = '')",
        ),
        *points_at("moderation_event"),
        sa.UniqueConstraint(
            "assessment_id",
            "kind",
            "indicator_id",
            "person_id",
            name=op.f("uq_moderation_event_assessment_id"),
        ),
    )
    op.create_table(
        "result",
        *owned(),
        text("kind"),
        sa.Column("content", sa.Text(), nullable=False),
        *points_at("result"),
    )
    with op.batch_alter_table("result", schema=None) as batch_op:
        batch_op.create_index("ix_result_assessment", ["assessment_id"], unique=False)
    forbid_changes()


def downgrade():
    with op.batch_alter_table("result", schema=None) as batch_op:
        batch_op.drop_index("ix_result_assessment")
    op.drop_table("result")
    op.drop_table("moderation_event")
    op.drop_table("rating")
