"""To the field and back: the workbook out, its answers in, shown before they are written."""

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from assessment.locales import formats, ngettext
from assessment.locales import gettext as _
from assessment.model.imports import FileImport
from assessment.model.problem import Problem, Refused
from assessment.reporting.imports import import_lines
from assessment.reporting.terms import mode_words
from assessment.services.context import Context, Opened
from assessment.services.field_loop import (
    Imported,
    Preview,
    apply_import,
    can_be_mended,
    export_field_page,
    export_workbook,
    mark_bad_cells,
    marked_name,
    page_name,
    preview_import,
    why_not_marked,
)
from assessment.services.imports import preview_undo, read_imports, read_remarks, undo_import
from assessment.services.parts import choose_questions, part_name
from assessment.services.results import file_name
from assessment.services.whole_assessment import (
    csv_name,
    export_csv,
    export_json,
    json_name,
    shows_hidden_ratings,
)
from pages.widgets.beside import draw_remarks as draw_texts_of_teams
from pages.widgets.elements import (
    EXCEL_TYPE,
    REPORT_TYPES,
    draw_download,
    local_day,
    plain,
    show_problems,
)
from pages.widgets.many_returns import draw_many, draw_outcomes
from pages.widgets.returned import (
    ask_group,
    ask_why,
    draw_changes,
    draw_conflicts,
    draw_earlier,
    draw_problems,
    draw_remarks,
    mend_key,
)
from pages.widgets.session import context, draw_heading, opened_assessment
from pages.widgets.status import draw_locked
from pages.widgets.writer import ask_who_writes

_FORGOTTEN = (":field:", "mend:", "conflict:", "notes:", "rates:", "filled_by:", "into:")
"""What stands in the keys of widgets that show what an import has changed, or belong to one."""


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
    _draw_export(page_context, opened)
    st.text(_("One page to print for the team: what to fill in, with pieces of the workbook."))
    draw_download(
        _("How to fill it in (PDF)"),
        lambda: export_field_page(page_context, opened),
        REPORT_TYPES["pdf"],
        page_name(opened),
    )
    st.header(_("2. Back from the field"))
    st.text(_("You first see what would change. An empty cell never overwrites an answer."))
    # In a place of its own: what comes and goes above must not fold what stands below.
    with st.container():
        if _draw_last_import() or draw_outcomes():
            _draw_ways_on(opened)
    uploaded = st.file_uploader(
        _("Filled workbooks (.xlsx or .ods, at most 10 MB each)"),
        type=["xlsx", "ods"],
        key=_uploader_key(),
        accept_multiple_files=True,
    )
    with st.container():
        if len(uploaded) == 1:
            _draw_return(page_context, opened, uploaded[0])
        elif uploaded:
            draw_many(page_context, opened, uploaded)
    _draw_imports(page_context, opened)
    _draw_remarks(page_context, opened)
    st.header(_("3. To other programs"))
    _draw_for_programs(page_context, opened)


def _draw_export(page_context: Context, opened: Opened) -> None:
    """Draw the workbook for a team, whole or in part, as one ministry may need it."""
    questionnaire = opened.framework.questionnaire
    names = {one.id: one.name for one in questionnaire.dimensions}
    asked = {one.id: one.name for one in questionnaire.indicators}
    with st.expander(_("Only a part of the questions")):
        dimensions = st.multiselect(
            _("Dimensions"), list(names), format_func=lambda id_: f"{id_} {names[id_]}"
        )
        indicators = st.multiselect(
            _("Single questions"), list(asked), format_func=lambda id_: f"{id_} {asked[id_]}"
        )
        short = st.checkbox(
            _("Short form: key questions only"),
            help=_("Those that limits of scores and critical gaps hang on."),
        )
    try:
        only = choose_questions(
            questionnaire, dimensions=dimensions, indicators=indicators, short=short
        )
    except Refused as refusal:
        show_problems(refusal.problems)
        return
    draw_download(
        _("Workbook for the field team"),
        lambda: export_workbook(page_context, opened, only=only),
        EXCEL_TYPE,
        file_name(opened.assessment, part_name(questionnaire, only)),
    )


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
        st.page_link("pages/moderation.py", label=_("Go to 'Agree on levels'"))
        return
    draw_download(
        _("Whole assessment (JSON)"),
        lambda: export_json(page_context, opened),
        "application/json",
        json_name(opened.assessment),
    )


