"""Steps of an index as data: what changes its measures, one after the other, before any node.

The arithmetic is in `assessment.scoring.index`; nothing here computes.
"""

from typing import Annotated, Literal

from pydantic import Field

from assessment.model.questionnaire import Frozen, Identifier, Text

Share = Annotated[float, Field(ge=0, le=1)]
Range = tuple[float, float]


class _Step(Frozen):
    why: Text


class DenominateStep(_Step):
    """Divide each measure that names a denominator by that column."""

    step: Literal["denominate"]


class ScreenStep(_Step):
    """Score only units that have at least this share of the measures that apply to them."""

    step: Literal["screen"]
    share: Share


class ImputeStep(_Step):
    """Fill gaps with the mean of the same group; every filled value is flagged."""

    step: Literal["impute"]
    method: Literal["group_mean"]
    group: Text


class TreatStep(_Step):
    """Pull in outliers until skewness or kurtosis is within its limit.

    Attributes
    ----------
    most_points
        How many values may be pulled in; ties count as one.
    log_fallback
        Take logarithms of the untreated column where that does not suffice.
    """

    step: Literal["treat"]
    skewness: Annotated[float, Field(gt=0)] = 2
    kurtosis: Annotated[float, Field(gt=0)] = 3.5
    most_points: Annotated[int, Field(ge=0, le=100)] = 5
    log_fallback: bool = False
    measures: tuple[Identifier, ...] = ()


class _Normalise(_Step):
    step: Literal["normalise"]
    measures: tuple[Identifier, ...] = ()


class NormaliseLevels(_Normalise):
    """Each level stands for stated points."""

    method: Literal["levels"]
    points: dict[float, float] = Field(min_length=2)


class NormaliseGoalposts(_Normalise):
    """Place a value between the fixed goalposts of its measure."""

    method: Literal["goalposts"]
    range: Range
    clip: bool = False


class NormaliseMinMax(_Normalise):
    """Place a value between the lowest and the highest of the table."""

    method: Literal["min_max"]
    range: Range


class NormaliseZScore(_Normalise):
    """Distance from the mean of the table in standard deviations (of a sample)."""

    method: Literal["z_score"]
    mean: float
    sd: Annotated[float, Field(gt=0)]


class NormaliseRanks(_Normalise):
    """Ascending ranks, ties smallest; Borda is one less, percentile a share of 0 to 1."""

    method: Literal["rank", "borda", "percentile_rank"]


class NormaliseDistance(_Normalise):
    """1 less the distance to the highest value as a share of the spread: 0 to 1."""

    method: Literal["distance_to_maximum"]


Normalise = Annotated[
    NormaliseLevels
    | NormaliseGoalposts
    | NormaliseMinMax
    | NormaliseZScore
    | NormaliseRanks
    | NormaliseDistance,
    Field(discriminator="method"),
]
Step = Annotated[
    DenominateStep | ScreenStep | ImputeStep | TreatStep | Normalise, Field(discriminator="step")
]
