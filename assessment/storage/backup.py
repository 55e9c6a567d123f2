"""Backups: one portable file of everything, taken while the app runs, checked before it is used.

The file is a zip with one line of JSON for each row and a manifest with counts and
checksums, and a checksum of its own. It fits both databases, so it also moves a workspace
from SQLite to PostgreSQL.
A database with content is kept aside when a backup is put in its place, not lost.
"""

import hashlib
import json
import shutil
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Column, Connection, Engine, Table, TypeDecorator, func, select, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from assessment.locales import gettext as _
from assessment.model.assessment import twin_key
from assessment.model.problem import Problem, Refused
from assessment.storage.engine import HEAD, REVISIONS, migrate, open_engine, reading, writing
from assessment.storage.failures import damaged
from assessment.storage.private import open_private
from assessment.storage.tables import ASSESSMENT, IN_ORDER

FORMAT = "spca backup"
_VERSION = 2  # since the manifest has a checksum of its own
# The tables of each revision of which there are backups without that checksum.
_OF_VERSION_1 = {
    "0001": (
        *("organisation", "person", "assessment", "import_batch", "answer", "evidence"),
        *("evidence_withdrawal", "dissent", "reply", "flag_entry", "rating"),
        *("moderation_opening", "result"),
    ),
    "0002": ("scope_sheet",),
    "0003": ("review", "review_entry", "protected_entry"),
    "0004": ("plan_item", "plan_milestone", "plan_attestation"),
    "0005": ("own_programme", "choice"),
}
# What stands in the lists of these columns; others are not looked into.
_LISTED = {"ticked": str, "prerequisites": int}
Progress = Callable[[str], None]
_ROWS_AT_ONCE = 500
_PATIENCE = "10s"  # for somebody else's action to end; each takes a moment only
# Everything that a zip or a JSON text with changed bytes was seen to raise.
_UNREADABLE = (
    OSError,
    EOFError,
    zipfile.BadZipFile,
    zlib.error,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    RuntimeError,
)


def write_backup(engine: Engine, target: Path, at: datetime, progress: Progress) -> dict[str, int]:
    """Write every row, as of one moment, to a file; return the number of rows by table.

    The file appears under its name only when it is whole, and its owner alone can read it.

    Raises
    ------
    Refused
        If the database contradicts itself: a backup of that would look sound.
    """
    unfinished = target.with_suffix(target.suffix + ".unfinished")
    tables: dict[str, dict[str, Any]] = {}
    try:
        with (
            reading(engine) as connection,
            open_private(unfinished) as private,
            zipfile.ZipFile(private, "w", zipfile.ZIP_DEFLATED) as file,
        ):
            _refuse_unsound(connection)
            for table in IN_ORDER:
                progress(_("Writing {table}", table=table.name))
                result = connection.execute(select(table).order_by(*table.primary_key))
                lines = (_to_line(table, row) for row in result.mappings())
                tables[table.name] = _write_lines(file, table.name, lines)
            manifest = {
                "format": FORMAT,
                "version": _VERSION,
                "revision": HEAD,
                "made_at": at.isoformat(),
                "tables": tables,
            }
            sealed = manifest | {"sha256": seal(manifest)}
            file.writestr("manifest.json", json.dumps(sealed, indent=1))
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return {name: found["rows"] for name, found in tables.items()}


