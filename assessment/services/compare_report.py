"""Hand out the report of a comparison, as Word or as PDF, under names or aliases."""

from collections.abc import Iterator, Mapping, Sequence

from assessment.locales import gettext as _
from assessment.model.comparison import Comparison
from assessment.model.problem import Problem, Refused
from assessment.reporting.report.comparison import ComparisonReport, comparison_report
from assessment.services.compare import (
    INVENTED,
    compare,
    comparison_file_name,
    difference,
    version_notes,
)
from assessment.services.context import Context, Download
from assessment.services.report import Form, Template, set_document
from assessment.services.score_cache import ScoreCache

MOST_COMPARED = 12
"""More than these are for the page and its workbook: a table of more cannot be read on paper."""
_LONGEST_ALIAS = 60


def export_comparison_report(  # noqa: PLR0913 - which, in which form, and under which names
    context: Context,
    assessment_ids: Sequence[str],
    form: Form,
    *,
    names: Mapping[str, str] | None = None,
    hides_names: bool = False,
    template: Template | None = None,
) -> Download:
    """Return the report of a comparison.

    Parameters
    ----------
    assessment_ids
        In the order in which they are to stand; each is held against the first one. Where all
        names are hidden, the order comes from chance.
    names
        Id to the alias under which an assessment is shown; the others keep their names.
    hides_names
        Whether all stand under aliases such as "Peer A".

    Raises
    ------
    Refused
        If there are too few or too many, an alias does not fit, or one cannot be opened.
    """
    ids, chosen = [*dict.fromkeys(assessment_ids)], dict(names or {})
    if problems := (*_wrong_number(ids), *_wrong_names(ids, chosen, hides_names=hides_names)):
        raise Refused(problems)
    cache = ScoreCache()
    comparison = compare(context, ids, aliases=hides_names, names=chosen, cache=cache)
    # A report that lacks one of those that were asked for would be taken for whole.
    if problems := (*comparison.problems, *_same_labels(comparison)):
        raise Refused(problems)
    document = comparison_report(_found(context, comparison, cache))
    name = comparison_file_name(comparison, form)
    return Download(name, set_document(document, form, template))


def _found(context: Context, comparison: Comparison, cache: ScoreCache) -> ComparisonReport:
    first, *others = (one.assessment_id for one in comparison.compared)
    pairs = (difference(context, comparison, first, one, cache=cache) for one in others)
    is_invented = any(one.invented for one in comparison.compared)
    return ComparisonReport(
        comparison,
        tuple(pairs),
        tuple(version_notes(context, comparison)),
        _(INVENTED) if is_invented else "",
        context.clock(),
    )


def _wrong_number(ids: Sequence[str]) -> Iterator[Problem]:
    if not 2 <= len(ids) <= MOST_COMPARED:
        yield Problem(
            "compare.number_wrong",
            _("Comparison"),
            _("{number} assessments were named.", number=len(ids)),
            _("Name two or more; for many, take the workbook of the page Compare."),
            _("Allowed are 2 to {most}.", most=MOST_COMPARED),
        )


def _wrong_names(
    ids: Sequence[str], names: Mapping[str, str], *, hides_names: bool
) -> Iterator[Problem]:
    if names and hides_names:
        yield _problem(
            _("Some aliases were chosen, and all names are to be hidden."),
            _("Choose one: aliases of your own, or all names hidden."),
        )
    for id_, alias in names.items():
        if id_ not in ids:
            yield _problem(
                _("The alias '{alias}' is for an assessment that is not compared.", alias=alias),
                _("Name it among the assessments, or leave the alias out."),
            )
        if not alias.strip() or len(alias) > _LONGEST_ALIAS or not alias.isprintable():
            yield _problem(
                _("'{alias}' is no alias.", alias=alias[:_LONGEST_ALIAS]),
                _("Write a short name on one line, of at most {most} signs.", most=_LONGEST_ALIAS),
            )


def _same_labels(comparison: Comparison) -> Iterator[Problem]:
    labels = [one.label.casefold() for one in comparison.compared]
    for one in comparison.compared:
        if one.assessment_id in comparison.hidden and labels.count(one.label.casefold()) > 1:
            yield _problem(
                _("Two assessments would be called '{alias}'.", alias=one.label),
                _("Choose another alias."),
            )


def _problem(found: str, remedy: str) -> Problem:
    return Problem("compare.alias_wrong", _("Alias"), found, remedy)
