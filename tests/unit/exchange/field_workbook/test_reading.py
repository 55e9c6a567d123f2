"""Whatever people type, move or delete: understood where clear, told with its cell where not."""

from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

import pytest

from assessment.exchange.field_workbook.reading import read_return
from assessment.exchange.field_workbook.writing import write_field_workbook
from assessment.exchange.safe_reader import read_sheets
from assessment.model.answer import Answer, Evidence, Status
from assessment.model.checks import check_answer
from assessment.model.problem import Severity
from tests.builders import MOMENT, an_answer, record_with, recorded, small_framework
from tests.unit.exchange.filling import (
    FREE_ROW,
    STANDS_FOR_DIGITS,
    address,
    answer_cell,
    filled,
    given_for,
    opened,
    problems_of,
    returned,
    saved,
    sheet_of,
    with_digits,
)

ROW = ("Answers", "LAW-2")
FRAMEWORK = small_framework()


@pytest.mark.parametrize(
    ("typed", "status", "level"),
    [
        (3, Status.LEVEL, 3),
        (3.0, Status.LEVEL, 3),
        ("3", Status.LEVEL, 3),
        (" 3 ", Status.LEVEL, 3),
        ("3.0", Status.LEVEL, 3),
        ("٣", Status.LEVEL, 3),
        (0, Status.LEVEL, 0),
        ("INSUFFICIENT  information", Status.INSUFFICIENT_INFORMATION, None),
        ("II", Status.INSUFFICIENT_INFORMATION, None),
        ("not applicable", Status.NOT_APPLICABLE, None),
        ("na", Status.NOT_APPLICABLE, None),
    ],
)
def test_a_level_is_understood_however_it_is_typed(typed, status, level):
    given = given_for(filled({(*ROW, "level"): typed}), "LAW-2")
    assert (given["status"], given["level"]) == (status, level)


@pytest.mark.parametrize(
    "typed", ["Hi", "2-3", "2,5", 2.5, "3?", "four", "9" * 5, datetime.fromisoformat("2026-03-02")]
)
def test_a_word_that_is_no_level_is_told_with_its_cell_and_what_is_allowed(typed):
    content = filled({(*ROW, "level"): typed})
    problem = problems_of(content)["workbook.level_unknown"]
    cell = address(opened(content), "Answers", "LAW-2", "level")
    assert problem.where == f"Sheet 'LAW', cell {cell}"
    assert problem.allowed == ("Allowed are 0 to 4, Insufficient information and Not applicable.")
    assert "LAW-2" not in [row.indicator_id for row in returned(content).answers]


def test_a_level_off_the_scale_is_left_to_the_one_check_of_an_answer():
    row = next(
        row for row in returned(filled({(*ROW, "level"): 7})).answers if row.given["level"] == 7
    )
    answer = Answer(row.indicator_id, **row.given)
    (problem,) = check_answer(answer, FRAMEWORK.questionnaire, row.cells.__getitem__)
    assert (problem.code, problem.where) == ("answer.level_unknown", row.cells["level"])


def test_every_field_that_the_check_may_name_has_a_place():
    row = returned(filled({(*ROW, "level"): 1})).answers[0]
    fields = {"indicator_id", "status", "level", "reason", "confidence", "evidence_grade"}
    assert set(row.cells) == fields | {"ticked", "rationale"}
    assert all(place.startswith("Sheet 'LAW', cell ") for place in row.cells.values())


@pytest.mark.parametrize("mark", ["x", "X", " x\u200b", "ｘ", "×", "✓", "Yes", "oui", 1, 1.0, True])
def test_a_statement_holds_whichever_mark_of_yes_stands_beside_it(mark):
    content = filled(
        {("Answers", "LAW-2", f"statement:LAW-2.{name}"): mark for name in ("1a", "2a")}
    )
    assert given_for(content, "LAW-2") == {"ticked": frozenset({"LAW-2.1a", "LAW-2.2a"})}
    assert returned(content).problems == ()


