"""Hand out where the indicators of a questionnaire stand in other frameworks."""

from datetime import datetime

from assessment.library.shelf import Library
from assessment.locales import gettext as _
from assessment.model.crosswalk import Crosswalk
from assessment.model.problem import Problem, Refused
from assessment.model.questionnaire import Questionnaire
from assessment.reporting.crosswalk import (
    crosswalk_document,
    element_table,
    framework_table,
    indicator_table,
    pair_table,
)
from assessment.services.context import find_framework


def find_crosswalk(
    library: Library, questionnaire_id: str, version: str = ""
) -> tuple[Crosswalk, Questionnaire]:
    """Return the crosswalk of a version of a questionnaire, the newest if none is named.

    Raises
    ------
    Refused
        If there is no such version that can be read, or nobody wrote down where it stands.
    """
    framework = find_framework(library, questionnaire_id, version)
    if framework.crosswalk is None:
        where = f"{framework.questionnaire.id} {framework.questionnaire.version}"
        found = _("This version does not say where its indicators stand in other frameworks.")
        remedy = _("Write it into crosswalk.yaml in the folder of the version.")
        raise Refused((Problem("crosswalk.missing", where, found, remedy),))
    return framework.crosswalk, framework.questionnaire


def crosswalk_content(
    crosswalk: Crosswalk, questionnaire: Questionnaire, ending: str, made_at: datetime
) -> bytes:
    """Return the crosswalk as a file.

    Parameters
    ----------
    ending
        ``csv`` or ``xlsx``; anything else is Markdown.
    """
    # Loading the workbook library takes longer than most commands need.
    from assessment.exchange.csv_table import write_csv  # noqa: PLC0415
    from assessment.exchange.table_workbook import write_tables  # noqa: PLC0415

    if ending == "csv":
        table = pair_table(crosswalk, questionnaire)
        return write_csv(table.columns, table.rows)
    if ending == "xlsx":
        title = _("Crosswalk of {questionnaire}", questionnaire=questionnaire.name)
        tables = (
            framework_table(crosswalk, questionnaire),
            element_table(crosswalk),
            indicator_table(crosswalk, questionnaire),
        )
        return write_tables(tables, title, made_at)
    return crosswalk_document(crosswalk, questionnaire).encode()
