"""The map of states above the list: a click on a square narrows the list to its state."""

from collections.abc import Sequence

import streamlit as st

from assessment.locales import gettext as _
from assessment.model.assessment import AssessmentSummary
from assessment.reporting.state_map import beside_the_map, describe_map, map_table
from assessment.services.search import StateId
from assessment.services.state_map import map_states
from pages.widgets.elements import plain

_SHOWN = "home:shows-map"


def draw_state_map(summaries: Sequence[AssessmentSummary], filter_key: str) -> None:
    """Draw the map where somebody asked for it.

    Parameters
    ----------
    summaries
        Those that fit all filters but that of the state.
    filter_key
        Of the widget that holds the chosen state.
    """
    # An expander would be made at every opening of the page, looked at or not.
    if not st.toggle(_("Show the states on a map"), key=_SHOWN):
        return
    # Loading what draws takes longer than all else on this page.
    from assessment.reporting.charts.state_map import SELECTION, state_map_chart  # noqa: PLC0415

    state_map = map_states(summaries)
    chosen: StateId | None = st.session_state.get(filter_key)
    code = chosen[0] if chosen and not chosen[1] else ""
    # A new chart for each choice: in an old one a second click on the same square tells nothing.
    key = f"home:map:{code}"

    listed = {square.code for square in state_map.assessed}

    def choose() -> None:
        picked = st.session_state[key]["selection"][SELECTION]
        clicked = picked[0].get("code") if picked else None
        if clicked in listed:
            st.session_state[filter_key] = None if clicked == code else (clicked, "")

    chart = state_map_chart(state_map, code)
    st.vega_lite_chart(chart, theme=None, key=key, on_select=choose, selection_mode=SELECTION)
    st.caption(
        _(
            "One square for each state, roughly where it lies; it says nothing about borders or "
            "the status of a territory. A square shows the newest assessment. A click on it "
            "narrows the list to its state, a second click takes that back; the filter 'State' "
            "does the same."
        )
    )
    for sentence in beside_the_map(state_map):
        st.text(sentence)
    with st.expander(_("The map in words, and as a table")):
        st.text(describe_map(state_map))
        st.table(map_table(state_map).map(lambda cell: plain(str(cell))), hide_index=True)
