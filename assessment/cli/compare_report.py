"""Writes the report of a comparison as Word or PDF."""

# ruff: noqa: PLC0415 - the rooms below load only when a command needs them, so that help is quick

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessment.cli.command import AsJson, Force, argument, command, option
from assessment.cli.files import choose_target, write_whole
from assessment.cli.opening import find_assessment, open_context
from assessment.cli.output import emit
from assessment.cli.report import Docx, Pdf, TemplateFile, read_form, read_template
from assessment.locales import gettext as _
from assessment.locales import mark

if TYPE_CHECKING:
    from assessment.services.context import Context


@command(
    "compare-report",
    mark("Write the report of a comparison as Word or PDF."),
    mark(
        "For a donor with two states or more: what may be compared, all scores with intervals, "
        "what differs from the first one named, and no ranking. With --alias a state is shown "
        "under another name, without period, region and scope; with --hide-names all are. That is "
        "not anonymity: who knows the figures of a state will recognise them."
    ),
    keys=mark("assessment_ids, file, n_bytes"),
    examples={
        "spca compare-report 3f2a 77b0 --pdf": "",
        'spca compare-report 3f2a 77b0 91cc --docx --alias "77b0=Country B"': mark("one alias"),
        "spca compare-report 3f2a 77b0 91cc --pdf --hide-names": mark("Peer A, Peer B, Peer C"),
    },
)
def compare_report(  # noqa: PLR0913 - one option for each thing that can be chosen
    ctx: typer.Context,
    *,
    assessments: Annotated[list[str], argument("Ids of the assessments, in your order.", "ID")],
    docx: Docx = False,
    pdf: Pdf = False,
    output: Annotated[
        Path | None,
        option("File or folder to write to; here if left out.", "--output", "-o", metavar="FILE"),
    ] = None,
    alias: Annotated[
        list[str] | None, option("Another name for one of them.", metavar="ID=NAME")
    ] = None,
    hide_names: Annotated[bool, option("All names hidden.", "--hide-names")] = False,
    template: TemplateFile = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Write the report of a comparison as Word or PDF."""
    from assessment.services.compare_report import export_comparison_report

    form = read_form(docx=docx, pdf=pdf, template=template)
    context = open_context(ctx)
    ids = [find_assessment(context, one).assessment.id for one in assessments]
    names = dict(_alias(context, one) for one in alias or ())
    download = export_comparison_report(
        context,
        ids,
        form,
        names=names,
        hides_names=hide_names,
        template=read_template(template),
    )
    target = choose_target(output, download.name)
    write_whole(target, download.content, force=force)
    result = {"assessment_ids": ids, "file": target, "n_bytes": len(download.content)}
    emit(result, (str(target),), as_json=as_json)


def _alias(context: "Context", given: str) -> tuple[str, str]:
    """Return id and alias of what was typed as ``ID=NAME``."""
    id_, equals, name = given.partition("=")
    if not equals:
        found = _("'{given}' does not say for which assessment it is: write ID=NAME.", given=given)
        raise typer.BadParameter(found)
    return find_assessment(context, id_).assessment.id, name.strip()
