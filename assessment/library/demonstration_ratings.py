"""Ratings that people of the demonstration gave alone, as a file of it may name them."""

from collections.abc import Iterator
from datetime import date

from pydantic import Field

from assessment.library.examples import Level
from assessment.model.answer import Answer, Confidence, Status
from assessment.model.questionnaire import Frozen, Identifier, Text
from assessment.model.rating import GroupId

MISSING = {"II": Status.INSUFFICIENT_INFORMATION, "NA": Status.NOT_APPLICABLE}


class RaterEntry(Frozen):
    """What one person gave alone, all of it with the same confidence."""

    name: Text
    organisation: Text
    group: GroupId
    levels: dict[Identifier, Level] = Field(min_length=1)
    confidence: Confidence = "medium"

    @property
    def answers(self) -> Iterator[Answer]:
        """The ratings as answers, in the order of the file."""
        for id_, level in self.levels.items():
            yield Answer(
                indicator_id=id_,
                status=MISSING.get(str(level), Status.LEVEL),
                level=level if isinstance(level, int) else None,
                confidence=self.confidence if isinstance(level, int) else None,
            )


class RatingsEntry(Frozen):
    """Who rated alone, and the days on which they did and on which moderation was opened."""

    recorded: date
    opened: date
    people: tuple[RaterEntry, ...] = Field(min_length=2)
