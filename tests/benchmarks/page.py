"""A click on the questions page, for one person and for many, beside a bare Streamlit page."""

import asyncio
import math
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from assessment.wiring import ROOT
from tests.benchmarks.contest import Ratios
from tests.benchmarks.tab import PageFailedError, Reply, Tab, Widget
from tests.benchmarks.usage import Usage, align, busy, machine, memory_megabytes
from tests.benchmarks.workspace import Seat, Workspace, prepare_bare_page
from tests.server import Server

APP, BARE = "app", "bare page"
TO_BARE = "app_to_bare_cpu"
_COLLECT = ("--runner.postScriptGC", "true")
# Python runs a module of this name before anything else, so the app need not know of it.
_NOT_FROZEN = "import gc\n\ngc.freeze = lambda: None\n"
# How often which kind of widget is used: mostly statements, as in the real work.
_SHARES = {"checkbox": 0.55, "radio": 0.2, "button_group": 0.15, "text_area": 0.1}
_LEVELS = 5  # the choices after the levels need a reason, which this person does not give
_START_HEADINGS = ("Cold start (median)", "answers s", "first heading s", "whole page s", "starts")
_HEADINGS = (
    *("People", "Server", "page ms", "Clicks", "per s", "median ms", "p95 ms", "max ms"),
    *("CPU ms/click", "msgs", "kB", "memory MB", "other load", "saved"),
)
Say = Callable[[str], None]


@dataclass(frozen=True)
class Wanted:
    """What is to be measured.

    Attributes
    ----------
    people
        Numbers of people at the same time, one after another.
    seconds, segments
        How long people click on each server, and in how many turns: other work on the machine
        then hits all alike.
    think
        Mean pause of a person, in seconds.
    starts
        Cold starts of each server.
    compare_gc
        Whether to measure the app with the garbage collector after each click as well.
    """

    people: Sequence[int]
    seconds: float
    think: float
    segments: int
    starts: int
    compare_gc: bool = False


@dataclass(frozen=True)
class Contender:
    """A server to be measured; the bare page has no workspace."""

    name: str
    folder: Path
    seats: Sequence[Seat]
    workspace: Workspace | None = None
    options: Sequence[str] = ()
    environment: dict[str, str] = field(default_factory=dict)

    def start(self) -> Server:
        """Start it."""
        return Server(self.environment, self.folder, self.options)


@dataclass(frozen=True)
class Segment:
    """A stretch of time in which people clicked on one server and no other."""

    seconds: float
    replies: Sequence[Reply]
    cpu_seconds: float
    other_cpu_seconds: float


@dataclass(frozen=True)
class Load:
    """What one server did for a number of people, over all its segments.

    Attributes
    ----------
    page_ms
        Median of the time in which one person after the other got the whole page.
    clicks
        All clicks, those before the measurement included.
    saved, wrong
        Revisions in the database, and questions where it holds another number or other ticks
        than the tab shows; ``None`` for a page that saves nothing.
    """

    server: str
    people: int
    page_ms: float
    segments: Sequence[Segment]
    memory_mb: float
    clicks: int
    saved: int | None = None
    wrong: int | None = None

    @property
    def replies(self) -> list[Reply]:
        """All answers."""
        return [reply for segment in self.segments for reply in segment.replies]

    @property
    def cpu_ms(self) -> float:
        """Processor time of the server for a click; ``nan`` if nobody clicked."""
        used = sum(segment.cpu_seconds for segment in self.segments)
        return used * 1000 / len(self.replies) if self.replies else math.nan

    @property
    def other_load(self) -> float:
        """Processors that were busy with something else, on average."""
        seconds = sum(segment.seconds for segment in self.segments)
        return sum(segment.other_cpu_seconds for segment in self.segments) / seconds


