"""Backups with something changed in them, for the tests of checking and restoring."""

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from assessment.storage.backup import seal

Parts = dict[str, bytes]


def lines(content: bytes) -> list[bytes]:
    """The lines of a part, with their ends."""
    return content.splitlines(keepends=True)


def rebuilt(source: Path, change: Callable[[Parts], object], *, sealed: bool = True) -> Path:
    """A copy of a backup with changed parts.

    Parameters
    ----------
    sealed
        Whether counts and checksums are made to fit again, as a forger would.
    """
    with zipfile.ZipFile(source) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    change(parts)
    if sealed:
        manifest = json.loads(parts["manifest.json"])
        for name, content in parts.items():
            if name.endswith(".jsonl"):
                told = {"rows": len(lines(content)), "sha256": hashlib.sha256(content).hexdigest()}
                manifest["tables"][name.removesuffix(".jsonl")] = told
        parts["manifest.json"] = json.dumps(manifest | {"sha256": seal(manifest)}).encode()
    target = source.with_name("rebuilt.zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return target


def with_row(table: str, **values: Any) -> Callable[[Parts], None]:
    """A change of the last row of a table."""

    def change(parts: Parts) -> None:
        *others, last = lines(parts[f"{table}.jsonl"])
        row = json.loads(last) | values
        parts[f"{table}.jsonl"] = b"".join(others) + json.dumps(row).encode() + b"\n"

    return change
