"""An assessment on its way: answers for statistics, and all of it out to and in from a file."""

from collections.abc import Mapping
from dataclasses import dataclass

from assessment.exchange.long_table import write_long_table
from assessment.exchange.whole_assessment import read_whole, refuse_unknown, write_whole
from assessment.exchange.whole_format import KINDS
from assessment.locales import formats
from assessment.locales import gettext as _
from assessment.model.assessment import Assessment, title_of
from assessment.model.problem import Problem, Refused, Severity
from assessment.model.whole import WholeAssessment
from assessment.services.context import Context, Download, Opened
from assessment.services.results import file_name


@dataclass(frozen=True)
class WholePreview:
    """What a file would bring; nothing was written yet.

    Attributes
    ----------
    counts
        Name of a list of the file to the number of its rows; lists without any are left out.
    people
        Names of those who recorded something.
    problems
        Warnings, which stop nothing.
    """

    whole: WholeAssessment
    title: str
    counts: Mapping[str, int]
    people: tuple[str, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def assessment_id(self) -> str:
        """The id that the assessment has and will have here."""
        return self.whole.heading["id"]


def export_csv(
    context: Context,
    opened: Opened,
    *,
    include_restricted: bool = False,
    decimal_comma: bool = False,
) -> Download:
    """Return every answer ever given as a long table with its codebook.

    Parameters
    ----------
    decimal_comma
        Whether numbers have a comma and cells a semicolon between them, as in German or French.
    """
    heading = opened.assessment
    content = write_long_table(
        opened.framework,
        context.store.record(heading),
        context.store.histories(heading.id),
        made_at=context.clock(),
        include_restricted=include_restricted,
        decimal_comma=decimal_comma,
    )
    return Download(csv_name(heading), content)


def export_json(context: Context, opened: Opened) -> Download:
    """Return everything that is recorded of an assessment, but for protected entries.

    Raises
    ------
    Refused
        If it was deleted meanwhile.
    """
    whole = context.store.whole_assessment(opened.assessment.id)
    if whole is None:
        found = _("It was deleted after you opened it.")
        remedy = _("Choose another from the list of assessments.")
        raise Refused((Problem("assessment.unknown", opened.assessment.title, found, remedy),))
    return Download(json_name(opened.assessment), write_whole(whole))


def shows_hidden_ratings(context: Context, opened: Opened) -> bool:
    """Whether the whole assessment would show ratings that nobody else may see yet."""
    record = context.store.ratings(opened.assessment.id)
    return any(
        record.opening(rating.indicator_id, second=rating.is_second) is None
        for rating in record.ratings
    )


def preview_json(context: Context, content: bytes, name: str) -> WholePreview:
    """Read a file that holds a whole assessment and say what it would bring.

    Raises
    ------
    Refused
        With everything that is wrong with it; or if its questionnaire is not here, or the
        assessment, or another that says the same, is here already.
    """
    whole = read_whole(content, name)
    warnings = _check_questionnaire(context, whole)
    if problems := context.store.whole_problems(whole):
        raise Refused(problems)
    counts = {name: n for name, kind in KINDS.items() if (n := len(whole.rows[kind.table]))}
    people = tuple(dict.fromkeys(one.name for one in whole.people.values()))
    return WholePreview(whole, title_of(whole.heading), counts, people, warnings)


def import_json(context: Context, preview: WholePreview) -> None:
    """Write what a preview showed: all of it or nothing.

    Raises
    ------
    Refused
        If it came in since the preview, or its rows contradict each other; nothing is
        written then.
    """
    context.store.write_whole(preview.whole, context.clock())


def _check_questionnaire(context: Context, whole: WholeAssessment) -> tuple[Problem, ...]:
    """Refuse what the questionnaire does not ask; return a warning where its content differs."""
    heading = whole.heading
    id_, version = heading["questionnaire_id"], heading["questionnaire_version"]
    framework = context.library.find(id_, version)
    if framework is None:
        raise Refused((_questionnaire_missing(context, f"{id_} {version}"),))
    refuse_unknown(whole, framework.questionnaire)
    if heading["questionnaire_checksum"] == framework.questionnaire.checksum:
        return ()
    found = _(
        "The questionnaire {name} has another content here than where the file was written.",
        name=f"{id_} {version}",
    )
    remedy = _("Answers may have been given to other wording; compare both folders.")
    where = "/assessment/questionnaire_checksum"
    return (Problem("whole.content_differs", where, found, remedy, severity=Severity.WARNING),)


def _questionnaire_missing(context: Context, name: str) -> Problem:
    known = (one.questionnaire for one in context.library.frameworks)
    here = formats.listed(f"{one.id} {one.version}" for one in known) or _("nothing")
    return Problem(
        "whole.questionnaire_missing",
        "/assessment/questionnaire_id",
        _("The questionnaire {name} is not in this installation.", name=name),
        _("Put the folder of that version here first. Nothing was written."),
        _("Here is: {known}.", known=here),
    )


def csv_name(heading: Assessment) -> str:
    """Name the file of all answers so that no two assessments share it."""
    return file_name(heading, f"{_short(heading)}_answers", ending="zip")


def json_name(heading: Assessment) -> str:
    """Name the file of a whole assessment so that no two assessments share it."""
    return file_name(heading, f"{_short(heading)}_whole", ending="json")


def _short(heading: Assessment) -> str:
    """Return the beginning of the id, in which any two assessments differ."""
    return heading.id[:8]
