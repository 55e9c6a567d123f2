"""Gives a questionnaire as a workbook to its authors and translators, and takes it back."""

# ruff: noqa: PLC0415 - the rooms below load only when a command needs them, so that help is quick

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessment.cli.command import AsJson, Force, argument, command, option
from assessment.cli.files import choose_target, read_some, write_whole
from assessment.cli.opening import settings_of
from assessment.cli.output import emit
from assessment.locales import gettext as _
from assessment.locales import mark, ngettext
from assessment.model.problem import Problem, Refused, errors_in

if TYPE_CHECKING:
    from assessment.model.authoring import Change
    from assessment.services.authoring import Authored
    from assessment.services.translation import Translation


@command(
    "questionnaire-to-excel",
    mark("Write a questionnaire as a workbook."),
    mark(
        "For people who do not write YAML: dimensions, indicators, statements, definitions, "
        "context flags and sources, with open cells for what may be changed. The rules of scoring "
        "and the programmes are not in it. With --translate, a workbook for a translator: each "
        "text with the translation beside it, and marks on what is new or was changed."
    ),
    keys=mark("file, questionnaire, version, language (null for authors)"),
    examples={
        "spca questionnaire-to-excel spcf -o spcf.xlsx": mark("its newest version"),
        "spca questionnaire-to-excel questionnaires/spcf/1.0": mark("one version"),
        "spca questionnaire-to-excel spcf --translate fr -o french.xlsx": mark("for a translator"),
    },
)
def questionnaire_to_excel(  # noqa: PLR0913 - one option for each thing that can be asked of it
    ctx: typer.Context,
    *,
    questionnaire: Annotated[str, argument("Id of the questionnaire, or its folder.", "ID")],
    output: Annotated[
        Path | None, option("File to write.", "--output", "-o", metavar="FILE")
    ] = None,
    translate: Annotated[
        str, option("Language to translate into, such as fr.", metavar="CODE")
    ] = "",
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Write a questionnaire as a workbook for authors or a translator."""
    from assessment.library.shelf import open_library
    from assessment.services.authoring import author_workbook, find_questionnaire, load_content
    from assessment.services.translation import translator_workbook
    from assessment.wiring import now

    library = open_library(settings_of(ctx).questionnaires)
    folder = find_questionnaire(library, questionnaire)
    if translate:
        content, name = translator_workbook(folder, translate, now())
    else:
        content, name = author_workbook(folder, now())
    target = choose_target(output, name)
    write_whole(target, content, force=force)
    asked = load_content(folder).questionnaire
    result = {"file": target, "questionnaire": asked.id, "version": asked.version}
    emit({**result, "language": translate or None}, [str(target)], as_json=as_json)


@command(
    "questionnaire-from-excel",
    mark("Read the workbook of a questionnaire."),
    mark(
        "Writes a folder of its own with what was changed, or nothing: every problem is named at "
        "once, with sheet and cell. Says what changed of the wording and what of the meaning; a "
        "change of meaning needs a higher version in the workbook, or --unfinished for one that "
        "nobody has used yet. A translator's workbook becomes languages/CODE.po of the "
        "questionnaire, or the file that -o names."
    ),
    keys=mark(
        "for authors: folder, versions, checksums, changes (table, id, kind, field, before, "
        "after, is_meaning), left_out, problems; for translators: file, language, n_texts, "
        "n_translated, n_reviewed, n_changed, problems"
    ),
    examples={
        "spca questionnaire-from-excel spcf.xlsx -o questionnaires/spcf/2.1": mark("a new version"),
        "spca questionnaire-from-excel spcf.xlsx -o trial/2.0 --unfinished": mark("to go on with"),
        "spca questionnaire-from-excel french.xlsx --force": mark("of a translator"),
    },
)
def questionnaire_from_excel(  # noqa: PLR0913 - one option for each decision
    ctx: typer.Context,
    *,
    file: Annotated[Path, argument("The workbook.", "FILE")],
    output: Annotated[
        Path | None, option("Folder of the new version.", "--output", "-o", metavar="FOLDER")
    ] = None,
    base: Annotated[
        Path | None, option("Folder that the workbook was made from.", metavar="FOLDER")
    ] = None,
    unfinished: Annotated[
        bool, option("Nobody has used it yet: keep its number, name errors.", "--unfinished")
    ] = False,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Read the workbook of an author or a translator."""
    from assessment.exchange.safe_reader import LARGEST_FILE
    from assessment.exchange.translator_workbook import read_translator_workbook
    from assessment.library.shelf import open_library
    from assessment.services.authoring import Taking, find_base, take_back
    from assessment.services.translation import take_translation

    library = open_library(settings_of(ctx).questionnaires)
    content = read_some(file, LARGEST_FILE)
    translated = read_translator_workbook(content, file.name)
    if translated is not None:
        found = take_translation(translated, find_base(library, translated.stamp, base))
        target = choose_target(output, found.target.name) if output else found.target
        target.parent.mkdir(exist_ok=True)
        write_whole(target, found.catalogue, force=force)
        emit(_translation_result(found, target), _translation_lines(found, target), as_json=as_json)
        return
    if output is None:
        raise Refused((_no_target(),))
    taking = Taking(output, base, is_unfinished=unfinished, replaces=force)
    written = take_back(library, content, file.name, taking)
    emit(_result(written), _lines(written), as_json=as_json)


def _no_target() -> Problem:
    return Problem(
        "author.no_folder",
        "--output",
        _("It is not said where the new folder is to stand."),
        _("Name it, such as {example}.", example="-o questionnaires/spcf/2.1"),
    )


def _lines(found: "Authored") -> Iterator[str]:
    from assessment.reporting.authoring import change_lines

    yield from change_lines(found.changes)
    is_outside = any(problem.code == "author.text_outside" for problem in found.problems)
    if not found.changes and is_outside:
        yield _("No cell to fill in says anything new; the folder is a copy.")
    elif not found.changes:
        yield _("The workbook says nothing new; the folder is a copy.")
    yield from (str(problem) for problem in found.problems)
    yield from _left_out_lines(found)
    yield _("Written: {folder}.", folder=found.folder)
    yield from _standing_lines(found)


def _left_out_lines(found: "Authored") -> Iterator[str]:
    for name in found.left_out:
        said = {"name": f"{name}/"}
        if found.versions[0] == found.versions[1]:
            yield _(
                "Left out: {name}, which tells what became of an earlier version; none stands "
                "beside the new folder.",
                **said,
            )
        else:
            yield _(
                "Left out: {name}, which tells what became of the version before. Write it anew "
                "for this version.",
                **said,
            )


def _standing_lines(found: "Authored") -> Iterator[str]:
    before, after = found.checksums
    if errors_in(found.problems):
        yield _(
            "It cannot be used until the errors are mended; check it with: {command}",
            command=f"spca validate {found.folder}",
        )
    elif before == after:
        yield _("Its content is that of version {version}.", version=found.versions[0])
    elif found.versions[0] == found.versions[1]:
        yield _(
            "The version is still {version} and the wording another one: the checksum was {before} "
            "and is {after}. Field workbooks that are out belong to the earlier wording, and the "
            "app says so when they come back.",
            version=found.versions[0],
            before=before,
            after=after,
        )
    else:
        yield _(
            "The version is {version}, with the checksum {after}. New assessments take it; those "
            "that were begun stay with the version they were answered in.",
            version=found.versions[1],
            after=after,
        )


def _result(found: "Authored") -> dict[str, object]:
    return {
        "folder": found.folder,
        "versions": found.versions,
        "checksums": found.checksums,
        "changes": [_change_result(change) for change in found.changes],
        "left_out": found.left_out,
        "problems": found.problems,
    }


def _change_result(change: "Change") -> dict[str, object]:
    return {
        "table": change.table,
        "id": change.row.id,
        "kind": change.kind,
        "field": change.field,
        "before": change.before,
        "after": change.after,
        "is_meaning": change.is_meaning,
    }


def _translation_lines(found: "Translation", target: Path) -> Iterator[str]:
    yield from (str(problem) for problem in found.problems)
    yield ngettext(
        "{number} translation is new or another one than before.",
        "{number} translations are new or others than before.",
        found.n_changed,
    )
    yield _(
        "Of {texts} texts {translated} are translated, and {reviewed} of them reviewed; the others "
        "are shown as they are in the source.",
        texts=found.n_texts,
        translated=found.n_translated,
        reviewed=found.n_reviewed,
    )
    yield _("Written: {file}.", file=target)


def _translation_result(found: "Translation", target: Path) -> dict[str, object]:
    return {
        "file": target,
        "language": found.language,
        "n_texts": found.n_texts,
        "n_translated": found.n_translated,
        "n_reviewed": found.n_reviewed,
        "n_changed": found.n_changed,
        "problems": found.problems,
    }
