"""The time that answers are about: text as it was written, with its first and its last day.

Whatever puts assessments in order in time asks here; a text that has no place in time is
refused where it is entered, and comes before all others where it stands already.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from itertools import product

from assessment.locales import gettext as _
from assessment.locales import mark
from assessment.locales.formats import listed
from assessment.locales.month_names import month_names, without_accents
from assessment.model.problem import Problem

_ORDINALS = {"first": "1", "second": "2", "third": "3", "fourth": "4"}
_LENGTHS = {"half": 6, "quarter": 3, "month": 1}
_LONGEST_SHOWN = 60
_DASHES = re.compile("[\u2010-\u2015\u2212\u301c~]")
_HOW_TO_WRITE = mark(
    "Write it like 2026, H1 2026, Q4 2025, June 2025, 2025-06-30, or June 2025 to March 2026."
)
_LETTER = r"[^\W\d_]"
_BETWEEN = re.compile(
    # To in English, French, Spanish, Portuguese, German, Swahili, Russian and Arabic.
    r" (?:to|until|till|through|au?|al|hasta|ate|bis|hadi|по|до|الى|حتى) |[ ]*[-/][ ]*"
)
_FROM = re.compile(r"\b(?:from|between|desde|von|kuanzia|с|من) (?=.*\d)")
_NO_WORDS = re.compile(
    r"\b(?:of|the|year|calendar|cy|de|del|du)\b|\bcy(?=\d)|\bd['\u2019]"
    rf"|(?<!{_LETTER})г(?:од[ау]?)?(?!{_LETTER})"
)
_FISCAL = re.compile(r"\bf\.?y\b|\bfy(?=\d)|\bfiscal\b|\bfinancial\b")

Span = tuple[date, date]
Parts = Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Period:
    """A time with a beginning and an end.

    Attributes
    ----------
    text
        As it was written; two texts can be one time.
    first, last
        The days with which it begins and ends; both belong to it.
    """

    text: str
    first: date
    last: date


@lru_cache(maxsize=4096)
def find_period(text: str) -> Period | None:
    """Return the time that a text stands for; ``None`` where it has no place in time.

    Read are years, halves, quarters, months and days, in words and in numbers, and from
    one of them to another; months in the languages of `assessment.locales.month_names`.
    A fiscal year is read where its months stand in brackets. What may be one of two times
    is none; `check_period` says why.

    Examples
    --------
    >>> [find_period(text).last.isoformat() for text in ("Q4 2025", "2025-06", "2025-2026")]
    ['2025-12-31', '2025-06-30', '2026-12-31']
    >>> find_period("FY2025 (July 2024 to June 2025)").first.isoformat()
    '2024-07-01'
    >>> find_period("last year"), find_period("05/06/2025")
    (None, None)
    """
    spans = [span for span in _spans(_normalise(text)) if span[0] <= span[1]]
    return Period(text.strip(), *spans[0]) if len(spans) == 1 else None


def period_order(text: str) -> tuple[bool, date, date, tuple[tuple[int, str], ...]]:
    """Return what puts written periods in order by their end, then by their beginning.

    Those without a place in time come first, by the numbers and words in them, so that
    the last of several is never one of them where there is another.

    Examples
    --------
    >>> sorted(["Q1 2026", "FY2024", "2025", "Q4 2025", "12/2025", "last year"], key=period_order)
    ['last year', 'FY2024', '2025', 'Q4 2025', '12/2025', 'Q1 2026']
    """
    found = find_period(text)
    if found is None:
        return (False, date.min, date.min, _written_order(text))
    return (True, found.last, found.first, ())


def _written_order(text: str) -> tuple[tuple[int, str], ...]:
    """Return numbers as numbers and words as words, a year before all else."""
    parts = re.findall(r"\d+|[^\W\d_]+", text.casefold())
    parts.sort(key=lambda part: not re.fullmatch(r"\d{4}", part))
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)


def check_period(text: str) -> tuple[Problem, ...]:
    """Say why a text stands for no time, or for none that can be told; nothing where it does."""
    return () if find_period(text) is not None else (_why_not(text),)


def _why_not(text: str) -> Problem:
    plain, shown = _normalise(text), _shorten(text.strip())
    spans = sorted(_spans(plain))
    right = [span for span in spans if span[0] <= span[1]]
    remedy = _(_HOW_TO_WRITE)
    if not plain:
        code, found = "missing", _("The period is empty.")
        remedy = _("Say which time the answers are about. {how}", how=remedy)
    elif _FISCAL.search(plain):
        code = "ambiguous"
        found = _("'{text}' begins in another month from state to state.", text=shown)
        remedy = _("Write its months behind it: FY2025 (July 2024 to June 2025).")
    elif right:
        code = "ambiguous"
        readings = listed([*map(_dates, right)], "or")
        found = _("'{text}' may be {readings}.", text=shown, readings=readings)
        remedy = _("Write the one that is meant, as it stands here.")
    elif spans:
        code, found = "reversed", _("'{text}' ends before it begins.", text=shown)
        remedy = _("Write the earlier one first, each with its year.")
    elif not re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", plain):
        code, found = "unknown", _("'{text}' names no year of four digits.", text=shown)
    else:
        code, found = "unknown", _("'{text}' has no place in time.", text=shown)
    return Problem(f"assessment.period_{code}", _("Period"), found, remedy)


def _dates(span: Span) -> str:
    first, last = (day.isoformat() for day in span)
    return first if first == last else _("{first} to {last}", first=first, last=last)


def _shorten(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


def _normalise(text: str) -> str:
    """Return the text in one way of writing: small letters, one kind of dash, single spaces."""
    signs = (c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    in_digits = "".join(str(unicodedata.decimal(c, c)) for c in signs)
    plain = _DASHES.sub("-", without_accents(in_digits))
    plain = re.sub(r"\b(first|second|third|fourth)\b", lambda m: _ORDINALS[m[0]], plain)
    plain = re.sub(r"\b([1-4])(?:st|nd|rd|th)?[ -]?(?:quarter|qtr)\b", r"q\1", plain)
    plain = re.sub(r"\b(?:quarter|qtr) ?([1-4])\b", r"q\1", plain)
    plain = re.sub(r"\b([12])(?:st|nd)?[ -]?(?:half|semester)\b", r"h\1", plain)
    plain = re.sub(r"\b(?:half|semester) ?([12])\b", r"h\1", plain)
    if not _FISCAL.search(plain):
        plain = _NO_WORDS.sub(" ", plain)
    return " ".join(plain.split())


def _spans(plain: str) -> frozenset[Span]:
    """Return every time that a text can stand for: none, one, or several."""
    head, _bracket, inside = plain.partition("(")
    if _FISCAL.search(head):
        # In which month a fiscal year begins, only its own text can say.
        plain = inside.rstrip(") ")
    plain = " ".join(re.sub("[()]", " ", plain).split())
    if not plain or plain[0] in "-/" or plain[-1] in "-/":
        return frozenset()
    without_from = _FROM.sub("", plain, count=1)
    if without_from != plain:
        return frozenset(_ranges(without_from.replace(" and ", " to ")))
    point, ranges = frozenset(_point(_parts(plain))), frozenset(_ranges(plain))
    # A dash that stands apart leads from one to another; a close one may be part of a date.
    return (ranges or point) if " - " in plain else (point or ranges)


def _ranges(plain: str) -> Iterator[Span]:
    """Yield the times from one to another, wherever a text can be parted in two."""
    for between in _BETWEEN.finditer(plain):
        before, after = _parts(plain[: between.start()]), _parts(plain[between.end() :])
        if before and after:
            yield from _from_to(before, after)


@cache
def _tokens() -> re.Pattern[str]:
    """Return what a text can be made of; made at the first text, as months need their names."""
    months = "|".join(sorted(map(re.escape, month_names()), key=len, reverse=True))
    # A word of letters must end where the token ends: the t of "4th" is no quarter.
    return re.compile(
        r"(?P<year>(?:19|20)\d\d)(?!\d)"
        r"|[qt] ?(?P<quarter>[1-4])(?!\d)|(?P<quarter_before>[1-4]) ?[qt](?![a-z])"
        r"|[hs] ?(?P<half>[12])(?!\d)|(?P<half_before>[12]) ?[hs](?![a-z])"
        rf"|(?P<month>{months})(?!{_LETTER})"
        r"|m(?P<month_number>0?[1-9]|1[0-2])(?!\d)"
        rf"|(?P<number>\d{{1,2}})(?:st|nd|rd|th|er|o)?(?!{_LETTER}|\d)"
        r"|(?P<nothing>[ .,/-]+)"
    )


def _parts(plain: str) -> Parts:
    """Return what a text names, in its order; empty where anything in it is not understood."""
    parts: list[tuple[str, int]] = []
    at = 0
    while at < len(plain):
        found = _tokens().match(plain, at)
        if found is None:
            return ()
        kind, value = str(found.lastgroup), found[str(found.lastgroup)]
        at = found.end()
        if kind == "month":
            parts.append(("month", month_names()[value]))
        elif kind != "nothing":
            parts.append((kind.partition("_")[0], int(value)))
    return parts


def _point(parts: Parts) -> Iterator[Span]:
    """Yield the times that one year, half, quarter, month or day can stand for."""
    known = dict(parts)
    year = known.get("year")
    if year is None:
        return
    match _kinds(parts):
        case ["year"]:
            yield _months(year, 1, 12)
        case ["half" | "quarter" | "month" as kind, "year"]:
            length = _LENGTHS[kind]
            yield _months(year, length * (known[kind] - 1) + 1, length)
        case ["number", "year"]:
            yield from _month_or_years(year, known["number"], is_behind=parts[0][0] == "year")
        case ["month", "number", "year"]:
            yield from _day(year, known["month"], known["number"])
        case ["number", "number", "year"]:
            yield from _numbered_day(parts)
        case _:
            pass


def _numbered_day(parts: Parts) -> Iterator[Span]:
    match parts:
        case [("year", year), (_, month), (_, day)]:
            yield from _day(year, month, day)
        case [(_, one), (_, other), ("year", year)]:
            # Which of the two is the month differs from country to country.
            yield from _day(year, other, one)
            yield from _day(year, one, other)
        case _:
            pass


def _month_or_years(year: int, number: int, *, is_behind: bool) -> Iterator[Span]:
    """Yield the month of a year, and the years up to one that is written with two digits."""
    if 1 <= number <= 12:
        yield _months(year, number, 1)
    if is_behind and number > year % 100:
        yield date(year, 1, 1), date(year - year % 100 + number, 12, 31)


def _from_to(before: Parts, after: Parts) -> Iterator[Span]:
    """Yield the times from the beginning of one to the end of another.

    What one end leaves out is that of the other: its year, or its month and year.
    """
    is_whole = all("year" in dict(parts) for parts in (before, after))
    for kinds in ((),) if is_whole else (("year",), ("year", "month")):
        ends = _completed(before, after, kinds), _completed(after, before, kinds)
        # Days go with days, or "June 1-12, 2025" could end in December.
        if is_whole or _kinds(ends[0]) == _kinds(ends[1]):
            for first, last in product(_point(ends[0]), _point(ends[1])):
                yield first[0], last[1]


def _completed(own: Parts, other: Parts, kinds: Sequence[str]) -> Parts:
    """Return the parts of one end with those that it lacks of the other."""
    return [*own, *(part for part in other if part[0] in kinds and part[0] not in dict(own))]


def _kinds(parts: Parts) -> list[str]:
    return sorted(kind for kind, _value in parts)


def _months(year: int, month: int, number: int) -> Span:
    last = month + number - 1
    return date(year, month, 1), date(year, last, monthrange(year, last)[1])


def _day(year: int, month: int, day: int) -> Iterator[Span]:
    if 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
        yield date(year, month, day), date(year, month, day)
