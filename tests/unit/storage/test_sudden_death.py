"""Nothing that was shown as saved is lost, and nothing half-written stays, when a program dies."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlalchemy import Engine

from assessment.services.answers import read_indicator
from assessment.services.field_loop import apply_import, export_workbook, preview_import
from assessment.services.own_programmes import export_own, find_own, import_own
from assessment.storage.engine import open_engine
from assessment.storage.store import DatabaseStore
from assessment.storage.tables import ANSWER, EVIDENCE, FLAG, IMPORT, OWN_PROGRAMME
from tests.own import OWN_ROW
from tests.own import filled as filled_own
from tests.unit.exchange.filling import filled
from tests.unit.services.desk import desk_of, large_desk, wide_framework
from tests.unit.storage.content import row_counts

ROOT = Path(__file__).parents[3]
N_INDICATORS = 72
KILLED = -9

# Dies by SIGKILL after everything was handed to the database, and before the commit.
IMPORT_AND_DIE = """
import os, signal, sys
from pathlib import Path
from assessment.services.field_loop import apply_import, preview_import
from assessment.storage import store
from assessment.storage.engine import open_engine
from assessment.storage.store import DatabaseStore
from tests.unit.services.desk import large_desk

stop_after = sys.argv[3]
step = getattr(store, stop_after)

def and_die(*arguments):
    step(*arguments)
    print("written", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

setattr(store, stop_after, and_die)
desk = large_desk(DatabaseStore(open_engine(sys.argv[1]))).context
preview = preview_import(desk, Path(sys.argv[2]).read_bytes(), "field.xlsx")
apply_import(desk, preview)
print("finished", flush=True)
"""

IMPORT_OWN_AND_DIE = """
import os, signal, sys
from pathlib import Path
from assessment.services.context import open_assessment
from assessment.services.own_programmes import import_own
from assessment.storage import own_store
from assessment.storage.engine import open_engine
from assessment.storage.store import DatabaseStore
from tests.unit.services.desk import desk_of

step = own_store.insert_rows

def and_die(*arguments):
    step(*arguments)
    print("written", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

own_store.insert_rows = and_die
desk = desk_of(DatabaseStore(open_engine(sys.argv[1]))).context
import_own(desk, open_assessment(desk, "a-1"), Path(sys.argv[2]).read_bytes(), "own.xlsx")
print("finished", flush=True)
"""

SAVE_AND_DIE = """
import os, signal, sys
from assessment.services.answers import record_answer
from assessment.services.context import open_assessment
from assessment.storage.engine import open_engine
from assessment.storage.store import DatabaseStore
from tests.builders import an_answer
from tests.unit.services.desk import large_desk

desk = large_desk(DatabaseStore(open_engine(sys.argv[1]))).context
opened = open_assessment(desk, "a-1")
record_answer(desk, opened, an_answer("LAW-1", 3), 0)
print("saved", flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def run(program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )


def a_full_workbook(content: bytes) -> bytes:
    """Every indicator answered, with a source each, and a context flag."""
    cells: dict[tuple[str, str | int, str], object] = {("Context", "X1", "option"): "present"}
    for number, indicator in enumerate(wide_framework().questionnaire.indicators):
        cells |= {
            ("Answers", indicator.id, "level"): number % 5,
            ("Answers", indicator.id, "rationale"): f"Seen in {number} places.",
            ("Evidence", 3 + number, "indicator_id"): indicator.id,
            ("Evidence", 3 + number, "title"): f"Report {number}",
        }
    return filled(cells, content)


@pytest.mark.parametrize("stop_after", ["_append", "_append_changes"])
def test_an_import_that_is_killed_leaves_nothing_and_succeeds_the_next_time(
    engine: Engine, database_url: str, tmp_path: Path, stop_after
):
    desk = large_desk(DatabaseStore(engine))
    opened = desk.begin()
    file = tmp_path / "field.xlsx"
    file.write_bytes(a_full_workbook(export_workbook(desk.context, opened).content))
    before = row_counts(engine)

    died = run(IMPORT_AND_DIE, database_url, file, stop_after)

    assert (died.returncode, died.stdout) == (KILLED, "written\n"), died.stderr
    again = open_engine(database_url)
    assert row_counts(again) == before
    assert_sound(again)
    fresh = large_desk(DatabaseStore(again))
    preview = preview_import(fresh.context, file.read_bytes(), "field.xlsx")
    done = apply_import(fresh.context, preview)
    assert (done.n_answers, done.n_evidence, done.n_flags) == (N_INDICATORS, N_INDICATORS, 1)
    written: Mapping[str, int] = row_counts(again)
    assert {table.name: written[table.name] for table in (ANSWER, EVIDENCE, FLAG, IMPORT)} == {
        "answer": N_INDICATORS,
        "evidence": N_INDICATORS,
        "flag_entry": 1,
        "import_batch": 1,
    }
    assert_sound(again)
    again.dispose()


def test_a_sheet_of_own_programmes_that_is_killed_leaves_nothing_and_succeeds_the_next_time(
    engine: Engine, database_url: str, tmp_path: Path
):
    desk = desk_of(DatabaseStore(engine))
    opened = desk.begin()
    file = tmp_path / "own.xlsx"
    rows = [{**OWN_ROW, "name": f"Radio {number}"} for number in range(20)]
    file.write_bytes(filled_own(export_own(desk.context, opened).content, *rows))
    before = row_counts(engine)

    died = run(IMPORT_OWN_AND_DIE, database_url, file)

    assert (died.returncode, died.stdout) == (KILLED, "written\n"), died.stderr
    again = open_engine(database_url)
    assert row_counts(again) == before
    assert_sound(again)
    fresh = desk_of(DatabaseStore(again))
    import_own(fresh.context, fresh.open(), file.read_bytes(), "own.xlsx")
    assert row_counts(again) == {**before, OWN_PROGRAMME.name: 20}
    found = find_own(fresh.context, fresh.open()).programmes.in_use
    assert [one.number for one in found] == [*range(1, 21)]
    again.dispose()


def test_a_program_that_is_killed_right_after_it_said_saved_loses_nothing(
    engine: Engine, database_url: str
):
    desk = large_desk(DatabaseStore(engine))
    desk.begin()
    died = run(SAVE_AND_DIE, database_url)
    assert (died.returncode, died.stdout) == (KILLED, "saved\n"), died.stderr
    again = open_engine(database_url)
    fresh = large_desk(DatabaseStore(again))
    recorded = read_indicator(fresh.context, fresh.open(), "LAW-1").recorded
    assert recorded is not None
    assert (recorded.answer.level, recorded.revision) == (3, 1)
    assert_sound(again)
    again.dispose()


def assert_sound(engine: Engine) -> None:
    """SQLite looks through the whole file; PostgreSQL answers for itself."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
