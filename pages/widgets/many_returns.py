"""Several workbooks at once: what each brings, where they differ, one decision for all."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.uploaded_file_manager import UploadedFile

from assessment.locales import formats, mark, ngettext
from assessment.locales import gettext as _
from assessment.model.problem import errors_in
from assessment.reporting.returned import correction_words
from assessment.services.change_words import name_of, pairs_of
from assessment.services.context import Context, Opened
from assessment.services.returns import (
    KEEP,
    Decisions,
    Dispute,
    Outcome,
    Return,
    Returns,
    Rule,
    made_for_others,
    read_returns,
    take_in,
)
from pages.widgets.elements import plain, show_problems
from pages.widgets.returned import draw_changes

_RULES: dict[Rule, str] = {
    "keep": mark("Keep what is here"),
    "take": mark("Take the workbook's; of several the last"),
}
_OUTCOMES, _FOUND = "outcomes", "returns:found"
_Asked = tuple[frozenset[str], frozenset[tuple[str, str]]]
"""Ids of the files that were read, and into which assessment some of them go."""


def draw_many(page_context: Context, opened: Opened, uploaded: Sequence[UploadedFile]) -> None:
    """Draw what several files bring, and take them in after one decision."""
    found = _read_where(page_context, opened, uploaded)
    st.subheader(_("What would change"))
    _draw_files(found)
    _draw_changes_of_one(found)
    _draw_unreadable(found)
    _draw_corrections(found)
    choices = _draw_disputes(found)
    if not found.to_write:
        st.text(_nothing_to_write(found))
        return
    rule = _ask_rule(found)
    reason = _ask_why(found, rule, choices)
    leave_bad = bool(found.bad_cells) and st.checkbox(
        _("Take in what can be read, and let single bad rows wait"), key="returns:leave_bad"
    )
    keep_notes = any(one.outside for one in found.to_write) and st.checkbox(
        _("Keep texts outside the cells to fill in as remarks"), value=True, key="returns:notes"
    )
    if st.button(_("Take in these workbooks"), type="primary"):
        decisions = Decisions(rule, choices, leave_bad, keep_notes, change_reason=reason)
        _take_in(page_context, found, decisions)


def _nothing_to_write(found: Returns) -> str:
    if not found.readable:
        return _("None of these workbooks can be read. Nothing was written.")
    if found.bad_cells:
        return _("These workbooks bring nothing new but cells that cannot be read.")
    return _("These workbooks bring nothing new.")


def _ask_rule(found: Returns) -> Rule | None:
    """Ask what happens to the conflicts that are not decided one by one; only if there are any."""
    if not (found.disputes or any(one.conflicts for one in found.to_write)):
        return None
    rules: list[Rule | None] = [None, *_RULES]
    return st.radio(
        _("All other conflicts") if found.disputes else _("All conflicts"),
        rules,
        format_func=lambda one: _(_RULES[one]) if one else _("Let the file wait"),
        key="returns:rule",
    )


def _ask_why(found: Returns, rule: Rule | None, choices: Mapping[tuple[str, str], str]) -> str:
    """Ask why answers are changed that the team agreed on, where some may be taken."""
    may_be_taken = rule == "take" or any(file != KEEP for file in choices.values())
    if not may_be_taken or not any(one.agreed for one in found.to_write):
        return ""
    return st.text_input(_("Why you change what the team agreed on"), key="returns:change_reason")


def _read_where(page_context: Context, opened: Opened, uploaded: Sequence[UploadedFile]) -> Returns:
    """Read the files; ask where those go that were made for another round than is open."""
    own = _read(page_context, uploaded, {})
    moving = made_for_others(own, opened)
    if not moving:
        return own
    into = st.radio(
        ngettext(
            "{number} of these workbooks was made for another assessment than the one that is "
            "open. Write it into",
            "{number} of these workbooks were made for another assessment than the one that is "
            "open. Write them into",
            len(moving),
        ),
        ["", opened.assessment.id],
        format_func=lambda id_: (
            plain(opened.assessment.title) if id_ else _("The one that each was made for")
        ),
        key="returns:into",
    )
    return _read(page_context, uploaded, {one.name: into for one in moving}) if into else own


def _read(
    page_context: Context, uploaded: Sequence[UploadedFile], into: Mapping[str, str]
) -> Returns:
    """Read the files once, and not at every click; each is looked at anew before it goes in."""
    ids, where = frozenset(one.file_id for one in uploaded), frozenset(into.items())
    # What was read of these before one was added or left out is of no use any more.
    before: dict[_Asked, Returns] = st.session_state.get(_FOUND, {})
    known = {asked: found for asked, found in before.items() if asked[0] == ids}
    if (ids, where) in known:
        return known[ids, where]
    files = sorted(_named(uploaded), key=lambda pair: pair[0])
    bar = st.progress(0.0, _("Reading the workbooks"))
    found = read_returns(
        page_context,
        files,
        into=into,
        n_files=len(files),
        progress=lambda done, n: _show(bar, done, n, _("Reading the workbooks")),
    )
    bar.empty()
    st.session_state[_FOUND] = {**known, (ids, where): found}
    return found


def _named(uploaded: Sequence[UploadedFile]) -> Iterator[tuple[str, bytes]]:
    """Yield each file under a name of its own: teams in several folders often use the same."""
    taken = Counter[str]()
    for one in uploaded:
        taken[one.name] += 1
        number = taken[one.name]
        name = one.name if number == 1 else f"{one.name} [{number}]"
        yield name, one.getvalue()


def _take_in(page_context: Context, found: Returns, decisions: Decisions) -> None:
    bar = st.progress(0.0, _("Taking in the workbooks"))
    st.session_state[_OUTCOMES] = take_in(
        page_context,
        found,
        decisions,
        lambda done, n: _show(bar, done, n, _("Taking in the workbooks")),
    )
    # While a file waits, all stay with what was chosen: what was taken in brings nothing new then.
    if not any(one.waits for one in st.session_state[_OUTCOMES]):
        st.session_state["imports"] = st.session_state.get("imports", 0) + 1
    del st.session_state[_FOUND]
    for key in [k for k in st.session_state if ":field:" in str(k)]:
        del st.session_state[key]
    st.rerun()


def _show(bar: DeltaGenerator, done: int, n_all: int, what: str) -> None:
    bar.progress(done / max(n_all, 1), what)


def draw_outcomes() -> bool:
    """Say once how it went with each file of the last time; return whether there is any."""
    outcomes: tuple[Outcome, ...] = st.session_state.pop(_OUTCOMES, ())
    if not outcomes:
        return False
    waiting = [one for one in outcomes if one.waits]
    written = [one for one in outcomes if one.done is not None]
    sentences = [
        ngettext("{number} workbook taken in.", "{number} workbooks taken in.", len(written)),
        ngettext(
            "{number} said nothing new.",
            "{number} said nothing new.",
            len(outcomes) - len(written) - len(waiting),
        ),
        ngettext("{number} waits.", "{number} wait.", len(waiting)),
    ]
    (st.warning if waiting else st.success)(" ".join(sentences))
    for one in outcomes:
        if not one.waits:
            _draw_left(one)
    for one in waiting:
        with st.expander(_("{file} waits", file=plain(one.name)), expanded=len(waiting) <= 3):
            show_problems(one.problems)
    return True


def _draw_left(one: Outcome) -> None:
    """Say what of a file that does not wait was not taken in, also where all of it was kept out."""
    if one.missing:
        ids = ", ".join(one.missing)
        st.warning(
            _(
                "{file}: not taken, and nobody has answered it here: {ids}.",
                file=plain(one.name),
                ids=ids,
            )
        )
    if one.waiting:
        with st.expander(_("{file}: rows that wait", file=plain(one.name)), expanded=True):
            show_problems(one.waiting)


def _draw_files(found: Returns) -> None:
    names = (
        *(_("File"), _("Assessment"), _("Filled in by")),
        *(_("Changes"), _("Conflicts"), _("Bad cells"), _("Remarks")),
    )
    table = pd.DataFrame([_line(one) for one in found.files], columns=names)
    st.dataframe(table, hide_index=True)


def _draw_changes_of_one(found: Returns) -> None:
    """Draw what one file would change, of those that somebody asks for; there may be hundreds."""
    for one in found.readable:
        if one.preview is not None and one.preview.was_taken_in:
            st.text(
                _(
                    "{file} was taken in before: what was kept then stays, unless you choose the "
                    "file here.",
                    file=one.name,
                )
            )
    previews = {one.name: one.preview for one in found.files if one.brings_something}
    if not previews:
        return
    name = st.selectbox(
        _("See what a file would change"),
        list(previews),
        index=None,
        format_func=plain,
        placeholder=_("Choose a file"),
        key="returns:look",
    )
    preview = previews.get(name or "")
    if preview is not None:
        draw_changes(preview)


def _line(one: Return) -> tuple[str, ...]:
    preview = one.preview
    if preview is None:
        return one.name, _("cannot be read"), "", "", "", "", ""
    counts = (
        len(preview.changes),
        len(preview.conflicts),
        len(errors_in(preview.problems)),
        len(preview.remarks) + len(preview.outside),
    )
    numbers = (formats.whole(number) for number in counts)
    return one.name, preview.opened.assessment.title, preview.team.filled_by, *numbers


def _draw_unreadable(found: Returns) -> None:
    for one in found.files:
        if one.warnings:
            with st.expander(_("{file}: of another round", file=plain(one.name)), expanded=True):
                show_problems(one.warnings)
        if one.problems:
            with st.expander(_("{file} cannot be read", file=plain(one.name))):
                show_problems(one.problems)
        elif one.preview is not None and errors_in(one.preview.problems):
            with st.expander(_("{file}: cells that cannot be read", file=plain(one.name))):
                show_problems(errors_in(one.preview.problems))


def _draw_corrections(found: Returns) -> None:
    """Say which files later ones of the same team correct; nobody is asked about these."""
    for one in found.corrections:
        st.text(correction_words(one.earlier, one.later, by_name=one.by_name))


def _draw_disputes(found: Returns) -> dict[tuple[str, str], str]:
    """Draw where files say different things; return the file that is chosen for each."""
    if not found.disputes:
        return {}
    number = ngettext(
        "The workbooks differ in {number} place",
        "The workbooks differ in {number} places",
        len(found.disputes),
    )
    st.subheader(number)
    st.text(_("Choose one here, or one rule for all below. What is not taken is kept beside it."))
    choices: dict[tuple[str, str], str] = {}
    for dispute in found.disputes:
        chosen = _draw_dispute(found, dispute)
        if chosen is not None:
            choices[dispute.key] = chosen
    return choices


def _draw_dispute(found: Returns, dispute: Dispute) -> str | None:
    previews = {one.name: one.preview for one in found.readable}
    first = previews[dispute.sides[0][0]]
    if first is None:
        return None
    questionnaire = first.opened.framework.questionnaire
    name = name_of(dispute.sides[0][1], questionnaire)
    with st.container(border=True):
        st.markdown(f"**{plain(name)}**")
        st.caption(plain(dispute.assessment_title))
        for file, change in dispute.sides:
            entries = "; ".join(map(str, pairs_of(change, questionnaire)))
            st.text(_("{file}: {entry}", file=file, entry=entries))
        return st.radio(
            _("What counts for {question}", question=plain(name)),
            [KEEP, *dispute.files],
            index=None,
            format_func=lambda file: plain(file) if file else _("Keep what is here"),
            key=f"dispute:{dispute.assessment_id}:{dispute.id}",
            label_visibility="collapsed",
        )
