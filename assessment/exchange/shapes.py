"""What may stand at a place of a JSON file: one description checks it and publishes it.

Each shape says what it is as JSON Schema, and finds everything that is wrong with a value;
where something stands is said as a JSON pointer.
"""

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from assessment.exchange.safe_json import shorten
from assessment.locales import formats
from assessment.locales import gettext as _
from assessment.model.problem import Problem
from assessment.model.text import clean_text

Schema = dict[str, Any]
LARGEST = 2**31 - 1
"""The largest number that a column for whole numbers holds on both databases."""
_LARGEST_LONG = 2**63 - 1
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


class Shape(ABC):
    """What may stand at a place."""

    @property
    @abstractmethod
    def schema(self) -> Schema:
        """The same as JSON Schema."""

    @abstractmethod
    def allowed(self) -> str:
        """Say what is allowed, as the end of a sentence."""

    @abstractmethod
    def fits(self, value: Any) -> bool:  # noqa: ANN401 - whatever the file says
        """Whether a value is of this shape, without a look at its parts."""

    def problems(self, value: Any, where: str) -> Iterator[Problem]:  # noqa: ANN401 - see above
        """Yield everything that is wrong with a value and its parts."""
        if not self.fits(value):
            yield wrong_value(where, value, self.allowed())


@dataclass(frozen=True)
class Text(Shape):
    """A text as every database and every workbook can hold it."""

    shortest: int = 0
    longest: int | None = None

    @property
    def schema(self) -> Schema:
        """The same as JSON Schema."""
        most = {} if self.longest is None else {"maxLength": self.longest}
        least = {"minLength": self.shortest} if self.shortest else {}
        return {"type": "string", **least, **most}

    def allowed(self) -> str:
        """Say what is allowed."""
        if self.longest is None:
            return _("a text without control characters")
        return _(
            "a text of {shortest} to {longest} characters, without control characters",
            shortest=self.shortest,
            longest=formats.whole(self.longest),
        )

    def fits(self, value: Any) -> bool:  # noqa: ANN401 - see above
        """Whether a value is such a text."""
        if not isinstance(value, str) or len(value) < self.shortest:
            return False
        is_short = self.longest is None or len(value) <= self.longest
        return is_short and (value.isprintable() or clean_text(value) == value)


_ID = re.compile(r"[A-Za-z0-9_.-]{1,80}")


@dataclass(frozen=True)
class Id(Shape):
    """What names a row: letters without accents, digits, and a few signs."""

    @property
    def schema(self) -> Schema:
        """The same as JSON Schema."""
        return {"type": "string", "pattern": f"^{_ID.pattern}$"}

    def allowed(self) -> str:
        """Say what is allowed."""
        return _("1 to 80 letters from a to z, digits, dots, hyphens and underscores")

    def fits(self, value: Any) -> bool:  # noqa: ANN401 - see above
        """Whether a value is an id."""
        return isinstance(value, str) and _ID.fullmatch(value) is not None


@dataclass(frozen=True)
class OneOf(Shape):
    """One of a closed list of texts."""

    codes: tuple[str, ...]

    @property
    def schema(self) -> Schema:
        """The same as JSON Schema."""
        return {"enum": [*self.codes]}

    def allowed(self) -> str:
        """Say what is allowed."""
        return formats.listed([f"'{code}'" for code in self.codes], "or")

    def fits(self, value: Any) -> bool:  # noqa: ANN401 - see above
        """Whether a value is in the list."""
        return isinstance(value, str) and value in self.codes


@dataclass(frozen=True)
class Whole(Shape):
    """A whole number within bounds."""

    lowest: int = 1
    highest: int = LARGEST

    @property
    def schema(self) -> Schema:
        """The same as JSON Schema."""
        return {"type": "integer", "minimum": self.lowest, "maximum": self.highest}

    def allowed(self) -> str:
        """Say what is allowed."""
        bounds = {"lowest": self.lowest, "highest": self.highest}
        return _("a whole number from {lowest} to {highest}", **bounds)

    def fits(self, value: Any) -> bool:  # noqa: ANN401 - see above
        """Whether a value is such a number; true and false are none."""
        return type(value) is int and self.lowest <= value <= self.highest


