"""The field workbook as a field team meets it: what is locked, offered, shown and hidden."""

import json

import pytest

from assessment.exchange.field_layout import FREE_EVIDENCE_ROWS, answer_columns
from assessment.exchange.field_out import write_field_workbook
from assessment.model.answer import Evidence, FlagEntry
from tests.builders import (
    MOMENT,
    an_assessment,
    framework_with_kinds,
    record_with,
    small_framework,
)
from tests.unit.exchange.filling import address, opened

FRAMEWORK = small_framework()
LEVELS = [0, 1, 2, 3, 4, "Insufficient information", "Not applicable"]
USUAL = ["None seen", "Present", "Severe", "Unknown"]
STANCES = ["Openly refuses", "Acts on it", "Unknown"]


def workbook_of(record=None, framework=FRAMEWORK):
    record = record or record_with(framework, {"LAW-1": 2, "SEC-1": "II", "LAW-3": "NA"})
    return opened(write_field_workbook(framework, record, made_at=MOMENT, app_version="0.1.0"))


def value(workbook, sheet, row, code):
    return workbook[sheet][address(workbook, sheet, row, code)].value


def texts(worksheet):
    return [str(cell.value) for row in worksheet for cell in row if cell.value is not None]


def test_the_sheets_stand_in_reading_order_and_two_are_hidden():
    states = [(sheet.title, sheet.sheet_state) for sheet in workbook_of().worksheets]
    assert states == [
        ("Guide", "visible"),
        ("Scope sheet", "visible"),
        ("Answers", "visible"),
        ("Evidence", "visible"),
        ("Context", "visible"),
        ("_lists", "hidden"),
        ("_meta", "hidden"),
    ]


def test_a_questionnaire_without_context_flags_has_no_context_sheet():
    questionnaire = FRAMEWORK.questionnaire.model_copy(update={"context_flags": ()})
    framework = type(FRAMEWORK)(questionnaire, FRAMEWORK.rules, FRAMEWORK.catalogue)
    workbook = workbook_of(record_with(framework, {}), framework)
    assert "Context" not in workbook.sheetnames
    assert not any("Context" in text for text in texts(workbook["Guide"]))


def test_the_current_answers_are_filled_in():
    workbook = workbook_of()
    levels = [value(workbook, "Answers", id_, "level") for id_ in ("LAW-1", "SEC-1", "LAW-3")]
    assert levels == [2, "Insufficient information", "Not applicable"]
    assert value(workbook, "Answers", "LAW-2", "level") is None
    assert value(workbook, "Answers", "LAW-3", "reason") == "The question does not arise."
    assert value(workbook, "Answers", "LAW-1", "base_revision") == 1
    assert value(workbook, "Answers", "LAW-2", "base_revision") == 0


def test_every_statement_stands_under_its_level_with_its_short_name():
    workbook = workbook_of()
    shown = value(workbook, "Answers", "LAW-1", "level_2")
    assert shown == "2a  Independent judges is partial.\n2b  Independent judges has a budget."


def test_only_the_cells_to_fill_in_are_unlocked():
    workbook = workbook_of()
    inputs = {column.code for column in answer_columns()}
    sheet = workbook["Answers"]
    codes = {cell.column: cell.value for cell in sheet[1]}
    row = next(cell.row for cell in sheet["A"] if cell.value == "LAW-1")
    unlocked = {codes[cell.column] for cell in sheet[row] if not cell.protection.locked}
    assert unlocked == inputs
    protected = [each.protection.sheet for each in workbook.worksheets]
    assert protected == [True] * 7
    assert all(each.protection.password is None for each in workbook.worksheets)


@pytest.mark.parametrize(
    ("sheet", "row", "code", "name", "choices"),
    [
        ("Answers", "LAW-1", "level", "list_levels", LEVELS),
        ("Answers", "PRE-2", "confidence", "list_confidences", ["high", "medium", "low"]),
        ("Answers", "PRE-2", "evidence_grade", "list_grades", ["A", "B", "C", "D"]),
        ("Evidence", 3, "protection", "list_protections", ["public", "partner", "restricted"]),
        ("Context", "X1", "option", "list_options_1", USUAL),
        ("Context", "X2", "option", "list_options_2", STANCES),
    ],
)
def test_a_cell_with_choices_offers_exactly_those(sheet, row, code, name, choices):
    workbook = workbook_of()
    cell = address(workbook, sheet, row, code)
    rules = workbook[sheet].data_validations.dataValidation
    rule = next(each for each in rules if cell in each.sqref)
    assert (rule.type, rule.formula1, rule.showErrorMessage) == ("list", name, True)
    assert "leave the cell empty" in rule.error
    title, area = workbook.defined_names[name].attr_text.split("!")
    cells = workbook[title.strip("'")][area.replace("$", "")]
    assert [cell.value for (cell,) in cells] == choices


