"""How far a score depends on its assumptions: settings, results, and both as JSON.

The arithmetic is in `assessment.scoring`; nothing here computes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache

from pydantic import TypeAdapter

from assessment.model.uncertainty_settings import SOURCES, RuleName, Source, UncertaintySettings

__all__ = [
    "SOURCES",
    "CompositeUncertainty",
    "DimensionUncertainty",
    "Estimate",
    "LeaveOneOut",
    "Provenance",
    "RankInterval",
    "RuleName",
    "Source",
    "SourceShare",
    "Spread",
    "StateUncertainty",
    "UncertaintyResult",
    "UncertaintySettings",
]


@dataclass(frozen=True)
class Spread:
    """Quantiles of a score (0 to 100) over the draws; ``low`` and ``high`` are 5 and 95 %."""

    low: float
    quarter: float
    median: float
    three_quarters: float
    high: float


@dataclass(frozen=True)
class Estimate:
    """An estimate with its bootstrap interval (95 %); noise can carry it below 0 or over 1."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class SourceShare:
    """How much of the variance of a score comes from one source of uncertainty.

    Attributes
    ----------
    first
        The share that this source has alone (first-order Sobol index).
    total
        The share in which it has any part (total Sobol index). Both are exactly
        0 for a source that does not vary, and ``None`` where the score does not
        vary at all, so that there is nothing to share out.
    """

    source: Source
    first: Estimate | None
    total: Estimate | None


@dataclass(frozen=True)
class LeaveOneOut:
    """The score of a dimension as if one indicator were not asked.

    Attributes
    ----------
    score, change
        0 to 100 and the difference to the score with it; ``None`` where too few
        answers are left for a score.
    band, band_without
        Letters of the bands with and without it.
    """

    indicator_id: str
    score: float | None
    change: float | None
    band: str
    band_without: str | None

    @property
    def moves_band(self) -> bool:
        """Whether the dimension would lie in another band, or get no score."""
        return self.band != self.band_without


@dataclass(frozen=True)
class RankInterval:
    """From which to which rank a state comes in 90 of 100 draws; 1 is the highest score.

    Equal scores share the better rank. ``n_ranked`` states were held against each other.
    """

    best: int
    worst: int
    n_ranked: int


@dataclass(frozen=True)
class DimensionUncertainty:
    """What the draws say of one dimension of one state.

    Attributes
    ----------
    point
        The score with nothing varied; ``None`` when coverage does not allow one.
    low, high
        Bounds, 0 to 100: every unknown applicable indicator at the lowest or highest level.
    spread
        ``None`` when there is no score and missing answers are not varied.
    bands
        Letter of a band to the share of draws (0 to 1) in it; empty without spread.
    shares, left_out
        Empty when several states were analysed together, or where switched off.
    ranks
        ``None`` for a state analysed alone, or without spread.
    """

    dimension_id: str
    point: float | None
    low: float
    high: float
    n_missing: int
    spread: Spread | None
    bands: Mapping[str, float] = field(default_factory=dict[str, float])
    shares: tuple[SourceShare, ...] = ()
    left_out: tuple[LeaveOneOut, ...] = ()
    ranks: RankInterval | None = None


@dataclass(frozen=True)
class CompositeUncertainty:
    """The same for the optional single number; ``point`` needs a score in every dimension."""

    point: float | None
    spread: Spread | None
    shares: tuple[SourceShare, ...] = ()
    ranks: RankInterval | None = None


@dataclass(frozen=True)
class StateUncertainty:
    """One assessment in an analysis.

    Attributes
    ----------
    fingerprint
        Of the answers that were scored; another one means that they have changed.
    composite
        ``None`` where the questionnaire has no single number.
    """

    assessment_id: str
    fingerprint: str
    dimensions: tuple[DimensionUncertainty, ...]
    composite: CompositeUncertainty | None


@dataclass(frozen=True)
class Provenance:
    """With what, and when, an analysis was made."""

    questionnaire_id: str
    questionnaire_version: str
    questionnaire_checksum: str
    app_version: str
    made_at: datetime


@dataclass(frozen=True)
class UncertaintyResult:
    """A whole analysis; it can be stored, read back, and computed again to the last digit.

    Attributes
    ----------
    not_varied
        Full sentences that say what the draws leave out.
    """

    provenance: Provenance
    settings: UncertaintySettings
    states: tuple[StateUncertainty, ...]
    not_varied: tuple[str, ...]

    def to_json(self) -> str:
        """Return everything as JSON; numbers are written so that no digit is lost."""
        return _adapter().dump_json(self).decode()

    @classmethod
    def from_json(cls, text: str) -> "UncertaintyResult":
        """Read what `to_json` wrote.

        Raises
        ------
        ValueError
            If the text is not such a result.
        """
        return _adapter().validate_json(text)


@cache
def _adapter() -> TypeAdapter[UncertaintyResult]:
    return TypeAdapter(UncertaintyResult)
