"""No twins: what makes an assessment, and a source, the only one of its kind.

Revision: 0007.
"""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("assessment", sa.Column("twin_key", sa.String(), nullable=True))
    fill_keys()
    op.create_index("uq_assessment_twin_key", "assessment", ["twin_key"], unique=True)
    # Rows of evidence are never changed, so those that are there keep an empty fingerprint,
    # which the index does not count.
    op.add_column("evidence", sa.Column("fingerprint", sa.String(), nullable=True))
    op.create_index(
        "uq_evidence_fingerprint", "evidence", ["assessment_id", "fingerprint"], unique=True
    )


def fill_keys():
    """Give each assessment its key; of twins only the first, and the others stay as they are."""
    columns = "state_code, state_name, region, period, mode, questionnaire_id, scope_note"
    rows = op.get_bind().execute(
        sa.text(f"SELECT id, {columns} FROM assessment ORDER BY recorded_at, id")  # noqa: S608 - our own names
    )
    seen = set()
    for id_, *parts in rows.all():
        key = twin_key(parts)
        if key not in seen:
            seen.add(key)
            statement = sa.text("UPDATE assessment SET twin_key = :key WHERE id = :id")
            op.get_bind().execute(statement, {"key": key, "id": id_})


def twin_key(parts):
    """Return the key as it was defined when this migration was written."""
    state_code, state_name, region, period, mode, questionnaire_id, scope_note = parts
    place = (state_code, state_name, region.casefold())
    said = (*place, period.casefold(), mode, questionnaire_id, scope_note.casefold())
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()


def downgrade():
    op.drop_index("uq_evidence_fingerprint", "evidence")
    op.drop_column("evidence", "fingerprint")
    op.drop_index("uq_assessment_twin_key", "assessment")
    op.drop_column("assessment", "twin_key")
