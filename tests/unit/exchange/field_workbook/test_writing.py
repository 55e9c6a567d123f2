"""The field workbook as a field team meets it: what is locked, offered, shown and hidden."""

import json
from itertools import pairwise

import pytest

from assessment.exchange.field_workbook.layout import LAST_FREE_ROW
from assessment.exchange.field_workbook.writing import write_field_workbook
from assessment.model.answer import Evidence, FlagEntry
from tests.builders import (
    MOMENT,
    an_assessment,
    framework_with_kinds,
    record_with,
    small_framework,
    spcf,
)
from tests.unit.exchange.filling import address, answer_cell, opened, returned, sheet_of

FRAMEWORK = small_framework()
LEVELS = [0, 1, 2, 3, 4, "Insufficient information", "Not applicable"]
USUAL = ["None seen", "Present", "Severe", "Unknown"]
STANCES = ["Openly refuses", "Acts on it", "Unknown"]


def workbook_of(record=None, framework=FRAMEWORK):
    record = record or record_with(framework, {"LAW-1": 2, "SEC-1": "II", "LAW-3": "NA"})
    return opened(write_field_workbook(framework, record, made_at=MOMENT, app_version="0.1.0"))


def given(workbook, indicator_id, field):
    return answer_cell(workbook, indicator_id, field).value


def shown(workbook, key, code):
    """What stands in a locked cell of a form, by the key of its row and the code of its column."""
    sheet = sheet_of(workbook, "Answers", key)
    row = next(cell.row for cell in sheet["A"] if cell.value == key)
    column = next(cell.column for cell in sheet[1] if cell.value == code)
    return sheet.cell(row, column).value


def texts(worksheet):
    return [str(cell.value) for row in worksheet for cell in row if cell.value is not None]


def test_the_sheets_stand_in_reading_order_and_three_are_hidden():
    states = [(sheet.title, sheet.sheet_state) for sheet in workbook_of().worksheets]
    assert states == [
        ("Cover", "visible"),
        ("Overview", "visible"),
        ("Scope sheet", "visible"),
        ("LAW", "visible"),
        ("SEC", "visible"),
        ("PRE", "visible"),
        ("Evidence", "visible"),
        ("Remarks", "visible"),
        ("Context", "visible"),
        ("Guide", "visible"),
        ("_scores", "hidden"),
        ("_lists", "hidden"),
        ("_meta", "hidden"),
    ]


def test_a_questionnaire_without_context_flags_has_no_context_sheet():
    questionnaire = FRAMEWORK.questionnaire.model_copy(update={"context_flags": ()})
    framework = type(FRAMEWORK)(questionnaire, FRAMEWORK.rules, FRAMEWORK.catalogue)
    workbook = workbook_of(record_with(framework, {}), framework)
    assert "Context" not in workbook.sheetnames
    assert not any("Context" in text for text in texts(workbook["Cover"]))


def test_the_current_answers_are_filled_in():
    workbook = workbook_of()
    levels = [given(workbook, id_, "level") for id_ in ("LAW-1", "SEC-1", "LAW-3")]
    assert levels == [2, "Insufficient information", "Not applicable"]
    assert given(workbook, "LAW-2", "level") is None
    assert given(workbook, "LAW-3", "reason") == "The question does not arise."
    assert given(workbook, "LAW-1", "base_revision") == 1
    assert given(workbook, "LAW-2", "base_revision") == 0


def test_every_statement_stands_under_its_level_with_its_short_name():
    workbook = workbook_of()
    keys = [f"LAW-1:statement:LAW-1.{name}" for name in ("1a", "2a", "2b")]
    rows = [[shown(workbook, key, code) for code in ("label", "name", "text")] for key in keys]
    assert rows == [
        ["1  On paper", "1a", "Independent judges is on paper."],
        ["2  Partial", "2a", "Independent judges is partial."],
        [None, "2b", "Independent judges has a budget."],
    ]


