"""States by code or name, in the spellings that people and tables use.

ISO 3166-1 has one English name for a state, the United Nations and the World Bank often have
another; `codelists/state_names.csv` lists those that ISO does not know, `other_codes.csv` codes
in use beside it. Nothing here says what is a state.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache

import pycountry

from assessment.library.codelists import (
    other_codes,
    other_state_names,
    place_names,
    shown_state_names,
)
from assessment.model.text import fold

_MOST_NEAR = 4
_CLOSE = 0.8
_MARKS = re.compile(r"[*†‡⁰-⁹¹²³]+$")
_IN_BRACKETS = re.compile(r"(.+?)\s*\(([^()]*)\)")
_WRITTEN_OUT = {"rep": "republic", "dem": "democratic", "st": "saint", "is": "islands"}
_LEFT_OUT = frozenset(("the", "and"))
_APOSTROPHES = str.maketrans(dict.fromkeys("'.\u2018\u2019\u02bc`\u00b4", ""))
# What many states are called says nothing of which of them is meant.
_USUAL = frozenset(
    (
        *("arab", "city", "commonwealth", "democratic", "federal", "federated"),
        *("federation", "french", "islamic", "island", "islands", "kingdom", "of", "people"),
        *("peoples", "plurinational", "principality", "province", "republic", "saint", "state"),
        *("states", "territory", "union", "united"),
    )
)
_CONTINENTS = frozenset(("africa", "america", "asia", "europe", "oceania"))


@cache
def states() -> dict[str, str]:
    """Return code to common English name, in the order of the names.

    The codes are those of ISO 3166-1 alpha-3, and XKX, which others use where it has none.
    """
    found = {
        country.alpha_3: getattr(country, "common_name", country.name)
        for country in pycountry.countries
    }
    return dict(sorted((found | place_names()).items(), key=lambda item: item[1]))


@cache
def state_choices() -> dict[str, str]:
    """Return code to what a list shows, so that a search finds every usual name of a state.

    Usual names stand in brackets, and so does the own name without its accents.

    Examples
    --------
    >>> state_choices()["TUR"], state_choices()["KEN"]
    ('Türkiye (Turkey, Turkiye)', 'Kenya')
    """
    others = shown_state_names()
    found = {code: (name, *others.get(code, ())) for code, name in states().items()}
    labels = {
        code: f"{name} ({', '.join((*usual, *_without_accents(name)))})"
        if usual or _without_accents(name)
        else name
        for code, (name, *usual) in found.items()
    }
    return dict(sorted(labels.items(), key=lambda item: fold(item[1])))


def _without_accents(name: str) -> tuple[str, ...]:
    signs = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in signs if not unicodedata.combining(c))
    return () if plain == name else (plain,)


def is_invented_code(code: str) -> bool:
    """Whether ISO 3166-1 leaves a code to its users (XAA to XZZ) and nobody uses it for a place.

    Examples
    --------
    >>> [is_invented_code(code) for code in ("XAA", "FRA", "XKX", "XKK")]
    [True, False, False, False]
    """
    is_free = len(code) == 3 and code[0] == "X" and code.isalpha() and code.isascii()
    return is_free and code.isupper() and code not in {*place_names(), *other_codes()}


@lru_cache(maxsize=4096)
def find_state(text: str) -> str | None:
    """Return the alpha-3 code of a state; ``None`` where the text is none.

    Capitals, accents, hyphens, full stops, widths and signs that nobody sees make no difference.
    Nothing is left out that could tell two states apart, such as what stands in brackets.
    The alpha-2 code ``NA`` is Namibia here, whatever it may mean in a column of numbers.

    Examples
    --------
    >>> find_state("NA"), find_state("Namibia"), find_state("nam"), find_state("XKA")
    ('NAM', 'NAM', 'NAM', 'XKA')
    >>> find_state("Korea, Rep."), find_state("Congo (Democratic Republic of the)*")
    ('KOR', 'COD')
    >>> find_state("Korea"), find_state("Atlantis")
    (None, None)
    """
    key = _key(text)
    code = key.upper()
    if is_invented_code(code):
        return code
    if code in other_codes():
        return other_codes()[code]
    return next(filter(None, (_by_name().get(form) for form in _forms(key))), None)


@lru_cache(maxsize=4096)
def nearest_states(text: str) -> tuple[str, ...]:
    """Return a few codes with names that a text may mean, the nearest first.

    Each shares with the text the words that name it, before any comma: what may be one of two
    states gets both.

    Examples
    --------
    >>> nearest_states("Namibbia"), nearest_states("Korea")
    (('NAM Namibia',), ('KOR South Korea', 'PRK North Korea'))
    >>> nearest_states("XEN")
    ('BEN Benin', 'KEN Kenya', 'SEN Senegal', 'VEN Venezuela')
    """
    key = _key(text)
    if is_invented_code(key.upper()):
        # One slip of the pen makes the code of a state one that belongs to none.
        slips = (f"{code} {name}" for code, name in states().items() if code[1:] == key[1:].upper())
        return tuple(sorted(slips))[:_MOST_NEAR]
    words = _telling(key)
    names = [(code, name) for name, code in _by_name().items() if len(name) > 3 or name == key]
    found = [(code, name) for code, name in names if _may_mean(words, _telling(name))]
    # A name that holds the very word goes before one that only resembles it.
    exact = [(code, name) for code, name in found if words & _telling(name)]
    likeness: dict[str, float] = {}
    for code, name in exact or found:
        ratio = difflib.SequenceMatcher(None, key, name).ratio()
        likeness[code] = max(ratio, likeness.get(code, 0))
    near = sorted(likeness, key=lambda code: (-likeness[code], code))[:_MOST_NEAR]
    return tuple(f"{code} {states()[code]}" for code in near)


def namesakes(text: str) -> tuple[str, ...]:
    """Return the states, code and name, that share this name before the comma; none or several.

    Examples
    --------
    >>> namesakes("Congo"), namesakes("Congo, Rep.")
    (('COG Congo', 'COD Congo, The Democratic Republic of the'), ())
    """
    key = _key(text)
    found = [f"{code} {name}" for code, name in states().items() if _head(_key(name)) == key]
    return tuple(found) if len(found) > 1 else ()


@cache
def _by_name() -> dict[str, str]:
    """Return every code and name, as `_key` writes it, to the alpha-3 code."""
    found: dict[str, str] = {}
    for country in pycountry.countries:
        for kind in ("name", "official_name", "common_name", "alpha_2", "alpha_3"):
            if written := getattr(country, kind, None):
                found.update(dict.fromkeys(_forms(_key(written)), country.alpha_3))
    named = [*other_state_names().items(), *((name, code) for code, name in states().items())]
    for written, code in [*named, *((code, code) for code in place_names())]:
        found.update(dict.fromkeys(_forms(_key(written)), code))
    return found


@lru_cache(maxsize=4096)
def _key(text: str) -> str:
    """Return letters, digits, spaces and commas of a name, each written in one way.

    Examples
    --------
    >>> _key("Côte d’Ivoire"), _key("Congo (Dem. Rep. of the)"), _key("Timor-Leste")
    ('cote divoire', 'congo, democratic republic of', 'timor leste')
    """
    bare = _MARKS.sub("", text.strip()).translate(_APOSTROPHES)
    signs = (c for c in unicodedata.normalize("NFKD", bare) if unicodedata.category(c) != "Cf")
    plain = "".join(c for c in signs if not unicodedata.combining(c)).casefold()
    plain = _IN_BRACKETS.sub(r"\1, \2", plain).replace(",", " , ")
    kept = "".join(c if c.isalnum() or c == "," else " " for c in plain)
    words = kept.split()
    if len(words) > 1:  # AND, IS and ST alone are codes
        words = [_WRITTEN_OUT.get(word, word) for word in words if word not in _LEFT_OUT]
    return " ".join(words).replace(" ,", ",").rstrip(", ")


def _forms(key: str) -> Iterator[str]:
    """Yield a name as it is, without its comma, and with what follows the comma in front."""
    yield key
    if "," in key:
        yield key.replace(",", "")
        head, _, rest = key.rpartition(", ")
        yield f"{rest} {head}"
        yield f"{rest} of {head}"


def _head(key: str) -> str:
    return key.partition(",")[0]


def _telling(key: str) -> frozenset[str]:
    """Return the words before the comma that tell which state is meant."""
    return frozenset(_head(key).split()) - _USUAL


def _may_mean(words: frozenset[str], name: frozenset[str]) -> bool:
    """Whether all telling words of one are in the other, up to a slip of the pen."""
    ours = {word for word in words if _is_among(word, name)}
    theirs = {word for word in name if _is_among(word, words)}
    whole = ours == words, theirs == name
    return bool(ours and theirs) and (all(whole) or (any(whole) and not ours <= _CONTINENTS))


def _is_among(word: str, words: frozenset[str]) -> bool:
    return word in words or (
        len(word) > 3 and bool(difflib.get_close_matches(word, words, n=1, cutoff=_CLOSE))
    )
