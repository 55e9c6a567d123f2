"""What the services ask of a place that keeps ratings; rows are appended and never changed."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Protocol

from assessment.model.assessment import Actor
from assessment.model.rating import EventKind, NewRating, RatingRecord


class RatingStore(Protocol):
    """Keeps what each person rated alone, and what ended that."""

    def write_rating(self, assessment_id: str, new: NewRating, actor: Actor, at: datetime) -> None:
        """Append a rating, and decide in the same transaction whether it is independent.

        Raises
        ------
        StaleWrite
            If the same person gave a newer rating meanwhile; nothing is written then.
        """
        ...

    def write_event(
        self, assessment_id: str, kind: EventKind, indicator_id: str, actor: Actor, at: datetime
    ) -> None:
        """Append an opening or a look; the same thing twice is kept once."""
        ...

    def ratings(self, assessment_id: str) -> RatingRecord:
        """Return every rating and event of an assessment, older ones first."""
        ...

    def ratings_of(self, assessment_ids: Iterable[str]) -> Mapping[str, RatingRecord]:
        """Return the same of several assessments; those without a rating are left out."""
        ...
