"""Takes a file of a spreadsheet apart: a container that was checked, and its XML within bounds.

What the parts mean is known elsewhere. Nothing here trusts what the file says of itself.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import cast

# The doctype, which every known attack on XML parsers needs, is refused before they begin.
from xml.etree.ElementTree import Element, ParseError, XMLPullParser, fromstring
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo
from zlib import error as ZlibError  # noqa: N812 - an exception with a lower-case name

from assessment.locales import gettext as _
from assessment.locales import ngettext
from assessment.locales.formats import whole

_LARGEST_CONTENT = 20_000_000
_LARGEST_PART = 12_000_000
_MOST_PARTS = 300
_HIGHEST_RATIO = 200
_RATIO_FROM = 1_000_000
_DEEPEST = 40
ROOT = "/"
_AT_ONCE = 64 * 1024
_SHORT = 512 * 1024
_CELL_PARTS = frozenset(
    ("row", "c", "v", "is", "f", "table-row", "table-cell", "covered-table-cell")
)
_STRING_PARTS = frozenset(("si", "t", "r", "rPr", "p", "span", "s"))
_ENCODING = re.compile(rb"""<\?xml[^>]*encoding=["']([A-Za-z0-9_.-]+)["']""")
# Those that spreadsheet programs write; in others a mark could hide from a search of bytes.
_ENCODINGS = {"utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "windows-1252"}


class Unfit(Exception):  # noqa: N818 - says what was found
    """The file is turned away; what was found and what to do follow from the code if not said."""

    def __init__(self, code: str, found: str = "") -> None:
        super().__init__(code)
        self.code, self.found = code, found


@dataclass
class _Budget:
    """How many elements a whole file may still have.

    Attributes
    ----------
    cells
        Rows, cells and their values. A field workbook has about 10,000.
    strings
        Pieces of text.
    others
        Everything else, styles and rules above all.
    """

    cells: int = 200_000
    strings: int = 60_000
    others: int = 20_000

    def spend(self, begun: Mapping[str, int]) -> None:
        """Count elements, given by their tags; refuse the file when there are too many."""
        for tag, number in begun.items():
            kind = _budget_of(local(tag))
            setattr(self, kind, getattr(self, kind) - number)
        if min(self.cells, self.strings, self.others) < 0:
            found = _("The workbook has far more rows, cells or formats than a questionnaire.")
            raise Unfit("too_large", found)


def _budget_of(name: str) -> str:
    if name in _CELL_PARTS:
        return "cells"
    return "strings" if name in _STRING_PARTS else "others"


@lru_cache(maxsize=1024)
def local(tag: str) -> str:
    """Return the name of an element without its namespace.

    Strict and transitional Open XML differ in nothing that is read here but their namespaces.

    Examples
    --------
    >>> local("{http://example.org/main}row"), local("row")
    ('row', 'row')
    """
    return tag.rpartition("}")[2]


def attribute(element: Element, name: str) -> str:
    """Return an attribute by its name without a namespace; empty where there is none."""
    return next((value for key, value in element.items() if local(key) == name), "")


class Parts:
    """The parts of a file, which is sound as a container."""

    def __init__(self, contents: Mapping[str, bytes]) -> None:
        self._contents = contents
        self._budget = _Budget()
        self.names = frozenset(contents)

    def tree(self, name: str) -> Element | None:
        """Return a part as a tree; ``None`` if the file has no such part."""
        return next((element for found, element in self.ends(name, ()) if found == ROOT), None)

    def content(self, name: str) -> bytes:
        """Return a part as it is; empty if the file has no such part."""
        return self._contents.get(name, b"")

    def spend(self, tag: str, number: int) -> None:
        """Count what one element stands for beyond itself, as a repeated row does.

        Raises
        ------
        Unfit
            If the whole file stands for more than it may hold.
        """
        self._budget.spend({tag: number})

    def ends(self, name: str, wanted: Collection[str]) -> Iterator[tuple[str, Element]]:
        """Yield the wanted elements of a part with their local names, each when it is whole.

        The last one is the whole part, under the name `ROOT`. Whoever has read an element may
        clear it. A part that is not there has none.

        Raises
        ------
        Unfit
            If the part is no sound XML, nested without end or longer than the whole file may be.
        """
        if name in self.names:
            try:
                yield from self._walk(_readable(self._contents[name]), _Known(wanted))
            except ParseError as error:
                raise Unfit("damaged") from error

    def elements(self, name: str, wanted: Collection[str]) -> Iterator[tuple[str, Element]]:
        """Yield the wanted elements as `ends` does, where none of them stands within another.

        Of a short part the tree is built at once, which takes half the time.
        """
        content = _readable(self.content(name))
        if name not in self.names or len(content) > _SHORT:
            yield from self.ends(name, wanted)
            return
        try:
            root = fromstring(content)  # noqa: S314 - without a doctype there are no entities
        except ParseError as error:
            raise Unfit("damaged") from error
        _check_depth(root)
        self._budget.spend(Counter([element.tag for element in root.iter()]))
        known = _Known(wanted)
        for element in root.iter():
            if found := known[element.tag]:
                yield found, element

    def _walk(self, content: bytes, known: "_Known") -> Iterator[tuple[str, Element]]:
        parser, depth, begun = XMLPullParser(("start", "end")), 0, Counter[str]()
        for events in _events(parser, content):
            for event, element in events:
                if event == "start":
                    depth += 1
                    begun[element.tag] += 1
                    if depth > _DEEPEST:
                        raise _too_deep()
                    continue
                depth -= 1
                if found := known[element.tag]:
                    yield found, element
                if depth == 0:
                    yield ROOT, element
            self._budget.spend(begun)
            begun.clear()


class _Known(dict[str, str]):
    """The local name of each tag that is wanted, and an empty one for others."""

    def __init__(self, wanted: Collection[str]) -> None:
        self._wanted = wanted

    def __missing__(self, tag: str) -> str:
        name = local(tag)
        self[tag] = name if name in self._wanted else ""
        return self[tag]


def _events(parser: XMLPullParser, content: bytes) -> Iterator[Iterator[tuple[str, Element]]]:
    """Yield the events of one piece after the other: no long part is a whole tree in memory."""
    for start in range(0, len(content), _AT_ONCE):
        parser.feed(content[start : start + _AT_ONCE])
        yield _read(parser)
    parser.close()
    yield _read(parser)


def _read(parser: XMLPullParser) -> Iterator[tuple[str, Element]]:
    # The two kinds of events that are asked for bring nothing but elements.
    return cast("Iterator[tuple[str, Element]]", parser.read_events())


def _check_depth(root: Element) -> None:
    level = [root]
    for _depth in range(_DEEPEST):
        level = [child for element in level for child in element]
    if level:
        raise _too_deep()


def _too_deep() -> Unfit:
    return Unfit("forbidden_content", _("A part of it is nested deeper than any workbook."))


def _readable(content: bytes) -> bytes:
    """Return a part in UTF-8, without what it says of its encoding, and without a doctype."""
    content = _as_utf8(content)
    if b"<!DOCTYPE" in content:
        found = _("A part of it defines its own abbreviations (a 'document type').")
        raise Unfit("forbidden_content", found)
    return content


def _as_utf8(content: bytes) -> bytes:
    """Return a part in UTF-8 without a declaration that says otherwise."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = content.decode("utf-16", errors="replace")
        return _without_declaration(text.encode("utf-8", errors="replace"))
    declared = _ENCODING.match(content[:200].lstrip(b"\xef\xbb\xbf"))
    name = declared[1].decode("ascii").lower() if declared else "utf-8"
    if name not in _ENCODINGS or b"\x00" in content[:200]:
        raise Unfit("damaged")
    if name in {"iso-8859-1", "windows-1252"}:
        return _without_declaration(content.decode(name, errors="replace").encode())
    return content


def _without_declaration(content: bytes) -> bytes:
    return re.sub(rb"^(\xef\xbb\xbf)?<\?xml[^>]*\?>", b"", content)


def open_parts(content: bytes) -> Parts:
    """Check a container and take it apart.

    Raises
    ------
    Unfit
        If it is damaged, too large unpacked, encrypted, or holds what no spreadsheet holds.
    """
    # Each entry of the directory starts with this mark: counted before it is built in memory.
    if content.count(b"PK\x01\x02") > _MOST_PARTS:
        found = ngettext(
            "The file consists of more than {number} part.",
            "The file consists of more than {number} parts.",
            _MOST_PARTS,
        )
        raise Unfit("too_large", found)
    try:
        with ZipFile(BytesIO(content)) as archive:
            _check_entries(archive.infolist())
            # Each part is unpacked, so that its checksum is held against it.
            parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    except (BadZipFile, ZlibError, EOFError, OSError, NotImplementedError) as error:
        raise Unfit("damaged") from error
    for name, part in parts.items():
        if name.lower().endswith((".xml", ".rels")):
            _readable(part)
    return Parts(parts)


def unpacked_size(content: bytes) -> int:
    """Return how many bytes a container says that it holds; 0 where it is none, or is refused."""
    if content.count(b"PK\x01\x02") > _MOST_PARTS:
        return 0
    try:
        with ZipFile(BytesIO(content)) as archive:
            return sum(entry.file_size for entry in archive.infolist())
    except (BadZipFile, OSError, NotImplementedError, ValueError):
        return 0


def _check_entries(entries: list[ZipInfo]) -> None:
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names):
        raise Unfit("forbidden_content", _("It holds two parts of the same name."))
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Unfit("encrypted")
    if any(entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for entry in entries):
        raise Unfit("forbidden_content", _("It is packed in a way that Excel does not use."))
    _check_sizes(entries)


def _check_sizes(entries: list[ZipInfo]) -> None:
    sizes = [entry.file_size for entry in entries]
    if sum(sizes) > _LARGEST_CONTENT or max(sizes, default=0) > _LARGEST_PART:
        found = _(
            "Unpacked it would have {found} bytes; {allowed} are allowed.",
            found=whole(sum(sizes)),
            allowed=whole(_LARGEST_CONTENT),
        )
        raise Unfit("too_large", found)
    if any(_is_blown_up(entry) for entry in entries):
        raise Unfit("too_large", _("A part of it grows to a multiple when unpacked."))


def _is_blown_up(entry: ZipInfo) -> bool:
    ratio = entry.file_size / max(entry.compress_size, 1)
    return entry.file_size > _RATIO_FROM and ratio > _HIGHEST_RATIO
