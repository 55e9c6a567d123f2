"""Looks after the database: brings it up to date, backs it up, restores it, fills it."""

# ruff: noqa: PLC0415 - the rooms below load only when a command needs them, so that help is quick

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from assessment.cli.command import AsJson, Force, argument, command, option
from assessment.cli.files import naming, refuse_existing
from assessment.cli.opening import open_context, settings_of
from assessment.cli.output import emit, say
from assessment.locales import gettext as _
from assessment.locales import mark, ngettext


@command(
    "demo",
    mark("Load invented states to try things on."),
    mark(
        "Only into an empty database: if there is any assessment already, it says so, changes "
        "nothing and ends with 0."
    ),
    keys=mark("assessments (those that were loaded, none where the database was not empty)"),
    examples=("spca demo",),
)
def demo(ctx: typer.Context, *, as_json: AsJson = False) -> None:
    """Load the demonstration, into an empty database only."""
    from assessment.services.demonstration import load_demonstration
    from assessment.wiring import DEMONSTRATION

    context = open_context(ctx, must_exist=False)
    if not context.store.is_empty():
        line = _("There are assessments already, so no demonstration was loaded.")
        emit({"assessments": []}, (line,), as_json=as_json)
        return
    loaded = load_demonstration(context, DEMONSTRATION)
    lines = (
        _("{id}  {assessment} (invented)", id=item.id[:8], assessment=item.title) for item in loaded
    )
    emit({"assessments": loaded}, lines, as_json=as_json)
    say(_("These states do not exist. 'spca serve' shows them in the app."))


@command(
    "migrate",
    mark("Bring the tables of the database up to date."),
    mark("Other commands do it by themselves."),
    keys=mark("revision_before (null for a new database), revision_after"),
    examples=("spca migrate", "spca --database sqlite:///trial.db migrate"),
)
def migrate(ctx: typer.Context, *, as_json: AsJson = False) -> None:
    """Bring the tables of the database up to date."""
    from assessment.wiring import migrate_database

    before, after = migrate_database(settings_of(ctx))
    if before == after:
        line = _("The database was up to date (revision {revision}).", revision=after)
    elif before:
        line = _(
            "The database went from revision {before} to revision {after}.",
            before=before,
            after=after,
        )
    else:
        line = _("The database was made, with revision {revision}.", revision=after)
    emit({"revision_before": before, "revision_after": after}, (line,), as_json=as_json)


@command(
    "backup",
    mark("Write the database to one file, and check it."),
    mark("Everything in it is written. The app may go on running."),
    keys=mark("file, rows (number of rows by table)"),
    examples=("spca backup spca-2026-03-02.zip",),
)
def backup(
    ctx: typer.Context,
    *,
    file: Annotated[Path, argument("File to write.", "FILE")],
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Write everything in the database to one file, and check it."""
    from assessment.wiring import back_up

    refuse_existing(file, force=force)
    with naming(file), showing_progress() as progress:
        rows = back_up(settings_of(ctx), file, progress)
    line = _("Wrote and checked {file}: {counts}.", file=file, counts=_counts(rows))
    emit({"file": file, "rows": rows}, (line,), as_json=as_json)


@command(
    "restore",
    mark("Fill the database from a backup, after checking all of it."),
    mark(
        "Stop the app first. With --replace a SQLite database that is there is kept aside "
        "under another name; PostgreSQL is emptied and filled in one step."
    ),
    keys=mark("file, rows (number of rows by table)"),
    examples=(
        "spca restore spca-2026-03-02.zip",
        "spca restore spca-2026-03-02.zip --replace",
        "spca --database postgresql://spca@server/spca restore spca-2026-03-02.zip",
    ),
)
def restore(
    ctx: typer.Context,
    *,
    file: Annotated[Path, argument("A file that 'spca backup' wrote.", "FILE")],
    replace: Annotated[
        bool, option("Replace a database that has assessments.", "--replace")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Fill the database from a backup, after checking all of it."""
    from assessment.wiring import restore_backup

    with showing_progress() as progress:
        rows = restore_backup(settings_of(ctx), file, progress, replace=replace)
    line = _("Restored from {file}: {counts}.", file=file, counts=_counts(rows))
    emit({"file": file, "rows": rows}, (line,), as_json=as_json)


def _counts(rows: Mapping[str, int]) -> str:
    from assessment.locales.formats import listed

    total = sum(rows.values())
    return listed(
        (
            ngettext("{number} assessment", "{number} assessments", rows["assessment"]),
            ngettext("{number} row in all", "{number} rows in all", total),
        )
    )


@contextmanager
def showing_progress() -> Iterator[Callable[[str], None]]:
    """Show on standard error what is being done: one moving line on a terminal, else lines."""
    if not sys.stderr.isatty():
        yield lambda step: say(_("{step} ...", step=step))
        return
    from rich.console import Console

    with Console(stderr=True).status(_("Starting")) as status:
        yield status.update
