"""Who writes here: asked before the first write, known to this browser alone, and shown."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assessment.locales import gettext as _
from assessment.services.context import Context
from pages.widgets.elements import plain
from pages.widgets.session import choose_person, forget_person, take_key, writer, writer_key

_OPEN = "writer:side:open"
"""In the session, while the side bar shows how to change who writes."""


def ask_who_writes(page_context: Context, *, reads_first: bool = False) -> None:
    """Ask on a page that writes, while nobody has said who they are.

    Parameters
    ----------
    reads_first
        Whether most people come to read: the form is then folded.
    """
    actor = page_context.actor
    if actor.person_id:
        if not reads_first:
            person = _("{name}, {organisation}", name=actor.name, organisation=actor.organisation)
            st.caption(_("You write as {person}.", person=plain(person)))
        return
    with _folded() if reads_first else st.container(border=True):
        draw_writer_form("page")


def _folded() -> DeltaGenerator:
    return st.expander(_("Say who you are, before you write something here"))


def draw_writer_form(place: str) -> None:
    """Draw the form that asks who writes.

    Parameters
    ----------
    place
        Begins the keys of its widgets; one page may ask in several places.
    """
    key = f"writer:{place}"
    with st.form(key, border=False):
        st.markdown(_("**Before you write: who are you?**"))
        st.text(
            _(
                "Every answer keeps the name of who gave it. Give your name or your office, as "
                "you want it to be read later."
            )
        )
        name = st.text_input(_("Your name or office"), key=f"{key}:name")
        organisation = st.text_input(_("Your organisation"), key=f"{key}:organisation")
        submitted = st.form_submit_button(_("Write under this name"), type="primary")
    if submitted:
        _choose(name.strip(), organisation.strip())
    _draw_code_form(key)


def _choose(name: str, organisation: str) -> None:
    if not name or not organisation:
        st.error(_("Fill in both: your name or office, and your organisation."))
        return
    choose_person(name, organisation)
    st.session_state.pop(_OPEN, None)
    st.rerun()


def _draw_code_form(key: str) -> None:
    if not st.toggle(_("I have written here before, in another browser"), key=f"{key}:again"):
        return
    with st.container():
        code = st.text_input(
            _("Your code"),
            key=f"{key}:code",
            help=_("It stands in the first browser below the list of pages, under your name."),
        )
        if not st.button(_("Go on as the same person"), key=f"{key}:take"):
            return
        if take_key(code):
            st.session_state.pop(_OPEN, None)
            st.rerun()
        st.error(_("Nobody writes with this code. Compare it letter by letter, or give your name."))


def draw_writer(page_context: Context) -> None:
    """Draw in the side bar who writes, and how to change that."""
    actor = page_context.actor
    words = _("Nobody is named yet")
    if actor.person_id:
        words = _("{name}, {organisation}", name=actor.name, organisation=actor.organisation)
    st.markdown(_("You write as: **{person}**", person=plain(words)))
    label = _("Somebody else writes") if actor.person_id else _("Say who you are")
    is_open = st.session_state.get(_OPEN, False)
    # No box over the page: the Tab key does not come into those.
    st.button(
        _("Close") if is_open else label,
        key="writer:side",
        icon=":material/person:",
        on_click=_turn,
        width="stretch",
    )
    if not is_open:
        return
    with st.container(border=True):
        if writer() is not None:
            _draw_change()
        else:
            draw_writer_form("side")


def _turn() -> None:
    st.session_state[_OPEN] = not st.session_state.get(_OPEN, False)


def _draw_change() -> None:
    st.text(
        _(
            "This browser remembers you. In another browser enter this code to go on as the same "
            "person; whoever knows it can write under your name and read what you rated alone."
        )
    )
    if st.toggle(_("Show my code"), key="writer:show"):
        st.code(writer_key(), language=None)
    st.button(_("Stop writing under this name"), on_click=forget_person, icon=":material/logout:")
