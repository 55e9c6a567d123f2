"""Reads an uploaded workbook that nobody has reason to trust.

The file is checked as a container before anything in it is unpacked. Each of its XML
parts is then looked through by a scan that keeps next to nothing in memory, before any
library may build objects from it. Nothing is evaluated, no formula and no stored result
of one; what is too large, odd or broken is refused with a sentence. Which sheets and
columns mean what is known elsewhere.
"""

import re
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from io import BytesIO
from typing import Any

# The doctype, which every known attack on XML parsers needs, is refused here.
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError  # noqa: N812 - an exception with a lower-case name

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from assessment.exchange.sheets import Cell, Kind, MergedRange, Sheet, Sheets, shorten
from assessment.locales import gettext as _
from assessment.locales import mark, ngettext
from assessment.locales.formats import whole
from assessment.model.problem import Problem, Refused
from assessment.model.text import clean_text

FRESH_COPY = mark("Download a fresh field workbook, copy the answers into it and send that one.")
LARGEST_FILE = 10_000_000
_LARGEST_CONTENT = 20_000_000
_LARGEST_PART = 12_000_000
_MOST_PARTS = 300
_MOST_SHEETS = 40
_HIGHEST_RATIO = 200
_RATIO_FROM = 1_000_000
# A cell of Excel holds no more than this.
_LONGEST_CELL = 32_767
# Beyond it, no number of a spreadsheet is exact or even finite.
_LARGEST_NUMBER = 10**300
_DEEPEST = 40
_NAMED_AT_MOST = 5
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACRO_KINDS = ("macroenabled", "vbaproject", "macrosheet")
_CELL_PARTS = frozenset(("row", "c", "v", "is", "f"))
_COORDINATE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
# In a number format, what stands in quotes or behind a backslash is shown as it is.
_SHOWN_AS_IT_IS = re.compile(r'"[^"]*"|\\.')
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


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
    """

    rows: int
    columns: int
    smaller: str
    again: str


FIELD = Limits(
    5_000,
    60,
    mark(
        "A field workbook is far smaller: remove pictures and copied tables. "
        "Download a fresh field workbook, copy the answers into it and send that one."
    ),
    FRESH_COPY,
)
TABLE = Limits(
    5_000,
    400,
    mark("Keep the columns that the index asks for, and cut the table into several files."),
    mark("Copy the table into a new workbook, or save it as CSV."),
)
"""A table of many states has a column for each of its measures, and PEFA alone has 94."""


def read_sheets(content: bytes, file_name: str, limits: Limits = FIELD) -> Sheets:
    """Read every sheet of a workbook within fixed bounds.

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
    try:
        facts = _check_archive(content, limits)
        # The filter is one for the whole process; the worst that a second thread
        # can do to it is to hide one more warning of the library.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Sheets(file_name, _read(content, facts, limits))
    except _Unfit as unfit:
        raise _turn_away(unfit, file_name, limits) from unfit
    except Exception as error:  # the library raises a dozen kinds for broken files
        raise _turn_away(_Unfit("unreadable"), file_name, limits) from error


def refusal(code: str, file_name: str, found: str, remedy: str) -> Refused:
    """Return a refusal of a whole file; the name is cut, as it comes from outside."""
    where = _("File '{name}'", name=shorten(file_name, 80))
    return Refused((Problem(f"workbook.{code}", where, found, remedy),))


class _Unfit(Exception):  # noqa: N818 - says what was found
    """The file is turned away; what was found and what to do follow from the code if not said."""

    def __init__(self, code: str, found: str = "") -> None:
        super().__init__(code)
        self.code, self.found = code, found


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


def _turn_away(unfit: _Unfit, file_name: str, limits: Limits) -> Refused:
    found, remedy = _REASONS.get(unfit.code, ("", limits.smaller))
    more = (_(limits.again),) if unfit.code in {"forbidden_content", "unreadable"} else ()
    return refusal(unfit.code, file_name, unfit.found or _(found), " ".join((_(remedy), *more)))


def _check_archive(content: bytes, limits: Limits) -> Mapping[str, "_PartFacts"]:
    """Check the container; return what the scan of each part found, by the name of the part."""
    _check_signature(content)
    try:
        with ZipFile(BytesIO(content)) as archive:
            _check_entries(archive.infolist())
            return _scan_parts(archive, limits)
    except (BadZipFile, ZlibError, EOFError, OSError, NotImplementedError) as error:
        raise _Unfit("damaged") from error


def _check_signature(content: bytes) -> None:
    if not content:
        raise _Unfit("empty")
    if len(content) > LARGEST_FILE:
        found = ngettext(
            "The file has more than {number} byte.",
            "The file has more than {number} bytes.",
            LARGEST_FILE,
        )
        raise _Unfit("too_large", found)
    if content.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in content:
        raise _Unfit("encrypted")
    if not content.startswith(b"PK\x03\x04"):
        raise _Unfit("other_format", _describe(content))
    # Each entry of the directory starts with this mark: counted before it is built in memory.
    if content.count(b"PK\x01\x02") > _MOST_PARTS:
        found = ngettext(
            "The file consists of more than {number} part.",
            "The file consists of more than {number} parts.",
            _MOST_PARTS,
        )
        raise _Unfit("too_large", found)


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


