"""Freezing an assessment as a baseline, and the list of those that are frozen."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from assessment.model.assessment import Assessment
from assessment.model.problem import Refused
from assessment.services.context import Context
from assessment.services.frozen import (
    LONGEST_NAME,
    WHAT_FROZEN_MEANS,
    FrozenBaselines,
    freeze,
)
from pages.widgets.names import names_are_hidden
from pages.widgets.tables import show_table
from pages.widgets.text import local_day, plain, show_problems

_OF, _NAME, _SAID = "compare:freeze:of", "compare:freeze:name", "compare:freeze:said"


def draw_frozen(
    page_context: Context, headings: Sequence[Assessment], frozen: FrozenBaselines
) -> None:
    """Draw the form that freezes an assessment, and what is frozen; nothing with hidden names."""
    if names_are_hidden():
        return
    show_problems(frozen.problems)
    with st.expander("Frozen baselines"):
        st.text(f"Freeze an assessment as it is answered at this moment. {WHAT_FROZEN_MEANS}")
        if headings:
            _draw_form(page_context, headings)
        _tell()
        if frozen.found:
            show_table(_table(frozen))
        else:
            st.text("Nothing is frozen yet.")


def _draw_form(page_context: Context, headings: Sequence[Assessment]) -> None:
    titles = {one.id: f"{one.title} · {one.mode} · {one.questionnaire_id}" for one in headings}
    with st.form("compare:freeze", border=False):
        st.selectbox(
            "Assessment to freeze",
            sorted(titles, key=lambda id_: (titles[id_].casefold(), id_)),
            format_func=titles.__getitem__,
            index=None,
            key=_OF,
            placeholder="Type a name or pick from the list",
        )
        st.text_input(
            "Short name",
            key=_NAME,
            max_chars=LONGEST_NAME,
            placeholder="Such as: Launch of the programme",
        )
        # Before anything is drawn again, so that the list above has it at once.
        st.form_submit_button("Freeze as a baseline", on_click=_freeze, args=(page_context,))


def _freeze(page_context: Context) -> None:
    assessment_id = st.session_state[_OF]
    if assessment_id is None:
        st.session_state[_SAID] = "Choose the assessment to freeze first."
        return
    try:
        made = freeze(page_context, assessment_id, st.session_state[_NAME])
    except Refused as refusal:
        st.session_state[_SAID] = refusal.problems
        return
    st.session_state[_SAID] = made
    st.session_state[_NAME] = ""


def _tell() -> None:
    """Say once what came of the last click."""
    said = st.session_state.pop(_SAID, None)
    if said is None:
        return
    if isinstance(said, str):
        st.error(said)
    elif isinstance(said, tuple):
        show_problems(said)
    else:
        st.success(f"Frozen: {plain(said.title)}. It is in the list to choose from.")


def _table(frozen: FrozenBaselines) -> pd.DataFrame:
    rows = [(one.title, one.person_name, local_day(one.moment)) for one in frozen.found]
    return pd.DataFrame(rows, columns=["Frozen baseline", "Frozen by", "Answers up to"])
