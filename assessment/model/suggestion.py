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
class Served:
    """What the answers say of the indicators that a programme serves.

    Programmes that serve the same share one, so that thousands are held up quickly.

    Attributes
    ----------
    needs
        Of the indicators that have a level.
    unknown
        The others.
    need
        The worst or the mean of the needs, as the matching rule says, before factors and
        penalty; ``None`` without any level.
    gap_ids
        The active critical gaps among the needs, without repeats.
    n_weak
        How many of them lie below the level to keep.
    """

    needs: tuple[Need, ...]
    unknown: tuple[str, ...]
    need: float | None
    gap_ids: tuple[str, ...]
    n_weak: int


@dataclass(frozen=True)
class Terms:
    """What answers and circumstances say of programmes of one kind, whatever they would raise.

    Programmes of one kind share one; `Suggestion` says what is in it.

    Attributes
    ----------
    verdict
        ``NOT_ADVISED`` or ``LATER``; ``None`` where the kind may be advised.
    danger_factor, penalty
        What the need is multiplied by, and what is then taken off.
    """

    verdict: Group | None
    route: str | None
    failed: tuple[Precondition, ...]
    not_verified: tuple[Precondition, ...]
    closings: tuple[Closing, ...]
    unverified: tuple[Closure, ...]
    warnings: tuple[str, ...]
    calls: tuple[Call, ...]
    held_back: str
    is_dangerous: bool
    danger_factor: float
    penalty: float


@dataclass(frozen=True)
class Suggestion:
    """One programme held against one profile.

    Attributes
    ----------
    score
        Mean need after factors and penalty, 0 upward; ``None`` when no served
        indicator is known. It orders programmes within a group and says nothing
        of feasibility or cost.
    mechanism_matches
        Mechanisms of the programme whose pattern is active.
    rejection
        Who rejected it, when and why; ``None`` where nobody did, or it was taken back.
    """

    programme: Programme
    group: Group
    score: float | None
    served: Served
    terms: Terms
    mechanism_matches: tuple[str, ...] = ()
    rejection: RecordedChoice | None = None

    @property
    def needs(self) -> tuple[Need, ...]:
        """How much each indicator that it serves and that has a level calls for it."""
        return self.served.needs

    @property
    def unknown(self) -> tuple[str, ...]:
        """The indicators that it serves and that have no level."""
        return self.served.unknown

    @property
    def gap_ids(self) -> tuple[str, ...]:
        """The active critical gaps that it addresses, without repeats."""
        return self.served.gap_ids

    @property
    def worst(self) -> Need | None:
        """The need that counts most; ``None`` where no served indicator has a level."""
        return max(self.needs, key=lambda need: need.need, default=None)

    @property
    def failed(self) -> tuple[Precondition, ...]:
        """Preconditions that do not hold."""
        return self.terms.failed

    @property
    def not_verified(self) -> tuple[Precondition, ...]:
        """Preconditions whose answer is not known."""
        return self.terms.not_verified

    @property
    def route(self) -> str | None:
        """The route by which it is advised; ``None`` where it is not, or there are no routes."""
        return self.terms.route

    @property
    def closings(self) -> tuple[Closing, ...]:
        """Closures that hold, also where another route is still open."""
        return self.terms.closings

    @property
    def unverified(self) -> tuple[Closure, ...]:
        """Closures that would touch its route, and of which nobody knows whether they hold."""
        return self.terms.unverified

    @property
    def warnings(self) -> tuple[str, ...]:
        """Dangers to be told with it, which close nothing."""
        return self.terms.warnings

    @property
    def calls(self) -> tuple[Call, ...]:
        """What calls for the programme whatever the levels."""
        return self.terms.calls

    @property
    def held_back(self) -> str:
        """Why it does not stand among the first; empty where nothing holds it back."""
        return self.terms.held_back

    @property
    def is_dangerous(self) -> bool:
        """Whether the circumstances lowered the need because of the route."""
        return self.terms.is_dangerous


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
    is_enough
        Whether the share is one from which on a suggestion is given.
    find_out
        Indicators whose answers move it, those that do so most often first.
    """

    share: float
    is_enough: bool
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
