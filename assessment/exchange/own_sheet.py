"""The sheet of own programmes: written with examples and how to read it, read back cell by cell.

Whether a programme is well written is asked in `assessment.library.own_programmes`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from assessment.exchange import sheets
from assessment.exchange.safe_reader import Limits, read_sheets, refusal
from assessment.exchange.sheets import Cell, Kind, Sheet, place_of, shorten
from assessment.locales import gettext as _
from assessment.locales import mark
from assessment.model.framework import Framework
from assessment.model.own_programme import (
    INCOME_GROUPS,
    MODES,
    OwnProgramme,
)
from assessment.model.problem import Problem
from assessment.model.programme import Catalogue
from assessment.reporting.own_programmes import field_name

LIMITS = Limits(
    1_000,
    60,
    mark("A sheet of programmes is far smaller: remove pictures and copied tables."),
    mark("Download a fresh sheet, copy the programmes into it and send that one."),
)
_CODE_ROW, _HEADING_ROW, _FIRST_ROW = 1, 2, 3
_EMPTY_ROWS = 30
_MARK = "spca-own-programmes"
_YES = ("yes", "true", "1")
_NO = ("no", "false", "0")


@dataclass(frozen=True)
class _Column:
    """One column: the field it fills, its width, what may stand there, and how it is read."""

    field: str
    width: float
    help: str
    read: Callable[[str], object]
    choices: tuple[str, ...] = ()


class _Unreadable(Exception):  # noqa: N818 - says what was found
    """A cell that cannot be understood: what to write instead."""


def _text(text: str) -> str:
    return text.strip()


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.split("\n") if line.strip())


def _words(text: str) -> tuple[str, ...]:
    parts = text.replace(",", ";").replace("\n", ";").split(";")
    return tuple(part.strip() for part in parts if part.strip())


def _codes(text: str) -> tuple[str, ...]:
    return tuple(word.upper() for word in _words(text))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise _Unreadable(_("Write the day as 2027-03-31.")) from None


def _number(text: str) -> int:
    digits = text.replace(",", "").replace("\u00a0", "").replace(" ", "").strip()
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 15:
        raise _Unreadable(_("Write a whole number, without the currency."))
    return int(digits)


def _yes_or_no(text: str) -> bool:
    word = text.strip().casefold()
    if word in (*_YES, _("Yes").casefold()):
        return True
    if word in (*_NO, _("No").casefold()):
        return False
    raise _Unreadable(_("Write yes or no."))


_ONE_EACH_LINE = mark("One on each line of the cell (Alt and Enter).")
_IDS = mark("Ids with a semicolon between them; the sheet 'Ids' has them all.")
_COLUMNS = (
    _Column("id", 8, mark("Given by the app. Leave it empty for a new programme."), _text),
    _Column("name", 30, mark("Short, and used once only."), _text),
    _Column("how", 40, mark("In one or two sentences, how it protects people."), _text),
    _Column("activities", 40, _ONE_EACH_LINE, _lines),
    _Column("serves", 20, _IDS, _codes),
    _Column(
        "like",
        16,
        mark(
            "Ids of the programmes of the catalogue that it is most like. Whatever closes one of "
            "them for safety closes yours too. Each indicator must be served by one of them."
        ),
        _codes,
    ),
    _Column(
        "routes",
        22,
        mark("By whom the help goes, the preferred one first; only routes that all of those have."),
        _words,
    ),
    _Column("mechanisms", 14, _IDS, _codes),
    _Column("horizon", 12, mark("Pick one."), _text, ("crisis", "medium", "long")),
    _Column("lens", 12, mark("Pick one."), _text, ("atrocity", "shared", "conflict")),
    _Column(
        "dual_use",
        12,
        mark("Yes, if it could be turned against people."),
        _yes_or_no,
        ("yes", "no"),
    ),
    _Column("risks", 40, _ONE_EACH_LINE, _lines),
    _Column("tensions", 30, _ONE_EACH_LINE, _lines),
    _Column("crs", 14, mark("Five digits each, with a semicolon between them."), _words),
    _Column("sdg", 12, mark("Such as 16.3, with a semicolon between them; as text."), _words),
    _Column("donor", 22, mark("Who pays."), _text),
    _Column("countries", 18, mark("Codes such as KEN; empty for all states."), _codes),
    _Column(
        "income_groups",
        20,
        mark("low; lower_middle; upper_middle; high. Empty for all."),
        _words,
    ),
    _Column("mode", 12, mark("Pick one, or leave it empty."), _text, MODES),
    _Column("languages", 16, mark("In which it can be carried out; empty for all."), _words),
    _Column("window_from", 14, mark("First day on which it can be asked for: 2027-01-31."), _day),
    _Column("window_to", 14, mark("Last day on which it can be asked for."), _day),
    _Column("budget_low", 14, mark("A whole number."), _number),
    _Column("budget_high", 14, mark("A whole number."), _number),
    _Column("currency", 10, mark("Three letters, such as USD."), lambda text: text.strip().upper()),
)


@dataclass(frozen=True)
class OwnRow:
    """What one row says.

    Attributes
    ----------
    given
        The filled cells that could be read, by field; an empty cell is absent and changes nothing.
    unread
        Fields whose cell is filled and could not be read, which was said.
    place
        Names the cell of a field; of an empty text, the row.
    """

    id: str
    name: str
    given: Mapping[str, object]
    unread: tuple[str, ...]
    place: Callable[[str], str]


@dataclass(frozen=True)
class OwnReturn:
    """Everything that a sheet says, and what is wrong with it."""

    rows: tuple[OwnRow, ...]
    problems: tuple[Problem, ...]


def write_own_sheet(framework: Framework, own: Sequence[OwnProgramme], made_at: datetime) -> bytes:
    """Return an .xlsx file: the programmes in use, room for more, examples, ids, how to read it."""
    workbook = sheets.empty_workbook()
    _write_programmes(sheets.add_sheet(workbook, _("Own programmes")), own, _EMPTY_ROWS)
    examples = sheets.add_sheet(workbook, _("Examples"))
    if framework.catalogue is not None:
        _write_examples(examples, framework.catalogue)
        _write_ids(sheets.add_sheet(workbook, _("Ids")), framework, framework.catalogue)
    _write_reading(sheets.add_sheet(workbook, _("How to read")))
    title = _("Own programmes: {name}", name=framework.questionnaire.name)
    return sheets.save(workbook, title, made_at)


def read_own_sheet(content: bytes, file_name: str) -> OwnReturn:
    """Read the programmes of a sheet; every cell that cannot be understood is named.

    Raises
    ------
    Refused
        If the file cannot be read at all, or holds no such sheet.
    """
    found = read_sheets(content, file_name, LIMITS)
    sheet = next((one for one in found.by_title.values() if _marked(one)), None)
    if sheet is None:
        raise refusal(
            "not_own_programmes",
            file_name,
            _("It holds no sheet of own programmes as this app writes it."),
            _(LIMITS.again),
        )
    fields = {column: str(cell.value) for column, cell in sheet.row(_CODE_ROW).items()}
    known = {one.field: one for one in _COLUMNS}
    columns = {number: known[field] for number, field in fields.items() if field in known}
    problems = [*_beyond(sheet)]
    rows: list[OwnRow] = []
    for number in sheet.filled_rows:
        cells = {n: cell for n, cell in sheet.row(number).items() if n in columns}
        if number >= _FIRST_ROW and cells:
            rows.append(_read_row(sheet.title, number, columns, cells, problems))
    return OwnReturn(tuple(rows), tuple(problems))


def _marked(sheet: Sheet) -> bool:
    return any(cell.value == _MARK for cell in sheet.row(_CODE_ROW).values())


def _beyond(sheet: Sheet) -> Iterator[Problem]:
    for name in sheet.beyond:
        yield Problem(
            "own.cell_beyond",
            f"{sheet.title}, {name}",
            _("The cell lies beyond what is read."),
            _("Move it up, or into another file."),
        )


def _read_row(
    title: str,
    number: int,
    columns: Mapping[int, _Column],
    cells: Mapping[int, Cell],
    problems: list[Problem],
) -> OwnRow:
    at = {column.field: n for n, column in columns.items()}

    def place(field: str) -> str:
        if field in at:
            return place_of(title, number, at[field])
        return _("Sheet '{sheet}', row {row}", sheet=title, row=str(number))

    given: dict[str, object] = {}
    unread: list[str] = []
    for n, cell in cells.items():
        column = columns[n]
        try:
            text = _typed(cell, column)
            if text.strip():
                given[column.field] = column.read(text)
        except _Unreadable as unreadable:
            shown = shorten(str(cell.value)) if cell.value is not None else _("a formula")
            found = _("'{given}' cannot be understood here.", given=shown)
            problems.append(Problem("own.cell_unreadable", cell.place, found, str(unreadable)))
            unread.append(column.field)
    id_ = str(given.pop("id", ""))
    return OwnRow(id_.upper(), str(given.get("name", "")), given, tuple(unread), place)


def _typed(cell: Cell, column: _Column) -> str:
    """Return what was typed into a cell, as a text."""
    match cell.kind:
        case Kind.TEXT:
            return str(cell.value)
        case Kind.BOOLEAN:
            return "yes" if cell.value else "no"
        case Kind.MOMENT if column.read is _day and isinstance(cell.value, date):
            return cell.value.isoformat()
        case Kind.NUMBER if column.field == "sdg":
            # 16.10 would have become 16.1.
            raise _Unreadable(_("Type the target as text: format the cell as text first."))
        case Kind.NUMBER if isinstance(cell.value, (int, float)) and float(cell.value).is_integer():
            return str(int(cell.value))
        case Kind.FORMULA:
            raise _Unreadable(_("Write the value itself; formulas are never evaluated."))
        case _:
            raise _Unreadable(_("Write it as text."))


def _write_programmes(sheet: Worksheet, own: Sequence[OwnProgramme], n_empty: int) -> None:
    """Write the rows to fill, below the codes by which they are read in any language."""
    codes = [*(column.field for column in _COLUMNS), _MARK]
    sheets.put_row(sheet, _CODE_ROW, codes)
    sheet.row_dimensions[_CODE_ROW].hidden = True
    headings = [(field_name(column.field), column.width) for column in _COLUMNS]
    sheets.put_row(sheet, _HEADING_ROW, [text for text, _width in headings], sheets.INPUT_HEADING)
    sheet.row_dimensions[_HEADING_ROW].height = sheets.height_of(headings, size=10.5)
    sheets.set_widths(sheet, (*(width for _text, width in headings), 3))
    last = _HEADING_ROW + len(own) + n_empty
    for row, one in enumerate(own, start=_FIRST_ROW):
        sheets.put_row(sheet, row, _cells(one), sheets.INPUT)
        texts = zip(_cells(one), (column.width for column in _COLUMNS), strict=True)
        sheet.row_dimensions[row].height = sheets.height_of(texts)
    for row in range(_FIRST_ROW + len(own), last + 1):
        sheets.put_row(sheet, row, [None] * len(_COLUMNS), sheets.INPUT)
    for number, column in enumerate(_COLUMNS, start=1):
        if column.choices and n_empty:
            _limit(sheet, number, column.choices, last)
    sheet.freeze_panes = f"C{_FIRST_ROW}"
    sheets.set_up_print(sheet, heading_row=_HEADING_ROW, wide=True)


def _limit(sheet: Worksheet, number: int, choices: Sequence[str], last: int) -> None:
    rule = DataValidation("list", formula1=f'"{",".join(choices)}"', allow_blank=True)
    letter = get_column_letter(number)
    rule.add(f"{letter}{_FIRST_ROW}:{letter}{last}")
    sheet.add_data_validation(rule)


def _cells(own: OwnProgramme) -> list[str]:
    """Return a programme as the texts that are read back the same."""
    texts: list[str] = []
    for column in _COLUMNS:
        is_new = column.field == "id" and not own.number
        value = "" if is_new else getattr(own, column.field)
        texts.append(_cell_text(value, column))
    return texts


def _cell_text(value: object, column: _Column) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case tuple():
            return ("\n" if column.read is _lines else "; ").join(map(str, value))
        case date():
            return value.isoformat()
        case _:
            return "" if value is None else str(value)


def _write_examples(sheet: Worksheet, catalogue: Catalogue) -> None:
    """Write invented programmes, like the first ones of the catalogue; nothing here is read."""
    examples = [_example(catalogue, n) for n in range(min(2, len(catalogue.programmes)))]
    headings = [(field_name(column.field), column.width) for column in _COLUMNS]
    rows = [_cells(one) for one in examples]
    row = sheets.put_table(sheet, 1, headings, rows)
    sheets.set_widths(sheet, [width for _text, width in headings])
    note = _("Invented, to show the form. Nothing on this sheet is read.")
    sheets.put(sheet, row + 1, 1, note, sheets.FLOWING)
    sheet.freeze_panes = "C2"
    sheets.set_up_print(sheet, heading_row=1, wide=True)


def _example(catalogue: Catalogue, n: int) -> OwnProgramme:
    model = catalogue.programmes[n]
    return OwnProgramme(
        (_("Example: Advisers for one ministry"), _("Example: Small grants"))[n],
        how=model.how,
        activities=model.activities[:2],
        serves=model.serves[:2],
        like=(model.id,),
        routes=model.route_ids[-1:],
        mechanisms=model.mechanisms,
        horizon=model.horizon,
        lens=model.lens,
        dual_use=model.dual_use,
        risks=model.risks[:1],
        crs=("15220",),
        sdg=model.sdg[:1],
        donor=_("Name of the donor"),
        countries=("KEN", "UGA") if n == 0 else (),
        income_groups=INCOME_GROUPS[:2],
        mode=MODES[2 - n],
        languages=(_("English"),),
        window_from=date(2027, 1, 1),
        window_to=date(2027, 12, 31),
        budget_low=200_000,
        budget_high=1_500_000,
        currency="USD",
    )


def _write_ids(sheet: Worksheet, framework: Framework, catalogue: Catalogue) -> None:
    """Write what may be named, by its id."""
    programmes = (
        (_("Programme of the catalogue"), one.id, one.name, _serving(one.serves, one.route_ids))
        for one in catalogue.programmes
    )
    indicators = (
        (_("Indicator"), one.id, one.name, "") for one in framework.questionnaire.indicators
    )
    mechanisms = ((_("Mechanism"), one.id, one.name, "") for one in catalogue.mechanisms)
    routes = ((_("Route"), one.id, one.name, one.meaning) for one in catalogue.routes)
    headings = ((_("Kind"), 24), (_("Id"), 18), (_("Name"), 50), (_("Note"), 80))
    rows = [*programmes, *indicators, *mechanisms, *routes]
    sheets.put_table(sheet, 1, headings, rows)
    sheets.set_widths(sheet, [width for _text, width in headings])
    sheet.freeze_panes = "A2"
    sheets.set_up_print(sheet, heading_row=1)


def _serving(serves: Sequence[str], routes: Sequence[str]) -> str:
    served = _("Serves {indicators}.", indicators=", ".join(serves))
    return f"{served} " + _("Routes: {routes}.", routes=", ".join(routes)) if routes else served


def _write_reading(sheet: Worksheet) -> None:
    sheet.sheet_view.showGridLines = False
    row = sheets.put_title(sheet, _("How to fill in and read this workbook"))
    lines = (
        _("Write one programme of your organisation in each row of the sheet 'Own programmes'."),
        _(
            "When you send it back, the app first shows what would change. "
            "It writes all or nothing."
        ),
        _("A row without an id is a new programme, unless one of yours has the same name already."),
        _("An empty cell changes nothing. To empty a field or withdraw a programme, use the page."),
        _(
            "Every programme names at least one programme of the catalogue that it is most like. "
            "The safety checks of that one count for yours too."
        ),
    )
    for line in lines:
        sheets.put(sheet, row, 1, line, sheets.FLOWING)
        row += 1
    headings = ((_("Column"), 44), (_("What to write"), 110))
    rows = [
        (field_name(column.field), " ".join((_(column.help), "; ".join(column.choices))).strip())
        for column in _COLUMNS
    ]
    sheets.put_table(sheet, row + 1, headings, rows)
    sheets.set_widths(sheet, [width for _text, width in headings])
    sheets.set_up_print(sheet, heading_row=None)
