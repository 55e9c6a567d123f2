"""The status of an assessment on its pages, and that an approved one cannot be changed."""

import streamlit as st

from assessment.locales import gettext as _
from assessment.model.assessment import Assessment
from assessment.reporting import status
from assessment.services.context import Opened
from pages.widgets.elements import plain


def locked_words(opened: Opened) -> str:
    """Say by whom an assessment is locked and what to do; empty where it can be changed."""
    return status.locked_words(opened.assessment)


def draw_locked(opened: Opened) -> None:
    """Draw that nothing on the page can be changed, before somebody tries; or nothing."""
    if words := locked_words(opened):
        st.info(plain(words), icon=":material/lock:")
        st.page_link("pages/assessment.py", label=_("Go to 'This assessment'"))


def draw_status(assessment: Assessment) -> None:
    """Draw the status, in one line below the heading of a page."""
    words = _("Status: {status}", status=status.status_name(assessment.status))
    if assessment.approval is not None:
        words = status.approval_words(assessment.approval)
    if assessment.archived:
        words = " · ".join((words, _("archived")))
    st.text(words)
