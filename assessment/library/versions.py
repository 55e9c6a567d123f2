"""Where the versions of a questionnaire stand: ``questionnaires/<id>/<version>/``.

Versions are known by their numbers, contents by a checksum. A folder without a level for
versions, with its files right inside, is read as the one version that it is.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from assessment.locales import gettext as _
from assessment.model.problem import Problem

_VERSION = re.compile(r"\d+(\.\d+)+")
ASKED = ("instrument.yaml", "index.yaml")


def version_folders(folder: Path) -> tuple[Path, ...]:
    """Return the folder of every version of a questionnaire, the oldest first.

    A folder in which nothing is found comes back as it is, so that reading it says why.
    """
    try:
        below = [path for path in folder.iterdir() if path.is_dir() and is_version(path.name)]
    except OSError:  # a folder that may not be looked into is one that cannot be read
        return (folder,)
    found = sorted(below, key=lambda path: version_key(path.name))
    if is_shelved(folder) or not found:
        found.insert(0, folder)
    return tuple(found)


def newest_version(folder: Path) -> Path:
    """Return the folder of the newest version; the folder itself where it has no versions."""
    return version_folders(folder)[-1] if folder.is_dir() else folder


def shelved_folders(root: Path) -> tuple[Path, ...]:
    """Return every folder of a version below a shelf, hidden ones left out, by name and version."""
    places = (path for path in sorted(root.iterdir()) if path.is_dir())
    seen = (path for path in places if not path.name.startswith((".", "_")))
    return tuple(version for place in seen for version in version_folders(place))


def is_version(name: str) -> bool:
    """Whether the name of a folder is that of a version, such as ``1.0``."""
    return _VERSION.fullmatch(name) is not None


def version_key(version: str) -> tuple[int, ...]:
    """Return what versions are put in order by.

    Examples
    --------
    >>> sorted(["1.10", "1.9"], key=version_key)
    ['1.9', '1.10']
    """
    return tuple(int(part) for part in version.split("."))


def name_of(folder: Path) -> str:
    """Return the name under which problems speak of a folder.

    Examples
    --------
    >>> name_of(Path("questionnaires/spcf/1.0")), name_of(Path("questionnaires/mine"))
    ('spcf/1.0', 'mine')
    """
    return f"{folder.parent.name}/{folder.name}" if is_version(folder.name) else folder.name


def is_shelved(folder: Path) -> bool:
    """Whether a folder holds what is asked, readable or not."""
    return any((folder / name).is_file() for name in ASKED)


def check_version(folder: Path, version: str, file: str) -> Iterator[Problem]:
    """Yield the problem of a version folder whose files give another version."""
    if is_version(folder.name) and folder.name != version:
        yield Problem(
            "library.version_elsewhere",
            f"{name_of(folder)}/{file}, version",
            _(
                "The folder is named {folder}, and the version in it is {version}.",
                folder=folder.name,
                version=version,
            ),
            _("Give the folder and the file the same version."),
        )


def checksum(contents: Iterable[Any]) -> str:
    """Return 16 hexadecimal digits that change when a question or a score could change.

    The content is hashed and not the bytes, so that another line ending or a
    comment on another machine does not make field workbooks unreadable.

    Examples
    --------
    >>> checksum([{"a": 1, "b": 2}]) == checksum([{"b": 2, "a": 1}])
    True
    """
    digest = hashlib.sha256()
    for content in contents:
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
        digest.update(canonical.encode() + b"\n")
    return digest.hexdigest()[:16]
