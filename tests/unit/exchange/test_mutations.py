"""Whatever is changed in a workbook: what comes out are sentences, never an error of a program."""

from functools import cache

import pytest

from assessment.exchange.field_workbook.reading import read_meta, read_return
from assessment.exchange.open_document import CONTENT
from assessment.exchange.safe_reader import read_sheets
from assessment.model.problem import Problem, Refused
from tests.builders import small_framework
from tests.unit.exchange.hostile import field_content
from tests.unit.exchange.mutations import mutations
from tests.unit.exchange.test_open_document import cell, document, row, table, text

QUESTIONNAIRE = small_framework().questionnaire


@cache
def an_open_document() -> bytes:
    """The sheets of a field workbook as OpenDocument, without any looks."""
    sheets = read_sheets(field_content(), "field.xlsx").by_title.values()
    tables = []
    for sheet in sheets:
        rows = []
        for number in range(1, max((at[0] for at in sheet.cells), default=0) + 1):
            filled = sheet.row(number)
            cells = (
                text(escaped(filled[column].value)) if column in filled else cell()
                for column in range(1, max(filled, default=0) + 1)
            )
            rows.append(row("".join(cells)))
        tables.append(table("".join(rows), escaped(sheet.title)))
    return document("".join(tables))


def escaped(value) -> str:
    return str(value).replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def outcome(content: bytes) -> list[Problem]:
    try:
        sheets = read_sheets(content, "field.xlsx")
        read_meta(sheets)
        return [*read_return(sheets, QUESTIONNAIRE).problems]
    except Refused as refused:
        return [*refused.problems]


def test_the_open_document_of_these_tests_is_a_sound_workbook():
    assert CONTENT.encode() in an_open_document()
    assert outcome(an_open_document()) == []


@pytest.mark.slow
@pytest.mark.parametrize("made", [field_content, an_open_document])
def test_only_sentences_come_out_of_a_thousand_changed_workbooks(made):
    codes = set()
    for content in mutations(made(), 500, seed=11):
        for problem in outcome(content):
            assert problem.where
            assert problem.found.endswith((".", "!", "?", ":"))
            codes.add(problem.code)
    # Damage was found in parts, in cells, and in what the hidden sheet says.
    assert codes >= {"workbook.damaged", "workbook.unreadable"}
    assert len(codes) > 5