def test_a_question_stands_with_why_it_protects_and_what_to_ask_for():
    workbook = workbook_of()
    assert shown(workbook, "LAW-1", "text") == "Independent judges  (key indicator)"
    assert shown(workbook, "LAW-1:question", "text").startswith("How far can people rely")
    assert shown(workbook, "LAW-1:why", "text") == "Without it, nobody is held to the law."
    assert shown(workbook, "LAW-1:to_ask_for", "text") == "Laws and budgets; Reports of observers"
    assert shown(workbook, "LAW-3:not_applicable_when", "text") == "Hearings are free of charge."


def test_only_the_cells_to_fill_in_are_unlocked():
    workbook = workbook_of()
    sheet = workbook["SEC"]
    unlocked = [
        (str(sheet.cell(cell.row, 1).value), sheet.cell(1, cell.column).value)
        for row in sheet
        for cell in row
        if not cell.protection.locked
    ]
    fields = ("level", "confidence", "evidence_grade", "rationale", "reason", "remarks")
    # Six statements, and the six fields.
    assert len(unlocked) == 3 * (6 + 6)
    assert [key.split(":")[-1] for key, _code in unlocked[6:12]] == [*fields]
    assert [code for _key, code in unlocked[:12]] == ["answer"] * 9 + ["text"] * 3
    assert all(each.protection.sheet for each in workbook.worksheets)
    assert all(each.protection.password is None for each in workbook.worksheets)
    assert workbook.security.lockStructure
    assert workbook.security.workbookPassword is None


def test_comments_may_be_written_where_cells_are_locked():
    assert not workbook_of()["LAW"].protection.objects


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
    place = answer_cell(workbook, row, code).parent if sheet == "Answers" else workbook[sheet]
    rules = place.data_validations.dataValidation
    rule = next(each for each in rules if cell in each.sqref)
    assert (rule.type, rule.formula1, rule.showErrorMessage) == ("list", name, True)
    assert "leave the cell empty" in rule.error
    title, area = workbook.defined_names[name].attr_text.split("!")
    cells = workbook[title.strip("'")][area.replace("$", "")]
    assert [cell.value for (cell,) in cells] == choices


def test_there_is_room_for_two_thousand_sources_below_those_that_are_known():
    known = tuple(Evidence("LAW-1", f"Report {n}", id=f"e-{n}") for n in range(3))
    sheet = workbook_of(record_with(FRAMEWORK, {}, evidence=known))["Evidence"]
    assert [sheet.cell(row, 2).value for row in (3, 5, 6)] == ["Report 0", "Report 2", None]
    # Rows that nobody wrote take lock and look from their columns.
    open_columns = [not sheet.column_dimensions[letter].protection.locked for letter in "ABCDEFGH"]
    assert open_columns == [True] * 7 + [False]
    ranges = {str(rule.sqref) for rule in sheet.data_validations.dataValidation}
    assert ranges == {f"{letter}3:{letter}{LAST_FREE_ROW}" for letter in "ABCDEFG"}
    assert LAST_FREE_ROW == 2000


def test_a_source_of_several_questions_is_one_row():
    both = tuple(Evidence(id_, "Report", page="7", id=f"e-{id_}") for id_ in ("LAW-1", "SEC-2"))
    other = Evidence("LAW-1", "Report", page="8", id="e-3")
    sheet = workbook_of(record_with(FRAMEWORK, {}, evidence=(*both, other)))["Evidence"]
    rows = [[sheet.cell(row, column).value for column in (1, 2, 6, 8)] for row in (3, 4, 5)]
    assert rows == [
        ["LAW-1; SEC-2", "Report", "7", "e-LAW-1; e-SEC-2"],
        ["LAW-1", "Report", "8", "e-3"],
        [None] * 4,
    ]


def test_the_same_source_twice_for_one_question_stays_two_rows():
    twice = tuple(Evidence("LAW-1", "Report", id=f"e-{n}") for n in (1, 2))
    sheet = workbook_of(record_with(FRAMEWORK, {}, evidence=twice))["Evidence"]
    assert [sheet.cell(row, 1).value for row in (3, 4, 5)] == ["LAW-1", "LAW-1", None]


