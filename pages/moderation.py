"""Agree on levels: who has rated, then ratings and spread on the table, then consensus."""

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd
import streamlit as st

from assessment.exchange.csv_table import guard
from assessment.locales import formats, mark, ngettext
from assessment.locales import gettext as _
from assessment.model.answer import CONFIDENCES, GRADES, Answer
from assessment.model.problem import Refused
from assessment.model.rating import (
    SHORTEST_CONSENSUS_RATIONALE,
    Moderation,
    Opening,
    Rating,
    find_group,
)
from assessment.reporting.agreement import (
    agreement_table,
    describe_ratings,
    explain_agreement,
    explain_dimension_agreement,
    explain_group,
    explain_rater,
    explain_spread,
    explain_two_views,
    group_table,
    indicator_table,
    rater_table,
    rating_table,
    rating_words,
    spread_table,
    two_views_table,
)
from assessment.reporting.charts.agreement import rating_chart
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
from pages.widgets.elements import (
    choose_dimension,
    confidence_name,
    draw_list,
    local_day,
    plain,
    show_problems,
    show_table,
)
from pages.widgets.saving import Editing, answer_words, choice_fields, choice_name, choices_of
from pages.widgets.session import context, draw_heading, opened_assessment
from pages.widgets.status import draw_locked

_CONFIDENCES = {
    "high": mark("high confidence"),
    "medium": mark("medium confidence"),
    "low": mark("low confidence"),
}


def draw() -> None:
    """Draw the page."""
    page_context = context()
    opened = opened_assessment(page_context)
    draw_heading(opened, _("Agree on levels"))
    draw_locked(opened)
    event = moderation_opened(page_context, opened)
    if event is None:
        _draw_waiting(page_context, opened)
    else:
        _draw_opened(page_context, opened, event)
    _draw_two_views(page_context, opened)


def _draw_waiting(page_context: Context, opened: Opened) -> None:
    st.text(
        _(
            "People rate alone now. Here you see who has rated how much, and nothing of what "
            "they gave. When everybody is done, open moderation: then all ratings lie on the "
            "table."
        )
    )
    progress = rating_progress(page_context, opened)
    total = len(opened.framework.questionnaire.indicators)
    if not progress:
        st.info(_("Nobody has rated yet."))
        st.page_link("pages/rating.py", label=_("Rate by yourself"))
        return
    rows = [
        {
            _("Person"): one.person_name,
            _("Group"): _(find_group(one.group).name),
            _("Rated"): _(
                "{some} of {all}", some=formats.whole(one.n_rated), all=formats.whole(total)
            ),
        }
        for one in progress
    ]
    show_table(pd.DataFrame(rows))
    key = f"{opened.assessment.id}:open_moderation"
    understood = st.checkbox(
        _("Everybody who should rate alone has done so. This cannot be undone."),
        key=f"{key}:understood",
    )
    if st.button(_("Open moderation"), type="primary", disabled=not understood, key=key):
        try:
            open_moderation(page_context, opened)
        except Refused as refusal:
            show_problems(refusal.problems)
            return
        st.rerun()


def _draw_opened(page_context: Context, opened: Opened, event: Opening) -> None:
    st.caption(
        _(
            "Moderation was opened by {name} on {when}.",
            name=plain(event.person_name),
            when=plain(local_day(event.recorded_at)),
        )
    )
    st.text(
        _(
            "Talk first about what lies two levels or more apart, or where some gave a level "
            "and others none. Ask what each person has seen. The level you agree on is then the "
            "answer of the assessment; the ratings and their spread stay beside it."
        )
    )
    key = f"{opened.assessment.id}:moderation:dimension"
    dimension = choose_dimension(opened, key, in_address=True)
    ids = [indicator.id for indicator in dimension.indicators]
    on_the_table = moderations(page_context, opened, ids)
    st.header(dimension.name)
    st.vega_lite_chart(rating_chart(on_the_table, opened.framework), theme=None)
    with st.expander(_("The chart in words, and as tables")):
        st.text(describe_ratings(on_the_table, opened.framework))
        show_table(spread_table(on_the_table, opened.framework))
        # What people typed stands in more than the first column here.
        show_table(rating_table(on_the_table, opened.framework).map(guard))
    for indicator in dimension.indicators:
        _draw_moderation(Editing(page_context, opened, indicator))
    _draw_agreement(page_context, opened)


@st.fragment
def _draw_moderation(editing: Editing) -> None:
    """Draw one indicator; the form opens on demand."""
    (found,) = moderations(editing.context, editing.opened, [editing.indicator.id])
    record = read_indicator(editing.context, editing.opened, editing.indicator.id)
    current = record.recorded.answer if record.recorded else Answer(editing.indicator.id)
    with st.container(border=True):
        _draw_head(editing, found, current)
        if found.ratings:
            st.text("\n".join(line for rating in found.ratings for line in _lines_of(rating)))
        revision = record.revision
        is_first = found.consensus is None
        with st.expander(_("Agree on a level") if is_first else _("Agree on another")):
            _draw_form(editing, found, current, revision)
        label = _("Dissent ({number})", number=formats.whole(len(found.dissents)))
        with st.expander(label, expanded=bool(found.dissents)):
            draw_dissent(editing, found.dissents)


