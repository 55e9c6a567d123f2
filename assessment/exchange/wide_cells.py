"""What one cell of a table of numbers means, and what is wrong with it."""

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from assessment.exchange.sheets import Kind, shorten
from assessment.exchange.wide_grid import Day, Entry, Percent
from assessment.locales import gettext as _
from assessment.locales import mark
from assessment.model.index import IndexQuestionnaire, Measure
from assessment.model.problem import Problem
from assessment.model.text import plain
from assessment.model.tree import ValueKind
from assessment.reporting.table_results import kind_name

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_WITH_COMMA = re.compile(r"[+-]?[\d.' ]*,[\d.,' ]*")
_INFINITE = re.compile(r"[+-]?(inf|infinity|∞)", re.IGNORECASE)
_OTHER_CONTENT = {
    Kind.FORMULA: mark(
        "The cell holds a formula; nothing is computed here, and a stored result is not trusted."
    ),
    Kind.ERROR: mark("The cell holds an error of the spreadsheet program."),
    Kind.MOMENT: mark("The cell holds a date or time."),
    Kind.BOOLEAN: mark("The cell holds true or false."),
}
_PER_CENT = ("%", "per cent", "percent")


@dataclass(frozen=True)
class Reading:
    """A value with its kind, or what is wrong.

    Attributes
    ----------
    code, found, remedy, allowed
        Empty where nothing is wrong; else as in `Problem`.
    is_percent
        Whether the number is the one that the cell shows, a hundredfold of what it holds.
    """

    value: float = math.nan
    kind: ValueKind = ValueKind.VALUE
    code: str = ""
    found: str = ""
    remedy: str = ""
    allowed: str = ""
    is_percent: bool = False

    def problem(self, where: str) -> Problem:
        """Return what is wrong, at this place."""
        return Problem(f"table.{self.code}", where, self.found, self.remedy, self.allowed)


@dataclass(frozen=True)
class _Scale:
    """The only numbers that may be entered; without steps and ends any number may.

    Attributes
    ----------
    points
        Each number that the rules have points for; empty where they have none.
    """

    points: Collection[float] = ()
    lowest: float = -math.inf
    highest: float = math.inf
    step: float | None = None

    @property
    def is_open(self) -> bool:
        return not self.points and self.lowest == -math.inf and self.highest == math.inf

    def fits(self, number: float) -> bool:
        if self.points:
            return any(abs(number - point) < 1e-9 for point in self.points)
        steps = (number - self.lowest) / self.step if self.step else 0.0
        return self.lowest <= number <= self.highest and abs(steps - round(steps)) < 1e-9

    @property
    def allowed(self) -> str:
        if self.is_open:
            return ""
        if self.points:
            return _("Allowed are {numbers}.", numbers=", ".join(map(_as_entered, self.points)))
        ends = {"lowest": _as_entered(self.lowest), "highest": _as_entered(self.highest)}
        if self.step:
            by = _as_entered(self.step)
            return _("Allowed are {lowest} to {highest} in steps of {step}.", step=by, **ends)
        return _("Allowed are {lowest} to {highest}.", **ends)


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
    levels = asked.levels_of(measure)
    scale = _Scale(steps)
    if levels and not steps:
        scale = _Scale((), levels.lowest, levels.highest, levels.step)
    if isinstance(entry, Percent):
        return _read_percent(entry, measure, scale)
    read = read_number(entry)
    if read.code == "not_a_number":
        return replace(read, allowed=_codes_allowed(asked))
    if read.code or read.kind is not ValueKind.VALUE or scale.fits(read.value):
        return read
    return Reading(
        code="off_the_scale",
        found=_("{number} is not on the scale.", number=_as_entered(read.value)),
        remedy=_("Correct it, or leave the cell empty."),
        allowed=scale.allowed,
    )


def read_printed(entry: Entry, asked: IndexQuestionnaire) -> Reading:
    """Read a published result: a number or a grade; no value where a code stands or nothing."""
    coded = read_code(entry, asked)
    if coded is not None:
        return coded
    if isinstance(entry, Percent):
        return Reading(_shown(entry), is_percent=True)
    if asked.letters is None or isinstance(entry, int | float):
        return read_number(entry)
    return _read_letter(entry, asked.letters.grades, asked)


