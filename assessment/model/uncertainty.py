"""How far a score depends on its assumptions: settings, results, and both as JSON.

The arithmetic is in `assessment.scoring`; nothing here computes.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Annotated, Literal, get_args

from pydantic import Field, JsonValue, TypeAdapter, field_validator, model_validator

from assessment.locales import gettext as _
from assessment.model.method_change import OWN
from assessment.model.questionnaire import Frozen, Identifier
from assessment.model.rules import LEAST_DRAWS, MOST_DRAWS, ScoringRules
from assessment.model.tree import RULES

Source = Literal["answers", "raters", "missing", "weights", "step_maps", "allowance", "rule"]
RaterLevels = Mapping[str, Mapping[str, tuple[int, ...]]]

SAME = 1e-9
SOURCES: tuple[Source, ...] = get_args(Source)


class UncertaintySettings(Frozen):
    """What varies in the draws, how far, and from which seed.

    Attributes
    ----------
    draws
        How many times everything that varies is drawn.
    answers
        Whether each level moves by one step with the questionnaire's
        probabilities for its confidence.
    raters
        Assessment id to indicator id to the levels that several raters gave.
        Each draw takes one of them; they replace the step by confidence.
    rated
        Whether the same is done with the ratings kept beside the answers, where people
        differed; levels given in ``raters`` go before them.
    missing
        Whether an unknown applicable indicator takes any level of the scale
        with the same probability; left out of the mean where this is off.
    weight_spread
        Each weight is multiplied by a uniform draw from ``1 - spread`` to ``1 + spread``.
    step_maps
        Whether the levels stand for the points of one of the questionnaire's step maps.
    together
        Share of the draws of each answer (0 to 1) in which it moves the same way as all
        others of its assessment, as one assessor's errors do.
    allowance_spread
        Levels (0 upward) by which the allowance of every cap moves up or down.
    rules
        Names of the rules from which each draw takes one; ``own``, that of each
        dimension, alone means that the rule does not vary.
    continuity_correction
        Whether the lumps in which scores come are spread, so that ends of an interval do not
        jump; only where nothing but answers and raters varies.
    leave_one_out
        Whether scores without each single indicator are listed.
    sensitivity_size
        Rows of each block of the Sobol design; 0 for no shares of sources.
    """

    seed: Annotated[int, Field(ge=0)]
    draws: Annotated[int, Field(ge=100, le=MOST_DRAWS)] = LEAST_DRAWS
    answers: bool = True
    raters: Mapping[str, Mapping[Identifier, Annotated[tuple[int, ...], Field(min_length=1)]]] = (
        Field(default_factory=dict)
    )
    rated: bool = False
    missing: bool = True
    together: Annotated[float, Field(ge=0, le=1)] = 0.0
    weight_spread: Annotated[float, Field(ge=0, lt=1)] = 0.25
    step_maps: bool = True
    allowance_spread: Annotated[float, Field(ge=0, le=10)] = 0.0
    rules: Annotated[tuple[str, ...], Field(min_length=1)] = (OWN,)
    continuity_correction: bool = False
    leave_one_out: bool = True
    sensitivity_size: Annotated[int, Field(ge=0, le=8192)] = 512
    bootstraps: Annotated[int, Field(ge=50, le=2000)] = 200

    @field_validator("rules")
    @classmethod
    def _no_rule_twice(cls, rules: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(rules)) != len(rules):
            raise ValueError(_("name each rule once; a rule named twice would weigh double"))
        unknown = [name for name in rules if name != OWN and name not in RULES]
        if unknown:
            raise ValueError(_("there is no rule {name}", name=", ".join(unknown)))
        return rules

    @model_validator(mode="after")
    def _no_lumps_only_of_answers(self) -> "UncertaintySettings":
        others = {"missing", "weights", "step_maps", "allowance", "rule"} & set(self.varied)
        if self.continuity_correction and others:
            raise ValueError(_("a continuity correction needs that only answers and raters vary"))
        return self

    @classmethod
    def from_rules(cls, rules: ScoringRules) -> "UncertaintySettings":
        """Take seed, draws and spread of the weights from the questionnaire."""
        interval = rules.interval
        return cls(
            seed=interval.seed,
            draws=interval.draws,
            weight_spread=interval.weight_spread,
            together=interval.together,
        )

    @property
    def varied(self) -> tuple[Source, ...]:
        """The sources of uncertainty that are switched on."""
        switched_on: dict[Source, bool] = {
            "answers": self.answers,
            "raters": self.rated or any(self.raters.values()),
            "missing": self.missing,
            "weights": self.weight_spread > 0,
            "step_maps": self.step_maps,
            "allowance": self.allowance_spread > 0,
            "rule": len(self.rules) > 1,
        }
        return tuple(source for source in SOURCES if switched_on[source])


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

    def agrees_with(self, other: "UncertaintyResult") -> bool:
        """Whether everything is the same; numbers to nine decimals, as machines differ beyond."""
        own, theirs = (_adapter().dump_python(one, mode="json") for one in (self, other))
        return _agree(own, theirs)

    @classmethod
    def from_json(cls, text: str) -> "UncertaintyResult":
        """Read what `to_json` wrote.

        Raises
        ------
        ValueError
            If the text is not such a result.
        """
        return _adapter().validate_json(text)


def _agree(one: JsonValue, other: JsonValue) -> bool:
    match one, other:
        case dict(), dict():
            return one.keys() == other.keys() and all(_agree(one[k], other[k]) for k in one)
        case list(), list():
            return len(one) == len(other) and all(map(_agree, one, other))
        case float(), float():
            return abs(one - other) <= SAME
        case _:
            return one == other


@cache
def _adapter() -> TypeAdapter[UncertaintyResult]:
    return TypeAdapter(UncertaintyResult)


def not_varied(
    settings: UncertaintySettings, rules: ScoringRules, *, n_records: int
) -> tuple[str, ...]:
    """Return full sentences, first what was switched off, then what is never varied."""
    return (*_switched_off(settings, rules), *_together(n_records), *_always())


def _always() -> Iterator[str]:
    yield _("Gates and how far they let a dual-use indicator count were not varied.")
    yield _("The cut-offs of the bands and the answers needed for a score were not varied.")
    yield _("Which indicators are asked was not varied.")
    yield _("Critical gaps and review tiers follow from the answers as entered.")


def _switched_off(settings: UncertaintySettings, rules: ScoringRules) -> Iterator[str]:
    varied = settings.varied
    sentences: dict[Source, str] = {
        "answers": _("The levels were taken as entered, however sure the answers are."),
        "raters": _(
            "No levels of several raters were given, so their differences were not varied."
        ),
        "missing": _("Missing answers were left out; the bounds show their effect."),
        "weights": _("The weights were not varied."),
        "step_maps": _("The levels were taken as equally far apart."),
        "allowance": _("How far the caps let a score rise was not varied."),
    }
    yield from (sentence for source, sentence in sentences.items() if source not in varied)
    if settings.answers and not settings.together:
        yield _(
            "Answers move independently of each other; a team that is too kind or too strict "
            "everywhere is not covered."
        )
    if settings.step_maps and len(rules.interval.step_maps) == 1:
        yield _("The questionnaire has one step map, so the distances of the levels did not vary.")
    if "rule" not in varied and settings.rules == (OWN,):
        yield _("Every draw used the questionnaire's own rule for each dimension.")
    elif "rule" not in varied:
        yield _("Every draw used one other rule for each dimension.")


def _together(n_records: int) -> Iterator[str]:
    if n_records > 1:
        yield _(
            "Shares of the sources and scores without single indicators are computed for one "
            "state at a time and were left out here."
        )
        yield _("All states share the weights, step map, allowance and rule of each draw.")
