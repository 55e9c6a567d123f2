"""The field workbook of the tests as OpenDocument."""

from functools import cache

from assessment.exchange.safe_reader import read_sheets
from tests.unit.exchange.hostile import field_content
from tests.unit.exchange.test_open_document import cell, document, row, table, text


@cache
def an_open_document() -> bytes:
    """The sheets of a field workbook as OpenDocument, without any looks."""
    sheets = read_sheets(field_content(), "field.xlsx").by_title.values()
    tables = []
    for sheet in sheets:
        rows = []
        for number in range(1, max((at[0] for at in sheet.cells), default=0) + 1):
            filled = sheet.row(number)
            cells = (
                text(escaped(filled[column].value)) if column in filled else cell()
                for column in range(1, max(filled, default=0) + 1)
            )
            rows.append(row("".join(cells)))
        tables.append(table("".join(rows), escaped(sheet.title)))
    return document("".join(tables))


def escaped(value) -> str:
    return str(value).replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
