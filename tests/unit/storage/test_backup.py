"""A backup holds everything as of one moment, and a damaged one is known as such."""

import json
import os
import stat
import threading
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from assessment.model.assessment import Changes
from assessment.model.problem import Refused
from assessment.storage.backup import backup_rows, check_backup, write_backup
from assessment.storage.engine import open_engine
from assessment.storage.store import DatabaseStore
from assessment.storage.tables import ANSWER, EVIDENCE, IN_ORDER
from tests.builders import MOMENT
from tests.databases import open_with_tables
from tests.unit.storage.backups import Parts, lines, rebuilt, with_row
from tests.unit.storage.content import (
    REPORT,
    answered,
    begun,
    later,
    row_counts,
    written_everything,
)


def quiet(_: str) -> None:
    """Progress that nobody looks at."""


def a_source(number: int):
    return Changes("page", evidence=(replace(REPORT, title=f"Source {number}"),))


def refusal(source: Path):
    with pytest.raises(Refused) as caught:
        check_backup(source)
    (problem,) = caught.value.problems
    assert problem.code == "storage.backup_unusable"
    assert "Nothing was changed." in problem.remedy
    return problem


@pytest.fixture
def backup(store: DatabaseStore, engine: Engine, tmp_path: Path) -> Path:
    """A good backup with a row of every kind."""
    written_everything(store)
    write_backup(engine, tmp_path / "backup.zip", MOMENT, quiet)
    return tmp_path / "backup.zip"


def test_a_backup_counts_every_row_of_every_table(backup: Path, engine: Engine):
    counts = row_counts(engine)
    assert check_backup(backup) == counts
    assert all(counts.values())
    assert {table.name: len(list(backup_rows(backup, table))) for table in IN_ORDER} == counts


def test_progress_names_every_table(store: DatabaseStore, engine: Engine, tmp_path: Path):
    told: list[str] = []
    write_backup(engine, tmp_path / "backup.zip", MOMENT, told.append)
    assert told == [f"Writing {table.name}" for table in IN_ORDER]


def test_a_backup_that_fails_leaves_no_file_and_an_older_one_whole(
    backup: Path, engine: Engine, tmp_path: Path
):
    before = backup.read_bytes()

    def fail_late(step: str) -> None:
        if "flag" in step:
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        write_backup(engine, backup, MOMENT, fail_late)
    assert backup.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if "zip" in path.name] == ["backup.zip"]


def test_a_backup_is_of_one_moment_while_another_thread_writes(
    store: DatabaseStore, engine: Engine, tmp_path: Path
):
    assessment, actor = begun(store)
    writes_on, written = threading.Event(), []

    def write_on() -> None:
        while not writes_on.is_set() and len(written) < 2_000:
            number = len(written)
            store.write(assessment.id, answered("LAW-1", number % 5, number), actor, later(number))
            store.write(assessment.id, a_source(number), actor, later(number))
            written.append(number)

    def wait_between(step: str) -> None:
        if EVIDENCE.name in step:
            seen = len(written)
            while len(written) < seen + 5:
                writes_on.wait(0.01)

    thread = threading.Thread(target=write_on)
    thread.start()
    while len(written) < 5:
        writes_on.wait(0.01)
    try:
        counts = write_backup(engine, tmp_path / "backup.zip", MOMENT, wait_between)
    finally:
        writes_on.set()
        thread.join()
    # Answer and evidence are written in turns, so at any one moment they differ by one at most.
    assert counts[ANSWER.name] - counts[EVIDENCE.name] in (0, 1)
    assert 5 <= counts[ANSWER.name] < len(written)
    assert check_backup(tmp_path / "backup.zip") == counts


def test_a_file_that_is_no_zip_or_is_not_there_is_refused(tmp_path: Path):
    file = tmp_path / "backup.zip"
    assert "backup.zip" in refusal(file).where
    for content in (b"", b"Dear colleague", b"PK\x03\x04 and nothing else"):
        file.write_bytes(content)
        refusal(file)


