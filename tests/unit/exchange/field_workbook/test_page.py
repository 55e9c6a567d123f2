"""One page for a field team: it stays one page, and says what the workbook says."""

from pathlib import Path

import pytest

from assessment.exchange.field_workbook import layout
from assessment.exchange.field_workbook.page import field_page
from assessment.exchange.report_pdf import write_pdf
from assessment.library.shelf import open_library
from assessment.model.framework import Framework
from assessment.reporting.document import Table
from assessment.wiring import ROOT
from tests.builders import MOMENT, small_framework
from tests.poppler import pdf_facts, pdf_text

SHIPPED = open_library(ROOT / "questionnaires").frameworks


@pytest.mark.parametrize(
    "framework", [small_framework(), *SHIPPED], ids=lambda one: one.questionnaire.version
)
def test_it_is_one_page_for_every_questionnaire(framework: Framework, tmp_path: Path):
    pdf = write_pdf(field_page(framework.questionnaire, MOMENT))
    assert pdf_facts(pdf)["Pages"] == "1"


def test_its_pieces_are_named_as_in_the_workbook():
    text = " ".join(
        pdf_text(write_pdf(field_page(small_framework().questionnaire, MOMENT))).split()
    )
    named = [column.heading for column in layout.form_fields() if column.code != "remarks"]
    for heading in (*named[:4], "Filled in by", "Organisation or team", layout.OVERVIEW):
        assert heading in text


def test_what_is_filled_in_is_yellow_as_in_the_workbook():
    page = field_page(small_framework().questionnaire, MOMENT)
    tables = [part for part in page.parts if isinstance(part, Table)]
    assert len(tables) == 5
    assert all(any(cell.colour for row in table.rows for cell in row) for table in tables)
