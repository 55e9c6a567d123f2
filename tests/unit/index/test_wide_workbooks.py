"""Tables of many measures in Excel, which are wider than any field workbook."""

from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook

from assessment.library.load_index import load_index
from assessment.model.problem import Refused
from assessment.services.score_table import score_content

PEFA = Path(__file__).parents[3] / "questionnaires" / "pefa-2016"


def a_workbook(headings: list[str], *rows: list[object]) -> bytes:
    workbook = Workbook()
    for row in (headings, *rows):
        workbook.active.append(row)
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


@pytest.fixture(scope="module")
def pefa():
    index = load_index(PEFA).index
    assert index is not None
    return index


def test_pefa_with_its_94_dimensions_is_read_from_excel_as_from_csv(pefa) -> None:
    ids = pefa.questionnaire.measure_ids
    assert len(ids) > 60
    letters = ["ABCD"[place % 4] for place in range(len(ids))]
    headings = ["state", "period", *ids]
    row = ["KEN", "2022", *letters]
    by_csv = "\n".join(",".join(line) for line in (headings, row)).encode()
    from_excel = score_content(pefa, a_workbook(headings, row), "pefa.xlsx").result
    from_csv = score_content(pefa, by_csv, "pefa.csv").result
    assert from_excel.labels == from_csv.labels
    assert set(from_excel.labels) == set(from_csv.node_ids)


def test_what_is_wrong_with_a_workbook_is_told_of_a_table_and_not_of_answers(pefa) -> None:
    wide = a_workbook(["state"] * 3, *([["KEN", 1, "x" * 20]] * 90_000))
    with pytest.raises(Refused) as refusal:
        score_content(pefa, wide, "pefa.xlsx")
    (problem,) = refusal.value.problems
    assert problem.code == "workbook.too_large"
    assert problem.remedy.startswith("Keep the columns that the index asks for")
    assert "answers" not in problem.remedy
