"""Starts servers for a measurement, and stops those it started, and no others."""

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from assessment.cli.serve import server_command
from assessment.model.problem import Problem, Refused

ADDRESS = "127.0.0.1"
_LONGEST_START = 60.0
_LONGEST_STOP = 10.0


@dataclass(frozen=True)
class Plan:
    """What is to be started.

    Attributes
    ----------
    folder
        Where ``app.py`` and ``.streamlit/config.toml`` are.
    options
        Further options of the server.
    """

    name: str
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    options: Sequence[str] = ()


@dataclass(frozen=True)
class Server:
    """A running server.

    Attributes
    ----------
    started
        When the process was started, on the clock of `time.perf_counter`.
    healthy_after
        Seconds from the start of the process until the server said that it is well.
    """

    name: str
    port: int
    process_id: int
    started: float
    healthy_after: float


@contextmanager
def running(plan: Plan, log: Path) -> Iterator[Server]:
    """Run a server, and stop it whatever happens.

    Parameters
    ----------
    log
        File to which what the server prints is added.

    Raises
    ------
    Refused
        If it does not start.
    """
    port = _free_port()
    command = [*server_command(ADDRESS, port, open_browser=False), *plan.options]
    with log.open("ab") as out:
        started = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=plan.folder,
            env={**os.environ, **plan.environment},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            _await_health(process, port, log)
            healthy_after = time.perf_counter() - started
            yield Server(plan.name, port, process.pid, started, healthy_after)
        finally:
            _stop(process)


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind((ADDRESS, 0))
        return trial.getsockname()[1]


def _await_health(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.perf_counter() + _LONGEST_START
    while time.perf_counter() < deadline and process.poll() is None:
        if _is_healthy(port):
            return
        time.sleep(0.01)
    raise Refused((_did_not_start(log),))


def _is_healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://{ADDRESS}:{port}/_stcore/health", timeout=1) as reply:
            return reply.status == 200
    except (urllib.error.URLError, OSError):
        return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_LONGEST_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _did_not_start(log: Path) -> Problem:
    return Problem(
        "bench.server_silent",
        "Server",
        f"It did not start. It said last: {last_words(log)}.",
        "See whether 'spca serve' works, then try again.",
    )


def last_words(log: Path) -> str:
    """Return the last lines that a server printed, in one line."""
    lines = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return " / ".join(line.strip() for line in lines[-3:]) or "nothing"
