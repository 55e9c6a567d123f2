"""The history of an assessment as a whole, and its deletion together with all that depends on it.

Revision: 0012.
"""

import sqlalchemy as sa
from alembic import op

from assessment.storage.tables import Moment

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

DELETED = "SELECT 1 FROM assessment_deletion WHERE assessment_id = OLD.assessment_id"


def column(name, kind=sa.String, *constraints, **options):
    return sa.Column(name, kind(), *constraints, **{"nullable": False} | options)


def points_at(table):
    return column(f"{table}_id", sa.String, sa.ForeignKey(f"{table}.id"))


def owned():
    return (
        column("id", primary_key=True),
        points_at("organisation"),
        points_at("person"),
        column("recorded_at", Moment),
        column("origin"),
    )


def upgrade():
    op.create_table(
        "assessment_history",
        *owned(),
        points_at("assessment"),
        column("number", sa.Integer),
        column("kind"),
        column("status"),
        column("archived", sa.Boolean),
        column("changed", sa.JSON),
        column("reason", sa.Text),
        column("name"),
        column("office"),
        sa.CheckConstraint("number >= 1", name="number"),
        sa.CheckConstraint(
            "kind IN ('corrected', 'archived', 'taken_back', 'status')", name="kind"
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'in_review', 'approved', 'reopened')", name="status"
        ),
        sa.CheckConstraint(
            "kind <> 'status' OR status <> 'approved' OR (name <> '' AND office <> '')",
            name="signed",
        ),
        sa.CheckConstraint(
            "kind <> 'status' OR status <> 'reopened' OR reason <> ''", name="reason_given"
        ),
        sa.UniqueConstraint("assessment_id", "number"),
    )
    op.create_table(
        "assessment_deletion",
        *owned(),
        # It points at nothing: the assessment is gone.
        column("assessment_id"),
        sa.UniqueConstraint("assessment_id"),
    )
    for table in ("assessment_history", "assessment_deletion"):
        forbid_changes(table)
    let_deletions_through(only_if_named=True)


def is_sqlite():
    return op.get_bind().dialect.name == "sqlite"


def forbid_changes(table):
    if is_sqlite():
        forbid(table, "UPDATE")
        forbid(table, "DELETE")
        return
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION spca_refuse_change()"
    )


def forbid(table, change, when=""):
    op.execute(
        f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} {when} "
        f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed'); END"
    )


def let_deletions_through(*, only_if_named):
    """Let rows of an assessment go once its deletion was recorded, or never again."""
    if not is_sqlite():
        op.execute(_FUNCTION if only_if_named else _FUNCTION_BEFORE)
        return
    when = f"WHEN NOT EXISTS ({DELETED})" if only_if_named else ""
    for table in guarded_tables():
        op.execute(f"DROP TRIGGER {table}_no_delete")
        forbid(table, "DELETE", when)


def guarded_tables():
    """Return the tables below an assessment that forbid changes, whichever migration made them."""
    query = (
        "SELECT t.tbl_name FROM sqlite_master AS t JOIN pragma_table_info(t.tbl_name) AS c "
        "WHERE t.type = 'trigger' AND t.name LIKE '%_no_delete' AND c.name = 'assessment_id' "
        "AND t.tbl_name <> 'assessment_deletion'"
    )
    return [row[0] for row in op.get_bind().execute(sa.text(query)).all()]


# The row as JSON, because own programmes have no assessment. A deletion itself always stays.
_FUNCTION = """
CREATE OR REPLACE FUNCTION spca_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND TG_TABLE_NAME <> 'assessment_deletion' AND EXISTS (
    SELECT 1 FROM assessment_deletion WHERE assessment_id = to_jsonb(OLD) ->> 'assessment_id'
  ) THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME;
END $$
"""
_FUNCTION_BEFORE = """
CREATE OR REPLACE FUNCTION spca_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME; END $$
"""


def downgrade():
    let_deletions_through(only_if_named=False)
    for table in ("assessment_deletion", "assessment_history"):
        op.drop_table(table)
