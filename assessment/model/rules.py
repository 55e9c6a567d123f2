"""Scoring rules as data: what ``scoring.yaml`` may say.

The arithmetic behind each rule is in `assessment.scoring`; nothing here computes.
"""

from typing import Annotated, Literal

from pydantic import Field

from assessment.model.conditions import Condition
from assessment.model.questionnaire import Frozen, Identifier, Text

Probability = Annotated[float, Field(ge=0, le=1)]
Confidence = Literal["high", "medium", "low"]


class _DimensionRule(Frozen):
    why: Text


class MeanRule(_DimensionRule):
    """The mean of the effective levels; indicators without a weight weigh 1."""

    rule: Literal["mean"]
    weights: dict[Identifier, Annotated[float, Field(gt=0)]] = Field(default_factory=dict)


class MinimumRule(_DimensionRule):
    """The lowest effective level: weakest link."""

    rule: Literal["minimum"]


class CappedMeanRule(_DimensionRule):
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
    MeanRule | MinimumRule | CappedMeanRule | ChainRule, Field(discriminator="rule")
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