def read_number(entry: Entry) -> Reading:
    """Read a number; an empty cell is not answered."""
    match entry:
        case None:
            return Reading(kind=ValueKind.NOT_ANSWERED)
        case Kind():
            found = _(_OTHER_CONTENT.get(entry, mark("The cell holds no number.")))
            return Reading(code="not_a_number", found=found, remedy=_("Put the number itself in."))
        case Day():
            return read_number(Kind.MOMENT)
        case str():
            return _read_text(plain(entry))
        case Percent():
            return _which_is_meant(entry, "")
        case _:
            return _finite(entry, str(entry))


def with_point(text: str) -> str:
    """Return a number with a decimal comma as one with a point; any other text as it is.

    Examples
    --------
    >>> with_point("3,5"), with_point("1.234,5"), with_point("C1,1")
    ('3.5', '1.234,5', 'C1,1')
    """
    return text.replace(",", ".") if re.fullmatch(r"\s*[+-]?\d+,\d+\s*", text) else text


def _read_text(text: str) -> Reading:
    shown = shorten(text)
    if _NUMBER.fullmatch(text):
        return _finite(float(text), shown)
    if _INFINITE.fullmatch(text):
        return _finite(math.inf, shown)
    if _WITH_COMMA.fullmatch(text):
        return Reading(
            code="decimal_comma",
            found=_(
                "'{text}' has a comma, which may stand for decimals or for thousands.", text=shown
            ),
            remedy=_("Write decimals with a point and thousands without any sign: 1234.5."),
        )
    return Reading(
        code="not_a_number",
        found=_("'{text}' is no number.", text=shown),
        remedy=_("Put a number in, without unit, or leave the cell empty where there is none."),
    )


def _finite(number: float, shown: str) -> Reading:
    if math.isfinite(number):
        return Reading(number)
    return Reading(
        code="not_finite",
        found=_("'{text}' is no finite number.", text=shown),
        remedy=_("Put the number in, or leave the cell empty where there is none."),
    )


def _read_percent(entry: Percent, measure: Measure, scale: _Scale) -> Reading:
    """Read what the cell shows, where the scale or the unit says that this is meant."""
    low, high = measure.goalposts or (scale.lowest, scale.highest)
    if scale.fits(entry) and high <= 1:
        return Reading(float(entry))
    says_so = any(word in measure.unit.casefold() for word in _PER_CENT)
    is_meant = says_so or not scale.is_open or low <= _shown(entry) <= high < math.inf
    if is_meant and scale.fits(_shown(entry)):
        return Reading(_shown(entry), is_percent=True)
    return _which_is_meant(entry, scale.allowed)


def _which_is_meant(entry: Percent, allowed: str) -> Reading:
    return Reading(
        code="percent",
        found=_(
            "The cell shows {shown}% and holds {number}, so that it is not clear which is meant.",
            shown=_as_entered(_shown(entry)),
            number=_as_entered(entry),
        ),
        remedy=_("Give the cell the format of a plain number, and put in what is meant."),
        allowed=allowed,
    )


def _as_entered(number: float) -> str:
    """Write a number as tables have it, in any language."""
    return f"{float(number):g}"


def _shown(entry: Percent) -> float:
    return round(entry * 100, 9)


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
    # Reports are set with spaces before the asterisk, and other asterisks.
    return plain(text).replace("\u2217", "*").replace(" ", "")


def _read_letter(entry: Entry, points: Mapping[str, float], asked: IndexQuestionnaire) -> Reading:
    if entry is None or isinstance(entry, Kind):
        return read_number(entry)
    text = _letters_of(str(entry)).upper()
    if text in points:
        return Reading(points[text])
    letters = _("Allowed are {letters}.", letters=", ".join(points))
    return Reading(
        code="letter_unknown",
        found=_("'{text}' is none of the letters.", text=shorten(str(entry))),
        remedy=_("Put one of them in, or leave the cell empty."),
        allowed=" ".join(filter(None, (letters, _codes_allowed(asked)))),
    )


def _codes_allowed(asked: IndexQuestionnaire) -> str:
    codes = ", ".join(f"{c.code} ({kind_name(c.kind)})" for c in asked.missing_codes)
    return _("Allowed instead of a value: {codes}.", codes=codes) if codes else ""
