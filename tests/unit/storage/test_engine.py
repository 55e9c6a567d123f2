"""Opening a database: as durable as it can be, or refused in words without a password."""

import os
import sqlite3
import stat
from collections import deque
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from assessment.model.problem import Refused
from assessment.storage.engine import migrate, open_engine, reading, revision_of, writing
from tests.databases import open_with_tables, own_schema


def refusal(url: str):
    with pytest.raises(Refused) as caught:
        open_engine(url)
    (problem,) = caught.value.problems
    return problem


def test_sqlite_is_opened_so_that_a_power_failure_loses_nothing(tmp_path: Path):
    engine = open_engine(f"sqlite:///{tmp_path / 'new' / 'folder' / 'spca.db'}")
    with engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    engine.dispose()
    full = 2
    assert settings == {
        "journal_mode": "wal",
        "synchronous": full,
        "foreign_keys": 1,
        "busy_timeout": 10_000,
    }


def test_the_settings_in_an_address_of_postgresql_are_kept():
    with own_schema() as url:
        engine = open_engine(url)
        with engine.connect() as connection:
            schema = connection.execute(text("SELECT current_schema()")).scalar_one()
        engine.dispose()
        assert f"search_path%3D{schema}" in url


def test_an_exception_undoes_everything_that_was_written(engine):
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE note (words TEXT)"))
    two_steps = ("INSERT INTO note VALUES ('lost')", "INSERT INTO nowhere VALUES (1)")
    with pytest.raises(DBAPIError, match="nowhere"), writing(engine) as connection:
        deque((connection.execute(text(step)) for step in two_steps), maxlen=0)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM note")).scalar() == 0


def test_everything_in_one_reading_is_of_one_moment(engine):
    count = text("SELECT count(*) FROM note")
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE note (words TEXT)"))
    with reading(engine) as connection:
        before = connection.execute(count).scalar()
        with writing(engine) as other:
            other.execute(text("INSERT INTO note VALUES ('later')"))
        assert connection.execute(count).scalar() == before == 0
    with reading(engine) as connection:
        assert connection.execute(count).scalar() == 1


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://user:secret@127.0.0.1:1/spca",
        "postgresql://user:sec@ret@127.0.0.1:1/spca",
        "postgresql://127.0.0.1:1/spca?user=me&password=secret&connect_timeout=3",
        "postgresql://user:secret",
        "postgresql://user:secret@127.0.0.1:port/spca",
        "postgresql:/user:secret@host",
        "secret",
        "mongodb://user:secret@host/name",
        "",
    ],
)
def test_an_address_that_cannot_be_opened_is_refused_and_no_password_shown(url):
    problem = refusal(url)
    assert problem.code == "storage.unreachable"
    assert "secret" not in str(problem)
    assert "sec@ret" not in str(problem)
    assert "SPCA_DATABASE_URL" in problem.remedy


def test_a_refused_address_names_the_server_and_the_database():
    assert "'127.0.0.1:1/spca'" in refusal("postgresql://me:secret@127.0.0.1:1/spca").found


def test_a_kind_of_database_that_cannot_be_used_is_named_without_words_of_a_library():
    assert refusal("mysql://me:secret@host/spca").found == (
        "'mysql' is no kind of database that can be used."
    )
    assert refusal("foo").found == "The address of the database is not understood."


def test_a_setting_that_postgresql_does_not_know_is_refused_in_words():
    assert refusal("postgresql://me@127.0.0.1:1/spca?colour=red").code == "storage.failed"


def test_a_folder_that_cannot_be_made_is_refused_in_words(tmp_path: Path):
    (tmp_path / "text.txt").write_text("This is a file.")
    assert refusal(f"sqlite:///{tmp_path}/text.txt/spca.db").code == "file.unusable"
    assert refusal(f"sqlite:///{tmp_path}").code == "storage.unreachable"


def test_a_file_that_is_no_database_is_refused_and_left_as_it_was(tmp_path: Path):
    file = tmp_path / "letter.txt"
    file.write_text("Dear colleague, " * 100)
    file.chmod(0o644)
    problem = refusal(f"sqlite:///{file}")
    assert problem.code == "storage.failed"
    assert "letter.txt" in problem.found
    assert file.read_text() == "Dear colleague, " * 100
    assert mode_of(file) == 0o644


def test_the_file_of_another_program_is_refused_and_left_as_it_was(tmp_path: Path):
    file = tmp_path / "letters.db"
    with sqlite3.connect(file) as theirs:
        theirs.execute("CREATE TABLE letter (words TEXT)")
    theirs.close()
    file.chmod(0o644)
    before = file.read_bytes()
    assert refusal(f"sqlite:///{file}").code == "storage.foreign"
    assert (file.read_bytes(), mode_of(file)) == (before, 0o644)
    assert [path.name for path in tmp_path.iterdir()] == ["letters.db"]


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///", "sqlite:///:memory:"])
def test_a_database_that_would_be_forgotten_is_refused(url: str):
    assert refusal(url).code == "storage.in_memory"


@pytest.mark.parametrize("path", ["typo.db", "typo/spca.db"])
def test_a_file_that_must_be_there_is_not_made(tmp_path: Path, path: str):
    with pytest.raises(Refused, match="no database at"):
        open_engine(f"sqlite:///{tmp_path / path}", must_exist=True)
    assert list(tmp_path.iterdir()) == []


def test_a_database_without_tables_counts_as_not_there_for_whoever_only_reads(database_url: str):
    engine = open_engine(database_url)
    with pytest.raises(Refused, match="no database at") as caught:
        migrate(engine, must_exist=True)
    assert "***" not in str(caught.value)
    assert revision_of(engine) is None
    engine.dispose()


@pytest.mark.parametrize("revision", [[""], ["ae1027a6acf"], []])
def test_tables_of_an_unknown_revision_are_refused_in_words(engine: Engine, revision: list[str]):
    with writing(engine) as connection:
        connection.execute(text("DELETE FROM alembic_version"))
        for said in revision:
            connection.execute(text("INSERT INTO alembic_version VALUES (:said)"), {"said": said})
    with pytest.raises(Refused) as caught:
        migrate(engine)
    assert caught.value.problems[0].code == "storage.revision_lost"


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.skipif(os.name != "posix", reason="elsewhere the folder decides")
@pytest.mark.parametrize("was_there", [False, True])
def test_a_file_can_be_read_by_its_owner_alone(tmp_path: Path, *, was_there: bool):
    file = tmp_path / "spca.db"
    if was_there:
        open_with_tables(f"sqlite:///{file}").dispose()
        file.chmod(0o664)
    engine = open_engine(f"sqlite:///{file}")
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE note (words TEXT)"))
        found = {path.name: mode_of(path) for path in tmp_path.iterdir()}
    engine.dispose()
    assert found == dict.fromkeys(("spca.db", "spca.db-shm", "spca.db-wal"), 0o600)


def test_a_write_waits_for_another_write_and_a_read_does_not(tmp_path: Path):
    engine = open_engine(f"sqlite:///{tmp_path / 'spca.db'}")
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE note (words TEXT)"))
    with writing(engine) as connection:
        connection.execute(text("INSERT INTO note VALUES ('mine')"))
        with reading(engine) as other:
            assert other.execute(text("SELECT count(*) FROM note")).scalar() == 0
        impatient = sqlite3.connect(tmp_path / "spca.db", timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            impatient.execute("INSERT INTO note VALUES ('theirs')")
        impatient.close()
    engine.dispose()
