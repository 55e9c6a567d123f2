"""The store: what the services read, and what they append; one short transaction for each call."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, RowMapping, Table, func, select
from sqlalchemy.exc import IntegrityError

from assessment.model.answer import (
    CARRIED_OVER,
    Answer,
    Dissent,
    Evidence,
    FlagEntry,
    RecordedAnswer,
    Reply,
    Status,
)
from assessment.model.assessment import (
    Actor,
    Assessment,
    AssessmentSummary,
    Changes,
    IndicatorRecord,
    KeptResult,
    NewAnswer,
    NewScope,
    Record,
    StaleWrite,
    StoredResult,
)
from assessment.model.plan import (
    PLAN,
    Attestation,
    Milestone,
    Plan,
    PlanChanges,
    PlanItem,
    RecordedAttestation,
    RecordedItem,
    RecordedMilestone,
)
from assessment.model.rating import NewRating, Opening, Rating, RatingRecord
from assessment.model.scope import SCOPE, RecordedScope, Scope
from assessment.model.text import clean_text
from assessment.storage.engine import reading, writing
from assessment.storage.own_store import OwnStore
from assessment.storage.review_store import ReviewStore
from assessment.storage.rows import Query, Values, new_id
from assessment.storage.rows import all_rows as _all
from assessment.storage.rows import append_rows as _append
from assessment.storage.rows import insert_rows as _insert
from assessment.storage.rows import owner_values as _owner
from assessment.storage.rows import values_below as _below
from assessment.storage.rows import wait_for_turn as _wait_for_turn
from assessment.storage.rows import with_person as _with_person
from assessment.storage.tables import (
    ANSWER,
    ASSESSMENT,
    ATTESTATION,
    DISSENT,
    EVIDENCE,
    FLAG,
    IMPORT,
    MILESTONE,
    OPENING,
    ORGANISATION,
    PERSON,
    PLAN_ITEM,
    RATING,
    REPLY,
    RESULT,
    SCOPE_SHEET,
    WITHDRAWAL,
)

Entry = TypeVar("Entry")
_TRIES = 4


class DatabaseStore(ReviewStore, OwnStore):
    """Keeps assessments, ratings and results on SQLite and PostgreSQL; nothing is ever changed."""

    # People and headings

    def is_empty(self) -> bool:
        """Whether there is no assessment yet."""
        return not self._rows(select(ASSESSMENT.c.id).limit(1))

    def actor(self, name: str, organisation: str, at: datetime) -> Actor:
        """Return the person of that name in that organisation, entered on first sight."""
        name, organisation = clean_text(name), clean_text(organisation)
        for _ in range(_TRIES):
            found = self._rows(_person_named(name, organisation))
            if found:
                return Actor(found[0]["id"], name, found[0]["organisation_id"])
            # Somebody else may enter the same person, or the same organisation, a moment earlier.
            with suppress(IntegrityError), writing(self._engine) as connection:
                _enter_person(connection, name, organisation, at)
        raise LookupError(f"person '{name}' was entered and cannot be found")

    def person(self, person_id: str) -> Actor | None:
        """Return the person with an id; ``None`` if there is none."""
        found = self._rows(select(PERSON).where(PERSON.c.id == person_id))
        return Actor(person_id, found[0]["name"], found[0]["organisation_id"]) if found else None

    def create_assessment(
        self,
        assessment: Assessment,
        actor: Actor,
        *,
        changes: Changes | None = None,
        results: Mapping[str, str] | None = None,
    ) -> None:
        """Store the heading of a new assessment, and in one transaction what it begins with.

        Parameters
        ----------
        changes
            Answers and the like, all of them the first of their kind.
        results
            Kind of a result to its text.
        """
        values, at = _values(assessment, "created_at", "created_by"), assessment.created_at
        below = _below(assessment.id, actor, at)
        kept = [
            below | {"id": new_id(at, n), "kind": kind, "content": clean_text(text)}
            for n, (kind, text) in enumerate((results or {}).items())
        ]
        with writing(self._engine) as connection:
            _insert(connection, ASSESSMENT, [values | _owner(actor, at)])
            if changes is not None:
                _append_changes(connection, changes, below | {"origin": changes.origin})
            _insert(connection, RESULT, kept)

    def assessments(self) -> tuple[AssessmentSummary, ...]:
        """Return all assessments, the last changed first."""
        with reading(self._engine) as connection:
            headings = _all(connection, _headings())
            newest = _all(connection, _newest_answers_of_all())
        answered, carried = Counter[str](), Counter[str]()
        latest: dict[str, datetime] = {}
        for row in newest:
            id_, at = row["assessment_id"], row["recorded_at"]
            is_carried = row["origin"] == CARRIED_OVER
            carried[id_] += is_carried
            answered[id_] += not is_carried and row["status"] != Status.NOT_ANSWERED
            latest[id_] = max(at, latest.get(id_, at))
        summaries = [
            AssessmentSummary(
                _assessment(row), answered[row["id"]], latest.get(row["id"]), carried[row["id"]]
            )
            for row in headings
        ]
        return tuple(sorted(summaries, key=_last_touched, reverse=True))

    def headings(self) -> tuple[Assessment, ...]:
        """Return the headings of all assessments, without a look at the answers."""
        return tuple(_assessment(row) for row in self._rows(_headings()))

    def assessment(self, assessment_id: str) -> Assessment | None:
        """Return the heading; ``None`` if there is no such assessment."""
        found = self._rows(_headings().where(ASSESSMENT.c.id == assessment_id))
        return _assessment(found[0]) if found else None

    # Answers, and what stands beside them

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
            answers = _all(connection, _answers(id_, until).order_by(ANSWER.c.revision))
            flags = _all(connection, _of(FLAG, id_, until).order_by(FLAG.c.revision))
            evidence = _all(connection, _evidence(id_, until))
            dissents = _all(connection, _of(DISSENT, id_, until).order_by(DISSENT.c.id))
            replies = _all(connection, _of(REPLY, id_, until).order_by(REPLY.c.id))
            sheets = _all(connection, _newest_scope(id_, until))
            rated = _all(connection, _ratings(id_, until))
        # Older revisions come first, so the newest of each indicator and flag stays.
        newest = {row["indicator_id"]: _recorded(row) for row in answers}
        return Record(
            assessment=assessment,
            answers={indicator: one for indicator, one in newest.items() if not one.is_carried},
            evidence=tuple(_read(Evidence, row) for row in evidence),
            dissents=tuple(_dissent(row, replies) for row in dissents),
            flags={row["flag_id"]: _read(FlagEntry, row) for row in flags},
            scope=_scope(sheets[0]) if sheets else Scope(),
            scope_revision=sheets[0]["revision"] if sheets else 0,
            rated=_rated(rated),
            carried={indicator: one for indicator, one in newest.items() if one.is_carried},
            carried_evidence=_carried_ids(evidence),
        )

    def scope(self, assessment_id: str) -> RecordedScope | None:
        """Return the newest scope sheet; ``None`` before the first."""
        found = self._rows(_newest_scope(assessment_id))
        return _read(RecordedScope, found[0], scope=_scope(found[0])) if found else None

    def indicator_record(self, assessment_id: str, indicator_id: str) -> IndicatorRecord:
        """Return what is known of one indicator now."""
        evidence = _evidence(assessment_id).where(EVIDENCE.c.indicator_id == indicator_id)
        dissents = _of(DISSENT, assessment_id).where(DISSENT.c.indicator_id == indicator_id)
        with reading(self._engine) as connection:
            answer = _all(connection, _answers_of(assessment_id, indicator_id).limit(1))
            sources = _all(connection, evidence)
            views = _all(connection, dissents.order_by(DISSENT.c.id))
            replies = _of(REPLY, assessment_id).order_by(REPLY.c.id)
            replied = _all(connection, replies) if views else []
        newest = _recorded(answer[0]) if answer else None
        is_carried = newest is not None and newest.is_carried
        return IndicatorRecord(
            None if is_carried else newest,
            tuple(_read(Evidence, row) for row in sources),
            tuple(_dissent(row, replied) for row in views),
            newest if is_carried else None,
            _carried_ids(sources),
        )

    def history(self, assessment_id: str, indicator_id: str) -> tuple[RecordedAnswer, ...]:
        """Return every answer ever given to an indicator, the newest first."""
        return tuple(_recorded(row) for row in self._rows(_answers_of(assessment_id, indicator_id)))

    def answered_ids(self, assessment_id: str) -> frozenset[str]:
        """Return the ids of the indicators whose current answer is an answer."""
        newest = self._newest_of(assessment_id)
        return frozenset(
            id_
            for id_, row in newest.items()
            if row["status"] != Status.NOT_ANSWERED and row["origin"] != CARRIED_OVER
        )

    def carried_ids(self, assessment_id: str) -> frozenset[str]:
        """Return the ids of the indicators with an answer that is only carried over."""
        newest = self._newest_of(assessment_id)
        return frozenset(id_ for id_, row in newest.items() if row["origin"] == CARRIED_OVER)

    def _newest_of(self, assessment_id: str) -> dict[str, RowMapping]:
        """Return status and origin of the newest answer to each indicator."""
        columns = (ANSWER.c.indicator_id, ANSWER.c.status, ANSWER.c.origin)
        query = select(*columns).order_by(ANSWER.c.revision)
        found = self._rows(query.where(ANSWER.c.assessment_id == assessment_id))
        return {row["indicator_id"]: row for row in found}

    def write(self, assessment_id: str, changes: Changes, actor: Actor, at: datetime) -> None:
        """Append everything in one transaction.

        Raises
        ------
        StaleWrite
            If a newer answer or scope sheet exists for any of them, or evidence to
            withdraw is withdrawn already; nothing is written then.
        """
        below = _below(assessment_id, actor, at) | {"origin": changes.origin}
        with writing(self._engine) as connection:
            _wait_for_turn(connection, assessment_id)
            stale = (
                *_stale_indicators(connection, assessment_id, changes.answers),
                *_withdrawn_indicators(connection, changes.withdrawn_evidence),
                *_stale_scope(connection, assessment_id, changes.scope),
            )
            if stale:
                raise StaleWrite(stale)
            _append_changes(connection, changes, below)

    # Ratings and moderation

    def write_rating(self, assessment_id: str, new: NewRating, actor: Actor, at: datetime) -> None:
        """Append a rating, and decide in the same transaction whether it is independent.

        Raises
        ------
        StaleWrite
            If the same person gave a newer rating meanwhile; nothing is written then.
        """
        own = RATING.c.person_id == actor.person_id
        id_ = new.answer.indicator_id
        with writing(self._engine) as connection:
            # Nobody can open moderation between the question and the rating.
            _wait_for_turn(connection, assessment_id)
            newest = _newest_revisions(connection, RATING, "indicator_id", assessment_id, own)
            if newest.get(id_, 0) != new.seen_revision:
                raise StaleWrite((id_,))
            values = _values(new.answer) | {
                "respondent_group": new.group,
                "revision": new.seen_revision + 1,
                "is_independent": not _all(connection, _of(OPENING, assessment_id)),
            }
            _append(connection, RATING, [values], _below(assessment_id, actor, at))

    def open_moderation(self, assessment_id: str, actor: Actor, at: datetime) -> None:
        """Let everybody see all ratings; a second opening is not kept."""
        with writing(self._engine) as connection:
            _wait_for_turn(connection, assessment_id)
            if not _all(connection, _of(OPENING, assessment_id)):
                _append(connection, OPENING, [{}], _below(assessment_id, actor, at))

    def ratings(self, assessment_id: str) -> RatingRecord:
        """Return every rating of an assessment, older ones first, and who opened moderation."""
        return self.ratings_of([assessment_id]).get(assessment_id, RatingRecord())

    def ratings_of(self, assessment_ids: Iterable[str]) -> Mapping[str, RatingRecord]:
        """Return the same of several assessments; those without a rating are left out."""
        ids = [*assessment_ids]
        ratings = _with_person(RATING).where(RATING.c.assessment_id.in_(ids))
        openings = _with_person(OPENING).where(OPENING.c.assessment_id.in_(ids))
        with reading(self._engine) as connection:
            found = _all(connection, ratings.order_by(RATING.c.revision, RATING.c.id))
            opened = {row["assessment_id"]: row for row in _all(connection, openings)}
        by_assessment: dict[str, list[Rating]] = {}
        for row in found:
            by_assessment.setdefault(row["assessment_id"], []).append(_rating(row))
        return {
            id_: RatingRecord(tuple(own), _read(Opening, opened[id_]) if id_ in opened else None)
            for id_, own in by_assessment.items()
        }

    # The plan

    def plan(self, assessment_id: str) -> Plan:
        """Return everything that was ever recorded of the plan of an assessment."""
        with reading(self._engine) as connection:
            items = _all(connection, _versions(PLAN_ITEM, assessment_id))
            milestones = _all(connection, _versions(MILESTONE, assessment_id))
            said = _all(connection, _said(assessment_id))
        return Plan(
            tuple(_read(RecordedItem, row, item=_item(row)) for row in items),
            tuple(_read(RecordedMilestone, row, milestone=_milestone(row)) for row in milestones),
            tuple(_read(RecordedAttestation, row, attestation=_attestation(row)) for row in said),
        )

    def write_plan(
        self, assessment_id: str, changes: PlanChanges, actor: Actor, at: datetime
    ) -> None:
        """Append versions of items and milestones, and attestations, in one transaction.

        Raises
        ------
        StaleWrite
            If anything was added to the plan that the author did not see; nothing is
            written then.
        """
        below = _below(assessment_id, actor, at) | {"origin": changes.origin}
        with writing(self._engine) as connection:
            _wait_for_turn(connection, assessment_id)
            if _n_planned(connection, assessment_id) != changes.n_seen:
                raise StaleWrite((PLAN,))
            for table, entries in ((PLAN_ITEM, changes.items), (MILESTONE, changes.milestones)):
                versions = [_values(one) | {"revision": revision} for one, revision in entries]
                _append(connection, table, versions, below)
            _append(connection, ATTESTATION, map(_values, changes.attestations), below)

    # Results; those of one kind never see those of another

    def save_result(
        self, assessment_id: str, kind: str, text: str, actor: Actor, at: datetime
    ) -> str:
        """Store a result and return its id."""
        values = _below(assessment_id, actor, at) | {"kind": kind, "content": clean_text(text)}
        id_ = new_id(at)
        with writing(self._engine) as connection:
            _insert(connection, RESULT, [values | {"id": id_}])
        return id_

    def results_of(self, kind: str, assessment_id: str) -> tuple[KeptResult, ...]:
        """Return the headings of all results stored beside an assessment, the newest first."""
        columns = (RESULT.c.id, PERSON.c.name.label("person_name"), RESULT.c.recorded_at)
        query = select(*columns).join(PERSON, PERSON.c.id == RESULT.c.person_id)
        own = query.where(RESULT.c.kind == kind, RESULT.c.assessment_id == assessment_id)
        return tuple(_read(KeptResult, row) for row in self._rows(own.order_by(RESULT.c.id.desc())))

    def result_ids(self, kind: str, beginning: str) -> tuple[str, ...]:
        """Return the ids that begin so, two at most: enough to tell one from several."""
        begins = RESULT.c.id.startswith(beginning, autoescape=True)
        query = select(RESULT.c.id).where(RESULT.c.kind == kind, begins)
        return tuple(row["id"] for row in self._rows(query.order_by(RESULT.c.id).limit(2)))

    def stored_result(self, kind: str, result_id: str) -> StoredResult | None:
        """Return one result with its text and assessment; ``None`` if there is none."""
        query = _with_person(RESULT).where(RESULT.c.kind == kind, RESULT.c.id == result_id)
        return next(
            (_read(StoredResult, row, text=row["content"]) for row in self._rows(query)), None
        )

    def stored_results(self, kind: str) -> tuple[StoredResult, ...]:
        """Return all results of a kind with their texts, the oldest first."""
        query = _with_person(RESULT).where(RESULT.c.kind == kind).order_by(RESULT.c.id)
        return tuple(_read(StoredResult, row, text=row["content"]) for row in self._rows(query))

    def _rows(self, query: Query) -> Sequence[RowMapping]:
        with reading(self._engine) as connection:
            return _all(connection, query)


# What is asked of the tables. With ``until``, what was recorded after that moment is left out.


def _person_named(name: str, organisation: str) -> Query:
    joined = select(PERSON.c.id, PERSON.c.organisation_id).join(ORGANISATION)
    return joined.where(PERSON.c.name == name, ORGANISATION.c.name == organisation)


def _headings() -> Query:
    return _with_person(ASSESSMENT)


def _of(table: Table, assessment_id: str, until: datetime | None = None) -> Query:
    query = select(table).where(table.c.assessment_id == assessment_id)
    return query if until is None else query.where(table.c.recorded_at <= until)


def _answers(assessment_id: str, until: datetime | None = None) -> Query:
    query = _with_person(ANSWER).where(ANSWER.c.assessment_id == assessment_id)
    return query if until is None else query.where(ANSWER.c.recorded_at <= until)


def _answers_of(assessment_id: str, indicator_id: str) -> Query:
    """Select every answer to one indicator, newer revisions first."""
    query = _answers(assessment_id).where(ANSWER.c.indicator_id == indicator_id)
    return query.order_by(ANSWER.c.revision.desc())


def _newest_answers_of_all() -> Query:
    """Select assessment, status, origin and moment of each indicator's newest answer."""
    group = (ANSWER.c.assessment_id, ANSWER.c.indicator_id)
    revision = func.max(ANSWER.c.revision).label("revision")
    newest = select(*group, revision).group_by(*group).subquery()
    same = (
        (newest.c.assessment_id == ANSWER.c.assessment_id)
        & (newest.c.indicator_id == ANSWER.c.indicator_id)
        & (newest.c.revision == ANSWER.c.revision)
    )
    columns = (ANSWER.c.assessment_id, ANSWER.c.status, ANSWER.c.origin, ANSWER.c.recorded_at)
    return select(*columns).join(newest, same)


