"""Ratings: what each person answers alone, kept beside the answer that the team agrees on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Literal, get_args

from assessment.locales import mark
from assessment.model.answer import Answer, Dissent, RecordedAnswer

GroupId = Literal["ministry", "civil_society", "agency", "other"]

SHORTEST_CONSENSUS_RATIONALE = 20
WIDE_SPREAD = 2


@dataclass(frozen=True)
class RespondentGroup:
    """A kind of respondent; ratings are compared between and within groups.

    Attributes
    ----------
    letter
        Stands for the group in charts, so that colour is never alone.
    """

    id: GroupId
    name: str
    letter: str


RESPONDENT_GROUPS: tuple[RespondentGroup, ...] = (
    RespondentGroup("ministry", mark("Ministry or state body"), "M"),
    RespondentGroup("civil_society", mark("Civil society"), "C"),
    RespondentGroup("agency", mark("Development agency or donor"), "A"),
    RespondentGroup("other", mark("Other"), "O"),
)


def find_group(group_id: str) -> RespondentGroup:
    """Return a respondent group.

    Raises
    ------
    KeyError
        If there is none with this id.

    Examples
    --------
    >>> find_group("agency").letter
    'A'
    """
    for group in RESPONDENT_GROUPS:
        if group.id == group_id:
            return group
    raise KeyError(group_id)


def is_group(group_id: str) -> bool:
    """Whether there is a respondent group with this id."""
    return group_id in get_args(GroupId)


@dataclass(frozen=True)
class NewRating:
    """A rating to append.

    Attributes
    ----------
    seen_revision
        The revision of the person's own rating that was on the screen, 0 for none.
    """

    answer: Answer
    group: GroupId
    seen_revision: int


@dataclass(frozen=True)
class Rating:
    """One rating as stored: never changed afterwards, only followed by a newer one.

    Attributes
    ----------
    revision
        Counts the ratings of one person for one indicator, from 1.
    is_independent
        Whether the person could not yet have seen the ratings of others. The
        store decides it when it writes, so no clock can be argued about.
    is_second
        Whether it is the second private rating, given after the talk and before the
        second ratings were shown. What is neither was given after seeing others.
    """

    answer: Answer
    person_id: str
    person_name: str
    group: GroupId
    revision: int
    is_independent: bool
    recorded_at: datetime
    is_second: bool = False

    @property
    def indicator_id(self) -> str:
        """The indicator that was rated."""
        return self.answer.indicator_id


@dataclass(frozen=True)
class Opening:
    """The opening of moderation: from then on everybody may see the ratings of one dimension.

    Attributes
    ----------
    dimension_id, indicator_ids
        What was opened; empty where it is the whole questionnaire.
    is_second
        Whether the second ratings were opened, those given after the talk.
    """

    person_id: str
    person_name: str
    recorded_at: datetime
    dimension_id: str = ""
    indicator_ids: tuple[str, ...] = ()
    is_second: bool = False

    def covers(self, indicator_id: str) -> bool:
        """Whether the ratings of an indicator were opened with it."""
        return not self.dimension_id or indicator_id in self.indicator_ids


@dataclass(frozen=True)
class RatingRecord:
    """Every rating of one assessment, older revisions first.

    Attributes
    ----------
    openings
        What of it everybody may see; none while people rate alone.
    """

    ratings: tuple[Rating, ...] = ()
    openings: tuple[Opening, ...] = ()

    def opening(self, indicator_id: str, *, second: bool = False) -> Opening | None:
        """Return by whom the ratings of an indicator were opened; ``None`` while hidden."""
        return next(
            (o for o in self.openings if o.is_second == second and o.covers(indicator_id)), None
        )

    def shown(self) -> tuple[Rating, ...]:
        """Return what everybody may see: each person's last rating alone, second, and later."""
        last = {
            (r.indicator_id, r.person_id, r.is_independent, r.is_second): r for r in self.ratings
        }
        return tuple(
            rating
            for rating in last.values()
            if rating.answer.is_answered
            and self.opening(rating.indicator_id, second=rating.is_second) is not None
        )

    def newest(self) -> tuple[Rating, ...]:
        """Return the newest rating of each person for each indicator; taken back ones left out."""
        return _last(self.ratings)

    def independent(self) -> tuple[Rating, ...]:
        """Return each person's last rating that was given before seeing those of others.

        Only of what was opened. Agreement is measured on these only: ratings given after
        looking at each other agree for another reason.
        """
        return _last(
            rating
            for rating in self.ratings
            if rating.is_independent and self.opening(rating.indicator_id) is not None
        )

    def own(self, person_id: str, indicator_id: str) -> Rating | None:
        """Return a person's newest rating, also if it was taken back; ``None`` before the first."""
        found = [
            r for r in self.ratings if (r.person_id, r.indicator_id) == (person_id, indicator_id)
        ]
        return found[-1] if found else None


def _last(ratings: Iterable[Rating]) -> tuple[Rating, ...]:
    last = {(rating.indicator_id, rating.person_id): rating for rating in ratings}
    return tuple(rating for rating in last.values() if rating.answer.is_answered)


