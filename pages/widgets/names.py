"""Whether names are hidden on the screen now; it stands in the address and ends with the page."""

import streamlit as st

_NAMES, _HIDDEN = "names", "hidden"


def names_are_hidden() -> bool:
    """Whether the page that is open shows aliases, so that nothing else may name a state."""
    return st.query_params.get(_NAMES) == _HIDDEN


def hide_names(*, hide: bool) -> None:
    """Hide or show names, from the next drawing on."""
    if hide:
        st.query_params[_NAMES] = _HIDDEN
    else:
        st.query_params.pop(_NAMES, None)
