"""Scores and records to hold against each other."""

from typing import Any

from assessment.model.answer import Confidence
from assessment.model.assessment import Record
from assessment.model.framework import Framework
from assessment.model.score import DimensionScore, Interval
from tests.builders import Level, an_assessment, record_with


def a_score(value: float | None, spread: tuple[float, float] | None = None) -> DimensionScore:
    """A score of LAW with this interval; without a value, only bounds."""
    low, high = spread or (value or 0, value or 0)
    return DimensionScore(
        dimension_id="LAW",
        value=value,
        low=0,
        high=100,
        band=None,
        interval=None if value is None else Interval(low, (low + high) / 2, high),
        n_scored=3,
        n_applicable=3,
        missing=(),
        missing_keys=(),
    )


def a_record(
    framework: Framework,
    levels: dict[str, Level],
    *,
    confidence: Confidence = "medium",
    **heading: Any,
) -> Record:
    """A record of the invented state Karsova, or of whichever the heading says."""
    assessment = an_assessment(framework, **heading)
    return record_with(framework, levels, confidence=confidence, assessment=assessment)
