"""What is asked of the tables; every statement that the store reads with.

Where a statement takes ``until``, it leaves out what was recorded after that moment.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Select, Table, func, select

from assessment.storage.tables import (
    ANSWER,
    ASSESSMENT,
    DISSENT,
    EVIDENCE,
    FLAG,
    ORGANISATION,
    PERSON,
    REPLY,
    WITHDRAWAL,
)

Query: TypeAlias = Select[*tuple[Any, ...]]


def person_named(name: str, organisation: str) -> Query:
    """Select one person of one organisation."""
    joined = select(PERSON.c.id, PERSON.c.organisation_id).join(ORGANISATION)
    return joined.where(PERSON.c.name == name, ORGANISATION.c.name == organisation)


def headings() -> Query:
    """Select assessments with the names of their authors."""
    return select(ASSESSMENT, PERSON.c.name.label("person_name")).join(PERSON)


def turn_in(assessment_id: str) -> Query:
    """Select an assessment so that other writers wait; readers do not notice."""
    query = select(ASSESSMENT.c.id).where(ASSESSMENT.c.id == assessment_id)
    return query.with_for_update(key_share=True)


def answers(assessment_id: str, until: datetime | None = None) -> Query:
    """Select every answer with its author, older revisions first."""
    query = (
        select(ANSWER, PERSON.c.name.label("person_name"))
        .join(PERSON)
        .where(ANSWER.c.assessment_id == assessment_id)
        .order_by(ANSWER.c.revision)
    )
    return _recorded_by(query, ANSWER, until)


def answers_of(assessment_id: str, indicator_id: str) -> Query:
    """Select every answer to one indicator, newer revisions first."""
    query = answers(assessment_id).where(ANSWER.c.indicator_id == indicator_id)
    return query.order_by(None).order_by(ANSWER.c.revision.desc())


def statuses(assessment_id: str) -> Query:
    """Select indicator and status of every answer, older revisions first."""
    query = select(ANSWER.c.indicator_id, ANSWER.c.status)
    return query.where(ANSWER.c.assessment_id == assessment_id).order_by(ANSWER.c.revision)


def newest_revisions(assessment_id: str, indicator_ids: list[str]) -> Query:
    """Select the newest revision of each of some indicators."""
    query = select(ANSWER.c.indicator_id, func.max(ANSWER.c.revision))
    chosen = query.where(
        ANSWER.c.assessment_id == assessment_id, ANSWER.c.indicator_id.in_(indicator_ids)
    )
    return chosen.group_by(ANSWER.c.indicator_id)


def newest_answers_of_all() -> Query:
    """Select assessment, status and moment of each indicator's newest answer."""
    newest = (
        select(
            ANSWER.c.assessment_id,
            ANSWER.c.indicator_id,
            func.max(ANSWER.c.revision).label("revision"),
        )
        .group_by(ANSWER.c.assessment_id, ANSWER.c.indicator_id)
        .subquery()
    )
    same = (
        (newest.c.assessment_id == ANSWER.c.assessment_id)
        & (newest.c.indicator_id == ANSWER.c.indicator_id)
        & (newest.c.revision == ANSWER.c.revision)
    )
    return select(ANSWER.c.assessment_id, ANSWER.c.status, ANSWER.c.recorded_at).join(newest, same)


def evidence(assessment_id: str, until: datetime | None = None) -> Query:
    """Select the evidence that was not withdrawn, in the order of entry."""
    withdrawn = WITHDRAWAL.c.evidence_id == EVIDENCE.c.id
    if until is not None:
        # What was withdrawn afterwards still counted then.
        withdrawn &= WITHDRAWAL.c.recorded_at <= until
    query = (
        select(EVIDENCE)
        .outerjoin(WITHDRAWAL, withdrawn)
        .where(EVIDENCE.c.assessment_id == assessment_id, WITHDRAWAL.c.evidence_id.is_(None))
        .order_by(EVIDENCE.c.id)
    )
    return _recorded_by(query, EVIDENCE, until)


def indicators_of_withdrawn(evidence_ids: Sequence[str]) -> Query:
    """Select the indicators of those of some evidence entries that were withdrawn."""
    query = select(EVIDENCE.c.indicator_id).join(
        WITHDRAWAL, WITHDRAWAL.c.evidence_id == EVIDENCE.c.id
    )
    return query.where(EVIDENCE.c.id.in_(evidence_ids)).distinct()


def dissents(assessment_id: str, until: datetime | None = None) -> Query:
    """Select dissents in the order of entry."""
    query = select(DISSENT).where(DISSENT.c.assessment_id == assessment_id)
    return _recorded_by(query.order_by(DISSENT.c.id), DISSENT, until)


def replies(assessment_id: str, until: datetime | None = None) -> Query:
    """Select replies to dissents in the order of entry."""
    query = select(REPLY).where(REPLY.c.assessment_id == assessment_id)
    return _recorded_by(query.order_by(REPLY.c.id), REPLY, until)


def flags(assessment_id: str, until: datetime | None = None) -> Query:
    """Select every context flag entry, older revisions first."""
    query = select(FLAG).where(FLAG.c.assessment_id == assessment_id)
    return _recorded_by(query.order_by(FLAG.c.revision), FLAG, until)


def _recorded_by(query: Query, table: Table, until: datetime | None) -> Query:
    """Leave out what was recorded after a moment; nothing without one."""
    return query if until is None else query.where(table.c.recorded_at <= until)
