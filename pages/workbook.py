"""To the field and back: the workbook out, its answers in, shown before they are written."""

from dataclasses import astuple, dataclass

import pandas as pd
import streamlit as st

from assessment.locales import formats, mark, ngettext
from assessment.locales import gettext as _
from assessment.model.answer import Answer, Status
from assessment.model.problem import Refused
from assessment.model.scope import Scope
from assessment.reporting.scope import list_words, scope_name
from assessment.reporting.terms import change_words, field_words, mode_words, status_words
from assessment.services.context import Context, Opened
from assessment.services.field_loop import (
    AnswerChange,
    Choice,
    EvidenceChange,
    FlagChange,
    Imported,
    Preview,
    ScopeChange,
    apply_import,
    export_workbook,
    preview_import,
)
from assessment.services.results import file_name
from assessment.services.whole_assessment import (
    csv_name,
    export_csv,
    export_json,
    json_name,
    shows_hidden_ratings,
)
from pages.widgets.elements import EXCEL_TYPE, draw_download, plain, show_problems
from pages.widgets.session import context, draw_heading, opened_assessment
from pages.widgets.status import draw_locked
from pages.widgets.writer import ask_who_writes

_CHOICES: dict[Choice, str] = {
    "keep": mark("Keep what is here"),
    "take": mark("Take the workbook's"),
}


def draw() -> None:
    """Draw the page."""
    page_context = context()
    opened = opened_assessment(page_context)
    draw_heading(opened, _("Excel"))
    ask_who_writes(page_context)
    draw_locked(opened)
    st.header(_("1. To the field"))
    st.text(
        _(
            "A workbook with all questions, anchors and present answers. It needs no macros and "
            "no network, and can be filled in Excel or LibreOffice."
        )
    )
    draw_download(
        _("Workbook for the field team"),
        lambda: export_workbook(page_context, opened),
        EXCEL_TYPE,
        file_name(opened.assessment, "field"),
    )
    st.header(_("2. Back from the field"))
    st.text(_("You first see what would change. An empty cell never overwrites an answer."))
    _draw_last_import()
    uploaded = st.file_uploader(
        _("Filled workbook (.xlsx, at most 10 MB)"), type=["xlsx"], key=_uploader_key()
    )
    if uploaded is not None:
        _draw_return(page_context, opened, uploaded.getvalue(), uploaded.name)
    st.header(_("3. To other programs"))
    _draw_for_programs(page_context, opened)


def _draw_for_programs(page_context: Context, opened: Opened) -> None:
    """Draw what leaves for statistics programs, and for another database."""
    st.text(
        _(
            "For R, Stata or pandas: every answer with codes, labels, who, when and from where, "
            "and a codebook. Sources that are restricted are left out."
        )
    )
    draw_download(
        _("Answers and codebook (CSV)"),
        lambda: export_csv(page_context, opened),
        "application/zip",
        csv_name(opened.assessment),
    )
    st.text(
        _(
            "To keep, or to take to another database: everything that is recorded of this "
            "assessment, restricted sources too; pass it on only to those who may see. What was "
            "left in the protected channel of a review is not in it. 'spca import-json FILE' takes "
            "it in."
        )
    )
    if shows_hidden_ratings(page_context, opened):
        st.text(
            _(
                "It can be downloaded here once every rating is opened: until then it would show "
                "what people rated alone."
            )
        )
        return
    draw_download(
        _("Whole assessment (JSON)"),
        lambda: export_json(page_context, opened),
        "application/json",
        json_name(opened.assessment),
    )


def _uploader_key() -> str:
    return f"upload:{st.session_state.get('imports', 0)}"


def _draw_last_import() -> None:
    done: Imported | None = st.session_state.pop("imported", None)
    if done is None:
        return
    counts = [
        ngettext("{number} answer", "{number} answers", done.n_answers),
        ngettext("{number} evidence entry", "{number} evidence entries", done.n_evidence),
        ngettext("{number} context entry", "{number} context entries", done.n_flags),
    ]
    if done.n_lists:
        counts.append(
            ngettext(
                "{number} list of the scope sheet",
                "{number} lists of the scope sheet",
                done.n_lists,
            )
        )
    sentences = [_("Written: {counts}.", counts=formats.listed(counts))]
    if done.kept:
        sentences.append(_("Kept as they are: {ids}.", ids=", ".join(done.kept)))
    st.success(" ".join(sentences))


def _draw_return(page_context: Context, opened: Opened, content: bytes, name: str) -> None:
    try:
        preview = preview_import(page_context, content, name)
    except Refused as refusal:
        show_problems(refusal.problems)
        st.text(_("Nothing was written."))
        return
    target = preview.opened.assessment
    st.subheader(_("What would change"))
    st.caption(
        _(
            "In {assessment}. Rows with nothing new: {number}.",
            assessment=plain(target.title),
            number=formats.whole(preview.n_unchanged),
        )
    )
    if target.id != opened.assessment.id:
        st.warning(
            _(
                "This workbook belongs to another assessment than the one that is open. What it "
                "brings would be written into {assessment}, {mode}.",
                assessment=plain(target.title),
                mode=mode_words(target.mode),
            )
        )
    show_problems(preview.problems)
    _draw_changes(preview)
    choices = _draw_conflicts(preview)
    reason = _ask_why(preview, choices)
    if preview.is_empty:
        st.text(_("The workbook brings nothing new."))
        return
    has_errors = any(problem.is_error for problem in preview.problems)
    if has_errors:
        st.text(_("Correct the cells named above and upload the file again. Nothing was written."))
    if st.button(_("Write these changes"), type="primary", disabled=has_errors):
        _write(page_context, preview, choices, reason)


