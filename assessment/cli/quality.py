"""Prints what a reviewer would send back, and fails while something serious is open."""

# ruff: noqa: PLC0415 - the rooms below load only when a command needs them, so that help is quick

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from assessment.cli.command import AsJson, command
from assessment.cli.opening import (
    AssessmentId,
    find_assessment,
    heading_lines,
    heading_result,
    open_context,
)
from assessment.cli.output import PROBLEMS_FOUND, emit
from assessment.locales import gettext as _
from assessment.locales import mark

if TYPE_CHECKING:
    from assessment.model.quality import Finding, QualityReport
    from assessment.services.context import Opened


@command(
    "check",
    mark("List what a reviewer would send back: the quality checks of an assessment."),
    mark(
        "Serious findings first: a level without a source, against its statements or without a "
        "rationale, dates that cannot be, answers carried over and never looked at, and more. "
        "The exit code is 1 while one of them is open. Findings are accepted with a reason in "
        "the app, by a named person; one that changes afterwards is open again. Titles of "
        "restricted sources are not printed."
    ),
    keys=mark(
        "questionnaire (id, version, checksum, content_differs), assessment, has_checks (false "
        "where the version of the questionnaire names none), n_serious and n_attention (open "
        "ones), n_accepted, findings (check, severity, label, why, place (answer, scope or "
        "context), subject (id of the question or circumstance, or name of a list), name, "
        "dimension (null without), found, answers (ids), fingerprint, acceptance (person, "
        "office, reason, person_name, recorded_at; null while it is open))"
    ),
    examples={
        "spca check 3f2a": "",
        "spca check 3f2a --json": mark("for a program that waits until nothing serious is open"),
    },
)
def check(ctx: typer.Context, *, assessment: AssessmentId, as_json: AsJson = False) -> None:
    """Print the findings; the exit code says whether something serious is open."""
    from assessment.services.quality import check_quality

    context = open_context(ctx)
    opened = find_assessment(context, assessment)
    report = check_quality(context, opened)
    emit(_result(opened, report), _lines(opened, report), as_json=as_json)
    if report.n_open("serious"):
        raise typer.Exit(PROBLEMS_FOUND)


def _result(opened: "Opened", report: "QualityReport") -> dict[str, object]:
    return {
        **heading_result(opened),
        "has_checks": bool(report.checks),
        "n_serious": report.n_open("serious"),
        "n_attention": report.n_open("attention"),
        "n_accepted": len(report.accepted),
        "findings": [_finding(one, opened, report) for one in report.findings],
    }


def _finding(finding: "Finding", opened: "Opened", report: "QualityReport") -> dict[str, object]:
    from assessment.reporting.quality import found_sentence, subject_name

    framework, standing = opened.framework, report.acceptances.standing
    is_answer = framework.questionnaire.has_indicator(finding.subject)
    dimension = framework.questionnaire.dimension_of(finding.subject).id if is_answer else None
    accepted = standing.get(finding.fingerprint)
    return {
        "check": finding.check.id,
        "severity": finding.check.severity,
        "label": finding.check.label,
        "why": finding.check.why,
        "place": finding.place,
        "subject": finding.subject,
        "name": subject_name(finding.subject, framework),
        "dimension": dimension,
        "found": found_sentence(finding),
        "answers": finding.answers,
        "fingerprint": finding.fingerprint,
        "acceptance": None
        if accepted is None
        else {
            "person": accepted.acceptance.person,
            "office": accepted.acceptance.office,
            "reason": accepted.acceptance.reason,
            "person_name": accepted.person_name,
            "recorded_at": accepted.recorded_at,
        },
    }


def _lines(opened: "Opened", report: "QualityReport") -> Iterator[str]:
    from assessment.model.quality import by_check
    from assessment.reporting.quality import (
        NO_CHECKS,
        found_sentence,
        group_heading,
        subject_name,
        summary,
    )

    yield from heading_lines(opened)
    yield ""
    if not report.checks:
        yield _(NO_CHECKS)
        return
    yield summary(report)
    for check_, findings in by_check(report.open).items():
        yield ""
        yield group_heading(check_, len(findings))
        yield f"  {check_.why}"
        for one in findings:
            yield f"  {subject_name(one.subject, opened.framework)}: {found_sentence(one)}"
