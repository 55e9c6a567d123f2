"""What the browser does beside Streamlit's widgets: see browser.js, which stands next to this.

A widget whose key has ":field:" in it is saved while it is typed in, if a line that
`draw_saved_line` drew says what the server holds of it. What is typed in a form is sent with the
button of the form; `keep_typed` lets the browser keep it until then.
"""

import json
import re
import zlib
from collections.abc import Mapping
from html import escape
from pathlib import Path
from secrets import token_hex

import streamlit as st
from streamlit.components.v2 import component

from assessment.locales import gettext as _
from pages.widgets.session import frame_data

_SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
_frame = component("spca_frame", js=_SCRIPT, isolate_styles=False)
_ARRIVE = "arrive_at"
_RUNS = "browser_runs"


def watch() -> None:
    """Let the browser watch the page; drawn once, by the frame of the app."""
    _frame(key="spca_frame", data=frame_data() | {"words": _words()}, on_asked_change=_nothing)


def _nothing() -> None:
    """Run the page, and no more: what the browser asks for after a broken line."""


def _words() -> dict[str, str]:
    return {
        "typing": _("Not saved yet"),
        "saving": _("Saving ..."),
        "unanswered": _(
            "Not saved yet: the server does not answer. What you typed is kept in this browser."
        ),
        "offer": _("You typed this here on {when}, and it was not saved:", when="{when}"),
        "putBack": _("Put it back and save it"),
        "putBackAlone": _("Put it back"),
        "throwAway": _("Throw it away"),
        "away": _(
            "The connection to the server is lost. Nothing can be saved now; what you typed is "
            "kept in this browser."
        ),
        "back": _("The connection is back. One moment, the page is being drawn again."),
        "skip": _("Go to the level of the open question"),
    }


def draw_saved_line(
    prefix: str, line: str, texts: Mapping[str, bool], *, is_drawn_again: bool = False
) -> None:
    """Draw what is stored of some fields; the browser adds what is not stored yet.

    Parameters
    ----------
    prefix
        How the keys of all of them begin, up to and with ``field:``.
    line
        Says when and by whom they were saved.
    texts
        Key of each text field, and whether what it holds now is stored.
    is_drawn_again
        Whether the page is drawn once more at once: until then the answer is not whole.
    """
    sums = {
        _css(key): _checksum(st.session_state.get(key)) if is_stored else None
        for key, is_stored in texts.items()
    }
    waits = "" if all(texts.values()) else "1"
    again = "1" if is_drawn_again else ""
    st.html(
        f'<div class="spca-saved" data-prefix="{_css(prefix)}" data-run="{_count_run()}" '
        f'data-waiting="{waits}" data-again="{again}" data-fields="{escape(json.dumps(sums))}">'
        f'<span class="spca-now"></span> <span class="spca-line">{escape(line)}</span></div>'
    )


def keep_typed(*, is_pending: bool = True) -> None:
    """Let the browser keep what is typed in the form that is being drawn until it was sent.

    Closed with its question, or left for another page, the form offers it again.

    Parameters
    ----------
    is_pending
        Whether a text that is still there after the form was sent was refused; not so in a form
        that shows again what it saved.
    """
    pending = "1" if is_pending else ""
    st.html(f'<span class="spca-typed" data-run="{_count_run()}" data-pending="{pending}"></span>')


def _count_run() -> int:
    """Return another number at each run: the browser sees that the server has answered."""
    st.session_state[_RUNS] = run = st.session_state.get(_RUNS, 0) + 1
    return run


def _checksum(value: object) -> int:
    return zlib.crc32(str(value or "").encode("utf-8", "surrogatepass"))


def _css(key: str) -> str:
    """Return the class that Streamlit gives to a widget with a key."""
    return "st-key-" + re.sub(r"[^a-zA-Z0-9_-]", "-", key.strip())


def arrive_at(key: str) -> None:
    """Bring the reader to the container with a key, in view and focus, at the next drawing."""
    st.session_state[_ARRIVE] = (key, token_hex(4))


def draw_arrival() -> None:
    """Tell the browser where the reader is to be, once."""
    if _ARRIVE in st.session_state:
        key, number = st.session_state.pop(_ARRIVE)
        target = _css(key).removeprefix("st-key-")
        st.html(f'<span class="spca-arrive" data-number="{number}" data-target="{target}"></span>')
