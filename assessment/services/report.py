"""Hand out the brief and the full report of an assessment, as Word or as PDF."""

from dataclasses import dataclass, replace
from typing import Literal

from assessment.model.problem import Problem, Refused
from assessment.reporting.document import Document
from assessment.reporting.plans import PlanReport
from assessment.reporting.regions import RegionFound
from assessment.reporting.report.gathered import Gathered
from assessment.reporting.report.whole import brief, full_report
from assessment.services.context import Context, Download, Opened
from assessment.services.quality import check_quality
from assessment.services.results import Results, file_name, find_plan, regional_results, score
from assessment.services.reviews import line_of, read_reviews

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
    return Download(name, _write(document, form, template))


def check_template(template: Template) -> tuple[Problem, ...]:
    """Return why a template cannot be used; nothing where it can."""
    from assessment.exchange.word_template import open_template  # noqa: PLC0415 - see below

    try:
        open_template(template.content, template.file_name)
    except Refused as refusal:
        return refusal.problems
    return ()


def report_name(opened: Opened, form: Form, *, in_brief: bool = False) -> str:
    """Name the file; the mode tells assessments of the same place and period apart."""
    kind = "brief" if in_brief else "report"
    return file_name(opened.assessment, f"{kind}_{opened.assessment.mode}", ending=form)


def gather(context: Context, opened: Opened, *, include_restricted: bool = False) -> Gathered:
    """Return everything that a report says, with what its readers may see and no more."""
    results = score(context, opened)
    reviews = read_reviews(context, opened)
    shown = tuple(
        one
        for one in results.record.evidence
        if include_restricted or one.protection != "restricted"
    )
    return Gathered(
        opened.framework,
        replace(results.record, evidence=shown),
        results.profile,
        context.clock(),
        context.app_version,
        has_begun=results.has_begun,
        was_edited=opened.content_differs,
        with_restricted=include_restricted,
        n_left_out=len(results.record.evidence) - len(shown),
        suggestions=results.suggestions,
        arrangement=results.arrangement,
        choices=results.choices,
        earlier=results.earlier,
        reviews=reviews.reviews,
        line=line_of(context, reviews),
        asks_for_review=reviews.unrecorded == "open",
        plan=_plan(context, results),
        quality=check_quality(context, opened),
        regions=_regions(context, results),
    )


def _plan(context: Context, results: Results) -> PlanReport | None:
    found = find_plan(context, results)
    return found.report if found.plan.items else None


def _regions(context: Context, results: Results) -> tuple[RegionFound, ...]:
    return tuple(
        (one.opened.assessment, one.profile if one.has_begun else None)
        for one in regional_results(context, results.opened)
    )


def _write(document: Document, form: Form, template: Template | None) -> bytes:
    """Set the document; each library is loaded only by whoever asks for its form."""
    if form == "docx":
        from assessment.exchange.report_docx import write_docx  # noqa: PLC0415 - see above
        from assessment.exchange.word_template import open_template  # noqa: PLC0415 - see above

        own = template and open_template(template.content, template.file_name)
        return write_docx(document, own)
    from assessment.exchange.report_pdf import write_pdf  # noqa: PLC0415 - see above

    return write_pdf(document)
