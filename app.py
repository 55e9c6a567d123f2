"""The frame of the app: names the pages, draws the side bar, runs the page that was asked for."""

from pathlib import Path

import streamlit as st

from assessment.locales import formats, language, languages, ngettext
from assessment.locales import gettext as _
from assessment.model.problem import Refused
from assessment.services.answers import answered_ids
from assessment.services.context import Context, Opened, open_assessment
from pages.widgets.browser import watch
from pages.widgets.counts import counting, forget_parts
from pages.widgets.session import (
    begin_session,
    choose_language,
    chosen_assessment,
    context,
    keep_in_address,
    name_pages,
    names_are_hidden,
)
from pages.widgets.writer import draw_writer

WIDGETS = Path(__file__).parent / "pages" / "widgets"


def draw_sidebar() -> None:
    """Draw the part of the side bar below the page list."""
    page_context = context()
    forget_parts()
    keep_in_address()
    with st.sidebar:
        _draw_assessment(page_context)
        draw_writer(page_context)
        if len(languages()) > 1:
            _draw_language()
        watch()


def _draw_assessment(page_context: Context) -> None:
    assessment_id = chosen_assessment()
    if not assessment_id or names_are_hidden():
        return
    try:
        opened = open_assessment(page_context, assessment_id)
    except Refused:
        return  # the page itself says why
    st.text(opened.assessment.title)
    if opened.assessment.invented:
        st.caption(":material/science: " + _("Invented state, for demonstration"))
    _draw_how_many(page_context, opened)


@counting("frame:answered")
def _draw_how_many(page_context: Context, opened: Opened) -> None:
    total = len(opened.framework.questionnaire.indicators)
    answered = len(answered_ids(page_context, opened))
    text = ngettext(
        "{answered} of {number} question answered",
        "{answered} of {number} questions answered",
        total,
        answered=formats.whole(answered),
    )
    st.progress(answered / total, text=text)


def _draw_language() -> None:
    st.session_state["language_box"] = language()
    st.selectbox(
        # The sign is for whoever came into a language that they cannot read.
        ":material/language: " + _("Language"),
        languages(),
        format_func=formats.language_name,
        key="language_box",
        on_change=lambda: choose_language(st.session_state["language_box"]),
    )


begin_session()
page = name_pages()
st.set_page_config(
    # Each page its own, so that tabs and the history of a browser can be told apart.
    page_title=" · ".join((page.title, _("State Protection Capacity Assessment"))),
    # A named icon would be fetched from outside; a file is not.
    page_icon=str(WIDGETS / "icon.svg"),
    layout="centered",
    # On a narrow screen the list of pages would cover the page.
    initial_sidebar_state="auto",
)
st.logo(str(WIDGETS / "logo.svg"), size="large", icon_image=str(WIDGETS / "icon.svg"))
st.html(WIDGETS / "page.css")
draw_sidebar()
page.run()
