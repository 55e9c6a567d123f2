"""What this machine can do at best, so that the figures after it can be read."""

from dataclasses import dataclass

import numpy as np

from tests.benchmarks.compute.contest import fastest

_N = 4_000_000  # 32 MB: larger than the near memory of most machines
_CALLS = 10_000


@dataclass(frozen=True)
class Calibration:
    """Speed of this machine, one core.

    Attributes
    ----------
    read_gb, copy_gb
        Gigabytes a second of memory that is read, or read and written.
    log_ns, random_ns, call_ns
        Nanoseconds for a logarithm, a random 64-bit word, an empty call of Python.
    """

    read_gb: float
    copy_gb: float
    log_ns: float
    random_ns: float
    call_ns: float


def calibrate(seconds: float) -> Calibration:
    """Measure it, each for at least so long."""
    numbers = np.linspace(1.0, 2.0, _N)
    # A copy has its memory already; an empty array would get it page by page while it is timed.
    target, few = numbers.copy(), numbers[:_CALLS]
    source = np.random.default_rng(0).bit_generator
    gigabytes = numbers.nbytes / 1e9
    return Calibration(
        read_gb=gigabytes / fastest(numbers.max, seconds),
        copy_gb=2 * gigabytes / fastest(lambda: np.copyto(target, numbers), seconds),
        log_ns=fastest(lambda: np.log(few), seconds) / len(few) * 1e9,
        random_ns=fastest(lambda: source.random_raw(_CALLS), seconds) / _CALLS * 1e9,
        call_ns=fastest(_call_often, seconds) / _CALLS * 1e9,
    )


def _call_often() -> None:
    for _ in range(_CALLS):
        _do_nothing()


def _do_nothing() -> None:
    return
