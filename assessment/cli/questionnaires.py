"""Checks questionnaires, begins their next version, writes their texts and what explains them."""

# ruff: noqa: PLC0415 - the rooms below load only when a command needs them, so that help is quick

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessment.cli.command import AsJson, Force, argument, command, option
from assessment.cli.files import choose_target, write_whole
from assessment.cli.opening import settings_of
from assessment.cli.output import PROBLEMS_FOUND, emit, to_plain
from assessment.locales import gettext as _
from assessment.locales import mark, ngettext

if TYPE_CHECKING:
    from assessment.model.crosswalk import Crosswalk, OtherFramework
    from assessment.services.validate import Validation


@command(
    "validate",
    mark("Check questionnaires."),
    mark(
        "Rules, programmes and worked examples are checked as well. A folder is one version, or "
        "that of a questionnaire: then all its versions are checked."
    ),
    mark(
        "Every problem is one line: place, what was found, what to do. Exit code 1 if there "
        "is an error; a warning alone stops nothing."
    ),
    keys=mark(
        "questionnaires, each with folder, is_valid, name, version, n_dimensions, n_indicators, "
        "n_programmes, n_examples, n_measures, n_nodes, problems"
    ),
    examples=("spca validate questionnaires/spcf", "spca validate questionnaires/*"),
)
def validate(
    *,
    folders: Annotated[list[Path], argument("Folders to check.", "FOLDER")],
    as_json: AsJson = False,
) -> None:
    """Check questionnaires, their rules, programmes and worked examples."""
    from assessment.services.validate import validate_versions

    found = [one for folder in folders for one in validate_versions(folder)]
    result = {"questionnaires": [_result(validation) for validation in found]}
    emit(result, (line for one in found for line in _lines(one)), as_json=as_json)
    if not all(validation.is_valid for validation in found):
        raise typer.Exit(PROBLEMS_FOUND)


QuestionnaireId = Annotated[str, argument("Id of the questionnaire, or name of its folder.", "ID")]


@command(
    "new-version",
    mark("Begin the next version of a questionnaire."),
    mark(
        "Copy the newest version to the next one, 1.0 to 1.1, and check the copy. Change what is "
        "asked and how it is scored there: assessments that were begun stay with the version they "
        "were answered in, and new ones take the newest."
    ),
    keys=mark(
        "folder, is_valid, name, version, n_dimensions, n_indicators, n_programmes, n_examples, "
        "n_measures, n_nodes, problems"
    ),
    examples=("spca new-version spcf", "spca new-version spcf --to 2.0"),
)
def new_version(
    ctx: typer.Context,
    *,
    questionnaire_id: QuestionnaireId,
    to: Annotated[str, option("Version of the copy, such as 2.0.", metavar="VERSION")] = "",
    as_json: AsJson = False,
) -> None:
    """Copy the newest version of a questionnaire to the next one."""
    from assessment.library.shelf import open_library
    from assessment.services.validate import begin_version

    found = begin_version(open_library(settings_of(ctx).questionnaires), questionnaire_id, to)
    lines = (*_lines(found), *_next_steps(found.folder))
    emit(_result(found), lines, as_json=as_json)


def _next_steps(folder: Path) -> Iterator[str]:
    yield _("The new version is in {folder}.", folder=folder)
    yield _(
        "Change the texts and rules there, and check them with: {command}",
        command=f"spca validate {folder}",
    )
    yield _(
        "New assessments take it when the app is started again; those that were begun stay with "
        "the version they were answered in."
    )


