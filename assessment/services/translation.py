"""Gives the texts of a questionnaire to a translator, and takes the translations back."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from assessment.exchange.author_workbook import WorkbookStamp
from assessment.exchange.translator_workbook import (
    TextToTranslate,
    TranslatedRow,
    TranslatorReturn,
    write_translator_workbook,
)
from assessment.library.languages import (
    FOLDER,
    Translated,
    catalogue_of,
    texts_of,
    write_translated,
)
from assessment.locales import gettext as _
from assessment.model.problem import Problem, Refused, Severity, errors_in
from assessment.model.text import clean_text
from assessment.services.authoring import load_content

_CODE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True)
class Translation:
    """What came of taking translations back.

    Attributes
    ----------
    catalogue
        The content of ``languages/<code>.po``.
    target
        Where it belongs.
    n_texts, n_translated, n_reviewed, n_changed
        Texts of the questionnaire; those with a translation that stands, and with a reviewer;
        and how many translations are other ones than before.
    """

    language: str
    catalogue: bytes
    target: Path
    n_texts: int
    n_translated: int
    n_reviewed: int
    n_changed: int
    problems: tuple[Problem, ...]


def translator_workbook(folder: Path, code: str, made_at: datetime) -> tuple[bytes, str]:
    """Return the workbook of a translator into one language, and a name for the file.

    Raises
    ------
    Refused
        If the questionnaire has errors, its catalogue cannot be read or the code is none.
    """
    _refuse_no_language(code, "--translate")
    content = load_content(folder)
    asked = content.questionnaire
    known = catalogue_of(folder, code)
    texts = [_to_translate(path, text, known.get(path)) for path, text in texts_of(content).items()]
    stamp = WorkbookStamp(asked.id, asked.version, asked.checksum)
    written = write_translator_workbook(stamp, code, texts, name=asked.name, made_at=made_at)
    return written, f"{asked.id}-{asked.version}-{code}.xlsx"


def _refuse_no_language(code: str, where: str) -> None:
    """Stop what would become the name of a file and is no language; it may come from outside."""
    if not _CODE.fullmatch(code):
        found = _("'{code}' is no code of a language.", code=code[:40])
        remedy = _("Write a code such as fr, or pt_BR for the language of one country.")
        raise Refused((Problem("translation.language_wrong", where, found, remedy),))


def _to_translate(path: str, source: str, known: Translated | None) -> TextToTranslate:
    if known is None or not known.text:
        return TextToTranslate(path, source)
    if known.source != source:
        # Who reviewed it has read another text.
        return TextToTranslate(path, source, "changed", known.source, known.text)
    return TextToTranslate(path, source, "translated", "", known.text, known.reviewed_by)


def take_translation(given: TranslatorReturn, folder: Path) -> Translation:
    """Return the catalogue as it is with the translations of a workbook laid over it.

    Raises
    ------
    Refused
        With everything that cannot be understood; nothing is lost of what was there.
    """
    _refuse_no_language(given.language, _("Workbook"))
    content = load_content(folder)
    texts, before = texts_of(content), catalogue_of(folder, given.language)
    after = dict(before)
    rows = tuple(_with_whole_source(row, texts) for row in given.rows)
    given = replace(given, rows=rows)
    for row in rows:
        if row.path in texts and row.translation:
            after[row.path] = _taken(row, before.get(row.path))
    problems = (*given.problems, *_problems(given, texts))
    if errors_in(problems):
        raise Refused(problems)
    standing = {p: one for p, one in after.items() if one.text and texts.get(p) == one.source}
    return Translation(
        given.language,
        write_translated(content, after),
        folder / FOLDER / f"{given.language}.po",
        len(texts),
        len(standing),
        sum(bool(one.reviewed_by) for one in standing.values()),
        sum(before.get(path) != one for path, one in after.items()),
        problems,
    )


def _with_whole_source(row: TranslatedRow, texts: Mapping[str, str]) -> TranslatedRow:
    """Return a row with the text as the questionnaire has it, where a cell only trimmed it."""
    whole = texts.get(row.path, row.source)
    return replace(row, source=whole) if clean_text(whole).strip() == row.source else row


def _taken(row: TranslatedRow, known: Translated | None) -> Translated:
    """Return the translation of a row: of the text beside it, or still of an earlier one."""
    is_untouched = known is not None and known.text == row.translation and not row.reviewed_by
    if is_untouched and known is not None and known.source != row.source:
        return known
    return Translated(row.source, row.translation, row.reviewed_by)


def _problems(given: TranslatorReturn, texts: Mapping[str, str]) -> Iterator[Problem]:
    for row in given.rows:
        if row.path not in texts:
            yield _problem(
                row,
                "text_unknown",
                _("'{path}' is no text of the questionnaire (any more).", path=row.path),
                _("Nothing is taken from this row."),
                Severity.WARNING,
            )
        elif row.source != texts[row.path] and row.translation:
            yield _problem(
                row,
                "source_changed",
                _("The text of the source is another one today; the new one is shown instead."),
                _("Write a fresh workbook: it marks what is to be translated anew."),
                Severity.WARNING,
            )
        yield from _placeholder_problems(row)


def _placeholder_problems(row: TranslatedRow) -> Iterator[Problem]:
    asked = sorted(_PLACEHOLDER.findall(row.source))
    if row.translation and sorted(_PLACEHOLDER.findall(row.translation)) != asked:
        yield _problem(
            row,
            "placeholder_wrong",
            _("The words in curly brackets are not those of the source."),
            _("Write them as they are there: {words}.", words=", ".join(asked) or _("none")),
            Severity.ERROR,
        )


def _problem(row: TranslatedRow, code: str, found: str, remedy: str, severity: Severity) -> Problem:
    place = row.place("translation")
    return Problem(f"translation.{code}", place, found, remedy, severity=severity)
