"""How a questionnaire with levels is scored, as data: what its ``scoring.yaml`` may say.

The rules of dimensions, gates and the composite are nodes of `assessment.model.tree`;
nothing here computes.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, get_args

from pydantic import ConfigDict, Field

from assessment.model.answer import Confidence, Grade
from assessment.model.conditions import Condition
from assessment.model.questionnaire import Frozen, Identifier, Note, Text
from assessment.model.tree import Node

LEAST_DRAWS, MOST_DRAWS = 10_000, 200_000
Probability = Annotated[float, Field(ge=0, le=1)]
Chances = tuple[Probability, Probability, Probability]
"""That an answer is one level too high, right, or one level too low."""

EvidenceStanding = Literal["A", "B", "C", "unstated"]
"""The grade of the evidence behind a level, or that nobody gave one."""

EVIDENCE_STANDINGS: tuple[EvidenceStanding, ...] = get_args(EvidenceStanding)
Varied = Literal["answers", "raters", "weights", "step_maps"]


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
    """How the interval beside every score is drawn.

    Attributes
    ----------
    varies
        What the interval shows. What is not known about the state is in ``answers`` and
        ``raters``; the others are choices of method, as an older version had them.
    shifts
        Confidence to the chances of an error, for every evidence alike or by its grade.
    together
        Share of the draws of each answer (0 to 1) in which it errs the same way as all
        others: one assessor who is too kind or too strict everywhere.
    weight_spread
        Each weight is multiplied by a uniform draw from ``1 - spread`` to ``1 + spread``,
        where weights vary: in an analysis, or in the interval if it varies them.
    step_maps
        Name to the points (0 to 100) that the levels stand for, lowest level first.
    quantiles
        Ends of the interval of a score, and of a difference, as shares of the draws.
    """

    draws: int = Field(ge=LEAST_DRAWS, le=MOST_DRAWS)
    seed: int
    varies: tuple[Varied, ...] = Field(default=("answers", "weights", "step_maps"), min_length=1)
    shifts: dict[Confidence, Chances | dict[EvidenceStanding, Chances]]
    together: Probability = 0.0
    weight_spread: Annotated[float, Field(ge=0, lt=1)]
    step_maps: dict[Identifier, tuple[float, ...]] = Field(min_length=1)
    quantiles: tuple[Probability, Probability]
    why: Text

    def chances(self, confidence: Confidence | None, grade: Grade | None) -> Chances:
        """Return the chances of an error of one answer.

        Parameters
        ----------
        confidence, grade
            ``None`` for what nobody stated: it is no better than the lowest confidence,
            and as good as the questionnaire says evidence without a grade to be. There is
            no level on evidence of grade D; if one slipped in, it counts as not graded.
        """
        found = self.shifts[confidence or "low"]
        if not isinstance(found, Mapping):
            return found
        return found[grade if grade in ("A", "B", "C") else "unstated"]

    @property
    def by_grade(self) -> bool:
        """Whether the chances of an error depend on the grade of the evidence as well."""
        return any(isinstance(found, Mapping) for found in self.shifts.values())


class MethodVariant(Frozen):
    """Another defensible method, under which it is tried whether a band holds.

    Attributes
    ----------
    step_map
        Points (0 to 100) that the levels stand for, lowest level first.
    rule
        Name of a rule for every dimension that can take it.
    allowance
        What is added to the allowance of every cap, in levels.
    key_weight
        How many times as much a key indicator weighs as another.
    """

    id: Identifier
    name: Text
    why: Text
    step_map: tuple[float, ...] | None = None
    rule: Identifier | None = None
    allowance: Annotated[float, Field(ge=-4, le=4)] = 0.0
    key_weight: Annotated[float, Field(gt=0, le=10)] = 1.0


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


class Sooner(Frozen):
    """A shorter time that a review has where a condition holds."""

    days: int = Field(ge=1)
    condition: Condition


class Due(Frozen):
    """By when a review is due, counted from the day on which its tier came to apply.

    Attributes
    ----------
    to
        What must be done by then: convene those who decide, or decide.
    """

    to: Literal["convene", "decide"]
    days: int = Field(ge=1)
    sooner: Sooner | None = None
    why: Text


class ReviewTier(Frozen):
    """A level of review; the last tier in the list whose condition holds applies.

    Attributes
    ----------
    due
        What ``act_within`` says, for a calendar; ``None`` where no day can be counted.
    """

    id: Identifier
    name: Text
    act_within: Text
    opens_when: Text
    why: Note = ""
    condition: Condition | None = None
    due: Due | None = None

    @property
    def asks_for_review(self) -> bool:
        """Whether it opens a review; what always applies is the ordinary round."""
        return self.condition is not None


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
    methods
        Other methods that say how far a band hangs on this one; see `MethodVariant`.
    """

    # Built when it is first used: by then every rule is known.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    dimensions: dict[Identifier, Node]
    gates: dict[Identifier, Node] = Field(default_factory=dict)
    coverage: Coverage
    composite: Node | None = None
    interval: IntervalRule
    methods: tuple[MethodVariant, ...] = ()
    bands: tuple[Band, ...] = Field(min_length=1)
    critical_gaps: tuple[CriticalGap, ...] = ()
    review_tiers: tuple[ReviewTier, ...] = ()
    regional_prompt: RegionalPrompt | None = None
