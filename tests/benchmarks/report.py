"""How the figures are printed: one table a subject, and whether the targets are met."""

import os
import platform
from collections.abc import Iterator, Mapping, Sequence

from assessment.cli.output import align, count
from tests.benchmarks.contenders import APP, BARE
from tests.benchmarks.figures import Load, Outcome, Wanted

P95_TARGET_MS = 100.0
CPU_RATIO_TARGET = 2.0
CONTENT_TARGET_SECONDS = 4.0
BUSY_LOAD = 0.3
_HEADINGS = [
    "People",
    "Server",
    "page ms",
    "Clicks",
    "per s",
    "median ms",
    "p95 ms",
    "max ms",
    "CPU ms/click",
    "msgs",
    "kB",
    "memory MB",
    "other load",
    "saved",
]


def to_json(wanted: Wanted, outcome: Outcome) -> Mapping[str, object]:
    """Return everything as values that can be printed as JSON."""
    return {
        "machine": machine(),
        "wanted": wanted,
        "starts": outcome.starts,
        "loads": outcome.loads,
        "cpu_ratios": [
            {"people": n, "ratio": ratio[0], "smallest": ratio[1], "largest": ratio[2]}
            for n in wanted.people
            if (ratio := outcome.cpu_ratio(n))
        ],
        "targets": [
            {"target": target, "found": found, "met": met}
            for target, found, met in _targets(wanted, outcome)
        ],
        "all_saved": outcome.all_saved,
    }


def machine() -> dict[str, object]:
    """Return what may be known of this machine, for reading the figures."""
    return {
        "system": platform.system(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }


def to_lines(wanted: Wanted, outcome: Outcome) -> Iterator[str]:
    """Return everything as lines."""
    known = machine()
    yield (
        f"{known['system']}, {known['processor']}, {known['cores']} cores, "
        f"Python {known['python']}; think time {wanted.think:g} s on average, "
        f"{wanted.seconds:g} s on each server in {count(wanted.rounds, 'segment')}."
    )
    yield ""
    yield from _start_lines(outcome)
    yield ""
    yield from align([_HEADINGS, *(_cells(load) for load in outcome.loads)])
    yield ""
    yield from _remarks(wanted, outcome)
    for target, found, met in _targets(wanted, outcome):
        yield f"{'Met   ' if met else 'MISSED'}  {target}: {found}"
    if not outcome.all_saved:
        yield "NOT EVERY CLICK WAS SAVED. The figures above mean nothing."


def _remarks(wanted: Wanted, outcome: Outcome) -> Iterator[str]:
    for people in wanted.people:
        ratio = outcome.cpu_ratio(people)
        if ratio:
            yield (
                f"{people} people: a click of the app needs {ratio[0]:.2f} times the CPU of the "
                f"bare page (segments: {ratio[1]:.2f} to {ratio[2]:.2f})."
            )
    busiest = max(load.other_load or 0.0 for load in outcome.loads)
    if busiest > BUSY_LOAD:
        yield (
            f"Up to {busiest:.1f} processors were busy with other work, so the times are longer "
            "than the app's own; trust CPU and ratios, or measure again when the machine is quiet."
        )


def _start_lines(outcome: Outcome) -> Iterator[str]:
    rows: list[Sequence[str]] = [
        ("Cold start (median)", "answers s", "first heading s", "whole page s", "starts")
    ]
    for server in dict.fromkeys(start.server for start in outcome.starts):
        start = outcome.start_of(server)
        n_starts = sum(other.server == server for other in outcome.starts)
        times = (f"{value:.2f}" for value in (start.healthy, start.content, start.whole))
        rows.append((server, *times, str(n_starts)))
    yield from align(rows)


def _cells(load: Load) -> tuple[str, ...]:
    saved = "-" if load.revisions_saved is None else f"{load.revisions_saved}/{load.clicks_sent}"
    return (
        str(load.people),
        load.server,
        _number(load.page_ms, 0),
        str(load.clicks),
        f"{load.clicks_per_second:.1f}",
        _number(load.median_ms, 1),
        _number(load.p95_ms, 1),
        _number(load.max_ms, 1),
        _number(load.cpu_ms_per_click, 1),
        _number(load.messages_per_click, 0),
        _number(load.kilobytes_per_click, 1),
        _number(load.memory_mb, 0),
        _number(load.other_load, 2),
        saved,
    )


def _number(value: float | None, digits: int) -> str:
    return "-" if value is None else f"{value:.{digits}f}"


def _targets(wanted: Wanted, outcome: Outcome) -> Iterator[tuple[str, str, bool]]:
    most = max(wanted.people)
    app = next(load for load in outcome.loads if (load.people, load.server) == (most, APP))
    if app.p95_ms is not None:
        name = f"95 of 100 clicks answered within {P95_TARGET_MS:.0f} ms, {most} people"
        yield name, f"{app.p95_ms:.0f} ms", app.p95_ms < P95_TARGET_MS
    ratio = outcome.cpu_ratio(most)
    if ratio:
        name = f"CPU of a click at most {CPU_RATIO_TARGET:g} times that of the {BARE}"
        yield name, f"{ratio[0]:.2f}", ratio[0] <= CPU_RATIO_TARGET
    content = outcome.start_of(APP).content
    name = f"first heading within {CONTENT_TARGET_SECONDS:g} s of a cold start"
    yield name, f"{content:.2f} s", content < CONTENT_TARGET_SECONDS
