"""Speaks to the server as a browser does: one open tab, its widgets, and changes to them."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Checkbox_pb2 import Checkbox
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

LONGEST_ANSWER = 30.0
_DONE = {ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY}
# Kind of element, the field that holds its value, and the field of the message to the server.
_FIELDS = {
    "checkbox": ("value", "bool_value"),
    "radio": ("raw_value", "string_value"),
    "selectbox": ("raw_value", "string_value"),
    "text_area": ("value", "string_value"),
    "button_group": ("raw_values", "string_array_value"),
    "multiselect": ("raw_values", "string_array_value"),
}
_MAY_BE_EMPTY = {"checkbox", "text_area"}


class PageFailedError(Exception):
    """The page showed an error, stopped answering, or was not whole."""


@dataclass
class Widget:
    """A widget of the page, outside forms.

    Attributes
    ----------
    part
        The part of the page that a change draws again; empty for the whole page.
    value
        What the tab shows: bool, text, or list of texts.
    """

    id: str
    kind: str
    label: str
    part: str
    options: Sequence[str]
    value: Any


@dataclass(frozen=True)
class Reply:
    """How a page or a change was answered.

    Attributes
    ----------
    seconds
        From the message that was sent until the server said that it is done.
    first_heading
        When the first heading came, on the clock of `time.perf_counter`; 0 for none.
    messages, size
        How many messages came, and their bytes.
    """

    seconds: float
    first_heading: float
    messages: int
    size: int


@dataclass
class Tab:
    """One open tab of a browser, without the drawing.

    Attributes
    ----------
    widgets, buttons
        Those outside forms; widgets by id, ids of buttons by label.
    headings
        All headings that came in answer to the last message.
    """

    socket: ClientConnection
    page: str
    query: str
    page_hash: str = ""
    widgets: dict[str, Widget] = field(default_factory=dict)
    buttons: dict[str, str] = field(default_factory=dict)
    headings: list[str] = field(default_factory=list)

    @classmethod
    async def connect(cls, port: int, page: str, query: str) -> Self:
        """Connect to a server; the page is not asked for yet."""
        socket = await connect(
            f"ws://127.0.0.1:{port}/_stcore/stream",
            origin=f"http://127.0.0.1:{port}",  # type: ignore[arg-type] - a text will do
            subprotocols=["streamlit"],  # type: ignore[list-item] - a text will do
            max_size=None,
        )
        return cls(socket, page, query)

    async def close(self) -> None:
        """Close the tab."""
        await self.socket.close()

    async def load(self) -> Reply:
        """Ask for the whole page and wait until it is there."""
        return await self._run("")

    async def change(self, widget: Widget, value: object) -> Reply:
        """Give a widget another value and wait until the server has answered."""
        widget.value = value
        return await self._run(widget.part)

    async def press(self, label: str) -> Reply:
        """Press a button that draws the whole page again."""
        if label not in self.buttons:
            raise PageFailedError(f"it has no button '{label}'")
        return await self._run("", self.buttons[label])

    def find(self, label: str) -> Widget:
        """Return the widget with this label."""
        for widget in self.widgets.values():
            if widget.label == label:
                return widget
        raise PageFailedError(f"it has no widget '{label}'")

    async def _run(self, part: str, pressed: str = "") -> Reply:
        self.headings.clear()
        message = self._message(part, pressed).SerializeToString()
        sent = time.perf_counter()
        await self.socket.send(message)
        try:
            async with asyncio.timeout(LONGEST_ANSWER):
                return await self._receive(part, sent)
        except TimeoutError as error:
            raise PageFailedError(f"no answer within {LONGEST_ANSWER:.0f} seconds") from error

    async def _receive(self, part: str, sent: float) -> Reply:
        seen: set[str] = set()
        first_heading, messages, size = 0.0, 0, 0
        while True:
            data = await self.socket.recv(decode=False)
            message = ForwardMsg.FromString(data)
            messages, size = messages + 1, size + len(data)
            kind = message.WhichOneof("type")
            if kind == "delta":
                self._take(message.delta, seen)
                if self.headings and not first_heading:
                    first_heading = time.perf_counter()
            elif kind == "navigation":
                # The page in the frame; a new session names the frame, which shows its first page.
                self.page_hash = message.navigation.page_script_hash
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "script_finished" and _is_done(message.script_finished):
                seconds = time.perf_counter() - sent
                self._forget_unseen(part, seen)
                return Reply(seconds, first_heading, messages, size)

    def _take(self, delta: Any, seen: set[str]) -> None:
        """Take over one element of the page."""
        kind = delta.new_element.WhichOneof("type") or ""
        if kind == "exception":
            # The page shows no more than that; the server's own log says what it was.
            raise PageFailedError("it showed an error")
        element = getattr(delta.new_element, kind, None)
        if kind == "heading":
            self.headings.append(element.body)
        elif kind in {*_FIELDS, "button"} and not element.form_id:
            seen.add(element.id)
            if kind == "button":
                self.buttons[element.label] = element.id
            elif kind != "checkbox" or element.type != Checkbox.StyleType.TOGGLE:
                self._keep(kind, element, delta.fragment_id)

    def _keep(self, kind: str, element: Any, part: str) -> None:
        known = self.widgets.get(element.id)
        if known is not None and not element.set_value:
            known.part = part
            return
        given = getattr(element, _FIELDS[kind][0])
        value = given if isinstance(given, bool | str) else list(given)
        options = [getattr(one, "content", one) for one in getattr(element, "options", ())]
        self.widgets[element.id] = Widget(element.id, kind, element.label, part, options, value)

    def _forget_unseen(self, part: str, seen: set[str]) -> None:
        """Drop what was drawn before and is gone now."""
        self.widgets = {
            id_: widget
            for id_, widget in self.widgets.items()
            if id_ in seen or (part and widget.part != part)
        }
        if not part:
            self.buttons = {label: id_ for label, id_ in self.buttons.items() if id_ in seen}

    def _message(self, part: str, pressed: str) -> BackMsg:
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.fragment_id = self.query, part
        # Until it was drawn once, a page is known by its address alone.
        state.page_script_hash, state.page_name = (self.page_hash, "") if part else ("", self.page)
        state.context_info.timezone, state.context_info.locale = "UTC", "en-GB"
        for widget in self.widgets.values():
            name = _FIELDS[widget.kind][1]
            if not widget.value and widget.kind not in _MAY_BE_EMPTY:
                continue
            entry = state.widget_states.widgets.add(id=widget.id)
            if name == "string_array_value":
                entry.string_array_value.data.extend(widget.value)
            else:
                setattr(entry, name, widget.value)
        if pressed:
            state.widget_states.widgets.add(id=pressed, trigger_value=True)
        return message


def _is_done(status: int) -> bool:
    if status == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
        raise PageFailedError("the page could not be read by the server")
    return status in _DONE
