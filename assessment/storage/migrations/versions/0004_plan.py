"""The plan of an assessment: items, milestones, and what is said of them.

Revision: 0004.
"""

import sqlalchemy as sa
from alembic import op

from assessment.storage.tables import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = ("plan_item", "plan_milestone", "plan_attestation")


def column(name, kind=sa.String, *constraints, **options):
    return sa.Column(name, kind(), *constraints, **{"nullable": False} | options)


def points_at(table):
    return column(f"{table}_id", sa.String, sa.ForeignKey(f"{table}.id"))


def beginning():
    return (
        column("id", primary_key=True),
        points_at("organisation"),
        points_at("person"),
        column("recorded_at", Moment),
        points_at("assessment"),
        column("origin"),
    )


def planned(*statuses):
    return (
        column("number", sa.Integer),
        column("revision", sa.Integer),
        column("status"),
        column("reason", sa.Text),
        sa.CheckConstraint("number >= 1", name="number"),
        sa.CheckConstraint("revision >= 1", name="revision"),
        sa.CheckConstraint(f"status IN {statuses}", name="status"),
        sa.CheckConstraint("status <> 'dropped' OR reason <> ''", name="reason_given"),
        sa.UniqueConstraint("assessment_id", "number", "revision"),
    )


def upgrade():
    op.create_table(
        "plan_item",
        *beginning(),
        *planned("proposed", "agreed", "under_way", "done", "dropped"),
        column("indicator_id"),
        column("goal", sa.Integer),
        column("status_then"),
        column("level_then", sa.Integer, nullable=True),
        column("programme_id"),
        column("option", sa.Text),
        column("route_id"),
        column("owner"),
        column("partner"),
        column("starts", nullable=True),
        column("ends", nullable=True),
        column("cost_low", sa.BigInteger, nullable=True),
        column("cost_high", sa.BigInteger, nullable=True),
        column("currency"),
        column("prerequisites", sa.JSON),
        column("measure", sa.Text),
        column("review_on", nullable=True),
        sa.CheckConstraint("(status_then = 'level') = (level_then IS NOT NULL)", name="level_then"),
        sa.CheckConstraint("ends >= starts", name="ends_after_start"),
        sa.CheckConstraint("cost_low >= 0 AND cost_high >= cost_low", name="cost_rises"),
    )
    op.create_table(
        "plan_milestone",
        *beginning(),
        *planned("agreed", "dropped"),
        column("title", sa.Text),
        column("due_on"),
        column("government"),
        column("partner"),
        column("item_number", sa.Integer, nullable=True),
    )
    op.create_table(
        "plan_attestation",
        *beginning(),
        column("milestone_number", sa.Integer),
        column("says"),
        column("party"),
        column("said_by"),
        column("said_on"),
        column("evidence", sa.Text),
        sa.CheckConstraint("says IN ('met', 'not_met')", name="says"),
        sa.CheckConstraint("party IN ('government', 'partner', 'other')", name="party"),
    )
    op.create_index("ix_plan_attestation_assessment", "plan_attestation", ["assessment_id"])
    for table in TABLES:
        forbid_changes(table)


def forbid_changes(table):
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION spca_refuse_change()"
    )


def downgrade():
    for table in reversed(TABLES):
        op.drop_table(table)
