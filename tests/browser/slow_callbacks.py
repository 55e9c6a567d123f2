"""A page of two buttons whose callbacks take their time; see test_whole_callbacks.py."""

import os
import time
from pathlib import Path

import streamlit as st

from pages.widgets.whole_callbacks import let_callbacks_end


def note(name: str) -> None:
    """Write down which button was clicked, after a look into the session."""
    time.sleep(0.7)
    st.session_state["last"] = name
    with Path(os.environ["NOTES"]).open("a", encoding="utf-8") as notes:
        notes.write(f"{name}\n")


if __name__ == "__main__":
    if os.environ["WHOLE"] == "yes":
        let_callbacks_end()
    for each in ("first", "second", "third"):
        st.button(each, on_click=note, args=(each,))
