"""The quick pen of these tests writes what openpyxl writes, and touches nothing else."""

from io import BytesIO
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.unit.exchange.filling import answer_cell, opened, returned, saved
from tests.unit.exchange.hostile import field_content
from tests.unit.exchange.pen import PenBook, is_plain

IDS = ("LAW-1", "LAW-2", "SEC-1", "PRE-2")
TEXTS = st.text(max_size=40).filter(is_plain)
FILLED = st.dictionaries(
    st.tuples(st.sampled_from(IDS), st.sampled_from(["level", "confidence", "rationale"])),
    st.one_of(TEXTS, st.integers(-9, 9), st.none()),
    max_size=6,
)


def cells(content: bytes) -> dict[str, dict[str, Any]]:
    """Everything that stands in a file; for openpyxl a text without a letter is nothing."""
    book = load_workbook(BytesIO(content))
    return {
        sheet.title: {c.coordinate: c.value for row in sheet.iter_rows() for c in row if c.value}
        for sheet in book.worksheets
    }


@settings(max_examples=15)
@given(FILLED)
def test_the_pen_writes_what_openpyxl_writes(values: dict[tuple[str, str], Any]):
    pen, slow = PenBook(field_content()), opened()
    for (id_, field), value in values.items():
        for book in (pen, slow):
            answer_cell(book, id_, field).value = value
    quick = pen.saved()
    assert cells(quick) == cells(saved(slow))
    assert returned(quick).answers == returned(saved(slow)).answers


def test_a_cell_that_the_file_does_not_have_is_put_in_its_place():
    pen, slow = PenBook(field_content()), opened()
    title = pen.sheetnames[0]
    for address in ("B200", "A200", "Z3", "C200"):
        pen[title][address] = address
        slow[title][address] = address
    assert cells(pen.saved()) == cells(saved(slow))


def test_formulas_errors_and_signs_of_control_are_left_to_openpyxl():
    assert not any(map(is_plain, ("=1", "#N/A", "a\x00", True, 1j)))
    assert all(map(is_plain, ("a\nb", "x", "", 3, 2.5, None)))
