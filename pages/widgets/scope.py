"""The scope sheet beside the questions: what is on its lists, and that it waits to be filled in."""

from collections.abc import Sequence

import streamlit as st

from assessment.locales import gettext as _
from assessment.model.questionnaire import Indicator, Questionnaire, terms_in
from assessment.model.scope import Scope
from assessment.reporting.scope import on_scope_sheet, scope_progress
from assessment.services.context import Context, Opened
from assessment.services.scope import read_scope
from pages.widgets.elements import plain


def draw_scope_lists(page_context: Context, opened: Opened, names: Sequence[str]) -> None:
    """Say below a question what the scope sheet has on these lists; nothing where it has nothing.

    Parameters
    ----------
    names
        Lists that the terms of a text stand for, such as ``groups_at_risk``.
    """
    # Most questions speak of no list, and need not ask for the sheet.
    recorded = read_scope(page_context, opened) if names else None
    if recorded and (text := on_scope_sheet(recorded.scope, names)):
        st.caption(plain(text))


def lists_spoken_of(indicator: Indicator, questionnaire: Questionnaire) -> tuple[str, ...]:
    """Return the lists of the scope sheet of which a question or its statements speak."""
    statements = (s for level in indicator.anchors.values() for s in level.values())
    texts = (indicator.question, *(statement.text for statement in statements))
    terms = (term for text in texts for term in terms_in(text, questionnaire))
    return tuple(dict.fromkeys(term.list for term in terms if term.list))


def draw_scope_reminder(page_context: Context, opened: Opened) -> None:
    """Say in one line that the scope sheet is not filled in yet, with the way to it."""
    recorded = read_scope(page_context, opened)
    scope = recorded.scope if recorded else Scope()
    if scope.is_complete:
        return
    text = _("The scope sheet, which says whom the questions mean, is not filled in yet.")
    if scope.filled:
        text = _("Scope sheet: {progress}.", progress=scope_progress(scope))
    words, link = st.columns([3, 1], vertical_alignment="center")
    words.caption(plain(text))
    link.page_link("pages/scope.py", label=_("Scope sheet"))
