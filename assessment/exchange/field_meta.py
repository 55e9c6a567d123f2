"""Reads the hidden sheet of a field workbook: which assessment, and what stood in it at first."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TypeVar, get_args

from assessment.exchange import field_layout as layout
from assessment.exchange.safe_reader import FRESH_COPY, refusal
from assessment.exchange.sheets import Sheets, shorten
from assessment.model.answer import Confidence, Evidence, FlagEntry, Protection

Entry = TypeVar("Entry", Evidence, FlagEntry)
_LIMITED = {"confidence": (None, *get_args(Confidence)), "protection": get_args(Protection)}


@dataclass(frozen=True)
class WorkbookMeta:
    """Which questionnaire and which assessment a workbook was made for, and when.

    Attributes
    ----------
    made_at
        ISO 8601 with zone, as it stands in the workbook; nobody vouches for it.
    """

    questionnaire_id: str
    questionnaire_version: str
    questionnaire_checksum: str
    assessment_id: str
    assessment_title: str
    made_at: str
    format_version: int


def read_meta(sheets: Sheets) -> WorkbookMeta:
    """Read which assessment a workbook belongs to.

    Raises
    ------
    Refused
        If the hidden sheet is missing, emptied, of another product or of a newer
        version: then nothing in the workbook can be trusted to mean what it seems to.
    """
    found = meta_entries(sheets)
    if found.get("format") != layout.FORMAT:
        raise refusal(
            "not_a_field_workbook",
            sheets.file_name,
            "The hidden sheet that says which assessment this is for is missing or was emptied.",
            FRESH_COPY,
        )
    version = found.get("format_version", "").removesuffix(".0")
    if not version.isdecimal() or len(version) > 4 or int(version) > layout.FORMAT_VERSION:
        raise refusal(
            "format_newer",
            sheets.file_name,
            f"The workbook has format {shorten(version, 12) or 'unknown'}, "
            f"and this version reads up to {layout.FORMAT_VERSION}.",
            f"Use the version of the program that made it. Otherwise: {FRESH_COPY}",
        )
    texts = [field.name for field in fields(WorkbookMeta) if field.name != "format_version"]
    # A questionnaire that is not of the library has no checksum; every other entry must be there.
    missing = [key for key in texts if not found.get(key) and key != "questionnaire_checksum"]
    if missing:
        raise refusal(
            "meta_incomplete",
            sheets.file_name,
            f"The hidden sheet no longer says everything ({', '.join(missing)}).",
            FRESH_COPY,
        )
    return WorkbookMeta(**{key: found.get(key, "") for key in texts}, format_version=int(version))


def meta_entries(sheets: Sheets) -> Mapping[str, str]:
    """Return keys and values of the hidden sheet; empty when there is none."""
    sheet = sheets.get(layout.META)
    if sheet is None:
        return {}
    pairs = ((sheet.cell(row, 1), sheet.cell(row, 2)) for row in sheet.filled_rows)
    return {str(key.value): str(value.value) for key, value in pairs if key and value}


def read_base(entries: Mapping[str, str], key: str, kind: type[Entry]) -> Entry | None:
    """Return what stood in the workbook when it was made; ``None`` if that is not known.

    What was tampered with counts as not known, so that it can only lead to more
    questions, never to a silent change.
    """
    try:
        data = json.loads(entries.get(key, ""))
        names = {field.name for field in fields(kind)}
        if not isinstance(data, dict) or set(data) != names:
            return None
        if any(name in data and data[name] not in allowed for name, allowed in _LIMITED.items()):
            return None
        if any(not isinstance(value, str) for name, value in data.items() if name not in _LIMITED):
            return None
        return kind(**data)
    except (ValueError, TypeError, RecursionError):
        return None
