"""The list of assessments, and the beginning of a new one."""

import streamlit as st

from assessment.library.languages import language_name
from assessment.library.states import states
from assessment.model.assessment import MODES, AssessmentSummary
from assessment.model.framework import Framework
from assessment.model.problem import Refused
from assessment.services.assessments import NewAssessment, create_assessment, list_assessments
from assessment.services.context import Context
from pages.widgets.elements import local_day, plain, show_problems
from pages.widgets.session import choose_assessment, context

_MODE_NAMES = {
    "self": "Self: the state assesses itself",
    "external": "External: a partner assesses the state",
    "joint": "Joint: both together",
}
_INVENTED = "Invented state, for training"


def draw(page_context: Context) -> None:
    """Draw the page."""
    st.title("Assessments")
    st.text(
        "Which institutions protect a population from mass violence, how well do they work, "
        "and which programmes could help? Open an assessment, or begin one."
    )
    show_problems(page_context.library.problems)
    summaries = list_assessments(page_context)
    for summary in summaries:
        _draw_summary(page_context, summary)
    if not summaries:
        st.info("There is no assessment yet.")
    _draw_beginning(page_context)


def _draw_summary(page_context: Context, summary: AssessmentSummary) -> None:
    assessment = summary.assessment
    with st.container(border=True):
        texts, button = st.columns([4, 1], vertical_alignment="center")
        texts.markdown(f"**{plain(assessment.title)}**")
        framework = page_context.library.find(
            assessment.questionnaire_id, assessment.questionnaire_version
        )
        parts = [f"{assessment.mode} assessment", _progress(summary, framework)]
        if summary.last_change:
            parts.append(f"last change {local_day(summary.last_change)}")
        if assessment.invented:
            parts.append("**invented state**")
        texts.caption(" · ".join(parts))
        if assessment.scope_note:
            texts.text(assessment.scope_note)
        if button.button("Open", key=f"open:{assessment.id}", width="stretch"):
            choose_assessment(assessment.id)
            st.switch_page("pages/questions.py", query_params={"assessment": assessment.id})


def _progress(summary: AssessmentSummary, framework: Framework | None) -> str:
    if framework is None:
        return f"{summary.n_answered} answered, but its questionnaire is not here"
    return f"{summary.n_answered} of {len(framework.questionnaire.indicators)} answered"


def _draw_beginning(page_context: Context) -> None:
    frameworks = {f.questionnaire.id: f.questionnaire for f in page_context.library.newest}
    if not frameworks:
        return
    st.header("Begin an assessment")
    codes = ["", *states()]
    names = {"": "Choose a state", **states(), "XZZ": _INVENTED}
    with st.form("new_assessment"):
        questionnaire_id = st.selectbox(
            "Questionnaire",
            list(frameworks),
            index=list(frameworks).index("spcf") if "spcf" in frameworks else 0,
            format_func=lambda id_: f"{frameworks[id_].name}, version {frameworks[id_].version}",
        )
        code = st.selectbox("State", [*codes, "XZZ"], format_func=names.__getitem__)
        invented_name = st.text_input(
            "Name of the invented state (for training)", help=f"Only for '{_INVENTED}'."
        )
        region = st.text_input("Region", help="Only if the answers are about part of the state.")
        period = st.text_input(
            "Period", placeholder="2026", help="Which time the answers are about."
        )
        mode = st.radio("Mode", MODES, format_func=_MODE_NAMES.__getitem__)
        language = st.selectbox(
            "Language",
            sorted({q.language for q in frameworks.values()}),
            format_func=language_name,
        )
        note = st.text_area(
            "Scope note", help="What is included and what is not, which sources could be used."
        )
        begin = st.form_submit_button("Begin", type="primary")
    if begin:
        new = NewAssessment(
            questionnaire_id, code, period, mode, region, language, note, invented_name
        )
        _begin(page_context, new)


def _begin(page_context: Context, new: NewAssessment) -> None:
    try:
        assessment = create_assessment(page_context, new)
    except Refused as refusal:
        show_problems(refusal.problems)
        return
    choose_assessment(assessment.id)
    st.switch_page("pages/questions.py", query_params={"assessment": assessment.id})


draw(context())
