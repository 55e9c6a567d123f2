"""What must not be shown, looked for in all that is shown."""

import re
from collections.abc import Iterable

DIGITS_OF_IDS = re.compile("[0-9a-f]{1,7}")


def leaked(secrets: Iterable[str], shown: str) -> list[str]:
    """Return those that are shown.

    The digits of a year mean nothing in the middle of a random id or number: an id of 32 digits
    holds them once in some two thousand times, and a page has dozens of ids. Behind a hyphen they
    count: that is how a year stands in the name of a file.

    >>> leaked(["1987"], "compare-1987.csv"), leaked(["1987"], "5a1987b0 and 71.1987")
    (['1987'], [])
    """
    return [one for one in secrets if re.search(_pattern(one), shown)]


def _pattern(secret: str) -> str:
    if DIGITS_OF_IDS.fullmatch(secret):
        return rf"(?<![0-9a-f])(?<![0-9][.]){secret}(?![0-9a-f])"
    return re.escape(secret)
