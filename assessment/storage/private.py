"""Files that only their owner can read; on Windows, the rights of the folder count instead."""

import os
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

_OWNER_ALONE = 0o600
_OTHERS = 0o077


def open_private(path: Path) -> BinaryIO:
    """Open a new file to write to; one of this name that is there is removed first."""
    path.unlink(missing_ok=True)
    return open(path, "wb", opener=_open)


def create_private(path: Path) -> None:
    """Make an empty file if there is none.

    What cannot be done is left: whoever opens the file next says why in their own words.
    """
    with suppress(OSError):
        os.close(_open(str(path), os.O_WRONLY | os.O_CREAT | os.O_EXCL))


def make_private(path: Path) -> None:
    """Take the right to read from everybody else, where that can be done."""
    with suppress(OSError):
        if os.name == "posix" and path.is_file() and path.stat().st_mode & _OTHERS:
            path.chmod(_OWNER_ALONE)


def _open(name: str, flags: int) -> int:
    return os.open(name, flags, _OWNER_ALONE)
