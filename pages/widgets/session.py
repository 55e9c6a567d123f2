"""The workspace of this session: application, language, person and chosen assessment.

What must survive a reload stands in the address of the page; who writes is known to the browser
alone, so that a link that was sent makes nobody write under another's name.
"""

import gc
from secrets import token_hex
from typing import Any, NoReturn
from urllib.parse import urlsplit

import streamlit as st
from streamlit.elements import exception
from streamlit.navigation.page import Page
from streamlit.runtime.scriptrunner import get_script_run_ctx

from assessment import locales
from assessment.locales import gettext as _
from assessment.model.problem import Refused
from assessment.reporting.terms import mode_words
from assessment.reporting.wording import edited_sentence
from assessment.services.context import Context, Opened, open_assessment
from assessment.wiring import Application, Settings, new_key, open_application
from pages.widgets.elements import plain, show_problems
from pages.widgets.status import draw_status
from pages.widgets.whole_callbacks import let_callbacks_end

_ASSESSMENT, _LANGUAGE = "assessment", "language"
_KEY = "writer_key"
_LIST_OF_PAGES = "client.showSidebarNavigation"
DELETED = "deleted"
"""Names the assessment that was deleted a moment ago, for the page that the person is led to."""
_NAMES, _HIDDEN = "names", "hidden"
_ready: set[Settings] = set()


@st.cache_resource(show_spinner=False)
def _open(settings: Settings) -> Application:
    application = open_application(settings)
    _load_slow_libraries()
    # What was loaded stays for good, so the collector need not look at it after every click.
    gc.collect()
    gc.freeze()
    return application


def _load_slow_libraries() -> None:
    """Load at the start what the first visitor of a page would otherwise wait for."""
    import pandas  # noqa: F401, PLC0415

    import assessment.exchange.field_workbook.reading  # noqa: PLC0415
    import assessment.exchange.field_workbook.writing  # noqa: PLC0415
    import assessment.exchange.own_sheet  # noqa: PLC0415
    import assessment.exchange.plan_workbook  # noqa: PLC0415
    import assessment.exchange.results_workbook  # noqa: PLC0415
    import assessment.exchange.safe_reader  # noqa: PLC0415
    import assessment.reporting.charts.profile  # noqa: F401, PLC0415


def application() -> Application:
    """Return the opened application; ends the page with the reason if it cannot be opened."""
    _require_frame()
    try:
        settings = Settings.from_environment()
        if settings not in _ready:
            with st.spinner(_("Opening the workspace ...")):
                _open(settings)
            _ready.add(settings)
        return _open(settings)
    except Refused as refusal:
        show_problems(refusal.problems)
        st.stop()


def begin_session() -> None:
    """Say that app.py draws the frame in this session, and in which language."""
    st.session_state["framed"] = True
    let_callbacks_end()
    _speak_of_failures()
    asked = _remembered(_LANGUAGE)
    # Whatever stands in the address, only a language that is here is spoken.
    st.session_state["speaks"] = asked if asked in locales.languages() else None


def _speak_of_failures() -> None:
    """Let Streamlit say in our words what it says of a fault in the program.

    There is no setting for it, and its own sentence speaks of a service that nobody here uses.
    """
    exception._GENERIC_UNCAUGHT_EXCEPTION_TEXT = _(  # noqa: SLF001 - see above
        "Something went wrong in the program, and this part of the page cannot be shown. What was "
        "marked as saved is stored. Load the page again; if it happens again, tell whoever looks "
        "after the installation: the window in which the app was started says more."
    )


def _require_frame() -> None:
    """Start again with app.py, if Streamlit ran a page without it.

    It does so once, when a page is the first thing asked of a new server,
    because the folder is called ``pages``. Naming the pages ends that.
    """
    if not st.session_state.get("framed"):
        name_pages()
        st.rerun()


def name_pages() -> Page:
    """Tell Streamlit which pages there are; return the one that was asked for."""
    page = _navigation()
    if not st.get_option(_LIST_OF_PAGES):
        # The first visitor of a new server: the list is ours from here on, so it may be seen.
        st.set_option(_LIST_OF_PAGES, value=True)
        st.rerun()
    return page


def _navigation() -> Page:
    return st.navigation(
        {
            "": [
                _page("assessments", _("Assessments"), default=True),
                _page("reviews", _("Reviews")),
                _page("compare", _("Compare")),
            ],
            _("This assessment: answers"): [
                _page_of_one("assessment", _("This assessment")),
                _page_of_one("scope", _("Scope sheet")),
                _page_of_one("questions", _("Questions")),
                _page_of_one("rating", _("Rate by yourself")),
                _page_of_one("moderation", _("Agree on levels")),
                _page_of_one("circumstances", _("Context")),
                _page_of_one("workbook", _("Excel")),
                _page_of_one("quality", _("Quality checks")),
            ],
            _("This assessment: results"): [
                _page_of_one("profile", _("Profile")),
                _page_of_one("method", _("Method")),
                _page_of_one("review", _("Review")),
                _page_of_one("actions", _("Next steps")),
                _page_of_one("programmes", _("Programmes")),
                _page_of_one("own_programmes", _("Own programmes")),
                _page_of_one("plan", _("Plan")),
            ],
            _("Reference"): [
                _page("help", _("Help")),
                _page("training", _("Training")),
                _page("tour", _("Tour")),
                _page("definitions", _("Definitions")),
                _page("sources", _("Indicators and sources")),
                _page("about", _("About")),
            ],
        },
        # With more than a dozen pages the last ones would hide behind a link.
        expanded=True,
    )


