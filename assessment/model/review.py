"""A review: what opened it, the ground it stands on, what people put beside it, how it ended.

Nothing of it is ever changed: each step is an entry that is appended. Who may append
what, and whether it is complete, is in `assessment.model.review_checks`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Literal, TypeAlias, TypeVar

from assessment.model.answer import Origin, Status
from assessment.model.assessment import Assessment, Record
from assessment.model.rules import ReviewTier
from assessment.model.score import Findings
from assessment.model.text import Cleaned

OpenedBy = Literal["tier", "person"]
Outcome = Literal["act", "do_not_act"]
OUTCOMES: tuple[Outcome, ...] = ("act", "do_not_act")
DueTo = Literal["convene", "decide"]
ProtectedKind = Literal["dissent", "alarm"]
PROTECTED_KINDS: tuple[ProtectedKind, ...] = ("dissent", "alarm")

DUE_SOON = timedelta(days=7)
"""From so long before its date on, an undecided review is due."""


@dataclass(frozen=True)
class Ground:
    """What a review stands on: the findings as they stood at one moment.

    Attributes
    ----------
    tier_id
        Empty where no tier applied.
    tier_causes
        Indicators, gaps, dimensions and flags that made the tier apply.
    active_gaps, open_gaps
        Ids of the critical gaps that were active, and that could not be ruled out.
    levels
        Indicator id to its level as a text, or to the name of its kind of missing; only
        what was answered.
    flags
        Context flag to the id of the option that was entered.
    due_days
        Days in which the tier's review is due; ``None`` where it counts none.
    """

    tier_id: str = ""
    tier_causes: tuple[str, ...] = ()
    active_gaps: tuple[str, ...] = ()
    open_gaps: tuple[str, ...] = ()
    levels: Mapping[str, str] = field(default_factory=dict[str, str])
    flags: Mapping[str, str] = field(default_factory=dict[str, str])
    due_days: int | None = None


def ground_of(record: Record, findings: Findings) -> Ground:
    """Return the ground that the answers of a record give."""
    answers = (recorded.answer for recorded in record.answers.values())
    return Ground(
        tier_id=findings.tier.id if findings.tier else "",
        tier_causes=findings.tier_causes,
        active_gaps=tuple(found.gap.id for found in findings.gaps if found.is_active),
        open_gaps=tuple(found.gap.id for found in findings.gaps if not found.is_active),
        levels={
            answer.indicator_id: str(answer.level)
            if answer.status is Status.LEVEL
            else answer.status.value
            for answer in answers
            if answer.is_answered
        },
        flags={id_: entry.option for id_, entry in record.flags.items()},
        due_days=findings.due_days,
    )


@dataclass(frozen=True)
class Moved:
    """In what the ground of today differs from that of an earlier moment.

    Attributes
    ----------
    tier
        The tier before and now, each empty where none applied; ``None`` if it is the same.
    gaps_opened, gaps_closed
        Critical gaps that became active, and that no longer are.
    levels, flags
        Indicator or flag to what was there before and is there now; empty for nothing.
    """

    tier: tuple[str, str] | None = None
    gaps_opened: tuple[str, ...] = ()
    gaps_closed: tuple[str, ...] = ()
    levels: Mapping[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])
    flags: Mapping[str, tuple[str, str]] = field(default_factory=dict[str, tuple[str, str]])

    def __bool__(self) -> bool:
        """Whether anything moved."""
        return bool(self.tier or self.gaps_opened or self.gaps_closed or self.levels or self.flags)


def what_moved(before: Ground, now: Ground) -> Moved:
    """Hold the ground of today against an earlier one.

    Examples
    --------
    >>> what_moved(Ground("T1", levels={"LAW-1": "1"}), Ground("T2", levels={"LAW-1": "0"})).levels
    {'LAW-1': ('1', '0')}
    """
    return Moved(
        tier=None if before.tier_id == now.tier_id else (before.tier_id, now.tier_id),
        gaps_opened=tuple(id_ for id_ in now.active_gaps if id_ not in before.active_gaps),
        gaps_closed=tuple(id_ for id_ in before.active_gaps if id_ not in now.active_gaps),
        levels=_differences(before.levels, now.levels),
        flags=_differences(before.flags, now.flags),
    )


def _differences(before: Mapping[str, str], now: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    pairs = {id_: (before.get(id_, ""), now.get(id_, "")) for id_ in (*before, *now)}
    return {id_: pair for id_, pair in pairs.items() if pair[0] != pair[1]}


# What is appended to a review.


@dataclass(frozen=True)
class Signed(Cleaned):
    """What a person answers for by name: who, in which office, why, and when.

    The same is asked of every one of them, whichever way it goes.

    Attributes
    ----------
    on
        The day on which it was settled, which may lie before the day of the entry.
    """

    person: str
    office: str
    reasons: str
    on: date


@dataclass(frozen=True)
class Decision(Signed):
    """To act or not to act; it closes the review."""

    kind: ClassVar = "decision"
    outcome: Outcome


@dataclass(frozen=True)
class Deferral(Signed):
    """That the decision is put off, once, to another day."""

    kind: ClassVar = "deferral"
    due_on: date


@dataclass(frozen=True)
class Override(Signed):
    """That another tier is to hold than the one that the rules give, with the reasons."""

    kind: ClassVar = "override"
    tier_id: str
    due_on: date | None = None
    due_to: DueTo = "decide"


@dataclass(frozen=True)
class Convening(Cleaned):
    """Who convenes those who must decide, who they are, and by when they decide."""

    kind: ClassVar = "convening"
    convenes: str
    must_decide: tuple[str, ...]
    due_on: date


@dataclass(frozen=True)
class ReviewOption(Cleaned):
    """One thing that could be done, with its consequences.

    Attributes
    ----------
    does_nothing
        Whether it says what follows if nothing is done; it then needs no text of its own.
    """

    kind: ClassVar = "option"
    text: str
    consequences: str
    proposed_by: str
    does_nothing: bool = False


@dataclass(frozen=True)
class ReviewDissent(Cleaned):
    """A different view of the review or of its decision, by anybody."""

    kind: ClassVar = "dissent"
    text: str
    signed_as: str


@dataclass(frozen=True)
class Raise:
    """That a higher tier came to apply while the review was open; its ground is beside it."""

    kind: ClassVar = "raise"
    due_on: date | None = None
    due_to: DueTo = "decide"


Entry: TypeAlias = Decision | Deferral | Override | Convening | ReviewOption | ReviewDissent | Raise
ENTRY_KINDS: tuple[type[Entry], ...] = (
    Decision,
    Deferral,
    Override,
    Convening,
    ReviewOption,
    ReviewDissent,
    Raise,
)
_Kind = TypeVar("_Kind", bound=Entry)


@dataclass(frozen=True)
class RecordedEntry:
    """An entry as it was recorded.

    Attributes
    ----------
    number
        Counted from 1 within its review.
    ground
        The findings at that moment, where the entry stands on them; else ``None``.
    person_name
        Who recorded it, who need not be who decided.
    """

    number: int
    entry: Entry
    ground: Ground | None
    person_name: str
    recorded_at: datetime


@dataclass(frozen=True)
class NewReview(Cleaned):
    """A review to open.

    Attributes
    ----------
    reason
        Why a person opened it; empty where a tier did.
    due_on
        ``None`` where no rule counts days.
    due_to
        What must be done by then.
    """

    opened_by: OpenedBy
    reason: str
    ground: Ground
    origin: Origin = "page"
    due_on: date | None = None
    due_to: DueTo = "decide"


class ReviewState(StrEnum):
    """How an undecided review stands to its date, or that it is decided."""

    DEFERRED_TWICE = "deferred_twice"
    OVERDUE = "overdue"
    DUE = "due"
    OPEN = "open"
    DECIDED = "decided"


@dataclass(frozen=True)
class Review:
    """A review with all its entries, the first one first.

    Attributes
    ----------
    number
        Counted from 1 within the assessment.
    """

    id: str
    assessment_id: str
    number: int
    opening: NewReview
    person_name: str
    recorded_at: datetime
    entries: tuple[RecordedEntry, ...] = ()

    def of_kind(self, kind: type[_Kind]) -> tuple[_Kind, ...]:
        """Return the entries of one kind, the first one first."""
        return tuple(one.entry for one in self.entries if isinstance(one.entry, kind))

    @property
    def seen(self) -> int:
        """The number of the newest entry; 0 before the first."""
        return self.entries[-1].number if self.entries else 0

    @property
    def convening(self) -> Convening | None:
        """The newest word on who convenes and who must decide."""
        return next(reversed(self.of_kind(Convening)), None)

    @property
    def deferral(self) -> Deferral | None:
        """The one deferral, if there was one."""
        return next(iter(self.of_kind(Deferral)), None)

    @property
    def decision(self) -> Decision | None:
        """The decision, if there is one."""
        return next(iter(self.of_kind(Decision)), None)

    @property
    def is_decided(self) -> bool:
        """Whether a named person decided to act or not to act."""
        return self.decision is not None

    @property
    def grounds(self) -> tuple[Ground, ...]:
        """Every ground that was noted, that of the opening first."""
        return (self.opening.ground, *(one.ground for one in self.entries if one.ground))

    @property
    def tier_id(self) -> str:
        """The tier in force: as the rules gave it, or as a person overrode it."""
        found = self.opening.ground.tier_id
        for one in self.entries:
            if isinstance(one.entry, Override):
                found = one.entry.tier_id
            elif isinstance(one.entry, Raise) and one.ground is not None:
                found = one.ground.tier_id
        return found

    @property
    def tier_ids(self) -> frozenset[str]:
        """Every tier that its grounds had or that is in force."""
        return frozenset(one.tier_id for one in self.grounds) | {self.tier_id}

    @property
    def due_on(self) -> date | None:
        """The day that counts now."""
        moves = (
            one.entry.due_on
            for one in reversed(self.entries)
            if isinstance(one.entry, Convening | Deferral | Override | Raise)
        )
        return next((day for day in moves if day is not None), self.opening.due_on)

    @property
    def due_to(self) -> DueTo:
        """What must be done by that day: convene, or decide."""
        for one in reversed(self.entries):
            if isinstance(one.entry, Convening | Deferral):
                return "decide"
            if isinstance(one.entry, Override | Raise):
                return one.entry.due_to
        return self.opening.due_to

    def state(self, today: date, *, was_deferred_before: bool = False) -> ReviewState:
        """Return how the review stands.

        Parameters
        ----------
        was_deferred_before
            Whether the review before it, of the same place, was deferred; see `deferred_before`.
        """
        if self.is_decided:
            return ReviewState.DECIDED
        if self.deferral is not None and was_deferred_before:
            return ReviewState.DEFERRED_TWICE
        if self.due_on is None or today + DUE_SOON < self.due_on:
            return ReviewState.OPEN
        return ReviewState.DUE if today <= self.due_on else ReviewState.OVERDUE

    def is_overdue(self, today: date) -> bool:
        """Whether its day has passed without a decision, however often it was deferred."""
        return not self.is_decided and self.due_on is not None and self.due_on < today


@dataclass(frozen=True)
class BoardLine:
    """One review on the board of all of them.

    Attributes
    ----------
    review
        ``None`` where a tier asks for a review that nobody recorded yet.
    tier_id
        The tier in force, or the one that asks.
    due_on
        ``None`` where no day counts.
    """

    assessment: Assessment
    review: Review | None
    state: ReviewState
    tier_id: str
    tier_name: str
    due_on: date | None
    is_overdue: bool


def deferred_before(review: Review, others: Iterable[Review]) -> bool:
    """Whether the review before this one was deferred, among reviews of the same place."""
    earlier = [one for one in others if one.recorded_at < review.recorded_at]
    last = max(earlier, key=lambda one: one.recorded_at, default=None)
    return last is not None and last.deferral is not None


Step = Literal["open", "raise"]


def nothing_can_be_asked(newest: Review | None, tiers: Sequence[ReviewTier]) -> bool:
    """Whether no ground whatever could ask for more than the newest review.

    No tier opens one, or the review is open and the highest tier has been its own.
    """
    asking = [tier.id for tier in tiers if tier.asks_for_review]
    if not asking:
        return True
    return newest is not None and not newest.is_decided and asking[-1] in newest.tier_ids


def next_step(newest: Review | None, ground: Ground, tiers: Sequence[ReviewTier]) -> Step | None:
    """Return what the tier of a ground asks for and no review answers yet.

    A review that is open is never opened a second time, and what was decided is not asked
    again on the same ground: only a higher tier, or a gap that no ground of it had, is new.
    Where nothing is answered and nothing known of the context, there is no ground yet.

    Parameters
    ----------
    newest
        The newest review of the assessment.
    tiers
        As the questionnaire has them, the lowest first.
    """
    ranks = {tier.id: rank for rank, tier in enumerate(tiers) if tier.asks_for_review}
    has_begun = bool(ground.levels or ground.flags)
    if ground.tier_id not in ranks or not has_begun:
        return None
    if newest is None:
        return "open"
    is_higher = ranks[ground.tier_id] > max(ranks.get(id_, -1) for id_ in newest.tier_ids)
    if not newest.is_decided:
        return "raise" if is_higher else None
    known_gaps = {id_ for one in newest.grounds for id_ in one.active_gaps}
    return "open" if is_higher or set(ground.active_gaps) - known_gaps else None


@dataclass(frozen=True)
class ProtectedEntry(Cleaned):
    """Dissent or alarm for one reviewer only, which the team can neither change nor delete.

    Attributes
    ----------
    signed_as
        A name, or an alias that its author chose.
    for_reviewer
        The name of who may read it, as it was when this was written.
    recorded_at
        Under an alias the day alone, so that the time of day leads to nobody.
    for_person_id
        The person who may read it. Entries from before persons held keys name nobody: they were
        left for whoever writes under the name, and stay that.
    by_person_id
        The author; empty under an alias.
    """

    kind: ProtectedKind
    text: str
    signed_as: str
    for_reviewer: str
    is_alias: bool
    recorded_at: datetime
    id: str = ""
    for_person_id: str = ""
    by_person_id: str = ""

    def may_be_read_by(self, person_id: str, name: str) -> bool:
        """Whether it is shown to a person; another of the same name is somebody else.

        Examples
        --------
        >>> from datetime import UTC
        >>> at = datetime(2026, 1, 1, tzinfo=UTC)
        >>> entry = ProtectedEntry("alarm", "...", "Heron", "Ada Amin", True, at, "", "P1")
        >>> entry.may_be_read_by("P1", "Ada Amin"), entry.may_be_read_by("P2", "Ada Amin")
        (True, False)
        """
        if self.for_person_id:
            return bool(person_id) and person_id in (self.for_person_id, self.by_person_id)
        return _same(name) in (_same(self.for_reviewer), _same(self.signed_as))


def _same(name: str) -> str:
    return " ".join(name.split()).casefold()
