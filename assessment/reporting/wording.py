"""Numbers and names as readers see them; what is said about them lives in the other modules."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from assessment.model.framework import Framework
from assessment.model.questionnaire import Dimension
from assessment.scoring.setting import Setting


def round_half_up(value: float, places: int) -> Decimal:
    """Round as people do by hand: a half goes up, away from zero.

    Binary arithmetic turns 2.675 into 2.67499..., so nine decimals are kept
    first, as `assessment.scoring.dimension.band_of` does.

    Examples
    --------
    >>> round_half_up(2.675, 2)
    Decimal('2.68')
    """
    exact = Decimal(repr(round(float(value), 9)))
    # Adding zero turns a negative zero into a plain one.
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) + 0


def show_score(value: float) -> str:
    """Write a score (0 to 100) with one decimal.

    Examples
    --------
    >>> show_score(39.95), show_score(25)
    ('40.0', '25.0')
    """
    return str(round_half_up(value, 1))


def show_range(low: float, high: float) -> str:
    """Write a range of scores (0 to 100) in the short form for tables and charts.

    Examples
    --------
    >>> show_range(12.04, 58)
    '12.0 to 58.0'
    """
    return f"{show_score(low)} to {show_score(high)}"


def show_number(value: float) -> str:
    """Write levels, weights and factors with at most two decimals and no idle zeros.

    Examples
    --------
    >>> show_number(12 / 7), show_number(1.5), show_number(20.0)
    ('1.71', '1.5', '20')
    """
    text = str(round_half_up(value, 2))
    return text.rstrip("0").rstrip(".")


def show_percent(share: float) -> str:
    """Write a share (0 to 1) as a percentage with at most one decimal.

    Examples
    --------
    >>> show_percent(5 / 7), show_percent(0.7)
    ('71.4 %', '70 %')
    """
    text = str(round_half_up(share * 100, 1))
    return text.removesuffix(".0") + " %"


def join_words(parts: Iterable[str], last: str = "and") -> str:
    """Join parts as a sentence lists them.

    Examples
    --------
    >>> join_words(["A", "B", "C"])
    'A, B and C'
    """
    *first, final = [*parts]
    return f"{', '.join(first)} {last} {final}" if first else final


def count_words(number: int, singular: str, plural: str = "") -> str:
    """Write a number with its noun, plural where it is not one.

    Examples
    --------
    >>> count_words(1, "level"), count_words(2, "level")
    ('1 level', '2 levels')
    """
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def show_levels(value: float) -> str:
    """Write a number of levels with its noun.

    Examples
    --------
    >>> show_levels(1), show_levels(1.5)
    ('1 level', '1.5 levels')
    """
    text = show_number(value)
    return f"{text} level" if text == "1" else f"{text} levels"


def full_stop(text: str) -> str:
    """End a text from the questionnaire as a sentence, whatever its author wrote."""
    return text.rstrip(" .") + "."


def name_indicator(framework: Framework, indicator_id: str) -> str:
    """Name an indicator by its id and its name."""
    return f"{indicator_id} ({framework.questionnaire.indicator(indicator_id).name})"


def name_indicators(framework: Framework, ids: Iterable[str], last: str = "and") -> str:
    """List indicators by id and name."""
    return join_words((name_indicator(framework, id_) for id_ in ids), last)


def find_dimension(framework: Framework, dimension_id: str) -> Dimension:
    """Return a dimension.

    Raises
    ------
    KeyError
        If the questionnaire has none with this id.
    """
    return framework.questionnaire.dimension(dimension_id)


def level_name(framework: Framework, level: int) -> str:
    """Write a level with its name, such as ``3  Working``."""
    return f"{level}  {framework.questionnaire.level(level).name}"


def to_points(framework: Framework, levels: float) -> float:
    """Place a number of levels on 0 to 100, by the arithmetic of the scoring room."""
    return float(Setting(framework, {}).to_points(np.array(levels)))