def _page(name: str, title: str, *, default: bool = False) -> Page:
    # No icons: the browser would fetch the one of the current page from outside.
    return st.Page(f"pages/{name}.py", title=title, default=default)


def _page_of_one(name: str, title: str) -> Page:
    """Name a page that says nothing without an assessment; links lead to it all the same."""
    visibility = "visible" if chosen_assessment() else "hidden"
    return st.Page(f"pages/{name}.py", title=title, visibility=visibility)


def _language_of_session() -> str | None:
    """Return the language that the session speaks; asked for every text, also in callbacks."""
    run = get_script_run_ctx(suppress_warning=True)
    if run is None:
        return None
    # Not by way of st.session_state, which would look for the run again, for every word.
    try:
        return run.session_state["speaks"]
    except KeyError:
        return None


locales.follow_language(_language_of_session)


def choose_language(code: str) -> None:
    """Let the session speak a language, also after a reload; to be called by a widget."""
    _remember(_LANGUAGE, code)
    st.session_state["speaks"] = code
    for key, value in list(st.session_state.items()):
        # A browser keeps the chosen option in the words of the old language. What is set here
        # is sent to it again, so that it is never taken for an answer in unknown words.
        if isinstance(value, (str, int, list)) and not isinstance(value, bool):
            st.session_state[key] = value


def context() -> Context:
    """Return the context of the person who writes in this session, or of somebody who reads."""
    return writer() or application().context_of_reader()


def installation() -> Context:
    """Return the context of the installation itself, for invented states, which nobody writes."""
    return application().context()


def writer() -> Context | None:
    """Return the context of whoever said who they are; ``None`` if nobody did.

    The only place that knows who a person is: somebody who signs in will be found here.
    """
    return application().context_of_key(writer_key())


def writer_key() -> str:
    """Return the key of whoever writes: chosen in this session, or kept by the browser."""
    return st.session_state.get(_KEY, st.context.cookies.get(_cookie(), ""))


def choose_person(name: str, organisation: str) -> None:
    """Let this browser write as a person from now on; the same person keeps the same key."""
    now = writer()
    if now is None or (now.actor.name, now.actor.organisation) != (name, organisation):
        st.session_state[_KEY] = new_key()
    application().context_for(name, organisation, st.session_state.get(_KEY, writer_key()))


def take_key(key: str) -> bool:
    """Let this browser write as whoever holds a key; return whether somebody does."""
    if application().context_of_key(key) is None:
        return False
    st.session_state[_KEY] = key
    return True


def forget_person() -> None:
    """Let this browser write as nobody."""
    st.session_state[_KEY] = ""


def frame_data() -> dict[str, Any]:
    """Return what the browser must know of the session; see `pages.widgets.browser`."""
    kept = None
    if _KEY in st.session_state:
        kept = {"name": _cookie(), "value": st.session_state[_KEY]}
    return {"session": st.session_state.setdefault("session_id", token_hex(8)), "kept": kept}


def _cookie() -> str:
    """Return under which name the browser keeps the key: it tells ports of a host not apart."""
    return f"spca_writer_{urlsplit(st.context.url or '').port or 0}"


def choose_assessment(assessment_id: str) -> None:
    """Open an assessment in this session, also after a reload."""
    _remember(_ASSESSMENT, assessment_id)


def leave_assessment() -> None:
    """Let go of the chosen assessment: it is no longer there."""
    st.session_state.pop(f"chosen_{_ASSESSMENT}", None)
    st.query_params.pop(_ASSESSMENT, None)


def chosen_assessment() -> str | None:
    """Return the id of the chosen assessment, if there is one."""
    return _remembered(_ASSESSMENT)


def opened_assessment(page_context: Context) -> Opened:
    """Return the chosen assessment; ends the page with advice if there is none."""
    assessment_id = chosen_assessment()
    if not assessment_id:
        st.info(_("Choose an assessment first, or begin a new one."))
        _lead_to_list()
    try:
        return open_assessment(page_context, assessment_id)
    except Refused as refusal:
        show_problems(refusal.problems)
        _lead_to_list()


def _lead_to_list() -> NoReturn:
    st.page_link("pages/assessments.py", label=_("Go to the list of assessments"))
    st.stop()


def draw_heading(opened: Opened, title: str) -> None:
    """Draw the heading of a page about one assessment, and what a reader must know first."""
    assessment = opened.assessment
    st.title(title)
    st.caption(f"{plain(assessment.title)} · {mode_words(assessment.mode)}")
    draw_status(assessment)
    if assessment.invented:
        st.warning(
            _(
                "Invented for demonstration: this state does not exist, and nothing here is "
                "about a real one."
            ),
            icon=":material/science:",
        )
    if opened.content_differs:
        st.warning(edited_sentence())


def keep_in_address() -> None:
    """Put language and assessment into the address, where they survive a reload."""
    for name in (_LANGUAGE, _ASSESSMENT):
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


def names_are_hidden() -> bool:
    """Whether the page that is open shows aliases, so that nothing else may name a state."""
    return st.query_params.get(_NAMES) == _HIDDEN


def hide_names(*, hide: bool) -> None:
    """Hide or show names, from the next drawing on."""
    if hide:
        st.query_params[_NAMES] = _HIDDEN
    else:
        st.query_params.pop(_NAMES, None)