def _newest_scope(assessment_id: str, until: datetime | None = None) -> Query:
    query = _with_person(SCOPE_SHEET).where(SCOPE_SHEET.c.assessment_id == assessment_id)
    if until is not None:
        query = query.where(SCOPE_SHEET.c.recorded_at <= until)
    return query.order_by(SCOPE_SHEET.c.revision.desc()).limit(1)


def _ratings(assessment_id: str, until: datetime | None) -> Query:
    query = _with_person(RATING).where(RATING.c.assessment_id == assessment_id)
    query = query if until is None else query.where(RATING.c.recorded_at <= until)
    return query.order_by(RATING.c.revision, RATING.c.id)


def _evidence(assessment_id: str, until: datetime | None = None) -> Query:
    """Select the evidence that was not withdrawn, in the order of entry."""
    withdrawn = WITHDRAWAL.c.evidence_id == EVIDENCE.c.id
    if until is not None:
        # What was withdrawn afterwards still counted then.
        withdrawn &= WITHDRAWAL.c.recorded_at <= until
    query = _of(EVIDENCE, assessment_id, until).outerjoin(WITHDRAWAL, withdrawn)
    return query.where(WITHDRAWAL.c.evidence_id.is_(None)).order_by(EVIDENCE.c.id)


def _versions(table: Table, assessment_id: str) -> Query:
    """Select every version of the items or milestones of a plan, older ones first."""
    query = _with_person(table).where(table.c.assessment_id == assessment_id)
    return query.order_by(table.c.number, table.c.revision)


