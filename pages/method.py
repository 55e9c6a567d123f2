"""Method: try another weight, cap or rule, and see what of the conclusions stands."""

import streamlit as st

from assessment.locales import formats, ngettext
from assessment.locales import gettext as _
from assessment.model.audit import LEAST_STATES
from assessment.model.framework import Framework
from assessment.model.method_change import HEAVIEST, LIGHTEST, Changes, DimensionChange
from assessment.model.questionnaire import Dimension
from assessment.reporting.audit import audit_table, explain_audit
from assessment.reporting.charts.method import profile_rows, state_rows, states_chart, trial_chart
from assessment.reporting.dimension_sentences import rule_sentence
from assessment.reporting.method import (
    profile_table,
    rule_name,
    set_sentences,
    state_table,
    survival_sentences,
    trial_description,
)
from assessment.reporting.method_marks import mark_table, method_reasons
from assessment.reporting.wording import name_indicator
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
from pages.widgets.elements import choose_dimension, draw_list, plain, show_table
from pages.widgets.session import context, draw_heading, opened_assessment
from pages.widgets.uncertainty import draw_uncertainty

MOST_IN_CHART = 30
MOST_LEVELS = 4.0


def draw() -> None:
    """Draw the page."""
    page_context = context()
    opened = opened_assessment(page_context)
    draw_heading(opened, _("Method"))
    st.text(
        _(
            "A score follows from answers and from choices of method. Move a choice and see what "
            "stands. Nothing here is saved, and no score of the assessment changes."
        )
    )
    results, states = score(page_context, opened), read_states(page_context, opened)
    _draw_other_methods(results)
    tried, sure, together = st.tabs(
        [
            _("Try another method"),
            _("How sure the profile is"),
            _("Do the indicators belong together?"),
        ]
    )
    with tried:
        _draw_trial(page_context, results, states)
    with sure:
        draw_uncertainty(page_context, opened)
    with together:
        _draw_audit(states)


def _draw_other_methods(results: Results) -> None:
    """Draw which bands hold under the other methods that the questionnaire names."""
    profile, framework = results.profile, results.opened.framework
    if not framework.rules.methods:
        return
    st.header(_("Other methods"))
    st.text(
        _(
            "The questionnaire names other methods that somebody may defend. Where a letter "
            "differs, the band rests on the choice of method and not on the answers alone."
        )
    )
    if not profile.method_marks:
        st.text(_("No dimension has a score yet. Answer more questions, then try again."))
    else:
        st.dataframe(mark_table(profile, framework), hide_index=True)
    with st.expander(_("Why these methods")):
        draw_list(method_reasons(framework))


@st.fragment
def _draw_trial(page_context: Context, results: Results, states: States) -> None:
    opened = results.opened
    dimension = choose_dimension(opened, f"{opened.assessment.id}:method:dimension")
    changes = _choose_changes(opened, dimension)
    trial = try_method(page_context, results, changes)
    _draw_conclusions(trial, is_changed=bool(changes))
    _draw_profile(trial)
    if len(states.records) > 1:
        _draw_states(states, dimension.id, changes)


def _draw_conclusions(trial: MethodTrial, *, is_changed: bool) -> None:
    st.subheader(_("What stays the same, and what changes"))
    if not is_changed:
        st.text(_("Nothing is changed yet: both methods are the same."))
        return
    for holds, sentence in survival_sentences(trial.survival, trial.framework):
        verdict = _("✓ **Stays the same.**") if holds else _("≠ **Changes.**")
        st.markdown(f"{verdict} {plain(sentence)}")


def _draw_profile(trial: MethodTrial) -> None:
    before, after = trial.before.profile, trial.after.profile
    if all(found.value is None for found in (*before.dimensions, *after.dimensions)):
        st.text(_("No dimension has a score yet. Answer more questions, then try again."))
        return
    rows = profile_rows(before, after, trial.framework)
    description = trial_description(rows, _("This assessment"))
    st.vega_lite_chart(trial_chart(before, after, trial.framework, description), theme=None)
    with st.expander(_("The chart in words, and as a table")):
        st.text(description)
        st.dataframe(profile_table(before, after, trial.framework), hide_index=True)


