"""What stands beside an answer: evidence, and views that differ."""

import streamlit as st

from assessment.model.answer import PROTECTIONS, Dissent, Evidence
from assessment.model.problem import Refused
from assessment.services.answers import (
    add_evidence,
    record_dissent,
    reply_to_dissent,
    withdraw_evidence,
)
from pages.widgets.elements import local_day, show_problems
from pages.widgets.saving import Editing, draw_again

_TIERS = {
    "public": "Public: anyone may see it",
    "partner": "Partner: those who work on this assessment",
    "restricted": "Restricted: left out of results unless asked for",
}


def draw_evidence(editing: Editing, entries: tuple[Evidence, ...]) -> None:
    """Draw the evidence of one indicator, and a form for more."""
    st.markdown(f"**Evidence** ({len(entries)})")
    for entry in entries:
        text, button = st.columns([5, 1], vertical_alignment="center")
        text.text(_one_line(entry))
        if button.button("Withdraw", key=f"{editing.key}:withdraw:{entry.id}"):
            withdraw_evidence(editing.context, editing.opened, entry.id)
            draw_again()
    with st.popover("Add evidence", icon=":material/attach_file:"):
        _draw_evidence_form(editing, len(entries))


def _one_line(entry: Evidence) -> str:
    parts = (entry.title, entry.publisher, entry.published, entry.page, entry.link)
    return " · ".join([part for part in parts if part] + [entry.protection])


def _draw_evidence_form(editing: Editing, count: int) -> None:
    # The count in the keys empties the form after an entry, and only then.
    key = f"{editing.key}:evidence:{count}"
    with st.form(key, border=False):
        st.caption("Name documents, never persons who could be harmed.")
        title = st.text_input("Title", key=f"{key}:title")
        publisher = st.text_input("Publisher", key=f"{key}:publisher")
        published = st.text_input("Date", key=f"{key}:published", placeholder="2026-03")
        link = st.text_input("Link", key=f"{key}:link")
        page = st.text_input("Page", key=f"{key}:page")
        protection = st.radio(
            "Who may see it",
            PROTECTIONS,
            index=PROTECTIONS.index("partner"),
            format_func=_TIERS.__getitem__,
            key=f"{key}:protection",
        )
        submitted = st.form_submit_button("Save evidence")
    if submitted:
        entry = Evidence(editing.indicator.id, title, publisher, published, link, page, protection)
        try:
            add_evidence(editing.context, editing.opened, entry)
        except Refused as refusal:
            show_problems(refusal.problems)
            return
        draw_again()


def draw_dissent(editing: Editing, dissents: tuple[Dissent, ...]) -> None:
    """Draw views that differ, with replies, and forms for more of both."""
    st.markdown(f"**Dissent** ({len(dissents)})")
    for dissent in dissents:
        _draw_one_dissent(editing, dissent)
    with st.popover("I see it differently", icon=":material/alt_route:"):
        _draw_dissent_form(editing, len(dissents))


def _draw_one_dissent(editing: Editing, dissent: Dissent) -> None:
    level = "no level" if dissent.level is None else f"level {dissent.level}"
    st.text(f"{dissent.signed_as}, {local_day(dissent.recorded_at)}, would give {level}:")
    st.text(dissent.reason)
    for reply in dissent.replies:
        st.text(f"Reply of {reply.signed_as}, {local_day(reply.recorded_at)}: {reply.text}")
    key = f"{editing.key}:reply:{dissent.id}:{len(dissent.replies)}"
    with st.popover("Reply"), st.form(key, border=False):
        text = st.text_area("Reply of the team", key=f"{key}:text")
        submitted = st.form_submit_button("Save reply")
    if submitted:
        try:
            reply_to_dissent(editing.context, editing.opened, dissent.id, text)
        except Refused as refusal:
            show_problems(refusal.problems)
            return
        draw_again()


def _draw_dissent_form(editing: Editing, count: int) -> None:
    key = f"{editing.key}:dissent:{count}"
    levels = [level.value for level in editing.opened.framework.questionnaire.scale]
    with st.form(key, border=False):
        st.caption(
            "Your view is kept beside the answer under your name, printed in the results, and "
            "nobody can change or delete it."
        )
        level = st.selectbox("Level you would give", [None, *levels], key=f"{key}:level")
        reason = st.text_area("Why", key=f"{key}:reason")
        submitted = st.form_submit_button("Save my view")
    if submitted:
        try:
            record_dissent(editing.context, editing.opened, editing.indicator.id, level, reason)
        except Refused as refusal:
            show_problems(refusal.problems)
            return
        draw_again()