def test_codes_and_working_columns_are_hidden_and_the_headings_stay_in_view():
    sheet = workbook_of()["LAW"]
    codes = [cell.value for cell in sheet[1]]
    assert codes == ["id", "label", "name", "text", "hint", "answer", "base"]
    assert sheet.row_dimensions[1].hidden
    assert [sheet.column_dimensions[letter].hidden for letter in "ABCDEFG"] == [
        letter in "AG" for letter in "ABCDEFG"
    ]
    assert sheet.freeze_panes == "C3"
    assert sheet.print_title_rows == "$2:$2"
    assert sheet.page_setup.orientation == "landscape"


def test_a_text_that_looks_like_a_formula_stays_a_text():
    flags = {"X1": FlagEntry("X1", "present", note="=2+2")}
    record = record_with(FRAMEWORK, {}, assessment=an_assessment(state_name="=1+1"))
    workbook = workbook_of(type(record)(record.assessment, flags=flags))
    found = [
        cell.data_type
        for sheet in workbook.worksheets
        for row in sheet
        for cell in row
        if str(cell.value) in ("=1+1", "=2+2")
    ]
    assert found
    assert set(found) == {"s"}


def test_the_cover_says_what_this_is_and_who_fills_it_in():
    workbook = workbook_of()
    cover = workbook["Cover"]
    said = "\n".join(texts(cover))
    assert "INVENTED STATE" in said
    assert FRAMEWORK.questionnaire.standing_sentence in said
    assert "LAW, SEC and PRE" in said
    assert "never overwrites" in said
    rows = {cell.value: cell.row for cell in cover["A"]}
    for key, label in (("filled_by", "Filled in by"), ("organisation", "Organisation or team")):
        assert cover.cell(rows[key], 2).value == label
        assert not cover.cell(rows[key], 3).protection.locked


def test_the_guide_explains_every_choice():
    said = "\n".join(texts(workbook_of()["Guide"]))
    for word in ("Working", "Insufficient information", "high", "restricted"):
        assert word in said
    assert "Do not name persons" in said


def test_the_cover_of_a_real_assessment_carries_no_mark_of_an_invented_one():
    record = record_with(FRAMEWORK, {}, assessment=an_assessment(invented=False))
    assert not any("INVENTED" in text for text in texts(workbook_of(record)["Cover"]))


def test_the_hidden_sheet_keeps_what_stood_in_the_context_sheet():
    workbook = workbook_of(record_with(FRAMEWORK, {}, flags={"X2": "acts"}))
    entries = {row[0].value: row[1].value for row in workbook["_meta"]}
    assert json.loads(entries["flag:X2"])["option"] == "acts"
    assert entries["app_version"] == "0.1.0"


def test_the_file_names_the_assessment_and_no_person():
    properties = workbook_of().properties
    assert properties.title == "Field workbook: Karsova, 2026"
    assert properties.creator == "State Protection Capacity Assessment"


def test_statements_say_their_kind_and_the_words_are_explained():
    framework = framework_with_kinds()
    workbook = workbook_of(record_with(framework, {"LAW-1": 0}), framework)
    keys = [f"LAW-1:statement:LAW-1.{name}" for name in ("0a", "0b")]
    rows = [[shown(workbook, key, code) for code in ("text", "hint")] for key in keys]
    assert rows == [
        ["Independent judges: practice works against it.", "law"],
        ["Officials use it against people.", "against protection"],
    ]
    assert workbook.sheetnames.index("Definitions") == workbook.sheetnames.index("Guide") + 1
    words = texts(workbook["Definitions"])
    assert words[1:3] == ["Budget", "Money set aside in a public plan."]
    assert words[-2:] == ["In doubt, lower", "Choose the lower level."]
    cover = " ".join(texts(workbook["Cover"]))
    assert "on the sheet 'Definitions'" in cover
    assert "nothing is in place or that something works against protection" in cover


