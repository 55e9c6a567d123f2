"""Hand out what the evidence register of a questionnaire says of its programmes."""

from datetime import datetime

from assessment.library.shelf import Library
from assessment.locales import gettext as _
from assessment.locales.formats import listed
from assessment.model.claims import EvidenceRegister
from assessment.model.framework import Framework
from assessment.model.problem import Problem, Refused
from assessment.model.programme import Catalogue, Programme
from assessment.reporting.evidence import register_table
from assessment.services.context import find_framework


def find_register(
    library: Library, questionnaire_id: str, version: str = ""
) -> tuple[EvidenceRegister, Catalogue, Framework]:
    """Return the evidence register of a version of a questionnaire, the newest if none is named.

    Raises
    ------
    Refused
        If there is no such version that can be read, or it has no evidence register.
    """
    framework = find_framework(library, questionnaire_id, version)
    if framework.register is None or framework.catalogue is None:
        where = f"{framework.questionnaire.id} {framework.questionnaire.version}"
        found = _(
            "This version has no evidence register; the labels are given with its programmes."
        )
        remedy = _("Write evidence.yaml into the folder of the version, or name another version.")
        raise Refused((Problem("evidence.missing", where, found, remedy),))
    return framework.register, framework.catalogue, framework


def choose_programmes(catalogue: Catalogue, programme_id: str) -> tuple[Programme, ...]:
    """Return one programme, or all where none is named.

    Raises
    ------
    Refused
        If there is no such programme.
    """
    if not programme_id:
        return catalogue.programmes
    found = tuple(one for one in catalogue.programmes if one.id == programme_id.upper())
    if not found:
        allowed = _("Allowed are {ids}.", ids=listed(one.id for one in catalogue.programmes))
        problem = Problem(
            "evidence.programme_unknown",
            _("Programme"),
            _("There is no programme '{id}'.", id=programme_id),
            _("Name one of them, or leave it out to see all."),
            allowed,
        )
        raise Refused((problem,))
    return found


def register_content(framework: Framework, ending: str, made_at: datetime) -> bytes:
    """Return the evidence register as a file.

    Parameters
    ----------
    ending
        ``xlsx``; anything else is CSV.
    """
    # Loading the workbook library takes longer than most commands need.
    from assessment.exchange.csv_table import write_csv  # noqa: PLC0415
    from assessment.exchange.table_workbook import write_tables  # noqa: PLC0415

    table = register_table(framework)
    if ending == "xlsx":
        return write_tables((table,), table.title, made_at)
    return write_csv(table.columns, table.rows)
