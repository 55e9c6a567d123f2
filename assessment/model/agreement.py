"""How far several raters agree: figures with the reason where there is none."""

from dataclasses import dataclass
from typing import Literal

from assessment.model.answer import Answer
from assessment.model.rating import GroupId, RatingSpread

Metric = Literal["nominal", "ordinal", "interval"]
METRICS: tuple[Metric, ...] = ("nominal", "ordinal", "interval")

Undefined = Literal["too_few_raters", "too_few_units", "no_variation"]


@dataclass(frozen=True)
class Alpha:
    """Krippendorff's alpha: 1 is perfect agreement, 0 what chance would give.

    Attributes
    ----------
    value
        At most 1, negative when raters disagree more than by chance; ``None``
        when it is not defined.
    undefined
        Why not; ``None`` when it is defined.
    low, high
        Interval over resampled units; ``None`` when alpha is not defined, when
        there are too few units, or when too many of the resamples have no alpha.
    n_units
        Units with at least two levels; only these can agree or disagree.
    n_ratings
        Levels in those units.
    share_undefined
        Share of the resamples, 0 to 1, that had no alpha and were left out.
    """

    value: float | None
    undefined: Undefined | None
    low: float | None
    high: float | None
    n_raters: int
    n_units: int
    n_ratings: int
    share_undefined: float = 0.0


@dataclass(frozen=True)
class RaterDistance:
    """How one rater's levels lie beside those of the others; a question, never a fault.

    Attributes
    ----------
    n_common
        Indicators for which this rater and somebody else gave a level.
    signed, absolute
        Mean difference from the median of the others, in levels, with and
        without its sign; ``None`` without a common indicator.
    alpha_without
        Alpha of all others over the same indicators; ``None`` when not defined.
    lies_apart
        Whether this rater lies furthest from the others, by a level or more on
        average, and the others agree more among themselves.
    """

    person_id: str
    person_name: str
    group: GroupId
    n_common: int
    signed: float | None
    absolute: float | None
    alpha_without: float | None
    lies_apart: bool


@dataclass(frozen=True)
class GroupAgreement:
    """Agreement inside one respondent group, and its distance from the others.

    Attributes
    ----------
    within
        Alpha among the members of the group.
    signed
        Mean difference of the group's median from the median of all others, in
        levels; ``None`` without an indicator that both rated.
    n_common
        Indicators for which the group and somebody outside it gave a level.
    """

    group: GroupId
    n_raters: int
    within: Alpha
    signed: float | None
    n_common: int


@dataclass(frozen=True)
class DimensionAgreement:
    """Agreement over the indicators of one dimension."""

    dimension_id: str
    alpha: Alpha
    share_within_one: float | None
    n_to_talk_about: int


@dataclass(frozen=True)
class Agreement:
    """Everything about the agreement of the independent ratings of one assessment.

    Attributes
    ----------
    spreads
        One for each indicator of the questionnaire that somebody rated, in order.
    seed, draws
        Of the resampling behind the intervals, so that they can be made again.
    """

    metric: Metric
    overall: Alpha
    dimensions: tuple[DimensionAgreement, ...]
    groups: tuple[GroupAgreement, ...]
    raters: tuple[RaterDistance, ...]
    spreads: tuple[RatingSpread, ...]
    seed: int
    draws: int

    def spread(self, indicator_id: str) -> RatingSpread | None:
        """Return the spread of one indicator; ``None`` when nobody rated it."""
        return next((s for s in self.spreads if s.indicator_id == indicator_id), None)


@dataclass(frozen=True)
class IndicatorAgreement:
    """Agreement on one indicator over several assessments, each of which is a unit."""

    indicator_id: str
    alpha: Alpha


@dataclass(frozen=True)
class TwoViews:
    """What the state says of itself beside what a partner says, for one indicator."""

    indicator_id: str
    by_itself: Answer
    by_partner: Answer

    @property
    def difference(self) -> int | None:
        """Own level minus the partner's; ``None`` unless both gave one."""
        if self.by_itself.level is None or self.by_partner.level is None:
            return None
        return self.by_itself.level - self.by_partner.level
