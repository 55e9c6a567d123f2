"""Where the versions of a questionnaire stand: ``questionnaires/<id>/<version>/``.

Versions are known by their numbers, contents by a checksum. A folder without a level for
versions, with its files right inside, is read as the one version that it is.
"""

import hashlib
import json
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from assessment.locales import gettext as _
from assessment.model.problem import Problem, Refused

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
    # A version that somebody has only begun must not hide those that can be read.
    finished = [path for path in below if is_shelved(path)]
    found = sorted(finished or below, key=lambda path: version_key(path.name))
    if is_shelved(folder) or not found:
        found.insert(0, folder)
    return tuple(found)


def folder_to_read(folder: Path) -> Path:
    """Return the folder itself where its files stand right inside, else that of the newest."""
    if is_shelved(folder) or not folder.is_dir():
        return folder
    return version_folders(folder)[-1]


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


def next_version(version: str) -> str:
    """Return the version that follows when a wording or a rule is changed.

    Examples
    --------
    >>> next_version("1.0"), next_version("2.9.3")
    ('1.1', '2.10')
    """
    major, minor, *_rest = version.split(".")
    return f"{major}.{int(minor) + 1}"


def copy_version(folder: Path, old: str, new: str) -> Path:
    """Copy the folder of a version beside it, and raise the version in its files.

    Parameters
    ----------
    old, new
        The version that the files of the folder give, and the one of the copy.

    Returns
    -------
    Path
        The new folder; it appears under its name only when it is whole.

    Raises
    ------
    Refused
        If the new version is not higher, is there already or cannot be written into the files.
    """
    target = (folder.parent if is_version(folder.name) else folder) / new
    if not is_version(new) or version_key(new) <= version_key(old):
        raise Refused((_no_next(target, old, new),))
    if target.exists():
        problem = Problem(
            "library.version_exists",
            name_of(target),
            _("There is a folder of this version already."),
            _("Change what is in it, or name another version."),
        )
        raise Refused((problem,))
    unfinished = target.with_name(f".{new}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    versions = [path.name for path in folder.iterdir() if is_version(path.name)]
    # What became of the version before says nothing of the next one.
    left_out = shutil.ignore_patterns(*versions, ".*", "changes")
    shutil.copytree(folder, unfinished, ignore=left_out)
    raised = [raise_version(path, old, new) for path in sorted(unfinished.glob("*.yaml"))]
    if not any(raised):
        shutil.rmtree(unfinished)
        raise Refused((_no_next(target, old, new),))
    unfinished.rename(target)
    return target


def raise_version(path: Path, old: str, new: str) -> bool:
    """Write another version into a file that gives the old one; whether it did."""
    line = re.compile(rf"^(version:\s*)([\"']?){re.escape(old)}\2(?=\s*(?:#.*)?$)", re.MULTILINE)
    text, count = line.subn(rf"\g<1>\g<2>{new}\g<2>", path.read_text(encoding="utf-8"), count=1)
    path.write_text(text, encoding="utf-8")
    return bool(count)


def _no_next(target: Path, old: str, new: str) -> Problem:
    return Problem(
        "library.version_not_next",
        name_of(target),
        _("The version {old} cannot become {new}.", old=old, new=new),
        _(
            "Name a higher version such as {version}, and give it on a line of its own.",
            version=next_version(old),
        ),
    )


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
