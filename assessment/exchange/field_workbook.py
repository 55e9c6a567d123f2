"""Writes the workbook in which a team answers away from the network, in Excel or LibreOffice."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.protection import WorkbookProtection

from assessment.exchange import field_layout as layout
from assessment.exchange import sheets as style
from assessment.exchange.field_guide import Heading, write_guide
from assessment.exchange.field_sheets import (
    option_list,
    write_answers,
    write_context,
    write_evidence,
)
from assessment.model.answer import CONFIDENCES, GRADES, PROTECTIONS, Evidence
from assessment.model.assessment import Record
from assessment.model.framework import Framework
from assessment.model.questionnaire import Questionnaire


def write_field_workbook(
    framework: Framework,
    record: Record,
    *,
    made_at: datetime,
    app_version: str,
    include_restricted: bool = False,
) -> bytes:
    """Write the field workbook, filled with what is already recorded.

    Parameters
    ----------
    made_at
        The moment that the workbook names as its own, with its zone.
    app_version
        The version of this program, for whoever has to find out later.
    include_restricted
        Whether restricted sources go into the file. They do not unless asked for,
        since a workbook travels by mail; a source that is absent is not withdrawn.

    Returns
    -------
    bytes
        An .xlsx file without macros, links or formulas.
    """
    workbook, questionnaire = Workbook(), framework.questionnaire
    evidence = [e for e in record.evidence if include_restricted or e.protection != "restricted"]
    guide = workbook.worksheets[0]
    guide.title = layout.GUIDE
    heading = Heading(made_at, app_version, len(record.evidence) - len(evidence))
    write_guide(guide, framework, record, heading)
    write_answers(workbook.create_sheet(layout.ANSWERS), questionnaire, record)
    write_evidence(workbook.create_sheet(layout.EVIDENCE), evidence)
    if questionnaire.context_flags:
        sheet = workbook.create_sheet(layout.CONTEXT)
        write_context(sheet, questionnaire.context_flags, record)
    _write_lists(workbook, questionnaire)
    _write_meta(workbook, [*_meta(framework, record, heading), *_bases(record, evidence)])
    return style.save(workbook, f"Field workbook: {record.assessment.title}", made_at)


def _lists(questionnaire: Questionnaire) -> Mapping[str, Sequence[str | int]]:
    flags = questionnaire.context_flags
    options = {option_list(flags, flag): [o.name for o in flag.options] for flag in flags}
    levels = sorted(level.value for level in questionnaire.scale)
    return {
        "list_levels": [*levels, *layout.LEVEL_WORDS.values()],
        "list_confidences": CONFIDENCES,
        "list_grades": GRADES,
        "list_protections": PROTECTIONS,
        "list_indicators": [indicator.id for indicator in questionnaire.indicators],
    } | options


def _write_lists(workbook: Workbook, questionnaire: Questionnaire) -> None:
    sheet = workbook.create_sheet(layout.LISTS)
    for column, (name, values) in enumerate(_lists(questionnaire).items(), start=1):
        for row, value in enumerate((name, *values), start=1):
            style.put(sheet, row, column, value, style.FREE)
        letter = get_column_letter(column)
        area = f"'{layout.LISTS}'!${letter}$2:${letter}${len(values) + 1}"
        workbook.defined_names[name] = DefinedName(name, attr_text=area)
    sheet.sheet_state = "hidden"
    style.protect(sheet)


def _meta(framework: Framework, record: Record, heading: Heading) -> Iterator[tuple[str, str]]:
    assessment = record.assessment
    yield "format", layout.FORMAT
    yield "format_version", str(layout.FORMAT_VERSION)
    yield "questionnaire_id", framework.questionnaire.id
    yield "questionnaire_version", framework.questionnaire.version
    yield "questionnaire_checksum", framework.questionnaire.checksum
    yield "assessment_id", assessment.id
    yield "assessment_title", assessment.title
    yield "made_at", heading.made_at.isoformat()
    yield "app_version", heading.app_version


def _bases(record: Record, evidence: Sequence[Evidence]) -> Iterator[tuple[str, str]]:
    """Say what stood in the workbook at first, so that a change differs from an old copy."""
    entries = [(f"{layout.FLAG_KEY}{id_}", entry) for id_, entry in record.flags.items()]
    entries += [(f"{layout.EVIDENCE_KEY}{entry.id}", entry) for entry in evidence if entry.id]
    for key, entry in entries:
        yield key, json.dumps(asdict(entry), ensure_ascii=False)


def _write_meta(workbook: Workbook, rows: Sequence[tuple[str, str]]) -> None:
    sheet = workbook.create_sheet(layout.META)
    for row, values in enumerate(rows, start=1):
        style.put_row(sheet, row, values, style.FREE)
    sheet.sheet_state = "hidden"
    style.protect(sheet)
    # Without this a sheet is renamed or deleted by a slip; there is no password.
    workbook.security = WorkbookProtection(lockStructure=True)
