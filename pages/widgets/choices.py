"""What people choose among options: reject one, take that back, add one that no list has."""

from dataclasses import dataclass

import streamlit as st

from assessment.locales import gettext as _
from assessment.model.choice import Choice, Choices, RecordedChoice
from assessment.reporting.choices import (
    added_lines,
    choice_field,
    option_name,
    rejection_sentence,
)
from assessment.services.choices import add_option, reject_option, take_back_rejection
from assessment.services.context import Context, Opened
from pages.widgets.elements import initially, plain, show_problems
from pages.widgets.plan_form import Form


@dataclass(frozen=True)
class ChoiceDrawing:
    """What every part works with."""

    context: Context
    opened: Opened
    choices: Choices

    @property
    def key(self) -> str:
        """Begins the keys of the widgets."""
        return f"{self.opened.assessment.id}:choice"


def draw_rejection(drawing: ChoiceDrawing, option_id: str) -> None:
    """Draw how an option is rejected, with a reason that stays."""
    if option_id in drawing.choices.rejected:
        return

    def save(form: Form) -> None:
        reject_option(drawing.context, drawing.opened, option_id, form.text("reason"))

    form = Form(f"{drawing.key}:reject:{option_id}", save)
    switch = initially(f"{drawing.key}:rejects:{option_id}", value=False)
    if not st.toggle(_("Reject this option"), key=switch):
        return
    st.caption(
        _("It stays in every report, with your name and the reason, and no longer comes first.")
    )
    _draw_reason(form, _("Reject it"))


def draw_choices(drawing: ChoiceDrawing) -> None:
    """Draw what was rejected and what was added, each under its own heading."""
    choices = drawing.choices
    if choices.rejected:
        st.header(_("Rejected"))
        st.text(_("Somebody decided against these options. The reasons stay in every report."))
    for id_, rejection in choices.rejected.items():
        _draw_rejected(drawing, id_, rejection)
    st.header(_("Added to this assessment"))
    if not choices.added:
        st.text(_("Nobody has added an option that no list has."))
    for added in choices.added:
        _draw_added(drawing, added)
    _draw_new(drawing)


def _draw_rejected(drawing: ChoiceDrawing, id_: str, rejection: RecordedChoice) -> None:
    name = option_name(id_, drawing.choices, drawing.opened.framework)
    with st.expander(plain(f"{id_} {name}")):
        st.text(rejection_sentence(rejection))
        _draw_earlier(drawing, id_)

        def save(form: Form) -> None:
            take_back_rejection(drawing.context, drawing.opened, id_, form.text("reason"))

        form = Form(f"{drawing.key}:back:{id_}", save)
        switch = initially(f"{drawing.key}:backs:{id_}", value=False)
        if st.toggle(_("Take the rejection back"), key=switch):
            _draw_reason(form, _("Take it back"))


def _draw_earlier(drawing: ChoiceDrawing, id_: str) -> None:
    """Draw what was said of an option before its newest rejection."""
    for one in drawing.choices.entries:
        choice = one.choice
        if choice.option_id != id_ or one is drawing.choices.rejected.get(id_):
            continue
        if choice.kind == "rejected":
            st.text(rejection_sentence(one))
        elif choice.kind == "taken_back":
            st.text(_("Taken back by {name}: {reason}", name=one.person_name, reason=choice.reason))


def _draw_added(drawing: ChoiceDrawing, added: RecordedChoice) -> None:
    choice = added.choice
    if choice.option_id in drawing.choices.rejected:
        return
    with st.expander(plain(f"{choice.option_id} {choice.name}")):
        for line in added_lines(added):
            st.text(line)
        draw_rejection(drawing, choice.option_id)


def _draw_new(drawing: ChoiceDrawing) -> None:
    def save(form: Form) -> None:
        texts = {name: form.text(name) for name in ("name", "what", "reason", "said_by")}
        add_option(drawing.context, drawing.opened, Choice("added", **texts))

    form = Form(f"{drawing.key}:new", save)
    form.draw_saved()
    with st.expander(_("Add an option that no list has"), expanded=bool(form.refused)):
        with st.form(f"{form.key}:form", border=False):
            st.text_input(choice_field("name"), key=form.field("name", ""))
            st.text_area(choice_field("what"), height=90, key=form.field("what", ""))
            st.text_area(choice_field("reason"), height=90, key=form.field("reason", ""))
            st.text_input(choice_field("said_by"), key=form.field("said_by", ""))
            form.draw_end(_("Add this option"))
        show_problems(form.refused)


def _draw_reason(form: Form, label: str) -> None:
    with st.form(f"{form.key}:form", border=False):
        st.text_area(choice_field("reason"), height=80, key=form.field("reason", ""))
        form.draw_end(label)
    show_problems(form.refused)
