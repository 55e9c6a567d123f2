"""The answers of assessments as leaves of a tree, and the same leaves with something changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assessment.model.answer import CONFIDENCES, Answer, Status
from assessment.model.assessment import Record
from assessment.model.framework import Framework
from assessment.model.rules import EVIDENCE_STANDINGS
from assessment.model.tree import Cells, Numbers, ValueKind

Marks = NDArray[np.bool_]
_NOT_APPLICABLE = np.int8(ValueKind.NOT_APPLICABLE.number)
_UNKNOWN = {
    Status.INSUFFICIENT_INFORMATION: ValueKind.INSUFFICIENT_INFORMATION,
    Status.NOT_APPLICABLE: ValueKind.NOT_APPLICABLE,
}


@dataclass(frozen=True)
class Leaves:
    """The current answers of some assessments to all indicators.

    Attributes
    ----------
    cells
        Shape (..., n_indicators), in the order of the questionnaire; levels as entered.
    confidences
        Same shape: place in ``CONFIDENCES``. An answer whose confidence nobody
        stated is not better than one of low confidence.
    grades
        Same shape: place in ``EVIDENCE_STANDINGS``.
    """

    cells: Cells
    confidences: NDArray[np.int8]
    grades: NDArray[np.int8]

    @property
    def known(self) -> Marks:
        """Where there is a level."""
        return ~np.isnan(self.cells.values)

    @property
    def applicable(self) -> Marks:
        """Where the indicator applies."""
        return self.cells.kinds != _NOT_APPLICABLE

    @property
    def unknown(self) -> Marks:
        """Where the indicator applies and has no level."""
        return self.applicable & ~self.known

    def row(self, number: int) -> "Leaves":
        """Return the leaves of one assessment; shape (n_indicators,)."""
        cells = Cells(self.cells.values[number], self.cells.kinds[number], self.cells.flags[number])
        return Leaves(cells, self.confidences[number], self.grades[number])


def read_leaves(framework: Framework, records: Sequence[Record]) -> Leaves:
    """Return the current answers of each record; what was not answered is unknown."""
    columns = {i.id: n for n, i in enumerate(framework.questionnaire.indicators)}
    shape = (len(records), len(columns))
    values = np.full(shape, np.nan)
    kinds = np.full(shape, ValueKind.NOT_ANSWERED.number, np.int8)
    confidences = np.full(shape, CONFIDENCES.index("low"), np.int8)
    grades = np.full(shape, EVIDENCE_STANDINGS.index("unstated"), np.int8)
    for row, record in enumerate(records):
        for id_, recorded in record.answers.items():
            if id_ in columns:
                place = (row, columns[id_])
                _enter(recorded.answer, (values, kinds), (confidences, grades), place)
    return Leaves(Cells(values, kinds, np.zeros(shape, np.uint8)), confidences, grades)


def _enter(
    answer: Answer,
    arrays: tuple[Numbers, NDArray[np.int8]],
    standings: tuple[NDArray[np.int8], NDArray[np.int8]],
    place: tuple[int, int],
) -> None:
    (values, kinds), (confidences, grades) = arrays, standings
    if answer.status is Status.LEVEL and answer.level is not None:
        values[place], kinds[place] = answer.level, 0
        confidences[place] = CONFIDENCES.index(answer.confidence or "low")
        if answer.evidence_grade in EVIDENCE_STANDINGS:
            grades[place] = EVIDENCE_STANDINGS.index(answer.evidence_grade)
    elif answer.status in _UNKNOWN:
        kinds[place] = _UNKNOWN[answer.status].number


def filled(leaves: Leaves, level: float) -> Cells:
    """Return the cells with every unknown applicable indicator at one level."""
    cells = leaves.cells
    values = np.where(leaves.unknown, level, cells.values)
    return replace(cells, values=values, kinds=np.where(leaves.unknown, np.int8(0), cells.kinds))


def each_left_out(leaves: Leaves, columns: Sequence[int]) -> Cells:
    """Return one row for each column, with that indicator not asked; of one assessment."""
    values, kinds = _repeated(leaves, len(columns))
    rows = np.arange(len(columns))
    values[rows, columns], kinds[rows, columns] = np.nan, _NOT_APPLICABLE
    return Cells(values, kinds, leaves.cells.flags)


def each_raised(leaves: Leaves, columns: Sequence[int]) -> Cells:
    """Return one row for each column, with that indicator one level higher; of one assessment."""
    values, kinds = _repeated(leaves, len(columns))
    values[np.arange(len(columns)), columns] += 1
    return Cells(values, kinds, leaves.cells.flags)


def _repeated(leaves: Leaves, times: int) -> tuple[Numbers, NDArray[np.int8]]:
    shape = (times, leaves.cells.values.shape[-1])
    return (
        np.broadcast_to(leaves.cells.values, shape).copy(),
        np.broadcast_to(leaves.cells.kinds, shape).copy(),
    )


def columns_of(framework: Framework) -> Mapping[str, int]:
    """Return the column of each indicator."""
    return {i.id: n for n, i in enumerate(framework.questionnaire.indicators)}
