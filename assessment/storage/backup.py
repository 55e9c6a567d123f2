"""Backups: one portable file of everything, taken while the app runs, checked before it is used.

The file is a zip with one line of JSON for each row and a manifest with counts and
checksums. It fits both databases, so it also moves a workspace from SQLite to PostgreSQL.
"""

import hashlib
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, Table, select

from assessment.model.problem import Problem, Refused
from assessment.storage.engine import reading
from assessment.storage.migrate import HEAD
from assessment.storage.tables import IN_ORDER, Moment

FORMAT = "spca backup"
Progress = Callable[[str], None]


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
            for table in IN_ORDER:
                _check_table(file, table.name, manifest["tables"][table.name], source)
            return {name: found["rows"] for name, found in manifest["tables"].items()}
    except (OSError, zipfile.BadZipFile, KeyError, TypeError, ValueError) as error:
        raise Refused((_damaged(source, f"It cannot be read: {error}."),)) from error


def backup_rows(source: Path, table: Table) -> Iterator[dict[str, Any]]:
    """Yield the rows of one table of a checked backup."""
    with zipfile.ZipFile(source) as file, file.open(f"{table.name}.jsonl") as lines:
        for line in lines:
            row = json.loads(line)
            yield {name: _from_json(table, name, value) for name, value in row.items()}


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


def _from_json(table: Table, name: str, value: Any) -> Any:  # noqa: ANN401 - a value of any column
    is_moment = isinstance(table.c[name].type, Moment)
    return datetime.fromisoformat(value) if is_moment and value is not None else value


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