def test_a_statement_whose_row_was_deleted_is_told():
    workbook = opened(filled({(*ROW, "ticked"): "1a, 2a"}))
    sheet = sheet_of(workbook, "Answers", "LAW-2:statement:LAW-2.2b")
    rows = {cell.value: cell.row for cell in sheet["A"]}
    sheet.delete_rows(rows["LAW-2:statement:LAW-2.2b"])
    content = saved(workbook)
    (problem,) = returned(content).problems
    assert (problem.code, problem.is_error) == ("workbook.statements_missing", False)
    assert "There is no row for 2b of LAW-2" in problem.found
    assert given_for(content, "LAW-2")["ticked"] == {"LAW-2.1a", "LAW-2.2a"}


def test_without_the_row_of_its_level_a_question_waits_whole_and_an_error_names_the_row():
    workbook = opened(filled({(*ROW, "confidence"): "High", (*ROW, "ticked"): "1a, 2a"}))
    sheet = sheet_of(workbook, "Answers", "LAW-2:level")
    sheet.delete_rows(answer_cell(workbook, "LAW-2", "level").row)
    found = returned(saved(workbook))
    (problem,) = found.problems
    assert (problem.code, problem.is_error) == ("workbook.level_row_missing", True)
    assert (problem.about, "'Level' of LAW-2" in problem.found) == ("LAW-2", True)
    assert [row.waits for row in found.answers if row.indicator_id == "LAW-2"] == [True]


def test_a_question_without_any_row_is_told_as_left_out():
    workbook = opened(filled({(*ROW, "confidence"): "High"}))
    sheet = sheet_of(workbook, "Answers", "LAW-2:level")
    for row in reversed([c.row for c in sheet["A"] if str(c.value).partition(":")[0] == "LAW-2"]):
        sheet.delete_rows(row)
    (problem,) = returned(saved(workbook)).problems
    assert (problem.code, problem.severity) == ("workbook.rows_missing", Severity.WARNING)
    assert problem.found == "There is no row for LAW-2; nothing changes there."


def test_a_remark_about_a_word_that_is_no_indicator_is_kept_and_the_word_is_told():
    values = {("Remarks", 3, "remark"): "No access.", ("Remarks", 3, "indicator_id"): "NOPE"}
    values |= {("Remarks", 4, "indicator_id"): "The north is cut off."}
    found = returned(filled(values))
    texts = [(one.text, one.indicator_id) for one in found.remarks]
    assert texts == [("No access.", ""), ("The north is cut off.", "")]
    first, second = found.problems
    assert first.found.startswith("'NOPE' is no indicator")
    assert (first.is_error, second.is_error) == (False, False)


def test_marks_that_were_all_taken_away_stay_and_that_is_told():
    answer = an_answer("LAW-2", 2, ticked=frozenset({"LAW-2.1a", "LAW-2.2a"}))
    base = record_with(FRAMEWORK, {})
    record = replace(base, answers={"LAW-2": recorded(answer)})
    content = write_field_workbook(FRAMEWORK, record, made_at=MOMENT, app_version="0.1.0")
    fewer = given_for(filled({(*ROW, "ticked"): "1a"}, content), "LAW-2")
    assert fewer["ticked"] == frozenset({"LAW-2.1a"})
    emptied = filled({(*ROW, "ticked"): None}, content)
    assert "ticked" not in given_for(emptied, "LAW-2")
    problem = problems_of(emptied)["workbook.marks_emptied"]
    assert (problem.is_error, "1a and 2a" in problem.found) == (False, True)


@pytest.mark.parametrize(
    "typed", ["no", "0", 0, "-", False, "=1", "?", "in part of the country", 2]
)
def test_what_is_no_mark_of_yes_is_told_and_never_guessed(typed):
    key = ("Answers", "LAW-2", "statement:LAW-2.1a")
    content = filled({key: typed}, filled({(*ROW, "ticked"): "2a"}))
    problem = problems_of(content)["workbook.mark_unclear"]
    assert problem.where.endswith(address(opened(content), *key))
    assert given_for(content, "LAW-2") == {"ticked": frozenset({"LAW-2.2a"})}


