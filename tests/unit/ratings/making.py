"""Ratings of invented people, for the tests of agreement."""

from collections.abc import Mapping
from datetime import timedelta

from assessment.model.rating import GroupId, Rating
from tests.builders import MOMENT, Level, an_answer


def a_rating(
    indicator_id: str,
    level: Level,
    person: str = "Ada Amin",
    *,
    group: GroupId = "agency",
    revision: int = 1,
    is_independent: bool = True,
    is_second: bool = False,
    **fields: str,
) -> Rating:
    """A rating as stored; the revision also moves its moment on."""
    answer = an_answer(indicator_id, level, **fields)
    at = MOMENT + timedelta(minutes=revision)
    return Rating(answer, person, person, group, revision, is_independent, at, is_second)


def ratings_of(
    levels: Mapping[str, Mapping[str, Level]], groups: Mapping[str, GroupId] | None = None
) -> list[Rating]:
    """Turn person -> indicator -> level into ratings."""
    return [
        a_rating(indicator, level, person, group=(groups or {}).get(person, "agency"))
        for person, given in levels.items()
        for indicator, level in given.items()
    ]
