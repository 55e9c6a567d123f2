"""The list of assessments, and the beginning of a new one."""

from collections.abc import Sequence

import streamlit as st

from assessment.library.states import state_choices
from assessment.locales import formats, mark
from assessment.locales import gettext as _
from assessment.model.assessment import MODES, AssessmentSummary
from assessment.model.framework import Framework
from assessment.model.problem import Refused
from assessment.reporting.rounds import progress_words
from assessment.reporting.terms import mode_words
from assessment.services.assessments import NewAssessment, create_assessment, list_assessments
from assessment.services.context import Context
from assessment.services.rounds import begin_round
from pages.widgets.elements import local_day, plain, show_problems
from pages.widgets.last_round import BEGUN
from pages.widgets.session import choose_assessment, context

_MODES = {
    "self": mark("Self: the state assesses itself"),
    "external": mark("External: a partner assesses the state"),
    "joint": mark("Joint: both together"),
}
_INVENTED_CODE = "XZZ"


def draw(page_context: Context) -> None:
    """Draw the page."""
    st.title(_("Assessments"))
    st.text(
        _(
            "Which institutions protect a population from mass violence, how well do they work, "
            "and which programmes could help? Open an assessment, or begin one."
        )
    )
    show_problems(page_context.library.problems)
    summaries = list_assessments(page_context)
    for summary in summaries:
        _draw_summary(page_context, summary)
    if not summaries:
        st.info(_("There is no assessment yet."))
    _draw_next_round(page_context, summaries)
    _draw_beginning(page_context)


def _draw_summary(page_context: Context, summary: AssessmentSummary) -> None:
    assessment = summary.assessment
    with st.container(border=True):
        texts, button = st.columns([4, 1], vertical_alignment="center")
        texts.markdown(f"**{plain(assessment.title)}**")
        framework = page_context.library.find(
            assessment.questionnaire_id, assessment.questionnaire_version
        )
        parts = [mode_words(assessment.mode), _progress(summary, framework)]
        if summary.last_change:
            parts.append(_("last change {when}", when=local_day(summary.last_change)))
        if assessment.invented:
            parts.append(_("**invented state**"))
        texts.caption(" · ".join(parts))
        if assessment.scope_note:
            texts.text(assessment.scope_note)
        if button.button(_("Open"), key=f"open:{assessment.id}", width="stretch"):
            choose_assessment(assessment.id)
            st.switch_page("pages/questions.py", query_params={"assessment": assessment.id})


def _progress(summary: AssessmentSummary, framework: Framework | None) -> str:
    answered = formats.whole(summary.n_answered)
    if framework is None:
        return _("{answered} answered, but its questionnaire is not here", answered=answered)
    if summary.n_carried:
        return progress_words(answered, summary.n_carried)
    total = formats.whole(len(framework.questionnaire.indicators))
    return _("{answered} of {total} answered", answered=answered, total=total)


def _draw_next_round(page_context: Context, summaries: Sequence[AssessmentSummary]) -> None:
    """Draw the form that begins an assessment with what an earlier one found."""
    known = {one.assessment.id: one.assessment for one in summaries if one.n_answered}
    if not known:
        return
    st.header(_("Begin the next round"))
    st.text(
        _(
            "The next assessment of the same place, with the newest questions. Answers to "
            "questions that kept their meaning are carried over, to be looked at one by one."
        )
    )
    with st.form("next_round"):
        earlier_id = st.selectbox(
            _("Last round"),
            list(known),
            format_func=lambda id_: f"{known[id_].title} · {mode_words(known[id_].mode)}",
            key="round:earlier",
        )
        period = st.text_input(_("New period"), placeholder="2027", key="round:period")
        begin = st.form_submit_button(_("Begin the next round"), type="primary")
    if begin:
        _begin_round(page_context, str(earlier_id), period)


def _begin_round(page_context: Context, earlier_id: str, period: str) -> None:
    try:
        begun = begin_round(page_context, earlier_id, period)
    except Refused as refusal:
        show_problems(refusal.problems)
        return
    st.session_state[BEGUN] = begun.assessment.id
    choose_assessment(begun.assessment.id)
    st.switch_page("pages/questions.py", query_params={"assessment": begun.assessment.id})


def _draw_beginning(page_context: Context) -> None:
    frameworks = {f.questionnaire.id: f.questionnaire for f in page_context.library.newest}
    if not frameworks:
        return
    st.header(_("Begin an assessment"))
    invented = _("Invented state, for training")
    names = {"": _("Choose a state"), **state_choices(), _INVENTED_CODE: invented}
    with st.form("new_assessment"):
        questionnaire_id = st.selectbox(
            _("Questionnaire"),
            list(frameworks),
            index=list(frameworks).index("spcf") if "spcf" in frameworks else 0,
            format_func=lambda id_: _(
                "{name}, version {version}",
                name=frameworks[id_].name,
                version=frameworks[id_].version,
            ),
        )
        code = st.selectbox(_("State"), list(names), format_func=names.__getitem__)
        invented_name = st.text_input(
            _("Name of the invented state (for training)"),
            help=_("Only for '{choice}'.", choice=invented),
        )
        region = st.text_input(
            _("Region"), help=_("Only if the answers are about part of the state.")
        )
        period = st.text_input(
            _("Period"), placeholder="2026", help=_("Which time the answers are about.")
        )
        mode = st.radio(_("Mode"), MODES, format_func=lambda mode: _(_MODES[mode]))
        note = st.text_area(
            _("Scope note"),
            help=_("What is included and what is not, which sources could be used."),
        )
        begin = st.form_submit_button(_("Begin"), type="primary")
    if begin:
        new = NewAssessment(
            questionnaire_id,
            code,
            period,
            mode,
            region,
            scope_note=note,
            invented_name=invented_name,
        )
        _begin(page_context, new)


def _begin(page_context: Context, new: NewAssessment) -> None:
    try:
        assessment = create_assessment(page_context, new)
    except Refused as refusal:
        show_problems(refusal.problems)
        return
    choose_assessment(assessment.id)
    st.switch_page("pages/scope.py", query_params={"assessment": assessment.id})


draw(context())
