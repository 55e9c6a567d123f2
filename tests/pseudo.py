"""A language that nobody speaks: every text that goes through the door for words stands in ⟦⟧.

What a person would read outside these brackets never went through `assessment.locales`,
so no translation could reach it. The brackets leave out what is put into a sentence::

    Sheet {sheet} has no heading.    ->    ⟦Sheet ⟧{sheet}⟦ has no heading.⟧

so that half a sentence in plain English is found where it is put into another one, too.
Take the fixture ``pseudo_language`` (tests/conftest.py) to run in it.
"""

import re
import shutil
from collections.abc import Iterable, Iterator
from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_from_file
from babel.messages.mofile import write_mo

from assessment.library.languages import write_catalogue
from assessment.library.load import load_framework
from assessment.library.load_index import is_index_folder, load_index
from assessment.library.versions import shelved_folders
from assessment.locales import DOMAIN

PSEUDO = "en_XA"
ROOT = Path(__file__).parent.parent
_SOURCES = ("assessment", "pages")
_KEYWORDS = {**DEFAULT_KEYWORDS, "mark": None, "option": (1,), "argument": (1,)}
_PLACE = re.compile(r"(\{[^{}]*\})")
_MARKED = re.compile(r"⟦[^⟦⟧]*⟧")
# A word; with a digit or a sign of machines in it, it is a code, a path or an address.
_WORD = re.compile(r"[^\W\d_]\w*(?:[-'’./:@=_\\]+\w+)*|\S")


def pseudo_catalogue(folder: Path) -> None:
    """Write the catalogue of the pseudo-language into a folder, to be named in ``SPCA_LOCALES``."""
    target = folder / PSEUDO / "LC_MESSAGES" / f"{DOMAIN}.mo"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(_compiled())


def pseudo_questionnaires(folder: Path) -> None:
    """Copy the questionnaires that ship, with catalogues in which every text stands in ⟦⟧.

    ``folder`` is to be named in ``SPCA_QUESTIONNAIRES``.
    """
    shutil.copytree(ROOT / "questionnaires", folder, dirs_exist_ok=True)
    translate_questionnaires(folder)


def translate_questionnaires(folder: Path) -> None:
    """Put catalogues in which every text stands in ⟦⟧ beside the questionnaires of a folder."""
    for version in shelved_folders(folder):
        is_index = is_index_folder(version)
        content = load_index(version).index if is_index else load_framework(version).framework
        assert content is not None, f"{version} has errors"
        target = version / "languages" / f"{PSEUDO}.po"
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(write_catalogue(content, lambda text: f"⟦{text}⟧"))


def unmarked(text: str, allowed: Iterable[str] = ()) -> list[str]:
    """Return the English that stands outside ⟦⟧, as runs of words.

    Parameters
    ----------
    text
        What a person reads; a backslash before a sign (Markdown) is not counted.
    allowed
        Texts that may stand there: what the questionnaire says and what people typed.
        They are compared word by word, without regard to signs and capitals. Give a
        frozenset where there are many.

    Examples
    --------
    >>> unmarked("⟦Sheet ⟧Courts⟦ has no heading.⟧", ["courts"])
    []
    >>> unmarked("⟦There is not ⟧an external⟦ one, since ⟧3 May 2026 (LAW-1, spca.db).")
    ['an external']
    """
    phrases = _phrases(allowed if isinstance(allowed, frozenset) else frozenset(allowed))
    runs: list[list[str]] = [[]]
    for part in _outside(text):
        words = _WORD.findall(part)
        for word in _not_allowed(words, phrases):
            if word is None:
                runs.append([])
            else:
                runs[-1].append(word)
        runs.append([])
    return [" ".join(run) for run in runs if not _of_babel().issuperset(run)]


def texts_in(value: object) -> Iterator[str]:
    """Return every text in a nested value, such as a model that was dumped."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts_in(inner)


def _outside(text: str) -> list[str]:
    """Return what stands outside the brackets, which may stand in one another."""
    before = ""
    while before != text:
        before, text = text, _MARKED.sub("\n", text)
    return re.sub(r"\\(?=[^\w\s])", "", text).split("\n")


def _not_allowed(words: list[str], phrases: dict) -> Iterator[str | None]:
    """Go through words; ``None`` stands for what is allowed, and ends a run."""
    at = 0
    while at < len(words):
        length = _length_of_phrase(words[at:], phrases)
        if length:
            at += length
            yield None
            continue
        word = words[at]
        at += 1
        is_word = re.fullmatch(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", word) and len(word) > 1
        # Codes and ids are written in capitals.
        yield word if is_word and not word.isupper() else None


def _length_of_phrase(words: list[str], phrases: dict) -> int:
    """Return how many words (and signs between them) make the longest allowed phrase here."""
    node, longest = phrases, 0
    for count, word in enumerate(words, start=1):
        key = word.casefold().strip("'’")  # Quoted texts end in a sign that words may have inside.
        if key in node:
            node = node[key]
            longest = count if None in node else longest
        elif node is phrases or word[0].isalpha():
            break
    return longest


@lru_cache
def _phrases(allowed: frozenset[str]) -> dict:
    """Return the allowed texts as a tree of words, in which ``None`` marks an end."""
    tree: dict = {}
    for text in allowed:
        node = tree
        for word in _WORD.findall(text):
            if word[0].isalpha():
                node = node.setdefault(word.casefold(), {})
        if node is not tree:
            node[None] = {}
    return tree


@lru_cache
def _of_babel() -> frozenset[str]:
    """Return the words that Babel writes in dates, times and lists."""
    locale = Locale("en", "GB")
    widths = locale.months["format"]
    months = {name for width in ("wide", "abbreviated") for name in widths[width].values()}
    return frozenset({*months, "and", "or"})


@lru_cache
def _compiled() -> bytes:
    catalogue = Catalog(locale="en")
    for message, context in _messages():
        marked = tuple(map(_mark, message)) if isinstance(message, tuple) else _mark(message)
        catalogue.add(message, marked, context=context)
    file = BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def _messages() -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    for folder in _SOURCES:
        for found in extract_from_dir(ROOT / folder, [("**.py", "python")], keywords=_KEYWORDS):
            yield found[2], found[4]
    for found in extract_from_file("python", ROOT / "app.py", keywords=_KEYWORDS):
        yield found[1], found[3]


def _mark(message: str) -> str:
    """Put what stands between the places of a message into brackets."""
    parts = _PLACE.split(message)
    return "".join(
        f"⟦{part}⟧" if re.search(r"[^\W\d_]", part) and not _PLACE.fullmatch(part) else part
        for part in parts
    )
