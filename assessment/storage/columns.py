"""What the tables have in common: moments in UTC, names and rules of answers, who and when."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, TypeDecorator
from sqlmodel import Field, SQLModel

# Names of constraints must be the same on both databases, or Alembic cannot alter them.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

ANSWER_RULES = {
    "revision": "revision >= 1",
    "status": "status IN ('not_answered', 'insufficient_information', 'not_applicable', 'level')",
    "level_with_status": "(status = 'level') = (level IS NOT NULL)",
    "reason_given": "status <> 'not_applicable' OR reason <> ''",
    "confidence": "confidence IN ('high', 'medium', 'low')",
    "evidence_grade": "evidence_grade IN ('A', 'B', 'C', 'D')",
}
"""What holds of every answer, on whatever table; `check_answer` says it to people."""


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; SQLite would otherwise give it back without its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy names it
        """Turn a moment into UTC before it is stored."""
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ANN401, ARG002 - SQLAlchemy names it
        """Give a stored moment its zone back."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Owned(SQLModel):
    """What every row says of its origin."""

    organisation_id: str = Field(foreign_key="organisation.id")
    person_id: str = Field(foreign_key="person.id")
    recorded_at: datetime = Field(sa_type=Moment)
