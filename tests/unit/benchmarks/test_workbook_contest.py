"""The benchmark of the writer: the other side writes the same workbook."""

from io import BytesIO

from openpyxl import load_workbook

from tests.benchmarks import workbook


def cells(content):
    """Value, number format and fill of every cell of every sheet."""
    return {
        (sheet.title, cell.coordinate): (cell.value, cell.number_format, cell.fill.fgColor.rgb)
        for sheet in load_workbook(BytesIO(content)).worksheets
        for row in sheet
        for cell in row
        if cell.has_style or cell.value is not None
    }


def test_the_bare_library_writes_the_same_cells_and_formats():
    again = cells(workbook._written_down().write_again())
    assert len(again) > 9_000
    assert again == cells(workbook._write())


def test_the_ratio_is_said_and_a_high_one_is_a_fault(monkeypatch):
    lines = list[str]()
    ratios, faults = workbook.run(1, lines.append)
    assert 0 < ratios["field workbook"]["product_to_bare"] < workbook.MOST
    assert faults == []
    assert "1 workbooks of" in lines[0]
    monkeypatch.setattr(workbook, "MOST", 0.0)
    assert len(workbook.run(1, lines.append)[1]) == 1
