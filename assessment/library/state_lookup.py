"""Recognises a state by ISO 3166-1 code or English name, in the spellings that tables use."""

from functools import cache

import pycountry

from assessment.library.state_spellings import spellings
from assessment.library.states import is_invented_code, states


def find_state(text: str) -> str | None:
    """Return the alpha-3 code of a state; ``None`` where the text is none.

    The alpha-2 code ``NA`` is Namibia here, whatever it may mean in a column of
    numbers.

    Examples
    --------
    >>> find_state("NA"), find_state("Namibia"), find_state("nam"), find_state("XKA")
    ('NAM', 'NAM', 'NAM', 'XKA')
    >>> find_state("Korea, Rep."), find_state("Atlantis")
    ('KOR', None)
    """
    given = " ".join(text.split())
    found = _by_name().get(given.casefold())
    if found is None and is_invented_code(given.upper()):
        return given.upper()
    if found is None:
        found = next(filter(None, map(_known, spellings(given))), None)
    return found


def _known(spelling: str) -> str | None:
    if is_invented_code(spelling):
        return spelling
    return _by_name().get(spelling.casefold())


@cache
def _by_name() -> dict[str, str]:
    """Return every code and name, in small letters, to the alpha-3 code."""
    found: dict[str, str] = {}
    for country in pycountry.countries:
        names = ("name", "official_name", "common_name", "alpha_2", "alpha_3")
        for name in names:
            if written := getattr(country, name, None):
                found[written.casefold()] = country.alpha_3
    return found | {name.casefold(): code for code, name in states().items()}