@dataclass
class Person:
    """One person with one open question, who thinks, changes one thing, and waits."""

    tab: Tab
    page: Reply
    generator: np.random.Generator
    clicks: int = 0
    replies: list[Reply] = field(default_factory=list)

    async def work(self, deadline: float, think: float) -> None:
        """Click until the deadline on the clock of `time.perf_counter`."""
        while True:
            pause = float(self.generator.exponential(think))
            left = deadline - time.perf_counter()
            await asyncio.sleep(max(min(pause, left), 0.0))
            if pause >= left:
                return
            self.replies.append(await self.click())

    async def click(self) -> Reply:
        """Change one thing and wait for the answer."""
        widget = self._choose_widget()
        reply = await self.tab.change(widget, self._choose_value(widget))
        self.clicks += 1
        return reply

    @property
    def n_ticked(self) -> int:
        """How many statements are ticked in the tab."""
        return sum(bool(w.value) for w in self.tab.widgets.values() if w.kind == "checkbox")

    def _choose_widget(self) -> Widget:
        kind = list(_SHARES)[self.generator.choice(len(_SHARES), p=list(_SHARES.values()))]
        # The choice of a dimension is a widget as well, but in another part than the statements.
        widgets = self.tab.widgets.values()
        part = next(widget.part for widget in widgets if widget.kind == "checkbox")
        found = [widget for widget in widgets if widget.part == part and widget.kind == kind]
        return found[int(self.generator.integers(len(found)))]

    def _choose_value(self, widget: Widget) -> Any:
        if widget.kind == "checkbox":
            return not widget.value
        if widget.kind == "text_area":
            return f"Found in the records of the ministry, note {self.clicks + 1}."
        if widget.kind == "radio":
            return self._another(widget.options[:_LEVELS], widget.value)
        # Grade D goes with no level.
        allowed = [option for option in widget.options if option != "D"]
        return [self._another(allowed, widget.value[0] if widget.value else "")]

    def _another(self, options: Sequence[str], current: str) -> str:
        others = [option for option in options if option != current]
        return others[int(self.generator.integers(len(others)))]


def run(wanted: Wanted, say: Say) -> tuple[dict[str, Ratios], list[str]]:
    """Measure app and bare page in turns; return ratios of processor time, and what is wrong."""
    with TemporaryDirectory(prefix="spca-bench-") as name, ExitStack() as running:
        contenders = list(_prepare(Path(name), wanted))
        starts = [asyncio.run(_visit(one)) for _ in range(wanted.starts) for one in contenders]
        servers = [running.enter_context(one.start()) for one in contenders]
        try:
            loads = asyncio.run(_measure(contenders, servers, wanted))
        except PageFailedError as error:
            said = " / ".join(line for server in servers for line in server.lines[-3:])
            return {}, [f"The questions page failed: {error}. The servers said last: {said}"]
    say(_report(wanted, starts, loads))
    wrong = [one for one in loads if one.wrong]
    faults = [f"{one.server}: {one.wrong} of {one.people} questions not saved" for one in wrong]
    return {f"page {n} people": {TO_BARE: cpu_ratio(loads, n)[0]} for n in wanted.people}, faults


def _prepare(folder: Path, wanted: Wanted) -> Iterator[Contender]:
    def app(name: str, options: Sequence[str] = (), path: str = "") -> Contender:
        workspace = Workspace(folder / name.replace(", ", "-").replace(" ", "-"))
        seats = [workspace.take_seat(number) for number in range(sum(wanted.people))]
        more = {"PYTHONPATH": path} if path else {}
        return Contender(name, ROOT, seats, workspace, options, {**workspace.environment, **more})

    first = app(APP)
    yield first
    assert first.workspace is not None
    prepare_bare_page(folder / "bare", first.workspace.questionnaire)
    yield Contender(BARE, folder / "bare", first.seats)
    if wanted.compare_gc:
        (folder / "sitecustomize.py").write_text(_NOT_FROZEN, encoding="utf-8")
        yield app("app, collecting", _COLLECT)
        yield app("app, collecting, not frozen", _COLLECT, str(folder))


async def _visit(one: Contender) -> tuple[str, float, float, float]:
    """Be the first visitor; seconds from the start to health, first heading and whole page."""
    with one.start() as server:
        tab = await Tab.connect(server.port, "questions", one.seats[0].query)
        reply = await tab.load()
        whole = time.perf_counter() - server.started
        await tab.close()
    return one.name, server.healthy_after, reply.first_heading - server.started, whole


async def _measure(
    contenders: Sequence[Contender], servers: Sequence[Server], wanted: Wanted
) -> list[Load]:
    """Measure each number of people, each on questions that nobody opened before."""
    loads: list[Load] = []
    first = 0
    for n_people in wanted.people:
        seats = [one.seats[first : first + n_people] for one in contenders]
        crowds = [await _sit_down(*pair) for pair in zip(servers, seats, strict=True)]
        segments: list[list[Segment]] = [[] for _ in contenders]
        for number in range(wanted.segments):
            # Forth and back, so that no server is always the first.
            for n in range(len(contenders))[:: 1 if number % 2 == 0 else -1]:
                segments[n].append(await _let_work(servers[n], crowds[n], wanted))
        loads += [
            _sum_up(contenders[n], servers[n], seats[n], crowds[n], segments[n])
            for n in range(len(contenders))
        ]
        await asyncio.gather(*(person.tab.close() for crowd in crowds for person in crowd))
        first += n_people
    return loads


