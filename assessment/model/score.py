"""Scores with everything that explains them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from assessment.model.rules import Band, CriticalGap, ReviewTier
from assessment.model.tree import Limit


class Truth(StrEnum):
    """Three-valued truth: what is not known is neither true nor false."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Interval:
    """Spread of a score (0 to 100) under the questionnaire's interval rule."""

    low: float
    median: float
    high: float


@dataclass(frozen=True)
class GateEffect:
    """What a gate did to a dual-use indicator.

    Attributes
    ----------
    effective_level
        The level that counts; equals ``level`` where the gate does not bind.
    gate_levels
        Gate to its level, for the gates that are known.
    bound_by
        The gates that bind, empty where none does.
    not_verified
        Gates that are not known, so that they could not bind.
    """

    indicator_id: str
    level: int
    effective_level: int
    gate_levels: Mapping[str, int]
    bound_by: tuple[str, ...]
    not_verified: tuple[str, ...]


@dataclass(frozen=True)
class OneLevelMore:
    """What the dimension would score (0 to 100) if this indicator alone rose by one level."""

    indicator_id: str
    score: float
    change: float


@dataclass(frozen=True)
class DimensionScore:
    """The score of one dimension, how far it may be off, and what it rests on.

    Attributes
    ----------
    value
        0 to 100; ``None`` when coverage does not allow a score (``bounds`` remain).
    too_early
        Whether so little of the assessment is answered that nothing of it is shown,
        bounds neither.
    low, high
        Bounds, 0 to 100: every unknown applicable indicator at the lowest or highest level.
    """

    dimension_id: str
    value: float | None
    low: float
    high: float
    band: Band | None
    interval: Interval | None
    n_scored: int
    n_applicable: int
    missing: tuple[str, ...]
    missing_keys: tuple[str, ...]
    too_early: bool = False

    @property
    def coverage(self) -> float:
        """Share of applicable indicators that have a level; 0 to 1, 1 when none applies."""
        return self.n_scored / self.n_applicable if self.n_applicable else 1.0


@dataclass(frozen=True)
class Explanation:
    """How the score of one dimension came about, for whoever wants to compute it again.

    Attributes
    ----------
    effective_levels
        Indicator id to the level that counts, after the gates, for those that have one.
    limit
        What keeps the score from following the mean, if the rule has such a limit.
    one_level_more
        Largest gain first; empty without a score.
    """

    dimension_id: str
    rule: str
    effective_levels: Mapping[str, float]
    limit: Limit | None
    gates: tuple[GateEffect, ...]
    one_level_more: tuple[OneLevelMore, ...]

    @property
    def capped_by(self) -> tuple[str, ...]:
        """Indicators whose level set the score; empty where the mean did."""
        return self.limit.ids if self.limit and self.limit.binds else ()


@dataclass(frozen=True)
class MethodMark:
    """Under how many other methods the band of a dimension is the same.

    Attributes
    ----------
    band
        The letter under the questionnaire's own method.
    others
        Id of another method to the letter under it.
    """

    dimension_id: str
    band: str
    others: Mapping[str, str]

    @property
    def n_holds(self) -> int:
        """Under how many other methods the band is the same."""
        return sum(letter == self.band for letter in self.others.values())


@dataclass(frozen=True)
class Finding:
    """Whether a condition holds and which indicators or flags made it so."""

    truth: Truth
    causes: tuple[str, ...]


@dataclass(frozen=True)
class GapFinding:
    """A critical gap that is active or cannot be ruled out."""

    gap: CriticalGap
    finding: Finding

    @property
    def is_active(self) -> bool:
        """Whether the answers satisfy the condition."""
        return self.finding.truth is Truth.TRUE


@dataclass(frozen=True)
class Findings:
    """The critical gaps and the review tier of one assessment, without its scores.

    Attributes
    ----------
    gaps
        Active critical gaps first, then those that cannot be ruled out.
    tier
        The highest review tier whose condition holds; ``None`` without tiers.
    due_days
        Days in which the tier's review is due; ``None`` where the tier counts none.
    """

    gaps: tuple[GapFinding, ...]
    tier: ReviewTier | None
    tier_causes: tuple[str, ...]
    due_days: int | None


@dataclass(frozen=True)
class Composite:
    """The optional single number (0 to 100) and the dimension that limits it most."""

    value: float
    limiting_dimension_id: str


@dataclass(frozen=True)
class Progress:
    """How much of an assessment is answered, and whether that is enough to show results.

    Attributes
    ----------
    n_answered
        Indicators with any answer: a level, insufficient information or not applicable.
    needed
        From so many answers on results are shown; 0 where the questionnaire names no number.
    lacking
        Ids of the dimensions that lack most, the one that lacks most first.
    """

    n_answered: int
    n_indicators: int
    needed: int
    lacking: tuple[str, ...]

    @property
    def is_early(self) -> bool:
        """Whether it is too early for results."""
        return self.n_answered < self.needed


@dataclass(frozen=True)
class Profile:
    """All results of one assessment; never a forecast and never a decision.

    Attributes
    ----------
    gaps
        Active critical gaps first, then those that cannot be ruled out.
    tier
        The highest review tier whose condition holds; ``None`` without tiers.
    strengths
        Indicators at the two highest levels, best first.
    progress
        Where it is too early, there are neither scores nor gaps nor strengths, and no
        tier but one that the context alone opens.
    regional_prompt
        Why the regions should be assessed on their own; ``None`` where nothing says so,
        and in an assessment of a region.
    method_marks
        One for each dimension with a score; empty for a questionnaire that names no other
        methods.
    """

    dimensions: tuple[DimensionScore, ...]
    explanations: tuple[Explanation, ...]
    gaps: tuple[GapFinding, ...]
    tier: ReviewTier | None
    tier_causes: tuple[str, ...]
    strengths: tuple[str, ...]
    composite: Composite | None
    is_complete: bool
    progress: Progress
    regional_prompt: Finding | None = None
    method_marks: tuple[MethodMark, ...] = ()

    def explanation(self, dimension_id: str) -> Explanation:
        """Return how the score of one dimension came about.

        Raises
        ------
        KeyError
            If the questionnaire has no such dimension.
        """
        return {found.dimension_id: found for found in self.explanations}[dimension_id]

    def method_mark(self, dimension_id: str) -> MethodMark | None:
        """Return how far the band of a dimension hangs on the method, if that was tried."""
        return {mark.dimension_id: mark for mark in self.method_marks}.get(dimension_id)

    @property
    def active_gaps(self) -> tuple[CriticalGap, ...]:
        """The critical gaps whose condition holds."""
        return tuple(finding.gap for finding in self.gaps if finding.is_active)

    @property
    def active_gap_ids(self) -> frozenset[str]:
        """Ids of the critical gaps whose condition holds."""
        return frozenset(gap.id for gap in self.active_gaps)
