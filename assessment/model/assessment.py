"""An assessment: one questionnaire, one state, one period, one mode; and what is kept of it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal

from assessment.model.answer import (
    Answer,
    Dissent,
    Evidence,
    FlagEntry,
    Origin,
    RecordedAnswer,
    Reply,
)
from assessment.model.history import Approval, AssessmentStatus
from assessment.model.imports import RecordedRemark, Remark
from assessment.model.period import find_period
from assessment.model.scope import Scope
from assessment.model.text import Cleaned, fold

Mode = Literal["self", "external", "joint"]
MODES: tuple[Mode, ...] = ("self", "external", "joint")
UNNAMED = "Name not given"
"""Who writes until somebody says otherwise. Not translated: another name is another person."""


def twin_key(heading: Mapping[str, Any]) -> str:
    """Return what no two assessments share, from the fields of a heading.

    A checksum, because a scope note may be longer than a database can index.
    """
    place = (*state_id(heading), fold(heading["region"]))
    others = (heading["mode"], heading["questionnaire_id"], fold(heading["scope_note"]))
    parts = (*place, *period_id(heading["period"]), *others)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def state_id(heading: Mapping[str, Any]) -> tuple[str, str]:
    """Return what tells states apart: the code, and the name where several are invented."""
    return heading["state_code"], fold(heading["state_name"]) if heading["invented"] else ""


def period_id(period: str) -> tuple[str, str]:
    """Return what tells periods apart, however they are written."""
    found = find_period(period)
    if found is None:
        return "", fold(period)
    return found.first.isoformat(), found.last.isoformat()


def title_of(heading: Mapping[str, Any]) -> str:
    """Return state, region where only a part is assessed, and period of a heading."""
    state, region = heading["state_name"], heading["region"]
    return f"{state} ({region}), {heading['period']}" if region else f"{state}, {heading['period']}"


@dataclass(frozen=True)
class Actor:
    """Who does something: every stored row names the person and the organisation.

    Attributes
    ----------
    organisation
        Its name, for the screen.
    """

    person_id: str
    name: str
    organisation_id: str
    organisation: str = ""

    @property
    def is_named(self) -> bool:
        """Whether somebody said who they are."""
        return bool(self.person_id) and self.name != UNNAMED


NOBODY = Actor("", "", "")
"""Who reads without having said who they are; the store takes nothing from them."""


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
    archived
        Whether it is left out of lists and comparisons until somebody takes it back.
    approval
        Who approved it, while it is approved.
    n_changes
        How often it was changed as a whole: a change of one that is out of date is refused.
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
    status: AssessmentStatus = "draft"
    archived: bool = False
    approval: Approval | None = None
    n_changes: int = 0
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
        """What tells states apart: see `state_id` of this module."""
        return state_id(vars(self))

    @property
    def place_id(self) -> tuple[str, ...]:
        """What tells states and their regions apart, however they are spelt."""
        return *self.state_id, fold(self.region)

    @property
    def period_id(self) -> tuple[str, str]:
        """What tells periods apart: see `period_id` of this module."""
        return period_id(self.period)

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
    def is_locked(self) -> bool:
        """Whether nothing in it can be changed, because somebody signed what it says."""
        return self.status == "approved"

    @property
    def title(self) -> str:
        """State, region where only a part is assessed, and period."""
        return title_of(vars(self))

    @property
    def twin_key(self) -> str:
        """What no two assessments share: place, period, mode, questionnaire and scope note.

        See `twin_key` of this module.
        """
        return twin_key(vars(self))


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
    flag_revisions
        Flag id to the number of its newest entry; absent before the first.
    remarks
        What field teams wrote beside the answers, the oldest first.
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
    flag_revisions: Mapping[str, int] = field(default_factory=dict[str, int])
    remarks: tuple[RecordedRemark, ...] = ()

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
    remarks
        What field teams wrote beside it, the oldest first.
    """

    recorded: RecordedAnswer | None
    evidence: tuple[Evidence, ...]
    dissents: tuple[Dissent, ...]
    carried: RecordedAnswer | None = None
    carried_evidence: frozenset[str] = frozenset()
    remarks: tuple[RecordedRemark, ...] = ()

    @property
    def revision(self) -> int:
        """The number of the newest answer, carried over or not; 0 before the first."""
        newest = self.recorded or self.carried
        return newest.revision if newest else 0


@dataclass(frozen=True)
class AssessmentSummary:
    """One line of the list of assessments; what is only carried over is not answered.

    Attributes
    ----------
    last_change
        When something was last entered, or changed of the assessment as a whole; ``None``
        where nothing was entered yet.
    changed_by
        Whoever did that.
    """

    assessment: Assessment
    n_answered: int
    last_change: datetime | None
    n_carried: int = 0
    changed_by: str = ""


@dataclass(frozen=True)
class NewAnswer(Cleaned):
    """An answer to append.

    Attributes
    ----------
    seen_revision
        The revision its author saw, 0 for none. If a newer one exists by now,
        the write is refused: a stale answer never hides a newer one.
    change_reason
        Why it says something else than what the team had agreed on; empty otherwise.
    origin
        Where it came from, if it is another origin than that of the changes as a whole.
    """

    answer: Answer
    seen_revision: int
    change_reason: str = ""
    origin: Origin | None = None


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
    seen_flags
        Flag id to the revision that its author saw, as in `NewAnswer`; a flag that is not
        in it is written whatever stands there.
    file_name, file_checksum, filled_by, filled_for, copy_id
        The workbook they came from, as in `FileImport`; empty for other origins.
    undoes
        Id of the import that they take back; empty otherwise. Each is taken back once.
    with_ratings
        Whether ratings came with the workbook, so that it is named even if nothing else did.
    """

    origin: Origin
    answers: tuple[NewAnswer, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    withdrawn_evidence: tuple[str, ...] = ()
    flags: tuple[FlagEntry, ...] = ()
    seen_flags: Mapping[str, int] = field(default_factory=dict[str, int])
    scope: NewScope | None = None
    dissents: tuple[Dissent, ...] = ()
    replies: tuple[tuple[str, Reply], ...] = ()
    remarks: tuple[Remark, ...] = ()
    file_name: str = ""
    file_checksum: str = ""
    filled_by: str = ""
    filled_for: str = ""
    copy_id: str = ""
    undoes: str = ""
    with_ratings: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        sources = self.evidence or self.withdrawn_evidence
        views = self.dissents or self.replies or self.remarks
        names = self.undoes or self.with_ratings
        return not (self.answers or sources or self.flags or self.scope or views or names)


class TwinAssessment(Exception):  # noqa: N818 - says what happened, in the user's terms
    """There is an assessment with the same `twin_key`; nothing was written."""


class StaleWrite(Exception):  # noqa: N818 - says what happened, in the user's terms
    """Somebody else wrote first; nothing was written.

    Attributes
    ----------
    indicator_ids
        Where a newer answer or flag exists; `assessment.model.scope.SCOPE` for the scope
        sheet.
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
