"""One indicator on the screen: its anchors, the decision, and what supports it."""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import streamlit as st

from assessment.locales import gettext as _
from assessment.model.answer import CONFIDENCES, GRADES, Answer, RecordedAnswer, Status
from assessment.model.checks import check_answer
from assessment.model.questionnaire import Statement
from assessment.model.statements import Proposal, differs, proposal_words, propose
from assessment.reporting.agreement import agreed_sentence, changed_sentences
from assessment.reporting.returned import answer_words as changed_words
from assessment.reporting.statements import definitions_of, kind_words, zero_words
from assessment.reporting.terms import confidence_rule, grade_rule, origin_words
from assessment.services.answers import read_history
from assessment.services.moderation import agreed
from pages.widgets.beside import draw_dissent, draw_evidence, draw_remarks
from pages.widgets.browser import draw_saved_line, keep_typed
from pages.widgets.counts import then_count
from pages.widgets.elements import confidence_name, local_day, local_moment, plain
from pages.widgets.last_round import draw_last_round
from pages.widgets.saving import (
    MISSING_CHOICES,
    PROGRESS_CHANGED,
    Editing,
    answer_words,
    choice_fields,
    choice_name,
    choices_of,
    draw_again,
)
from pages.widgets.scope import draw_scope_lists, lists_spoken_of
from pages.widgets.writer import draw_writer_form

_TEXTS = ("reason", "rationale")


def draw_indicator(editing: Editing, *, is_open: bool) -> None:
    """Draw one indicator; what is inside is drawn only while it is open."""
    st.fragment(_draw_indicator, key=editing.place)(editing, is_open=is_open)


def _draw_indicator(editing: Editing, *, is_open: bool) -> None:
    is_open = st.session_state.setdefault(f"{editing.key}:open", is_open)
    record = editing.read(whole=is_open)
    newest = record.recorded or record.carried
    answer = newest.answer if newest else Answer(editing.indicator.id)
    with st.container(border=True, key=editing.place):
        _draw_head(editing, newest, is_open=is_open)
        if not is_open:
            return
        _draw_question(editing)
        if not editing.is_alone:
            draw_last_round(editing, record.carried)
            _draw_agreed(editing)
        # What could not be saved yet stays on the screen, also after a look at another page.
        shown = replace(answer, **editing.waiting)
        draw_statements(editing, shown)
        draw_decision(editing, shown)
        _draw_saved(editing, record.recorded)
        draw_evidence(editing, record.evidence, record.carried_evidence)
        if not editing.is_alone:
            draw_remarks(record.remarks)
            draw_dissent(editing, record.dissents)
            _draw_history(editing, newest)
    if st.session_state.pop(PROGRESS_CHANGED, False):
        st.rerun()


def _draw_head(editing: Editing, recorded: RecordedAnswer | None, *, is_open: bool) -> None:
    """Draw name, state and button of the question."""
    # An expander would close by itself when its label changes, so this is a button.
    key, id_ = f"{editing.key}:open", editing.indicator.id
    text, button = st.columns([5, 1], vertical_alignment="center")
    text.subheader(plain(f"{id_} {editing.indicator.name}"), anchor=False)
    answer = recorded.answer if recorded else Answer(id_)
    words = answer_words(answer, editing.opened)
    if recorded and recorded.is_carried:
        waiting = _("**carried over, not looked at yet**: {answer}", answer=words)
        parts = [f":material/history: {waiting}"]
    else:
        icon = ":material/check_circle:" if answer.is_answered else ":material/circle:"
        parts = [f"{icon} {words}"]
    if recorded and not recorded.is_carried:
        when = local_moment(recorded.recorded_at, editing.context.clock())
        parts.append(_("saved {when}", when=when))
    if editing.refused:
        parts.append(_("**not saved yet, see below**"))
    text.caption(" · ".join(parts))
    button.button(
        _("Close {id}", id=id_) if is_open else _("Open {id}", id=id_),
        key=f"{key}:button",
        on_click=_turn,
        args=(key,),
        width="stretch",
    )


def _turn(key: str) -> None:
    st.session_state[key] = not st.session_state[key]


