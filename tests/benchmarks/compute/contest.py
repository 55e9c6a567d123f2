"""One piece of work done three ways, timed in turns: the product, the naive way, the floor."""

import gc
import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from statistics import median

PRODUCT, NAIVE, FLOOR = "product", "naive", "floor"
Work = Callable[[], object]


@dataclass(frozen=True)
class Contest:
    """One piece of work and the ways to do it.

    Attributes
    ----------
    name
        Stands in baselines, so it says size and rule and never changes.
    naive_name
        What the naive way is, in two or three words.
    naive_scale
        By how much the time of the naive way is multiplied, because it was given
        only a part of the work; 1 where it did all of it.
    difference
        Compares the results of product and naive way; returns what is not equal,
        or an empty text.
    equal
        How equal they are when nothing is said, such as "identical to 1e-12".
    target_ms
        What the product should need on a quiet machine of two cores at the most.
    """

    name: str
    product: Work
    naive: Work
    floor: Work
    difference: Callable[[], str]
    naive_name: str
    equal: str
    target_ms: float
    naive_scale: float = 1.0


@dataclass(frozen=True)
class Rounds:
    """How often and how long is measured.

    Attributes
    ----------
    number
        In each round every way has its turn.
    seconds
        How long a turn lasts at least; the fastest run of a turn counts, because
        other work on the machine only ever makes a run slower.
    """

    number: int
    seconds: float


FULL, QUICK = Rounds(7, 0.15), Rounds(3, 0.05)
_FEWEST_RUNS, _LONGEST_SECONDS = 3, 1.0


@dataclass(frozen=True)
class Ratio:
    """A ratio of times of the same round: the median of the rounds, and their range."""

    median: float
    smallest: float
    largest: float

    @classmethod
    def of(cls, ones: Sequence[float], others: Sequence[float]) -> "Ratio":
        """Divide round by round."""
        found = [one / other for one, other in zip(ones, others, strict=True)]
        return cls(median(found), min(found), max(found))


@dataclass(frozen=True)
class Measured:
    """What one contest took; seconds of each round by way."""

    name: str
    naive_name: str
    naive_scale: float
    equal: str
    target_ms: float
    seconds: Mapping[str, tuple[float, ...]]

    @property
    def to_floor(self) -> Ratio:
        """How many times the floor the product needs."""
        return Ratio.of(self.seconds[PRODUCT], self.seconds[FLOOR])

    @property
    def naive_to_product(self) -> Ratio:
        """How many times the product the naive way needs."""
        return Ratio.of(self.seconds[NAIVE], self.seconds[PRODUCT])

    def median_ms(self, way: str) -> float:
        """Return the median over the rounds."""
        return median(self.seconds[way]) * 1000

    def min_ms(self, way: str) -> float:
        """Return the fastest of all rounds."""
        return min(self.seconds[way]) * 1000


def measure(contest: Contest, rounds: Rounds) -> Measured:
    """Time the three ways in turns, so that other work on the machine hits all alike."""
    ways = {PRODUCT: contest.product, NAIVE: contest.naive, FLOOR: contest.floor}
    scales = {PRODUCT: 1.0, NAIVE: contest.naive_scale, FLOOR: 1.0}
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    contest.product()
    contest.floor()
    for number in range(rounds.number):
        # Forth and back, so that no way is always the first.
        turns = list(ways) if number % 2 == 0 else list(reversed(ways))
        for way in turns:
            seconds[way].append(fastest(ways[way], rounds.seconds) * scales[way])
    return Measured(
        contest.name,
        contest.naive_name,
        contest.naive_scale,
        contest.equal,
        contest.target_ms,
        {way: tuple(times) for way, times in seconds.items()},
    )


def fastest(work: Work, seconds: float) -> float:
    """Run work again and again for so long; return the fastest run in seconds.

    At least three runs, unless that takes over a second.
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
