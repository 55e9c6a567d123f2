"""Workbooks out to the field, and the results to read."""

# ruff: noqa: PLC0415 - the rooms below load only when a command needs them, so that help is quick

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessment.cli.command import AsJson, Force, command, option
from assessment.cli.files import choose_target, write_whole
from assessment.cli.opening import AssessmentId, find_assessment, open_context
from assessment.cli.output import emit, say
from assessment.locales import gettext as _
from assessment.locales import mark

if TYPE_CHECKING:
    from assessment.services.context import Download

Output = Annotated[
    Path | None,
    option("File or folder to write to; here if left out.", "--output", "-o", metavar="FILE"),
]


@command(
    "export-workbook",
    mark("Write a workbook that a team fills in offline."),
    mark(
        "Prints the name of the file. What is answered already stands in it, and the scope sheet; "
        "sources marked as restricted do not."
    ),
    keys=mark("assessment_id, file, n_bytes"),
    examples={
        "spca export-workbook 3f2a -o kenya.xlsx": "",
        "spca export-workbook 3f2a --dimension SEC -o for-the-ministry.xlsx": mark(
            "the questions of one dimension for one ministry"
        ),
        "spca export-workbook 3f2a --short": mark("the key indicators alone"),
    },
)
def export_workbook(  # noqa: PLR0913 - one option for each thing that can be chosen
    ctx: typer.Context,
    *,
    assessment: AssessmentId,
    dimension: Annotated[
        list[str] | None,
        option("Only this dimension; can be given several times.", metavar="ID"),
    ] = None,
    indicator: Annotated[
        list[str] | None,
        option("Only this question, or this one too; several times.", metavar="ID"),
    ] = None,
    short: Annotated[bool, option("Only key indicators, which limit scores.", "--short")] = False,
    output: Output = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Write the workbook that a team fills in without the network."""
    from assessment.services.field_loop import export_workbook as export
    from assessment.services.parts import choose_questions

    context = open_context(ctx)
    opened = find_assessment(context, assessment)
    only = choose_questions(
        opened.framework.questionnaire,
        dimensions=dimension or (),
        indicators=indicator or (),
        short=short,
    )
    download = export(context, opened, only=only)
    target = choose_target(output, download.name)
    write_download(opened.assessment.id, target, download, force=force, as_json=as_json)
    say(
        _(
            "{assessment}: fill the cells, then run '{command}'.",
            assessment=opened.assessment.title,
            command=f"spca import-workbook {target}",
        )
    )


@command(
    "field-page",
    mark("Write one page for the field team, to be printed."),
    mark("What to fill in, with pieces of the workbook. Prints the name of the file."),
    keys=mark("assessment_id, file, n_bytes"),
    examples=("spca field-page 3f2a -o how-to.pdf",),
)
def field_page(
    ctx: typer.Context,
    *,
    assessment: AssessmentId,
    output: Output = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Write one page for the field team, to be printed."""
    from assessment.services.field_loop import export_field_page

    opened = find_assessment(context := open_context(ctx), assessment)
    download = export_field_page(context, opened)
    target = choose_target(output, download.name)
    write_download(opened.assessment.id, target, download, force=force, as_json=as_json)


@command(
    "results",
    mark("Write all results as a workbook to read."),
    mark(
        "The conclusion first, then a chart, scores, explanations, answers, gaps and suggestions. "
        "Prints the name of the file."
    ),
    keys=mark("assessment_id, file, n_bytes"),
    examples=(
        "spca results 3f2a -o kenya-results.xlsx",
        "spca results 3f2a -o kenya-results.xlsx --include-restricted",
    ),
)
def results(  # noqa: PLR0913 - one option for each thing that can be chosen
    ctx: typer.Context,
    *,
    assessment: AssessmentId,
    output: Output = None,
    include_restricted: Annotated[
        bool, option("With restricted sources and lists of groups.", "--include-restricted")
    ] = False,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Write scores, explanations, answers, gaps and suggestions as a workbook to read."""
    from assessment.services.results import export_results

    context = open_context(ctx)
    opened = find_assessment(context, assessment)
    download = export_results(context, opened, include_restricted=include_restricted)
    target = choose_target(output, download.name)
    write_download(opened.assessment.id, target, download, force=force, as_json=as_json)
    if include_restricted:
        say(
            _(
                "The file holds sources and lists that are restricted: pass it on only to those "
                "who may see."
            )
        )


def write_download(
    assessment_id: str, target: Path, download: "Download", *, force: bool, as_json: bool
) -> None:
    """Write a file that was made of an assessment, and print its name."""
    write_whole(target, download.content, force=force)
    result = {
        "assessment_id": assessment_id,
        "file": target,
        "n_bytes": len(download.content),
    }
    emit(result, (str(target),), as_json=as_json)
