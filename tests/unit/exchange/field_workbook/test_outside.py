"""No word of a field team is dropped: what stands outside of the cells to fill in is found."""

from copy import deepcopy
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from assessment.exchange.field_workbook.outside import FoundText
from assessment.exchange.field_workbook.reading import read_return
from assessment.exchange.safe_reader import read_sheets
from assessment.library.load import load_framework
from assessment.model.questionnaire import Questionnaire
from tests.builders import small_framework
from tests.shared_data import shared
from tests.small_questionnaire import small_instrument
from tests.unit.exchange.filling import answer_cell, opened, returned, saved, sheet_of
from tests.unit.exchange.hostile import field_content

ROOT = Path(__file__).parents[4]
QUESTIONNAIRE = small_framework().questionnaire
ADDED = "on a sheet that was added"
CHANGED = "where the program had a text of its own"


def outside(workbook) -> tuple[FoundText, ...]:
    return returned(saved(workbook)).outside


def the_form(workbook) -> tuple[Worksheet, int]:
    """The sheet on which LAW-2 is asked, and the row of its level."""
    cell = answer_cell(workbook, "LAW-2", "level")
    return sheet_of(workbook, "Answers", "LAW-2:level"), cell.row


VERSION_1 = Path(__file__).parents[1].joinpath("files", "field_version_1.xlsx")


def test_of_an_untouched_workbook_nothing_stands_outside():
    assert returned(field_content()).outside == ()
    assert outside(opened()) == ()


def test_a_comment_is_found_with_its_author_and_question():
    workbook = opened()
    sheet, row = the_form(workbook)
    sheet.cell(row, 6).comment = Comment("The ministry says 3, we say 1.", "Team North")
    assert outside(workbook) == (
        FoundText(
            "The ministry says 3, we say 1.",
            f"Sheet '{sheet.title}', cell F{row}, comment by Team North",
            "LAW-2",
        ),
    )


def test_a_note_of_the_program_is_none_unless_somebody_wrote_into_it():
    workbook = opened()
    sheet, row = the_form(workbook)
    sheet.cell(row, 6).comment = Comment("Court: one that is independent. And ours?", "spca")
    (found,) = outside(workbook)
    assert found.text == "Court: one that is independent. And ours?"
    assert found.place.endswith(", comment")


def test_what_stands_beside_and_below_a_form_is_found_with_the_question_above():
    workbook = opened()
    sheet, row = the_form(workbook)
    sheet.cell(row, 9).value = "Court visit postponed"
    sheet.cell(row, 10).value = 3
    sheet.cell(500, 4).value = "Seen by the mayor"
    found = outside(workbook)
    last = [i.id for i in QUESTIONNAIRE.indicators if i.id.startswith("LAW")][-1]
    assert found == (
        FoundText("Court visit postponed | 3", f"Sheet '{sheet.title}', cell I{row}", "LAW-2"),
        FoundText("Seen by the mayor", f"Sheet '{sheet.title}', cell D500", last),
    )


def test_a_changed_question_and_a_changed_statement_are_found_in_their_new_words():
    workbook = opened()
    sheet, _row = the_form(workbook)
    rows = {cell.value: cell.row for cell in sheet["A"]}
    sheet.cell(rows["LAW-2:question"], 4).value = "The question as the team asked it"
    sheet.cell(rows["LAW-2:statement:LAW-2.1a"], 4).value = "Another statement"
    found = outside(workbook)
    assert [(one.text, one.indicator_id) for one in found] == [
        ("The question as the team asked it", "LAW-2"),
        ("Another statement", "LAW-2"),
    ]
    assert all(one.place.endswith(CHANGED) for one in found)


def test_a_sheet_that_was_added_is_found_row_by_row():
    workbook = opened()
    added = workbook.create_sheet("More remarks")
    added.append(["North", "could not be visited", None, datetime.fromisoformat("2026-02-03")])
    added.append(["South", 0.5])
    added["B2"].number_format = "0%"
    assert outside(workbook) == (
        FoundText("North | could not be visited", f"Sheet 'More remarks', cell A1, {ADDED}"),
        FoundText("2026-02-03", f"Sheet 'More remarks', cell D1, {ADDED}"),
        FoundText("South | 50%", f"Sheet 'More remarks', cell A2, {ADDED}"),
    )


def test_a_hidden_sheet_that_was_added_is_found_and_said_to_be_hidden():
    workbook = opened()
    added = workbook.create_sheet("Z")
    added["A1"].value, added.sheet_state = "Do not show this", "hidden"
    (found,) = outside(workbook)
    assert found.place == "Sheet 'Z', cell A1, on a hidden sheet that was added"


