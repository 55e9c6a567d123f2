"""A pen for the workbooks of questionnaires."""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from assessment.library.shelf import Library, open_library
from assessment.services.authoring import Authored, Taking, author_workbook, take_back
from tests.builders import MOMENT
from tests.mistakes import copy_of_example

Cells = Mapping[tuple[str, str, str], object]
"""Sheet, id and field to what is typed there; an id that is not there fills an empty row."""


class Desk:
    """The small questionnaire on a shelf of its own, and its workbook."""

    def __init__(self, place: Path) -> None:
        self.shelf = place / "questionnaires"
        self.shelf.mkdir()
        copy_of_example(self.shelf).rename(self.shelf / "grievance")
        self.base = self.shelf / "grievance"
        self.target = place / "new" / "grievance"

    @property
    def library(self) -> Library:
        return open_library(self.shelf)

    def workbook(self) -> bytes:
        """The workbook of the questionnaire as it stands; it is written once for one content."""
        files = sorted(path for path in self.base.rglob("*") if path.is_file())
        said = tuple((str(path.relative_to(self.base)), path.read_bytes()) for path in files)
        if said not in _WRITTEN:
            _WRITTEN[said] = author_workbook(self.base, MOMENT)[0]
        return _WRITTEN[said]

    def take(self, cells: Cells, **taking: Any) -> Authored:
        """Fill cells in and take the workbook back."""
        content = typed(self.workbook(), cells)
        return take_back(self.library, content, "q.xlsx", Taking(self.target, **taking))


_WRITTEN: dict[tuple[tuple[str, bytes], ...], bytes] = {}


def typed(content: bytes, cells: Cells) -> bytes:
    """Return a workbook with other cells, as whoever fills it in would leave it."""
    workbook = load_workbook(BytesIO(content))
    for (title, id_, field), value in cells.items():
        sheet = workbook[title]
        row = row_of(sheet, id_)
        sheet.cell(row, 1).value = id_
        sheet.cell(row, column_of(sheet, field)).value = value  # type: ignore[assignment]
    saved = BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def row_of(sheet: Worksheet, id_: str) -> int:
    """Return the row of an id, or the first empty one."""
    for row in range(3, sheet.max_row + 1):
        if str(sheet.cell(row, 1).value or "") in (id_, ""):
            return row
    return sheet.max_row + 1


def column_of(sheet: Worksheet, field: str) -> int:
    """Return the column of a field by its code in the hidden row."""
    return next(cell.column for cell in sheet[1] if cell.value == field)
