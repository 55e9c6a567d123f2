"""The workspace of this session: application, person and chosen assessment.

What must survive a reload stands in the address of the page; nothing that was
entered lives in the session alone.
"""

import gc

import streamlit as st
from streamlit.navigation.page import Page

from assessment.model.problem import Refused
from assessment.services.context import Context, Opened, open_assessment
from assessment.wiring import Application, Settings, open_application
from pages.widgets.elements import plain, show_problems

_PERSON, _ASSESSMENT = "person", "assessment"


@st.cache_resource(show_spinner="Opening the workspace ...")
def _open(settings: Settings) -> Application:
    application = open_application(settings)
    _load_slow_libraries()
    # What was loaded stays for good, so the collector need not look at it after every click.
    gc.collect()
    gc.freeze()
    return application


def _load_slow_libraries() -> None:
    """Load at the start what the first visitor of a page would otherwise wait for."""
    import assessment.exchange.field_in  # noqa: PLC0415
    import assessment.exchange.field_out  # noqa: PLC0415
    import assessment.exchange.results_workbook  # noqa: PLC0415
    import assessment.exchange.safe_reader  # noqa: PLC0415
    import assessment.reporting.charts  # noqa: PLC0415
    import assessment.reporting.tables  # noqa: F401, PLC0415


def application() -> Application:
    """Return the opened application; ends the page with the reason if it cannot be opened."""
    _require_frame()
    try:
        return _open(Settings.from_environment())
    except Refused as refusal:
        show_problems(refusal.problems)
        st.stop()


def mark_framed() -> None:
    """Say that app.py drew the frame in this session."""
    st.session_state["framed"] = True


def _require_frame() -> None:
    """Start again with app.py, if Streamlit ran a page without it.

    It does so once, when a page is the first thing asked of a new server,
    because the folder is called ``pages``. Naming the pages ends that.
    """
    if not st.session_state.get("framed"):
        name_pages()
        st.rerun()


def context() -> Context:
    """Return the context of the person who writes in this session."""
    return application().context(_remembered(_PERSON))


def choose_person(name: str, organisation: str) -> None:
    """Let the session write as a person, also after a reload."""
    _remember(_PERSON, application().context_for(name, organisation).actor.person_id)


def choose_assessment(assessment_id: str) -> None:
    """Open an assessment in this session, also after a reload."""
    _remember(_ASSESSMENT, assessment_id)


def chosen_assessment() -> str | None:
    """Return the id of the chosen assessment, if there is one."""
    return _remembered(_ASSESSMENT)


def opened_assessment(page_context: Context) -> Opened:
    """Return the chosen assessment; ends the page with advice if there is none."""
    assessment_id = chosen_assessment()
    if not assessment_id:
        st.info("Choose an assessment first, or begin a new one.")
        st.page_link("pages/assessments.py", label="Go to the list of assessments")
        st.stop()
    try:
        return open_assessment(page_context, assessment_id)
    except Refused as refusal:
        show_problems(refusal.problems)
        st.page_link("pages/assessments.py", label="Go to the list of assessments")
        st.stop()


def draw_heading(opened: Opened, title: str) -> None:
    """Draw the heading of a page about one assessment, and what a reader must know first."""
    assessment = opened.assessment
    st.title(title)
    st.caption(f"{plain(assessment.title)} · {assessment.mode} assessment")
    if assessment.invented:
        st.warning(
            "Invented for demonstration: this state does not exist, and nothing here is about "
            "a real one.",
            icon=":material/science:",
        )
    if opened.content_differs:
        st.warning(
            "The questionnaire was edited after this assessment was begun, under the same "
            "version number. Answers may have been given to other wording."
        )


def keep_in_address() -> None:
    """Put person and assessment into the address, where they survive a reload."""
    for name in (_PERSON, _ASSESSMENT):
        value = _remembered(name)
        if value and st.query_params.get(name) != value:
            st.query_params[name] = value


def _remember(name: str, value: str) -> None:
    st.session_state[f"chosen_{name}"] = value
    st.query_params[name] = value


def _remembered(name: str) -> str | None:
    """Look into the address first: a link that was sent opens what it names."""
    value = st.query_params.get(name) or st.session_state.get(f"chosen_{name}")
    if value:
        st.session_state[f"chosen_{name}"] = value
    return value


def name_pages() -> Page:
    """Tell Streamlit which pages there are; return the one that was asked for."""
    return st.navigation(
        {
            "": [_page("assessments", "Assessments", default=True)],
            "This assessment": [
                _page("questions", "Questions"),
                _page("rating", "Rate by yourself"),
                _page("moderation", "Agree on levels"),
                _page("circumstances", "Context"),
                _page("profile", "Profile"),
                _page("method", "Method"),
                _page("programmes", "Programmes"),
                _page("workbook", "Excel"),
            ],
            "Several assessments": [_page("compare", "Compare")],
            "Reference": [
                _page("sources", "Indicators and sources"),
                _page("about", "About"),
            ],
        }
    )


def _page(name: str, title: str, *, default: bool = False) -> Page:
    # No icons: the browser would fetch the one of the current page from outside.
    return st.Page(f"pages/{name}.py", title=title, default=default)


_NAMES, _HIDDEN = "names", "hidden"


def names_are_hidden() -> bool:
    """Whether the page that is open shows aliases, so that nothing else may name a state."""
    return st.query_params.get(_NAMES) == _HIDDEN


def hide_names(*, hide: bool) -> None:
    """Hide or show names, from the next drawing on."""
    if hide:
        st.query_params[_NAMES] = _HIDDEN
    else:
        st.query_params.pop(_NAMES, None)
