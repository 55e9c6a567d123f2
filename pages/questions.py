"""The questionnaire: one dimension a page, one indicator at a time."""

import streamlit as st

from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.model.questionnaire import Dimension
from assessment.model.round import LastRound
from assessment.services.answers import answered_ids, carried_ids, read_flags
from assessment.services.context import Context, Opened
from assessment.services.rounds import read_last_round
from pages.widgets.browser import arrive_at, draw_arrival
from pages.widgets.counts import counting
from pages.widgets.elements import choose_dimension, dimension_progress
from pages.widgets.indicator import draw_indicator
from pages.widgets.last_round import draw_progress
from pages.widgets.saving import Editing
from pages.widgets.scope import draw_scope_reminder
from pages.widgets.session import context, draw_heading, opened_assessment
from pages.widgets.status import draw_locked
from pages.widgets.writer import ask_who_writes

_DIMENSION, _INDICATOR = "dimension", "indicator"


def draw() -> None:
    """Draw the page."""
    page_context = context()
    opened = opened_assessment(page_context)
    draw_heading(opened, _("Questions"))
    ask_who_writes(page_context)
    draw_locked(opened)
    draw_scope_reminder(page_context, opened)
    last_round = read_last_round(page_context, opened)
    dimension = _draw_beginning(page_context, opened, last_round)
    st.header(dimension.name)
    st.text(dimension.about)
    answered = answered_ids(page_context, opened)
    wanted = st.query_params.get(_INDICATOR) or _first_unanswered(dimension, answered)
    for indicator in dimension.indicators:
        editing = Editing(page_context, opened, indicator, last_round=last_round)
        draw_indicator(editing, is_open=indicator.id == wanted)
    _draw_next(page_context, opened, dimension)
    draw_arrival()


@counting("questions:beginning")
def _draw_beginning(
    page_context: Context, opened: Opened, last_round: LastRound | None
) -> Dimension:
    """Draw how far the team is, and the choice of a dimension; return the chosen one."""
    answered = answered_ids(page_context, opened)
    if last_round is not None:
        n_carried = len(carried_ids(page_context, opened))
        draw_progress(opened, last_round, len(answered), n_carried)
    return _choose_dimension(opened, answered)


def _choose_dimension(opened: Opened, answered: frozenset[str]) -> Dimension:
    key = f"{opened.assessment.id}:dimension"
    # Whoever arrives by a link finds its question open, whatever was closed here before.
    if key not in st.session_state and _INDICATOR in st.query_params:
        named = st.query_params[_INDICATOR]
        st.session_state[f"{opened.assessment.id}:{named}:open"] = True
        arrive_at(f"{opened.assessment.id}:{named}:question")
    return choose_dimension(
        opened,
        key,
        name=lambda dimension: dimension_progress(dimension, answered),
        in_address=True,
        on_change=_forget_indicator,
    )


def _forget_indicator() -> None:
    st.query_params.pop(_INDICATOR, None)
    # The choice stands in a part of the page, and another dimension concerns all of it.
    st.rerun()


def _first_unanswered(dimension: Dimension, answered: frozenset[str]) -> str | None:
    return next((i.id for i in dimension.indicators if i.id not in answered), None)


@counting("questions:next")
def _draw_next(page_context: Context, opened: Opened, dimension: Dimension) -> None:
    answered = answered_ids(page_context, opened)
    if len(answered) == len(opened.framework.questionnaire.indicators):
        _draw_done(page_context, opened)
        return
    # As a callback: a page that is drawn anew before it comes to this button loses no click.
    st.button(
        _("Next unanswered question"),
        type="primary",
        icon=":material/arrow_forward:",
        on_click=_go_to_next,
        args=(opened, dimension),
    )


def _draw_done(page_context: Context, opened: Opened) -> None:
    """Say that the questions are done, and lead to the context while some of it is open."""
    st.success(_("Every question has an answer."))
    flags = opened.framework.questionnaire.context_flags
    n_open = len(flags) - len(read_flags(page_context, opened))
    if n_open:
        st.info(
            ngettext(
                "{number} entry of the context is still open. It never changes a score, but it "
                "can open a review.",
                "{number} entries of the context are still open. They never change a score, but "
                "they can open a review.",
                n_open,
            )
        )
        st.page_link("pages/circumstances.py", label=_("Go to the context"))
    st.page_link("pages/profile.py", label=_("See the profile"))


def _go_to_next(opened: Opened, dimension: Dimension) -> None:
    """Go to the next question without an answer, after this dimension first, then from the top."""
    answered = answered_ids(context(), opened)
    questionnaire = opened.framework.questionnaire
    indicators = questionnaire.indicators
    start = indicators.index(dimension.indicators[0])
    in_turn = (*indicators[start:], *indicators[:start])
    following = next((i.id for i in in_turn if i.id not in answered), None)
    if following is None:
        return
    st.query_params[_INDICATOR] = following
    st.query_params[_DIMENSION] = questionnaire.dimension_of(following).id
    for indicator in indicators:
        st.session_state[f"{opened.assessment.id}:{indicator.id}:open"] = indicator.id == following
    arrive_at(f"{opened.assessment.id}:{following}:question")
    del st.session_state[f"{opened.assessment.id}:dimension"]
    st.rerun()


draw()
