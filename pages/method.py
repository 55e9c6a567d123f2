"""Method: try another weight, cap or rule, and see what of the conclusions stands."""

import streamlit as st

from assessment.model.audit import LEAST_STATES
from assessment.model.framework import Framework
from assessment.model.method_change import HEAVIEST, LIGHTEST, Changes, DimensionChange
from assessment.model.questionnaire import Dimension
from assessment.reporting.audit_tables import audit_table, explain_audit
from assessment.reporting.method_charts import states_chart, trial_chart
from assessment.reporting.method_rows import (
    profile_rows,
    profile_table,
    state_rows,
    state_table,
)
from assessment.reporting.method_sentences import (
    RULE_NAMES,
    set_sentences,
    survival_sentences,
    trial_description,
)
from assessment.reporting.rule_sentences import rule_sentence
from assessment.reporting.wording import count_words, name_indicator
from assessment.services.context import Context, Opened
from assessment.services.method import (
    MethodTrial,
    States,
    allowance_of,
    audit_states,
    change_method,
    read_states,
    rule_choices,
    try_method,
    try_on_all,
    weighable_ids,
)
from assessment.services.results import Results, score
from pages.widgets.elements import plain, show_table
from pages.widgets.session import context, draw_heading, opened_assessment
from pages.widgets.uncertainty import draw_uncertainty

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


MOST_LEVELS = 4.0


def choose_dimension(opened: Opened) -> Dimension:
    """Draw the choice of a dimension and return it."""
    dimensions = {d.id: d for d in opened.framework.questionnaire.dimensions}
    key = f"{opened.assessment.id}:method:dimension"
    st.session_state.setdefault(key, next(iter(dimensions)))
    chosen = st.pills(
        "Dimension",
        list(dimensions),
        format_func=lambda id_: dimensions[id_].name,
        required=True,
        key=key,
    )
    return dimensions[str(chosen)]


def choose_changes(opened: Opened, dimension: Dimension) -> Changes:
    """Draw what can be tried in a dimension; return what is tried in all of them."""
    kept: dict[str, DimensionChange] = st.session_state.setdefault(_key(opened), {})
    framework = opened.framework
    st.caption(f"Now: {plain(rule_sentence(framework.rules.dimensions[dimension.id], framework))}")
    change = _draw_rule(opened, dimension, kept.get(dimension.id, DimensionChange()))
    tried = change_method(framework, {dimension.id: change})
    change = _draw_allowance(opened, dimension, tried, change)
    change = _draw_weights(opened, dimension, tried, change)
    kept.pop(dimension.id, None)
    if not change.is_none:
        kept[dimension.id] = change
    if kept:
        names = {d.id: d.name for d in framework.questionnaire.dimensions}
        st.caption(f"Changed: {plain(', '.join(names[id_] for id_ in kept))}.")
        st.button("Back to the questionnaire's method", on_click=_reset, args=(opened,))
    return dict(kept)


def _draw_rule(opened: Opened, dimension: Dimension, kept: DimensionChange) -> DimensionChange:
    key = f"{_key(opened)}:{dimension.id}:rule"
    st.session_state.setdefault(key, kept.rule)
    rule = st.selectbox(
        "Rule that joins the answers",
        rule_choices(opened.framework, dimension),
        format_func=RULE_NAMES.__getitem__,
        key=key,
    )
    return kept.model_copy(update={"rule": rule})


def _draw_allowance(
    opened: Opened, dimension: Dimension, tried: Framework, change: DimensionChange
) -> DimensionChange:
    allowance = allowance_of(tried, dimension.id)
    if allowance is None:
        return change.model_copy(update={"allowance": None})
    key = f"{_key(opened)}:{dimension.id}:allowance:{change.rule}"
    st.session_state.setdefault(key, allowance)
    chosen = st.slider(
        "How many levels the score may lie above the lowest answer that caps it",
        0.0,
        max(MOST_LEVELS, allowance),
        step=0.25,
        key=key,
    )
    own = allowance_of(
        change_method(opened.framework, {dimension.id: _rule_only(change)}), dimension.id
    )
    return change.model_copy(update={"allowance": None if chosen == own else chosen})


def _draw_weights(
    opened: Opened, dimension: Dimension, tried: Framework, change: DimensionChange
) -> DimensionChange:
    ids = weighable_ids(tried, dimension)
    if not ids:
        st.caption("This rule has no weights.")
        return change.model_copy(update={"weights": {}})
    weights: dict[str, float] = {}
    with st.expander("Weights: how many times as much as now each answer counts"):
        for indicator in dimension.indicators:
            key = f"{_key(opened)}:{dimension.id}:weight:{indicator.id}"
            st.session_state.setdefault(key, change.weights.get(indicator.id, 1.0))
            weights[indicator.id] = st.slider(
                f"{indicator.id}  {plain(indicator.name)}", LIGHTEST, HEAVIEST, step=0.25, key=key
            )
    moved = {id_: factor for id_, factor in weights.items() if factor != 1}
    return change.model_copy(update={"weights": moved})


def _rule_only(change: DimensionChange) -> DimensionChange:
    return DimensionChange(rule=change.rule)


def _key(opened: Opened) -> str:
    return f"{opened.assessment.id}:method:changes"


def _reset(opened: Opened) -> None:
    # Sliders that are not drawn again would bring their old place back.
    for key in [k for k in st.session_state if str(k).startswith(_key(opened))]:
        del st.session_state[key]


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


draw()
