"""The decision on one indicator: statements to tick, the level, and the reasons for it."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from assessment.model.answer import CONFIDENCES, GRADES, Answer, Status
from assessment.model.checks import propose_level
from assessment.model.questionnaire import ScaleLevel
from pages.widgets.saving import Editing
from pages.widgets.text import plain

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
