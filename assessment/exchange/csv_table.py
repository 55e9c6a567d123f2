"""Writes a table as CSV that a spreadsheet opens without running anything in it."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from assessment.model.text import clean_text

BYTE_ORDER_MARK = "\ufeff"
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_csv(
    columns: Sequence[str],
    rows: Iterable[Sequence[str | float | None]],
    *,
    decimal_comma: bool = False,
) -> bytes:
    r"""Write columns and rows, UTF-8 with the mark by which Excel knows it.

    Numbers are written as they are and ``None`` as an empty cell. A text that a
    spreadsheet would read as a formula gets an apostrophe in front.

    Parameters
    ----------
    decimal_comma
        As a spreadsheet in German or French opens it: 2,5 in place of 2.5, and semicolons
        between the cells.

    Examples
    --------
    >>> write_csv(["Name", "Score"], [["=1+1", -2.5], ["B", None]]).decode("utf-8-sig")
    "Name,Score\r\n'=1+1,-2.5\r\nB,\r\n"
    >>> write_csv(["Name", "Score"], [["B", 2.5]], decimal_comma=True).decode("utf-8-sig")
    'Name;Score\r\nB;2,5\r\n'
    """
    file = StringIO()
    writer = csv.writer(file, lineterminator="\r\n", delimiter=";" if decimal_comma else ",")
    writer.writerow([guard(name) for name in columns])
    for row in rows:
        writer.writerow([_entry(value, decimal_comma=decimal_comma) for value in row])
    return (BYTE_ORDER_MARK + file.getvalue()).encode()


def _entry(value: str | float | None, *, decimal_comma: bool) -> str | float | None:
    if isinstance(value, str):
        return guard(value)
    is_decimal = isinstance(value, float) and decimal_comma
    return repr(value).replace(".", ",") if is_decimal else value


def guard(text: str) -> str:
    """Put an apostrophe before a text that would be read as a formula.

    Examples
    --------
    >>> guard("@SUM(A1)"), guard("2026")
    ("'@SUM(A1)", '2026')
    """
    cleaned = clean_text(text)
    # Some programs skip spaces before they look for a formula.
    risky = cleaned.lstrip(" \u00a0\ufeff").startswith(_STARTS_A_FORMULA)
    return f"'{cleaned}" if risky else cleaned
