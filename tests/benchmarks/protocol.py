"""Speaks to the server as a browser does: one open tab, its widgets, and changes to them.

This is the only module of the package that knows Streamlit, and only its messages.
"""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Checkbox_pb2 import Checkbox
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from tests.benchmarks.server import ADDRESS

LONGEST_ANSWER = 30.0
_DONE = {ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY}
_FAILED = ForwardMsg.FINISHED_WITH_COMPILE_ERROR
# Kind of element, the field that holds its value, and the field of the message to the server.
_FIELDS = {
    "checkbox": ("value", "bool_value"),
    "radio": ("raw_value", "string_value"),
    "button_group": ("raw_values", "string_array_value"),
    "text_area": ("value", "string_value"),
}


class PageFailedError(Exception):
    """The page showed an error, or stopped answering."""


@dataclass
class Widget:
    """A widget of the page, outside forms.

    Attributes
    ----------
    kind
        "checkbox", "radio", "button_group" or "text_area".
    part
        The part of the page that a change draws again; empty for the whole page.
    value
        What the tab shows: bool, text, or list of texts; ``None`` if nothing is chosen.
    """

    id: str
    kind: str
    label: str
    part: str
    options: tuple[str, ...]
    value: Any


@dataclass(frozen=True)
class Reply:
    """How a page or a change was answered.

    Attributes
    ----------
    seconds
        From the message that was sent until the server said that it is done.
    first_content
        When the first heading came, on the clock of `time.perf_counter`; 0 for none.
    """

    seconds: float
    first_content: float
    messages: int
    size: int


@dataclass
class Tab:
    """One open tab of a browser, without the drawing."""

    socket: ClientConnection
    page: str
    query: str
    page_hash: str = ""
    widgets: dict[str, Widget] = field(default_factory=dict)

    @classmethod
    async def connect(cls, port: int, page: str, query: str) -> Self:
        """Connect to a server; the page is not asked for yet."""
        address = f"ws://{ADDRESS}:{port}/_stcore/stream"
        origin: Any = f"http://{ADDRESS}:{port}"
        protocols: Any = ["streamlit"]
        socket = await connect(address, origin=origin, subprotocols=protocols, max_size=None)
        return cls(socket, page, query)

    async def close(self) -> None:
        """Close the tab."""
        await self.socket.close()

    async def load(self) -> Reply:
        """Ask for the whole page and wait until it is there."""
        return await self._run("")

    async def change(self, widget: Widget, value: Any) -> Reply:
        """Give a widget another value and wait until the server has answered."""
        widget.value = value
        return await self._run(widget.part)

    async def _run(self, part: str) -> Reply:
        message = self._message(part).SerializeToString()
        sent = time.perf_counter()
        await self.socket.send(message)
        try:
            async with asyncio.timeout(LONGEST_ANSWER):
                return await self._receive(part, sent)
        except TimeoutError as error:
            raise PageFailedError(f"no answer within {LONGEST_ANSWER:.0f} seconds") from error

    async def _receive(self, part: str, sent: float) -> Reply:
        seen: set[str] = set()
        first_content, messages, size = 0.0, 0, 0
        while True:
            data = await self.socket.recv(decode=False)
            message = ForwardMsg.FromString(data)
            messages, size = messages + 1, size + len(data)
            kind = message.WhichOneof("type")
            if kind == "delta":
                is_heading = self._take(message.delta, seen)
                first_content = first_content or (time.perf_counter() if is_heading else 0.0)
            elif kind == "new_session":
                self.page_hash = message.new_session.page_script_hash
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "script_finished" and self._is_done(message.script_finished):
                seconds = time.perf_counter() - sent
                self._forget_unseen(part, seen)
                return Reply(seconds, first_content, messages, size)

    def _is_done(self, status: int) -> bool:
        if status == _FAILED:
            raise PageFailedError("the page could not be read by the server")
        return status in _DONE

    def _take(self, delta: Delta, seen: set[str]) -> bool:
        """Take over one element of the page; return whether it is a heading."""
        kind = delta.new_element.WhichOneof("type") or ""
        if kind == "exception":
            # The page shows no more than that; the server's own log says what it was.
            raise PageFailedError("it showed an error")
        if kind in _FIELDS:
            element = getattr(delta.new_element, kind)
            if not element.form_id and not _is_switch(kind, element):
                seen.add(element.id)
                self._keep(kind, element, delta.fragment_id)
        return kind == "heading"

    def _keep(self, kind: str, element: Any, part: str) -> None:
        field_name = _FIELDS[kind][0]
        known = self.widgets.get(element.id)
        if known is not None and not element.set_value:
            known.part = part
            return
        given = getattr(element, field_name)
        value = list(given) if kind == "button_group" else given
        options = tuple(getattr(option, "content", option) for option in _options(element))
        self.widgets[element.id] = Widget(element.id, kind, element.label, part, options, value)

    def _forget_unseen(self, part: str, seen: set[str]) -> None:
        """Drop the widgets that were drawn before and are gone now."""
        self.widgets = {
            id_: widget
            for id_, widget in self.widgets.items()
            if id_ in seen or (part and widget.part != part)
        }

    def _message(self, part: str) -> BackMsg:
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.fragment_id = self.query, part
        # A browser names the page by its address first, then by the hash that it was told.
        state.page_script_hash, state.page_name = (
            self.page_hash,
            "" if self.page_hash else self.page,
        )
        state.context_info.timezone, state.context_info.locale = "UTC", "en-GB"
        for widget in self.widgets.values():
            entry = state.widget_states.widgets.add()
            entry.id = widget.id
            _write_value(entry, widget)
        return message


def _write_value(entry: Any, widget: Widget) -> None:
    name = _FIELDS[widget.kind][1]
    if widget.kind == "button_group":
        entry.string_array_value.data.extend(widget.value)
    elif widget.kind != "radio" or widget.value:
        setattr(entry, name, widget.value)


def _is_switch(kind: str, element: Any) -> bool:
    return kind == "checkbox" and element.type == Checkbox.StyleType.TOGGLE


def _options(element: Any) -> Any:
    return getattr(element, "options", ())
