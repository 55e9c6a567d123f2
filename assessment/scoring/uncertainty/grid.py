"""The answers of several assessments as one table of places on the scale."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.model.answer import CONFIDENCES, Answer, Status
from assessment.model.assessment import Record
from assessment.model.framework import Framework
from assessment.model.questionnaire import Dimension
from assessment.scoring.setting import Setting

Places = NDArray[np.int16]
Flags = NDArray[np.bool_]

UNKNOWN, NOT_APPLICABLE = -1, -2
CONFIDENCE_CODES = {confidence: code for code, confidence in enumerate(CONFIDENCES)}
LOW = CONFIDENCE_CODES["low"]


@dataclass(frozen=True)
class Grid:
    """Answers of all records to all indicators.

    Attributes
    ----------
    places
        Shape (n_records, n_indicators): 0 for the lowest level of the scale
        upward, or ``UNKNOWN`` or ``NOT_APPLICABLE``.
    confidences
        Same shape: the place in ``CONFIDENCES``; not stated counts as low.
    """

    framework: Framework
    places: Places
    confidences: NDArray[np.int8]

    @property
    def columns(self) -> dict[str, int]:
        """Indicator id to its column."""
        return Setting(self.framework, {}).columns

    @property
    def known(self) -> Flags:
        """Where there is a level."""
        return self.places >= 0

    @property
    def unknown(self) -> Flags:
        """Where the indicator applies and no level is known."""
        return self.places == UNKNOWN

    def columns_of(self, dimension: Dimension) -> list[int]:
        """Return the columns of the indicators of one dimension."""
        columns = self.columns
        return [columns[indicator.id] for indicator in dimension.indicators]

    def n_missing(self) -> NDArray[np.int64]:
        """Count unknown applicable indicators; shape (n_dimensions, n_records)."""
        return self._count(self.unknown)

    def n_applicable(self) -> NDArray[np.int64]:
        """Count applicable indicators; shape (n_dimensions, n_records)."""
        return self._count(self.places != NOT_APPLICABLE)

    def published(self) -> Flags:
        """Whether coverage allows a score; shape (n_dimensions, n_records).

        Notes
        -----
        Framework, section 5.3, step 4.
        """
        coverage = self.framework.rules.coverage
        applicable = self.n_applicable()
        scored = applicable - self.n_missing()
        enough = (applicable > 0) & (scored >= coverage.share * applicable - 1e-9)
        if not coverage.keys:
            return enough
        keys = np.array([i.key for i in self.framework.questionnaire.indicators], bool)
        return enough & (self._count(self.unknown & keys) == 0)

    def without_each(self, columns: Sequence[int]) -> "Grid":
        """Return the first record once for each column, with that indicator not asked."""
        places = np.repeat(self.places[:1], len(columns), axis=0)
        places[np.arange(len(columns)), columns] = NOT_APPLICABLE
        confidences = np.repeat(self.confidences[:1], len(columns), axis=0)
        return Grid(self.framework, places, confidences)

    def _count(self, flags: Flags) -> NDArray[np.int64]:
        dimensions = self.framework.questionnaire.dimensions
        counted = [flags[:, self.columns_of(d)].sum(axis=1, dtype=np.int64) for d in dimensions]
        return np.stack(counted)


def read_grid(framework: Framework, records: Sequence[Record]) -> Grid:
    """Place the current answers of each record; what was not answered is unknown."""
    columns = Setting(framework, {}).columns
    shape = (len(records), len(columns))
    places = np.full(shape, UNKNOWN, np.int16)
    confidences = np.full(shape, LOW, np.int8)
    lowest = framework.questionnaire.lowest_level
    for row, record in enumerate(records):
        answers = {id_: r.answer for id_, r in record.answers.items() if id_ in columns}
        _fill(places[row], confidences[row], answers, (columns, lowest))
    return Grid(framework, places, confidences)


def _fill(
    places: Places,
    confidences: NDArray[np.int8],
    answers: Mapping[str, Answer],
    scale: tuple[Mapping[str, int], int],
) -> None:
    columns, lowest = scale
    for id_, answer in answers.items():
        column = columns[id_]
        if answer.status is Status.LEVEL and answer.level is not None:
            places[column] = answer.level - lowest
            confidences[column] = CONFIDENCE_CODES[answer.confidence or "low"]
        elif answer.status is Status.NOT_APPLICABLE:
            places[column] = NOT_APPLICABLE
