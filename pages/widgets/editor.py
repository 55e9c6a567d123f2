"""One indicator on the screen: its anchors, the decision, and what supports it."""

from dataclasses import replace

import streamlit as st

from assessment.model.answer import Answer, RecordedAnswer, Status
from assessment.model.checks import check_answer
from assessment.services.answers import read_history
from pages.widgets.beside import draw_dissent, draw_evidence
from pages.widgets.decision import draw_decision, draw_statements
from pages.widgets.saving import Editing, draw_again, status_words
from pages.widgets.text import local_day, local_moment, plain


@st.fragment
def draw_indicator(editing: Editing, *, is_open: bool) -> None:
    """Draw one indicator; what is inside is drawn only while it is open."""
    record = editing.read()
    answer = record.recorded.answer if record.recorded else Answer(editing.indicator.id)
    with st.container(border=True):
        if not _draw_head(editing, record.recorded, is_open=is_open):
            return
        _draw_question(editing)
        # What could not be saved yet stays on the screen, also after a look at another page.
        shown = replace(answer, **editing.waiting)
        draw_statements(editing, shown)
        draw_decision(editing, shown)
        _draw_saved(editing, record.recorded)
        draw_evidence(editing, record.evidence)
        if not editing.is_alone:
            draw_dissent(editing, record.dissents)
            _draw_history(editing, record.recorded)
    if st.session_state.pop("dimension_completed", False):
        st.rerun()


def _draw_head(editing: Editing, recorded: RecordedAnswer | None, *, is_open: bool) -> bool:
    """Draw name, state and button of the question; return whether it is open."""
    # An expander would close by itself when its label changes, so this is a button.
    key = f"{editing.key}:open"
    st.session_state.setdefault(key, is_open)
    id_, now_open = editing.indicator.id, st.session_state[key]
    text, button = st.columns([5, 1], vertical_alignment="center")
    text.markdown(f"**{id_} {plain(editing.indicator.name)}**")
    answer = recorded.answer if recorded else Answer(id_)
    mark = ":material/check_circle:" if answer.is_answered else ":material/circle:"
    saved = (
        f" · saved {local_moment(recorded.recorded_at, editing.context.clock())}"
        if recorded
        else ""
    )
    waiting = " · **not saved yet, see below**" if editing.refused else ""
    text.caption(f"{mark} {status_words(answer, editing.opened)}{saved}{waiting}")
    button.button(
        f"Close {id_}" if now_open else f"Open {id_}",
        key=f"{key}:button",
        on_click=_turn,
        args=(key,),
        width="stretch",
    )
    return bool(now_open)


def _turn(key: str) -> None:
    st.session_state[key] = not st.session_state[key]


def _draw_question(editing: Editing) -> None:
    indicator = editing.indicator
    st.markdown(f"**{plain(indicator.question)}**")
    st.caption(f"Why it protects: {plain(indicator.why)}")
    st.caption(f"Ask for: {plain('; '.join(indicator.evidence))}.")


def _draw_saved(editing: Editing, recorded: RecordedAnswer | None) -> None:
    problems = editing.refused
    if problems:
        st.error("**Not saved yet.** " + " ".join(plain(f"{p.found} {p.remedy}") for p in problems))
        _draw_ways_out(editing)
    if recorded is None:
        st.caption("Nothing saved yet.")
        return
    at = local_moment(recorded.recorded_at, editing.context.clock())
    st.caption(f"Saved {at} by {plain(recorded.person_name)}")
    if recorded.answer.is_answered:
        st.button(
            "Take this answer back",
            key=f"{editing.key}:back",
            help="The question is then not answered; the answer stays in the history.",
            on_click=_take_back,
            args=(editing,),
            type="tertiary",
        )
    found = check_answer(recorded.answer, editing.opened.framework.questionnaire)
    for warning in found:
        st.warning(plain(f"{warning.found} {warning.remedy}"))


def _draw_ways_out(editing: Editing) -> None:
    keep, give = st.columns(2)
    if keep.button("Keep what is saved", key=f"{editing.key}:keep"):
        editing.forget_waiting()
        editing.reset_widgets()
        draw_again()
    if editing.is_stale and give.button("Save mine as the newer answer", key=f"{editing.key}:give"):
        editing.give_again()
        editing.reset_widgets()
        draw_again()


def _draw_history(editing: Editing, recorded: RecordedAnswer | None) -> None:
    if recorded is None or not st.toggle("Show earlier answers", key=f"{editing.key}:history"):
        return
    for earlier in read_history(editing.context, editing.opened, editing.indicator.id):
        words = status_words(earlier.answer, editing.opened)
        st.text(
            f"{local_day(earlier.recorded_at)} · {earlier.person_name} · {earlier.origin} · {words}"
        )
        if earlier.answer.rationale:
            st.text(earlier.answer.rationale)


def _take_back(editing: Editing) -> None:
    editing.forget_waiting()
    editing.save(status=Status.NOT_ANSWERED, level=None)
    editing.reset_widgets()
