"""A write that fails is told in plain words, and nothing of it is there."""

import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import DBAPIError

from assessment.model.assessment import Actor
from assessment.model.problem import Refused
from assessment.storage.engine import open_engine, reading, writing
from assessment.storage.failures import failure_of
from assessment.storage.store import DatabaseStore
from assessment.storage.tables import ANSWER
from tests.databases import open_with_tables
from tests.unit.storage.content import answered, begun, later, row_counts


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the database is."""
    return tmp_path / "spca.db"


@pytest.fixture
def on_file(file: Path):
    """A database in a file, whose programs wait for each other for a moment only."""
    engine = open_with_tables(f"sqlite:///{file}")

    @event.listens_for(engine, "connect")
    def _hurry(connection, _record) -> None:
        connection.execute("PRAGMA busy_timeout=50")

    engine.dispose()
    yield engine
    engine.dispose()


def told(action, *arguments) -> tuple[str, str]:
    """The code and the whole message of what an action is refused for."""
    with pytest.raises(Refused) as caught:
        action(*arguments)
    (problem,) = caught.value.problems
    return problem.code, str(problem)


def an_answer_more(store: DatabaseStore, actor, seen: int = 0):
    return lambda: store.write("a-1", answered("LAW-1", seen % 5, seen), actor, later(1))


def test_a_full_disk_is_said_and_nothing_is_written(on_file: Engine):
    store = DatabaseStore(on_file)
    _, actor = begun(store)

    @event.listens_for(on_file, "begin")
    def _no_room(connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")

    before, written = row_counts(on_file), list[int]()

    def fill_up() -> None:  # pages have some room left
        for seen in range(500):
            an_answer_more(store, actor, seen)()
            written.append(seen)

    code, words = told(fill_up)
    assert code == "store.full"
    assert "disk is full" in words
    assert row_counts(on_file) == before | {ANSWER.name: len(written)}


def test_a_lock_that_does_not_end_is_said(on_file: Engine, file: Path):
    store = DatabaseStore(on_file)
    _, actor = begun(store)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    code, words = told(an_answer_more(store, actor))
    other.close()
    assert code == "store.locked"
    assert "sqlite" not in words.casefold()
    assert an_answer_more(store, actor)().answers


def test_a_lock_of_postgresql_that_does_not_end_is_said(engine: Engine):
    if engine.dialect.name != "postgresql":
        pytest.skip("above")
    store = DatabaseStore(engine)
    _, actor = begun(store)
    event.listen(engine, "begin", lambda c: c.exec_driver_sql("SET LOCAL lock_timeout = '50ms'"))
    with engine.begin() as other:
        other.execute(text("SELECT id FROM assessment FOR UPDATE"))
        assert told(an_answer_more(store, actor))[0] == "store.locked"
    assert an_answer_more(store, actor)().answers


def test_a_server_that_stopped_is_said_without_its_address():
    engine = create_engine("postgresql+psycopg://me:secret@127.0.0.1:1/spca")
    store = DatabaseStore(engine)
    ada = Actor("p-1", "Ada Amin", "o-1")
    for action in (store.assessments, lambda: store.open_moderation("a-1", ada, later(1))):
        code, words = told(action)
        assert code == "store.away"
        assert "secret" not in words


def test_a_connection_that_is_cut_off_in_the_middle_of_a_write_is_said(engine: Engine):
    if engine.dialect.name != "postgresql":
        pytest.skip("only a server can cut off")

    def cut_off() -> None:
        with writing(engine) as connection:
            own = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
            with engine.connect() as other:
                other.execute(text(f"SELECT pg_terminate_backend({own})"))
            connection.execute(text("SELECT 1"))

    assert told(cut_off)[0] == "store.away"
    begun(DatabaseStore(engine))


def test_a_file_that_was_taken_away_under_the_app_is_said(on_file: Engine, file: Path):
    store = DatabaseStore(on_file)
    _, actor = begun(store)
    file.rename(file.with_name("moved.db"))
    assert told(an_answer_more(store, actor))[0] == "store.away"
    file.with_name("moved.db").rename(file)
    assert an_answer_more(store, actor)().answers


def test_a_damaged_file_sends_to_the_backup(on_file: Engine, file: Path):
    begun(DatabaseStore(on_file))
    on_file.dispose()
    content = file.read_bytes()
    file.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    code, words = told(open_engine, f"sqlite:///{file}")
    assert code == "store.damaged"
    assert "spca restore" in words


def test_a_fault_of_the_product_is_not_dressed_up(engine: Engine):
    for open_ in (reading, writing):
        with pytest.raises(DBAPIError, match="nowhere"), open_(engine) as connection:
            connection.execute(text("SELECT * FROM nowhere"))
    assert failure_of(ValueError("a fault")) is None
    assert failure_of(PermissionError(13, "Permission denied")) is None


def test_everybody_who_waits_for_a_lock_is_let_in_when_it_ends(on_file: Engine, file: Path):
    store = DatabaseStore(open_engine(f"sqlite:///{file}"))
    _, actor = begun(store)
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(0.3, other.execute, ["COMMIT"])
    timer.start()
    assert an_answer_more(store, actor)().answers
    timer.join()
    other.close()
