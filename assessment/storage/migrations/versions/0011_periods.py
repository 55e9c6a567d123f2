"""The first and last day of the period of an assessment, and Kosovo as a place that exists.

Revision: 0011.
"""

import sqlalchemy as sa
from alembic import op

from assessment.model.assessment import twin_key
from assessment.model.period import find_period
from assessment.model.text import fold

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

COLUMNS = ("begins", "ends")


def upgrade():
    for name in COLUMNS:
        op.add_column("assessment", sa.Column(name, sa.String(), nullable=True))
    table = sa.table(
        "assessment",
        *map(sa.column, ("id", "state_code", "state_name", "period", *COLUMNS)),
        sa.column("invented", sa.Boolean()),
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(table)).mappings().all():
        # What has no place in time keeps its text, and no days.
        found = find_period(row["period"])
        days = {"begins": found.first.isoformat(), "ends": found.last.isoformat()} if found else {}
        # Earlier versions took every code that begins with an X for that of an invented state.
        is_kosovo = row["state_code"] == "XKX" and "kosovo" in fold(row["state_name"])
        values = days | ({"invented": False} if is_kosovo else {})
        if values:
            connection.execute(sa.update(table).where(table.c.id == row["id"]).values(values))
    tell_twins()


def tell_twins():
    """Give each assessment the key that follows from days and folded names; twins the first."""
    names = ("id", "recorded_at", "twin_key", "state_code", "state_name", "invented", "region")
    names = (*names, "period", "mode", "questionnaire_id", "scope_note")
    table = sa.table("assessment", *map(sa.column, names))
    connection, keys = op.get_bind(), {}
    query = sa.select(table).order_by(table.c.recorded_at, table.c.id)
    for row in connection.execute(query).mappings().all():
        keys.setdefault(twin_key(row), row["id"])
    if keys:
        connection.execute(sa.update(table).values(twin_key=None))
    for key, id_ in keys.items():
        connection.execute(sa.update(table).where(table.c.id == id_).values(twin_key=key))


def downgrade():
    for name in reversed(COLUMNS):
        op.drop_column("assessment", name)
