"""Sound workbooks with something changed in them: bytes, words, attributes, pieces, whole parts."""

import re
from collections.abc import Iterator
from io import BytesIO
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile

_WORDS = (
    *(b"", b"0", b"-1", b"1e999", b"9" * 400, b"99999999", b"true", b"x", b"NaN", b"\xff\xfe"),
    *(b"&amp;", b"&#0;", b"&x;", b"<a>", b"</a>", b"_x0000_", b"_xD800_", b"\xd9\xa3", b"A0"),
    *(b"XFD1048576", b"=1", b"1048577", b"PT1H", b"2024-13-45", b"hidden", b"[h]:mm", b"%"),
)
_TOKEN = re.compile(rb"[A-Za-z0-9.:_#-]+")
_ATTRIBUTE = re.compile(rb' [A-Za-z:]+="[^"]*"')


def mutations(content: bytes, number: int, seed: int) -> Iterator[bytes]:
    """Yield so many changed copies, the same in every run."""
    draw = Random(seed)  # noqa: S311 - reproducible, and no secret
    with ZipFile(BytesIO(content)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    for _ in range(number):
        if draw.random() < 0.1:
            yield _flipped(content, draw)
            continue
        changed = dict(parts)
        for _ in range(draw.choice((1, 1, 2, 3))):
            # Long parts hold most of what can go wrong, and short ones the rest.
            names = sorted(changed)
            (name,) = draw.choices(names, [len(changed[one]) ** 0.7 + 1 for one in names])
            changed[name] = draw.choice(_WAYS)(changed[name], draw)
        if draw.random() < 0.05:
            del changed[draw.choice(sorted(changed))]
        yield _packed(changed)


def _packed(parts: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED, compresslevel=1) as file:
        for name, part in parts.items():
            file.writestr(name, part)
    return target.getvalue()


def _flipped(content: bytes, draw: Random) -> bytes:
    place = draw.randrange(len(content))
    return content[:place] + bytes([content[place] ^ draw.randrange(1, 256)]) + content[place + 1 :]


def _byte(part: bytes, draw: Random) -> bytes:
    return _flipped(part, draw) if part else b"<"


def _word(part: bytes, draw: Random) -> bytes:
    found = [*_TOKEN.finditer(part)]
    if not found:
        return draw.choice(_WORDS)
    at = draw.choice(found)
    return part[: at.start()] + draw.choice(_WORDS) + part[at.end() :]


def _attribute(part: bytes, draw: Random) -> bytes:
    found = [*_ATTRIBUTE.finditer(part)]
    if not found:
        return part
    at, other = draw.choice(found), draw.choice(found)
    kept = draw.choice((b"", other[0], at[0] * 2))
    return part[: at.start()] + kept + part[at.end() :]


def _piece(part: bytes, draw: Random) -> bytes:
    start, end = sorted(draw.randrange(len(part) + 1) for _ in range(2))
    end = min(end, start + 2_000)
    return part[:start] + part[start:end] * draw.choice((0, 2)) + part[end:]


def _element(part: bytes, draw: Random) -> bytes:
    """Take out or repeat one element, so that the XML stays sound."""
    names = rb"(row|c|v|is|t|si|xf|sheet|Relationship|mergeCell|table:table-(?:row|cell)|text:p)"
    found = [
        *re.finditer(rb"<" + names + rb"\b[^>]*/>|<" + names + rb"\b.*?</\2>", part, re.DOTALL)
    ]
    if not found:
        return part
    at = draw.choice(found[:3_000])
    return part[: at.start()] + at[0] * draw.choice((0, 2, 3)) + part[at.end() :]


_WAYS = (_byte, _word, _word, _attribute, _attribute, _piece, _element, _element, _element)
