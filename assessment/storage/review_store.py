"""Reviews and protected entries in the store: what is read of them, and what is appended."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, func, select

from assessment.model.answer import CARRIED_OVER, Origin
from assessment.model.assessment import Actor, StaleWrite
from assessment.model.review import (
    ENTRY_KINDS,
    Decision,
    Entry,
    Ground,
    NewReview,
    ProtectedEntry,
    RecordedEntry,
    Review,
    ReviewDissent,
)
from assessment.storage.engine import reading, writing
from assessment.storage.rows import (
    NO_KEY,
    Query,
    Values,
    all_rows,
    ask,
    insert_rows,
    new_id,
    values_below,
    wait_for_turn,
    with_person,
)
from assessment.storage.tables import (
    ANSWER,
    FLAG,
    ORGANISATION,
    PERSON,
    PROTECTED,
    REVIEW,
    REVIEW_ENTRY,
)

REVIEWED = "review"
"""Names in `StaleWrite` that a review, or one of its entries, came in between."""

_KINDS: Mapping[str, type[Entry]] = {kind.kind: kind for kind in ENTRY_KINDS}


class ReviewStore:
    """The part of the store that keeps reviews; nothing of it is ever changed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def open_review(
        self, assessment_id: str, new: NewReview, seen: int, actor: Actor, at: datetime
    ) -> None:
        """Append a review.

        Parameters
        ----------
        seen
            The number of the newest review that the opening was decided on, 0 for none.

        Raises
        ------
        StaleWrite
            If there is a newer one by now; nothing is written then.
        """
        with writing(self._engine) as connection:
            wait_for_turn(connection, assessment_id)
            of_it = select(func.max(REVIEW.c.number)).where(REVIEW.c.assessment_id == assessment_id)
            if (connection.execute(of_it).scalar() or 0) != seen:
                raise StaleWrite((REVIEWED,))
            values = {
                "id": new_id(at),
                "number": seen + 1,
                "origin": new.origin,
                "opened_by": new.opened_by,
                "reason": new.reason,
                "ground": _plain(new.ground),
                "due_on": _plain(new.due_on) or "",
                "due_to": new.due_to,
            }
            insert_rows(connection, REVIEW, [values_below(assessment_id, actor, at) | values])

    def append_entry(  # noqa: PLR0913 - who, when, and on what it was decided
        self,
        review: Review,
        entry: Entry,
        *,
        ground: Ground | None,
        seen: int | None,
        actor: Actor,
        at: datetime,
        origin: Origin = "page",
    ) -> None:
        """Append an entry to a review.

        Parameters
        ----------
        seen
            The number of the newest entry that its author saw; ``None`` where what others
            wrote meanwhile takes nothing from it.

        Raises
        ------
        StaleWrite
            If a newer entry came in between, or the review was decided and this is no
            dissent; nothing is written then.
        """
        with writing(self._engine) as connection:
            wait_for_turn(connection, review.assessment_id)
            newest, is_decided = _newest(connection, review.id)
            is_late = is_decided and not isinstance(entry, ReviewDissent)
            if is_late or (seen is not None and seen != newest):
                raise StaleWrite((REVIEWED,))
            values = {
                "id": new_id(at),
                "review_id": review.id,
                "number": newest + 1,
                "origin": origin,
                "kind": entry.kind,
                "content": _plain(entry),
                "ground": _plain(ground) if ground else {},
            }
            below = values_below(review.assessment_id, actor, at)
            insert_rows(connection, REVIEW_ENTRY, [below | values])

    def reviews(self, assessment_id: str | None = None) -> tuple[Review, ...]:
        """Return the reviews of one assessment, or of all, the oldest first."""
        of_one = {} if assessment_id is None else {"assessment_id": assessment_id}
        with reading(self._engine) as connection:
            found = ask(connection, _reviews, **of_one)
            appended = ask(connection, _entries, **of_one) if found else []
        by_review: dict[str, list[RecordedEntry]] = {}
        for row in appended:
            by_review.setdefault(row["review_id"], []).append(_entry(row))
        return tuple(_review(row, by_review.get(row["id"], ())) for row in found)

    def last_change(self, assessment_id: str) -> datetime | None:
        """Return when an answer or what is known of the context was last recorded."""
        counted = select(func.max(ANSWER.c.recorded_at)).where(
            ANSWER.c.assessment_id == assessment_id, ANSWER.c.origin != CARRIED_OVER
        )
        flags = select(func.max(FLAG.c.recorded_at)).where(FLAG.c.assessment_id == assessment_id)
        with reading(self._engine) as connection:
            found = [connection.execute(query).scalar() for query in (counted, flags)]
        return max((one for one in found if one is not None), default=None)

    def write_protected(self, assessment_id: str, entry: ProtectedEntry, actor: Actor) -> None:
        """Append a protected entry, at the moment that it names."""
        at = entry.recorded_at
        values = {**_plain(entry), "id": new_id(at)}
        del values["by_person_id"]  # every row names its author; under an alias, that
        below = values_below(assessment_id, actor, at)
        with writing(self._engine) as connection:
            insert_rows(connection, PROTECTED, [values | below])

    def protected_entries(self, assessment_id: str) -> tuple[ProtectedEntry, ...]:
        """Return all protected entries of an assessment; who may see which, the services rule."""
        query = select(PROTECTED).where(PROTECTED.c.assessment_id == assessment_id)
        with reading(self._engine) as connection:
            found = all_rows(connection, query.order_by(PROTECTED.c.id))
        return tuple(_protected(row) for row in found)

    def people(self) -> tuple[tuple[Actor, datetime], ...]:
        """Return everybody who holds a key, and since when."""
        query = select(PERSON, ORGANISATION.c.name.label("organisation")).join(ORGANISATION)
        query = query.where(PERSON.c.key_hash != "", ~PERSON.c.key_hash.startswith(NO_KEY))
        with reading(self._engine) as connection:
            found = all_rows(connection, query.order_by(PERSON.c.id))
        return tuple(
            (
                Actor(row["id"], row["name"], row["organisation_id"], row["organisation"]),
                row["created_at"],
            )
            for row in found
        )

    def knows_person(self, name: str, *, outside: str = "") -> bool:
        """Whether somebody of this name has written here, but for one organisation."""
        query = select(PERSON.c.id).join(ORGANISATION).limit(1)
        same = func.lower(PERSON.c.name) == name.lower()
        with reading(self._engine) as connection:
            return bool(all_rows(connection, query.where(same, ORGANISATION.c.name != outside)))