@dataclass(frozen=True)
class RatingSpread:
    """How far the ratings of one indicator lie apart.

    Attributes
    ----------
    levels
        The levels that were given, lowest first; insufficient information and
        not applicable are counted beside them and are no levels.
    median
        In levels; ``None`` when nobody gave a level.
    deviation
        Median distance from the median, in levels; ``None`` with the median.
    share_within_one
        Share of the pairs of raters who lie at most one level apart, 0 to 1;
        ``None`` with fewer than two levels.
    grades_apart
        Steps between the best and the poorest evidence grade given, 0 to 3.

    Notes
    -----
    Framework, section 5.7.
    """

    indicator_id: str
    levels: tuple[int, ...]
    n_insufficient: int
    n_not_applicable: int
    median: float | None
    deviation: float | None
    share_within_one: float | None
    grades_apart: int

    @property
    def n_ratings(self) -> int:
        """How many people rated the indicator, in whatever way."""
        return len(self.levels) + self.n_insufficient + self.n_not_applicable

    @property
    def apart(self) -> int | None:
        """Levels between the highest and the lowest rating; ``None`` when nobody gave a level."""
        return max(self.levels) - min(self.levels) if self.levels else None

    @property
    def is_wide(self) -> bool:
        """Whether the levels lie so far apart that the team must say how it agreed."""
        return (self.apart or 0) >= WIDE_SPREAD

    @property
    def differs_in_kind(self) -> bool:
        """Whether some gave a level where others found none, or found the question not to arise."""
        kinds = (bool(self.levels), self.n_insufficient > 0, self.n_not_applicable > 0)
        return sum(kinds) > 1

    @property
    def needs_talk(self) -> bool:
        """Whether the team should talk about the indicator before it agrees on a level."""
        return self.is_wide or self.differs_in_kind or self.grades_apart >= WIDE_SPREAD


@dataclass(frozen=True)
class AgreedAnswer:
    """The answer that the team agreed on last, and everything that was recorded after it.

    Attributes
    ----------
    later
        Of whatever origin, the oldest first.
    """

    recorded: RecordedAnswer
    later: tuple[RecordedAnswer, ...] = ()

    @property
    def current(self) -> RecordedAnswer:
        """The answer of today."""
        return self.later[-1] if self.later else self.recorded

    @property
    def stands(self) -> bool:
        """Whether the answer of today says what was agreed on; its rationale may be another."""
        return says_the_same(self.current.answer, self.recorded.answer)

    @property
    def changes(self) -> tuple[RecordedAnswer, ...]:
        """Those of the later answers that say something else than the one before them."""
        steps = pairwise((self.recorded, *self.later))
        return tuple(new for old, new in steps if not says_the_same(old.answer, new.answer))


def says_the_same(one: Answer, other: Answer) -> bool:
    """Whether two answers give the same level, or the same kind of missing."""
    return (one.status, one.level) == (other.status, other.level)


def find_agreed(history: Sequence[RecordedAnswer]) -> AgreedAnswer | None:
    """Return what the team agreed on last; ``None`` if it never did.

    Parameters
    ----------
    history
        Every answer ever given to one indicator, the newest first.
    """
    for place, recorded in enumerate(history):
        if recorded.origin == "consensus":
            return AgreedAnswer(recorded, tuple(reversed(history[:place])))
    return None


@dataclass(frozen=True)
class Moderation:
    """One indicator on the table: the ratings, their spread, and what the team agreed on.

    Attributes
    ----------
    ratings
        Of each person the last one given alone, the second one, and the last given later;
        second ones only once they were opened.
    spread
        Of the independent ratings; it stays as it is, whatever is agreed on.
    agreed
        What the team agreed on last, and what happened to it later; ``None`` before.
    second_spread
        Of the second ratings; ``None`` where there are none, or while they are private.
    """

    indicator_id: str
    ratings: tuple[Rating, ...]
    spread: RatingSpread
    agreed: AgreedAnswer | None
    dissents: tuple[Dissent, ...]
    second_spread: RatingSpread | None = None

    def newest(self) -> tuple[Rating, ...]:
        """Return the newest rating of each person that everybody may see."""
        in_order = sorted(self.ratings, key=lambda rating: rating.revision)
        return tuple({rating.person_id: rating for rating in in_order}.values())

    @property
    def common_level(self) -> int | None:
        """The level that everybody gave alone; ``None`` where anybody gave another, or none."""
        is_same = self.spread.apart == 0 and not self.spread.needs_talk
        return self.spread.levels[0] if is_same else None

    @property
    def needs_talk(self) -> bool:
        """Whether the team has something to talk about that it has not agreed on since."""
        return self.consensus is None and self.spread.needs_talk

    @property
    def urgency(self) -> tuple[bool, bool, int, int, int]:
        """What is talked about first has the highest; what is agreed on has the lowest."""
        spread = self.spread
        apart = (int(self.needs_talk), spread.apart or 0, spread.n_ratings)
        return (self.consensus is None, self.agreed is not None, *apart)

    @property
    def consensus(self) -> RecordedAnswer | None:
        """The agreed answer, as long as the answer of today says the same."""
        return self.agreed.recorded if self.agreed and self.agreed.stands else None
