"""Puts together what a team filled in on the forms of a workbook, by the keys of their rows.

A form spreads an answer over many rows, an older workbook has it in one. What comes out here has
the shape of such a row, so that everything after it is the same for both.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assessment.exchange.field_workbook import layout, rows
from assessment.exchange.safe_reader import FRESH_COPY
from assessment.exchange.sheets import Cell, Kind, shorten
from assessment.locales import gettext as _
from assessment.locales import mark
from assessment.locales.formats import listed
from assessment.model.problem import Problem, Severity
from assessment.model.questionnaire import Indicator, Questionnaire
from assessment.model.text import plain

_MARKS = frozenset(
    (*"x×✓✔☑v1yjs", "yes", "ja", "oui", "si", "sí", "sim", "да", "نعم", "true", "t", "ok")
)
"""What people write for yes. Anything else, a no above all, is asked about: a cell without a
mark says no, and nobody can tell what is meant by a word."""
_MEANT = mark("Nothing needs to be done if that is meant; otherwise use a fresh workbook.")


def is_yes(cell: Cell) -> bool:
    """Whether a cell holds a mark, and not a word about which somebody must be asked."""
    return layout.fold(plain(str(cell.value))).removesuffix(".0") in _MARKS


class Row(Protocol):
    """One row of a sheet, its filled cells by code of the column."""

    @property
    def cells(self) -> Mapping[str, Cell]:
        """The filled cells."""
        ...

    @property
    def waits(self) -> bool:
        """Whether nobody can tell what stands in it, which was said."""
        ...

    def place(self, code: str) -> str:
        """Name the place of a column in this row."""
        ...


@dataclass(frozen=True)
class FormRow:
    """What the form of one indicator says, in the shape of one row.

    Attributes
    ----------
    cells
        The filled cells by field; the statements that hold as one text.
    places
        Where each field stands.
    where
        Where the question stands.
    waits
        Whether nobody can tell what some part of it says, which was said.
    """

    cells: Mapping[str, Cell]
    places: Mapping[str, str]
    where: str
    waits: bool = False

    def place(self, code: str) -> str:
        """Name the place of a field, also where nothing is filled in."""
        return self.places.get(code, self.where)

    def only(self, codes: Iterable[str]) -> Mapping[str, Cell]:
        """Return the filled cells among these fields, in their order."""
        return {code: self.cells[code] for code in codes if code in self.cells}


@dataclass(frozen=True)
class Forms:
    """What the forms of a workbook say.

    Attributes
    ----------
    rows
        By indicator, in the order of the questionnaire.
    remarks
        Indicator id to the cell with a remark on it.
    """

    rows: Mapping[str, FormRow]
    remarks: Mapping[str, Cell]
    problems: tuple[Problem, ...]


def read_forms(found: Sequence[Row], questionnaire: Questionnaire, asked: frozenset[str]) -> Forms:
    """Put together the rows of all forms.

    Parameters
    ----------
    asked
        Ids of the indicators that the workbook had when it was made.
    """
    by_key, problems = _by_key(found, questionnaire)
    read: dict[str, FormRow] = {}
    remarks: dict[str, Cell] = {}
    of_indicators: dict[str, dict[str, Row]] = {}
    for key, row in by_key.items():
        of_indicators.setdefault(key.partition(":")[0], {})[key] = row
    for indicator in questionnaire.indicators:
        form = _Form(indicator, of_indicators.get(indicator.id, {}))
        if form.is_there:
            read[indicator.id] = form.row()
            problems.extend(form.problems)
        if remark := form.cell(layout.FIELD_REMARKS, rows.TEXT):
            remarks[indicator.id] = remark
    if found:
        problems.extend(_absent(asked - set(read), questionnaire))
    return Forms(read, remarks, tuple(problems))


def asked_in(entries: Mapping[str, str], questionnaire: Questionnaire) -> frozenset[str]:
    """Return the indicators that a workbook asks about, by its hidden sheet; all if in doubt."""
    every = frozenset(indicator.id for indicator in questionnaire.indicators)
    return every & frozenset(entries.get(layout.ASKED_KEY, "").split()) or every


@dataclass(frozen=True)
class _Unclear:
    """A row that stands twice: nobody can tell which is meant."""

    row: Row
    waits: bool = True

    @property
    def cells(self) -> Mapping[str, Cell]:
        return self.row.cells

    def place(self, code: str) -> str:
        return self.row.place(code)


class _Form:
    """The rows of one indicator, by their keys."""

    def __init__(self, indicator: Indicator, by_key: Mapping[str, Row]) -> None:
        self.problems: list[Problem] = []
        self._indicator = indicator
        self._by_key = by_key
        self._is_unclear = False

    @property
    def is_there(self) -> bool:
        fields = (
            rows.field_key(self._indicator.id, field) for field in (*_columns(), layout.STILL_HOLDS)
        )
        return any(key in self._by_key for key in (*fields, *self._statements.values()))

    @property
    def _statements(self) -> dict[str, str]:
        ids = self._indicator.statement_ids
        return {id_: rows.statement_key(self._indicator, id_) for id_ in ids}

    def cell(self, field: str, code: str) -> Cell | None:
        row = self._by_key.get(rows.field_key(self._indicator.id, field))
        return row.cells.get(code) if row else None

    def row(self) -> FormRow:
        self._say_if_no_level()
        columns = {**_columns(), layout.STILL_HOLDS: rows.ANSWER}
        cells = {field: self.cell(field, code) for field, code in columns.items()}
        cells |= {"ticked": self._ticked(), "base_revision": self.cell("level", rows.BASE)}
        places = {
            field: row.place(code)
            for field, code in {**columns, "base_revision": rows.BASE}.items()
            if (row := self._row_of("level" if field == "base_revision" else field))
        }
        if first := next((k for k in self._statements.values() if k in self._by_key), None):
            places["ticked"] = self._by_key[first].place(rows.ANSWER)
        heading = self._by_key.get(self._indicator.id)
        where = heading.place(rows.KEY) if heading else places.get("level", self._indicator.id)
        return FormRow(
            {name: one for name, one in cells.items() if one},
            {"id": where, **places},
            where,
            waits=self._is_unclear or any(row.waits for row in self._by_key.values()),
        )

    def _say_if_no_level(self) -> None:
        """Say that the row of the level is gone; what is left is half an answer."""
        if self._row_of("level"):
            return
        label = next(one.heading for one in layout.form_fields() if one.code == "level")
        first = next(iter(self._by_key.values()))
        self._is_unclear = True
        self.problems.append(
            Problem(
                "workbook.level_row_missing",
                first.place(rows.TEXT),
                _(
                    "The row '{row}' of {indicator} is missing, or its hidden key was emptied; "
                    "nothing of this question is taken in.",
                    row=label,
                    indicator=self._indicator.id,
                ),
                _(FRESH_COPY),
                about=self._indicator.id,
            )
        )

    def _row_of(self, field: str) -> Row | None:
        return self._by_key.get(rows.field_key(self._indicator.id, field))

    def _ticked(self) -> Cell | None:
        """Return one cell that names the statements that hold; none if nothing is marked."""
        marked: dict[str, Cell] = {}
        for id_, key in self._statements.items():
            cell = self._by_key[key].cells.get(rows.ANSWER) if key in self._by_key else None
            if cell and self._is_mark(cell):
                marked[id_] = cell
        if not marked:
            self._say_if_emptied()
            return None
        self._say_if_absent()
        names = ", ".join(self._indicator.short_id(id_) for id_ in marked)
        first = next(iter(marked.values()))
        # A mark with a line through it was asked about already.
        return replace(first, kind=Kind.TEXT, value=names, struck=False)

    def _say_if_absent(self) -> None:
        """Say which statements have no row, as beside the others they count as not marked."""
        absent = [
            self._indicator.short_id(id_)
            for id_, key in self._statements.items()
            if key not in self._by_key
        ]
        if absent:
            found = _(
                "There is no row for {statements} of {indicator}; they count as not marked.",
                statements=listed(absent),
                indicator=self._indicator.id,
            )
            first = next(iter(self._by_key.values()))
            problem = Problem(
                "workbook.statements_missing",
                first.place(rows.ANSWER),
                found,
                _(_MEANT),
                severity=Severity.WARNING,
                about=self._indicator.id,
            )
            self.problems.append(problem)

    def _say_if_emptied(self) -> None:
        """Say that statements which held at first stay, as an empty cell takes nothing away."""
        kept = [
            self._indicator.short_id(id_)
            for id_, key in self._statements.items()
            if key in self._by_key and rows.BASE in self._by_key[key].cells
        ]
        if kept:
            first = next(iter(self._statements.values()))
            where = self._by_key[first].place(rows.ANSWER) if first in self._by_key else ""
            found = _(
                "No statement of {indicator} is marked any more, and {statements} held before; "
                "they stay.",
                indicator=self._indicator.id,
                statements=listed(kept),
            )
            remedy = _("If none of them holds, take them away in the app.")
            self.problems.append(
                Problem("workbook.marks_emptied", where, found, remedy, severity=Severity.WARNING)
            )

    def _is_mark(self, cell: Cell) -> bool:
        """Whether a cell says that its statement holds; what says no is told of."""
        if cell.struck:
            found = _("The text of this cell is struck through: does it still count?")
        elif cell.kind in (Kind.FORMULA, Kind.ERROR):
            found = _("The cell holds a formula or an error, and no mark.")
        elif not is_yes(cell):
            found = _(
                "'{text}' stands where an x says that a statement holds.",
                text=shorten(str(cell.value)),
            )
        else:
            return True
        remedy = _("Write x if the statement holds; empty the cell if it does not.")
        self._is_unclear = True
        self.problems.append(
            Problem("workbook.mark_unclear", cell.place, found, remedy, about=self._indicator.id)
        )
        return False


def _columns() -> dict[str, str]:
    """Return in which column each field of an answer is filled in."""
    short: tuple[str, ...] = ("level", "confidence", "evidence_grade")
    return dict.fromkeys(short, rows.ANSWER) | {"rationale": rows.TEXT, "reason": rows.TEXT}


def _by_key(
    found: Sequence[Row], questionnaire: Questionnaire
) -> tuple[dict[str, Row], list[Problem]]:
    known = rows.lines_by_key(questionnaire)
    by_key: dict[str, Row] = {}
    problems: list[Problem] = []
    for row in found:
        cell = row.cells.get(rows.KEY)
        key = str(cell.value).strip() if cell and cell.kind is Kind.TEXT else ""
        if key and key in by_key:
            first = by_key[key].place(rows.ANSWER)
            twice = _("This row stands a second time; it is also in {place}.", place=first)
            remedy = _("Keep one of the two rows.")
            place = row.place(rows.ANSWER)
            id_ = key.partition(":")[0]
            problems.append(Problem("workbook.row_repeated", place, twice, remedy, about=id_))
            by_key[key] = _Unclear(by_key[key])
        elif key in known:
            by_key[key] = row
        elif rows.ANSWER in row.cells:
            problems.append(_nowhere(row))
    return by_key, problems


def _nowhere(row: Row) -> Problem:
    return Problem(
        "workbook.id_unknown",
        row.place(rows.ANSWER),
        _("Something is filled in beside no question, so it is not clear what it answers."),
        _("Move it to the question that it belongs to, or empty the cell."),
    )


def _absent(lost: frozenset[str], questionnaire: Questionnaire) -> Iterator[Problem]:
    """Yield which questions have lost all their rows to fill in."""
    ids = [indicator.id for indicator in questionnaire.indicators if indicator.id in lost]
    if ids:
        yield Problem(
            "workbook.rows_missing",
            _("The sheets of questions"),
            _(
                "There is no row for {ids}; nothing changes there.",
                ids=shorten(", ".join(ids), 200),
            ),
            _(_MEANT),
            severity=Severity.WARNING,
        )
