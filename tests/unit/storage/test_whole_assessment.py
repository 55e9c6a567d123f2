"""A whole assessment out of one database and into another, equal row by row."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from assessment.exchange.whole_assessment import read_whole, write_whole
from assessment.model.problem import Refused
from assessment.model.rating import NewRating
from assessment.storage.store import DatabaseStore
from assessment.storage.tables import ASSESSMENT, OF_ASSESSMENT, PERSON, PROTECTED
from tests.databases import open_with_tables
from tests.unit.storage.content import (
    FULL_ANSWER,
    begun,
    later,
    row_counts,
    written_everything,
)

ROOT = Path(__file__).parents[3]
OWNED = ("organisation_id", "person_id")


@pytest.fixture
def elsewhere(tmp_path: Path):
    """Another database."""
    engine = open_with_tables(f"sqlite:///{tmp_path / 'elsewhere.db'}")
    yield engine
    engine.dispose()


def rows_of(engine: Engine, assessment_id: str) -> dict[str, list[dict[str, Any]]]:
    """Every row of an assessment, with the names of persons instead of their ids."""
    found: dict[str, list[dict[str, Any]]] = {}
    with engine.connect() as connection:
        names = {row.id: row.name for row in connection.execute(select(PERSON))}
        for table in (ASSESSMENT, *OF_ASSESSMENT):
            own = table.c.id if table is ASSESSMENT else table.c.assessment_id
            rows = connection.execute(select(table).where(own == assessment_id)).mappings()
            found[table.name] = sorted(
                (
                    {n: v for n, v in row.items() if n not in OWNED}
                    | {"by": names[row["person_id"]]}
                    for row in rows
                ),
                key=str,
            )
    return found


def carried(store: DatabaseStore, assessment_id: str) -> tuple[bytes, Any]:
    """An assessment as a file, and as it is read from it."""
    whole = store.whole_assessment(assessment_id)
    assert whole is not None
    content = write_whole(whole)
    return content, read_whole(content, "x.json")


def test_every_row_comes_back_in_another_database_but_for_protected_entries_and_keys(
    store: DatabaseStore, engine: Engine, elsewhere: Engine
):
    assessment, _actor = written_everything(store)
    content, whole = carried(store, assessment.id)
    other = DatabaseStore(elsewhere)
    assert other.whole_problems(whole) == ()
    other.write_whole(whole, later(60))
    before, after = rows_of(engine, assessment.id), rows_of(elsewhere, assessment.id)
    assert before.pop(PROTECTED.name)
    assert after.pop(PROTECTED.name) == []
    assert all(before.values())
    assert after == before
    assert carried(other, assessment.id)[0] == content
    assert other.assessment(assessment.id) == store.assessment(assessment.id)
    found = other.assessment(assessment.id)
    assert other.record(found) == store.record(assessment)


def test_back_into_the_kind_of_database_that_it_came_from(
    store: DatabaseStore, engine: Engine, elsewhere: Engine
):
    other = DatabaseStore(elsewhere)
    assessment, _actor = written_everything(other)
    content, whole = carried(other, assessment.id)
    store.write_whole(whole, later(60))
    assert carried(store, assessment.id)[0] == content
    before, after = rows_of(elsewhere, assessment.id), rows_of(engine, assessment.id)
    del before[PROTECTED.name], after[PROTECTED.name]
    assert after == before
    # Nothing of it can be changed here either.
    deleted = store.assessment(assessment.id)
    actor = store.actor("Ada Amin", "Ministry of Justice", later(61))
    store.delete_assessment(assessment.id, deleted.n_changes, actor, later(61))
    assert sum(store.rows_below(assessment.id).values()) == 0


def test_what_was_left_for_one_reviewer_stands_nowhere_in_the_file(store: DatabaseStore):
    assessment, _actor = written_everything(store)
    content, _whole = carried(store, assessment.id)
    assert b"Look at the north" not in content
    assert b"Heron" not in content
    assert b"key_hash" not in content


def test_there_is_nothing_of_an_assessment_that_is_not_here(store: DatabaseStore):
    assert store.whole_assessment("nowhere") is None


def test_two_raters_of_one_name_stay_two(store: DatabaseStore, elsewhere: Engine):
    assessment, _actor = begun(store)
    for n, key in enumerate(("", "k1", "k2")):
        rater = store.actor("Ada Amin", "Ministry of Justice", later(1), key)
        answer = replace(FULL_ANSWER, level=n, ticked=frozenset())
        store.write_rating(assessment.id, NewRating(answer, "agency", 0), rater, later(2 + n))
    content, whole = carried(store, assessment.id)
    other = DatabaseStore(elsewhere)
    other.write_whole(whole, later(60))
    assert len({one.person_id for one in other.ratings(assessment.id).ratings}) == 3
    assert carried(other, assessment.id)[0] == content
    # Nobody holds a key there, and nobody can be chosen as holding one.
    assert other.people() == ()
    assert other.person_with_key("k1") is None


def refused(store: DatabaseStore, whole: Any) -> list[str]:
    with pytest.raises(Refused) as caught:
        store.write_whole(whole, later(60))
    return [one.code for one in caught.value.problems]


def test_what_is_here_already_or_was_deleted_here_is_refused_and_nothing_is_written(
    store: DatabaseStore, engine: Engine
):
    assessment, actor = written_everything(store)
    _content, whole = carried(store, assessment.id)
    before = row_counts(engine)
    assert refused(store, whole) == ["whole.is_here"]
    twin = replace(whole, heading={**whole.heading, "id": "a-2"})
    assert refused(store, twin) == ["whole.has_twin"]
    assert [one.code for one in store.whole_problems(twin)] == ["whole.has_twin"]
    assert row_counts(engine) == before
    store.delete_assessment(assessment.id, assessment.n_changes, actor, later(50))
    assert refused(store, whole) == ["whole.was_deleted"]


def test_rows_that_the_tables_refuse_are_told_and_nothing_is_written(
    store: DatabaseStore, engine: Engine, elsewhere: Engine
):
    other = DatabaseStore(elsewhere)
    assessment, _actor = written_everything(other)
    _content, whole = carried(other, assessment.id)
    before = row_counts(engine)
    nameless = {**whole.rows["choice"][0], "reason": ""}
    assert refused(store, replace(whole, rows={**whole.rows, "choice": [nameless]})) == [
        "whole.contradicts"
    ]
    stolen, _actor = begun(store, id="b-1", region="South")
    store.write_whole(whole, later(60))
    twice = {**whole.heading, "id": "c-1", "region": "East"}
    mine = row_counts(engine)
    assert refused(store, replace(whole, heading=twice)) == ["whole.contradicts"]
    assert row_counts(engine) == mine
    assert before["answer"] == 0
    assert stolen.id != assessment.id


DIE_BEFORE_COMMIT = """
import os, signal, sys
from pathlib import Path
from assessment.exchange.whole_assessment import read_whole
from assessment.storage import whole_store
from assessment.storage.engine import open_engine
from assessment.storage.store import DatabaseStore
from tests.unit.storage.content import later

step, seen = whole_store.insert_rows, []

def and_die(connection, table, rows):
    step(connection, table, rows)
    if table.name == "review_entry":
        print("written", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

whole_store.insert_rows = and_die
whole = read_whole(Path(sys.argv[2]).read_bytes(), "x.json")
DatabaseStore(open_engine(sys.argv[1])).write_whole(whole, later(60))
"""


def test_killed_in_the_middle_it_leaves_nothing(
    store: DatabaseStore, engine: Engine, database_url: str, tmp_path: Path, elsewhere: Engine
):
    other = DatabaseStore(elsewhere)
    assessment, _actor = written_everything(other)
    content, whole = carried(other, assessment.id)
    file = tmp_path / "x.json"
    file.write_bytes(content)
    before = row_counts(engine)
    done = subprocess.run(
        [sys.executable, "-c", DIE_BEFORE_COMMIT, database_url, file],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.returncode) == ("written\n", -9), done.stderr
    assert row_counts(engine) == before
    store.write_whole(whole, later(60))
    assert store.assessment(assessment.id) is not None