def _newest(connection: Connection, review_id: str) -> tuple[int, bool]:
    """Return the number of the newest entry, and whether one of them is the decision."""
    query = select(REVIEW_ENTRY.c.number, REVIEW_ENTRY.c.kind)
    found = all_rows(connection, query.where(REVIEW_ENTRY.c.review_id == review_id))
    newest = max((row["number"] for row in found), default=0)
    return newest, any(row["kind"] == Decision.kind for row in found)


def _review(row: RowMapping, entries: Iterable[RecordedEntry]) -> Review:
    opening = NewReview(
        opened_by=row["opened_by"],
        reason=row["reason"],
        ground=_read(Ground, row["ground"]),
        origin=row["origin"],
        due_on=date.fromisoformat(row["due_on"]) if row["due_on"] else None,
        due_to=row["due_to"],
    )
    heading = (row["id"], row["assessment_id"], row["number"], opening)
    return Review(*heading, row["person_name"], row["recorded_at"], tuple(entries))


def _reviews(assessment_id: str | None = None) -> Query:
    query = with_person(REVIEW).order_by(REVIEW.c.id)
    return query if assessment_id is None else query.where(REVIEW.c.assessment_id == assessment_id)


def _entries(assessment_id: str | None = None) -> Query:
    query = with_person(REVIEW_ENTRY).order_by(REVIEW_ENTRY.c.number)
    of_one = REVIEW_ENTRY.c.assessment_id == assessment_id
    return query if assessment_id is None else query.where(of_one)


def _entry(row: RowMapping) -> RecordedEntry:
    return RecordedEntry(
        number=row["number"],
        entry=_read(_KINDS[row["kind"]], row["content"]),
        ground=_read(Ground, row["ground"]) if row["ground"] else None,
        person_name=row["person_name"],
        recorded_at=row["recorded_at"],
    )


# Entries and grounds as JSON: days as ISO 8601, sequences as lists.


def _protected(row: RowMapping) -> ProtectedEntry:
    names = [one.name for one in fields(ProtectedEntry) if one.name != "by_person_id"]
    author = "" if row["is_alias"] else row["person_id"]
    return ProtectedEntry(**{name: row[name] for name in names}, by_person_id=author)


def _plain(value: Any) -> Any:  # noqa: ANN401 - a value of any field
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if hasattr(value, "__dataclass_fields__"):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    return dict(value) if isinstance(value, Mapping) else value


def _read(kind: type[Any], content: Values) -> Any:  # noqa: ANN401 - an entry or a ground
    return kind(**{name: _back(name, value) for name, value in content.items()})


def _back(name: str, value: Any) -> Any:  # noqa: ANN401 - see above
    if name in ("on", "due_on") and value is not None:
        return date.fromisoformat(value)
    return tuple(value) if isinstance(value, list) else value
