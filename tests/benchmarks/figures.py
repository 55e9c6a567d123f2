"""What was measured, and what follows from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from tests.benchmarks.contenders import APP, BARE
from tests.benchmarks.protocol import Reply


@dataclass(frozen=True)
class Wanted:
    """What is to be measured.

    Attributes
    ----------
    people
        Numbers of people at the same time, one after another.
    seconds
        How long people click on each server, in all rounds together.
    think
        Mean pause of a person, in seconds.
    rounds
        Into how many segments the time of each server is split; the servers take
        turns, so that other work on the machine hits all alike.
    starts
        Cold starts of each server.
    compare_gc
        Whether to measure the app with the collector after each click as well.
    """

    people: tuple[int, ...]
    seconds: float
    think: float
    rounds: int
    starts: int
    compare_gc: bool
    seed: int


@dataclass(frozen=True)
class Start:
    """One cold start; all times in seconds since the process was started.

    Attributes
    ----------
    healthy
        The server answers.
    content
        The first heading of the questions page was sent to the first visitor.
    whole
        The whole page was sent.
    """

    server: str
    healthy: float
    content: float
    whole: float


@dataclass(frozen=True)
class Segment:
    """A stretch of time in which people clicked on one server and no other.

    Attributes
    ----------
    cpu_seconds
        Processor time of the server; ``None`` where the system does not tell.
    other_cpu_seconds
        Processor time of everything but this server and the people.
    """

    seconds: float
    replies: tuple[Reply, ...]
    cpu_seconds: float | None
    other_cpu_seconds: float | None


@dataclass(frozen=True)
class Load:
    """What one server did for a number of people, over all its segments.

    Attributes
    ----------
    page_ms
        Median of the time in which one person after the other got the whole page.
    median_ms, p95_ms, max_ms
        From the click that was sent to the last of its answer; without the drawing.
    cpu_ms_per_click
        Processor time of the server.
    other_load
        Processors that were busy with something else, on average; 1.0 is one of them.
    memory_mb
        Of the server, at the end.
    clicks_sent, revisions_saved, questions_wrong
        All clicks, those before the measurement included; what the database holds
        of them; and questions where it holds another number or other ticks than
        the tab showed. The last two are ``None`` for a page that saves nothing.
    """

    people: int
    server: str
    page_ms: float
    clicks: int
    clicks_per_second: float
    median_ms: float | None
    p95_ms: float | None
    max_ms: float | None
    cpu_ms_per_click: float | None
    cpu_ms_by_segment: tuple[float | None, ...]
    other_load: float | None
    memory_mb: float | None
    messages_per_click: float | None
    kilobytes_per_click: float | None
    clicks_sent: int
    revisions_saved: int | None
    questions_wrong: int | None


@dataclass(frozen=True)
class Crowd:
    """What the people of one server saw; see `Load`."""

    people: int
    page_ms: float
    clicks_sent: int
    revisions_saved: int | None = None
    questions_wrong: int | None = None


@dataclass(frozen=True)
class Outcome:
    """Everything that was measured, in the order in which it was."""

    starts: tuple[Start, ...]
    loads: tuple[Load, ...]

    @property
    def all_saved(self) -> bool:
        """Whether every click was saved, wherever something is saved at all."""
        return not any(load.questions_wrong for load in self.loads)

    def cpu_ratio(self, people: int) -> tuple[float, float, float] | None:
        """Return how many times the processor time of the bare page a click of the app needs.

        Returns
        -------
        tuple of float, or None
            Over all segments, and the smallest and largest of the pairs of
            segments; ``None`` where it was not measured.
        """
        found = {load.server: load for load in self.loads if load.people == people}
        app, bare = found[APP], found[BARE]
        if not app.cpu_ms_per_click or not bare.cpu_ms_per_click:
            return None
        pairs = zip(app.cpu_ms_by_segment, bare.cpu_ms_by_segment, strict=True)
        ratios = [one / other for one, other in pairs if one and other]
        if not ratios:
            return None
        return app.cpu_ms_per_click / bare.cpu_ms_per_click, min(ratios), max(ratios)

    def start_of(self, server: str) -> Start:
        """Return the start with the median time to the first content."""
        starts = sorted(
            (start for start in self.starts if start.server == server), key=lambda s: s.content
        )
        return starts[(len(starts) - 1) // 2]


def summarise(
    server: str, crowd: Crowd, segments: Sequence[Segment], memory_mb: float | None
) -> Load:
    """Summarise the segments of one server."""
    replies = [reply for segment in segments for reply in segment.replies]
    times = [reply.seconds * 1000 for reply in replies]
    seconds = sum(segment.seconds for segment in segments)
    each = [_cpu_ms_per_click([segment]) for segment in segments]
    return Load(
        people=crowd.people,
        server=server,
        page_ms=crowd.page_ms,
        clicks=len(replies),
        clicks_per_second=len(replies) / seconds,
        median_ms=median_ms(replies),
        p95_ms=float(np.percentile(times, 95)) if times else None,
        max_ms=max(times, default=None),
        cpu_ms_per_click=_cpu_ms_per_click(segments),
        cpu_ms_by_segment=tuple(each),
        other_load=_other_load(segments),
        memory_mb=memory_mb,
        messages_per_click=median(r.messages for r in replies) if replies else None,
        kilobytes_per_click=median(r.size for r in replies) / 1000 if replies else None,
        clicks_sent=crowd.clicks_sent,
        revisions_saved=crowd.revisions_saved,
        questions_wrong=crowd.questions_wrong,
    )


def median_ms(replies: Sequence[Reply]) -> float | None:
    """Return the median time of some replies in milliseconds; ``None`` if there are none."""
    return median(reply.seconds for reply in replies) * 1000 if replies else None


def _cpu_ms_per_click(segments: Sequence[Segment]) -> float | None:
    used = [s.cpu_seconds for s in segments if s.cpu_seconds is not None]
    clicks = sum(len(segment.replies) for segment in segments)
    if len(used) < len(segments) or not clicks:
        return None
    return sum(used) * 1000 / clicks


def _other_load(segments: Sequence[Segment]) -> float | None:
    used = [s.other_cpu_seconds for s in segments if s.other_cpu_seconds is not None]
    if len(used) < len(segments):
        return None
    return sum(used) / sum(segment.seconds for segment in segments)
