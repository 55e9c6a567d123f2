"""The store that the services work with; one short transaction for each call."""

from contextlib import suppress
from datetime import datetime

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import IntegrityError

from assessment.model.answer import RecordedAnswer, Status
from assessment.model.assessment import Actor, Assessment, Record
from assessment.model.store import AssessmentSummary, Changes, IndicatorRecord
from assessment.storage import queries, rows
from assessment.storage.append import append_changes
from assessment.storage.engine import reading, writing
from assessment.storage.tables import (
    ASSESSMENT,
    DISSENT,
    EVIDENCE,
    ORGANISATION,
    PERSON,
)

_TRIES = 4


class DatabaseStore:
    """Keeps the promise of `AssessmentStore` on SQLite and PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def is_empty(self) -> bool:
        """Whether there is no assessment yet."""
        with reading(self._engine) as connection:
            return connection.execute(select(ASSESSMENT.c.id).limit(1)).first() is None

    def actor(self, name: str, organisation: str, at: datetime) -> Actor:
        """Return the person of that name in that organisation, entered on first sight."""
        for _ in range(_TRIES):
            found = self._find_actor(name, organisation)
            if found is not None:
                return found
            # Somebody else may enter the same person, or the same organisation, a moment earlier.
            with suppress(IntegrityError), writing(self._engine) as connection:
                _enter_actor(connection, name, organisation, at)
        raise LookupError(f"person '{name}' was entered and cannot be found")

    def _find_actor(self, name: str, organisation: str) -> Actor | None:
        with reading(self._engine) as connection:
            row = connection.execute(queries.person_named(name, organisation)).first()
        return Actor(row.id, name, row.organisation_id) if row else None

    def person(self, person_id: str) -> Actor | None:
        """Return the person with an id; ``None`` if there is none."""
        query = select(PERSON).where(PERSON.c.id == person_id)
        with reading(self._engine) as connection:
            row = connection.execute(query).mappings().first()
        return Actor(row["id"], row["name"], row["organisation_id"]) if row else None

    def create_assessment(self, assessment: Assessment, actor: Actor) -> None:
        """Store the heading of a new assessment."""
        values = rows.assessment_values(assessment) | rows.owner(actor, assessment.created_at)
        with writing(self._engine) as connection:
            connection.execute(ASSESSMENT.insert(), values)

    def assessments(self) -> tuple[AssessmentSummary, ...]:
        """Return all assessments, the last changed first."""
        with reading(self._engine) as connection:
            headings = connection.execute(queries.headings()).mappings().all()
            newest = connection.execute(queries.newest_answers_of_all()).all()
        answered: dict[str, int] = {}
        latest: dict[str, datetime] = {}
        for assessment_id, status, at in newest:
            counts = status != Status.NOT_ANSWERED
            answered[assessment_id] = answered.get(assessment_id, 0) + counts
            latest[assessment_id] = max(at, latest.get(assessment_id, at))
        summaries = [
            AssessmentSummary(
                rows.to_assessment(row), answered.get(row["id"], 0), latest.get(row["id"])
            )
            for row in headings
        ]
        return tuple(sorted(summaries, key=_last_touched, reverse=True))

    def headings(self) -> tuple[Assessment, ...]:
        """Return the headings of all assessments, without a look at the answers."""
        with reading(self._engine) as connection:
            found = connection.execute(queries.headings()).mappings().all()
        return tuple(rows.to_assessment(row) for row in found)

    def assessment(self, assessment_id: str) -> Assessment | None:
        """Return the heading; ``None`` if there is no such assessment."""
        query = queries.headings().where(ASSESSMENT.c.id == assessment_id)
        with reading(self._engine) as connection:
            row = connection.execute(query).mappings().first()
        return rows.to_assessment(row) if row else None

    def record(self, assessment: Assessment) -> Record:
        """Return everything that is known of an assessment now."""
        return self._record(assessment, None)

    def record_at(self, assessment: Assessment, moment: datetime) -> Record:
        """Return what was known of an assessment at a moment, that moment included.

        What was recorded later is left out, and evidence that was withdrawn later
        is still there.
        """
        return self._record(assessment, moment)

    def _record(self, assessment: Assessment, until: datetime | None) -> Record:
        id_ = assessment.id
        with reading(self._engine) as connection:
            answers = connection.execute(queries.answers(id_, until)).mappings().all()
            flags = connection.execute(queries.flags(id_, until)).mappings().all()
            evidence = connection.execute(queries.evidence(id_, until)).mappings().all()
            dissents = connection.execute(queries.dissents(id_, until)).mappings().all()
            replies = connection.execute(queries.replies(id_, until)).mappings().all()
        # Older revisions come first, so the newest of each indicator and flag stays.
        newest = {row["indicator_id"]: row for row in answers}
        return Record(
            assessment=assessment,
            answers={indicator: rows.to_recorded(row) for indicator, row in newest.items()},
            evidence=tuple(rows.to_evidence(row) for row in evidence),
            dissents=rows.to_dissents(dissents, replies),
            flags={row["flag_id"]: rows.to_flag(row) for row in flags},
        )

    def indicator_record(self, assessment_id: str, indicator_id: str) -> IndicatorRecord:
        """Return what is known of one indicator now."""
        current = queries.answers_of(assessment_id, indicator_id).limit(1)
        evidence = queries.evidence(assessment_id).where(EVIDENCE.c.indicator_id == indicator_id)
        dissents = queries.dissents(assessment_id).where(DISSENT.c.indicator_id == indicator_id)
        with reading(self._engine) as connection:
            answer = connection.execute(current).mappings().first()
            evidence_rows = connection.execute(evidence).mappings().all()
            dissent_rows = connection.execute(dissents).mappings().all()
            replies = queries.replies(assessment_id)
            reply_rows = connection.execute(replies).mappings().all() if dissent_rows else []
        return IndicatorRecord(
            rows.to_recorded(answer) if answer else None,
            tuple(rows.to_evidence(row) for row in evidence_rows),
            rows.to_dissents(dissent_rows, reply_rows),
        )

    def history(self, assessment_id: str, indicator_id: str) -> tuple[RecordedAnswer, ...]:
        """Return every answer ever given to an indicator, the newest first."""
        with reading(self._engine) as connection:
            found = connection.execute(queries.answers_of(assessment_id, indicator_id))
            return tuple(rows.to_recorded(row) for row in found.mappings())

    def answered_ids(self, assessment_id: str) -> frozenset[str]:
        """Return the ids of the indicators whose current answer is an answer."""
        with reading(self._engine) as connection:
            found = connection.execute(queries.statuses(assessment_id)).all()
        newest = {row[0]: row[1] for row in found}
        return frozenset(id_ for id_, status in newest.items() if status != Status.NOT_ANSWERED)

    def write(self, assessment_id: str, changes: Changes, actor: Actor, at: datetime) -> None:
        """Append everything in one transaction.

        Raises
        ------
        StaleWrite
            If a newer answer exists for any of them, or evidence to withdraw is
            withdrawn already; nothing is written then.
        """
        with writing(self._engine) as connection:
            append_changes(connection, assessment_id, changes, rows.owner(actor, at))


def _last_touched(summary: AssessmentSummary) -> datetime:
    return summary.last_change or summary.assessment.created_at


def _enter_actor(connection: Connection, name: str, organisation: str, at: datetime) -> None:
    known = select(ORGANISATION.c.id).where(ORGANISATION.c.name == organisation)
    organisation_id = connection.execute(known).scalar()
    if organisation_id is None:
        organisation_id = rows.new_id(at)
        values = {"id": organisation_id, "name": organisation, "created_at": at}
        connection.execute(ORGANISATION.insert(), values)
    person = {"id": rows.new_id(at), "organisation_id": organisation_id, "name": name}
    connection.execute(PERSON.insert(), person | {"created_at": at})
