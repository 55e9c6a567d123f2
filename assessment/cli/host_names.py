"""Answers only to the names that the app was started with, before anything of it is reached.

A page from outside can let its own name lead to this computer, and would then be treated by
the browser as if it came from the app (DNS rebinding). There are no accounts, so the name is
what tells the two apart. Which server runs the app does not matter here: this is plain ASGI.
"""

import socket
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from typing import Any

from assessment.locales import gettext as _

VARIABLE = "SPCA_HOST_NAMES"
"""The environment variable in which `spca serve` hands the names to the server."""

_LOCAL = ("127.0.0.1", "localhost", "[::1]")
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - recognised, not listened to
_REFUSED = 403
# What ASGI hands over; it names these types nowhere.
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


def names_for(address: str, port: int, further: Iterable[str] = ()) -> frozenset[str]:
    """Return the names that count for an app at an address and port.

    Parameters
    ----------
    further
        Names that somebody gave; without a port they count at every port, because a server
        in front of the app may have another one.

    Examples
    --------
    >>> sorted(names_for("127.0.0.1", 8501, ["spca.example.org"]))
    ['127.0.0.1:8501', '[::1]:8501', 'localhost:8501', 'spca.example.org']
    """
    own = {*_LOCAL, in_address(address)}
    if address in _EVERYWHERE:
        own |= set(_own_names())
    return frozenset((*(f"{name}:{port}".lower() for name in own), *map(_plain, further)))


def in_address(address: str) -> str:
    """Return an address as it stands in the line of a browser.

    Examples
    --------
    >>> in_address("::1"), in_address("127.0.0.1")
    ('[::1]', '127.0.0.1')
    """
    return f"[{address}]" if ":" in address and not address.startswith("[") else address


def _plain(name: str) -> str:
    return name.strip().lower().rpartition("//")[2].rstrip("/")


def _own_names() -> Iterable[str]:
    """Yield the names of this computer, and the addresses that they lead to."""
    name = socket.gethostname()
    yield from (name, socket.getfqdn())
    if "." not in name:
        yield f"{name}.local"
    try:
        found = socket.getaddrinfo(name, None)
    except OSError:
        return
    yield from (in_address(str(place[0])) for *_kind, place in found)


class HostGate:
    """An ASGI app in front of another: HTTP and WebSocket pass under known names only.

    Parameters
    ----------
    names
        As `names_for` returns them.

    Notes
    -----
    The address at which a connection arrived is always a name of its own: a page from outside
    comes with its name, and never with a number. A request that a page sends (it has an
    ``Origin``) must come from a page of the app itself, not of another port of this computer;
    so a server in front of the app must hand on the host that it was asked for.
    """

    def __init__(self, app: App, names: frozenset[str]) -> None:
        self._app = app
        self._names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, or refuse it."""
        if scope["type"] not in ("http", "websocket") or self._is_known(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})  # before it is open: a 403
        else:
            await _refuse(send)

    def _is_known(self, scope: Scope) -> bool:
        hosts, origins = _headers(scope, b"host"), _headers(scope, b"origin")
        if len(hosts) != 1 or not self._is_named(hosts[0], scope.get("server")):
            return False
        return all(origin.rpartition("//")[2] == hosts[0] for origin in origins)

    def _is_named(self, host: str, server: tuple[str, int] | None) -> bool:
        own = f"{in_address(server[0])}:{server[1]}" if server else ""
        return host == own or host in self._names or _without_port(host) in self._names


def _headers(scope: Scope, wanted: bytes) -> list[str]:
    return [value.decode("latin-1").lower() for name, value in scope["headers"] if name == wanted]


def _without_port(host: str) -> str:
    name, _colon, port = host.rpartition(":")
    return name if port.isdecimal() else host


async def _refuse(send: Send) -> None:
    text = _(
        "This app answers only to the names that it was started with. Whoever runs it can add "
        "the name in the address line: {command}",
        command="spca serve --host-name NAME",
    )
    headers = [(b"content-type", b"text/plain; charset=utf-8")]
    await send({"type": "http.response.start", "status": _REFUSED, "headers": headers})
    await send({"type": "http.response.body", "body": f"{text}\n".encode()})


def names_in(environment: Mapping[str, str]) -> frozenset[str]:
    """Return the names that `spca serve` handed over; those of this computer without it."""
    return frozenset(environment.get(VARIABLE, "").split()) or frozenset(_LOCAL)
