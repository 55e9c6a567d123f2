"""Reads the sheets of an OpenDocument spreadsheet, as LibreOffice saves it, within bounds.

One attribute of such a file can repeat a row a million times: what is filled is counted as
often as it stands there. Which sheets and columns mean what is known elsewhere.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import product
from xml.etree.ElementTree import Element

from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import days_to_time, from_ISO8601

from assessment.exchange.file_parts import Parts, Unfit, attribute, local
from assessment.exchange.sheets import Cell, Drawing, Kind, MergedRange, Note, Sheet, Value
from assessment.exchange.spreadsheet_ml import (
    Extent,
    Found,
    as_number,
    read_moment,
    typed,
)
from assessment.locales import gettext as _

CONTENT = "content.xml"
_SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
_MOST_SHEETS = 40
_NAMED_AT_MOST = 5
_MOST_NOTES = 2_000
_LONGEST_CELL = 32_767
# In one go, for one element may ask for any number of them.
_MOST_SPACES = 200
_REPEATED = 4
_LONGEST_LINK = 2_000
_MOST_PARENTS = 10
_FEW = 2
_WITH_LINES = frozenset(("table-cell", "text"))
_NOT_SHOWN = frozenset(("collapse", "filter"))
_CELLS = frozenset(("table-cell", "covered-table-cell"))
_SHAPES = frozenset(("frame", "custom-shape", "rect", "ellipse", "caption", "text-box"))
_STYLES = ("style", "date-style", "time-style", "percentage-style")
_WANTED = (*_STYLES, "table-column", "table-row", "table", "table-source", "dde-link", "shapes")
_BREAKS = re.compile(r"[\t\r\n]+")
_DURATION = re.compile(r"PT(\d{1,5})H(\d{1,2})M(\d{1,2})(?:[.,]\d+)?S")
_DATE_PARTS = {"year": "yyyy", "month": "mm", "day": "dd", "hours": "hh", "minutes": "mm"}


@dataclass
class _Styles:
    """What a style says that matters here, by its name.

    Attributes
    ----------
    formats
        Of styles of numbers: the format in the signs that Excel uses.
    of_cells
        Of styles of cells: the name of their style of numbers.
    hidden
        Names of the styles of sheets that are not shown.
    struck
        Kind and name of a style to whether a line goes through its text, if it says so itself.
    colours
        Of styles of cells: the colour behind them, if they say one themselves.
    parents
        Kind and name of a style to the name of the one that it goes on from.
    """

    formats: dict[str, str] = field(default_factory=dict[str, str])
    of_cells: dict[str, str] = field(default_factory=dict[str, str])
    hidden: set[str] = field(default_factory=set[str])
    struck: dict[tuple[str, str], bool] = field(default_factory=dict[tuple[str, str], bool])
    colours: dict[str, str] = field(default_factory=dict[str, str])
    parents: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])

    def is_struck(self, family: str, name: str) -> bool:
        """Whether a line goes through what has this style."""
        for _step in range(_MOST_PARENTS):
            said = self.struck.get((family, name))
            if said is not None or not name:
                return bool(said)
            name = self.parents.get((family, name), "")
        return False

    def colour_of(self, name: str) -> str:
        """Return the colour behind a cell of this style."""
        for _step in range(_MOST_PARENTS):
            if name in self.colours or not name:
                break
            name = self.parents.get(("table-cell", name), "")
        return self.colours.get(name, "")

    def format_of(self, style: str) -> str:
        return self.formats.get(self.of_cells.get(style, ""), "")

    def add(self, name: str, element: Element) -> None:
        own = attribute(element, "name")
        self._add_line(own, element)
        if name == "percentage-style":
            self.formats[own] = "0%"
        elif name in {"date-style", "time-style"}:
            shown = (_DATE_PARTS.get(local(part.tag), "") for part in element)
            self.formats[own] = "-".join(filter(None, shown))
        elif attribute(element, "family") == "table-cell":
            self.of_cells[own] = attribute(element, "data-style-name")
        elif any(attribute(part, "display") == "false" for part in element):
            self.hidden.add(own)

    def _add_line(self, own: str, element: Element) -> None:
        """Keep whether a line goes through the text; of most styles there is nothing to keep."""
        family = attribute(element, "family")
        if family not in _WITH_LINES:
            return
        if parent := attribute(element, "parent-style-name"):
            self.parents[family, own] = parent
        for part in element:
            if colour := attribute(part, "background-color"):
                self.colours[own] = "" if colour == "transparent" else colour[-6:].upper()
            if local(part.tag) == "text-properties":
                for line in ("text-line-through-style", "text-line-through-type"):
                    if said := attribute(part, line):
                        self.struck[family, own] = said != "none"


def is_open_document(parts: Parts) -> bool:
    """Whether a container is an OpenDocument file of any kind."""
    return CONTENT in parts.names or "mimetype" in parts.names


def saved_at(parts: Parts) -> datetime | None:
    """Return when a spreadsheet was last saved, as it says itself; ``None`` where it does not."""
    return read_moment(parts, "meta.xml", "date")


def read_open_document(parts: Parts, extent: Extent) -> Mapping[str, Sheet]:
    """Read every sheet.

    Raises
    ------
    Unfit
        If it is no spreadsheet, is encrypted, holds macros or takes values from other files.
    """
    _refuse_kinds(parts)
    reader = _Reader(parts, extent)
    for part in ("styles.xml", CONTENT):
        for name, element in parts.ends(part, _WANTED):
            reader.read(name, element)
    return reader.sheets


def _refuse_kinds(parts: Parts) -> None:
    if not parts.content("mimetype").strip().startswith(_SPREADSHEET):
        found = _("This is an OpenDocument file, and not one of a spreadsheet.")
        raise Unfit("other_format", found)
    manifest = parts.ends("META-INF/manifest.xml", ("encryption-data",))
    if any(name == "encryption-data" for name, _element in manifest):
        raise Unfit("encrypted")
    if any(name.startswith(("Basic/", "Scripts/")) for name in parts.names):
        raise Unfit("macros")
    if CONTENT not in parts.names:
        raise Unfit("unreadable")


class _Reader:
    """Takes the elements of a file in their order; ``sheets`` grows on the way."""

    def __init__(self, parts: Parts, extent: Extent) -> None:
        self.sheets: dict[str, Sheet] = {}
        self._parts, self._extent = parts, extent
        self._styles = _Styles()
        self._n_notes = 0
        self._begin()

    def _begin(self) -> None:
        self._found, self._row, self._column = Found(""), 0, 0
        self._of_columns: dict[int, str] = {}
        self._notes: list[Note] = []
        self._drawings: list[Drawing] = []

    def read(self, name: str, element: Element) -> None:
        if name in _STYLES:
            self._styles.add(name, element)
        elif name == "table-row":
            self._read_row(element)
            element.clear()
        elif name == "table-column":
            self._read_column(element)
        elif name == "shapes":
            self._drawings.extend(_drawings(element, 1, 1))
        elif name == "table":
            self._end(element)
        elif name in {"table-source", "dde-link"}:
            raise Unfit("external_links")

    def _end(self, element: Element) -> None:
        """Make a sheet of the rows that were read; its name is known only now."""
        title = attribute(element, "name")
        if title in self.sheets:
            raise Unfit("forbidden_content", _("It holds two sheets of the same name."))
        if len(self.sheets) == _MOST_SHEETS:
            raise Unfit("too_large", _("The workbook has too many sheets."))
        found = Found(title) if title in self._extent.unread else self._found
        self.sheets[title] = Sheet(
            title,
            {at: replace(cell, sheet=title) for at, cell in found.cells.items()},
            tuple(found.merged),
            tuple(found.beyond),
            frozenset(found.hidden_rows),
            is_hidden=attribute(element, "style-name") in self._styles.hidden,
            hidden_columns=frozenset(found.hidden_columns),
            notes=tuple(self._notes),
            drawings=tuple(self._drawings),
            links=found.links,
            fills=found.fills,
        )
        self._begin()

    def _read_column(self, element: Element) -> None:
        first = self._column + 1
        self._column += _times(element, "number-columns-repeated")
        if style := attribute(element, "default-cell-style-name"):
            columns = range(first, min(self._column, self._extent.columns) + 1)
            self._of_columns.update(dict.fromkeys(columns, style))
        if attribute(element, "visibility") in _NOT_SHOWN:
            last = min(self._column, self._extent.columns)
            self._found.hidden_columns.update(range(first, last + 1))

    def _read_row(self, element: Element) -> None:
        first = self._row + 1
        self._row += _times(element, "number-rows-repeated")
        rows = range(first, min(self._row, self._extent.rows) + 1)
        if attribute(element, "visibility") in _NOT_SHOWN:
            self._found.hidden_rows.update(rows)
        column, of_row = 0, attribute(element, "default-cell-style-name")
        for cell in element:
            if local(cell.tag) in _CELLS:
                repeated = _times(cell, "number-columns-repeated")
                if len(cell) or attribute(cell, "formula") or attribute(cell, "value-type"):
                    columns = range(column + 1, min(column + repeated, self._extent.columns) + 1)
                    style = attribute(cell, "style-name") or of_row
                    self._read_cell(cell, (first, column + 1), (rows, columns), style)
                elif repeated <= _FEW and len(rows) <= _FEW:
                    # What is repeated more often is no cell to fill in.
                    self._read_fill(cell, rows, range(column + 1, column + repeated + 1))
                column += repeated

    def _read_fill(self, element: Element, rows: range, columns: range) -> None:
        """Keep the colour behind a cell without content."""
        for row, column in product(rows, columns):
            style = attribute(element, "style-name") or self._of_columns.get(column, "")
            colour = self._styles.colour_of(style)
            if colour and column <= self._extent.columns:
                self._found.fills[row, column] = colour

    def _read_cell(
        self, element: Element, at: tuple[int, int], places: tuple[range, range], style: str
    ) -> None:
        self._remark(element, *at)
        self._merge(element, *at)
        # A cell that looks like its column says nothing of its own style.
        cell = self._cell(element, style or self._of_columns.get(at[1], ""))
        if cell is None:
            return
        for link in element.iter():
            if local(link.tag) == "a" and (address := attribute(link, "href")):
                self._found.links[at] = address[:_LONGEST_LINK]
        rows, columns = places
        n_places = len(rows) * len(columns)
        # What costs the file nothing costs its reader as much as what is written out.
        self._parts.spend("table-cell", n_places * _REPEATED if n_places > 1 else n_places)
        for row, column in product(rows, columns):
            self._found.cells[row, column] = replace(cell, row=row, column=column)
        is_beyond = at[0] not in rows or at[1] not in columns
        if is_beyond and len(self._found.beyond) < _NAMED_AT_MOST:
            self._found.beyond.append(f"{get_column_letter(min(at[1], 16_384))}{at[0]}")

    def _cell(self, element: Element, style: str) -> Cell | None:
        """Return the cell as it stands in one place; ``None`` where nothing is filled in."""
        text = _paragraphs(element)
        if attribute(element, "formula"):
            return Cell("", 0, 0, Kind.FORMULA, None)
        if "error" in (value for key, value in element.items() if local(key) == "value-type"):
            return Cell("", 0, 0, Kind.ERROR, text[:20])
        number_format = self._styles.format_of(style)
        kind, value = _value(element, text)
        if value is None or value == "":
            return None
        # A number so long that it is shown with an exponent is better read in full.
        shown = text if kind is Kind.NUMBER and "E" not in text.upper() else ""
        if attribute(element, "value-type") == "percentage":
            number_format = "0%"
        struck = self._styles.is_struck("table-cell", style) or self._has_struck_piece(element)
        return Cell("", 0, 0, kind, value, number_format, shown, struck)

    def _has_struck_piece(self, element: Element) -> bool:
        """Whether a line goes through a part of what the cell shows, comments left out."""
        return any(
            self._styles.is_struck("text", attribute(piece, "style-name"))
            for paragraph in element
            if local(paragraph.tag) == "p"
            for piece in paragraph.iter()
            if local(piece.tag) == "span" and "".join(piece.itertext()).strip()
        )

    def _remark(self, element: Element, row: int, column: int) -> None:
        for child in element:
            if local(child.tag) == "annotation":
                author = next((c.text or "" for c in child if local(c.tag) == "creator"), "")
                self._notes.append(Note(row, column, _paragraphs(child), typed(author)))
                self._n_notes += 1
            elif local(child.tag) in _SHAPES:
                self._drawings.extend(_drawings([child], row, column))
        if self._n_notes > _MOST_NOTES:
            raise Unfit("too_large", _("The workbook has far more comments than a questionnaire."))

    def _merge(self, element: Element, row: int, column: int) -> None:
        last_row = row + _times(element, "number-rows-spanned") - 1
        last_column = column + _times(element, "number-columns-spanned") - 1
        if (row, column) != (last_row, last_column) and last_column <= 16_384:
            name = f"{get_column_letter(column)}{row}:{get_column_letter(last_column)}{last_row}"
            self._found.merged.append(MergedRange(name, (row, last_row), (column, last_column)))


def _times(element: Element, name: str) -> int:
    text = attribute(element, name) or "1"
    if not text.isdecimal() or len(text) > 7:
        raise Unfit("unreadable")
    return int(text)


def _value(element: Element, text: str) -> tuple[Kind, Value]:
    """Return the kind of a cell and its value; an empty text where it holds nothing."""
    match attribute(element, "value-type"):
        case "float" | "percentage" | "currency":
            kind, value, _format = as_number(attribute(element, "value").strip(), "")
            return kind, value
        case "date":
            return Kind.MOMENT, from_ISO8601(attribute(element, "date-value"))
        case "time":
            return Kind.MOMENT, _time(attribute(element, "time-value"))
        case "boolean":
            return Kind.BOOLEAN, attribute(element, "boolean-value") == "true"
        case _:
            return Kind.TEXT, typed(attribute(element, "string-value")) or text


def _time(text: str) -> Value:
    found = _DURATION.fullmatch(text)
    if found is None:
        raise Unfit("unreadable")
    hours, minutes, seconds = map(int, found.groups())
    lasting = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return days_to_time(lasting) if lasting.days == 0 else lasting


def _drawings(elements: "Element | list[Element]", row: int, column: int) -> Iterator[Drawing]:
    for element in elements:
        names = {local(inner.tag) for inner in element.iter()}
        text = "\n".join(_line(p) for p in element.iter() if local(p.tag) == "p").strip()
        if text:
            yield Drawing("text", row, column, typed(text))
        elif "object" in names:
            yield Drawing("chart", row, column)
        elif names & {"image", "rect", "ellipse", "custom-shape"}:
            yield Drawing("picture", row, column)


def _paragraphs(element: Element) -> str:
    """Return the paragraphs right below an element, those of its comments left out."""
    return typed("\n".join(_line(child) for child in element if local(child.tag) == "p"))


def _line(paragraph: Element) -> str:
    pieces: list[str] = []
    _gather(paragraph, pieces)
    return "".join(pieces)[: _LONGEST_CELL + 1]


def _gather(element: Element, pieces: list[str]) -> None:
    match local(element.tag):
        case "s":
            pieces.append(" " * min(_times(element, "c"), _MOST_SPACES))
        case "tab":
            pieces.append("\t")
        case "line-break":
            pieces.append("\n")
        case "annotation" | "ruby-text" | "note":
            pass
        case _:
            # Against the standard, LibreOffice writes runs of spaces as they are.
            pieces.append(_BREAKS.sub(" ", element.text or ""))
            for child in element:
                _gather(child, pieces)
                pieces.append(_BREAKS.sub(" ", child.tail or ""))