@pytest.mark.parametrize(
    ("code", "typed", "problem_code", "allowed"),
    [
        ("confidence", "sure", "workbook.confidence_unknown", "high, medium and low"),
        ("evidence_grade", "E", "workbook.evidence_grade_unknown", "A, B, C and D"),
    ],
)
def test_a_value_outside_the_list_is_told_with_its_cell_and_the_list(
    code, typed, problem_code, allowed
):
    content = filled({(*ROW, code): typed, (*ROW, "level"): 2})
    problem = problems_of(content)[problem_code]
    assert problem.where.endswith(address(opened(content), "Answers", "LAW-2", code))
    assert problem.allowed == f"Allowed are {allowed}."
    assert given_for(content, "LAW-2") == {"status": Status.LEVEL, "level": 2}


def test_capitals_and_spaces_do_not_matter_in_a_choice():
    given = given_for(
        filled({(*ROW, "confidence"): " High ", (*ROW, "evidence_grade"): "b"}), "LAW-2"
    )
    assert given == {"confidence": "high", "evidence_grade": "B"}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("=2", "workbook.formula_in_cell"),
        ("=SUM(A1:A2)", "workbook.formula_in_cell"),
        ("#N/A", "workbook.error_in_cell"),
        (True, "workbook.boolean_in_cell"),
        (time(9, 30), "workbook.moment_in_cell"),
    ],
)
@pytest.mark.parametrize("column", ["level", "rationale"])
def test_what_is_no_plain_value_is_told_and_never_evaluated(typed, code, column):
    content = filled({(*ROW, column): typed})
    problem = problems_of(content)[code]
    assert problem.where.endswith(address(opened(content), "Answers", "LAW-2", column))
    assert problem.is_error
    assert returned(content).answers == returned(filled({})).answers


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        (datetime.fromisoformat("2024-05-31"), "2024-05-31"),
        (date(2024, 5, 31), "2024-05-31"),
        (datetime.fromisoformat("2024-05-31 09:30"), "2024-05-31 09:30"),
        (2024, "2024"),
        (2024.0, "2024"),
        ("May 2024", "May 2024"),
    ],
)
def test_dates_and_numbers_become_the_text_a_person_would_write(typed, text):
    values = {"indicator_id": "law-1", "title": "Report", "published": typed}
    (row,) = returned(filled({("Evidence", FREE_ROW, k): v for k, v in values.items()})).evidence
    assert row.evidence == Evidence("LAW-1", "Report", published=text)
    assert (row.base, row.evidence.id, row.evidence.protection) == (None, "", "partner")


@pytest.mark.parametrize(
    ("values", "code", "column"),
    [
        ({"title": "Report"}, "workbook.evidence_without_indicator", "indicator_id"),
        ({"indicator_id": "LAW-1"}, "workbook.evidence_without_title", "title"),
        (
            {"indicator_id": "LAW-1", "title": "R", "published": 45443},
            "workbook.date_unclear",
            "published",
        ),
        ({"indicator_id": "LAW-99", "title": "R"}, "workbook.indicator_unknown", "indicator_id"),
        (
            {"indicator_id": "LAW-1", "title": "R", "protection": "secret"},
            "workbook.protection_unknown",
            "protection",
        ),
        ({"indicator_id": "LAW-1", "title": "x" * 10_001}, "workbook.text_too_long", "title"),
    ],
)
def test_a_source_that_cannot_be_used_is_told_and_left_out(values, code, column):
    content = filled({("Evidence", FREE_ROW, key): value for key, value in values.items()})
    where = address(opened(content), "Evidence", FREE_ROW, column)
    assert problems_of(content)[code].where == f"Sheet 'Evidence', cell {where}"
    assert returned(content).evidence == ()


def evidence_content():
    source = Evidence("LAW-1", "Report", link="https://example.org", protection="public", id="e-1")
    record = record_with(FRAMEWORK, {}, evidence=(source,))
    return write_field_workbook(FRAMEWORK, record, made_at=MOMENT, app_version="0.1.0"), source


