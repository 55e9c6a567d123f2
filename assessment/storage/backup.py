"""Backups: one portable file of everything, taken while the app runs, checked before it is used.

The file is a zip with one line of JSON for each row and a manifest with counts and
checksums. It fits both databases, so it also moves a workspace from SQLite to PostgreSQL.
"""

import hashlib
import json
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Column, Engine, Table, TypeDecorator, select

from assessment.model.problem import Problem, Refused
from assessment.storage.engine import reading
from assessment.storage.migrate import HEAD
from assessment.storage.tables import IN_ORDER, MADE_BY

FORMAT = "spca backup"
Progress = Callable[[str], None]
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

    The file appears under its name only when it is whole.
    """
    unfinished = target.with_suffix(target.suffix + ".unfinished")
    tables: dict[str, dict[str, Any]] = {}
    try:
        with (
            reading(engine) as connection,
            zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as file,
        ):
            for table in IN_ORDER:
                progress(f"Writing {table.name}")
                result = connection.execute(select(table).order_by(*table.primary_key))
                lines = (_to_line(table, row) for row in result.mappings())
                tables[table.name] = _write_lines(file, table.name, lines)
            manifest = {"format": FORMAT, "version": 1, "revision": HEAD, "made_at": at.isoformat()}
            file.writestr("manifest.json", json.dumps(manifest | {"tables": tables}, indent=1))
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return {name: found["rows"] for name, found in tables.items()}


def check_backup(source: Path) -> dict[str, int]:
    """Read a whole backup and hold it against its manifest; return rows by table.

    Raises
    ------
    Refused
        If it is no backup, is damaged, or was made by a newer version.
    """
    try:
        with zipfile.ZipFile(source) as file:
            manifest = json.loads(file.read("manifest.json"))
            _check_manifest(manifest, source)
            for table in _tables_in(manifest):
                _check_table(file, table.name, manifest["tables"][table.name], source)
                deque(backup_rows(source, table), maxlen=0)
            return {name: found["rows"] for name, found in manifest["tables"].items()}
    except _UNREADABLE as error:
        raise Refused((_damaged(source, f"It cannot be read: {error}."),)) from error


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
            raise ValueError(f"row {number} of '{table.name}' is not of this table")
        yield {name: _from_json(table.columns[name], value) for name, value in row.items()}


def _tables_in(manifest: dict[str, Any]) -> tuple[Table, ...]:
    """Return the tables that there were when a backup was made."""
    revision = manifest["revision"]
    return tuple(table for table in IN_ORDER if MADE_BY.get(table, "0001") <= revision)


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
    is_zoned = not isinstance(value, datetime) or value.tzinfo is not None
    if (is_right and is_zoned) or (value is None and column.nullable):
        return value
    raise ValueError(f"'{column.table.name}' has a wrong value for {column.name}")


def _check_manifest(manifest: dict[str, Any], source: Path) -> None:
    if manifest.get("format") != FORMAT:
        raise Refused((_damaged(source, "It is not a backup of this product."),))
    if manifest["version"] != 1 or manifest["revision"] > HEAD:
        found = f"It was made by a newer version (revision {manifest['revision']})."
        raise Refused((_damaged(source, found, "Install the newer version first."),))


def _check_table(file: zipfile.ZipFile, name: str, expected: dict[str, Any], source: Path) -> None:
    digest, rows = hashlib.sha256(), 0
    with file.open(f"{name}.jsonl") as lines:
        for line in lines:
            digest.update(line)
            rows += 1
    if (rows, digest.hexdigest()) != (expected["rows"], expected["sha256"]):
        raise Refused((_damaged(source, f"The part '{name}' is damaged."),))


def _damaged(source: Path, found: str, remedy: str = "Use another backup.") -> Problem:
    return Problem("storage.backup_unusable", source.name, found, f"{remedy} Nothing was changed.")
