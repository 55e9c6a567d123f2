"""A workbook goes back with its bad cells marked, or it is said why that cannot be."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from assessment.exchange.marked_workbook import mark_cells
from assessment.model.problem import Refused
from tests.unit.exchange import hostile
from tests.unit.exchange.filling import answer_cell, filled, opened, returned, saved
from tests.unit.exchange.test_open_document import document, row, table, text
from tests.unit.exchange.test_spreadsheet_ml import strict


def test_a_bad_cell_is_marked_with_a_note_that_is_none_of_a_person():
    content = filled({("Answers", "LAW-2", "level"): "four"})
    (problem,) = returned(content).problems
    marked = mark_cells(content, "field.xlsx", [problem])
    title, cell = "LAW", problem.where.rpartition(" ")[2]
    note = load_workbook(BytesIO(marked))[title][cell].comment
    assert note is not None
    assert "'four' is no level." in note.text


def test_a_note_on_a_bad_cell_is_no_remark_when_the_workbook_comes_back():
    content = filled({("Answers", "LAW-2", "level"): "four"})
    marked = mark_cells(content, "field.xlsx", returned(content).problems)
    assert returned(marked).outside == ()
    again = mark_cells(marked, "field.xlsx", returned(marked).problems)
    assert returned(again).outside == ()


def test_the_comment_of_a_person_on_a_bad_cell_stays():
    workbook = opened(filled({("Answers", "LAW-2", "level"): "four"}))
    cell = answer_cell(workbook, "LAW-2", "level")
    cell.comment = Comment("Four of five judges.", "Ada")
    content = saved(workbook)
    marked = mark_cells(content, "field.xlsx", returned(content).problems)
    (found,) = returned(marked).outside
    assert found.text.startswith("Four of five judges.\n\n'four' is no level.")


@pytest.mark.parametrize(
    "content",
    [document(table(row(text("x")))), strict(hostile.field_content())],
    ids=["OpenDocument", "strict"],
)
def test_what_the_library_cannot_write_again_is_refused_in_words(content):
    with pytest.raises(Refused) as caught:
        mark_cells(content, "field.ods", [])
    assert [problem.code for problem in caught.value.problems] == ["workbook.not_rewritten"]


@pytest.mark.parametrize("part", ["xl/theme/theme1.xml", "xl/unused.xml", "docProps/app.xml"])
def test_no_part_that_is_never_read_reaches_the_library_unchecked(part):
    many = hostile.changed({part: b"<a>" + b"<b/>" * 30_000 + b"</a>"})
    assert returned(many).problems == ()
    with pytest.raises(Refused) as caught:
        mark_cells(many, "field.xlsx", [])
    assert [problem.code for problem in caught.value.problems] == ["workbook.too_large"]


def test_a_workbook_that_is_damaged_where_nothing_is_read_is_refused_in_words():
    def damaged(part):
        return part.replace(b'type="list"', b'type="a list"')

    content = hostile.changed({hostile.ANSWERS_PART: damaged})
    assert returned(content).problems == ()
    with pytest.raises(Refused) as caught:
        mark_cells(content, "field.xlsx", [])
    (problem,) = caught.value.problems
    assert problem.code == "workbook.not_rewritten"
    assert "damaged, so it cannot be written again" in problem.found
