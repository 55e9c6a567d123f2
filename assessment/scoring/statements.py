"""Counts what holds on paper beside what holds in practice; it never enters a score."""

from dataclasses import dataclass

from assessment.model.answer import Status
from assessment.model.assessment import Record
from assessment.model.questionnaire import Dimension, Indicator, Questionnaire, StatementKind
from assessment.model.statements import held


@dataclass(frozen=True)
class KindCount:
    """How many statements of one kind hold, of how many that were asked about."""

    held: int
    asked: int


@dataclass(frozen=True)
class StatementCount:
    """What holds in one dimension, above the lowest level, and what works against it.

    Attributes
    ----------
    contrary
        Number of ticked statements that say that something works against protection.
    """

    dimension_id: str
    law: KindCount
    practice: KindCount
    contrary: int

    @property
    def is_known(self) -> bool:
        """Whether any indicator of the dimension has a level."""
        return self.law.asked + self.practice.asked > 0


def count_statements(questionnaire: Questionnaire, record: Record) -> tuple[StatementCount, ...]:
    """Count, for each dimension, the statements of law and of practice that hold.

    A statement holds if it is ticked or if the entered level reaches it. Indicators
    without a level are left out of what holds and of what was asked about.

    Returns
    -------
    tuple of StatementCount
        In the order of the questionnaire; empty where no statement says its kind.
    """
    if not questionnaire.tells_kinds:
        return ()
    return tuple(_count(dimension, record) for dimension in questionnaire.dimensions)


def _count(dimension: Dimension, record: Record) -> StatementCount:
    known = [
        (indicator, held(indicator, answer))
        for indicator in dimension.indicators
        if (answer := record.answer(indicator.id)).status is Status.LEVEL
    ]

    def count(kind: StatementKind) -> KindCount:
        asked = [id_ in ids for indicator, ids in known for id_ in _above(indicator, kind)]
        return KindCount(sum(asked), len(asked))

    contrary = sum(id_ in ids for indicator, ids in known for id_ in indicator.of_kind("contrary"))
    return StatementCount(dimension.id, count("law"), count("practice"), contrary)


def _above(indicator: Indicator, kind: StatementKind) -> list[str]:
    lowest = indicator.anchors[min(indicator.anchors)]
    return [id_ for id_ in indicator.of_kind(kind) if id_ not in lowest]