def test_two_hundred_free_rows_for_evidence_follow_those_that_are_known():
    known = tuple(Evidence("LAW-1", f"Report {n}", id=f"e-{n}") for n in range(3))
    workbook = workbook_of(record_with(FRAMEWORK, {}, evidence=known))
    sheet = workbook["Evidence"]
    free = [row for row in range(3, sheet.max_row + 1) if not sheet.cell(row, 2).protection.locked]
    assert len(free) == 3 + FREE_EVIDENCE_ROWS >= 203
    assert [sheet.cell(row, 2).value for row in (3, 5, 6)] == ["Report 0", "Report 2", None]
    last = address(workbook, "Evidence", free[-1], "indicator_id")
    assert any(last in rule.sqref for rule in sheet.data_validations.dataValidation)


def test_codes_and_working_columns_are_hidden_and_the_headings_stay_in_view():
    sheet = workbook_of()["Answers"]
    assert sheet.row_dimensions[1].hidden
    assert sheet.freeze_panes == "C3"
    assert sheet.print_title_rows == "$2:$2"
    last = sheet.cell(1, sheet.max_column)
    assert last.value == "base_revision"
    assert sheet.column_dimensions[last.column_letter].hidden
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth) == ("landscape", 1)
    assert sheet.page_setup.fitToHeight == 0


def test_a_text_that_looks_like_a_formula_stays_a_text():
    flags = {"X1": FlagEntry("X1", "present", note="=2+2")}
    record = record_with(FRAMEWORK, {}, assessment=an_assessment(state_name="=1+1"))
    workbook = workbook_of(type(record)(record.assessment, flags=flags))
    found = [
        cell.data_type
        for sheet in workbook.worksheets
        for row in sheet
        for cell in row
        if str(cell.value).startswith("=")
    ]
    assert found
    assert set(found) == {"s"}


def test_the_guide_marks_an_invented_state_and_explains_every_choice():
    shown = "\n".join(texts(workbook_of()["Guide"]))
    assert "INVENTED STATE" in shown
    assert FRAMEWORK.questionnaire.standing_sentence in shown
    for word in ("Working", "Insufficient information", "high", "restricted", "never overwrites"):
        assert word in shown
    assert "Do not name persons" in shown


def test_the_guide_of_a_real_assessment_carries_no_such_mark():
    record = record_with(FRAMEWORK, {}, assessment=an_assessment(invented=False))
    assert not any("INVENTED" in text for text in texts(workbook_of(record)["Guide"]))


def test_the_hidden_sheet_keeps_what_stood_in_the_context_sheet():
    workbook = workbook_of(record_with(FRAMEWORK, {}, flags={"X2": "acts"}))
    entries = {row[0].value: row[1].value for row in workbook["_meta"]}
    assert json.loads(entries["flag:X2"])["option"] == "acts"
    assert entries["app_version"] == "0.1.0"


def test_the_file_names_the_assessment_and_no_person():
    properties = workbook_of().properties
    assert properties.title == "Field workbook: Karsova, 2026"
    assert properties.creator == "State Protection Capacity Assessment"


def test_statements_say_their_kind_and_the_words_stand_on_a_sheet_of_their_own():
    framework = framework_with_kinds()
    workbook = workbook_of(record_with(framework, {"LAW-1": 0}), framework)
    assert value(workbook, "Answers", "LAW-1", "level_0").splitlines() == [
        "0a  Independent judges: practice works against it. [law]",
        "0b  Officials use it against people. [against protection]",
    ]
    question = value(workbook, "Answers", "LAW-1", "question")
    assert "See the sheet 'Definitions': main group; budget." in question
    # Nobody ticked which of two things level 0 is.
    assert "Recorded so far, level 0: not said whether nothing is in place" in question
    assert workbook.sheetnames.index("Definitions") == workbook.sheetnames.index("Context") + 1
    shown = texts(workbook["Definitions"])
    assert shown[1:3] == ["Budget", "Money set aside in a public plan."]
    assert shown[-2:] == ["In doubt, lower", "Choose the lower level."]
    guide = " ".join(texts(workbook["Guide"]))
    assert "on the sheet 'Definitions'" in guide
    assert "Level 0 says either that nothing is in place or that something works" in guide
