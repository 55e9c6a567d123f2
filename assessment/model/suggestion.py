"""Suggested programmes, with the reasons and what speaks against them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from assessment.model.action import Action, Wait
from assessment.model.choice import RecordedChoice
from assessment.model.programme import Call, Closure, OptionSet, Precondition, Programme
from assessment.model.rules import Confidence


class Group(StrEnum):
    """How a suggestion is to be read; in the order in which groups are shown."""

    CALLED_FOR = "called_for"
    CRITICAL_GAP = "critical_gap"
    WEAK_POINT = "weak_point"
    KEEP_GOING = "keep_going"
    LATER = "later"
    NOT_ADVISED = "not_advised"
    NOT_KNOWN = "not_known"

    @property
    def is_advised(self) -> bool:
        """Whether nothing speaks against the programme; the answers may call for it or not."""
        return self in (Group.CALLED_FOR, Group.CRITICAL_GAP, Group.WEAK_POINT, Group.KEEP_GOING)

    @property
    def is_urgent(self) -> bool:
        """Whether something calls for the programme now."""
        return self.is_advised and self is not Group.KEEP_GOING


@dataclass(frozen=True)
class Need:
    """How much one served indicator calls for the programme.

    Attributes
    ----------
    need
        0 (highest level, nothing to gain) upward; factors can lift it over 1.
    gap_ids
        Active critical gaps in which the indicator is a cause because its level is too low.
    """

    indicator_id: str
    level: int
    need: float
    distance: float
    is_key: bool
    gap_ids: tuple[str, ...]
    confidence_factor: float
    confidence: Confidence | None = None


@dataclass(frozen=True)
class Closing:
    """A closure that holds for a programme.

    Attributes
    ----------
    routes
        Of the programme, those that it closes.
    causes
        Ids of the statements, indicators and flags that make it hold.
    by_caution
        Whether it is not known to hold, and counts because attacks or preparations are severe.
    """

    closure: Closure
    routes: tuple[str, ...]
    causes: tuple[str, ...]
    by_caution: bool = False


@dataclass(frozen=True)
class Suggestion:
    """One programme held against one profile.

    Attributes
    ----------
    score
        Mean need after factors and penalty, 0 upward; ``None`` when no served
        indicator is known. It orders programmes within a group and says nothing
        of feasibility or cost.
    failed, not_verified
        Preconditions that do not hold, or whose answer is not known.
    mechanism_matches
        Mechanisms of the programme whose pattern is active.
    route
        The route by which it is advised; ``None`` where it is not, or where the catalogue
        knows no routes.
    closings
        Closures that hold, also where another route is still open.
    unverified
        Closures that would touch the route advised, and of which nobody knows whether they hold.
    calls
        What calls for the programme whatever the levels.
    held_back
        Why it does not stand among the first; empty where nothing holds it back.
    is_dangerous
        Whether the circumstances lowered the need because of the route.
    rejection
        Who rejected it, when and why; ``None`` where nobody did, or it was taken back.
    """

    programme: Programme
    group: Group
    score: float | None
    needs: tuple[Need, ...]
    unknown: tuple[str, ...]
    mechanism_matches: tuple[str, ...]
    failed: tuple[Precondition, ...]
    not_verified: tuple[Precondition, ...]
    route: str | None = None
    closings: tuple[Closing, ...] = ()
    unverified: tuple[Closure, ...] = ()
    warnings: tuple[str, ...] = ()
    calls: tuple[Call, ...] = ()
    held_back: str = ""
    is_dangerous: bool = False
    rejection: RecordedChoice | None = None

    @property
    def gap_ids(self) -> tuple[str, ...]:
        """The active critical gaps that it addresses, without repeats."""
        return tuple(dict.fromkeys(id_ for need in self.needs for id_ in need.gap_ids))

    @property
    def worst(self) -> Need | None:
        """The need that counts most; ``None`` where no served indicator has a level."""
        return max(self.needs, key=lambda need: need.need, default=None)


@dataclass(frozen=True)
class Step:
    """An action held against the answers.

    Attributes
    ----------
    waits, not_verified
        What must hold first and does not, and what nobody knows.
    closings
        Closures that hold for its route.
    """

    action: Action
    waits: tuple[Wait, ...]
    not_verified: tuple[Wait, ...]
    closings: tuple[Closing, ...]

    @property
    def may_begin(self) -> bool:
        """Whether no answer speaks against it today."""
        return not self.waits and not self.closings


@dataclass(frozen=True)
class Change:
    """One answer or circumstance that is supposed to be different.

    Attributes
    ----------
    id
        Of an indicator, which then has ``level``, or of a context flag, which has ``option``.
    """

    id: str
    level: int | None = None
    option: str = ""


@dataclass(frozen=True)
class Counterfactual:
    """With these changes, and nothing else, a programme stands in another group."""

    changes: tuple[Change, ...]
    group: Group


@dataclass(frozen=True)
class Steadiness:
    """How a suggestion fares when what is not known about the state is drawn.

    Attributes
    ----------
    share
        Share of the draws (0 to 1) in which it stays in its group.
    find_out
        Indicators whose answers move it, those that do so most often first.
    """

    share: float
    find_out: tuple[str, ...]


@dataclass(frozen=True)
class Doubts:
    """What would change suggestions, and how steady they are; each by programme id."""

    changes: Mapping[str, Counterfactual]
    steadiness: Mapping[str, Steadiness]


@dataclass(frozen=True)
class Place:
    """One place in the order: a programme, or several that exclude each other.

    Attributes
    ----------
    option_set
        The words of the choice, if the catalogue has any.
    """

    suggestions: tuple[Suggestion, ...]
    option_set: OptionSet | None = None

    @property
    def programme_ids(self) -> tuple[str, ...]:
        """What stands in this place; nothing stands in two."""
        return tuple(one.programme.id for one in self.suggestions)


@dataclass(frozen=True)
class Arrangement:
    """The suggestions as a reader meets them: few first, then all others with the reason.

    Attributes
    ----------
    others
        Advised as well, in their order, but not among the first.
    closed
        Not advised, or later.
    unknown
        Programmes of which no served indicator has a level.
    rejected
        What people rejected, whatever group it is in; it stands nowhere else.
    """

    first: tuple[Place, ...]
    others: tuple[Place, ...]
    closed: tuple[Suggestion, ...]
    unknown: tuple[Suggestion, ...]
    rejected: tuple[Suggestion, ...] = ()
