"""What the last round found, beside a question and above all of them."""

import streamlit as st

from assessment.locales import formats, ngettext
from assessment.locales import gettext as _
from assessment.model.answer import RecordedAnswer
from assessment.model.problem import Refused
from assessment.model.round import LastRound
from assessment.reporting.rounds import (
    CHANGED_QUESTION,
    FLAGS_STAY,
    WHAT_CARRIED_MEANS,
    earlier_answer_words,
    not_carried_table,
    progress_words,
    why_not_carried,
)
from assessment.services.context import Opened
from assessment.services.rounds import confirm_carried
from pages.widgets.counts import then_count
from pages.widgets.elements import local_day, plain, show_problems
from pages.widgets.saving import PROGRESS_CHANGED, Editing

BEGUN = "round_begun"
"""Holds the id of an assessment that was carried over a moment ago."""


def draw_progress(opened: Opened, last_round: LastRound, n_answered: int, n_carried: int) -> None:
    """Draw how far an assessment with a last round is, and what was not carried over.

    Parameters
    ----------
    n_answered, n_carried
        Indicators that are answered, and those that wait to be looked at.
    """
    st.markdown(plain(progress_words(formats.whole(n_answered), n_carried)))
    changed = last_round.changed
    label = ngettext(
        "Last round: {earlier}. {number} question is new or changed",
        "Last round: {earlier}. {number} questions are new or changed",
        len(changed),
        earlier=plain(last_round.earlier.title),
    )
    just_begun = st.session_state.get(BEGUN) == opened.assessment.id
    with st.expander(label, expanded=just_begun):
        st.text(_(WHAT_CARRIED_MEANS))
        if opened.framework.questionnaire.context_flags:
            st.text(_(FLAGS_STAY))
        if changed:
            st.text(_("Not carried over, because the question is not the same:"))
            table = not_carried_table(last_round, opened.framework.questionnaire)
            st.table(table.map(plain), hide_index=True)


def draw_last_round(editing: Editing, carried: RecordedAnswer | None) -> None:
    """Draw what the last round said of a question, and the button that lets it hold."""
    last = editing.last_round
    if last is None:
        return
    history = last.histories.get(editing.indicator.id)
    answers = [*last.answers_to(editing.indicator.id)]
    with st.container(border=True, key=f"{editing.key}:last"):
        st.markdown(_("**Last round ({period})**", period=plain(last.earlier.period)))
        if history is not None and not history.keeps_meaning:
            st.text(why_not_carried(history))
            if answers:
                st.text(_(CHANGED_QUESTION))
        if not answers:
            st.text(_("It has no answer to this question."))
        for id_, recorded in answers:
            _draw_answer(last, id_, recorded, named=id_ != editing.indicator.id)
        if carried is not None:
            st.button(
                _("Still holds"),
                key=f"{editing.key}:holds",
                help=_("Takes this answer as one of this round. Changing anything does so too."),
                icon=":material/done:",
                on_click=_confirm,
                args=(editing,),
            )
        if problems := st.session_state.pop(f"{editing.key}:unconfirmed", ()):
            show_problems(problems)


def _draw_answer(last: LastRound, id_: str, recorded: RecordedAnswer, *, named: bool) -> None:
    words = earlier_answer_words(recorded, last.questionnaire)
    if named and last.questionnaire:
        st.text(_("{id}: {question}", id=id_, question=last.questionnaire.indicator(id_).question))
    st.text(words)
    if recorded.answer.rationale:
        st.text(recorded.answer.rationale)
    st.caption(" · ".join((plain(recorded.person_name), local_day(recorded.recorded_at))))


@then_count
def _confirm(editing: Editing) -> None:
    """Take the answer of the last round, with what was typed over it and could not be saved."""
    if editing.waiting:
        editing.save()
        return
    try:
        confirm_carried(editing.context, editing.opened, editing.indicator.id)
    except Refused as refusal:
        st.session_state[f"{editing.key}:unconfirmed"] = refusal.problems
        return
    st.session_state[PROGRESS_CHANGED] = True
