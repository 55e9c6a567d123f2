"""Agree on levels: who has rated, then ratings and spread on the table, then consensus."""

import pandas as pd
import streamlit as st

from assessment.exchange.csv_table import guard
from assessment.model.problem import Refused
from assessment.model.questionnaire import Dimension
from assessment.model.rating import ModerationEvent, find_group
from assessment.reporting.agreement_charts import rating_chart
from assessment.reporting.agreement_sentences import describe_ratings
from assessment.reporting.agreement_tables import rating_table, spread_table
from assessment.services.context import Context, Opened
from assessment.services.moderation import moderation_opened, moderations, open_moderation
from assessment.services.ratings import rating_progress
from pages.widgets.agreement_view import draw_agreement, draw_two_views
from pages.widgets.moderating import draw_moderation
from pages.widgets.saving import Editing
from pages.widgets.session import context, draw_heading, opened_assessment
from pages.widgets.tables import show_table
from pages.widgets.text import local_day, plain, show_problems

_DIMENSION = "dimension"


def draw() -> None:
    """Draw the page."""
    page_context = context()
    opened = opened_assessment(page_context)
    draw_heading(opened, "Agree on levels")
    event = moderation_opened(page_context, opened)
    if event is None:
        _draw_waiting(page_context, opened)
    else:
        _draw_opened(page_context, opened, event)
    draw_two_views(page_context, opened)


def _draw_waiting(page_context: Context, opened: Opened) -> None:
    st.text(
        "People rate alone now. Here you see who has rated how much, and nothing of what they "
        "gave. When everybody is done, open moderation: then all ratings lie on the table."
    )
    progress = rating_progress(page_context, opened)
    total = len(opened.framework.questionnaire.indicators)
    if not progress:
        st.info("Nobody has rated yet.")
        st.page_link("pages/rating.py", label="Rate by yourself")
        return
    rows = [
        {
            "Person": one.person_name,
            "Group": find_group(one.group).name,
            "Rated": f"{one.n_rated} of {total}",
        }
        for one in progress
    ]
    show_table(pd.DataFrame(rows))
    key = f"{opened.assessment.id}:open_moderation"
    understood = st.checkbox(
        "Everybody who should rate alone has done so. This cannot be undone.",
        key=f"{key}:understood",
    )
    if st.button("Open moderation", type="primary", disabled=not understood, key=key):
        try:
            open_moderation(page_context, opened)
        except Refused as refusal:
            show_problems(refusal.problems)
            return
        st.rerun()


def _draw_opened(page_context: Context, opened: Opened, event: ModerationEvent) -> None:
    st.caption(
        f"Moderation was opened by {plain(event.person_name)} on "
        f"{plain(local_day(event.recorded_at))}."
    )
    st.text(
        "Talk first about what lies two levels or more apart, or where some gave a level and "
        "others none. Ask what each person has seen. The level you agree on is then the answer "
        "of the assessment; the ratings and their spread stay beside it."
    )
    dimension = _choose_dimension(opened)
    ids = [indicator.id for indicator in dimension.indicators]
    on_the_table = moderations(page_context, opened, ids)
    st.header(dimension.name)
    st.altair_chart(rating_chart(on_the_table, opened.framework), theme=None)
    with st.expander("The chart in words, and as tables"):
        st.text(describe_ratings(on_the_table, opened.framework))
        show_table(spread_table(on_the_table, opened.framework))
        # What people typed stands in more than the first column here.
        show_table(rating_table(on_the_table, opened.framework).map(guard))
    for indicator in dimension.indicators:
        draw_moderation(Editing(page_context, opened, indicator))
    draw_agreement(page_context, opened)


def _choose_dimension(opened: Opened) -> Dimension:
    dimensions = {d.id: d for d in opened.framework.questionnaire.dimensions}
    key = f"{opened.assessment.id}:moderation:dimension"
    asked = st.query_params.get(_DIMENSION, "")
    st.session_state.setdefault(key, asked if asked in dimensions else next(iter(dimensions)))
    chosen = st.pills(
        "Dimension",
        list(dimensions),
        format_func=lambda id_: dimensions[id_].name,
        required=True,
        key=key,
    )
    st.query_params[_DIMENSION] = str(chosen)
    return dimensions[str(chosen)]


draw()
