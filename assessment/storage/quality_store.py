"""Acceptances of findings in the store: what is read of them, and what is appended."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime

from sqlalchemy import Engine, RowMapping, func, select

from assessment.model.answer import Origin
from assessment.model.assessment import Actor, StaleWrite
from assessment.model.quality import ACCEPTED, Acceptance, Acceptances, RecordedAcceptance
from assessment.storage.assessment_store import wait_unlocked
from assessment.storage.engine import reading, writing
from assessment.storage.rows import (
    all_rows,
    append_rows,
    values_below,
    with_person,
)
from assessment.storage.tables import ACCEPTANCE


class QualityStore:
    """The part of the store that keeps what was accepted; nothing of it is ever changed."""

    _engine: Engine

    def acceptances(self, assessment_id: str) -> Acceptances:
        """Return everything that was ever accepted in an assessment, or taken back."""
        query = with_person(ACCEPTANCE).where(ACCEPTANCE.c.assessment_id == assessment_id)
        with reading(self._engine) as connection:
            found = all_rows(connection, query.order_by(ACCEPTANCE.c.number))
        return Acceptances(tuple(_recorded(row) for row in found))

    def write_acceptances(  # noqa: PLR0913 - who, when, and on what it was accepted
        self,
        assessment_id: str,
        entries: Sequence[Acceptance],
        n_seen: int,
        actor: Actor,
        at: datetime,
        *,
        origin: Origin = "page",
    ) -> None:
        """Append acceptances in one transaction.

        Raises
        ------
        StaleWrite
            If anything was accepted that the author did not see; nothing is written then.
        Refused
            If the assessment is approved: what was let stand belongs to it.
        """
        with writing(self._engine) as connection:
            wait_unlocked(connection, assessment_id)
            counted = select(func.count()).where(ACCEPTANCE.c.assessment_id == assessment_id)
            if connection.execute(counted).scalar_one() != n_seen:
                raise StaleWrite((ACCEPTED,))
            rows = [
                {field.name: getattr(entry, field.name) for field in fields(entry)}
                | {"number": number, "origin": origin}
                for number, entry in enumerate(entries, start=n_seen + 1)
            ]
            append_rows(connection, ACCEPTANCE, rows, values_below(assessment_id, actor, at))


def _recorded(row: RowMapping) -> RecordedAcceptance:
    acceptance = Acceptance(**{field.name: row[field.name] for field in fields(Acceptance)})
    return RecordedAcceptance(acceptance, row["number"], row["person_name"], row["recorded_at"])
