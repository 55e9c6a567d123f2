"""CSV and Excel files, whole and broken."""

from io import BytesIO

import openpyxl
import pytest

from assessment.model.problem import Refused
from assessment.services.score_table import score_content
from tests.unit.index.building import a_node, an_index, from_csv
from tests.unit.index.tables import index, refused


def workbook(rows, title="Table") -> bytes:
    book = openpyxl.Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
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
    used = an_index(" ".join(wide), [a_node("arithmetic", " ".join(wide))])
    content = workbook([["state", *wide], ["KEN", *range(410)]])
    with pytest.raises(Refused) as caught:
        score_content(used, content, "table.xlsx")
    beyond = [p for p in caught.value.problems if p.code == "table.beyond_limits"]
    assert len(beyond) == 1
    assert "CSV" in beyond[0].remedy
    text = ",".join(["state", *wide]) + "\n" + ",".join(["KEN", *map(str, range(410))])
    assert from_csv(used, text).result.values("TOP")[0] == 204.5
