"""Sets a document in Word: real styles, repeated heading rows, texts for whoever cannot see.

Every text goes in as it is; nothing of it is read as a field, a style or a link.
"""

# ruff: noqa: ANN401, SLF001 - elements of Word have types that are made at run time, and the
# library has no names of its own for heading rows, descriptions and directions

import struct
import zlib
from collections.abc import Iterable, Iterator
from copy import deepcopy
from functools import partial
from io import BytesIO
from typing import Any

import docx
import numpy as np
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from assessment.reporting.document import (
    Bullets,
    Cell,
    Document,
    Heading,
    Note,
    Paragraph,
    Part,
    Picture,
    Table,
    as_set,
    begins_right_to_left,
    page_words,
)

_PAGE, _MARGIN = (210, 297), 18
_TEXT_WIDTH = _PAGE[0] - 2 * _MARGIN
_SIZE, _SMALL = 9.5, 8
_SHARPNESS = 4
"""Points of a picture for each of its units; enough for a printer."""
_AFTER_BIDI = ("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:jc", "w:rPr")
"""What stands after the direction of a paragraph; Word refuses files in another order."""
_KEPT_WHOLE = 900
"""Signs of a row that is not broken over two pages."""
_HEADING_ROW = "e6e6e6"
_INK = RGBColor(0x1A, 0x1A, 0x1A)
_FONT = "Arial"
"""On every Windows and Mac with Arabic and Cyrillic; Word finds one for other scripts."""


def write_docx(document: Document, template: Any = None) -> bytes:
    """Set a document as a .docx file.

    Parameters
    ----------
    template
        What `open_template` returned: its page, styles, header and footer are kept.

    Returns
    -------
    bytes
        With built-in heading styles, heading rows that are repeated and marked as such, a
        description of each table and picture, page numbers, language and title.
    """
    word = docx.Document() if template is None else template
    if template is None:
        _set_page(word, document)
        _set_styles(word.styles)
    else:
        _add_missing_styles(word.styles)
    _set_up(word, document)
    _paragraph(word, document.title, document, style="Title")
    for part in document.parts:
        _add(word, part, document)
    _write_footer(_footer_line(word), document)
    out = BytesIO()
    word.save(out)
    return out.getvalue()


def _set_page(word: Any, document: Document) -> None:
    page = word.sections[0]
    page.page_width, page.page_height = Mm(_PAGE[0]), Mm(_PAGE[1])
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(_MARGIN)
    page.header_distance = page.footer_distance = Mm(9)
    if document.is_right_to_left:
        before = ("w:rtlGutter", "w:docGrid")
        page._sectPr.insert_element_before(_element("w:bidi"), *before)


def _footer_line(word: Any) -> Any:
    """Return an empty line at the end of the footer; that of a template keeps what it says."""
    footer = word.sections[0].footer
    if len(footer.paragraphs) == 1 and not footer.paragraphs[0].text and not footer.tables:
        return footer.paragraphs[0]
    return footer.add_paragraph()


def _set_up(word: Any, document: Document) -> None:
    _set_properties(word.core_properties, document)
    _set_language(word.styles.element, document)
    for setting in word.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), "15")  # else Word says that it opens an old document


_SIZES = {
    "Normal": _SIZE,
    "Title": 17,
    "Heading 1": 13,
    "Heading 2": 11,
    "Heading 3": 10,
    "List Bullet": _SIZE,
    "Footer": _SMALL,
}
"""The styles that a report needs besides its own for notes and that of tables."""
_TABLE = "Table Grid"


def _add_missing_styles(styles: Any) -> None:
    """Add the styles that a template lacks; what it has stays as its organisation made it."""
    own = {style.name for style in styles}
    usual = docx.Document().styles
    for name in (*_SIZES, _TABLE):
        if name not in own:
            added = deepcopy(usual[name].element)
            for number in list(added.iter(qn("w:numPr"))):
                number.getparent().remove(number)  # it would point to a list that is not there
            styles.element.append(added)
    for name in sorted(set(_SIZES) - own):
        _set_style(styles[name], _SIZES[name], is_body=name in ("Normal", "List Bullet", "Footer"))
    if "Note" not in own:
        _add_note_style(styles)


def _set_styles(styles: Any) -> None:
    for name, size in _SIZES.items():
        _set_style(styles[name], size, is_body=name in ("Normal", "List Bullet", "Footer"))
    title = styles["Title"].font
    title.bold = title.cs_bold = True
    _add_note_style(styles)