MONEY = Whole(0, _LARGEST_LONG)


@dataclass(frozen=True)
class YesNo(Shape):
    """True or false."""

    @property
    def schema(self) -> Schema:
        """The same as JSON Schema."""
        return {"type": "boolean"}

    def allowed(self) -> str:
        """Say what is allowed."""
        return _("true or false")

    def fits(self, value: Any) -> bool:  # noqa: ANN401 - see above
        """Whether a value is one of both."""
        return isinstance(value, bool)


@dataclass(frozen=True)
class Moment(Shape):
    """A moment with its zone."""

    @property
    def schema(self) -> Schema:
        """The same as JSON Schema."""
        return {"type": "string", "format": "date-time"}

    def allowed(self) -> str:
        """Say what is allowed."""
        return _("a moment with its zone, such as {example}", example="2026-03-02T09:30:00+00:00")

    def fits(self, value: Any) -> bool:  # noqa: ANN401 - see above
        """Whether a value is such a moment."""
        return isinstance(value, str) and read_moment(value) is not None


def read_moment(text: str) -> datetime | None:
    """Return a moment in UTC; ``None`` for what is no moment of our time, or has no zone.

    Examples
    --------
    >>> read_moment("2026-03-02T10:30:00+01:00").isoformat()
    '2026-03-02T09:30:00+00:00'
    >>> read_moment("2026-03-02T10:30:00") is None
    True
    """
    with suppress(ValueError, OverflowError):
        found = datetime.fromisoformat(text)
        # In the first and last year that there is, another zone would fall out of the calendar.
        if found.tzinfo and _FIRST_YEAR <= found.year <= _LAST_YEAR:
            return found.astimezone(UTC)
    return None


@dataclass(frozen=True)
class Day(Shape):
    """A day."""

    @property
    def schema(self) -> Schema:
        """The same as JSON Schema."""
        return {"type": "string", "format": "date"}

    def allowed(self) -> str:
        """Say what is allowed."""
        return _("a day, such as {example}", example="2026-03-02")

    def fits(self, value: Any) -> bool:  # noqa: ANN401 - see above
        """Whether a value is a day, written in the one way in which it is stored."""
        with suppress(ValueError, TypeError):
            return date.fromisoformat(value).isoformat() == value
        return False


@dataclass(frozen=True)
class OrNull(Shape):
    """Something, or null where nothing was said."""

    inner: Shape

    @property
    def schema(self) -> Schema:
        """The same as JSON Schema."""
        return {"anyOf": [self.inner.schema, {"type": "null"}]}

    def allowed(self) -> str:
        """Say what is allowed."""
        return _("{kind}, or null", kind=self.inner.allowed())

    def fits(self, value: Any) -> bool:  # noqa: ANN401 - see above
        """Whether a value is null, or fits what it may be else."""
        return value is None or self.inner.fits(value)


@dataclass(frozen=True)
class OrEmpty(OrNull):
    """Something, or an empty text where nothing was said."""

    @property
    def schema(self) -> Schema:
        """The same as JSON Schema."""
        return {"anyOf": [self.inner.schema, {"const": ""}]}

    def allowed(self) -> str:
        """Say what is allowed."""
        return _("{kind}, or an empty text", kind=self.inner.allowed())

    def fits(self, value: Any) -> bool:  # noqa: ANN401 - see above
        """Whether a value is an empty text, or fits what it may be else."""
        return value == "" or self.inner.fits(value)


@dataclass(frozen=True)
class ListOf(Shape):
    """A list of things of one shape."""

    inner: Shape
    length: int | None = None

    @property
    def schema(self) -> Schema:
        """The same as JSON Schema."""
        exact = {} if self.length is None else {"minItems": self.length, "maxItems": self.length}
        return {"type": "array", "items": self.inner.schema, **exact}

    def allowed(self) -> str:
        """Say what is allowed."""
        if self.length is None:
            return _("a list")
        return _("a list of exactly {number}", number=self.length)

    def fits(self, value: Any) -> bool:  # noqa: ANN401 - see above
        """Whether a value is a list."""
        return isinstance(value, list) and self.length in (None, len(value))

    def problems(self, value: Any, where: str) -> Iterator[Problem]:  # noqa: ANN401 - see above
        """Yield everything that is wrong with a value and its parts."""
        yield from super().problems(value, where)
        if isinstance(value, list):
            for number, part in enumerate(value):
                yield from self.inner.problems(part, f"{where}/{number}")


