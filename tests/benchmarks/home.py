"""The list of 300 assessments, opened anew, beside a bare Streamlit page."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from assessment.wiring import ROOT
from tests.benchmarks.contest import Ratios
from tests.benchmarks.tab import PageFailedError, Tab
from tests.benchmarks.usage import Usage, align
from tests.benchmarks.workspace import fill_with_states, prepare_bare_page
from tests.server import Server

TO_BARE = "home_to_bare_cpu"
_STATES, _PERIODS = 100, 3
_HEADINGS = ("Page", "CPU ms", "ms", "msgs", "kB", "visits")
Say = Callable[[str], None]
Visit = tuple[float, float, int, int]
"""Processor time and time in milliseconds, messages, and bytes."""


def run(visits: int, say: Say) -> tuple[dict[str, Ratios], list[str]]:
    """Open both pages in turn, and compare what they need."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        filled = fill_with_states(folder / "app", _STATES, _PERIODS)
        prepare_bare_page(folder / "bare", filled.workspace.questionnaire)
        with (
            Server(filled.workspace.environment, ROOT) as app,
            Server({}, folder / "bare") as bare,
        ):
            first = filled.workspace.questionnaire.dimensions[0]
            question = {"dimension": first.id, "indicator": first.indicators[0].id}
            served = {"home": (app, ""), "bare page": (bare, urlencode(question))}
            found = asyncio.run(_visit_in_turn(served, visits))
    say(align([_HEADINGS, *(_row(page, seen) for page, seen in found.items())]))
    times = [median(one[0] for one in found[page]) for page in ("home", "bare page")]
    say(f"\nHome with {_STATES * _PERIODS}: {times[0] / times[1]:.2f} times the bare page.")
    return {"home": {TO_BARE: times[0] / times[1]}}, []


async def _visit_in_turn(
    served: Mapping[str, tuple[Server, str]], visits: int
) -> dict[str, list[Visit]]:
    found: dict[str, list[Visit]] = {name: [] for name in served}
    for number in range(visits + 1):
        for name, (server, query) in served.items():
            visit = await _visit(server, query)
            if number:  # the first visitor also waits for what is loaded once
                found[name].append(visit)
    return found


async def _visit(server: Server, query: str) -> Visit:
    tab = await Tab.connect(server.port, "", query)
    before = Usage.of(server.process_id)
    reply = await tab.load()
    used, _other = Usage.of(server.process_id).since(before)
    if not tab.headings:
        raise PageFailedError("it has no heading")
    await tab.close()
    return used * 1000, reply.seconds * 1000, reply.messages, reply.size


def _row(page: str, seen: Sequence[Visit]) -> Sequence[str]:
    cpu, taken, messages, size = (median(values) for values in zip(*seen, strict=True))
    return (
        page,
        f"{cpu:.0f}",
        f"{taken:.0f}",
        f"{messages:.0f}",
        f"{size / 1000:.0f}",
        str(len(seen)),
    )
