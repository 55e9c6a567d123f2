"""Method: try another weight, cap or rule, and see what of the conclusions stands."""

import streamlit as st

from assessment.reporting.method_charts import states_chart, trial_chart
from assessment.reporting.method_rows import (
    profile_rows,
    profile_table,
    state_rows,
    state_table,
)
from assessment.reporting.method_sentences import (
    set_sentences,
    survival_sentences,
    trial_description,
)
from assessment.services.context import Context
from assessment.services.method import (
    Changes,
    MethodTrial,
    States,
    read_states,
    try_method,
    try_on_all,
)
from assessment.services.results import Results, score
from pages.widgets.audit_view import draw_audit
from pages.widgets.method_choice import choose_changes, choose_dimension
from pages.widgets.session import context, draw_heading, opened_assessment
from pages.widgets.tables import show_table
from pages.widgets.text import plain
from pages.widgets.uncertainty_view import draw_uncertainty

MOST_IN_CHART = 30


def draw() -> None:
    """Draw the page."""
    page_context = context()
    opened = opened_assessment(page_context)
    draw_heading(opened, "Method")
    st.text(
        "A score follows from answers and from choices of method. Move a choice and see what "
        "stands. Nothing here is saved, and no score of the assessment changes."
    )
    results, states = score(page_context, opened), read_states(page_context, opened)
    tried, sure, together = st.tabs(
        ["Try another method", "How sure the profile is", "Do the indicators belong together?"]
    )
    with tried:
        _draw_trial(page_context, results, states)
    with sure:
        draw_uncertainty(page_context, opened)
    with together:
        draw_audit(states)


@st.fragment
def _draw_trial(page_context: Context, results: Results, states: States) -> None:
    opened = results.opened
    dimension = choose_dimension(opened)
    changes = choose_changes(opened, dimension)
    trial = try_method(page_context, results, changes)
    _draw_conclusions(trial, is_changed=bool(changes))
    _draw_profile(trial)
    if len(states.records) > 1:
        _draw_states(states, dimension.id, changes)


def _draw_conclusions(trial: MethodTrial, *, is_changed: bool) -> None:
    st.subheader("What stands")
    if not is_changed:
        st.text("Nothing is changed yet: both methods are the same.")
        return
    for holds, sentence in survival_sentences(trial.survival, trial.framework):
        word, icon = ("Stands", "✓") if holds else ("Changes", "≠")
        st.markdown(f"{icon} **{word}.** {plain(sentence)}")


def _draw_profile(trial: MethodTrial) -> None:
    before, after = trial.before.profile, trial.after.profile
    if all(found.value is None for found in (*before.dimensions, *after.dimensions)):
        st.text("No dimension has a score yet. Answer more questions, then try again.")
        return
    said = trial_description(profile_rows(before, after, trial.framework), "This assessment")
    st.vega_lite_chart(trial_chart(before, after, trial.framework, said), theme=None)
    with st.expander("The chart in words, and as a table"):
        st.text(said)
        st.dataframe(profile_table(before, after, trial.framework), hide_index=True)


def _draw_states(states: States, dimension_id: str, changes: Changes) -> None:
    st.subheader("The same change for all states")
    st.caption(
        "The newest assessment of each state that was made with this questionnaire; invented and "
        "real states are never mixed. Shown by name, never in the order of scores."
    )
    trial = try_on_all(states, dimension_id, changes)
    for sentence in set_sentences(trial, states.framework):
        st.text(sentence)
    said = trial_description(state_rows(trial), "States")
    if len(trial.states) > MOST_IN_CHART:
        st.text(f"More than {MOST_IN_CHART} states are shown as a table only.")
        show_table(state_table(trial))
        return
    if trial.states:
        st.vega_lite_chart(states_chart(trial, states.framework, said), theme=None)
        with st.expander("This chart in words, and as a table"):
            st.text(said)
            show_table(state_table(trial))


draw()
