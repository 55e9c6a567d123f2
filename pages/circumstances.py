"""Context flags: fast-moving circumstances beside the scores, never in them."""

from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from assessment.locales import gettext as _
from assessment.model.answer import CONFIDENCES, FlagEntry
from assessment.model.problem import Refused
from assessment.model.questionnaire import ContextFlag, by_id
from assessment.services.answers import read_flags, record_flag
from assessment.services.context import Context, Opened
from pages.widgets.elements import confidence_name, plain, show_problems
from pages.widgets.session import context, draw_heading, opened_assessment
from pages.widgets.status import draw_locked


def draw() -> None:
    """Draw the page."""
    page_context = context()
    opened = opened_assessment(page_context)
    draw_heading(opened, _("Context"))
    draw_locked(opened)
    st.text(
        _(
            "What goes on now, and may put the institutions to the test. It is shown beside the "
            "scores and can open a review; it never changes a score."
        )
    )
    flags = opened.framework.questionnaire.context_flags
    if not flags:
        st.info(_("This questionnaire asks for no context."))
    for flag in flags:
        _draw_flag(page_context, opened, flag)


@st.fragment
def _draw_flag(page_context: Context, opened: Opened, flag: ContextFlag) -> None:
    entry = read_flags(page_context, opened).get(flag.id)
    key = f"{opened.assessment.id}:field:{flag.id}"
    with st.container(border=True):
        st.markdown(f"**{flag.id} {plain(flag.name)}**")
        st.caption(plain(flag.guidance))
        _draw_fields(_Saving(page_context, opened, flag, key), entry)
        show_problems(st.session_state.pop(f"{key}:problems", ()))
        st.caption(_("Saved.") if entry else _("Nothing saved yet: choose what applies."))


@dataclass(frozen=True)
class _Saving:
    context: Context
    opened: Opened
    flag: ContextFlag
    key: str

    def arguments(self, field: str, stored: Any) -> dict[str, Any]:  # noqa: ANN401 - any widget value
        """Return what a widget needs to show and to save one field."""
        key = f"{self.key}:{field}"
        st.session_state.setdefault(key, stored)
        return {"key": key, "on_change": self.save, "args": (field, key)}

    def save(self, field: str, key: str) -> None:
        """Lay one field over the newest entry, so that nothing else is taken back."""
        newest = read_flags(self.context, self.opened).get(self.flag.id)
        entry = replace(newest or FlagEntry(self.flag.id, ""), **{field: st.session_state[key]})
        try:
            record_flag(self.context, self.opened, entry)
        except Refused as refusal:
            st.session_state[f"{self.key}:problems"] = refusal.problems


def _draw_fields(saving: _Saving, entry: FlagEntry | None) -> None:
    options = by_id(saving.flag.options)
    stored = entry or FlagEntry(saving.flag.id, "")
    st.segmented_control(
        _("What applies to {id}", id=saving.flag.id),
        list(options),
        format_func=lambda id_: _(options[id_].name),
        required=entry is not None,
        label_visibility="collapsed",
        **saving.arguments("option", stored.option or None),
    )
    if entry is None:
        return
    since, source = st.columns([1, 2])
    since.text_input(_("Since"), placeholder="2026-03", **saving.arguments("since", stored.since))
    source.text_input(_("Source"), **saving.arguments("source", stored.source))
    st.segmented_control(
        _("Confidence"),
        CONFIDENCES,
        format_func=confidence_name,
        **saving.arguments("confidence", stored.confidence),
    )
    st.text_area(_("Note"), height=80, **saving.arguments("note", stored.note))


draw()
