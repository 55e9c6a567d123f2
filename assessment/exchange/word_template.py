"""Opens an organisation's own Word template, of which nothing is trusted but its looks.

Styles, page, letterhead and footer are taken; the text is emptied. What could run, fetch or
reveal something is refused or cut: macros, embedded objects, fields that load other files, and
every link to a place outside the file.
"""

import re
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import docx
from docx.opc.exceptions import OpcError
from lxml.etree import XMLSyntaxError

from assessment.exchange.file_parts import Parts, Unfit, open_parts
from assessment.exchange.reading_process import is_large, read_apart
from assessment.locales import gettext as _
from assessment.model.problem import Problem, Refused

LARGEST_TEMPLATE = 5_000_000
_MAIN = "word/document.xml"
_TYPES = "[Content_Types].xml"
_TEMPLATE_TYPE = b"wordprocessingml.template.main+xml"
_DOCUMENT_TYPE = b"wordprocessingml.document.main+xml"
_RUNS = ("vbaproject", "activex", "embeddings/", "macros")
_OUTSIDE = re.compile(rb"<Relationship\b[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*/?>", re.I)
# Fields by which Word starts programs, or takes in files and pictures from elsewhere.
_LOADS = re.compile(
    rb"\b(DDE(AUTO)?|INCLUDE(TEXT|PICTURE)?|IMPORT|LINK|DATABASE|MACROBUTTON|RD|AUTOTEXT)\b"
)
_INSTRUCTION = re.compile(rb"<w:instrText[^>]*>(.*?)</w:instrText>|w:instr=\"([^\"]*)\"", re.S)


def open_template(content: bytes, file_name: str) -> Any:  # noqa: ANN401 - as in report_docx
    """Open a template and empty its text.

    Parameters
    ----------
    content
        A .docx or .dotx file as it came.

    Returns
    -------
    Any
        A document of python-docx with the page, styles, headers and footers of the template.

    Raises
    ------
    Refused
        If it is no Word file, is too large, or holds what could run or fetch something.
    """
    if is_large(content) and len(content) <= LARGEST_TEMPLATE:
        # No document of python-docx can be sent. What another process could open within its
        # bounds costs no more here, and what would end a process has ended that one.
        read_apart("template", content, {"name": file_name}, where=file_name, remedy=_remedy())
    return open_template_here(content, file_name)


def open_template_here(content: bytes, file_name: str) -> Any:  # noqa: ANN401 - see above
    """Open a template as `open_template` does, in this process only."""
    try:
        _check_size(content)
        _check(open_parts(content))
        word = docx.Document(BytesIO(_tamed(content)))
    except Unfit as unfit:
        raise _refusal(file_name, unfit.found) from unfit
    except (OpcError, XMLSyntaxError, KeyError, ValueError, AttributeError, TypeError) as error:
        raise _refusal(file_name, "") from error
    _empty(word)
    return word


def _check_size(content: bytes) -> None:
    if len(content) > LARGEST_TEMPLATE:
        raise Unfit("too_large", _("It is larger than 5 MB."))


def _check(parts: Parts) -> None:
    if _MAIN not in parts.names:
        raise Unfit("not_word")
    if any(part in name.lower() for name in parts.names for part in _RUNS):
        raise Unfit("runs", _("It holds macros or embedded objects."))
    for name in parts.names:
        if name.startswith("word/") and name.endswith(".xml"):
            _check_fields(parts.content(name))


def _check_fields(part: bytes) -> None:
    # A field may be cut into several pieces, so they are joined before they are looked at.
    said = b"".join(one or other for one, other in _INSTRUCTION.findall(part)).upper()
    if _LOADS.search(said):
        raise Unfit("loads", _("It holds a field that loads something from outside."))


def _tamed(content: bytes) -> bytes:
    """Return the file without links to the outside, and as a document where it is a template."""
    out = BytesIO()
    with ZipFile(BytesIO(content)) as given, ZipFile(out, "w", ZIP_DEFLATED) as made:
        for entry in given.infolist():
            part = given.read(entry)
            if entry.filename == _TYPES:
                part = part.replace(_TEMPLATE_TYPE, _DOCUMENT_TYPE)
            elif entry.filename.endswith(".rels"):
                part = _OUTSIDE.sub(b"", part)
            made.writestr(entry.filename, part)
    return out.getvalue()


def _empty(word: Any) -> None:  # noqa: ANN401 - see above
    """Take all text out of the body; what stays is the page, with its header and footer."""
    body = word.element.body
    for element in list(body):
        if not element.tag.endswith("}sectPr"):
            body.remove(element)


def _refusal(file_name: str, found: str) -> Refused:
    return Refused(
        (
            Problem(
                "report.template_unfit",
                file_name,
                found or _("It cannot be read as a Word document."),
                _remedy(),
            ),
        )
    )


def _remedy() -> str:
    return _(
        "Open it in Word, remove what is named, and save it as .docx without macros; "
        "or leave the template out."
    )
