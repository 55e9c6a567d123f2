"""Reads the sheets of an Excel workbook (Open XML, strict and transitional) within bounds.

No library stands between: its parts are read as XML, what is not needed is never built, and
nothing is evaluated. Which sheets and columns mean what is known elsewhere.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from math import isfinite
from posixpath import dirname, join, normpath
from xml.etree.ElementTree import Element

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel, from_ISO8601

from assessment.exchange.file_parts import Parts, Unfit, attribute, local
from assessment.exchange.sheets import Cell, Drawing, Kind, MergedRange, Note, Sheet, Value
from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.model.text import clean_text

_MOST_SHEETS = 40
_NAMED_AT_MOST = 5
_MOST_NOTES = 2_000
# A cell of Excel holds no more than this.
_LONGEST_CELL = 32_767
# Beyond it, no number of a spreadsheet is exact or even finite.
_LONGEST_NUMBER = 300
_COORDINATE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_STRICT = "purl.oclc.org/ooxml"
_ON = frozenset(("1", "true"))
_MACRO_KINDS = ("macroenabled", "vbaproject", "macrosheet")
_DECLARING = ("Default", "Override", "Relationship")
_IN_SHEETS = ("row", "mergeCell", "col", "hyperlink")
_LONGEST_LINK = 2_000
_ANCHORS = ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor")
_BINARY = "sheet.binary"
# Excel 365 writes the older note beside a thread, with words of its own.
_OF_A_THREAD = "tc="


@dataclass(frozen=True)
class Extent:
    """How much of each sheet is read; of those in ``unread`` nothing but the title."""

    rows: int
    columns: int
    unread: frozenset[str] = frozenset()


@dataclass(frozen=True)
class _Relation:
    """What a part points to; ``target`` is a part of the file, or an address outside of it."""

    kind: str
    target: str


@dataclass
class Found:
    """What was found in one sheet so far."""

    title: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict[tuple[int, int], Cell])
    merged: list[MergedRange] = field(default_factory=list[MergedRange])
    beyond: list[str] = field(default_factory=list[str])
    hidden_rows: set[int] = field(default_factory=set[int])
    hidden_columns: set[int] = field(default_factory=set[int])
    links: dict[tuple[int, int], str] = field(default_factory=dict[tuple[int, int], str])
    fills: dict[tuple[int, int], str] = field(default_factory=dict[tuple[int, int], str])


def read_workbook(parts: Parts, extent: Extent) -> Mapping[str, Sheet]:
    """Read every sheet of a workbook.

    Raises
    ------
    Unfit
        If it holds macros or links to other files, is too large, or is no sound workbook.
    """
    _refuse_kinds(parts)
    path = _workbook_part(parts)
    root = parts.tree(path)
    if root is None:
        raise Unfit("unreadable")
    sheets = [e for group in _children(root, "sheets") for e in _children(group, "sheet")]
    if len(sheets) > _MOST_SHEETS:
        found = ngettext(
            "The workbook has {number} sheet.", "The workbook has {number} sheets.", len(sheets)
        )
        raise Unfit("too_large", found)
    titles = [sheet.get("name", "") for sheet in sheets]
    if len(set(titles)) < len(titles):
        raise Unfit("forbidden_content", _("It holds two sheets of the same name."))
    return _Reader(parts, extent, path, root).sheets(sheets)


def is_strict(parts: Parts) -> bool:
    """Whether a workbook is in strict Open XML, which openpyxl does not know."""
    root = parts.tree(_workbook_part(parts))
    return root is not None and _STRICT in root.tag


def saved_at(parts: Parts) -> datetime | None:
    """Return when a workbook was last saved, as it says itself; ``None`` where it does not."""
    named = _relations(parts, "").values()
    found = (one.target for one in named if one.kind == "core-properties")
    path = next((one for one in found if one in parts.names), "docProps/core.xml")
    return read_moment(parts, path, "modified")


def read_moment(parts: Parts, path: str, name: str) -> datetime | None:
    """Return the moment in an element of a part, in UTC; ``None`` where there is none."""
    if path not in parts.names:
        return None
    try:
        found = [e.text or "" for known, e in parts.elements(path, (name,)) if known == name]
        moment = datetime.fromisoformat("".join(found[:1]).strip())
    except (Unfit, ValueError):
        # Nothing else is read of such a part, so a broken one is no reason to refuse the file.
        return None
    # LibreOffice writes the time of its own place without saying which.
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)


def locate(coordinate: str) -> tuple[int, int] | None:
    """Return row and column, counted from 1; ``None`` for what names no cell.

    Examples
    --------
    >>> locate("C12"), locate("nonsense")
    ((12, 3), None)
    """
    match = _COORDINATE.fullmatch(coordinate)
    if match is None:
        return None
    return int(match[2]), _column_number(match[1])


@lru_cache(maxsize=1024)
def _column_number(letters: str) -> int:
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return column


def typed(text: str) -> str:
    """Return a text as it was typed: Excel writes some characters as ``_x000D_``."""
    cut = text[: _LONGEST_CELL + 1]
    if "_x" in cut:
        cut = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), cut)
    return clean_text(cut)


def _children(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element if local(child.tag) == name)


def _refuse_kinds(parts: Parts) -> None:
    """Refuse what the file itself declares to hold macros or to take values from elsewhere."""
    if any(name.lower().endswith("vbaproject.bin") for name in parts.names):
        raise Unfit("macros")
    if any(name.lower().startswith("xl/externallinks/") for name in parts.names):
        raise Unfit("external_links")
    declaring = [name for name in parts.names if name.endswith(".rels")]
    kinds: set[str] = set()
    for name in ("[Content_Types].xml", *declaring):
        for _name, element in parts.elements(name, _DECLARING):
            kinds.update((element.get("ContentType", "").lower(), element.get("Type", "").lower()))
    if any(_BINARY in kind for kind in kinds):
        found = _(
            "This is a workbook in the binary format of Excel (.xlsb), which is not read here."
        )
        raise Unfit("other_format", found)
    if any(word in kind for kind in kinds for word in _MACRO_KINDS):
        found = _(
            "The workbook is of a kind that can hold macros (.xlsm or an add-in); no macro was "
            "found, but such files are never accepted here."
        )
        raise Unfit("macros", found)
    if any("externallink" in kind for kind in kinds):
        raise Unfit("external_links")


def _relations(parts: Parts, source: str) -> Mapping[str, _Relation]:
    """Return what a part points to within the file, by the id of the relation."""
    folder = dirname(source)
    root = parts.tree(join(folder, "_rels", f"{source.rpartition('/')[2]}.rels"))
    found = {}
    for element in root if root is not None else ():
        target, kind = element.get("Target", ""), element.get("Type", "").rpartition("/")[2]
        if element.get("TargetMode", "").lower() != "external":
            target = _resolved(folder, target)
        found[element.get("Id", "")] = _Relation(kind, target)
    return found


def _resolved(folder: str, target: str) -> str:
    return normpath(target if target.startswith("/") else join(folder, target)).lstrip("/")


def _workbook_part(parts: Parts) -> str:
    whole = (one for one in _relations(parts, "").values() if one.kind == "officeDocument")
    return next((one.target for one in whole if one.target in parts.names), "xl/workbook.xml")


class _Reader:
    """Reads one workbook; ``_texts`` are the shared ones, ``_formats`` those of the styles."""

    def __init__(self, parts: Parts, extent: Extent, path: str, root: Element) -> None:
        self._parts, self._extent = parts, extent
        self._relations = _relations(parts, path)
        is_mac = any(
            properties.get("date1904") in _ON for properties in _children(root, "workbookPr")
        )
        self._epoch = MAC_EPOCH if is_mac else WINDOWS_EPOCH
        self._struck_texts = set[int]()
        self._texts = self._shared_texts()
        self._struck_styles = frozenset[str]()
        self._colours = dict[str, str]()
        self._formats = self._number_formats()
        self._persons = self._known_persons()

    def sheets(self, elements: Sequence[Element]) -> Mapping[str, Sheet]:
        found = {}
        for element in elements:
            relation = self._relations.get(attribute(element, "id"))
            if relation is None or relation.target not in self._parts.names:
                raise Unfit("unreadable")
            is_hidden = element.get("state", "visible") != "visible"
            title = element.get("name", "")
            found[title] = self._sheet(title, relation, is_hidden=is_hidden)
        return found

    def _of_whole(self, kind: str) -> Sequence[str]:
        """Return the parts of a kind of which a workbook has one, also if no relation says so."""
        usual = f"xl/{kind}.xml"
        found = [*self._of_kind(self._relations, kind)]
        return found or ([usual] if usual in self._parts.names else [])

    def _shared_texts(self) -> Sequence[str]:
        texts: list[str] = []
        for path in self._of_whole("sharedStrings"):
            for name, element in self._parts.elements(path, ("si",)):
                if name == "si":
                    if _has_struck_piece(element):
                        self._struck_texts.add(len(texts))
                    texts.append(typed(_text_of(element)))
                    element.clear()
        return texts

    def _number_formats(self) -> Sequence[str]:
        """Return the number format of each style of cells; keep lines through texts and fills."""
        formats, styles, fonts = dict[str, str](), list[str](), list[str]()
        struck, filled, fills = list[bool](), list[str](), list[str]()
        for path in self._of_whole("styles"):
            root = self._parts.tree(path)
            for group in root if root is not None else ():
                match local(group.tag):
                    case "numFmts":
                        formats = {e.get("numFmtId", ""): e.get("formatCode", "") for e in group}
                    case "cellXfs":
                        styles = [e.get("numFmtId", "0") for e in group]
                        fonts = [e.get("fontId", "0") for e in group]
                        filled = [e.get("fillId", "0") for e in group]
                    case "fills":
                        fills = [_colour_of(fill) for fill in group]
                    case "fonts":
                        struck = [_is_struck(font) for font in group]
                    case _:
                        pass
        through = {str(place) for place, is_struck in enumerate(struck) if is_struck}
        self._struck_styles = frozenset(
            str(place) for place, font in enumerate(fonts) if font in through
        )
        colours = {str(place): colour for place, colour in enumerate(fills) if colour}
        self._colours = {
            str(place): colours[fill] for place, fill in enumerate(filled) if fill in colours
        }
        return [formats.get(id_) or _builtin_format(id_) for id_ in styles]

    def _known_persons(self) -> Mapping[str, str]:
        return {
            element.get("id", ""): element.get("displayName", "")
            for path in self._of_kind(self._relations, "person")
            for name, element in self._parts.elements(path, ("person",))
            if name == "person"
        }

    def _sheet(self, title: str, relation: _Relation, *, is_hidden: bool) -> Sheet:
        found = Found(title)
        if title in self._extent.unread:
            return Sheet(title, {}, is_hidden=is_hidden)
        relations = _relations(self._parts, relation.target)
        if relation.kind == "worksheet":
            self._read_part(relation.target, relations, found)
        drawings = [*self._drawings(relations)]
        if relation.kind == "chartsheet":
            drawings.append(Drawing("chart", 1, 1))
        return Sheet(
            title,
            found.cells,
            tuple(found.merged),
            tuple(found.beyond),
            frozenset(found.hidden_rows),
            is_hidden=is_hidden,
            hidden_columns=frozenset(found.hidden_columns),
            notes=tuple(self._notes(relations)),
            drawings=tuple(drawings),
            links=found.links,
            fills=found.fills,
        )

    def _read_part(self, path: str, relations: Mapping[str, _Relation], found: Found) -> None:
        last_row = 0
        for name, element in self._parts.elements(path, _IN_SHEETS):
            match name:
                # Drawings that stand in a sheet have rows and columns of their own.
                case "row" if "spreadsheetml" in element.tag:
                    last_row = self._row(element, last_row, found)
                    element.clear()
                case "mergeCell":
                    _merge(element.get("ref", ""), found)
                case "hyperlink":
                    relation = relations.get(attribute(element, "id"))
                    place = locate(element.get("ref", ""))
                    if relation and place:
                        found.links[place] = relation.target[:_LONGEST_LINK]
                case "col" if element.get("hidden") in _ON:
                    first, last = _count(element.get("min", "")), _count(element.get("max", ""))
                    found.hidden_columns.update(range(first, min(last, self._extent.columns) + 1))
                case _:
                    pass

    def _row(self, element: Element, last_row: int, found: Found) -> int:
        given = element.get("r")
        number = last_row + 1 if given is None else _count(given)
        if element.get("hidden") in _ON:
            found.hidden_rows.add(number)
        if self._colours and number <= self._extent.rows:
            self._read_fills(element, number, found)
        for at, cell in _filled(element, number):
            row, column = at
            if row > self._extent.rows or column > self._extent.columns:
                if len(found.beyond) < _NAMED_AT_MOST:
                    found.beyond.append(f"{get_column_letter(column)}{row}")
            elif at in found.cells:
                # No program writes one cell twice: a piece of the file was doubled.
                raise Unfit("damaged")
            elif read := self._cell(found.title, row, column, cell):
                found.cells[at] = read
        return number

    def _read_fills(self, element: Element, row: int, found: Found) -> None:
        """Keep the colours behind the cells of a row that hold nothing."""
        digits, colours, most = str(row), self._colours, self._extent.columns
        for cell in element:
            if not len(cell) and (colour := colours.get(cell.get("s", "0"))):
                column = _COLUMNS.get(cell.get("r", "").removesuffix(digits))
                if column and column <= most:
                    found.fills[row, column] = colour

    def _cell(self, title: str, row: int, column: int, element: Element) -> Cell | None:
        kind, value = element.get("t", "n"), None
        struck = element.get("s", "0") in self._struck_styles
        if kind == "s" and len(element) == 1 and element[0].tag.endswith("}v"):
            # Nearly every cell of a filled workbook is one of these.
            place = _count(element[0].text or "", lowest=0)
            struck = struck or place in self._struck_texts
            return Cell(title, row, column, Kind.TEXT, self._texts[place], struck=struck)
        for child in element:
            name = local(child.tag)
            if name == "f":
                return Cell(title, row, column, Kind.FORMULA, None)
            if name == "v":
                value = child.text
            elif name == "is" and kind == "inlineStr":
                struck = struck or _has_struck_piece(child)
                text = typed(_text_of(child))
                return Cell(title, row, column, Kind.TEXT, text, struck=struck)
        if not value:
            return None
        shape, read, number_format = self._value(kind, value, element.get("s", "0"))
        if kind == "s":
            struck = struck or _count(value, lowest=0) in self._struck_texts
        return Cell(title, row, column, shape, read, number_format, struck=struck)

    def _value(self, kind: str, value: str, style: str) -> tuple[Kind, Value, str]:
        match kind:
            case "s":
                return Kind.TEXT, self._texts[_count(value, lowest=0)], ""
            case "n":
                return as_number(value.strip(), self._format(style), self._epoch)
            case "b":
                return Kind.BOOLEAN, value in _ON, ""
            case "e":
                return Kind.ERROR, value[:20], ""
            case "d":
                return Kind.MOMENT, from_ISO8601(value), self._format(style)
            case _:
                return Kind.TEXT, typed(value), ""

    def _format(self, style: str) -> str:
        number = _count(style, lowest=0)
        return self._formats[number] if number < len(self._formats) else ""

    def _notes(self, relations: Mapping[str, _Relation]) -> Iterator[Note]:
        older = self._of_kind(relations, "comments")
        threads = self._of_kind(relations, "threadedComment")
        notes = (
            *(note for path in older for note in self._comments(path)),
            *(note for path in threads for note in self._threads(path)),
        )
        if len(notes) > _MOST_NOTES:
            raise Unfit("too_large", _("The workbook has far more comments than a questionnaire."))
        yield from notes

    def _of_kind(self, relations: Mapping[str, _Relation], kind: str) -> Iterator[str]:
        for relation in relations.values():
            if relation.kind == kind and relation.target in self._parts.names:
                yield relation.target

    def _comments(self, path: str) -> Iterator[Note]:
        authors: list[str] = []
        for name, element in self._parts.elements(path, ("author", "comment")):
            if name == "author":
                authors.append(element.text or "")
            elif name == "comment":
                number = element.get("authorId", "")
                known = number.isdecimal() and int(number) < len(authors)
                author = authors[int(number)] if known else ""
                text = "".join(map(_text_of, _children(element, "text")))
                place = locate(element.get("ref", ""))
                if place and not author.startswith(_OF_A_THREAD):
                    yield Note(*place, typed(text), typed(author))

    def _threads(self, path: str) -> Iterator[Note]:
        for name, element in self._parts.elements(path, ("threadedComment",)):
            place = locate(element.get("ref", ""))
            if name == "threadedComment" and place:
                text = "".join(child.text or "" for child in _children(element, "text"))
                author = self._persons.get(element.get("personId", ""), "")
                yield Note(*place, typed(text), typed(author))

    def _drawings(self, relations: Mapping[str, _Relation]) -> Iterator[Drawing]:
        for path in self._of_kind(relations, "drawing"):
            for name, element in self._parts.elements(path, _ANCHORS):
                if name in _ANCHORS:
                    yield _drawing(element)
                    element.clear()


def _drawing(anchor: Element) -> Drawing:
    start = next(_children(anchor, "from"), None)
    at = {local(e.tag): e.text or "" for e in start} if start is not None else {}
    row, column = _count(at.get("row", "0"), lowest=0), _count(at.get("col", "0"), lowest=0)
    names = {local(element.tag) for element in anchor.iter()}
    paragraphs = (e for e in anchor.iter() if local(e.tag) == "p")
    lines = ["".join(t.text or "" for t in p.iter() if local(t.tag) == "t") for p in paragraphs]
    text = typed("\n".join(lines)).strip()
    if text:
        return Drawing("text", row + 1, column + 1, text)
    return Drawing("chart" if "graphicFrame" in names else "picture", row + 1, column + 1)


def as_number(
    literal: str, number_format: str, epoch: datetime = WINDOWS_EPOCH
) -> tuple[Kind, Value, str]:
    """Return a number as it is, or the moment for which it stands by its format."""
    is_whole = literal.lstrip("+-").isdecimal()
    if len(literal) > _LONGEST_NUMBER or not (is_whole or isfinite(float(literal))):
        # No spreadsheet writes such a number; as a text it is refused, or kept, in words.
        return Kind.TEXT, typed(literal), ""
    number = int(literal) if is_whole else float(literal)
    if not is_date_format(number_format):
        return Kind.NUMBER, number, number_format
    try:
        moment = from_excel(number, epoch, is_timedelta_format(number_format))
    except (OverflowError, ValueError):
        return Kind.ERROR, "#VALUE!", number_format
    return Kind.MOMENT, moment, number_format


def _text_of(element: Element) -> str:
    """Return the text of a string, plain or with fonts, without signs of how it is spoken."""
    if len(element) == 1 and element[0].tag.endswith("}t"):
        return element[0].text or ""
    pieces: list[str] = []
    for child in element:
        name = local(child.tag)
        if name == "t":
            pieces.append(child.text or "")
        elif name == "r":
            pieces.extend(t.text or "" for t in _children(child, "t"))
    return "".join(pieces)


def _has_struck_piece(element: Element) -> bool:
    """Whether a line goes through a part of a text with fonts; through blanks it says nothing."""
    return any(
        _is_struck(font)
        for piece in _children(element, "r")
        if any((t.text or "").strip() for t in _children(piece, "t"))
        for font in _children(piece, "rPr")
    )


def _is_struck(font: Element) -> bool:
    return any(strike.get("val", "1") in _ON for strike in _children(font, "strike"))


def _colour_of(fill: Element) -> str:
    """Return the colour of a fill; empty where it has none, or a pattern alone."""
    for pattern in _children(fill, "patternFill"):
        if pattern.get("patternType", "none") == "solid":
            for colour in _children(pattern, "fgColor"):
                said = next(iter(colour.items()), ("", ""))
                return said[1][-6:].upper() if said[0] == "rgb" else " ".join(said)
    return ""


def _filled(element: Element, row: int) -> Iterator[tuple[tuple[int, int], Element]]:
    """Yield each cell of a row in which something stands, with its row and column."""
    column, last, digits = 0, "", str(row)
    for cell in element:
        reference = cell.get("r")
        if reference:
            last, column = reference, 0
        else:
            # Only a cell without a name needs to know where the one before it stands.
            column = (column or (_place(last)[1] if last else 0)) + 1
        if len(cell) and cell.tag.endswith("}c"):
            at = (row, column)
            if reference:
                # Nearly always the digits are those of the row.
                known = _COLUMNS.get(reference.removesuffix(digits))
                at = (row, known) if known else _place(reference)
            yield at, cell


_COLUMNS = {get_column_letter(column): column for column in range(1, 100)}


def _place(reference: str) -> tuple[int, int]:
    place = locate(reference)
    if place is None or place[0] == 0:
        raise Unfit("unreadable")
    return place


def _count(text: str, *, lowest: int = 1) -> int:
    if not text.isdecimal() or len(text) > 9 or int(text) < lowest:
        raise Unfit("unreadable")
    return int(text)


def _merge(reference: str, found: Found) -> None:
    first, _colon, last = reference.partition(":")
    top_left, bottom_right = locate(first), locate(last or first)
    if top_left and bottom_right:
        (top, left), (bottom, right) = top_left, bottom_right
        found.merged.append(MergedRange(reference[:30], (top, bottom), (left, right)))


def _builtin_format(id_: str) -> str:
    return BUILTIN_FORMATS.get(int(id_), "") if id_.isdecimal() and len(id_) < 6 else ""