def _uploader_key() -> str:
    return f"upload:{st.session_state.get('imports', 0)}"


def _draw_last_import() -> bool:
    """Say once what was written of a workbook; return whether there is anything to say."""
    done: Imported | None = st.session_state.pop("imported", None)
    if done is None:
        return False
    sentences = [_("Written: {counts}.", counts=done.words)]
    if done.kept:
        sentences.append(_("Kept as they are: {ids}.", ids=", ".join(done.kept)))
    st.success(" ".join(sentences))
    if done.waiting:
        st.text(
            _("These rows wait: nothing of them was written. The same file, mended, brings them.")
        )
        show_problems(done.waiting)
    return True


def _draw_ways_on(opened: Opened) -> None:
    with st.container(horizontal=True):
        address = {"assessment": opened.assessment.id}
        st.page_link("pages/profile.py", label=_("See the profile"), query_params=address)
        st.page_link("pages/questions.py", label=_("Go to the questions"), query_params=address)


def _draw_return(page_context: Context, opened: Opened, uploaded: UploadedFile) -> None:
    content, name = uploaded.getvalue(), uploaded.name
    try:
        into, first = _ask_where(page_context, opened, content, name)
        filled_by = _ask_team(first)
        bad = [problem for problem in first.problems if can_be_mended(problem)]
        mended = _mended(first, bad)
        preview = first
        if mended or filled_by:
            preview = preview_import(page_context, content, name, mended, filled_by, into=into)
    except Refused as refusal:
        show_problems(refusal.problems)
        st.text(_("Nothing was written."))
        return
    _draw_preview(page_context, opened, preview, mended, bad)
    if any(problem.is_error for problem in preview.problems):
        if why_not := _why_not_marked(uploaded):
            show_problems(why_not)
            return
        draw_download(
            _("Workbook with the bad cells marked, to send back"),
            lambda: mark_bad_cells(preview, content),
            EXCEL_TYPE,
            marked_name(name),
        )


def _why_not_marked(uploaded: UploadedFile) -> tuple[Problem, ...]:
    """Ask once for each file, and not again with every cell that is mended."""
    key = f"not-marked:{uploaded.file_id}"
    if key not in st.session_state:
        st.session_state[key] = why_not_marked(uploaded.getvalue(), uploaded.name)
    return st.session_state[key]


def _ask_where(
    page_context: Context, opened: Opened, content: bytes, name: str
) -> tuple[str, Preview]:
    """Ask where the answers go if the workbook was made for another assessment than is open."""
    try:
        own = preview_import(page_context, content, name)
    except Refused as refusal:
        if refusal.problems[0].code != "assessment.unknown":
            raise
        # It comes from a round that is not in this database: the open one may still take it.
        return opened.assessment.id, preview_import(
            page_context, content, name, into=opened.assessment.id
        )
    made_for = own.opened.assessment
    if made_for.id == opened.assessment.id:
        return "", own
    titles = {made_for.id: made_for.title, opened.assessment.id: opened.assessment.title}
    into = st.radio(
        _("This workbook was made for another assessment than the one that is open. Write into"),
        list(titles),
        format_func=lambda id_: plain(titles[id_]),
        key=f"into:{own.file_checksum}",
    )
    if into == made_for.id:
        return "", own
    return into, preview_import(page_context, content, name, into=into)


def _ask_team(preview: Preview) -> str:
    """Say who filled the workbook in, or ask where it does not say so."""
    team = preview.team
    if team.filled_by:
        person = _("{name}, {organisation}", name=team.filled_by, organisation=team.filled_for)
        who = person if team.filled_for else team.filled_by
        st.text(_("Filled in by {person}, as the workbook says.", person=who))
        return ""
    return st.text_input(
        _("Who filled this workbook in (it does not say)"),
        key=f"filled_by:{preview.file_checksum}",
        help=_("So that a corrected copy of the same team replaces its own earlier one."),
    )


