"""States by ISO 3166-1 code, and the codes that are free for invented ones."""

import difflib
from functools import cache

import pycountry


@cache
def states() -> dict[str, str]:
    """Return ISO 3166-1 alpha-3 code to common English name, in the order of the names."""
    found = {
        country.alpha_3: getattr(country, "common_name", country.name)
        for country in pycountry.countries
    }
    return dict(sorted(found.items(), key=lambda item: item[1]))


def is_invented_code(code: str) -> bool:
    """Whether ISO 3166-1 leaves a code to its users (XAA to XZZ), so that no state has it.

    Examples
    --------
    >>> is_invented_code("XAA"), is_invented_code("FRA")
    (True, False)
    """
    return len(code) == 3 and code[0] == "X" and code.isalpha() and code.isupper()


def nearest_states(text: str) -> tuple[str, ...]:
    """Return up to three codes with names that resemble a text.

    Examples
    --------
    >>> nearest_states("Namibbia")
    ('NAM Namibia',)
    """
    names = {name: code for code, name in states().items()}
    close = difflib.get_close_matches(text, names, n=3, cutoff=0.75)
    return tuple(f"{names[name]} {name}" for name in close)