def test_an_emptied_cell_of_a_known_source_keeps_what_stood_there():
    content, source = evidence_content()
    emptied = {("Evidence", FREE_ROW, "link"): None, ("Evidence", FREE_ROW, "protection"): None}
    (row,) = returned(filled({**emptied, ("Evidence", FREE_ROW, "page"): 7}, content)).evidence
    assert row.base == source
    assert (row.evidence.link, row.evidence.protection) == (source.link, "public")
    assert (row.evidence.page, row.evidence.id) == ("7", "e-1")


def test_a_known_source_whose_row_was_emptied_is_not_touched():
    content, _ = evidence_content()
    codes = ("indicator_id", "title", "link", "protection")
    assert (
        returned(filled({("Evidence", FREE_ROW, c): None for c in codes}, content)).evidence == ()
    )


def test_a_source_that_was_copied_with_its_hidden_id_is_told():
    content, _ = evidence_content()
    copied = {"indicator_id": "LAW-1", "title": "Copy", "evidence_id": "e-1"}
    again = filled({("Evidence", FREE_ROW + 1, k): v for k, v in copied.items()}, content)
    problem = problems_of(again)["workbook.row_repeated"]
    assert "B4" in problem.where
    assert "B3" in problem.found


def test_a_context_flag_is_read_by_the_name_of_its_option():
    values = {("Context", "X2", "option"): "acts on it", ("Context", "X2", "since"): 2024}
    found = {row.flag.flag_id: row for row in returned(filled(values)).flags}
    assert (found["X2"].flag.option, found["X2"].flag.since) == ("acts", "2024")
    assert found["X2"].base is None
    assert found["X1"].base == found["X1"].flag


def test_an_option_of_another_flag_is_told_with_the_options_of_this_one():
    content = filled({("Context", "X2", "option"): "Severe"})
    problem = problems_of(content)["workbook.situation_unknown"]
    assert problem.allowed == "Allowed are Openly refuses, Acts on it and Unknown."
    assert problem.where == "Sheet 'Context', cell D4"


def test_a_note_without_a_situation_is_told():
    content = filled({("Context", "X2", "note"): "Heard in two towns"})
    assert problems_of(content)["workbook.situation_missing"].where == "Sheet 'Context', cell D4"


def test_an_emptied_situation_changes_nothing():
    found = returned(filled({("Context", "X1", "option"): None}))
    assert (found.flags, found.problems) == ((), ())


def test_a_row_that_stands_twice_is_told_with_both_cells():
    workbook = opened(filled({(*ROW, "level"): 2}))
    sheet = workbook["LAW"]
    first, second = (answer_cell(workbook, id_, "level") for id_ in ("LAW-1", "LAW-2"))
    sheet.cell(second.row, 1).value = "LAW-1:level"
    problem = problems_of(saved(workbook))["workbook.row_repeated"]
    assert problem.where == f"Sheet 'LAW', cell {second.coordinate}"
    assert f"cell {first.coordinate}" in problem.found
    assert problem.about == "LAW-1"


def test_of_a_question_with_a_row_that_stands_twice_nothing_is_taken():
    workbook = opened(filled({(*ROW, "level"): 3}))
    cell = answer_cell(workbook, "LAW-2", "level")
    workbook["LAW"].cell(cell.row, 1).value = "LAW-1:level"
    assert [row.indicator_id for row in returned(saved(workbook)).answers if not row.waits] == []


def test_a_row_with_one_bad_cell_waits_whole_and_the_problem_names_its_question():
    content = filled({(*ROW, "level"): "Hi", (*ROW, "rationale"): "Heard in two towns."})
    (row,) = (row for row in returned(content).answers if row.indicator_id == "LAW-2")
    assert row.waits
    assert problems_of(content)["workbook.level_unknown"].about == "LAW-2"


