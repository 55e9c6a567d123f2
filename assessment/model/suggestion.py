"""Suggested programmes, with the reasons and what speaks against them."""

from dataclasses import dataclass
from enum import StrEnum

from assessment.model.programme import Precondition, Programme


class Group(StrEnum):
    """How a suggestion is to be read; in the order in which groups are shown."""

    CRITICAL_GAP = "critical_gap"
    WEAK_POINT = "weak_point"
    KEEP_GOING = "keep_going"
    NOT_ADVISED = "not_advised"
    NOT_KNOWN = "not_known"


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
    """

    programme: Programme
    group: Group
    score: float | None
    needs: tuple[Need, ...]
    unknown: tuple[str, ...]
    mechanism_matches: tuple[str, ...]
    failed: tuple[Precondition, ...]
    not_verified: tuple[Precondition, ...]
