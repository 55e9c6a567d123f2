"""What is varied in an analysis of uncertainty, chosen on the page."""

import pandas as pd
import streamlit as st

from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.model.method_change import OWN
from assessment.model.problem import Refused
from assessment.model.rules import LEAST_DRAWS, MOST_DRAWS
from assessment.model.uncertainty import (
    DimensionUncertainty,
    UncertaintyResult,
    UncertaintySettings,
)
from assessment.reporting.charts.uncertainty import (
    band_share_chart,
    band_share_description,
    source_share_chart,
    source_share_description,
)
from assessment.reporting.method import rule_name
from assessment.reporting.uncertainty import (
    explain_composite,
    explain_uncertainty,
    left_out_table,
    settings_sentences,
    spread_table,
)
from assessment.services.context import Context, Opened
from assessment.services.kept_results import keep_result, kept_results, replay_result
from assessment.services.moderation import rater_levels
from assessment.services.uncertainty import analyse, rules_anywhere
from pages.widgets.elements import choose_dimension, draw_list, initially, local_day, show_problems


def choose_settings(page_context: Context, opened: Opened) -> UncertaintySettings:
    """Draw the choices; the questionnaire's own come first."""
    given = UncertaintySettings.from_rules(opened.framework.rules)
    rated = rater_levels(page_context, opened)
    key = f"{opened.assessment.id}:uncertainty"
    with st.expander(_("Choose what is varied")):
        answers = st.checkbox(
            _("Each answer by one level, by its confidence"), given.answers, key=f"{key}:answers"
        )
        missing = st.checkbox(
            _("Missing answers over the whole scale"), given.missing, key=f"{key}:missing"
        )
        raters = bool(rated) and st.checkbox(_several_raters(len(rated)), key=f"{key}:raters")
        step_maps = st.checkbox(
            _("The distances between levels"), given.step_maps, key=f"{key}:step_maps"
        )
        weight_spread = st.slider(
            _("Each weight, by up to (%)"),
            0,
            75,
            step=5,
            key=initially(f"{key}:w", int(given.weight_spread * 100)),
        )
        allowance = st.slider(
            _("How far the caps let a score rise, by up to (levels)"),
            0.0,
            2.0,
            0.0,
            0.25,
            key=f"{key}:a",
        )
        rules = st.multiselect(
            _("Rules from which each draw takes one"),
            rules_anywhere(opened.framework),
            format_func=rule_name,
            key=initially(f"{key}:rules", [OWN]),
        )
        draws = st.number_input(
            _("Draws"),
            LEAST_DRAWS,
            MOST_DRAWS,
            step=1000,
            key=initially(f"{key}:draws", given.draws),
        )
        seed = st.number_input(_("Seed"), 0, 2**32 - 1, key=initially(f"{key}:seed", given.seed))
    return given.model_copy(
        update={
            "answers": answers,
            "missing": missing,
            "raters": {opened.assessment.id: rated} if raters else {},
            "step_maps": step_maps,
            "weight_spread": weight_spread / 100,
            "allowance_spread": allowance,
            "rules": tuple(rules) or (OWN,),
            "draws": int(draws),
            "seed": int(seed),
        }
    )


def _several_raters(number: int) -> str:
    return ngettext(
        "The levels that several raters gave ({number} indicator)",
        "The levels that several raters gave ({number} indicators)",
        number,
    )


@st.fragment
def draw_uncertainty(page_context: Context, opened: Opened) -> None:
    """Draw the analysis of one assessment as it is answered now."""
    st.text(
        _(
            "The interval to quote is the one beside the score on Profile, where it says what was "
            "changed for it. Here everything that is chosen below varies, so the ranges differ; "
            "they show what a score depends on most. A draw is one way in which all that varies "
            "may turn out."
        )
    )
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
    st.text(_("Of 100 draws, how many fall into each band."))
    st.vega_lite_chart(band_share_chart(state, framework), theme=None)
    with st.expander(_("This chart in words, and as a table")):
        st.text(band_share_description(state, framework))
        st.dataframe(spread_table(state, framework), hide_index=True)


def _draw_dimension(opened: Opened, result: UncertaintyResult) -> None:
    st.subheader(_("What matters most"))
    found = {one.dimension_id: one for one in result.states[0].dimensions}
    chosen = choose_dimension(opened, f"{opened.assessment.id}:uncertainty:dimension")
    _draw_shares(chosen.name, found[chosen.id], result, opened)
    composite = result.states[0].composite
    if composite is not None and composite.spread is not None:
        with st.expander(_("The optional single number")):
            for sentence in explain_composite(composite, result, opened.framework):
                st.text(sentence)


def _draw_shares(
    name: str, found: DimensionUncertainty, result: UncertaintyResult, opened: Opened
) -> None:
    draw_list(explain_uncertainty(found, result, opened.framework))
    if found.shares:
        st.vega_lite_chart(source_share_chart(name, found.shares), theme=None)
    with st.expander(_("The sources in words, and every indicator left out once")):
        st.text(source_share_description(name, found.shares))
        if found.left_out:
            st.dataframe(left_out_table(found, opened.framework), hide_index=True)


def _draw_limits(result: UncertaintyResult, settings: UncertaintySettings) -> None:
    with st.expander(_("What was varied, and what was not")):
        draw_list((*settings_sentences(settings), *result.not_varied))
        made = result.provenance
        st.caption(
            _(
                "Questionnaire {id} {version}, checksum {checksum}; this product {product}.",
                id=made.questionnaire_id,
                version=made.questionnaire_version,
                checksum=made.questionnaire_checksum[:12],
                product=made.app_version,
            )
        )


def _draw_kept(page_context: Context, opened: Opened, result: UncertaintyResult) -> None:
    st.subheader(_("Kept results"))
    st.text(
        _(
            "A kept result holds every figure with all that it was computed from. Later anybody "
            "can compute it again and see that it comes out the same, to the last digit."
        )
    )
    if st.button(_("Keep this result")):
        number = keep_result(page_context, opened, result)
        st.success(_("Kept under the number {number}.", number=number))
    kept = kept_results(page_context, opened)
    if not kept:
        st.caption(_("None is kept yet."))
        return
    rows = [
        {_("Number"): one.id, _("Kept by"): one.person_name, _("When"): local_day(one.recorded_at)}
        for one in kept
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True)
    _draw_replay(page_context, [one.id for one in kept])


def _draw_replay(page_context: Context, ids: list[str]) -> None:
    chosen = st.selectbox(_("Number of the result to compute again"), ids)
    if not st.button(_("Compute again")):
        return
    try:
        replayed = replay_result(page_context, str(chosen))
    except Refused as refusal:
        show_problems(refusal.problems)
        return
    show_problems(replayed.problems)
    if replayed.is_same:
        st.success(_("Computed again: every digit is the same."))
    elif replayed.again is not None:
        st.error(_("Computed again, and the digits differ. Report this with both versions."))
