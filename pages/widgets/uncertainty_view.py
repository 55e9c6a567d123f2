"""How sure a profile is: what was varied, what matters most, and results that are kept."""

import pandas as pd
import streamlit as st

from assessment.model.problem import Refused
from assessment.model.uncertainty import (
    DimensionUncertainty,
    UncertaintyResult,
    UncertaintySettings,
)
from assessment.reporting.uncertainty_charts import (
    band_share_chart,
    band_share_description,
    source_share_chart,
    source_share_description,
)
from assessment.reporting.uncertainty_sentences import (
    explain_composite,
    explain_uncertainty,
    settings_sentences,
)
from assessment.reporting.uncertainty_tables import left_out_table, spread_table
from assessment.services.context import Context, Opened
from assessment.services.kept_results import keep_result, kept_results, replay_result
from assessment.services.uncertainty import analyse
from pages.widgets.text import local_day, plain, show_problems
from pages.widgets.uncertainty_choice import choose_settings


@st.fragment
def draw_uncertainty(page_context: Context, opened: Opened) -> None:
    """Draw the analysis of one assessment as it is answered now."""
    settings = choose_settings(page_context, opened)
    try:
        result = analyse(page_context, opened, settings)
    except Refused as refusal:
        show_problems(refusal.problems)
        return
    _draw_bands(opened, result)
    _draw_dimension(opened, result)
    _draw_limits(result, settings)
    _draw_kept(page_context, opened, result)


def _draw_bands(opened: Opened, result: UncertaintyResult) -> None:
    state, framework = result.states[0], opened.framework
    st.text("Of 100 draws, how many fall into each band.")
    st.altair_chart(band_share_chart(state, framework), theme=None)
    with st.expander("This chart in words, and as a table"):
        st.text(band_share_description(state, framework))
        st.dataframe(spread_table(state, framework), hide_index=True)


def _draw_dimension(opened: Opened, result: UncertaintyResult) -> None:
    st.subheader("What matters most")
    found = {one.dimension_id: one for one in result.states[0].dimensions}
    names = {d.id: d.name for d in opened.framework.questionnaire.dimensions}
    key = f"{opened.assessment.id}:uncertainty:dimension"
    st.session_state.setdefault(key, next(iter(names)))
    chosen = str(
        st.pills("Dimension", list(names), format_func=names.__getitem__, required=True, key=key)
    )
    _draw_shares(names[chosen], found[chosen], result, opened)
    composite = result.states[0].composite
    if composite is not None and composite.spread is not None:
        with st.expander("The optional single number"):
            for sentence in explain_composite(composite, result):
                st.text(sentence)


def _draw_shares(
    name: str, found: DimensionUncertainty, result: UncertaintyResult, opened: Opened
) -> None:
    for sentence in explain_uncertainty(found, result, opened.framework):
        st.markdown(f"- {plain(sentence)}")
    if found.shares:
        st.altair_chart(source_share_chart(name, found.shares), theme=None)
    with st.expander("The sources in words, and every indicator left out once"):
        st.text(source_share_description(name, found.shares))
        if found.left_out:
            st.dataframe(left_out_table(found, opened.framework), hide_index=True)


def _draw_limits(result: UncertaintyResult, settings: UncertaintySettings) -> None:
    with st.expander("What was varied, and what was not"):
        for sentence in (*settings_sentences(settings), *result.not_varied):
            st.markdown(f"- {plain(sentence)}")
        made = result.provenance
        st.caption(
            f"Questionnaire {made.questionnaire_id} {made.questionnaire_version}, checksum "
            f"{made.questionnaire_checksum[:12]}; this product {made.app_version}."
        )


def _draw_kept(page_context: Context, opened: Opened, result: UncertaintyResult) -> None:
    st.subheader("Kept results")
    st.text(
        "A kept result holds every figure with its seed and settings, so that anybody can compute "
        "it again to the last digit, here or with the command 'spca score --replay'."
    )
    if st.button("Keep this result"):
        st.success(f"Kept under the number {keep_result(page_context, opened, result)}.")
    kept = kept_results(page_context, opened)
    if not kept:
        st.caption("None is kept yet.")
        return
    rows = [
        {"Number": one.id, "Kept by": one.person_name, "When": local_day(one.recorded_at)}
        for one in kept
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True)
    _draw_replay(page_context, [one.id for one in kept])


def _draw_replay(page_context: Context, ids: list[str]) -> None:
    chosen = st.selectbox("Number of the result to compute again", ids)
    if not st.button("Compute again"):
        return
    try:
        replayed = replay_result(page_context, str(chosen))
    except Refused as refusal:
        show_problems(refusal.problems)
        return
    show_problems(replayed.problems)
    if replayed.is_same:
        st.success("Computed again: every digit is the same.")
    elif replayed.again is not None:
        st.error("Computed again, and the digits differ. Report this with both versions.")
