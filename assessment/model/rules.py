"""How a questionnaire with levels is scored, as data: what its ``scoring.yaml`` may say.

The rules of dimensions, gates and the composite are nodes of `assessment.model.tree`;
nothing here computes.
"""

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from assessment.model.conditions import Condition
from assessment.model.questionnaire import Frozen, Identifier, Note, Text
from assessment.model.tree import Node

LEAST_DRAWS, MOST_DRAWS = 10_000, 200_000
Probability = Annotated[float, Field(ge=0, le=1)]
Confidence = Literal["high", "medium", "low"]


class Early(Frozen):
    """Below this share of indicators with any answer, an assessment shows no results yet."""

    share: Probability
    why: Text


class Coverage(Frozen):
    """When a dimension score may be published, and when anything at all."""

    share: Probability
    keys: bool
    why: Text
    early: Early | None = None


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

    draws: int = Field(ge=LEAST_DRAWS, le=MOST_DRAWS)
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
    """A combination of answers that opens a review, whatever the scores.

    Attributes
    ----------
    flags
        The circumstances that it bears on: with one of them the gap is more pressing.
    """

    id: Identifier
    name: Text
    meaning: Text
    crimes: tuple[Identifier, ...]
    condition: Condition
    flags: tuple[Identifier, ...] = ()


class ReviewTier(Frozen):
    """A level of review; the last tier in the list whose condition holds applies."""

    id: Identifier
    name: Text
    act_within: Text
    opens_when: Text
    why: Note = ""
    condition: Condition | None = None


class RegionalPrompt(Frozen):
    """When to propose that regions be assessed on their own, as one figure would hide them."""

    condition: Condition
    why: Text


class ScoringRules(Frozen):
    """Everything ``scoring.yaml`` says of how one questionnaire is scored.

    Attributes
    ----------
    dimensions
        Dimension id to the rule that puts its indicators together.
    gates
        Dual-use indicator to the rule that limits it by others.
    composite
        An optional single number from the dimensions, never used for triggers.
    """

    # Built when it is first used: by then every rule is known.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    dimensions: dict[Identifier, Node]
    gates: dict[Identifier, Node] = Field(default_factory=dict)
    coverage: Coverage
    composite: Node | None = None
    interval: IntervalRule
    bands: tuple[Band, ...] = Field(min_length=1)
    critical_gaps: tuple[CriticalGap, ...] = ()
    review_tiers: tuple[ReviewTier, ...] = ()
    regional_prompt: RegionalPrompt | None = None
