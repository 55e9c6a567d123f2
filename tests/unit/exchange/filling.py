"""Fills in a field workbook as a person would: by sheet, row and column, not by cell address."""

import re
import zipfile
from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from assessment.exchange.field_workbook.reading import read_return
from assessment.exchange.field_workbook.returned import FieldReturn
from assessment.exchange.safe_reader import read_sheets
from assessment.model.problem import Problem
from tests.builders import MOMENT, small_framework
from tests.unit.exchange.hostile import field_content
from tests.unit.exchange.pen import PenBook, PenCell, PenSheet, is_plain

Book = Workbook | PenBook
Sheet = Worksheet | PenSheet
FREE_ROW = 3
"""The first row of the sheet 'Evidence' when no source is known yet."""


def opened(content: bytes | None = None) -> Workbook:
    """The field workbook, open for changes."""
    return load_workbook(BytesIO(content or field_content()))


def saved(workbook: Workbook) -> bytes:
    """The workbook as a file."""
    content = BytesIO()
    workbook.save(content)
    return content.getvalue()


def saved_at(content: bytes, minute: int) -> bytes:
    """The file, saying that it was last saved so many minutes after the first moment of tests."""
    said = (MOMENT + timedelta(minutes=minute)).strftime(r"\g<1>%Y-%m-%dT%H:%M:%SZ").encode()
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(target, "w") as copy:
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", said, part)
            copy.writestr(name, part)
    return target.getvalue()


def address(workbook: Book, sheet: str, row: str | int, code: str) -> str:
    """The address of a cell, by row number or id in the first column, and by column code.

    The sheet 'Answers' stands for the forms of the dimensions: there the row is the id of an
    indicator, and the code a field of its answer.
    """
    if is_form(workbook, sheet):
        row, code = form_place(str(row), code)
    worksheet = sheet_of(workbook, sheet, row)
    column = next(cell for cell in worksheet[1] if cell.value == code).column_letter
    if isinstance(row, str):
        row = _rows_of(worksheet)[row]
    return f"{column}{row}"


def _rows_of(worksheet: Sheet) -> Mapping[object, int]:
    """The rows of a sheet by what stands in their first cell, the first of several."""
    if isinstance(worksheet, PenSheet):
        return worksheet.rows_by_key
    column = worksheet.iter_rows(max_col=1)
    return {cell.value: cell.row for (cell,) in reversed([*column])}


def is_form(workbook: Book, sheet: str) -> bool:
    """Whether a sheet of answers is meant, and the workbook has forms in its place."""
    return sheet == "Answers" and sheet not in workbook.sheetnames


def form_place(indicator_id: str, field: str) -> tuple[str, str]:
    """The key of the row in which a field of an answer is filled in, and its column."""
    if field in ("id", "heading"):
        return indicator_id, "label"
    if field == "base_revision":
        return f"{indicator_id}:level", "base"
    column = "text" if field in ("rationale", "reason", "remarks") else "answer"
    return f"{indicator_id}:{field}", column


def sheet_of(workbook: Book, sheet: str, row: str | int) -> Sheet:
    """The sheet of this title; of answers the one that has the row."""
    if not is_form(workbook, sheet):
        return workbook[sheet]
    return next(one for one in workbook.worksheets if row in _rows_of(one))


def answer_cell(workbook: Book, indicator_id: str, field: str) -> Cell | PenCell:
    """The cell of a form in which a field is filled in."""
    key, _column = form_place(indicator_id, field)
    return sheet_of(workbook, "Answers", key)[address(workbook, "Answers", indicator_id, field)]


def filled(values: Mapping[tuple[str, str | int, str], Any], content: bytes | None = None) -> bytes:
    """The workbook with these cells filled in: (sheet, row or id, column code) to value.

    The field 'ticked' takes the short names of statements, such as ``1a, 2b``.
    """
    plain = all(is_plain(value) for value in values.values())
    workbook = PenBook(content or field_content()) if plain else opened(content)
    for (sheet, row, code), value in values.items():
        if is_form(workbook, sheet) and code == "ticked":
            tick(workbook, str(row), value)
        elif is_form(workbook, sheet):
            answer_cell(workbook, str(row), code).value = value
        else:
            workbook[sheet][address(workbook, sheet, row, code)] = value
    return workbook.saved() if isinstance(workbook, PenBook) else saved(workbook)


def tick(workbook: Book, indicator_id: str, names: str | None) -> None:
    """Put an x beside these statements of an indicator, and take it away from the others."""
    wanted = [name.strip().casefold() for name in (names or "").split(",")]
    beginning = f"{indicator_id}:statement:"
    worksheet = sheet_of(workbook, "Answers", f"{indicator_id}:level")
    codes = {cell.value: cell.column for cell in worksheet[1]}
    for cell in worksheet["A"]:
        if str(cell.value).startswith(beginning):
            name = str(worksheet.cell(cell.row, codes["name"]).value)
            mark = "x" if name.casefold() in wanted else None
            worksheet.cell(cell.row, codes["answer"]).value = mark


def returned(content: bytes) -> FieldReturn:
    """What the product reads from a file."""
    return read_return(read_sheets(content, "field.xlsx"), small_framework().questionnaire)


def given_for(content: bytes, indicator_id: str) -> dict[str, object]:
    """What one row gives."""
    found = (row for row in returned(content).answers if row.indicator_id == indicator_id)
    return dict(next(found).given)


def problems_of(content: bytes) -> dict[str, Problem]:
    """The problems of a file by code; of several with one code, the last."""
    return {problem.code: problem for problem in returned(content).problems}


STANDS_FOR_DIGITS = 987_654_321
"""A number in whose place `with_digits` writes one that no library would write."""


def with_digits(content: bytes, n_digits: int) -> bytes:
    """Put a number of so many digits where `STANDS_FOR_DIGITS` is."""
    source, target = zipfile.ZipFile(BytesIO(content)), BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name in source.namelist():
            part = source.read(name)
            file.writestr(name, part.replace(b"987654321", b"9" * n_digits))
    return target.getvalue()
