"""Context flags: fast-moving circumstances beside the scores, never in them."""

from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from assessment.locales import gettext as _
from assessment.model.answer import CONFIDENCES, FlagEntry
from assessment.model.problem import Problem, Refused
from assessment.model.questionnaire import ContextFlag, by_id
from assessment.services.answers import read_recorded_flags, record_flag
from assessment.services.context import Context, Opened
from pages.widgets.browser import draw_saved_line
from pages.widgets.elements import confidence_name, plain, show_problems
from pages.widgets.session import context, draw_heading, opened_assessment
from pages.widgets.status import draw_locked
from pages.widgets.writer import ask_who_writes, draw_writer_form


def draw() -> None:
    """Draw the page."""
    page_context = context()
    opened = opened_assessment(page_context)
    draw_heading(opened, _("Context"))
    ask_who_writes(page_context)
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


_TEXTS = ("since", "source", "note")
_FIELDS = ("option", "confidence", *_TEXTS)
_EMPTY = {"option": None, "confidence": None, "since": "", "source": "", "note": ""}


@dataclass(frozen=True)
class _Saving:
    """One circumstance on the screen; what cannot be saved yet waits in the session."""

    context: Context
    opened: Opened
    flag: ContextFlag

    @property
    def key(self) -> str:
        """Return the beginning of every key in the session that belongs to this flag."""
        return f"{self.opened.assessment.id}:field:{self.flag.id}"

    def newest(self) -> tuple[FlagEntry, int]:
        """Return what is stored now, and its revision; 0 for nothing."""
        recorded = read_recorded_flags(self.context, self.opened).get(self.flag.id)
        if recorded is None:
            return FlagEntry(self.flag.id, ""), 0
        return recorded.entry, recorded.revision

    @property
    def seen(self) -> tuple[FlagEntry, int]:
        """Return what was on the screen."""
        return st.session_state.get(f"{self.key}:seen") or (FlagEntry(self.flag.id, ""), 0)

    def see(self) -> None:
        """Let the fields show what is stored now."""
        before, (entry, revision) = self.seen[0], self.newest()
        st.session_state[f"{self.key}:seen"] = (entry, revision)
        for name in _FIELDS:
            if getattr(before, name) != getattr(entry, name):
                st.session_state[f"{self.key}:{name}"] = getattr(entry, name) or _EMPTY[name]

    @property
    def waiting(self) -> dict[str, Any]:
        """Return the fields that could not be saved yet."""
        return st.session_state.setdefault(f"{self.key}:waiting", {})

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Return why they could not be saved."""
        return st.session_state.get(f"{self.key}:problems", ())

    def arguments(self, field: str, stored: Any) -> dict[str, Any]:  # noqa: ANN401 - any widget value
        """Return what a widget needs to show and to save one field."""
        key = f"{self.key}:{field}"
        st.session_state.setdefault(key, stored)
        return {"key": key, "on_change": self.save, "args": (field, key)}

    def save(self, field: str, key: str) -> None:
        """Lay a field over the newest entry, unless somebody else changed that same field."""
        self.waiting[field] = st.session_state[key]
        entry, revision = self.newest()
        seen = self.seen[0]
        is_theirs = any(
            getattr(entry, name) not in (getattr(seen, name), value)
            for name, value in self.waiting.items()
        )
        self._write(entry, self.seen[1] if is_theirs else revision)

    def _write(self, entry: FlagEntry, revision: int) -> None:
        changed = replace(entry, **{name: value or "" for name, value in self.waiting.items()})
        if "confidence" in self.waiting:
            changed = replace(changed, confidence=self.waiting["confidence"] or None)
        try:
            record_flag(self.context, self.opened, changed, seen=revision)
        except Refused as refusal:
            st.session_state[f"{self.key}:problems"] = refusal.problems
            return
        self.keep_saved()

    def keep_saved(self) -> None:
        """Let go of what could not be saved; the fields show what is stored."""
        for name in self.waiting:
            st.session_state.pop(f"{self.key}:{name}", None)
        for part in ("waiting", "problems"):
            st.session_state.pop(f"{self.key}:{part}", None)
        self.see()

    def give_again(self) -> None:
        """Lay the waiting fields over the newest entry and save them."""
        self._write(*self.newest())


@st.fragment
def _draw_flag(page_context: Context, opened: Opened, flag: ContextFlag) -> None:
    saving = _Saving(page_context, opened, flag)
    if not saving.waiting:
        saving.see()
    elif page_context.actor.person_id and _lacks_writer(saving):
        saving.give_again()
    entry, revision = saving.newest()
    with st.container(border=True):
        st.header(plain(f"{flag.id} {flag.name}"), anchor=False)
        st.text(flag.guidance)
        _draw_fields(saving, entry if revision else None)
        _draw_refused(saving, entry)
        line = _("Saved.") if revision else _("Nothing saved yet: choose what applies.")
        names = _TEXTS if revision else ()
        texts = {f"{saving.key}:{name}": name not in saving.waiting for name in names}
        draw_saved_line(f"{saving.key}:", line, texts)


def _lacks_writer(saving: _Saving) -> bool:
    return any(problem.code == "writer.unknown" for problem in saving.problems)


def _draw_refused(saving: _Saving, entry: FlagEntry) -> None:
    """Say why something is not saved, what stands there instead, and what can be done."""
    if not saving.problems:
        return
    show_problems(saving.problems)
    if _lacks_writer(saving):
        draw_writer_form(saving.key)
        return
    options = {option.id: _(option.name) for option in saving.flag.options}
    for name in saving.waiting:
        stored = str(getattr(entry, name) or "")
        st.text(_("Saved there now: {value}", value=options.get(stored, stored) or _("nothing")))
    keep, give = st.columns(2)
    keep.button(_("Keep what is saved"), key=f"{saving.key}:keep", on_click=saving.keep_saved)
    give.button(_("Save mine"), key=f"{saving.key}:give", on_click=saving.give_again)


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