def _write(
    page_context: Context, preview: Preview, choices: dict[str, Choice], reason: str
) -> None:
    try:
        st.session_state["imported"] = apply_import(
            page_context, preview, choices, change_reason=reason
        )
    except Refused as refusal:
        show_problems(refusal.problems)
        return
    # A new key empties the uploader, so that the same file is not offered again.
    st.session_state["imports"] = st.session_state.get("imports", 0) + 1
    for key in [k for k in st.session_state if ":field:" in str(k)]:
        del st.session_state[key]
    st.rerun()


def _row(change: AnswerChange | FlagChange | ScopeChange) -> "_Row":
    if isinstance(change, ScopeChange):
        return _scope_row(change)
    return _answer_row(change) if isinstance(change, AnswerChange) else _flag_row(change)


@dataclass(frozen=True)
class _Row:
    """One line of what an import would do, in words."""

    where: str
    what: str
    kind: str
    here: str
    workbook: str


def _draw_changes(preview: Preview) -> None:
    """Draw what would be added and changed, with both sides."""
    rows = [
        *(_scope_row(change) for change in preview.scope),
        *(_answer_row(change) for change in preview.answers),
        *(_flag_row(change) for change in preview.flags),
        *(_evidence_row(change) for change in preview.evidence),
    ]
    if rows:
        names = (_("Where"), _("What"), _("Kind"), _("Here now"), _("Workbook"))
        table = pd.DataFrame([astuple(row) for row in rows], columns=names)
        # Both sides must stand in the picture at once; long texts open at a double click.
        side = st.column_config.Column(width=210)
        st.dataframe(table, hide_index=True, column_config=dict.fromkeys(names[3:], side))


def _answer_row(change: AnswerChange) -> _Row:
    here, given = (_values(side, change.fields) for side in (change.before, change.after))
    return _Row(change.where, change.id, change_words(change.kind), here, given)


def _scope_row(change: ScopeChange) -> _Row:
    here, given = (_list_values(side, change.lists) for side in (change.before, change.after))
    return _Row(change.where, _("Scope sheet"), change_words(change.kind), here, given)


def _list_values(scope: Scope, names: tuple[str, ...]) -> str:
    lines = (f"{scope_name(name)}: {list_words(scope, name)}" for name in names)
    return " · ".join(lines)


def _flag_row(change: FlagChange) -> _Row:
    here = change.before.option if change.before else ""
    return _Row(change.where, change.id, change_words(change.kind), here, change.after.option)


def _evidence_row(change: EvidenceChange) -> _Row:
    what = _("{id} evidence", id=change.after.indicator_id)
    kind = change_words("changed" if change.replaces else "added")
    return _Row(change.where, what, kind, "", change.after.title)


def _values(answer: Answer, fields: tuple[str, ...]) -> str:
    shown = {name: _value(getattr(answer, name)) for name in fields}
    if answer.status is Status.LEVEL:
        shown.pop("status", None)  # the level itself says it
    lines = [f"{field_words(name)}: {value}" for name, value in shown.items() if value]
    return "; ".join(lines) or _("nothing")


def _value(value: object) -> str:
    if isinstance(value, Status):
        return status_words(value)
    if isinstance(value, frozenset):
        return ", ".join(sorted(value))
    return "" if value is None else str(value)


def _draw_conflicts(preview: Preview) -> dict[str, Choice]:
    """Draw what was changed on both sides; return what was chosen so far."""
    if preview.conflicts:
        st.subheader(_("Changed on both sides, or agreed on"))
        st.text(
            _(
                "These were changed here after the workbook was made, or the team agreed on them. "
                "Choose for each."
            )
        )
    choices: dict[str, Choice] = {}
    for change in preview.conflicts:
        row = _row(change)
        st.text(_("Here now: {entry}", entry=row.here))
        st.text(_("Workbook: {entry}", entry=row.workbook))
        if isinstance(change, AnswerChange) and change.agreed is not None:
            st.text(_("The team agreed on what is here now."))
        chosen = st.radio(
            f"{row.what} ({change.where})",
            list(_CHOICES),
            index=None,
            format_func=lambda choice: _(_CHOICES[choice]),
            horizontal=True,
            key=f"conflict:{preview.file_checksum}:{change.id}",
        )
        if chosen is not None:
            choices[change.id] = chosen
    return choices


def _ask_why(preview: Preview, choices: dict[str, Choice]) -> str:
    """Ask why answers are changed that the team agreed on; nothing where none is taken."""
    if not any(choices.get(change.id) == "take" for change in preview.agreed):
        return ""
    label = _("Why you change what the team agreed on")
    return st.text_input(label, key=f"change_reason:{preview.file_checksum}")


draw()
