"""The app as a process of its own, as people start it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Self, TextIO
from urllib.parse import urlencode

from assessment.wiring import ROOT

PATIENCE = 60
"""Seconds; a machine that does much else starts slowly."""


class Server:
    """One server on a free port of this machine.

    Attributes
    ----------
    lines
        What it has printed so far.
    started
        When the process was started, on the clock of `time.perf_counter`.
    healthy_after
        Seconds from the start of the process until it said that it is well.
    """

    def __init__(
        self,
        environment: Mapping[str, str],
        folder: Path = ROOT,
        options: Sequence[str] = (),
        script: str = "app.py",
    ) -> None:
        self._environment = {**os.environ, **environment}
        self._folder = folder
        self.port = _free_port()
        fixed = ("--server.port", str(self.port), "--server.showEmailPrompt", "false")
        self._command = [sys.executable, "-m", "streamlit", "run", script, *fixed, *options]
        self.lines: list[str] = []
        self.start()

    def start(self) -> None:
        """Start it, and return when it answers; on the same port each time."""
        self.started = time.perf_counter()
        self._process = subprocess.Popen(
            self._command,
            cwd=self._folder,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        assert self._process.stdout is not None
        Thread(target=self._listen, args=(self._process.stdout,), daemon=True).start()
        self._wait()
        self.healthy_after = time.perf_counter() - self.started

    def _wait(self) -> None:
        """Ask whether it is there until it says so, or has ended."""
        until = time.monotonic() + PATIENCE
        while self._process.poll() is None and time.monotonic() < until:
            address = self.address("_stcore/health")
            with suppress(OSError), urllib.request.urlopen(address):  # noqa: S310 - our own server
                return
            time.sleep(0.02)
        self.stop()
        raise RuntimeError(f"the server did not start: {''.join(self.lines)}")

    def _listen(self, output: TextIO) -> None:
        # A pipe that nobody reads would stop the server one day.
        self.lines.extend(output)
        output.close()

    @property
    def process_id(self) -> int:
        """The process that runs now."""
        return self._process.pid

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def kill(self) -> None:
        """Let it die as in a power failure: no clean-up, no last word."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def stop(self) -> None:
        """End it, if it still runs."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.kill()

    def address(self, page: str = "", **query: str) -> str:
        """Return the address of a page."""
        end = f"?{urlencode(query)}" if query else ""
        return f"http://127.0.0.1:{self.port}/{page}{end}"


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]
