"""Checks questionnaire folders."""

# ruff: noqa: PLC0415 - the rooms below load only when a command needs them, so that help is quick

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assessment.cli.output import PROBLEMS_FOUND, AsJson, count, emit, to_plain

if TYPE_CHECKING:
    from assessment.services.validate import Validation

EXAMPLES = "\b\nExamples:\n  spca validate questionnaires/spcf\n  spca validate questionnaires/*"


def validate(
    *,
    folders: Annotated[list[Path], typer.Argument(metavar="FOLDER...", help="Folders to check.")],
    as_json: AsJson = False,
) -> None:
    """Check questionnaires, their rules, programmes and worked examples.

    A folder is one version, or that of a questionnaire: then all its versions are checked.

    Every problem is one line: place, what was found, what to do. Exit code 1 if
    there is an error; a warning alone stops nothing.

    Keys of --json: questionnaires, each with folder, is_valid, name, version,
    n_dimensions, n_indicators, n_programmes, n_examples, n_measures, n_nodes, problems.
    """
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
    ended = f"{count(n_errors, 'error')}, {count(n_warnings, 'warning')}"
    if not found.name:
        yield f"{found.folder}: {ended}; it cannot be used until the errors are mended."
        return
    yield f"{found.name} {found.version}: {_counts(found)}; {ended}."


def _counts(found: "Validation") -> str:
    examples = count(found.n_examples, "example")
    if found.n_measures:
        return f"{count(found.n_measures, 'measure')}, {count(found.n_nodes, 'node')}, {examples}"
    return (
        f"{count(found.n_dimensions, 'dimension')}, {count(found.n_indicators, 'indicator')}, "
        f"{count(found.n_programmes, 'programme')}, {examples}"
    )
