"""One assessment as a whole: what it is about, status and history, and what can be done."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from assessment.locales import formats, mark
from assessment.locales import gettext as _
from assessment.model.assessment import MODES
from assessment.model.history import NEXT_STATUSES, AssessmentStatus
from assessment.model.problem import Refused
from assessment.reporting.status import (
    STAYS_WRITABLE,
    Event,
    events,
    heading_field,
)
from assessment.reporting.terms import mode_name
from assessment.services.answers import answered_ids
from assessment.services.assessments import (
    Correction,
    archive_assessment,
    correct_assessment,
    count_parts,
    delete_assessment,
    read_changes,
    take_back,
)
from assessment.services.context import Context, Opened
from assessment.services.imports import read_imports
from assessment.services.rounds import read_last_round
from assessment.services.status import Signature, give_status
from pages.widgets.elements import initially, local_day, plain, show_problems
from pages.widgets.next_round import draw_next_round
from pages.widgets.session import (
    DELETED,
    context,
    draw_heading,
    leave_assessment,
    opened_assessment,
)
from pages.widgets.status import locked_words
from pages.widgets.writer import ask_who_writes

_PARTS = {
    "answer": mark("Answers, earlier ones too"),
    "evidence": mark("Evidence entries"),
    "rating": mark("Ratings"),
    "dissent": mark("Dissents"),
    "reply": mark("Replies to dissents"),
    "flag_entry": mark("Context entries"),
    "scope_sheet": mark("Scope sheets"),
    "plan_item": mark("Entries of the plan"),
    "plan_milestone": mark("Milestones"),
    "plan_attestation": mark("Attestations"),
    "choice": mark("Choices among options"),
    "review": mark("Reviews"),
    "review_entry": mark("Entries of reviews"),
    "protected_entry": mark("Protected entries"),
    "result": mark("Kept results and frozen baselines"),
    "import_batch": mark("Workbooks that were taken in"),
}
_STEPS: dict[AssessmentStatus, str] = {
    "in_review": mark("Hand in for review"),
    "approved": mark("Approve and lock"),
    "draft": mark("Send back as a draft"),
    "reopened": mark("Reopen"),
}


def draw() -> None:
    """Draw the page."""
    if st.session_state.get(DELETED):
        st.switch_page("pages/assessments.py")
    page_context = context()
    opened = opened_assessment(page_context)
    draw_heading(opened, _("This assessment"))
    ask_who_writes(page_context, reads_first=True)
    show_problems(st.session_state.pop(_problems(opened), ()))
    _draw_facts(page_context, opened)
    st.header(_("Status"))
    _draw_status(page_context, opened)
    st.header(_("Correct it"))
    _draw_correction(page_context, opened)
    st.header(_("Begin the next round with it"))
    draw_next_round(page_context, {opened.assessment.id: opened.assessment})
    st.header(_("Archive or delete it"))
    _draw_archive(page_context, opened)
    _draw_deletion(page_context, opened)
    st.header(_("What happened to it"))
    _draw_history(page_context, opened)


def _problems(opened: Opened) -> str:
    return f"{opened.assessment.id}:whole:problems"


def _try(opened: Opened, action: Callable[..., object], *arguments: Any, **named: Any) -> bool:  # noqa: ANN401 - whatever the service takes
    """Do something with the assessment as it was on the screen; keep why it was refused."""
    try:
        action(*arguments, **named)
    except Refused as refusal:
        st.session_state[_problems(opened)] = refusal.problems
        return False
    return True


def _draw_facts(page_context: Context, opened: Opened) -> None:
    heading, questionnaire = opened.assessment, opened.framework.questionnaire
    n_answered = formats.whole(len(answered_ids(page_context, opened)))
    total = formats.whole(len(questionnaire.indicators))
    version = heading.questionnaire_version
    facts = {
        _("State"): heading.state_name,
        _("Region"): heading.region,
        _("Period"): heading.period,
        _("Mode"): mode_name(heading.mode),
        _("Questionnaire"): _(
            "{name}, version {version}", name=questionnaire.name, version=version
        ),
        _("Answered"): _("{answered} of {total}", answered=n_answered, total=total),
        _("Begun"): _(
            "by {name} on {when}", name=heading.created_by, when=local_day(heading.created_at)
        ),
        _("Begun with what this found"): _last_round(page_context, opened),
        _("Scope note"): heading.scope_note,
    }
    st.markdown("\n".join(f"- {name}: {plain(text)}" for name, text in facts.items() if text))


def _last_round(page_context: Context, opened: Opened) -> str:
    last = read_last_round(page_context, opened)
    return last.earlier.title if last else ""


# Status


def _draw_status(page_context: Context, opened: Opened) -> None:
    _explain_status(opened)
    for following in NEXT_STATUSES[opened.assessment.status]:
        _draw_step(page_context, opened, following)


def _explain_status(opened: Opened) -> None:
    if words := locked_words(opened):
        st.info(plain(words), icon=":material/lock:")
        return
    st.text(
        _(
            "A draft is handed in, looked at by somebody else, and approved by a person with an "
            "office. After that no answer can be changed unless somebody reopens it with a reason."
        )
    )
    st.text(_(STAYS_WRITABLE))


def _draw_step(page_context: Context, opened: Opened, following: AssessmentStatus) -> None:
    key = f"{opened.assessment.id}:whole:{following}"
    fields: list[str] = []
    if following == "approved":
        st.text_input(_("Who approves it"), key=f"{key}:name")
        st.text_input(
            _("In which office"),
            placeholder=_("for example Permanent Secretary, Ministry of Justice"),
            key=f"{key}:office",
        )
        fields = ["name", "office"]
    if following == "reopened":
        st.text_area(_("Why it is reopened"), key=f"{key}:reason", height=80)
        fields = ["reason"]
    st.button(
        _(_STEPS[following]),
        type="secondary" if following == "draft" else "primary",
        key=key,
        on_click=_give_status,
        args=(page_context, opened, following, fields),
    )


def _give_status(
    page_context: Context, opened: Opened, following: AssessmentStatus, fields: list[str]
) -> None:
    key = f"{opened.assessment.id}:whole:{following}"
    said = {name: str(st.session_state.get(f"{key}:{name}", "")) for name in fields}
    _try(opened, give_status, page_context, opened, following, Signature(**said))


# Correction


def _draw_correction(page_context: Context, opened: Opened) -> None:
    heading = opened.assessment
    if heading.is_locked:
        st.text(_("Reopen it first: what it is about was approved with the answers."))
        return
    # With the number of changes, so that the fields show what somebody else corrected meanwhile.
    key = f"{heading.id}:whole:correct:{heading.n_changes}"
    st.text(
        _("Another state cannot be chosen: begin a new assessment, and archive or delete this one.")
    )
    st.text_input(heading_field("period"), key=initially(f"{key}:period", heading.period))
    st.text_input(
        heading_field("region"),
        key=initially(f"{key}:region", heading.region),
        help=_("Empty if the whole state is assessed."),
    )
    st.radio(
        heading_field("mode"),
        MODES,
        format_func=mode_name,
        horizontal=True,
        key=initially(f"{key}:mode", heading.mode),
    )
    st.text_area(
        heading_field("scope_note"), key=initially(f"{key}:scope_note", heading.scope_note)
    )
    st.button(
        _("Save the correction"), key=key, on_click=_correct, args=(page_context, opened, key)
    )


def _correct(page_context: Context, opened: Opened, key: str) -> None:
    names = Correction.__dataclass_fields__
    said = {name: str(st.session_state[f"{key}:{name}"]) for name in names}
    _try(opened, correct_assessment, page_context, opened, Correction(**said))


# Archive and deletion


def _draw_archive(page_context: Context, opened: Opened) -> None:
    key = f"{opened.assessment.id}:whole:archive"
    if opened.assessment.archived:
        st.text(_("It is archived: lists and comparisons leave it out. Everything in it is here."))
        label, action = _("Take it back from the archive"), take_back
    else:
        st.text(
            _(
                "An archived assessment is left out of lists and comparisons, and is nobody's "
                "baseline. Everything in it stays, and it can be taken back."
            )
        )
        label, action = _("Archive it"), archive_assessment
    st.button(label, key=key, on_click=_carry_out, args=(page_context, opened, action))


def _carry_out(
    page_context: Context, opened: Opened, action: Callable[[Context, Opened], None]
) -> None:
    _try(opened, action, page_context, opened)


def _draw_deletion(page_context: Context, opened: Opened) -> None:
    with st.expander(_("Delete it for good")):
        if opened.assessment.is_locked:
            st.text(_("It is approved. Reopen it first, if it is to be deleted all the same."))
            return
        parts = count_parts(page_context, opened)
        st.text(_("This would be deleted with it, and cannot be brought back:"))
        counted = [
            f"- {_(words)}: {formats.whole(parts[name])}"
            for name, words in _PARTS.items()
            if parts.get(name)
        ]
        st.markdown("\n".join(counted or ["- " + _("nothing was entered yet")]))
        st.text(
            _(
                "That you deleted an assessment, and when, stays in the history of this "
                "workspace. Backups that were made before still hold it."
            )
        )
        key = f"{opened.assessment.id}:whole:delete"
        label = _("Type {title} to delete it", title=plain(f"'{opened.assessment.title}'"))
        st.text_input(label, key=f"{key}:name")
        st.button(
            _("Delete it for good"), key=key, on_click=_delete, args=(page_context, opened, key)
        )


def _delete(page_context: Context, opened: Opened, key: str) -> None:
    typed = str(st.session_state[f"{key}:name"])
    if _try(opened, delete_assessment, page_context, opened, typed):
        leave_assessment()
        st.session_state[DELETED] = opened.assessment.title


# History


def _draw_history(page_context: Context, opened: Opened) -> None:
    found = events(read_changes(page_context, opened), read_imports(page_context, opened))
    if not found:
        st.text(_("Nothing since it was begun."))
    for event in found:
        _draw_event(event)


def _draw_event(event: Event) -> None:
    with st.container(border=True):
        st.markdown(f"**{plain(event.title)}**")
        st.text(_("{name}, {when}", name=event.person_name, when=local_day(event.recorded_at)))
        for line in event.details:
            st.text(line)


draw()
