"""Fills in a field workbook as a person would: by sheet, row and column, not by cell address."""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook

from assessment.exchange.field_in import FieldReturn, read_return
from assessment.exchange.safe_reader import read_sheets
from assessment.model.problem import Problem
from tests.builders import small_framework
from tests.unit.exchange.hostile import field_content

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


def address(workbook: Workbook, sheet: str, row: str | int, code: str) -> str:
    """The address of a cell, by row number or id in the first column, and by column code."""
    worksheet = workbook[sheet]
    column = next(cell for cell in worksheet[1] if cell.value == code).column_letter
    if isinstance(row, str):
        row = next(cell.row for cell in worksheet["A"] if cell.value == row)
    return f"{column}{row}"


def filled(values: Mapping[tuple[str, str | int, str], Any], content: bytes | None = None) -> bytes:
    """The workbook with these cells filled in: (sheet, row or id, column code) to value."""
    workbook = opened(content)
    for (sheet, row, code), value in values.items():
        workbook[sheet][address(workbook, sheet, row, code)] = value
    return saved(workbook)


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
