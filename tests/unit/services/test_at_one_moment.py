"""Several programs do the same at one moment, as real processes: it is written once."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import Engine

from assessment.services.field_loop import export_workbook
from assessment.storage.store import DatabaseStore
from tests.unit.exchange.filling import filled
from tests.unit.services.desk import Desk, desk_of
from tests.unit.storage.content import row_counts

ROOT = Path(__file__).parents[3]
N_PROGRAMS = 4
START = """
import sys
from pathlib import Path
from assessment.model.answer import FlagEntry
from assessment.model.problem import Refused
from assessment.services.answers import record_flag
from assessment.services.assessments import NewAssessment, create_assessment
from assessment.services.field_loop import apply_import, preview_import
from assessment.storage.engine import open_engine
from assessment.storage.store import DatabaseStore
from tests.unit.services.desk import desk_of

desk = desk_of(DatabaseStore(open_engine(sys.argv[1]))).of(f"Person {sys.argv[3]}")
context, number = desk.context, sys.argv[3]

def wait():
    print("ready", flush=True)
    sys.stdin.readline()

try:
{job}
    print("written", flush=True)
except Refused as refused:
    print(refused.problems[0].code, flush=True)
"""
IMPORT = """
    preview = preview_import(context, Path(sys.argv[2]).read_bytes(), "field.xlsx")
    wait()
    apply_import(context, preview)
"""
BEGIN = """
    new = NewAssessment(desk.framework.questionnaire.id, "RWA", "2026", "external")
    wait()
    create_assessment(context, new)
"""
FLAG = """
    opened = desk.open()
    wait()
    record_flag(context, opened, FlagEntry("X1", "severe", note=f"Person {number}"), seen=0)
"""
SAME_FLAG = """
    opened = desk.open()
    wait()
    record_flag(context, opened, FlagEntry("X1", "severe"), seen=0)
"""


def outcomes(job: str, url: str, file: Path) -> Counter[str]:
    """What programs say that were let loose together."""
    program = START.replace("{job}", job)
    started = [
        subprocess.Popen(
            [sys.executable, "-c", program, url, str(file), str(number)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(N_PROGRAMS)
    ]
    for one in started:
        assert one.stdout is not None
        assert one.stderr is not None
        assert one.stdout.readline() == "ready\n", one.stderr.read()
    for one in started:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    told = [one.communicate(timeout=120) for one in started]
    assert [one.returncode for one in started] == [0] * N_PROGRAMS, told
    return Counter(said.strip() for said, _ in told)


@pytest.fixture
def begun(engine: Engine) -> Desk:
    """An assessment without any answer."""
    desk = desk_of(DatabaseStore(engine))
    desk.begin()
    return desk


def test_an_import_four_times_at_once_writes_once(
    begun: Desk, engine: Engine, database_url: str, tmp_path: Path
):
    cells = {
        ("Evidence", 3, "indicator_id"): "LAW-1",
        ("Evidence", 3, "title"): "A law",
        ("Context", "X1", "option"): "Severe",
    }
    file = tmp_path / "field.xlsx"
    file.write_bytes(filled(cells, export_workbook(begun.context, begun.open()).content))
    told = outcomes(IMPORT, database_url, file)
    assert told == {"written": 1, "import.stale": N_PROGRAMS - 1}
    counts = row_counts(engine)
    assert (counts["evidence"], counts["flag_entry"], counts["import_batch"]) == (1, 1, 1)


def test_an_assessment_begun_four_times_at_once_is_one(
    begun: Desk, engine: Engine, database_url: str, tmp_path: Path
):
    told = outcomes(BEGIN, database_url, tmp_path)
    assert told == {"written": 1, "assessment.exists": N_PROGRAMS - 1}
    assert row_counts(engine)["assessment"] == 2  # with the one that was there


@pytest.mark.parametrize(
    ("job", "told"),
    [(FLAG, {"written": 1, "flag.stale": N_PROGRAMS - 1}), (SAME_FLAG, {"written": N_PROGRAMS})],
    ids=["different", "the same"],
)
def test_a_flag_entered_four_times_at_once_is_written_once(  # noqa: PLR0917 - fixtures
    begun: Desk, engine: Engine, database_url: str, tmp_path: Path, job, told
):
    assert outcomes(job, database_url, tmp_path) == told
    assert row_counts(engine)["flag_entry"] == 1
