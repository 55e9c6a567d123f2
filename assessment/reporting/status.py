"""Status, approval and history of an assessment, in sentences alike wherever they are shown."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from assessment.locales import gettext as _
from assessment.locales import mark, pgettext
from assessment.locales.formats import day, moment
from assessment.model.assessment import MODES, Assessment
from assessment.model.history import (
    Approval,
    AssessmentStatus,
    Deletion,
    HeadingChange,
    RecordedChange,
)
from assessment.model.imports import FileImport
from assessment.model.problem import Problem
from assessment.reporting.imports import brought_words, team_words
from assessment.reporting.terms import mode_name
from assessment.reporting.wording import full_stop

LOCKED = "assessment.locked"
STAYS_WRITABLE = mark("The review and the plan go on: they are made after an approval.")
_FIELDS = {
    "period": mark("Period"),
    "region": mark("Region"),
    "mode": mark("Mode"),
    "scope_note": mark("Scope note"),
}


def status_name(status: AssessmentStatus) -> str:
    """Name a status, as in a list."""
    match status:
        case "draft":
            return pgettext("status of an assessment", "draft")
        case "in_review":
            return pgettext("status of an assessment", "in review")
        case "approved":
            return pgettext("status of an assessment", "approved")
        case "reopened":
            return pgettext("status of an assessment", "reopened")


def approval_words(approval: Approval) -> str:
    """Say who approved an assessment, in which office, and on which day."""
    return _(
        "Approved by {name}, {office}, on {day}.",
        name=approval.name,
        office=approval.office,
        day=day(approval.at),
    )


def locked_words(assessment: Assessment) -> str:
    """Say by whom an assessment is locked and what to do; empty where it is not."""
    if assessment.approval is None or not assessment.is_locked:
        return ""
    return " ".join(
        (
            approval_words(assessment.approval),
            _("Its answers cannot be changed any more. To change them, reopen it with a reason."),
            _(STAYS_WRITABLE),
        )
    )


def locked_problem(title: str, approval: Approval) -> Problem:
    """Say that nothing was written, because somebody approved the assessment."""
    return Problem(
        LOCKED,
        title,
        " ".join((approval_words(approval), _("Nothing in it can be changed since."))),
        _("Reopen it with a reason on the page 'This assessment', or by 'spca status'."),
    )


def change_title(change: HeadingChange) -> str:
    """Say in a word or two what happened."""
    match change.kind:
        case "corrected":
            return _("Corrected")
        case "archived":
            return _("Archived")
        case "taken_back":
            return _("Taken back from the archive")
        case "status":
            return _status_title(change.status)


def _status_title(status: AssessmentStatus) -> str:
    match status:
        case "draft":
            return _("Sent back as a draft")
        case "in_review":
            return _("Handed in for review")
        case "approved":
            return _("Approved")
        case "reopened":
            return _("Reopened")


def change_lines(change: HeadingChange) -> Iterator[str]:
    """Yield what a change says beyond its title: fields before and after, signature, reason."""
    for field, (before, after) in change.changed.items():
        yield _(
            "{field}: from {before} to {after}",
            field=heading_field(field),
            before=_value(field, before),
            after=_value(field, after),
        )
    if change.name:
        yield _("Signed by {name}, {office}.", name=change.name, office=change.office)
    if change.reason:
        yield _("Reason: {reason}", reason=full_stop(change.reason))


@dataclass(frozen=True)
class Event:
    """One thing that happened to an assessment as a whole.

    Attributes
    ----------
    details
        What there is to say beyond the title, line by line.
    """

    title: str
    person_name: str
    recorded_at: datetime
    details: tuple[str, ...] = ()


def events(changes: Iterable[RecordedChange], imports: Iterable[FileImport]) -> tuple[Event, ...]:
    """Return what happened to an assessment as a whole, the newest first.

    Workbooks that were taken in belong to it, and that they were taken back.
    """
    found = [
        *(
            Event(
                change_title(one.change),
                one.person_name,
                one.recorded_at,
                tuple(change_lines(one.change)),
            )
            for one in changes
        ),
        *(event for one in imports for event in _of_import(one)),
    ]
    return tuple(sorted(found, key=lambda event: event.recorded_at, reverse=True))


def _of_import(done: FileImport) -> Iterator[Event]:
    filled_in = _("Filled in by {team}.", team=team_words(done))
    brought = _("It brought {counts}.", counts=brought_words(done))
    title = _("Workbook {file} taken in", file=done.file_name)
    yield Event(title, done.person_name, done.recorded_at, (filled_in, brought))
    if done.undone_at is not None:
        title = _("Workbook {file} taken back", file=done.file_name)
        line = _("What it brought no longer counts.")
        yield Event(title, done.undone_by, done.undone_at, (line,))


def deletion_words(deletion: Deletion) -> str:
    """Say who deleted an assessment and when; of the assessment itself nothing is left."""
    return _(
        "{name} deleted an assessment on {when} (id {id}).",
        name=deletion.person_name,
        when=moment(deletion.recorded_at),
        id=deletion.assessment_id,
    )


def heading_field(name: str) -> str:
    """Name a field of the heading of an assessment, as its form does."""
    return _(_FIELDS[name]) if name in _FIELDS else name


def _value(field: str, text: str) -> str:
    if not text:
        return _("nothing")
    named = (mode_name(mode) for mode in MODES if mode == text)
    return next(named, text) if field == "mode" else _("'{text}'", text=text)