def _draw_question(editing: Editing) -> None:
    indicator = editing.indicator
    st.markdown(f"**{plain(indicator.question)}**")
    st.caption(_("Why it protects: {reason}", reason=plain(indicator.why)))
    st.caption(_("Ask for: {evidence}.", evidence=plain("; ".join(indicator.evidence))))
    opened = editing.opened
    lists = lists_spoken_of(indicator, opened.framework.questionnaire)
    draw_scope_lists(editing.context, opened, lists)


def _draw_agreed(editing: Editing) -> None:
    """Mark what the team agreed on, and say what became of it."""
    found = agreed(editing.context, editing.opened, editing.indicator.id)
    if found is None:
        return
    framework = editing.opened.framework
    st.info(plain(agreed_sentence(found, framework, local_day)), icon=":material/handshake:")
    for sentence in changed_sentences(found, framework, local_day):
        st.warning(plain(sentence))


def _draw_saved(editing: Editing, recorded: RecordedAnswer | None) -> None:
    problems = editing.refused
    if problems:
        reasons = " ".join(plain(f"{problem.found} {problem.remedy}") for problem in problems)
        st.error(_("**Not saved yet.** {reasons}", reasons=reasons))
        _draw_ways_out(editing)
    prefix = f"{editing.key}:field:"
    texts = {f"{prefix}{name}": editing.is_stored(name) for name in _TEXTS}
    is_drawn_again = bool(st.session_state.get(PROGRESS_CHANGED))
    draw_saved_line(prefix, _saved_words(editing, recorded), texts, is_drawn_again=is_drawn_again)
    if recorded is None:
        return
    if recorded.answer.is_answered:
        st.button(
            _("Take this answer back"),
            key=f"{editing.key}:back",
            help=_("The question is then not answered; the answer stays in the history."),
            on_click=_take_back,
            args=(editing,),
            type="tertiary",
        )
    found = check_answer(recorded.answer, editing.opened.framework.questionnaire)
    # What the ticked statements leave open is asked where they are ticked.
    for warning in (problem for problem in found if problem.code != "answer.statements_open"):
        st.warning(plain(f"{warning.found} {warning.remedy}"))


def _saved_words(editing: Editing, recorded: RecordedAnswer | None) -> str:
    if recorded is None:
        return _("Nothing saved yet.")
    when = local_moment(recorded.recorded_at, editing.context.clock())
    return _("Saved {when} by {name}", when=when, name=recorded.person_name)


def _draw_ways_out(editing: Editing) -> None:
    if editing.lacks_writer:
        draw_writer_form(editing.key)
        return
    if editing.changes_agreed:
        _draw_change_reason(editing)
    keep, give = st.columns(2)
    if keep.button(_("Keep what is saved"), key=f"{editing.key}:keep"):
        editing.forget_waiting()
        editing.reset_widgets()
        draw_again()
    mine = _("Save mine as the newer answer") if editing.is_stale else _("Try to save again")
    can_give = editing.is_stale or editing.can_be_tried_again
    if can_give and give.button(mine, key=f"{editing.key}:give"):
        editing.give_again()
        editing.reset_widgets()
        draw_again()


def _draw_change_reason(editing: Editing) -> None:
    """Ask why something that was agreed on is changed."""
    with st.form(f"{editing.key}:change", border=False):
        keep_typed()
        reason = st.text_area(_("Why is it changed?"), key=f"{editing.key}:why", height=80)
        if st.form_submit_button(_("Change it for this reason")):
            st.session_state[f"{editing.key}:change_reason"] = reason
            editing.give_again()
            editing.reset_widgets()
            st.session_state.pop(f"{editing.key}:change_reason")
            draw_again()


