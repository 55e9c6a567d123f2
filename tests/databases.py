"""SQLite and PostgreSQL for tests; every test has a database, or a schema, of its own."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from secrets import token_hex

import psycopg
import pytest
from sqlalchemy import Engine

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
        yield f"{address}{joint}options=-csearch_path%3D{schema}"
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


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, once for each kind."""
    with empty_database(request.param, tmp_path) as url:
        yield url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A database with empty tables, once for each kind."""
    opened = open_engine(database_url)
    migrate(opened)
    yield opened
    opened.dispose()


@pytest.fixture
def store(engine: Engine) -> DatabaseStore:
    """A store on empty tables, once for each kind of database."""
    return DatabaseStore(engine)
