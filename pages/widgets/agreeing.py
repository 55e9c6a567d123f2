"""One question on the table: who gave what, what the levels mean, and what the team agrees on."""

from collections.abc import Iterator
from dataclasses import replace

import streamlit as st

from assessment.locales import formats, mark, ngettext
from assessment.locales import gettext as _
from assessment.model.answer import CONFIDENCES, GRADES, Answer
from assessment.model.assessment import IndicatorRecord
from assessment.model.problem import Refused
from assessment.model.rating import (
    SHORTEST_CONSENSUS_RATIONALE,
    Moderation,
    Rating,
    find_group,
)
from assessment.reporting.agreement import (
    agree_label,
    agreed_sentence,
    changed_sentences,
    explain_second,
    explain_spread,
    how_many_gave,
    kind_of_rating,
    rating_words,
)
from assessment.services.answers import read_indicator
from assessment.services.moderation import draft_agreement, moderate, moderation
from pages.widgets.beside import draw_dissent, draw_evidence
from pages.widgets.browser import keep_typed
from pages.widgets.elements import confidence_name, local_day, plain, show_problems
from pages.widgets.saving import (
    MISSING_CHOICES,
    Editing,
    answer_words,
    choice_fields,
    choice_name,
    choices_of,
)

_CONFIDENCES = {
    "high": mark("high confidence"),
    "medium": mark("medium confidence"),
    "low": mark("low confidence"),
}


@st.fragment
def draw_question(editing: Editing) -> None:
    """Draw one question whose ratings are open."""
    found = moderation(editing.context, editing.opened, editing.indicator.id)
    record = read_indicator(editing.context, editing.opened, editing.indicator.id)
    with st.container(border=True):
        _draw_head(editing, found, record)
        if found.consensus is not None or found.common_level is not None:
            _draw_settled(editing, found, record)
        elif found.ratings:
            _draw_argument(editing, found, record)
        else:
            with st.expander(_("Agree on a level all the same")):
                _draw_form(editing, found, record)
        label = _("Dissent ({number})", number=formats.whole(len(found.dissents)))
        with st.expander(label, expanded=bool(found.dissents)):
            draw_dissent(editing, found.dissents)


def _draw_settled(editing: Editing, found: Moderation, record: IndicatorRecord) -> None:
    """Draw what nobody has to argue about in few lines: all gave one level, or it is agreed on."""
    if found.consensus is None:
        _draw_one_click(editing, found, record)
    with st.expander(_("What each person gave, the levels and the evidence")):
        _draw_ratings(found)
        _draw_levels(editing, found)
        draw_evidence(editing, record.evidence, record.carried_evidence)
    with st.expander(_("Agree on something else, or say more")):
        _draw_form(editing, found, record)


def _draw_argument(editing: Editing, found: Moderation, record: IndicatorRecord) -> None:
    """Draw what people argue with, in view, and the ways to agree."""
    given, levels = st.columns(2)
    with given:
        _draw_ratings(found)
    with levels:
        _draw_levels(editing, found)
    draw_evidence(editing, record.evidence, record.carried_evidence)
    if found.spread.needs_talk or not found.spread.levels:
        _draw_form(editing, found, record)
        return
    _draw_one_click(editing, found, record)
    with st.expander(_("Agree on something else, or say more")):
        _draw_form(editing, found, record)


def _draw_head(editing: Editing, found: Moderation, record: IndicatorRecord) -> None:
    indicator, framework = editing.indicator, editing.opened.framework
    st.subheader(plain(f"{indicator.id} {indicator.name}"), anchor=False)
    st.text(indicator.question)
    if not found.ratings:
        st.text(_("Nobody rated this."))
    elif found.spread.n_ratings == 0:
        st.text(_("Nobody rated this alone."))
    else:
        talk = [_("**Talk about it first.**")] if found.needs_talk else []
        icon = ":material/forum:" if found.needs_talk else ":material/check:"
        st.markdown(" ".join([icon, plain(explain_spread(found.spread)), *talk]))
    if found.second_spread is not None:
        st.text(explain_second(found.second_spread))
    if found.agreed is not None:
        sentence = agreed_sentence(found.agreed, framework, local_day)
        st.markdown(f":material/handshake: **{plain(sentence)}**")
        if found.agreed.recorded.answer.rationale:
            st.text(found.agreed.recorded.answer.rationale)
        for sentence in changed_sentences(found.agreed, framework, local_day):
            st.warning(plain(sentence))
    elif record.recorded is not None and record.recorded.answer.is_answered:
        words = answer_words(record.recorded.answer, editing.opened)
        st.text(_("The present answer, {answer}, was given outside moderation.", answer=words))


def _draw_ratings(found: Moderation) -> None:
    st.markdown(_("**What each person gave**"))
    in_order = sorted(found.ratings, key=lambda rating: (rating.person_name, rating.revision))
    st.text("\n\n".join("\n".join(_lines_of(rating)) for rating in in_order))


