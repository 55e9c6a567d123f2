"""Reports on paper: Word as LibreOffice prints it, PDF as it is, and the page for field teams.

With SPCA_SCREENSHOTS some of the pages are drawn for the documentation (`make screenshots`).
"""

import os
import re
from pathlib import Path

import pytest

from assessment.services.context import Context, Opened, open_assessment
from assessment.services.demonstration import load_demonstration
from assessment.services.field_loop import export_field_page
from assessment.services.report import export_report
from assessment.services.results import export_results
from assessment.wiring import DEMONSTRATION, ROOT, Settings, open_application
from tests.poppler import pdf_facts, pdf_text
from tests.workbook.conftest import profile, run
from tests.workbook.test_printed_pages import draw

PRINTED = re.compile(r"Page (\d+) of (\d+)")


@pytest.fixture(scope="module")
def talvenor(tmp_path_factory: pytest.TempPathFactory) -> tuple[Context, Opened]:
    """An invented state in which every question is answered."""
    database = f"sqlite:///{tmp_path_factory.mktemp('demonstration') / 'spca.db'}"
    context = open_application(
        Settings(database, ROOT / "questionnaires", "Ada", "Agency")
    ).context()
    loaded = load_demonstration(context, DEMONSTRATION)
    newest = next(found for found in loaded if found.title == "Talvenor, 2026")
    return context, open_assessment(context, newest.id)


def kept(pdf: Path, page: int, name: str) -> None:
    """Draw a page for the documentation, if that is asked for."""
    if folder := os.environ.get("SPCA_SCREENSHOTS"):
        draw(pdf, page, ROOT / folder / f"{name}.png")


def printed(office: str, source: Path, content: bytes) -> Path:
    """What LibreOffice makes of a file on paper."""
    source.write_bytes(content)
    options = ("--headless", "--convert-to", "pdf", "--outdir", source.parent)
    run(office, profile(source.parent), *options, source)
    return source.with_suffix(".pdf")


@pytest.mark.libreoffice
@pytest.mark.slow
def test_every_page_of_the_word_report_is_numbered_and_the_last_one_is_the_last(
    office: str, tmp_path: Path, talvenor: tuple[Context, Opened]
):
    word = export_report(*talvenor, "docx").content
    pdf = printed(office, tmp_path / "report.docx", word)
    numbers = PRINTED.findall(pdf_text(pdf.read_bytes()))
    n_pages = int(pdf_facts(pdf.read_bytes())["Pages"])
    assert numbers == [(str(page), str(n_pages)) for page in range(1, n_pages + 1)]


def test_the_brief_and_the_page_for_field_teams_are_as_short_as_they_say(
    tmp_path: Path, talvenor: tuple[Context, Opened]
):
    files = {
        "brief": (export_report(*talvenor, "pdf", in_brief=True).content, 2),
        "field-page": (export_field_page(*talvenor).content, 1),
    }
    for name, (content, n_pages) in files.items():
        pdf = tmp_path / f"{name}.pdf"
        pdf.write_bytes(content)
        assert int(pdf_facts(content)["Pages"]) <= n_pages
        kept(pdf, 1, f"report-{name}")


@pytest.mark.libreoffice
@pytest.mark.slow
def test_the_workbook_of_results_begins_with_the_conclusion_on_paper_too(
    office: str, tmp_path: Path, talvenor: tuple[Context, Opened]
):
    pdf = printed(office, tmp_path / "results.xlsx", export_results(*talvenor).content)
    first, *_rest = pdf_text(pdf.read_bytes()).split("\f")
    conclusion = first.index("Of 8 dimensions")
    assert conclusion < first.index("What must be decided") < first.index("Dimensions\n")
    kept(pdf, 1, "report-results")
