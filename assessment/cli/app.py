"""Puts the commands together and explains the whole on one screen."""

import sys
from collections.abc import Sequence
from importlib.metadata import version
from io import TextIOWrapper
from typing import Annotated

import typer

from assessment.cli import (
    actions,
    assessments,
    authoring,
    compare_report,
    database,
    evidence,
    imports,
    own_programmes,
    plan,
    quality,
    questionnaires,
    report,
    returns,
    reviews,
    scope,
    scores,
    serve,
    suggestions,
    uncertainty,
    whole,
    workbooks,
)
from assessment.cli.command import CommandGroup, block, option
from assessment.cli.opening import CommonOptions
from assessment.locales import gettext as _
from assessment.locales import languages, mark, use_language

MAIN_JOB = {
    "spca new --state KEN --period 2026 --mode external": mark("begin an assessment"),
    "spca export-workbook 3f2a -o kenya.xlsx": mark("send it to the field team"),
    "spca import-workbook kenya.xlsx": mark("see what came back, write it"),
    "spca score 3f2a --explain": mark("scores, gaps, review tier"),
    "spca suggest 3f2a": mark("programmes, with reasons"),
}
BEFORE_COMMAND = "spca --database sqlite:///trial.db list"
_EXIT_CODES = {
    "0": mark("done"),
    "1": mark("something in the input must be mended"),
    "2": mark("wrong usage"),
    "3": mark("somebody must decide; nothing was written"),
}
_COMMANDS = (
    serve.serve,
    database.demo,
    assessments.new,
    assessments.list_all,
    assessments.correct,
    assessments.status,
    assessments.archive,
    assessments.delete,
    assessments.history,
    scope.scope,
    workbooks.export_workbook,
    workbooks.field_page,
    imports.import_workbook,
    returns.import_workbooks,
    returns.imports,
    returns.undo,
    scores.score,
    uncertainty.uncertainty,
    suggestions.suggest,
    own_programmes.import_own_programmes,
    actions.actions,
    evidence.evidence,
    reviews.reviews,
    plan.plan,
    quality.check,
    workbooks.results,
    whole.export_csv,
    whole.export_json,
    whole.import_json,
    report.report,
    compare_report.compare_report,
    questionnaires.validate,
    questionnaires.new_version,
    authoring.questionnaire_to_excel,
    authoring.questionnaire_from_excel,
    questionnaires.changes,
    questionnaires.crosswalk,
    questionnaires.texts,
    database.migrate,
    database.backup,
    database.restore,
)


def build_app() -> typer.Typer:
    """Put the commands together; their help is in the language in use now."""
    app = typer.Typer(
        name="spca",
        cls=CommandGroup,
        help=_help(),
        epilog=block(_("Exit codes:"), _EXIT_CODES),
        # Plain text: boxes and colours would be noise in a pipe, a log or a screen reader.
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
        invoke_without_command=True,
        context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
    )
    app.callback()(before_command)
    for described in _COMMANDS:
        described.add_to(app)
    return app


def _help() -> str:
    return "\n\n".join(
        (
            _(
                "State Protection Capacity Assessment: ask a questionnaire about a state, see its "
                "scores and critical gaps, and find programmes that may help."
            ),
            block(
                _("The main job, with the id that the first line prints (here 3f2a...):"), MAIN_JOB
            ),
            _(
                "'spca serve' does the same in the browser; 'spca demo' loads invented states to "
                "try it on. 'spca COMMAND --help' explains one command, with examples."
            ),
            _(
                "An assessment is named by its id, or by the first four or more characters of it. "
                "Options of this page stand before the command: {example}",
                example=BEFORE_COMMAND,
            ),
        )
    )


def before_command(  # noqa: PLR0913 - one option for each thing that holds for all commands
    ctx: typer.Context,
    *,
    database: Annotated[
        str, option("Database; else SPCA_DATABASE_URL, else data/spca.db.", metavar="URL")
    ] = "",
    person: Annotated[str, option("Who writes; else SPCA_PERSON.", metavar="NAME")] = "",
    organisation: Annotated[
        str, option("For which body; else SPCA_ORGANISATION.", metavar="NAME")
    ] = "",
    language: Annotated[
        str, option("Language of all texts; else SPCA_LANGUAGE, else English.", metavar="CODE")
    ] = "",
    show_version: Annotated[bool, option("Print the version.", "--version")] = False,
) -> None:
    """Take what stands before the command; alone, explain the whole."""
    if language and language not in languages():
        known = ", ".join(languages())
        raise typer.BadParameter(
            _("There are no texts in '{code}', only in: {known}.", code=language, known=known)
        )
    ctx.obj = CommonOptions(database.strip(), person.strip(), organisation.strip(), language)
    if show_version:
        typer.echo(version("spca"))
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())


def main() -> None:
    """Run the command line; ends the process with the exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A console that lacks a letter shows a question mark instead of failing.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    use_language(language_before_command(sys.argv[1:]))
    build_app()(prog_name="spca")


def language_before_command(words: Sequence[str]) -> str | None:
    """Return what ``--language`` says before the command, where it is the language of all texts.

    It must be known before the commands and their help are built.

    Examples
    --------
    >>> language_before_command(["--person", "Ada", "--language", "fr", "list"])
    'fr'
    >>> language_before_command(["new", "--language", "fr"]) is None
    True
    """
    rest = iter(words)
    for word in rest:
        option, _equals, value = word.partition("=")
        if option in ("--database", "--person", "--organisation", "--language"):
            value = value or next(rest, "")
        elif not word.startswith("-"):
            return None
        if option == "--language":
            return value or None
    return None
