"""What is varied in an analysis of uncertainty, chosen on the page."""

import streamlit as st

from assessment.model.uncertainty_settings import MOST_DRAWS, RuleName, UncertaintySettings
from assessment.services.context import Context, Opened
from assessment.services.moderation import rater_levels

RULES: dict[RuleName, str] = {
    "questionnaire": "The questionnaire's own",
    "mean": "Mean",
    "geometric": "Geometric mean",
    "minimum": "Lowest level",
}


def choose_settings(page_context: Context, opened: Opened) -> UncertaintySettings:
    """Draw the choices; the questionnaire's own come first."""
    given = UncertaintySettings.from_rules(opened.framework.rules)
    rated = rater_levels(page_context, opened)
    key = f"{opened.assessment.id}:uncertainty"
    with st.expander("Choose what is varied"):
        answers = st.checkbox(
            "Each answer by one level, by its confidence", given.answers, key=f"{key}:answers"
        )
        missing = st.checkbox(
            "Missing answers over the whole scale", given.missing, key=f"{key}:missing"
        )
        raters = bool(rated) and st.checkbox(
            f"The levels that several raters gave ({len(rated)} indicators)", key=f"{key}:raters"
        )
        step_maps = st.checkbox(
            "The distances between levels", given.step_maps, key=f"{key}:step_maps"
        )
        weight_spread = st.slider(
            "Each weight, by up to (%)", 0, 75, int(given.weight_spread * 100), 5, key=f"{key}:w"
        )
        allowance = st.slider(
            "How far the caps let a score rise, by up to (levels)",
            0.0,
            2.0,
            0.0,
            0.25,
            key=f"{key}:a",
        )
        rules = st.multiselect(
            "Rules from which each draw takes one",
            list(RULES),
            ["questionnaire"],
            format_func=RULES.__getitem__,
            key=f"{key}:rules",
        )
        draws = st.number_input("Draws", 100, MOST_DRAWS, given.draws, 100, key=f"{key}:draws")
        seed = st.number_input("Seed", 0, 2**32 - 1, given.seed, key=f"{key}:seed")
    return given.model_copy(
        update={
            "answers": answers,
            "missing": missing,
            "raters": {opened.assessment.id: rated} if raters else {},
            "step_maps": step_maps,
            "weight_spread": weight_spread / 100,
            "allowance_spread": allowance,
            "rules": tuple(rules) or ("questionnaire",),
            "draws": int(draws),
            "seed": int(seed),
        }
    )