def test_an_unclear_mark_holds_back_the_whole_question():
    mark = ("Answers", "LAW-2", "statement:LAW-2.1a")
    content = filled({(*ROW, "level"): 1, mark: "no"})
    (row,) = (row for row in returned(content).answers if row.indicator_id == "LAW-2")
    assert row.waits
    assert problems_of(content)["workbook.mark_unclear"].about == "LAW-2"


@pytest.mark.parametrize("key", ["LAW-77:level", "", 5, "=A1"])
def test_a_row_with_a_wrong_key_is_told_when_something_is_filled_in(key):
    workbook = opened(filled({(*ROW, "level"): 2}))
    cell = answer_cell(workbook, "LAW-2", "level")
    workbook["LAW"].cell(cell.row, 1).value = key
    problems = problems_of(saved(workbook))
    assert problems["workbook.id_unknown"].where == f"Sheet 'LAW', cell {cell.coordinate}"
    assert problems["workbook.level_row_missing"].is_error
    assert problems["workbook.level_row_missing"].about == "LAW-2"


def test_merged_cells_among_those_to_fill_in_are_told():
    workbook = opened()
    cell = answer_cell(workbook, "LAW-2", "rationale")
    merged = f"{cell.coordinate}:{cell.offset(1).coordinate}"
    workbook["LAW"].merge_cells(merged)
    problem = problems_of(saved(workbook))["workbook.merged_cells"]
    assert problem.where == f"Sheet 'LAW', cells {merged}"


def test_merged_cells_elsewhere_do_no_harm():
    workbook = opened()
    workbook["Guide"].merge_cells("A1:B1")
    assert returned(saved(workbook)).problems == ()


def test_a_column_that_was_moved_is_still_understood():
    workbook = opened(filled({(*ROW, "level"): 4, (*ROW, "rationale"): "Seen"}))
    workbook["LAW"].insert_cols(2)
    workbook["LAW"].insert_rows(1)
    given = given_for(saved(workbook), "LAW-2")
    assert given == {"status": Status.LEVEL, "level": 4, "rationale": "Seen"}


def test_rows_of_a_question_are_known_wherever_they_stand():
    workbook = opened(filled({(*ROW, "level"): 4, (*ROW, "rationale"): "Seen"}))
    sheet = workbook["LAW"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    for number, row in enumerate(reversed(rows), start=4):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column).value = value
    found = returned(saved(workbook))
    assert found.problems == ()
    assert dict(found.answers[1].given) == {
        "status": Status.LEVEL,
        "level": 4,
        "rationale": "Seen",
    }


def test_a_deleted_column_is_told_and_the_rest_is_read():
    workbook = opened(filled({(*ROW, "level"): 4, (*ROW, "rationale"): "Seen"}))
    workbook["LAW"].delete_cols(answer_cell(workbook, "LAW-2", "rationale").column)
    content = saved(workbook)
    assert problems_of(content)["workbook.column_missing"].severity is Severity.WARNING
    assert given_for(content, "LAW-2") == {"status": Status.LEVEL, "level": 4}


@pytest.mark.parametrize("digits", [309, 400, 4300])
def test_a_number_beyond_all_numbers_is_no_level_and_is_a_text_elsewhere(digits: int):
    names = ("level", "rationale", "base_revision")
    content = filled({(*ROW, name): STANDS_FOR_DIGITS for name in names})
    found = returned(with_digits(content, digits)).problems
    assert {problem.code for problem in found} == {
        "workbook.level_unknown",
        "workbook.revision_missing",
    }
    noted = filled({(*ROW, "rationale"): STANDS_FOR_DIGITS})
    assert given_for(with_digits(noted, digits), "LAW-2")["rationale"] == "9" * digits


def test_a_column_that_stands_twice_is_told_and_nothing_is_guessed():
    workbook = opened(filled({(*ROW, "level"): 4}))
    workbook["LAW"].cell(1, 30).value = "answer"
    content = saved(workbook)
    assert "two columns for Your answer" in problems_of(content)["workbook.codes_repeated"].found
    assert returned(content).answers == ()


