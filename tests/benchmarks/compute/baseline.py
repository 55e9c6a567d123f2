"""Ratios of an earlier run, kept in a file, and whether a new run is worse.

Seconds of two machines or of two hours say little, so only ratios of ways that
took turns within one run are kept and compared.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assessment.model.problem import Problem, Refused
from tests.benchmarks.compute.contest import FLOOR, NAIVE, PRODUCT, Measured

WORSE_AT_MOST = 1.5
TO_FLOOR, TO_NAIVE = "product_to_floor", "product_to_naive"
Ratios = Mapping[str, float]
_ABOUT = (
    "Ratios of the fastest times within one run, lower is better; written by "
    "'spca bench score|mc|agreement --renew FILE' and held against by '--against FILE'. "
    "docs/performance.md says what they mean."
)


@dataclass(frozen=True)
class Comparison:
    """One ratio held against the baseline; ``worse`` is 1 where nothing has changed."""

    name: str
    ratio: str
    before: float
    now: float

    @property
    def worse(self) -> float:
        """How many times the earlier ratio the new one is."""
        return self.now / self.before

    @property
    def is_worse(self) -> bool:
        """Whether that is more than the noise of a shared machine explains."""
        return self.worse > WORSE_AT_MOST


def is_slower(found: Sequence[Comparison]) -> bool:
    """Whether the product of a contest has become slower: all of its ratios are worse.

    A slower product makes both ratios worse. One alone means that floor or naive way run
    faster here than where the baseline was written, as they do on another processor.
    """
    return bool(found) and all(one.is_worse for one in found)


def read_baseline(path: Path) -> Mapping[str, Ratios]:
    """Read contest name to its ratios.

    Raises
    ------
    Refused
        If the file is no baseline.
    OSError
        If it cannot be read.
    """
    try:
        return dict(_check(json.loads(path.read_text(encoding="utf-8"))))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        found = f"It is no baseline: {error}."
        remedy = "Give docs/benchmarks/baseline.json, or a file that --renew has written."
        allowed = f"'ratios' with {TO_FLOOR} and {TO_NAIVE}, numbers above 0, for each contest."
        problem = Problem("bench.no_baseline", str(path), found, remedy, allowed)
        raise Refused((problem,)) from error


def compare(measured: Measured, baseline: Mapping[str, Ratios]) -> Sequence[Comparison]:
    """Hold one contest against the baseline; empty if it is not in there."""
    before = baseline.get(measured.name)
    if before is None:
        return ()
    now = ratios_of(measured)
    return tuple(Comparison(measured.name, key, before[key], now[key]) for key in now)


def ratios_of(measured: Measured) -> dict[str, float]:
    """Return what is kept of a contest: lower is better.

    The fastest of all rounds is compared, not the median: other work on the machine slows
    down some rounds, and a baseline that was written just then would be too easy or too hard.
    """
    fastest = {way: measured.min_ms(way) for way in (PRODUCT, NAIVE, FLOOR)}
    return {
        TO_FLOOR: fastest[PRODUCT] / fastest[FLOOR],
        TO_NAIVE: fastest[PRODUCT] / fastest[NAIVE],
    }


def write_baseline(path: Path, measured: Sequence[Measured]) -> None:
    """Write the ratios of this run into a baseline; those of other contests stay."""
    kept = dict(read_baseline(path)) if path.exists() else {}
    kept |= {one.name: {k: _short(v) for k, v in ratios_of(one).items()} for one in measured}
    whole = {"about": _ABOUT, "ratios": dict(sorted(kept.items()))}
    path.write_text(json.dumps(whole, indent=2) + "\n", encoding="utf-8")


def _check(content: Any) -> Iterator[tuple[str, Ratios]]:
    for name, ratios in content["ratios"].items():
        found = {key: float(ratios[key]) for key in (TO_FLOOR, TO_NAIVE)}
        if not all(0 < value < float("inf") for value in found.values()):
            raise ValueError(f"{name} has the ratios {found}")
        yield name, found


def _short(value: float) -> float:
    return float(f"{value:.4g}")
