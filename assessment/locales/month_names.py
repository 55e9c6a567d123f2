"""Names of months as people of several languages write them, to read what they typed."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from babel import Locale

READ = (
    *("en", "en_GB", "fr", "es", "pt", "ru", "de", "de_AT", "sw"),
    # Arabic has several sets of names: Egypt and the Gulf, the Levant and Iraq, the Maghreb.
    *("ar", "ar_SY", "ar_DZ", "ar_MA", "ar_MR"),
)
"""The languages whose months are read wherever a month can be written, whatever the app speaks."""


def without_accents(text: str) -> str:
    """Return a text in small letters and without accents, as many type it.

    Examples
    --------
    >>> without_accents("Août"), without_accents("أبريل") == without_accents("ابريل")
    ('aout', True)
    """
    signs = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in signs if not unicodedata.combining(sign))


@cache
def month_names(languages: Iterable[str] = READ) -> Mapping[str, int]:
    """Return the names of months, whole and shortened, to their numbers from 1 to 12.

    A name that is one month in one language and another in the next is left out: whoever
    reads it would have to guess. They are written as `without_accents` does, without the
    full stop of a shortened one. Source: the Unicode CLDR, through Babel.

    Examples
    --------
    >>> [month_names()[name] for name in ("may", "juin", "enero", "marz", "dez")]
    [5, 6, 1, 3, 12]
    >>> "listopad" in month_names(("pl", "hr")), month_names(("pl",))["listopad"]
    (False, 11)
    """
    found: dict[str, set[int]] = defaultdict(set)
    for code in languages:
        for kind in Locale.parse(code).months.values():
            for width in ("wide", "abbreviated"):
                for number, name in kind[width].items():
                    found[without_accents(name).rstrip(".")].add(number)
    return {name: min(numbers) for name, numbers in found.items() if len(numbers) == 1}
