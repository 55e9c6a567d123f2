"""Own programmes and choices in the store: what is read of them, and what is appended."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, func, select
from sqlalchemy.exc import IntegrityError

from assessment.model.answer import Origin
from assessment.model.assessment import Actor, StaleWrite
from assessment.model.choice import CHOSEN, Choice, Choices, RecordedChoice
from assessment.model.own_programme import OWN, OwnProgramme, OwnProgrammes, RecordedOwn
from assessment.storage.engine import reading, writing
from assessment.storage.rows import (
    Values,
    all_rows,
    insert_rows,
    new_id,
    owner_values,
    values_below,
    wait_for_turn,
    with_person,
)
from assessment.storage.tables import CHOICE, OWN_PROGRAMME

_COLUMNS = ("number", "status", "reason")
_DAYS = ("window_from", "window_to")


class OwnStore:
    """The part of the store that keeps own programmes and choices; nothing is ever changed."""

    _engine: Engine

    def own_programmes(self, organisation_id: str, questionnaire_id: str) -> OwnProgrammes:
        """Return every version of the programmes of an organisation for a questionnaire."""
        table = OWN_PROGRAMME.c
        query = with_person(OWN_PROGRAMME).where(
            table.organisation_id == organisation_id, table.questionnaire_id == questionnaire_id
        )
        with reading(self._engine) as connection:
            found = all_rows(connection, query.order_by(table.number, table.revision))
        return OwnProgrammes(tuple(_recorded(row) for row in found))

    def write_own(
        self,
        questionnaire_id: str,
        versions: Iterable[tuple[OwnProgramme, int]],
        actor: Actor,
        at: datetime,
        *,
        origin: Origin = "page",
    ) -> None:
        """Append versions of own programmes in one transaction; new ones get the next numbers.

        Parameters
        ----------
        versions
            Each with the revision that its author saw; 0 for a new one.

        Raises
        ------
        StaleWrite
            If one of them was changed meanwhile; nothing is written then.
        """
        below = owner_values(actor, at) | {"origin": origin, "questionnaire_id": questionnaire_id}
        try:
            with writing(self._engine) as connection:
                newest = _newest(connection)
                rows: list[Values] = []
                for n, (own, seen) in enumerate(versions):
                    number = own.number or max(newest, default=0) + 1
                    if newest.get(number, 0) != seen:
                        raise StaleWrite((OWN,))
                    newest[number] = seen + 1
                    values = {"id": new_id(at, n), "revision": seen + 1}
                    rows.append(below | _values(own) | values | {"number": number})
                insert_rows(connection, OWN_PROGRAMME, rows)
        except IntegrityError as error:
            # Two looked at the same moment, and the other came first.
            raise StaleWrite((OWN,)) from error

    def choices(self, assessment_id: str) -> Choices:
        """Return everything that was ever chosen among the options of an assessment."""
        query = with_person(CHOICE).where(CHOICE.c.assessment_id == assessment_id)
        with reading(self._engine) as connection:
            found = all_rows(connection, query.order_by(CHOICE.c.number))
        return Choices(tuple(_choice(row) for row in found))

    def write_choice(  # noqa: PLR0913 - who, when, and on what it was chosen
        self,
        assessment_id: str,
        choice: Choice,
        n_seen: int,
        actor: Actor,
        at: datetime,
        *,
        origin: Origin = "page",
    ) -> None:
        """Append a choice.

        Raises
        ------
        StaleWrite
            If anything was chosen that the author did not see; nothing is written then.
        """
        with writing(self._engine) as connection:
            wait_for_turn(connection, assessment_id)
            counted = select(func.count()).where(CHOICE.c.assessment_id == assessment_id)
            if connection.execute(counted).scalar_one() != n_seen:
                raise StaleWrite((CHOSEN,))
            said = {field.name: getattr(choice, field.name) for field in fields(choice)}
            values = {"id": new_id(at), "number": n_seen + 1, "origin": origin}
            below = values_below(assessment_id, actor, at)
            insert_rows(connection, CHOICE, [below | said | values])


def _newest(connection: Connection) -> dict[int, int]:
    """Return the newest revision of every number, whoever's it is: no number is given twice."""
    query = select(OWN_PROGRAMME.c.number, func.max(OWN_PROGRAMME.c.revision))
    found = connection.execute(query.group_by(OWN_PROGRAMME.c.number))
    return {row[0]: row[1] for row in found}


def _values(own: OwnProgramme) -> Values:
    said = {field.name: _plain(getattr(own, field.name)) for field in fields(own)}
    content = {name: value for name, value in said.items() if name not in _COLUMNS}
    return {name: said[name] for name in _COLUMNS} | {"content": content}


def _plain(value: Any) -> Any:  # noqa: ANN401 - a value of any field
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def _recorded(row: RowMapping) -> RecordedOwn:
    content = dict(row["content"])
    for name in _DAYS:
        content[name] = date.fromisoformat(content[name]) if content[name] else None
    own = OwnProgramme(**content, **{name: row[name] for name in _COLUMNS})
    return RecordedOwn(own, row["revision"], row["person_name"], row["recorded_at"])


def _choice(row: RowMapping) -> RecordedChoice:
    choice = Choice(**{field.name: row[field.name] for field in fields(Choice)})
    return RecordedChoice(choice, row["number"], row["person_name"], row["recorded_at"])
