"""What a person waits for before any arithmetic: the start of Python, imports, the first help."""

import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

_STARTS = (
    ("bare Python", ("-c", "pass")),
    ("import numpy", ("-c", "import numpy")),
    ("import pandas", ("-c", "import pandas")),
    ("import of the scoring", ("-c", "import assessment.scoring.index.score_index")),
    ("import of the whole package, as a page needs it", ("-c", "import assessment.wiring")),
    ("spca --help", ("-m", "assessment.cli", "--help")),
)


@dataclass(frozen=True)
class Wait:
    """Seconds from the start of a process to its end, the fastest of several."""

    what: str
    seconds: float
    starts: int


def measure_waits(n_starts: int) -> Iterator[Wait]:
    """Start each so many times, in turns."""
    seconds: dict[str, list[float]] = {what: [] for what, _ in _STARTS}
    for _ in range(n_starts):
        for what, words in _STARTS:
            started = time.perf_counter()
            subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL)
            seconds[what].append(time.perf_counter() - started)
    for what, times in seconds.items():
        yield Wait(what, min(times), n_starts)


def peak_memory_mb() -> float | None:
    """Return the most memory that this process has held; ``None`` where the system hides it."""
    try:
        import resource  # noqa: PLC0415 - Windows has no such module
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Kilobytes on Linux, bytes on macOS.
    return peak / 1e6 if sys.platform == "darwin" else peak / 1024
