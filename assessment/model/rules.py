"""Scoring rules as data: what ``scoring.yaml`` may say.

The arithmetic behind each rule is in `assessment.scoring`; nothing here computes.
"""

from abc import abstractmethod
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from assessment.model.conditions import Condition
from assessment.model.questionnaire import Frozen, Identifier, Text

Probability = Annotated[float, Field(ge=0, le=1)]
Confidence = Literal["high", "medium", "low"]
Weight = Annotated[float, Field(gt=0, allow_inf_nan=False)]

# Beyond these the digits of a generalised mean are lost; an exponent of 0 itself is exact.
LOWEST_FLOOR = 0.01
SMALLEST_EXPONENT = 0.01


class _DimensionRule(Frozen):
    why: Text


class WeightedRule(_DimensionRule):
    """A rule with weights by indicator id; indicators without one weigh 1."""

    weights: dict[Identifier, Weight] = Field(default_factory=dict)


class MeanRule(WeightedRule):
    """The mean of the effective levels."""

    rule: Literal["mean"]


class PointMeanRule(WeightedRule):
    """A generalised mean, taken on points (0 for the lowest level, 100 for the highest).

    Attributes
    ----------
    floor
        In points, 0 to below 100: a level that stands for fewer counts as this many. At
        least 0.01 where the exponent is 0 or below, as 0 points have no such mean.
    """

    floor: Annotated[float, Field(ge=0, lt=100, allow_inf_nan=False)]

    @property
    @abstractmethod
    def power(self) -> float:
        """The exponent of the mean: 1 would be the mean itself, 0 is the geometric mean."""

    @model_validator(mode="after")
    def _can_be_computed(self) -> Self:
        if 0 < abs(self.power) < SMALLEST_EXPONENT:
            near = f"an exponent nearer to 0 than {SMALLEST_EXPONENT}"
            raise ValueError(f"{near} cannot be told from the geometric mean; write 0")
        if self.power <= 0 and self.floor < LOWEST_FLOOR:
            remedy = f"give a floor of {LOWEST_FLOOR} or more"
            raise ValueError(f"this mean has no answer for a level of 0 points; {remedy}")
        return self


class GeometricMeanRule(PointMeanRule):
    """The geometric mean of the points: a low level pulls more than a high one lifts."""

    rule: Literal["geometric_mean"]

    @property
    def power(self) -> float:
        """The exponent of the mean: 0."""
        return 0.0


class HarmonicMeanRule(PointMeanRule):
    """The harmonic mean of the points: a low level pulls more still."""

    rule: Literal["harmonic_mean"]

    @property
    def power(self) -> float:
        """The exponent of the mean: -1."""
        return -1.0


class PowerMeanRule(PointMeanRule):
    """The generalised mean of the points with a stated exponent.

    Attributes
    ----------
    exponent
        -20 to 20; below 1 low levels pull more, above 1 high levels lift more. 0 is
        the geometric mean; otherwise at least 0.01 away from 0.
    """

    rule: Literal["power_mean"]
    exponent: Annotated[float, Field(ge=-20, le=20)]

    @property
    def power(self) -> float:
        """The exponent of the mean."""
        return self.exponent


class MinimumRule(_DimensionRule):
    """The lowest effective level: weakest link."""

    rule: Literal["minimum"]


class WeakestLinkRule(_DimensionRule):
    """The lowest level, and ``uplift`` more if any other is higher, up to the highest of them.

    The uplift is in levels, up to 1. PEFA scores an indicator so (method M1), where
    the plus of a grade such as B+ is half a grade.
    """

    rule: Literal["weakest_link"]
    uplift: Annotated[float, Field(gt=0, le=1)]


class CappedMeanRule(WeightedRule):
    """The mean, but never more than ``allowance`` levels above the lowest capping indicator."""

    rule: Literal["capped_mean"]
    capped_by: Literal["keys"] | tuple[Identifier, ...]
    allowance: Annotated[float, Field(ge=0)]


class Stage(Frozen):
    """One link of a chain."""

    id: Identifier
    name: Text
    indicators: tuple[Identifier, ...] = Field(min_length=1)


class ChainRule(_DimensionRule):
    """Half the weakest stage mean, half the mean of the stage means."""

    rule: Literal["chain"]
    stages: tuple[Stage, ...] = Field(min_length=2)


DimensionRule = Annotated[
    MeanRule
    | GeometricMeanRule
    | HarmonicMeanRule
    | PowerMeanRule
    | MinimumRule
    | WeakestLinkRule
    | CappedMeanRule
    | ChainRule,
    Field(discriminator="rule"),
]


class Gate(Frozen):
    """A dual-use indicator counts for at most ``allowance`` levels above its lowest gate."""

    by: tuple[Identifier, ...] = Field(min_length=1)
    allowance: int = Field(ge=0)
    why: Text


class Coverage(Frozen):
    """When a dimension score may be published."""

    share: Probability
    keys: bool
    why: Text


class Composite(Frozen):
    """An optional single number, never used for triggers."""

    rule: Literal["geometric_mean"]
    floor: Annotated[float, Field(gt=0, le=100)]
    why: Text


class IntervalRule(Frozen):
    """How the uncertainty interval is drawn.

    Attributes
    ----------
    shifts
        Confidence to the probabilities of one level down, none, one level up.
    weight_spread
        Each weight is multiplied by a uniform draw from ``1 - spread`` to ``1 + spread``.
    step_maps
        Name to the points (0 to 100) that the levels stand for, lowest level first.
    """

    draws: int = Field(ge=100, le=100_000)
    seed: int
    shifts: dict[Confidence, tuple[Probability, Probability, Probability]]
    weight_spread: Annotated[float, Field(ge=0, lt=1)]
    step_maps: dict[Identifier, tuple[float, ...]] = Field(min_length=1)
    quantiles: tuple[Probability, Probability]
    why: Text


class Band(Frozen):
    """A range of scores with a name; ``from_score`` belongs to it."""

    letter: Annotated[str, Field(pattern=r"^[A-Z]$")]
    name: Text
    from_score: Annotated[float, Field(ge=0, le=100)]
    colour: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
    pattern: Literal["solid", "horizontal", "diagonal", "vertical", "dots"]
    meaning: Text


class CriticalGap(Frozen):
    """A combination of answers that opens a review, whatever the scores."""

    id: Identifier
    name: Text
    meaning: Text
    crimes: tuple[Identifier, ...]
    condition: Condition


class ReviewTier(Frozen):
    """A level of review; the last tier in the list whose condition holds applies."""

    id: Identifier
    name: Text
    act_within: Text
    opens_when: Text
    condition: Condition | None = None


class ScoringRules(Frozen):
    """Everything ``scoring.yaml`` says of how one questionnaire is scored."""

    dimensions: dict[Identifier, DimensionRule]
    gates: dict[Identifier, Gate] = Field(default_factory=dict)
    coverage: Coverage
    composite: Composite | None = None
    interval: IntervalRule
    bands: tuple[Band, ...] = Field(min_length=1)
    critical_gaps: tuple[CriticalGap, ...] = ()
    review_tiers: tuple[ReviewTier, ...] = ()
