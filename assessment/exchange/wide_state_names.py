"""Names of states as international organisations spell them in tables, led back to codes.

ISO 3166-1 has one English name for a state, the United Nations and the World Bank often
have another. Only what ISO does not know is in here. Nothing here says what is a state.
"""

import re
from collections.abc import Iterator

_MARKS = re.compile(r"[*†‡]+$|[\u2070-\u2079\u00b9\u00b2\u00b3]+$")
_IN_BRACKETS = re.compile(r"(.+?) ?\((.+)\)")
_TURNED = re.compile(r"(.+), ([^,]+)")

OTHER_NAMES = {
    "bahamas, the": "BHS",
    "bolivia (plurinational state)": "BOL",
    "brunei": "BRN",
    "burma": "MMR",
    "cape verde": "CPV",
    "congo (brazzaville)": "COG",
    "congo (kinshasa)": "COD",
    "congo, dem. rep": "COD",
    "congo, democratic republic": "COD",
    "congo, democratic republic of": "COD",
    "congo, democratic republic of the": "COD",
    "congo, rep": "COG",
    "congo, republic": "COG",
    "cote d'ivoire": "CIV",
    "cote divoire": "CIV",
    "curacao": "CUW",
    "democratic republic of congo": "COD",
    "democratic republic of the congo": "COD",
    "dr congo": "COD",
    "drc": "COD",
    "east timor": "TLS",
    "egypt, arab rep": "EGY",
    "gambia, the": "GMB",
    "guinea bissau": "GNB",
    "holy see": "VAT",
    "hong kong sar": "HKG",
    "hong kong sar, china": "HKG",
    "iran, islamic rep": "IRN",
    "ivory coast": "CIV",
    "korea, dem. people's rep": "PRK",
    "korea, dem. rep": "PRK",
    "korea, rep": "KOR",
    "kosovo": "XKX",  # not in ISO 3166-1; the code that the World Bank and others use
    "lao pdr": "LAO",
    "macao sar": "MAC",
    "macao sar, china": "MAC",
    "macedonia": "MKD",
    "macedonia, fyr": "MKD",
    "micronesia": "FSM",
    "micronesia, fed. sts": "FSM",
    "netherlands, kingdom of the": "NLD",
    "occupied palestinian territory": "PSE",
    "palestine": "PSE",
    "republic of congo": "COG",
    "republic of korea": "KOR",
    "russia": "RUS",
    "somalia, fed. rep": "SOM",
    "st. kitts and nevis": "KNA",
    "st. lucia": "LCA",
    "st. vincent and the grenadines": "VCT",
    "swaziland": "SWZ",
    "são tomé and príncipe": "STP",
    "são tomé and principe": "STP",
    "taiwan, china": "TWN",
    "the former yugoslav republic of macedonia": "MKD",
    "turkey": "TUR",
    "turkey (turkiye)": "TUR",
    "turkiye": "TUR",
    "venezuela, rb": "VEN",
    "west bank and gaza": "PSE",
    "yemen, rep": "YEM",
}
"""Names in small letters, without a full stop at the end, to alpha-3 codes."""


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
    known = (OTHER_NAMES.get(form.casefold().removesuffix(".")) for form in forms)
    yield from filter(None, known)