def _said(assessment_id: str) -> Query:
    query = _with_person(ATTESTATION).where(ATTESTATION.c.assessment_id == assessment_id)
    return query.order_by(ATTESTATION.c.id)


def _n_planned(connection: Connection, assessment_id: str) -> int:
    """Count everything that was recorded of a plan."""
    tables = (PLAN_ITEM, MILESTONE, ATTESTATION)
    counts = (
        select(func.count()).select_from(table).where(table.c.assessment_id == assessment_id)
        for table in tables
    )
    return sum(connection.execute(count).scalar_one() for count in counts)


def _newest_revisions(
    connection: Connection,
    table: Table,
    key: str,
    assessment_id: str,
    *further: ColumnElement[bool],
) -> dict[str, int]:
    """Return the number of the newest row of each indicator or flag."""
    query = select(table.c[key], func.max(table.c.revision)).group_by(table.c[key])
    found = connection.execute(query.where(table.c.assessment_id == assessment_id, *further))
    return {row[0]: row[1] for row in found}


def _stale_indicators(
    connection: Connection, assessment_id: str, new: Sequence[NewAnswer]
) -> Iterator[str]:
    """Yield the indicators whose newest answer is not the one that the author saw."""
    if new:
        among = ANSWER.c.indicator_id.in_([item.answer.indicator_id for item in new])
        newest = _newest_revisions(connection, ANSWER, "indicator_id", assessment_id, among)
        for item in new:
            if newest.get(item.answer.indicator_id, 0) != item.seen_revision:
                yield item.answer.indicator_id


