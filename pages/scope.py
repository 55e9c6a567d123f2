"""The scope sheet: who and what the questions speak about, settled before the first of them."""

from dataclasses import dataclass, replace

import streamlit as st

from assessment.locales import gettext as _
from assessment.model.problem import Problem, Refused
from assessment.model.scope import SCOPE_LISTS, RecordedScope, Scope
from assessment.reporting.scope import (
    alias_advice,
    entries_text,
    none_word,
    read_entries,
    scope_hint,
    scope_name,
    scope_progress,
)
from assessment.services.context import Context, Opened
from assessment.services.scope import read_scope, save_scope
from pages.widgets.browser import draw_saved_line
from pages.widgets.elements import local_moment, plain
from pages.widgets.session import context, draw_heading, opened_assessment
from pages.widgets.status import draw_locked
from pages.widgets.writer import ask_who_writes, draw_writer_form


def draw() -> None:
    """Draw the page."""
    page_context = context()
    opened = opened_assessment(page_context)
    draw_heading(opened, _("Scope sheet"))
    draw_locked(opened)
    st.text(
        _(
            "The questions speak of main groups, regions, groups and areas at risk. Write down "
            "once whom and what that means here, so that everybody who answers means the same. "
            "You can answer without it, and change it later; earlier sheets are kept."
        )
    )
    ask_who_writes(page_context)
    st.info(alias_advice(), icon=":material/shield_person:")
    _draw_sheet(_Editing(page_context, opened))
    st.page_link("pages/questions.py", label=_("Go to the questions"))


@dataclass(frozen=True)
class _Editing:
    """The sheet on the screen; what cannot be saved yet waits in the session.

    Attributes
    ----------
    key
        Begins the keys of all its widgets.
    """

    context: Context
    opened: Opened

    @property
    def key(self) -> str:
        return f"{self.opened.assessment.id}:scope"

    def read(self) -> RecordedScope | None:
        """Read what is stored, and remember it as what is on the screen."""
        found = read_scope(self.context, self.opened)
        if found != self.seen and not self.waiting:
            # Somebody else changed the sheet: boxes with the older lists would mislead.
            self._see(found)
            self.reset_boxes()
        if self.lacks_writer and self.context.actor.person_id:
            self._write()
            return read_scope(self.context, self.opened)
        return found

    @property
    def lacks_writer(self) -> bool:
        """Whether nobody has said yet who writes."""
        return any(problem.code == "writer.unknown" for problem in self.refused)

    @property
    def seen(self) -> RecordedScope | None:
        """Return the sheet that was on the screen."""
        return st.session_state.get(f"{self.key}:seen")

    def _see(self, found: RecordedScope | None) -> None:
        st.session_state[f"{self.key}:seen"] = found

    @property
    def waiting(self) -> dict[str, tuple[str, ...]]:
        """Return the lists that could not be saved yet."""
        return st.session_state.setdefault(f"{self.key}:waiting", {})

    @property
    def refused(self) -> tuple[Problem, ...]:
        """Return why they could not be saved."""
        return st.session_state.get(f"{self.key}:refused", ())

    @property
    def is_stale(self) -> bool:
        """Whether somebody else's newer sheet stands in the way, and a choice is awaited."""
        return any(problem.code == "scope.stale" for problem in self.refused)

    def save(self, name: str, key: str) -> None:
        """Save one list, together with those that wait."""
        # What was typed stays as it is: it is saved while its author still writes.
        waiting = {**self.waiting, name: read_entries(st.session_state[key])}
        st.session_state[f"{self.key}:waiting"] = waiting
        # Typing on is no choice: it must not write over a sheet that was never looked at.
        if not self.is_stale:
            self._write()

    def _write(self) -> None:
        seen = self.seen
        scope = replace(seen.scope if seen else Scope(), **self.waiting)
        try:
            save_scope(self.context, self.opened, scope, seen.revision if seen else 0)
        except Refused as refusal:
            st.session_state[f"{self.key}:refused"] = refusal.problems
            return
        self.forget_waiting()
        # The next change may come before this one is drawn, and is no change of somebody else.
        self._see(read_scope(self.context, self.opened))

    def keep_saved(self) -> None:
        """Let go of what could not be saved; the boxes show what is stored again."""
        self.forget_waiting()
        self._see(read_scope(self.context, self.opened))
        self.reset_boxes()

    def give_again(self) -> None:
        """Lay the waiting lists over the newest sheet and save them."""
        self._see(read_scope(self.context, self.opened))
        self._write()
        if not self.waiting:
            self.reset_boxes()

    def forget_waiting(self) -> None:
        """Let go of what waits, and of why."""
        for part in ("waiting", "refused"):
            st.session_state.pop(f"{self.key}:{part}", None)

    def reset_boxes(self) -> None:
        """Let the boxes show what is stored."""
        for name in SCOPE_LISTS:
            st.session_state.pop(f"{self.key}:field:{name}", None)


@st.fragment
def _draw_sheet(editing: _Editing) -> None:
    recorded = editing.read()
    shown = recorded.scope if recorded else Scope()
    progress = scope_progress(shown)
    st.progress(len(shown.filled) / len(SCOPE_LISTS), text=progress)
    st.caption(
        _(
            "One entry a line. Write '{none}' where you looked and there is nothing to write down.",
            none=none_word(),
        )
    )
    for name in SCOPE_LISTS:
        _draw_list(editing, name, editing.waiting.get(name, shown.lists[name]))
    _draw_saved(editing, recorded)


def _draw_list(editing: _Editing, name: str, entries: tuple[str, ...]) -> None:
    key = f"{editing.key}:field:{name}"
    st.session_state.setdefault(key, entries_text(entries))
    st.markdown(f"**{plain(scope_name(name))}**")
    st.caption(plain(scope_hint(name)))
    st.text_area(
        scope_name(name),
        key=key,
        height=110,
        label_visibility="collapsed",
        on_change=editing.save,
        args=(name, key),
    )


def _draw_saved(editing: _Editing, recorded: RecordedScope | None) -> None:
    if editing.refused:
        reasons = " ".join(
            # A stale sheet is one; what is wrong in lists needs the name of the list.
            plain(f"{p.found} {p.remedy}" if editing.is_stale else str(p))
            for p in editing.refused
        )
        st.error(_("**Not saved yet.** {reasons}", reasons=reasons))
        _draw_newer(editing)
        if editing.lacks_writer:
            draw_writer_form(editing.key)
        keep, give = st.columns(2)
        keep.button(_("Keep what is saved"), key=f"{editing.key}:keep", on_click=editing.keep_saved)
        if editing.is_stale:
            give.button(
                _("Save my lists over it"), key=f"{editing.key}:give", on_click=editing.give_again
            )
    prefix = f"{editing.key}:field:"
    texts = {f"{prefix}{name}": name not in editing.waiting for name in SCOPE_LISTS}
    draw_saved_line(prefix, _saved_words(editing, recorded), texts)


def _saved_words(editing: _Editing, recorded: RecordedScope | None) -> str:
    if recorded is None:
        return _("Nothing saved yet.")
    when = local_moment(recorded.recorded_at, editing.context.clock())
    return _("Saved {when} by {name}", when=when, name=recorded.person_name)


def _draw_newer(editing: _Editing) -> None:
    """Show what is saved in the lists that wait, so that the choice can be made."""
    newest = read_scope(editing.context, editing.opened)
    if not editing.is_stale or newest is None:
        return
    for name in editing.waiting:
        st.markdown(_("**{list}, as saved:**", list=plain(scope_name(name))))
        st.text(entries_text(newest.scope.lists[name]) or _("not filled in"))


draw()
