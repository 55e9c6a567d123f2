"""Programmes of an organisation for the small questionnaire."""

from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from typing import Any

import openpyxl

from assessment.model.own_programme import OwnProgramme


def an_own(name: str = "Advisers for judges", **changes: Any) -> OwnProgramme:
    """A programme like P1, without a mistake, with changes."""
    whole = OwnProgramme(
        name,
        how="Judges who are advised judge fairly.",
        activities=("Advise", "Train"),
        serves=("LAW-1", "LAW-2"),
        like=("P1",),
        mechanisms=("AC",),
        horizon="long",
        lens="shared",
        risks=("Judges are named.",),
        crs=("15130",),
        sdg=("16.3",),
        donor="An agency",
    )
    return replace(whole, **changes)


def filled(content: bytes, *rows: Mapping[str, object], at: int = 3) -> bytes:
    """The sheet with some cells filled in, by the code of their column, from a row on."""
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book["Own programmes"]
    columns = {str(cell.value): n for n, cell in enumerate(sheet[1], start=1)}
    for number, row in enumerate(rows, start=at):
        for field, value in row.items():
            sheet.cell(number, columns[field], value)  # type: ignore[arg-type] - what a cell takes
    changed = BytesIO()
    book.save(changed)
    return changed.getvalue()


OWN_ROW: Mapping[str, object] = {
    "name": "Radio",
    "how": "Radio warns.",
    "activities": "Build",
    "serves": "LAW-1",
    "like": "P1",
    "mechanisms": "AC",
    "horizon": "long",
    "lens": "shared",
    "risks": "It is jammed.",
    "crs": "15130",
    "sdg": "16.3",
}
"""A row of the sheet without a mistake, by the codes of its columns."""
