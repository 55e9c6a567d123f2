"""The workbook of a questionnaire, as those see it who open it."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from assessment.exchange.author_return import read_author_workbook
from assessment.exchange.author_workbook import write_author_workbook
from assessment.exchange.translator_workbook import read_translator_workbook
from assessment.model.authoring import LEVEL_TABLES, rows_of
from assessment.model.problem import Refused, errors_in
from assessment.reporting.authoring import FIELDS, TABLES
from tests.authoring import column_of
from tests.builders import MOMENT, small_framework
from tests.pseudo import unmarked
from tests.unit.exchange import hostile

FRAMEWORK = small_framework()


@pytest.fixture(scope="module")
def content() -> bytes:
    return write_author_workbook(FRAMEWORK, MOMENT)


def test_ids_are_locked_and_what_may_be_changed_is_open(content: bytes) -> None:
    workbook = load_workbook(BytesIO(content))
    for table in LEVEL_TABLES:
        sheet = workbook[TABLES[table.id]]
        assert sheet.protection.sheet
        assert sheet.protection.password is None
        assert sheet.row_dimensions[1].hidden
        rows = rows_of(FRAMEWORK)[table.id]
        for number, row in enumerate(rows, start=3):
            assert sheet.cell(number, 1).value == row.id
            assert sheet.cell(number, 1).protection.locked
            for field in table.fields:
                cell = sheet.cell(number, column_of(sheet, field.name))
                assert cell.protection.locked is field.is_fixed
        if table.grows:
            assert not sheet.cell(len(rows) + 3, 1).protection.locked


def test_names_stand_beside_ids_for_whoever_reads_and_nothing_is_read_from_them(
    content: bytes,
) -> None:
    workbook = load_workbook(BytesIO(content))
    sheet = workbook["Statements"]
    first = FRAMEWORK.questionnaire.indicators[0]
    assert [cell.value for cell in sheet[3]][:3] == [first.statement_ids[0], first.name, first.id]
    assert [cell.value for cell in workbook["Questionnaire"]["B"]][2:4] == ["Version", "Name"]
    sheet["B3"].value = "Something else"
    saved = BytesIO()
    workbook.save(saved)
    before, after = (read_author_workbook(one, "q") for one in (content, saved.getvalue()))
    assert [row.cells for row in after.rows["statements"]] == [
        row.cells for row in before.rows["statements"]
    ]


def test_it_has_no_macro_no_formula_and_no_name_of_a_person(content: bytes) -> None:
    names = ZipFile(BytesIO(content)).namelist()
    assert not any("vba" in name.lower() or "external" in name.lower() for name in names)
    workbook = load_workbook(BytesIO(content))
    assert not any(cell.data_type == "f" for sheet in workbook for row in sheet for cell in row)
    assert workbook.properties.creator == "State Protection Capacity Assessment"
    assert workbook.worksheets[0].title == "How to read"


def test_what_was_written_is_read(content: bytes) -> None:
    found = read_author_workbook(content, "q.xlsx")
    asked = FRAMEWORK.questionnaire
    assert (found.stamp.id, found.stamp.version) == (asked.id, asked.version)
    assert (found.problems, found.notes) == ((), ())
    assert {
        table_id: tuple((row.id, row.cells) for row in rows)
        for table_id, rows in found.rows.items()
    } == {
        table_id: tuple((row.id, row.cells) for row in rows)
        for table_id, rows in rows_of(FRAMEWORK).items()
    }


def test_every_column_has_a_heading(content: bytes) -> None:
    names = {field.name for table in LEVEL_TABLES for field in table.fields}
    assert names <= FIELDS.keys()
    workbook = load_workbook(BytesIO(content))
    for table in LEVEL_TABLES:
        headings = [cell.value for cell in workbook[TABLES[table.id]][2]]
        assert all(headings[: len(table.fields) + 1])


def test_a_sheet_that_was_renamed_or_moved_is_still_known(content: bytes) -> None:
    workbook = load_workbook(BytesIO(content))
    workbook["Statements"].title = "Énoncés"
    workbook.move_sheet("Sources", -5)
    saved = BytesIO()
    workbook.save(saved)
    found = read_author_workbook(saved.getvalue(), "q.xlsx")
    assert found.problems == ()
    assert found.rows["statements"][0].place("level") == "Sheet 'Énoncés', cell D3"


def test_a_second_sheet_of_the_same_table_and_a_lost_column_are_named(content: bytes) -> None:
    workbook = load_workbook(BytesIO(content))
    workbook.copy_worksheet(workbook["Scale"])
    workbook["Crimes"].delete_cols(2)
    saved = BytesIO()
    workbook.save(saved)
    problems = read_author_workbook(saved.getvalue(), "q.xlsx").problems
    assert [problem.code for problem in problems] == [
        "author.column_missing",
        "author.sheet_repeated",
    ]
    assert "'Name'" in problems[0].found


def noted(content: bytes) -> bytes:
    """Return a workbook with a comment, a note beside a table, one over a name, a further sheet."""
    workbook = load_workbook(BytesIO(content))
    sheet = workbook["Statements"]
    sheet["F3"].comment = Comment("Too strict?", "Ada")
    sheet["K5"].value = "Ask the ministry"
    sheet["B4"].value = "Not the name"
    sheet.title = "Ours"
    workbook.create_sheet("Mine", 0)["A1"].value = "Call on Monday"
    workbook["How to read"]["A30"].value = "Read by Ada"
    saved = BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def without_marks(content: bytes) -> bytes:
    """Return a workbook as it was written before it said which texts are the program's."""
    workbook = load_workbook(BytesIO(content))
    workbook["_meta"].delete_rows(5, 100)
    saved = BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def test_what_stands_outside_the_cells_to_fill_in_is_listed_with_its_cell(content: bytes) -> None:
    found = read_author_workbook(noted(content), "q.xlsx")
    assert found.problems == ()
    assert [(note.where, note.found.rpartition(": ")[2]) for note in found.notes] == [
        ("Sheet 'Mine', cell A1, on a sheet that was added", "'Call on Monday'."),
        ("Sheet 'How to read', cell A30", "'Read by Ada'."),
        ("Sheet 'Ours', cell F3, comment by Ada", "'Too strict?'."),
        ("Sheet 'Ours', cell B4", "'Not the name'."),
        ("Sheet 'Ours', cell K5", "'Ask the ministry'."),
    ]
    assert errors_in(found.notes) == ()


