"""To the field and back: the workbook out, its answers in, shown before they are written."""

from typing import Any

import streamlit as st

from assessment.model.answer import Status
from assessment.model.problem import Refused
from assessment.services.context import Context, Opened
from assessment.services.field_loop import (
    Choice,
    Imported,
    Preview,
    apply_import,
    export_workbook,
    preview_import,
)
from assessment.services.merge import AnswerChange, FlagChange
from assessment.services.results import file_name
from pages.widgets.elements import EXCEL_TYPE, draw_download, plain, show_problems
from pages.widgets.session import context, draw_heading, opened_assessment


def draw() -> None:
    """Draw the page."""
    page_context = context()
    opened = opened_assessment(page_context)
    draw_heading(opened, "Excel")
    st.header("1. To the field")
    st.text(
        "A workbook with all questions, anchors and present answers. It needs no macros and no "
        "network, and can be filled in Excel or LibreOffice."
    )
    draw_download(
        "Workbook for the field team",
        lambda: export_workbook(page_context, opened),
        EXCEL_TYPE,
        file_name(opened.assessment, "field"),
    )
    st.header("2. Back from the field")
    st.text("You first see what would change. An empty cell never overwrites an answer.")
    _draw_last_import()
    uploaded = st.file_uploader(
        "Filled workbook (.xlsx, at most 10 MB)", type=["xlsx"], key=_uploader_key()
    )
    if uploaded is not None:
        _draw_return(page_context, opened, uploaded.getvalue(), uploaded.name)


def _uploader_key() -> str:
    return f"upload:{st.session_state.get('imports', 0)}"


def _draw_last_import() -> None:
    done: Imported | None = st.session_state.pop("imported", None)
    if done is not None:
        kept = f" Kept as they are: {', '.join(done.kept)}." if done.kept else ""
        st.success(
            f"Written: {done.n_answers} answers, {done.n_evidence} evidence entries and "
            f"{done.n_flags} context entries.{kept}"
        )


def _draw_return(page_context: Context, opened: Opened, content: bytes, name: str) -> None:
    try:
        preview = preview_import(page_context, content, name)
    except Refused as refusal:
        show_problems(refusal.problems)
        st.text("Nothing was written.")
        return
    target = preview.opened.assessment
    st.subheader("What would change")
    st.caption(f"In {plain(target.title)}. Rows with nothing new: {preview.n_unchanged}.")
    if target.id != opened.assessment.id:
        st.warning(
            "This workbook belongs to another assessment than the one that is open. What it "
            f"brings would be written into {plain(target.title)}, {target.mode} assessment."
        )
    show_problems(preview.problems)
    draw_changes(preview)
    choices = draw_conflicts(preview)
    if preview.is_empty:
        st.text("The workbook brings nothing new.")
        return
    has_errors = any(problem.is_error for problem in preview.problems)
    if has_errors:
        st.text("Correct the cells named above and upload the file again. Nothing was written.")
    if st.button("Write these changes", type="primary", disabled=has_errors):
        _write(page_context, preview, choices)


def _write(page_context: Context, preview: Preview, choices: dict[str, Choice]) -> None:
    try:
        st.session_state["imported"] = apply_import(page_context, preview, choices)
    except Refused as refusal:
        show_problems(refusal.problems)
        return
    # A new key empties the uploader, so that the same file is not offered again.
    st.session_state["imports"] = st.session_state.get("imports", 0) + 1
    for key in [k for k in st.session_state if ":field:" in str(k)]:
        del st.session_state[key]
    st.rerun()


_CHOICES: dict[Choice, str] = {"keep": "Keep what is here", "take": "Take the workbook's"}


def draw_changes(preview: Preview) -> None:
    """Draw what would be added and changed, with both sides."""
    rows = [
        *(_answer_row(change) for change in preview.answers),
        *(_flag_row(change) for change in preview.flags),
        *(
            {
                "Where": change.where,
                "What": f"{change.after.indicator_id} evidence",
                "Kind": "changed" if change.replaces else "added",
                "Here now": "",
                "Workbook": change.after.title,
            }
            for change in preview.evidence
        ),
    ]
    if rows:
        # Both sides must stand in the picture at once; long texts open at a double click.
        side = st.column_config.Column(width=210)
        st.dataframe(rows, hide_index=True, column_config={"Here now": side, "Workbook": side})


def _answer_row(change: AnswerChange) -> dict[str, str]:
    return {
        "Where": change.where,
        "What": change.id,
        "Kind": change.kind,
        "Here now": _values(change.before, change.fields),
        "Workbook": _values(change.after, change.fields),
    }


def _flag_row(change: FlagChange) -> dict[str, str]:
    return {
        "Where": change.where,
        "What": change.id,
        "Kind": change.kind,
        "Here now": change.before.option if change.before else "",
        "Workbook": change.after.option,
    }


def _values(answer: Any, fields: tuple[str, ...]) -> str:  # noqa: ANN401 - fields by name
    shown = []
    for name in fields:
        value = getattr(answer, name)
        if value is Status.LEVEL:
            continue  # the level itself says it
        if isinstance(value, frozenset):
            value = ", ".join(sorted(value))
        if value not in (None, ""):
            shown.append(f"{name.replace('_', ' ')}: {str(value).replace('_', ' ')}")
    return "; ".join(shown) or "nothing"


def draw_conflicts(preview: Preview) -> dict[str, Choice]:
    """Draw what was changed on both sides; return what was chosen so far."""
    if preview.conflicts:
        st.subheader("Changed on both sides")
        st.text("These were changed here after the workbook was made. Choose for each.")
    choices: dict[str, Choice] = {}
    for change in preview.conflicts:
        row = _answer_row(change) if isinstance(change, AnswerChange) else _flag_row(change)
        for side in ("Here now", "Workbook"):
            st.text(f"{side}: {row[side]}")
        chosen = st.radio(
            f"{change.id} ({change.where})",
            list(_CHOICES),
            index=None,
            format_func=_CHOICES.__getitem__,
            horizontal=True,
            key=f"conflict:{preview.file_checksum}:{change.id}",
        )
        if chosen is not None:
            choices[change.id] = chosen
    return choices


draw()
