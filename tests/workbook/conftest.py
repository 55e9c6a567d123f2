"""A real LibreOffice: opens a workbook, takes what is typed, saves."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

SYSTEM_PYTHON = Path("/usr/bin/python3")
FILLER = Path(__file__).with_name("fill_in_libreoffice.py")


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


@pytest.fixture
def typed_into(office, tmp_path):
    """Types into cells within LibreOffice and returns the file that it saved."""
    if (
        not SYSTEM_PYTHON.exists()
        or subprocess.run(
            [SYSTEM_PYTHON, "-c", "import uno"], check=False, capture_output=True
        ).returncode
    ):
        missing("Python bridge of LibreOffice (python3-uno)")

    def fill(content: bytes, cells: list[tuple[str, str, str]]) -> bytes:
        source, target = tmp_path / "field.xlsx", tmp_path / "typed.xlsx"
        source.write_bytes(content)
        pipe = f"spca{os.getpid()}"
        listening = f"--accept=pipe,name={pipe};urp;"
        server = subprocess.Popen(
            [office, profile(tmp_path), "--headless", "--norestore", listening],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            run(SYSTEM_PYTHON, FILLER, pipe, source, target, json.dumps(cells))
            server.wait(60)
        finally:
            server.kill()
            server.wait(60)
        return target.read_bytes()

    return fill