def test_an_older_workbook_tells_notes_by_their_places(content: bytes) -> None:
    assert read_author_workbook(without_marks(content), "q.xlsx").notes == ()
    workbook = load_workbook(BytesIO(without_marks(content)))
    workbook["Statements"]["K5"].value = "Ask the ministry"
    workbook.create_sheet("Mine", 0)["A1"].value = "Call on Monday"
    saved = BytesIO()
    workbook.save(saved)
    found = read_author_workbook(saved.getvalue(), "q.xlsx")
    assert [note.where for note in found.notes] == [
        "Sheet 'Mine', cell A1, on a sheet that was added",
        "Sheet 'Statements', cell K5",
    ]


def test_a_workbook_of_another_kind_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        read_author_workbook(hostile.field_content(), "q.xlsx")
    assert refusal.value.problems[0].code == "workbook.not_a_questionnaire"


@pytest.mark.parametrize(
    "made", [hostile.macro_part, hostile.external_link, hostile.laughs, hostile.lying_size]
)
def test_a_workbook_that_means_harm_is_refused_before_anything_is_read(made) -> None:
    with pytest.raises(Refused):
        read_author_workbook(made(), "q.xlsx")
    with pytest.raises(Refused):
        read_translator_workbook(made(), "q.xlsx")


@pytest.mark.usefixtures("pseudo_language")
def test_in_another_language_the_same_is_read_and_no_heading_stays_english() -> None:
    content = write_author_workbook(FRAMEWORK, MOMENT)
    found = read_author_workbook(content, "q.xlsx")
    assert (found.problems, found.notes) == ((), ())
    assert {
        table_id: [(row.id, row.cells) for row in rows] for table_id, rows in found.rows.items()
    } == {
        table_id: [(row.id, row.cells) for row in rows]
        for table_id, rows in rows_of(FRAMEWORK).items()
    }
    for sheet in load_workbook(BytesIO(content)):
        if sheet.sheet_state == "visible":
            headings = [str(cell.value) for cell in sheet[2] if cell.value]
            assert [text for text in headings if unmarked(text)] == []
