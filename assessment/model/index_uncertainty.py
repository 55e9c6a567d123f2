"""Replicates of an index: the same index with some choices of its method replaced.

Here are the choices, what may vary in random replicates, and what came of them,
with all of it as JSON. The arithmetic is in `assessment.scoring.index`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Literal, get_args

from pydantic import Field, TypeAdapter, field_validator, model_validator

from assessment.locales import gettext as _
from assessment.model.index import Normalise
from assessment.model.questionnaire import Frozen, Identifier
from assessment.model.tree import RULES
from assessment.model.uncertainty import Estimate

IndexSource = Literal["outliers", "normalisation", "weights", "rule"]
INDEX_SOURCES: tuple[IndexSource, ...] = get_args(IndexSource)
MOST_REPLICATES = 20_000
Points = Annotated[int, Field(ge=0, le=100)]


class RuleChoice(Frozen):
    """A rule in the place of another one.

    Attributes
    ----------
    children_floor
        What lower children are lifted to, for a mean that needs values above 0;
        ``None`` keeps the floor of the node, if it has one.
    """

    rule: str
    children_floor: Annotated[float, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _only_where_it_means_something(self) -> "RuleChoice":
        if self.rule not in RULES:
            raise ValueError(_("there is no rule {name}", name=self.rule))
        if (
            self.children_floor is not None
            and "children_floor" not in RULES[self.rule].model_fields
        ):
            raise ValueError(_("the rule {name} has no children_floor", name=self.rule))
        return self


@dataclass(frozen=True)
class Replicate:
    """What is replaced in one replicate; whatever is not said stays as in the index.

    Attributes
    ----------
    most_points
        The limit of every ``treat`` step.
    normalise
        Stands in the place of every ``normalise`` step; which measures each of
        them is about stays.
    rules
        Node id to the rule in the place of its own.
    weights
        Node id to weights, one for each child in their order. They mean nothing
        to a rule without weights.
    """

    most_points: int | None = None
    normalise: Normalise | None = None
    rules: Mapping[str, RuleChoice] = field(default_factory=dict[str, RuleChoice])
    weights: Mapping[str, tuple[float, ...]] = field(default_factory=dict[str, tuple[float, ...]])


class IndexUncertaintySettings(Frozen):
    """What varies in random replicates, how far, and from which seed.

    An alternative is taken as often as each of the others and as the choice of the
    index itself, which is never named. ``draws`` says how many replicates there are.

    Attributes
    ----------
    weight_spread
        Each weight is multiplied by a uniform draw from ``1 - spread`` to ``1 + spread``.
    weighted_nodes
        The nodes whose weights vary; all that have weights where none is named.
    outlier_limits
        Other limits of the outlier treatment.
    normalisations
        Other steps in the place of every normalisation.
    rules
        Other rules, each for all nodes whose own is a weighted mean.
    nodes
        The nodes that are looked at; those at the top where none is named.
    sensitivity_size
        Rows of each block of the Sobol design; 0 for no shares of sources.
    """

    seed: Annotated[int, Field(ge=0)]
    draws: Annotated[int, Field(ge=100, le=MOST_REPLICATES)] = 1000
    weight_spread: Annotated[float, Field(ge=0, lt=1)] = 0.25
    weighted_nodes: tuple[Identifier, ...] = ()
    outlier_limits: tuple[Points, ...] = ()
    normalisations: tuple[Normalise, ...] = ()
    rules: tuple[RuleChoice, ...] = ()
    nodes: tuple[Identifier, ...] = ()
    sensitivity_size: Annotated[int, Field(ge=0, le=8192)] = 512
    bootstraps: Annotated[int, Field(ge=50, le=2000)] = 200

    @field_validator("outlier_limits", "normalisations", "rules", "nodes", "weighted_nodes")
    @classmethod
    def _nothing_twice(cls, named: tuple[object, ...]) -> tuple[object, ...]:
        if any(one in named[:place] for place, one in enumerate(named)):
            raise ValueError(_("name each once; what is named twice would weigh double"))
        return named

    @property
    def varied(self) -> tuple[IndexSource, ...]:
        """The sources of uncertainty that are switched on."""
        switched_on: dict[IndexSource, bool] = {
            "outliers": bool(self.outlier_limits),
            "normalisation": bool(self.normalisations),
            "weights": self.weight_spread > 0,
            "rule": bool(self.rules),
        }
        return tuple(source for source in INDEX_SOURCES if switched_on[source])


@dataclass(frozen=True)
class ScoreSpread:
    """A score over the replicates that have the normalisation of the index itself.

    Attributes
    ----------
    nominal
        The score of the index as it is; ``None`` where it has none.
    low, median, high
        5, 50 and 95 % quantiles, linear between neighbours.
    n_scored
        In how many replicates there was a score.
    """

    nominal: float | None
    low: float
    median: float
    high: float
    n_scored: int


@dataclass(frozen=True)
class RankSpread:
    """A rank among the units of the same period; 1 is the highest, ties get the smallest.

    Attributes
    ----------
    nominal, low, median, high, n_ranked
        As of scores, over all replicates.
    n_others
        How many other units of the same period were ranked.
    n_overlapping
        How many of them have an interval that meets this one, ends taken outwards
        to whole ranks: no clear difference.
    """

    nominal: float | None
    mean: float
    low: float
    median: float
    high: float
    n_ranked: int
    n_others: int
    n_overlapping: int


@dataclass(frozen=True)
class UnitSpread:
    """One unit; ``score`` or ``rank`` is ``None`` where no replicate gives one."""

    code: str
    period: str
    score: ScoreSpread | None
    rank: RankSpread | None


@dataclass(frozen=True)
class IndexShare:
    """How much of the shifts of rank comes from one source.

    Attributes
    ----------
    first, total
        First-order and total Sobol index of the mean shift of rank. Exactly 0 for
        a source that does not vary; ``None`` where no rank ever shifts differently,
        so that there is nothing to share out.
    """

    source: IndexSource
    first: Estimate | None
    total: Estimate | None


@dataclass(frozen=True)
class NodeSpread:
    """What the replicates say of one node; units in the order of the table."""

    node_id: str
    units: tuple[UnitSpread, ...]
    shares: tuple[IndexShare, ...]


@dataclass(frozen=True)
class IndexProvenance:
    """With what an analysis was made; with the same it gives the same digits again.

    Attributes
    ----------
    table_checksum
        SHA-256 of the bytes of the table.
    """

    index_id: str
    index_version: str
    index_checksum: str
    table_checksum: str
    app_version: str


@dataclass(frozen=True)
class IndexUncertainty:
    """A whole analysis; it can be stored, read back, and computed again.

    Attributes
    ----------
    varied, not_varied
        Full sentences that say what the replicates vary, and what they leave out.
    """

    provenance: IndexProvenance
    settings: IndexUncertaintySettings
    nodes: tuple[NodeSpread, ...]
    varied: tuple[str, ...]
    not_varied: tuple[str, ...]

    def to_json(self) -> str:
        """Return everything as JSON; numbers are written so that no digit is lost."""
        return _adapter().dump_json(self).decode()

    @classmethod
    def from_json(cls, text: str) -> "IndexUncertainty":
        """Read what `to_json` wrote; a ``ValueError`` says that it is no such analysis."""
        return _adapter().validate_json(text)


@cache
def _adapter() -> TypeAdapter[IndexUncertainty]:
    return TypeAdapter(IndexUncertainty)
