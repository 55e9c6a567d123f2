"""The tables are brought to the newest form, from wherever they are, by whoever comes first."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Sequence
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect, text
from sqlmodel import SQLModel

from assessment.model.problem import Refused
from assessment.storage import engine as engine_module
from assessment.storage.engine import (
    HEAD,
    alembic_config,
    free_to_alter,
    migrate,
    open_engine,
    revision_of,
    writing,
)
from assessment.storage.store import DatabaseStore
from assessment.storage.tables import IN_ORDER
from tests.databases import empty_database
from tests.unit.storage.content import begun, row_counts, written_everything

ROOT = Path(__file__).parents[3]
MIGRATE = """
import sys
from assessment.storage.engine import open_engine
from assessment.storage.engine import migrate
print("ready", flush=True)
sys.stdin.readline()
engine = open_engine(sys.argv[1])
migrate(engine)
engine.dispose()
"""


def tables_of(engine: Engine) -> set[str]:
    return set(inspect(engine).get_table_names()) - {"alembic_version"}


def test_an_empty_database_gets_every_table(database_url: str):
    engine = open_engine(database_url)
    assert revision_of(engine) is None
    assert migrate(engine)
    assert revision_of(engine) == HEAD
    assert tables_of(engine) == {table.name for table in IN_ORDER}
    engine.dispose()


def test_a_second_migration_has_nothing_to_do_and_loses_nothing(
    store: DatabaseStore, engine: Engine
):
    written_everything(store)
    before = row_counts(engine)
    assert not migrate(engine)
    assert row_counts(engine) == before


def test_the_head_in_the_code_is_the_newest_migration(engine: Engine):
    with engine.connect() as connection:
        scripts = ScriptDirectory.from_config(alembic_config(connection))
    assert scripts.get_heads() == [HEAD]


def test_the_list_for_backups_has_every_table():
    assert {table.name for table in IN_ORDER} == set(SQLModel.metadata.tables)


def form_of(engine: Engine) -> dict[str, dict[str, object]]:
    """Every column, key, index and rule of every table, as the database itself says them."""
    found = inspect(engine)
    return {
        table: {
            "columns": {
                # A column added later needs a default for older rows, so defaults may differ.
                column["name"]: (str(column["type"]), column["nullable"])
                for column in found.get_columns(table)
            },
            "primary key": found.get_pk_constraint(table),
            "foreign keys": by_name(found.get_foreign_keys(table)),
            "unique": by_name(found.get_unique_constraints(table)),
            "rules": by_name(found.get_check_constraints(table)),
            "indexes": [in_words(index) for index in by_name(found.get_indexes(table))],
        }
        for table in tables_of(engine)
    }


def in_words(index: Any) -> dict[str, object]:
    """An index with what it is limited to as a text, which can be compared."""
    limits = {name: str(limit) for name, limit in index.get("dialect_options", {}).items()}
    return {**index, "dialect_options": limits}


def by_name(found: Sequence[Any]) -> list[Any]:
    return sorted(found, key=itemgetter("name"))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_migrations_lead_to_the_tables_in_the_code(kind: str, tmp_path: Path):
    forms = []
    for name in ("migrated", "made"):
        (tmp_path / name).mkdir()
        with empty_database(kind, tmp_path / name) as url:
            engine = open_engine(url)
            if name == "migrated":
                migrate(engine)
            else:
                with writing(engine) as connection:
                    SQLModel.metadata.create_all(connection)
            forms.append(form_of(engine))
            engine.dispose()
    assert forms[0] == forms[1]
    assert sum(len(table["rules"]) for table in forms[0].values()) == 53


def test_alembic_itself_finds_no_difference(engine: Engine):
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_the_way_back_leaves_no_table_and_the_way_forth_works_again(
    store: DatabaseStore, engine: Engine
):
    written_everything(store)
    with free_to_alter(engine) as connection:
        command.downgrade(alembic_config(connection), "base")
    assert tables_of(engine) == set()
    assert revision_of(engine) is None
    assert migrate(engine)
    written_everything(store)


def test_periods_of_older_versions_get_their_days_and_kosovo_is_a_place(
    store: DatabaseStore, engine: Engine
):
    written = {"a-1": "Q4 2025", "a-2": "2025-06", "a-3": "last year", "a-4": "FY2025"}
    for id_, period in written.items():
        begun(store, id=id_, period=period, state_code="XKX", state_name="Kosovo", invented=True)
    with free_to_alter(engine) as connection:
        command.downgrade(alembic_config(connection), "0005")
        assert "begins" not in {
            one["name"] for one in inspect(connection).get_columns("assessment")
        }
    assert migrate(engine)
    query = text("SELECT id, period, begins, ends, invented FROM assessment ORDER BY id")
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(query)]
    assert found == [
        ("a-1", "Q4 2025", "2025-10-01", "2025-12-31", False),
        ("a-2", "2025-06", "2025-06-01", "2025-06-30", False),
        ("a-3", "last year", None, None, False),
        ("a-4", "FY2025", None, None, False),
    ]


def test_a_database_of_a_newer_version_is_refused_and_left_alone(
    store: DatabaseStore, engine: Engine
):
    written_everything(store)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    before = row_counts(engine)
    with pytest.raises(Refused) as caught:
        migrate(engine)
    (problem,) = caught.value.problems
    assert problem.code == "storage.newer"
    assert "9999" in problem.found
    assert (row_counts(engine), revision_of(engine)) == (before, "9999")


def test_a_migration_that_fails_leaves_no_half_made_tables(database_url: str, monkeypatch):
    engine = open_engine(database_url)
    whole = engine_module.upgrade

    def upgrade_and_fail(connection):
        whole(connection)
        raise OSError("the disk is full")

    monkeypatch.setattr(engine_module, "upgrade", upgrade_and_fail)
    with pytest.raises(OSError, match="full"):
        migrate(engine)
    assert tables_of(engine) == set()
    monkeypatch.undo()
    assert migrate(engine)
    engine.dispose()


def test_programs_that_start_at_once_on_an_empty_database_all_succeed(database_url: str):
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", MIGRATE, database_url],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(6)
    ]
    for program in programs:
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        program.stdin.write("go\n")
        program.stdin.flush()
    told = [program.communicate(timeout=120)[1] for program in programs]
    assert [program.returncode for program in programs] == [0] * 6, told
    engine = open_engine(database_url)
    assert revision_of(engine) == HEAD
    assert tables_of(engine) == {table.name for table in IN_ORDER}
    engine.dispose()


def test_a_new_file_that_another_program_is_writing_to_is_waited_for(tmp_path: Path):
    path = tmp_path / "spca.db"
    # As a new file is at first: not yet with the journal that lets others in.
    other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(0.5, other.execute, ["COMMIT"])
    timer.start()
    engine = open_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    engine.dispose()
    timer.join()
    other.close()
