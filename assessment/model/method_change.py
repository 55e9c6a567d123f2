"""A change of method that somebody tries, and what comes of it; nothing of it is ever stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from assessment.model.questionnaire import Frozen, Identifier

OWN = "own"
"""Stands for the rule of the questionnaire itself, where others can be chosen."""
LIGHTEST, HEAVIEST = 0.25, 4.0
Factor = Annotated[float, Field(ge=LIGHTEST, le=HEAVIEST)]


class DimensionChange(Frozen):
    """What is tried in one dimension.

    Attributes
    ----------
    rule
        Name of a rule that can be tried; ``own`` leaves that of the questionnaire.
    allowance
        How far a capped mean may lie above its lowest capping indicator, in levels (0 to 10);
        ``None`` leaves it as it is.
    weights
        Indicator id to how many times as much as now it weighs, a quarter to four times.
    """

    rule: str = OWN
    allowance: Annotated[float, Field(ge=0, le=10)] | None = None
    weights: dict[Identifier, Factor] = Field(default_factory=dict)

    @property
    def is_none(self) -> bool:
        """Whether nothing is changed."""
        weighs_the_same = all(factor == 1 for factor in self.weights.values())
        return self.rule == OWN and self.allowance is None and weighs_the_same


Changes = Mapping[str, DimensionChange]
"""Dimension id to what is tried in it."""


@dataclass(frozen=True)
class Move:
    """A conclusion under the questionnaire's method and under the one that is tried."""

    id: str
    before: str
    after: str

    @property
    def holds(self) -> bool:
        """Whether the conclusion is the same under both."""
        return self.before == self.after


@dataclass(frozen=True)
class Survival:
    """What of the conclusions about one state holds under another method.

    Attributes
    ----------
    bands
        Dimension id to letters; an empty text where there is no score.
    lowest_before, lowest_after
        Ids of the dimensions with the lowest score; empty where none has one.
    gaps
        Critical gap id to ``active``, ``open`` or ``none``, for gaps with either in one of both.
    tier
        The review tier; ``None`` for a questionnaire without tiers.
    programmes
        Programme id to group of suggestion.
    """

    bands: tuple[Move, ...]
    lowest_before: tuple[str, ...]
    lowest_after: tuple[str, ...]
    gaps: tuple[Move, ...]
    tier: Move | None
    programmes: tuple[Move, ...]

    @property
    def lowest_holds(self) -> bool:
        """Whether the same dimensions are lowest."""
        return set(self.lowest_before) == set(self.lowest_after)


@dataclass(frozen=True)
class Pairs:
    """Pairs of states of which one is clearly higher: their difference keeps to one side of 0.

    Attributes
    ----------
    before
        How many pairs are clearly apart under the questionnaire's method.
    kept, reversed, lost
        How many of these are so after it too, are so the other way round, or no longer are.
    new
        How many pairs are clearly apart only under the method that is tried.
    """

    n_pairs: int
    before: int
    kept: int
    reversed: int
    lost: int
    new: int


@dataclass(frozen=True)
class StateTrial:
    """Score (0 to 100) of one state in one dimension under both methods, with both intervals."""

    assessment_id: str
    title: str
    before: tuple[float, float, float]
    after: tuple[float, float, float]
    band_before: str
    band_after: str


@dataclass(frozen=True)
class SetTrial:
    """What becomes of one dimension of many states.

    Attributes
    ----------
    states
        Those with a score in the dimension, in the order in which they were given.
    n_without
        How many have none and were left out.
    """

    dimension_id: str
    states: tuple[StateTrial, ...]
    n_without: int
    pairs: Pairs

    @property
    def n_moved(self) -> int:
        """How many states lie in another band."""
        return sum(state.band_before != state.band_after for state in self.states)
