"""The next steps: what leads each question from its level of today to the next, and what waits."""

import streamlit as st

from assessment.locales import formats, ngettext
from assessment.locales import gettext as _
from assessment.model.framework import Framework
from assessment.model.suggestion import Step
from assessment.reporting.actions import (
    actions_table,
    against,
    precedents,
    step_facts,
    step_name,
    step_standing,
    studies,
)
from assessment.reporting.progress import progress_sentence
from assessment.services.context import Opened
from assessment.services.results import Results, score, steps
from pages.widgets.elements import draw_list, draw_texts, plain
from pages.widgets.plan_form import draw_pick_step
from pages.widgets.session import context, draw_heading, opened_assessment
from pages.widgets.writer import ask_who_writes

_ICONS = (":material/block:", ":material/hourglass_empty:", ":material/arrow_upward:")


def draw() -> None:
    """Draw the page."""
    page_context = context()
    opened = opened_assessment(page_context)
    draw_heading(opened, _("Next steps"))
    ask_who_writes(page_context, reads_first=True)
    framework = opened.framework
    if not framework.actions or framework.catalogue is None:
        st.info(_("This version of the questionnaire comes without steps from level to level."))
        return
    results = score(page_context, opened)
    if results.profile.progress.is_early:
        st.info(progress_sentence(results.profile.progress, framework))
        st.page_link("pages/questions.py", label=_("Go to the questions"))
        return
    st.text(
        _(
            "For each question: what leads from its level of today to the next, by which way, what "
            "must hold first, and when a partner stops. Steps are options to weigh with people who "
            "know the country; none is a prescription."
        )
    )
    st.page_link("pages/programmes.py", label=_("Programmes that bundle such steps"))
    _draw_steps(results, framework)


def _draw_steps(results: Results, framework: Framework) -> None:
    goal = _choose_goal(framework)
    found = _in_focus(steps(results, goal), results)
    if not found:
        st.info(_("No question here has a level below the goal."))
        return
    st.text(_how_many_may_begin(found))
    for step in found:
        _draw_step(step, results.opened)
    with st.expander(_("These steps as a table")):
        st.dataframe(actions_table(found, framework), hide_index=True)


def _how_many_may_begin(found: list[Step]) -> str:
    may_begin = sum(step.may_begin for step in found)
    if may_begin == len(found):
        return ngettext(
            "{number} step; no answer speaks against beginning it today.",
            "{number} steps; no answer speaks against beginning them today.",
            len(found),
        )
    return _(
        "{open} of {number} steps may begin today; the others say what they wait for.",
        number=formats.whole(len(found)),
        open=formats.whole(may_begin),
    )


def _choose_goal(framework: Framework) -> int | None:
    """Return the level to reach, or nothing for one step up."""
    questionnaire = framework.questionnaire
    levels = [
        level.value for level in questionnaire.scale if level.value > questionnaire.lowest_level + 1
    ]
    names = {level.value: level.name for level in questionnaire.scale}

    def named(level: int | None) -> str:
        if level is None:
            return _("One step up")
        return _("Level {level}, {name}", level=formats.whole(level), name=names[level])

    return st.selectbox(_("How far"), [None, *levels], format_func=named, key="actions_goal")


def _in_focus(found: tuple[Step, ...], results: Results) -> list[Step]:
    """Return the steps of the questions that were chosen: of gaps first, or of one dimension."""
    needs = [need for one in results.suggestions for need in one.needs]
    causes = {need.indicator_id for need in needs if need.gap_ids}
    dimensions = results.opened.framework.questionnaire.dimensions
    names = {dimension.id: dimension.name for dimension in dimensions}
    choices = [*(["gaps"] if causes else []), *names]
    gaps = _("Behind critical gaps")
    chosen = st.selectbox(
        _("Which questions"),
        choices,
        format_func=lambda id_: gaps if id_ == "gaps" else names[id_],
        key="actions_focus",
    )
    if chosen == "gaps":
        return [step for step in found if step.action.indicator in causes]
    own = {
        one.id for dimension in dimensions if dimension.id == chosen for one in dimension.indicators
    }
    return [step for step in found if step.action.indicator in own]


def _draw_step(step: Step, opened: Opened) -> None:
    action, framework = step.action, opened.framework
    icon = _ICONS[0] if step.closings else _ICONS[1] if step.waits else _ICONS[2]
    with st.container(border=True):
        st.markdown(f"{icon} **{plain(step_name(action, framework))}**")
        st.caption(step_standing(step))
        for sentence in against(step, framework):
            st.warning(plain(sentence))
        draw_list(action.do)
        st.markdown(_("**Stop if**"))
        draw_list(action.stop_if)
        with st.expander(_("Way, partners, time, cost and measure")):
            for name, fact in step_facts(action, framework):
                st.markdown(f"**{plain(name)}.** {plain(fact)}")
            if found := [*precedents(action)]:
                st.markdown(_("**Where something of the kind was done**"))
                draw_texts(found)
            st.markdown(_("**What studies found**"))
            none = _("No study of this step stands in the evidence register.")
            draw_texts([*studies(action, framework)] or [none])
        draw_pick_step(opened, step)


draw()
