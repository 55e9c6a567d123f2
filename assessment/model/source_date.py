"""Reads the date of a source as people write it, and says where it cannot be one."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from unicodedata import normalize

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *("january jan", "february feb", "march mar", "april apr", "may", "june jun"),
            *("july jul", "august aug", "september sep sept", "october oct"),
            *("november nov", "december dec"),
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_OLDEST_YEAR = 1800
"""Treaties of the nineteenth century are still in force; an earlier year is a slip of the pen."""


class Doubt(StrEnum):
    """Why a text is no date that a reader can use."""

    NO_SUCH_DAY = "no_such_day"
    AMBIGUOUS = "ambiguous"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class WrittenDate:
    """What a text says of a day: from the earliest to the latest that it can mean.

    Attributes
    ----------
    earliest, latest
        ``None`` where no day can be read. A year or a month alone means any of its days.
    """

    earliest: date | None = None
    latest: date | None = None
    doubt: Doubt | None = None


def read_date(text: str) -> WrittenDate:
    """Read a date in one of the ways in which people write it.

    Years, months and days as in ISO 8601, the day first or the month first, English names of
    months, quarters, and from one to another. Words around a year are passed over, so that
    "spring 2024" means that year. Where day and month can be taken for each other, both
    readings count.

    Examples
    --------
    >>> read_date("2024-05").latest
    datetime.date(2024, 5, 31)
    >>> read_date("2024-02-31").doubt, read_date("05/06/2024").doubt
    (<Doubt.NO_SUCH_DAY: 'no_such_day'>, <Doubt.AMBIGUOUS: 'ambiguous'>)
    >>> read_date("sometime in spring").doubt
    <Doubt.UNREADABLE: 'unreadable'>
    """
    found = [*_parts(" ".join(normalize("NFKC", text).casefold().split()))]
    doubts = {part.doubt for part in found}
    if Doubt.NO_SUCH_DAY in doubts:
        return WrittenDate(doubt=Doubt.NO_SUCH_DAY)
    days = [(part.earliest, part.latest) for part in found if part.earliest and part.latest]
    if not days:
        return WrittenDate(doubt=Doubt.UNREADABLE)
    earliest, latest = min(first for first, _last in days), max(last for _first, last in days)
    return WrittenDate(earliest, latest, Doubt.AMBIGUOUS if Doubt.AMBIGUOUS in doubts else None)


def _parts(text: str) -> Iterator[WrittenDate]:
    """Yield what each part of a text says, from the left, each sign taken once."""
    for found in _ANY.finditer(text):
        form, reader = _FORMS[str(found.lastgroup)]
        match = form.match(text, found.start())
        if match is not None:
            yield reader(*match.groups())


def _year_first(year: str, month: str, day: str) -> WrittenDate:
    return _day(int(year), int(month), int(day))


def _dotted(day: str, month: str, year: str) -> WrittenDate:
    """Read 31.5.2024: with dots between, the day stands first."""
    return _day(int(year), int(month), int(day))


def _either_first(one: str, other: str, year: str) -> WrittenDate:
    """Read 31/5/2024 and 5/31/2024; 5/6/2024 may be either."""
    first, second = int(one), int(other)
    read = {_day(int(year), first, second), _day(int(year), second, first)}
    days = [part for part in read if part.doubt is None]
    if len(days) < 2:
        return days[0] if days else WrittenDate(doubt=Doubt.NO_SUCH_DAY)
    early = min(part.earliest for part in days if part.earliest)
    late = max(part.latest for part in days if part.latest)
    return WrittenDate(early, late, Doubt.AMBIGUOUS)


def _named(day: str, name: str, year: str) -> WrittenDate:
    return _day(int(year), _MONTHS[name], int(day))


def _name_and_day(name: str, day: str, year: str) -> WrittenDate:
    return _named(day, name, year)


def _named_month(name: str, year: str) -> WrittenDate:
    return _months(int(year), _MONTHS[name], _MONTHS[name])


def _month_last(month: str, year: str) -> WrittenDate:
    """Read 5/2024; a higher number is that of a document and no month."""
    if int(month) > 12:
        return WrittenDate(doubt=Doubt.UNREADABLE)
    return _months(int(year), int(month), int(month))


def _quarter_first(quarter: str, year: str) -> WrittenDate:
    return _months(int(year), 3 * int(quarter) - 2, 3 * int(quarter))


def _quarter_last(year: str, quarter: str) -> WrittenDate:
    return _quarter_first(quarter, year)


def _year_and_number(year: str, number: str) -> WrittenDate:
    """Read 2024-05 as a month, and 2019-20 as a year that ends in the next one."""
    if int(number) > 12 and int(number) == (int(year) + 1) % 100:
        first, last = _months(int(year), 1, 12), _months(int(year) + 1, 1, 12)
        return WrittenDate(first.earliest, last.latest, first.doubt)
    return _months(int(year), int(number), int(number))


def _year(year: str) -> WrittenDate:
    return _months(int(year), 1, 12)


def _day(year: int, month: int, day: int) -> WrittenDate:
    try:
        found = date(year, month, day)
    except ValueError:
        return WrittenDate(doubt=Doubt.NO_SUCH_DAY)
    return WrittenDate(found, found) if year >= _OLDEST_YEAR else _no_such_day()


def _months(year: int, first: int, last: int) -> WrittenDate:
    if year < _OLDEST_YEAR or not 1 <= first <= last <= 12:
        return _no_such_day()
    if (year, last) == (date.max.year, 12):
        return WrittenDate(date(year, first, 1), date.max)
    after = date(year + last // 12, last % 12 + 1, 1)
    return WrittenDate(date(year, first, 1), after - timedelta(days=1))


def _no_such_day() -> WrittenDate:
    return WrittenDate(doubt=Doubt.NO_SUCH_DAY)


_Y, _N, _TH = r"(?<!\d)(\d{4})", r"(\d{1,2})", "(?:st|nd|rd|th)?"
_FORMS: dict[str, tuple[re.Pattern[str], Callable[..., WrittenDate]]] = {
    name: (re.compile(form), reader)
    for name, form, reader in (
        ("iso", rf"{_Y}[-/.]{_N}[-/.]{_N}(?:t\d\S*)?(?!\d)", _year_first),
        ("dots", rf"(?<!\d){_N}\.\s?{_N}\.\s?(\d{{4}})(?!\d)", _dotted),
        ("slashes", rf"(?<!\d){_N}[-/]{_N}[-/](\d{{4}})(?!\d)", _either_first),
        ("day_name", rf"(?<!\d){_N}{_TH}\.?\s?(?:of )?({_MONTH})\b[.,]?\s?(\d{{4}})(?!\d)", _named),
        ("name_day", rf"\b({_MONTH})\b\.?\s?{_N}{_TH},?\s(\d{{4}})(?!\d)", _name_and_day),
        ("name", rf"\b({_MONTH})\b[.,]?[\s-]?(\d{{4}})(?!\d)", _named_month),
        ("quarter", r"\bq([1-4])[\s/-]?(\d{4})(?!\d)", _quarter_first),
        ("year_quarter", rf"{_Y}[\s/-]?q([1-4])(?!\d)", _quarter_last),
        ("month_year", rf"(?<!\d){_N}[/.](\d{{4}})(?!\d)", _month_last),
        ("year_month", rf"{_Y}[-/.]{_N}(?!\d)", _year_and_number),
        ("run_together", r"(?<!\d)((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)", _year_first),
        ("year", rf"{_Y}(?!\d)", _year),
    )
}
# Of several that begin at one place, the first says most.
_ANY = re.compile("|".join(f"(?P<{name}>{form.pattern})" for name, (form, _) in _FORMS.items()))
