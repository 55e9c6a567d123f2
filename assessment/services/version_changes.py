"""Hand out what became of every statement of a questionnaire since the version before."""

from datetime import datetime

from assessment.library.shelf import Library
from assessment.locales import gettext as _
from assessment.model.problem import Problem, Refused
from assessment.model.questionnaire import Questionnaire
from assessment.model.version_changes import VersionChanges
from assessment.reporting.version_changes import review_document, review_table
from assessment.services.context import find_framework


def find_changes(
    library: Library, questionnaire_id: str, version: str = ""
) -> tuple[VersionChanges, Questionnaire]:
    """Return what changed with a version of a questionnaire, the newest if none is named.

    Raises
    ------
    Refused
        If there is no such version that can be read, or nobody wrote down what changed.
    """
    framework = find_framework(library, questionnaire_id, version)
    if framework.changes is None:
        where = f"{framework.questionnaire.id} {framework.questionnaire.version}"
        found = _("This version does not say what became of the version before.")
        remedy = _("Write it into changes/ in the folder of the version.")
        raise Refused((Problem("changes.missing", where, found, remedy),))
    return framework.changes, framework.questionnaire


def review_content(
    changes: VersionChanges, later: Questionnaire, ending: str, made_at: datetime
) -> bytes:
    """Return the table of all statements as a file.

    Parameters
    ----------
    ending
        ``csv`` or ``xlsx``; anything else is Markdown.
    """
    # Loading the workbook library takes longer than most commands need.
    from assessment.exchange.csv_table import write_csv  # noqa: PLC0415
    from assessment.exchange.table_workbook import write_tables  # noqa: PLC0415

    if ending == "csv":
        table = review_table(changes, later)
        return write_csv(table.columns, table.rows)
    if ending == "xlsx":
        title = _("Every statement of {questionnaire}", questionnaire=later.name)
        return write_tables([review_table(changes, later)], title, made_at)
    return review_document(changes, later).encode()
