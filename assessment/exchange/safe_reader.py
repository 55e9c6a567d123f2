"""Reads an uploaded workbook that nobody has reason to trust.

What kind of file it is follows from its content. It is checked as a container before anything
in it is unpacked, and each part is read within bounds. Nothing is evaluated, no formula and no
stored result of one; what is too large, odd or broken is refused with a sentence. Which sheets
and columns mean what is known elsewhere.
"""

from collections import deque
from dataclasses import asdict, dataclass

from assessment.exchange import open_document, spreadsheet_ml
from assessment.exchange.file_parts import Unfit, open_parts
from assessment.exchange.open_document import is_open_document, read_open_document
from assessment.exchange.plain_sheets import read_plain
from assessment.exchange.reading_process import broke_off, is_large, read_apart
from assessment.exchange.sheets import Sheets, shorten
from assessment.exchange.spreadsheet_ml import Extent, is_strict, read_workbook
from assessment.locales import gettext as _
from assessment.locales import mark, ngettext
from assessment.model.problem import Problem, Refused

FRESH_COPY = mark("Download a fresh field workbook, copy the answers into it and send that one.")
LARGEST_FILE = 10_000_000
_NOT_REWRITTEN = mark(
    "Cells can be marked in usual Excel workbooks only; this file is in OpenDocument or in strict "
    "Open XML."
)
AS_EXCEL = mark(
    "Name the cells to the team, as they are listed, or save it as 'Excel workbook (.xlsx)' first."
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Limits:
    """What is read of a workbook, and what to do with one that cannot be read.

    Attributes
    ----------
    rows, columns
        Of each sheet; what lies beyond is named, not read.
    smaller, again
        What to do when the file is too large, and when it is of no use at all;
        marked texts.
    unread
        Titles of sheets of which nothing but the title is read.
    """

    rows: int
    columns: int
    smaller: str
    again: str
    unread: frozenset[str] = frozenset()


FIELD = Limits(
    5_000,
    60,
    mark(
        "A field workbook is far smaller: remove pictures and copied tables. "
        "Download a fresh field workbook, copy the answers into it and send that one."
    ),
    FRESH_COPY,
    # What the program computes with and what it offers; both follow from the questionnaire.
    frozenset(("_scores", "_lists")),
)
TABLE = Limits(
    5_000,
    400,
    mark("Keep the columns that the index asks for, and cut the table into several files."),
    mark("Copy the table into a new workbook, or save it as CSV."),
)
"""A table of many states has a column for each of its measures, and PEFA alone has 94."""


def read_sheets(content: bytes, file_name: str, limits: Limits = FIELD) -> Sheets:
    """Read every sheet of a workbook within fixed bounds, a large one in a process of its own.

    Parameters
    ----------
    content
        The file as it came.
    file_name
        Only used to name the file in messages; the content alone decides.
    limits
        Those of a field workbook if not said otherwise.

    Raises
    ------
    Refused
        If the file is no readable workbook, or is not safe to read.
    """
    if not is_large(content) or len(content) > LARGEST_FILE:
        return read_sheets_here(content, file_name, limits)
    said = {**asdict(limits), "unread": sorted(limits.unread)}
    where, remedy = file_place(file_name), _(limits.smaller)
    options = {"name": file_name, "limits": said}
    found = read_apart("sheets", content, options, where=where, remedy=remedy)
    try:
        return read_plain(found)
    except ValueError as error:
        raise broke_off(where, remedy) from error


def read_sheets_here(content: bytes, file_name: str, limits: Limits = FIELD) -> Sheets:
    """Read every sheet as `read_sheets` does, in this process."""
    try:
        _check_signature(content)
        parts, extent = open_parts(content), Extent(limits.rows, limits.columns, limits.unread)
        if is_open_document(parts):
            by_title, saved = read_open_document(parts, extent), open_document.saved_at(parts)
        else:
            by_title, saved = read_workbook(parts, extent), spreadsheet_ml.saved_at(parts)
        return Sheets(file_name, by_title, saved)
    except Unfit as unfit:
        raise _turn_away(unfit, file_name, limits) from unfit
    except MemoryError as error:
        found = _("Reading it takes more memory than one file may take.")
        raise _turn_away(Unfit("too_large", found), file_name, limits) from error
    # A broken file meets whatever error comes first; none of them may reach a person as it is.
    except Exception as error:
        raise _turn_away(Unfit("unreadable"), file_name, limits) from error


def refuse_for_rewriting(content: bytes, file_name: str) -> None:
    """Refuse a workbook that openpyxl cannot write again as it came, or not at a fair cost.

    `read_sheets` looks into the parts that it needs; here every part is gone through.

    Raises
    ------
    Refused
        If it is not safe to hand over, or is in OpenDocument or strict Open XML.
    """
    try:
        _check_signature(content)
        parts = open_parts(content)
        if is_open_document(parts) or is_strict(parts):
            raise refusal("not_rewritten", file_name, _(_NOT_REWRITTEN), _(AS_EXCEL))
        for name in parts.names:
            if name.lower().endswith((".xml", ".rels")):
                deque(parts.ends(name, ()), maxlen=0)
    except Unfit as unfit:
        raise _turn_away(unfit, file_name, FIELD) from unfit


def refusal(code: str, file_name: str, found: str, remedy: str) -> Refused:
    """Return a refusal of a whole file."""
    return Refused((Problem(f"workbook.{code}", file_place(file_name), found, remedy),))


def file_place(file_name: str) -> str:
    """Name a whole file; its name is cut, as it comes from outside."""
    return _("File '{name}'", name=shorten(file_name, 80))


_REASONS = {
    "damaged": (
        mark("The file is damaged or was not sent completely."),
        mark(
            "Send it again; if that does not help, open it, save it under a new name and send that."
        ),
    ),
    "empty": (mark("The file is empty."), mark("Save the workbook and send it again.")),
    "encrypted": (
        mark("The workbook is protected by a password, so it cannot be opened here."),
        mark(
            "Remove the password (in Excel under File > Info > Protect Workbook) and send it again."
        ),
    ),
    "external_links": (
        mark("The workbook takes values from other files, which cannot be checked here."),
        mark("In Excel choose Data > Edit Links > Break Link, save and send it again."),
    ),
    "forbidden_content": ("", mark("The file was tampered with.")),
    "macros": (
        mark("The workbook holds macros, which are small programs; they are never accepted here."),
        mark("Save it as 'Excel workbook (.xlsx)', not as .xlsm or .xlsb, and send that file."),
    ),
    "other_format": (
        "",
        mark("Open it in Excel or LibreOffice and save it as 'Excel workbook (.xlsx)'."),
    ),
    "unreadable": (
        mark("The file could not be read as an Excel workbook."),
        mark("Open it in Excel or LibreOffice, save it as .xlsx and try again."),
    ),
}
"""What was found, empty where it differs from file to file, and what to do about it."""


def _turn_away(unfit: Unfit, file_name: str, limits: Limits) -> Refused:
    found, remedy = _REASONS.get(unfit.code, ("", limits.smaller))
    more = (_(limits.again),) if unfit.code in {"forbidden_content", "unreadable"} else ()
    return refusal(unfit.code, file_name, unfit.found or _(found), " ".join((_(remedy), *more)))


def _check_signature(content: bytes) -> None:
    if not content:
        raise Unfit("empty")
    if len(content) > LARGEST_FILE:
        found = ngettext(
            "The file has more than {number} byte.",
            "The file has more than {number} bytes.",
            LARGEST_FILE,
        )
        raise Unfit("too_large", found)
    if content.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in content:
        raise Unfit("encrypted")
    if not content.startswith(b"PK\x03\x04"):
        raise Unfit("other_format", _describe(content))


def _describe(content: bytes) -> str:
    start = content[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if content.startswith(_OLE):
        return _(
            "This is a file of the format that Excel used until 2003, not an .xlsx workbook, "
            "whatever the name of the file says."
        )
    if start.startswith(b"<") and (b"<html" in start or b"<table" in start):
        return _("This is a web page, not a workbook, whatever the name of the file says.")
    if start.startswith(b"<"):
        return _("This is an XML file, not a workbook, whatever the name of the file says.")
    if b"\x00" not in start:
        return _(
            "This is a text file, for example CSV, not a workbook, "
            "whatever the name of the file says."
        )
    return _("This is a file of another kind, not a workbook, whatever the name of the file says.")