@pytest.mark.parametrize(
    "title", ["Cover", "Guide", "Scope sheet", "Context", "Remarks", "Evidence"]
)
def test_a_note_beside_any_other_table_or_text_is_found(title):
    workbook = opened()
    workbook[title]["M4"].value = "Ask again in May"
    (found,) = outside(workbook)
    assert (found.text, found.place) == ("Ask again in May", f"Sheet '{title}', cell M4")


def test_an_address_behind_a_text_is_found_unless_the_text_says_it():
    workbook = opened()
    sheet = workbook["Evidence"]
    for row, words in (
        (3, "Annual report"),
        (4, "https://example.org/law"),
        (5, "law@example.org"),
    ):
        sheet[f"A{row}"].value, sheet[f"B{row}"].value = "LAW-1", words
    sheet["B3"].hyperlink = "https://example.org/2025.pdf"
    sheet["B4"].hyperlink = "https://example.org/law/"
    sheet["B5"].hyperlink = "mailto:law@example.org"
    assert outside(workbook) == (
        FoundText(
            "https://example.org/2025.pdf",
            "Sheet 'Evidence', cell B3, link behind the text",
            "LAW-1",
        ),
    )


def test_a_formula_beside_a_table_is_told_to_be_one():
    workbook = opened()
    workbook["Context"]["M4"].value = "=1+1"
    assert [one.text for one in outside(workbook)] == ["(a formula)"]


def test_what_is_filled_in_is_not_told_as_standing_outside():
    workbook = opened()
    answer_cell(workbook, "LAW-2", "rationale").value = "Seen in court"
    answer_cell(workbook, "LAW-2", "level").value = 2
    workbook["Evidence"]["A3"].value = "LAW-2"
    workbook["Evidence"]["B3"].value = "Report"
    workbook["Remarks"]["B3"].value = "A remark on the whole"
    found = returned(saved(workbook))
    assert found.outside == ()
    assert [one.text for one in found.remarks] == ["A remark on the whole"]


def test_something_written_where_a_form_asks_for_nothing_is_found():
    workbook = opened()
    sheet, _row = the_form(workbook)
    rows = {cell.value: cell.row for cell in sheet["A"]}
    sheet.cell(rows["LAW-2:question"], 6).value = "see page 3"
    assert [one.text for one in outside(workbook)] == ["see page 3"]


def test_a_text_of_the_program_is_spoken_of_only_where_there_was_one():
    workbook = opened()
    sheet, _row = the_form(workbook)
    rows = {cell.value: cell.row for cell in sheet["A"]}
    codes = {cell.value: cell.column for cell in sheet[1]}
    question = sheet.cell(rows["LAW-2:question"], codes["text"])
    beside = sheet.cell(rows["LAW-2:question"], codes["answer"])
    assert beside.value is None
    question.value, beside.value = "Our own words", "See page 4"
    places = {one.text: one.place for one in outside(workbook)}
    assert places["Our own words"].endswith(CHANGED)
    assert places["See page 4"] == f"Sheet 'LAW', cell {beside.coordinate}"


def test_a_thousand_notes_are_cut_and_counted():
    workbook = opened()
    added = workbook.create_sheet("Diary")
    for day in range(1_000):
        added.append([f"Day {day}"])
    found = outside(workbook)
    assert len(found) == 301
    # 1,000 rows, of which 300 are shown.
    assert found[-1].text == "700 more texts stand outside of the cells to fill in."


def test_the_hidden_sheets_of_the_program_are_no_place_to_look():
    workbook = opened()
    workbook["_lists"]["Z9"].value = "noise"
    assert outside(workbook) == ()


def test_a_source_typed_over_the_headings_is_told_with_its_cell():
    workbook = opened()
    workbook["Evidence"]["B2"].value = "Interview with a clerk"
    problems = {problem.code: problem for problem in returned(saved(workbook)).problems}
    problem = problems["workbook.heading_typed_over"]
    assert (problem.where, problem.is_error) == ("Sheet 'Evidence', cell B2", True)
    assert "Interview with a clerk" in problem.found


def test_where_the_headings_were_deleted_the_first_source_is_read():
    workbook = opened()
    workbook["Evidence"].delete_rows(2)
    workbook["Evidence"]["A2"].value = "LAW-1"
    workbook["Evidence"]["B2"].value = "Interview with a clerk"
    found = returned(saved(workbook))
    assert [row.evidence.title for row in found.evidence] == ["Interview with a clerk"]
    assert found.problems == ()