@command(
    "texts",
    mark("Write the texts of a questionnaire for translators."),
    mark(
        "The texts of the newest version as a gettext template. A translation is kept as "
        "languages/CODE.po in the folder of the version."
    ),
    keys=mark("file"),
    examples=("spca texts spcf", "spca texts spcf -o french.pot"),
)
def texts(
    ctx: typer.Context,
    *,
    questionnaire_id: QuestionnaireId,
    output: Annotated[
        Path | None, option("File to write.", "--output", "-o", metavar="FILE")
    ] = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Write the texts of a questionnaire as a gettext template."""
    from assessment.library.shelf import open_library
    from assessment.services.validate import texts_for_translators

    target = choose_target(output, f"{questionnaire_id}.pot")
    library = open_library(settings_of(ctx).questionnaires)
    write_whole(target, texts_for_translators(library, questionnaire_id), force=force)
    emit({"file": target}, [str(target)], as_json=as_json)


@command(
    "changes",
    mark("Show what became of every statement since the version before."),
    mark(
        "One row for each statement of the earlier version and for each that was added: both "
        "texts, the change and its reason. Printed as Markdown; with -o the ending of the file "
        "says what is written: .md, .csv or .xlsx."
    ),
    keys=mark("questionnaire, from_version, version, columns, rows, and file: null or its name"),
    examples={
        "spca changes spcf": mark("prints it"),
        "spca changes spcf -o review.xlsx": "",
        "spca changes spcf --version 2.0 -o review.csv": mark("of one version"),
    },
)
def changes(  # noqa: PLR0913 - one option for each thing that can be asked of it
    ctx: typer.Context,
    *,
    questionnaire_id: QuestionnaireId,
    version: Annotated[str, option("Version, if not the newest.", metavar="VERSION")] = "",
    output: Annotated[
        Path | None, option("File to write.", "--output", "-o", metavar="FILE")
    ] = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Show what became of every statement since the version before."""
    from assessment.library.shelf import open_library
    from assessment.reporting.version_changes import review_document, review_table
    from assessment.services.version_changes import find_changes, review_content
    from assessment.wiring import now

    library = open_library(settings_of(ctx).questionnaires)
    found, later = find_changes(library, questionnaire_id, version)
    table = review_table(found, later)
    target = choose_target(output, f"{later.id}-changes.md") if output else None
    if target:
        content = review_content(found, later, target.suffix.lower().lstrip("."), now())
        write_whole(target, content, force=force)
    result = {
        "questionnaire": later.id,
        "from_version": found.from_version,
        "version": later.version,
        "columns": table.columns,
        "rows": table.rows,
        "file": target,
    }
    lines = [str(target)] if target else review_document(found, later).splitlines()
    emit(result, lines, as_json=as_json)


@command(
    "crosswalk",
    mark("Show where the indicators stand in other frameworks."),
    mark(
        "Both ways: the elements of each indicator, the indicators of each element, and which "
        "elements no indicator asks about, with the reason. Printed as Markdown; with -o the "
        "ending of the file says what is written: .md, .csv or .xlsx."
    ),
    keys=mark(
        "questionnaire, version, frameworks (id, title, publisher, year, address, standing, note, "
        "elements, each with id, name, standing, indicators, not_covered_because), indicators (id "
        "to framework to elements), and file: null or its name"
    ),
    examples={
        "spca crosswalk spcf": mark("prints it"),
        "spca crosswalk spcf -o crosswalk.xlsx": "",
        "spca crosswalk spcf --version 2.0 -o crosswalk.csv": mark("of one version"),
    },
)
def crosswalk(  # noqa: PLR0913 - one option for each thing that can be asked of it
    ctx: typer.Context,
    *,
    questionnaire_id: QuestionnaireId,
    version: Annotated[str, option("Version, if not the newest.", metavar="VERSION")] = "",
    output: Annotated[
        Path | None, option("File to write.", "--output", "-o", metavar="FILE")
    ] = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Show where the indicators stand in other frameworks."""
    from assessment.library.shelf import open_library
    from assessment.reporting.crosswalk import crosswalk_document
    from assessment.services.crosswalk import crosswalk_content, find_crosswalk
    from assessment.wiring import now

    library = open_library(settings_of(ctx).questionnaires)
    found, asked = find_crosswalk(library, questionnaire_id, version)
    target = choose_target(output, f"{asked.id}-crosswalk.md") if output else None
    if target:
        content = crosswalk_content(found, asked, target.suffix.lower().lstrip("."), now())
        write_whole(target, content, force=force)
    result = {
        "questionnaire": asked.id,
        "version": asked.version,
        "frameworks": [_framework_result(one, found) for one in found.frameworks],
        "indicators": found.indicators,
        "file": target,
    }
    lines = [str(target)] if target else crosswalk_document(found, asked).splitlines()
    emit(result, lines, as_json=as_json)


def _framework_result(framework: "OtherFramework", found: "Crosswalk") -> dict[str, object]:
    elements = [
        {
            **one.model_dump(),
            "indicators": found.indicators_of(one.id),
            "not_covered_because": found.not_covered.get(one.id),
        }
        for one in framework.elements
    ]
    return {**framework.model_dump(), "elements": elements}


def _result(found: "Validation") -> dict[str, object]:
    return {**to_plain(found), "is_valid": found.is_valid}


def _lines(found: "Validation") -> Iterator[str]:
    yield from (str(problem) for problem in found.problems)
    n_errors = sum(problem.is_error for problem in found.problems)
    n_warnings = len(found.problems) - n_errors
    problems = ", ".join(
        (
            ngettext("{number} error", "{number} errors", n_errors),
            ngettext("{number} warning", "{number} warnings", n_warnings),
        )
    )
    if found.name:
        yield _(
            "{questionnaire} {version}: {counts}; {problems}.",
            questionnaire=found.name,
            version=found.version,
            counts=", ".join(_counts(found)),
            problems=problems,
        )
    else:
        yield _(
            "{folder}: {problems}; it cannot be used until the errors are mended.",
            folder=found.folder,
            problems=problems,
        )


def _counts(found: "Validation") -> Iterator[str]:
    if found.n_measures:
        yield ngettext("{number} measure", "{number} measures", found.n_measures)
        yield ngettext("{number} node", "{number} nodes", found.n_nodes)
    else:
        yield ngettext("{number} dimension", "{number} dimensions", found.n_dimensions)
        yield ngettext("{number} indicator", "{number} indicators", found.n_indicators)
        yield ngettext("{number} programme", "{number} programmes", found.n_programmes)
    yield ngettext("{number} example", "{number} examples", found.n_examples)
