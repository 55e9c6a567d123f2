"""What one cell of a table of numbers means, and what is wrong with it."""

import math
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from assessment.exchange.sheets import Kind, shorten
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


def read_measure(
    entry: Entry, asked: IndexQuestionnaire, measure: Measure, *, steps: Collection[float] = ()
) -> Reading:
    """Read one cell of a measure: a number or letter, a missing code, or nothing.

    Parameters
    ----------
    steps
        The only numbers that the rules have points for; empty where any may come.
    """
    coded = read_code(entry, asked)
    if coded is not None:
        return coded
    if asked.letters:
        return _read_letter(entry, asked.letters.points, asked)
    read = read_number(entry)
    if read.code == "not_a_number":
        return Reading(**{**vars(read), "allowed": _codes_allowed(asked)})
    if read.code or read.kind is not ValueKind.VALUE:
        return read
    return _on_steps(read, steps) if steps else _on_scale(read, asked.levels_of(measure))


def read_printed(entry: Entry, asked: IndexQuestionnaire) -> Reading:
    """Read a published result: a number or a grade; no value where a code stands or nothing."""
    coded = read_code(entry, asked)
    if coded is not None:
        return coded
    if asked.letters is None or isinstance(entry, int | float):
        return read_number(entry)
    return _read_letter(entry, asked.letters.grades, asked)


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


def read_code(entry: Entry, asked: IndexQuestionnaire) -> Reading | None:
    """Read one of the codes that stand in place of a number; ``None`` if it is none of them."""
    if entry is None:
        return Reading(kind=ValueKind.NOT_ANSWERED)
    # The kind of a cell is a text too, and no entry of a person.
    if isinstance(entry, Kind):
        return None
    given = _as_code(entry)
    for code in asked.missing_codes:
        if _as_code(code.code) == given:
            counted = code.counts_as
            points = asked.letters.points if asked.letters else {}
            value = points.get(counted, math.nan) if isinstance(counted, str) else counted
            return Reading(math.nan if value is None else float(value), ValueKind(code.kind))
    return None


@lru_cache(maxsize=4096)
def _as_code(entry: str | float) -> str:
    """Return an entry without capitals and spaces; 0, 0.0 and '0' are one code."""
    text = _letters_of(str(entry)).casefold()
    return f"{float(text):g}" if _NUMBER.fullmatch(text) else text


def _letters_of(text: str) -> str:
    # Reports are set with wide letters, spaces before the asterisk, and other asterisks.
    plain = unicodedata.normalize("NFKC", text).replace("\u2217", "*")
    return "".join(plain.split())


def _read_letter(entry: Entry, points: Mapping[str, float], asked: IndexQuestionnaire) -> Reading:
    if entry is None or isinstance(entry, Kind):
        return read_number(entry)
    text = _letters_of(str(entry)).upper()
    if text in points:
        return Reading(points[text])
    return Reading(
        code="letter_unknown",
        found=f"'{shorten(str(entry))}' is none of the letters.",
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


def _on_steps(read: Reading, steps: Collection[float]) -> Reading:
    if any(abs(read.value - step) < 1e-9 for step in steps):
        return read
    return Reading(
        code="off_the_scale",
        found=f"{read.value:g} is not on the scale.",
        remedy="Correct it, or leave the cell empty.",
        allowed=f"Allowed are {', '.join(f'{step:g}' for step in steps)}.",
    )
