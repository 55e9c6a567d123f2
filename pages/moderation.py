"""Agree on levels: who has rated, then ratings and spread on the table, then consensus."""

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd
import streamlit as st

from assessment.exchange.csv_table import guard
from assessment.model.answer import CONFIDENCES, GRADES, Answer, Status
from assessment.model.problem import Refused
from assessment.model.questionnaire import Dimension
from assessment.model.rating import (
    SHORTEST_CONSENSUS_RATIONALE,
    Moderation,
    Opening,
    Rating,
    find_group,
)
from assessment.reporting.agreement_charts import rating_chart
from assessment.reporting.agreement_sentences import (
    describe_ratings,
    explain_agreement,
    explain_dimension_agreement,
    explain_group,
    explain_rater,
    explain_spread,
    explain_two_views,
    rating_words,
)
from assessment.reporting.agreement_tables import (
    agreement_table,
    group_table,
    indicator_table,
    rater_table,
    rating_table,
    spread_table,
    two_views_table,
)
from assessment.services.answers import read_indicator
from assessment.services.context import Context, Opened
from assessment.services.moderation import (
    agreement,
    agreement_by_indicator,
    moderate,
    moderation_opened,
    moderations,
    open_moderation,
)
from assessment.services.ratings import rating_progress
from assessment.services.side_by_side import self_and_external
from pages.widgets.beside import draw_dissent
from pages.widgets.elements import local_day, plain, show_problems, show_table
from pages.widgets.saving import Editing, status_words
from pages.widgets.session import context, draw_heading, opened_assessment

_DIMENSION = "dimension"


def draw() -> None:
    """Draw the page."""
    page_context = context()
    opened = opened_assessment(page_context)
    draw_heading(opened, "Agree on levels")
    event = moderation_opened(page_context, opened)
    if event is None:
        _draw_waiting(page_context, opened)
    else:
        _draw_opened(page_context, opened, event)
    draw_two_views(page_context, opened)


def _draw_waiting(page_context: Context, opened: Opened) -> None:
    st.text(
        "People rate alone now. Here you see who has rated how much, and nothing of what they "
        "gave. When everybody is done, open moderation: then all ratings lie on the table."
    )
    progress = rating_progress(page_context, opened)
    total = len(opened.framework.questionnaire.indicators)
    if not progress:
        st.info("Nobody has rated yet.")
        st.page_link("pages/rating.py", label="Rate by yourself")
        return
    rows = [
        {
            "Person": one.person_name,
            "Group": find_group(one.group).name,
            "Rated": f"{one.n_rated} of {total}",
        }
        for one in progress
    ]
    show_table(pd.DataFrame(rows))
    key = f"{opened.assessment.id}:open_moderation"
    understood = st.checkbox(
        "Everybody who should rate alone has done so. This cannot be undone.",
        key=f"{key}:understood",
    )
    if st.button("Open moderation", type="primary", disabled=not understood, key=key):
        try:
            open_moderation(page_context, opened)
        except Refused as refusal:
            show_problems(refusal.problems)
            return
        st.rerun()


def _draw_opened(page_context: Context, opened: Opened, event: Opening) -> None:
    st.caption(
        f"Moderation was opened by {plain(event.person_name)} on "
        f"{plain(local_day(event.recorded_at))}."
    )
    st.text(
        "Talk first about what lies two levels or more apart, or where some gave a level and "
        "others none. Ask what each person has seen. The level you agree on is then the answer "
        "of the assessment; the ratings and their spread stay beside it."
    )
    dimension = _choose_dimension(opened)
    ids = [indicator.id for indicator in dimension.indicators]
    on_the_table = moderations(page_context, opened, ids)
    st.header(dimension.name)
    st.altair_chart(rating_chart(on_the_table, opened.framework), theme=None)
    with st.expander("The chart in words, and as tables"):
        st.text(describe_ratings(on_the_table, opened.framework))
        show_table(spread_table(on_the_table, opened.framework))
        # What people typed stands in more than the first column here.
        show_table(rating_table(on_the_table, opened.framework).map(guard))
    for indicator in dimension.indicators:
        draw_moderation(Editing(page_context, opened, indicator))
    draw_agreement(page_context, opened)


def _choose_dimension(opened: Opened) -> Dimension:
    dimensions = {d.id: d for d in opened.framework.questionnaire.dimensions}
    key = f"{opened.assessment.id}:moderation:dimension"
    asked = st.query_params.get(_DIMENSION, "")
    st.session_state.setdefault(key, asked if asked in dimensions else next(iter(dimensions)))
    chosen = st.pills(
        "Dimension",
        list(dimensions),
        format_func=lambda id_: dimensions[id_].name,
        required=True,
        key=key,
    )
    st.query_params[_DIMENSION] = str(chosen)
    return dimensions[str(chosen)]


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


def draw_agreement(page_context: Context, opened: Opened) -> None:
    """Draw how far the ratings that were given alone agree."""
    found = agreement(page_context, opened)
    framework = opened.framework
    st.header("How far the raters agree")
    for sentence in explain_agreement(found):
        st.text(sentence)
    with st.expander("What alpha means"):
        st.text(
            "Krippendorff's alpha compares how much people differ with how much they would if "
            "each level were given at random. 1 is perfect agreement, 0 is what chance would "
            "give. It counts a difference of two levels as heavier than one of one level. Only "
            "ratings given alone count; 'insufficient information' and 'not applicable' are no "
            "levels. From 0.80 levels are customarily taken as reliable, from 0.67 as good "
            "enough for tentative conclusions. High agreement does not make a level right, and "
            "low agreement is a reason to talk, not a fault of anybody."
        )
    with st.expander("By dimension"):
        for dimension in found.dimensions:
            st.markdown(f"- {plain(explain_dimension_agreement(dimension, framework))}")
        show_table(agreement_table(found, framework))
    with st.expander("By respondent group"):
        for group in found.groups:
            st.markdown(f"- {plain(explain_group(group))}")
        show_table(group_table(found))
    with st.expander("By person"):
        st.caption("Whoever lies far from the others may know most. Ask before you judge.")
        for rater in sorted(found.raters, key=lambda one: one.person_name):
            st.markdown(f"- {plain(explain_rater(rater))}")
        show_table(rater_table(found))
    across = agreement_by_indicator(page_context, opened)
    if across:
        with st.expander("By indicator, over all moderated assessments with this questionnaire"):
            st.caption("A low alpha here may mean that the wording of an indicator is unclear.")
            show_table(indicator_table(across, framework))


def draw_two_views(page_context: Context, opened: Opened) -> None:
    """Draw the self and the external assessment of the same period beside each other."""
    found = self_and_external(page_context, opened)
    st.header("Self and external side by side")
    if found.by_itself is None or found.by_partner is None:
        missing = "an external" if found.by_partner is None else "a self"
        st.text(
            "When there is both a self and an external assessment of this state, region and "
            f"period, their answers stand side by side here. There is not {missing} one yet."
        )
        return
    if not found.same_questionnaire:
        st.warning(
            "The two were made with different versions of the questionnaire. Only indicators "
            "that both have are shown, and their wording may differ."
        )
    st.text(explain_two_views(found.views))
    show_table(two_views_table(found.views, opened.framework))
    if found.others:
        st.caption(
            f"{len(found.others)} further assessments of this state and period are not shown."
        )


draw()