def _draw_history(editing: Editing, recorded: RecordedAnswer | None) -> None:
    key = f"{editing.key}:history"
    if recorded is None or not st.toggle(_("Show earlier answers"), key=key):
        return
    for earlier in read_history(editing.context, editing.opened, editing.indicator.id):
        when, origin = local_day(earlier.recorded_at), origin_words(earlier.origin)
        words = answer_words(earlier.answer, editing.opened)
        said = (when, earlier.person_name, origin, earlier.filled_by, words)
        st.text(" · ".join(filter(None, said)))
        if earlier.answer == recorded.answer:
            st.caption(_("As it is now."))
        answer = earlier.answer
        if answer.confidence or answer.evidence_grade or answer.reason:
            st.text(changed_words(answer, ("confidence", "evidence_grade", "reason")))
        if earlier.answer.ticked:
            st.text(_("Ticked: {statements}", statements=", ".join(sorted(earlier.answer.ticked))))
        if earlier.answer.rationale:
            st.text(earlier.answer.rationale)
        if earlier.answer != recorded.answer:
            st.button(
                _("Give this answer again"),
                key=f"{editing.key}:again:{earlier.revision}",
                on_click=_give_earlier,
                args=(editing, earlier.answer),
                type="tertiary",
            )


@then_count
def _give_earlier(editing: Editing, answer: Answer) -> None:
    """Make an earlier answer the newest one; the one that it follows stays in the history."""
    editing.forget_waiting()
    names = (field.name for field in fields(answer) if field.name != "indicator_id")
    editing.save(**{name: getattr(answer, name) for name in names})
    editing.reset_widgets()


@then_count
def _take_back(editing: Editing) -> None:
    editing.forget_waiting()
    editing.save(status=Status.NOT_ANSWERED, level=None)
    editing.reset_widgets()


def draw_statements(editing: Editing, answer: Answer) -> None:
    """Draw the statements of all levels, to be ticked."""
    st.markdown(
        _(
            "Tick what you found to hold. A level is reached when its statements and those of "
            "the levels below it hold."
        )
    )
    for level in editing.opened.framework.questionnaire.scale:
        st.markdown(_("**Level {level} · {name}**", level=str(level.value), name=level.name))
        for id_, statement in editing.indicator.anchors[level.value].items():
            _field(
                editing,
                f"tick:{id_}",
                id_ in answer.ticked,
                lambda key, statement=statement: _draw_statement(editing, statement, key),
            )


def _draw_statement(editing: Editing, statement: Statement, key: str) -> None:
    """Draw one statement with its kind, and what its words mean as help beside it."""
    meanings = definitions_of(statement.text, editing.opened.framework.questionnaire)
    kind = kind_words(statement.kind)
    st.checkbox(
        # Read out as it stands, so no sign of Markdown may be in it.
        plain(f"{statement.text} ({kind})" if kind else statement.text),
        key=key,
        help="\n\n".join(plain(meaning) for meaning in meanings) or None,
        on_change=_save_ticks,
        args=(editing,),
    )


@then_count
def _save_ticks(editing: Editing) -> None:
    editing.save(ticked=_ticked(editing))


def _ticked(editing: Editing) -> frozenset[str]:
    return frozenset(
        id_
        for id_ in editing.indicator.statement_ids
        if st.session_state.get(f"{editing.key}:field:tick:{id_}")
    )


def draw_decision(editing: Editing, answer: Answer) -> None:
    """Draw what the person decides: level, confidence, evidence grade and the reasons."""
    proposal = propose(editing.indicator, answer.ticked)
    questionnaire = editing.opened.framework.questionnaire
    _draw_proposal(editing, answer, proposal)
    _field(
        editing,
        "level",
        _choice_of(answer),
        lambda key: st.radio(
            _("Level"),
            choices_of(editing.opened),
            index=None,
            format_func=lambda choice: choice_name(choice, editing.opened),
            captions=[
                *(level.reading for level in questionnaire.scale),
                _("Nobody could find out. This is not level 0; it lowers coverage, not the score."),
                _("The question does not arise for this state. Say why."),
            ],
            key=key,
            on_change=_save_level,
            args=(editing, key),
        ),
    )
    if zero := zero_words(editing.indicator, answer):
        level = str(answer.level)
        st.caption(plain(_("Level {level} here: {meaning}.", level=level, meaning=zero)))
    _draw_not_applicable(editing, answer)
    _draw_choices(editing, answer)
    if _needs_reason(editing, answer, proposal):
        label = _("Reason (why not applicable, or why another level)")
        _text(editing, "reason", answer.reason, label)
    label = _("Rationale: what you found that leads to this")
    _text(editing, "rationale", answer.rationale, label)


