"""What was made before ratings and results existed still opens and still comes back."""

import json
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import Engine

from assessment.model.problem import Refused
from assessment.model.rating import NewRating
from assessment.storage.backup import check_backup, write_backup
from assessment.storage.engine import open_engine, writing
from assessment.storage.migrate import HEAD, migrate, revision_of, upgrade
from assessment.storage.ratings import DatabaseRatingStore
from assessment.storage.restore import restore
from assessment.storage.store import DatabaseStore
from tests.builders import MOMENT, an_answer
from tests.unit.storage.content import answered, begun, later, row_counts, written_everything

YOUNGER = ("rating", "moderation_event", "result")


def quiet(_: str) -> None:
    pass


def first_backup(store: DatabaseStore, engine: Engine, target: Path) -> Path:
    """A backup as revision 0001 wrote it: without the younger tables."""
    written_everything(store)
    whole = target.with_name("whole.zip")
    write_backup(engine, whole, MOMENT, quiet)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(target, "w") as file:
        for name in source.namelist():
            if name.removesuffix(".jsonl") not in (*YOUNGER, "manifest.json"):
                file.writestr(name, source.read(name))
        manifest = json.loads(source.read("manifest.json")) | {"revision": "0001"}
        for name in YOUNGER:
            del manifest["tables"][name]
        file.writestr("manifest.json", json.dumps(manifest))
    return target


def test_a_workspace_of_the_first_revision_keeps_its_answers_and_takes_ratings(database_url: str):
    engine = open_engine(database_url)
    with writing(engine) as connection:
        upgrade(connection, "0001")
    store = DatabaseStore(engine)
    assessment, actor = begun(store)
    store.write(assessment.id, answered("LAW-1", 3), actor, later(1))
    before = store.record(assessment)
    assert migrate(engine)
    assert revision_of(engine) == HEAD
    assert store.record(assessment) == before
    ratings = DatabaseRatingStore(engine)
    new = NewRating(an_answer("LAW-1", 1), "ministry", 0)
    ratings.write_rating(assessment.id, new, actor, later(2))
    assert len(ratings.ratings(assessment.id).ratings) == 1
    engine.dispose()


def test_a_backup_of_the_first_revision_comes_back_without_ratings(
    store: DatabaseStore, engine: Engine, tmp_path: Path
):
    backup = first_backup(store, engine, tmp_path / "first.zip")
    expected = {name: n for name, n in row_counts(engine).items() if name not in YOUNGER}
    assert check_backup(backup) == expected
    url = f"sqlite:///{tmp_path / 'into.db'}"
    assert restore(url, backup, MOMENT, quiet, replace=False) == expected
    into = open_engine(url)
    assert row_counts(into) == expected | dict.fromkeys(YOUNGER, 0)
    assert revision_of(into) == HEAD
    into.dispose()


@pytest.mark.parametrize("missing", YOUNGER)
def test_a_backup_of_this_revision_without_one_of_its_parts_is_refused(
    store: DatabaseStore, engine: Engine, tmp_path: Path, missing: str
):
    written_everything(store)
    whole, damaged = tmp_path / "whole.zip", tmp_path / "damaged.zip"
    write_backup(engine, whole, MOMENT, quiet)
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(damaged, "w") as file:
        for name in source.namelist():
            if name != f"{missing}.jsonl":
                file.writestr(name, source.read(name))
    with pytest.raises(Refused, match="cannot be read"):
        check_backup(damaged)