def test_what_words_mean_is_a_note_of_the_program_on_the_question():
    framework = framework_with_kinds()
    sheet = workbook_of(record_with(framework, {}), framework)["LAW"]
    notes = {
        str(sheet.cell(cell.row, 1).value): cell.comment
        for row in sheet
        for cell in row
        if cell.comment
    }
    note = notes["LAW-1:question"]
    assert "Budget: Money set aside in a public plan." in note.text
    assert note.author == "spca"


@pytest.mark.parametrize(
    "text", ["<r><t>rich</t></r>", "_x000D_x000D_", "x005F_ _x005F_", "=1+1", "a & b < c"]
)
def test_a_text_is_never_taken_for_anything_else(text):
    record = record_with(FRAMEWORK, {}, evidence=(Evidence("LAW-1", text, id="e-1"),))
    content = write_field_workbook(FRAMEWORK, record, made_at=MOMENT, app_version="0.1.0")
    (row,) = returned(content).evidence
    assert row.evidence.title == text


def test_only_what_is_asked_goes_out():
    record = record_with(
        FRAMEWORK,
        {"LAW-1": 2, "SEC-1": 3},
        flags={"X1": "severe"},
        evidence=(Evidence("LAW-1", "Report", id="e-1"), Evidence("SEC-1", "Letter", id="e-2")),
    )
    content = write_field_workbook(
        FRAMEWORK, record, made_at=MOMENT, app_version="0.1.0", only=frozenset({"SEC-1"})
    )
    workbook = opened(content)
    assert "LAW" not in workbook.sheetnames
    assert "Context" not in workbook.sheetnames
    assert not any("Context" in text for text in texts(workbook["Cover"]))
    assert "flag:X1" not in texts(workbook["_meta"])
    said = [text for sheet in workbook.worksheets for text in texts(sheet)]
    assert not any("Independent judges" in text or text == "Report" for text in said)
    assert any("1 of 8 of the questionnaire" in text for text in said)
    found = returned(content)
    assert found.problems == ()
    assert [row.indicator_id for row in found.answers] == ["SEC-1"]
    assert [row.evidence.title for row in found.evidence] == ["Letter"]


# Paper


POINTS_PER_PIXEL = 0.75
MILLIMETRES = 25.4 / 72
LEAST_POINTS = 9.0
# Across: width and height of the paper in millimetres.
PAPERS = {"A4": (297.0, 210.0), "Letter": (279.4, 215.9)}


@pytest.mark.parametrize("paper", PAPERS)
def test_a_form_fits_across_the_paper_in_letters_of_nine_points_or_more(paper):
    sheet = workbook_of()["LAW"]
    scale = sheet.page_setup.scale / 100
    # A column of so many digits of 7 pixels has 5 pixels beside them.
    shown = [one.width for one in sheet.column_dimensions.values() if not one.hidden]
    pixels = sum(int(width * 7 + 0.5) for width in shown)
    millimetres = pixels * POINTS_PER_PIXEL * MILLIMETRES * scale
    margins = (sheet.page_margins.left + sheet.page_margins.right) * 25.4
    assert len(shown) == 5
    across = PAPERS[paper][0] - margins
    assert 0.85 * across < millimetres <= across
    sizes = {cell.font.sz for row in sheet.iter_rows(min_row=2) for cell in row if cell.value}
    assert min(sizes) * scale >= LEAST_POINTS
    # Excel keeps no page break where a sheet is fitted to its pages.
    assert not sheet.sheet_properties.pageSetUpPr.fitToPage


