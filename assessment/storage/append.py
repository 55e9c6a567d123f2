"""Appends what one action changes, inside one open transaction."""

from datetime import datetime

from sqlalchemy import Connection, func, select

from assessment.model.store import Changes, NewAnswer, StaleWrite
from assessment.storage import queries, rows
from assessment.storage.rows import Values, new_id
from assessment.storage.tables import ANSWER, DISSENT, EVIDENCE, FLAG, IMPORT, REPLY, WITHDRAWAL


def append_changes(
    connection: Connection, assessment_id: str, changes: Changes, owner: Values
) -> None:
    """Write all rows of one action.

    Raises
    ------
    StaleWrite
        If a newer answer exists for any of them, or evidence to withdraw is
        withdrawn already.
    """
    # PostgreSQL would let two writers look at the same moment; SQLite lets in one at a time.
    connection.execute(queries.turn_in(assessment_id))
    stale = (
        *_find_stale(connection, assessment_id, changes.answers),
        *_find_withdrawn(connection, changes.withdrawn_evidence),
    )
    if stale:
        raise StaleWrite(stale)
    common = owner | {"assessment_id": assessment_id, "origin": changes.origin}
    from_import = common | {"import_id": _append_import(connection, changes, common)}
    _append_answers(connection, changes, from_import)
    _append_evidence(connection, changes, from_import, common)
    _append_flags(connection, assessment_id, changes, from_import)
    _append_dissents(connection, changes, common)


def _find_stale(
    connection: Connection, assessment_id: str, new: tuple[NewAnswer, ...]
) -> tuple[str, ...]:
    """Return the indicators whose newest answer is not the one that the author saw."""
    ids = [item.answer.indicator_id for item in new]
    if not ids:
        return ()
    found = connection.execute(queries.newest_revisions(assessment_id, ids))
    newest = {row[0]: row[1] for row in found}
    seen = {item.answer.indicator_id: item.seen_revision for item in new}
    return tuple(id_ for id_, revision in seen.items() if newest.get(id_, 0) != revision)


def _find_withdrawn(connection: Connection, evidence_ids: tuple[str, ...]) -> tuple[str, ...]:
    """Return the indicators of those evidence entries that no longer count."""
    if not evidence_ids:
        return ()
    found = connection.execute(queries.indicators_of_withdrawn(evidence_ids))
    return tuple(row[0] for row in found)


def _append_import(connection: Connection, changes: Changes, common: Values) -> str | None:
    if not changes.file_checksum:
        return None
    id_ = new_id(common["recorded_at"])
    file = {"file_name": changes.file_name, "file_checksum": changes.file_checksum}
    connection.execute(IMPORT.insert(), common | file | {"id": id_})
    return id_


def _append_answers(connection: Connection, changes: Changes, common: Values) -> None:
    at: datetime = common["recorded_at"]
    found = [
        common
        | rows.answer_values(item.answer)
        | {"id": new_id(at, n), "revision": item.seen_revision + 1}
        for n, item in enumerate(changes.answers)
    ]
    if found:
        connection.execute(ANSWER.insert(), found)


def _append_evidence(
    connection: Connection, changes: Changes, from_import: Values, common: Values
) -> None:
    at: datetime = common["recorded_at"]
    withdrawn = [common | {"evidence_id": id_} for id_ in changes.withdrawn_evidence]
    if withdrawn:
        connection.execute(WITHDRAWAL.insert(), withdrawn)
    added = [
        from_import | rows.evidence_values(entry) | {"id": new_id(at, n)}
        for n, entry in enumerate(changes.evidence)
    ]
    if added:
        connection.execute(EVIDENCE.insert(), added)


def _append_flags(
    connection: Connection, assessment_id: str, changes: Changes, common: Values
) -> None:
    if not changes.flags:
        return
    query = select(FLAG.c.flag_id, func.max(FLAG.c.revision)).group_by(FLAG.c.flag_id)
    found = connection.execute(query.where(FLAG.c.assessment_id == assessment_id))
    newest = {row[0]: row[1] for row in found}
    added = [
        common
        | rows.flag_values(entry)
        | {
            "id": new_id(common["recorded_at"], n),
            "revision": newest.get(entry.flag_id, 0) + 1,
        }
        for n, entry in enumerate(changes.flags)
    ]
    connection.execute(FLAG.insert(), added)


def _append_dissents(connection: Connection, changes: Changes, common: Values) -> None:
    at: datetime = common["recorded_at"]
    for n, dissent in enumerate(changes.dissents):
        values = {
            "id": new_id(at, n),
            "indicator_id": dissent.indicator_id,
            "level": dissent.level,
            "reason": dissent.reason,
            "signed_as": dissent.signed_as,
        }
        connection.execute(DISSENT.insert(), common | values)
    for n, (dissent_id, reply) in enumerate(changes.replies):
        values = {
            "id": new_id(at, n),
            "dissent_id": dissent_id,
            "text": reply.text,
            "signed_as": reply.signed_as,
        }
        connection.execute(REPLY.insert(), common | values)
