"""Other spellings of the names of states, as international organisations write them in tables.

ISO 3166-1 has one English name for a state, the United Nations and the World Bank often
have another; `codelists/state_names.csv` lists those that ISO does not know. Nothing here
says what is a state.
"""

import re
from collections.abc import Iterator

from assessment.library.codelists import other_state_names

_MARKS = re.compile(r"[*†‡]+$|[\u2070-\u2079\u00b9\u00b2\u00b3]+$")
_IN_BRACKETS = re.compile(r"(.+?) ?\((.+)\)")
_TURNED = re.compile(r"(.+), ([^,]+)")


def spellings(text: str) -> Iterator[str]:
    """Yield other spellings of the name of a state, or its code, that may be known.

    Nothing is cut off that could tell two states apart, such as what stands in brackets.

    Examples
    --------
    >>> list(spellings("Iran (Islamic Republic of)*"))[1:]
    ['Iran, Islamic Republic of', 'Islamic Republic of Iran']
    >>> list(spellings("Congo, Dem. Rep."))[-1]
    'COD'
    """
    plain = _MARKS.sub("", text.replace("\u2019", "'").replace("&", "and")).strip()
    plain = " ".join(plain.split())
    yield plain
    forms = [plain]
    if bracketed := _IN_BRACKETS.fullmatch(plain):
        forms.append(f"{bracketed[1]}, {bracketed[2]}")
        yield forms[-1]
    if turned := _TURNED.fullmatch(forms[-1]):
        yield f"{turned[2]} {turned[1]}"
    if plain.casefold().startswith("the "):
        yield plain[4:]
    names = other_state_names()
    known = (names.get(form.casefold().removesuffix(".")) for form in forms)
    yield from filter(None, known)
