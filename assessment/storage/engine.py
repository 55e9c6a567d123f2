"""Opens the database, SQLite as durable as it can be, and brings its tables up to date."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError

from assessment.locales import gettext as _
from assessment.model.problem import Problem, Refused
from assessment.storage.failures import FAILURES, database_gone, failure_of
from assessment.storage.private import create_private, make_private

_MIGRATIONS = Path(__file__).parent / "migrations"
REVISIONS = tuple(sorted(p.name[:4] for p in (_MIGRATIONS / "versions").glob("[0-9]*.py")))
"""The migrations, the oldest first; files are named by revision."""
HEAD = REVISIONS[-1]
"""The newest migration."""
_LOCK = 7_378_206_301  # any number that nobody else on the server is likely to use
_PATIENCE_S = 10
"""Seconds that a program waits for others that use the same database."""
_TRIES_TO_MIGRATE = 6
_PRAGMAS = (
    f"PRAGMA busy_timeout={_PATIENCE_S * 1000}",
    # An answer that was shown as saved survives a power failure.
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
)


def open_engine(url: str, *, must_exist: bool = False) -> Engine:
    """Open a database by its address.

    A file of SQLite can be read by its owner alone from then on.

    Parameters
    ----------
    url
        ``sqlite:///path`` or ``postgresql://user@host/name``.
    must_exist
        Whether a file that is not there is refused, and not made.

    Raises
    ------
    Refused
        If the address is not understood, the database does not answer, or it is a file of
        another program.
    """
    try:
        parsed = make_url(url)
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        if parsed.get_backend_name() == "sqlite":
            path = str(parsed.database or "")
            _check_file(url, path, must_exist=must_exist)
            return _open_sqlite(path)
        if parsed.get_backend_name() != "postgresql":
            raise Refused((_unusable(_unknown_kind(parsed.get_backend_name())),))
        engine = create_engine(parsed, pool_pre_ping=True, pool_size=10)
        event.listen(engine, "connect", _be_patient)
        engine.connect().close()
    except OSError as error:
        raise Refused((_no_folder(url, error),)) from error
    except (ArgumentError, OperationalError, ImportError, ValueError) as error:
        raise Refused((_unreachable(url, error),)) from error
    except DBAPIError as error:
        found = failure_of(error)
        is_damaged = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_CORRUPT
        raise Refused((found if found and is_damaged else _no_database(url, error),)) from error
    return engine


def _be_patient(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own type
    """Let nobody wait for another one's lock without end, as on SQLite."""
    connection.execute(f"SET lock_timeout = '{_PATIENCE_S}s'")
    connection.commit()


def _check_file(url: str, path: str, *, must_exist: bool) -> None:
    """Look before anything is made or changed."""
    if path in ("", ":memory:"):
        raise Refused((_in_memory(url),))
    if not Path(path).exists():
        if must_exist:
            raise Refused((_missing(url),))
        return
    tables = _tables_in_file(path)
    if tables and "alembic_version" not in tables:
        raise Refused((_foreign(url),))


def _tables_in_file(path: str) -> set[str]:
    """Return the tables of a file as they are; none where that cannot be seen."""
    try:
        peek = sqlite3.connect(f"{Path(path).resolve().as_uri()}?mode=ro", uri=True)
    except sqlite3.Error:
        return set()
    try:
        return {row[0] for row in peek.execute("SELECT name FROM sqlite_master WHERE type='table'")}
    except sqlite3.Error:
        return set()  # locked, damaged or no database: who opens it says so
    finally:
        peek.close()


def _open_sqlite(path: str) -> Engine:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    create_private(Path(path))
    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own type
        # The driver's own transaction handling starts them too late for DDL and for reading.
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(pragma)
        _use_wal(connection)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A reader that turns writer half-way could be refused at once; a writer says so first.
        mode = "IMMEDIATE" if connection.get_execution_options().get("writes") else "DEFERRED"
        connection.exec_driver_sql(f"BEGIN {mode}")

    engine.connect().close()
    # Only now is it known to be a database, and to have the files beside it.
    for end in ("", "-wal", "-shm"):
        make_private(Path(f"{path}{end}"))
    return engine


