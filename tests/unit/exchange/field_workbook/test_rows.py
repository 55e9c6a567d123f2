"""What the program itself writes into the locked cells of a form is known without the file."""

import pytest

from assessment.exchange.field_workbook.rows import CODES, lines_by_key
from assessment.exchange.field_workbook.writing import write_field_workbook
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
    foretold = lines_by_key(framework.questionnaire)
    seen = set[str]()
    for key, cells in rows_of(framework, last_round=last_round):
        if not key:
            assert all(cell.value is None for cell in cells.values())
            continue
        seen.add(key)
        line = foretold[key]
        told = {"label": line.label, "name": line.name, "text": line.text, "hint": line.hint}
        for code, text in told.items():
            cell = cells[code]
            # What is filled in, computed, or said of the last round is not known beforehand.
            if code != line.fill_in and not (
                code == "text" and line.part in ("field", "last_round")
            ):
                assert (cell.value or "") == text, (key, code)
                assert cell.protection.locked
    holds = {key for key in foretold if key.endswith(":still_holds")}
    assert seen == foretold.keys() - (set() if last_round else holds)
