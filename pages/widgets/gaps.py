"""Critical gaps with the answers behind them, and the way to those answers."""

import streamlit as st

from assessment.model.framework import Framework
from assessment.model.score import GapFinding
from assessment.reporting.sentences import explain_gap
from assessment.services.results import Results
from pages.widgets.text import plain


def draw_gaps(results: Results) -> None:
    """Draw active critical gaps, then those that cannot be ruled out."""
    gaps = results.profile.gaps
    active = [found for found in gaps if found.is_active]
    open_ = [found for found in gaps if not found.is_active]
    st.header("Critical gaps")
    st.text("Combinations of answers that open a review, whatever the scores.")
    if not active:
        st.text("No critical gap is active.")
    for found in active:
        _draw_gap(found, results)
    if open_:
        st.subheader("Cannot be ruled out")
        st.text("The missing answers decide whether these gaps exist.")
    for found in open_:
        _draw_gap(found, results)


def _draw_gap(found: GapFinding, results: Results) -> None:
    framework = results.opened.framework
    crimes = {crime.id: crime.name for crime in framework.questionnaire.crimes}
    icon = ":material/priority_high:" if found.is_active else ":material/help:"
    with st.container(border=True):
        st.markdown(f"{icon} **{found.gap.id} {plain(found.gap.name)}**")
        st.markdown(plain(found.gap.meaning))
        st.markdown(plain(explain_gap(found, framework, results.record)))
        st.caption(f"Bears on: {', '.join(crimes.get(c, c).lower() for c in found.gap.crimes)}.")
        _draw_links(found.finding.causes, framework, results.opened.assessment.id)


def _draw_links(causes: tuple[str, ...], framework: Framework, assessment_id: str) -> None:
    """Lead from a gap to the answers behind it."""
    known = {i.id: d.id for d in framework.questionnaire.dimensions for i in d.indicators}
    links = [id_ for id_ in causes if id_ in known]
    with st.container(horizontal=True):
        for id_ in links[:6]:
            st.page_link(
                "pages/questions.py",
                label=f"Answer to {id_}",
                query_params={
                    "assessment": assessment_id,
                    "dimension": known[id_],
                    "indicator": id_,
                },
            )
