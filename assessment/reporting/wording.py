"""Names and short texts that several topics share; numbers are written by `locales.formats`."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Literal

from assessment.locales import gettext as _
from assessment.locales import mark, ngettext, pgettext
from assessment.locales.formats import fixed, listed, round_half_up, short
from assessment.model.answer import Answer, Status
from assessment.model.framework import Framework
from assessment.model.questionnaire import Questionnaire

if TYPE_CHECKING:
    from pandas import DataFrame

MISSING_WORDS = {
    Status.NOT_ANSWERED: mark("Not answered"),
    Status.INSUFFICIENT_INFORMATION: mark("Insufficient information"),
    Status.NOT_APPLICABLE: mark("Not applicable"),
}

LONGEST_LABEL = 120
"""Longer titles would push everything else out of a chart; tables carry them in full."""


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> "DataFrame":
    """Build a table that keeps its columns when it has no rows.

    Every cell that may lack a number is text, because an empty number is drawn as a
    blank, a zero or ``nan`` by one program or another.
    """
    # Loading it takes longer than all sentences of this room, which do without it.
    from pandas import DataFrame  # noqa: PLC0415

    return DataFrame([*rows], columns=[*columns])


def show_range(low: float, high: float) -> str:
    """Write a range of scores (0 to 100) in the short form for tables and charts.

    Examples
    --------
    >>> show_range(12.04, 58)
    '12.0 to 58.0'
    """
    return _("{low} to {high}", low=fixed(low, 1), high=fixed(high, 1))


def signed(value: float, places: int = 1, write: Callable[[float, int], str] = fixed) -> str:
    """Write a difference with its sign; what is rounded to nothing has none.

    Examples
    --------
    >>> signed(6.25), signed(-3), signed(0.01), signed(1.5, 2, short)
    ('+6.3', '−3.0', '0.0', '+1.5')
    """
    rounded = float(round_half_up(value, places))
    sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
    # A true minus sign: a spreadsheet would take a hyphen for the beginning of a formula.
    return f"{sign}{write(abs(rounded), places)}"


def show_levels(value: float) -> str:
    """Write a number of levels with its noun.

    Examples
    --------
    >>> show_levels(1), show_levels(1.5)
    ('1 level', '1.5 levels')
    """
    shown = float(round_half_up(value, 2))
    if shown.is_integer():
        return ngettext("{number} level", "{number} levels", int(shown))
    return pgettext("fraction", "{number} levels", number=short(shown))


def capitalised(text: str) -> str:
    """Begin a cell or a line with a capital letter, in scripts that have them."""
    return text[:1].upper() + text[1:]


def answer_words(answer: Answer, framework: Framework) -> str:
    """Write an answer in words: the level with its name, or which kind of missing."""
    if answer.status is Status.LEVEL and answer.level is not None:
        return level_name(framework, answer.level)
    return _(MISSING_WORDS[answer.status])


def full_stop(text: str) -> str:
    """End a text from the questionnaire as a sentence, whatever its author wrote."""
    return text.rstrip(" .") + "."


def name_indicator(framework: Framework, indicator_id: str) -> str:
    """Name an indicator by its id and its name."""
    return f"{indicator_id} ({framework.questionnaire.indicator(indicator_id).name})"


def name_indicators(
    framework: Framework, ids: Iterable[str], last: Literal["and", "or"] = "and"
) -> str:
    """List indicators by id and name."""
    return listed((name_indicator(framework, id_) for id_ in ids), last)


def markdown_row(cells: Sequence[str]) -> str:
    r"""Write one row of a Markdown table.

    Examples
    --------
    >>> markdown_row(["LAW-1", "either|or"])
    '| LAW-1 | either\\|or |'
    """
    return f"| {' | '.join(markdown_cell(one) for one in cells)} |"


def markdown_cell(text: str) -> str:
    """Write a text so that it neither ends a cell nor a line."""
    return " ".join(text.split()).replace("|", "\\|")


def clip(label: str) -> str:
    """Put a label on one line and cut it where a chart has no room for more."""
    line = " ".join(label.split())
    return line if len(line) <= LONGEST_LABEL else line[: LONGEST_LABEL - 1] + "…"


def level_name(framework: Framework, level: int) -> str:
    """Write a level with its name, such as ``3  Working``."""
    return f"{level}  {framework.questionnaire.level(level).name}"


def name_version(questionnaire: Questionnaire) -> str:
    """Name a questionnaire with its version."""
    return _("{name}, version {version}", name=questionnaire.name, version=questionnaire.version)


def invented_sentence() -> str:
    """Say that a state does not exist."""
    return _(
        "INVENTED STATE. This state does not exist; everything here is for demonstration "
        "and training."
    )


def edited_sentence() -> str:
    """Say that a questionnaire is not what it was when the assessment began."""
    return _(
        "The questionnaire was edited after this assessment was begun, under the same "
        "version number. Answers may have been given to other wording."
    )
