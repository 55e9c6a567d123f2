"""Training cases: what is known of an invented state, and the answer that it supports.

What is checked when they are read is in `assessment.library.training`; how a comparison is
put into words is in `assessment.reporting.training`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from pydantic import Field, StrictInt

from assessment.model.answer import Answer, Confidence, Grade, Status
from assessment.model.questionnaire import Frozen, Identifier, Indicator, Text, Verbatim

Choice = StrictInt | Literal["II", "NA"]
"""A level, insufficient information or not applicable."""

_STATUSES = {"II": Status.INSUFFICIENT_INFORMATION, "NA": Status.NOT_APPLICABLE}


class Fact(Frozen):
    """One thing that a case knows, and who says so."""

    fact: Text
    source: Text


class Mistake(Frozen):
    """An answer that is often given and is not supported, and why it is not.

    Attributes
    ----------
    level, ticked, confidence, grade
        An answer makes the mistake if it has one of the values of each field that is given.
    """

    level: tuple[Choice, ...] = ()
    ticked: tuple[Identifier, ...] = ()
    confidence: tuple[Confidence, ...] = ()
    grade: tuple[Grade, ...] = ()
    why: Text

    @property
    def says_when(self) -> bool:
        """Whether it names anything by which it could be recognised."""
        return bool(self.level or self.ticked or self.confidence or self.grade)

    def is_made_by(self, answer: Answer) -> bool:
        """Whether an answer makes this mistake."""
        given = (
            (self.level, {choice_of(answer)}),
            (self.ticked, answer.ticked),
            (self.confidence, {answer.confidence}),
            (self.grade, {answer.evidence_grade}),
        )
        return self.says_when and all(set(named) & has for named, has in given if named)


class Case(Frozen):
    """One question about an invented state, with the reasoned answer to it.

    Attributes
    ----------
    level
        What the reasoned answer says; ``II`` and ``NA`` as in workbooks.
    holds, not_shown
        Statement id to the reason why the facts show it, or why they do not although
        somebody might think so. Of all other statements the facts say nothing.
    confidence, grade
        ``None`` only where the answer has no level, and nothing follows from them.
    why
        The rationale of the reasoned answer.
    lesson
        What the case teaches, in one sentence.
    """

    id: Identifier
    title: Text
    indicator: Identifier
    facts: tuple[Fact, ...] = Field(min_length=3, max_length=6)
    level: Choice
    holds: dict[Identifier, Text] = Field(default_factory=dict)
    not_shown: dict[Identifier, Text] = Field(default_factory=dict)
    confidence: Confidence | None = None
    grade: Grade | None = None
    why: Text
    lesson: Text
    mistakes: tuple[Mistake, ...] = Field(min_length=1)

    @property
    def answer(self) -> Answer:
        """The reasoned answer, as it would stand in an assessment."""
        has_level = not isinstance(self.level, str)
        status = _STATUSES.get(str(self.level), Status.LEVEL)
        return Answer(
            indicator_id=self.indicator,
            status=status,
            level=int(self.level) if has_level else None,
            reason=self.why if status is Status.NOT_APPLICABLE else "",
            confidence=self.confidence,
            evidence_grade=self.grade,
            ticked=frozenset(self.holds),
            rationale=self.why,
        )


class Training(Frozen):
    """What ``training.yaml`` of a questionnaire says.

    Attributes
    ----------
    state, period
        The invented state, and the time that all cases are about.
    about
        What must be known of the state before the first case, such as its regions.
    """

    state: Text
    period: Verbatim
    about: Text
    cases: tuple[Case, ...] = Field(min_length=3)


class Verdict(StrEnum):
    """What became of one statement."""

    RIGHT = "right"
    MISSED = "missed"
    TOO_MUCH = "too_much"
    LEFT_OUT = "left_out"
    """Not ticked, and rightly so."""


class LevelVerdict(StrEnum):
    """How the level that was chosen stands to that of the reasoned answer."""

    SAME = "same"
    HIGHER = "higher"
    LOWER = "lower"
    OTHER_KIND = "other_kind"
    """A level where there is none, or the other way round."""
    NOT_GIVEN = "not_given"


@dataclass(frozen=True)
class Comparison:
    """An answer held against the reasoned one.

    Attributes
    ----------
    statements
        Every statement of the indicator, from the lowest level up.
    confidence, grade
        Whether it is the same; ``None`` where the reasoned answer gives none.
    mistakes
        The common mistakes that the answer makes, in the order of the case.
    """

    case: Case
    answer: Answer
    statements: dict[str, Verdict]
    level: LevelVerdict
    confidence: bool | None
    grade: bool | None
    mistakes: tuple[Mistake, ...]

    @property
    def is_as_reasoned(self) -> bool:
        """Whether nothing differs from the reasoned answer."""
        as_reasoned = (Verdict.RIGHT, Verdict.LEFT_OUT)
        return (
            self.level is LevelVerdict.SAME
            and False not in (self.confidence, self.grade)
            and all(verdict in as_reasoned for verdict in self.statements.values())
        )

    def with_verdict(self, verdict: Verdict) -> Iterator[str]:
        """Yield the ids of the statements of which the same became."""
        return (id_ for id_, found in self.statements.items() if found is verdict)


def choice_of(answer: Answer) -> int | str | None:
    """Return what was chosen: a level, ``II``, ``NA``, or ``None`` where nothing was.

    Examples
    --------
    >>> choice_of(Answer("LAW-1", Status.NOT_APPLICABLE)), choice_of(Answer("LAW-1"))
    ('NA', None)
    """
    if answer.status is Status.LEVEL:
        return answer.level
    return next((choice for choice, found in _STATUSES.items() if found is answer.status), None)


def compare_with_reasoned(case: Case, indicator: Indicator, answer: Answer) -> Comparison:
    """Hold an answer against the reasoned answer of a case."""
    reasoned = case.answer
    return Comparison(
        case,
        answer,
        {id_: _verdict(id_, answer, reasoned) for id_ in indicator.statement_ids},
        _level_verdict(answer, reasoned),
        answer.confidence == case.confidence if case.confidence else None,
        answer.evidence_grade == case.grade if case.grade else None,
        tuple(mistake for mistake in case.mistakes if mistake.is_made_by(answer)),
    )


def _verdict(statement_id: str, answer: Answer, reasoned: Answer) -> Verdict:
    match statement_id in answer.ticked, statement_id in reasoned.ticked:
        case True, True:
            return Verdict.RIGHT
        case True, False:
            return Verdict.TOO_MUCH
        case False, True:
            return Verdict.MISSED
        case _:
            return Verdict.LEFT_OUT


def _level_verdict(answer: Answer, reasoned: Answer) -> LevelVerdict:
    if not answer.is_answered:
        return LevelVerdict.NOT_GIVEN
    if answer.status is not reasoned.status:
        return LevelVerdict.OTHER_KIND
    if answer.level == reasoned.level or answer.level is None or reasoned.level is None:
        return LevelVerdict.SAME
    return LevelVerdict.HIGHER if answer.level > reasoned.level else LevelVerdict.LOWER
