"""Shows the plan of an assessment beside the findings of today, or writes it to a file."""

# ruff: noqa: PLC0415 - the rooms below load only when a command needs them, so that help is quick

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessment.cli.command import AsJson, Force, command, option
from assessment.cli.files import choose_target, write_whole
from assessment.cli.opening import AssessmentId, find_assessment, heading_lines, open_context
from assessment.cli.output import emit
from assessment.locales import gettext as _
from assessment.locales import mark
from assessment.model.problem import Problem, Refused

if TYPE_CHECKING:
    from assessment.model.plan import ItemStanding, MilestoneStanding
    from assessment.reporting.plans import PlanReport
    from assessment.services.context import Context, Download, Opened


@command(
    "plan",
    mark("Show the plan of an assessment, or write it to a file."),
    mark(
        "It says of each item what the answers of today say, and in the next round whether its "
        "indicator moved, which proves no cause. With --output it writes a workbook (.xlsx) with "
        "items and milestones, or the items alone (.csv). Items are added on the page Plan."
    ),
    keys=mark(
        "assessment_id, attention, items (item, revision, now, change, waits_for, "
        "rests_on_dropped, gap_ids, has_reached, is_overdue, review_is_due, sentences), milestones "
        "(milestone, agreement, is_overdue, attested), moves (title, rows, no_proof; null without "
        "an earlier plan), file (null without --output)"
    ),
    examples=("spca plan 3f2a", "spca plan 3f2a -o plan.xlsx", "spca plan 3f2a -o items.csv"),
)
def plan(
    ctx: typer.Context,
    *,
    assessment: AssessmentId,
    output: Annotated[
        Path | None,
        option("File (.xlsx or .csv) or folder to write to.", "--output", "-o", metavar="FILE"),
    ] = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Show the plan, or write it to a file."""
    from assessment.services.results import find_plan, score

    context = open_context(ctx)
    opened = find_assessment(context, assessment)
    target = None
    if output is not None:
        download = _make(context, opened, output)
        target = choose_target(output, download.name)
        write_whole(target, download.content, force=force)
    report = find_plan(context, score(context, opened)).report
    lines = _lines(opened, report) if target is None else (str(target),)
    emit(_result(opened, report, target), lines, as_json=as_json)


def _make(context: "Context", opened: "Opened", output: Path) -> "Download":
    from assessment.services.results import export_plan, export_plan_items

    if output.is_dir() or output.suffix.lower() == ".xlsx":
        return export_plan(context, opened)
    if output.suffix.lower() == ".csv":
        return export_plan_items(context, opened)
    raise Refused(
        (
            Problem(
                "plan.format_unknown",
                str(output),
                _("A plan is not written in this format."),
                _("Give the file another ending."),
                _("Allowed are .xlsx and .csv."),
            ),
        )
    )


def _result(opened: "Opened", report: "PlanReport", target: Path | None) -> dict[str, object]:
    moves = report.moves
    return {
        "assessment_id": opened.assessment.id,
        "attention": report.attention,
        "items": [
            {
                "item": one.item,
                "revision": one.recorded.revision,
                "now": one.now,
                "change": one.change,
                "waits_for": one.waits_for,
                "rests_on_dropped": one.rests_on_dropped,
                "gap_ids": one.gap_ids,
                "has_reached": one.has_reached,
                "is_overdue": one.is_overdue,
                "review_is_due": one.review_is_due,
                "sentences": report.sentences[one.item.number],
            }
            for one in report.standings
        ],
        "milestones": [
            {
                "milestone": one.milestone,
                "agreement": one.agreement,
                "is_overdue": one.is_overdue,
                "attested": one.attested,
            }
            for one in report.milestone_standings
        ],
        "moves": moves
        and {
            "title": report.moves_title,
            "rows": [dict(zip(moves.columns, row, strict=True)) for row in moves.rows],
            "no_proof": report.no_proof,
        },
        "file": target,
    }


def _lines(opened: "Opened", report: "PlanReport") -> Iterator[str]:
    from assessment.reporting.plans import move_lines

    yield from heading_lines(opened)
    yield ""
    if not report.standings:
        yield _("Nothing is planned yet.")
    if report.attention:
        yield _("To look at first:")
        yield from (f"  - {sentence}" for sentence in report.attention)
        yield ""
    for one in report.standings:
        yield from _item_lines(opened, report, one)
    for one in report.milestone_standings:
        yield from _milestone_lines(one)
    if report.moves is not None:
        yield ""
        yield f"{report.moves_title}:"
        yield from (f"  {line}" for line in move_lines(report))
        yield report.no_proof


def _item_lines(opened: "Opened", report: "PlanReport", standing: "ItemStanding") -> Iterator[str]:
    from assessment.reporting.plans import (
        item_facts,
        item_status_words,
        item_title,
        levels_line,
    )

    item = standing.item
    yield f"{item_title(item, opened.framework)} ({item_status_words(item.status)})"
    yield f"    {levels_line(standing)}"
    yield from (f"    {label}: {text}" for label, text in item_facts(item, opened.framework))
    yield from (f"    - {sentence}" for sentence in report.sentences[item.number])


def _milestone_lines(standing: "MilestoneStanding") -> Iterator[str]:
    from assessment.reporting.plans import attestation_words, milestone_sentence, milestone_title

    yield ""
    yield milestone_title(standing.milestone)
    yield f"    {milestone_sentence(standing)}"
    for one in standing.attested:
        said = one.attestation
        yield f"    - {attestation_words(said)}: {said.evidence}"
