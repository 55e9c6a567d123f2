"""SQLite and PostgreSQL for tests; every test has a database, or a schema, of its own.

The migrations run once a process and kind of database; after that their outcome is copied.
"""

import atexit
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory

import psycopg
import pytest
from sqlalchemy import Engine, event
from sqlalchemy.engine import make_url

from assessment.storage.engine import migrate, open_engine
from assessment.storage.store import DatabaseStore

DEFAULT_ADDRESS = "postgresql://postgres@127.0.0.1:5432/test"


@cache
def postgres_address() -> str | None:
    """The PostgreSQL database for tests; ``None`` where no server answers."""
    address = os.environ.get("SPCA_TEST_POSTGRES") or DEFAULT_ADDRESS
    try:
        psycopg.connect(address, connect_timeout=3).close()
    except psycopg.OperationalError:
        return None
    return address


@contextmanager
def own_schema() -> Iterator[str]:
    """The address of an empty schema of PostgreSQL, which is dropped at the end."""
    address = postgres_address()
    if address is None:
        reason = "no PostgreSQL answers at SPCA_TEST_POSTGRES or on this computer"
        if os.environ.get("SPCA_REQUIRE_ALL") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    schema = f"spca_test_{token_hex(6)}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
    try:
        joint = "&" if "?" in address else "?"
        # Nothing here has to survive a power failure.
        options = f"-csearch_path%3D{schema}%20-csynchronous_commit%3Doff"
        yield f"{address}{joint}options={options}"
    finally:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"DROP SCHEMA {schema} CASCADE")


@contextmanager
def empty_database(kind: str, folder: Path) -> Iterator[str]:
    """The address of a database without any table."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'spca.db'}"
        return
    with own_schema() as address:
        yield address


def open_with_tables(url: str) -> Engine:
    """Open an empty database and give it the tables that the migrations make."""
    if url in _WITH_TABLES:
        return open_engine(url)
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        copy_tables(Path(str(parsed.database)))
        return open_engine(url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_migrating_statements())
    return open_engine(url)


def copy_tables(path: Path) -> None:
    """Make a SQLite file with empty tables."""
    shutil.copyfile(_migrated_file(), path)


@cache
def _migrated_file() -> Path:
    """A SQLite file with empty tables; it goes when this process ends."""
    _KEPT.append(folder := TemporaryDirectory(prefix="spca-tables-"))
    path = Path(folder.name) / "spca.db"
    engine = open_engine(f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    return path


_KEPT: list[TemporaryDirectory[str]] = []


@cache
def _migrating_statements() -> bytes:
    """Everything that the migrations say to an empty schema of PostgreSQL."""
    said: list[str] = []

    def listen(_connection, _cursor, statement: str, parameters, *_) -> None:
        if not statement.lstrip().upper().startswith("SELECT"):
            assert not parameters, statement
            said.append(statement.replace("%%", "%"))

    with own_schema() as url:
        engine = open_engine(url)
        event.listen(engine, "before_cursor_execute", listen)
        migrate(engine)
        engine.dispose()
    return ";\n".join(said).encode()


_WITH_TABLES: dict[str, "_Structure"] = {}
"""Address of a schema that is lent to one test after another, to what it looks like."""
_Structure = list[tuple[str, ...]]
_SHAPE = """
    SELECT relname, relkind::text, relnatts::text, relchecks::text FROM pg_class
     WHERE relnamespace = current_schema()::regnamespace
    UNION ALL
    SELECT tgname, tgenabled::text, relname, ''
      FROM pg_trigger JOIN pg_class ON tgrelid = pg_class.oid
     WHERE relnamespace = current_schema()::regnamespace AND NOT tgisinternal
    UNION ALL
    SELECT proname, md5(prosrc), '', '' FROM pg_proc
     WHERE pronamespace = current_schema()::regnamespace
    UNION ALL SELECT version_num, '', '', '' FROM alembic_version
    ORDER BY 1, 2, 3, 4"""


@contextmanager
def lent_schema() -> Iterator[str]:
    """The address of a schema of PostgreSQL with empty tables, which is used again.

    To make and drop the tables takes longer than most tests. A test that changed more than
    rows is the last to use its schema.
    """
    if not _WITH_TABLES:
        url = _OPEN.enter_context(own_schema())
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(_migrating_statements())
            _WITH_TABLES[url] = connection.execute(_SHAPE).fetchall()
    (url,) = _WITH_TABLES
    yield url
    with psycopg.connect(url, autocommit=True) as connection:
        # A connection that a test left open is an error here, and no endless wait.
        connection.execute("SET lock_timeout = '30s'")
        if not _is_as_it_was(connection, _WITH_TABLES[url]):
            del _WITH_TABLES[url]
            return
        tables = [name for name, kind, *_ in _WITH_TABLES[url] if kind == "r"]
        tables.remove("alembic_version")
        asked = (f"SELECT '{one}' WHERE EXISTS (SELECT 1 FROM {one})" for one in tables)  # noqa: S608
        filled = [name for (name,) in connection.execute(" UNION ALL ".join(asked))]
        if filled:
            connection.execute(f"TRUNCATE {', '.join(filled)} RESTART IDENTITY CASCADE")


def _is_as_it_was(connection: psycopg.Connection, structure: _Structure) -> bool:
    """Whether a test left the tables, their rules and the number of the migration alone."""
    try:
        return connection.execute(_SHAPE).fetchall() == structure
    except psycopg.errors.UndefinedTable:
        return False


_OPEN = ExitStack()
atexit.register(_OPEN.close)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, once for each kind."""
    if request.param == "postgresql" and "engine" in request.fixturenames:
        with lent_schema() as url:
            yield url
        return
    with empty_database(request.param, tmp_path) as url:
        yield url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A database with empty tables, once for each kind."""
    opened = open_with_tables(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def store(engine: Engine) -> DatabaseStore:
    """A store on empty tables, once for each kind of database."""
    return DatabaseStore(engine)
