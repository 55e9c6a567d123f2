"""Sets a document as a tagged PDF, by Typst.

Every text goes to Typst as data in a file of its own, never as markup: nothing that a person
wrote is read as an instruction. Typst sees one folder, which holds that file and the layout,
and is gone afterwards.
"""

import json
import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

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

_LAYOUT = Path(__file__).with_name("report.typ")
_KEPT_WHOLE = 900
"""Signs of a row that is not broken over two pages."""
_NO_LETTER = "\u25a1"
"""A box in place of what no font can show: signs for private use, and those not assigned."""


def write_pdf(document: Document) -> bytes:
    """Set a document as a PDF that a screen reader can read (PDF/UA-1).

    Returns
    -------
    bytes
        Tagged also where a sign has no font on this machine, which PDF/UA forbids.
    """
    with TemporaryDirectory() as name:
        folder = Path(name)
        layout = folder / "report.typ"
        layout.write_bytes(_LAYOUT.read_bytes())
        content = json.dumps(_content(document), ensure_ascii=False)
        (folder / "report.json").write_text(content, encoding="utf-8")
        try:
            return _set(layout, accessible=True)
        except typst.TypstError:
            # What PDF/UA refuses is a sign that no font here has; anything else fails again.
            return _set(layout, accessible=False)


def _set(layout: Path, *, accessible: bool) -> bytes:
    # Packages are looked for in a folder that is empty, and the layout names none.
    nothing = layout.with_name("packages")
    return typst.compile(
        str(layout),
        root=str(layout.parent),
        format="pdf",
        pdf_standards=["ua-1"] if accessible else [],
        package_path=str(nothing),
        package_cache_path=str(nothing),
    )


def _content(document: Document) -> dict[str, Any]:
    language, _separator, region = document.language.replace("-", "_").partition("_")
    at = document.made_at
    return {
        "title": _said(document.title, document),
        "subject": _said(document.subject, document),
        "language": language.lower(),
        "region": region.upper() if len(region) == 2 else None,
        "from_the_right": document.is_right_to_left,
        "made": [at.year, at.month, at.day, at.hour, at.minute, at.second],
        "page": list(page_words()),
        "parts": [_part(part, document) for part in document.parts],
    }


def _part(part: Part, document: Document) -> dict[str, Any]:
    match part:
        case Heading(level, text):
            return {"kind": "heading", "level": level, "text": _said(text, document)}
        case Paragraph(text, strong):
            return {"kind": "paragraph", "strong": strong, "text": _said(text, document)}
        case Note(text):
            return {"kind": "note", "text": _said(text, document)}
        case Bullets(items):
            return {"kind": "list", "items": [_said(item, document) for item in items]}
        case Table():
            return _table(part, document)


def _table(table: Table, document: Document) -> dict[str, Any]:
    return {
        "kind": "table",
        "small": table.small,
        "widths": list(table.widths),
        "columns": [_said(name, document) for name in table.columns],
        "rows": [_row(row, document) for row in table.rows],
    }


def _row(row: tuple[Cell, ...], document: Document) -> list[dict[str, Any]]:
    """Return the cells of a row; all of it breaks over pages, or nothing of it."""
    breaks = sum(len(cell.text) for cell in row) > _KEPT_WHOLE
    return [{**_cell(cell, document), "breaks": breaks} for cell in row]


def _cell(cell: Cell, document: Document) -> dict[str, Any]:
    found: dict[str, Any] = {"text": _said(cell.text, document), "colour": cell.colour}
    if (picture := cell.picture) is not None:
        described = _showable(picture.described)
        found["picture"] = {"drawn": _svg(picture), "described": described}
    return found


def _said(text: str, document: Document) -> dict[str, Any]:
    """Return a text as lines, with the direction in which it is read."""
    return {
        "lines": _showable(text).split("\n"),
        "from_the_right": begins_right_to_left(text, otherwise=document.is_right_to_left),
    }


def _showable(text: str) -> str:
    """Put a box in place of what no font has, and leave out what only steers a terminal."""
    text = as_set(text).replace("\t", " ")
    if text.isprintable():
        return text
    kinds = {sign: unicodedata.category(sign) for sign in set(text)}
    return "".join(
        _NO_LETTER if kinds[sign] in ("Cn", "Co") else sign
        for sign in text
        if sign == "\n" or kinds[sign] != "Cc"
    )


def _svg(picture: Picture) -> str:
    boxes = "".join(
        f'<rect x="{box.left:.2f}" y="{box.top:.2f}" width="{box.width:.2f}" '
        f'height="{box.height:.2f}" fill="{box.colour}"/>'
        for box in picture.placed()
    )
    size = f'width="{picture.width}" height="{picture.height}"'
    view = f'viewBox="0 0 {picture.width} {picture.height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {view}>{boxes}</svg>'