def _stale_scope(connection: Connection, assessment_id: str, new: NewScope | None) -> Iterator[str]:
    """Yield the name of the scope sheet if its newest one is not that which the author saw."""
    if new is not None:
        newest = _all(connection, _newest_scope(assessment_id))
        if (newest[0]["revision"] if newest else 0) != new.seen_revision:
            yield SCOPE


def _withdrawn_indicators(connection: Connection, evidence_ids: Sequence[str]) -> Iterator[str]:
    """Yield the indicators of those evidence entries that no longer count."""
    if evidence_ids:
        withdrawn = WITHDRAWAL.c.evidence_id == EVIDENCE.c.id
        query = select(EVIDENCE.c.indicator_id).join(WITHDRAWAL, withdrawn)
        found = query.where(EVIDENCE.c.id.in_(evidence_ids)).distinct()
        yield from connection.execute(found).scalars()


# What is appended.


def _append_changes(connection: Connection, changes: Changes, below: Values) -> None:
    from_import = below | {"import_id": _append_import(connection, changes, below)}
    answers = [_values(new.answer) | {"revision": new.seen_revision + 1} for new in changes.answers]
    replies = [_values(reply) | {"dissent_id": id_} for id_, reply in changes.replies]
    withdrawn = [below | {"evidence_id": id_} for id_ in changes.withdrawn_evidence]
    evidence = [_values(entry, "id") for entry in changes.evidence]
    dissents = [_values(dissent, "id", "replies") for dissent in changes.dissents]
    _append(connection, ANSWER, answers, from_import)
    _insert(connection, WITHDRAWAL, withdrawn)
    _append(connection, EVIDENCE, evidence, from_import)
    _append(connection, FLAG, _next_flags(connection, changes, below), from_import)
    _append(connection, SCOPE_SHEET, _next_scope(changes.scope), from_import)
    _append(connection, DISSENT, dissents, below)
    _append(connection, REPLY, replies, below)


