"""Looks after the database: brings it up to date, backs it up, restores it, fills it."""

# ruff: noqa: PLC0415 - the rooms below load only when a command needs them, so that help is quick

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from assessment.cli.files import naming, refuse_existing
from assessment.cli.opening import open_context, settings_of
from assessment.cli.output import AsJson, Force, count, emit, say

DEMO_EXAMPLES = "\b\nExample:\n  spca demo"
MIGRATE_EXAMPLES = "\b\nExamples:\n  spca migrate\n  spca --database sqlite:///trial.db migrate"
BACKUP_EXAMPLES = "\b\nExample:\n  spca backup spca-2026-03-02.zip"
RESTORE_EXAMPLES = (
    "\b\nExamples:\n"
    "  spca restore spca-2026-03-02.zip\n"
    "  spca restore spca-2026-03-02.zip --replace\n"
    "  spca --database postgresql://spca@server/spca restore spca-2026-03-02.zip"
)


def demo(ctx: typer.Context, *, as_json: AsJson = False) -> None:
    """Load invented states to try things on, into an empty database only.

    If there is any assessment already, it says so, changes nothing and ends with 0.

    Keys of --json: assessments (those that were loaded, none where the database
    was not empty).
    """
    from assessment.services.demonstration import load_demonstration
    from assessment.wiring import ROOT

    context = open_context(ctx)
    if not context.store.is_empty():
        line = "There are assessments already, so no demonstration was loaded and nothing changed."
        emit({"assessments": []}, (line,), as_json=as_json)
        return
    loaded = load_demonstration(context, ROOT / "data" / "samples" / "demonstration")
    lines = (f"{item.id[:8]}  {item.title} (invented)" for item in loaded)
    emit({"assessments": loaded}, lines, as_json=as_json)
    say("These states do not exist. 'spca serve' shows them in the app.")


def migrate(ctx: typer.Context, *, as_json: AsJson = False) -> None:
    """Bring the tables of the database up to date; other commands do it by themselves.

    Keys of --json: revision_before (null for a new database), revision_after.
    """
    from assessment.wiring import migrate_database

    before, after = migrate_database(settings_of(ctx))
    line = (
        f"The database was up to date (revision {after})."
        if before == after
        else f"The database went from {before or 'nothing'} to revision {after}."
    )
    emit({"revision_before": before, "revision_after": after}, (line,), as_json=as_json)


def backup(
    ctx: typer.Context,
    *,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="File to write.")],
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Write everything in the database to one file, and check it; the app may go on running.

    Keys of --json: file, rows (number of rows by table).
    """
    from assessment.wiring import back_up

    refuse_existing(file, force=force)
    with naming(file), showing_progress() as progress:
        rows = back_up(settings_of(ctx), file, progress)
    line = f"{file}: {_rows(rows)}; checked."
    emit({"file": file, "rows": rows}, (line,), as_json=as_json)


def restore(
    ctx: typer.Context,
    *,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that spca backup wrote.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace a database that has assessments.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Fill the database from a backup, after checking all of it.

    Stop the app first. With --replace a SQLite database that is there is kept
    aside under another name; PostgreSQL is emptied and filled in one step.

    Keys of --json: file, rows (number of rows by table).
    """
    from assessment.wiring import restore_backup

    with showing_progress() as progress:
        rows = restore_backup(settings_of(ctx), file, progress, replace=replace)
    line = f"Restored from {file}: {_rows(rows)}."
    emit({"file": file, "rows": rows}, (line,), as_json=as_json)


def _rows(rows: Mapping[str, int]) -> str:
    return f"{count(sum(rows.values()), 'row')} with {count(rows['assessment'], 'assessment')}"


@contextmanager
def showing_progress() -> Iterator[Callable[[str], None]]:
    """Show on standard error what is being done: one moving line on a terminal, else lines."""
    if not sys.stderr.isatty():
        yield lambda step: say(f"{step} ...")
        return
    from rich.console import Console

    with Console(stderr=True).status("Starting") as status:
        yield status.update