def seal(manifest: dict[str, Any]) -> str:
    """Return the checksum of everything that a manifest says beside it."""
    said = {name: value for name, value in manifest.items() if name != "sha256"}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _refuse_unsound(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        told = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
        if told != "ok":
            raise Refused((damaged(str(told)),))


def check_backup(source: Path) -> dict[str, int]:
    """Read a whole backup and hold it against its manifest; return rows by table.

    Raises
    ------
    Refused
        If it is no backup, is damaged, or was made by a newer version.
    """
    try:
        with zipfile.ZipFile(source) as file:
            manifest = _manifest(file, source)
            for table in _tables_in(manifest):
                _check_table(file, table.name, manifest["tables"][table.name], source)
                deque(backup_rows(source, table), maxlen=0)
            return {name: found["rows"] for name, found in manifest["tables"].items()}
    except _WrongRow as error:
        raise Refused((_damaged(source, str(error)),)) from error
    except FileNotFoundError as error:
        raise Refused((_damaged(source, _("There is no such file.")),)) from error
    except _UNREADABLE as error:
        found = _("It is damaged, or it was not copied completely.")
        raise Refused((_damaged(source, found),)) from error


class _WrongRow(ValueError):  # noqa: N818 - says what was found
    """A row that does not belong where it stands; its words are for people."""


def _manifest(file: zipfile.ZipFile, source: Path) -> dict[str, Any]:
    """Return the list of parts of a backup, which is held against all that it says itself."""
    if "manifest.json" not in file.namelist():
        found = _("It is not a backup of this product: it has no list of its parts.")
        raise Refused((_damaged(source, found),))
    try:
        manifest = json.loads(file.read("manifest.json"))
        _check_manifest(manifest, source)
    # Whatever a list with changed bytes was seen to raise says nothing to a person.
    except _UNREADABLE as error:
        raise Refused((_damaged(source, _list_damaged()),)) from error
    return manifest


def _list_damaged() -> str:
    return _("The list of its parts is damaged.")


def backup_rows(source: Path, table: Table) -> Iterator[dict[str, Any]]:
    """Yield the rows of one table of a backup.

    Raises
    ------
    ValueError
        If a row does not have the columns, or the kinds of values, of the table.

    Notes
    -----
    A table that is younger than the backup has no part in it, and no rows.
    """
    with zipfile.ZipFile(source) as file:
        if table in _tables_in(json.loads(file.read("manifest.json"))):
            with file.open(f"{table.name}.jsonl") as lines:
                yield from _read_lines(table, lines)


def _read_lines(table: Table, lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines, start=1):
        row = json.loads(line)
        if not isinstance(row, dict) or not set(row) <= set(table.columns.keys()):
            raise _WrongRow(
                _(
                    "Row {number} of the part '{table}' is no row of it.",
                    number=str(number),
                    table=table.name,
                )
            )
        yield {name: _from_json(table.columns[name], value) for name, value in row.items()}


def _tables_in(manifest: dict[str, Any]) -> tuple[Table, ...]:
    """Return the tables that there were when a backup was made: all, if it is of this revision."""
    if manifest["revision"] == HEAD:
        return IN_ORDER
    return tuple(table for table in IN_ORDER if table.name in manifest["tables"])


def _write_lines(file: zipfile.ZipFile, name: str, lines: Iterator[bytes]) -> dict[str, Any]:
    digest, rows = hashlib.sha256(), 0
    with file.open(f"{name}.jsonl", "w", force_zip64=True) as target:
        for line in lines:
            target.write(line)
            digest.update(line)
            rows += 1
    return {"rows": rows, "sha256": digest.hexdigest()}


def _to_line(table: Table, row: Any) -> bytes:  # noqa: ANN401 - a row mapping of any columns
    values = {
        column.name: value.isoformat() if isinstance(value := row[column.name], datetime) else value
        for column in table.columns
    }
    return json.dumps(values, ensure_ascii=False).encode() + b"\n"


def _from_json(column: Column[Any], value: Any) -> Any:  # noqa: ANN401 - a value of any column
    """Return the value for a column; SQLite itself would take a word for a number."""
    stored = column.type
    kind = (stored.impl_instance if isinstance(stored, TypeDecorator) else stored).python_type
    if kind is datetime and isinstance(value, str):
        with suppress(ValueError):
            value = datetime.fromisoformat(value)
    is_right = type(value) in ((list, dict) if isinstance(stored, JSON) else (kind,))
    if column.name in _LISTED:
        is_right = type(value) is list and {type(one) for one in value} <= {_LISTED[column.name]}
    is_zoned = not isinstance(value, datetime) or value.tzinfo is not None
    if (is_right and is_zoned) or (value is None and column.nullable):
        return value
    raise _WrongRow(
        _(
            "The part '{table}' has a wrong value in '{column}'.",
            table=column.table.name,
            column=column.name,
        )
    )


def _check_manifest(manifest: dict[str, Any], source: Path) -> None:
    if manifest.get("format") != FORMAT:
        raise Refused((_damaged(source, _("It is not a backup of this product.")),))
    if manifest["version"] not in (1, _VERSION) or manifest["revision"] > HEAD:
        found = _(
            "It was made by a newer version (revision {revision}).", revision=manifest["revision"]
        )
        remedy = _("Install the newer version first. Nothing was changed.")
        raise Refused((_damaged(source, found, remedy),))
    if manifest["revision"] not in REVISIONS or not _is_whole(manifest):
        raise Refused((_damaged(source, _list_damaged()),))


def _is_whole(manifest: dict[str, Any]) -> bool:
    """Whether nothing was changed in a manifest, as far as one of its version can tell."""
    names = set(manifest["tables"])
    if manifest["version"] == 1:
        until = [found for found in _OF_VERSION_1 if found <= manifest["revision"]]
        is_older = manifest["revision"] in _OF_VERSION_1
        return is_older and names == {name for found in until for name in _OF_VERSION_1[found]}
    known = {table.name for table in IN_ORDER}
    is_complete = manifest["revision"] != HEAD or names == known
    return manifest.get("sha256") == seal(manifest) and names <= known and is_complete


def _check_table(file: zipfile.ZipFile, name: str, expected: dict[str, Any], source: Path) -> None:
    if f"{name}.jsonl" not in file.namelist():
        raise Refused((_damaged(source, _("The part '{table}' is missing.", table=name)),))
    digest, rows = hashlib.sha256(), 0
    with file.open(f"{name}.jsonl") as lines:
        for line in lines:
            digest.update(line)
            rows += 1
    if (rows, digest.hexdigest()) != (expected["rows"], expected["sha256"]):
        raise Refused((_damaged(source, _("The part '{table}' is damaged.", table=name)),))


def restore(
    url: str, source: Path, at: datetime, progress: Progress, *, replace: bool
) -> dict[str, int]:
    """Fill a database from a backup; return the number of rows by table.

    Parameters
    ----------
    replace
        Whether a database that has assessments may be replaced. A SQLite file is
        kept beside the new one under another name; PostgreSQL is emptied and
        filled in one transaction.

    Raises
    ------
    Refused
        If the backup is damaged, or the database has content and `replace` is
        false, or the app still runs on the file.
    """
    progress(_("Checking the backup"))
    counts = check_backup(source)
    engine = open_engine(url)
    try:
        migrate(engine)
        if not _is_empty(engine) and not replace:
            raise Refused((_not_empty(engine),))
        if engine.dialect.name == "sqlite":
            return _restore_file(engine, at, _Filling(source, counts, progress))
        return _restore_tables(engine, _Filling(source, counts, progress))
    finally:
        engine.dispose()


def _restore_file(engine: Engine, at: datetime, filling: "_Filling") -> dict[str, int]:
    """Fill a new file and put it in place of the old one only when it is whole."""
    current = Path(str(engine.url.database))
    engine.dispose()
    _refuse_if_in_use(current)
    unfinished = current.with_name(f"{current.name}.restoring")
    unfinished.unlink(missing_ok=True)
    new = open_engine(f"sqlite:///{unfinished}")
    try:
        migrate(new)
        with writing(new) as connection:
            counts = filling.fill(connection)
        new.dispose()
        _refuse_if_in_use(current)
        # A copy, so that at no moment there is no database under the name.
        aside = current.with_name(f"{current.stem}.before-restore-{at:%Y%m%d-%H%M%S}.db")
        shutil.copy2(current, aside)
        unfinished.replace(current)
        return counts
    finally:
        new.dispose()
        for end in ("", "-wal", "-shm"):
            unfinished.with_name(f"{unfinished.name}{end}").unlink(missing_ok=True)


def _restore_tables(engine: Engine, filling: "_Filling") -> dict[str, int]:
    names = ", ".join(table.name for table in IN_ORDER)
    with writing(engine) as connection:
        connection.execute(text(f"SET LOCAL lock_timeout = '{_PATIENCE}'"))
        try:
            connection.execute(text(f"TRUNCATE {names}"))
        except OperationalError as error:
            raise Refused((_in_use(str(engine.url.database)),)) from error
        return filling.fill(connection)


@dataclass(frozen=True)
class _Filling:
    """A backup that was checked, on its way into empty tables."""

    source: Path
    expected: dict[str, int]
    progress: Progress

    def fill(self, connection: Connection) -> dict[str, int]:
        """Write all rows, and count in the database what is there then."""
        for table in IN_ORDER:
            self.progress(_("Reading {table}", table=table.name))
            rows = self._rows(table)
            while some := list(islice(rows, _ROWS_AT_ONCE)):
                try:
                    connection.execute(table.insert(), some)
                except OperationalError:  # not the backup's doing: a full disk, for one
                    raise
                except (SQLAlchemyError, OverflowError, UnicodeError) as error:
                    raise Refused((_damaged(self.source, _does_not_fit(table)),)) from error
        self.progress(_("Counting what was restored"))
        return {table.name: self._counted(connection, table) for table in IN_ORDER}

    def _rows(self, table: Table) -> Iterator[dict[str, Any]]:
        rows = backup_rows(self.source, table)
        return _with_keys(rows) if table is ASSESSMENT else rows

    def _counted(self, connection: Connection, table: Table) -> int:
        found = connection.execute(select(func.count()).select_from(table)).scalar_one()
        expected = self.expected.get(table.name, 0)
        if found != expected:
            told = _(
                "The part '{table}' has {expected} rows, and {found} came into the database.",
                table=table.name,
                expected=expected,
                found=found,
            )
            raise Refused((_damaged(self.source, told),))
        return found


def _with_keys(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Give assessments of a backup that is older than `twin_key` theirs; of twins the first."""
    seen: set[str] = set()
    for row in rows:
        if "twin_key" in row:
            yield row
            continue
        key = twin_key(row)
        yield row | {"twin_key": None if key in seen else key}
        seen.add(key)


def _is_empty(engine: Engine) -> bool:
    with engine.connect() as connection:
        return connection.execute(select(ASSESSMENT.c.id).limit(1)).first() is None


def _refuse_if_in_use(path: Path) -> None:
    # The last connection to a database removes this file when it closes.
    if path.with_name(f"{path.name}-wal").exists():
        raise Refused((_in_use(path.name),))


def _in_use(name: str) -> Problem:
    return Problem(
        "storage.in_use",
        name,
        _("The database is in use by another program, probably the app."),
        _("Stop the app, then restore again. Nothing was changed."),
    )


def _not_empty(engine: Engine) -> Problem:
    remedy = _(
        "Restore into an empty database, or say --replace; what is in it is then gone, so make a "
        "backup first."
    )
    if engine.dialect.name == "sqlite":
        remedy = _(
            "Restore into an empty database, or say --replace; the present one is then kept aside."
        )
    return Problem("storage.not_empty", _("Database"), _("It has assessments already."), remedy)


def _does_not_fit(table: Table) -> str:
    return _("The part '{table}' holds rows that cannot stand beside each other.", table=table.name)


def _damaged(source: Path, found: str, remedy: str = "") -> Problem:
    remedy = remedy or _("Use another backup. Nothing was changed.")
    return Problem("storage.backup_unusable", source.name, found, remedy)
