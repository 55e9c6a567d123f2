"""The form that begins an assessment with what an earlier one found."""

from collections.abc import Mapping

import streamlit as st

from assessment.locales import gettext as _
from assessment.model.assessment import MODES, Assessment
from assessment.model.problem import Refused
from assessment.reporting.terms import mode_words
from assessment.services.context import Context
from assessment.services.rounds import begin_round
from pages.widgets.elements import show_problems
from pages.widgets.last_round import BEGUN
from pages.widgets.session import choose_assessment


def draw_next_round(page_context: Context, earlier: Mapping[str, Assessment]) -> None:
    """Draw the form.

    Parameters
    ----------
    earlier
        By id; where there is only one, nothing has to be chosen.
    """
    st.text(
        _(
            "The next assessment of the same place, with the newest questions. Answers to "
            "questions that kept their meaning are carried over, to be looked at one by one."
        )
    )
    with st.form("next_round", enter_to_submit=False):
        earlier_id = next(iter(earlier))
        if len(earlier) > 1:
            # Hundreds of rounds are named, in few modes.
            modes = {mode: mode_words(mode) for mode in MODES}
            earlier_id = st.selectbox(
                _("Last round"),
                list(earlier),
                format_func=lambda id_: f"{earlier[id_].title} · {modes[earlier[id_].mode]}",
                key="round:earlier",
            )
        period = st.text_input(
            _("New period"), placeholder=_("for example 2027"), key="round:period"
        )
        begin = st.form_submit_button(_("Begin the next round"), type="primary")
    if begin:
        _begin(page_context, str(earlier_id), period)


def _begin(page_context: Context, earlier_id: str, period: str) -> None:
    try:
        begun = begin_round(page_context, earlier_id, period)
    except Refused as refusal:
        show_problems(refusal.problems)
        return
    st.session_state[BEGUN] = begun.assessment.id
    choose_assessment(begun.assessment.id)
    st.switch_page("pages/questions.py", query_params={"assessment": begun.assessment.id})
