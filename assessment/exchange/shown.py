"""What a cell of a spreadsheet shows, as far as its number format tells.

People read what a cell shows; a file holds the number behind it. Only the formats
that change what is understood are known here; the rest are read as plain numbers.
"""

import re
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from assessment.exchange.sheets import Cell, Kind

_PLAIN = ("", "general", "@", "standard")
# In a number format, what stands in quotes or behind a backslash is shown as it is.
_SHOWN_AS_IT_IS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_UNSEEN = re.compile(r"_.|\[[^\]]*\]")
_LONG = 10**15
"""From here on, no digit behind the point is kept, and soon none before it."""
_FIRST_DAY = date(1899, 12, 30)
"""The day from which spreadsheets count."""
_MOST_DECIMALS, _MOST_DIGITS = 9, 40
_DIGITS = re.compile(r"(?P<whole>[#,0]*0)(?:\.(?P<decimals>0*))?(?P<percent>\s*%)?")


def shown_number(cell: Cell) -> str:
    """Return a number as its cell shows it, with a point for decimals.

    Examples
    --------
    >>> shown_number(Cell("S", 1, 1, Kind.NUMBER, 0.5, "0%"))
    '50%'
    >>> shown_number(Cell("S", 1, 1, Kind.NUMBER, 7, "000"))
    '007'
    """
    value = cell.value
    if not isinstance(value, int | float):
        raise TypeError(f"the cell must hold a number, not {cell.kind}")
    if cell.shown:
        return cell.shown
    form = _DIGITS.fullmatch(_UNSEEN.sub("", _first(cell.number_format)).strip())
    decimals = len(form["decimals"] or "") if form else 0
    if form is None or decimals > _MOST_DECIMALS or abs(value) >= _LONG:
        return plain_number(value)
    number = Decimal(plain_number(value)) * (100 if form["percent"] else 1)
    # Spreadsheets round half up; Python's own formatting would not.
    rounded = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    width = form["whole"].count("0") + (decimals + 1 if decimals else 0)
    return f"{rounded:0{min(width, _MOST_DIGITS)}f}{'%' if form['percent'] else ''}"


def plain_number(number: float) -> str:
    """Return a number as a person would write it: without a point where it is whole.

    Examples
    --------
    >>> plain_number(3.0), plain_number(0.1 + 0.2), plain_number(1234567890123456)
    ('3', '0.3', '1234567890123456')
    """
    is_whole = isinstance(number, int) or number.is_integer()
    return str(int(number)) if is_whole and abs(number) < 1e21 else f"{number:.15g}"


def has_lost_digits(cell: Cell) -> bool:
    """Whether a number is so long that a spreadsheet program kept only its first 15 digits."""
    return (
        cell.kind is Kind.NUMBER
        and isinstance(cell.value, int | float)
        and abs(cell.value) >= _LONG
        and float(cell.value).is_integer()
    )


@lru_cache(maxsize=512)
def is_percent(number_format: str) -> bool:
    """Whether a cell of this format shows its number a hundredfold, with a percent sign."""
    return "%" in _bare(number_format)


@lru_cache(maxsize=512)
def date_parts(number_format: str) -> str:
    """Return which parts of a day a format shows, among y, m and d; all if it is not known.

    Examples
    --------
    >>> date_parts("mmm-yy"), date_parts("yyyy"), date_parts("d-mmm"), date_parts("dd/mm/yyyy")
    ('ym', 'y', 'md', 'ymd')
    """
    bare = _bare(number_format).lower()
    # An m beside hours or seconds stands for minutes.
    without_time = re.sub(r"[hs][^ymd]*m+|m+[^ymdh]*s", "", bare)
    return "".join(part for part in "ymd" if part in without_time) or "ymd"


def day_number(day: date) -> int:
    """Return the number by which spreadsheets count a day."""
    return day.toordinal() - _FIRST_DAY.toordinal()


def day_of(number: int) -> date:
    """Return the day that spreadsheets count by a number."""
    return date.fromordinal(_FIRST_DAY.toordinal() + number)


def may_be_a_year(day: date) -> bool:
    """Whether a day is what becomes of a year that is typed into a cell for days.

    Examples
    --------
    >>> may_be_a_year(date(1905, 7, 16)), may_be_a_year(date(2024, 5, 31))
    (True, False)
    """
    return 1900 <= day_number(day) <= 2100


def shown_day(cell: Cell) -> str:
    """Return the day in a cell as far as the cell shows it: 2024, 2024-05 or 2024-05-31."""
    value = cell.value
    if isinstance(value, datetime) and value.time() != time.min:
        return value.isoformat(" ", "minutes")
    day = value.date() if isinstance(value, datetime) else value
    if not isinstance(day, date):
        raise TypeError(f"the cell must hold a day, not {cell.kind}")
    lengths = {"y": 4, "ym": 7}
    return day.isoformat()[: lengths.get(date_parts(cell.number_format), 10)]


def _bare(number_format: str) -> str:
    """Return the first part of a format without its fixed texts."""
    return _first(_SHOWN_AS_IT_IS.sub("", number_format))


def _first(number_format: str) -> str:
    """Return the part of a format that is for positive numbers; empty for the usual one."""
    return "" if number_format.lower() in _PLAIN else number_format.partition(";")[0]
