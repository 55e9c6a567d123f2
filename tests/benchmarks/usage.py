"""What processes have used so far, as Linux counts it; ``nan`` on other systems."""

import math
import os
import platform
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

BUSY_LOAD = 0.3


@dataclass(frozen=True)
class Usage:
    """Seconds of processor time: of the server, of this process, and of the whole machine."""

    server: float
    own: float
    machine: float

    @classmethod
    def of(cls, process_id: int) -> "Usage":
        """Look at it now, threads that ended included."""
        if sys.platform != "linux":
            return cls(math.nan, time.process_time(), math.nan)
        ticks = [int(part) for part in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
        idle = ticks[3] + ticks[4]
        # The number by which Linux names the processor clock of another process.
        server = time.clock_gettime((~process_id << 3) | 2)
        return cls(server, time.process_time(), (sum(ticks) - idle) / os.sysconf("SC_CLK_TCK"))

    def since(self, before: "Usage") -> tuple[float, float]:
        """Return what the server has used since then, and what nobody in the measurement has."""
        server, own = self.server - before.server, self.own - before.own
        return server, max(self.machine - before.machine - server - own, 0.0)


def memory_megabytes(process_id: int) -> float:
    """Return the memory that a process occupies."""
    if sys.platform != "linux":
        return math.nan
    resident = int(Path(f"/proc/{process_id}/statm").read_text().split()[1])
    return resident * os.sysconf("SC_PAGE_SIZE") / 2**20


def machine() -> str:
    """Return what may be known of this machine, for reading the figures."""
    return (
        f"{platform.system()}, {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}"
    )


def align(rows: Sequence[Sequence[str]]) -> str:
    """Set rows of equal length in columns, with two spaces between them."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def busy(other_load: float) -> str:
    """Return how to read the times of a busy machine, or nothing."""
    if not other_load > BUSY_LOAD:
        return ""
    return (
        f"{other_load:.1f} processors were busy with other work, so the times are longer than the "
        "app's own; trust CPU and ratios, or measure again when it is quiet."
    )
