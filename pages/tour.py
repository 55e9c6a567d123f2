"""A tour through the assessment of an invented state, in seven steps."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import streamlit as st

from assessment.locales import formats, mark
from assessment.locales import gettext as _
from assessment.model.assessment import Assessment
from assessment.model.problem import Refused
from assessment.model.questionnaire import Indicator
from assessment.model.score import GapFinding
from assessment.reporting.actions import step_name, step_standing
from assessment.reporting.gaps import explain_gap, tier_reasons
from assessment.reporting.glossary import meaning_of
from assessment.reporting.profile import describe_score
from assessment.reporting.reviews import opening_sentence
from assessment.reporting.statements import kind_words
from assessment.reporting.terms import confidence_words
from assessment.reporting.wording import answer_words
from assessment.services.context import Context, open_assessment
from assessment.services.demonstration import find_guided, load_demonstration, why_not_to_load
from assessment.services.results import Results, score, steps
from assessment.services.reviews import read_reviews
from assessment.wiring import DEMONSTRATION
from pages.widgets.elements import draw_list, plain, show_problems
from pages.widgets.session import context, installation

_STEP = "tour_step"


@dataclass(frozen=True)
class _Shown:
    """What the tour shows: an invented state, and the question that it looks at closely."""

    context: Context
    results: Results
    gap: GapFinding | None
    indicator: Indicator

    @property
    def address(self) -> dict[str, str]:
        """Name the assessment in the address of a link."""
        return {"assessment": self.results.opened.assessment.id}

    @property
    def question_address(self) -> dict[str, str]:
        """Name the question as well."""
        asked = self.results.opened.framework.questionnaire
        dimension = asked.dimension_of(self.indicator.id)
        return {**self.address, "dimension": dimension.id, "indicator": self.indicator.id}


@dataclass(frozen=True)
class _Stop:
    """One step of the tour."""

    title: str
    draw: Callable[[_Shown], None]
    page: str
    link: str
    leads_to_question: bool = False

    def address(self, shown: _Shown) -> Mapping[str, str]:
        """Return what the link names."""
        return shown.question_address if self.leads_to_question else shown.address


def draw() -> None:
    """Draw the page."""
    page_context = context()
    st.title(_("Tour"))
    guided = find_guided(page_context)
    if guided is None:
        _offer_states(page_context)
        return
    stop, total = _STOPS[_index()], len(_STOPS)
    place = {"number": formats.whole(_index() + 1), "total": formats.whole(total)}
    st.progress((_index() + 1) / total, text=_("Step {number} of {total}", **place))
    st.header(_(stop.title))
    shown = _look_at(page_context, guided)
    stop.draw(shown)
    st.page_link(
        f"pages/{stop.page}.py",
        label=_(stop.link),
        icon=":material/arrow_forward:",
        query_params=dict(stop.address(shown)),
    )
    if stop is _STOPS[-1]:
        _draw_end()
    _draw_ways_on()


def _offer_states(page_context: Context) -> None:
    st.text(
        _(
            "The tour leads through the assessment of a state that does not exist. That assessment "
            "is not here yet."
        )
    )
    if problem := why_not_to_load(page_context):
        show_problems((problem,))
        st.page_link("pages/training.py", label=_("Practise on an invented state"))
    elif st.button(_("Load the invented states"), type="primary"):
        _load()


def _load() -> None:
    try:
        with st.spinner(_("Loading invented states ...")):
            load_demonstration(installation(), DEMONSTRATION)
    except Refused as refusal:
        show_problems(refusal.problems)
        return
    st.rerun()


def _look_at(page_context: Context, guided: Assessment) -> _Shown:
    results = score(page_context, open_assessment(page_context, guided.id))
    active = [found for found in results.profile.gaps if found.is_active]
    asked = results.opened.framework.questionnaire
    causes = [cause for found in active for cause in found.finding.causes]
    found = (
        asked.indicator(id_) if asked.has_indicator(id_) else asked.indicator_of_statement(id_)
        for id_ in causes
    )
    indicator = next((one for one in found if one is not None), asked.indicators[0])
    return _Shown(page_context, results, next(iter(active), None), indicator)


def _draw_what_it_is(shown: _Shown) -> None:
    assessment = shown.results.opened.assessment
    _draw_texts(
        _(
            "{state} does not exist. Nothing here is about a real state, people or place.",
            state=assessment.state_name,
        ),
        _("Assessment. {meaning}", meaning=meaning_of("assessment")),
        _("Scope sheet. {meaning}", meaning=meaning_of("scope sheet")),
    )
    _quote(_("What this assessment says of itself"), (assessment.scope_note,))


def _draw_a_question(shown: _Shown) -> None:
    framework, record = shown.results.opened.framework, shown.results.record
    answer = record.answer(shown.indicator.id)
    _draw_texts(
        _(
            "Each question has statements that can be checked. You tick those that hold, choose a "
            "level, and say how well you know it and why."
        )
    )
    st.markdown(f"**{shown.indicator.id} {plain(shown.indicator.question)}**")
    ticked = (one for id_, one in shown.indicator.statements.items() if id_ in answer.ticked)
    _quote(
        _("Statements that were found to hold"),
        (f"{one.text} ({kind_words(one.kind)})" if one.kind else one.text for one in ticked),
    )
    _quote(
        _("The answer"),
        (
            _("Level: {level}", level=answer_words(answer, framework)),
            _(
                "Confidence: {confidence}; evidence grade: {grade}",
                confidence=confidence_words(answer.confidence),
                grade=answer.evidence_grade or _("not stated"),
            ),
            answer.rationale,
        ),
    )


def _draw_the_profile(shown: _Shown) -> None:
    results = shown.results
    _draw_texts(
        _(
            "Answers become one score for each dimension, from 0 to 100, with a band and an "
            "interval. There is no single figure for a state."
        ),
        _("Interval. {meaning}", meaning=meaning_of("interval")),
    )
    said = (describe_score(one, results.opened.framework) for one in results.profile.dimensions)
    _quote(_("The dimensions"), said)


def _draw_a_gap(shown: _Shown) -> None:
    _draw_texts(meaning_of("critical gap"))
    if shown.gap is None:
        _draw_texts(_("No critical gap is active in this assessment."))
        return
    gap, results = shown.gap.gap, shown.results
    st.markdown(f"**{gap.id} {plain(gap.name)}**")
    why = explain_gap(shown.gap, results.opened.framework, results.record)
    _quote(_("Why it is active"), (gap.meaning, why))


def _draw_next_steps(shown: _Shown) -> None:
    _draw_texts(
        _(
            "For each question the app says what leads to the next level, what must hold first, "
            "and when a partner stops. These are options to weigh with people who know the "
            "country."
        )
    )
    framework = shown.results.opened.framework
    found = [one for one in steps(shown.results) if one.action.indicator == shown.indicator.id]
    for step in found[:1]:
        st.markdown(f"**{plain(step_name(step.action, framework))}**")
        _quote(step_standing(step), step.action.do)


def _draw_the_review(shown: _Shown) -> None:
    opened = shown.results.opened
    _draw_texts(
        _(
            "Gaps and context open a review. It says who must decide and by when. It never closes "
            "by itself: a named person decides to act or not to act, and says why."
        )
    )
    if tier := shown.results.profile.tier:
        st.markdown(f"**{tier.id} {plain(tier.name)}**")
    reviews = read_reviews(shown.context, opened).reviews
    opening = (opening_sentence(one, opened.framework) for one in reviews[:1])
    _quote(_("What led to it"), (*opening, *tier_reasons(shown.results.profile, opened.framework)))


def _draw_the_plan(_shown: _Shown) -> None:
    _draw_texts(
        meaning_of("plan"),
        _(
            "A step is taken over into the plan with a button. There it gets a person, a beginning "
            "and an end, and a sign by which anybody can see that it works. Milestones are what "
            "a government and a partner agree to look at on a day."
        ),
    )


def _draw_end() -> None:
    st.text(_("This was the last step. Try one question yourself, or begin an assessment."))
    st.page_link("pages/training.py", label=_("Practise on an invented state"))
    st.page_link("pages/assessments.py", label=_("Go to the assessments"))


_STOPS = (
    _Stop(
        mark("What it is about"),
        _draw_what_it_is,
        "scope",
        mark("See the scope sheet"),
    ),
    _Stop(
        mark("One question"),
        _draw_a_question,
        "questions",
        mark("See this question"),
        leads_to_question=True,
    ),
    _Stop(mark("The profile"), _draw_the_profile, "profile", mark("See the profile")),
    _Stop(mark("A critical gap"), _draw_a_gap, "profile", mark("See all gaps on the profile")),
    _Stop(mark("The next steps"), _draw_next_steps, "actions", mark("See all next steps")),
    _Stop(mark("The review"), _draw_the_review, "review", mark("See the review")),
    _Stop(mark("The plan"), _draw_the_plan, "plan", mark("See the plan")),
)


def _index() -> int:
    return min(max(st.session_state.get(_STEP, 0), 0), len(_STOPS) - 1)


def _draw_ways_on() -> None:
    back, following = st.columns(2)
    if _index() > 0:
        back.button(_("Back"), key="tour:back", on_click=_go, args=(-1,), width="stretch")
    if _index() < len(_STOPS) - 1:
        following.button(
            _("Next"), key="tour:next", type="primary", on_click=_go, args=(1,), width="stretch"
        )


def _go(by: int) -> None:
    st.session_state[_STEP] = _index() + by


def _draw_texts(*texts: str) -> None:
    st.markdown("\n\n".join(plain(text) for text in texts))


def _quote(title: str, texts: Iterable[str]) -> None:
    """Draw what the assessment itself says, under a title of its own."""
    with st.container(border=True):
        st.markdown(f"**{plain(title)}**")
        draw_list(text for text in texts if text)


draw()
