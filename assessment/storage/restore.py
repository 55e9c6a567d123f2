"""Puts a checked backup into a database; a database with content is kept aside, not lost."""

import shutil
from collections.abc import Callable
from datetime import datetime
from itertools import islice
from pathlib import Path

from sqlalchemy import Connection, Engine, select, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from assessment.model.problem import Problem, Refused
from assessment.storage.backup import backup_rows, check_backup
from assessment.storage.engine import open_engine, writing
from assessment.storage.migrate import migrate
from assessment.storage.tables import ASSESSMENT, IN_ORDER

Progress = Callable[[str], None]
_ROWS_AT_ONCE = 500
_PATIENCE = "10s"  # for somebody else's action to end; each takes a moment only


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
    progress("Checking the backup")
    counts = check_backup(source)
    engine = open_engine(url)
    try:
        migrate(engine)
        if not _is_empty(engine) and not replace:
            raise Refused((_not_empty(engine),))
        if engine.dialect.name == "sqlite":
            _restore_file(engine, source, at, progress)
        else:
            _restore_tables(engine, source, progress)
    finally:
        engine.dispose()
    return counts


def _restore_file(engine: Engine, source: Path, at: datetime, progress: Progress) -> None:
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
            _fill(connection, source, progress)
        new.dispose()
        _refuse_if_in_use(current)
        # A copy, so that at no moment there is no database under the name.
        aside = current.with_name(f"{current.stem}.before-restore-{at:%Y%m%d-%H%M%S}.db")
        shutil.copy2(current, aside)
        unfinished.replace(current)
    finally:
        new.dispose()
        unfinished.unlink(missing_ok=True)


def _restore_tables(engine: Engine, source: Path, progress: Progress) -> None:
    names = ", ".join(table.name for table in IN_ORDER)
    with writing(engine) as connection:
        connection.execute(text(f"SET LOCAL lock_timeout = '{_PATIENCE}'"))
        try:
            connection.execute(text(f"TRUNCATE {names}"))
        except OperationalError as error:
            raise Refused((_in_use(str(engine.url.database)),)) from error
        _fill(connection, source, progress)


def _fill(connection: Connection, source: Path, progress: Progress) -> None:
    for table in IN_ORDER:
        progress(f"Reading {table.name}")
        rows = backup_rows(source, table)
        while some := list(islice(rows, _ROWS_AT_ONCE)):
            try:
                connection.execute(table.insert(), some)
            except (SQLAlchemyError, OverflowError, UnicodeError) as error:
                raise Refused((_does_not_fit(source, table.name, error),)) from error


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
        "The database is in use by another program, probably the app.",
        "Stop the app, then restore again. Nothing was changed.",
    )


def _not_empty(engine: Engine) -> Problem:
    present = (
        "the present one is then kept aside"
        if engine.dialect.name == "sqlite"
        else "what is in it is then gone, so make a backup first"
    )
    return Problem(
        "storage.not_empty",
        "Database",
        "It has assessments already.",
        f"Restore into an empty database, or say --replace; {present}.",
    )


def _does_not_fit(source: Path, table: str, error: Exception) -> Problem:
    reason = str(error).splitlines()[0]
    return Problem(
        "storage.backup_unusable",
        source.name,
        f"The part '{table}' does not fit the tables: {reason}.",
        "Use another backup. Nothing was changed.",
    )