def _append_import(connection: Connection, changes: Changes, below: Values) -> str | None:
    if not changes.file_checksum:
        return None
    id_ = new_id(below["recorded_at"])
    file = {"file_name": changes.file_name, "file_checksum": changes.file_checksum}
    _insert(connection, IMPORT, [below | file | {"id": id_}])
    return id_


def _next_flags(connection: Connection, changes: Changes, below: Values) -> Iterator[Values]:
    if changes.flags:
        newest = _newest_revisions(connection, FLAG, "flag_id", below["assessment_id"])
        for entry in changes.flags:
            yield _values(entry) | {"revision": newest.get(entry.flag_id, 0) + 1}


def _next_scope(new: NewScope | None) -> Iterator[Values]:
    if new is not None:
        content = {name: list(entries) for name, entries in new.scope.lists.items()}
        yield {"revision": new.seen_revision + 1, "content": content}


def _enter_person(connection: Connection, name: str, organisation: str, at: datetime) -> None:
    known = select(ORGANISATION.c.id).where(ORGANISATION.c.name == organisation)
    organisation_id = connection.execute(known).scalar()
    if organisation_id is None:
        organisation_id = new_id(at)
        values = {"id": organisation_id, "name": organisation, "created_at": at}
        _insert(connection, ORGANISATION, [values])
    person = {"id": new_id(at), "organisation_id": organisation_id, "name": name}
    _insert(connection, PERSON, [person | {"created_at": at}])