def _set_properties(properties: Any, document: Document) -> None:
    properties.title = as_set(document.title)[:255]
    properties.subject = as_set(document.subject)[:255]
    properties.language = document.language.replace("_", "-")
    properties.author = properties.last_modified_by = properties.comments = ""
    moment = document.made_at.replace(tzinfo=None)
    properties.created = properties.modified = moment


def _set_language(styles: Any, document: Document) -> None:
    code = document.language.replace("_", "-")
    properties = styles.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    if properties is None:
        return  # a template without defaults says the language in each style, if at all
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    name = "w:bidi" if document.is_right_to_left else "w:val"
    properties.append(_element("w:lang", **{name: "en-GB" if code == "en" else code}))


def _set_style(style: Any, size: float, *, is_body: bool) -> None:
    _size(style, size)
    style.font.color.rgb = _INK
    style.font.italic = False
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()  # the theme of the template would win over any name
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), _FONT)
    shape = style.paragraph_format
    shape.space_before = Pt(0 if is_body else size * 0.7)
    shape.space_after = Pt(3)
    shape.line_spacing = 1.0


def _size(styled: Any, size: float) -> None:
    """Set the size of letters; Word keeps another one for scripts from right to left."""
    styled.font.size = Pt(size)
    properties = styled.element.get_or_add_rPr()
    twice = _element("w:szCs", **{"w:val": str(round(2 * size))})
    for old in properties.findall(qn("w:szCs")):
        properties.remove(old)
    properties.find(qn("w:sz")).addnext(twice)


def _add_note_style(styles: Any) -> None:
    note = styles.add_style("Note", 1)
    note.base_style = styles["Normal"]
    properties = note.element.get_or_add_pPr()
    border = _element("w:pBdr")
    for side in ("w:left", "w:right"):
        edge = {"w:val": "single", "w:sz": "18", "w:space": "6", "w:color": "5A5A5A"}
        border.append(_element(side, **edge))
    properties.append(border)
    shade = {"w:val": "clear", "w:color": "auto", "w:fill": "F2F2F2"}
    properties.append(_element("w:shd", **shade))
    note.paragraph_format.left_indent = note.paragraph_format.right_indent = Mm(3)


def _add(word: Any, part: Part, document: Document) -> None:
    write = partial(_paragraph, word, document=document)
    match part:
        case Heading(level, text):
            write(text, style=f"Heading {level}")
        case Paragraph(text, strong):
            write(text, strong=strong)
        case Note(text):
            write(text, style="Note")
        case Bullets(items):
            for item in items:
                write(item, style="List Bullet")
        case Table():
            _add_table(word, part, document)


def _paragraph(
    home: Any,
    text: str,
    document: Document,
    *,
    style: str = "Normal",
    strong: bool = False,
) -> None:
    paragraph = home.add_paragraph(style=style)
    _write(paragraph, text, document, strong=strong)


def _write(
    paragraph: Any,
    text: str,
    document: Document,
    *,
    strong: bool = False,
    size: float | None = None,
) -> None:
    """Write a text in the direction in which its first letter is read."""
    run = paragraph.add_run(as_set(text))
    # Only what differs from the style is written down.
    run.bold = strong or None
    if size is not None:
        _size(run, size)
    if begins_right_to_left(text, otherwise=document.is_right_to_left):
        properties = paragraph._p.get_or_add_pPr()
        properties.insert_element_before(_element("w:bidi"), *_AFTER_BIDI)
        run.font.rtl = True
        run.font.cs_bold = strong or None


def _add_table(word: Any, table: Table, document: Document) -> None:
    room = _text_width(word.sections[-1])
    shares = [share / sum(table.widths) * room for share in table.widths]
    set_ = word.add_table(1 + len(table.rows), len(table.columns), style=_TABLE)
    set_.autofit = False
    for column, width in zip(set_.columns, shares, strict=True):
        column.width = Mm(width)
    _describe_table(set_, table, document)
    size = _SMALL if table.small else _SIZE - 0.5
    heading = tuple(Cell(name, f"#{_HEADING_ROW}") for name in table.columns)
    for place, (row, cells) in enumerate(zip(set_.rows, (heading, *table.rows), strict=True)):
        for cell, content, width in zip(row.cells, cells, shares, strict=True):
            cell.width = Mm(width)
            _fill(cell, content, document, size=size, strong=place == 0, room=width)
        if place and sum(len(content.text) for content in cells) < _KEPT_WHOLE:
            _row_properties(row).append(_element("w:cantSplit"))
    _repeat(set_.rows[0])
    after = word.add_paragraph()
    after.paragraph_format.space_after = Pt(0)
    after.paragraph_format.line_spacing = Pt(5)


