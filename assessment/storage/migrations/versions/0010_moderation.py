"""Why an agreed answer was changed; moderation by dimension, and second ratings after the talk.

Revision: 0010.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

UNIQUE = "uq_moderation_opening_assessment_id"


def upgrade():
    reason = sa.Column("change_reason", sa.Text(), nullable=False, server_default="")
    op.add_column("answer", reason)
    op.add_column("rating", second())
    with op.batch_alter_table("moderation_opening") as table:
        dimension = sa.Column("dimension_id", sa.String(), nullable=False, server_default="")
        table.add_column(dimension)
        ids = sa.Column("indicator_ids", sa.JSON(), nullable=False, server_default="[]")
        table.add_column(ids)
        table.add_column(second())
        table.drop_constraint(UNIQUE, type_="unique")
        table.create_unique_constraint(UNIQUE, ["assessment_id", "dimension_id", "is_second"])
    forbid_changes()


def second():
    return sa.Column("is_second", sa.Boolean(), nullable=False, server_default=sa.false())


def forbid_changes():
    """Put back what SQLite loses with a table that is made anew."""
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER moderation_opening_no_{change.lower()} BEFORE {change} ON "
                "moderation_opening BEGIN SELECT RAISE(ABORT, 'rows of moderation_opening are "
                "never changed'); END"
            )


def downgrade():
    # Of several openings of one assessment the first stays.
    op.execute(
        "CREATE TEMPORARY TABLE kept AS SELECT min(id) AS id FROM moderation_opening "
        "GROUP BY assessment_id"
    )
    with_changes("DELETE FROM moderation_opening WHERE id NOT IN (SELECT id FROM kept)")
    op.execute("DROP TABLE kept")
    with op.batch_alter_table("moderation_opening") as table:
        table.drop_constraint(UNIQUE, type_="unique")
        for name in ("is_second", "indicator_ids", "dimension_id"):
            table.drop_column(name)
        table.create_unique_constraint(UNIQUE, ["assessment_id"])
    forbid_changes()
    op.drop_column("rating", "is_second")
    op.drop_column("answer", "change_reason")


def with_changes(statement):
    """Carry out a statement that the triggers forbid."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER moderation_opening_no_delete")
        op.execute(statement)
        return
    op.execute("ALTER TABLE moderation_opening DISABLE TRIGGER USER")
    op.execute(statement)
    op.execute("ALTER TABLE moderation_opening ENABLE TRIGGER USER")