@dataclass(frozen=True)
class MapOf(Shape):
    """Names to things of one shape; any name where no names are listed."""

    inner: Shape
    names: tuple[str, ...] = ()

    @property
    def schema(self) -> Schema:
        """The same as JSON Schema."""
        if self.names:
            parts = dict.fromkeys(self.names, self.inner.schema)
            return {"type": "object", "properties": parts, "additionalProperties": False}
        return {"type": "object", "additionalProperties": self.inner.schema}

    def allowed(self) -> str:
        """Say what is allowed."""
        return _("an object")

    def fits(self, value: Any) -> bool:  # noqa: ANN401 - see above
        """Whether a value is an object."""
        return isinstance(value, dict)

    def problems(self, value: Any, where: str) -> Iterator[Problem]:  # noqa: ANN401 - see above
        """Yield everything that is wrong with a value and its parts."""
        yield from super().problems(value, where)
        if not isinstance(value, dict):
            return
        for name, part in value.items():
            place = below(where, name)
            if (self.names and name not in self.names) or not Text().fits(name):
                yield unknown_name(place, self.names)
            else:
                yield from self.inner.problems(part, place)


@dataclass(frozen=True)
class ObjectOf(Shape):
    """An object with named parts; all are needed but those that may be left out."""

    parts: Mapping[str, Shape]
    optional: frozenset[str] = field(default_factory=frozenset[str])

    @property
    def schema(self) -> Schema:
        """The same as JSON Schema."""
        return {
            "type": "object",
            "properties": {name: shape.schema for name, shape in self.parts.items()},
            "required": [name for name in self.parts if name not in self.optional],
            "additionalProperties": False,
        }

    def allowed(self) -> str:
        """Say what is allowed."""
        return _("an object")

    def fits(self, value: Any) -> bool:  # noqa: ANN401 - see above
        """Whether a value is an object."""
        return isinstance(value, dict)

    def problems(self, value: Any, where: str) -> Iterator[Problem]:  # noqa: ANN401 - see above
        """Yield everything that is wrong with a value and its parts."""
        yield from super().problems(value, where)
        if not isinstance(value, dict):
            return
        for name, shape in self.parts.items():
            if name in value:
                yield from shape.problems(value[name], below(where, name))
            elif name not in self.optional:
                yield _missing(below(where, name), shape.allowed())
        for name in value:
            if name not in self.parts:
                yield unknown_name(below(where, name), tuple(self.parts))


def below(where: str, name: str) -> str:
    """Return the JSON pointer to a part.

    Examples
    --------
    >>> below("/answers/3", "a/b")
    '/answers/3/a~1b'
    """
    return f"{where}/{shorten(name).replace('~', '~0').replace('/', '~1')}"


def wrong_value(where: str, value: Any, allowed: str) -> Problem:  # noqa: ANN401 - see above
    """Say that something else stands at a place than what is allowed there."""
    found = _("Here stands {value}.", value=_shown(value))
    return Problem(
        "json.wrong_value", where or "/", found, remedy(), _("Allowed is {kind}.", kind=allowed)
    )


def unknown_name(where: str, names: tuple[str, ...]) -> Problem:
    """Say that a part has a name that nothing has."""
    allowed = _("Allowed are {choices}.", choices=formats.listed(names)) if names else ""
    found = _("Nothing of this name belongs here.")
    return Problem("json.unknown_name", where, found, remedy(), allowed)


def _missing(where: str, allowed: str) -> Problem:
    found = _("It is missing.")
    return Problem("json.missing", where, found, remedy(), _("Allowed is {kind}.", kind=allowed))


def remedy() -> str:
    """Say what to do with a file that is wrong."""
    return _("Correct the file, or write it anew. Nothing was written.")


def _shown(value: Any) -> str:  # noqa: ANN401 - see above
    if isinstance(value, dict):
        return _("an object")
    if isinstance(value, list):
        return _("a list")
    return shorten(json.dumps(value[:100] if isinstance(value, str) else value))
