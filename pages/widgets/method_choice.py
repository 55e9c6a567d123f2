"""The sliders of the method page: what is tried in each dimension, kept in this session only."""

import streamlit as st

from assessment.model.framework import Framework
from assessment.model.method_change import HEAVIEST, LIGHTEST, Changes, DimensionChange
from assessment.model.questionnaire import Dimension
from assessment.reporting.method_sentences import RULE_NAMES
from assessment.reporting.rule_sentences import rule_sentence
from assessment.services.context import Opened
from assessment.services.method import (
    allowance_of,
    change_method,
    rule_choices,
    weighable_ids,
)
from pages.widgets.text import plain

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
