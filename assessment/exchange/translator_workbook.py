"""The workbook of a translator: every text of a questionnaire with its translation beside it.

How a translation is kept, and which of them stands, is known in `assessment.library.languages`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from assessment.exchange import sheets
from assessment.exchange.author_outside import READING, TableSheet, notes_in
from assessment.exchange.author_workbook import (
    WorkbookStamp,
    read_entries,
    read_stamp,
    write_stamp,
)
from assessment.exchange.safe_reader import Limits, read_sheets, refusal
from assessment.exchange.sheets import Cell, Kind, Sheet, place_of, shorten
from assessment.locales import gettext as _
from assessment.locales import mark
from assessment.model.problem import Problem

LIMITS = Limits(
    20_000,
    20,
    mark("A workbook for translators is far smaller: remove pictures and copied tables."),
    mark("Write a fresh workbook for translators, copy the translations into it and send that."),
)
State = Literal["new", "changed", "translated"]
STATES: dict[State, str] = {
    "new": mark("New: not translated yet"),
    "changed": mark("Changed: the text is another one than was translated"),
    "translated": mark("Translated"),
}
_SHEETS = {
    "": mark("Questions"),
    "definitions": mark("Defined words"),
    "context_flags": mark("Context flags"),
    "scoring": mark("Scores and gaps"),
    "programmes": mark("Programmes"),
    "actions": mark("Actions"),
    "evidence": mark("Evidence"),
    "crosswalk": mark("Other frameworks"),
    "training": mark("Training cases"),
    "quality": mark("Quality checks"),
    "measures": mark("Measures"),
}
"""First part of the path of a text to the sheet it stands on; questions stand on the first."""
_CODE_ROW, _HEADING_ROW, _FIRST_ROW = 1, 2, 3
_MARK = "spca-translation"
_CODES = ("path", "state", "source", "before", "translation", "reviewed_by")
_WIDTHS = (24.0, 20.0, 60.0, 40.0, 60.0, 20.0)
_LONGEST_CELL = 32_767


@dataclass(frozen=True)
class TextToTranslate:
    """One text with what is known of its translation.

    Attributes
    ----------
    path
        Under which the text is known, such as ``LAW-1.question``.
    before
        The text as it was when it was translated, where it is another one now.
    """

    path: str
    source: str
    state: State = "new"
    before: str = ""
    translation: str = ""
    reviewed_by: str = ""


@dataclass(frozen=True)
class TranslatedRow:
    """One row as it came back, with the name of the cell of each column."""

    path: str
    source: str
    translation: str
    reviewed_by: str
    place: Callable[[str], str]


@dataclass(frozen=True)
class TranslatorReturn:
    """Everything that a translator's workbook says, and what cannot be understood in it."""

    stamp: WorkbookStamp
    language: str
    rows: tuple[TranslatedRow, ...]
    problems: tuple[Problem, ...]


def write_translator_workbook(
    stamp: WorkbookStamp,
    language: str,
    texts: Sequence[TextToTranslate],
    *,
    name: str,
    made_at: datetime,
) -> bytes:
    """Return an .xlsx file with a row for each text, one sheet for each part of a questionnaire.

    Parameters
    ----------
    name
        Of the questionnaire.
    """
    workbook = sheets.empty_workbook()
    reading = sheets.add_sheet(workbook, _("How to read"))
    _write_reading(reading, name, stamp.version, language, texts)
    by_sheet: dict[str, list[TextToTranslate]] = {}
    for one in texts:
        first = one.path.partition(".")[0]
        by_sheet.setdefault(first if first in _SHEETS else "", []).append(one)
    for part, found in by_sheet.items():
        _write_texts(sheets.add_sheet(workbook, _(_SHEETS[part])), found)
    write_stamp(workbook, f"{_MARK}:{language}", stamp, {READING: reading.title})
    title = _("{name}: translation into {language}", name=name, language=language)
    return sheets.save(workbook, title, made_at)


def read_translator_workbook(content: bytes, file_name: str) -> TranslatorReturn | None:
    """Read a translator's workbook; ``None`` for a workbook of another kind.

    Raises
    ------
    Refused
        If the file cannot be read at all.
    """
    found = read_sheets(content, file_name, LIMITS)
    kind = _kind(found.get("_meta"))
    if not kind.startswith(f"{_MARK}:"):
        return None
    stamp = read_stamp(found, kind)
    if stamp is None:
        raise refusal(
            "not_a_translation",
            file_name,
            _("It does not say of which questionnaire it is."),
            _(LIMITS.again),
        )
    problems: list[Problem] = []
    marked = [sheet for sheet in found.by_title.values() if _MARK in _codes(sheet)]
    rows = [row for sheet in marked for row in _read_rows(sheet, problems)]
    problems.extend(notes_in(found, [_table_sheet(sheet) for sheet in marked], read_entries(found)))
    return TranslatorReturn(stamp, kind.partition(":")[2], tuple(rows), tuple(problems))


def _codes(sheet: Sheet) -> dict[str, int]:
    return {str(cell.value): column for column, cell in sheet.row(_CODE_ROW).items()}


def _table_sheet(sheet: Sheet) -> TableSheet:
    codes = _codes(sheet)
    columns = [column for code, column in codes.items() if code in _CODES]
    path = codes.get("path", 1)
    nameless = [row for row in sheet.filled_rows if sheet.cell(row, path) is None]
    return TableSheet(sheet, columns, _FIRST_ROW, codes[_MARK], nameless)


