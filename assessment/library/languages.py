"""The languages of a questionnaire: catalogues beside its files, laid over what it says.

A catalogue is ``languages/<code>.po`` in the folder of a version, as gettext has them: the
context is the path of a text (``LAW-1.question``), the message the text of the source. Where
the source was changed since, its own text is shown. Answers and scores know only the source.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, partial
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar, get_args, get_type_hints

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po
from pydantic import BaseModel

from assessment.library.versions import name_of
from assessment.locales import gettext as _
from assessment.locales import language, ngettext
from assessment.model.framework import Framework
from assessment.model.index import Index
from assessment.model.problem import Problem, Refused, Severity
from assessment.model.programme import Programme
from assessment.model.questionnaire import Dimension, Indicator, Statement, Translatable

FOLDER = "languages"
_PREFIXES = {
    "questionnaire": "",
    "rules": "scoring",
    "catalogue": "programmes",
    "crosswalk": "crosswalk",
    "actions": "actions",
    "register": "evidence",
    "training": "training",
    "quality": "quality",
}
"""What the paths of each part begin with."""

Content = TypeVar("Content", bound=Framework | Index)
Translations = Mapping[str, tuple[str, str]]
"""Path of a text to the text of the source and its translation."""

_Change = Callable[[str, str], str]
_REVIEWED = "reviewed by:"
"""Begins the comment of a catalogue that says who read a translation beside its source."""


@dataclass(frozen=True)
class Translated:
    """One text in another language.

    Attributes
    ----------
    source
        The text that was translated; where it is no longer that of the questionnaire, the
        translation is not shown.
    reviewed_by
        Who read both beside each other; empty where nobody has.
    """

    source: str
    text: str
    reviewed_by: str = ""


def translations_of(folder: Path, code: str) -> Translations:
    """Return the translations of a version of a questionnaire; none where there are none.

    The catalogue of a country's language (``pt_BR``) goes before that of the language (``pt``).
    One that cannot be read counts as not there; `check_languages` says why.
    """
    for name in dict.fromkeys((code, code.partition("_")[0])):
        try:
            return _read(folder / FOLDER / f"{name}.po")
        except (OSError, PoFileError, ValueError, LookupError):
            continue
    return {}


def translate(content: Content, translations: Translations) -> Content:
    """Return the same questionnaire with its texts translated as far as they are."""

    def change(path: str, text: str) -> str:
        source, translation = translations.get(path, ("", ""))
        return translation if translation and source == text else text

    return _with_texts(content, change)


def in_language(content: Content, folder: Path) -> Content:
    """Return the questionnaire of a folder in the language in use, as far as it is translated."""
    translations = translations_of(folder, language())
    return translate(content, translations) if translations else content


def texts_of(content: Framework | Index) -> dict[str, str]:
    """Return every text of a questionnaire that people read by its path, in order."""
    found: dict[str, str] = {}

    def note(path: str, text: str) -> str:
        found[path] = text
        return text

    _with_texts(content, note)
    return found


def write_catalogue(
    content: Framework | Index, translation: Callable[[str], str] = lambda _text: ""
) -> bytes:
    """Return the catalogue of a questionnaire: empty, as translators begin, or filled in."""
    asked = content.questionnaire
    catalogue = Catalog(project=asked.id, version=asked.version, fuzzy=False)
    for path, text in texts_of(content).items():
        catalogue.add(text, translation(text), context=path)
    file = BytesIO()
    write_po(file, catalogue, width=0)
    return file.getvalue()


def catalogue_of(folder: Path, code: str) -> dict[str, Translated]:
    """Return everything that the catalogue of one language holds, by the path of each text.

    Raises
    ------
    Refused
        If there is one that cannot be read.
    """
    path = folder / FOLDER / f"{code}.po"
    if not path.exists():
        return {}
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, abort_invalid=True)
    except (OSError, PoFileError, ValueError, LookupError) as error:
        name = f"{name_of(folder)}/{FOLDER}/{path.name}"
        raise Refused((replace(_not_readable(name, error), severity=Severity.ERROR),)) from error
    return {
        message.context: Translated(
            str(message.id),
            "" if message.fuzzy else str(message.string or ""),
            _reviewer(message.user_comments),
        )
        for message in catalogue
        if message.id and message.context
    }


def write_translated(content: Framework | Index, translated: Mapping[str, Translated]) -> bytes:
    """Return the catalogue of one language: what is translated, in the order of the texts."""
    asked = content.questionnaire
    catalogue = Catalog(project=asked.id, version=asked.version, fuzzy=False)
    for path in texts_of(content):
        if path in translated and translated[path].text:
            one = translated[path]
            comments = [f"{_REVIEWED} {one.reviewed_by}"] if one.reviewed_by else []
            catalogue.add(one.source, one.text, user_comments=comments, context=path)
    file = BytesIO()
    write_po(file, catalogue, width=0)
    return file.getvalue()


def _reviewer(comments: Iterable[str]) -> str:
    found = (one.partition(_REVIEWED)[2].strip() for one in comments)
    return next((name for name in found if name), "")


def check_languages(folder: Path, texts: Mapping[str, str]) -> Iterator[Problem]:
    """Yield what the catalogues of a version say of texts that were changed or removed since."""
    for path in sorted((folder / FOLDER).glob("*.po")):
        name = f"{name_of(folder)}/{FOLDER}/{path.name}"
        try:
            translations = _read(path)
        except (OSError, PoFileError, ValueError, LookupError) as error:
            yield _not_readable(name, error)
            continue
        yield from _check_translations(translations, texts, name)


def _check_translations(
    translations: Translations, texts: Mapping[str, str], name: str
) -> Iterator[Problem]:
    for place, (source, _translation) in translations.items():
        if texts.get(place) == source:
            continue
        yield Problem(
            "library.translation_stale",
            f"{name}, {place}",
            _("The text was changed since it was translated; the new text is shown instead.")
            if place in texts
            else _("There is no such text any more."),
            _("Translate it anew, with the new text as the message of the catalogue.")
            if place in texts
            else _("Remove it."),
            severity=Severity.WARNING,
        )
    n_missing = sum(not translations.get(place, ("", ""))[1] for place in texts)
    if n_missing:
        yield Problem(
            "library.translation_missing",
            name,
            ngettext(
                "{number} text is not translated; it is shown as it is in the source.",
                "{number} texts are not translated; they are shown as they are in the source.",
                n_missing,
            ),
            _("Translate what 'spca texts' writes and the catalogue lacks."),
            severity=Severity.WARNING,
        )


def _not_readable(name: str, error: Exception) -> Problem:
    line = getattr(error, "lineno", None)
    return Problem(
        "library.catalogue_unreadable",
        _("{file}, line {line}", file=name, line=str(line + 1)) if line is not None else name,
        _("This is not readable as a gettext catalogue; its language is left out."),
        _("Save it in UTF-8 from a program for translators, or put back a copy."),
        severity=Severity.WARNING,
    )


def _read(path: Path) -> Translations:
    with path.open("rb") as file:
        catalogue = read_po(file, abort_invalid=True)
    return {
        message.context: (str(message.id), "" if message.fuzzy else str(message.string or ""))
        for message in catalogue
        if message.id and message.context
    }


def _with_texts(content: Content, change: _Change) -> Content:
    parts = {name: getattr(content, name) for name in _PREFIXES if hasattr(content, name)}
    return replace(
        content,
        **{
            name: _changed(part, change, _PREFIXES[name], is_text=False)
            for name, part in parts.items()
        },
    )


def _changed(value: Any, change: _Change, path: str, *, is_text: bool) -> Any:  # noqa: ANN401 - any part of a questionnaire
    """Return a value with every text in it changed; what is no text stays the same."""
    match value:
        case BaseModel():
            texts = _text_fields(type(value))
            # A statement is one text, and its path is its id.
            here = (lambda _name: path) if isinstance(value, Statement) else partial(_below, path)
            return type(value).model_construct(
                value.model_fields_set,
                **{
                    name: _changed(getattr(value, name), change, here(name), is_text=name in texts)
                    for name in type(value).model_fields
                },
            )
        case tuple():
            return tuple(
                _changed(one, change, _of_item(path, one, number), is_text=is_text)
                for number, one in enumerate(value, start=1)
            )
        case dict():
            return {
                key: _changed(one, change, _of_key(path, key), is_text=is_text)
                for key, one in value.items()
            }
        case str() if is_text and value:
            return change(path, value)
        case _:
            return value


@cache
def _text_fields(kind: type[BaseModel]) -> frozenset[str]:
    """Return the fields of a type whose texts people read."""
    hints = get_type_hints(kind, include_extras=True)
    return frozenset(name for name in kind.model_fields if _is_translatable(hints[name]))


def _is_translatable(hint: object) -> bool:
    marks = getattr(hint, "__metadata__", ())
    return any(isinstance(one, Translatable) for one in marks) or any(
        _is_translatable(inner) for inner in get_args(hint)
    )


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _of_item(path: str, item: object, number: int) -> str:
    """Name an entry of a list by what does not change when another is put before it."""
    if isinstance(item, Dimension | Indicator):
        return item.id
    if isinstance(item, Programme):
        return f"{_PREFIXES['catalogue']}.{item.id}"
    known = (getattr(item, name, None) for name in ("id", "letter", "value"))
    return _below(path, str(next((one for one in known if one is not None), number)))


def _of_key(path: str, key: object) -> str:
    # The id of a statement begins with that of its indicator, and is its path.
    return str(key) if ".anchors." in path else _below(path, str(key))
