"""A document as a reader meets it, before any program sets it: parts in their order.

Nothing here knows of Word or PDF, and no text in it is markup: a writer sets it as it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from unicodedata import bidirectional

from assessment.locales import gettext as _
from assessment.locales import language
from assessment.model.text import clean_text

RIGHT_TO_LEFT = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})
"""Languages that are written from right to left."""


_TURNING = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))


@dataclass(frozen=True)
class Box:
    """A rectangle of a picture; lengths in its units, from the left and from above."""

    left: float
    top: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True)
class Picture:
    """A drawing of rectangles.

    Attributes
    ----------
    described
        What it shows, in words, for whoever cannot see it.
    mirrored
        Whether it begins at the right, as its readers do.
    """

    width: int
    height: int
    boxes: tuple[Box, ...]
    described: str
    mirrored: bool = False

    def placed(self) -> Iterable[Box]:
        """Return its rectangles where its readers expect them."""
        if not self.mirrored:
            return self.boxes
        return (
            Box(self.width - b.left - b.width, b.top, b.width, b.height, b.colour)
            for b in self.boxes
        )


@dataclass(frozen=True)
class Cell:
    """A cell of a table; its colour (``#rrggbb``) never says what the text does not say."""

    text: str = ""
    colour: str = ""
    picture: Picture | None = None


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is that of a section, and no level is left out."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; a strong one is what a reader must know first."""

    text: str
    strong: bool = False


@dataclass(frozen=True)
class Note:
    """A paragraph that stands apart: a warning, or what must not be forgotten."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table with one row of headings, which is repeated on each page.

    Attributes
    ----------
    widths
        Shares of the columns in the width of the page, in any unit.
    described
        What the table shows, in words.
    small
        Whether it is set in small letters, because it has many columns.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]
    described: str
    small: bool = False


Part: TypeAlias = Heading | Paragraph | Note | Bullets | Table


@dataclass(frozen=True)
class Document:
    """Everything that is set, with its heading data.

    Attributes
    ----------
    subject
        What the document is, in a few words; it stands at the foot of each page.
    language
        Code such as ``ar`` or ``pt_BR``.
    """

    title: str
    subject: str
    language: str
    made_at: datetime
    parts: tuple[Part, ...]

    @property
    def is_right_to_left(self) -> bool:
        """Whether its language is written from right to left."""
        return reads_right_to_left(self.language)


def reads_right_to_left(code: str | None = None) -> bool:
    """Whether a language is written from right to left; the one in use where none is named.

    Examples
    --------
    >>> reads_right_to_left("ar_SD"), reads_right_to_left("fr")
    (True, False)
    """
    chosen = code or language()
    return chosen.replace("-", "_").partition("_")[0] in RIGHT_TO_LEFT


def plain_table(
    columns: Iterable[str],
    rows: Iterable[Iterable[object]],
    widths: Iterable[float],
    described: str,
    *,
    small: bool = False,
) -> Table:
    """Make a table of texts."""
    cells = tuple(tuple(Cell(str(value)) for value in row) for row in rows)
    return Table(tuple(columns), cells, tuple(widths), described, small)


def as_set(text: str) -> str:
    r"""Return a text as a file can hold it, without signs that turn the text around it.

    A sign that reverses what follows would not end with the text of whoever typed it.

    Examples
    --------
    >>> as_set("a" + chr(0x202E) + "b" + chr(7) + "c")
    'abc'
    """
    return clean_text(text).translate(_TURNING)


def begins_right_to_left(text: str, *, otherwise: bool) -> bool:
    """Whether the first letter that has a direction is one of a script from right to left.

    Examples
    --------
    >>> begins_right_to_left("(1) \u0645", otherwise=False)
    True
    """
    for sign in text[:400]:
        if (direction := bidirectional(sign)) in ("L", "R", "AL"):
            return direction != "L"
    return otherwise


def page_words() -> tuple[str, ...]:
    """Return the words of a page number in their order; ``{page}`` and ``{pages}`` stand alone."""
    words = _("Page {page} of {pages}", page="\x00page\x00", pages="\x00pages\x00")
    parts = (part for part in words.split("\x00") if part)
    return tuple(f"{{{part}}}" if part in ("page", "pages") else part for part in parts)
