"""The reviews of all states on one page: open, due, overdue, decided, deferred twice."""

from itertools import groupby

import streamlit as st

from assessment.exchange.calendar_file import CALENDAR_TYPE
from assessment.locales import gettext as _
from assessment.model.review import BoardLine, ReviewState
from assessment.reporting.reviews import board_table, line_sentence, state_heading, state_meaning
from assessment.services.reviews import board, export_calendar
from pages.widgets.elements import draw_download, plain, show_table
from pages.widgets.session import context


def draw() -> None:
    """Draw the page."""
    page_context = context()
    st.title(_("Reviews"))
    st.text(
        _(
            "Every review of every state. The order is that of the days on which something is "
            "due, not of the states."
        )
    )
    lines = board(page_context)
    if not lines:
        st.info(_("There is no review yet. A review tier or a person opens one."))
        return
    today = page_context.clock().date()
    for state, found in groupby(lines, key=lambda line: line.state):
        own = [*found]
        st.header(state_heading(state, len(own)))
        st.caption(plain(state_meaning(state)))
        for line in own:
            _draw_line(line, line_sentence(line, today))
    with st.expander(_("All of them as a table")):
        show_table(board_table(lines))
    if any(line.review and line.due_on and line.state is not ReviewState.DECIDED for line in lines):
        draw_download(
            _("All days with reminders, for a calendar"),
            lambda: export_calendar(page_context, lines),
            CALENDAR_TYPE,
            "reviews.ics",
        )


def _draw_line(line: BoardLine, sentence: str) -> None:
    with st.container(border=True):
        st.page_link(
            "pages/review.py",
            label=plain(line.assessment.title),
            query_params={"assessment": line.assessment.id},
        )
        st.text(sentence)
        if line.assessment.invented:
            st.caption(":material/science: " + _("Invented state, for demonstration"))


draw()
