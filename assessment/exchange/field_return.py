"""Reads what a team filled in; says of every cell that cannot be understood which and why.

Whether an answer is a good answer is `check_answer`'s to say, not this module's;
what it would change in an assessment is the services'.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assessment.exchange import field_layout as layout
from assessment.exchange.field_meta import WorkbookMeta, meta_entries, read_meta
from assessment.exchange.field_rows import (
    AnswerRow,
    EvidenceRow,
    FlagRow,
    read_answer_row,
    read_evidence_row,
    read_flag_row,
)
from assessment.exchange.field_table import Row, Table, read_table
from assessment.exchange.safe_reader import FRESH_COPY
from assessment.exchange.sheets import Kind, Sheets, shorten
from assessment.model.problem import Problem, Severity
from assessment.model.questionnaire import Questionnaire

__all__ = [
    "AnswerRow",
    "EvidenceRow",
    "FieldReturn",
    "FlagRow",
    "WorkbookMeta",
    "read_meta",
    "read_return",
]

_MOST_PROBLEMS = 200


@dataclass(frozen=True)
class FieldReturn:
    """Everything that a workbook says, and what is wrong with it.

    Attributes
    ----------
    answers
        Rows in which something is filled in; each indicator at most once.
    problems
        At most 200, each with its sheet and cell; a last one counts the rest.
    """

    answers: tuple[AnswerRow, ...]
    evidence: tuple[EvidenceRow, ...]
    flags: tuple[FlagRow, ...]
    problems: tuple[Problem, ...]


def read_return(sheets: Sheets, questionnaire: Questionnaire) -> FieldReturn:
    """Read the rows of a field workbook.

    Never raises for what a cell holds: it becomes a problem that names the cell,
    and the value is left out.
    """
    problems: list[Problem] = []
    answers = _read_answers(sheets, questionnaire, problems)
    evidence = _read_evidence(sheets, questionnaire, problems)
    flags = _read_flags(sheets, questionnaire, problems)
    return FieldReturn(answers, evidence, flags, _cut(problems))


def _read_answers(
    sheets: Sheets, questionnaire: Questionnaire, problems: list[Problem]
) -> tuple[AnswerRow, ...]:
    inputs = [column.code for column in layout.ANSWER_COLUMNS]
    table = _table(sheets, layout.ANSWERS, ["id", *inputs, "base_revision"], inputs)
    problems.extend(table.problems)
    rows = _by_id(table, inputs, questionnaire.has_indicator, problems)
    if table.rows:
        absent = [each.id for each in questionnaire.indicators if each.id not in rows]
        problems.extend(_rows_missing(layout.ANSWERS, absent))
    read = [
        read_answer_row(row, questionnaire.indicator(id_), questionnaire, problems)
        for id_, row in rows.items()
    ]
    return tuple(row for row in read if row.given)


def _read_evidence(
    sheets: Sheets, questionnaire: Questionnaire, problems: list[Problem]
) -> tuple[EvidenceRow, ...]:
    inputs = [column.code for column in layout.EVIDENCE_COLUMNS]
    table = _table(sheets, layout.EVIDENCE, [*inputs, "evidence_id"], inputs)
    problems.extend(table.problems)
    bases, seen, read = meta_entries(sheets), dict[str, Row](), list[EvidenceRow]()
    for row in table.rows:
        if not row.only(inputs):
            continue
        found = read_evidence_row(row, questionnaire, bases, problems)
        if found and found.evidence.id in seen:
            problems.append(_twice(row, seen[found.evidence.id], "title", "This source"))
        elif found:
            read.append(found)
            if found.evidence.id:
                seen[found.evidence.id] = row
    return tuple(read)


def _read_flags(
    sheets: Sheets, questionnaire: Questionnaire, problems: list[Problem]
) -> tuple[FlagRow, ...]:
    if not questionnaire.context_flags:
        return ()
    by_id = {flag.id: flag for flag in questionnaire.context_flags}
    inputs = [column.code for column in layout.CONTEXT_COLUMNS]
    table = _table(sheets, layout.CONTEXT, ["id", *inputs], inputs)
    problems.extend(table.problems)
    rows = _by_id(table, inputs, by_id.__contains__, problems)
    if table.rows:
        problems.extend(_rows_missing(layout.CONTEXT, [id_ for id_ in by_id if id_ not in rows]))
    bases = meta_entries(sheets)
    read = [read_flag_row(row, by_id[id_], bases, problems) for id_, row in rows.items()]
    return tuple(row for row in read if row)


def _table(sheets: Sheets, title: str, codes: Sequence[str], inputs: Sequence[str]) -> Table:
    sheet = sheets.get(title)
    if sheet is not None:
        return read_table(sheet, codes, inputs)
    problem = Problem(
        "workbook.sheet_missing",
        f"Sheet '{title}'",
        "The sheet was deleted or renamed.",
        f"Give it back its name. If it is gone: {FRESH_COPY}",
    )
    # Without answers there is nothing to take in; the other sheets may be left out on purpose.
    severity = Severity.ERROR if title == layout.ANSWERS else Severity.WARNING
    return Table(problems=(replace(problem, severity=severity),))


def _by_id(
    table: Table, inputs: Sequence[str], is_known: Callable[[str], bool], problems: list[Problem]
) -> Mapping[str, Row]:
    rows: dict[str, Row] = {}
    for row in table.rows:
        cell = row.cells.get("id")
        id_ = str(cell.value).strip() if cell and cell.kind is Kind.TEXT else ""
        if id_ in rows:
            problems.append(_twice(row, rows[id_], "id", f"'{id_}'"))
        elif is_known(id_):
            rows[id_] = row
        elif row.only(inputs):
            problems.append(_unknown(row, str(cell.value) if cell else ""))
    return rows


def _twice(row: Row, first: Row, code: str, what: str) -> Problem:
    return Problem(
        "workbook.row_repeated",
        row.place(code),
        f"{what} stands a second time; it is also in {first.place(code)}.",
        "Keep one of the two rows.",
    )


def _unknown(row: Row, id_: str) -> Problem:
    found = f"'{shorten(id_)}' is no id of this sheet" if id_ else "The id of this row is missing"
    return Problem(
        "workbook.id_unknown",
        row.place("id"),
        f"{found}, so it is not clear which question the row answers.",
        "Put back the id that was there; ids are never changed.",
    )


def _rows_missing(title: str, absent: Sequence[str]) -> Iterable[Problem]:
    if absent:
        yield Problem(
            "workbook.rows_missing",
            f"Sheet '{title}'",
            f"There is no row for {shorten(', '.join(absent), 200)}; nothing changes there.",
            "Nothing needs to be done if that is meant; otherwise use a fresh workbook.",
            severity=Severity.WARNING,
        )


def _cut(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    if len(problems) <= _MOST_PROBLEMS:
        return tuple(problems)
    # Errors first, so that no cut can make a broken workbook look like a sound one.
    ordered = sorted(problems, key=lambda problem: not problem.is_error)
    return (*ordered[:_MOST_PROBLEMS], *_rest(len(problems) - _MOST_PROBLEMS))


def _rest(count: int) -> Iterator[Problem]:
    yield Problem(
        "workbook.more_problems",
        "The whole workbook",
        f"There are {count:,} more problems.",
        "Mend those that are named here and send the workbook again.",
        severity=Severity.WARNING,
    )
