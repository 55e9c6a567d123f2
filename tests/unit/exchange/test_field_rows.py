"""What the program itself writes into the locked cells of a form is known without the file."""

import pytest

from assessment.exchange.field_out import write_field_workbook
from assessment.exchange.field_rows import CODES, own_texts
from tests.builders import MOMENT, framework_with_kinds, record_with, small_framework, spcf
from tests.unit.exchange.filling import opened

WORDS = {"LAW-1": "Level 2.\nJudges said so."}


def rows_of(framework, **options):
    """Every row of every form: its key, and its cells by code of the column."""
    record = record_with(framework, {"LAW-1": 2, "LAW-2": "II"})
    content = write_field_workbook(
        framework, record, made_at=MOMENT, app_version="0.1.0", **options
    )
    workbook = opened(content)
    for dimension in framework.questionnaire.dimensions:
        for row in workbook[dimension.id].iter_rows(min_row=3):
            yield str(row[0].value or ""), dict(zip(CODES, row, strict=True))


@pytest.mark.parametrize("last_round", [None, WORDS])
@pytest.mark.parametrize("make", [small_framework, framework_with_kinds, spcf])
def test_every_locked_cell_says_what_was_foretold(make, last_round):
    framework = make()
    foretold = own_texts(framework.questionnaire)
    seen = set[str]()
    for key, cells in rows_of(framework, last_round=last_round):
        if not key:
            assert all(cell.value is None for cell in cells.values())
            continue
        seen.add(key)
        for code, text in foretold[key].items():
            cell = cells[code]
            if text is not None:
                assert (cell.value or "") == text, (key, code)
                assert cell.protection.locked
    holds = {key for key in foretold if key.endswith(":still_holds")}
    assert seen == foretold.keys() - (set() if last_round else holds)


def test_what_is_filled_in_or_computed_is_not_foretold():
    foretold = own_texts(small_framework().questionnaire)
    assert foretold["LAW-1:statement:LAW-1.2a"]["answer"] is None
    assert foretold["LAW-1:level"]["text"] is None
    assert foretold["LAW-1:rationale"]["text"] is None
    assert foretold["LAW-1:still_holds"]["text"] is None
    assert foretold["LAW-1:question"]["text"].startswith("How far can people rely")
    assert foretold["LAW-1:question"]["answer"] == ""
