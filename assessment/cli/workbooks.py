"""Workbooks out to the field, and the results to read."""

# ruff: noqa: PLC0415 - the rooms below load only when a command needs them, so that help is quick

from pathlib import Path
from typing import Annotated

import typer

from assessment.cli.files import choose_target, write_whole
from assessment.cli.opening import find_assessment, open_context
from assessment.cli.output import AsJson, Force, emit, say

EXPORT_EXAMPLES = (
    "\b\nExamples:\n  spca export-workbook 3f2a -o kenya.xlsx\n  spca export-workbook 3f2a"
)
RESULTS_EXAMPLES = (
    "\b\nExamples:\n"
    "  spca results 3f2a -o kenya-results.xlsx\n"
    "  spca results 3f2a -o kenya-results.xlsx --include-restricted"
)

AssessmentId = Annotated[
    str, typer.Argument(metavar="ID", help="Id of the assessment, or 4 and more characters of it.")
]
Output = Annotated[
    Path | None,
    typer.Option("--output", "-o", help="File or folder to write to; here if left out."),
]


def export_workbook(
    ctx: typer.Context,
    *,
    assessment: AssessmentId,
    output: Output = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Write the workbook that a team fills in without the network.

    Prints the name of the file. What is answered already stands in it; sources
    marked as restricted do not.

    Keys of --json: assessment_id, file, n_bytes.
    """
    from assessment.services.field_loop import export_workbook as export

    context = open_context(ctx)
    opened = find_assessment(context, assessment)
    download = export(context, opened)
    target = choose_target(output, download.name)
    write_whole(target, download.content, force=force)
    _tell(opened.assessment.id, target, len(download.content), as_json=as_json)
    say(f"{opened.assessment.title}: fill the cells, then run 'spca import-workbook {target}'.")


def results(  # noqa: PLR0913 - one option for each thing that can be chosen
    ctx: typer.Context,
    *,
    assessment: AssessmentId,
    output: Output = None,
    include_restricted: Annotated[
        bool, typer.Option("--include-restricted", help="With sources marked as restricted.")
    ] = False,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Write scores, explanations, answers, gaps and suggestions as a workbook to read.

    Prints the name of the file.

    Keys of --json: assessment_id, file, n_bytes.
    """
    from assessment.services.results import export_results

    context = open_context(ctx)
    opened = find_assessment(context, assessment)
    download = export_results(context, opened, include_restricted=include_restricted)
    target = choose_target(output, download.name)
    write_whole(target, download.content, force=force)
    _tell(opened.assessment.id, target, len(download.content), as_json=as_json)
    if include_restricted:
        say("The file holds sources marked as restricted: pass it on only to those who may see.")


def _tell(assessment_id: str, target: Path, n_bytes: int, *, as_json: bool) -> None:
    result = {"assessment_id": assessment_id, "file": target, "n_bytes": n_bytes}
    emit(result, (str(target),), as_json=as_json)
