"""Looks through one XML part of a workbook before any library may build objects from it.

The scan keeps next to nothing in memory and stops at once at what no spreadsheet
program writes, or at more than an honest workbook has. It also finds what a
streaming reader hides: merged cells, formulas, and cells outside the limits.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

# The doctype, which every known attack on XML parsers needs, is refused here.
from xml.parsers.expat import ParserCreate

from openpyxl.utils import get_column_letter

from assessment.exchange.sheets import Limits, MergedRange

_DEEPEST = 40
_NAMED_AT_MOST = 5
_COORDINATE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
_CELL_PARTS = frozenset(("row", "c", "v", "is", "f"))


class TooMuch(Exception):  # noqa: N818 - says what was found
    """There is more in the file than an honest workbook has."""


class Forbidden(Exception):  # noqa: N818 - says what was found
    """There is something in the file that no spreadsheet program writes."""


@dataclass
class Budget:
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
        """Count one element.

        Raises
        ------
        TooMuch
            If the budget is used up.
        """
        if name in _CELL_PARTS:
            self.cells -= 1
        elif name in {"si", "t", "r", "rPr"}:
            self.strings -= 1
        else:
            self.others -= 1
        if min(self.cells, self.strings, self.others) < 0:
            raise TooMuch("The workbook has far more rows, cells or formats than a questionnaire.")


@dataclass
class PartFacts:
    """What the scan of one part found.

    Attributes
    ----------
    formulas
        Row and column of each cell that holds a formula.
    beyond
        Names of the first filled cells outside the limits.
    kinds
        Content types and kinds of relationship that the part declares, in lower case.
    """

    merged: list[MergedRange] = field(default_factory=list[MergedRange])
    formulas: set[tuple[int, int]] = field(default_factory=set[tuple[int, int]])
    beyond: list[str] = field(default_factory=list[str])
    kinds: set[str] = field(default_factory=set[str])


def scan_part(content: bytes, budget: Budget, limits: Limits) -> PartFacts:
    """Look through one part of a workbook.

    Raises
    ------
    TooMuch, Forbidden
        If the part may not be read by anything else.
    ExpatError
        If it is not well-formed XML, as a picture is not.
    """
    scan = _Scan(budget, limits)
    parser = ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = scan.doctype
    parser.StartElementHandler = scan.start
    parser.EndElementHandler = scan.end
    parser.Parse(content, True)  # noqa: FBT003 - the parser's own signature
    return scan.facts


class _Scan:
    def __init__(self, budget: Budget, limits: Limits) -> None:
        self.facts = PartFacts()
        self._limits = limits
        self._budget = budget
        self._depth = 0
        self._row = 0
        self._column = 0

    def doctype(self, *_parts: object) -> None:
        raise Forbidden("A part of it defines its own abbreviations (a 'document type').")

    def start(self, full_name: str, attributes: Mapping[str, str]) -> None:
        name = full_name.rpartition(" ")[2]
        self._budget.spend(name)
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Forbidden("A part of it is nested deeper than any workbook.")
        if name in _CELL_PARTS:
            self._cell_part(name, attributes)
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        else:
            found = (attributes.get("ContentType"), attributes.get("Type"))
            self.facts.kinds.update(kind.lower() for kind in found if kind)

    def end(self, _name: str) -> None:
        self._depth -= 1

    def _cell_part(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "row":
            given = attributes.get("r", "")
            self._row = int(given) if given.isdecimal() and len(given) < 10 else self._row + 1
            self._column = 0
        elif name == "c":
            self._place_cell(attributes.get("r", ""))
        else:
            self._fill(is_formula=name == "f")

    def _place_cell(self, coordinate: str) -> None:
        place = _locate(coordinate)
        self._row, self._column = place or (self._row, self._column + 1)

    def _fill(self, *, is_formula: bool) -> None:
        if self._row > self._limits.rows or self._column > self._limits.columns:
            if len(self.facts.beyond) < _NAMED_AT_MOST and self._column:
                self.facts.beyond.append(f"{get_column_letter(self._column)}{self._row}")
        elif is_formula:
            self.facts.formulas.add((self._row, self._column))

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
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