def test_every_cut_of_a_backup_is_refused(backup: Path, tmp_path: Path):
    content, cut = backup.read_bytes(), tmp_path / "cut.zip"
    for length in range(0, len(content), max(1, len(content) // 60)):
        cut.write_bytes(content[:length])
        refusal(cut)


def test_a_changed_byte_anywhere_is_refused_or_changes_no_row(
    backup: Path, engine: Engine, tmp_path: Path
):
    content, changed = backup.read_bytes(), tmp_path / "changed.zip"
    whole = {table.name: list(backup_rows(backup, table)) for table in IN_ORDER}
    # A backup says the same of either database; so each is changed where the other is not.
    first = 0 if engine.dialect.name == "sqlite" else 7
    n_refused, places = 0, range(first, len(content), 14)
    for place in places:
        flipped = bytearray(content)
        flipped[place] ^= 1 << place % 8
        changed.write_bytes(flipped)
        try:
            check_backup(changed)
        except Refused:
            n_refused += 1
            continue
        found = {table.name: list(backup_rows(changed, table)) for table in IN_ORDER}
        assert found == whole, f"byte {place}"
    assert n_refused > len(places) / 2


def manifest_with(**changes: Any) -> Callable[[Parts], None]:
    def change(parts: Parts) -> None:
        manifest = json.loads(parts["manifest.json"])
        parts["manifest.json"] = json.dumps(manifest | changes).encode()

    return change


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda parts: parts.pop("manifest.json"), "no list of its parts"),
        (lambda parts: parts.pop("answer.jsonl"), "'answer' is missing"),
        (lambda parts: parts.update({"manifest.json": b"[]"}), "list of its parts"),
        (lambda parts: parts.update({"manifest.json": b"{"}), "list of its parts"),
        (lambda parts: parts.update({"manifest.json": b"[" * 100_000}), "list of its parts"),
        (manifest_with(format="another product"), "not a backup of this product"),
        (manifest_with(revision="9999"), "newer version (revision 9999)"),
        (manifest_with(version=3), "newer version"),
        (manifest_with(revision="0000"), "list of its parts"),
        (manifest_with(revision="0001"), "list of its parts"),
        (manifest_with(version=1), "list of its parts"),
        (manifest_with(made_at="yesterday"), "list of its parts"),
        (manifest_with(sha256=None), "list of its parts"),
        (manifest_with(revision=None), "list of its parts"),
        (manifest_with(revision=3), "list of its parts"),
        (manifest_with(version="2"), "newer version"),
        (manifest_with(tables={}), "list of its parts"),
        (manifest_with(tables=None), "list of its parts"),
        (manifest_with(tables=[1]), "list of its parts"),
    ],
)
def test_a_backup_with_wrong_parts_is_refused(backup: Path, change, told):
    assert told in refusal(rebuilt(backup, change, sealed=False)).found


def test_a_row_left_out_or_added_is_refused_although_the_zip_is_sound(backup: Path):
    def lose_one(parts: Parts) -> None:
        parts["answer.jsonl"] = b"".join(lines(parts["answer.jsonl"])[1:])

    assert "'answer' is damaged" in refusal(rebuilt(backup, lose_one, sealed=False)).found


@pytest.mark.parametrize(
    ("table", "wrong"),
    [
        ("answer", {"level": "high"}),
        ("answer", {"level": True}),
        ("answer", {"level": 2.5}),
        ("answer", {"revision": None}),
        ("answer", {"ticked": "LAW-1.1a"}),
        ("answer", {"ticked": [["LAW-1.1a"], None]}),
        ("answer", {"ticked": {"LAW-1.1a": 1}}),
        ("plan_item", {"prerequisites": ["1"]}),
        ("answer", {"recorded_at": 5}),
        ("answer", {"recorded_at": "yesterday"}),
        ("answer", {"recorded_at": "2026-03-02T09:30:00"}),
        ("answer", {"colour": "red"}),
        ("assessment", {"invented": "no"}),
        ("evidence", {"title": ["a", "b"]}),
    ],
)
def test_a_row_with_wrong_values_is_refused_although_the_checksums_fit(backup: Path, table, wrong):
    assert table in refusal(rebuilt(backup, with_row(table, **wrong))).found


def test_a_line_that_is_no_row_is_refused(backup: Path):
    def spoil(parts: Parts) -> None:
        parts["reply.jsonl"] = b'"a text"\n'

    assert "Row 1 of the part 'reply'" in refusal(rebuilt(backup, spoil)).found


def test_a_backup_can_be_looked_into_with_any_zip_program(backup: Path):
    with zipfile.ZipFile(backup) as file:
        names = {f"{table.name}.jsonl" for table in IN_ORDER} | {"manifest.json"}
        assert set(file.namelist()) == names
        manifest = json.loads(file.read("manifest.json"))
    assert manifest["made_at"] == MOMENT.isoformat()


@pytest.mark.skipif(os.name != "posix", reason="elsewhere the folder decides")
def test_a_backup_can_be_read_by_its_owner_alone(backup: Path):
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_a_database_that_contradicts_itself_is_not_backed_up(tmp_path: Path):
    file, url = tmp_path / "spca.db", f"sqlite:///{tmp_path / 'spca.db'}"
    engine = open_with_tables(url)
    begun(DatabaseStore(engine))
    engine.dispose()
    content = file.read_bytes()
    # The name stands in the table and in the index over it; one of them is changed.
    assert content.count(b"Ministry of Justice") == 2
    file.write_bytes(content.replace(b"Ministry of Justice", b"Ministry of Injury.", 1))
    engine = open_engine(url)
    with pytest.raises(Refused) as caught:
        write_backup(engine, tmp_path / "backup.zip", MOMENT, quiet)
    engine.dispose()
    assert caught.value.problems[0].code == "store.damaged"
    assert not (tmp_path / "backup.zip").exists()
