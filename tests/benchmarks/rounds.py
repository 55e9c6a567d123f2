"""Lets people click on one server after the other, in turns, and sums up what it took."""

import asyncio
import time
from collections.abc import Callable, Sequence

from tests.benchmarks.contenders import Contender, Running
from tests.benchmarks.figures import Crowd, Load, Segment, Wanted, median_ms, summarise
from tests.benchmarks.people import Person, sit_down, stand_up
from tests.benchmarks.server import Server
from tests.benchmarks.usage import cpu_seconds, machine_cpu_seconds, memory_megabytes
from tests.benchmarks.workspace import count_saved

Progress = Callable[[str], None]


async def measure_loads(
    running: Sequence[Running], wanted: Wanted, progress: Progress
) -> list[Load]:
    """Measure each number of people, each on questions that nobody opened before."""
    loads: list[Load] = []
    first = 0
    for n_people in wanted.people:
        seats = slice(first, first + n_people)
        loads += await _measure_load(running, seats, wanted, progress)
        first += n_people
    return loads


async def _measure_load(
    running: Sequence[Running], seats: slice, wanted: Wanted, progress: Progress
) -> list[Load]:
    n_people = seats.stop - seats.start
    progress(f"{n_people} people open a question on each server")
    crowds = [await _seat(one, seats, wanted.seed) for one in running]
    segments: list[list[Segment]] = [[] for _ in running]
    for number in range(wanted.rounds):
        progress(f"{n_people} people click, round {number + 1} of {wanted.rounds}")
        # Forth and back, so that no server is always the first.
        turns = list(enumerate(running))
        for n, one in turns if number % 2 == 0 else reversed(turns):
            segments[n].append(await _let_work(one.server, crowds[n], wanted))
    loads = [
        _sum_up(one, seats, crowd, parts)
        for one, crowd, parts in zip(running, crowds, segments, strict=True)
    ]
    for crowd in crowds:
        await stand_up(crowd)
    return loads


async def _seat(one: Running, seats: slice, seed: int) -> list[Person]:
    queries = [seat.query for seat in one.contender.seats[seats]]
    return await sit_down(one.server.port, queries, seed)


async def _let_work(server: Server, crowd: Sequence[Person], wanted: Wanted) -> Segment:
    for person in crowd:
        person.replies.clear()
    before, started = _usage(server), time.perf_counter()
    deadline = started + wanted.seconds / wanted.rounds
    await asyncio.gather(*(person.work(deadline, wanted.think) for person in crowd))
    after, seconds = _usage(server), time.perf_counter() - started
    replies = tuple(reply for person in crowd for reply in person.replies)
    of_server, of_people, of_machine = (
        None if start is None or end is None else end - start
        for start, end in zip(before, after, strict=True)
    )
    if of_server is None or of_people is None or of_machine is None:
        return Segment(seconds, replies, of_server, None)
    return Segment(seconds, replies, of_server, max(of_machine - of_server - of_people, 0.0))


def _usage(server: Server) -> tuple[float | None, ...]:
    """Return the processor time of the server, of the people, and of the whole machine."""
    return cpu_seconds(server.process_id), time.process_time(), machine_cpu_seconds()


def _sum_up(
    one: Running, seats: slice, crowd: Sequence[Person], segments: Sequence[Segment]
) -> Load:
    people = Crowd(
        len(crowd),
        median_ms([person.page for person in crowd]) or 0.0,
        sum(person.clicks for person in crowd),
        *_count_saved(one.contender, seats, crowd),
    )
    memory = memory_megabytes(one.server.process_id)
    return summarise(one.server.name, people, segments, memory)


def _count_saved(
    contender: Contender, seats: slice, crowd: Sequence[Person]
) -> tuple[int | None, int | None]:
    if contender.workspace is None:
        return None, None
    saved = [count_saved(contender.workspace, seat) for seat in contender.seats[seats]]
    shown = [(person.clicks, person.n_ticked) for person in crowd]
    wrong = sum(one != other for one, other in zip(saved, shown, strict=True))
    return sum(revisions for revisions, _ in saved), wrong
