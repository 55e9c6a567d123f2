"""Sentences in formulas: written whole, with places that cells fill in."""

import re
from collections.abc import Mapping, Sequence

_LONGEST_LITERAL = 240
"""Excel takes no more than 255 signs between quotes."""
_PLACE = re.compile("\x01(\\w+)\x01")


def place(name: str) -> str:
    """Return what stands in a sentence where a cell is to fill in.

    Examples
    --------
    >>> sentence("Level {level}.".format(level=place("level")), {"level": "A1"})
    '"Level "&A1&"."'
    """
    return f"\x01{name}\x01"


def sentence(text: str, cells: Mapping[str, str]) -> str:
    """Return a formula for a sentence with places, without the sign that begins a formula."""
    pieces = _PLACE.split(text)
    terms = (
        [cells[piece]] if number % 2 else quoted_parts(piece) for number, piece in enumerate(pieces)
    )
    return "&".join(part for term in terms for part in term) or '""'


def quoted_parts(text: str) -> list[str]:
    """Return a text as literals of a formula, none of them too long.

    Examples
    --------
    >>> quoted_parts('He said "no".')
    ['"He said ""no""."']
    """
    cut = [text[n : n + _LONGEST_LITERAL] for n in range(0, len(text), _LONGEST_LITERAL)]
    doubled = [part.replace('"', '""') for part in cut]
    return [f'"{part}"' for part in doubled]


def joined(terms: Sequence[str], separator: str) -> str:
    """Return a formula that joins those of some texts that are not empty.

    Each term gives a text or an empty one.
    """
    if not terms:
        return '""'
    (gap,) = quoted_parts(separator)
    pieces = "&".join(f'IF({term}="","",{gap}&{term})' for term in terms)
    return f"MID({pieces},{len(separator) + 1},2000)"


def listed_where(conditions: Mapping[str, str]) -> str:
    """Return a formula that lists the names whose condition holds, with commas between them."""
    pieces = "&".join(
        f'IF({condition},{quoted_parts(f", {name}")[0]},"")'
        for name, condition in conditions.items()
    )
    return f"MID({pieces},3,500)"
