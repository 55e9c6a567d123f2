"""CSV and Excel files, whole and broken."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from assessment.model.problem import Refused
from assessment.services.score_table import score_content
from tests.unit.index.building import a_node, an_index, from_csv
from tests.unit.index.shipped import shipped
from tests.unit.index.tables import index, refused


def workbook(rows, title="Table") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    content = BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_the_separator_is_found(sign: str) -> None:
    text = sign.join(["state", "a", "Second measure"]) + "\n" + sign.join(["KEN", "1", "2"])
    assert from_csv(index(), text).result.values("TOP")[0] == 1.5


def test_letters_stored_in_another_way_are_read_with_a_warning() -> None:
    content = "state,a,Second measure\nCôte d'Ivoire,1,2\n"
    used = index()
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert score_content(used, content.encode(encoding), "t").warnings == ()
    scored = score_content(used, content.encode("cp1252"), "t")
    assert [w.code for w in scored.warnings] == ["table.encoding_guessed"]
    assert scored.result.units[0].code == "CIV"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "workbook.empty"),
        (b" \n ", "workbook.empty"),
        (b"state,a\x00\nKEN,1", "workbook.no_table"),
        (b"PK\x03\x04broken", "workbook.damaged"),
        (b'state,a\nKEN,"' + b"x" * 200_000, "workbook.no_table"),
        (b"state,a" + b",x" * 2_001, "workbook.too_large"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_a_sentence(content: bytes, code: str) -> None:
    with pytest.raises(Refused) as caught:
        score_content(index(), content, "table")
    assert [problem.code for problem in caught.value.problems] == [code]


def test_a_row_with_more_cells_than_headings_is_told() -> None:
    (problem,) = refused("state,a,Second measure\nKEN,1,2,3\n")
    assert (problem.code, problem.where) == ("table.row_too_long", "Row 2")


def test_an_excel_table_is_read_like_csv() -> None:
    rows = [["state", "period", "a", "Second measure"], ["NA", 2020, 1, 2], ["KEN", 2020, "NA", 4]]
    scored = score_content(index(), workbook(rows), "table.xlsx")
    assert scored.warnings == ()
    assert [unit.title for unit in scored.result.units] == ["NAM 2020", "KEN 2020"]
    assert scored.result.values("TOP").tolist() == [1.5, 4]


@pytest.mark.parametrize(
    ("cell", "says"),
    [("=1+1", "formula"), (True, "true or false"), ("#DIV/0!", "error"), ("3,5", "comma")],
)
def test_an_excel_cell_that_is_no_number_is_told_with_its_name(cell: object, says: str) -> None:
    content = workbook([["state", "a", "Second measure"], ["KEN", cell, 2]])
    with pytest.raises(Refused) as caught:
        score_content(index(), content, "table.xlsx")
    (problem,) = caught.value.problems
    assert problem.where == "Sheet 'Table', cell B2, column 'a'"
    assert says in problem.found


def test_an_excel_table_that_is_too_wide_is_refused_and_not_cut() -> None:
    wide = [f"m{n}" for n in range(410)]
    used = an_index(" ".join(wide), [a_node("mean", " ".join(wide))])
    content = workbook([["state", *wide], ["KEN", *range(410)]])
    with pytest.raises(Refused) as caught:
        score_content(used, content, "table.xlsx")
    beyond = [p for p in caught.value.problems if p.code == "table.beyond_limits"]
    assert len(beyond) == 1
    assert "CSV" in beyond[0].remedy
    text = ",".join(["state", *wide]) + "\n" + ",".join(["KEN", *map(str, range(410))])
    assert from_csv(used, text).result.values("TOP")[0] == 204.5


def test_decimal_commas_are_read_where_semicolons_separate_the_cells() -> None:
    text = "state;a;Second measure\nKEN;1,5;2,5\nUGA;3;4\n"
    assert from_csv(index(), text).result.values("TOP").tolist() == [2, 3.5]
    assert from_csv(index(), f"sep=;\n{text}").result.values("TOP").tolist() == [2, 3.5]


def test_a_comma_beside_points_in_one_column_stays_refused() -> None:
    (problem,) = refused("state;a;Second measure\nKEN;1,234;2\nUGA;3.5;4\n")
    assert (problem.code, problem.where) == ("table.decimal_comma", "Row 2, column 'a'")


@pytest.mark.parametrize("text", ["1.234,5", "1,234,5"])
def test_a_number_with_two_signs_is_not_guessed(text: str) -> None:
    (problem,) = refused(f"state;a;Second measure\nKEN;{text};2\n")
    assert problem.code == "table.decimal_comma"


def test_headings_below_title_rows_are_found_in_excel_whatever_is_merged() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["A3"], sheet["B3"] = "All ratings, 2022", "state", "Ratings"
    sheet["B4"], sheet["C4"] = "a", "Second measure"
    for row, cells in enumerate([("KEN", 1, 2), ("UGA", 3, 4)], start=5):
        for column, value in enumerate(cells, start=1):
            sheet.cell(row, column, value)
    sheet["A8"] = "Source: somebody"
    for merged in ("A1:C1", "A3:A4", "B3:C3", "A8:C8"):
        sheet.merge_cells(merged)
    scored = score_content(index(), saved(book), "table.xlsx")
    assert scored.result.values("TOP").tolist() == [1.5, 3.5]
    codes = [w.code for w in scored.warnings]
    assert codes == ["table.heading_row", "table.row_passed_over"]
    assert scored.warnings[0].where == "Sheet 'Sheet', row 4"


def test_merged_cells_among_the_numbers_are_refused() -> None:
    book = openpyxl.Workbook()
    for row in (["state", "a", "Second measure"], ["KEN", 1, 2], ["UGA", 3, 4]):
        book.active.append(row)
    book.active.merge_cells("B2:B3")
    with pytest.raises(Refused) as caught:
        score_content(index(), saved(book), "table.xlsx")
    assert [p.code for p in caught.value.problems] == ["table.merged_cells"]


def test_hidden_rows_and_a_hidden_first_sheet_are_told() -> None:
    book = openpyxl.Workbook()
    book.active.title = "Old"
    book.active.append(["state", "a", "Second measure"])
    book.active.append(["TZA", 1, 1])
    book.active.sheet_state = "hidden"
    sheet = book.create_sheet("New")
    for row in (["state", "a", "Second measure"], ["KEN", 1, 2], ["UGA", 3, 4]):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    book.active = 1
    scored = score_content(index(), saved(book), "table.xlsx")
    assert [unit.code for unit in scored.result.units] == ["KEN", "UGA"]
    found = {w.code: w.found for w in scored.warnings}
    assert set(found) == {"table.rows_hidden", "table.sheet_hidden"}
    assert found["table.rows_hidden"].endswith("was read as well: 3.")
    assert "'Old'" in found["table.sheet_hidden"]


def percent_cells(*numbers: float, **more: object) -> tuple[object, bytes]:
    measures = [{"id": "a", "name": "A", **more}]
    book = openpyxl.Workbook()
    for row in (["state", "a"], *([["KEN", "UGA", "TZA"][n], x] for n, x in enumerate(numbers))):
        book.active.append(row)
    for n in range(2, len(numbers) + 2):
        book.active.cell(n, 2).number_format = "0.0%"
    return an_index(measures, [a_node("mean", "a")]), saved(book)


@pytest.mark.parametrize(
    ("more", "value"),
    [
        ({"levels": {"lowest": 0, "highest": 100}}, 80),
        ({"unit": "per cent"}, 80),
        ({"goalposts": (0, 100)}, 80),
        ({"levels": {"lowest": 0, "highest": 1}}, 0.8),
        ({"goalposts": (0, 1)}, 0.8),
    ],
)
def test_cells_that_show_per_cent_are_read_as_the_scale_says(more: dict, value: float) -> None:
    used, content = percent_cells(0.8, 1, **more)
    scored = score_content(used, content, "table.xlsx")
    assert scored.result.values("TOP").tolist() == [value, 100 if value == 80 else 1]
    assert [w.code for w in scored.warnings] == (["table.percent_read"] if value == 80 else [])


@pytest.mark.parametrize("more", [{}, {"levels": {"lowest": 1, "highest": 5, "step": 1}}])
def test_a_cell_that_shows_100_per_cent_is_not_level_1_in_silence(more: dict) -> None:
    used, content = percent_cells(1, **more)
    with pytest.raises(Refused) as caught:
        score_content(used, content, "table.xlsx")
    (problem,) = caught.value.problems
    assert (problem.code, problem.where) == ("table.percent", "Sheet 'Sheet', cell B2, column 'a'")
    assert "shows 100% and holds 1" in problem.found


def test_a_percent_sign_that_is_only_written_beside_a_number_changes_nothing() -> None:
    used, _ = percent_cells(1)
    book = openpyxl.Workbook()
    book.active.append(["state", "a"])
    book.active.append(["KEN", 45])
    book.active["B2"].number_format = '0"%"'
    assert score_content(used, saved(book), "table.xlsx").result.values("TOP")[0] == 45


def test_pefa_with_its_94_dimensions_is_read_from_excel_as_from_csv() -> None:
    pefa = shipped("pefa-2016")
    ids = pefa.questionnaire.measure_ids
    assert len(ids) > 60
    lines = [["state", "period", *ids], ["KEN", "2022", *("ABCD"[n % 4] for n in range(94))]]
    text = "\n".join(map(",".join, lines))
    from_excel = score_content(pefa, workbook(lines), "pefa.xlsx").result
    assert from_excel.labels == from_csv(pefa, text).result.labels
    assert set(from_excel.labels) == set(from_excel.node_ids)


def test_what_is_wrong_with_a_workbook_is_told_of_a_table_and_not_of_answers() -> None:
    wide = workbook([["state"] * 3, *([["KEN", 1, "x" * 20]] * 90_000)])
    with pytest.raises(Refused) as refusal:
        score_content(shipped("pefa-2016"), wide, "pefa.xlsx")
    (problem,) = refusal.value.problems
    assert problem.code == "workbook.too_large"
    assert problem.remedy.startswith("Keep the columns that the index asks for")
    assert "answers" not in problem.remedy


@pytest.mark.parametrize(
    ("day", "number_format", "period"),
    [
        (date(2024, 1, 1), "yyyy", "2024"),
        (date(2023, 11, 1), "mmm-yy", "2023-11"),
        (date(2024, 3, 15), "dd/mm/yyyy", "2024-03-15"),
    ],
)
def test_a_period_in_a_cell_for_days_is_read_as_far_as_it_is_shown(day, number_format, period):
    found = score_content(index(), with_period(day, number_format), "t.xlsx")
    assert [unit.period for unit in found.result.units] == [period]


def test_a_year_that_became_a_day_of_1905_is_no_period():
    # The 2,024th day after the 30th of December 1899.
    with pytest.raises(Refused) as caught:
        score_content(index(), with_period(2024, "yyyy-mm-dd"), "t.xlsx")
    assert [problem.code for problem in caught.value.problems] == ["table.period_missing"]


def with_period(period, number_format) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["state", "period", "a", "Second measure"])
    sheet.append(["KEN", period, 1, 2])
    sheet["B2"].number_format = number_format
    return saved(book)
