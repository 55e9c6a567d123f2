"""Puts the commands together and explains the whole on one screen."""

import sys
from collections.abc import Callable
from importlib.metadata import version
from io import TextIOWrapper
from typing import Annotated, Any

import typer

from assessment.cli import (
    assessments,
    database,
    imports,
    questionnaires,
    scores,
    serve,
    uncertainty,
    workbooks,
)
from assessment.cli.guard import GuardedCommand
from assessment.cli.opening import Said

HELP = """State Protection Capacity Assessment: ask a questionnaire about a state, see its scores
and critical gaps, and find programmes that may help.

\b
The main job, with the id that the first line prints (here 3f2a...):
  spca new --state KEN --period 2026 --mode external    begin an assessment
  spca export-workbook 3f2a -o kenya.xlsx               send it to the field team
  spca import-workbook kenya.xlsx                       see what came back, write it
  spca score 3f2a --explain                             scores, gaps, review tier
  spca suggest 3f2a                                     programmes, with reasons

'spca serve' does the same in the browser; 'spca demo' loads invented states to try it on.
'spca COMMAND --help' explains one command, with examples.

An assessment is named by its id, or by the first four or more characters of it.
Options of this page stand before the command: spca --database sqlite:///trial.db list
"""
EPILOG = """\b
Exit codes: 0 done; 1 something in the input must be mended; 2 wrong usage;
            3 somebody must decide (nothing was written).
"""

app = typer.Typer(
    help=HELP,
    epilog=EPILOG,
    # Plain text: boxes and colours would be noise in a pipe, a log or a screen reader.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    invoke_without_command=True,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 100},
)


@app.callback()
def before_command(
    ctx: typer.Context,
    *,
    database: Annotated[
        str,
        typer.Option(metavar="URL", help="Database; else SPCA_DATABASE_URL, else data/spca.db."),
    ] = "",
    person: Annotated[str, typer.Option(metavar="NAME", help="Who writes; else SPCA_PERSON.")] = "",
    organisation: Annotated[
        str, typer.Option(metavar="NAME", help="For which body; else SPCA_ORGANISATION.")
    ] = "",
    show_version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Take what stands before the command; alone, explain the whole."""
    ctx.obj = Said(database.strip(), person.strip(), organisation.strip())
    if show_version:
        typer.echo(version("spca"))
        raise typer.Exit
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())


def _add(name: str, function: Callable[..., Any], short: str, examples: str) -> None:
    app.command(name, cls=GuardedCommand, short_help=short, epilog=examples)(function)


_add("serve", serve.serve, "Start the app in the browser.", serve.EXAMPLES)
_add("demo", database.demo, "Load invented states to try things on.", database.DEMO_EXAMPLES)
_add("new", assessments.new, "Begin an assessment.", assessments.NEW_EXAMPLES)
_add("list", assessments.list_all, "List all assessments.", assessments.LIST_EXAMPLES)
_add(
    "export-workbook",
    workbooks.export_workbook,
    "Write a workbook for the field team.",
    workbooks.EXPORT_EXAMPLES,
)
_add(
    "import-workbook",
    imports.import_workbook,
    "Read a filled workbook back.",
    imports.EXAMPLES,
)
_add("score", scores.score, "Print scores, gaps and review tier.", scores.SCORE_EXAMPLES)
_add(
    "uncertainty",
    uncertainty.uncertainty,
    "Print how far scores depend on assumptions.",
    uncertainty.EXAMPLES,
)
_add("suggest", scores.suggest, "Print programmes that may help.", scores.SUGGEST_EXAMPLES)
_add("results", workbooks.results, "Write all results as a workbook.", workbooks.RESULTS_EXAMPLES)
_add("validate", questionnaires.validate, "Check questionnaires.", questionnaires.EXAMPLES)
_add("migrate", database.migrate, "Bring the database up to date.", database.MIGRATE_EXAMPLES)
_add("backup", database.backup, "Write the database to one file.", database.BACKUP_EXAMPLES)
_add("restore", database.restore, "Fill the database from a backup.", database.RESTORE_EXAMPLES)


def main() -> None:
    """Run the command line; ends the process with the exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A console that lacks a letter shows a question mark instead of failing.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    app(prog_name="spca")
