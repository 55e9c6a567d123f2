"""Opens the page of comparisons on many states and on few, first and again, and takes the time."""

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from assessment.cli.output import count
from assessment.model.problem import Problem, Refused
from assessment.wiring import ROOT
from tests.benchmarks.comparing_tab import ComparingTab
from tests.benchmarks.many_states import ManyStates, Progress, prepare_states
from tests.benchmarks.protocol import PageFailedError, Reply
from tests.benchmarks.server import Plan, Server, last_words, running
from tests.benchmarks.usage import cpu_seconds, machine_cpu_seconds

NOTHING, TWO, TWENTY, ALL = "nothing", "two", "twenty", "all"
CASES = (NOTHING, TWO, TWENTY, ALL)
"""What is chosen when the page opens; all those of a period are added by a button."""
_MOST_BY_ADDRESS = {NOTHING: 0, TWO: 2, TWENTY: 20}
MANY, FEW = "many", "few"
"""The two databases; with few, what the size of the other one costs can be seen."""
_FEW_STATES, _FEW_PERIODS = 5, 2
_TIMES_AGAIN = 2


@dataclass(frozen=True)
class WantedComparisons:
    """What is to be measured.

    Attributes
    ----------
    states, periods
        Size of the large database; the small one has 5 states and 2 periods, if
        the large one has not fewer.
    rounds
        How often each choice meets a server that has not computed any score yet.
    """

    states: int
    periods: int
    rounds: int


@dataclass(frozen=True)
class Visit:
    """One opening of the page in a session of its own.

    Attributes
    ----------
    is_first
        Whether the server had not drawn any comparison yet; with nothing chosen,
        whether it had not drawn anything at all.
    reply
        From opening the address until the server said that it is done; where all
        of a period are added, from the press of the button.
    cpu_seconds, other_cpu_seconds
        Processor time of the server, and of everything but the two sides of this
        visit; ``None`` where the system does not tell.
    """

    database: str
    case: str
    n_chosen: int
    is_first: bool
    reply: Reply
    cpu_seconds: float | None
    other_cpu_seconds: float | None


@dataclass(frozen=True)
class ComparisonOutcome:
    """Everything that was measured, in the order in which it was.

    Attributes
    ----------
    databases
        By `MANY` and `FEW`.
    """

    databases: Mapping[str, ManyStates]
    visits: tuple[Visit, ...]


def measure_comparisons(wanted: WantedComparisons, progress: Progress) -> ComparisonOutcome:
    """Measure the page on two databases of its own, in turns.

    Raises
    ------
    Refused
        If a server does not start, or a page shows an error or is not whole.
    """
    with TemporaryDirectory(prefix="spca-bench-") as name:
        folder = Path(name)
        log = folder / "server.log"
        databases = dict(_prepare(folder, wanted, progress))
        try:
            visits = tuple(_measure(databases, log, wanted.rounds, progress))
        except PageFailedError as error:
            raise Refused((_page_failed(error, log),)) from error
    return ComparisonOutcome(databases, visits)


def _prepare(
    folder: Path, wanted: WantedComparisons, progress: Progress
) -> Iterator[tuple[str, ManyStates]]:
    few = min(wanted.states, _FEW_STATES), min(wanted.periods, _FEW_PERIODS)
    for name, (n_states, n_periods) in ((MANY, (wanted.states, wanted.periods)), (FEW, few)):
        place = folder / name
        place.mkdir()
        made = prepare_states(place, n_states, n_periods, progress)
        progress(f"{count(made.n_answers, 'answer')} written in {made.seconds:.1f} s")
        yield name, made


def _measure(
    databases: Mapping[str, ManyStates], log: Path, rounds: int, progress: Progress
) -> Iterator[Visit]:
    for number in range(rounds):
        # Forth and back, so that no database is always the first.
        turns = [*databases.items()][:: 1 if number % 2 == 0 else -1]
        for case in CASES[1:]:
            progress(f"Round {number + 1} of {rounds}, {case} chosen: new servers")
            yield from _measure_case(turns, case, log)


def _measure_case(
    databases: Sequence[tuple[str, ManyStates]], case: str, log: Path
) -> Iterator[Visit]:
    """Let new servers draw the page with nothing chosen, then a comparison, and both again."""
    with ExitStack() as stack:
        served: list[tuple[Server, ManyStates]] = []
        for name, one in databases:
            plan = Plan(name, ROOT, one.workspace.environment)
            served.append((stack.enter_context(running(plan, log)), one))
        for what, is_first in _order_of(case):
            for server, one in served:
                yield asyncio.run(_visit(server, one, what, is_first=is_first))


def _order_of(case: str) -> Iterator[tuple[str, bool]]:
    for what, times_again in ((NOTHING, 1), (case, _TIMES_AGAIN)):
        yield what, True
        yield from [(what, False)] * times_again


async def _visit(server: Server, database: ManyStates, case: str, *, is_first: bool) -> Visit:
    ids = database.assessment_ids[database.newest_period]
    chosen = ids[: _MOST_BY_ADDRESS.get(case)]
    if case == ALL:
        tab, _ = await ComparingTab.open(server.port, ())
        await tab.list_period(database.newest_period)
        before = _usage(server)
        reply = await tab.add_all(len(chosen))
    else:
        before = _usage(server)
        tab, reply = await ComparingTab.open(server.port, chosen)
    used, other = _used_since(before, server)
    await tab.close()
    return Visit(server.name, case, len(chosen), is_first, reply, used, other)


def _usage(server: Server) -> tuple[float | None, ...]:
    """Return the processor time of the server, of this process, and of the whole machine."""
    return cpu_seconds(server.process_id), time.process_time(), machine_cpu_seconds()


def _used_since(
    before: Sequence[float | None], server: Server
) -> tuple[float | None, float | None]:
    of_server, of_visitor, of_machine = (
        None if start is None or end is None else end - start
        for start, end in zip(before, _usage(server), strict=True)
    )
    if of_server is None or of_visitor is None or of_machine is None:
        return of_server, None
    return of_server, max(of_machine - of_server - of_visitor, 0.0)


def _page_failed(error: PageFailedError, log: Path) -> Problem:
    return Problem(
        "bench.page_failed",
        "Page Compare",
        f"It failed while it was measured: {error}. The server said last: {last_words(log)}.",
        "See whether the page works with 'spca serve'. Your own database was not touched.",
    )
