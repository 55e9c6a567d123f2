"""A backup fills a database as a whole or leaves it as it was."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import inspect, select, text

from assessment.model.assessment import Record, TwinAssessment
from assessment.model.problem import Refused
from assessment.storage import backup as backup_module
from assessment.storage.backup import check_backup, restore, write_backup
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
from tests.builders import MOMENT, an_assessment
from tests.databases import empty_database, open_with_tables
from tests.unit.storage.backups import Parts, lines, rebuilt, with_row
from tests.unit.storage.content import answered, begun, later, written_everything

KINDS = ("sqlite", "postgresql")


def quiet(_: str) -> None:
    """Progress that nobody looks at."""


def filled_backup(url: str, target: Path) -> Path:
    """A backup of a database with a row of every kind."""
    engine = open_with_tables(url)
    written_everything(DatabaseStore(engine), region="North")
    write_backup(engine, target, MOMENT, quiet)
    engine.dispose()
    return target


def everything(url: str) -> tuple[dict[str, list], list[Record]]:
    """All rows of all tables, and all records as the services see them."""
    engine = open_engine(url)
    migrate(engine)
    with engine.connect() as connection:
        rows = {
            table.name: connection.execute(select(table).order_by(*table.primary_key)).all()
            for table in IN_ORDER
        }
    store = DatabaseStore(engine)
    records = [store.record(found.assessment) for found in store.assessments()]
    engine.dispose()
    return rows, records


def columns_of_revision(revision: str, folder: Path) -> dict[str, set[str]]:
    """Names of tables to those of their columns, as they were at an older revision."""
    engine = open_with_tables(f"sqlite:///{folder / 'older.db'}")
    with free_to_alter(engine) as connection:
        command.downgrade(alembic_config(connection), revision)
        found = inspect(connection)
        names = set(found.get_table_names()) - {"alembic_version"}
        columns = {name: {one["name"] for one in found.get_columns(name)} for name in names}
    engine.dispose()
    return columns


def with_other_content(url: str) -> None:
    engine = open_with_tables(url)
    store = DatabaseStore(engine)
    assessment, actor = begun(store, id="a-old", period="2020")
    store.write(assessment.id, answered("LAW-1", 1), actor, later(1))
    engine.dispose()


def refusal(url: str, backup: Path, *, replace: bool = True) -> str:
    with pytest.raises(Refused) as caught:
        restore(url, backup, MOMENT, quiet, replace=replace)
    (problem,) = caught.value.problems
    return problem.code


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    return filled_backup(f"sqlite:///{folder}/spca.db", tmp_path / "backup.zip")


@pytest.fixture(params=KINDS)
def target_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    folder = tmp_path / "target"
    folder.mkdir()
    with empty_database(request.param, folder) as url:
        yield url


@pytest.mark.parametrize("target", KINDS)
@pytest.mark.parametrize("source", KINDS)
def test_every_row_comes_back_equal_from_either_database_into_either(tmp_path, source, target):
    folders = [tmp_path / "from", tmp_path / "into"]
    with ExitStack() as stack:
        for folder in folders:
            folder.mkdir()
        from_url = stack.enter_context(empty_database(source, folders[0]))
        into_url = stack.enter_context(empty_database(target, folders[1]))
        backup = filled_backup(from_url, tmp_path / "backup.zip")
        counts = restore(into_url, backup, MOMENT, quiet, replace=False)
        rows, records = everything(into_url)
        assert (rows, records) == everything(from_url)
        assert {name: len(found) for name, found in rows.items()} == counts
        assert all(counts.values())


def test_a_way_through_both_databases_and_back_changes_nothing(backup: Path, tmp_path: Path):
    again = tmp_path / "again.zip"
    with empty_database("postgresql", tmp_path) as url:
        restore(url, backup, MOMENT, quiet, replace=False)
        write_backup(engine := open_engine(url), again, MOMENT, quiet)
        engine.dispose()
    home = f"sqlite:///{tmp_path}/home.db"
    restore(home, again, MOMENT, quiet, replace=False)
    assert everything(home) == everything(f"sqlite:///{tmp_path}/source/spca.db")


def test_a_restored_database_takes_new_answers_and_keeps_old_ones(backup: Path, target_url: str):
    restore(target_url, backup, MOMENT, quiet, replace=False)
    store = DatabaseStore(engine := open_engine(target_url))
    actor = store.actor("Ada Amin", "Ministry of Justice", later(9))
    store.write("a-1", answered("LAW-1", 4, seen=1), actor, later(9))
    assert [found.answer.level for found in store.history("a-1", "LAW-1")] == [4, 3]
    with pytest.raises(Exception, match="never changed"), writing(engine) as connection:
        connection.execute(text("DELETE FROM answer"))
    engine.dispose()


def test_a_database_with_assessments_is_not_replaced_unless_that_is_said(
    backup: Path, target_url: str
):
    with_other_content(target_url)
    before = everything(target_url)
    assert refusal(target_url, backup, replace=False) == "storage.not_empty"
    assert everything(target_url) == before


def test_a_replaced_file_is_kept_aside_with_all_it_had(backup: Path, tmp_path: Path):
    url = f"sqlite:///{tmp_path}/spca.db"
    with_other_content(url)
    before = everything(url)
    restore(url, backup, MOMENT, quiet, replace=True)
    aside = tmp_path / "spca.before-restore-20260302-093000.db"
    assert everything(f"sqlite:///{aside}") == before
    assert everything(url) == everything(f"sqlite:///{tmp_path}/source/spca.db")
    assert list(tmp_path.glob("*.restoring*")) == []


def test_replaced_tables_hold_only_what_the_backup_had(backup: Path, target_url: str, tmp_path):
    with_other_content(target_url)
    restore(target_url, backup, MOMENT, quiet, replace=True)
    assert everything(target_url) == everything(f"sqlite:///{tmp_path}/source/spca.db")


@pytest.mark.parametrize(
    "change",
    [
        with_row("answer", status="perhaps"),
        with_row("answer", level=9_999_999_999_999_999_999_999),
        with_row("answer", assessment_id="none"),
        with_row("answer", level="high"),
        with_row("flag_entry", confidence="sure"),
        with_row("flag_entry", colour="red"),
        with_row("reply", text="half a pair: \ud800"),
        lambda parts: parts.pop("flag_entry.jsonl"),
        lambda parts: parts.update({"flag_entry.jsonl": parts["flag_entry.jsonl"] * 2}),
    ],
)
def test_a_backup_whose_rows_do_not_fit_is_refused_and_the_target_unchanged(
    backup: Path, target_url: str, change
):
    with_other_content(target_url)
    before = everything(target_url)
    assert refusal(target_url, rebuilt(backup, change)) == "storage.backup_unusable"
    assert everything(target_url) == before


def test_a_backup_from_before_a_table_existed_comes_back_without_its_rows(
    backup: Path, target_url: str, tmp_path: Path
):
    older_columns = columns_of_revision("0003", tmp_path)
    younger = {table.name for table in IN_ORDER} - set(older_columns)

    def make_older(parts: Parts) -> None:
        manifest = json.loads(parts["manifest.json"]) | {"revision": "0003", "version": 1}
        for name in younger:
            del parts[f"{name}.jsonl"], manifest["tables"][name]
        for name, columns in older_columns.items():
            rows = [json.loads(line) for line in lines(parts[f"{name}.jsonl"])]
            kept = [{one: row[one] for one in row if one in columns} for row in rows]
            parts[f"{name}.jsonl"] = b"".join(json.dumps(row).encode() + b"\n" for row in kept)
        parts["manifest.json"] = json.dumps(manifest).encode()

    older = rebuilt(backup, make_older)
    counts = restore(target_url, older, MOMENT, quiet, replace=False)
    found = {name: len(rows) for name, rows in everything(target_url)[0].items()}
    assert found == counts
    assert {name for name, count in counts.items() if not count} == younger
    engine = open_engine(target_url)
    assert revision_of(engine) == HEAD
    with pytest.raises(TwinAssessment):
        begun(DatabaseStore(engine), id="a-2", region="North")
    engine.dispose()


@pytest.mark.parametrize("lost", ["answer", "rating"])
def test_what_did_not_come_into_the_database_is_told_before_the_old_one_is_let_go(
    backup: Path, target_url: str, monkeypatch: pytest.MonkeyPatch, lost: str
):
    with_other_content(target_url)
    before = everything(target_url)
    read = backup_module.backup_rows
    monkeypatch.setattr(
        backup_module,
        "backup_rows",
        lambda source, table: () if table.name == lost else read(source, table),
    )
    monkeypatch.setattr(backup_module, "check_backup", lambda _: dict.fromkeys(before[0], 1))
    with pytest.raises(Refused, match="came into the database"):
        restore(target_url, backup, MOMENT, quiet, replace=True)
    assert everything(target_url) == before


@pytest.mark.parametrize("table", IN_ORDER, ids=lambda table: table.name)
def test_a_backup_of_this_revision_without_one_of_its_parts_is_refused(
    backup: Path, tmp_path: Path, table
):
    def lose(parts: Parts) -> None:
        manifest = json.loads(parts["manifest.json"])
        del parts[f"{table.name}.jsonl"], manifest["tables"][table.name]
        parts["manifest.json"] = json.dumps(manifest).encode()

    with pytest.raises(Refused, match="list of its parts"):
        check_backup(rebuilt(backup, lose))


def test_a_damaged_backup_is_refused_before_the_target_is_made(backup: Path, tmp_path: Path):
    backup.write_bytes(backup.read_bytes()[:-200])
    assert refusal(f"sqlite:///{tmp_path}/new/spca.db", backup) == "storage.backup_unusable"
    assert not (tmp_path / "new").exists()


def test_a_target_of_a_newer_version_is_refused(backup: Path, target_url: str):
    with_other_content(target_url)
    engine = open_engine(target_url)
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    assert refusal(target_url, backup) == "storage.newer"


def test_a_file_that_is_open_elsewhere_is_refused_and_left_alone(backup: Path, tmp_path: Path):
    url = f"sqlite:///{tmp_path}/spca.db"
    with_other_content(url)
    store = DatabaseStore(app := open_engine(url))
    assert refusal(url, backup) == "storage.in_use"
    assert [found.assessment.id for found in store.assessments()] == ["a-old"]
    assert list(tmp_path.glob("spca.before*")) == list(tmp_path.glob("*.restoring*")) == []
    app.dispose()
    restore(url, backup, MOMENT, quiet, replace=True)


def test_a_file_that_was_opened_while_the_backup_was_read_is_refused(backup: Path, tmp_path: Path):
    url = f"sqlite:///{tmp_path}/spca.db"
    with_other_content(url)
    opened = []

    def open_it(step: str) -> None:
        if "flag" in step:
            opened.append(open_engine(url))
            DatabaseStore(opened[0]).assessments()

    with pytest.raises(Refused) as caught:
        restore(url, backup, MOMENT, open_it, replace=True)
    assert caught.value.problems[0].code == "storage.in_use"
    opened[0].dispose()
    assert [record.assessment.id for record in everything(url)[1]] == ["a-old"]


def test_a_file_left_by_a_program_that_was_killed_is_not_in_use(backup: Path, tmp_path: Path):
    url = f"sqlite:///{tmp_path}/spca.db"
    with_other_content(url)
    store = DatabaseStore(app := open_engine(url))
    actor = store.actor("Ada Amin", "Ministry of Justice", MOMENT)
    store.create_assessment(an_assessment(id="a-new", period="2021"), actor)
    for name in ("spca.db", "spca.db-wal"):  # what stays on the disk after a power failure
        (tmp_path / name.replace("spca", "found")).write_bytes((tmp_path / name).read_bytes())
    app.dispose()
    found = f"sqlite:///{tmp_path}/found.db"
    restore(found, backup, MOMENT, quiet, replace=True)
    (aside,) = tmp_path.glob("found.before-restore-*.db")
    kept = {record.assessment.id for record in everything(f"sqlite:///{aside}")[1]}
    assert kept == {"a-old", "a-new"}


def test_tables_that_somebody_is_reading_are_refused_after_a_while(
    backup: Path, tmp_path: Path, monkeypatch
):
    monkeypatch.setattr(backup_module, "_PATIENCE", "200ms")
    with empty_database("postgresql", tmp_path) as url:
        with_other_content(url)
        before = everything(url)
        app = open_engine(url)
        with app.connect() as connection:
            connection.execute(text("SELECT * FROM answer"))
            assert refusal(url, backup) == "storage.in_use"
        assert everything(url) == before
        # A connection that does nothing is in nobody's way.
        restore(url, backup, MOMENT, quiet, replace=True)
        assert [found.assessment.id for found in DatabaseStore(app).assessments()] == ["a-1"]
        app.dispose()
