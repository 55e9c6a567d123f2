"""What a process has used so far, as the system counts it."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path


def cpu_seconds(process_id: int) -> float | None:
    """Return the processor time that a process has used, threads that ended included.

    Returns
    -------
    float or None
        Seconds; ``None`` where the system does not tell.
    """
    if sys.platform == "linux":
        # The number by which Linux names the processor clock of another process.
        return time.clock_gettime((~process_id << 3) | 2)
    return _cpu_seconds_by_ps(process_id)


def memory_megabytes(process_id: int) -> float | None:
    """Return the memory that a process occupies, in MB; ``None`` where the system does not tell."""
    if sys.platform == "linux":
        resident = int(Path(f"/proc/{process_id}/statm").read_text().split()[1])
        return resident * os.sysconf("SC_PAGE_SIZE") / 2**20
    kilobytes = _ask_ps(process_id, "rss")
    return int(kilobytes) / 1024 if kilobytes.isdigit() else None


def machine_cpu_seconds() -> float | None:
    """Return the processor time of all processes since the system started.

    Returns
    -------
    float or None
        Seconds, summed over all cores; ``None`` where the system does not tell.
    """
    counters = Path("/proc/stat")
    if not counters.exists():
        return None
    ticks = [int(part) for part in counters.read_text().splitlines()[0].split()[1:9]]
    idle, waiting = ticks[3], ticks[4]
    return (sum(ticks) - idle - waiting) / 100


def _cpu_seconds_by_ps(process_id: int) -> float | None:
    used = _ask_ps(process_id, "time")
    return read_cpu_time(used) if used else None


def _ask_ps(process_id: int, field: str) -> str:
    command = ["ps", "-o", f"{field}=", "-p", str(process_id)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""  # a system without ps
    return done.stdout.strip()


def read_cpu_time(text: str) -> float:
    """Read a processor time as ``ps`` writes it, ``[[days-]hours:]minutes:seconds``, in seconds.

    Examples
    --------
    >>> read_cpu_time("1:02.50"), read_cpu_time("1-00:00:03")
    (62.5, 86403.0)
    """
    days, *units = (float(part) for part in _in_four_parts(text))
    hours, minutes, seconds = units
    return days * 86400 + hours * 3600 + minutes * 60 + seconds


def _in_four_parts(text: str) -> list[str]:
    parts = re.split("[-:]", text)
    return ["0"] * (4 - len(parts)) + parts