def test_a_sheet_without_its_codes_is_told():
    workbook = opened()
    workbook["LAW"].delete_rows(1)
    assert problems_of(saved(workbook))["workbook.codes_missing"].is_error


def test_without_any_sheet_of_questions_there_is_an_error_and_else_a_warning():
    workbook = opened()
    for title in ("LAW", "Evidence", "Context"):
        del workbook[title]
    found = [(problem.where, problem.is_error) for problem in returned(saved(workbook)).problems]
    assert ("Sheet 'LAW'", False) in found
    assert ("Sheet 'Evidence'", False) in found
    assert ("Sheet 'Context'", False) in found
    for title in ("SEC", "PRE"):
        del workbook[title]
    found = [(problem.where, problem.is_error) for problem in returned(saved(workbook)).problems]
    assert found[:3] == [(f"Sheet '{title}'", True) for title in ("LAW", "SEC", "PRE")]


def test_a_lost_revision_counts_as_none_and_is_told():
    content = filled({(*ROW, "level"): 1, (*ROW, "base_revision"): "gone"})
    assert problems_of(content)["workbook.revision_missing"].severity is Severity.WARNING
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
    for sheet in (workbook["LAW"], workbook["SEC"], workbook["PRE"]):
        for row in sheet.iter_rows(min_row=2, min_col=2, max_col=5):
            for cell in row:
                cell.value = "translated" if cell.protection.locked else cell.value
    found = read_return(read_sheets(saved(workbook), "x"), FRAMEWORK.questionnaire)
    assert found.problems == ()
    assert [row.indicator_id for row in found.answers] == ["LAW-1", "LAW-2"]


def test_remarks_on_a_question_and_general_ones_come_back_with_their_places():
    values = {(*ROW, "remarks"): "Ask again in June.", ("Remarks", 3, "remark"): "No access."}
    values |= {("Remarks", 5, "remark"): "Unclear.", ("Remarks", 5, "indicator_id"): "sec-1"}
    content = filled(values)
    found = [(one.text, one.indicator_id) for one in returned(content).remarks]
    assert found == [("Ask again in June.", "LAW-2"), ("No access.", ""), ("Unclear.", "SEC-1")]
    place = address(opened(content), *ROW, "remarks")
    assert returned(content).remarks[0].place == f"Sheet 'LAW', cell {place}"
    assert returned(content).answers == returned(filled({})).answers


def test_who_filled_it_in_and_for_whom_comes_back():
    values = {("Cover", "filled_by", "text"): "Ada", ("Cover", "organisation", "text"): "Team 4"}
    found = returned(filled(values))
    assert (found.filled_by, found.organisation) == ("Ada", "Team 4")
    assert (returned(filled({})).filled_by, returned(filled({})).organisation) == ("", "")


@pytest.mark.parametrize(
    "typed", ["LAW-1; SEC-2", "law-1,SEC-2", "LAW-1\nSEC-2;", "LAW-1;LAW-1;SEC-2"]
)
def test_one_row_may_give_a_source_of_several_questions(typed):
    values = {("Evidence", 3, "indicator_id"): typed, ("Evidence", 3, "title"): "Report"}
    found = returned(filled(values))
    assert found.problems == ()
    assert [row.evidence for row in found.evidence] == [
        Evidence("LAW-1", "Report"),
        Evidence("SEC-2", "Report"),
    ]


def test_one_unknown_indicator_of_several_is_told_by_name():
    values = {("Evidence", 3, "indicator_id"): "LAW-1; LAW-99", ("Evidence", 3, "title"): "R"}
    content = filled(values)
    problem = problems_of(content)["workbook.indicator_unknown"]
    assert problem.found == "'LAW-99' is not one of the choices."
    assert returned(content).evidence == ()


def shared_source():
    both = tuple(Evidence(id_, "Report", id=f"e-{id_}") for id_ in ("LAW-1", "SEC-2"))
    record = record_with(FRAMEWORK, {}, evidence=both)
    return write_field_workbook(FRAMEWORK, record, made_at=MOMENT, app_version="0.1.0"), both