def _draw_head(editing: Editing, found: Moderation, current: Answer) -> None:
    indicator = editing.indicator
    icon = ":material/forum:" if found.spread.needs_talk else ":material/check:"
    st.markdown(f"**{indicator.id} {plain(indicator.name)}**")
    st.caption(plain(indicator.question))
    if not found.ratings:
        st.text(_("Nobody rated this."))
    elif found.spread.n_ratings == 0:
        st.text(_("Nobody rated this alone."))
    else:
        talk = [_("**Talk about it first.**")] if found.spread.needs_talk else []
        st.markdown(" ".join([icon, plain(explain_spread(found.spread)), *talk]))
    words = plain(answer_words(current, editing.opened))
    if found.consensus is not None:
        agreed = _(
            "Agreed: **{answer}**, entered by {name}, {when}.",
            answer=words,
            name=plain(found.consensus.person_name),
            when=plain(local_day(found.consensus.recorded_at)),
        )
        st.markdown(f":material/handshake: {agreed}")
        if current.rationale:
            st.text(current.rationale)
    elif current.is_answered:
        st.caption(_("The present answer, {answer}, was given outside moderation.", answer=words))


def _lines_of(rating: Rating) -> Iterator[str]:
    answer = rating.answer
    parts = [_(find_group(rating.group).name), rating_words(rating)]
    if answer.confidence:
        parts.append(_(_CONFIDENCES[answer.confidence]))
    if answer.evidence_grade:
        parts.append(_("evidence {grade}", grade=answer.evidence_grade))
    if not rating.is_independent:
        parts.append(_("given after seeing others"))
    yield f"{rating.person_name}: {' · '.join(parts)}"
    if answer.rationale:
        yield "    " + _("Rationale: {text}", text=answer.rationale)
    if answer.reason:
        yield "    " + _("Reason: {text}", text=answer.reason)


def _draw_form(editing: Editing, found: Moderation, current: Answer, revision: int) -> None:
    # The revision in the keys fills the form anew after each answer, and only then.
    key = f"{editing.key}:consensus:{revision}"
    advice = _("What was said and seen that leads to this level.")
    if found.spread.is_wide:
        advice = ngettext(
            "At least {number} character where the ratings lie two levels or more apart.",
            "At least {number} characters where the ratings lie two levels or more apart.",
            SHORTEST_CONSENSUS_RATIONALE,
        )
    with st.form(key, border=False):
        choice = st.radio(
            _("The team agrees on"),
            choices_of(editing.opened),
            index=None,
            format_func=lambda choice: choice_name(choice, editing.opened),
            key=f"{key}:level",
        )
        left, right = st.columns(2)
        confidence = left.segmented_control(
            _("Confidence"), CONFIDENCES, format_func=confidence_name, key=f"{key}:confidence"
        )
        grade = right.segmented_control(_("Evidence grade"), GRADES, key=f"{key}:grade")
        rationale = st.text_area(
            _("How the team came to agree"), help=advice, key=f"{key}:rationale"
        )
        reason = st.text_input(_("Reason, if it is not applicable"), key=f"{key}:reason")
        submitted = st.form_submit_button(_("Save what we agreed on"), type="primary")
    if not submitted:
        return
    answer = replace(
        Answer(current.indicator_id, **choice_fields(choice)),
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


def _draw_agreement(page_context: Context, opened: Opened) -> None:
    """Draw how far the ratings that were given alone agree."""
    found = agreement(page_context, opened)
    framework = opened.framework
    st.header(_("How far the raters agree"))
    for sentence in explain_agreement(found):
        st.text(sentence)
    with st.expander(_("What alpha means")):
        st.text(
            _(
                "Krippendorff's alpha compares how much people differ with how much they would "
                "if each level were given at random. 1 is perfect agreement, 0 is what chance "
                "would give. It counts a difference of two levels as heavier than one of one "
                "level. Only ratings given alone count; 'insufficient information' and 'not "
                "applicable' are no levels. From {reliable} levels are customarily taken as "
                "reliable, from {tentative} as good enough for tentative conclusions. High "
                "agreement does not make a level right, and low agreement is a reason to talk, "
                "not a fault of anybody.",
                reliable=formats.fixed(0.8, 2),
                tentative=formats.fixed(0.67, 2),
            )
        )
    with st.expander(_("By dimension")):
        draw_list(explain_dimension_agreement(one, framework) for one in found.dimensions)
        show_table(agreement_table(found, framework))
    with st.expander(_("By respondent group")):
        draw_list(explain_group(group) for group in found.groups)
        show_table(group_table(found))
    with st.expander(_("By person")):
        st.caption(_("Whoever lies far from the others may know most. Ask before you judge."))
        raters = sorted(found.raters, key=lambda one: one.person_name)
        draw_list(explain_rater(rater) for rater in raters)
        show_table(rater_table(found))
    across = agreement_by_indicator(page_context, opened)
    if across:
        label = _("By indicator, over all moderated assessments with this questionnaire")
        with st.expander(label):
            st.caption(_("A low alpha here may mean that the wording of an indicator is unclear."))
            show_table(indicator_table(across, framework))


def _draw_two_views(page_context: Context, opened: Opened) -> None:
    """Draw the self and the external assessment of the same period beside each other."""
    found = self_and_external(page_context, opened)
    st.header(_("Self and external side by side"))
    if found.by_itself is None or found.by_partner is None:
        missing = (
            _("There is not an external one yet.")
            if found.by_partner is None
            else _("There is not a self assessment yet.")
        )
        rule = _(
            "When there is both a self and an external assessment of this state, region and "
            "period, their answers stand side by side here."
        )
        st.text(f"{rule} {missing}")
        return
    if not found.same_questionnaire:
        st.warning(
            _(
                "The two were made with different versions of the questionnaire. Only "
                "indicators that both have are shown, and their wording may differ."
            )
        )
    st.text(explain_two_views(found.views))
    show_table(two_views_table(found.views, opened.framework))
    if found.others:
        st.caption(
            ngettext(
                "{number} further assessment of this state and period is not shown.",
                "{number} further assessments of this state and period are not shown.",
                len(found.others),
            )
        )


draw()