# Rows and entries of the model: columns and fields have the same names.


@cache
def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


@cache
def _given_names(kind: type[Any]) -> tuple[str, ...]:
    """Return the fields that an entry is made from; others follow from them."""
    return tuple(field.name for field in fields(kind) if field.init)


def _values(entry: Any, *left_out: str) -> Values:  # noqa: ANN401 - any dataclass of the model
    """Return the fields of an entry as the values of columns."""
    names = (name for name in _names(type(entry)) if name not in left_out)
    return {name: _value(getattr(entry, name)) for name in names}


def _value(value: Any) -> Any:  # noqa: ANN401 - a value of any field
    if isinstance(value, frozenset):
        return sorted(value)
    if type(value) is date:  # a moment is a date too, and stays what it is
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def _read(kind: type[Entry], row: RowMapping, **others: Any) -> Entry:  # noqa: ANN401 - as above
    """Return an entry from a row; ``others`` are the fields that no column holds as they are."""
    same = {name: row[name] for name in _given_names(kind) if name not in others}
    return kind(**same, **others)


def _assessment(row: RowMapping) -> Assessment:
    return _read(Assessment, row, created_at=row["recorded_at"], created_by=row["person_name"])


def _answer(row: RowMapping) -> Answer:
    return _read(Answer, row, status=Status(row["status"]), ticked=frozenset(row["ticked"]))


