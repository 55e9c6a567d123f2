"""A questionnaire as tables with rows, for people who write it in a workbook, and what they change.

What is no text of the questionnaire or its index, such as the rules of scoring and the
programmes, is no part of the tables. Which cell of a workbook a row stands in is known in
`assessment.exchange`, which file of a folder in `assessment.library`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel

from assessment.model.framework import Framework
from assessment.model.index import Index
from assessment.model.questionnaire import STATEMENT_KINDS, Indicator, Questionnaire, Standing
from assessment.model.scope import SCOPE_LISTS
from assessment.model.text import clean_text

CellValue = str | int | bool | tuple[str, ...] | None
"""What one cell says; ``None`` is a number that is not given."""


class Form(StrEnum):
    """How the value of a field is written."""

    TEXT = "text"
    LINES = "lines"
    IDS = "ids"
    CHOICE = "choice"
    YES_NO = "yes_no"
    NUMBER = "number"


class Weight(StrEnum):
    """What a change is: of wording, of meaning, or of meaning only where a text comes or goes."""

    WORDING = "wording"
    MEANING = "meaning"
    PRESENCE = "presence"


@dataclass(frozen=True)
class Field:
    """One column of a table.

    Attributes
    ----------
    choices
        What may stand there; empty for anything, or for ids of this questionnaire.
    is_fixed
        Whether it is given when a row is added, and then stays.
    """

    name: str
    form: Form = Form.TEXT
    weight: Weight = Weight.WORDING
    choices: tuple[str, ...] = ()
    is_needed: bool = False
    is_fixed: bool = False


@dataclass(frozen=True)
class Table:
    """One kind of thing in a questionnaire; each row is one, under its id.

    Attributes
    ----------
    fields
        All but the id.
    grows
        Whether rows may be added and removed. Dimensions, levels and measures stand in rules of
        scoring, which no table holds, so they stay.
    weight
        What an added or removed row is.
    parent
        The field that names what a row belongs to; what is removed takes its rows along.
    """

    id: str
    fields: tuple[Field, ...]
    grows: bool = True
    weight: Weight = Weight.MEANING
    parent: str = ""

    def field(self, name: str) -> Field:
        """Return one field; a `KeyError` where the table has none of this name."""
        return {field.name: field for field in self.fields}[name]


@dataclass(frozen=True)
class Row:
    """One thing of a table, every field of it."""

    id: str
    cells: Mapping[str, CellValue]


Rows = Mapping[str, Sequence[Row]]
"""Id of a table to its rows, in order."""

ChangeKind = Literal["added", "removed", "changed", "moved"]


@dataclass(frozen=True)
class Change:
    """One difference between two questionnaires.

    Attributes
    ----------
    field
        What differs, of a row that is in both; empty for one that was added or removed.
    before, after
        The values of the field, or nothing.
    row
        The whole row as it is now; as it was, for one that was removed.
    """

    table: str
    kind: ChangeKind
    row: Row
    weight: Weight
    field: str = ""
    before: CellValue = None
    after: CellValue = None

    @property
    def is_meaning(self) -> bool:
        """Whether it can change what an answer says, and not only how a question is put."""
        return self.weight is Weight.MEANING


def _needed(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, is_needed=True) for name in names)


def _choice(name: str, *choices: str, is_needed: bool = True) -> Field:
    return Field(name, Form.CHOICE, Weight.MEANING, choices, is_needed)


def _ids(name: str) -> Field:
    return Field(name, Form.IDS, Weight.MEANING)


_HEAD = Table("head", _needed("text"), grows=False)
_STANDING = Field("standing", Form.CHOICE, choices=tuple(Standing), is_needed=True)
_SOURCES = Table(
    "sources",
    (
        *_needed("title", "publisher"),
        Field("year", Form.NUMBER),
        _STANDING,
        Field("note"),
    ),
    weight=Weight.WORDING,
)
_HIGHER = ("better", "worse", "context")
LEVEL_TABLES = (
    _HEAD,
    Table("scale", _needed("name", "reading"), grows=False),
    Table("dimensions", _needed("name", "about"), grows=False),
    Table(
        "indicators",
        (
            _choice("dimension"),
            *_needed("name", "question", "why"),
            _choice("element", "choice", "structure"),
            _choice("type", "structure", "process", "outcome"),
            _choice("lens", "atrocity", "shared", "conflict"),
            _choice("polarity", "protective", "harmful"),
            Field("key", Form.YES_NO, Weight.MEANING, is_needed=True),
            Field("dual_use", Form.YES_NO, Weight.MEANING, is_needed=True),
            _ids("crimes"),
            Field("evidence", Form.LINES, is_needed=True),
            Field("not_applicable_when", weight=Weight.PRESENCE),
            _ids("sources"),
        ),
        parent="dimension",
    ),
    Table(
        "statements",
        (
            Field("indicator", Form.TEXT, Weight.MEANING, is_needed=True, is_fixed=True),
            Field("level", Form.NUMBER, Weight.MEANING, is_needed=True),
            _choice("kind", *STATEMENT_KINDS, is_needed=False),
            *_needed("text"),
        ),
        parent="indicator",
    ),
    Table(
        "figures",
        (
            Field("indicator", is_needed=True, is_fixed=True),
            *_needed("name"),
            Field("higher_is", Form.CHOICE, choices=_HIGHER, is_needed=True),
            _STANDING,
        ),
        weight=Weight.WORDING,
        parent="indicator",
    ),
    Table("flags", (*_needed("name", "guidance"), _ids("sources"))),
    Table(
        "options",
        (
            Field("flag", weight=Weight.MEANING, is_needed=True, is_fixed=True),
            *_needed("name"),
            _choice("counts_as", "none", "present", "severe", "unknown"),
        ),
        parent="flag",
    ),
    Table(
        "terms",
        (
            *_needed("term"),
            Field("forms", Form.LINES, is_needed=True),
            *_needed("meaning"),
            Field("list", Form.CHOICE, choices=tuple(SCOPE_LISTS)),
        ),
    ),
    Table("rules", _needed("name", "rule")),
    Table("crimes", _needed("name")),
    _SOURCES,
)
INDEX_TABLES = (
    _HEAD,
    Table(
        "measures",
        (
            *_needed("name"),
            Field("unit"),
            Field("note"),
            _ids("sources"),
        ),
        grows=False,
    ),
    _SOURCES,
)
_HEAD_FIELDS = ("version", "name", "about", "publisher", "licence", "standing_sentence", "note")
_PARENTS = {"statements": "indicators", "figures": "indicators", "options": "flags"}
"""Whose removal takes the rows of a table along."""


def tables_of(content: Framework | Index) -> tuple[Table, ...]:
    """Return the tables that a questionnaire of this kind has."""
    return LEVEL_TABLES if isinstance(content, Framework) else INDEX_TABLES


def rows_of(content: Framework | Index) -> dict[str, tuple[Row, ...]]:
    """Return everything of a questionnaire that its tables hold."""
    asked = content.questionnaire
    found: dict[str, tuple[Row, ...]] = {
        "head": tuple(
            Row(name, {"text": _value(getattr(asked, name))})
            for name in _HEAD_FIELDS
            if hasattr(asked, name)
        ),
        "sources": _rows(asked.references, _SOURCES),
    }
    if isinstance(asked, Questionnaire):
        return found | _level_rows(asked)
    return found | {"measures": _rows(asked.measures, INDEX_TABLES[1])}


def _level_rows(asked: Questionnaire) -> dict[str, tuple[Row, ...]]:
    tables = {table.id: table for table in LEVEL_TABLES}
    indicators = [(one, home.id) for home in asked.dimensions for one in home.indicators]
    return {
        "scale": _rows(asked.scale, tables["scale"], key="value"),
        "dimensions": _rows(asked.dimensions, tables["dimensions"]),
        "indicators": tuple(
            _row(one.id, one, tables["indicators"], dimension=home) for one, home in indicators
        ),
        "statements": tuple(row for one, _home in indicators for row in _statement_rows(one)),
        "figures": tuple(
            _row(f"{one.id}/{n}", figure, tables["figures"], indicator=one.id)
            for one, _home in indicators
            for n, figure in enumerate(one.proxies, start=1)
        ),
        "flags": _rows(asked.context_flags, tables["flags"]),
        "options": tuple(
            _row(f"{flag.id}/{option.id}", option, tables["options"], flag=flag.id)
            for flag in asked.context_flags
            # The usual four are not part of a questionnaire that does not write them.
            if "options" in flag.model_fields_set
            for option in flag.options
        ),
        "terms": _rows(asked.definitions.terms, tables["terms"]),
        "rules": _rows(asked.definitions.rules, tables["rules"]),
        "crimes": _rows(asked.crimes, tables["crimes"]),
    }


def _statement_rows(indicator: Indicator) -> Iterator[Row]:
    for id_, statement in indicator.statements.items():
        yield Row(
            id_,
            {
                "indicator": indicator.id,
                "level": indicator.level_of(id_),
                "kind": statement.kind or "",
                "text": _value(statement.text),
            },
        )


def _rows(given: Iterable[BaseModel], table: Table, key: str = "id") -> tuple[Row, ...]:
    return tuple(_row(str(getattr(one, key)), one, table) for one in given)


def _row(id_: str, one: BaseModel, table: Table, **more: str) -> Row:
    names = (field.name for field in table.fields)
    cells = {name: more[name] if name in more else _value(getattr(one, name)) for name in names}
    return Row(id_, cells)


def _value(value: object) -> CellValue:
    match value:
        case bool() | int() | None:
            return value
        case tuple():
            return tuple(_clean(str(one)) for one in value)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType] - texts and ids
        case _:
            return _clean(str(value))


def _clean(text: str) -> str:
    return clean_text(text).strip()


def changes_between(before: Rows, after: Rows, tables: Iterable[Table]) -> tuple[Change, ...]:
    """Return how two questionnaires differ, table by table.

    Rows of what was removed as a whole, such as the statements of an indicator, are not
    named one by one.
    """
    gone = {
        table_id: {row.id for row in before.get(table_id, ())}
        - {row.id for row in after.get(table_id, ())}
        for table_id in set(_PARENTS.values())
    }
    return tuple(
        change
        for table in tables
        for change in _changes_in(table, before.get(table.id, ()), after.get(table.id, ()))
        if not (change.kind == "removed" and _went_along(change, table, gone))
    )


def _went_along(change: Change, table: Table, gone: Mapping[str, set[str]]) -> bool:
    parent = _PARENTS.get(table.id)
    return parent is not None and change.row.cells[table.parent] in gone[parent]


def _changes_in(table: Table, before: Sequence[Row], after: Sequence[Row]) -> Iterator[Change]:
    earlier = {row.id: row for row in before}
    later = {row.id for row in after}
    for row in after:
        if row.id in earlier:
            yield from _changes_of(table, earlier[row.id], row)
        else:
            yield Change(table.id, "added", row, table.weight)
    for row in before:
        if row.id not in later:
            yield Change(table.id, "removed", row, table.weight)


def _changes_of(table: Table, before: Row, after: Row) -> Iterator[Change]:
    for field in table.fields:
        was, now = before.cells[field.name], after.cells[field.name]
        if was != now:
            kind: ChangeKind = "moved" if field.name in (table.parent, "level") else "changed"
            weight = _weight(field, was, now)
            yield Change(table.id, kind, after, weight, field.name, was, now)


def _weight(field: Field, was: CellValue, now: CellValue) -> Weight:
    if field.weight is Weight.PRESENCE:
        return Weight.WORDING if was and now else Weight.MEANING
    return field.weight
