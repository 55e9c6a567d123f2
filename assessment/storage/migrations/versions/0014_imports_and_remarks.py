"""Who filled in a workbook that was taken in, how it is taken back, and remarks.

Revision: 0014.
"""

import sqlalchemy as sa
from alembic import op

from assessment.storage.tables import Moment

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TABLE = "remark"
DELETED = "SELECT 1 FROM assessment_deletion WHERE assessment_id = OLD.assessment_id"


def column(name, kind=sa.String, *constraints, **options):
    return sa.Column(name, kind(), *constraints, **{"nullable": False} | options)


def points_at(table, name="", **options):
    return column(name or f"{table}_id", sa.String, sa.ForeignKey(f"{table}.id"), **options)


def upgrade():
    for name in ("filled_by", "filled_for", "copy_id"):
        op.add_column("import_batch", column(name, server_default=""))
    # Plain columns: SQLite could not drop one again that points.
    op.add_column("import_batch", column("undoes", nullable=True))
    op.add_column("evidence_withdrawal", column("import_id", nullable=True))
    op.create_index("uq_import_batch_undoes", "import_batch", ["undoes"], unique=True)
    op.create_table(
        TABLE,
        column("id", primary_key=True),
        points_at("organisation"),
        points_at("person"),
        column("recorded_at", Moment),
        column("origin"),
        points_at("assessment"),
        column("indicator_id"),
        column("text", sa.Text),
        column("place", sa.Text),
        points_at("import_batch", "import_id", nullable=True),
        sa.CheckConstraint("text <> ''", name="says_something"),
    )
    op.create_index("ix_remark_assessment_indicator", TABLE, ["assessment_id", "indicator_id"])
    forbid_changes()


def is_sqlite():
    return op.get_bind().dialect.name == "sqlite"


def forbid_changes():
    if not is_sqlite():
        op.execute(
            f"CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE} "
            "FOR EACH ROW EXECUTE FUNCTION spca_refuse_change()"
        )
        return
    gone = {"update": "", "delete": f"WHEN NOT EXISTS ({DELETED})"}
    for change, when in gone.items():
        op.execute(
            f"CREATE TRIGGER {TABLE}_no_{change} BEFORE {change.upper()} ON {TABLE} {when} "
            f"BEGIN SELECT RAISE(ABORT, 'rows of {TABLE} are never changed'); END"
        )


def downgrade():
    op.drop_table(TABLE)
    op.drop_index("uq_import_batch_undoes", "import_batch")
    op.drop_column("evidence_withdrawal", "import_id")
    for name in ("undoes", "copy_id", "filled_for", "filled_by"):
        op.drop_column("import_batch", name)
