"""Assessments as a whole in the store: corrected, approved, archived, deleted with all of it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    FromClause,
    RowMapping,
    and_,
    func,
    literal,
    select,
    union_all,
)
from sqlalchemy.exc import IntegrityError

from assessment.model.answer import Origin
from assessment.model.assessment import Actor, Assessment, StaleWrite, TwinAssessment, twin_key
from assessment.model.history import HEADING, Approval, Deletion, HeadingChange, RecordedChange
from assessment.model.period import find_period
from assessment.model.problem import Refused
from assessment.reporting.status import locked_problem
from assessment.storage.engine import reading, writing
from assessment.storage.rows import (
    Query,
    Values,
    all_rows,
    insert_rows,
    new_id,
    owner_values,
    values_below,
    wait_for_turn,
    with_person,
)
from assessment.storage.tables import (
    ASSESSMENT,
    DELETION,
    HEADING_CHANGE,
    OF_ASSESSMENT,
    PERSON,
)

_NEWEST, _APPROVAL = HEADING_CHANGE.alias("newest"), HEADING_CHANGE.alias("approval")


class AssessmentStore:
    """The part of the store that keeps what happens to assessments as a whole."""

    _engine: Engine

    def change_heading(  # noqa: PLR0913 - who, when, and on what it was decided
        self,
        assessment_id: str,
        change: HeadingChange,
        n_seen: int,
        actor: Actor,
        at: datetime,
        *,
        origin: Origin = "page",
    ) -> None:
        """Append a change to the history of an assessment; a correction changes its heading too.

        Parameters
        ----------
        n_seen
            How many changes there were when its author looked.

        Raises
        ------
        StaleWrite
            If there are more by now; nothing is written then.
        TwinAssessment
            If another assessment says by now what the corrected one would say.
        Refused
            If a heading is to be corrected that somebody approved.
        """
        with writing(self._engine) as connection:
            wait = wait_unlocked if change.kind == "corrected" else wait_for_turn
            wait(connection, assessment_id)
            _refuse_stale(connection, assessment_id, n_seen)
            if change.kind == "corrected":
                _correct(connection, assessment_id, change)
            values = {"id": new_id(at), "number": n_seen + 1, "origin": origin}
            below = values_below(assessment_id, actor, at)
            insert_rows(connection, HEADING_CHANGE, [below | _values(change) | values])

    def delete_assessment(
        self,
        assessment_id: str,
        n_seen: int,
        actor: Actor,
        at: datetime,
        *,
        origin: Origin = "page",
    ) -> None:
        """Delete an assessment and every row that depends on it; who did it, and when, stays.

        Raises
        ------
        StaleWrite
            If it was changed as a whole meanwhile, or is gone; nothing is deleted then.
        Refused
            If somebody approved it.
        """
        with writing(self._engine) as connection:
            if connection.dialect.name == "sqlite":
                # What was deleted is written over, and not only left out of the tables.
                connection.exec_driver_sql("PRAGMA secure_delete=ON")
            wait_unlocked(connection, assessment_id)
            _refuse_stale(connection, assessment_id, n_seen)
            row = {"id": new_id(at), "assessment_id": assessment_id, "origin": origin}
            insert_rows(connection, DELETION, [owner_values(actor, at) | row])
            for table in OF_ASSESSMENT:
                connection.execute(table.delete().where(table.c.assessment_id == assessment_id))
            connection.execute(ASSESSMENT.delete().where(ASSESSMENT.c.id == assessment_id))

    def heading_changes(self, assessment_id: str) -> tuple[RecordedChange, ...]:
        """Return what happened to an assessment as a whole, the oldest first."""
        query = with_person(HEADING_CHANGE).where(HEADING_CHANGE.c.assessment_id == assessment_id)
        with reading(self._engine) as connection:
            found = all_rows(connection, query.order_by(HEADING_CHANGE.c.number))
        return tuple(_recorded(row) for row in found)

    def deletions(self) -> tuple[Deletion, ...]:
        """Return which assessments were deleted here, the newest first."""
        with reading(self._engine) as connection:
            found = all_rows(connection, with_person(DELETION).order_by(DELETION.c.id.desc()))
        names = [field.name for field in fields(Deletion)]
        return tuple(Deletion(**{name: row[name] for name in names}) for row in found)

    def rows_below(self, assessment_id: str) -> Mapping[str, int]:
        """Return how many rows of each table depend on an assessment; tables without any too."""
        counts = (
            select(literal(table.name).label("name"), func.count().label("number"))
            .select_from(table)
            .where(table.c.assessment_id == assessment_id)
            for table in OF_ASSESSMENT
        )
        with reading(self._engine) as connection:
            found = connection.execute(union_all(*counts)).mappings().all()
        return Counter({row["name"]: row["number"] for row in found})


def wait_unlocked(connection: Connection, assessment_id: str) -> None:
    """Wait for the turn to write into an assessment; refuse if it is approved by then.

    For everything that belongs to what was approved. The review and the plan are made after an
    approval, as are choices among options and results to keep; those only wait for their turn.

    Raises
    ------
    Refused
        Naming who approved it.
    """
    wait_for_turn(connection, assessment_id)
    # Most writes meet an assessment that is open, and cost one look at an index.
    newest = select(HEADING_CHANGE.c.status).where(HEADING_CHANGE.c.assessment_id == assessment_id)
    newest = newest.order_by(HEADING_CHANGE.c.number.desc()).limit(1)
    if connection.execute(newest).scalar() != "approved":
        return
    found = read_heading(all_rows(connection, headings(assessment_id))[0])
    if found.approval is not None:
        raise Refused((locked_problem(found.title, found.approval),))


def headings(assessment_id: str | None = None, state_code: str | None = None) -> Query:
    """Select headings with their status and who approved them: all, one, or those of one state."""
    query = (
        select(
            ASSESSMENT,
            PERSON.c.name.label("person_name"),
            func.coalesce(_NEWEST.c.status, "draft").label("status"),
            func.coalesce(_NEWEST.c.archived, False).label("archived"),
            func.coalesce(_NEWEST.c.number, 0).label("n_changes"),
            _APPROVAL.c.name.label("approved_by"),
            _APPROVAL.c.office.label("office"),
            _APPROVAL.c.recorded_at.label("approved_at"),
        )
        .join(PERSON, PERSON.c.id == ASSESSMENT.c.person_id)
        .outerjoin(_NEWEST, _is_newest(_NEWEST))
        # Whoever approved it is named by the newest change of its status.
        .outerjoin(
            _APPROVAL,
            and_(_NEWEST.c.status == "approved", _is_newest(_APPROVAL, kind="status")),
        )
    )
    if assessment_id is not None:
        query = query.where(ASSESSMENT.c.id == assessment_id)
    return query if state_code is None else query.where(ASSESSMENT.c.state_code == state_code)


def _is_newest(table: FromClause, kind: str = "") -> ColumnElement[bool]:
    """Say that a row of the history is the newest of its assessment, of one kind or of all."""
    numbers = select(func.max(HEADING_CHANGE.c.number)).where(
        HEADING_CHANGE.c.assessment_id == ASSESSMENT.c.id
    )
    if kind:
        numbers = numbers.where(HEADING_CHANGE.c.kind == kind)
    newest = numbers.correlate(ASSESSMENT).scalar_subquery()
    return and_(table.c.assessment_id == ASSESSMENT.c.id, table.c.number == newest)


def read_heading(row: RowMapping) -> Assessment:
    """Return the heading that a row of `headings` says."""
    approval = None
    if row["status"] == "approved":
        approval = Approval(row["approved_by"], row["office"], row["approved_at"])
    others = {
        "created_at": row["recorded_at"],
        "created_by": row["person_name"],
        "archived": bool(row["archived"]),
        "approval": approval,
    }
    names = (one.name for one in fields(Assessment) if one.init and one.name not in others)
    return Assessment(**{name: row[name] for name in names}, **others)


def _correct(connection: Connection, assessment_id: str, change: HeadingChange) -> None:
    own = ASSESSMENT.c.id == assessment_id
    said = {name: after for name, (_before, after) in change.changed.items()}
    (row,) = all_rows(connection, select(ASSESSMENT).where(own))
    said["twin_key"] = twin_key({**row, **said})
    if (found := find_period(said.get("period", row["period"]))) is not None:
        said |= {"begins": found.first.isoformat(), "ends": found.last.isoformat()}
    try:
        connection.execute(ASSESSMENT.update().where(own).values(said))
    except IntegrityError as error:
        raise TwinAssessment from error


def _refuse_stale(connection: Connection, assessment_id: str, n_seen: int) -> None:
    known = select(ASSESSMENT.c.id).where(ASSESSMENT.c.id == assessment_id)
    newest = select(func.max(HEADING_CHANGE.c.number)).where(
        HEADING_CHANGE.c.assessment_id == assessment_id
    )
    is_gone = connection.execute(known).first() is None
    if is_gone or (connection.execute(newest).scalar() or 0) != n_seen:
        raise StaleWrite((HEADING,))


def _values(change: HeadingChange) -> Values:
    said = {field.name: getattr(change, field.name) for field in fields(change)}
    return said | {"changed": {name: [*pair] for name, pair in change.changed.items()}}


def _recorded(row: RowMapping) -> RecordedChange:
    said: dict[str, Any] = {field.name: row[field.name] for field in fields(HeadingChange)}
    said["changed"] = {name: (pair[0], pair[1]) for name, pair in row["changed"].items()}
    change = HeadingChange(**said)
    return RecordedChange(
        change, row["number"], row["person_name"], row["origin"], row["recorded_at"]
    )