def _use_wal(connection: sqlite3.Connection) -> None:
    """Switch to the journal that lets others read while one writes.

    While another program switches the same new file, SQLite may refuse at once instead of
    waiting, so waiting is done here.
    """
    until = time.monotonic() + _PATIENCE_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not is_busy or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Open a transaction that will write; committed at the end, undone on any exception.

    Raises
    ------
    Refused
        If the disk is full, or the database is locked, away, damaged or only to be read
        (``store.full``, ``store.locked``, ``store.away`` ...); nothing was written then.
    """
    with _in_words():
        _refuse_if_gone(engine)
        with engine.connect().execution_options(writes=True) as connection, connection.begin():
            yield connection


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Open a transaction in which everything read is of one moment.

    Raises
    ------
    Refused
        As `writing`.
    """
    options: dict[str, Any] = (
        {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    )
    with (
        _in_words(),
        engine.connect().execution_options(**options) as connection,
        connection.begin(),
    ):
        yield connection


@contextmanager
def _in_words() -> Iterator[None]:
    """Say what kept the database from its work; a fault of the product passes through."""
    try:
        yield
    except FAILURES as error:
        problem = failure_of(error)
        if problem is None:
            raise
        raise Refused((problem,)) from error


def _refuse_if_gone(engine: Engine) -> None:
    # SQLite would go on writing into a file without a name, which ends with the program.
    if engine.dialect.name == "sqlite" and not Path(str(engine.url.database)).exists():
        raise Refused((database_gone(),))


def revision_of(engine: Engine) -> str | None:
    """Return the revision of the tables; ``None`` for an empty database.

    Raises
    ------
    Refused
        If there are tables of this product, and their revision is lost.
    """
    with reading(engine) as connection:
        found = inspect(connection)
        if not found.has_table("alembic_version"):
            return None
        revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        if not revision and len(found.get_table_names()) > 1:
            raise Refused((_revision_lost(),))
        return revision or None


def migrate(engine: Engine, *, must_exist: bool = False) -> bool:
    """Bring the tables to `HEAD`; return whether anything had to be done.

    Parameters
    ----------
    must_exist
        Whether a database without any tables is refused, and not filled with them.

    Raises
    ------
    Refused
        If the database was made by a newer version of the product, or by another one.
    """
    current = revision_of(engine)
    if current == HEAD:
        return False
    if current is None and must_exist:
        raise Refused((_missing(engine.url.render_as_string()),))
    if current is not None and current not in REVISIONS:
        is_later = current.isdecimal() and current > HEAD
        raise Refused((_newer(current) if is_later else _revision_lost(),))
    import alembic.command  # noqa: F401, PLC0415 - loaded before others have to wait for this one

    for tries_left in range(_TRIES_TO_MIGRATE - 1, -1, -1):
        try:
            _upgrade_in_turn(engine)
        except Refused as refused:
            # Somebody else's migration may take longer than any other write.
            if not tries_left or refused.problems[0].code != "store.locked":
                raise
        else:
            break
    return True


def _upgrade_in_turn(engine: Engine) -> None:
    with free_to_alter(engine) as connection:
        # Whoever comes second waits, and then finds nothing left to do; SQLite does so by itself.
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL lock_timeout = 0"))
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        upgrade(connection)


@contextmanager
def free_to_alter(engine: Engine) -> Iterator[Connection]:
    """Open a transaction in which a table can be made anew under the rows that point at it.

    SQLite alters most of a table only so, and lets go of foreign keys only between transactions;
    before the end it is asked whether all of them hold.
    """
    if engine.dialect.name != "sqlite":
        with writing(engine) as connection:
            yield connection
        return
    with _in_words(), engine.connect().execution_options(writes=True) as connection:
        driver: Any = connection.connection.dbapi_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
                if broken is not None:
                    raise LookupError(f"a row of '{broken[0]}' would point at nothing")
        finally:
            driver.execute("PRAGMA foreign_keys=ON")


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run the migrations up to a revision inside an open transaction."""
    from alembic import command  # noqa: PLC0415 - slow to import and hardly ever needed

    command.upgrade(alembic_config(connection), revision)


def alembic_config(connection: Connection) -> Any:  # noqa: ANN401 - the type would import Alembic
    """Return the Alembic settings for an open connection."""
    from alembic.config import Config  # noqa: PLC0415 - slow to import and hardly ever needed

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def _missing(url: str) -> Problem:
    return Problem(
        "storage.missing",
        _("Database"),
        _("There is no database at '{address}' yet.", address=_shown(url)),
        _(
            "Check the address (--database or SPCA_DATABASE_URL). 'spca new', 'spca serve' and "
            "'spca restore' make a new one."
        ),
    )


def _foreign(url: str) -> Problem:
    return Problem(
        "storage.foreign",
        _("Database"),
        _("'{address}' is the database of another program.", address=_shown(url)),
        _("Name another file (--database or SPCA_DATABASE_URL). Nothing was changed in this one."),
    )


def _in_memory(url: str) -> Problem:
    return Problem(
        "storage.in_memory",
        _("Database"),
        _("'{address}' names no file, so everything would be forgotten.", address=_shown(url)),
        _("Name a file, as in sqlite:///path/file.db."),
    )


def _revision_lost() -> Problem:
    return Problem(
        "storage.revision_lost",
        _("Database"),
        _("It has tables, and does not say to which version of the product they belong."),
        _(
            "Move it away and restore a backup with 'spca restore', or name another database. "
            "Nothing was changed."
        ),
    )


def _newer(current: str) -> Problem:
    return Problem(
        "storage.newer",
        _("Database"),
        _(
            "The database has revision {revision}, this version knows up to {newest}.",
            revision=current,
            newest=HEAD,
        ),
        _("Install the newer version of the product, or use another database."),
    )


def _unreachable(url: str, error: Exception) -> Problem:
    # What is wrong with an address may be said by repeating a part of it, so only drivers speak.
    if isinstance(error, OperationalError | ImportError):
        found = _(
            "The database '{address}' cannot be opened: {reason}.",
            address=_shown(url),
            reason=_first_line(error),
        )
    else:
        found = _("The address of the database is not understood.")
    return _unusable(found)


def _unknown_kind(kind: str) -> str:
    return _("'{kind}' is no kind of database that can be used.", kind=kind)


def _unusable(found: str) -> Problem:
    return Problem(
        "storage.unreachable",
        _("Database"),
        found,
        _(
            "Check SPCA_DATABASE_URL and that the database server runs and the folder may be "
            "written."
        ),
        _("Allowed are sqlite:///path/file.db and postgresql://user@host/name."),
    )


def _no_folder(url: str, error: OSError) -> Problem:
    return Problem(
        "file.unusable",
        _("Database"),
        _(
            "The folder of '{address}' cannot be used: {reason}.",
            address=_shown(url),
            reason=error.strerror or error,
        ),
        _("Check SPCA_DATABASE_URL, and that you may write there."),
    )


def _no_database(url: str, error: Exception) -> Problem:
    return Problem(
        "storage.failed",
        _("Database"),
        _(
            "'{address}' cannot be used as a database: {reason}.",
            address=_shown(url),
            reason=_first_line(error),
        ),
        _("Check that SPCA_DATABASE_URL names the right file or server; nothing was changed."),
    )


def _first_line(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).splitlines()[0]


def _shown(url: str) -> str:
    """Return what may be shown of an address: no user, no password, no settings."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        return _("given")  # what is where in it is not known
    if not parsed.host:
        return url if parsed.drivername.startswith("sqlite") else parsed.drivername
    port = f":{parsed.port}" if parsed.port else ""
    return f"{parsed.host}{port}/{parsed.database or ''}"
