"""Training: questions about an invented state, answered and then held against a reasoned answer.

What is entered stays in this session and is gone when it ends.
"""

from dataclasses import dataclass, replace

import streamlit as st

from assessment.locales import formats
from assessment.locales import gettext as _
from assessment.model.answer import Answer, RecordedAnswer
from assessment.model.assessment import IndicatorRecord
from assessment.model.checks import check_answer
from assessment.model.problem import Refused, errors_in
from assessment.model.training import Case, Comparison, Mistake, Training, compare_with_reasoned
from assessment.reporting.training import (
    IN_TURN,
    confidence_sentence,
    grade_sentence,
    level_sentence,
    statement_lines,
    summary,
    verdict_heading,
)
from assessment.services.context import Opened
from assessment.services.training import Practice, find_practice
from pages.widgets.browser import arrive_at, draw_arrival
from pages.widgets.elements import draw_list, plain
from pages.widgets.indicator import draw_decision, draw_statements
from pages.widgets.saving import Editing
from pages.widgets.session import context

_CASE, _PLACE = "training_case", "training_place"


@dataclass(frozen=True)
class Trying(Editing):
    """A question of a training case on the screen; what is answered stays in the session."""

    case: Case

    @property
    def key(self) -> str:
        """Return the beginning of every key in the session that belongs to this case."""
        return f"training:{self.opened.framework.questionnaire.id}:{self.case.id}"

    @property
    def is_alone(self) -> bool:
        """Whether what others think stays hidden: nobody else is here."""
        return True

    @property
    def answer(self) -> Answer:
        """Return what was answered so far."""
        return st.session_state.get(f"{self.key}:answer", Answer(self.indicator.id))

    def look_up(self) -> IndicatorRecord:
        """Return what was answered so far, as if it were stored."""
        now, name = self.context.clock(), self.context.actor.name
        return IndicatorRecord(RecordedAnswer(self.answer, 1, name, "page", now), (), ())

    def record(self, answer: Answer, seen_revision: int) -> None:  # noqa: ARG002 - nobody else writes
        """Keep an answer in the session, after the check that every answer passes.

        Raises
        ------
        Refused
            If the answer breaks a rule.
        """
        if wrong := errors_in(check_answer(answer, self.opened.framework.questionnaire)):
            raise Refused(wrong)
        st.session_state[f"{self.key}:answer"] = answer

    def answered(self) -> frozenset[str]:
        """Return no ids: training counts as no progress."""
        return frozenset()

    def begin_again(self) -> None:
        """Forget everything that was answered here."""
        for name in [name for name in st.session_state if str(name).startswith(f"{self.key}:")]:
            del st.session_state[name]


def draw() -> None:
    """Draw the page."""
    st.title(_("Training"))
    practice = find_practice(context())
    if practice is None:
        st.info(_("No questionnaire here comes with training cases."))
        return
    st.text(
        _(
            "Answer questions about a state that does not exist, then compare your answer with a "
            "reasoned one. Three questions take about half an hour. Nothing is stored, and nobody "
            "sees what you answer."
        )
    )
    st.text(practice.training.about)
    case = _choose_case(practice.training)
    indicator = practice.opened.framework.questionnaire.indicator(case.indicator)
    trying = Trying(context(), practice.opened, indicator, case)
    with st.container(key=_PLACE):
        _draw_case(trying, practice)
    draw_arrival()


def _draw_case(trying: Trying, practice: Practice) -> None:
    case, indicator = trying.case, trying.indicator
    st.header(plain(case.title))
    if st.session_state.get(f"{trying.key}:compared"):
        with st.expander(_("What is known")):
            _draw_facts(case)
        _draw_comparison(compare_with_reasoned(case, indicator, trying.answer), practice.opened)
        _draw_ways_on(trying, practice.training)
    else:
        st.subheader(_("What is known"))
        _draw_facts(case)
        _draw_question(trying)


