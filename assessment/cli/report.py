"""Writes the report of an assessment, or a brief of two pages, as Word or PDF."""

# ruff: noqa: PLC0415 - the rooms below load only when a command needs them, so that help is quick

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessment.cli.command import AsJson, Force, command, option
from assessment.cli.files import choose_target, read_some, write_whole
from assessment.cli.opening import AssessmentId, find_assessment, open_context
from assessment.cli.output import emit, say
from assessment.locales import gettext as _
from assessment.locales import mark

if TYPE_CHECKING:
    from assessment.services.report import Form, Template

Docx = Annotated[bool, option("As a Word document.", "--docx")]
Pdf = Annotated[bool, option("As a PDF that screen readers can read.", "--pdf")]
TemplateFile = Annotated[
    Path | None,
    option("Your organisation's own Word template (.docx or .dotx), with --docx.", metavar="FILE"),
]


@command(
    "report",
    mark("Write the report of an assessment, or a brief, as Word or PDF."),
    mark(
        "The brief has two pages: what was assessed, weak points, what must be decided. The "
        "report holds all that it rests on. Prints the name of the file; restricted sources and "
        "lists of groups are in it only when asked for."
    ),
    keys=mark("assessment_id, file, n_bytes"),
    examples={
        "spca report 3f2a --pdf": "",
        "spca report 3f2a --docx -o kenya.docx": mark("to go on writing in Word"),
        "spca report 3f2a --pdf --brief": mark("two pages for those who decide"),
        "spca report 3f2a --docx --template ours.docx": mark("with your letterhead and styles"),
    },
)
def report(  # noqa: PLR0913 - one option for each thing that can be chosen
    ctx: typer.Context,
    *,
    assessment: AssessmentId,
    docx: Docx = False,
    pdf: Pdf = False,
    output: Annotated[
        Path | None,
        option("File or folder to write to; here if left out.", "--output", "-o", metavar="FILE"),
    ] = None,
    brief: Annotated[bool, option("Two pages instead of everything.", "--brief")] = False,
    restricted: Annotated[
        bool, option("With restricted sources and lists of groups.", "--include-restricted")
    ] = False,
    template: TemplateFile = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Write the report or the brief as Word or PDF."""
    from assessment.services.report import export_report

    form = read_form(docx=docx, pdf=pdf, template=template)
    context = open_context(ctx)
    opened = find_assessment(context, assessment)
    download = export_report(
        context,
        opened,
        form,
        in_brief=brief,
        include_restricted=restricted,
        template=read_template(template),
    )
    target = choose_target(output, download.name)
    write_whole(target, download.content, force=force)
    result = {
        "assessment_id": opened.assessment.id,
        "file": target,
        "n_bytes": len(download.content),
    }
    emit(result, (str(target),), as_json=as_json)
    if restricted:
        say(
            _(
                "The file holds sources and lists that are restricted: pass it on only to those "
                "who may see."
            )
        )


def read_form(*, docx: bool, pdf: bool, template: Path | None) -> "Form":
    """Return the one form that was chosen; a template goes with Word alone."""
    if docx == pdf:
        raise typer.BadParameter(_("Choose one form: --docx or --pdf."))
    if template is not None and pdf:
        raise typer.BadParameter(_("A template goes with --docx; a PDF has none."))
    return "docx" if docx else "pdf"


def read_template(path: Path | None) -> "Template | None":
    """Read the Word template that was named, if one was."""
    from assessment.exchange.word_template import LARGEST_TEMPLATE
    from assessment.services.report import Template

    return None if path is None else Template(path.name, read_some(path, LARGEST_TEMPLATE))
