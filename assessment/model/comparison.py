"""What comes of holding assessments against each other: differences, never an order of rank."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from assessment.model.answer import Confidence, Status
from assessment.model.assessment import Mode
from assessment.model.framework import Framework
from assessment.model.problem import Problem
from assessment.model.score import DimensionScore, Interval


class Comparable(StrEnum):
    """Whether scores may be held against each other."""

    YES = "yes"
    WITH_CAUTION = "with_caution"
    NO = "no"


@dataclass(frozen=True)
class Compatibility:
    """Whether assessments can be compared, with every reason against it as a sentence."""

    comparable: Comparable
    reasons: tuple[str, ...] = ()


class Verdict(StrEnum):
    """What may be said of two scores of one dimension, of the second as seen from the first."""

    HIGHER = "higher"
    LOWER = "lower"
    NO_CLEAR_DIFFERENCE = "no_clear_difference"
    NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True)
class DimensionDifference:
    """Two scores of one dimension held against each other.

    Attributes
    ----------
    before, after
        The two results; the words stand for "first" and "second" where two
        states are compared and not two periods.
    difference
        Second score minus first, −100 to 100; ``None`` when either is missing.
    interval
        Spread of the difference, −100 to 100; ``None`` when either score is missing.
    """

    dimension_id: str
    before: DimensionScore
    after: DimensionScore
    difference: float | None
    interval: Interval | None
    verdict: Verdict


@dataclass(frozen=True)
class VersionDifference:
    """Two scores of one dimension in two versions of a questionnaire, and what lies between.

    Attributes
    ----------
    whole
        Second score minus first, each under the rules of its own version; ``None`` when
        either is missing.
    state
        The part that is about the state: what the answers to questions that kept their
        meaning change under the rules of the earlier version alone; ``None`` when nothing
        can be held against each other.
    method
        The rest: other questions and other rules. The two parts add up to the whole.
    interval
        Spread of the part that is about the state.
    verdict
        On the part that is about the state, never on the whole.
    n_compared
        Indicators that kept their meaning and have a level on both sides.
    n_kept
        Indicators of the earlier version's dimension that kept their meaning.
    """

    dimension_id: str
    before: DimensionScore
    after: DimensionScore
    whole: float | None
    state: float | None
    method: float | None
    interval: Interval | None
    verdict: Verdict
    n_compared: int
    n_kept: int


@dataclass(frozen=True)
class ComparedAnswer:
    """What an answer says of an indicator, without any text that a person wrote.

    Attributes
    ----------
    level
        A value of the scale; ``None`` unless the status is ``LEVEL``.
    confidence
        ``None`` when not said.
    """

    status: Status
    level: int | None
    confidence: Confidence | None


@dataclass(frozen=True)
class IndicatorDifference:
    """One indicator that both assessments ask about.

    Attributes
    ----------
    same_wording
        Whether question and statements read alike in both, or kept their meaning in other
        words; where not, the levels mean different things and no change is given.
    """

    indicator_id: str
    name: str
    before: ComparedAnswer
    after: ComparedAnswer
    same_wording: bool = True

    @property
    def change(self) -> int | None:
        """Levels gained (above 0) or lost; ``None`` where that cannot be said."""
        if not self.same_wording or self.before.level is None or self.after.level is None:
            return None
        return self.after.level - self.before.level

    @property
    def changed(self) -> bool:
        """Whether the two say something different, or were asked something different."""
        same = (self.before.status, self.before.level) == (self.after.status, self.after.level)
        return not (same and self.same_wording)


@dataclass(frozen=True)
class ComparedAssessment:
    """One assessment in a comparison.

    Attributes
    ----------
    label
        The title, or an alias such as "Peer A". With aliases nothing else here
        says which state it is but the id, which is never shown.
    period
        Empty with aliases.
    dimensions
        Scores, bounds and intervals in the order of the questionnaire; what
        explains a score is left out and stands in the profile.
    """

    assessment_id: str
    label: str
    mode: Mode
    dimensions: tuple[DimensionScore, ...]
    period: str = ""
    invented: bool = False

    @property
    def by_dimension(self) -> Mapping[str, DimensionScore]:
        """Dimension id to score."""
        return {score.dimension_id: score for score in self.dimensions}


@dataclass(frozen=True)
class Group:
    """Assessments with the same questionnaire content, in the order of the comparison."""

    framework: Framework
    compared: tuple[ComparedAssessment, ...]


@dataclass(frozen=True)
class Comparison:
    """Assessments side by side.

    Attributes
    ----------
    compared
        In the order asked for; with aliases in the order of the aliases.
    groups
        One for each questionnaire content: scores of different ones never share a chart.
    aliases
        Whether any of them is shown under an alias.
    problems
        Why some could not be shown; they are left out.
    hidden
        Ids of those that are shown under an alias.
    """

    compared: tuple[ComparedAssessment, ...]
    groups: tuple[Group, ...]
    compatibility: Compatibility
    aliases: bool
    problems: tuple[Problem, ...] = ()
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Difference:
    """Two assessments held against each other.

    Attributes
    ----------
    dimensions
        Empty where scores cannot be compared, and between two versions.
    indicators
        Those that exist in both, also where scores cannot be compared.
    versions
        Between two versions of one questionnaire, instead of ``dimensions``.
    over_time
        Whether these are two rounds of one place, the earlier first, and not two places.
    earlier_version
        Under whose rules the part about the state is computed; empty within one version.
    """

    before: ComparedAssessment
    after: ComparedAssessment
    framework: Framework
    compatibility: Compatibility
    dimensions: tuple[DimensionDifference, ...]
    indicators: tuple[IndicatorDifference, ...]
    versions: tuple[VersionDifference, ...] = ()
    earlier_version: str = ""
    over_time: bool = False


@dataclass(frozen=True)
class Trend:
    """One state, region and mode over time, with the same questionnaire content.

    Attributes
    ----------
    periods
        The earliest first; labelled by their period.
    steps
        From each period to the next: one shorter than the periods.
    left_out
        Titles of assessments of the same place and mode with other content.
    unplaced
        Titles of those with a period that has no place in time.
    """

    title: str
    framework: Framework
    periods: tuple[ComparedAssessment, ...]
    steps: tuple[Difference, ...]
    left_out: tuple[str, ...]
    unplaced: tuple[str, ...] = ()
