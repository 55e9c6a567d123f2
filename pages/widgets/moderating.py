"""One indicator on the table: what each person gave, what the team agrees on, and who dissents."""

from collections.abc import Iterator
from dataclasses import replace

import streamlit as st

from assessment.model.answer import CONFIDENCES, GRADES, Answer, Status
from assessment.model.problem import Refused
from assessment.model.rating import SHORTEST_CONSENSUS_RATIONALE, Moderation, Rating, find_group
from assessment.reporting.agreement_sentences import explain_spread, rating_words
from assessment.services.answers import read_indicator
from assessment.services.moderation import moderate, moderations
from pages.widgets.beside import draw_dissent
from pages.widgets.saving import Editing, status_words
from pages.widgets.text import local_day, plain, show_problems

_INSUFFICIENT, _NOT_APPLICABLE = "II", "NA"
_MISSING_NAMES = {_INSUFFICIENT: "Insufficient information", _NOT_APPLICABLE: "Not applicable"}
_MISSING = {
    _INSUFFICIENT: Status.INSUFFICIENT_INFORMATION,
    _NOT_APPLICABLE: Status.NOT_APPLICABLE,
}


@st.fragment
def draw_moderation(editing: Editing) -> None:
    """Draw one indicator; the form opens on demand."""
    (found,) = moderations(editing.context, editing.opened, [editing.indicator.id])
    record = read_indicator(editing.context, editing.opened, editing.indicator.id)
    current = record.recorded.answer if record.recorded else Answer(editing.indicator.id)
    with st.container(border=True):
        _draw_head(editing, found, current)
        if found.ratings:
            st.text("\n".join(line for rating in found.ratings for line in _lines_of(rating)))
        revision = record.recorded.revision if record.recorded else 0
        with st.expander("Agree on a level" if found.consensus is None else "Agree on another"):
            _draw_form(editing, found, current, revision)
        with st.expander(f"Dissent ({len(found.dissents)})", expanded=bool(found.dissents)):
            draw_dissent(editing, found.dissents)


def _draw_head(editing: Editing, found: Moderation, current: Answer) -> None:
    indicator = editing.indicator
    mark = ":material/forum:" if found.spread.needs_talk else ":material/check:"
    st.markdown(f"**{indicator.id} {plain(indicator.name)}**")
    st.caption(plain(indicator.question))
    if not found.ratings:
        st.text("Nobody rated this.")
    elif found.spread.n_ratings == 0:
        st.text("Nobody rated this alone.")
    else:
        talk = " **Talk about it first.**" if found.spread.needs_talk else ""
        st.markdown(f"{mark} {plain(explain_spread(found.spread))}{talk}")
    words = plain(status_words(current, editing.opened))
    if found.consensus is not None:
        when = plain(local_day(found.consensus.recorded_at))
        by = plain(found.consensus.person_name)
        st.markdown(f":material/handshake: Agreed: **{words}**, entered by {by}, {when}.")
        if current.rationale:
            st.text(current.rationale)
    elif current.is_answered:
        st.caption(f"The present answer, {words}, was given outside moderation.")


def _lines_of(rating: Rating) -> Iterator[str]:
    answer = rating.answer
    parts = [find_group(rating.group).name, rating_words(rating)]
    parts += [f"{answer.confidence} confidence"] if answer.confidence else []
    parts += [f"evidence {answer.evidence_grade}"] if answer.evidence_grade else []
    parts += [] if rating.is_independent else ["given after seeing others"]
    yield f"{rating.person_name}: {' · '.join(parts)}"
    for name, text in (("Rationale", answer.rationale), ("Reason", answer.reason)):
        if text:
            yield f"    {name}: {text}"


def _draw_form(editing: Editing, found: Moderation, current: Answer, revision: int) -> None:
    # The revision in the keys fills the form anew after each answer, and only then.
    key = f"{editing.key}:consensus:{revision}"
    levels = {level.value: level.name for level in editing.opened.framework.questionnaire.scale}
    choices: list[int | str] = [*levels, *_MISSING]
    with st.form(key, border=False):
        choice = st.radio(
            "The team agrees on",
            choices,
            index=None,
            format_func=lambda c: f"{c} · {levels[c]}" if c in levels else _MISSING_NAMES[c],
            key=f"{key}:level",
        )
        left, right = st.columns(2)
        confidence = left.segmented_control(
            "Confidence", CONFIDENCES, format_func=str.capitalize, key=f"{key}:confidence"
        )
        grade = right.segmented_control("Evidence grade", GRADES, key=f"{key}:grade")
        rationale = st.text_area(
            "How the team came to agree",
            help=f"At least {SHORTEST_CONSENSUS_RATIONALE} characters where the ratings lie two "
            "levels or more apart."
            if found.spread.is_wide
            else "What was said and seen that leads to this level.",
            key=f"{key}:rationale",
        )
        reason = st.text_input("Reason, if it is not applicable", key=f"{key}:reason")
        submitted = st.form_submit_button("Save what we agreed on", type="primary")
    if not submitted:
        return
    answer = replace(
        _to_answer(current.indicator_id, choice),
        reason=reason.strip(),
        confidence=confidence,
        evidence_grade=grade,
        rationale=rationale.strip(),
    )
    try:
        moderate(editing.context, editing.opened, answer, revision)
    except Refused as refusal:
        show_problems(refusal.problems)
        return
    # The chart above shows what was agreed on, so all of the page is drawn again.
    st.rerun()


def _to_answer(indicator_id: str, choice: int | str | None) -> Answer:
    if isinstance(choice, int):
        return Answer(indicator_id, Status.LEVEL, choice)
    return Answer(indicator_id, _MISSING[choice]) if choice else Answer(indicator_id)
