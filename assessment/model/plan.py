"""A plan: what is to be done about the findings of one assessment, by whom, until when.

Everything in it is appended: an item's newest version is the current one, and what several
parties say of one milestone stays beside each other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Literal

from assessment.locales import mark
from assessment.model.answer import Answer, Origin, Status
from assessment.model.programme import Precondition
from assessment.model.text import Cleaned
from assessment.model.version_changes import IndicatorHistory

ItemStatus = Literal["proposed", "agreed", "under_way", "done", "dropped"]
ITEM_STATUSES: tuple[ItemStatus, ...] = ("proposed", "agreed", "under_way", "done", "dropped")
MilestoneStatus = Literal["agreed", "dropped"]
MILESTONE_STATUSES: tuple[MilestoneStatus, ...] = ("agreed", "dropped")
Says = Literal["met", "not_met"]
SAYS: tuple[Says, ...] = ("met", "not_met")
Party = Literal["government", "partner", "other"]
PARTIES: tuple[Party, ...] = ("government", "partner", "other")
HIGHEST_COST = 10**15
PLAN = "plan"
"""Names the plan where other things have the id of an indicator or a flag."""
NO_PROOF = mark(
    "A level that moved beside an item is no proof that the item moved it: other things happened "
    "in the same time, and nobody can see what would have happened without it."
)


@dataclass(frozen=True)
class PlanItem(Cleaned):
    """One thing that is to be done, so that one indicator reaches a level.

    Attributes
    ----------
    number
        Names the item within its plan, from 1; 0 before it is stored.
    goal
        The level that it should reach; ``None`` only where somebody left it out.
    status_then, level_then
        What was known of the indicator when the item was added; later versions keep it.
    programme_id, option
        A programme of the catalogue, or in own words what no catalogue has; both may be empty.
    starts, ends
        From and until, both days included.
    cost_low, cost_high
        In whole units of the currency (ISO 4217).
    prerequisites
        Numbers of the items that must be done first.
    measure
        How anybody can see that it works.
    reason
        Why it was dropped, or what else there is to say of this version.
    """

    indicator_id: str
    goal: int | None
    number: int = 0
    status: ItemStatus = "proposed"
    status_then: Status = Status.NOT_ANSWERED
    level_then: int | None = None
    programme_id: str = ""
    option: str = ""
    route_id: str = ""
    owner: str = ""
    partner: str = ""
    starts: date | None = None
    ends: date | None = None
    cost_low: int | None = None
    cost_high: int | None = None
    currency: str = ""
    prerequisites: tuple[int, ...] = ()
    measure: str = ""
    review_on: date | None = None
    reason: str = ""

    @property
    def is_dropped(self) -> bool:
        """Whether it no longer counts; it stays on record."""
        return self.status == "dropped"

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.status not in ("done", "dropped")


@dataclass(frozen=True)
class Milestone(Cleaned):
    """What a government and a partner agreed to look at on a day.

    Attributes
    ----------
    number
        Names the milestone within its plan, from 1; 0 before it is stored.
    item_number
        The item that it belongs to; ``None`` for the plan as a whole.
    government, partner
        Who agreed to it.
    """

    title: str
    due_on: date | None
    government: str
    partner: str
    number: int = 0
    item_number: int | None = None
    status: MilestoneStatus = "agreed"
    reason: str = ""

    @property
    def is_dropped(self) -> bool:
        """Whether it no longer counts; it stays on record."""
        return self.status == "dropped"


@dataclass(frozen=True)
class Attestation(Cleaned):
    """What one named person says of a milestone for one party.

    Attributes
    ----------
    evidence
        On what it rests.
    """

    milestone_number: int
    says: Says
    party: Party
    said_by: str
    said_on: date | None
    evidence: str


@dataclass(frozen=True)
class RecordedItem:
    """An item as stored: never changed afterwards, only followed by a newer version."""

    item: PlanItem
    revision: int
    person_name: str
    origin: Origin
    recorded_at: datetime


@dataclass(frozen=True)
class RecordedMilestone:
    """A milestone as stored: never changed afterwards, only followed by a newer version."""

    milestone: Milestone
    revision: int
    person_name: str
    recorded_at: datetime


@dataclass(frozen=True)
class RecordedAttestation:
    """An attestation as stored, with the person who entered it."""

    attestation: Attestation
    person_name: str
    recorded_at: datetime


@dataclass(frozen=True)
class Plan:
    """Everything that was ever recorded of the plan of one assessment.

    Attributes
    ----------
    items, milestones
        All versions, older revisions of each number first.
    attestations
        In the order in which they were entered.
    """

    items: tuple[RecordedItem, ...] = ()
    milestones: tuple[RecordedMilestone, ...] = ()
    attestations: tuple[RecordedAttestation, ...] = ()

    @property
    def n_rows(self) -> int:
        """How much was recorded; a plan that somebody added to meanwhile has more."""
        return len(self.items) + len(self.milestones) + len(self.attestations)

    @cached_property
    def current(self) -> Mapping[int, RecordedItem]:
        """The newest version of each item by its number, dropped ones too."""
        newest = {one.item.number: one for one in self.items}
        return dict(sorted(newest.items()))

    @cached_property
    def agreed(self) -> Mapping[int, RecordedMilestone]:
        """The newest version of each milestone by its number, dropped ones too."""
        newest = {one.milestone.number: one for one in self.milestones}
        return dict(sorted(newest.items()))

    def history(self, number: int) -> tuple[RecordedItem, ...]:
        """Return every version of an item, the newest first."""
        return tuple(reversed([one for one in self.items if one.item.number == number]))

    def attested(self, number: int) -> tuple[RecordedAttestation, ...]:
        """Return everything that was said of a milestone, the oldest first."""
        return tuple(one for one in self.attestations if one.attestation.milestone_number == number)


@dataclass(frozen=True)
class PlanChanges:
    """What one action appends to a plan: all of it or nothing.

    Attributes
    ----------
    n_seen
        How much of the plan its author saw (`Plan.n_rows`). If there is more by now, the
        write is refused, so that checks of several items at once hold when they are stored.
    items, milestones
        Each with its revision.
    """

    origin: Origin
    n_seen: int
    items: tuple[tuple[PlanItem, int], ...] = ()
    milestones: tuple[tuple[Milestone, int], ...] = ()
    attestations: tuple[Attestation, ...] = ()


class Change(StrEnum):
    """What became of the answer since an item was added."""

    SAME = "same"
    UP = "up"
    DOWN = "down"
    FIRST_KNOWN = "first_known"
    STILL_UNKNOWN = "still_unknown"
    NO_LONGER_ANSWERED = "no_longer_answered"
    NO_LONGER_KNOWN = "no_longer_known"
    NOT_APPLICABLE_NOW = "not_applicable_now"


@dataclass(frozen=True)
class ItemStanding:
    """An item held against the findings of today.

    Attributes
    ----------
    now
        The current answer to its indicator.
    waits_for, rests_on_dropped
        Prerequisites that are not done, and those that were dropped.
    failed
        Preconditions of its programme that do not hold today.
    gap_ids
        Active critical gaps in which its indicator takes part.
    """

    recorded: RecordedItem
    now: Answer
    change: Change
    waits_for: tuple[int, ...] = ()
    rests_on_dropped: tuple[int, ...] = ()
    failed: tuple[Precondition, ...] = ()
    gap_ids: tuple[str, ...] = ()
    is_overdue: bool = False
    review_is_due: bool = False

    @property
    def item(self) -> PlanItem:
        """The current version of the item."""
        return self.recorded.item

    @property
    def has_reached(self) -> bool:
        """Whether the indicator is at the level that the item should reach, or above."""
        goal, level = self.item.goal, self.now.level
        return goal is not None and level is not None and level >= goal


class Agreement(StrEnum):
    """What the parties say of a milestone, each by its newest attestation."""

    NOBODY = "nobody"
    MET = "met"
    NOT_MET = "not_met"
    DIFFER = "differ"


@dataclass(frozen=True)
class MilestoneStanding:
    """A milestone with everything that was said of it."""

    recorded: RecordedMilestone
    attested: tuple[RecordedAttestation, ...]
    is_overdue: bool

    @property
    def milestone(self) -> Milestone:
        """The current version of the milestone."""
        return self.recorded.milestone

    @property
    def newest(self) -> Mapping[Party, Attestation]:
        """What each party said last."""
        return {one.attestation.party: one.attestation for one in self.attested}

    @property
    def agreement(self) -> Agreement:
        """Whether all who spoke say the same."""
        said = {one.says for one in self.newest.values()}
        if not said:
            return Agreement.NOBODY
        return Agreement(said.pop()) if len(said) == 1 else Agreement.DIFFER


class Moved(StrEnum):
    """What became of the indicator of an item from one round to the next."""

    UP = "up"
    DOWN = "down"
    SAME = "same"
    NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True)
class Move:
    """An item of the plan of the earlier round, and its indicator in this one.

    Attributes
    ----------
    before, after
        The answers of both rounds; ``after`` is ``None`` where the indicator is asked no more.
    indicator_id
        Under which this round asks it.
    history
        Where the indicator of this round comes from; ``None`` where that is not known.
    was_edited
        Whether the questionnaire was edited under the same version number in between.
    """

    recorded: RecordedItem
    before: Answer
    after: Answer | None
    moved: Moved
    indicator_id: str
    history: IndicatorHistory | None = None
    was_edited: bool = False

    @property
    def item(self) -> PlanItem:
        """The item of the earlier plan."""
        return self.recorded.item


@dataclass(frozen=True)
class PlanChoice:
    """An indicator that an item can be added for.

    Attributes
    ----------
    gap_ids, open_gap_ids
        Critical gaps that it makes active, and those that it keeps from being ruled out.
    """

    indicator_id: str
    answer: Answer
    gap_ids: tuple[str, ...] = ()
    open_gap_ids: tuple[str, ...] = ()


def find_cycle(items: Iterable[PlanItem], number: int) -> tuple[int, ...]:
    """Return the items through which an item waits for itself; empty if it does not.

    Examples
    --------
    >>> first = PlanItem("LAW-1", 3, number=1, prerequisites=(2,))
    >>> second = PlanItem("LAW-2", 3, number=2, prerequisites=(1,))
    >>> find_cycle([first, second], 1)
    (1, 2, 1)
    """
    after = {one.number: one.prerequisites for one in items}
    waiting = [(number, next_) for next_ in after.get(number, ())]
    seen: set[int] = set()
    while waiting:
        path = waiting.pop()
        if path[-1] == number:
            return path
        if path[-1] not in seen:
            seen.add(path[-1])
            waiting += [(*path, next_) for next_ in after.get(path[-1], ())]
    return ()