def _choose_case(training: Training) -> Case:
    cases = {case.id: case for case in training.cases}
    numbers = {id_: formats.whole(n) for n, id_ in enumerate(cases, start=1)}
    # A case of another questionnaire, or one that is gone, may have been chosen last.
    if st.session_state.get(_CASE) not in cases:
        st.session_state[_CASE] = training.cases[0].id
    chosen = st.pills(
        _("Case"),
        list(cases),
        format_func=lambda id_: f"{numbers[id_]} {cases[id_].title}",
        required=True,
        key=_CASE,
    )
    return cases[str(chosen)]


def _draw_facts(case: Case) -> None:
    lines: list[str] = []
    for n, one in enumerate(case.facts, start=1):
        source = _("Source: {source}", source=plain(one.source))
        lines.append(f"{n}. {plain(one.fact)}  \n{source}")
    st.markdown("\n".join(lines))


def _draw_question(trying: Trying) -> None:
    indicator = trying.indicator
    st.subheader(_("Your answer"))
    trying.read()
    st.markdown(f"**{indicator.id} {plain(indicator.question)}**")
    st.text(_("Why it protects: {reason}", reason=indicator.why))
    # What could not be kept yet stays on the screen, as with a real question.
    shown = replace(trying.answer, **trying.waiting)
    draw_statements(trying, shown)
    draw_decision(trying, shown)
    for problem in trying.refused:
        st.error(plain(f"{problem.found} {problem.remedy}"))
    st.button(
        _("Compare with the reasoned answer"),
        key=f"{trying.key}:compare",
        type="primary",
        on_click=_compare,
        args=(trying,),
    )
    if st.session_state.get(f"{trying.key}:too_soon"):
        st.info(_("Choose a level first, or 'insufficient information' or 'not applicable'."))


def _compare(trying: Trying) -> None:
    st.session_state[f"{trying.key}:too_soon"] = not trying.answer.is_answered
    st.session_state[f"{trying.key}:compared"] = trying.answer.is_answered
    if trying.answer.is_answered:
        arrive_at(_PLACE)


def _draw_comparison(found: Comparison, opened: Opened) -> None:
    questionnaire = opened.framework.questionnaire
    (st.success if found.is_as_reasoned else st.info)(plain(summary(found)))
    sentences = (
        level_sentence(found, questionnaire),
        confidence_sentence(found),
        grade_sentence(found),
    )
    draw_list(filter(None, sentences))
    _draw_mistakes(found.mistakes)
    for verdict in IN_TURN:
        if lines := [*statement_lines(found, verdict, questionnaire)]:
            st.subheader(verdict_heading(verdict))
            st.markdown("\n".join(f"- **{plain(text)}**  \n{plain(why)}" for text, why in lines))
    st.subheader(_("The reasoned answer in words"))
    st.text(found.case.why)
    if found.answer.rationale:
        st.subheader(_("Your own words"))
        st.text(found.answer.rationale)
    st.success(_("**To take with you.** {lesson}", lesson=plain(found.case.lesson)))


def _draw_mistakes(mistakes: tuple[Mistake, ...]) -> None:
    if not mistakes:
        return
    st.subheader(_("What may lie behind it"))
    for mistake in mistakes:
        st.warning(plain(mistake.why))


def _draw_ways_on(trying: Trying, training: Training) -> None:
    again, following = st.columns(2)
    again.button(_("Try this case again"), key=f"{trying.key}:again", on_click=trying.begin_again)
    ids = [case.id for case in training.cases]
    next_id = ids[(ids.index(trying.case.id) + 1) % len(ids)]
    following.button(
        _("Go to the next case"),
        key=f"{trying.key}:next",
        type="primary",
        on_click=_choose,
        args=(next_id,),
    )


def _choose(case_id: str) -> None:
    st.session_state[_CASE] = case_id
    arrive_at(_PLACE)


draw()
