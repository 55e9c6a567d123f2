"""The store: what the services read, and what they append; one short transaction for each call."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import fields, replace
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    Engine,
    RowMapping,
    Subquery,
    Table,
    and_,
    case,
    exists,
    func,
    select,
    union_all,
)
from sqlalchemy.exc import IntegrityError

from assessment.model.answer import (
    CARRIED_OVER,
    CONSENSUS,
    Answer,
    Dissent,
    Evidence,
    FlagEntry,
    Origin,
    RecordedAnswer,
    RecordedFlag,
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
    TwinAssessment,
)
from assessment.model.imports import Remark
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
from assessment.storage.assessment_store import (
    AssessmentStore,
    headings,
    read_heading,
    wait_unlocked,
)
from assessment.storage.engine import reading, writing
from assessment.storage.import_store import ImportStore, append_import, refuse_undone, remarks_of
from assessment.storage.own_store import OwnStore
from assessment.storage.quality_store import QualityStore
from assessment.storage.review_store import ReviewStore
from assessment.storage.rows import Query, Values, ask, new_id
from assessment.storage.rows import all_rows as _all
from assessment.storage.rows import append_rows as _append
from assessment.storage.rows import enter_person as _enter_person
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
    HEADING_CHANGE,
    IMPORT,
    MILESTONE,
    OPENING,
    ORGANISATION,
    PERSON,
    PLAN_ITEM,
    RATING,
    REMARK,
    REPLY,
    RESULT,
    SCOPE_SHEET,
    WITHDRAWAL,
)
from assessment.storage.whole_store import WholeStore

Entry = TypeVar("Entry")
# An alias copies every column of its table, so it is made here and not at every click.
_LATER, _AGREED, _TOUCHING = ANSWER.alias("later"), ANSWER.alias("agreed"), PERSON.alias("touching")
_TRIES = 4
_LENGTH_OF_ID = 32
_NO_COLUMNS = ("created_at", "created_by", "status", "archived", "approval", "n_changes")
"""What a heading says that its row does not hold: who and when, and what its history says."""


class DatabaseStore(ReviewStore, OwnStore, QualityStore, WholeStore, ImportStore, AssessmentStore):
    """Keeps assessments, ratings and results on SQLite and PostgreSQL.

    What is recorded is never changed. Only the heading of an assessment is corrected, and only
    the whole of an assessment is deleted; both are recorded in turn.
    """

    # People and headings

    def is_empty(self) -> bool:
        """Whether there is no assessment yet."""
        return not self._rows(select(ASSESSMENT.c.id).limit(1))

    def actor(self, name: str, organisation: str, at: datetime, key_hash: str = "") -> Actor:
        """Return the person of that name in that organisation, entered on first sight.

        Parameters
        ----------
        key_hash
            Of the key that the person's browser holds; empty for those who need none.
        """
        name, organisation = clean_text(name), clean_text(organisation)
        for _ in range(_TRIES):
            found = self._rows(_person_named(name, organisation, key_hash))
            if found:
                return _actor(found[0])
            # Somebody else may enter the same person, or the same organisation, a moment earlier.
            with suppress(IntegrityError), writing(self._engine) as connection:
                _enter_person(connection, name, organisation, key_hash, at)
        raise LookupError(f"person '{name}' was entered and cannot be found")

    def person_with_key(self, key_hash: str) -> Actor | None:
        """Return whoever writes with a key; ``None`` if nobody holds it."""
        found = self._rows(_persons().where(PERSON.c.key_hash == key_hash)) if key_hash else ()
        return _actor(found[0]) if found else None

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

        Raises
        ------
        TwinAssessment
            If there is the same one already; nothing is written then.
        """
        values, at = _values(assessment, *_NO_COLUMNS), assessment.created_at
        values["twin_key"] = assessment.twin_key
        below = _below(assessment.id, actor, at)
        kept = [
            below | {"id": new_id(at, n), "kind": kind, "content": clean_text(text)}
            for n, (kind, text) in enumerate((results or {}).items())
        ]
        with _refusing_twins(self._engine, assessment), writing(self._engine) as connection:
            _insert(connection, ASSESSMENT, [values | _owner(actor, at)])
            if changes is not None:
                sources = tuple(_new_evidence(connection, assessment.id, changes))
                begun = replace(changes, evidence=sources)
                _append_changes(connection, begun, below | {"origin": changes.origin})
            _insert(connection, RESULT, kept)

    def assessments(self) -> tuple[AssessmentSummary, ...]:
        """Return all assessments, the last changed first, by one question to the database."""
        summaries = [
            AssessmentSummary(
                read_heading(row),
                row["n_answered"] or 0,
                row["touched_at"],
                row["n_carried"] or 0,
                row["touched_by"] or "",
            )
            for row in self._asked(_summaries)
        ]
        return tuple(sorted(summaries, key=_last_touched, reverse=True))

    def headings(self) -> tuple[Assessment, ...]:
        """Return the headings of all assessments, without a look at the answers."""
        return tuple(read_heading(row) for row in self._asked(headings))

    def listed_headings(self, state_code: str | None = None) -> tuple[Assessment, ...]:
        """Return the headings of the assessments that are not archived, of all states or of one."""
        of_state = {} if state_code is None else {"state_code": state_code}
        found = (read_heading(row) for row in self._asked(headings, **of_state))
        return tuple(one for one in found if not one.archived)

    def assessment(self, assessment_id: str) -> Assessment | None:
        """Return the heading; ``None`` if there is no such assessment."""
        found = self._asked(headings, assessment_id=assessment_id)
        return read_heading(found[0]) if found else None

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
        asked = {"assessment_id": id_} | ({} if until is None else {"until": until})
        with reading(self._engine) as connection:
            answers = ask(connection, _newest_of_all, **asked)
            flags = ask(connection, _flags, **asked)
            evidence = ask(connection, _evidence, **asked)
            dissents = ask(connection, _dissents, **asked)
            replied = ask(connection, _replies, **asked) if dissents else []
            sheets = ask(connection, _newest_scope, **asked)
            openings = ask(connection, _openings_of, **asked)
            # Before moderation is opened nobody looks at them.
            rated = ask(connection, _ratings, **asked) if openings else []
            remarks = remarks_of(connection, id_, until=until)
        # Older revisions come first, so the newest of each flag stays.
        newest = {row["indicator_id"]: _recorded(row) for row in answers}
        standing = _standing(flags)
        return Record(
            assessment=assessment,
            answers={indicator: one for indicator, one in newest.items() if not one.is_carried},
            evidence=tuple(_read(Evidence, row) for row in evidence),
            dissents=tuple(_dissent(row, replied) for row in dissents),
            flags={row["flag_id"]: _read(FlagEntry, row) for row in standing},
            scope=_scope(sheets[0]) if sheets else Scope(),
            scope_revision=sheets[0]["revision"] if sheets else 0,
            rated=_rated(rated, openings),
            carried={indicator: one for indicator, one in newest.items() if one.is_carried},
            carried_evidence=_carried_ids(evidence),
            flag_revisions={row["flag_id"]: row["revision"] for row in standing},
            remarks=remarks,
        )

    def recorded_flags(self, assessment_id: str) -> Mapping[str, RecordedFlag]:
        """Return the newest entry of each context flag, with who recorded it."""
        with reading(self._engine) as connection:
            newest = _newest_flags(connection, assessment_id)
        return {id_: recorded for id_, recorded in newest.items() if recorded.entry.option}

    def scope(self, assessment_id: str) -> RecordedScope | None:
        """Return the newest scope sheet; ``None`` before the first."""
        found = self._rows(_newest_scope(assessment_id))
        return _read(RecordedScope, found[0], scope=_scope(found[0])) if found else None

    def indicator_record(self, assessment_id: str, indicator_id: str) -> IndicatorRecord:
        """Return what is known of one indicator now."""
        about = {"assessment_id": assessment_id, "indicator_id": indicator_id}
        with reading(self._engine) as connection:
            answer = ask(connection, _newest_answer, **about)
            sources = ask(connection, _evidence_about, **about)
            views = ask(connection, _dissents_about, **about)
            replied = ask(connection, _replies, assessment_id=assessment_id) if views else []
            remarks = remarks_of(connection, assessment_id, indicator_id)
        newest = _recorded(answer[0]) if answer else None
        is_carried = newest is not None and newest.is_carried
        return IndicatorRecord(
            None if is_carried else newest,
            tuple(_read(Evidence, row) for row in sources),
            tuple(_dissent(row, replied) for row in views),
            newest if is_carried else None,
            _carried_ids(sources),
            remarks,
        )

    def newest_answer(self, assessment_id: str, indicator_id: str) -> RecordedAnswer | None:
        """Return the newest answer, be it carried over or taken back; ``None`` before the first."""
        about = {"assessment_id": assessment_id, "indicator_id": indicator_id}
        found = self._asked(_newest_answer, **about)
        return _recorded(found[0]) if found else None

    def history(self, assessment_id: str, indicator_id: str) -> tuple[RecordedAnswer, ...]:
        """Return every answer ever given to an indicator, the newest first."""
        return tuple(_recorded(row) for row in self._rows(_answers_of(assessment_id, indicator_id)))

    def since_agreed(self, assessment_id: str, indicator_id: str) -> tuple[RecordedAnswer, ...]:
        """Return the answer that a team agreed on last, and all since; the newest first.

        The newest alone if it never agreed on one.
        """
        about = {"assessment_id": assessment_id, "indicator_id": indicator_id}
        return tuple(_recorded(row) for row in self._asked(_since_agreed, **about))

    def histories(self, assessment_id: str) -> Mapping[str, tuple[RecordedAnswer, ...]]:
        """Return the same of every indicator that was ever answered, by its id."""
        found: dict[str, list[RecordedAnswer]] = {}
        for row in self._rows(_answers(assessment_id).order_by(ANSWER.c.revision.desc())):
            found.setdefault(row["indicator_id"], []).append(_recorded(row))
        return {id_: tuple(answers) for id_, answers in found.items()}

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

    def write(self, assessment_id: str, changes: Changes, actor: Actor, at: datetime) -> Changes:
        """Append everything that is new, in one transaction.

        An answer, source, flag or scope sheet that says what is there already is not written
        again, whichever revision its author saw.

        Returns
        -------
        Changes
            What was written; empty where all of it was there already.

        Raises
        ------
        StaleWrite
            If another answer, flag or scope sheet came in between, or evidence to withdraw is
            withdrawn already; nothing is written then.
        Refused
            If the assessment is approved, or the import that is taken back was taken back already.
        """
        below = _below(assessment_id, actor, at) | {"origin": changes.origin}
        with writing(self._engine) as connection:
            # All checks stand behind this line: nobody else writes here until the end.
            wait_unlocked(connection, assessment_id)
            refuse_undone(connection, changes.undoes)
            newest = _newest_answers(connection, assessment_id, changes.answers)
            new = _what_is_new(connection, assessment_id, changes, newest)
            stale = (
                *_stale_indicators(new.answers, newest),
                *_withdrawn_indicators(connection, new.withdrawn_evidence),
                *_stale_flags(connection, assessment_id, new),
                *_stale_scope(connection, assessment_id, new.scope),
            )
            if stale:
                raise StaleWrite(stale)
            if not new.is_empty:
                _append_changes(connection, new, below)
        return new

    # Ratings and moderation

    def write_rating(self, assessment_id: str, new: NewRating, actor: Actor, at: datetime) -> None:
        """Append a rating, and decide in the same transaction whether it is independent.

        What says the same as the person's newest rating, given under the same
        circumstances, is not written again.

        Raises
        ------
        StaleWrite
            If the same person gave a newer rating meanwhile; nothing is written then.
        Refused
            If the assessment is approved.
        """
        id_ = new.answer.indicator_id
        with writing(self._engine) as connection:
            # Nobody can open moderation between the question and the rating.
            wait_unlocked(connection, assessment_id)
            openings = _all(connection, _openings([assessment_id]))
            values = _values(new.answer) | {"respondent_group": new.group}
            values |= _circumstances(RatingRecord(openings=_opened(openings)), id_)
            newest = _all(connection, _own_rating(assessment_id, actor.person_id, id_))
            if newest and all(newest[0][name] == value for name, value in values.items()):
                return
            if (newest[0]["revision"] if newest else 0) != new.seen_revision:
                raise StaleWrite((id_,))
            values["revision"] = new.seen_revision + 1
            _append(connection, RATING, [values], _below(assessment_id, actor, at))

    def open_moderation(  # noqa: PLR0913 - of which assessment, by whom, when, and what
        self,
        assessment_id: str,
        actor: Actor,
        at: datetime,
        *,
        dimension_id: str = "",
        indicator_ids: Sequence[str] = (),
        second: bool = False,
    ) -> None:
        """Let everybody see the ratings of a dimension; opening it again is not kept.

        Parameters
        ----------
        dimension_id, indicator_ids
            The dimension with what it asks; all that is asked where they are left out.
        second
            Whether the second ratings are opened.

        Raises
        ------
        Refused
            If the assessment is approved.
        """
        opening = {"dimension_id": dimension_id, "is_second": second}
        same = _of(OPENING, assessment_id).where(
            OPENING.c.dimension_id == dimension_id, OPENING.c.is_second == second
        )
        with writing(self._engine) as connection:
            wait_unlocked(connection, assessment_id)
            if not _all(connection, same):
                opening |= {"indicator_ids": [*indicator_ids]}
                _append(connection, OPENING, [opening], _below(assessment_id, actor, at))

    def ratings(self, assessment_id: str) -> RatingRecord:
        """Return every rating of an assessment, older ones first, and what was opened."""
        return self.ratings_of([assessment_id]).get(assessment_id, RatingRecord())

    def ratings_of(self, assessment_ids: Iterable[str]) -> Mapping[str, RatingRecord]:
        """Return the same of several assessments; those without a rating are left out."""
        ids = [*assessment_ids]
        ratings = _with_person(RATING).where(RATING.c.assessment_id.in_(ids))
        with reading(self._engine) as connection:
            found = _all(connection, ratings.order_by(RATING.c.revision, RATING.c.id))
            opened = _all(connection, _openings(ids))
        by_assessment: dict[str, list[Rating]] = {}
        for row in found:
            by_assessment.setdefault(row["assessment_id"], []).append(_rating(row))
        return {
            id_: RatingRecord(
                tuple(own), _opened(row for row in opened if row["assessment_id"] == id_)
            )
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

    def _asked(self, build: Callable[..., Query], **values: object) -> Sequence[RowMapping]:
        with reading(self._engine) as connection:
            return ask(connection, build, **values)


# What is asked of the tables. With ``until``, what was recorded after that moment is left out.


def _persons() -> Query:
    return select(PERSON, ORGANISATION.c.name.label("organisation")).join(ORGANISATION)


def _person_named(name: str, organisation: str, key_hash: str) -> Query:
    named = _persons().where(PERSON.c.name == name, ORGANISATION.c.name == organisation)
    return named.where(PERSON.c.key_hash == key_hash)


def _of(table: Table, assessment_id: str, until: datetime | None = None) -> Query:
    query = select(table).where(table.c.assessment_id == assessment_id)
    return query if until is None else query.where(table.c.recorded_at <= until)


def _standing(flags: Iterable[RowMapping]) -> Sequence[RowMapping]:
    """Return the newest entry of each flag; one without an option says that none counts."""
    newest = {row["flag_id"]: row for row in flags}
    return [row for row in newest.values() if row["option"]]


def _answers(assessment_id: str, until: datetime | None = None) -> Query:
    query = _with_person(ANSWER).where(ANSWER.c.assessment_id == assessment_id)
    filled_by = func.coalesce(IMPORT.c.filled_by, "").label("filled_by")
    query = query.add_columns(filled_by).outerjoin(IMPORT, IMPORT.c.id == ANSWER.c.import_id)
    return query if until is None else query.where(ANSWER.c.recorded_at <= until)


def _newest(answers: Query, until: datetime | None = None) -> Query:
    """Leave only the newest answer to each indicator: others may have been corrected many times."""
    same = (
        _LATER.c.assessment_id == ANSWER.c.assessment_id,
        _LATER.c.indicator_id == ANSWER.c.indicator_id,
        _LATER.c.revision > ANSWER.c.revision,
    )
    newer = exists().where(*same)
    return answers.where(~(newer if until is None else newer.where(_LATER.c.recorded_at <= until)))


def _answers_of(assessment_id: str, indicator_id: str) -> Query:
    """Select every answer to one indicator, newer revisions first."""
    query = _answers(assessment_id).where(ANSWER.c.indicator_id == indicator_id)
    return query.order_by(ANSWER.c.revision.desc())


def _newest_answer(assessment_id: str, indicator_id: str) -> Query:
    return _answers_of(assessment_id, indicator_id).limit(1)


def _newest_of_all(assessment_id: str, until: datetime | None = None) -> Query:
    return _newest(_answers(assessment_id, until), until)


def _newest_among(assessment_id: str, indicator_ids: Sequence[str]) -> Query:
    answers = _answers(assessment_id).where(ANSWER.c.indicator_id.in_(indicator_ids))
    return _newest(answers)


def _since_agreed(assessment_id: str, indicator_id: str) -> Query:
    newest = select(func.max(_AGREED.c.revision)).where(
        _AGREED.c.assessment_id == assessment_id, _AGREED.c.indicator_id == indicator_id
    )
    agreed = newest.where(_AGREED.c.origin == "consensus")
    first = func.coalesce(agreed.scalar_subquery(), newest.scalar_subquery())
    return _answers_of(assessment_id, indicator_id).where(ANSWER.c.revision >= first)


def _flags(assessment_id: str, until: datetime | None = None) -> Query:
    return _of(FLAG, assessment_id, until).order_by(FLAG.c.revision)


def _dissents(assessment_id: str, until: datetime | None = None) -> Query:
    return _of(DISSENT, assessment_id, until).order_by(DISSENT.c.id)


def _dissents_about(assessment_id: str, indicator_id: str) -> Query:
    return _dissents(assessment_id).where(DISSENT.c.indicator_id == indicator_id)


def _replies(assessment_id: str, until: datetime | None = None) -> Query:
    return _of(REPLY, assessment_id, until).order_by(REPLY.c.id)


def _evidence_about(assessment_id: str, indicator_id: str) -> Query:
    return _evidence(assessment_id).where(EVIDENCE.c.indicator_id == indicator_id)


def _openings_of(assessment_id: str, until: datetime | None = None) -> Query:
    return _openings([assessment_id], until)


def _summaries() -> Query:
    """Select the headings of all assessments, how far they are, and who changed them last."""
    counts = _counts()
    touched = _last_touches(counts)
    return (
        headings()
        .add_columns(counts.c.n_answered, counts.c.n_carried)
        .add_columns(touched.c.touched_at, _TOUCHING.c.name.label("touched_by"))
        .outerjoin(counts, counts.c.assessment_id == ASSESSMENT.c.id)
        .outerjoin(touched, touched.c.assessment_id == ASSESSMENT.c.id)
        .outerjoin(
            _TOUCHING, _TOUCHING.c.id == func.substr(touched.c.touched_by, _LENGTH_OF_ID + 1)
        )
    )


def _counts() -> CTE:
    """Select how many indicators of each assessment are answered, and how many carried over."""
    # Revisions follow each other without a gap, so this looks into an index and nowhere else.
    is_newest = ~exists().where(
        _LATER.c.assessment_id == ANSWER.c.assessment_id,
        _LATER.c.indicator_id == ANSWER.c.indicator_id,
        _LATER.c.revision == ANSWER.c.revision + 1,
    )
    is_carried = ANSWER.c.origin == CARRIED_OVER
    is_answered = and_(~is_carried, ANSWER.c.status != Status.NOT_ANSWERED)
    return (
        select(
            *_touch(ANSWER),
            func.sum(case((and_(is_answered, is_newest), 1), else_=0)).label("n_answered"),
            func.sum(case((and_(is_carried, is_newest), 1), else_=0)).label("n_carried"),
        )
        .group_by(ANSWER.c.assessment_id)
        .cte("counts")
    )


def _touch(table: Table) -> tuple[ColumnElement[Any], ...]:
    """Select the moment of the last entry, and its id followed by that of its person.

    Ids sort by moment, so the greatest of both together is that of the last entry.
    """
    at = func.max(table.c.recorded_at).label("touched_at")
    by = func.max(table.c.id.concat(table.c.person_id)).label("touched_by")
    return table.c.assessment_id, at, by


def _last_touches(counts: CTE) -> Subquery:
    """Select moment and person of the last entry into each assessment."""
    tables = (FLAG, EVIDENCE, SCOPE_SHEET, HEADING_CHANGE)
    others = (select(*_touch(table)).group_by(table.c.assessment_id) for table in tables)
    answers = select(counts.c.assessment_id, counts.c.touched_at, counts.c.touched_by)
    entries = union_all(answers, *others).subquery("entries")
    last = (
        entries.c.assessment_id,
        func.max(entries.c.touched_at).label("touched_at"),
        func.max(entries.c.touched_by).label("touched_by"),
    )
    return select(*last).group_by(entries.c.assessment_id).subquery("touched")


def _newest_scope(assessment_id: str, until: datetime | None = None) -> Query:
    query = _with_person(SCOPE_SHEET).where(SCOPE_SHEET.c.assessment_id == assessment_id)
    if until is not None:
        query = query.where(SCOPE_SHEET.c.recorded_at <= until)
    return query.order_by(SCOPE_SHEET.c.revision.desc()).limit(1)


def _ratings(assessment_id: str, until: datetime | None = None) -> Query:
    query = _with_person(RATING).where(RATING.c.assessment_id == assessment_id)
    query = query if until is None else query.where(RATING.c.recorded_at <= until)
    return query.order_by(RATING.c.revision, RATING.c.id)


def _openings(assessment_ids: Sequence[str], until: datetime | None = None) -> Query:
    query = _with_person(OPENING).where(OPENING.c.assessment_id.in_(assessment_ids))
    query = query if until is None else query.where(OPENING.c.recorded_at <= until)
    return query.order_by(OPENING.c.id)


def _own_rating(assessment_id: str, person_id: str, indicator_id: str) -> Query:
    """Select the newest rating that one person gave to one indicator."""
    own = _of(RATING, assessment_id).where(
        RATING.c.person_id == person_id, RATING.c.indicator_id == indicator_id
    )
    return own.order_by(RATING.c.revision.desc()).limit(1)


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


@contextmanager
def _refusing_twins(engine: Engine, assessment: Assessment) -> Iterator[None]:
    """Tell a twin from other reasons why a database refuses a row."""
    try:
        yield
    except IntegrityError as error:
        twin = select(ASSESSMENT.c.id).where(ASSESSMENT.c.twin_key == assessment.twin_key)
        with reading(engine) as connection:
            if _all(connection, twin):
                raise TwinAssessment(assessment.title) from error
        raise


def _newest_answers(
    connection: Connection, assessment_id: str, new: Iterable[NewAnswer]
) -> dict[str, RecordedAnswer]:
    """Return the newest answer to each indicator that is answered anew."""
    ids = [item.answer.indicator_id for item in new]
    if not ids:
        return {}
    rows = ask(connection, _newest_among, assessment_id=assessment_id, indicator_ids=ids)
    return {row["indicator_id"]: _recorded(row) for row in rows}


def _newest_flags(connection: Connection, assessment_id: str) -> dict[str, RecordedFlag]:
    query = _with_person(FLAG).where(FLAG.c.assessment_id == assessment_id)
    rows = _all(connection, query.order_by(FLAG.c.revision))
    return {row["flag_id"]: _recorded_flag(row) for row in rows}


# What a write brings that is not there yet, and what has become stale.


def _what_is_new(
    connection: Connection,
    assessment_id: str,
    changes: Changes,
    answers: Mapping[str, RecordedAnswer],
) -> Changes:
    """Leave out what says the same as what is there, of the answers among the newest ones."""
    flags = _newest_flags(connection, assessment_id) if changes.flags else {}
    return replace(
        changes,
        answers=tuple(
            item
            for item in changes.answers
            if not _is_there(item.answer, answers.get(item.answer.indicator_id), changes.origin)
        ),
        evidence=tuple(_new_evidence(connection, assessment_id, changes)),
        flags=tuple(
            entry
            for entry in changes.flags
            if entry.flag_id not in flags or flags[entry.flag_id].entry != entry
        ),
        scope=_new_scope(connection, assessment_id, changes.scope),
        remarks=_new_remarks(connection, assessment_id, changes.remarks),
    )


def _is_there(answer: Answer, newest: RecordedAnswer | None, origin: Origin) -> bool:
    """Whether the newest answer says the same, and in the same sense.

    To look at an answer of the last round, and to agree on one that stands, are acts of
    their own, even where nothing of the answer changes.
    """
    if newest is None:
        return answer == Answer(answer.indicator_id)
    is_agreed_now = origin == CONSENSUS and newest.origin != CONSENSUS
    return newest.answer == answer and not newest.is_carried and not is_agreed_now


def _new_evidence(
    connection: Connection, assessment_id: str, changes: Changes
) -> Iterator[Evidence]:
    """Yield the sources that say what no other one says that counts; each once."""
    if not changes.evidence:
        return
    among = EVIDENCE.c.indicator_id.in_({entry.indicator_id for entry in changes.evidence})
    rows = _all(connection, _evidence(assessment_id).where(among))
    gone = set(changes.withdrawn_evidence)
    standing = {replace(_read(Evidence, row), id="") for row in rows if row["id"] not in gone}
    for entry in changes.evidence:
        content = replace(entry, id="")
        if content not in standing:
            standing.add(content)
            yield entry


def _new_remarks(
    connection: Connection, assessment_id: str, remarks: Sequence[Remark]
) -> tuple[Remark, ...]:
    """Return the remarks that stand nowhere yet, each once."""
    if not remarks:
        return ()
    known = {recorded.remark for recorded in remarks_of(connection, assessment_id)}
    return tuple(remark for remark in dict.fromkeys(remarks) if remark not in known)


def _new_scope(connection: Connection, assessment_id: str, new: NewScope | None) -> NewScope | None:
    if new is None:
        return None
    newest = _all(connection, _newest_scope(assessment_id))
    return None if new.scope == (_scope(newest[0]) if newest else Scope()) else new


def _stale_indicators(
    new: Sequence[NewAnswer], newest: Mapping[str, RecordedAnswer]
) -> Iterator[str]:
    """Yield the indicators whose newest answer is not the one that the author saw."""
    for item in new:
        found = newest.get(item.answer.indicator_id)
        if (found.revision if found else 0) != item.seen_revision:
            yield item.answer.indicator_id


def _stale_flags(connection: Connection, assessment_id: str, new: Changes) -> Iterator[str]:
    """Yield the flags whose newest entry is not the one that the author saw."""
    if not new.flags or not new.seen_flags:
        return
    newest = _newest_flags(connection, assessment_id)
    for entry in new.flags:
        found = newest.get(entry.flag_id)
        # What was taken back is not there, for whoever looks.
        revision = found.revision if found and found.entry.option else 0
        if new.seen_flags.get(entry.flag_id, revision) != revision:
            yield entry.flag_id


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
    from_import = below | {"import_id": append_import(connection, changes, below)}
    replies = [_values(reply) | {"dissent_id": id_} for id_, reply in changes.replies]
    withdrawn = [from_import | {"evidence_id": id_} for id_ in changes.withdrawn_evidence]
    evidence = [
        _values(entry, "id") | {"fingerprint": _fingerprint(connection, entry, below)}
        for entry in changes.evidence
    ]
    dissents = [_values(dissent, "id", "replies") for dissent in changes.dissents]
    remarks = [_values(remark) for remark in changes.remarks]
    origins: set[Origin] = {new.origin or changes.origin for new in changes.answers}
    for origin in sorted(origins):
        own = from_import | {"origin": origin}
        _append(connection, ANSWER, _answers_from(changes, origin), own)
    _insert(connection, WITHDRAWAL, withdrawn)
    _append(connection, EVIDENCE, evidence, from_import)
    _append(connection, FLAG, _next_flags(connection, changes, below), from_import)
    _append(connection, SCOPE_SHEET, _next_scope(changes.scope), from_import)
    _append(connection, REMARK, remarks, from_import)
    _append(connection, DISSENT, dissents, below)
    _append(connection, REPLY, replies, below)


def _answers_from(changes: Changes, origin: Origin) -> Iterator[Values]:
    for new in changes.answers:
        if (new.origin or changes.origin) == origin:
            own = {"revision": new.seen_revision + 1, "change_reason": new.change_reason}
            yield _values(new.answer) | own


def _next_flags(connection: Connection, changes: Changes, below: Values) -> Iterator[Values]:
    if changes.flags:
        newest = _newest_flags(connection, below["assessment_id"])
        for entry in changes.flags:
            before = newest[entry.flag_id].revision if entry.flag_id in newest else 0
            yield _values(entry) | {"revision": before + 1}


def _fingerprint(connection: Connection, entry: Evidence, below: Values) -> str:
    """Return what two rows of one assessment may not share; see `EvidenceRow`."""
    said = _values(entry, "id")
    same = (EVIDENCE.c[name] == value for name, value in said.items())
    query = select(func.count()).where(EVIDENCE.c.assessment_id == below["assessment_id"], *same)
    earlier = connection.execute(query).scalar_one()
    content = json.dumps(said, sort_keys=True).encode()
    return f"{hashlib.sha256(content).hexdigest()}-{earlier + 1}"


def _next_scope(new: NewScope | None) -> Iterator[Values]:
    if new is not None:
        content = {name: list(entries) for name, entries in new.scope.lists.items()}
        yield {"revision": new.seen_revision + 1, "content": content}


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


def _actor(row: RowMapping) -> Actor:
    return _read(Actor, row, person_id=row["id"])


def _answer(row: RowMapping) -> Answer:
    return _read(Answer, row, status=Status(row["status"]), ticked=frozenset(row["ticked"]))


def _recorded(row: RowMapping) -> RecordedAnswer:
    return _read(RecordedAnswer, row, answer=_answer(row))


def _recorded_flag(row: RowMapping) -> RecordedFlag:
    return _read(RecordedFlag, row, entry=_read(FlagEntry, row))


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


def _rated(
    rows: Sequence[RowMapping], openings: Sequence[RowMapping]
) -> dict[str, tuple[int, ...]]:
    """Return the levels that people gave alone, each person's last one, by indicator.

    Only of what was opened: what others gave must not show through an interval.
    """
    record = RatingRecord(tuple(_rating(row) for row in rows), _opened(openings))
    levels: dict[str, list[int]] = {}
    for rating in record.independent():
        if rating.answer.level is not None:
            levels.setdefault(rating.indicator_id, []).append(rating.answer.level)
    return {id_: tuple(sorted(given)) for id_, given in levels.items()}


def _rating(row: RowMapping) -> Rating:
    return _read(Rating, row, answer=_answer(row), group=row["respondent_group"])


def _opened(rows: Iterable[RowMapping]) -> tuple[Opening, ...]:
    return tuple(_read(Opening, row, indicator_ids=tuple(row["indicator_ids"])) for row in rows)


def _circumstances(record: RatingRecord, indicator_id: str) -> Values:
    """Return whether a rating that is given now is independent, or a second one."""
    first = record.opening(indicator_id) is None
    second = not first and record.opening(indicator_id, second=True) is None
    return {"is_independent": first, "is_second": second}


def _dissent(row: RowMapping, replies: Sequence[RowMapping]) -> Dissent:
    own = (reply for reply in replies if reply["dissent_id"] == row["id"])
    return _read(Dissent, row, replies=tuple(_read(Reply, reply) for reply in own))


def _last_touched(summary: AssessmentSummary) -> datetime:
    return summary.last_change or summary.assessment.created_at
