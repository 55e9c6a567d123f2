"""Programmes of an organisation, and what was chosen among options.

Revision: 0005.
"""

import sqlalchemy as sa
from alembic import op

from assessment.storage.tables import Moment

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = ("own_programme", "choice")


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
        column("origin"),
    )


def upgrade():
    op.create_table(
        "own_programme",
        *beginning(),
        column("questionnaire_id"),
        column("number", sa.Integer),
        column("revision", sa.Integer),
        column("status"),
        column("reason", sa.Text),
        column("content", sa.JSON),
        sa.CheckConstraint("number >= 1", name="number"),
        sa.CheckConstraint("revision >= 1", name="revision"),
        sa.CheckConstraint("status IN ('in_use', 'withdrawn')", name="status"),
        sa.CheckConstraint("status <> 'withdrawn' OR reason <> ''", name="reason_given"),
        sa.UniqueConstraint("number", "revision"),
    )
    op.create_index(
        "ix_own_programme_organisation", "own_programme", ["organisation_id", "questionnaire_id"]
    )
    op.create_table(
        "choice",
        *beginning(),
        points_at("assessment"),
        column("number", sa.Integer),
        column("kind"),
        column("option_id"),
        column("reason", sa.Text),
        column("name", sa.Text),
        column("what", sa.Text),
        column("said_by"),
        sa.CheckConstraint("number >= 1", name="number"),
        sa.CheckConstraint("kind IN ('rejected', 'taken_back', 'added')", name="kind"),
        sa.CheckConstraint("reason <> ''", name="reason_given"),
        sa.UniqueConstraint("assessment_id", "number"),
    )
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
