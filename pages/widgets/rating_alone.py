"""One indicator as a person rates it alone: their own rating, and nothing of the others."""

from dataclasses import dataclass

from assessment.model.answer import Answer, RecordedAnswer
from assessment.model.rating import GroupId
from assessment.model.store import IndicatorRecord
from assessment.services.answers import read_indicator
from assessment.services.ratings import own_rating, own_ratings, record_rating
from pages.widgets.saving import Editing


@dataclass(frozen=True)
class RatingAlone(Editing):
    """An indicator on the screen of one rater.

    Attributes
    ----------
    group
        The respondent group that the person speaks for.
    """

    group: GroupId

    @property
    def key(self) -> str:
        """Return the beginning of every key, with the person: the next one sees nothing of it."""
        person_id = self.context.actor.person_id
        return f"{self.opened.assessment.id}:rating:{person_id}:{self.indicator.id}"

    @property
    def is_alone(self) -> bool:
        """Whether what others think of the indicator stays hidden."""
        return True

    def look_up(self) -> IndicatorRecord:
        """Return the person's own rating, and the evidence, which says nothing of levels."""
        rating = own_rating(self.context, self.opened, self.indicator.id)
        beside = read_indicator(self.context, self.opened, self.indicator.id)
        recorded = None
        if rating is not None:
            recorded = RecordedAnswer(
                rating.answer, rating.revision, rating.person_name, "page", rating.recorded_at
            )
        return IndicatorRecord(recorded, beside.evidence, ())

    def record(self, answer: Answer, seen_revision: int) -> None:
        """Store the person's own rating."""
        record_rating(self.context, self.opened, answer, self.group, seen_revision)

    def answered(self) -> frozenset[str]:
        """Return the ids of the indicators that this person has rated."""
        return frozenset(own_ratings(self.context, self.opened))