def _check_entries(entries: list[ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names):
        raise _Unfit("forbidden_content", _("It holds two parts of the same name."))
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise _Unfit("encrypted")
    if any(entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for entry in entries):
        raise _Unfit("forbidden_content", _("It is packed in a way that Excel does not use."))
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise _Unfit("macros")
    if any(name.lower().startswith("xl/externallinks/") for name in names):
        raise _Unfit("external_links")
    if "mimetype" in names or "content.xml" in names:
        raise _Unfit(
            "other_format",
            _(
                "This is an OpenDocument file, not an Excel workbook, "
                "whatever the name of the file says."
            ),
        )
    _check_sizes(entries)


def _check_sizes(entries: list[ZipInfo]) -> None:
    sizes = [entry.file_size for entry in entries]
    if sum(sizes) > _LARGEST_CONTENT or max(sizes, default=0) > _LARGEST_PART:
        found = _(
            "Unpacked it would have {found} bytes; {allowed} are allowed.",
            found=whole(sum(sizes)),
            allowed=whole(_LARGEST_CONTENT),
        )
        raise _Unfit("too_large", found)
    if any(_is_blown_up(entry) for entry in entries):
        raise _Unfit("too_large", _("A part of it grows to a multiple when unpacked."))


def _is_blown_up(entry: ZipInfo) -> bool:
    ratio = entry.file_size / max(entry.compress_size, 1)
    return entry.file_size > _RATIO_FROM and ratio > _HIGHEST_RATIO


@dataclass
class _Budget:
    """How many elements a whole file may still have.

    Attributes
    ----------
    cells
        Rows, cells and their values; they are cheap to read. A field workbook has about 10,000.
    strings
        Pieces of text, each of which costs the reader more.
    others
        Everything else, styles and rules above all; these are the dearest.
    """

    cells: int = 200_000
    strings: int = 60_000
    others: int = 20_000

    def spend(self, name: str) -> None:
        """Count one element; refuse the file when there are too many."""
        if name in _CELL_PARTS:
            self.cells -= 1
        elif name in {"si", "t", "r", "rPr"}:
            self.strings -= 1
        else:
            self.others -= 1
        if min(self.cells, self.strings, self.others) < 0:
            found = _("The workbook has far more rows, cells or formats than a questionnaire.")
            raise _Unfit("too_large", found)


@dataclass
class _PartFacts:
    """What the scan of one part found; a streaming reader hides all of it.

    Attributes
    ----------
    formulas
        Row and column of each cell that holds a formula.
    beyond
        Names of the first filled cells outside the limits.
    hidden_rows
        Numbers of the rows that are not shown.
    kinds
        Content types and kinds of relationship that the part declares, in lower case.
    """

    merged: list[MergedRange] = field(default_factory=list[MergedRange])
    formulas: set[tuple[int, int]] = field(default_factory=set[tuple[int, int]])
    beyond: list[str] = field(default_factory=list[str])
    hidden_rows: set[int] = field(default_factory=set[int])
    kinds: set[str] = field(default_factory=set[str])


def _scan_parts(archive: ZipFile, limits: Limits) -> Mapping[str, _PartFacts]:
    budget, facts = _Budget(), dict[str, _PartFacts]()
    for entry in archive.infolist():
        scan = _Scan(budget, limits)
        try:
            scan.parse(archive.read(entry))
        except ExpatError as error:
            # Pictures and other parts without XML are left to nobody.
            if entry.filename.lower().endswith((".xml", ".rels")):
                raise _Unfit("damaged") from error
        else:
            facts[entry.filename] = scan.facts
    kinds = {kind for found in facts.values() for kind in found.kinds}
    if any(word in kind for kind in kinds for word in _MACRO_KINDS):
        raise _Unfit("macros")
    if any("externallink" in kind for kind in kinds):
        raise _Unfit("external_links")
    return facts


class _Scan:
    """Looks through one part; stops at once at what no spreadsheet program writes."""

    def __init__(self, budget: _Budget, limits: Limits) -> None:
        self.facts = _PartFacts()
        self._limits = limits
        self._budget = budget
        self._depth = 0
        self._row = 0
        self._column = 0

    def parse(self, content: bytes) -> None:
        parser = ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.Parse(content, True)  # noqa: FBT003 - the parser's own signature

    def _doctype(self, *_parts: object) -> None:
        found = _("A part of it defines its own abbreviations (a 'document type').")
        raise _Unfit("forbidden_content", found)

    def _start(self, full_name: str, attributes: Mapping[str, str]) -> None:
        name = full_name.rpartition(" ")[2]
        self._budget.spend(name)
        self._depth += 1
        if self._depth > _DEEPEST:
            found = _("A part of it is nested deeper than any workbook.")
            raise _Unfit("forbidden_content", found)
        if name in _CELL_PARTS:
            self._cell_part(name, attributes)
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        else:
            declared = (attributes.get("ContentType"), attributes.get("Type"))
            self.facts.kinds.update(kind.lower() for kind in declared if kind)

    def _end(self, _name: str) -> None:
        self._depth -= 1

    def _cell_part(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "row":
            given = attributes.get("r", "")
            self._row = int(given) if given.isdecimal() and len(given) < 10 else self._row + 1
            self._column = 0
            if attributes.get("hidden") in {"1", "true"}:
                self.facts.hidden_rows.add(self._row)
        elif name == "c":
            place = _locate(attributes.get("r", ""))
            self._row, self._column = place or (self._row, self._column + 1)
        elif self._row > self._limits.rows or self._column > self._limits.columns:
            if len(self.facts.beyond) < _NAMED_AT_MOST and self._column:
                self.facts.beyond.append(f"{get_column_letter(self._column)}{self._row}")
        elif name == "f":
            self.facts.formulas.add((self._row, self._column))

    def _merge(self, reference: str) -> None:
        first, _colon, last = reference.partition(":")
        top_left, bottom_right = _locate(first), _locate(last or first)
        if top_left and bottom_right:
            (top, left), (bottom, right) = top_left, bottom_right
            self.facts.merged.append(MergedRange(reference[:30], (top, bottom), (left, right)))


def _locate(coordinate: str) -> tuple[int, int] | None:
    """Return row and column, counted from 1; ``None`` for what names no cell."""
    match = _COORDINATE.fullmatch(coordinate)
    if match is None:
        return None
    letters, digits = match.groups()
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(digits), column


def _read(content: bytes, facts: Mapping[str, _PartFacts], limits: Limits) -> Mapping[str, Sheet]:
    # With `data_only` no formula is ever parsed; which cells hold one is known from the scan.
    workbook = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        worksheets = [sheet for sheet in workbook.worksheets if hasattr(sheet, "reset_dimensions")]
        titles = [sheet.title for sheet in worksheets]
        if len(titles) > _MOST_SHEETS:
            found = ngettext(
                "The workbook has {number} sheet.",
                "The workbook has {number} sheets.",
                len(titles),
            )
            raise _Unfit("too_large", found)
        if len(set(titles)) < len(titles):
            raise _Unfit("forbidden_content", _("It holds two sheets of the same name."))
        return {sheet.title: _read_sheet(sheet, facts, limits) for sheet in worksheets}
    finally:
        workbook.close()


def _read_sheet(worksheet: Any, facts: Mapping[str, _PartFacts], limits: Limits) -> Sheet:  # noqa: ANN401 - the library's read-only sheet has no public type
    path = worksheet._worksheet_path  # noqa: SLF001 - the only way from a title to its part
    found = facts.get(path, _PartFacts())
    texts: dict[str, str] = {}
    cells: dict[tuple[int, int], Cell] = {}
    # The size that a file states for its sheet may be a lie in either direction.
    worksheet.reset_dimensions()
    rows = worksheet.iter_rows(max_row=limits.rows, max_col=limits.columns)
    for row, given in enumerate(rows, start=1):
        for column, cell in enumerate(given, start=1):
            if (row, column) in found.formulas:
                cells[row, column] = Cell(worksheet.title, row, column, Kind.FORMULA, None)
            elif cell.value is not None:
                cells[row, column] = _cell(worksheet.title, (row, column), cell, texts)
    return Sheet(
        worksheet.title,
        cells,
        tuple(found.merged),
        tuple(found.beyond),
        frozenset(found.hidden_rows),
        is_hidden=worksheet.sheet_state != "visible",
    )


def _cell(title: str, at: tuple[int, int], cell: Any, texts: dict[str, str]) -> Cell:  # noqa: ANN401 - see above
    value, row, column = cell.value, *at
    if cell.data_type == "e":
        return Cell(title, row, column, Kind.ERROR, str(value)[:20])
    match value:
        case bool():
            return Cell(title, row, column, Kind.BOOLEAN, value)
        case int() if abs(value) > _LARGEST_NUMBER:
            # No spreadsheet writes such a number; as a text it is refused, or kept, in words.
            return Cell(title, row, column, Kind.TEXT, _typed(str(value)))
        case int() | float():
            is_percent = "%" in _SHOWN_AS_IT_IS.sub("", cell.number_format or "")
            return Cell(title, row, column, Kind.NUMBER, value, is_percent)
        case date() | time() | timedelta():
            return Cell(title, row, column, Kind.MOMENT, value)
        case _:
            # One long text can stand in a hundred thousand cells: it is read once.
            text = str(value or "")
            if text not in texts:
                texts[text] = _typed(text)
            return Cell(title, row, column, Kind.TEXT, texts[text])


def _typed(text: str) -> str:
    """Return a text as it was typed: Excel writes some characters as ``_x000D_``."""
    return clean_text(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text[: _LONGEST_CELL + 1]))
