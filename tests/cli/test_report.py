from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from tests.cli.terminal import Terminal, add_source
from tests.poppler import pdf_text


def text_of(path: Path) -> str:
    if path.suffix == ".pdf":
        return pdf_text(path.read_bytes())
    body = docx.Document(BytesIO(path.read_bytes())).element.body
    return "\n".join(node.text or "" for node in body.iter(qn("w:t")))


@pytest.mark.parametrize(("form", "start"), [("--docx", b"PK"), ("--pdf", b"%PDF")])
@pytest.mark.parametrize("brief", [(), ("--brief",)])
def test_it_prints_only_the_name_of_the_file(
    terminal: Terminal, form: str, start: bytes, brief: tuple[str, ...]
) -> None:
    id_ = terminal.begin()
    terminal.answer(id_, {"REACH-1": 2})
    target = terminal.folder / f"mine.{form[2:]}"
    done = terminal.done("report", id_, form, "-o", target, *brief)
    assert (done.stdout, done.stderr) == (f"{target}\n", "")
    assert target.read_bytes().startswith(start)
    assert "Karsova" in text_of(target)


def test_the_name_of_the_file_tells_forms_modes_and_briefs_apart(terminal: Terminal) -> None:
    id_ = terminal.begin()
    names = {
        Path(terminal.read("report", id_, *words, "-o", terminal.folder)["file"]).name
        for words in (("--docx",), ("--pdf",), ("--pdf", "--brief"))
    }
    begin = "grievance_XKA_Karsova_2026_self_"
    assert names == {
        f"{begin}report.docx",
        f"{begin}report.pdf",
        f"{begin}brief.pdf",
    }


@pytest.mark.parametrize("words", [(), ("--docx", "--pdf")])
def test_one_form_must_be_chosen(terminal: Terminal, words: tuple[str, ...]) -> None:
    done = terminal.run("report", terminal.begin(), *words)
    assert done.exit_code == 2
    assert "Choose one form: --docx or --pdf." in done.stderr


def test_a_file_that_is_there_is_written_over_only_when_asked(terminal: Terminal) -> None:
    id_ = terminal.begin()
    target = terminal.folder / "mine.pdf"
    target.write_text("precious")
    assert terminal.refused("report", id_, "--pdf", "-o", target) == ["file.exists"]
    assert target.read_text() == "precious"
    terminal.done("report", id_, "--pdf", "-o", target, "--force")
    assert target.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_restricted_sources_are_in_it_only_when_asked(terminal: Terminal, form: str) -> None:
    id_ = terminal.begin()
    book = terminal.filled(id_, {"REACH-1": 2})
    add_source(book, "REACH-1", "Visitors book")
    add_source(book, "REACH-1", "Talk with a guard", protection="restricted")
    terminal.done("import-workbook", book, "--yes")
    for option in ((), ("--include-restricted",)):
        target = terminal.folder / f"report{len(option)}.{form}"
        done = terminal.done("report", id_, f"--{form}", "-o", target, *option)
        said = " ".join(text_of(target).split())
        assert "Visitors book" in said
        assert ("Talk with a guard" in said) == bool(option)
        assert ("restricted source is left out" in said) == (not option)
        assert ("pass it on only" in done.stderr) == bool(option)


def test_the_report_in_word_takes_the_letterhead_of_a_template(terminal: Terminal) -> None:
    id_ = terminal.begin()
    word = docx.Document()
    word.sections[0].header.paragraphs[0].text = "Ministry of Justice"
    template, target = terminal.folder / "ours.docx", terminal.folder / "mine.docx"
    word.save(str(template))
    terminal.done("report", id_, "--docx", "--template", template, "-o", target)
    assert docx.Document(str(target)).sections[0].header.paragraphs[0].text == "Ministry of Justice"
    assert terminal.run("report", id_, "--pdf", "--template", template).exit_code == 2
    template.write_bytes(b"no Word file")
    words = ("report", id_, "--docx", "--template", template, "-o", terminal.folder / "x.docx")
    assert terminal.refused(*words) == ["report.template_unfit"]
    assert not (terminal.folder / "x.docx").exists()
