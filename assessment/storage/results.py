"""Keeps the text of results, so that a figure that was once shown can be computed again."""

from datetime import datetime

from sqlalchemy import Engine, select

from assessment.model.assessment import Actor
from assessment.model.store_results import KeptResult
from assessment.storage import rows
from assessment.storage.engine import reading, writing
from assessment.storage.tables import PERSON, RESULT


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

    def results_of(self, assessment_id: str) -> tuple[KeptResult, ...]:
        """Return the headings of all results stored beside an assessment, the newest first."""
        query = (
            select(RESULT.c.id, PERSON.c.name, RESULT.c.recorded_at)
            .join(PERSON, PERSON.c.id == RESULT.c.person_id)
            .where(RESULT.c.assessment_id == assessment_id, RESULT.c.kind == self.kind)
            .order_by(RESULT.c.id.desc())
        )
        with reading(self._engine) as connection:
            return tuple(KeptResult(*row) for row in connection.execute(query))

    def ids_like(self, beginning: str) -> tuple[str, ...]:
        """Return the ids that begin so, two at most: enough to tell one from several."""
        query = (
            select(RESULT.c.id)
            .where(RESULT.c.id.startswith(beginning, autoescape=True), RESULT.c.kind == self.kind)
            .order_by(RESULT.c.id)
            .limit(2)
        )
        with reading(self._engine) as connection:
            return tuple(connection.execute(query).scalars())
