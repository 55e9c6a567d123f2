"""The milestones of a plan: what was agreed, and what each party says of it."""

from collections.abc import Callable, Iterable

import streamlit as st

from assessment.locales import gettext as _
from assessment.model.plan import PARTIES, SAYS, Attestation, Milestone, MilestoneStanding
from assessment.reporting.plans import (
    attestation_words,
    item_title,
    milestone_field,
    milestone_sentence,
    milestone_title,
    party_words,
    says_words,
)
from assessment.reporting.wording import capitalised
from assessment.services.plans import add_milestone, attest, drop_milestone
from pages.widgets.elements import initially, plain, show_problems
from pages.widgets.plan_form import Form, PlanDrawing, draw_day


def draw_milestones(drawing: PlanDrawing) -> None:
    """Draw every milestone, and the form for a new one."""
    st.text(
        _(
            "What a government and a partner agree to look at on a day. Each says with name, day "
            "and evidence whether it is met; where they do not agree, both stay."
        )
    )
    for standing in drawing.found.report.milestone_standings:
        _draw_milestone(drawing, standing)
    form = drawing.form("milestone", lambda form: _add_milestone(drawing, form))
    form.begin(0, "title")
    form.draw_saved()
    with st.expander(_("Add a milestone"), expanded=bool(form.refused)):
        with st.form(f"{form.key}:form", border=False):
            _draw_milestone_fields(drawing, form)
            form.draw_end(_("Add the milestone"))
        show_problems(form.refused)


def _draw_milestone_fields(drawing: PlanDrawing, form: Form) -> None:
    st.text_area(milestone_field("title"), height=70, key=form.field("title", ""))
    due, item = st.columns([1, 2])
    draw_day(due, form, "due_on", milestone_field("due_on"), None)
    titles = {
        number: item_title(one.item, drawing.opened.framework)
        for number, one in drawing.found.plan.current.items()
        if not one.item.is_dropped
    }
    item.selectbox(
        milestone_field("item_number"),
        [0, *titles],
        format_func=lambda number: titles.get(number, _("The plan as a whole")),
        key=form.field("item_number", 0),
    )
    government, partner = st.columns(2)
    for column, name in ((government, "government"), (partner, "partner")):
        column.text_input(
            milestone_field(name),
            help=_("Name or office of whoever agreed."),
            key=form.field(f"by_{name}", ""),
        )


def _add_milestone(drawing: PlanDrawing, form: Form) -> None:
    milestone = Milestone(
        form.text("title"),
        form.given("due_on"),
        form.text("by_government"),
        form.text("by_partner"),
        item_number=form.given("item_number") or None,
    )
    add_milestone(drawing.context, drawing.opened, milestone)


def _draw_milestone(drawing: PlanDrawing, standing: MilestoneStanding) -> None:
    number = standing.milestone.number
    said = drawing.form(f"said:{number}", lambda form: _attest(drawing, form, number))
    drop = drawing.form(f"drop:{number}", lambda form: _drop(drawing, form, number))
    said.begin(0, "said_by")
    drop.begin(standing.recorded.revision, "reason")
    title = plain(milestone_title(standing.milestone))
    with st.expander(title, expanded=bool(said.refused or drop.refused)):
        st.text(milestone_sentence(standing))
        for one in standing.attested:
            words = capitalised(attestation_words(one.attestation))
            st.text(f"{words}: {one.attestation.evidence}")
            st.caption(_("Entered by {name}", name=plain(one.person_name)))
        said.draw_saved()
        if standing.milestone.is_dropped:
            return
        if st.toggle(
            _("Say whether it is met"), key=initially(f"{drawing.key}:say:{number}", value=False)
        ):
            _draw_attesting(drawing, said)
        if st.toggle(
            _("Drop this milestone"), key=initially(f"{drawing.key}:drop?:{number}", value=False)
        ):
            with st.form(f"{drop.key}:form", border=False):
                st.text_area(milestone_field("reason"), height=70, key=drop.field("reason", ""))
                drop.draw_end(_("Drop it"))
            show_problems(drop.refused)


def _draw_attesting(drawing: PlanDrawing, form: Form) -> None:
    today = drawing.context.clock().date()
    with st.form(f"{form.key}:form", border=False):
        _draw_choice(form, "says", SAYS, says_words)
        _draw_choice(form, "party", PARTIES, party_words)
        name, when = st.columns([2, 1])
        name.text_input(
            milestone_field("said_by"), key=form.field("said_by", drawing.context.actor.name)
        )
        draw_day(when, form, "said_on", milestone_field("said_on"), today)
        st.text_area(_("Evidence: on what it rests"), height=70, key=form.field("evidence", ""))
        form.draw_end(_("Record it"))
    show_problems(form.refused)


def _draw_choice(
    form: Form, name: str, choices: Iterable[str], words: Callable[[str], str]
) -> None:
    st.segmented_control(
        milestone_field(name),
        list(choices),
        format_func=lambda one: capitalised(words(one)),
        key=form.field(name, None),
    )


def _attest(drawing: PlanDrawing, form: Form, number: int) -> None:
    attestation = Attestation(
        number,
        form.text("says"),
        form.text("party"),
        form.text("said_by"),
        form.given("said_on"),
        form.text("evidence"),
    )
    attest(drawing.context, drawing.opened, attestation)


def _drop(drawing: PlanDrawing, form: Form, number: int) -> None:
    drop_milestone(drawing.context, drawing.opened, number, form.text("reason"), form.seen)
