"""Whole assessments in the store: every row out, and every row in by one transaction."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, Table, select
from sqlalchemy.exc import DataError, IntegrityError

from assessment.locales import gettext as _
from assessment.model.assessment import title_of, twin_key
from assessment.model.period import find_period
from assessment.model.problem import Problem, Refused
from assessment.model.whole import Row, Someone, WholeAssessment
from assessment.storage.engine import reading, writing
from assessment.storage.rows import NO_KEY, Values, all_rows, enter_person, insert_rows
from assessment.storage.tables import (
    APPEND_ONLY,
    ASSESSMENT,
    DELETION,
    OF_ASSESSMENT,
    ORGANISATION,
    PERSON,
    PROTECTED,
)

_TABLES = tuple(table for table in APPEND_ONLY if table in OF_ASSESSMENT and table is not PROTECTED)
"""What goes with an assessment into a file, in an order in which it can be written."""
_OWNED = ("organisation_id", "person_id", "assessment_id")


class WholeStore:
    """The part of the store that hands out and takes in assessments with all that is in them."""

    _engine: Engine

    def whole_assessment(self, assessment_id: str) -> WholeAssessment | None:
        """Return every row of an assessment as of one moment; ``None`` if there is none.

        Left out is what was written for one reviewer alone, and the keys of persons.
        """
        own = select(ASSESSMENT).where(ASSESSMENT.c.id == assessment_id)
        with reading(self._engine) as connection:
            found = all_rows(connection, own)
            if not found:
                return None
            people = _People(connection)
            heading = people.named(found[0])
            rows = {
                table.name: [
                    people.named(row) for row in _rows_of(connection, table, assessment_id)
                ]
                for table in _TABLES
            }
            return WholeAssessment(heading, rows, people.numbered())

    def whole_problems(self, whole: WholeAssessment) -> tuple[Problem, ...]:
        """Say why an assessment cannot be taken in here; nothing where it can."""
        with reading(self._engine) as connection:
            return tuple(_why_not(connection, whole.heading))

    def write_whole(self, whole: WholeAssessment, at: datetime) -> None:
        """Write an assessment with all its rows in one transaction.

        Parameters
        ----------
        at
            Since when persons are known here who were not before. Everything else keeps the
            moment that it says.

        Raises
        ------
        Refused
            If it is here already, another says the same, or its rows contradict each other;
            nothing is written then.
        """
        try:
            with writing(self._engine) as connection:
                if problems := tuple(_why_not(connection, whole.heading)):
                    raise Refused(problems)
                owners = _enter(connection, whole.people, at)
                insert_rows(connection, ASSESSMENT, [_heading(whole.heading, owners)])
                below = {"assessment_id": whole.heading["id"]}
                for table in _TABLES:
                    rows = [_owned(row, owners) | below for row in whole.rows[table.name]]
                    insert_rows(connection, table, rows)
        except (IntegrityError, DataError) as error:
            raise Refused((_contradicts(whole, error),)) from error


def _rows_of(connection: Connection, table: Table, assessment_id: str) -> Sequence[Any]:
    """Return the rows of a table, in an order that is the same on every database."""
    found = all_rows(connection, select(table).where(table.c.assessment_id == assessment_id))
    (key,) = table.primary_key.columns
    return sorted(found, key=lambda row: row[key.name])


class _People:
    """Those who recorded something, numbered as they turn up."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._numbers: dict[str, int] = {}

    def named(self, row: Mapping[Any, Any]) -> Row:
        """Return a row with the number of whoever recorded it."""
        number = self._numbers.setdefault(row["person_id"], len(self._numbers) + 1)
        own = {name: value for name, value in row.items() if name not in _OWNED}
        return {**own, "recorded_by": number}

    def numbered(self) -> dict[int, Someone]:
        """Return who has which number."""
        query = select(PERSON.c.id, PERSON.c.name, ORGANISATION.c.name.label("organisation"))
        among = query.join(ORGANISATION).where(PERSON.c.id.in_(self._numbers))
        found = {row["id"]: row for row in all_rows(self._connection, among)}
        return {
            number: Someone(found[id_]["name"], found[id_]["organisation"])
            for id_, number in self._numbers.items()
        }


def _enter(
    connection: Connection, people: Mapping[int, Someone], at: datetime
) -> dict[int, Values]:
    """Return the columns that name each person, who is entered where not known.

    A second person of one name stays another one: whoever rated beside a namesake is not
    the same rater.
    """
    owners: dict[int, Values] = {}
    namesakes: dict[Someone, int] = {}
    for number, someone in people.items():
        before = namesakes[someone] = namesakes.get(someone, -1) + 1
        key = f"{NO_KEY}{before + 1}" if before else ""
        owners[number] = enter_person(connection, someone.name, someone.organisation, key, at)
    return owners


def _owned(row: Row, owners: Mapping[int, Values]) -> Values:
    values = {name: value for name, value in row.items() if name != "recorded_by"}
    return values | owners[row["recorded_by"]]


def _heading(heading: Row, owners: Mapping[int, Values]) -> Values:
    """Return the row of an assessment, with what follows from what it says."""
    values = _owned(heading, owners) | {"twin_key": twin_key(heading)}
    found = find_period(heading["period"])
    begins, ends = (found.first.isoformat(), found.last.isoformat()) if found else (None, None)
    return values | {"begins": begins, "ends": ends}


def _why_not(connection: Connection, heading: Row) -> Iterator[Problem]:
    title = title_of(heading)
    own = select(ASSESSMENT.c.id).where(ASSESSMENT.c.id == heading["id"])
    twin = select(ASSESSMENT.c.id).where(ASSESSMENT.c.twin_key == twin_key(heading))
    gone = select(DELETION.c.id).where(DELETION.c.assessment_id == heading["id"])
    if all_rows(connection, own):
        found = _("This assessment is here already, with the id {id}.", id=heading["id"])
        remedy = _("Open that one. A file is never merged into an assessment.")
        yield Problem("whole.is_here", title, found, remedy)
    elif twins := all_rows(connection, twin):
        found = _(
            "There is another of this state, period, mode and scope note here: {id}.",
            id=twins[0]["id"],
        )
        remedy = _("Correct the heading of that one first, or delete it, if it says the same.")
        yield Problem("whole.has_twin", title, found, remedy)
    if all_rows(connection, gone):
        found = _("This assessment was deleted here, and what was deleted stays deleted.")
        remedy = _("Take it in on another database, or bring it back from a backup.")
        yield Problem("whole.was_deleted", title, found, remedy)


def _contradicts(whole: WholeAssessment, error: Exception) -> Problem:
    reason = str(getattr(error, "orig", None) or error).splitlines()[0]
    return Problem(
        "whole.contradicts",
        title_of(whole.heading),
        _("What the file says does not fit together: {reason}.", reason=reason),
        _("Write the file anew where it came from. Nothing was written."),
    )
