"""A renamed sheet is read as ever; of a copied one nothing is taken silently."""

from dataclasses import replace

import pytest

from assessment.exchange.field_workbook.returned import FieldReturn
from tests.unit.exchange.filling import answer_cell, filled, opened, returned, saved
from tests.unit.exchange.hostile import field_content

ENTRIES = {
    ("Context", "X2", "option"): "Acts on it",
    ("Evidence", 10, "indicator_id"): "LAW-2",
    ("Evidence", 10, "title"): "Report of the court",
    ("Remarks", 3, "remark"): "Too long.",
    ("Cover", "filled_by", "text"): "Team North",
    ("Scope sheet", "groups", "entries"): "Penal code",
    ("Answers", "LAW-2", "level"): 2,
    ("Answers", "LAW-2", "ticked"): "1a, 2a",
}
SHEETS = ("LAW", "SEC", "Evidence", "Remarks", "Context", "Scope sheet", "Cover")


def without_places(found: FieldReturn) -> tuple[object, ...]:
    """What a workbook says, whatever its sheets are called."""
    return (
        [(row.indicator_id, row.given, row.waits) for row in found.answers],
        [replace(row, place="") for row in found.evidence],
        [replace(row, place="") for row in found.flags],
        [one.text for one in found.remarks],
        found.scope.given,
        found.filled_by,
        found.problems,
        found.outside,
    )


@pytest.mark.parametrize("title", SHEETS)
def test_a_renamed_sheet_is_read_as_if_it_had_its_name(title: str):
    content = filled(ENTRIES)
    workbook = opened(content)
    workbook[title].title = "Ctx"
    found = returned(saved(workbook))
    assert without_places(found) == without_places(returned(content))
    assert found.problems == found.outside == ()


def test_places_on_a_renamed_sheet_name_it_as_it_is_called_now():
    workbook = opened(filled(ENTRIES))
    workbook["Context"].title = "Ctx"
    assert "Sheet 'Ctx', cell D4" in [row.place for row in returned(saved(workbook)).flags]


@pytest.mark.parametrize("title", ["LAW", "Evidence", "Context", "Scope sheet", "Cover"])
def test_of_a_sheet_that_was_copied_nothing_is_taken_and_one_error_says_so(title: str):
    workbook = opened(filled(ENTRIES))
    workbook.copy_worksheet(workbook[title]).title = "Backup"
    found = returned(saved(workbook))
    (problem,) = found.problems
    assert (problem.code, problem.where) == ("workbook.sheet_copied", "Sheet 'Backup'")
    assert problem.is_error
    assert found.outside == ()
    taken = {
        "LAW": [row for row in found.answers if not row.waits],
        "Evidence": found.evidence,
        "Context": found.flags,
        "Scope sheet": found.scope.given,
        "Cover": found.filled_by,
    }
    assert not taken[title]


def test_what_was_filled_in_on_a_copy_alone_is_listed_with_its_question():
    workbook = opened(field_content())
    copy = workbook.copy_worksheet(workbook["LAW"])
    copy.title = "Backup"
    cell = answer_cell(workbook, "LAW-2", "rationale").coordinate
    copy[cell].value = "The court sits."
    found = returned(saved(workbook))
    assert [(one.text, one.indicator_id) for one in found.outside] == [("The court sits.", "LAW-2")]
    assert [problem.code for problem in found.problems] == ["workbook.sheet_copied"]


def test_a_copied_sheet_of_which_both_halves_were_deleted_is_read_from_both():
    content = filled({("Answers", "LAW-2", "level"): 2, ("Answers", "LAW-1", "level"): 1})
    workbook = opened(content)
    copy = workbook.copy_worksheet(workbook["LAW"])
    copy.title = "LAW part 2"
    for sheet, gone in ((workbook["LAW"], "LAW-2"), (copy, "LAW-1")):
        rows = [cell.row for cell in sheet["A"] if str(cell.value).partition(":")[0] == gone]
        sheet.delete_rows(rows[0], rows[-1] - rows[0] + 1)
    for row in reversed(range(3, workbook["LAW"].max_row + 1)):
        if str(workbook["LAW"].cell(row, 1).value).partition(":")[0] not in ("LAW", "LAW-1"):
            workbook["LAW"].delete_rows(row)
    found = returned(saved(workbook))
    assert {row.indicator_id: row.given["level"] for row in found.answers} == {
        "LAW-1": 1,
        "LAW-2": 2,
    }
    assert "workbook.sheet_copied" not in [problem.code for problem in found.problems]


def test_remarks_on_a_sheet_that_was_copied_are_all_read_each_once():
    workbook = opened(filled(ENTRIES))
    copy = workbook.copy_worksheet(workbook["Remarks"])
    copy["B4"].value = "No access."
    found = returned(saved(workbook))
    assert [one.text for one in found.remarks] == ["Too long.", "No access."]
    (problem,) = found.problems
    assert (problem.code, problem.is_error) == ("workbook.sheet_copied", False)


@pytest.mark.parametrize("title", ["Overview", "Guide"])
@pytest.mark.parametrize("is_copied", [True, False])
def test_formulas_of_the_program_are_no_texts_of_people_on_any_sheet(
    title: str, *, is_copied: bool
):
    workbook = opened()
    sheet = workbook.copy_worksheet(workbook[title]) if is_copied else workbook[title]
    sheet.title = "Mine"
    found = returned(saved(workbook))
    assert found.outside == ()
    (problem,) = found.problems
    assert (problem.code, problem.where) == ("workbook.sheet_copied", "Sheet 'Mine'")
    assert not problem.is_error


def test_a_form_without_its_keys_is_told_once_and_what_was_written_is_listed():
    workbook = opened(filled({("Answers", "SEC-1", "rationale"): "Patrols are paid."}))
    for cell in workbook["SEC"]["A"][1:]:
        cell.value = None
    workbook["SEC"].title = "Security"
    found = returned(saved(workbook))
    assert [one.text for one in found.outside] == ["Patrols are paid."]
    codes = [problem.code for problem in found.problems]
    assert codes.count("workbook.sheet_copied") == 1
