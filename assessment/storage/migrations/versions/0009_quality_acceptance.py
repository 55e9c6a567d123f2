"""What a named person accepted of the findings of the quality checks.

Revision: 0009.
"""

import sqlalchemy as sa
from alembic import op

from assessment.storage.tables import Moment

revision = "0009"
down_revision = "0007"
branch_labels = None
depends_on = None

TABLE = "quality_acceptance"


def column(name, kind=sa.String, *constraints, **options):
    return sa.Column(name, kind(), *constraints, **{"nullable": False} | options)


def points_at(table):
    return column(f"{table}_id", sa.String, sa.ForeignKey(f"{table}.id"))


def upgrade():
    op.create_table(
        TABLE,
        column("id", primary_key=True),
        points_at("organisation"),
        points_at("person"),
        column("recorded_at", Moment),
        column("origin"),
        points_at("assessment"),
        column("number", sa.Integer),
        column("kind"),
        column("check_id"),
        column("subject"),
        column("fingerprint"),
        column("person", sa.Text),
        column("office", sa.Text),
        column("reason", sa.Text),
        sa.CheckConstraint("number >= 1", name="number"),
        sa.CheckConstraint("kind IN ('accepted', 'taken_back')", name="kind"),
        sa.CheckConstraint("person <> '' AND office <> '' AND reason <> ''", name="answered_for"),
        sa.UniqueConstraint("assessment_id", "number"),
    )
    forbid_changes()


def forbid_changes():
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {TABLE}_no_{change.lower()} BEFORE {change} ON {TABLE} "
                f"BEGIN SELECT RAISE(ABORT, 'rows of {TABLE} are never changed'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION spca_refuse_change()"
    )


def downgrade():
    op.drop_table(TABLE)
