"""The one door for words: what a person reads goes through here, in the language of the session.

English in the code is the source. A sentence is marked where it stands, whole, with named
places for what varies::

    from assessment.locales import gettext as _, ngettext

    _("Sheet {sheet}: the heading is missing.", sheet=name)
    ngettext("{number} state is left out.", "{number} states are left out.", count)

Babel extracts what is marked (``make messages``); translations are gettext catalogues in
``<language>/LC_MESSAGES/spca.po`` beside this file. Numbers, dates and lists are written by
`assessment.locales.formats`, also in the language of the session.
"""

import gettext as _gettext
import os
from collections.abc import Callable
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

DOMAIN = "spca"
SOURCE_LANGUAGE = "en"
_FOLDER = Path(__file__).parent

_chosen: ContextVar[str | None] = ContextVar("language", default=None)
_followed: list[Callable[[], str | None]] = []


def use_language(code: str | None) -> None:
    """Choose the language of this thread or task; ``None`` gives the choice back."""
    _chosen.set(code)


def follow_language(source: Callable[[], str | None]) -> None:
    """Ask ``source`` for the language wherever none was chosen, as the app does by session.

    ``source`` returns ``None`` where it does not know; the last one given is asked.
    """
    _followed[:] = [source]


def language() -> str:
    """Return the language in use: the chosen one, the session's, ``SPCA_LANGUAGE``, or English."""
    followed = _followed[0]() if _followed and not _chosen.get() else None
    return _chosen.get() or followed or os.environ.get("SPCA_LANGUAGE") or SOURCE_LANGUAGE


def languages() -> tuple[str, ...]:
    """Return the languages that can be chosen: English and every one with a compiled catalogue."""
    found = {
        path.parent.parent.name
        for folder in _folders(os.environ.get("SPCA_LOCALES"))
        for path in folder.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")
    }
    return (SOURCE_LANGUAGE, *sorted(found - {SOURCE_LANGUAGE}))


def gettext(message: str, **values: object) -> str:
    """Return a sentence in the language in use, with its named places filled.

    Examples
    --------
    >>> gettext("Row {row} has no state.", row=3)
    'Row 3 has no state.'
    """
    text = _catalogue().gettext(message)
    return text.format(**values) if values else text


def pgettext(context: str, message: str, **values: object) -> str:
    """Return a short text that has several meanings in English, told apart by ``context``."""
    text = _catalogue().pgettext(context, message)
    return text.format(**values) if values else text


def ngettext(singular: str, plural: str, number: int, **values: object) -> str:
    """Return a sentence in the form that the number asks for; ``{number}`` is written in it.

    Examples
    --------
    >>> ngettext("{number} state", "{number} states", 2000)
    '2,000 states'
    """
    from assessment.locales.formats import whole  # noqa: PLC0415 - formats asks for the language

    text = _catalogue().ngettext(singular, plural, number)
    return text.format(number=whole(number), **values)


def mark(message: str) -> str:
    """Mark a text that is translated later, by `gettext`, where it is shown: a table of names.

    Examples
    --------
    >>> NAMES = {"self": mark("self-assessment")}
    >>> gettext(NAMES["self"])
    'self-assessment'
    """
    return message


def _catalogue() -> _gettext.NullTranslations:
    return _load(language(), os.environ.get("SPCA_LOCALES"))


@lru_cache
def _load(code: str, further: str | None) -> _gettext.NullTranslations:
    found: _gettext.NullTranslations = _gettext.NullTranslations()
    for folder in _folders(further):
        translations = _gettext.translation(DOMAIN, folder, [code], fallback=True)
        if isinstance(translations, _gettext.GNUTranslations):
            translations.add_fallback(found)
            found = translations
    return found


def _folders(further: str | None) -> tuple[Path, ...]:
    """Return the folders of catalogues: the shipped one, and one that an installation names."""
    return (_FOLDER, Path(further)) if further else (_FOLDER,)
