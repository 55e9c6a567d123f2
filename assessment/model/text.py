"""Text as every database and every workbook can hold it."""

import re
import unicodedata
from dataclasses import Field
from functools import lru_cache
from typing import Any, ClassVar

# XML forbids all of them, PostgreSQL the first, UTF-8 the halves of a pair.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clean_text(text: str) -> str:
    r"""Return the text as a workbook can hold it.

    Characters that XML forbids are left out and every line end becomes one line
    feed; nothing else changes. A text read back from a workbook equals this.

    Examples
    --------
    >>> clean_text("a" + chr(7) + chr(13) + chr(10) + "b")
    'a\nb'
    """
    if text.isprintable():
        return text
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def plain(text: str) -> str:
    """Return a text without signs that nobody sees, in usual widths and single spaces.

    Examples
    --------
    >>> plain("KEN" + chr(0x200B)), plain("Ｃ１.1" + chr(0xA0) + " Laws")
    ('KEN', 'C1.1 Laws')
    """
    seen = (c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    return " ".join("".join(seen).split())


_APOSTROPHES = str.maketrans(dict.fromkeys("'\u2018\u2019\u02bc`\u00b4", ""))
_ACCENTS = range(0x300, 0x370)


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return a name in one way of writing, by which two spellings of one name are told to be one.

    Capitals, accents, widths, hyphens, apostrophes, repeated spaces and signs that nobody
    sees make no difference. Marks that are letters of their script stay.

    Examples
    --------
    >>> fold(" NORTH-EASTERN ") == fold("North  Eastern"), fold("T\u00dcRK\u0130YE")
    (True, 'turkiye')
    >>> fold("Co\u0302te d\u2019Or")
    'cote dor'
    """
    signs = unicodedata.normalize("NFKD", text).translate(_APOSTROPHES)
    kept = (c for c in signs if ord(c) not in _ACCENTS and unicodedata.category(c) != "Cf")
    # Casefold makes two signs of the Turkish capital with a dot, and keeps the one without.
    plain = unicodedata.normalize("NFKC", "".join(kept).casefold()).replace("\u0131", "i")
    return " ".join(("".join(" " if _is_dash(c) else c for c in plain)).split())


def _is_dash(sign: str) -> bool:
    return unicodedata.category(sign) == "Pd"


class Cleaned:
    """What people enter, as a dataclass: its texts are clean from the moment it is made.

    So what is checked, merged, compared and stored is the same, wherever it came
    from, and what comes back from a workbook equals it.
    """

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    def __post_init__(self) -> None:
        """Clean every field that is a text."""
        for name in self.__dataclass_fields__:
            value = getattr(self, name)
            # Members of a StrEnum are strings as well, and must stay members.
            if type(value) is str and not value.isprintable():
                object.__setattr__(self, name, clean_text(value))
