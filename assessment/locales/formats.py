"""Numbers, dates and lists as readers of the language in use write them."""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from math import ceil
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from assessment.locales import SOURCE_LANGUAGE, language


def round_half_up(value: float, places: int) -> Decimal:
    """Round as people do by hand: a half goes up, away from zero.

    Binary arithmetic turns 2.675 into 2.67499..., so nine decimals are kept first,
    as the bands of a score do.

    Examples
    --------
    >>> round_half_up(2.675, 2)
    Decimal('2.68')
    """
    exact = Decimal(repr(round(float(value), 9)))
    # Adding zero turns a negative zero into a plain one.
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0


def fixed(value: float, places: int) -> str:
    """Write a number with exactly so many decimals.

    Examples
    --------
    >>> fixed(39.95, 1), fixed(25, 1), fixed(1234, 0)
    ('40.0', '25.0', '1,234')
    """
    pattern = "#,##0." + "0" * places if places else "#,##0"
    return format_decimal(round_half_up(value, places), pattern, locale=_locale())


def short(value: float, places: int = 2) -> str:
    """Write a number with at most so many decimals and no idle zeros.

    Examples
    --------
    >>> short(12 / 7), short(1.5), short(20.0)
    ('1.71', '1.5', '20')
    """
    pattern = "#,##0." + "#" * places
    return format_decimal(round_half_up(value, places), pattern, locale=_locale())


def whole(value: int) -> str:
    """Write a whole number, in groups of three digits.

    Examples
    --------
    >>> whole(177000)
    '177,000'
    """
    return format_decimal(value, locale=_locale())


def form_of(value: float) -> int:
    """Return the whole number whose plural form goes with so many units, for `ngettext`.

    Examples
    --------
    >>> form_of(1), form_of(1.5), form_of(0.5)
    (1, 2, 2)
    """
    return 1 if value == 1 else max(2, ceil(value))


def percent(share: float, places: int = 1) -> str:
    """Write a share (0 to 1) as a percentage, with at most so many decimals.

    Examples
    --------
    >>> percent(5 / 7), percent(0.7)
    ('71.4%', '70%')
    """
    rounded = round_half_up(share * 100, places) / 100
    decimals = "." + "#" * places if places else ""
    pattern = _locale().percent_formats[None].pattern.replace("0", "0" + decimals, 1)
    return format_percent(rounded, pattern, locale=_locale())


def day(value: date | datetime) -> str:
    """Write a day.

    Examples
    --------
    >>> day(date(2026, 11, 29))
    '29 Nov 2026'
    """
    return format_date(value, "medium", locale=_dates())


def time_of_day(value: datetime) -> str:
    """Write the time of day.

    Examples
    --------
    >>> time_of_day(datetime(2026, 11, 29, 16, 5))
    '16:05'
    """
    return format_time(value, "HH:mm", locale=_dates())


def moment(value: datetime) -> str:
    """Write a day and the time of day, with its zone.

    Examples
    --------
    >>> from datetime import UTC
    >>> moment(datetime(2026, 11, 29, 16, 5, tzinfo=UTC))
    '29 Nov 2026, 16:05 UTC'
    """
    return f"{day(value)}, {time_of_day(value)} {value:%Z}".rstrip()


def listed(parts: Iterable[str], last: Literal["and", "or"] = "and") -> str:
    """Join parts as a sentence lists them.

    Examples
    --------
    >>> listed(["A", "B", "C"]), listed(["A", "B"], "or")
    ('A, B and C', 'A or B')
    """
    style = "standard" if last == "and" else "or"
    return format_list([*parts], style, locale=_dates())


def language_name(code: str) -> str:
    """Name a language as its own speakers do; the code itself where nobody described it.

    Examples
    --------
    >>> language_name("en"), language_name("fr"), language_name("en_XA")
    ('English', 'français', 'en_XA')
    """
    try:
        return Locale.parse(code.replace("-", "_")).get_display_name() or code
    except (UnknownLocaleError, ValueError):
        return code


@lru_cache
def _known_locale(code: str) -> Locale:
    """Return the conventions of a language; English ones for a code that nobody described."""
    for candidate in (code.replace("-", "_"), code.replace("-", "_").partition("_")[0]):
        try:
            return Locale.parse(candidate)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse(SOURCE_LANGUAGE)


def _locale() -> Locale:
    return _known_locale(language())


def _dates() -> Locale:
    """Return where days and lists are taken from: the texts of this product are British."""
    found = _locale()
    return Locale("en", "GB") if found.language == "en" and not found.territory else found
