"""A pen that writes into cells of a workbook file and leaves all else in it as it stands.

openpyxl reads a whole workbook and writes it anew, which takes longer than most tests that
fill one in. Plain texts and numbers are put into the XML of their sheet here; the test beside
this file holds it against openpyxl.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from io import BytesIO

from lxml import etree
from openpyxl.utils import column_index_from_string, get_column_letter

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
Value = str | float | None


def is_plain(value: object) -> bool:
    """Whether the pen can write a value: a text that is no formula, a number, or nothing."""
    if isinstance(value, str):
        # Formulas, errors, signs of control and the like are left to openpyxl.
        return not value.startswith(("=", "#")) and value.replace("\n", "").isprintable()
    return value is None or type(value) in (int, float)


@dataclass
class PenCell:
    """A cell; its value is that of the file."""

    sheet: "PenSheet"
    row: int
    column: int

    @property
    def column_letter(self) -> str:
        """The letters of the column."""
        return get_column_letter(self.column)

    @property
    def value(self) -> Value:
        """What stands in it."""
        found = self.sheet.find(self.row, self.column)
        return None if found is None else self.sheet.read(found)

    @value.setter
    def value(self, value: Value) -> None:
        self.sheet.write(self.row, self.column, value)


class PenSheet:
    """A sheet, with as much of the ways of openpyxl as filling in asks for."""

    def __init__(self, title: str, part: bytes, texts: list[str]) -> None:
        self.title = title
        self._texts = texts
        self.tree = etree.fromstring(part)
        data = self.tree.find(f"{_MAIN}sheetData")
        assert data is not None
        self._data = data
        self._rows = {int(row.get("r", "0")): row for row in data}
        self._cells = {cell.get("r"): cell for row in data for cell in row}
        self._rows_by_key: dict[Value, int] | None = None
        self.is_changed = False

    @property
    def rows_by_key(self) -> Mapping[Value, int]:
        """The rows by what stands in their first cell, the first of several."""
        if self._rows_by_key is None:
            keys = ((PenCell(self, row, 1).value, row) for row in sorted(self._rows, reverse=True))
            self._rows_by_key = dict(keys)
        return self._rows_by_key

    def __getitem__(self, key: int | str) -> "list[PenCell] | PenCell":
        if isinstance(key, int):
            return [*self._cells_of(key)]
        if key.isalpha():
            column = column_index_from_string(key)
            return [PenCell(self, row, column) for row in sorted(self._rows)]
        letters, number = _parts_of(key)
        return PenCell(self, number, column_index_from_string(letters))

    def __setitem__(self, key: str, value: Value) -> None:
        letters, number = _parts_of(key)
        self.write(number, column_index_from_string(letters), value)

    def cell(self, row: int, column: int) -> PenCell:
        """The cell of a row and a column, counted from 1."""
        return PenCell(self, row, column)

    def _cells_of(self, row: int) -> Iterator[PenCell]:
        for cell in self._rows.get(row, ()):
            yield PenCell(self, row, column_index_from_string(_parts_of(cell.get("r", ""))[0]))

    def find(self, row: int, column: int) -> "etree._Element | None":
        """Return the element of a cell, if the file has one."""
        return self._cells.get(f"{get_column_letter(column)}{row}")

    def read(self, cell: "etree._Element") -> Value:
        """Return what an element says."""
        if cell.get("t") == "inlineStr":
            return "".join(cell.itertext())
        said = cell.findtext(f"{_MAIN}v")
        if said is None:
            return None
        match cell.get("t"):
            case "s":
                return self._texts[int(said)]
            case "str" | "e":
                return said
            case _:
                number = float(said)
                return int(number) if number.is_integer() else number

    def write(self, row: int, column: int, value: Value) -> None:
        """Put a value into a cell; how it looks stays."""
        self.is_changed, self._rows_by_key = True, None if column == 1 else self._rows_by_key
        cell = self.find(row, column)
        cell = self._made(row, column) if cell is None else cell
        cell.attrib.pop("t", None)
        for part in [*cell]:
            cell.remove(part)
        if isinstance(value, str):
            cell.set("t", "inlineStr")
            text = etree.SubElement(etree.SubElement(cell, f"{_MAIN}is"), f"{_MAIN}t")
            text.text = value
            text.set(_SPACE, "preserve")
        elif value is not None:
            etree.SubElement(cell, f"{_MAIN}v").text = repr(value)

    def _made(self, row: int, column: int) -> "etree._Element":
        """Add a cell where the file has none, in its place among the others."""
        if row not in self._rows:
            made = etree.Element(f"{_MAIN}row", r=str(row))
            self._data.insert(sum(one < row for one in self._rows), made)
            self._rows[row] = made
        before = sum(one.column < column for one in self._cells_of(row))
        address = f"{get_column_letter(column)}{row}"
        self._cells[address] = cell = etree.Element(f"{_MAIN}c", r=address)
        self._rows[row].insert(before, cell)
        return cell


class PenBook:
    """A workbook file, open for changes of cells."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(BytesIO(content)) as file:
            self._parts = {name: file.read(name) for name in file.namelist()}
        self._sheets: dict[str, PenSheet] = {}

    @cached_property
    def _places(self) -> dict[str, str]:
        """Title of a sheet to the name of its part."""
        relations = etree.fromstring(self._parts["xl/_rels/workbook.xml.rels"])
        targets = {one.get("Id"): one.get("Target", "") for one in relations}
        book = etree.fromstring(self._parts["xl/workbook.xml"])
        return {
            one.get("name", ""): f"xl/{targets[one.get(_RELATION)]}".replace("xl//xl/", "xl/")
            for one in book.iter(f"{_MAIN}sheet")
        }

    @cached_property
    def _texts(self) -> list[str]:
        part = self._parts.get("xl/sharedStrings.xml")
        return ["".join(one.itertext()) for one in etree.fromstring(part)] if part else []

    @property
    def sheetnames(self) -> list[str]:
        """The titles of the sheets."""
        return [*self._places]

    @property
    def worksheets(self) -> list[PenSheet]:
        """The sheets, in their order."""
        return [self[title] for title in self._places]

    def __getitem__(self, title: str) -> PenSheet:
        if title not in self._sheets:
            part = self._parts[self._places[title]]
            self._sheets[title] = PenSheet(title, part, self._texts)
        return self._sheets[title]

    def saved(self) -> bytes:
        """The workbook as a file that was saved now."""
        now = datetime.now(UTC).strftime(r"\g<1>%Y-%m-%dT%H:%M:%SZ").encode()
        said = self._parts["docProps/core.xml"]
        parts = {"docProps/core.xml": re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", now, said)}
        for title, sheet in self._sheets.items():
            if sheet.is_changed:
                parts[self._places[title]] = etree.tostring(
                    sheet.tree, xml_declaration=True, encoding="UTF-8", standalone=True
                )
        target = BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
            for name, part in (self._parts | parts).items():
                file.writestr(name, part)
        return target.getvalue()


def _parts_of(address: str) -> tuple[str, int]:
    found = re.fullmatch(r"([A-Z]+)(\d+)", address)
    assert found is not None, address
    return found[1], int(found[2])
