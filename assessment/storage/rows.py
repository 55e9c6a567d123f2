"""What every part of the store does with rows: read, append in order, and wait for its turn."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import cache
from secrets import token_hex
from typing import Any, TypeAlias

from sqlalchemy import Connection, RowMapping, Select, Table, bindparam, select

from assessment.locales import gettext as _
from assessment.model.assessment import Actor
from assessment.model.problem import Problem, Refused
from assessment.storage.tables import ASSESSMENT, ORGANISATION, PERSON

Query: TypeAlias = Select[*tuple[Any, ...]]
Values = dict[str, Any]
NO_KEY = "namesake-"
"""Begins what a second person of one name has in place of a key; it is the hash of no key."""


def new_id(at: datetime, position: int = 0) -> str:
    """Return an id that sorts by moment, then by position within one action.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> at = datetime(2026, 1, 1, tzinfo=UTC)
    >>> new_id(at, 1) < new_id(at, 2), len(new_id(at))
    (True, 32)
    """
    return f"{int(at.timestamp() * 1_000_000):014x}{position:04x}{token_hex(7)}"


def all_rows(connection: Connection, query: Query) -> Sequence[RowMapping]:
    """Return every row that a query finds."""
    return connection.execute(query).mappings().all()


def ask(
    connection: Connection, build: Callable[..., Query], **values: object
) -> Sequence[RowMapping]:
    """Return every row that a query finds which is the same for all values.

    It is built once in a process: to build it again takes about as long as to ask it, and every
    answer asks some twenty.

    Parameters
    ----------
    build
        Makes the query of what stands for each value; it may look at which values there are,
        and not at what they are.
    """
    return connection.execute(_built(build, tuple(values)), values).mappings().all()


@cache
def _built(build: Callable[..., Query], names: tuple[str, ...]) -> Query:
    return build(**{name: bindparam(name) for name in names})


def with_person(table: Table) -> Query:
    """Select rows with the names of those who recorded them."""
    query = select(table, PERSON.c.name.label("person_name"))
    return query.join(PERSON, PERSON.c.id == table.c.person_id)


def wait_for_turn(connection: Connection, assessment_id: str) -> None:
    """Let other writers of the assessment wait; readers do not notice.

    PostgreSQL would let two of them look at the same moment; SQLite lets in one at a time.
    """
    query = select(ASSESSMENT.c.id).where(ASSESSMENT.c.id == assessment_id)
    connection.execute(query.with_for_update(key_share=True))


def insert_rows(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    """Insert rows; nothing where there are none."""
    if rows:
        connection.execute(table.insert(), [*rows])


def append_rows(
    connection: Connection, table: Table, entries: Iterable[Values], below: Values
) -> None:
    """Append entries below an assessment, in their order."""
    at: datetime = below["recorded_at"]
    rows = [entry | below | {"id": new_id(at, n)} for n, entry in enumerate(entries)]
    insert_rows(connection, table, rows)


def enter_person(
    connection: Connection, name: str, organisation: str, key_hash: str, at: datetime
) -> Values:
    """Return the columns that name a person, who is entered, with the organisation, if not known.

    Raises
    ------
    IntegrityError
        If somebody else enters the same person at this very moment.
    """
    known = select(ORGANISATION.c.id).where(ORGANISATION.c.name == organisation)
    organisation_id = connection.execute(known).scalar()
    if organisation_id is None:
        organisation_id = new_id(at)
        values = {"id": organisation_id, "name": organisation, "created_at": at}
        insert_rows(connection, ORGANISATION, [values])
    said = {"organisation_id": organisation_id, "name": name, "key_hash": key_hash}
    same = (PERSON.c[column] == value for column, value in said.items())
    person_id = connection.execute(select(PERSON.c.id).where(*same)).scalar()
    if person_id is None:
        person_id = new_id(at)
        insert_rows(connection, PERSON, [said | {"id": person_id, "created_at": at}])
    return {"organisation_id": organisation_id, "person_id": person_id}


def owner_values(actor: Actor, at: datetime) -> Values:
    """Return the columns that say who and when.

    Raises
    ------
    Refused
        If nobody has said who writes: what is kept for ever must not be nobody's.
    """
    if not actor.person_id:
        raise Refused((writer_unknown(),))
    owner = {"organisation_id": actor.organisation_id, "person_id": actor.person_id}
    return {**owner, "recorded_at": at}


def values_below(assessment_id: str, actor: Actor, at: datetime) -> Values:
    """Return the columns that say who, when, and of which assessment."""
    return owner_values(actor, at) | {"assessment_id": assessment_id}


def writer_unknown() -> Problem:
    """Say that whoever writes must be named first."""
    return Problem(
        "writer.unknown",
        _("Who writes"),
        _("Nobody has said yet who writes here."),
        _("Say who you are and for whom you write; what you entered is kept until then."),
    )
