"""One piece of work done three ways, timed in turns, and held against the ratios of a baseline.

Seconds of two machines or of two hours say little, so only ratios of ways that took turns
within one run are kept and compared.
"""

import gc
import json
import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median

import numpy as np

from tests.benchmarks.invented import Floats

PRODUCT, NAIVE, FLOOR = "product", "naive", "floor"
TO_FLOOR, TO_NAIVE = "product_to_floor", "product_to_naive"
WORSE_AT_MOST = 1.5
Ratios = Mapping[str, float]
Work = Callable[[], object]
_ABOUT = (
    "Ratios of the fastest times within one run, lower is better; docs/performance.md says more."
)


@dataclass(frozen=True)
class Contest:
    """One piece of work and the ways to do it.

    Attributes
    ----------
    name
        Stands in baselines, so it says the size and never changes.
    naive_scale
        By how much the time of the naive way is multiplied, because it was given only a part
        of the work; 1 where it did all of it.
    difference
        Compares the results of product and naive way; returns what is not equal, or nothing.
    """

    name: str
    product: Work
    naive: Work
    floor: Work
    difference: Callable[[], str]
    naive_name: str
    naive_scale: float = 1.0


@dataclass(frozen=True)
class Rounds:
    """How often every way has its turn, and how many seconds a turn lasts at least."""

    number: int
    seconds: float


FULL, QUICK = Rounds(7, 0.15), Rounds(3, 0.05)
_FEWEST_RUNS, _LONGEST_SECONDS = 3, 1.0


@dataclass(frozen=True)
class Measured:
    """What one contest took: seconds of each round by way."""

    name: str
    naive_name: str
    seconds: Mapping[str, Sequence[float]]

    def median_ms(self, way: str) -> float:
        """Return the median over the rounds."""
        return median(self.seconds[way]) * 1000

    def times(self, way: str, other: str) -> tuple[float, float, float]:
        """Return how many times as long as the other a way takes: median of rounds, and range."""
        pairs = zip(self.seconds[way], self.seconds[other], strict=True)
        found = [one / another for one, another in pairs]
        return median(found), min(found), max(found)

    @property
    def ratios(self) -> Ratios:
        """What a baseline keeps: ratios of the fastest rounds, which other work disturbs least."""
        best = {way: min(seconds) for way, seconds in self.seconds.items()}
        return {TO_FLOOR: best[PRODUCT] / best[FLOOR], TO_NAIVE: best[PRODUCT] / best[NAIVE]}


def measure(contest: Contest, rounds: Rounds) -> Measured:
    """Time the three ways in turns, so that other work on the machine hits all alike."""
    ways = {PRODUCT: contest.product, NAIVE: contest.naive, FLOOR: contest.floor}
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    contest.product()
    contest.floor()
    for number in range(rounds.number):
        # Forth and back, so that no way is always the first.
        for way in list(ways)[:: 1 if number % 2 == 0 else -1]:
            scale = contest.naive_scale if way == NAIVE else 1.0
            seconds[way].append(fastest(ways[way], rounds.seconds) * scale)
    return Measured(contest.name, contest.naive_name, seconds)


def fastest(work: Work, seconds: float) -> float:
    """Run work again and again for so long; return the fastest run in seconds.

    At least three runs, unless that takes over a second. The fastest counts because other
    work on the machine only ever makes a run slower.
    """
    gc.collect()
    best, begun = math.inf, time.perf_counter()
    for n_runs in count(1):
        started = time.perf_counter()
        work()
        ended = time.perf_counter()
        best, passed = min(best, ended - started), ended - begun
        if passed >= _LONGEST_SECONDS or (passed >= seconds and n_runs >= _FEWEST_RUNS):
            break
    return best


def greatest_difference(
    ours: Floats, expected: Floats, *, relative: float = 1e-12, absolute: float = 0.0
) -> str:
    """Return a sentence on the greatest difference, or an empty text if all are within reach.

    ``nan`` is equal to ``nan`` only; a difference below ``absolute + relative * abs(expected)``
    is none.
    """
    if ours.shape != expected.shape:
        return f"The product gives a shape of {ours.shape}, the naive way {expected.shape}."
    apart = np.isnan(ours) != np.isnan(expected)
    with np.errstate(invalid="ignore"):
        over = np.abs(ours - expected) - (absolute + relative * np.abs(expected))
    over = np.where(apart, np.inf, np.nan_to_num(over, nan=-1.0))
    if over.size == 0 or over.max() <= 0:
        return ""
    place = np.unravel_index(over.argmax(), over.shape)
    return f"The product gives {ours[place]:.17g} where the naive way gives {expected[place]:.17g}."


def read_baseline(path: Path) -> dict[str, Ratios]:
    """Read the ratios of each contest."""
    return json.loads(path.read_text(encoding="utf-8"))["ratios"]


def write_baseline(path: Path, measured: Mapping[str, Ratios]) -> None:
    """Write the ratios of this run into a baseline; those of other contests stay."""
    kept = read_baseline(path) if path.exists() else {}
    for name, ratios in measured.items():
        kept[name] = {key: float(f"{value:.4g}") for key, value in ratios.items()}
    whole = {"about": _ABOUT, "ratios": dict(sorted(kept.items()))}
    path.write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")


def worse(now: Ratios, before: Ratios) -> Ratios:
    """Return how many times the earlier ratios the new ones are."""
    return {key: now[key] / value for key, value in before.items()}


def is_slower(now: Ratios, before: Ratios) -> bool:
    """Whether the product has become slower: all of its ratios are too much worse.

    A slower product makes each of its ratios worse. One alone means that floor or naive way
    run faster here than where the baseline was written, as they do on another processor.
    """
    return bool(before) and min(worse(now, before).values()) > WORSE_AT_MOST
