"""Hand out the brief and the full report of an assessment, as Word or as PDF."""

from dataclasses import dataclass
from typing import Literal

from assessment.model.problem import Problem, Refused
from assessment.reporting.document import Document
from assessment.reporting.report.whole import brief, full_report
from assessment.services.context import Context, Download, Opened
from assessment.services.results import file_name, gather

Form = Literal["docx", "pdf"]


@dataclass(frozen=True)
class Template:
    """An organisation's own Word template, as it came."""

    file_name: str
    content: bytes


def export_report(  # noqa: PLR0913 - which, in which form, and what goes in
    context: Context,
    opened: Opened,
    form: Form,
    *,
    in_brief: bool = False,
    include_restricted: bool = False,
    template: Template | None = None,
) -> Download:
    """Return the report of an assessment, or a brief of two pages.

    Parameters
    ----------
    form
        Word or PDF; both say the same.
    include_restricted
        Whether sources that only the team may see go into the file, and the lists of the
        scope sheet that could lead to people who are in danger.
    template
        Whose page, styles, header and footer a report in Word gets; a PDF has none.

    Raises
    ------
    Refused
        If the template is no Word document, or holds what could run or fetch something.
    """
    found = gather(context, opened, include_restricted=include_restricted)
    document = brief(found) if in_brief else full_report(found)
    name = report_name(opened, form, in_brief=in_brief)
    return Download(name, set_document(document, form, template))


def check_template(template: Template) -> tuple[Problem, ...]:
    """Return why a template cannot be used; nothing where it can."""
    from assessment.exchange.word_template import open_template  # noqa: PLC0415 - see below

    try:
        open_template(template.content, template.file_name)
    except Refused as refusal:
        return refusal.problems
    return ()


def report_name(opened: Opened, form: Form, *, in_brief: bool = False) -> str:
    """Name the file."""
    return file_name(opened.assessment, "brief" if in_brief else "report", ending=form)


def set_document(document: Document, form: Form, template: Template | None = None) -> bytes:
    """Set the document; each library is loaded only by whoever asks for its form."""
    if form == "docx":
        from assessment.exchange.report_docx import write_docx  # noqa: PLC0415 - see above
        from assessment.exchange.word_template import open_template  # noqa: PLC0415 - see above

        own = template and open_template(template.content, template.file_name)
        return write_docx(document, own)
    from assessment.exchange.report_pdf import write_pdf  # noqa: PLC0415 - see above

    return write_pdf(document)
