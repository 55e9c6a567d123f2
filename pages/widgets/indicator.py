"""One indicator on the screen: its anchors, the decision, and what supports it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from assessment.model.answer import CONFIDENCES, GRADES, Answer, RecordedAnswer, Status
from assessment.model.checks import check_answer, propose_level
from assessment.model.questionnaire import ScaleLevel
from assessment.services.answers import read_history
from pages.widgets.beside import draw_dissent, draw_evidence
from pages.widgets.elements import local_day, local_moment, plain
from pages.widgets.saving import Editing, draw_again, status_words


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


_INSUFFICIENT, _NOT_APPLICABLE = "II", "NA"
_CONFIDENCE_HELP = (
    "High: a document and an independent source, both recent. Medium: one good source, or older "
    "ones. Low: indirect or disputed. Without a statement it counts as low."
)
_GRADE_HELP = (
    "A: independent and a document. B: a document, or two independent sources. C: one source of "
    "one side. D: none, which goes only with 'insufficient information'."
)
_MISSING_CAPTIONS = (
    "Nobody could find out. This is not level 0, and lowers coverage, not the score.",
    "The question does not arise for this state. Say why.",
)


def draw_statements(editing: Editing, answer: Answer) -> None:
    """Draw the statements of all levels, to be ticked."""
    st.markdown(
        "Tick what you found to hold. A level is reached when its statements and those of the "
        "levels below it hold."
    )
    for level in editing.opened.framework.questionnaire.scale:
        st.markdown(f"**Level {level.value} · {level.name}**")
        for id_, statement in editing.indicator.anchors[level.value].items():
            _field(
                editing,
                f"tick:{id_}",
                id_ in answer.ticked,
                lambda key, statement=statement: st.checkbox(
                    plain(statement), key=key, on_change=_save_ticks, args=(editing,)
                ),
            )


def _save_ticks(editing: Editing) -> None:
    ticked = {
        id_
        for id_ in editing.indicator.statement_ids
        if st.session_state.get(f"{editing.key}:field:tick:{id_}")
    }
    editing.save(ticked=frozenset(ticked))


def draw_decision(editing: Editing, answer: Answer) -> None:
    """Draw what the person decides: level, confidence, evidence grade and the reasons."""
    proposed = propose_level(editing.indicator, answer.ticked)
    levels = {level.value: level for level in editing.opened.framework.questionnaire.scale}
    if proposed is not None:
        st.info(
            f"The ticked statements propose level {proposed}, {levels[proposed].name}. "
            "You decide, and say why if you see it otherwise."
        )
    choices: list[int | str] = [*levels, _INSUFFICIENT, _NOT_APPLICABLE]
    _field(
        editing,
        "level",
        _choice_of(answer),
        lambda key: st.radio(
            "Level",
            choices,
            index=None,
            format_func=lambda choice: _name_of(choice, levels),
            captions=[*(level.reading for level in levels.values()), *_MISSING_CAPTIONS],
            key=key,
            on_change=_save_level,
            args=(editing, key),
        ),
    )
    _draw_choices(editing, answer)
    if _needs_reason(answer, proposed):
        _text(editing, "reason", answer.reason, "Reason (why not applicable, or why another level)")
    _text(editing, "rationale", answer.rationale, "Rationale: what you found that leads to this")


def _choice_of(answer: Answer) -> int | str | None:
    kinds = {
        Status.LEVEL: answer.level,
        Status.INSUFFICIENT_INFORMATION: _INSUFFICIENT,
        Status.NOT_APPLICABLE: _NOT_APPLICABLE,
    }
    return kinds.get(answer.status)


def _name_of(choice: int | str, levels: dict[int, ScaleLevel]) -> str:
    if isinstance(choice, int):
        return f"{choice} · {levels[choice].name}"
    return "Insufficient information" if choice == _INSUFFICIENT else "Not applicable"


def _save_level(editing: Editing, key: str) -> None:
    choice = st.session_state[key]
    if isinstance(choice, int):
        editing.save(status=Status.LEVEL, level=choice)
    elif choice == _INSUFFICIENT:
        editing.save(status=Status.INSUFFICIENT_INFORMATION, level=None)
    else:
        editing.save(status=Status.NOT_APPLICABLE, level=None)


def _draw_choices(editing: Editing, answer: Answer) -> None:
    left, right = st.columns(2)
    fields = (
        (left, "confidence", "Confidence", CONFIDENCES, _CONFIDENCE_HELP),
        (right, "evidence_grade", "Evidence grade", GRADES, _GRADE_HELP),
    )
    for column, name, label, options, advice in fields:
        with column:
            _field(
                editing,
                name,
                getattr(answer, name),
                lambda key, name=name, label=label, options=options, advice=advice: (
                    st.segmented_control(
                        label,
                        options,
                        format_func=str.capitalize,
                        help=advice,
                        key=key,
                        on_change=_save_field,
                        args=(editing, name, key),
                    )
                ),
            )


def _needs_reason(answer: Answer, proposed: int | None) -> bool:
    differs = proposed is not None and answer.level is not None and proposed != answer.level
    return bool(answer.reason) or answer.status is Status.NOT_APPLICABLE or differs


def _text(editing: Editing, name: str, stored: str, label: str) -> None:
    _field(
        editing,
        name,
        stored,
        lambda key: st.text_area(
            label, key=key, height=80, on_change=_save_field, args=(editing, name, key)
        ),
    )


def _save_field(editing: Editing, name: str, key: str) -> None:
    editing.save(**{name: st.session_state[key]})


def _field(editing: Editing, name: str, stored: Any, draw: Callable[[str], object]) -> None:  # noqa: ANN401 - any widget value
    """Draw a widget that shows what is stored until it is changed."""
    key = f"{editing.key}:field:{name}"
    st.session_state.setdefault(key, stored)
    draw(key)
