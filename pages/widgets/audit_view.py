"""Audit statistics of the dimensions over all states, or the reason why there are none."""

import streamlit as st

from assessment.model.audit import LEAST_STATES
from assessment.reporting.audit_tables import audit_table, explain_audit
from assessment.reporting.wording import count_words, name_indicator
from assessment.services.method import States, audit_states
from pages.widgets.text import plain


def draw_audit(states: States) -> None:
    """Draw the statistics of every dimension."""
    st.text(
        "Statistics over many states: which indicator in fact moves a dimension, and whether two "
        f"of them say the same. They need {LEAST_STATES} states or more, each with one assessment."
    )
    framework = states.framework

    def name(id_: str) -> str:
        if framework.questionnaire.has_indicator(id_):
            return name_indicator(framework, id_)
        return framework.questionnaire.dimension(id_).name

    audits = audit_states(states)
    if not any(audit.has_enough for audit in audits):
        most = max(audit.n_states for audit in audits)
        st.info(
            f"Nothing is shown: no dimension has more than {count_words(most, 'state')} with every "
            f"answer, and with fewer than {LEAST_STATES} a correlation is mostly chance."
        )
        return
    for audit in audits:
        with st.expander(name(audit.node_id)):
            for sentence in explain_audit(audit, name):
                st.markdown(f"- {plain(sentence)}")
            if audit.has_enough:
                st.dataframe(audit_table(audit, name), hide_index=True)
