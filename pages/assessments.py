"""Home: the list of assessments, found quickly, and the beginning of a new one."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import streamlit as st

from assessment.library.states import state_choices
from assessment.locales import formats, mark, ngettext
from assessment.locales import gettext as _
from assessment.model.assessment import MODES, AssessmentSummary
from assessment.model.framework import Framework
from assessment.model.history import STATUSES
from assessment.model.problem import Problem, Refused
from assessment.reporting.rounds import progress_words
from assessment.reporting.status import deletion_words, status_name
from assessment.reporting.terms import mode_name, mode_words
from assessment.reporting.whole import counts_table
from assessment.services.assessments import (
    NewAssessment,
    create_assessment,
    list_assessments,
    read_deletions,
)
from assessment.services.context import Context
from assessment.services.demonstration import load_demonstration
from assessment.services.search import (
    StateId,
    Wanted,
    search_assessments,
    state_labels,
    years_of,
)
from assessment.services.state_map import count_on_map
from assessment.services.whole_assessment import import_json, preview_json
from assessment.wiring import DEMONSTRATION
from pages.widgets.elements import draw_texts, local_day, plain, show_problems
from pages.widgets.next_round import draw_next_round
from pages.widgets.session import DELETED, choose_assessment, context, installation
from pages.widgets.state_map import draw_state_map
from pages.widgets.writer import ask_who_writes

ROWS_ON_A_PAGE = 20
FILTERS_FROM = 9
"""With fewer assessments, whoever looks finds faster than whoever filters."""
MAP_FROM = FILTERS_FROM
"""States that make a map worth its room; never fewer than bring the filter that a click sets."""
_STATE = "home:state"
_FILTER_WIDTH = 160
"""Pixels; two of them stand side by side on a telephone."""
_MODES = {
    "self": mark("Self: the state assesses itself"),
    "external": mark("External: a partner assesses the state"),
    "joint": mark("Joint: both together"),
}
_INVENTED_CODE = "XZZ"
_PROBLEMS, _BEGUN = "new:problems", "new:begun"


def draw() -> None:
    """Draw the page."""
    page_context = context()
    st.title(_("Assessments"))
    show_problems(page_context.library.problems)
    if deleted := st.session_state.pop(DELETED, ""):
        st.success(_("{assessment} was deleted.", assessment=plain(deleted)))
    summaries = list_assessments(page_context)
    if not summaries:
        _draw_first_steps(page_context)
    _draw_beginnings(page_context, summaries)
    if summaries:
        _draw_list(page_context, summaries)
    _draw_deletions(page_context)


def _draw_first_steps(page_context: Context) -> None:
    """Say what to do in a workspace without any assessment."""
    st.info(_("There is no assessment yet."))
    st.markdown(
        "\n".join(
            (
                "1. "
                + _("Begin an assessment below: choose the state, the period and who does it."),
                "2. " + _("Answer the questions here, or send them to the field as a workbook."),
                "3. " + _("Read the profile: what is strong, what is weak, and what could help."),
            )
        )
    )
    if page_context.library.newest and st.button(
        _("Look at invented states first"), icon=":material/science:"
    ):
        _load_demonstration()
    st.page_link("pages/tour.py", label=_("Take the tour through an invented state"))


def _load_demonstration() -> None:
    try:
        with st.spinner(_("Loading invented states ...")):
            load_demonstration(installation(), DEMONSTRATION)
    except Refused as refusal:
        show_problems(refusal.problems)
        return
    st.rerun()


# Beginning


def _draw_beginnings(page_context: Context, summaries: Sequence[AssessmentSummary]) -> None:
    if not page_context.library.newest:
        return
    with st.expander(_("Begin an assessment"), expanded=not summaries, icon=":material/add:"):
        ask_who_writes(page_context)
        _draw_new(page_context)
    known = {one.assessment.id: one.assessment for one in summaries if one.n_answered}
    listed = {id_: one for id_, one in known.items() if not one.archived}
    if listed:
        with st.expander(_("Begin the next round of one of them"), icon=":material/update:"):
            draw_next_round(page_context, listed)
    with st.expander(_("Take in an assessment from another database"), icon=":material/upload:"):
        _draw_taking_in(page_context)


@st.fragment
def _draw_taking_in(page_context: Context) -> None:
    """Draw the way for a file that holds a whole assessment; first shown, then written."""
    st.text(
        _(
            "A file that the page Excel or 'spca export-json' wrote. You first see what it "
            "brings. The assessment keeps its id, its dates and the names of those who answered."
        )
    )
    given = st.file_uploader(_("Whole assessment (.json)"), type=["json"], key="whole:file")
    if given is None:
        return
    try:
        preview = preview_json(page_context, given.getvalue(), given.name)
        st.text(_("{assessment} would come in:", assessment=preview.title))
        draw_texts(
            _("{what}: {number}", what=what, number=number)
            for what, number in counts_table(preview.counts)
        )
        st.text(_("Recorded by: {names}.", names=formats.listed(preview.people)))
        show_problems(preview.problems)
        if st.button(_("Take this assessment in"), type="primary"):
            import_json(page_context, preview)
            choose_assessment(preview.assessment_id)
            st.switch_page("pages/assessment.py")
    except Refused as refusal:
        show_problems(refusal.problems)
        st.text(_("Nothing was written."))


@st.fragment
def _draw_new(page_context: Context) -> None:
    """Draw the form for itself, so that the list is not asked for at every click in it."""
    _go_to_begun()
    _draw_fields(page_context)


def _draw_fields(page_context: Context) -> None:
    """Draw the form; nothing where no questionnaire is here."""
    newest = {f.questionnaire.id: f.questionnaire for f in page_context.library.newest}
    if not newest:
        return
    if len(newest) > 1:
        ids = list(newest)
        st.selectbox(
            _("Questionnaire"),
            ids,
            index=ids.index("spcf") if "spcf" in ids else 0,
            format_func=lambda id_: newest[id_].name,
            key="new:questionnaire",
        )
    else:
        st.session_state["new:questionnaire"] = next(iter(newest))
    _draw_place()
    st.text_input(_("Period"), placeholder=_("for example 2026"), key="new:period")
    _draw_problems(_("Period"))
    st.radio(_("Mode"), MODES, format_func=lambda mode: _(_MODES[mode]), key="new:mode")
    _draw_further()
    # No form: in a form, the key for a new line would begin an assessment by accident.
    st.button(_("Begin"), type="primary", on_click=_begin, args=(page_context,))
    _draw_problems(None)


def _go_to_begun() -> None:
    """Lead to the assessment that was begun a moment ago, if one was."""
    begun = st.session_state.pop(_BEGUN, None)
    if begun is not None:
        choose_assessment(begun)
        st.switch_page("pages/scope.py", query_params={"assessment": begun})


def _draw_place() -> None:
    # What a tick brings stands behind it, so that the next Tab arrives there.
    above = st.container()
    is_invented = st.checkbox(_("An invented state, for training"), key="new:invented")
    if is_invented:
        st.text_input(_("Name of the invented state"), key="new:name")
        _draw_problems(_("State"))
        return
    names = state_choices()
    with above:
        st.selectbox(
            _("State"),
            list(names),
            index=None,
            placeholder=_("Choose a state"),
            format_func=names.__getitem__,
            key="new:state",
        )
        _draw_problems(_("State"))


def _draw_further() -> None:
    if st.checkbox(_("Only a part of the state, or a note on what is included"), key="new:more"):
        st.text_input(
            _("Region"), help=_("Empty if the whole state is assessed."), key="new:region"
        )
        _draw_problems(_("Region"))
        st.text_area(
            _("Scope note"),
            help=_("What is included and what is not, which sources could be used."),
            key="new:note",
        )


def _draw_problems(place: str | None) -> None:
    """Draw what is wrong at one place of the form, or at none that it has."""
    shown = (_("State"), _("Period"), _("Region"))
    problems: tuple[Problem, ...] = st.session_state.get(_PROBLEMS, ())
    for problem in problems:
        if problem.where == place or (place is None and problem.where not in shown):
            parts = (problem.found, problem.allowed, problem.remedy)
            st.error(plain(" ".join(part for part in parts if part)))


def _begin(page_context: Context) -> None:
    given = {
        name: st.session_state.get(f"new:{name}") or ""
        for name in ("questionnaire", "state", "period", "mode", "region", "note", "name")
    }
    is_invented = bool(st.session_state.get("new:invented"))
    is_further = bool(st.session_state.get("new:more"))
    new = NewAssessment(
        given["questionnaire"],
        _INVENTED_CODE if is_invented else given["state"],
        given["period"],
        given["mode"],
        region=given["region"] if is_further else "",
        scope_note=given["note"] if is_further else "",
        invented_name=given["name"],
    )
    st.session_state.pop(_PROBLEMS, None)
    try:
        st.session_state[_BEGUN] = create_assessment(page_context, new).id
    except Refused as refusal:
        st.session_state[_PROBLEMS] = refusal.problems
        if any(problem.code == "assessment.exists" for problem in refusal.problems):
            # A note can say how the new one differs, so the field for it appears.
            st.session_state["new:more"] = True


# The list


def _draw_list(page_context: Context, summaries: Sequence[AssessmentSummary]) -> None:
    wanted = _draw_search(summaries)
    if count_on_map(summaries) >= MAP_FROM:
        draw_state_map(search_assessments(summaries, replace(wanted, state=None)), _STATE)
    found = search_assessments(summaries, wanted)
    if not found:
        st.info(_("No assessment fits. Take a filter back, or search for another word."))
        return
    st.text(
        ngettext(
            "{number} assessment, the last changed first",
            "{number} assessments, the last changed first",
            len(found),
        )
    )
    rows = st.container(gap="small")
    first = _choose_first_row(len(found))
    with rows:
        for summary in found[first : first + ROWS_ON_A_PAGE]:
            _draw_summary(page_context, summary)


def _choose_first_row(n_found: int) -> int:
    """Draw the choice of a page below the rows; return the place of its first row."""
    n_pages, key = -(-n_found // ROWS_ON_A_PAGE), "home:page"
    if n_pages == 1:
        return 0
    if st.session_state.get(key, 1) > n_pages:
        del st.session_state[key]
    return (st.pagination(n_pages, key=key) - 1) * ROWS_ON_A_PAGE


def _draw_search(summaries: Sequence[AssessmentSummary]) -> Wanted:
    n_archived = sum(one.assessment.archived for one in summaries)
    text = year = mode = status = ""
    state = None
    if len(summaries) >= FILTERS_FROM:
        text = st.text_input(
            _("Search"),
            placeholder=_("State, region, period, note or person"),
            key="home:text",
            icon=":material/search:",
        )
        state, year, mode, status = _draw_filters(summaries)
    shows_archived = False
    if n_archived:
        label = ngettext("Show {number} archived", "Show {number} archived", n_archived)
        shows_archived = st.checkbox(label, key="home:archived")
    return Wanted(text, state, year, mode, status, archived=shows_archived)


def _draw_filters(summaries: Sequence[AssessmentSummary]) -> tuple[StateId | None, str, str, str]:
    years = sorted({y for one in summaries for y in years_of(one.assessment)}, reverse=True)
    states = state_labels(summaries)
    # Side by side where there is room, and two in a row on a telephone.
    with st.container(horizontal=True):
        state = st.selectbox(
            _("State"),
            list(states),
            index=None,
            format_func=states.__getitem__,
            placeholder=_("any"),
            key=_STATE,
            width=_FILTER_WIDTH,
        )
        year = _filter(_("Year"), years, "year")
        modes = {mode_name(one): one for one in MODES}
        mode = modes.get(_filter(_("Mode"), modes, "mode"), "")
        statuses = {status_name(one): one for one in STATUSES}
        status = statuses.get(_filter(_("Status"), statuses, "status"), "")
    return state, year, mode, status


def _filter(label: str, options: Iterable[str], name: str) -> str:
    chosen = st.selectbox(
        label,
        list(options),
        index=None,
        placeholder=_("any"),
        key=f"home:{name}",
        width=_FILTER_WIDTH,
    )
    return chosen or ""


def _draw_summary(page_context: Context, summary: AssessmentSummary) -> None:
    assessment = summary.assessment
    framework = page_context.library.find(
        assessment.questionnaire_id, assessment.questionnaire_version
    )
    parts = [mode_words(assessment.mode), status_name(assessment.status)]
    parts.append(_progress(summary, framework))
    if summary.last_change:
        when = local_day(summary.last_change)
        parts.append(_("changed {when} by {name}", when=when, name=summary.changed_by))
    else:
        when = local_day(assessment.created_at)
        parts.append(_("begun {when} by {name}", when=when, name=assessment.created_by))
    if assessment.archived:
        parts.append(_("archived"))
    if assessment.invented:
        parts.append(_("invented state"))
    total = len(framework.questionnaire.indicators) if framework else 0
    is_finished = assessment.is_locked or summary.n_answered == total
    with st.container(border=True, gap="xxsmall"):
        st.page_link(
            "pages/profile.py" if is_finished else "pages/questions.py",
            label=f"**{plain(assessment.title)}**",
            query_params={"assessment": assessment.id},
        )
        st.text(" · ".join(parts))
        if assessment.scope_note:
            st.text(assessment.scope_note)


def _progress(summary: AssessmentSummary, framework: Framework | None) -> str:
    answered = formats.whole(summary.n_answered)
    if framework is None:
        return _("{answered} answered, but its questionnaire is not here", answered=answered)
    if summary.n_carried:
        return progress_words(answered, summary.n_carried)
    total = formats.whole(len(framework.questionnaire.indicators))
    return _("{answered} of {total} answered", answered=answered, total=total)


def _draw_deletions(page_context: Context) -> None:
    """Draw who deleted what here; of the assessments themselves nothing is left."""
    deletions = read_deletions(page_context)
    if not deletions:
        return
    with st.expander(_("History of this workspace")):
        for one in deletions:
            st.text(deletion_words(one))


draw()
