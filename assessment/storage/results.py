"""Keeps the text of results, so that a figure that was once shown can be computed again."""

from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, select

from assessment.model.assessment import Actor
from assessment.model.store_results import KeptResult, StoredResult
from assessment.storage import rows
from assessment.storage.engine import reading, writing
from assessment.storage.queries import Query
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

    def of_kind(self, kind: str) -> "DatabaseResultStore":
        """Return the same place for results of another kind; kinds never see each other."""
        return DatabaseResultStore(self._engine, kind)

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

    def stored_result(self, result_id: str) -> StoredResult | None:
        """Return one result with its text and assessment; ``None`` if there is none."""
        with reading(self._engine) as connection:
            row = connection.execute(self._stored().where(RESULT.c.id == result_id)).first()
        return _to_stored(row) if row else None

    def stored_results(self) -> tuple[StoredResult, ...]:
        """Return all results of this kind with their texts, the oldest first."""
        with reading(self._engine) as connection:
            found = connection.execute(self._stored().order_by(RESULT.c.id)).all()
        return tuple(_to_stored(row) for row in found)

    def _stored(self) -> Query:
        columns = (RESULT.c.id, PERSON.c.name, RESULT.c.recorded_at)
        joined = select(*columns, RESULT.c.assessment_id, RESULT.c.content).join(
            PERSON, PERSON.c.id == RESULT.c.person_id
        )
        return joined.where(RESULT.c.kind == self.kind)


def _to_stored(row: Row[*tuple[Any, ...]]) -> StoredResult:
    id_, person_name, recorded_at, assessment_id, text = row
    return StoredResult(KeptResult(id_, person_name, recorded_at), assessment_id, text)
