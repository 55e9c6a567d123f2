"""Parts of a page that say how much is done, drawn again with the answer that changes it.

The first answer to a question changes counts all over the page. To draw the whole page for it
costs as much as a dozen clicks, and fifty people who begin at one moment wait for one another.
So each of these parts is a fragment with a key, and the click that gives the answer draws them
after its question.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import streamlit as st
from streamlit.errors import StreamlitAPIException
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.widgets.saving import PROGRESS_CHANGED, Editing

P = ParamSpec("P")
R = TypeVar("R")
_PARTS = "counting_parts"


def forget_parts() -> None:
    """Begin a page that is drawn anew: it has no part yet, and its counts are those of now."""
    st.session_state[_PARTS] = []
    st.session_state.pop(PROGRESS_CHANGED, None)


def counting(key: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function draw a part of the page that says how much is done.

    Parameters
    ----------
    key
        Names the part among all that are drawn beside it. The function reads the counts by
        itself: what it was called with is as old as the page.
    """

    def decorate(draw: Callable[P, R]) -> Callable[P, R]:
        part = st.fragment(draw, key=key)

        @wraps(draw)
        def drawn(*args: P.args, **kwargs: P.kwargs) -> R:
            parts = st.session_state.setdefault(_PARTS, [])
            if key not in parts:
                parts.append(key)
            return part(*args, **kwargs)

        return drawn

    return decorate


def then_count(
    callback: Callable[Concatenate[Editing, P], Any],
) -> Callable[Concatenate[Editing, P], None]:
    """Let a callback of a question draw what counts answers again, if it changed that."""

    @wraps(callback)
    def answer(editing: Editing, *args: P.args, **kwargs: P.kwargs) -> None:
        callback(editing, *args, **kwargs)
        _draw_parts(editing)

    return answer


def _draw_parts(editing: Editing) -> None:
    run = get_script_run_ctx()
    # A run of the whole page, which this click met, draws every count anyway.
    if run is None or not run.fragment_ids_this_run or PROGRESS_CHANGED not in st.session_state:
        return
    del st.session_state[PROGRESS_CHANGED]
    try:
        st.rerun([editing.place, *st.session_state[_PARTS]])
    except StreamlitAPIException:
        # A part is gone, as after a mend of the program: the whole page is drawn instead.
        st.session_state[PROGRESS_CHANGED] = True
