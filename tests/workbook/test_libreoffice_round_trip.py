"""A field workbook filled in and saved by a real LibreOffice says what was typed into it."""

from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook

from assessment.exchange.field_workbook.meta import read_meta
from assessment.exchange.field_workbook.reading import read_return
from assessment.exchange.field_workbook.writing import write_field_workbook
from assessment.exchange.safe_reader import read_sheets
from assessment.model.answer import Evidence, Status
from assessment.model.assessment import Record
from tests.builders import MOMENT, an_answer, an_assessment, record_with, recorded, small_framework
from tests.unit.exchange.filling import answer_cell
from tests.workbook.conftest import profile, run

FRAMEWORK = small_framework()
RATIONALE = "=Register seen; مرحبا 😀\nsecond line"


def a_record() -> Record:
    base = record_with(FRAMEWORK, {"SEC-1": "II", "LAW-3": "NA"}, flags={"X1": "present"})
    answer = an_answer(
        "LAW-1",
        3,
        confidence="high",
        evidence_grade="B",
        ticked=frozenset({"LAW-1.1a", "LAW-1.2a"}),
        rationale=RATIONALE,
    )
    source = Evidence("LAW-1", "=Annual report", published="2024-05", id="e-1")
    return Record(
        an_assessment(),
        {**base.answers, "LAW-1": recorded(answer, revision=4)},
        (source,),
        (),
        {id_: replace(flag, note="@here", since="2023-11") for id_, flag in base.flags.items()},
    )


def written() -> bytes:
    return write_field_workbook(FRAMEWORK, a_record(), made_at=MOMENT, app_version="0.1.0")


def read(content: bytes):
    sheets = read_sheets(content, "field.xlsx")
    return read_meta(sheets), read_return(sheets, FRAMEWORK.questionnaire)


@pytest.mark.libreoffice
@pytest.mark.slow
@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_saving_in_libreoffice_changes_nothing_that_is_read(office, tmp_path, kind):
    source = tmp_path / "field.xlsx"
    source.write_bytes(written())
    target = tmp_path / "saved"
    run(office, profile(tmp_path), "--headless", "--convert-to", kind, "--outdir", target, source)
    content = (target / f"field.{kind}").read_bytes()
    assert content != source.read_bytes()
    assert read(content) == read(source.read_bytes())
    assert (read(content)[1].problems, read(content)[1].outside) == ((), ())
    if kind == "xlsx":
        assert_still_made_for_people(load_workbook(BytesIO(content)))


def assert_still_made_for_people(workbook):
    """Protection, hidden parts and lists to pick from are those that were written."""
    sheet = workbook["LAW"]
    assert sheet.protection.sheet
    assert sheet.row_dimensions[1].hidden
    assert sheet.column_dimensions["A"].hidden
    assert {workbook[name].sheet_state for name in ("_lists", "_meta")} == {"hidden"}
    rules = {str(rule.formula1) for rule in sheet.data_validations.dataValidation}
    assert rules >= {"list_levels", "list_confidences", "list_grades", "list_marks"}


@pytest.mark.libreoffice
@pytest.mark.slow
def test_what_is_typed_in_libreoffice_is_read_as_it_was_meant(typed_into):
    book = load_workbook(BytesIO(written()))
    given = {
        ("LAW-2", "level"): "2",
        ("LAW-2", "statement:LAW-2.1a"): "x",
        ("LAW-2", "statement:LAW-2.2b"): "x",
        ("LAW-2", "rationale"): "Two courts visited",
        ("LAW-2", "remarks"): "Ask again",
        ("PRE-1", "level"): "Insufficient information",
        ("PRE-2", "level"): "=1+1",
        ("SEC-2", "level"): "often",
    }
    cells = {answer_cell(book, *place): what for place, what in given.items()}
    typed = [(cell.parent.title, cell.coordinate, what) for cell, what in cells.items()]
    content = typed_into(
        written(),
        [
            *typed,
            ("Evidence", "A4", "LAW-2; SEC-1"),
            ("Evidence", "B4", "Visit report"),
            ("Evidence", "D4", "2024-05-31"),
            ("Context", "D4", "Acts on it"),
        ],
    )
    _, found = read(content)
    given = {row.indicator_id: dict(row.given) for row in found.answers}

    def at(indicator_id: str) -> str:
        return answer_cell(book, indicator_id, "level").coordinate

    assert given["LAW-1"]["rationale"] == RATIONALE
    assert given["LAW-2"] == {
        "status": Status.LEVEL,
        "level": 2,
        "ticked": frozenset({"LAW-2.1a", "LAW-2.2b"}),
        "rationale": "Two courts visited",
    }
    assert given["PRE-1"]["status"] is Status.INSUFFICIENT_INFORMATION
    visit = Evidence("LAW-2", "Visit report", published="2024-05-31")
    assert [row.evidence for row in found.evidence[1:]] == [
        visit,
        replace(visit, indicator_id="SEC-1"),
    ]
    assert [(one.text, one.indicator_id) for one in found.remarks] == [("Ask again", "LAW-2")]
    assert [row.flag.option for row in found.flags] == ["present", "acts"]
    assert {(problem.code, problem.where) for problem in found.problems} == {
        ("workbook.formula_in_cell", f"Sheet 'PRE', cell {at('PRE-2')}"),
        ("workbook.level_unknown", f"Sheet 'SEC', cell {at('SEC-2')}"),
    }
