"""Text as every database and every workbook can hold it."""

import re
from dataclasses import Field, fields, replace
from typing import Any, ClassVar, Protocol, TypeVar


class _Entry(Protocol):
    """Any dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


Entry = TypeVar("Entry", bound=_Entry)
# XML forbids all of them, PostgreSQL the first, UTF-8 the halves of a pair.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def plain_text(text: str) -> str:
    r"""Return the text as a workbook can hold it.

    Characters that XML forbids are left out and every line end becomes one line
    feed; nothing else changes. A text read back from a workbook equals this.

    Examples
    --------
    >>> plain_text("a" + chr(7) + chr(13) + chr(10) + "b")
    'a\nb'
    """
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def in_plain_text(entry: Entry) -> Entry:
    """Return a copy of an entry whose texts are all plain.

    What is stored like this comes back from a workbook as the same, so that an
    untouched workbook changes nothing.
    """
    values: dict[str, Any] = {field.name: getattr(entry, field.name) for field in fields(entry)}
    # Members of a StrEnum are strings as well, and must stay members.
    texts = {name: plain_text(value) for name, value in values.items() if type(value) is str}
    return replace(entry, **texts)
