"""The figures of agreement, and a state's own view beside that of a partner."""

import streamlit as st

from assessment.reporting.agreement_sentences import (
    explain_agreement,
    explain_dimension_agreement,
    explain_group,
    explain_rater,
    explain_two_views,
)
from assessment.reporting.agreement_tables import (
    agreement_table,
    group_table,
    indicator_table,
    rater_table,
    two_views_table,
)
from assessment.services.context import Context, Opened
from assessment.services.moderation import agreement, agreement_by_indicator
from assessment.services.side_by_side import self_and_external
from pages.widgets.tables import show_table
from pages.widgets.text import plain


def draw_agreement(page_context: Context, opened: Opened) -> None:
    """Draw how far the ratings that were given alone agree."""
    found = agreement(page_context, opened)
    framework = opened.framework
    st.header("How far the raters agree")
    for sentence in explain_agreement(found):
        st.text(sentence)
    with st.expander("What alpha means"):
        st.text(
            "Krippendorff's alpha compares how much people differ with how much they would if "
            "each level were given at random. 1 is perfect agreement, 0 is what chance would "
            "give. It counts a difference of two levels as heavier than one of one level. Only "
            "ratings given alone count; 'insufficient information' and 'not applicable' are no "
            "levels. From 0.80 levels are customarily taken as reliable, from 0.67 as good "
            "enough for tentative conclusions. High agreement does not make a level right, and "
            "low agreement is a reason to talk, not a fault of anybody."
        )
    with st.expander("By dimension"):
        for dimension in found.dimensions:
            st.markdown(f"- {plain(explain_dimension_agreement(dimension, framework))}")
        show_table(agreement_table(found, framework))
    with st.expander("By respondent group"):
        for group in found.groups:
            st.markdown(f"- {plain(explain_group(group))}")
        show_table(group_table(found))
    with st.expander("By person"):
        st.caption("Whoever lies far from the others may know most. Ask before you judge.")
        for rater in sorted(found.raters, key=lambda one: one.person_name):
            st.markdown(f"- {plain(explain_rater(rater))}")
        show_table(rater_table(found))
    across = agreement_by_indicator(page_context, opened)
    if across:
        with st.expander("By indicator, over all moderated assessments with this questionnaire"):
            st.caption("A low alpha here may mean that the wording of an indicator is unclear.")
            show_table(indicator_table(across, framework))


def draw_two_views(page_context: Context, opened: Opened) -> None:
    """Draw the self and the external assessment of the same period beside each other."""
    found = self_and_external(page_context, opened)
    st.header("Self and external side by side")
    if found.by_itself is None or found.by_partner is None:
        missing = "an external" if found.by_partner is None else "a self"
        st.text(
            "When there is both a self and an external assessment of this state, region and "
            f"period, their answers stand side by side here. There is not {missing} one yet."
        )
        return
    if not found.same_questionnaire:
        st.warning(
            "The two were made with different versions of the questionnaire. Only indicators "
            "that both have are shown, and their wording may differ."
        )
    st.text(explain_two_views(found.views))
    show_table(two_views_table(found.views, opened.framework))
    if found.others:
        st.caption(
            f"{len(found.others)} further assessments of this state and period are not shown."
        )
