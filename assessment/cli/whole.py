"""Answers for statistics programs, and a whole assessment out to a file and in from one."""

# ruff: noqa: PLC0415 - the rooms below load only when a command needs them, so that help is quick

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessment.cli.command import AsJson, DecimalComma, Force, argument, command, option
from assessment.cli.files import choose_target, read_some
from assessment.cli.imports import agrees
from assessment.cli.opening import AssessmentId, find_assessment, open_context
from assessment.cli.output import DECISION_NEEDED, emit, say
from assessment.cli.workbooks import Output, write_download
from assessment.locales import gettext as _
from assessment.locales import mark, ngettext

if TYPE_CHECKING:
    from assessment.services.whole_assessment import WholePreview


@command(
    "export-csv",
    mark("Write every answer as a table for statistics programs, with a codebook."),
    mark(
        "Prints the name of the file: a zip with answers.csv (one row for each question and "
        "revision of its answer; codes and labels, who, when with the zone, and from where) and "
        "codebook.csv (every column, every code, and what an empty cell means). Sources marked "
        "as restricted are left out."
    ),
    keys=mark("assessment_id, file, n_bytes"),
    examples=(
        "spca export-csv 3f2a -o kenya.zip",
        "spca export-csv 3f2a -o kenya.zip --include-restricted",
    ),
)
def export_csv(  # noqa: PLR0913 - one option for each thing that can be chosen
    ctx: typer.Context,
    *,
    assessment: AssessmentId,
    output: Output = None,
    include_restricted: Annotated[
        bool, option("With restricted sources.", "--include-restricted")
    ] = False,
    decimal_comma: DecimalComma = False,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Write every answer ever given as a long table."""
    from assessment.services.whole_assessment import export_csv as export

    context = open_context(ctx)
    opened = find_assessment(context, assessment)
    download = export(
        context, opened, include_restricted=include_restricted, decimal_comma=decimal_comma
    )
    target = choose_target(output, download.name)
    write_download(opened.assessment.id, target, download, force=force, as_json=as_json)
    if include_restricted:
        say(_("The file holds sources that are restricted: pass it on only to those who may see."))


@command(
    "export-json",
    mark("Write a whole assessment as one file, to keep or to take to another database."),
    mark(
        "Prints the name of the file. In it stands everything that was recorded: all revisions, "
        "sources (restricted ones too), views, ratings (hidden ones too), reviews, the plan and "
        "the history, each with who, when and from where. What was left in the protected channel "
        "of a review is in no file, nor are the keys of persons."
    ),
    keys=mark("assessment_id, file, n_bytes"),
    examples=("spca export-json 3f2a -o kenya.json",),
)
def export_json(
    ctx: typer.Context,
    *,
    assessment: AssessmentId,
    output: Output = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Write everything that is recorded of an assessment."""
    from assessment.services.whole_assessment import export_json as export

    context = open_context(ctx)
    opened = find_assessment(context, assessment)
    download = export(context, opened)
    target = choose_target(output, download.name)
    write_download(opened.assessment.id, target, download, force=force, as_json=as_json)
    say(
        _(
            "The file holds everything, restricted sources and hidden ratings too: pass it on "
            "only to those who may see."
        )
    )


@command(
    "import-json",
    mark("Take in a whole assessment that 'spca export-json' wrote."),
    mark(
        "Shows what it would bring, and writes it after a yes: all or nothing, with who, when and "
        "from where as the file says. Everything that is wrong with the file is shown at once, "
        "each with its place. Nothing is ever merged: an assessment that is here already is "
        "refused. Exit code 3: a yes is still needed."
    ),
    keys=mark(
        "assessment_id, assessment_title, file, counts (rows by list), people (names), problems "
        "(warnings), written"
    ),
    examples={
        "spca import-json kenya.json": mark("shows what it would bring, then asks"),
        "spca import-json kenya.json --dry-run": mark("only shows it"),
        "spca import-json kenya.json --yes": mark("writes without asking"),
    },
)
def import_json(
    ctx: typer.Context,
    *,
    file: Annotated[Path, argument("The file of a whole assessment.", "FILE")],
    yes: Annotated[bool, option("Write without asking.", "--yes", "-y")] = False,
    dry_run: Annotated[bool, option("Only show; write nothing.", "--dry-run")] = False,
    as_json: AsJson = False,
) -> None:
    """Read a file, show what it would bring, and write it after a yes."""
    from assessment.exchange.safe_json import LARGEST_JSON
    from assessment.services.whole_assessment import import_json as write
    from assessment.services.whole_assessment import preview_json

    content = read_some(file, LARGEST_JSON)
    context = open_context(ctx, must_exist=False)
    preview = preview_json(context, content, file.name)
    if not as_json:
        emit({}, _lines(preview), as_json=False)
    is_wanted = yes or (not (as_json or dry_run) and sys.stdin.isatty() and agrees())
    is_written = is_wanted and not dry_run
    if is_written:
        write(context, preview)
    if as_json:
        emit(_result(preview, file, written=is_written), (), as_json=True)
    say(_remark(preview, written=is_written, dry_run=dry_run))
    raise typer.Exit(0 if is_written or dry_run else DECISION_NEEDED)


def _remark(preview: "WholePreview", *, written: bool, dry_run: bool) -> str:
    if written:
        return _("Written: {assessment}.", assessment=preview.title)
    if dry_run:
        return _("This was a trial; nothing was written.")
    return _("Nothing was written; add --yes to write it.")


def _result(preview: "WholePreview", file: Path, *, written: bool) -> dict[str, object]:
    return {
        "assessment_id": preview.assessment_id,
        "assessment_title": preview.title,
        "file": file,
        "counts": preview.counts,
        "people": preview.people,
        "problems": preview.problems,
        "written": written,
    }


def _lines(preview: "WholePreview") -> Iterator[str]:
    """Yield what the file would bring, for a person to read."""
    from assessment.reporting.whole import counts_table

    yield _("{assessment}, with the id {id}:", assessment=preview.title, id=preview.assessment_id)
    for what, number in counts_table(preview.counts):
        yield f"  {what}: {number}"
    yield ngettext(
        "Recorded by {number} person: {names}.",
        "Recorded by {number} persons: {names}.",
        len(preview.people),
        names=", ".join(preview.people),
    )
    yield from (str(problem) for problem in preview.problems)
