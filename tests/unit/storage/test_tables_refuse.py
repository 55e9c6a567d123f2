"""The last line: the database itself refuses to change the past or to hold nonsense."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from assessment.storage.engine import writing
from assessment.storage.store import DatabaseStore
from assessment.storage.tables import (
    ANSWER,
    APPEND_ONLY,
    ASSESSMENT,
    ATTESTATION,
    CHOICE,
    DELETION,
    EVIDENCE,
    FLAG,
    HEADING_CHANGE,
    MILESTONE,
    OPENING,
    OWN_PROGRAMME,
    PLAN_ITEM,
    PROTECTED,
    RATING,
    REPLY,
    RESULT,
    REVIEW,
    REVIEW_ENTRY,
    SCOPE_SHEET,
    WITHDRAWAL,
)
from tests.databases import empty_database, open_with_tables
from tests.unit.storage.content import written_everything


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def full(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """A database with rows in every table; no test here leaves anything in it."""
    folder: Path = tmp_path_factory.mktemp("full")
    with empty_database(request.param, folder) as url:
        engine = open_with_tables(url)
        written_everything(DatabaseStore(engine))
        yield engine
        engine.dispose()


def n_rows(engine: Engine, table: Any) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


@pytest.mark.parametrize("table", APPEND_ONLY, ids=lambda table: table.name)
@pytest.mark.parametrize("change", ["update", "delete"])
def test_what_is_recorded_can_be_neither_changed_nor_deleted(full: Engine, table, change):
    before = n_rows(full, table)
    assert before > 0
    statement = table.update().values(person_id="x") if change == "update" else table.delete()
    told = re.escape(f"rows of {table.name} are never changed")
    with pytest.raises(DBAPIError, match=told), writing(full) as connection:
        connection.execute(statement)
    assert n_rows(full, table) == before


def a_row(engine: Engine, table: Any, **changes: Any) -> dict[str, Any]:
    """A row that stands in a table, under a new id, with changes."""
    with engine.connect() as connection:
        row = dict(connection.execute(select(table)).mappings().first() or {})
    counted = {name: 7 for name in ("revision", "number") if name in row}
    counted |= {name: "another" for name in ("twin_key", "fingerprint") if name in row}
    return row | {"id": "new"} | counted | changes


TAKE_ANOTHER = (
    *(ANSWER, RATING, EVIDENCE, FLAG, SCOPE_SHEET, ASSESSMENT, RESULT),
    *(REVIEW, REVIEW_ENTRY, PROTECTED),
    *(PLAN_ITEM, MILESTONE, ATTESTATION),
    *(OWN_PROGRAMME, CHOICE, HEADING_CHANGE),
)


@pytest.mark.parametrize("table", TAKE_ANOTHER, ids=lambda table: table.name)
def test_a_good_row_is_taken(full: Engine, table):
    count, row = select(func.count()).select_from(table), a_row(full, table)
    with full.connect() as connection:
        before = connection.execute(count).scalar_one()
        connection.execute(table.insert(), row)
        assert connection.execute(count).scalar_one() == before + 1
        connection.rollback()


@pytest.mark.parametrize(
    ("table", "wrong"),
    [
        *(
            (table, wrong)
            for table in (ANSWER, RATING)
            for wrong in (
                {"revision": 0},
                {"status": "perhaps"},
                {"status": "level", "level": None},
                {"status": "insufficient_information", "level": 2},
                {"status": "not_applicable", "level": None, "reason": ""},
                {"confidence": "sure"},
                {"evidence_grade": "E"},
                {"revision": 1},
                {"assessment_id": "none"},
                {"person_id": "none"},
                {"person_id": None},
                {"organisation_id": None},
            )
        ),
        (ANSWER, {"import_id": "none"}),
        (RATING, {"respondent_group": "friends"}),
        (OPENING, {}),
        (RESULT, {"content": None}),
        (RESULT, {"assessment_id": None}),
        (EVIDENCE, {"protection": "secret"}),
        (EVIDENCE, {"title": None}),
        (FLAG, {"confidence": "sure"}),
        (FLAG, {"revision": 1}),
        (SCOPE_SHEET, {"revision": 0}),
        (SCOPE_SHEET, {"revision": 1}),
        (REVIEW, {"number": 0}),
        (REVIEW, {"number": 1}),
        (REVIEW, {"opened_by": "nobody"}),
        (REVIEW, {"opened_by": "person", "reason": ""}),
        (REVIEW_ENTRY, {"number": 0}),
        (REVIEW_ENTRY, {"number": 1}),
        (REVIEW_ENTRY, {"kind": "vote"}),
        (REVIEW_ENTRY, {"review_id": "none"}),
        (PROTECTED, {"kind": "gossip"}),
        (PROTECTED, {"for_reviewer": ""}),
        *(
            (table, wrong)
            for table in (PLAN_ITEM, MILESTONE)
            for wrong in (
                {"number": 0},
                {"revision": 0},
                {"revision": 1},
                {"status": "perhaps"},
                {"status": "dropped", "reason": ""},
                {"assessment_id": "none"},
            )
        ),
        (PLAN_ITEM, {"goal": None}),
        (PLAN_ITEM, {"level_then": None}),
        (PLAN_ITEM, {"status_then": "not_answered"}),
        (PLAN_ITEM, {"ends": "2025-12-31"}),
        (PLAN_ITEM, {"cost_low": -1}),
        (PLAN_ITEM, {"cost_high": 99_999}),
        (MILESTONE, {"due_on": None}),
        (ATTESTATION, {"says": "perhaps"}),
        (ATTESTATION, {"party": "friends"}),
        (ATTESTATION, {"said_on": None}),
        (OWN_PROGRAMME, {"number": 0}),
        (OWN_PROGRAMME, {"revision": 0}),
        (OWN_PROGRAMME, {"number": 1, "revision": 1}),
        (OWN_PROGRAMME, {"status": "perhaps"}),
        (OWN_PROGRAMME, {"status": "withdrawn", "reason": ""}),
        (OWN_PROGRAMME, {"organisation_id": "none"}),
        (CHOICE, {"number": 0}),
        (CHOICE, {"number": 1}),
        (CHOICE, {"kind": "liked"}),
        (CHOICE, {"reason": ""}),
        (CHOICE, {"assessment_id": "none"}),
        (HEADING_CHANGE, {"number": 0}),
        (HEADING_CHANGE, {"number": 1}),
        (HEADING_CHANGE, {"kind": "renamed"}),
        (HEADING_CHANGE, {"status": "perhaps"}),
        (HEADING_CHANGE, {"kind": "status", "status": "approved", "name": "", "office": "Head"}),
        (HEADING_CHANGE, {"kind": "status", "status": "approved", "name": "Ada", "office": ""}),
        (HEADING_CHANGE, {"kind": "status", "status": "reopened", "reason": ""}),
        (HEADING_CHANGE, {"assessment_id": "none"}),
        (DELETION, {}),
        (ASSESSMENT, {"mode": "secret"}),
        (ASSESSMENT, {"id": "a-1"}),
        (REPLY, {"dissent_id": "none"}),
        (WITHDRAWAL, {"evidence_id": "none"}),
    ],
    ids=lambda value: "-".join(map(str, value)) if isinstance(value, dict) else value.name,
)
def test_a_bad_row_is_refused(full: Engine, table, wrong):
    before = n_rows(full, table)
    row = a_row(full, table, **wrong)
    if table in (ANSWER, RATING) and "revision" in wrong:
        row["indicator_id"] = "LAW-1"
    if table in (PLAN_ITEM, MILESTONE) and "revision" in wrong:
        row["number"] = 1
    if table is WITHDRAWAL:
        del row["id"]
    with pytest.raises(IntegrityError), writing(full) as connection:
        connection.execute(table.insert(), row)
    assert n_rows(full, table) == before


@pytest.mark.parametrize("kind", ["decision", "deferral"])
def test_no_review_is_decided_or_deferred_twice(store: DatabaseStore, engine: Engine, kind: str):
    written_everything(store)
    first = a_row(engine, REVIEW_ENTRY, kind=kind)
    with writing(engine) as connection:
        connection.execute(REVIEW_ENTRY.insert(), first)
    second = first | {"id": "newer", "number": 8}
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(REVIEW_ENTRY.insert(), second)
