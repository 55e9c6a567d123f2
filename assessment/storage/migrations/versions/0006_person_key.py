"""Persons of one name are told apart by the key that their browser holds.

Revision: 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ONE_OF_A_NAME = "uq_person_organisation_id"


def upgrade():
    with op.batch_alter_table("person") as person:
        person.add_column(sa.Column("key_hash", sa.String(), nullable=False, server_default=""))
        person.drop_constraint(ONE_OF_A_NAME, type_="unique")
        person.create_unique_constraint(ONE_OF_A_NAME, ["organisation_id", "name", "key_hash"])


def downgrade():
    with op.batch_alter_table("person") as person:
        person.drop_constraint(ONE_OF_A_NAME, type_="unique")
        person.create_unique_constraint(ONE_OF_A_NAME, ["organisation_id", "name"])
        person.drop_column("key_hash")
