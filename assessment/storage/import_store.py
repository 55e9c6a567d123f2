"""Workbooks that were taken in: what came with each, and the remarks of field teams."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, RowMapping, Table, and_, exists, func, select

from assessment.locales import gettext as _
from assessment.model.answer import Evidence, FlagEntry
from assessment.model.assessment import Changes
from assessment.model.imports import FileImport, RecordedRemark, Remark, Written
from assessment.model.problem import Problem, Refused
from assessment.model.scope import Scope
from assessment.storage.engine import reading
from assessment.storage.rows import Query, Values, all_rows, ask, insert_rows, new_id, with_person
from assessment.storage.tables import (
    ANSWER,
    EVIDENCE,
    FLAG,
    IMPORT,
    PERSON,
    REMARK,
    SCOPE_SHEET,
    WITHDRAWAL,
)

Entry = TypeVar("Entry", Evidence, FlagEntry)
_FILE = ("file_name", "file_checksum", "filled_by", "filled_for", "copy_id")
"""What `Changes` says of the workbook that they came from, and the columns of the same names."""
_COUNTED = (
    *("answers", "flags", "evidence", "withdrawn", "scope_revision", "n_remarks"),
    *("undone", "undone_by", "undone_at", "restored"),
)
"""What an import says that its row does not hold."""
# An alias copies every column of its table, so it is made here and not at every click.
_UNDONE, _OLD = IMPORT.alias("undone"), EVIDENCE.alias("old")


class ImportStore:
    """The part of the store that knows which workbook brought what."""

    _engine: Engine

    def imports(self, assessment_id: str) -> tuple[FileImport, ...]:
        """Return every workbook that was taken in, the oldest first."""
        query = with_person(IMPORT).where(IMPORT.c.assessment_id == assessment_id)
        with reading(self._engine) as connection:
            rows = all_rows(connection, query.order_by(IMPORT.c.id))
            brought = _Brought(connection, assessment_id)
            undone = {row["undoes"]: row for row in rows if row["undoes"]}
            return tuple(
                brought.read(row, undone.get(row["id"])) for row in rows if not row["undoes"]
            )

    def remarks(self, assessment_id: str) -> tuple[RecordedRemark, ...]:
        """Return the remarks whose import was not taken back, the oldest first."""
        with reading(self._engine) as connection:
            return remarks_of(connection, assessment_id)

    def evidence_entries(self, assessment_id: str, ids: Sequence[str]) -> tuple[Evidence, ...]:
        """Return sources by id, also those that no longer count."""
        among = select(EVIDENCE).where(
            EVIDENCE.c.assessment_id == assessment_id, EVIDENCE.c.id.in_(ids)
        )
        return tuple(_entry(Evidence, row) for row in self._found(among.order_by(EVIDENCE.c.id)))

    def flag_entries(self, assessment_id: str) -> Mapping[tuple[str, int], FlagEntry]:
        """Return every entry ever made of a circumstance, by flag id and revision."""
        rows = self._found(select(FLAG).where(FLAG.c.assessment_id == assessment_id))
        return {(row["flag_id"], row["revision"]): _entry(FlagEntry, row) for row in rows}

    def scope_sheets(self, assessment_id: str) -> Mapping[int, Scope]:
        """Return every scope sheet ever written, by its revision."""
        rows = self._found(select(SCOPE_SHEET).where(SCOPE_SHEET.c.assessment_id == assessment_id))
        return {
            row["revision"]: Scope(**{k: tuple(v) for k, v in row["content"].items()})
            for row in rows
        }

    def _found(self, query: Query) -> Sequence[RowMapping]:
        with reading(self._engine) as connection:
            return all_rows(connection, query)

    def evidence_followers(self, assessment_id: str) -> Mapping[str, str]:
        """Return which source took the place of one that was withdrawn, id to id.

        It came in the same action and is about the same question; of several, the one that
        shares most with it. A source that was only withdrawn is absent.
        """
        pairs = (
            select(_OLD, EVIDENCE.c.id.label("follower"), *_said(EVIDENCE, "new_"))
            .join(WITHDRAWAL, WITHDRAWAL.c.evidence_id == _OLD.c.id)
            .join(
                EVIDENCE,
                and_(
                    EVIDENCE.c.assessment_id == WITHDRAWAL.c.assessment_id,
                    EVIDENCE.c.recorded_at == WITHDRAWAL.c.recorded_at,
                    EVIDENCE.c.person_id == WITHDRAWAL.c.person_id,
                    EVIDENCE.c.indicator_id == _OLD.c.indicator_id,
                ),
            )
            .where(_OLD.c.assessment_id == assessment_id)
        )
        with reading(self._engine) as connection:
            rows = sorted(all_rows(connection, pairs), key=_n_shared, reverse=True)
        followers: dict[str, str] = {}
        for row in rows:
            if row["id"] not in followers and row["follower"] not in followers.values():
                followers[row["id"]] = row["follower"]
        return followers


def _entry(kind: type[Entry], row: RowMapping) -> Entry:
    return kind(**{field.name: row[field.name] for field in fields(kind)})  # type: ignore[arg-type]


_SAID = ("title", "publisher", "published", "link", "page", "protection")


def _said(table: Table, prefix: str) -> list[Any]:
    return [table.c[name].label(f"{prefix}{name}") for name in _SAID]


def _n_shared(row: RowMapping) -> int:
    return sum(row[name] == row[f"new_{name}"] for name in _SAID)


class _Brought:
    """The rows below one assessment that came with a workbook, by its import."""

    def __init__(self, connection: Connection, assessment_id: str) -> None:
        self._rows = {
            table.name: _from_imports(connection, table, assessment_id)
            for table in (ANSWER, FLAG, EVIDENCE, WITHDRAWAL, SCOPE_SHEET, REMARK)
        }

    def read(self, row: RowMapping, undone: RowMapping | None) -> FileImport:
        """Return one import from its row, and from that of its taking back if there is one."""
        own = {
            field.name: row[field.name]
            for field in fields(FileImport)
            if field.name not in _COUNTED
        }
        written = self._written(row["id"])
        return FileImport(
            **own,
            answers=written.answers,
            flags=written.flags,
            evidence=written.evidence,
            scope_revision=written.scope_revision,
            withdrawn=tuple(
                one["evidence_id"] for one in self._of(row["id"], "evidence_withdrawal")
            ),
            n_remarks=len(self._of(row["id"], "remark")),
            undone=undone is not None,
            undone_by=undone["person_name"] if undone else "",
            undone_at=undone["recorded_at"] if undone else None,
            restored=self._written(undone["id"]) if undone else Written(),
        )

    def _written(self, import_id: str) -> Written:
        """Return what was written under an import, or when it was taken back."""
        return Written(
            {one["indicator_id"]: one["revision"] for one in self._of(import_id, "answer")},
            {one["flag_id"]: one["revision"] for one in self._of(import_id, "flag_entry")},
            tuple(one["id"] for one in self._of(import_id, "evidence")),
            max((one["revision"] for one in self._of(import_id, "scope_sheet")), default=0),
        )

    def _of(self, import_id: str, table: str) -> Sequence[RowMapping]:
        return self._rows[table].get(import_id, [])


def _from_imports(
    connection: Connection, table: Table, assessment_id: str
) -> Mapping[str, Sequence[RowMapping]]:
    """Return the rows of a table that came with workbooks, by import."""
    names = ("id", "import_id", "indicator_id", "flag_id", "evidence_id", "revision")
    columns = [table.c[name] for name in names if name in table.c]
    among = (table.c.assessment_id == assessment_id, table.c.import_id.is_not(None))
    found: dict[str, list[RowMapping]] = {}
    for row in all_rows(connection, select(*columns).where(*among)):
        found.setdefault(row["import_id"], []).append(row)
    return found


def remarks_of(
    connection: Connection,
    assessment_id: str,
    indicator_id: str | None = None,
    until: datetime | None = None,
) -> tuple[RecordedRemark, ...]:
    """Return the remarks whose import was not taken back, the oldest first.

    Parameters
    ----------
    indicator_id
        Only those beside this question; all of them if left out.
    until
        As known at this moment.
    """
    values = {"indicator_id": indicator_id, "until": until}
    given = {name: value for name, value in values.items() if value is not None}
    rows = ask(connection, _remarks, assessment_id=assessment_id, **given)
    return tuple(_remark(row) for row in rows)


def _remarks(
    assessment_id: str, indicator_id: str | None = None, until: datetime | None = None
) -> Query:
    taken_back = [_UNDONE.c.undoes == REMARK.c.import_id]
    asked = [REMARK.c.assessment_id == assessment_id]
    if until is not None:
        taken_back.append(_UNDONE.c.recorded_at <= until)
        asked.append(REMARK.c.recorded_at <= until)
    if indicator_id is not None:
        asked.append(REMARK.c.indicator_id == indicator_id)
    return (
        select(REMARK, IMPORT.c.filled_by, PERSON.c.name.label("person_name"))
        .join(PERSON, PERSON.c.id == REMARK.c.person_id)
        .outerjoin(IMPORT, IMPORT.c.id == REMARK.c.import_id)
        .where(*asked, ~exists().where(*taken_back))
        .order_by(REMARK.c.id)
    )


def _remark(row: RowMapping) -> RecordedRemark:
    remark = Remark(row["text"], row["indicator_id"], row["place"])
    return RecordedRemark(remark, row["filled_by"] or "", row["person_name"], row["recorded_at"])


def append_import(connection: Connection, changes: Changes, below: Values) -> str | None:
    """Write which workbook changes come from, or which import they take back; return its id.

    ``None`` for changes that come from no workbook.
    """
    if not (changes.file_checksum or changes.undoes):
        return None
    id_ = new_id(below["recorded_at"])
    file: dict[str, Any] = {name: getattr(changes, name) for name in _FILE}
    insert_rows(connection, IMPORT, [below | file | {"id": id_, "undoes": changes.undoes or None}])
    return id_


def refuse_undone(connection: Connection, import_id: str) -> None:
    """Refuse to take an import back a second time; called while nobody else can write.

    Raises
    ------
    Refused
        If somebody took it back already.
    """
    if not import_id:
        return
    again = select(func.count()).where(IMPORT.c.undoes == import_id)
    if connection.execute(again).scalar_one():
        raise Refused(
            (
                Problem(
                    "import.undone_already",
                    _("The import"),
                    _("Somebody took it back already."),
                    _("Look at the list of imports again. Nothing was written."),
                ),
            )
        )
