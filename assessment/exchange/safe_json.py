"""Reads JSON that somebody else wrote: bounded, and with a sentence for everything unusable."""

import json
import math
from typing import Any

from assessment.locales import formats
from assessment.locales import gettext as _
from assessment.model.problem import Problem, Refused

LARGEST_JSON = 50 * 1024 * 1024
_LONGEST_NUMBER = 19
"""Digits of the largest number that a database holds."""
_LONGEST_SHOWN = 60


def read_json(content: bytes, name: str) -> Any:  # noqa: ANN401 - whatever the file says
    """Return what a file says; numbers are whole numbers, or finite ones.

    Raises
    ------
    Refused
        If it is too large, is no JSON in UTF-8, names something twice, has a number that no
        computer holds, or is nested too deeply.
    """
    if len(content) > LARGEST_JSON:
        megabytes = formats.whole(LARGEST_JSON // (1024 * 1024))
        raise _refused(name, _("The file is larger than {number} MB.", number=megabytes))
    try:
        return json.loads(
            content.decode("utf-8-sig"),
            object_pairs_hook=_without_repeats,
            parse_int=_whole,
            parse_float=_finite,
            parse_constant=_no_constant,
        )
    except UnicodeDecodeError as error:
        found = _("Byte {number} is not of a text in UTF-8.", number=error.start + 1)
        raise _refused(name, found) from error
    except RecursionError as error:
        raise _refused(name, _("Its parts are nested too deeply.")) from error
    except json.JSONDecodeError as error:
        found = _(
            "It cannot be read as JSON: line {line}, column {column}.",
            line=error.lineno,
            column=error.colno,
        )
        raise _refused(name, found) from error
    except _UnusableError as error:
        raise _refused(name, str(error)) from error


class _UnusableError(Exception):
    """Something that JSON allows and no assessment can hold; its text is a sentence."""


def _whole(text: str) -> int:
    if len(text.lstrip("-")) > _LONGEST_NUMBER:
        raise _UnusableError(_("The number {number} is too large.", number=shorten(text)))
    return int(text)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise _UnusableError(_("The number {number} is too large.", number=shorten(text)))
    return number


def _no_constant(text: str) -> float:
    raise _UnusableError(_("'{text}' is no number.", text=text))


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    seen: set[str] = set()
    twice = next(key for key, _value in pairs if key in seen or seen.add(key))
    raise _UnusableError(_("'{key}' stands twice in one object.", key=shorten(twice)))


def shorten(text: str, longest: int = _LONGEST_SHOWN) -> str:
    """Return a text that fits into a sentence.

    Examples
    --------
    >>> shorten("abcdef", 4)
    'abcd...'
    """
    return text if len(text) <= longest else f"{text[:longest]}..."


def _refused(name: str, found: str) -> Refused:
    remedy = _("Correct the file, or write it anew. Nothing was written.")
    return Refused((Problem("json.unreadable", name, found, remedy),))