def _mended(preview: Preview, bad: list[Problem]) -> dict[str, str]:
    """Return what was typed in place of cells that cannot be read, by their place."""
    places = {problem.where for problem in bad}
    typed = {place: str(st.session_state.get(mend_key(preview, place), "")) for place in places}
    emptied = {p for p in places if st.session_state.get(f"{mend_key(preview, p)}:empty")}
    return {
        place: "" if place in emptied else text
        for place, text in typed.items()
        if text.strip() or place in emptied
    }


def _draw_preview(
    page_context: Context,
    opened: Opened,
    preview: Preview,
    mended: dict[str, str],
    bad: list[Problem],
) -> None:
    target = preview.opened.assessment
    draw_earlier(preview)
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
    draw_problems(preview, mended, bad)
    draw_changes(preview)
    rate_as = ask_group(preview)
    choices = draw_conflicts(preview) if rate_as is None else {}
    reason = ask_why(preview, choices)
    keep_notes = draw_remarks(preview)
    if preview.is_empty and rate_as is None:
        st.text(_("The workbook brings nothing new."))
        return
    has_errors = any(problem.is_error for problem in preview.problems)
    label = _("Write what can be read; the rest waits") if has_errors else _("Write these changes")
    if st.button(label, type="primary"):
        try:
            st.session_state["imported"] = apply_import(
                page_context,
                preview,
                choices,
                change_reason=reason,
                leave_bad=True,
                keep_notes=keep_notes,
                rate_as=rate_as,
            )
        except Refused as refusal:
            show_problems(refusal.problems)
            return
        _start_anew()


def _start_anew() -> None:
    """Empty the uploader, so that the same file is not offered again, and draw the page anew."""
    st.session_state["imports"] = st.session_state.get("imports", 0) + 1
    for key in [k for k in st.session_state if any(part in str(k) for part in _FORGOTTEN)]:
        del st.session_state[key]
    st.rerun()


def _draw_imports(page_context: Context, opened: Opened) -> None:
    """Draw the workbooks that were taken in, each with a way back."""
    done = read_imports(page_context, opened)
    if not done:
        return
    number = ngettext(
        "{number} workbook taken in so far", "{number} workbooks taken in so far", len(done)
    )
    with st.expander(number):
        for one in done:
            _draw_import(page_context, opened, one)


def _draw_remarks(page_context: Context, opened: Opened) -> None:
    """Draw what field teams wrote that stands beside no question."""
    whole = [one for one in read_remarks(page_context, opened) if not one.remark.indicator_id]
    if whole:
        with st.expander(_("Remarks on the whole ({number})", number=formats.whole(len(whole)))):
            draw_texts_of_teams(tuple(whole))


def _draw_import(page_context: Context, opened: Opened, one: FileImport) -> None:
    for line in import_lines(one, local_day):
        st.text(line)
    if one.undone:
        return
    if opened.assessment.is_locked:
        return
    if st.toggle(_("Take this back"), key=f"undo:{one.id}"):
        _draw_undo(page_context, opened, one)


def _draw_undo(page_context: Context, opened: Opened, one: FileImport) -> None:
    """Draw what taking an import back would do, and the button that does it."""
    try:
        undoing = preview_undo(page_context, opened, one.id)
    except Refused as refusal:
        show_problems(refusal.problems)
        return
    lines = [
        (_("As before: {ids}."), (*undoing.answers, *undoing.flags)),
        (_("Changed by somebody since, so it stays as it is: {ids}."), undoing.left),
    ]
    for sentence, ids in lines:
        if ids:
            st.text(sentence.format(ids=", ".join(ids)))
    if undoing.has_scope:
        st.text(_("The scope sheet is as it was before."))
    st.text(
        _(
            "Sources that no longer count: {gone}. Sources that count again: {back}. Remarks that "
            "no longer stand: {remarks}.",
            gone=formats.whole(undoing.n_evidence),
            back=formats.whole(undoing.n_restored),
            remarks=formats.whole(undoing.n_remarks),
        )
    )
    st.text(_("The history keeps both. Ratings that came with it stay."))
    if st.button(_("Take it back now"), key=f"undo:{one.id}:now", type="primary"):
        try:
            undo_import(page_context, opened, undoing)
        except Refused as refusal:
            show_problems(refusal.problems)
            return
        _start_anew()


draw()
