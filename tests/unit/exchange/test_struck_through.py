"""A line through an answer is a doubt: it is asked about, in both formats, and never guessed."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font, PatternFill

from assessment.exchange.field_workbook.reading import read_return
from assessment.exchange.safe_reader import read_sheets
from tests.builders import small_framework
from tests.unit.exchange.filling import (
    address,
    answer_cell,
    filled,
    given_for,
    opened,
    returned,
    saved,
    sheet_of,
    tick,
)
from tests.unit.exchange.test_open_document import cell, row, table, text, the_sheet

ASKED = "The text of this cell is struck through: does it still count?"
LINE = InlineFont(strike=True)
STYLES = (
    '<style:style style:name="struck" style:family="table-cell">'
    '<style:text-properties style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="below" style:family="table-cell" style:parent-style-name="struck"/>'
    '<style:style style:name="freed" style:family="table-cell" style:parent-style-name="struck">'
    '<style:text-properties style:text-line-through-style="none"/></style:style>'
    '<style:style style:name="endless" style:family="table-cell" '
    'style:parent-style-name="endless"/>'
    '<style:style style:name="T1" style:family="text">'
    '<style:text-properties style:text-line-through-type="single"/></style:style>'
)


def with_cells(**cells):
    """A workbook with these fields of LAW-1 filled in: a value and whether it is struck."""
    workbook = opened()
    for field, (value, is_struck) in cells.items():
        place = answer_cell(workbook, "LAW-1", field)
        place.value = value
        place.font = Font(strike=is_struck)
    return saved(workbook)


def about_lines(content):
    return [one for one in returned(content).problems if one.code == "workbook.struck_through"]


@pytest.mark.parametrize("value", [3, "3 Working"])
def test_a_level_that_is_struck_through_waits_and_the_question_is_asked_at_its_cell(value):
    content = with_cells(level=(value, True), rationale=("Heard.", False))
    (problem,) = about_lines(content)
    workbook = opened(content)
    assert (problem.found, problem.is_error, problem.about) == (ASKED, True, "LAW-1")
    assert problem.where.endswith(f"cell {address(workbook, 'Answers', 'LAW-1', 'level')}")
    (answer,) = returned(content).answers
    assert (answer.waits, answer.given) == (True, {"rationale": "Heard."})


def test_without_a_line_the_same_cells_are_read():
    content = with_cells(level=(3, False), rationale=("Heard.", False))
    assert about_lines(content) == []
    assert given_for(content, "LAW-1")["level"] == 3


@pytest.mark.parametrize(
    ("rationale", "is_asked"),
    [
        (CellRichText("Courts meet ", TextBlock(LINE, "weekly"), " monthly."), True),
        (CellRichText("Courts meet", TextBlock(LINE, "  "), "monthly."), False),
        (CellRichText("Courts meet ", TextBlock(InlineFont(b=True), "monthly.")), False),
    ],
)
def test_a_line_through_a_part_of_a_text_is_asked_about_unless_the_part_is_blank(
    rationale, is_asked
):
    workbook = opened()
    answer_cell(workbook, "LAW-1", "rationale").value = rationale
    assert bool(about_lines(saved(workbook))) is is_asked


def test_a_mark_beside_a_statement_a_name_on_the_cover_and_a_source_are_asked_about_as_well():
    workbook = opened()
    tick(workbook, "LAW-1", "1a, 1b")
    marks = [c for one in workbook.worksheets for line in one.iter_rows() for c in line]
    mark = next(c for c in marks if c.value == "x")
    mark.font = Font(strike=True)
    cover, evidence = workbook["Cover"], workbook["Evidence"]
    for sheet, at, value in [
        (cover, address(workbook, "Cover", "filled_by", "text"), "Ann Abe"),
        (evidence, address(workbook, "Evidence", 3, "title"), "Court report"),
    ]:
        sheet[at].value, sheet[at].font = value, Font(strike=True)
    found = returned(saved(workbook))
    asked = [one for one in found.problems if one.found == ASKED]
    assert {one.code for one in asked} == {"workbook.struck_through", "workbook.mark_unclear"}
    assert len(asked) == 3
    assert (found.filled_by, found.evidence) == ("", ())


def test_what_is_typed_in_its_place_counts():
    content = with_cells(level=(3, True))
    (problem,) = about_lines(content)
    sheets = read_sheets(content, "field.xlsx").with_texts({problem.where: "2"})
    (answer,) = read_return(sheets, small_framework().questionnaire).answers
    assert (answer.waits, answer.given["level"]) == (False, 2)


def test_the_workbook_as_it_is_sent_has_no_line_through_anything():
    sheets = read_sheets(filled({("Answers", "LAW-1", "level"): 2}), "field.xlsx").by_title
    assert [c.place for one in sheets.values() for c in one.cells.values() if c.struck] == []


@pytest.mark.parametrize(
    ("cells", "is_struck"),
    [
        (text("3", 'office:value-type="string" table:style-name="struck"'), True),
        (text("3", 'office:value-type="string" table:style-name="below"'), True),
        (text("3", 'office:value-type="string" table:style-name="freed"'), False),
        (text("3", 'office:value-type="string" table:style-name="endless"'), False),
        (text('weekly <text:span text:style-name="T1">or not</text:span>'), True),
        (text('weekly<text:span text:style-name="T1"> </text:span>'), False),
        (
            cell(
                '<office:annotation><text:p><text:span text:style-name="T1">no</text:span></text:p>'
                "</office:annotation><text:p>3</text:p>",
                'office:value-type="string"',
            ),
            False,
        ),
    ],
)
def test_in_open_document_the_line_stands_in_styles_of_cells_and_of_pieces(cells, is_struck):
    assert the_sheet(table(row(cells)), styles=STYLES).cells[1, 1].struck is is_struck


def test_in_open_document_a_cell_without_a_style_has_that_of_its_row_or_column():
    head = (
        '<table:table-column table:number-columns-repeated="2"/>'
        '<table:table-column table:default-cell-style-name="struck"/>'
    )
    plain = text("3") + text("3") + text("3")
    body = table(row(plain) + row(plain, 'table:default-cell-style-name="struck"'), head=head)
    sheet = the_sheet(body, styles=STYLES)
    struck = sorted(at for at, found in sheet.cells.items() if found.struck)
    assert struck == [(1, 3), (2, 1), (2, 2), (2, 3)]


def test_when_it_was_saved_is_read_as_the_file_says_and_a_broken_note_of_it_refuses_nothing():
    content = with_cells(level=(3, False))
    assert read_sheets(content, "field.xlsx").saved_at is not None
    target = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(target, "w") as copy:
        for name in source.namelist():
            is_note = name == "docProps/core.xml"
            copy.writestr(name, b"<broken" if is_note else source.read(name))
    assert read_sheets(target.getvalue(), "field.xlsx").saved_at is None


def test_a_line_through_a_question_of_ours_and_through_a_note_beside_it_is_told_with_the_remarks():
    workbook = opened()
    sheet = sheet_of(workbook, "Answers", "LAW-1:level")
    question = next(c for line in sheet.iter_rows() for c in line if c.value == "LAW-1")
    heading = sheet.cell(question.row, next(c.column for c in sheet[1] if c.value == "text"))
    beside = sheet.cell(question.row, 14, "not here")
    heading.font = beside.font = Font(strike=True)
    texts = [one.text for one in returned(saved(workbook)).outside]
    assert texts == [f"{heading.value} (struck through)", "not here (struck through)"]


def test_cells_that_hold_a_colour_in_place_of_an_answer_are_named_and_nothing_waits():
    workbook = opened()
    for id_, field, colour in (
        ("LAW-2", "level", "FF0000"),
        ("LAW-2", "confidence", "FFFFFF"),
        ("LAW-3", "level", "00B050"),
    ):
        answer_cell(workbook, id_, field).fill = PatternFill("solid", fgColor=colour)
    answer_cell(workbook, "LAW-3", "level").value = 2
    found = returned(saved(workbook))
    (problem,) = found.problems
    assert (problem.code, problem.is_error) == ("workbook.colour_only", False)
    assert f"read: {address(workbook, 'Answers', 'LAW-2', 'level')}." in problem.found
    assert given_for(saved(workbook), "LAW-3")["level"] == 2


def test_in_open_document_the_colour_of_an_empty_cell_is_read_from_its_style_or_its_column():
    styles = (
        '<style:style style:name="red" style:family="table-cell">'
        '<style:table-cell-properties fo:background-color="#ff0000"/></style:style>'
        '<style:style style:name="below" style:family="table-cell" style:parent-style-name="red"/>'
        '<style:style style:name="none" style:family="table-cell" style:parent-style-name="red">'
        '<style:table-cell-properties fo:background-color="transparent"/></style:style>'
    )
    names = ("red", "below", "none")
    cells = "".join(cell("", f'table:style-name="{name}"') for name in names)
    many = cell("", 'table:style-name="red" table:number-columns-repeated="1000"')
    head = (
        '<table:table-column table:number-columns-repeated="3"/>'
        '<table:table-column table:default-cell-style-name="red"/>'
    )
    sheet = the_sheet(table(row(cells + cell() + many), head=head), styles=styles)
    assert sheet.fills == {(1, 1): "FF0000", (1, 2): "FF0000", (1, 4): "FF0000"}
