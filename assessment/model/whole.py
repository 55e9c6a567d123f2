"""Everything that is recorded of one assessment, on its way out of a database or into another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]
"""What a table holds but for the assessment; ``recorded_by`` is a number of `people`."""


@dataclass(frozen=True)
class Someone:
    """Who recorded something: by name and organisation, and without the key of a browser."""

    name: str
    organisation: str


@dataclass(frozen=True)
class WholeAssessment:
    """An assessment as its rows, with nothing left out but what must stand in no file.

    Attributes
    ----------
    heading
        The row of the assessment.
    rows
        Name of a table to its rows, the oldest first.
    people
        Number, counted from 1, to the person of that number. Two people of one name stay two.
    """

    heading: Row
    rows: Mapping[str, Sequence[Row]]
    people: Mapping[int, Someone]
