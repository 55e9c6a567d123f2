"""An index as data: measures (numbers of many states) instead of questions with levels.

These types are what ``index.yaml`` and the ``scoring.yaml`` beside it may say: which
measures there are, which steps change them, and the tree of nodes (`assessment.model.tree`)
that puts them together. Rules over several objects are checked in `assessment.library`,
which can name file and line.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, model_validator

from assessment.model.questionnaire import Frozen, Identifier, Reference, Standing, Text, Verbatim
from assessment.model.tree import LookupTable, Node, Share

CodeKind = Literal[
    "not_answered", "insufficient_information", "not_applicable", "not_rated", "not_used"
]


class Levels(Frozen):
    """The numbers that may be entered: from lowest to highest in equal steps.

    Attributes
    ----------
    step
        ``None`` where every number in between is allowed.
    """

    lowest: float
    highest: float
    step: Annotated[float, Field(gt=0)] | None = None


class Measure(Frozen):
    """One column of numbers.

    Attributes
    ----------
    column
        Heading of the column in tables, where it is not the id.
    direction
        Whether a higher or a lower number is better.
    denominator
        Heading of the column that a ``denominate`` step divides by.
    goalposts
        Lowest and highest value for a ``goalposts`` step, in the unit of the measure.
    levels
        What may be entered, where it differs from the levels of the index.
    optional
        A table may lack the column; nothing was answered then.
    """

    id: Identifier
    name: Text
    column: Verbatim | None = None
    unit: str = ""
    direction: Literal["higher", "lower"] = "higher"
    denominator: Verbatim | None = None
    goalposts: tuple[float, float] | None = None
    levels: Levels | None = None
    optional: bool = False
    sources: tuple[Identifier, ...] = ()
    note: str = ""

    @property
    def heading(self) -> str:
        """The heading of the column of this measure."""
        return self.column or self.id


class Letters(Frozen):
    """An ordinal scale of letters, entered instead of numbers.

    Attributes
    ----------
    points
        Letter to the number that it stands for.
    plus
        What a "+" behind a letter adds in results; ``None`` where there is none.
    """

    points: dict[str, float] = Field(min_length=2)
    plus: Annotated[float, Field(gt=0)] | None = None

    @cached_property
    def grades(self) -> dict[str, float]:
        """Every grade of a result to its points; the highest letter never has a plus."""
        found = dict(self.points)
        if self.plus is not None:
            top = max(self.points.values())
            found |= {f"{k}+": v + self.plus for k, v in self.points.items() if v < top}
        return found

    def grade_of(self, points: float) -> str:
        """Return the grade that stands for these points; an empty text if there is none.

        Examples
        --------
        >>> Letters(points={"D": 1, "C": 2}, plus=0.5).grade_of(1.5)
        'D+'
        """
        return next((g for g, p in self.grades.items() if abs(p - points) < 1e-9), "")

    # The cached property needs a writable instance; the fields stay frozen.
    model_config = ConfigDict(frozen=True, extra="forbid", ignored_types=(cached_property,))


class MissingCode(Frozen):
    """A text that is entered where there is no number.

    Attributes
    ----------
    counts_as
        The letter or number that it is scored as; the mark stays with the entry.
    """

    code: Verbatim
    kind: CodeKind
    counts_as: str | float | None = None


class Columns(Frozen):
    """Headings of the columns that say which unit a row is about."""

    unit: Verbatim = "state"
    name: Verbatim = "name"
    period: Verbatim = "period"


class IndexQuestionnaire(Frozen):
    """Everything ``index.yaml`` says.

    Attributes
    ----------
    units
        ``states`` are checked against ISO 3166-1; ``free`` are any texts.
    groups
        Headings of columns that sort units into groups, for imputation.
    standing, note
        How far the content was checked against its publisher's own text.
    checksum
        Filled in by the library; never part of the file.
    """

    id: Identifier
    version: Annotated[str, Field(pattern=r"^\d+(\.\d+)*$")]
    name: Text
    about: Text
    publisher: Verbatim
    licence: Verbatim
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
    standing: Standing = Standing.GENERAL
    note: str = ""
    units: Literal["states", "free"] = "states"
    columns: Columns = Columns()
    levels: Levels | None = None
    letters: Letters | None = None
    missing_codes: tuple[MissingCode, ...] = ()
    groups: tuple[Verbatim, ...] = ()
    references: tuple[Reference, ...] = ()
    measures: tuple[Measure, ...] = Field(min_length=1)
    checksum: str = ""

    @model_validator(mode="after")
    def _numbers_or_letters(self) -> "IndexQuestionnaire":
        if self.letters is not None and self.levels is not None:
            raise ValueError("give levels or letters, not both")
        return self

    @property
    def measure_ids(self) -> tuple[str, ...]:
        """Ids of the measures, in the order in which arrays have their columns."""
        return tuple(measure.id for measure in self.measures)

    def levels_of(self, measure: Measure) -> Levels | None:
        """Return what may be entered for a measure; ``None`` where any number may be."""
        return measure.levels or self.levels


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


class IndexRules(Frozen):
    """Everything ``scoring.yaml`` says of how an index is computed.

    Attributes
    ----------
    steps
        In the order in which they are taken; a step that is not named is not taken.
    tree
        Nodes in any order; children are measures or nodes.
    """

    # Built when it is first used: by then every rule is known.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    steps: tuple[Step, ...] = ()
    tables: dict[Identifier, LookupTable] = Field(default_factory=dict)
    tree: tuple[Node, ...] = Field(min_length=1)

    @property
    def roots(self) -> tuple[str, ...]:
        """Ids of the nodes that are no child of another, in the order of the file."""
        children = {child for node in self.tree for child in node.children}
        return tuple(node.id for node in self.tree if node.id not in children)


@dataclass(frozen=True)
class Index:
    """One index folder, read and checked."""

    questionnaire: IndexQuestionnaire
    rules: IndexRules
