"""The field workbook on paper, as LibreOffice prints it: every page is as it was planned.

With SPCA_SCREENSHOTS two of its pages are drawn for the documentation (`make screenshots`).
"""

import os
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PIL import Image

from assessment.exchange import xlsx
from assessment.services.context import open_assessment
from assessment.services.demonstration import load_demonstration
from assessment.services.field_loop import export_workbook
from assessment.wiring import ROOT, Settings, open_application
from tests.poppler import pdf_text
from tests.workbook.conftest import profile, run

PAPERS = {"A4": 9, "Letter": 1}
"""What Excel calls them."""


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory):
    """Makes the workbook of an invented state in which every question is answered."""
    database = f"sqlite:///{tmp_path_factory.mktemp('demonstration') / 'spca.db'}"
    settings = Settings(database, ROOT / "questionnaires", "Ada", "Agency")
    context = open_application(settings).context()
    loaded = load_demonstration(context, ROOT / "data" / "samples" / "demonstration")
    newest = next(found for found in loaded if found.title == "Talvenor, 2026")
    return lambda: export_workbook(context, open_assessment(context, newest.id)).content


@pytest.mark.libreoffice
@pytest.mark.slow
@pytest.mark.parametrize("paper", PAPERS)
def test_every_page_of_the_questions_is_as_it_was_planned(
    office, tmp_path, monkeypatch, demonstration, paper
):
    monkeypatch.setattr(xlsx, "A4", PAPERS[paper])
    content, source = demonstration(), tmp_path / "field.xlsx"
    source.write_bytes(content)
    options = ("--headless", "--convert-to", "pdf", "--outdir", tmp_path)
    run(office, profile(tmp_path), *options, source)
    pdf = tmp_path / "field.pdf"
    pages = sheets_of(pdf.read_bytes())
    workbook = load_workbook(BytesIO(content))
    for title in ("LAW", "SEC", "POL", "EQU", "INF", "ECO", "PRE", "SOC"):
        sheet = workbook[title]
        assert int(sheet.page_setup.paperSize) == PAPERS[paper]
        # Not one page more than the breaks make: nothing runs over, neither across nor down.
        assert pages.count(title) == len(sheet.row_breaks.brk) + 1
    assert pages.count("Overview") == 1
    if paper == "A4" and (folder := os.environ.get("SPCA_SCREENSHOTS")):
        for name, title in (("field-1-overview", "Overview"), ("field-2-questions", "PRE")):
            draw(pdf, pages.index(title) + 1, ROOT / folder / f"{name}.png")


def sheets_of(pdf: bytes) -> list[str]:
    """The sheet that the footer of each page names."""
    pages = pdf_text(pdf, "-layout").split("\f")[:-1]
    return [page.rstrip().splitlines()[-1].split()[0] for page in pages]


def draw(pdf: Path, page: int, target: Path) -> None:
    """Draw one page in few colours."""
    number = str(page)
    options = ("-r", "80", "-png", "-singlefile", "-f", number, "-l", number)
    run("pdftoppm", *options, pdf, target.with_suffix(""))
    picture = Image.open(target).convert("RGB")
    picture.quantize(colors=64, dither=Image.Dither.NONE).save(target, optimize=True)