@pytest.mark.parametrize(
    "title", ["Cover", "Overview", "Scope sheet", "Evidence", "Remarks", "Context"]
)
@pytest.mark.parametrize("paper", PAPERS)
def test_every_other_sheet_fits_across_in_letters_of_nine_points_or_more(paper, title):
    sheet = workbook_of()[title]
    shown = [one for one in sheet.column_dimensions.values() if not one.hidden and one.width]
    # A description of columns may stand for several of the same width.
    widths = [one.width for one in shown for _ in range(one.min, one.max + 1)]
    millimetres = sum(int(width * 7 + 0.5) for width in widths) * POINTS_PER_PIXEL * MILLIMETRES
    margins = (sheet.page_margins.left + sheet.page_margins.right) * 25.4
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    scale = min((PAPERS[paper][0] - margins) / millimetres, 1)
    sizes = {cell.font.sz for row in sheet for cell in row if cell.value}
    assert min(sizes) * scale >= LEAST_POINTS


@pytest.mark.parametrize("paper", PAPERS)
def test_no_page_is_longer_than_the_paper(paper):
    framework = spcf()
    workbook = workbook_of(record_with(framework, {}), framework)
    for dimension in framework.questionnaire.dimensions:
        sheet = workbook[dimension.id]
        heights = {n: sheet.row_dimensions[n].height for n in range(2, sheet.max_row + 1)}
        ends = [one.id for one in sheet.row_breaks.brk]
        margins = (sheet.page_margins.top + sheet.page_margins.bottom) * 25.4
        for first, last in pairwise([2, *ends, sheet.max_row]):
            # The headings stand on every page.
            points = heights[2] + sum(heights[n] for n in range(first + 1, last + 1))
            millimetres = points * MILLIMETRES * sheet.page_setup.scale / 100
            assert millimetres <= PAPERS[paper][1] - margins, (dimension.id, first)


def test_a_question_that_fits_on_a_page_is_not_cut():
    sheet = workbook_of()["LAW"]
    breaks = [one.id for one in sheet.row_breaks.brk]
    begins = [cell.row for cell in sheet["A"] if cell.value in ("LAW-1", "LAW-2", "LAW-3")]
    # Each of the three is more than half a page, and less than one.
    assert [row - 1 for row in begins[1:]] == breaks


def test_a_question_longer_than_a_page_is_cut_between_two_levels_only():
    framework = spcf()
    workbook = workbook_of(record_with(framework, {}), framework)
    for dimension in framework.questionnaire.dimensions:
        sheet = workbook[dimension.id]
        keys = {cell.row: str(cell.value or "") for cell in sheet["A"]}
        labels = {cell.row: cell.value for cell in sheet["B"]}
        for row in (one.id + 1 for one in sheet.row_breaks.brk):
            is_question = framework.questionnaire.has_indicator(keys[row])
            begins_level = ":statement:" in keys[row] and labels[row]
            assert is_question or begins_level or keys[row].endswith(":level"), keys[row]


@pytest.mark.parametrize("make", [small_framework, spcf])
def test_what_a_cell_says_when_it_is_selected_is_as_short_as_excel_wants_it(make):
    framework = make()
    workbook = workbook_of(record_with(framework, {}), framework)
    rules = [r for sheet in workbook for r in sheet.data_validations.dataValidation]
    assert len(rules) > 20
    for rule in rules:
        assert max(len(rule.prompt or ""), len(rule.error or "")) <= 255
        assert max(len(rule.promptTitle or ""), len(rule.errorTitle or "")) <= 32
        # A list of its own would be cut at 255 signs; a name never is.
        assert rule.type != "list" or rule.formula1.startswith("list_")


def test_the_cell_beside_a_level_turns_amber_where_it_says_something():
    sheet = workbook_of()["LAW"]
    (ruled,) = sheet.conditional_formatting
    (rule,) = ruled.rules
    level = answer_cell(workbook_of(), "LAW-1", "level")
    beside = level.offset(column=-2).coordinate
    assert rule.formula == [f"LEN({beside})>0"]
    # Three fields of three questions say something: level, confidence, evidence grade.
    cells = {cell for part in ruled.sqref.ranges for row in part.rows for cell in row}
    assert len(cells) == 3 * 3