def _text_width(section: Any) -> float:
    """Return the room between the margins, in millimetres; that of A4 where none is said."""
    said = (section.page_width, section.left_margin, section.right_margin)
    if any(length is None for length in said):
        return _TEXT_WIDTH
    page, left, right = said
    return max((page - left - right) / Mm(1), 60)


def _fill(  # noqa: PLR0913 - everything a cell depends on
    cell: Any,
    content: Cell,
    document: Document,
    *,
    size: float,
    strong: bool,
    room: float,
) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(1)
    if content.picture is not None:
        paragraph.paragraph_format.space_before = Pt(2)
        _draw(paragraph.add_run(), content.picture, room - 4.5)
    else:
        _write(paragraph, content.text, document, strong=strong, size=size)
    if content.colour:
        shade = {"w:val": "clear", "w:color": "auto", "w:fill": content.colour.lstrip("#")}
        cell._tc.get_or_add_tcPr().append(_element("w:shd", **shade))


def _describe_table(set_: Any, table: Table, document: Document) -> None:
    properties = set_._tbl.tblPr
    if document.is_right_to_left:
        properties.insert(1, _element("w:bidiVisual"))
    properties.append(_element("w:tblDescription", **{"w:val": as_set(table.described)}))


def _repeat(row: Any) -> None:
    """Mark a row as headings: repeated on each page, and read out with each cell."""
    properties = _row_properties(row)
    properties.append(_element("w:cantSplit"))
    properties.append(_element("w:tblHeader"))


def _row_properties(row: Any) -> Any:
    return row._tr.get_or_add_trPr()


def _draw(run: Any, picture: Picture, room: float) -> None:
    drawn = run.add_picture(BytesIO(_png(picture)), width=Mm(room))
    for side in ("distT", "distB", "distL", "distR"):
        # What is left out counts as nothing in Word, and as an eighth of an inch in LibreOffice.
        drawn._inline.set(side, "0")
    properties = drawn._inline.docPr
    properties.set("descr", as_set(picture.described))


def _png(picture: Picture) -> bytes:
    """Draw rectangles on white; the format is a few lines, and no further library is needed."""
    shape = (picture.height * _SHARPNESS, picture.width * _SHARPNESS, 3)
    points = np.full(shape, 255, dtype=np.uint8)
    for box in picture.placed():
        left, right = _points(box.left, box.width)
        top, bottom = _points(box.top, box.height)
        points[top:bottom, left:right] = [int(box.colour[at : at + 2], 16) for at in (1, 3, 5)]
    # Each line begins with a zero: it is not written as a difference to another line.
    lines = b"".join(b"\0" + line.tobytes() for line in points)
    heading = struct.pack(">IIBBBBB", shape[1], shape[0], 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", heading), (b"IDAT", zlib.compress(lines, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunks(chunks))


def _points(start: float, length: float) -> tuple[int, int]:
    return round(start * _SHARPNESS), round((start + length) * _SHARPNESS)


def _chunks(chunks: Iterable[tuple[bytes, bytes]]) -> Iterator[bytes]:
    for kind, content in chunks:
        checksum = struct.pack(">I", zlib.crc32(kind + content))
        yield struct.pack(">I", len(content)) + kind + content + checksum


def _write_footer(paragraph: Any, document: Document) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(paragraph, f"{document.subject} · ", document)
    fields = {"{page}": "PAGE", "{pages}": "NUMPAGES"}
    for word in page_words():
        run = paragraph.add_run("" if word in fields else word)
        if word in fields:
            _add_field(run, fields[word])


def _add_field(run: Any, instruction: str) -> None:
    """Let Word count: a field whose result is asked for when the file is opened."""
    code = OxmlElement("w:instrText")
    code.set(qn("xml:space"), "preserve")
    code.text = f" {instruction} "
    result = OxmlElement("w:t")
    result.text = "1"
    kinds = (_element("w:fldChar", **{"w:fldCharType": kind}) for kind in _FIELD_MARKS)
    begin, separate, end = kinds
    for element in (begin, code, separate, result, end):
        run._r.append(element)


_FIELD_MARKS = ("begin", "separate", "end")


def _element(name: str, **attributes: str) -> Any:
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(key), value)
    return element