def test_headings_in_other_words_are_read_past_and_listed():
    workbook = opened()
    for cell in workbook["Evidence"][2]:
        cell.value = f"Otra {cell.column}"
    found = returned(saved(workbook))
    assert found.problems == ()
    assert found.outside[0].text.startswith("Otra 1 | Otra 2")


def test_answers_in_hidden_rows_are_read_and_told():
    workbook = opened()
    cell = answer_cell(workbook, "LAW-2", "level")
    cell.value = 2
    sheet, row = the_form(workbook)
    sheet.row_dimensions[row].hidden = True
    found = returned(saved(workbook))
    assert {row.indicator_id for row in found.answers} >= {"LAW-2"}
    (problem,) = found.problems
    assert (problem.code, problem.is_error) == ("workbook.hidden", False)
    assert problem.found == f"Rows that are hidden were read as well: {row}."


def test_of_a_workbook_of_the_first_version_nothing_stands_outside():
    assert returned(VERSION_1.read_bytes()).outside == ()


def test_a_workbook_of_the_first_version_is_searched_too():
    workbook = load_workbook(BytesIO(VERSION_1.read_bytes()))
    sheet = workbook["Answers"]
    row = next(cell.row for cell in sheet["A"] if cell.value == "LAW-1")
    sheet[f"J{row}"].comment = Comment("Please decide.", "Team")
    sheet[f"AD{row}"].value = "Court visit postponed"
    sheet[f"C{row}"].value = "The question as the team asked it"
    workbook.create_sheet("Added")["A1"].value = "The north could not be visited."
    workbook["Guide"]["D3"].value = "Which period?"
    assert {(one.text, one.indicator_id) for one in outside(workbook)} == {
        ("Please decide.", "LAW-1"),
        ("Court visit postponed", "LAW-1"),
        ("The question as the team asked it", "LAW-1"),
        ("The north could not be visited.", ""),
        ("Which period?", ""),
    }


@pytest.mark.parametrize("kind", ["source-typed-over", "deleted"])
def test_in_the_first_version_headings_are_known_by_their_words(kind):
    workbook = load_workbook(BytesIO(VERSION_1.read_bytes()))
    sheet = workbook["Evidence"]
    if kind == "deleted":
        sheet.delete_rows(2)
        sheet["A2"].value = "LAW-1"
    sheet["B2"].value = "Interview with a clerk"
    found = returned(saved(workbook))
    codes = {problem.code for problem in found.problems}
    titles = [row.evidence.title for row in found.evidence]
    if kind == "deleted":
        assert (titles[0], codes) == ("Interview with a clerk", set())
    else:
        assert "workbook.heading_typed_over" in codes


def test_the_reproduction_of_a_deleted_heading_row_loses_nothing():
    content = shared("field-reports", "faults", "evidence-heading-row-deleted.xlsx").read_bytes()
    framework = load_framework(ROOT / "questionnaires" / "spcf" / "1.0").framework
    assert framework is not None
    found = read_return(read_sheets(content, "x.xlsx"), framework.questionnaire)
    # The first of six sources was corrected, in the row right below the codes.
    assert found.evidence[0].place == "Sheet 'Evidence', cell B2"
    assert len(found.evidence) == 6
    assert found.evidence[0].evidence != found.evidence[0].base


def edited(change) -> Questionnaire:
    """The questionnaire after somebody edited its texts, under another checksum."""
    instrument = deepcopy(small_instrument())
    for dimension in instrument["dimensions"]:
        for indicator in dimension["indicators"]:
            change(indicator)
    return Questionnaire.model_validate(instrument).model_copy(update={"checksum": "other"})


def test_words_that_were_edited_since_are_told_with_both_texts():
    def change(indicator):
        if indicator["id"] == "LAW-2":
            indicator["question"] = "What else is asked?"

    found = read_return(read_sheets(field_content(), "field.xlsx"), edited(change))
    (problem,) = [one for one in found.problems if one.code == "workbook.words_edited"]
    assert (problem.about, problem.is_error) == ("LAW-2", False)
    assert "Now it says: 'What else is asked?'" in problem.found
    # The words are the program's, though of another day: nobody of the team wrote them.
    assert found.outside == ()


def test_where_most_words_differ_it_is_another_language_and_none_is_told():
    def change(indicator):
        indicator |= {"question": "Autre question", "name": "Autre nom"}
        indicator["anchors"] = {
            level: {id_: f"Autre {id_}" for id_ in statements}
            for level, statements in indicator["anchors"].items()
        }

    found = read_return(read_sheets(field_content(), "field.xlsx"), edited(change))
    assert [one for one in found.problems if one.code == "workbook.words_edited"] == []
