"""Programmes of the organisation: added and changed here or by a sheet, under the same checks."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from assessment.locales import formats, ngettext
from assessment.locales import gettext as _
from assessment.model.own_programme import OwnProgramme, RecordedOwn
from assessment.model.problem import Refused
from assessment.reporting.own_programmes import field_name, name_own, own_facts
from assessment.reporting.terms import change_words
from assessment.services.context import Context, Opened
from assessment.services.own_programmes import (
    OwnFound,
    OwnPreview,
    add_own_programme,
    export_own,
    find_own,
    import_own,
    own_file_name,
    preview_own,
    revise_own_programme,
    shipped,
)
from pages.widgets.elements import (
    EXCEL_TYPE,
    draw_download,
    draw_list,
    initially,
    local_moment,
    plain,
    show_problems,
    show_table,
)
from pages.widgets.own_fields import draw_own_fields, filled_own
from pages.widgets.plan_form import Form
from pages.widgets.session import context, draw_heading, opened_assessment
from pages.widgets.writer import ask_who_writes


def draw() -> None:
    """Draw the page."""
    page_context = context()
    opened = opened_assessment(page_context)
    draw_heading(opened, _("Own programmes"))
    ask_who_writes(page_context, reads_first=True)
    if opened.framework.catalogue is None:
        st.info(_("This questionnaire comes without a catalogue of programmes."))
        return
    st.text(
        _(
            "Programmes of your organisation stand beside those of the catalogue in every "
            "assessment with this questionnaire, under the same checks. Each names the programmes "
            "of the catalogue that it is most like: what closes one of those for safety closes it "
            "too. Other organisations do not see them."
        )
    )
    found = find_own(page_context, opened)
    in_use = [one for one in found.programmes.current.values() if not one.own.is_withdrawn]
    st.header(_("In use"))
    if not in_use:
        st.info(_("Your organisation has no programme of its own yet. Add one below."))
    for recorded in in_use:
        _draw_one(page_context, opened, recorded, found)
    _draw_new(page_context, opened)
    _draw_withdrawn(page_context, found)
    st.header(_("By a sheet"))
    _draw_sheet(page_context, opened)


def _draw_one(
    page_context: Context, opened: Opened, recorded: RecordedOwn, found: OwnFound
) -> None:
    own, key = recorded.own, f"{opened.assessment.id}:own:{recorded.own.number}"

    def save(form: Form) -> None:
        revise_own_programme(page_context, opened, filled_own(form, own), form.seen)

    form = Form(f"{key}:edit", save)
    form.begin(recorded.revision, "name")
    unfit = found.unfit.get(own.number, ())
    with st.expander(plain(name_own(own)), expanded=bool(form.refused)):
        if unfit:
            st.warning(_("It does not fit this version of the questionnaire and is not suggested."))
            show_problems(unfit)
        _draw_said(page_context, recorded)
        form.draw_saved()
        switch = initially(f"{key}:changes", value=False)
        if st.toggle(_("Change this programme"), key=switch):
            with st.form(f"{form.key}:form", border=False):
                draw_own_fields(form, shipped(page_context, opened), own)
                form.draw_end(_("Save the change"))
            show_problems(form.refused)
            if form.is_stale:
                st.button(_("Show what is saved"), key=f"{form.key}:show", on_click=form.forget)
        _draw_withdrawing(page_context, opened, recorded)


def _draw_said(page_context: Context, recorded: RecordedOwn) -> None:
    own = recorded.own
    st.text(own.how)
    draw_list(own.activities)
    like = ", ".join(own.like)
    st.text(f"{field_name('like')}: {like}")
    st.text(f"{field_name('serves')}: {', '.join(own.serves)}")
    for name, text in own_facts(own):
        st.text(f"{name}: {text}")
    when = local_moment(recorded.recorded_at, page_context.clock())
    st.caption(_("Saved {when} by {name}", when=when, name=plain(recorded.person_name)))


def _draw_withdrawing(page_context: Context, opened: Opened, recorded: RecordedOwn) -> None:
    def save(form: Form) -> None:
        own = replace(recorded.own, status="withdrawn", reason=form.text("reason"))
        revise_own_programme(page_context, opened, own, recorded.revision)

    key = f"{opened.assessment.id}:own:{recorded.own.number}:withdraw"
    form = Form(key, save)
    if st.toggle(_("Withdraw this programme"), key=initially(f"{key}s", value=False)):
        with st.form(f"{key}:form", border=False):
            st.text_area(field_name("reason"), height=80, key=form.field("reason", ""))
            form.draw_end(_("Withdraw it"))
        show_problems(form.refused)


def _draw_new(page_context: Context, opened: Opened) -> None:
    def save(form: Form) -> None:
        add_own_programme(page_context, opened, filled_own(form, OwnProgramme("")))

    form = Form(f"{opened.assessment.id}:own:new", save)
    form.draw_saved()
    with st.expander(_("Add a programme"), expanded=bool(form.refused)):
        with st.form(f"{form.key}:form", border=False):
            draw_own_fields(form, shipped(page_context, opened), OwnProgramme(""))
            form.draw_end(_("Add it"))
        show_problems(form.refused)


def _draw_withdrawn(page_context: Context, found: OwnFound) -> None:
    withdrawn = [one for one in found.programmes.current.values() if one.own.is_withdrawn]
    if not withdrawn:
        return
    st.header(_("Withdrawn"))
    for recorded in withdrawn:
        st.text(f"{name_own(recorded.own)}: {recorded.own.reason}")
        when = local_moment(recorded.recorded_at, page_context.clock())
        st.caption(_("Saved {when} by {name}", when=when, name=plain(recorded.person_name)))


def _draw_sheet(page_context: Context, opened: Opened) -> None:
    st.text(
        _(
            "The sheet holds the programmes in use, room for new ones, examples, all ids and how "
            "to read it. You first see what would change; an empty cell changes nothing."
        )
    )
    draw_download(
        _("Sheet of own programmes"),
        lambda: export_own(page_context, opened),
        EXCEL_TYPE,
        own_file_name(opened),
    )
    written: int = st.session_state.pop("own_written", 0)
    if written:
        st.success(
            ngettext("{number} programme is written.", "{number} programmes are written.", written)
        )
    uploaded = st.file_uploader(
        _("Filled sheet (.xlsx, at most 10 MB)"),
        type=["xlsx"],
        key=f"own_upload:{st.session_state.get('own_uploads', 0)}",
    )
    if uploaded is not None:
        _draw_preview(page_context, opened, uploaded.getvalue(), uploaded.name)


def _draw_preview(page_context: Context, opened: Opened, content: bytes, name: str) -> None:
    try:
        preview = preview_own(page_context, opened, content, name)
    except Refused as refusal:
        show_problems(refusal.problems)
        st.text(_("Nothing was written."))
        return
    st.subheader(_("What would change"))
    st.caption(_("Rows with nothing new: {number}.", number=formats.whole(preview.n_unchanged)))
    show_problems(preview.problems)
    _draw_changes(preview)
    if not preview.changes and not preview.problems:
        st.text(_("The workbook brings nothing new."))
        return
    has_errors = any(problem.is_error for problem in preview.problems)
    if has_errors:
        st.text(_("Correct the cells named above and upload the file again. Nothing was written."))
    if st.button(_("Write these changes"), type="primary", disabled=has_errors):
        _write(page_context, opened, content, name)


def _draw_changes(preview: OwnPreview) -> None:
    rows = [
        (one.after.name, one.where, change_words(one.kind), "; ".join(one.fields))
        for one in preview.changes
    ]
    if rows:
        columns = (_("Programme"), _("Where"), _("Kind"), _("What it changes"))
        show_table(pd.DataFrame(rows, columns=list(columns)))


def _write(page_context: Context, opened: Opened, content: bytes, name: str) -> None:
    try:
        written = import_own(page_context, opened, content, name)
    except Refused as refusal:
        show_problems(refusal.problems)
        return
    st.session_state["own_written"] = len(written.changes)
    # A new key empties the uploader, so that the same file is not offered again.
    st.session_state["own_uploads"] = st.session_state.get("own_uploads", 0) + 1
    for key in [one for one in st.session_state if ":own:" in str(one)]:
        del st.session_state[key]
    st.rerun()


draw()
