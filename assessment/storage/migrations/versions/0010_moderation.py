"""Why an agreed answer was changed.

Revision: 0010.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade():
    reason = sa.Column("change_reason", sa.Text(), nullable=False, server_default="")
    op.add_column("answer", reason)


def downgrade():
    op.drop_column("answer", "change_reason")
