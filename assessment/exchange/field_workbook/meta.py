"""Which assessment a field workbook was made for, and what stood in it then."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TypeVar, get_args

from assessment.exchange.field_workbook import layout
from assessment.exchange.safe_reader import FRESH_COPY, refusal
from assessment.exchange.sheets import (
    Sheets,
    shorten,
)
from assessment.locales import gettext as _
from assessment.model.answer import Confidence, Evidence, FlagEntry, Protection
from assessment.model.scope import SCOPE_LISTS, Scope

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
    entries, name = meta_entries(sheets), sheets.file_name
    if sheets.get(layout.META) is None:
        found = _("This is no field workbook of this program, or its hidden sheet was deleted.")
        raise refusal("not_a_field_workbook", name, found, _(FRESH_COPY))
    if entries.get("format") != layout.FORMAT:
        found = _(
            "The hidden sheet that says which assessment this is for is missing or was emptied."
        )
        raise refusal("not_a_field_workbook", name, found, _(FRESH_COPY))
    version = entries.get("format_version", "").removesuffix(".0")
    if not version.isdecimal() or len(version) > 4 or int(version) > layout.FORMAT_VERSION:
        found = _(
            "The workbook has format '{version}', and this program reads up to {known}.",
            version=shorten(version, 12),
            known=str(layout.FORMAT_VERSION),
        )
        remedy = _("Use the version of the program that made it, if you can.")
        raise refusal("format_newer", name, found, f"{remedy} {_(FRESH_COPY)}")
    texts = [field.name for field in fields(WorkbookMeta) if field.name != "format_version"]
    # A questionnaire that is not of the library has no checksum; every other entry must be there.
    missing = [key for key in texts if not entries.get(key) and key != "questionnaire_checksum"]
    if missing:
        found = _(
            "The hidden sheet no longer says everything; these entries are missing: {keys}.",
            keys=", ".join(missing),
        )
        raise refusal("meta_incomplete", name, found, _(FRESH_COPY))
    known = {key: entries.get(key, "") for key in texts}
    return WorkbookMeta(**known, format_version=int(version))


def meta_entries(sheets: Sheets) -> Mapping[str, str]:
    """Return keys and values of the hidden sheet; empty when there is none."""
    sheet = sheets.get(layout.META)
    if sheet is None:
        return {}
    pairs = ((sheet.cell(row, 1), sheet.cell(row, 2)) for row in sheet.filled_rows)
    # A formula has no value here, so that its entry counts as missing.
    return {
        str(key.value): str(value.value)
        for key, value in pairs
        if key and value and value.value is not None
    }


def format_version(entries: Mapping[str, str]) -> int:
    """Return the version of the format; the first one where none is named."""
    text = entries.get("format_version", "").removesuffix(".0")
    return int(text) if text.isdecimal() and len(text) <= 4 else 1


def base_of(entries: Mapping[str, str], key: str, kind: type[Entry]) -> Entry | None:
    """Return what stood in the workbook when it was made; ``None`` if that is not known.

    What was tampered with counts as not known, so that it can only lead to more
    questions, never to a silent change.
    """
    try:
        data = json.loads(entries.get(key, ""))
        if not isinstance(data, dict) or set(data) != {field.name for field in fields(kind)}:
            return None
        if any(name in data and data[name] not in allowed for name, allowed in _LIMITED.items()):
            return None
        if any(not isinstance(value, str) for name, value in data.items() if name not in _LIMITED):
            return None
        return kind(**data)
    except (ValueError, TypeError, RecursionError):
        return None


def scope_base_of(entries: Mapping[str, str]) -> Scope | None:
    """Return the scope sheet as it was when the workbook was made, as `_base` does."""
    try:
        data = json.loads(entries.get(layout.SCOPE_KEY, ""))
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or set(data) != set(SCOPE_LISTS):
        return None
    lists = data.values()
    if not all(isinstance(one, list) and all(isinstance(e, str) for e in one) for one in lists):
        return None
    return Scope(**{name: tuple(one) for name, one in data.items()})
