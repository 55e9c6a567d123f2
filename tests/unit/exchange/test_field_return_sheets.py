"""Rows, columns and sheets that were moved, copied, merged or deleted: told, never guessed."""

import pytest

from assessment.exchange.field_return import read_return
from assessment.exchange.safe_reader import read_sheets
from assessment.model.answer import Status
from assessment.model.problem import Severity
from tests.builders import small_framework
from tests.unit.exchange.filling import (
    address,
    filled,
    given_for,
    opened,
    returned,
    saved,
    told,
)

ROW = ("Answers", "LAW-2")
FRAMEWORK = small_framework()


def test_a_row_that_stands_twice_is_told_with_both_cells():
    workbook = opened()
    sheet = workbook["Answers"]
    row = next(cell.row for cell in sheet["A"] if cell.value == "LAW-2")
    first = next(cell.row for cell in sheet["A"] if cell.value == "LAW-1")
    sheet.cell(row, 1).value = "LAW-1"
    problem = told(saved(workbook))["workbook.row_repeated"]
    assert problem.where == f"Sheet 'Answers', cell A{row}"
    assert f"cell A{first}" in problem.found


@pytest.mark.parametrize("id_", ["LAW-77", "", 5, "=A1"])
def test_a_row_with_a_wrong_id_is_told_when_something_is_filled_in(id_):
    workbook = opened(filled({(*ROW, "level"): 2}))
    sheet = workbook["Answers"]
    row = next(cell.row for cell in sheet["A"] if cell.value == "LAW-2")
    sheet.cell(row, 1).value = id_
    problems = told(saved(workbook))
    assert problems["workbook.id_unknown"].where == f"Sheet 'Answers', cell A{row}"
    assert problems["workbook.rows_missing"].severity is Severity.WARNING
    assert "LAW-2" in problems["workbook.rows_missing"].found


def test_merged_cells_among_those_to_fill_in_are_told():
    workbook = opened()
    cell = address(workbook, *ROW, "rationale")
    workbook["Answers"].merge_cells(f"{cell}:{cell[0]}{int(cell[1:]) + 1}")
    problem = told(saved(workbook))["workbook.merged_cells"]
    assert problem.where == f"Sheet 'Answers', cells {cell}:{cell[0]}{int(cell[1:]) + 1}"


def test_merged_cells_elsewhere_do_no_harm():
    workbook = opened()
    workbook["Guide"].merge_cells("A1:B1")
    assert returned(saved(workbook)).problems == ()


def test_a_column_that_was_moved_is_still_understood():
    workbook = opened(filled({(*ROW, "level"): 4, (*ROW, "rationale"): "Seen"}))
    workbook["Answers"].insert_cols(2)
    workbook["Answers"].insert_rows(1)
    given = given_for(saved(workbook), "LAW-2")
    assert given == {"status": Status.LEVEL, "level": 4, "rationale": "Seen"}


def test_a_deleted_column_is_told_and_the_rest_is_read():
    workbook = opened(filled({(*ROW, "level"): 4}))
    place = address(workbook, *ROW, "confidence")
    workbook["Answers"].delete_cols(ord(place[0]) - ord("A") + 1)
    content = saved(workbook)
    assert told(content)["workbook.column_missing"].severity is Severity.WARNING
    assert given_for(content, "LAW-2")["level"] == 4


def test_a_column_that_stands_twice_is_told_and_nothing_is_guessed():
    workbook = opened(filled({(*ROW, "level"): 4}))
    workbook["Answers"].cell(1, 30).value = "level"
    content = saved(workbook)
    assert "level" in told(content)["workbook.codes_repeated"].found
    assert returned(content).answers == ()


def test_a_sheet_without_its_codes_is_told():
    workbook = opened()
    workbook["Answers"].delete_rows(1)
    assert told(saved(workbook))["workbook.codes_missing"].is_error


def test_a_missing_sheet_of_answers_is_an_error_and_another_one_a_warning():
    workbook = opened()
    for title in ("Answers", "Evidence", "Context"):
        del workbook[title]
    problems = returned(saved(workbook)).problems
    found = [(problem.where, problem.is_error) for problem in problems]
    assert found == [
        ("Sheet 'Answers'", True),
        ("Sheet 'Evidence'", False),
        ("Sheet 'Context'", False),
    ]


def test_a_lost_revision_counts_as_none_and_is_told():
    content = filled({(*ROW, "level"): 1, (*ROW, "base_revision"): "gone"})
    assert told(content)["workbook.revision_missing"].severity is Severity.WARNING
    rows = {row.indicator_id: row.base_revision for row in returned(content).answers}
    assert rows == {"LAW-1": 1, "LAW-2": 0}


def test_the_base_of_a_tampered_entry_counts_as_not_known():
    workbook = opened()
    for row in workbook["_meta"]:
        if row[0].value == "flag:X1":
            row[1].value = '{"flag_id": "X1", "option": 3}'
    (flag,) = returned(saved(workbook)).flags
    assert flag.base is None


def test_many_problems_are_cut_with_the_errors_first():
    values = {("Evidence", row, "title"): "No indicator" for row in range(3, 203)}
    values |= {("Answers", "LAW-2", "level"): "x", ("Answers", "LAW-3", "level"): "y"}
    found = returned(filled(values))
    assert len(found.problems) == 201
    assert all(problem.is_error for problem in found.problems[:200])
    assert found.problems[200].found == "There are 2 more problems."


def test_reading_needs_nothing_of_the_workbook_but_its_codes():
    workbook = opened(filled({(*ROW, "level"): 2}))
    for row in workbook["Answers"].iter_rows(min_row=2, max_row=2):
        for cell in row:
            cell.value = "translated"
    found = read_return(read_sheets(saved(workbook), "x"), FRAMEWORK.questionnaire)
    assert found.problems == ()
    assert [row.indicator_id for row in found.answers] == ["LAW-1", "LAW-2"]
