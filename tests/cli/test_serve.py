import http.client
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from assessment import wiring
from assessment.cli.host_names import HostGate, names_for
from assessment.cli.serve import server_command
from tests.cli.terminal import Terminal


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port on which somebody else listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.fixture
def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that the process would have turned into."""
    commands: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _, command: commands.append(command))
    monkeypatch.setattr(os, "chdir", lambda _: None)
    return commands


def test_a_port_that_is_taken_is_told_with_what_to_do(
    terminal: Terminal, taken_port: int, started: list[list[str]]
) -> None:
    result = terminal.run("serve", "--port", taken_port)
    assert (result.exit_code, result.stdout, started) == (1, "", [])
    assert f"http://127.0.0.1:{taken_port}" in result.stderr
    assert f"spca serve --port {taken_port + 1}" in result.stderr


@pytest.mark.parametrize("address", ["203.0.113.5", "no host"])
def test_an_address_of_another_computer_is_refused(
    terminal: Terminal, started: list[list[str]], address: str
) -> None:
    result = terminal.run("serve", "--address", address)
    assert (result.exit_code, started) == (1, [])
    assert "no address of this computer" in result.stderr


def test_the_address_is_printed_before_the_server_takes_over(
    terminal: Terminal, free_port: int, started: list[list[str]]
) -> None:
    result = terminal.done("serve", "--port", free_port)
    assert result.stdout == f"http://127.0.0.1:{free_port}\n"
    assert started == [server_command("127.0.0.1", free_port, open_browser=True)]


def test_no_open_leaves_the_browser_alone() -> None:
    assert "--server.headless=true" in server_command("127.0.0.1", 1, open_browser=False)
    assert "--server.headless=false" in server_command("127.0.0.1", 1, open_browser=True)


def test_whoever_opens_the_app_to_the_network_is_warned(
    terminal: Terminal, free_port: int, started: list[list[str]]
) -> None:
    warning = "there is no password"
    assert warning not in terminal.done("serve", "--port", free_port).stderr
    wide = terminal.done("serve", "--port", free_port, "--address", "0.0.0.0")  # noqa: S104 - it is what the warning is about
    assert warning in wide.stderr


def test_the_app_gets_the_database_and_the_person_that_were_named(
    terminal: Terminal, free_port: int, started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    inherited: dict[str, str] = {}
    monkeypatch.setattr(os, "execv", lambda *_: inherited.update(os.environ))
    words = ("--database", "sqlite:///other.db", "--person", "Bo Berg")
    terminal.done(*words, "serve", "--port", free_port)
    # The server starts in another folder, so a file that was named from here is named in full.
    assert inherited["SPCA_DATABASE_URL"] == f"sqlite:///{Path.cwd() / 'other.db'}"
    assert inherited["SPCA_PERSON"] == "Bo Berg"
    assert inherited["SPCA_ORGANISATION"] == "Field Office"


def test_without_the_app_beside_it_serve_says_so(
    terminal: Terminal, free_port: int, started: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiring, "ROOT", terminal.folder)
    result = terminal.run("serve", "--port", free_port)
    assert (result.exit_code, started) == (1, [])
    assert "no app.py" in result.stderr


@pytest.mark.slow
def test_the_page_never_offers_tools_for_programmers() -> None:
    ask = (
        "from streamlit import config; from streamlit.web import skills; "
        "config.set_option('server.headless', False); print(skills.nudge_suppression_reason())"
    )
    answered = subprocess.run(
        [sys.executable, "-c", ask], cwd=wiring.ROOT, capture_output=True, text=True, check=True
    )
    assert answered.stdout.split() == ["welcome_hidden"]


def test_the_process_turns_into_a_server_that_answers_to_its_names_only(
    terminal: Terminal, free_port: int
) -> None:
    command = [sys.executable, "-m", "assessment.cli", "serve", "--no-open"]
    command += ["--host-name", "Spca.Example"]
    said = terminal.folder / "said.txt"
    own = f"127.0.0.1:{free_port}"
    names = (own, f"localhost:{free_port}", f"[::1]:{free_port}")
    known = (*names, "spca.example", "spca.example:443")
    unknown = (f"evil.example:{free_port}", "evil.example", "127.0.0.1:1", "")
    pages = {f"http://{own}": 101, "http://127.0.0.1:1": 403, "http://localhost:3000": 403}
    pages |= {f"http://evil.example:{free_port}": 403, "null": 403}
    # A pipe that nobody reads any more would keep the server from ending.
    with said.open("wb") as output:
        process = subprocess.Popen(
            [*command, "--port", str(free_port)],
            cwd=terminal.folder,
            env=terminal.whole_environment(),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            answered = wait_for(f"http://127.0.0.1:{free_port}/_stcore/health", process)
            by_name = {name: asked_under(name, free_port) for name in (*known, *unknown)}
            by_page = {page: asked_under(own, free_port, page) for page in pages}
        finally:
            end(process)
    text = said.read_text(encoding="utf-8")
    assert answered == 200, text
    assert text.splitlines()[0] == f"http://127.0.0.1:{free_port}"
    assert by_name == dict.fromkeys(known, (200, 101)) | dict.fromkeys(unknown, (403, 403))
    assert {page: status for page, (_, status) in by_page.items()} == pages


def asked_under(host: str, port: int, page: str = "") -> tuple[int, int]:
    """Ask for the first page and for the line that pages write over; return both statuses."""
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Origin": page or f"http://{host}",
    }
    plain = {"Origin": page} if page else {}
    return status_of(port, "/", {"Host": host, **plain}), status_of(
        port, "/_stcore/stream", {"Host": host, **upgrade}
    )


def status_of(port: int, path: str, headers: dict[str, str]) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.putrequest("GET", path, skip_host=True)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        return connection.getresponse().status
    finally:
        connection.close()


def test_the_app_answers_to_the_address_that_was_given_and_to_the_names_of_the_computer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "Desk-7")
    monkeypatch.setattr(socket, "getfqdn", lambda: "desk-7.example.org")
    place = (0, 0, 0, "", ("192.168.1.7", 0))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: [place])
    local = {"127.0.0.1:80", "localhost:80", "[::1]:80"}
    assert names_for("10.0.0.9", 80) == local | {"10.0.0.9:80"}
    own = {"desk-7:80", "desk-7.local:80", "desk-7.example.org:80", "192.168.1.7:80"}
    assert local | own < names_for("0.0.0.0", 80)  # noqa: S104 - what is tested
    assert "https" not in "".join(names_for("::1", 80, ["https://Spca.Example/"]))


def test_the_address_of_the_connection_itself_is_a_name() -> None:
    assert passes("192.168.1.9:8501", server=("192.168.1.9", 8501))
    assert passes("[fe80::1]:8501", server=("fe80::1", 8501))
    assert not passes("192.168.1.8:8501", server=("192.168.1.9", 8501))
    assert not passes("192.168.1.9:8501", server=None)


def passes(host: str, server: tuple[str, int] | None) -> bool:
    """Whether a request gets through the gate."""
    reached: list[str] = []

    async def app(scope: dict[str, Any], _receive: Any, _send: Any) -> None:
        reached.append(scope["type"])

    async def send(_message: Any) -> None:
        """Nobody looks at the answer."""

    scope = {"type": "http", "headers": [(b"host", host.encode())], "server": server}
    # Nothing here waits, so it runs to its end at once, whether or not a loop is running.
    with suppress(StopIteration):
        HostGate(app, frozenset())(scope, send, send).send(None)
    return bool(reached)


def wait_for(address: str, process: subprocess.Popen[bytes]) -> int | None:
    """Ask a server until it answers or ends, for a minute at most; return the status."""
    for _ in range(300):
        if process.poll() is not None:
            return None
        try:
            with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - our server
                return answer.status
        except OSError:
            time.sleep(0.2)
    return None


def end(process: subprocess.Popen[bytes]) -> None:
    """End a server, and leave none behind."""
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