def _lines_of(rating: Rating) -> Iterator[str]:
    answer = rating.answer
    parts = [_(find_group(rating.group).name), rating_words(rating)]
    if answer.confidence:
        parts.append(_(_CONFIDENCES[answer.confidence]))
    if answer.evidence_grade:
        parts.append(_("evidence {grade}", grade=answer.evidence_grade))
    if not rating.is_independent:
        parts.append(kind_of_rating(rating))
    yield f"{rating.person_name}: {' · '.join(parts)}"
    if answer.rationale:
        yield "    " + _("Rationale: {text}", text=answer.rationale)
    if answer.reason:
        yield "    " + _("Reason: {text}", text=answer.reason)


def _draw_levels(editing: Editing, found: Moderation) -> None:
    """Draw what the levels mean between which people differ; the others on demand."""
    given = [r.answer.level for r in found.newest() if r.answer.level is not None]
    scale = [level.value for level in editing.opened.framework.questionnaire.scale]
    near = [level for level in scale if given and min(given) <= level <= max(given)]
    st.markdown(_("**What these levels mean**"))
    for level in near:
        _draw_anchor(editing, level, given.count(level))
    others = [level for level in scale if level not in near]
    if others:
        with st.expander(_("The other levels")):
            for level in others:
                _draw_anchor(editing, level, 0)


def _draw_anchor(editing: Editing, level: int, n_gave: int) -> None:
    name = editing.opened.framework.questionnaire.level(level).name
    statements = editing.indicator.anchors[level].values()
    people = ngettext("{number} person", "{number} people", n_gave) if n_gave else ""
    st.markdown(f"**{' · '.join(filter(None, (str(level), plain(name), people)))}**")
    st.text("\n".join(f"• {statement.text}" for statement in statements))


def _draw_one_click(editing: Editing, found: Moderation, record: IndicatorRecord) -> None:
    """Offer each level that somebody gave, to agree on it without another word."""
    current = record.recorded.answer if record.recorded else Answer(editing.indicator.id)
    with st.container(horizontal=True):
        pushed = [
            level
            for level in sorted(set(found.spread.levels))
            if st.button(
                agree_label(found, level),
                type="primary" if found.common_level is not None else "secondary",
                key=f"{editing.key}:agree:{record.revision}:{level}",
            )
        ]
    for level in pushed:
        draft = draft_agreement(found, current, **choice_fields(level))
        draft = replace(draft, rationale=draft.rationale or how_many_gave(found, level))
        _agree(editing, draft, record.revision)


def _draw_form(editing: Editing, found: Moderation, record: IndicatorRecord) -> None:
    """Draw the fields of the answer, filled with what stands there now."""
    current = record.recorded.answer if record.recorded else Answer(editing.indicator.id)
    # The revision in the keys fills the form anew after each answer, and only then.
    key = f"{editing.key}:consensus:{record.revision}"
    st.session_state.setdefault(f"{key}:level", _choice_of(current))
    for name, value in _filled(current).items():
        st.session_state.setdefault(f"{key}:{name}", value)
    with st.form(key, border=False):
        keep_typed()
        choice = st.radio(
            _("The team agrees on"),
            choices_of(editing.opened),
            index=None,
            format_func=lambda choice: choice_name(choice, editing.opened),
            key=f"{key}:level",
        )
        left, right = st.columns(2)
        left.segmented_control(
            _("Confidence"), CONFIDENCES, format_func=confidence_name, key=f"{key}:confidence"
        )
        right.segmented_control(_("Evidence grade"), GRADES, key=f"{key}:evidence_grade")
        st.text_area(_("How the team came to agree"), help=_advice(found), key=f"{key}:rationale")
        st.text_input(
            _("Reason, if it is not applicable or not what the ticked statements say"),
            key=f"{key}:reason",
        )
        why = ""
        if found.consensus is not None:
            why = st.text_input(_("Why the team agrees on something else now"), key=f"{key}:why")
        submitted = st.form_submit_button(_("Save what we agreed on"), type="primary")
    if submitted:
        typed = {name: st.session_state[f"{key}:{name}"] for name in _filled(current)}
        answer = draft_agreement(found, current, **choice_fields(choice))
        _agree(editing, replace(answer, **typed), record.revision, why)


def _choice_of(current: Answer) -> int | str | None:
    if current.level is not None:
        return current.level
    return next((id_ for id_, status in MISSING_CHOICES.items() if status is current.status), None)


def _filled(current: Answer) -> dict[str, str | None]:
    """Return the fields of the form beside the level, as they stand now."""
    return {
        "confidence": current.confidence,
        "evidence_grade": current.evidence_grade,
        "rationale": current.rationale,
        "reason": current.reason,
    }


def _advice(found: Moderation) -> str:
    if not found.spread.is_wide:
        return _("What was said and seen that leads to this level.")
    return ngettext(
        "At least {number} character where the ratings lie two levels or more apart.",
        "At least {number} characters where the ratings lie two levels or more apart.",
        SHORTEST_CONSENSUS_RATIONALE,
    )


def _agree(editing: Editing, answer: Answer, revision: int, why: str = "") -> None:
    try:
        moderate(editing.context, editing.opened, answer, revision, why)
    except Refused as refusal:
        show_problems(refusal.problems)
        return
    # What is contested is another list now, so all of the page is drawn again.
    st.rerun()
