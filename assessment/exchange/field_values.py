"""Turns one filled cell into a value of the model, or says what is wrong with it."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import TypeVar

from assessment.exchange.field_layout import LEVEL_WORDS, SHORT_LEVEL_WORDS
from assessment.exchange.sheets import Cell, Kind, shorten
from assessment.model.answer import Status
from assessment.model.checks import LONGEST_TEXT
from assessment.model.problem import Problem
from assessment.model.questionnaire import Questionnaire

Choice = TypeVar("Choice", bound=str)
LevelValue = tuple[Status, int | None]

_STATUS_WORDS = {word.casefold(): status for status, word in LEVEL_WORDS.items()}


def read_text(cell: Cell) -> str | Problem:
    """Return the text of a cell; a number or a date as a person would write it.

    Returns
    -------
    str or Problem
        Dates as 2024-05-31, numbers without a needless ``.0``.
    """
    match cell.kind, cell.value:
        case Kind.TEXT, str(text):
            return text
        case Kind.NUMBER, int() | float() as number:
            return f"{number:.15g}"
        case Kind.MOMENT, datetime() as moment:
            midnight = moment.time() == moment.min.time()
            return moment.date().isoformat() if midnight else moment.isoformat(" ", "minutes")
        case Kind.MOMENT, date() as day:
            return day.isoformat()
        case _:
            return _not_text(cell)


def read_long_text(cell: Cell) -> str | Problem:
    """Return the text of a cell that no other check will hold to the longest length."""
    text = read_text(cell)
    if isinstance(text, Problem) or len(text) <= LONGEST_TEXT:
        return text
    return Problem(
        "workbook.text_too_long",
        cell.place,
        f"The text has {len(text):,} characters or more.",
        "Shorten it.",
        f"Allowed are {LONGEST_TEXT:,}.",
    )


def read_date(cell: Cell) -> str | Problem:
    """Return a date or a part of one as text; a number that is no year is no date.

    A date that lost its format in a spreadsheet is a number such as 45443.
    """
    text = read_long_text(cell)
    is_year = cell.kind is Kind.NUMBER and str(text).isdecimal() and len(str(text)) == 4
    if isinstance(text, Problem) or is_year or cell.kind is not Kind.NUMBER:
        return text
    return Problem(
        "workbook.date_unclear",
        cell.place,
        f"The cell holds the number {shorten(text, 20)}, from which no date can be told.",
        "Write the date as 2024-05-31, 2024-05 or 2024.",
    )


def read_level(cell: Cell, questionnaire: Questionnaire) -> LevelValue | Problem:
    """Return status and level; whether the level is on the scale is for `check_answer` to say."""
    text = read_text(cell)
    if isinstance(text, Problem):
        return text
    word = " ".join(text.split()).casefold()
    status = _STATUS_WORDS.get(word) or SHORT_LEVEL_WORDS.get(word)
    if status:
        return status, None
    whole = word.removesuffix(".0")
    digits = whole.removeprefix("-")
    if digits.isdecimal() and len(digits) <= 4:
        return Status.LEVEL, int(whole)
    levels = f"{questionnaire.lowest_level} to {questionnaire.highest_level}"
    return Problem(
        "workbook.level_unknown",
        cell.place,
        f"'{shorten(text)}' is no level.",
        "Pick one from the list or leave the cell empty.",
        f"Allowed are {levels}, {' and '.join(LEVEL_WORDS.values())}.",
    )


def read_choice(cell: Cell, choices: Collection[Choice], what: str) -> Choice | Problem:
    """Return one of the choices, however it is spelled in capitals.

    Parameters
    ----------
    what
        What the choices are, such as ``confidence``; part of the problem's code.
    """
    by_word = {choice.casefold(): choice for choice in choices}
    return read_word(cell, by_word, what, shown=choices)


def read_word(
    cell: Cell, words: Mapping[str, Choice], what: str, *, shown: Collection[str]
) -> Choice | Problem:
    """Return what a word stands for.

    Parameters
    ----------
    words
        Every accepted spelling, in lower case, and what it stands for.
    shown
        The choices as they are named to the person.
    """
    text = read_text(cell)
    if isinstance(text, Problem):
        return text
    word = " ".join(text.split()).casefold()
    if word in words:
        return words[word]
    return Problem(
        f"workbook.{what}_unknown",
        cell.place,
        f"'{shorten(text)}' is not one of the choices.",
        "Pick one from the list or leave the cell empty.",
        f"Allowed are {_listed(shown)}.",
    )


def read_statements(cell: Cell, words: Mapping[str, str]) -> frozenset[str] | Problem:
    """Return the ids of the statements named in a cell, separated by commas or spaces."""
    text = read_text(cell)
    if isinstance(text, Problem):
        return text
    given = text.casefold().replace(",", " ").replace(";", " ").split()
    unknown = [word for word in dict.fromkeys(given) if word not in words]
    if not unknown:
        return frozenset(words[word] for word in given)
    return Problem(
        "workbook.statement_unknown",
        cell.place,
        f"No statement of this question is called {shorten(', '.join(unknown))}.",
        "Write the short names that stand before the statements, with commas between them.",
        f"Allowed are {_listed([word for word, id_ in words.items() if word != id_.casefold()])}.",
    )


def _listed(choices: Collection[str]) -> str:
    shown = list(choices)
    if len(shown) > 12:
        return f"{shown[0]} to {shown[-1]}"
    return ", ".join(shown)


def _not_text(cell: Cell) -> Problem:
    match cell.kind:
        case Kind.FORMULA:
            found, remedy = "The cell holds a formula.", "Type the value itself."
        case Kind.ERROR:
            found = f"The cell holds the error {shorten(str(cell.value), 12)}."
            remedy = "Type the value itself, or empty the cell."
        case Kind.BOOLEAN:
            found = f"The cell holds {str(cell.value).upper()} as a truth value, not as a text."
            remedy = "Type what is meant in words."
        case _:
            found, remedy = "The cell holds a time of day.", "Type what is meant as a text."
    return Problem(f"workbook.{cell.kind.value}_in_cell", cell.place, found, remedy)
