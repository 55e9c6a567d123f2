"""What stands beside an answer: evidence, and views that differ."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assessment.locales import formats, mark
from assessment.locales import gettext as _
from assessment.model.answer import PROTECTIONS, Dissent, Evidence
from assessment.model.imports import RecordedRemark
from assessment.model.problem import Refused
from assessment.reporting.terms import protection_words
from assessment.services.answers import (
    add_evidence,
    correct_evidence,
    record_dissent,
    reply_to_dissent,
    sources_elsewhere,
    withdraw_evidence,
)
from pages.widgets.browser import keep_typed
from pages.widgets.elements import local_day, plain, show_problems
from pages.widgets.saving import Editing, draw_again

_TIERS = {
    "public": mark("Public: may be handed to anyone"),
    "partner": mark("Partner: for those who work on this assessment"),
    "restricted": mark("Restricted: left out of downloads unless asked for"),
}


def draw_evidence(
    editing: Editing, entries: tuple[Evidence, ...], carried: frozenset[str] = frozenset()
) -> None:
    """Draw the evidence of one indicator, and forms for more.

    Parameters
    ----------
    carried
        Ids of the entries that were carried over from the last round.
    """
    st.markdown(_("**Evidence** ({number})", number=formats.whole(len(entries))))
    for entry in entries:
        _draw_entry(editing, entry, is_carried=entry.id in carried)
    adding = f"{editing.key}:evidence:add"
    if place := _opened(_("Add evidence"), adding, icon=":material/attach_file:"):
        with place:
            _draw_known_sources(editing)
            key = _numbered(f"{editing.key}:evidence")
            _draw_evidence_form(editing, key, Evidence(editing.indicator.id, ""))


def _opened(label: str, key: str, icon: str | None = None) -> DeltaGenerator | None:
    """Draw a line that opens a form below it; return the place of the form once it was opened.

    Every click draws the whole question, and over a slow line nobody should pay each time for
    forms that they never open. Closed again, a form stays: something may be typed in it. It is
    no box over the page, as the Tab key does not come into those.
    """
    place = st.expander(label, icon=icon, key=key, on_change="rerun")
    if place.open:
        st.session_state[f"{key}:was_opened"] = True
    return place if st.session_state.get(f"{key}:was_opened") else None


def _numbered(key: str) -> str:
    """Return the key of a form with the number of entries that this tab has saved with it.

    The number empties the form after an entry, and only then: what others add or withdraw
    meanwhile must not take away what is being typed.
    """
    return f"{key}:{st.session_state.get(f'{key}:saved', 0)}"


def _empty(key: str) -> None:
    """Let a form begin anew, as what was typed in it is stored."""
    st.session_state[f"{key}:saved"] = st.session_state.get(f"{key}:saved", 0) + 1


def _draw_entry(editing: Editing, entry: Evidence, *, is_carried: bool) -> None:
    line = _one_line(entry)
    st.text(_("{source} · carried over", source=line) if is_carried else line)
    key = f"{editing.key}:evidence:{entry.id}"
    with st.container(horizontal=True):
        if entry.link.startswith(("https://", "http://")):
            st.link_button(_("Open the link"), entry.link)
        if st.button(_("Withdraw"), key=f"{editing.key}:withdraw:{entry.id}"):
            _withdraw(editing, entry)
    if place := _opened(_("Correct"), f"{key}:correct"):
        with place:
            _draw_evidence_form(editing, key, entry)


def _withdraw(editing: Editing, entry: Evidence) -> None:
    try:
        withdraw_evidence(editing.context, editing.opened, entry.id)
    except Refused as refusal:
        show_problems(refusal.problems)
    else:
        draw_again()


def _one_line(entry: Evidence) -> str:
    parts = (entry.title, entry.publisher, entry.published, entry.page, entry.link)
    return " · ".join([*filter(None, parts), protection_words(entry.protection)])


def _draw_known_sources(editing: Editing) -> None:
    """Offer the sources of other questions, so that none has to be typed twice."""
    key = _numbered(f"{editing.key}:known")
    # The whole assessment is read for it, so only when it is asked for.
    if not st.toggle(_("Take a source that another question has"), key=f"{key}:asked"):
        return
    known = sources_elsewhere(editing.context, editing.opened, editing.indicator.id)
    if not known:
        st.text(_("No other question has a source yet."))
        return
    chosen = st.selectbox(
        _("Source"),
        range(len(known)),
        index=None,
        format_func=lambda position: _one_line(known[position]),
        key=key,
    )
    if st.button(_("Use it here too"), key=f"{key}:use", disabled=chosen is None):
        add_evidence(editing.context, editing.opened, known[chosen or 0])
        _empty(f"{editing.key}:known")
        draw_again()


def _draw_evidence_form(editing: Editing, key: str, shown: Evidence) -> None:
    with st.form(key, border=False):
        keep_typed()
        st.text(
            _(
                "Name documents, never persons who could be harmed. Everybody who can open this "
                "app can read it: there are no accounts yet."
            )
        )
        title = st.text_input(_("Title"), shown.title, key=f"{key}:title")
        publisher = st.text_input(_("Publisher"), shown.publisher, key=f"{key}:publisher")
        published = st.text_input(
            _("Date"), shown.published, key=f"{key}:published", placeholder="2026-03"
        )
        link = st.text_input(_("Link"), shown.link, key=f"{key}:link")
        page = st.text_input(_("Page"), shown.page, key=f"{key}:page")
        protection = st.radio(
            _("Where it may go"),
            PROTECTIONS,
            index=PROTECTIONS.index(shown.protection),
            format_func=lambda tier: _(_TIERS[tier]),
            key=f"{key}:protection",
        )
        label = _("Save the correction") if shown.id else _("Save evidence")
        submitted = st.form_submit_button(label)
        if submitted:
            # Beside the button, where the eyes are: below the form it would lie out of view.
            fields = (title, publisher, published, link, page, protection)
            _save_evidence(editing, shown.id, Evidence(editing.indicator.id, *fields))


def _save_evidence(editing: Editing, id_: str, entry: Evidence) -> None:
    try:
        if id_:
            correct_evidence(editing.context, editing.opened, id_, entry)
        else:
            add_evidence(editing.context, editing.opened, entry)
            _empty(f"{editing.key}:evidence")
    except Refused as refusal:
        show_problems(refusal.problems)
        return
    draw_again()


def draw_remarks(remarks: tuple[RecordedRemark, ...]) -> None:
    """Draw what field teams wrote beside a question; nothing is scored from it."""
    if not remarks:
        return
    st.markdown(_("**Remarks of field teams** ({number})", number=formats.whole(len(remarks))))
    for recorded in remarks:
        st.text(recorded.remark.text)
        said = {
            "place": recorded.remark.place,
            "moment": local_day(recorded.recorded_at),
            "person": recorded.person_name,
        }
        if recorded.filled_by:
            source = _(
                "{place}, filled in by {team}; taken in on {moment} by {person}",
                team=recorded.filled_by,
                **said,
            )
        else:
            source = _("{place}; taken in on {moment} by {person}", **said)
        st.caption(plain(source))


def draw_dissent(editing: Editing, dissents: tuple[Dissent, ...]) -> None:
    """Draw views that differ, with replies, and forms for more of both."""
    st.markdown(_("**Dissent** ({number})", number=formats.whole(len(dissents))))
    for dissent in dissents:
        _draw_one_dissent(editing, dissent)
    place = _opened(
        _("I see it differently"), f"{editing.key}:dissent:add", icon=":material/alt_route:"
    )
    if place:
        with place:
            _draw_dissent_form(editing)


def _draw_one_dissent(editing: Editing, dissent: Dissent) -> None:
    by, when = dissent.signed_as, local_day(dissent.recorded_at)
    if dissent.level is None:
        st.text(_("{name}, {when}, would give no level:", name=by, when=when))
    else:
        level = str(dissent.level)
        st.text(_("{name}, {when}, would give level {level}:", name=by, when=when, level=level))
    st.text(dissent.reason)
    for reply in dissent.replies:
        given = {"name": reply.signed_as, "when": local_day(reply.recorded_at), "text": reply.text}
        st.text(_("Reply of {name}, {when}: {text}", **given))
    replying = f"{editing.key}:reply:{dissent.id}"
    key = _numbered(replying)
    place = _opened(_("Reply"), f"{key}:open")
    if place is None:
        return
    with place, st.form(key, border=False):
        keep_typed()
        text = st.text_area(_("Reply of the team"), key=f"{key}:text")
        submitted = st.form_submit_button(_("Save reply"))
    if submitted:
        try:
            reply_to_dissent(editing.context, editing.opened, dissent.id, text)
        except Refused as refusal:
            show_problems(refusal.problems)
            return
        _empty(replying)
        draw_again()


def _draw_dissent_form(editing: Editing) -> None:
    key = _numbered(f"{editing.key}:dissent")
    levels = [level.value for level in editing.opened.framework.questionnaire.scale]
    with st.form(key, border=False):
        keep_typed()
        st.caption(
            _(
                "Your view is kept beside the answer under your name, printed in the results, "
                "and nobody can change or delete it."
            )
        )
        level = st.selectbox(
            _("Level you would give"),
            [None, *levels],
            format_func=lambda level: _("No level") if level is None else str(level),
            key=f"{key}:level",
        )
        reason = st.text_area(_("Why"), key=f"{key}:reason")
        submitted = st.form_submit_button(_("Save my view"))
    if submitted:
        try:
            record_dissent(editing.context, editing.opened, editing.indicator.id, level, reason)
        except Refused as refusal:
            show_problems(refusal.problems)
            return
        _empty(f"{editing.key}:dissent")
        draw_again()
