"""Measure: `python -m tests.benchmarks WHAT`, as --help says; with --quick in short."""

# ruff: noqa: T201 - a command for the terminal

import argparse
import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

# More threads would make matrix products jump and hardly better; numpy reads it as it is loaded.
for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

from tests.benchmarks import arithmetic, compare, home, page, returns, workbook  # noqa: E402
from tests.benchmarks.contest import Ratios, is_slower, read_baseline, write_baseline  # noqa: E402

_KINDS = ("page", "home", "compare", "returns", "arithmetic", "workbook")
Outcome = tuple[dict[str, Ratios], list[str]]


def main() -> int:
    """Measure what was asked for; 0 if all is equal, saved, whole, and not slower than before."""
    given = _parser().parse_args()
    baseline = read_baseline(given.against) if given.against else {}
    found: dict[str, Ratios] = {}
    faults: list[str] = []
    for what in given.what:
        print(f"\n== {what} ==\n", flush=True)
        ratios, wrong = _measure(what, given, baseline)
        found |= ratios
        faults += wrong
    if given.renew:
        write_baseline(given.renew, found)
    for fault in faults:
        print(f"FAULT  {fault}", file=sys.stderr)
    return 1 if faults else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("what", nargs="+", choices=_KINDS)
    parser.add_argument("--quick", action="store_true", help="fewer, smaller and shorter")
    parser.add_argument("--against", type=Path, help="baseline whose ratios must be kept")
    parser.add_argument("--renew", type=Path, help="baseline to write the ratios into")
    parser.add_argument("--people", type=int, nargs="+", help="page: people at the same time")
    parser.add_argument("--compare-gc", action="store_true", help="page: also with the collector")
    parser.add_argument("--size", type=int, nargs=2, help="compare: states (at most 200), periods")
    return parser


def _measure(what: str, given: argparse.Namespace, baseline: Mapping[str, Ratios]) -> Outcome:
    if what == "arithmetic":
        return arithmetic.run(quick=given.quick, baseline=baseline, say=print)
    measures = {
        "page": _measure_page,
        "home": _measure_home,
        "compare": _measure_compare,
        "returns": _measure_returns,
        "workbook": _measure_workbook,
    }
    run = partial(measures[what], given)
    ratios, faults = run()
    if _slower(ratios, baseline):
        print("\nSlower than the baseline allows; measuring it again\n", flush=True)
        ratios, faults = run()
        faults = [*faults, *_slower(ratios, baseline)]
    return ratios, faults


def _measure_page(given: argparse.Namespace) -> Outcome:
    people = given.people or ([1] if given.quick else [1, 50])
    wanted = page.Wanted(people, 20, think=3, segments=4, starts=3, compare_gc=given.compare_gc)
    if given.quick:
        wanted = replace(wanted, seconds=4, think=0.05, starts=1)
    return page.run(wanted, print)


def _measure_home(given: argparse.Namespace) -> Outcome:
    return home.run(5 if given.quick else 20, print)


def _measure_workbook(given: argparse.Namespace) -> Outcome:
    return workbook.run(10 if given.quick else 500, print)


def _measure_compare(given: argparse.Namespace) -> Outcome:
    states, periods = given.size or ((40, 5) if given.quick else (200, 15))
    return compare.run((states, periods), 1 if given.quick else 3, print)


def _measure_returns(given: argparse.Namespace) -> Outcome:
    return returns.run(20 if given.quick else 500, print)


def _slower(ratios: Mapping[str, Ratios], baseline: Mapping[str, Ratios]) -> list[str]:
    return [
        f"{name}: {dict(own)}, and the baseline has {dict(baseline[name])}, measured twice"
        for name, own in ratios.items()
        if is_slower(own, baseline.get(name, {}))
    ]


if __name__ == "__main__":
    sys.exit(main())
