"""Checks questionnaire folders."""

# ruff: noqa: PLC0415 - the rooms below load only when a command needs them, so that help is quick

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessment.cli.command import Help
from assessment.cli.output import PROBLEMS_FOUND, AsJson, emit, to_plain
from assessment.locales import gettext as _
from assessment.locales import mark, ngettext

if TYPE_CHECKING:
    from assessment.services.validate import Validation

HELP = Help(
    mark("Check questionnaires."),
    (
        mark("Check questionnaires, their rules, programmes and worked examples."),
        mark(
            "A folder is one version, or that of a questionnaire: then all its versions are "
            "checked."
        ),
        mark(
            "Every problem is one line: place, what was found, what to do. Exit code 1 if there "
            "is an error; a warning alone stops nothing."
        ),
    ),
    mark(
        "questionnaires, each with folder, is_valid, name, version, n_dimensions, n_indicators, "
        "n_programmes, n_examples, n_measures, n_nodes, problems"
    ),
    {"spca validate questionnaires/spcf": "", "spca validate questionnaires/*": ""},
)


def validate(
    *,
    folders: Annotated[
        list[Path], typer.Argument(metavar=mark("FOLDER"), help=mark("Folders to check."))
    ],
    as_json: AsJson = False,
) -> None:
    """Check questionnaires, their rules, programmes and worked examples."""
    from assessment.services.validate import validate_versions

    found = [one for folder in folders for one in validate_versions(folder)]
    result = {"questionnaires": [_result(validation) for validation in found]}
    emit(result, (line for one in found for line in _lines(one)), as_json=as_json)
    if not all(validation.is_valid for validation in found):
        raise typer.Exit(PROBLEMS_FOUND)


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
