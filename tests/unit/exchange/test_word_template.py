"""A report in an organisation's own Word template, of which nothing is trusted but its looks."""

import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from assessment.exchange.report_docx import write_docx
from assessment.exchange.word_template import LARGEST_TEMPLATE, open_template
from assessment.model.problem import Refused
from assessment.reporting.document import Bullets, Cell, Document, Heading, Note, Paragraph, Table
from tests.builders import MOMENT

DOCUMENT = Document(
    title="Kenya, 2026",
    subject="Report on state protection capacity",
    parts=(
        Heading(1, "Weak points"),
        Paragraph("Courts are slow."),
        Note("Invented."),
        Bullets(("One", "Two")),
        Table(("What", "How much"), ((Cell("Courts"), Cell("2")),), (1.0, 1.0), "A table."),
    ),
    language="en",
    made_at=MOMENT,
)


def letterhead(change: Callable[[Any], None] = lambda _word: None) -> bytes:
    """A template of a ministry: Letter paper, wide margins, own heading style, own footer."""
    word: Any = docx.Document()
    page = word.sections[0]
    page.page_width, page.page_height = Mm(216), Mm(279)
    page.left_margin = page.right_margin = Mm(40)
    page.header.paragraphs[0].text = "Ministry of Justice"
    page.footer.paragraphs[0].text = "Confidential"
    word.styles["Heading 1"].font.name = "Georgia"
    word.styles["Heading 1"].font.size = Pt(21)
    word.add_paragraph("Dear reader, replace this text.")
    change(word)
    out = BytesIO()
    word.save(out)
    return out.getvalue()


def repacked(content: bytes, change: Callable[[str, bytes], bytes], **added: bytes) -> bytes:
    """The same file with its parts changed, and others added."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as given, zipfile.ZipFile(out, "w") as made:
        for name in given.namelist():
            made.writestr(name, change(name, given.read(name)))
        for name, part in added.items():
            made.writestr(name.replace("__", "/"), part)
    return out.getvalue()


def in_template(content: bytes) -> Any:
    made = write_docx(DOCUMENT, open_template(content, "ours.docx"))
    return docx.Document(BytesIO(made))


def test_page_letterhead_footer_and_styles_are_those_of_the_template_and_its_text_is_gone():
    word = in_template(letterhead())
    page = word.sections[0]
    assert (round(page.page_width / Mm(1)), round(page.left_margin / Mm(1))) == (216, 40)
    assert page.header.paragraphs[0].text == "Ministry of Justice"
    footer = [paragraph.text for paragraph in page.footer.paragraphs]
    assert footer[0] == "Confidential"
    assert footer[1].startswith("Report on state protection capacity")
    heading = word.styles["Heading 1"]
    assert (heading.font.name, heading.font.size) == ("Georgia", Pt(21))
    texts = [paragraph.text for paragraph in word.paragraphs]
    assert "Courts are slow." in texts
    assert "Dear reader, replace this text." not in texts


def test_tables_are_as_wide_as_the_page_of_the_template_allows():
    (table,) = in_template(letterhead()).tables
    # 216 mm of paper less twice 40 mm, for two columns of one width.
    assert [round(column.width / Mm(1)) for column in table.columns] == [68, 68]


def test_a_template_without_the_usual_styles_gets_them():
    def strip(word: Any) -> None:
        for name in ("Title", "Heading 2", "List Bullet", "Table Grid"):
            element = word.styles[name].element
            element.getparent().remove(element)

    word = in_template(letterhead(strip))
    used = {paragraph.style.name for paragraph in word.paragraphs}
    assert {"Title", "Heading 1", "List Bullet", "Note"} <= used
    assert word.tables[0].style.name == "Table Grid"


def test_a_dotx_file_is_read_as_well():
    def as_template(name: str, part: bytes) -> bytes:
        return (
            part.replace(b".document.main+xml", b".template.main+xml") if "Types" in name else part
        )

    assert in_template(repacked(letterhead(), as_template)).sections[0].header.paragraphs[0].text


def test_no_link_to_the_outside_survives():
    def link(name: str, part: bytes) -> bytes:
        if name != "word/_rels/document.xml.rels":
            return part
        kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
        tracking = b'Target="http://tracker.example/t.dotm" TargetMode="External"/>'
        added = b'<Relationship Id="rId99" Type="' + kind + b'attachedTemplate" ' + tracking
        return part.replace(b"</Relationships>", added + b"</Relationships>")

    made = write_docx(DOCUMENT, open_template(repacked(letterhead(), link), "ours.docx"))
    with zipfile.ZipFile(BytesIO(made)) as file:
        assert not any(b"tracker.example" in file.read(name) for name in file.namelist())


def dde(name: str, part: bytes) -> bytes:
    pieces = b"".join(
        b"<w:r><w:instrText>" + piece + b"</w:instrText></w:r>"
        for piece in (b" DD", b"EAUTO c:\\ ")
    )
    return part.replace(b"</w:body>", b"<w:p>" + pieces + b"</w:p></w:body>")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"no Word file", "cannot be read"),
        (b"", "cannot be read"),
        (b"x" * (LARGEST_TEMPLATE + 1), "larger than 5 MB"),
        (repacked(letterhead(), lambda _n, p: p, word__vbaProject_bin=b"x"), "macros"),
        (repacked(letterhead(), lambda _n, p: p, word__embeddings__a=b"x"), "embedded"),
        (repacked(letterhead(), dde), "loads something from outside"),
        (repacked(letterhead(), lambda n, p: b"<x" if n == "word/styles.xml" else p), ""),
        (
            repacked(
                letterhead(),
                lambda n, p: b'<!DOCTYPE x [<!ENTITY a "b">]>' + p if n == "word/styles.xml" else p,
            ),
            "abbreviations",
        ),
    ],
    ids=["text", "empty", "large", "macro", "embedded", "dde", "damaged", "entities"],
)
def test_what_could_run_or_fetch_something_is_refused_in_words(content: bytes, found: str):
    with pytest.raises(Refused) as refusal:
        open_template(content, "ours.docx")
    (problem,) = refusal.value.problems
    assert (problem.code, problem.where) == ("report.template_unfit", "ours.docx")
    assert found in problem.found
    assert "without macros" in problem.remedy


def test_page_numbers_are_counted_by_word_also_in_a_template():
    footer = in_template(letterhead()).sections[0].footer
    codes = [node.text.strip() for node in footer._element.iter(qn("w:instrText"))]
    assert codes == ["PAGE", "NUMPAGES"]
