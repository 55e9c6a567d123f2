"""The list of what files of field teams dispute: written with a column to mark, read back.

What is disputed, and what a mark decides, is known in `assessment.services.disputes`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from assessment.exchange.field_workbook.filled_in import is_yes
from assessment.exchange.safe_reader import Limits, read_sheets, refusal
from assessment.exchange.sheets import Cell, Sheet, place_of
from assessment.exchange.table_workbook import write_tables
from assessment.locales import gettext as _
from assessment.locales import mark
from assessment.locales.formats import listed
from assessment.model.problem import Problem
from assessment.reporting.compare import PlainTable

LIMITS = Limits(
    5_000,
    60,
    mark("A list of disputes is far smaller: remove pictures and copied tables."),
    mark("Write the list anew with --disputes-to and mark that one."),
)
_COLUMNS = ("take", "file", "says", "question", "about", "title", "assessment")
"""The same in every language, so that a list that is marked elsewhere can be read here."""
_NEEDED = ("take", "file", "about", "assessment")
_SEARCHED_ROWS = 10


@dataclass(frozen=True)
class Side:
    """One row of the list: what one file says, or what is here.

    Attributes
    ----------
    file
        Name of the file, or the word for what is here.
    about
        What it is about, by its id; ``question`` says it in words.
    take
        What stands in the column to mark.
    place
        Where it stands, once it was read.
    """

    assessment: str
    title: str
    about: str
    question: str
    file: str
    says: str
    take: str = ""
    place: str = ""


def write_sides(sides: Iterable[Side], made_at: datetime) -> bytes:
    """Return a workbook with one row for each side, and an empty column in which to mark one."""
    rows = tuple(tuple(str(getattr(side, name)) for name in _COLUMNS) for side in sides)
    title = _("Which file counts")
    return write_tables([PlainTable(title, _COLUMNS, rows)], title, made_at)


def read_sides(content: bytes, name: str) -> tuple[tuple[Side, ...], tuple[Problem, ...]]:
    """Read the marked rows, and say which marks cannot be understood.

    Raises
    ------
    Refused
        If it is no workbook, or no list of disputes.
    """
    for sheet in read_sheets(content, name, LIMITS).by_title.values():
        for row in range(1, _SEARCHED_ROWS + 1):
            places = {str(cell.value): column for column, cell in sheet.row(row).items()}
            if all(column in places for column in _NEEDED):
                return _marked(sheet, row, places)
    found = _("It has no row with the headings {names}.", names=listed(_NEEDED))
    raise refusal("no_disputes", name, found, _(LIMITS.again))


def _marked(
    sheet: Sheet, header: int, places: dict[str, int]
) -> tuple[tuple[Side, ...], tuple[Problem, ...]]:
    sides: list[Side] = []
    problems: list[Problem] = []
    for row in sheet.filled_rows:
        cell = sheet.cell(row, places["take"])
        if row <= header or cell is None or not str(cell.value or "").strip():
            continue
        if not is_yes(cell):
            problems.append(_unclear(cell))
            continue
        texts = {
            name: str(found.value).strip()
            for name in _COLUMNS
            if name in places and (found := sheet.cell(row, places[name]))
        }
        place = place_of(sheet.title, row, places["take"])
        sides.append(Side(**{**dict.fromkeys(_COLUMNS, ""), **texts}, place=place))
    return tuple(sides), tuple(problems)


def _unclear(cell: Cell) -> Problem:
    return Problem(
        "import.mark_unclear",
        cell.place,
        _("'{text}' stands where an x says that this row counts.", text=str(cell.value)[:60]),
        _("Write x beside the one row that counts, or empty the cell."),
    )
