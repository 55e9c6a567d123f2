"""Holds the rows of a returned workbook against the record, and collects problems on the way."""

from collections.abc import Iterable, Iterator

from assessment.exchange.field_in import AnswerRow, EvidenceRow, FlagRow
from assessment.model.answer import Answer
from assessment.model.assessment import Record
from assessment.model.checks import check_answer, check_evidence, check_flag
from assessment.model.problem import Problem, Severity, errors_in
from assessment.services.context import Context, Opened
from assessment.services.merge import (
    AnswerChange,
    EvidenceChange,
    FlagChange,
    merge_answer,
    merge_evidence,
    merge_flag,
)


class Merging:
    """One return from the field against one record.

    Attributes
    ----------
    problems
        Grows while the rows are gone through.
    """

    def __init__(self, context: Context, opened: Opened, record: Record) -> None:
        self._context = context
        self._opened = opened
        self._record = record
        self._questionnaire = opened.framework.questionnaire
        self.problems: list[Problem] = []

    def answers(self, rows: Iterable[AnswerRow]) -> Iterator[AnswerChange]:
        """Yield what the workbook changes in the answers."""
        for row in rows:
            current = self._record.answer(row.indicator_id)
            revision = self._record.revision(row.indicator_id)
            exported = self._exported(row.indicator_id, row.base_revision)
            where = row.cells.get("level") or next(iter(row.cells.values()), row.indicator_id)
            change = merge_answer(exported, row.given, current, revision, where)
            if change is None:
                continue
            cells = row.cells
            found = check_answer(
                change.after,
                self._questionnaire,
                lambda name, cells=cells, where=where: cells.get(name, where),
            )
            self.problems.extend(found)
            if not errors_in(found):
                yield change

    def _exported(self, indicator_id: str, revision: int) -> Answer:
        """Return the answer as it stood when the workbook was made."""
        if revision == self._record.revision(indicator_id):
            return self._record.answer(indicator_id)
        assessment_id = self._opened.assessment.id
        history = self._context.store.history(assessment_id, indicator_id)
        found = (recorded.answer for recorded in history if recorded.revision == revision)
        return next(found, Answer(indicator_id))

    def evidence(self, rows: Iterable[EvidenceRow]) -> Iterator[EvidenceChange]:
        """Yield what the workbook changes in the evidence."""
        for row in rows:
            if row.evidence == row.base:
                continue  # as it was exported, whatever became of it here
            found = check_evidence(row.evidence, self._questionnaire, row.place)
            self.problems.extend(found)
            if found:
                continue
            try:
                change = merge_evidence(row.evidence, self._record.evidence, row.place)
            except LookupError:
                self.problems.append(_withdrawn_meanwhile(row.place))
                continue
            if change is not None:
                yield change

    def flags(self, rows: Iterable[FlagRow]) -> Iterator[FlagChange]:
        """Yield what the workbook changes in the context flags."""
        for row in rows:
            found = check_flag(row.flag, self._questionnaire, row.place)
            self.problems.extend(found)
            if found:
                continue
            current = self._record.flags.get(row.flag.flag_id)
            change = merge_flag(row.flag, row.base, current, row.place)
            if change is not None:
                yield change


def _withdrawn_meanwhile(place: str) -> Problem:
    return Problem(
        "import.evidence_withdrawn",
        place,
        "This evidence was withdrawn after the workbook was made; it is not added again.",
        "To give it again, enter it in an empty row.",
        severity=Severity.WARNING,
    )
