"""A real LibreOffice: opens a workbook, takes what is typed, saves."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

SYSTEM_PYTHON = Path("/usr/bin/python3")
FILLER = Path(__file__).with_name("fill_in_libreoffice.py")
COMPUTER = Path(__file__).with_name("compute_in_libreoffice.py")


def missing(what: str) -> None:
    (pytest.fail if os.environ.get("SPCA_REQUIRE_ALL") == "1" else pytest.skip)(f"no {what} here")


@pytest.fixture
def office():
    """The program, as a command with a profile of its own."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if not found:
        missing("LibreOffice")
    return found


def profile(tmp_path: Path) -> str:
    # A profile of its own, or a LibreOffice that is open already would take the work over.
    return f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"


def run(*command: object) -> None:
    subprocess.run([str(part) for part in command], check=True, capture_output=True, timeout=180)


@contextmanager
def listening(office: str, tmp_path: Path) -> Iterator[str]:
    """A LibreOffice that listens; the name of its pipe."""
    if (
        not SYSTEM_PYTHON.exists()
        or subprocess.run(
            [SYSTEM_PYTHON, "-c", "import uno"], check=False, capture_output=True
        ).returncode
    ):
        missing("Python bridge of LibreOffice (python3-uno)")
    pipe = f"spca{os.getpid()}"
    server = subprocess.Popen(
        [
            office,
            profile(tmp_path),
            "--headless",
            "--norestore",
            f"--accept=pipe,name={pipe};urp;",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield pipe
        server.wait(60)
    finally:
        server.kill()
        server.wait(60)


@pytest.fixture
def typed_into(office, tmp_path):
    """Types into cells within LibreOffice and returns the file that it saved."""

    def fill(content: bytes, cells: list[tuple[str, str, str]]) -> bytes:
        source, target = tmp_path / "field.xlsx", tmp_path / "typed.xlsx"
        source.write_bytes(content)
        with listening(office, tmp_path) as pipe:
            run(SYSTEM_PYTHON, FILLER, pipe, source, target, json.dumps(cells))
        return target.read_bytes()

    return fill


@pytest.fixture
def computed(office, tmp_path):
    """Lets LibreOffice compute workbooks: (file, sets of typed cells, areas) to what is read."""

    def compute(jobs, *, recalculate: bool = False):
        written = []
        for number, (content, sets, areas) in enumerate(jobs):
            file = tmp_path / f"book-{number}.xlsx"
            file.write_bytes(content)
            job = {"file": str(file), "sets": sets, "areas": areas}
            written.append({**job, "recalculate": recalculate})
        listed = tmp_path / "jobs.json"
        listed.write_text(json.dumps(written), encoding="utf-8")
        with listening(office, tmp_path) as pipe:
            done = subprocess.run(
                [SYSTEM_PYTHON, COMPUTER, pipe, listed],
                check=True,
                capture_output=True,
                timeout=450,
            )
        return json.loads(done.stdout)

    return compute
