"""Writes a file whole or not at all, and never over another one unasked."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assessment.locales import gettext as _
from assessment.model.problem import Problem, Refused
from assessment.storage.private import open_private


def choose_target(output: Path | None, name: str) -> Path:
    """Return where to write: the file that was asked for, or a name in that folder or this one."""
    if output is None:
        return Path(name)
    return output / name if output.is_dir() else output


def refuse_existing(target: Path, *, force: bool) -> None:
    """Stop before a file is written over.

    Raises
    ------
    Refused
        If there is one and nobody asked for it to be replaced.
    """
    if target.exists() and not force:
        raise Refused(
            (
                Problem(
                    "file.exists",
                    str(target),
                    _("There is a file of this name already."),
                    _("Choose another name, or add --force to write over it."),
                ),
            )
        )


def write_whole(target: Path, content: bytes, *, force: bool) -> None:
    """Write a file that appears under its name only when it is whole, readable by its owner."""
    refuse_existing(target, force=force)
    unfinished = target.with_name(f"{target.name}.unfinished")
    with naming(target):
        try:
            with open_private(unfinished) as file:
                file.write(content)
            unfinished.replace(target)
        finally:
            unfinished.unlink(missing_ok=True)


@contextmanager
def naming(target: Path) -> Iterator[None]:
    """Let a failure speak of the file that was asked for, not of an unfinished one beside it."""
    try:
        yield
    except OSError as error:
        error.filename = str(target)
        raise


def read_some(source: Path, most: int) -> bytes:
    """Read a file, but no more than one byte beyond the most that may be there."""
    with source.open("rb") as file:
        return file.read(most + 1)
