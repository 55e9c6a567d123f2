"""Reviews, what is appended to them, and protected entries.

Revision: 0003.
"""

import sqlalchemy as sa
from alembic import op

from assessment.storage.tables import Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

APPEND_ONLY = ("review", "review_entry", "protected_entry")


def column(name, kind=sa.String, *constraints, **options):
    return sa.Column(name, kind(), *constraints, **{"nullable": False} | options)


def points_at(table):
    return column(f"{table}_id", sa.String, sa.ForeignKey(f"{table}.id"))


def of_assessment():
    return (
        column("id", primary_key=True),
        points_at("organisation"),
        points_at("person"),
        column("recorded_at", Moment),
        points_at("assessment"),
    )


def rule(name, says):
    return sa.CheckConstraint(says, name=name)


def upgrade():
    op.create_table(
        "review",
        *of_assessment(),
        column("origin"),
        column("number", sa.Integer),
        column("opened_by"),
        column("reason", sa.Text),
        column("ground", sa.JSON),
        column("due_on"),
        column("due_to"),
        rule("number", "number >= 1"),
        rule("opened_by", "opened_by IN ('tier', 'person')"),
        rule("reason_given", "opened_by = 'tier' OR reason <> ''"),
        sa.UniqueConstraint("assessment_id", "number"),
    )
    op.create_table(
        "review_entry",
        *of_assessment(),
        column("origin"),
        points_at("review"),
        column("number", sa.Integer),
        column("kind"),
        column("content", sa.JSON),
        column("ground", sa.JSON),
        rule("number", "number >= 1"),
        rule(
            "kind",
            "kind IN ('decision', 'deferral', 'override', 'convening', 'option', 'dissent', "
            "'raise')",
        ),
        sa.UniqueConstraint("review_id", "number"),
    )
    for kind in ("decision", "deferral"):
        only = sa.text(f"kind = '{kind}'")
        op.create_index(
            f"uq_review_entry_{kind}",
            "review_entry",
            ["review_id"],
            unique=True,
            sqlite_where=only,
            postgresql_where=only,
        )
    op.create_table(
        "protected_entry",
        *of_assessment(),
        column("kind"),
        column("text", sa.Text),
        column("signed_as"),
        column("for_reviewer"),
        column("is_alias", sa.Boolean),
        rule("kind", "kind IN ('dissent', 'alarm')"),
        rule("for_reviewer", "for_reviewer <> ''"),
    )
    op.create_index("ix_protected_entry_assessment", "protected_entry", ["assessment_id"])
    forbid_changes()


def forbid_changes():
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table in APPEND_ONLY:
        if is_sqlite:
            for change in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed'); END"
                )
            continue
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION spca_refuse_change()"
        )


def downgrade():
    for table in reversed(APPEND_ONLY):
        op.drop_table(table)
