"""Keeps the text of results, so that a figure that was once shown can be computed again."""

from datetime import datetime

from sqlalchemy import Engine, select

from assessment.model.assessment import Actor
from assessment.storage import rows
from assessment.storage.engine import reading, writing
from assessment.storage.tables import RESULT


class DatabaseResultStore:
    """Keeps the promise of `ResultStore` on SQLite and PostgreSQL.

    Attributes
    ----------
    kind
        What the results are, such as ``uncertainty``; kept beside each of them.
    """

    def __init__(self, engine: Engine, kind: str) -> None:
        self._engine = engine
        self.kind = kind

    def save_result(self, assessment_id: str, json: str, actor: Actor, at: datetime) -> str:
        """Store a result and return its id."""
        id_ = rows.new_id(at)
        values = rows.owner(actor, at) | {
            "id": id_,
            "assessment_id": assessment_id,
            "kind": self.kind,
            "content": json,
        }
        with writing(self._engine) as connection:
            connection.execute(RESULT.insert(), values)
        return id_

    def result(self, result_id: str) -> str | None:
        """Return the text of a stored result; ``None`` if there is none with this id."""
        query = select(RESULT.c.content).where(RESULT.c.id == result_id, RESULT.c.kind == self.kind)
        with reading(self._engine) as connection:
            return connection.execute(query).scalar()