def _recorded(row: RowMapping) -> RecordedAnswer:
    return _read(RecordedAnswer, row, answer=_answer(row))


def _carried_ids(evidence: Sequence[RowMapping]) -> frozenset[str]:
    """Return the ids of the evidence entries that came from the last round."""
    return frozenset(row["id"] for row in evidence if row["origin"] == CARRIED_OVER)


def _scope(row: RowMapping) -> Scope:
    return Scope(**{name: tuple(entries) for name, entries in row["content"].items()})


def _item(row: RowMapping) -> PlanItem:
    return _read(
        PlanItem,
        row,
        status_then=Status(row["status_then"]),
        prerequisites=tuple(row["prerequisites"]),
        **{name: _day(row[name]) for name in ("starts", "ends", "review_on")},
    )


def _milestone(row: RowMapping) -> Milestone:
    return _read(Milestone, row, due_on=_day(row["due_on"]))


def _attestation(row: RowMapping) -> Attestation:
    return _read(Attestation, row, said_on=_day(row["said_on"]))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _rated(rows: Sequence[RowMapping]) -> dict[str, tuple[int, ...]]:
    """Return the levels that people gave alone, each person's last one, by indicator."""
    alone = RatingRecord(tuple(_rating(row) for row in rows)).independent()
    levels: dict[str, list[int]] = {}
    for rating in alone:
        if rating.answer.level is not None:
            levels.setdefault(rating.indicator_id, []).append(rating.answer.level)
    return {id_: tuple(sorted(given)) for id_, given in levels.items()}


def _rating(row: RowMapping) -> Rating:
    return _read(Rating, row, answer=_answer(row), group=row["respondent_group"])


def _dissent(row: RowMapping, replies: Sequence[RowMapping]) -> Dissent:
    own = (reply for reply in replies if reply["dissent_id"] == row["id"])
    return _read(Dissent, row, replies=tuple(_read(Reply, reply) for reply in own))


def _last_touched(summary: AssessmentSummary) -> datetime:
    return summary.last_change or summary.assessment.created_at
