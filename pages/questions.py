"""The questionnaire: one dimension a page, one indicator at a time."""

import streamlit as st

from assessment.model.questionnaire import Dimension
from assessment.services.answers import answered_ids
from assessment.services.context import Opened
from pages.widgets.indicator import draw_indicator
from pages.widgets.saving import Editing, dimension_of
from pages.widgets.session import context, draw_heading, opened_assessment

_DIMENSION, _INDICATOR = "dimension", "indicator"


def draw() -> None:
    """Draw the page."""
    page_context = context()
    opened = opened_assessment(page_context)
    draw_heading(opened, "Questions")
    answered = answered_ids(page_context, opened)
    dimension = _choose_dimension(opened, answered)
    st.header(dimension.name)
    st.text(dimension.about)
    wanted = st.query_params.get(_INDICATOR) or _first_unanswered(dimension, answered)
    for indicator in dimension.indicators:
        editing = Editing(page_context, opened, indicator)
        draw_indicator(editing, is_open=indicator.id == wanted)
    _draw_next(opened, answered, dimension)


def _choose_dimension(opened: Opened, answered: frozenset[str]) -> Dimension:
    dimensions = {d.id: d for d in opened.framework.questionnaire.dimensions}
    asked = st.query_params.get(_DIMENSION, "")
    key = f"{opened.assessment.id}:dimension"
    if key not in st.session_state:
        st.session_state[key] = asked if asked in dimensions else next(iter(dimensions))
        # Whoever arrives by a link finds its question open, whatever was closed here before.
        if _INDICATOR in st.query_params:
            named = st.query_params[_INDICATOR]
            st.session_state[f"{opened.assessment.id}:{named}:open"] = True
    chosen = st.pills(
        "Dimension",
        list(dimensions),
        format_func=lambda id_: _progress(dimensions[id_], answered),
        required=True,
        key=key,
        on_change=_forget_indicator,
    )
    st.query_params[_DIMENSION] = str(chosen)
    return dimensions[str(chosen)]


def _forget_indicator() -> None:
    st.query_params.pop(_INDICATOR, None)


def _progress(dimension: Dimension, answered: frozenset[str]) -> str:
    ids = [indicator.id for indicator in dimension.indicators]
    return f"{dimension.name} {len(answered & set(ids))}/{len(ids)}"


def _first_unanswered(dimension: Dimension, answered: frozenset[str]) -> str | None:
    return next((i.id for i in dimension.indicators if i.id not in answered), None)


def _draw_next(opened: Opened, answered: frozenset[str], dimension: Dimension) -> None:
    if len(answered) == len(opened.framework.questionnaire.indicators):
        st.success("Every question has an answer.")
        st.page_link("pages/profile.py", label="See the profile")
    elif st.button("Next unanswered question", type="primary", icon=":material/arrow_forward:"):
        _go_to_next(opened, dimension)


def _go_to_next(opened: Opened, dimension: Dimension) -> None:
    """Go to the next question without an answer, after this dimension first, then from the top."""
    answered = answered_ids(context(), opened)
    indicators = opened.framework.questionnaire.indicators
    start = indicators.index(dimension.indicators[0])
    in_turn = (*indicators[start:], *indicators[:start])
    following = next((i.id for i in in_turn if i.id not in answered), None)
    if following is None:
        st.rerun()
    st.query_params[_INDICATOR] = following
    st.query_params[_DIMENSION] = dimension_of(opened, following).id
    for indicator in indicators:
        st.session_state[f"{opened.assessment.id}:{indicator.id}:open"] = indicator.id == following
    del st.session_state[f"{opened.assessment.id}:dimension"]
    st.rerun()


draw()
