"""Other spellings of headings, as publishers print them: codes with other signs, usual words.

What a heading is matched with is decided in `wide_columns`; nothing here is sure by itself.
"""

import re

_BETWEEN = r"[\s._\-\u2010\u2011\u2013\u2014]"
_CODE = re.compile(rf"([A-Za-z]+){_BETWEEN}*(\d+(?:{_BETWEEN}+\d+)*)")
# A name behind a code begins with no digit: 'Q1 2020' is no first criterion.
_NAME_BEHIND = re.compile(rf"[.:)]?{_BETWEEN}*\s{_BETWEEN}*[^\W\d]")

UNIT_WORDS = (
    *("countrycode", "iso3", "iso3c", "isoalpha3", "iso31661alpha3", "isocode", "iso2", "iso"),
    *("country", "countryname", "economy", "memberstate", "stateparty"),
)
"""Headings of a column of states, the surest first: a code is taken before a name."""

NAME_WORDS = ("countryname", "country", "economy", "memberstate", "stateparty")
PERIOD_WORDS = ("year",)


def key_of(heading: str) -> str:
    """Return a heading without its capitals and spare spaces.

    Examples
    --------
    >>> key_of(" Second  MEASURE ")
    'second measure'
    """
    return " ".join(heading.split()).casefold()


def code_of(heading: str) -> str | None:
    """Return what a heading says if it is a code of letters and numbers; ``None`` if it is none.

    Examples
    --------
    >>> code_of("C.1.1"), code_of("PI-01.1"), code_of("PoE 1"), code_of("PI-11")
    ('c1.1', 'pi1.1', 'poe1', 'pi11')
    >>> code_of("C1.1 Laws") is None
    True
    """
    return _written(_CODE.fullmatch(heading.strip()))


def code_before_name(heading: str) -> str | None:
    """Return the code at the start of a heading if a name follows; ``None`` if there is none.

    Examples
    --------
    >>> code_before_name("P.1.1. Legal instruments"), code_before_name("Q1 2020")
    ('p1.1', None)
    """
    found = _CODE.match(heading.strip())
    rest = heading.strip()[found.end() :] if found else ""
    return _written(found) if _NAME_BEHIND.match(rest) else None


def word_of(heading: str) -> str:
    """Return the letters and digits of a heading only.

    Examples
    --------
    >>> word_of("Country_Code"), word_of("ISO 3166-1 alpha-3")
    ('countrycode', 'iso31661alpha3')
    """
    return "".join(sign for sign in heading.casefold() if sign.isalnum())


def _written(found: re.Match[str] | None) -> str | None:
    if found is None:
        return None
    numbers = (str(int(number)) for number in re.findall(r"\d+", found[2]))
    return f"{found[1].casefold()}{'.'.join(numbers)}"
