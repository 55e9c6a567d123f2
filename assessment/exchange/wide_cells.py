"""What one cell of a table of numbers means, and what is wrong with it."""

import math
import re
from dataclasses import dataclass

from assessment.exchange.refusal import shorten
from assessment.exchange.sheets import Kind
from assessment.exchange.wide_grid import Entry
from assessment.model.index import IndexQuestionnaire, Levels, Measure, ValueKind
from assessment.model.problem import Problem

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_WITH_COMMA = re.compile(r"[+-]?[\d.' ]*,[\d.,' ]*")
_INFINITE = re.compile(r"[+-]?(inf|infinity|∞)", re.IGNORECASE)
_WORDS = {
    Kind.FORMULA: "a formula; nothing is computed here, and a stored result is not trusted",
    Kind.ERROR: "an error of the spreadsheet program",
    Kind.MOMENT: "a date or time",
    Kind.BOOLEAN: "true or false",
}


@dataclass(frozen=True)
class Reading:
    """A value with its kind, or what is wrong.

    Attributes
    ----------
    code, found, remedy, allowed
        Empty where nothing is wrong; else as in `Problem`.
    """

    value: float = math.nan
    kind: ValueKind = ValueKind.VALUE
    code: str = ""
    found: str = ""
    remedy: str = ""
    allowed: str = ""

    def problem(self, where: str) -> Problem:
        """Return what is wrong, at this place."""
        return Problem(f"table.{self.code}", where, self.found, self.remedy, self.allowed)


def read_measure(entry: Entry, asked: IndexQuestionnaire, measure: Measure) -> Reading:
    """Read one cell of a measure: a number or letter, a missing code, or nothing."""
    if entry is None:
        return Reading(kind=ValueKind.NOT_ANSWERED)
    # The kind of a cell is a text too, and no entry of a person.
    if isinstance(entry, str) and not isinstance(entry, Kind):
        coded = _read_code(entry, asked)
        if coded is not None:
            return coded
    if asked.letters:
        return _read_letter(entry, asked)
    read = read_number(entry)
    if read.code == "not_a_number":
        return Reading(**{**vars(read), "allowed": _codes_allowed(asked)})
    return read if read.code else _on_scale(read, asked.levels_of(measure))


def read_number(entry: Entry) -> Reading:
    """Read a number; an empty cell is not answered."""
    match entry:
        case None:
            return Reading(kind=ValueKind.NOT_ANSWERED)
        case Kind():
            found = f"The cell holds {_WORDS.get(entry, 'no number')}."
            return Reading(code="not_a_number", found=found, remedy="Put the number itself in.")
        case str():
            return _read_text(entry)
        case _:
            return _finite(entry, str(entry))


def _read_text(text: str) -> Reading:
    shown = shorten(text)
    if _NUMBER.fullmatch(text):
        return _finite(float(text), shown)
    if _INFINITE.fullmatch(text):
        return _finite(math.inf, shown)
    if _WITH_COMMA.fullmatch(text):
        return Reading(
            code="decimal_comma",
            found=f"'{shown}' has a comma, which may stand for decimals or for thousands.",
            remedy="Write decimals with a point and thousands without any sign: 1234.5.",
        )
    return Reading(
        code="not_a_number",
        found=f"'{shown}' is no number.",
        remedy="Put a number in, without unit, or leave the cell empty where there is none.",
    )


def _finite(number: float, shown: str) -> Reading:
    if math.isfinite(number):
        return Reading(number)
    return Reading(
        code="not_finite",
        found=f"'{shown}' is no finite number.",
        remedy="Put the number in, or leave the cell empty where there is none.",
    )


def _read_code(text: str, asked: IndexQuestionnaire) -> Reading | None:
    for code in asked.missing_codes:
        if code.code.casefold() == text.casefold():
            counted = code.counts_as
            points = asked.letters.points if asked.letters else {}
            value = points.get(counted, math.nan) if isinstance(counted, str) else counted
            return Reading(math.nan if value is None else float(value), ValueKind(code.kind))
    return None


def _read_letter(entry: Entry, asked: IndexQuestionnaire) -> Reading:
    points = asked.letters.points if asked.letters else {}
    if isinstance(entry, Kind):
        return read_number(entry)
    text = str(entry)
    if text.upper() in points:
        return Reading(points[text.upper()])
    return Reading(
        code="letter_unknown",
        found=f"'{shorten(text)}' is none of the letters.",
        remedy="Put one of them in, or leave the cell empty.",
        allowed=f"Allowed are {', '.join(points)}." + _codes_allowed(asked, start=" And "),
    )


def _codes_allowed(asked: IndexQuestionnaire, start: str = "Allowed instead of a number: ") -> str:
    codes = ", ".join(f"{c.code} ({c.kind.replace('_', ' ')})" for c in asked.missing_codes)
    return f"{start}{codes}." if codes else ""


def _on_scale(read: Reading, levels: Levels | None) -> Reading:
    if levels is None:
        return read
    steps = (read.value - levels.lowest) / levels.step if levels.step else 0.0
    between = levels.lowest <= read.value <= levels.highest
    if between and abs(steps - round(steps)) < 1e-9:
        return read
    by = f" in steps of {levels.step:g}" if levels.step else ""
    return Reading(
        code="off_the_scale",
        found=f"{read.value:g} is not on the scale.",
        remedy="Correct it, or leave the cell empty.",
        allowed=f"Allowed are {levels.lowest:g} to {levels.highest:g}{by}.",
    )
