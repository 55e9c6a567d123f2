"""An assessment: one questionnaire, one state, one period, one mode; and what is kept of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from assessment.model.answer import (
    Answer,
    Dissent,
    Evidence,
    FlagEntry,
    Origin,
    RecordedAnswer,
    Reply,
)
from assessment.model.period import find_period
from assessment.model.scope import Scope
from assessment.model.text import Cleaned, fold

Mode = Literal["self", "external", "joint"]
MODES: tuple[Mode, ...] = ("self", "external", "joint")


@dataclass(frozen=True)
class Actor:
    """Who does something: every stored row names the person and the organisation."""

    person_id: str
    name: str
    organisation_id: str


@dataclass(frozen=True)
class Assessment(Cleaned):
    """The heading of an assessment.

    Attributes
    ----------
    state_code
        ISO 3166-1 alpha-3, or a code in use beside it; the user-assigned codes XAA to XZZ for
        invented states.
    state_name
        As it was when the assessment began; the code says which state it is.
    region
        Empty when the whole state is assessed.
    period, begins, ends
        The time as it was written, with its first and last day; both ``None`` where the text
        has no place in time.
    questionnaire_id, questionnaire_version, questionnaire_checksum
        What was asked; a newer version never changes an old assessment silently.
    invented
        Whether this is a demonstration about a state that does not exist.
    """

    id: str
    questionnaire_id: str
    questionnaire_version: str
    questionnaire_checksum: str
    state_code: str
    state_name: str
    period: str
    mode: Mode
    language: str
    created_at: datetime
    created_by: str
    region: str = ""
    scope_note: str = ""
    invented: bool = False
    begins: date | None = field(init=False, default=None)
    ends: date | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        """Clean the texts and place the period in time, however the heading came about."""
        super().__post_init__()
        if (found := find_period(self.period)) is not None:
            object.__setattr__(self, "begins", found.first)
            object.__setattr__(self, "ends", found.last)

    @property
    def state_id(self) -> tuple[str, str]:
        """What tells states apart: the code, and the name where several are invented under one."""
        return self.state_code, fold(self.state_name) if self.invented else ""

    @property
    def place_id(self) -> tuple[str, ...]:
        """What tells states and their regions apart, however they are spelt."""
        return *self.state_id, fold(self.region)

    @property
    def period_id(self) -> tuple[str, str]:
        """What tells periods apart, however they are written."""
        if self.begins is None or self.ends is None:
            return "", fold(self.period)
        return self.begins.isoformat(), self.ends.isoformat()

    @property
    def order(self) -> tuple[bool, date, date, datetime]:
        """What puts assessments in order of time; those without a place in it come first."""
        none = date.min
        return self.begins is not None, self.ends or none, self.begins or none, self.created_at

    def is_before(self, other: "Assessment") -> bool:
        """Whether the period of this one begins earlier and ends earlier than another's.

        Where one period lies within the other, neither is before.
        """
        if self.begins is None or self.ends is None or other.begins is None or other.ends is None:
            return False
        return self.begins < other.begins and self.ends < other.ends

    @property
    def title(self) -> str:
        """State, region where only a part is assessed, and period."""
        place = f"{self.state_name} ({self.region})" if self.region else self.state_name
        return f"{place}, {self.period}"


@dataclass(frozen=True)
class Record:
    """Everything that is known of one assessment at one moment.

    Attributes
    ----------
    answers, flags
        The newest of each, by indicator or flag id; absent where nothing was entered.
    scope, scope_revision
        The newest scope sheet and its number; an empty one and 0 before the first.
    rated
        Indicator id to the levels that several people gave it independently of each other.
    carried
        Answers of the last round that nobody has looked at yet, by indicator id. They are
        no answers: nothing is counted or scored from them.
    carried_evidence
        Ids of the evidence entries that were carried over with them.
    """

    assessment: Assessment
    answers: Mapping[str, RecordedAnswer] = field(default_factory=dict[str, RecordedAnswer])
    evidence: tuple[Evidence, ...] = ()
    dissents: tuple[Dissent, ...] = ()
    flags: Mapping[str, FlagEntry] = field(default_factory=dict[str, FlagEntry])
    scope: Scope = field(default_factory=Scope)
    scope_revision: int = 0
    rated: Mapping[str, tuple[int, ...]] = field(default_factory=dict[str, tuple[int, ...]])
    carried: Mapping[str, RecordedAnswer] = field(default_factory=dict[str, RecordedAnswer])
    carried_evidence: frozenset[str] = frozenset()

    def answer(self, indicator_id: str) -> Answer:
        """Return the current answer, or an unanswered one."""
        recorded = self.answers.get(indicator_id)
        return recorded.answer if recorded else Answer(indicator_id)

    def revision(self, indicator_id: str) -> int:
        """Return the number of the newest answer, carried over or not; 0 before the first."""
        recorded = self.answers.get(indicator_id) or self.carried.get(indicator_id)
        return recorded.revision if recorded else 0


@dataclass(frozen=True)
class IndicatorRecord:
    """Everything that stands beside one indicator; cheap to read at every click.

    Attributes
    ----------
    recorded
        The current answer; ``None`` before the first.
    carried
        The answer of the last round, as long as nobody has looked at it.
    carried_evidence
        Ids of the evidence entries that were carried over.
    """

    recorded: RecordedAnswer | None
    evidence: tuple[Evidence, ...]
    dissents: tuple[Dissent, ...]
    carried: RecordedAnswer | None = None
    carried_evidence: frozenset[str] = frozenset()

    @property
    def revision(self) -> int:
        """The number of the newest answer, carried over or not; 0 before the first."""
        newest = self.recorded or self.carried
        return newest.revision if newest else 0


@dataclass(frozen=True)
class AssessmentSummary:
    """One line of the list of assessments; what is only carried over is not answered."""

    assessment: Assessment
    n_answered: int
    last_change: datetime | None
    n_carried: int = 0


@dataclass(frozen=True)
class NewAnswer:
    """An answer to append.

    Attributes
    ----------
    seen_revision
        The revision its author saw, 0 for none. If a newer one exists by now,
        the write is refused: a stale answer never hides a newer one.
    """

    answer: Answer
    seen_revision: int


@dataclass(frozen=True)
class NewScope:
    """A scope sheet to append, with the revision that its author saw, as in `NewAnswer`."""

    scope: Scope
    seen_revision: int


@dataclass(frozen=True)
class Changes(Cleaned):
    """What one action writes into one assessment: all of it or nothing.

    Attributes
    ----------
    withdrawn_evidence
        Ids of evidence entries that no longer count; they stay in the database.
    file_name, file_checksum
        The workbook they came from, empty for other origins.
    """

    origin: Origin
    answers: tuple[NewAnswer, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    withdrawn_evidence: tuple[str, ...] = ()
    flags: tuple[FlagEntry, ...] = ()
    scope: NewScope | None = None
    dissents: tuple[Dissent, ...] = ()
    replies: tuple[tuple[str, Reply], ...] = ()
    file_name: str = ""
    file_checksum: str = ""


class StaleWrite(Exception):  # noqa: N818 - says what happened, in the user's terms
    """Somebody else wrote first; nothing was written.

    Attributes
    ----------
    indicator_ids
        Where a newer answer exists; `assessment.model.scope.SCOPE` for the scope sheet.
    """

    def __init__(self, indicator_ids: Sequence[str]) -> None:
        super().__init__(f"a newer answer exists for {', '.join(indicator_ids)}")
        self.indicator_ids = tuple(indicator_ids)


@dataclass(frozen=True)
class KeptResult:
    """The heading of a stored result: its id, who kept it, and when."""

    id: str
    person_name: str
    recorded_at: datetime


@dataclass(frozen=True)
class StoredResult(KeptResult):
    """A stored result with its text, and the assessment that it belongs to."""

    assessment_id: str
    text: str