async def _sit_down(server: Server, seats: Sequence[Seat]) -> list[Person]:
    people: list[Person] = []
    for number, seat in enumerate(seats):
        tab = await Tab.connect(server.port, "questions", seat.query)
        person = Person(tab, await tab.load(), np.random.default_rng((1, number)))
        # Draws what is drawn once only, and is not part of the measurement.
        await person.click()
        people.append(person)
    return people


async def _let_work(server: Server, crowd: Sequence[Person], wanted: Wanted) -> Segment:
    for person in crowd:
        person.replies.clear()
    before, started = Usage.of(server.process_id), time.perf_counter()
    deadline = started + wanted.seconds / wanted.segments
    await asyncio.gather(*(person.work(deadline, wanted.think) for person in crowd))
    used, other = Usage.of(server.process_id).since(before)
    replies = [reply for person in crowd for reply in person.replies]
    return Segment(time.perf_counter() - started, replies, used, other)


def _sum_up(
    one: Contender,
    server: Server,
    seats: Sequence[Seat],
    crowd: Sequence[Person],
    segments: Sequence[Segment],
) -> Load:
    load = Load(
        one.name,
        len(crowd),
        median(person.page.seconds for person in crowd) * 1000,
        segments,
        memory_megabytes(server.process_id),
        sum(person.clicks for person in crowd),
    )
    if one.workspace is None:
        return load
    found = [one.workspace.count_saved(seat) for seat in seats]
    shown = [(person.clicks, person.n_ticked) for person in crowd]
    wrong = sum(pair[0] != pair[1] for pair in zip(found, shown, strict=True))
    return replace(load, saved=sum(revisions for revisions, _ in found), wrong=wrong)


def cpu_ratio(loads: Sequence[Load], people: int) -> tuple[float, float, float]:
    """Return how many times the processor time of the bare page a click of the app needs.

    Returns
    -------
    tuple of float
        Over all segments, and the smallest and largest of the pairs of segments.
    """
    own = {one.server: one for one in loads if one.people == people}
    pairs = zip(own[APP].segments, own[BARE].segments, strict=True)
    each = [
        app.cpu_seconds / len(app.replies) * len(bare.replies) / bare.cpu_seconds
        for app, bare in pairs
        if app.replies and bare.replies
    ] or [math.nan]
    return own[APP].cpu_ms / own[BARE].cpu_ms, min(each), max(each)


def _report(
    wanted: Wanted, starts: Sequence[tuple[str, float, float, float]], loads: Sequence[Load]
) -> str:
    rows = [_START_HEADINGS]
    for name in dict.fromkeys(one for one, *_ in starts):
        times = zip(*(times for one, *times in starts if one == name), strict=True)
        rows.append((name, *(f"{median(one):.2f}" for one in times), str(wanted.starts)))
    ratios = {n: cpu_ratio(loads, n) for n in wanted.people}
    lines = [
        f"{machine()}; think time {wanted.think:g} s on average, {wanted.seconds:g} s on each "
        f"server in {wanted.segments} segments.",
        align(rows),
        align([_HEADINGS, *map(_cells, loads)]),
        *(
            f"{n} people: a click of the app needs {middle:.2f} times the CPU of the bare page "
            f"(segments: {low:.2f} to {high:.2f})."
            for n, (middle, low, high) in ratios.items()
        ),
        busy(max(load.other_load for load in loads)),
    ]
    return "\n\n".join(line for line in lines if line)


def _cells(load: Load) -> Sequence[str]:
    replies = load.replies or [Reply(math.nan, 0.0, 0, 0)]
    times = [reply.seconds * 1000 for reply in replies]
    per_second = len(load.replies) / sum(segment.seconds for segment in load.segments)
    return (
        str(load.people),
        load.server,
        f"{load.page_ms:.0f}",
        str(len(load.replies)),
        f"{per_second:.1f}",
        *(f"{value:.1f}" for value in (median(times), np.percentile(times, 95), max(times))),
        f"{load.cpu_ms:.1f}",
        f"{median(reply.messages for reply in replies):.0f}",
        f"{median(reply.size for reply in replies) / 1000:.1f}",
        f"{load.memory_mb:.0f}",
        f"{load.other_load:.2f}",
        "-" if load.saved is None else f"{load.saved}/{load.clicks}",
    )