def _kind(sheet: Sheet | None) -> str:
    if sheet is None:
        return ""
    rows = (sheet.row(number) for number in sheet.filled_rows)
    given = {str(row[1].value): str(row[2].value) for row in rows if 1 in row and 2 in row}
    return given.get("kind", "")


def _read_rows(sheet: Sheet, problems: list[Problem]) -> Iterator[TranslatedRow]:
    codes = _codes(sheet)
    columns = {code: codes[code] for code in _CODES if code in codes}
    missing = [
        code for code in ("path", "source", "translation", "reviewed_by") if code not in columns
    ]
    if missing:
        problems.append(_columns_missing(sheet.title))
        return
    for number in sheet.filled_rows:
        cells = {code: sheet.cell(number, column) for code, column in columns.items()}
        if number < _FIRST_ROW or cells["path"] is None:
            continue

        def place(code: str, number: int = number) -> str:
            return place_of(sheet.title, number, columns[code])

        texts = {code: _text(cell, problems) for code, cell in cells.items()}
        yield TranslatedRow(
            texts["path"], texts["source"], texts["translation"], texts["reviewed_by"], place
        )


def _columns_missing(title: str) -> Problem:
    return Problem(
        "translation.column_missing",
        _("Sheet '{sheet}'", sheet=title),
        _("A column of the workbook is missing."),
        _("Put it back, or write a fresh workbook and copy the translations into it."),
    )


def _text(cell: Cell | None, problems: list[Problem]) -> str:
    if cell is None:
        return ""
    if cell.kind is Kind.TEXT:
        return str(cell.value).strip()
    if cell.kind is Kind.NUMBER and isinstance(cell.value, int | float):
        return f"{cell.value:g}"
    given = _("a formula") if cell.value is None else shorten(str(cell.value))
    problems.append(
        Problem(
            "translation.cell_unreadable",
            cell.place,
            _("'{given}' cannot be understood here.", given=given),
            _("Format the cell as text first, then type it again; formulas are never evaluated."),
        )
    )
    return ""


def _write_texts(sheet: Worksheet, texts: Sequence[TextToTranslate]) -> None:
    sheets.put_row(sheet, _CODE_ROW, [*_CODES, "", _MARK])
    sheet.row_dimensions[_CODE_ROW].hidden = True
    looks = (sheets.HEADING,) * 4 + (sheets.INPUT_HEADING,) * 2
    for column, (text, look) in enumerate(zip(_headings(), looks, strict=True), start=1):
        sheets.put(sheet, _HEADING_ROW, column, text, look)
    for row, one in enumerate(texts, start=_FIRST_ROW):
        _write_text(sheet, row, one)
    last = _HEADING_ROW + len(texts)
    sheet.freeze_panes = f"D{_FIRST_ROW}"
    sheet.auto_filter.ref = f"A{_HEADING_ROW}:{get_column_letter(len(_CODES))}{last}"
    sheets.set_widths(sheet, _WIDTHS)
    sheets.set_up_print(sheet, heading_row=_HEADING_ROW, wide=True)
    sheets.protect(sheet)
    sheet.protection.autoFilter = False


def _headings() -> tuple[str, ...]:
    return (
        _("Where it stands"),
        _("State"),
        _("Text of the source"),
        _("Text when it was translated"),
        _("Translation"),
        _("Reviewed by"),
    )


def _write_text(sheet: Worksheet, row: int, one: TextToTranslate) -> None:
    is_done = one.state == "translated"
    state = sheets.QUIET if is_done else sheets.Look(fill="FBE3DF", colour="7A1410", bold=True)
    cells = (
        (one.path, sheets.QUIET),
        (_(STATES[one.state]), state),
        (one.source, sheets.PLAIN),
        (one.before, sheets.QUIET),
        (one.translation, sheets.INPUT),
        (one.reviewed_by, sheets.INPUT),
    )
    for column, (text, look) in enumerate(cells, start=1):
        sheets.put(sheet, row, column, text, look)
    texts = zip((text for text, _look in cells), _WIDTHS, strict=True)
    sheet.row_dimensions[row].height = sheets.height_of(texts)


def _write_reading(
    sheet: Worksheet, name: str, version: str, language: str, texts: Sequence[TextToTranslate]
) -> None:
    sheet.sheet_view.showGridLines = False
    row = sheets.put_title(sheet, f"{name} {version}: {language}")
    for line in _reading_lines(texts):
        sheets.put(sheet, row, 1, line, sheets.FLOWING)
        row += 1
    counts = [
        (_(words), sum(one.state == state for one in texts)) for state, words in STATES.items()
    ]
    headings = ((_("State"), 60), (_("Texts"), 12))
    sheets.put_table(sheet, row + 1, headings, counts)
    sheets.set_widths(sheet, [width for _text, width in headings])
    sheets.set_up_print(sheet, heading_row=None)
    sheets.protect(sheet)


def _reading_lines(texts: Sequence[TextToTranslate]) -> Iterator[str]:
    yield _("Write each translation into the yellow cell beside its text. Nothing else is read.")
    yield _("A cell that stays empty changes nothing; the text is then shown as in the source.")
    yield _("Whoever reads text and translation beside each other writes a name under Reviewed by.")
    yield _(
        "Where a text is marked as changed, correct its translation; or, if it still fits, write "
        "a name under Reviewed by."
    )
    if any("{" in one.source for one in texts):
        yield _("Words in curly brackets stay as they are: the app puts a name or a number there.")
    yield _("Translations change words only: no level, no rule and no score.")