def test_a_change_of_a_shared_source_changes_each_of_its_entries():
    content, both = shared_source()
    found = returned(filled({("Evidence", 3, "page"): "9"}, content)).evidence
    assert [row.base for row in found] == [*both]
    assert [row.evidence for row in found] == [replace(one, page="9") for one in both]


def test_one_more_question_adds_an_entry_and_another_one_moves_it():
    content, both = shared_source()
    cell = ("Evidence", 3, "indicator_id")
    more = returned(filled({cell: "LAW-1; SEC-2; PRE-1"}, content))
    assert [(row.evidence.indicator_id, row.evidence.id) for row in more.evidence] == [
        ("LAW-1", "e-LAW-1"),
        ("SEC-2", "e-SEC-2"),
        ("PRE-1", ""),
    ]
    moved = returned(filled({cell: "LAW-1; PRE-1"}, content))
    assert [(row.evidence.indicator_id, row.base) for row in moved.evidence] == [
        ("LAW-1", both[0]),
        ("PRE-1", both[1]),
    ]
    assert moved.problems == ()


def test_a_question_that_is_no_longer_named_keeps_its_source_and_that_is_told():
    content, _both = shared_source()
    found = returned(filled({("Evidence", 3, "indicator_id"): "LAW-1"}, content))
    assert [row.evidence.id for row in found.evidence] == ["e-LAW-1"]
    (problem,) = found.problems
    assert (problem.code, problem.severity) == ("workbook.source_stays", Severity.WARNING)
    assert "SEC-2" in problem.found


def test_a_workbook_of_version_one_is_read_as_ever():
    content = Path(__file__).parents[1].joinpath("files", "field_version_1.xlsx").read_bytes()
    found = returned(content)
    given = {row.indicator_id: dict(row.given) for row in found.answers}
    assert found.problems == ()
    assert given["LAW-1"] == {
        "status": Status.LEVEL,
        "level": 2,
        "confidence": "high",
        "evidence_grade": "B",
        "ticked": frozenset({"LAW-1.1a", "LAW-1.2a"}),
        "rationale": "=Two courts\nvisited.",
    }
    assert given["LAW-2"]["status"] is Status.INSUFFICIENT_INFORMATION
    assert given["LAW-3"]["reason"] == "The question does not arise."
    assert given["SEC-1"]["ticked"] == frozenset({"SEC-1.1a", "SEC-1.2b"})
    held = {row.indicator_id: row.still_holds for row in found.answers}
    assert held["PRE-1"].startswith("Sheet 'Answers', cell ")
    assert [(row.evidence.indicator_id, row.evidence.id) for row in found.evidence] == [
        ("LAW-1", "e-1"),
        ("SEC-1", ""),
    ]
    assert [row.flag.option for row in found.flags] == ["present"]
    assert (found.remarks, found.filled_by) == ((), "")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("1a, 2a", frozenset({"SEC-1.1a", "SEC-1.2a"})),
        ("1A 2A", frozenset({"SEC-1.1a", "SEC-1.2a"})),
        ("SEC-1.1a;SEC-1.2a", frozenset({"SEC-1.1a", "SEC-1.2a"})),
        (" 2a,, 1a\n", frozenset({"SEC-1.1a", "SEC-1.2a"})),
    ],
)
def test_version_one_names_statements_by_short_name_or_id(typed, found):
    content = Path(__file__).parents[1].joinpath("files", "field_version_1.xlsx").read_bytes()
    given = given_for(filled({("Answers", "SEC-1", "ticked"): typed}, content), "SEC-1")
    assert given["ticked"] == found


def test_four_sources_for_each_of_sixty_questions_are_read():
    values = {}
    for row in range(FREE_ROW, FREE_ROW + 240):
        values["Evidence", row, "indicator_id"] = ("LAW-1", "SEC-2; PRE-1")[row % 2]
        values["Evidence", row, "title"] = f"Report {row}"
    found = returned(filled(values))
    assert found.problems == ()
    # 120 rows for one question, 120 for two.
    assert len(found.evidence) == 120 + 240
