"""The page Compare with many states and with few, first and again."""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from assessment.wiring import ROOT
from tests.benchmarks.contest import Ratios
from tests.benchmarks.tab import PageFailedError, Reply, Tab
from tests.benchmarks.usage import Usage, align, busy, machine
from tests.benchmarks.workspace import ManyStates, fill_with_states
from tests.server import Server

NOTHING, TWO, TWENTY, ALL = "nothing", "2 by the address", "20 by the address", "all, by the button"
CASES = (NOTHING, TWO, TWENTY, ALL)
MANY_TO_FEW = "many_to_few_cpu"
_MOST_BY_ADDRESS = {NOTHING: 0, TWO: 2, TWENTY: 20}
_FEW = 5, 2
_TIMES_AGAIN = 2
_CHOSEN, _PERIOD, _LAST_HEADING = (
    "Assessments to compare",
    "List only: period",
    "Take it with you",
)
_HEADINGS = (
    *("Chosen", "States", "chosen", "first s", "again s", "slowest s"),
    *("CPU s", "msgs", "kB", "visits"),
)


@dataclass(frozen=True)
class Visit:
    """One opening of the page in a session of its own.

    Attributes
    ----------
    size
        Of the database, states by periods.
    is_first
        Whether the server had drawn no comparison yet; with nothing chosen, nothing at all.
    reply
        From opening the address until the server said that it is done; where all of a period
        are added, from the press of the button.
    """

    size: str
    case: str
    n_chosen: int
    is_first: bool
    reply: Reply
    cpu_seconds: float
    other_cpu_seconds: float


def run(
    size: tuple[int, int], rounds: int, say: Callable[[str], None]
) -> tuple[dict[str, Ratios], list[str]]:
    """Measure on two databases, in turns; return ratios of processor time, and what is wrong.

    Parameters
    ----------
    size
        States and periods of the large database.
    rounds
        How often each choice meets servers that have not computed any score yet.
    """
    with TemporaryDirectory(prefix="spca-bench-") as name:
        databases = [
            fill_with_states(Path(name) / str(n), *own) for n, own in enumerate((size, _FEW))
        ]
        say(f"{machine()}; {rounds} rounds with new servers.")
        for one in databases:
            say(f"{one.size}: {one.n_answers:,} answers, written in {one.seconds:.1f} s")
        try:
            visits = list(_visit_all(databases, rounds))
        except PageFailedError as error:
            return {}, [f"The page Compare failed: {error}."]
    many, few = (one.size for one in databases)
    say("\n" + align([_HEADINGS, *_rows(visits)]))
    ratios = {case: cpu_ratio(visits, case, many, few) for case in CASES}
    say(f"\nCPU, {many} over {few}: " + ", ".join(f"{c}: {r:.2f}" for c, r in ratios.items()))
    seconds = sum(visit.reply.seconds for visit in visits)
    say(busy(sum(visit.other_cpu_seconds for visit in visits) / seconds))
    return {f"compare {many}, {case}": {MANY_TO_FEW: own} for case, own in ratios.items()}, []


def _visit_all(databases: Sequence[ManyStates], rounds: int) -> Iterator[Visit]:
    for number in range(rounds):
        # Forth and back, so that no database is always the first.
        turns = databases[:: 1 if number % 2 == 0 else -1]
        for case in CASES[1:]:
            with ExitStack() as running:
                served = [
                    (running.enter_context(Server(one.workspace.environment, ROOT)), one)
                    for one in turns
                ]
                for what, is_first in _order_of(case):
                    for server, one in served:
                        yield asyncio.run(_visit(server, one, what, is_first=is_first))


def _order_of(case: str) -> Iterator[tuple[str, bool]]:
    for what, times_again in ((NOTHING, 1), (case, _TIMES_AGAIN)):
        yield what, True
        yield from [(what, False)] * times_again


async def _visit(server: Server, database: ManyStates, case: str, *, is_first: bool) -> Visit:
    ids = database.ids[database.newest_period]
    chosen = ids[: _MOST_BY_ADDRESS.get(case)]
    if case == ALL:
        tab, _ = await _open(server, ())
        await tab.change(tab.find(_PERIOD), database.newest_period)
        before = Usage.of(server.process_id)
        reply = await tab.press(f"Add all {len(chosen)} in the list")
    else:
        before = Usage.of(server.process_id)
        tab, reply = await _open(server, chosen)
    used, other = Usage.of(server.process_id).since(before)
    check_whole(tab, len(chosen))
    await tab.close()
    return Visit(database.size, case, len(chosen), is_first, reply, used, other)


async def _open(server: Server, ids: Sequence[str]) -> tuple[Tab, Reply]:
    """Open the address with some assessments chosen; the time includes that of connecting."""
    started = time.perf_counter()
    query = urlencode({"with": ",".join(ids)}) if ids else ""
    tab = await Tab.connect(server.port, "compare", query)
    reply = await tab.load()
    seconds = time.perf_counter() - started
    return tab, Reply(seconds, reply.first_heading, reply.messages, reply.size)


def check_whole(tab: Tab, number: int) -> None:
    """Check that so many assessments are chosen, and that the page was drawn to its end.

    Raises
    ------
    PageFailedError
        If not; what was measured then means nothing.
    """
    chosen = tab.find(_CHOSEN).value
    if len(chosen) != number:
        raise PageFailedError(f"{len(chosen)} assessments are chosen instead of {number}")
    if number >= 2 and _LAST_HEADING not in tab.headings:
        raise PageFailedError(f"it ended before '{_LAST_HEADING}'")


def cpu_ratio(visits: Sequence[Visit], case: str, many: str, few: str) -> float:
    """Return how many times the processor time of the small database the large one needs."""
    times = [
        median(v.cpu_seconds for v in visits if (v.size, v.case, v.is_first) == (size, case, False))
        for size in (many, few)
    ]
    return times[0] / times[1]


def _rows(visits: Sequence[Visit]) -> Iterator[Sequence[str]]:
    for case in CASES:
        for size in dict.fromkeys(visit.size for visit in visits):
            own = [visit for visit in visits if (visit.case, visit.size) == (case, size)]
            first = [visit.reply.seconds for visit in own if visit.is_first]
            again = [visit for visit in own if not visit.is_first]
            times = [visit.reply.seconds for visit in again]
            yield (
                case,
                size,
                str(own[0].n_chosen),
                f"{median(first):.2f}",
                f"{median(times):.2f}",
                f"{max(times):.2f}",
                f"{median(visit.cpu_seconds for visit in again):.2f}",
                f"{median(visit.reply.messages for visit in again):.0f}",
                f"{median(visit.reply.size for visit in again) / 1000:,.0f}",
                str(len(own)),
            )
