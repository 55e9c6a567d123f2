"""A protected entry is for one person, and no longer for whoever writes under a name.

Entries that are there name nobody: they were left for whoever writes under the name.

Revision: 0013.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade():
    person = sa.Column("for_person_id", sa.String(), nullable=False, server_default="")
    op.add_column("protected_entry", person)


def downgrade():
    op.drop_column("protected_entry", "for_person_id")