def _draw_proposal(editing: Editing, answer: Answer, proposal: Proposal) -> None:
    """Draw the level that the ticked statements carry, and what they leave open."""
    if proposal.level is not None:
        st.info(
            _(
                "The ticked statements propose level {level}, {name}. You decide, and say why "
                "if you see it otherwise.",
                level=str(proposal.level),
                name=editing.opened.framework.questionnaire.level(proposal.level).name,
            )
        )
        if answer.level != proposal.level:
            st.button(
                _("Take level {level}", level=str(proposal.level)),
                key=f"{editing.key}:take",
                on_click=_take_level,
                args=(editing, proposal.level),
            )
    for found, question in proposal_words(editing.indicator, answer.ticked):
        st.warning(plain(f"{found} {question}"))
    if proposal.holds:
        st.button(
            _("Yes, tick them too"),
            key=f"{editing.key}:below",
            on_click=_tick_open,
            args=(editing, proposal.open),
        )


@then_count
def _take_level(editing: Editing, level: int) -> None:
    st.session_state[f"{editing.key}:field:level"] = level
    editing.save(**choice_fields(level))


@then_count
def _tick_open(editing: Editing, ids: tuple[str, ...]) -> None:
    for id_ in ids:
        st.session_state[f"{editing.key}:field:tick:{id_}"] = True
    editing.save(ticked=_ticked(editing))


def _draw_not_applicable(editing: Editing, answer: Answer) -> None:
    """Say when 'not applicable' fits, and offer that sentence as the reason."""
    when = editing.indicator.not_applicable_when
    if not when:
        return
    st.caption(_("Not applicable fits when: {condition}", condition=plain(when)))
    if answer.status is Status.NOT_APPLICABLE and not answer.reason.strip():
        st.button(
            _("Take this sentence as the reason"),
            key=f"{editing.key}:not_applicable",
            on_click=_take_reason,
            args=(editing, when),
        )


@then_count
def _take_reason(editing: Editing, reason: str) -> None:
    st.session_state[f"{editing.key}:field:reason"] = reason
    editing.save(reason=reason)


def _choice_of(answer: Answer) -> int | str | None:
    if answer.status is Status.LEVEL:
        return answer.level
    return next((id_ for id_, status in MISSING_CHOICES.items() if status is answer.status), None)


@then_count
def _save_level(editing: Editing, key: str) -> None:
    choice = st.session_state[key]
    if choice in choices_of(editing.opened):
        editing.save(**choice_fields(choice))


def _draw_choices(editing: Editing, answer: Answer) -> None:
    left, right = st.columns(2)
    _field(
        editing,
        "confidence",
        answer.confidence,
        lambda key: left.segmented_control(
            _("Confidence"),
            CONFIDENCES,
            format_func=confidence_name,
            help=confidence_rule(),
            key=key,
            on_change=_save_field,
            args=(editing, "confidence", key),
        ),
    )
    _field(
        editing,
        "evidence_grade",
        answer.evidence_grade,
        lambda key: right.segmented_control(
            _("Evidence grade"),
            GRADES,
            help=grade_rule(),
            key=key,
            on_change=_save_field,
            args=(editing, "evidence_grade", key),
        ),
    )


def _needs_reason(editing: Editing, answer: Answer, proposal: Proposal) -> bool:
    is_other = answer.level is not None and answer.level in proposal.holds
    is_other = is_other or differs(editing.indicator, answer, proposal)
    return bool(answer.reason) or answer.status is Status.NOT_APPLICABLE or is_other


def _text(editing: Editing, name: str, stored: str, label: str) -> None:
    _field(
        editing,
        name,
        stored,
        lambda key: st.text_area(
            label, key=key, height=80, on_change=_save_field, args=(editing, name, key)
        ),
    )


@then_count
def _save_field(editing: Editing, name: str, key: str) -> None:
    editing.save(**{name: st.session_state[key]})


def _field(editing: Editing, name: str, stored: Any, draw: Callable[[str], object]) -> None:  # noqa: ANN401 - any widget value
    """Draw a widget that shows what is stored until it is changed."""
    key = f"{editing.key}:field:{name}"
    st.session_state.setdefault(key, stored)
    draw(key)
