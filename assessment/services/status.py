"""Take an assessment from draft to review and approval, and reopen it with a reason."""

from collections.abc import Iterator
from dataclasses import dataclass

from assessment.locales import gettext as _
from assessment.locales.formats import listed, whole
from assessment.model.answer import Origin
from assessment.model.checks import LONGEST_TEXT
from assessment.model.history import NEXT_STATUSES, STATUSES, AssessmentStatus, HeadingChange
from assessment.model.problem import Problem, Refused
from assessment.model.text import Cleaned
from assessment.reporting.status import status_name
from assessment.services.assessments import LONGEST_NAME, record_change
from assessment.services.context import Context, Opened


@dataclass(frozen=True)
class Signature(Cleaned):
    """What a person says who gives an assessment another status.

    Attributes
    ----------
    name, office
        Who approves, and in which office; needed to approve.
    reason
        Needed to reopen, welcome with everything else.
    """

    name: str = ""
    office: str = ""
    reason: str = ""


def give_status(
    context: Context,
    opened: Opened,
    status: str,
    signature: Signature = Signature(),
    *,
    origin: Origin = "page",
) -> None:
    """Give an assessment another status; once approved, nothing in it can be changed.

    Raises
    ------
    Refused
        If that status cannot follow, a signature or a reason is missing, or somebody changed
        the assessment meanwhile; nothing is written then.
    """
    heading = opened.assessment
    new = next((one for one in STATUSES if one == status), None)
    if new is None or new not in NEXT_STATUSES[heading.status]:
        raise Refused((_cannot_follow(opened, status),))
    if problems := tuple(_check(new, signature)):
        raise Refused(problems)
    is_signed = new == "approved"
    change = HeadingChange(
        "status",
        new,
        heading.archived,
        reason=signature.reason.strip(),
        name=signature.name.strip() if is_signed else "",
        office=signature.office.strip() if is_signed else "",
    )
    record_change(context, opened, change, origin=origin)


def _cannot_follow(opened: Opened, status: str) -> Problem:
    now = opened.assessment.status
    following = [_("{name} ({code})", name=status_name(c), code=c) for c in NEXT_STATUSES[now]]
    return Problem(
        "assessment.status_unknown",
        opened.assessment.title,
        _(
            "'{status}' cannot follow on the status {now}.",
            status=status,
            now=status_name(now),
        ),
        _("Choose what can follow."),
        _("Allowed are {choices}.", choices=listed(following, "or")),
    )


def _check(status: AssessmentStatus, signature: Signature) -> Iterator[Problem]:
    signed = {
        _("Name"): (signature.name, _("Say who approves the assessment.")),
        _("Office"): (signature.office, _("Say in which office that person approves it.")),
    }
    for where, (text, remedy) in signed.items() if status == "approved" else ():
        yield from _check_text(where, text, remedy, LONGEST_NAME)
    reason = _("Say why it is opened again; whoever approved it will ask.")
    is_needed = status == "reopened"
    if is_needed or signature.reason:
        yield from _check_text(_("Reason"), signature.reason, reason, LONGEST_TEXT)


def _check_text(where: str, text: str, remedy: str, longest: int) -> Iterator[Problem]:
    if not text.strip():
        yield Problem("assessment.text_missing", where, _("Nothing is written here."), remedy)
    elif len(text) > longest:
        found = _("The text has {number} characters.", number=whole(len(text)))
        allowed = _("Allowed are {number}.", number=whole(longest))
        yield Problem("assessment.text_too_long", where, found, _("Shorten it."), allowed)
