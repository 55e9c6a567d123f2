"""One row of a field workbook: read into the model, or told apart into problems."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TypeVar

from assessment.exchange import field_layout as layout
from assessment.exchange.field_meta import read_base
from assessment.exchange.field_table import Row
from assessment.exchange.field_values import (
    read_choice,
    read_date,
    read_level,
    read_long_text,
    read_statements,
    read_text,
    read_word,
)
from assessment.exchange.sheets import Cell
from assessment.model.answer import CONFIDENCES, GRADES, PROTECTIONS, Evidence, FlagEntry
from assessment.model.problem import Problem, Severity
from assessment.model.questionnaire import ContextFlag, Indicator, Questionnaire

Value = TypeVar("Value")
Reader = Callable[[Cell], object | Problem]


@dataclass(frozen=True)
class AnswerRow:
    """What one row says of one indicator.

    Attributes
    ----------
    base_revision
        The revision that stood in the workbook when it was made; 0 for none, or
        when the hidden number is gone.
    given
        The filled cells only, by field of `Answer`: a filled level cell gives both
        ``status`` and ``level``. An empty cell is absent and changes nothing.
    cells
        Every field of `Answer` to the place where it stands or would stand.
    """

    indicator_id: str
    base_revision: int
    given: Mapping[str, object]
    cells: Mapping[str, str]


@dataclass(frozen=True)
class EvidenceRow:
    """One source.

    Attributes
    ----------
    evidence
        Its ``id`` is empty for a new source. Cells that were emptied keep what
        stood there when the workbook was made.
    base
        What stood there when the workbook was made; ``None`` for a new source, or
        if that is not known.
    """

    evidence: Evidence
    place: str
    base: Evidence | None = None


@dataclass(frozen=True)
class FlagRow:
    """One context flag whose situation is filled in; ``base`` as for evidence."""

    flag: FlagEntry
    base: FlagEntry | None
    place: str


def read_answer_row(
    row: Row, indicator: Indicator, questionnaire: Questionnaire, problems: list[Problem]
) -> AnswerRow:
    """Read one row of the answers; what cannot be read is left out and told."""
    words = layout.statement_words(indicator)
    readers: dict[str, Reader] = {
        "level": lambda cell: read_level(cell, questionnaire),
        "ticked": lambda cell: read_statements(cell, words),
        "confidence": lambda cell: read_choice(cell, CONFIDENCES, "confidence"),
        "evidence_grade": lambda cell: read_choice(cell, GRADES, "evidence_grade"),
        "rationale": read_text,
        "reason": read_text,
    }
    given = _read_cells(row, readers, problems)
    if "level" in given:
        status, level = given["level"]  # type: ignore[misc] - what `read_level` returned
        given |= {"status": status, "level": level}
    cells = {field: row.place(field) for field in readers}
    cells |= {"status": row.place("level"), "indicator_id": row.place("id")}
    return AnswerRow(indicator.id, _revision(row, problems, bool(given)), given, cells)


def read_evidence_row(
    row: Row, questionnaire: Questionnaire, bases: Mapping[str, str], problems: list[Problem]
) -> EvidenceRow | None:
    """Read one source; ``None`` if it cannot be read, which is told."""
    ids = [indicator.id for indicator in questionnaire.indicators]
    readers: dict[str, Reader] = {column.code: read_long_text for column in layout.EVIDENCE_COLUMNS}
    readers["indicator_id"] = lambda cell: read_choice(cell, ids, "indicator")
    readers["published"] = read_date
    readers["protection"] = lambda cell: read_choice(cell, PROTECTIONS, "protection")
    before = len(problems)
    given = _read_cells(row, readers, problems)
    id_cell = row.cells.get("evidence_id")
    id_ = str(id_cell.value) if id_cell else ""
    base = read_base(bases, f"{layout.EVIDENCE_KEY}{id_}", Evidence) if id_ else None
    fields = (asdict(base) if base else {}) | given | {"id": id_}
    if len(problems) == before:
        problems.extend(_evidence_gaps(row, fields))
    if len(problems) > before:
        return None
    return EvidenceRow(Evidence(**fields), row.place("title"), base)  # type: ignore[arg-type] - each value comes from its reader


def read_flag_row(
    row: Row, flag: ContextFlag, bases: Mapping[str, str], problems: list[Problem]
) -> FlagRow | None:
    """Read one context flag; ``None`` without a situation, or if it cannot be read."""
    words, names = layout.option_words(flag), [option.name for option in flag.options]
    readers: dict[str, Reader] = {column.code: read_long_text for column in layout.CONTEXT_COLUMNS}
    readers["since"] = read_date
    readers["option"] = lambda cell: read_word(cell, words, "situation", shown=names)
    readers["confidence"] = lambda cell: read_choice(cell, CONFIDENCES, "confidence")
    base = read_base(bases, f"{layout.FLAG_KEY}{flag.id}", FlagEntry)
    before = len(problems)
    given = _read_cells(row, readers, problems)
    if len(problems) > before:
        return None
    if "option" not in given:
        problems.extend(_situation_missing(row, given, base))
        return None
    fields = (asdict(base) if base else {}) | given | {"flag_id": flag.id}
    return FlagRow(FlagEntry(**fields), base, row.place("option"))  # type: ignore[arg-type] - see above


def _read_cells(
    row: Row, readers: Mapping[str, Reader], problems: list[Problem]
) -> dict[str, object]:
    given: dict[str, object] = {}
    for code, cell in row.only(readers).items():
        value = readers[code](cell)
        if isinstance(value, Problem):
            problems.append(value)
        else:
            given[code] = value
    return given


def _revision(row: Row, problems: list[Problem], matters: bool) -> int:  # noqa: FBT001 - private, one caller
    cell = row.cells.get("base_revision")
    text = read_text(cell) if cell else ""
    if isinstance(text, str) and text.isdecimal() and len(text) <= 9:
        return int(text)
    if matters:
        problems.append(
            Problem(
                "workbook.revision_missing",
                row.place("base_revision"),
                "The hidden number that tells an old copy from a new one is missing.",
                "Compare what is shown for this row with special care.",
                severity=Severity.WARNING,
            )
        )
    return 0


def _evidence_gaps(row: Row, fields: Mapping[str, object]) -> Iterator[Problem]:
    if not fields.get("indicator_id"):
        yield Problem(
            "workbook.evidence_without_indicator",
            row.place("indicator_id"),
            "A source is given without the question that it belongs to.",
            "Pick the indicator from the list.",
        )
    if not fields.get("title"):
        yield Problem(
            "workbook.evidence_without_title",
            row.place("title"),
            "A source is given without a title.",
            "Write what it is called, or empty the whole row.",
        )


def _situation_missing(
    row: Row, given: Mapping[str, object], base: FlagEntry | None
) -> Iterator[Problem]:
    known = asdict(base) if base else {}
    if any(known.get(code) != value for code, value in given.items()):
        yield Problem(
            "workbook.situation_missing",
            row.place("option"),
            "Something is written about this circumstance, but no situation is picked.",
            "Pick the situation from the list, or empty the row.",
        )
