"""Starts the app: this process becomes the server."""

# ruff: noqa: PLC0415 - the rooms below load only when a command needs them, so that help is quick

import errno
import ipaddress
import os
import socket
import sys
from pathlib import Path
from typing import Annotated

import typer

from assessment.cli.command import command, option
from assessment.cli.host_names import VARIABLE, in_address, names_for
from assessment.cli.opening import settings_of
from assessment.cli.output import say
from assessment.locales import gettext as _
from assessment.locales import mark
from assessment.model.problem import Problem, Refused

SERVED = "pages/widgets/served.py"
"""What the server runs: the app behind a check of the host name."""


@command(
    "serve",
    mark("Start the app in the browser."),
    mark("Ctrl+C stops it, and no answer is lost."),
    mark(
        "It answers only to names of this computer and to those that are given: other pages in "
        "the same browser cannot reach it under theirs."
    ),
    examples=(
        "spca serve",
        "spca serve --port 8502 --no-open",
        "spca serve --address 0.0.0.0 --host-name spca.example.org",
    ),
)
def serve(
    ctx: typer.Context,
    *,
    port: Annotated[int, option("Port to listen on.", min=1, max=65535, metavar="NUMBER")] = 8501,
    address: Annotated[
        str, option("Address to listen on; 127.0.0.1 is this computer only.", metavar="ADDRESS")
    ] = "127.0.0.1",
    host_name: Annotated[
        list[str] | None,
        option(
            "A further name that the app answers to; can be given several times.",
            "--host-name",
            metavar="NAME",
        ),
    ] = None,
    open_browser: Annotated[bool, option("Open the browser as well.", "--open/--no-open")] = True,
) -> None:
    """Start the app in the browser; Ctrl+C stops it, and no answer is lost."""
    from assessment.wiring import ROOT

    refuse_taken(address, port)
    settings = settings_of(ctx)
    os.environ |= {
        "SPCA_DATABASE_URL": whole_address(settings.database_url),
        "SPCA_PERSON": settings.person,
        "SPCA_ORGANISATION": settings.organisation,
        "SPCA_QUESTIONNAIRES": str(settings.questionnaires.resolve()),
        "SPCA_LANGUAGE": settings.language,
        VARIABLE: " ".join(sorted(names_for(address, port, host_name or ()))),
    }
    if settings.locales:
        os.environ["SPCA_LOCALES"] = str(settings.locales.resolve())
    if not (ROOT / "app.py").is_file() or not (ROOT / SERVED).is_file():
        raise Refused((_no_app(str(ROOT)),))
    typer.echo(f"http://{in_address(address)}:{port}")
    say(_("Starting the app at this address. Ctrl+C stops it."))
    if not is_local(address):
        say(
            _(
                "Anyone who reaches this computer over the network can open the app at this "
                "address: there is no password. Use it only in a network that you trust."
            )
        )
    sys.stdout.flush()
    os.chdir(ROOT)  # where Streamlit looks for its settings
    os.execv(sys.executable, server_command(address, port, open_browser=open_browser))  # noqa: S606 - our own interpreter, and no shell


def server_command(address: str, port: int, *, open_browser: bool) -> list[str]:
    """Return the command that the process turns into.

    Examples
    --------
    >>> server_command("127.0.0.1", 8501, open_browser=False)[1:6]
    ['-m', 'streamlit', 'run', 'pages/widgets/served.py', '--server.port=8501']
    """
    options = (
        f"--server.port={port}",
        f"--server.address={address}",
        f"--server.headless={str(not open_browser).lower()}",
        # Otherwise the first start asks for a mail address and waits.
        "--server.showEmailPrompt=false",
    )
    return [sys.executable, "-m", "streamlit", "run", SERVED, *options]


def refuse_taken(address: str, port: int) -> None:
    """Try the address before anything is started.

    Raises
    ------
    Refused
        If another program listens there, or the address is none of this computer's.
    """
    try:
        family, kind, protocol, _name, place = socket.getaddrinfo(
            address, port, type=socket.SOCK_STREAM
        )[0]
        with socket.socket(family, kind, protocol) as trial:
            if os.name == "posix":  # a port that was left a moment ago counts as free
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(place)
    except OSError as error:
        raise Refused((_not_free(address, port, error),)) from error


def whole_address(database_url: str) -> str:
    """Make the address of a SQLite file independent of the folder in which the app starts.

    Examples
    --------
    >>> whole_address("sqlite:////data/spca.db"), whole_address("postgresql://server/spca")
    ('sqlite:////data/spca.db', 'postgresql://server/spca')
    """
    start = "sqlite:///"
    path = database_url.removeprefix(start)
    if path in ("", database_url):
        return database_url
    return f"{start}{Path(path).resolve()}"


def is_local(address: str) -> bool:
    """Whether only this computer can reach an address.

    Examples
    --------
    >>> is_local("127.0.0.1"), is_local("localhost"), is_local("0.0.0.0")
    (True, True, False)
    """
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def _not_free(address: str, port: int, error: OSError) -> Problem:
    where = f"{in_address(address)}:{port}"
    if error.errno == errno.EADDRINUSE:
        return Problem(
            "serve.port_taken",
            where,
            _("Another program listens here already; it may be the app itself."),
            _(
                "Open {address} in the browser to see, or choose another port: {command}",
                address=f"http://{where}",
                command=f"spca serve --port {port + 1 if port < 65535 else 8501}",
            ),
        )
    if error.errno == errno.EACCES:
        return Problem(
            "serve.port_reserved",
            where,
            _("This port is reserved."),
            _("Choose one above 1023: {command}", command="spca serve --port 8501"),
        )
    return Problem(
        "serve.address_unusable",
        where,
        _("This is no address of this computer."),
        _("Leave --address out, or give an address that this computer has."),
    )


def _no_app(folder: str) -> Problem:
    return Problem(
        "serve.app_missing",
        folder,
        _("There is no app.py here, so the app cannot be started."),
        _("Run spca from the folder that was downloaded, with 'make run'."),
    )