def _draw_states(states: States, dimension_id: str, changes: Changes) -> None:
    st.subheader(_("The same change for all states"))
    st.text(
        _(
            "The newest assessment of each state that was made with this questionnaire; invented "
            "and real states are never mixed. Shown by name, never in the order of scores."
        )
    )
    trial = try_on_all(states, dimension_id, changes)
    for sentence in set_sentences(trial, states.framework):
        st.text(sentence)
    description = trial_description(state_rows(trial), _("States"))
    if len(trial.states) > MOST_IN_CHART:
        most = formats.whole(MOST_IN_CHART)
        st.text(_("More than {number} states are shown as a table only.", number=most))
        show_table(state_table(trial))
        return
    if trial.states:
        st.vega_lite_chart(states_chart(trial, states.framework, description), theme=None)
        with st.expander(_("This chart in words, and as a table")):
            st.text(description)
            show_table(state_table(trial))


def _choose_changes(opened: Opened, dimension: Dimension) -> Changes:
    """Draw what can be tried in a dimension; return what is tried in all of them."""
    kept: dict[str, DimensionChange] = st.session_state.setdefault(_key(opened), {})
    framework = opened.framework
    rule = rule_sentence(framework.rules.dimensions[dimension.id], framework)
    st.caption(_("Now: {rule}", rule=plain(rule)))
    change = _draw_rule(opened, dimension, kept.get(dimension.id, DimensionChange()))
    tried = change_method(framework, {dimension.id: change})
    change = _draw_allowance(opened, dimension, tried, change)
    change = _draw_weights(opened, dimension, tried, change)
    kept.pop(dimension.id, None)
    if not change.is_none:
        kept[dimension.id] = change
    if kept:
        names = ", ".join(framework.questionnaire.dimension(id_).name for id_ in kept)
        st.caption(_("Changed: {dimensions}.", dimensions=plain(names)))
        st.button(_("Back to the questionnaire's method"), on_click=_reset, args=(opened,))
    return dict(kept)


def _draw_rule(opened: Opened, dimension: Dimension, kept: DimensionChange) -> DimensionChange:
    key = f"{_key(opened)}:{dimension.id}:rule"
    st.session_state.setdefault(key, kept.rule)
    rule = st.selectbox(
        _("Rule that joins the answers"),
        rule_choices(opened.framework, dimension),
        format_func=rule_name,
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
        _("How many levels the score may lie above the lowest answer that caps it"),
        0.0,
        max(MOST_LEVELS, allowance),
        step=0.25,
        key=key,
    )
    rule_alone = {dimension.id: DimensionChange(rule=change.rule)}
    own = allowance_of(change_method(opened.framework, rule_alone), dimension.id)
    return change.model_copy(update={"allowance": None if chosen == own else chosen})


def _draw_weights(
    opened: Opened, dimension: Dimension, tried: Framework, change: DimensionChange
) -> DimensionChange:
    ids = weighable_ids(tried, dimension)
    if not ids:
        st.caption(_("This rule has no weights."))
        return change.model_copy(update={"weights": {}})
    weights: dict[str, float] = {}
    with st.expander(_("Weights: how many times as much as now each answer counts")):
        for indicator in dimension.indicators:
            key = f"{_key(opened)}:{dimension.id}:weight:{indicator.id}"
            st.session_state.setdefault(key, change.weights.get(indicator.id, 1.0))
            weights[indicator.id] = st.slider(
                f"{indicator.id}  {plain(indicator.name)}", LIGHTEST, HEAVIEST, step=0.25, key=key
            )
    moved = {id_: factor for id_, factor in weights.items() if factor != 1}
    return change.model_copy(update={"weights": moved})


def _key(opened: Opened) -> str:
    return f"{opened.assessment.id}:method:changes"


def _reset(opened: Opened) -> None:
    # Sliders that are not drawn again would bring their old place back.
    for key in [k for k in st.session_state if str(k).startswith(_key(opened))]:
        del st.session_state[key]


def _draw_audit(states: States) -> None:
    """Draw the statistics of every dimension."""
    st.text(
        _(
            "Statistics over many states: which indicator in fact moves a dimension, and whether "
            "two of them say the same. They need {number} states or more, each with one "
            "assessment.",
            number=formats.whole(LEAST_STATES),
        )
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
            ngettext(
                "Nothing is shown: no dimension has more than {number} state with every answer, "
                "and with fewer than {least} a correlation is mostly chance.",
                "Nothing is shown: no dimension has more than {number} states with every answer, "
                "and with fewer than {least} a correlation is mostly chance.",
                most,
                least=formats.whole(LEAST_STATES),
            )
        )
        return
    for audit in audits:
        with st.expander(name(audit.node_id)):
            draw_list(explain_audit(audit, name))
            if audit.has_enough:
                st.dataframe(audit_table(audit, name), hide_index=True)


draw()
