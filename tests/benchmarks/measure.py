"""The whole measurement, from the first cold start to the last count of what was saved."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from assessment.model.problem import Problem, Refused
from tests.benchmarks.contenders import Contender, Running, prepare_contenders
from tests.benchmarks.figures import Outcome, Start, Wanted
from tests.benchmarks.protocol import PageFailedError, Tab
from tests.benchmarks.rounds import Progress, measure_loads
from tests.benchmarks.server import Server, last_words, running
from tests.benchmarks.workspace import Seat

_PAGE = "questions"


def measure_pages(wanted: Wanted, progress: Progress) -> Outcome:
    """Measure the app and the bare page in turns, on databases of their own.

    Raises
    ------
    Refused
        If a server does not start, or a page shows an error.
    """
    with TemporaryDirectory(prefix="spca-bench-") as name:
        folder, n_seats = Path(name), sum(wanted.people)
        log = folder / "server.log"
        progress(f"Preparing assessments for {n_seats} people")
        contenders = list(prepare_contenders(folder, n_seats, compare_gc=wanted.compare_gc))
        try:
            return _measure(contenders, log, wanted, progress)
        except PageFailedError as error:
            raise Refused((_page_failed(error, log),)) from error


def _measure(
    contenders: Sequence[Contender], log: Path, wanted: Wanted, progress: Progress
) -> Outcome:
    starts = list(_start_and_stop(contenders, log, wanted.starts - 1, progress))
    with ExitStack() as stack:
        kept: list[Running] = []
        for contender in contenders:
            server = stack.enter_context(running(contender.plan, log))
            starts.append(asyncio.run(_visit(server, contender.seats[0])))
            kept.append(Running(contender, server))
        loads = asyncio.run(measure_loads(kept, wanted, progress))
    return Outcome(tuple(starts), tuple(loads))


def _start_and_stop(
    contenders: Sequence[Contender], log: Path, times: int, progress: Progress
) -> Iterator[Start]:
    for number in range(times):
        progress(f"Cold start {number + 1} of {times + 1}")
        for contender in contenders:
            with running(contender.plan, log) as server:
                yield asyncio.run(_visit(server, contender.seats[0]))


async def _visit(server: Server, seat: Seat) -> Start:
    """Be the first visitor of a new server."""
    tab = await Tab.connect(server.port, _PAGE, seat.query)
    reply = await tab.load()
    whole = time.perf_counter() - server.started
    await tab.close()
    return Start(server.name, server.healthy_after, reply.first_content - server.started, whole)


def _page_failed(error: PageFailedError, log: Path) -> Problem:
    return Problem(
        "bench.page_failed",
        "Questions page",
        f"It failed while it was measured: {error}. The server said last: {last_words(log)}.",
        "See whether the page works with 'spca serve'. Your own database was not touched.",
    )
