"""Keeps ratings and what ended their blindness; one short transaction for each call."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, Engine, RowMapping, func, select

from assessment.model.assessment import Actor
from assessment.model.rating import EventKind, ModerationEvent, NewRating, Rating, RatingRecord
from assessment.model.store import StaleWrite
from assessment.storage import queries, rows
from assessment.storage.engine import reading, writing
from assessment.storage.tables import MODERATION_EVENT, PERSON, RATING


class DatabaseRatingStore:
    """Keeps the promise of `RatingStore` on SQLite and PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def write_rating(self, assessment_id: str, new: NewRating, actor: Actor, at: datetime) -> None:
        """Append a rating, and decide in the same transaction whether it is independent.

        Raises
        ------
        StaleWrite
            If the same person gave a newer rating meanwhile; nothing is written then.
        """
        id_ = new.answer.indicator_id
        with writing(self._engine) as connection:
            # Nobody can look or open moderation between the question and the rating.
            connection.execute(queries.turn_in(assessment_id))
            if _newest_revision(connection, assessment_id, id_, actor) != new.seen_revision:
                raise StaleWrite((id_,))
            values = rows.owner(actor, at) | rows.answer_values(new.answer)
            values |= {
                "id": rows.new_id(at),
                "assessment_id": assessment_id,
                "respondent_group": new.group,
                "revision": new.seen_revision + 1,
                "is_independent": not _has_seen(connection, assessment_id, id_, actor),
            }
            connection.execute(RATING.insert(), values)

    def write_event(
        self, assessment_id: str, kind: EventKind, indicator_id: str, actor: Actor, at: datetime
    ) -> None:
        """Append an opening or a look; the same thing twice is kept once."""
        same = select(MODERATION_EVENT.c.id).where(
            MODERATION_EVENT.c.assessment_id == assessment_id,
            MODERATION_EVENT.c.kind == kind,
            MODERATION_EVENT.c.indicator_id == indicator_id,
        )
        if kind == "looked":
            same = same.where(MODERATION_EVENT.c.person_id == actor.person_id)
        with writing(self._engine) as connection:
            connection.execute(queries.turn_in(assessment_id))
            if connection.execute(same).first() is not None:
                return
            values = rows.owner(actor, at) | {
                "id": rows.new_id(at),
                "assessment_id": assessment_id,
                "kind": kind,
                "indicator_id": indicator_id,
            }
            connection.execute(MODERATION_EVENT.insert(), values)

    def ratings(self, assessment_id: str) -> RatingRecord:
        """Return every rating and event of an assessment, older ones first."""
        return self.ratings_of([assessment_id]).get(assessment_id, RatingRecord())

    def ratings_of(self, assessment_ids: Iterable[str]) -> Mapping[str, RatingRecord]:
        """Return the same of several assessments; those without a rating are left out."""
        ids = [*assessment_ids]
        ratings = (
            select(RATING, PERSON.c.name.label("person_name"))
            .join(PERSON)
            .where(RATING.c.assessment_id.in_(ids))
            .order_by(RATING.c.revision, RATING.c.id)
        )
        events = (
            select(MODERATION_EVENT, PERSON.c.name.label("person_name"))
            .join(PERSON)
            .where(MODERATION_EVENT.c.assessment_id.in_(ids))
            .order_by(MODERATION_EVENT.c.id)
        )
        with reading(self._engine) as connection:
            found = _by_assessment(connection.execute(ratings).mappings())
            happened = _by_assessment(connection.execute(events).mappings())
        return {
            id_: RatingRecord(
                tuple(_to_rating(row) for row in own),
                tuple(_to_event(row) for row in happened.get(id_, ())),
            )
            for id_, own in found.items()
        }


def _newest_revision(
    connection: Connection, assessment_id: str, indicator_id: str, actor: Actor
) -> int:
    query = select(func.max(RATING.c.revision)).where(
        RATING.c.assessment_id == assessment_id,
        RATING.c.indicator_id == indicator_id,
        RATING.c.person_id == actor.person_id,
    )
    return connection.execute(query).scalar() or 0


def _has_seen(connection: Connection, assessment_id: str, indicator_id: str, actor: Actor) -> bool:
    """Whether the person may already know what others gave."""
    looked = (MODERATION_EVENT.c.indicator_id == indicator_id) & (
        MODERATION_EVENT.c.person_id == actor.person_id
    )
    query = select(MODERATION_EVENT.c.id).where(
        MODERATION_EVENT.c.assessment_id == assessment_id,
        (MODERATION_EVENT.c.kind == "opened") | looked,
    )
    return connection.execute(query.limit(1)).first() is not None


def _by_assessment(found: Iterable[RowMapping]) -> dict[str, list[RowMapping]]:
    sorted_out: dict[str, list[RowMapping]] = {}
    for row in found:
        sorted_out.setdefault(row["assessment_id"], []).append(row)
    return sorted_out


def _to_rating(row: RowMapping) -> Rating:
    return Rating(
        answer=rows.to_answer(row),
        person_id=row["person_id"],
        person_name=row["person_name"],
        group=row["respondent_group"],
        revision=row["revision"],
        is_independent=row["is_independent"],
        recorded_at=row["recorded_at"],
    )


def _to_event(row: RowMapping) -> ModerationEvent:
    return ModerationEvent(
        row["kind"], row["indicator_id"], row["person_id"], row["person_name"], row["recorded_at"]
    )
