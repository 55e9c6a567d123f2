"""The scope sheet of an assessment.

Revision: 0002.
"""

import sqlalchemy as sa
from alembic import op

from assessment.storage.tables import Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def column(name, kind=sa.String, *constraints, **options):
    return sa.Column(name, kind(), *constraints, **{"nullable": False} | options)


def points_at(table, name=None, **options):
    return column(name or f"{table}_id", sa.String, sa.ForeignKey(f"{table}.id"), **options)


def upgrade():
    op.create_table(
        "scope_sheet",
        column("id", primary_key=True),
        points_at("organisation"),
        points_at("person"),
        column("recorded_at", Moment),
        points_at("assessment"),
        column("origin"),
        points_at("import_batch", "import_id", nullable=True),
        column("revision", sa.Integer),
        column("content", sa.JSON),
        sa.CheckConstraint("revision >= 1", name="revision"),
        sa.UniqueConstraint("assessment_id", "revision"),
    )
    forbid_changes()


def forbid_changes():
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER scope_sheet_no_{change.lower()} BEFORE {change} ON scope_sheet "
                "BEGIN SELECT RAISE(ABORT, 'rows of scope_sheet are never changed'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER scope_sheet_no_change BEFORE UPDATE OR DELETE ON scope_sheet "
        "FOR EACH ROW EXECUTE FUNCTION spca_refuse_change()"
    )


def downgrade():
    op.drop_table("scope_sheet")
