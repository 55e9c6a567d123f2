"""What one cell of a field workbook means, or why that cannot be told.

People read what a cell shows, so that counts and not the number behind it. What is clear is
understood however it is typed; where two things may be meant, both are named and nobody guesses.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from assessment.exchange.field_workbook import layout
from assessment.exchange.sheets import Cell, Kind, shorten
from assessment.exchange.shown import (
    date_parts,
    day_number,
    day_of,
    has_lost_digits,
    is_percent,
    may_be_a_year,
    plain_number,
    shown_day,
    shown_number,
)
from assessment.locales import gettext as _
from assessment.locales import mark, ngettext
from assessment.locales.formats import listed, whole
from assessment.model.answer import Status
from assessment.model.checks import LONGEST_TEXT
from assessment.model.problem import Problem, Severity
from assessment.model.questionnaire import Indicator, Questionnaire
from assessment.model.source_date import Doubt
from assessment.model.source_date import read_date as written_date
from assessment.model.text import plain

_MOST_NAMED = 12
_LONGEST_CELL = 32_767
_MISSING = {
    "ii": Status.INSUFFICIENT_INFORMATION,
    "na": Status.NOT_APPLICABLE,
    **{layout.fold(word): status for status, word in layout.MISSING_WORDS.items()},
}
"""Understood in every language; workbooks of older versions hold the English words."""
_LEVEL = re.compile(
    r"(?:(?P<word>[^\W\d]\D*?)[ :.=-]*|(?P<sign>[+-]))?(?P<number>\d{1,4})(?P<rest>\D.*)?"
)
_ZEROS = re.compile(r"[.,]0*(?=\D|$)")
_BRACKETS = " '\"()[]"
_AROUND = " .:;,!'\"()[]–—-"
# The Arabic signs too; a dot is one only where the parts are names of statements.
_BETWEEN = re.compile(r"[,;/&+|،؛、\s]+")
_LINKS = ("and",)
_HOW_TO_WRITE = mark("Write the date as 2024-05-31, 2024-05 or 2024.")


class Unread(Exception):  # noqa: N818 - says what was found
    """A cell that cannot be understood."""

    def __init__(self, cell: Cell, code: str, found: str, remedy: str, allowed: str = "") -> None:
        super().__init__(found)
        self.problem = Problem(f"workbook.{code}", cell.place, found, remedy, allowed)


@dataclass(frozen=True)
class Choices:
    """What a cell offers, and every accepted way of writing it, folded, to its code."""

    offered: layout.Words
    codes: Mapping[str, str]


def refuse_struck(cell: Cell) -> None:
    """Ask about a cell through which a line goes: nobody can tell whether it is taken back.

    Raises
    ------
    Unread
        If a line goes through the text of the cell or a part of it.
    """
    if cell.struck:
        raise Unread(
            cell,
            "struck_through",
            _("The text of this cell is struck through: does it still count?"),
            _("Type what counts without a line through it, or empty the cell."),
        )


def read_text(cell: Cell) -> str:
    """Return the text of a cell; a number or a day as the cell shows it."""
    match cell.kind:
        case Kind.TEXT:
            return str(cell.value)
        case Kind.NUMBER:
            return shown_number(cell)
        case Kind.MOMENT if isinstance(cell.value, date):
            return shown_day(cell)
        case _:
            raise _no_text(cell)


def read_long_text(cell: Cell) -> str:
    """Return the text of a cell that no other check will hold to the longest length."""
    text = read_text(cell)
    if len(text) <= LONGEST_TEXT:
        return text
    found = ngettext(
        "The text has {number} character.", "The text has {number} characters.", len(text)
    )
    if len(text) > _LONGEST_CELL:
        found = _("The text has more than {number} characters.", number=whole(_LONGEST_CELL))
    allowed = ngettext(
        "At most {number} character is allowed.",
        "At most {number} characters are allowed.",
        LONGEST_TEXT,
    )
    raise Unread(cell, "text_too_long", found, _("Shorten it."), allowed)


def read_page(cell: Cell) -> str:
    """Return page, article or paragraph; a day in such a cell was something else when typed."""
    if cell.kind is not Kind.MOMENT or not isinstance(cell.value, date):
        return read_long_text(cell)
    day = cell.value
    typed = [f"{day.month}-{day.day}", f"{day.day}-{day.month}"]
    if day.day == 1:
        typed.append(f"{day.month}-{day:%y}")
    found = _(
        "The cell holds the date {date}. Spreadsheets turn entries such as {entries} into dates.",
        date=f"{day:%Y-%m-%d}",
        entries=listed(dict.fromkeys(typed), "or"),
    )
    remedy = _("Give the cell the format 'Text' and type once more what is meant.")
    raise Unread(cell, "page_is_a_date", found, remedy)


def doubts_of(cell: Cell) -> Iterator[Problem]:
    """Yield what a reader should look at although a cell could be read as a text."""
    if has_lost_digits(cell):
        yield Problem(
            "workbook.digits_lost",
            cell.place,
            _(
                "The number has more than 15 digits, of which spreadsheets keep only the first "
                "15; it was read as {number}.",
                number=read_text(cell),
            ),
            _("Compare it with the source; type long numbers into cells of the format 'Text'."),
            severity=Severity.WARNING,
        )


def read_date(cell: Cell, today: date | None = None) -> str:
    """Return a date or a part of one as text.

    Parameters
    ----------
    today
        No source and no event is later; nothing is said of the future without it.
    """
    match cell.kind:
        case Kind.MOMENT if isinstance(cell.value, date):
            text = _day(cell)
        case Kind.NUMBER:
            text = _day_in_number(cell)
        case _:
            text = read_long_text(cell)
    _check_day(cell, text, today)
    return text


def _day(cell: Cell) -> str:
    """Return the day of a cell as far as it is shown; a day without its year is a doubt."""
    value = cell.value
    day = value.date() if isinstance(value, datetime) else value
    if not isinstance(day, date):
        raise TypeError(f"the cell must hold a day, not {cell.kind}")
    if may_be_a_year(day):
        found = _(
            "The cell shows the day {date}, which spreadsheets count as number {number}; the year "
            "{number} may be meant.",
            date=day.isoformat(),
            number=str(day_number(day)),
        )
        raise _unclear_date(cell, found)
    parts = date_parts(cell.number_format)
    if "y" not in parts:
        found = _(
            "The cell shows a day or month without a year and holds {date}; entries such as "
            "'{entry}' are turned into such dates.",
            date=day.isoformat(),
            entry=f"{day:%b}-{day.day}",
        )
        raise _unclear_date(cell, found)
    return shown_day(cell)


def _day_in_number(cell: Cell) -> str:
    """Return a year, or a day without signs between; other numbers are no dates to be sure of."""
    text = read_text(cell)
    if text.isdecimal() and len(text) == 4:
        return text
    written = written_date(text)
    if text.isdecimal() and len(text) == 8 and written.earliest and written.doubt is None:
        return written.earliest.isoformat()
    found = _(
        "The cell holds the number {number}, from which no date can be told.",
        number=shorten(text, 20),
    )
    if text.isdecimal() and 20_000 <= int(text) < 80_000:
        found = _(
            "The cell holds the number {number}. As a day of a spreadsheet this is {date}.",
            number=text,
            date=day_of(int(text)).isoformat(),
        )
    raise _unclear_date(cell, found)


def _check_day(cell: Cell, text: str, today: date | None) -> None:
    """Refuse a day that does not exist, can be read in two ways, or lies in the future."""
    written = written_date(text)
    if written.doubt is Doubt.NO_SUCH_DAY:
        found = _("'{text}' names a day that does not exist.", text=shorten(text))
        raise Unread(cell, "date_impossible", found, _(_HOW_TO_WRITE))
    if written.earliest is None or written.latest is None:
        return
    if written.doubt is Doubt.AMBIGUOUS:
        found = _(
            "'{text}' can mean {first} or {second}.",
            text=shorten(text),
            first=written.earliest.isoformat(),
            second=written.latest.isoformat(),
        )
        raise Unread(cell, "date_ambiguous", found, _("Write the one that is meant."))
    # Somewhere on earth tomorrow has begun already.
    if today is not None and written.earliest > today + timedelta(days=1):
        found = _("'{text}' lies in the future.", text=shorten(text))
        raise Unread(cell, "date_in_future", found, _(_HOW_TO_WRITE))


def _unclear_date(cell: Cell, found: str) -> Unread:
    remedy = _(
        "Give the cell the format 'Text', and write the date as 2024-05-31, 2024-05 or 2024."
    )
    return Unread(cell, "date_unclear", found, remedy)


def read_level(
    cell: Cell, levels: Choices, questionnaire: Questionnaire
) -> tuple[Status, int | None]:
    """Return status and level; whether the level is on the scale is for `check_answer` to say."""
    if cell.kind is Kind.BOOLEAN:
        value = str(cell.value).upper()
        found = _("The cell holds {value} as a truth value, and no level.", value=value)
        raise Unread(cell, "boolean_in_cell", found, pick(), _levels_allowed(questionnaire))
    word = _folded(_entry(cell))
    status = (
        _MISSING.get(re.sub(r"[./ ]", "", word)) or _MISSING.get(word) or levels.codes.get(word)
    )
    if status in layout.MISSING_WORDS:
        return Status(status), None
    named = _levels_named(word, questionnaire)
    if len(named) == 1:
        return Status.LEVEL, named.pop()
    text = shorten(_entry(cell))
    if named:
        first, second = (_level_words(level, questionnaire) for level in sorted(named))
        found = _("'{text}' names {first} and {second}.", text=text, first=first, second=second)
    elif cell.kind is Kind.NUMBER and shown_number(cell) != _entry(cell):
        found = _(
            "The cell shows {shown} and holds {number}, which is no level.",
            shown=shown_number(cell),
            number=text,
        )
    else:
        found = _("'{text}' is no level.", text=text)
    raise Unread(cell, "level_unknown", found, pick(), _levels_allowed(questionnaire))


def _levels_named(word: str, questionnaire: Questionnaire) -> set[int]:
    """Return the levels that a text names by number, by name or by both; none if it is unclear."""
    names = {_folded(level.name): level.value for level in questionnaire.scale}
    if word.strip(_AROUND) in names:
        return {names[word.strip(_AROUND)]}
    match = _LEVEL.fullmatch(word.strip(_BRACKETS))
    if match is None or (match["word"] or "").strip(_AROUND) not in _level_word():
        return set()
    number = int(f"{match['sign'] or ''}{match['number']}")
    rest = _ZEROS.sub("", match["rest"] or "", count=1).strip(_AROUND)
    if not rest:
        return {number}
    return {number, names[rest]} if rest in names else set()


def _level_word() -> tuple[str, ...]:
    return ("", "level", _folded(_("Level")))


def _level_words(level: int, questionnaire: Questionnaire) -> str:
    name = next((one.name for one in questionnaire.scale if one.value == level), "")
    if not name:
        return _("level {level}", level=str(level))
    return _("level {level} ({name})", level=str(level), name=name)


def _levels_allowed(questionnaire: Questionnaire) -> str:
    return _(
        "Allowed are {lowest} to {highest}, {words}.",
        lowest=str(questionnaire.lowest_level),
        highest=str(questionnaire.highest_level),
        words=listed(layout.missing_words().values()),
    )


def read_choice(cell: Cell, choices: Choices, what: str) -> str:
    """Return the code of what was picked, however it is spelled in capitals."""
    word = _folded(_entry(cell))
    for spelling in (layout.fold(_entry(cell)), word, word.strip(_AROUND)):
        if spelling in choices.codes:
            return choices.codes[spelling]
    found = _("'{text}' is not one of the choices.", text=shorten(_entry(cell)))
    offered = [str(word) for word in choices.offered.values()]
    raise Unread(cell, f"{what}_unknown", found, pick(), allowed_words(offered))


def read_statements(cell: Cell, indicator: Indicator) -> frozenset[str]:
    """Return the ids of the statements named in a cell, whatever stands between them."""
    by_short = {indicator.short_id(id_): id_ for id_ in indicator.statement_ids}
    ids = {short.casefold(): id_ for short, id_ in by_short.items()}
    ids |= {id_.casefold(): id_ for id_ in indicator.statement_ids}
    parts = (part.strip(_AROUND) for part in _BETWEEN.split(_folded(_entry(cell))))
    words = [word for part in parts for word in _dotted(part, ids) if word and word not in _LINKS]
    unknown = [word for word in dict.fromkeys(words) if word not in ids]
    if not unknown:
        return frozenset(ids[word] for word in words)
    found = _("No statement of this question is called {names}.", names=shorten(", ".join(unknown)))
    remedy = _("Write the short names that stand before the statements, with commas between them.")
    raise Unread(cell, "statement_unknown", found, remedy, allowed_words([*by_short]))


def _dotted(word: str, ids: Mapping[str, str]) -> Sequence[str]:
    """Return the parts between dots where each is the name of a statement, as in 1a.2a."""
    parts = word.split(".")
    return parts if word not in ids and all(part in ids for part in parts) else (word,)


def pick() -> str:
    """Say that something is to be picked."""
    return _("Pick one from the list or leave the cell empty.")


def allowed_words(choices: Sequence[str]) -> str:
    """Say which words are allowed; of many, the first and the last."""
    if len(choices) > _MOST_NAMED:
        return _("Allowed are {first} to {last}.", first=choices[0], last=choices[-1])
    return _("Allowed are {choices}.", choices=listed(choices))


def _entry(cell: Cell) -> str:
    """Return what was entered to be understood; the decimals of a format do not count."""
    is_plain = cell.kind is Kind.NUMBER and not is_percent(cell.number_format)
    if is_plain and isinstance(cell.value, int | float):
        return plain_number(cell.value)
    return read_text(cell)


def _folded(text: str) -> str:
    """Return a text as it is compared, without signs that nobody sees and in usual widths."""
    return layout.fold(plain(text))


def _no_text(cell: Cell) -> Unread:
    match cell.kind:
        case Kind.FORMULA:
            found, remedy = _("The cell holds a formula."), _("Type the value itself.")
        case Kind.ERROR:
            found = _("The cell holds the error {error}.", error=shorten(str(cell.value), 12))
            remedy = _("Type the value itself, or empty the cell.")
        case Kind.BOOLEAN:
            value = str(cell.value).upper()
            found = _("The cell holds {value} as a truth value, not as a text.", value=value)
            remedy = _("Type what is meant in words.")
        case _:
            found = _("The cell holds a time of day.")
            remedy = _("Type what is meant as a text.")
    return Unread(cell, f"{cell.kind.value}_in_cell", found, remedy)
