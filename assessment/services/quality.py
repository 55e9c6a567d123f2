"""Run the quality checks of an assessment, accept findings with a reason, and take that back."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields

from assessment.locales import gettext as _
from assessment.locales.formats import whole
from assessment.model.answer import Origin
from assessment.model.assessment import StaleWrite
from assessment.model.checks import LONGEST_TEXT, check_text
from assessment.model.plan_checks import LONGEST_LINE
from assessment.model.problem import Problem, Refused
from assessment.model.quality import (
    Acceptance,
    AcceptanceKind,
    Finding,
    QualityReport,
    QualityRules,
)
from assessment.model.quality_checks import Examined, find_in
from assessment.model.review_checks import SHORTEST_REASONS
from assessment.model.text import Cleaned
from assessment.reporting.quality import acceptance_field
from assessment.services.context import Context, Opened

_TRIES = 4


@dataclass(frozen=True)
class Answering(Cleaned):
    """Who answers for an acceptance, in which office, and why."""

    person: str
    office: str
    reason: str


def check_quality(context: Context, opened: Opened) -> QualityReport:
    """Return what the checks of the questionnaire find now, and what of it was accepted."""
    questionnaire, id_ = opened.framework.questionnaire, opened.assessment.id
    rules = opened.framework.quality or QualityRules()
    examined = Examined(
        questionnaire,
        context.store.record(opened.assessment),
        rules,
        context.clock().date(),
        # Before that, a finding about ratings would tell what others gave.
        open_ratings=_open_ratings(context, opened),
    )
    return QualityReport(
        rules.checks,
        find_in(examined),
        n_answered=len([*examined.answers()]),
        n_asked=len(questionnaire.indicators),
        acceptances=context.store.acceptances(id_),
    )


def _open_ratings(context: Context, opened: Opened) -> frozenset[str]:
    """Return the ids of the indicators whose ratings everybody may see."""
    ratings = context.store.ratings(opened.assessment.id)
    ids = (one.id for one in opened.framework.questionnaire.indicators)
    return frozenset(id_ for id_ in ids if ratings.opening(id_) is not None)


def accept_findings(
    context: Context,
    opened: Opened,
    fingerprints: Sequence[str],
    answering: Answering,
    *,
    origin: Origin = "page",
) -> None:
    """Let findings stand, for one reason; a finding that changes afterwards is open again.

    Raises
    ------
    Refused
        Without a name, an office or a reason, or if one of them is not open any more;
        nothing is written then.
    """

    def choose(report: QualityReport) -> list[Finding]:
        still_open = {one.fingerprint: one for one in report.open}
        _refuse_gone([one for one in fingerprints if one not in still_open])
        return [still_open[one] for one in dict.fromkeys(fingerprints)]

    _append(context, opened, "accepted", answering, choose, origin=origin)


def take_back_acceptances(
    context: Context,
    opened: Opened,
    fingerprints: Sequence[str],
    answering: Answering,
    *,
    origin: Origin = "page",
) -> None:
    """Let accepted findings be open again; what was said before stays.

    Raises
    ------
    Refused
        Without a name, an office or a reason, or if one of them is not accepted any more;
        nothing is written then.
    """

    def choose(report: QualityReport) -> list[Finding]:
        standing = {one.fingerprint: one for one, _accepted in report.accepted}
        _refuse_gone([one for one in fingerprints if one not in standing])
        return [standing[one] for one in dict.fromkeys(fingerprints)]

    _append(context, opened, "taken_back", answering, choose, origin=origin)


def _append(  # noqa: PLR0913 - what was said, of what, by whom
    context: Context,
    opened: Opened,
    kind: AcceptanceKind,
    answering: Answering,
    choose: Callable[[QualityReport], list[Finding]],
    *,
    origin: Origin,
) -> None:
    """Check what was said, then write it of what is found now."""
    for _attempt in range(_TRIES):
        report = check_quality(context, opened)
        findings = choose(report)
        if problems := (*_check_chosen(findings), *_check_answering(answering)):
            raise Refused(problems)
        said = {one.name: getattr(answering, one.name).strip() for one in fields(answering)}
        entries = [
            Acceptance(kind, one.check.id, one.subject, one.fingerprint, **said) for one in findings
        ]
        try:
            context.store.write_acceptances(
                opened.assessment.id,
                entries,
                report.acceptances.n_seen,
                context.actor,
                context.clock(),
                origin=origin,
            )
        except StaleWrite:  # somebody else accepted something at the same moment
            continue
        return
    found = _("Others kept writing at the same moment.")
    raise Refused((Problem("quality.busy", _("Quality checks"), found, _("Try again.")),))


def _check_chosen(findings: Iterable[Finding]) -> Iterator[Problem]:
    if not [*findings]:
        where, found = acceptance_field("which"), _("No finding is chosen.")
        yield Problem("quality.none_chosen", where, found, _("Choose one or more."))


def _check_answering(answering: Answering) -> Iterator[Problem]:
    remedies = {
        "person": _("Name who answers for it."),
        "office": _("Say in which office."),
        "reason": _("Say why, in a sentence or more."),
    }
    for name, remedy in remedies.items():
        text: str = getattr(answering, name)
        yield from check_text(text, acceptance_field(name), remedy)
        longest = LONGEST_TEXT if name == "reason" else LONGEST_LINE
        if longest < len(text) <= LONGEST_TEXT:
            found = _("The text has {number} characters.", number=whole(len(text)))
            allowed = _("Allowed are {number}.", number=whole(longest))
            where = acceptance_field(name)
            yield Problem("text.too_long", where, found, _("Shorten it."), allowed)
    length = len(" ".join(answering.reason.split()))
    if 0 < length < SHORTEST_REASONS:
        yield Problem(
            "quality.reason_short",
            acceptance_field("reason"),
            _("It has {number} characters.", number=whole(length)),
            _("Say why, in a sentence or more."),
            _("At least {number} are needed.", number=whole(SHORTEST_REASONS)),
        )


def _refuse_gone(fingerprints: Sequence[str]) -> None:
    """Refuse findings that were mended, changed or accepted since they were on the screen."""
    if fingerprints:
        found = _("What was chosen was mended, changed or accepted meanwhile.")
        remedy = _("Look at the list again, then choose.")
        raise Refused((Problem("quality.gone", acceptance_field("which"), found, remedy),))
