"""Several programs do the same at one moment, as real processes: it is written once."""

import multiprocessing
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.queues import SimpleQueue
from pathlib import Path

import pytest
from sqlalchemy import Engine

from assessment.model.answer import FlagEntry
from assessment.model.problem import Refused
from assessment.services.answers import record_flag
from assessment.services.assessments import NewAssessment, create_assessment
from assessment.services.field_loop import apply_import, export_workbook, preview_import
from assessment.storage.engine import open_engine
from assessment.storage.store import DatabaseStore
from tests.programs import SERVER, start
from tests.unit.exchange.filling import filled
from tests.unit.services.desk import Desk, desk_of
from tests.unit.storage.content import row_counts

N_PROGRAMS = 4
Wait = Callable[[], object]
Job = Callable[[Desk, Path, str, Wait], object]


def import_file(desk: Desk, file: Path, _number: str, wait: Wait) -> None:
    preview = preview_import(desk.context, file.read_bytes(), "field.xlsx")
    wait()
    apply_import(desk.context, preview)


def begin_assessment(desk: Desk, _file: Path, _number: str, wait: Wait) -> None:
    new = NewAssessment(desk.framework.questionnaire.id, "RWA", "2026", "external")
    wait()
    create_assessment(desk.context, new)


def enter_own_flag(desk: Desk, _file: Path, number: str, wait: Wait) -> None:
    opened = desk.open()
    wait()
    note = f"Person {number}"
    record_flag(desk.context, opened, FlagEntry("X1", "severe", note=note), seen=0)


def enter_same_flag(desk: Desk, _file: Path, _number: str, wait: Wait) -> None:
    opened = desk.open()
    wait()
    record_flag(desk.context, opened, FlagEntry("X1", "severe"), seen=0)


class Starter:
    """A process that has loaded everything and becomes several programs when it is told to."""

    def __init__(self) -> None:
        self._connection, other = SERVER.Pipe()
        self._process = start(_let_loose, other)
        other.close()

    def outcomes(self, job: Job, url: str, file: Path) -> Counter[str]:
        """What programs say that were let loose together."""
        self._connection.send((job, url, file))
        return Counter(self._connection.recv())

    def stop(self) -> None:
        """Let it end."""
        self._connection.close()
        self._process.join()


def _let_loose(connection: Connection) -> None:
    """Become several programs before any of them knows the database; tell what came of them."""
    fork = multiprocessing.get_context("fork")
    with suppress(EOFError):
        while True:
            given = connection.recv()
            told, barrier = fork.SimpleQueue(), fork.Barrier(N_PROGRAMS, timeout=60)
            programs = [
                fork.Process(target=_carry_out, args=(*given, str(number), barrier.wait, told))
                for number in range(N_PROGRAMS)
            ]
            for program in programs:
                program.start()
            for program in programs:
                program.join()
            ends = [f"ended with {one.exitcode}" for one in programs if one.exitcode]
            connection.send([*ends, *(told.get() for _ in range(N_PROGRAMS - len(ends)))])


@pytest.fixture(scope="module")
def starter() -> Iterator[Starter]:
    made = Starter()
    yield made
    made.stop()


def _carry_out(  # noqa: PLR0917 - all that a program is told
    job: Job, url: str, file: Path, number: str, wait: Wait, told: SimpleQueue
) -> None:
    desk = desk_of(DatabaseStore(open_engine(url))).of(f"Person {number}")
    try:
        job(desk, file, number, wait)
    except Refused as refused:
        told.put(refused.problems[0].code)
    else:
        told.put("written")


@pytest.fixture
def begun(engine: Engine) -> Desk:
    """An assessment without any answer."""
    desk = desk_of(DatabaseStore(engine))
    desk.begin()
    return desk


def test_an_import_four_times_at_once_writes_once(
    starter: Starter, begun: Desk, engine: Engine, database_url: str, tmp_path: Path
):
    cells = {
        ("Evidence", 3, "indicator_id"): "LAW-1",
        ("Evidence", 3, "title"): "A law",
        ("Context", "X1", "option"): "Severe",
    }
    file = tmp_path / "field.xlsx"
    file.write_bytes(filled(cells, export_workbook(begun.context, begun.open()).content))
    told = starter.outcomes(import_file, database_url, file)
    assert told == {"written": 1, "import.stale": N_PROGRAMS - 1}
    counts = row_counts(engine)
    assert (counts["evidence"], counts["flag_entry"], counts["import_batch"]) == (1, 1, 1)


def test_an_assessment_begun_four_times_at_once_is_one(
    starter: Starter, begun: Desk, engine: Engine, database_url: str, tmp_path: Path
):
    told = starter.outcomes(begin_assessment, database_url, tmp_path)
    assert told == {"written": 1, "assessment.exists": N_PROGRAMS - 1}
    assert row_counts(engine)["assessment"] == 2  # with the one that was there


@pytest.mark.parametrize(
    ("job", "told"),
    [
        (enter_own_flag, {"written": 1, "flag.stale": N_PROGRAMS - 1}),
        (enter_same_flag, {"written": N_PROGRAMS}),
    ],
    ids=["different", "the same"],
)
def test_a_flag_entered_four_times_at_once_is_written_once(  # noqa: PLR0917 - fixtures
    starter: Starter, begun: Desk, engine: Engine, database_url: str, tmp_path: Path, job, told
):
    assert starter.outcomes(job, database_url, tmp_path) == told
    assert row_counts(engine)["flag_entry"] == 1
