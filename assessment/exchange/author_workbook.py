"""A questionnaire as a workbook for people who do not write YAML.

Every table of `assessment.model.authoring` is a sheet. Its first row, hidden, has the codes
by which `assessment.exchange.author_return` reads it in any language; ids are locked, and
what may be changed is open.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from assessment.exchange import sheets
from assessment.exchange.author_outside import own_marks
from assessment.exchange.safe_reader import Limits
from assessment.exchange.sheets import Sheets
from assessment.locales import gettext as _
from assessment.locales import mark
from assessment.model.authoring import (
    CellValue,
    Field,
    Form,
    Row,
    Rows,
    Table,
    rows_of,
    tables_of,
)
from assessment.model.framework import Framework
from assessment.model.index import Index
from assessment.model.problem import Problem, Refused
from assessment.model.questionnaire import Questionnaire
from assessment.reporting.authoring import author_field, field_help, table_name

LIMITS = Limits(
    5_000,
    40,
    mark("A questionnaire is far smaller: remove pictures and copied tables."),
    mark("Write a fresh workbook of the questionnaire, copy the texts into it and send that one."),
)
META = "_meta"
CODE_ROW, _HEADING_ROW, FIRST_ROW = 1, 2, 3
_EMPTY_ROWS = 40
MARK = "spca-questionnaire"
REMOVE = "remove"
_LONGEST_CELL = 32_767
_LONGEST_LIST = 250
"""Signs of a list of choices that Excel takes inside of a rule."""
_LEADS_BY_ID = ("indicator", "flag", "dimension")
_NARROW = {Form.YES_NO: 11.0, Form.NUMBER: 9.0, Form.CHOICE: 15.0, Form.IDS: 18.0}
_WIDTHS = {
    "name": 34.0,
    "question": 50.0,
    "why": 50.0,
    "evidence": 50.0,
    "not_applicable_when": 34.0,
    "indicator": 12.0,
    "flag": 10.0,
    "term": 24.0,
    "forms": 28.0,
    "publisher": 30.0,
    "unit": 14.0,
    "note": 50.0,
    "list": 18.0,
    "counts_as": 13.0,
}


@dataclass(frozen=True)
class WorkbookStamp:
    """From which content of which questionnaire a workbook was made."""

    id: str
    version: str
    checksum: str


def write_author_workbook(content: Framework | Index, made_at: datetime) -> bytes:
    """Return an .xlsx file that holds everything the tables of a questionnaire have.

    Raises
    ------
    Refused
        If a text is longer than a cell may be.
    """
    rows = rows_of(content)
    workbook = sheets.empty_workbook()
    _write_reading(sheets.add_sheet(workbook, _("How to read")), content)
    for table in tables_of(content):
        _refuse_too_long(table, rows[table.id])
        _write_table(workbook, table, rows, content)
    _write_meta(workbook, content)
    asked = content.questionnaire
    title = _("{name} {version}: workbook for authors", name=asked.name, version=asked.version)
    return sheets.save(workbook, title, made_at)


def write_stamp(
    workbook: Workbook, kind: str, stamp: WorkbookStamp, more: Mapping[str, str] | None = None
) -> None:
    """Write on a hidden sheet what a workbook is, and of which questionnaire."""
    sheet = sheets.add_sheet(workbook, META)
    entries = {
        "kind": kind,
        "questionnaire": stamp.id,
        "version": stamp.version,
        "checksum": stamp.checksum,
        **(more or {}),
    }
    for row, entry in enumerate(entries.items(), start=1):
        sheets.put_row(sheet, row, entry)
    sheet.sheet_state = "hidden"
    sheets.protect(sheet)


def read_stamp(found: Sheets, kind: str) -> WorkbookStamp | None:
    """Return of which questionnaire a workbook is; ``None`` for one of another kind."""
    given = read_entries(found)
    if given.get("kind") != kind or "questionnaire" not in given:
        return None
    return WorkbookStamp(
        given["questionnaire"], given.get("version", ""), given.get("checksum", "")
    )


def read_entries(found: Sheets) -> dict[str, str]:
    """Return what the hidden sheet says; nothing where there is none."""
    sheet = found.get(META)
    rows = [sheet.row(number) for number in sheet.filled_rows] if sheet else []
    return {str(row[1].value): str(row[2].value) for row in rows if 1 in row and 2 in row}


def _refuse_too_long(table: Table, rows: Sequence[Row]) -> None:
    problems = tuple(
        Problem(
            "author.text_too_long",
            f"{table_name(table.id)}, {row.id}, {name}",
            _("The text is longer than the cell of a workbook can be."),
            _("Shorten it in the file of the questionnaire."),
        )
        for row in rows
        for name, value in row.cells.items()
        if len(_cell_text(value, table.field(name))) > _LONGEST_CELL
    )
    if problems:
        raise Refused(problems)


def _cell_text(value: CellValue, field: Field) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case tuple():
            return ("\n" if field.form is Form.LINES else "; ").join(value)
        case _:
            return "" if value is None else str(value)


def _write_table(
    workbook: Workbook, table: Table, all_rows: Rows, content: Framework | Index
) -> None:
    sheet, rows = sheets.add_sheet(workbook, table_name(table.id)), all_rows[table.id]
    columns = _columns(table, all_rows)
    # The mark stands one column further, so that a column put in between does no harm.
    sheets.put_row(sheet, CODE_ROW, [*(one.code for one in columns), "", f"{MARK}:{table.id}"])
    sheet.row_dimensions[CODE_ROW].hidden = True
    _write_headings(sheet, columns)
    for number, row in enumerate(rows, start=FIRST_ROW):
        _write_row(sheet, number, columns, row)
    last = _HEADING_ROW + len(rows)
    if table.grows:
        _write_empty_rows(sheet, columns, last + 1)
        last += _EMPTY_ROWS
    _limit_choices(sheet, columns, last, content)
    sheet.freeze_panes = f"B{FIRST_ROW}"
    sheet.auto_filter.ref = f"A{_HEADING_ROW}:{get_column_letter(len(columns))}{last}"
    sheets.set_widths(sheet, [one.width for one in columns])
    sheets.set_up_print(sheet, heading_row=_HEADING_ROW, wide=len(columns) > 8)
    sheets.protect(sheet)
    sheet.protection.autoFilter = False


@dataclass(frozen=True)
class _Column:
    """One column of a sheet.

    Attributes
    ----------
    code
        By which it is read; empty for one that only helps to read the others.
    text
        What stands in it in a row.
    """

    code: str
    heading: str
    width: float
    text: Callable[[Row], str]
    look: sheets.Look = sheets.INPUT
    field: Field | None = None


def _columns(table: Table, rows: Rows) -> list[_Column]:
    first = _Column("id", author_field("id"), _width_of_id(table), _id_of, sheets.LABEL)
    fields = (_field_column(field) for field in table.fields)
    last = [_Column(REMOVE, _("Remove"), 10.0, _nothing)] if table.grows else []
    return [first, *_helping(table, rows), *fields, *last]


def _helping(table: Table, rows: Rows) -> Iterator[_Column]:
    """Yield the column that says in words what an id only names."""
    if table.id == "head":
        yield _Column("", _("What it is"), 30.0, _head_name, sheets.PLAIN)
    if (home := {"indicator": "indicators", "flag": "flags"}.get(table.parent)) is not None:
        names = {row.id: str(row.cells["name"]) for row in rows[home]}

        def name(row: Row) -> str:
            return names.get(str(row.cells[table.parent]), "")

        yield _Column("", author_field(table.parent), 26.0, name, sheets.PLAIN)


def _field_column(field: Field) -> _Column:
    def text(row: Row) -> str:
        return _cell_text(row.cells[field.name], field)

    look = sheets.PLAIN if field.is_fixed else sheets.INPUT
    width = _WIDTHS.get(field.name) or _NARROW.get(field.form, 70.0)
    heading = author_field(field.name)
    if field.name in _LEADS_BY_ID:
        heading = _("{name} (id)", name=heading)
    return _Column(field.name, heading, width, text, look, field)


def _id_of(row: Row) -> str:
    return row.id


def _nothing(_row: Row) -> str:
    return ""


def _head_name(row: Row) -> str:
    return author_field(row.id)


def _width_of_id(table: Table) -> float:
    return {"head": 20.0, "terms": 22.0, "rules": 22.0}.get(table.id, 14.0)


def _write_headings(sheet: Worksheet, columns: Sequence[_Column]) -> None:
    for number, one in enumerate(columns, start=1):
        is_open = one.look is sheets.INPUT
        look = sheets.INPUT_HEADING if is_open else sheets.HEADING
        sheets.put(sheet, _HEADING_ROW, number, one.heading, look)
    texts = ((one.heading, one.width) for one in columns)
    sheet.row_dimensions[_HEADING_ROW].height = sheets.height_of(texts, size=10.5)


def _write_row(sheet: Worksheet, number: int, columns: Sequence[_Column], row: Row) -> None:
    for column, one in enumerate(columns, start=1):
        sheets.put(sheet, number, column, one.text(row), one.look)
    texts = ((one.text(row), one.width) for one in columns)
    sheet.row_dimensions[number].height = sheets.height_of(texts)


def _write_empty_rows(sheet: Worksheet, columns: Sequence[_Column], first: int) -> None:
    """Write rows for what is new, in which the id is open too."""
    for column, one in enumerate(columns, start=1):
        sheets.put(sheet, first, column, None, sheets.INPUT if one.code else sheets.PLAIN)
    sheets.repeat_looks(sheet, first, first + _EMPTY_ROWS - 1)


def _limit_choices(
    sheet: Worksheet, columns: Sequence[_Column], last: int, content: Framework | Index
) -> None:
    for number, one in enumerate(columns, start=1):
        choices = ("yes",) if one.code == REMOVE else ()
        if one.field is not None:
            is_yes_or_no = one.field.form is Form.YES_NO
            choices = ("yes", "no") if is_yes_or_no else _choices(one.field, content)
        if choices and len(",".join(choices)) <= _LONGEST_LIST:
            _limit(sheet, number, choices, last)


def _choices(field: Field, content: Framework | Index) -> Sequence[str]:
    asked = content.questionnaire
    if isinstance(asked, Questionnaire):
        if field.name == "dimension":
            return [dimension.id for dimension in asked.dimensions]
        if field.name == "level":
            return [str(level.value) for level in asked.scale]
    return field.choices


def _limit(sheet: Worksheet, column: int, choices: Sequence[str], last: int) -> None:
    rule = DataValidation("list", formula1=f'"{",".join(choices)}"', allow_blank=True)
    letter = get_column_letter(column)
    rule.add(f"{letter}{FIRST_ROW}:{letter}{last}")
    sheet.add_data_validation(rule)


def _write_meta(workbook: Workbook, content: Framework | Index) -> None:
    asked = content.questionnaire
    # What is locked was written by the program; a note of an author is known by having no mark.
    own = {
        sheet.title: [
            cell.value
            for row in sheet
            for cell in row
            if isinstance(cell.value, str) and cell.protection.locked
        ]
        for sheet in workbook.worksheets
    }
    stamp = WorkbookStamp(asked.id, asked.version, asked.checksum)
    write_stamp(workbook, MARK, stamp, own_marks(workbook.worksheets[0].title, own))


def _write_reading(sheet: Worksheet, content: Framework | Index) -> None:
    sheet.sheet_view.showGridLines = False
    asked = content.questionnaire
    row = sheets.put_title(sheet, f"{asked.name} {asked.version}")
    for line in _reading_lines():
        sheets.put(sheet, row, 1, line, sheets.FLOWING)
        row += 1
    headings = ((_("Sheet"), 26), (_("Column"), 34), (_("What may stand there"), 100))
    rows = [
        (table_name(table.id), author_field(field.name), field_help(field))
        for table in tables_of(content)
        for field in table.fields
    ]
    sheets.put_table(sheet, row + 1, headings, rows)
    sheets.set_widths(sheet, [width for _text, width in headings])
    sheets.set_up_print(sheet, heading_row=None)
    sheets.protect(sheet)


def _reading_lines() -> Iterator[str]:
    yield _(
        "This workbook holds what the questionnaire asks. Change the yellow cells and send it back."
    )
    yield _("Ids are locked: answers and scores find their question by them, so they never change.")
    yield _(
        "To add something, fill in an empty row at the end of a sheet, with an id that was never "
        "used. It comes last in its group."
    )
    yield _(
        "To remove something, choose 'yes' under Remove. A row that is cut out is taken for an "
        "accident, and named."
    )
    yield _("The order of the rows is not read, so they may be filtered.")
    yield _("A change of a text is one of wording: the same question in better words.")
    yield _(
        "A row added or removed, another level, kind or dimension, another yes or no, other "
        "sources cited: each is a change of meaning."
    )
    yield _(
        "A change of meaning needs a higher version, in the first row of the sheet '{sheet}'.",
        sheet=table_name("head"),
    )
    yield _(
        "Not in this workbook: the rules and numbers of scoring, critical gaps, programmes, worked "
        "examples, quality checks and training cases."
    )
    yield _(
        "They stand in files beside the questionnaire. So no dimension, level of the scale or "
        "measure is added or removed here."
    )
