"""The plan: what is to be done about the findings, held against the answers of today."""

from itertools import pairwise

import streamlit as st

from assessment.exchange.csv_table import guard
from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.model.plan import (
    ITEM_STATUSES,
    ItemStanding,
    PlanChoice,
    PlanItem,
    RecordedItem,
)
from assessment.reporting.plans import (
    WHAT_A_PLAN_IS,
    choice_words,
    item_facts,
    item_status_words,
    item_title,
    levels_line,
    move_lines,
    version_lines,
)
from assessment.reporting.wording import table
from assessment.services.plans import PlanFound, add_item, read_plan, revise_item
from assessment.services.results import (
    export_plan,
    export_plan_items,
    file_name,
    find_plan,
    score,
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
from pages.widgets.plan_form import Form, PlanDrawing
from pages.widgets.plan_item import draw_item_fields, filled_item, item_key
from pages.widgets.plan_milestones import draw_milestones
from pages.widgets.session import context, draw_heading, opened_assessment
from pages.widgets.writer import ask_who_writes


def draw() -> None:
    """Draw the page."""
    page_context = context()
    opened = opened_assessment(page_context)
    draw_heading(opened, _("Plan"))
    ask_who_writes(page_context, reads_first=True)
    results = score(page_context, opened)
    found = find_plan(page_context, results)
    st.text(_(WHAT_A_PLAN_IS))
    _draw_attention(found)
    drawing = PlanDrawing(page_context, results, found)
    st.header(_("Items"))
    for standing in found.report.standings:
        _draw_item(drawing, standing)
    _draw_new_item(drawing)
    st.header(_("Milestones"))
    draw_milestones(drawing)
    if found.report.moves is not None:
        st.header(plain(found.report.moves_title))
        st.info(found.report.no_proof)
        draw_list(move_lines(found.report))
    if found.plan.items:
        _draw_take_along(drawing)


def _draw_attention(found: PlanFound) -> None:
    if not found.plan.items:
        st.info(
            _(
                "Nothing is planned yet. Begin with an indicator below: those of critical gaps "
                "come first, then those with low levels."
            )
        )
        return
    if found.report.attention:
        st.header(_("Look at these first"))
        draw_list(found.report.attention)
    else:
        st.success(_("Nothing has changed since it was planned, and nothing is late."))


def _draw_item(drawing: PlanDrawing, standing: ItemStanding) -> None:
    item, framework = standing.item, drawing.opened.framework
    title = f"{plain(item_title(item, framework))} · {item_status_words(item.status)}"
    form = drawing.form(f"item:{item.number}", lambda form: _revise(drawing, form, item.number))
    form.begin(standing.recorded.revision, "status")
    with st.expander(title, expanded=bool(form.refused)):
        st.text(levels_line(standing))
        draw_list(drawing.found.report.sentences[item.number])
        for name, text in item_facts(item, framework):
            st.text(f"{name}: {text}")
        _draw_who(drawing, standing.recorded)
        _draw_revision(drawing, standing, form)
        _draw_versions(drawing, item.number)


def _draw_who(drawing: PlanDrawing, recorded: RecordedItem) -> None:
    when = local_moment(recorded.recorded_at, drawing.context.clock())
    st.caption(_("Saved {when} by {name}", when=when, name=plain(recorded.person_name)))


def _draw_revision(drawing: PlanDrawing, standing: ItemStanding, form: Form) -> None:
    item, revision = standing.item, standing.recorded.revision
    form.draw_saved()
    toggle = initially(f"{drawing.key}:change:{item.number}", value=False)
    if not st.toggle(_("Change this item"), key=toggle):
        return
    if form.seen != revision and not form.is_stale:
        st.warning(_("Somebody changed this item meanwhile; above is what is saved."))
        st.button(_("Show it in the fields"), key=f"{form.key}:show", on_click=form.forget)
    with st.form(f"{form.key}:form", border=False):
        draw_item_fields(drawing, form, item, standing.now, statuses=ITEM_STATUSES)
        form.draw_end(_("Save the change"))
    show_problems(form.refused)
    if form.is_stale:
        keep, give = st.columns(2)
        keep.button(_("Keep what is saved"), key=f"{form.key}:keep", on_click=form.forget)
        give.button(
            _("Save mine over it"),
            key=f"{form.key}:give",
            on_click=form.save_over,
            args=(revision,),
        )


def _draw_versions(drawing: PlanDrawing, number: int) -> None:
    versions = drawing.found.plan.history(number)
    key = f"{drawing.key}:versions:{number}"
    if len(versions) < 2 or not st.toggle(
        ngettext("{number} earlier version", "{number} earlier versions", len(versions) - 1),
        key=initially(key, value=False),
    ):
        return
    for newer, older in pairwise(versions):
        _draw_who(drawing, newer)
        for line in version_lines(newer.item, older.item, drawing.opened.framework):
            st.text(line)


def _revise(drawing: PlanDrawing, form: Form, number: int) -> None:
    stored = read_plan(drawing.context, drawing.opened).current[number]
    item = filled_item(form, stored.item)
    revise_item(drawing.context, drawing.opened, item, form.seen)


def _draw_new_item(drawing: PlanDrawing) -> None:
    choices = {one.indicator_id: one for one in drawing.found.choices}
    form = drawing.form("new", lambda form: _add(drawing, form))
    form.begin(0, "status")
    form.draw_saved()
    is_asked = _take_picked(drawing, form, choices) or not drawing.found.plan.items
    with st.expander(_("Add an item"), expanded=is_asked or bool(form.refused)):
        if not choices:
            st.text(_("Every indicator is at the highest level or does not apply."))
            return
        chosen = _choose_indicator(drawing, form, choices)
        item = PlanItem(chosen.indicator_id, None)
        with st.form(f"{form.key}:form", border=False):
            draw_item_fields(drawing, form, item, chosen.answer, statuses=ITEM_STATUSES[:3])
            form.draw_end(_("Add to the plan"))
        show_problems(form.refused)


def _take_picked(drawing: PlanDrawing, form: Form, choices: dict[str, PlanChoice]) -> bool:
    """Fill in what was picked among programmes or steps; return whether anything was."""
    ids, fields = st.session_state.pop(f"{drawing.key}:picked", ((), {}))
    chosen = next((id_ for id_ in ids if id_ in choices), None)
    if chosen is not None:
        st.session_state[f"{form.key}:field:indicator_id"] = chosen
        for name, value in fields.items():
            field = item_key(name, PlanItem(chosen, None))
            st.session_state[f"{form.key}:field:{field}"] = value
    return bool(ids)


def _choose_indicator(
    drawing: PlanDrawing, form: Form, choices: dict[str, PlanChoice]
) -> PlanChoice:
    framework, key = drawing.opened.framework, f"{form.key}:field:indicator_id"
    if st.session_state.get(key) not in choices:
        st.session_state[key] = next(iter(choices))
    id_ = st.selectbox(
        _("Indicator (critical gaps first, then low levels)"),
        list(choices),
        format_func=lambda id_: choice_words(choices[id_], framework),
        key=key,
    )
    # On a narrow screen the list cuts what it shows.
    st.text(choice_words(choices[str(id_)], framework))
    st.caption(plain(framework.questionnaire.indicator(str(id_)).question))
    return choices[str(id_)]


def _add(drawing: PlanDrawing, form: Form) -> None:
    item = PlanItem(form.given("indicator_id"), None)
    add_item(drawing.context, drawing.opened, filled_item(form, item))


def _draw_take_along(drawing: PlanDrawing) -> None:
    st.header(_("Take it along"))
    page_context, opened = drawing.context, drawing.opened
    excel, csv = st.columns(2)
    with excel:
        draw_download(
            _("Plan as a workbook"),
            lambda: export_plan(page_context, opened),
            EXCEL_TYPE,
            file_name(opened.assessment, "plan"),
        )
    with csv:
        draw_download(
            _("Items as CSV"),
            lambda: export_plan_items(page_context, opened),
            "text/csv",
            file_name(opened.assessment, "plan", ending="csv"),
        )
    with st.expander(_("All items as a table")):
        items = drawing.found.report.items
        # What people typed may stand in any column, and levels stand beside words for missing.
        rows = ([guard("" if cell is None else str(cell)) for cell in row] for row in items.rows)
        show_table(table(items.columns, rows))


draw()
