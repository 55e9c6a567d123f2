"""To the field and back: the workbook out, its answers in, shown before they are written."""

import streamlit as st

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
from assessment.services.results import file_name
from pages.widgets.downloads import EXCEL_TYPE, draw_download
from pages.widgets.import_preview import draw_changes, draw_conflicts
from pages.widgets.session import context, draw_heading, opened_assessment
from pages.widgets.text import plain, show_problems


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


draw()
