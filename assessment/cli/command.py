"""The frame of every command: help in the language in use, and problems as sentences."""

import errno
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer
import typer.core
from typer.core import TyperCommand, TyperGroup

from assessment.cli.output import PROBLEMS_FOUND, report, say
from assessment.locales import gettext as _
from assessment.locales import mark
from assessment.model.problem import Problem, Refused

# What typer writes into every page of help; it asks a function of this name for its texts.
_OF_TYPER = (
    *(mark("Arguments"), mark("Options"), mark("Commands")),
    *(mark("required"), mark("default: {default}")),
)
# What stands for the value of an option.
_VALUES = (
    *(mark("ADDRESS"), mark("CODE"), mark("FILE"), mark("FOLDER"), mark("MODE")),
    *(mark("NAME"), mark("NUMBER"), mark("PERIOD"), mark("STATUS"), mark("TEXT"), mark("VERSION")),
)
typer.core._ = lambda message: _(message or "")  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Described:
    """A function with what it says of itself as a command.

    Attributes
    ----------
    paragraphs
        The help, marked for translation; the first is also its line in the list of commands.
    keys
        What ``--json`` prints, marked; names of keys are the same in every language.
    examples
        Commands, the same in every language, each with a remark or an empty text.
    """

    name: str
    function: Callable[..., None]
    paragraphs: Sequence[str]
    keys: str
    examples: Mapping[str, str]

    def add_to(self, app: typer.Typer) -> None:
        """Add it to the commands, with its help in the language in use."""
        parts = [_(paragraph) for paragraph in self.paragraphs]
        if self.keys:
            parts.append(_("Keys of --json: {keys}.", keys=_(self.keys)))
        app.command(
            self.name,
            cls=Command,
            short_help=parts[0],
            help="\n\n".join(parts),
            epilog=block(_("Examples:"), self.examples),
        )(self.function)


def command(
    name: str, *paragraphs: str, keys: str = "", examples: Sequence[str] | Mapping[str, str]
) -> Callable[[Callable[..., None]], Described]:
    """Describe a function as a command; see `Described`."""
    remarked = examples if isinstance(examples, Mapping) else dict.fromkeys(examples, "")
    return lambda function: Described(name, function, paragraphs, keys, remarked)


def option(text: str, *names: str, **settings: Any) -> Any:  # noqa: ANN401 - as typer has it
    """Describe an option; Babel takes its text as marked (``-k option``)."""
    return typer.Option(*names, help=text, **settings)


def argument(text: str, metavar: str) -> Any:  # noqa: ANN401 - as typer has it
    """Describe an argument; Babel takes its text as marked (``-k argument:1``)."""
    return typer.Argument(help=text, metavar=metavar)


AsJson = Annotated[bool, option("Print JSON, for other programs.", "--json")]
DecimalComma = Annotated[
    bool,
    option("CSV for a spreadsheet in German or French: 2,5 and semicolons.", "--decimal-comma"),
]
Force = Annotated[bool, option("Write over a file that is there.", "--force")]


def block(heading: str, rows: Mapping[str, str]) -> str:
    """Set rows below a heading in two columns, as a part of help that keeps its lines.

    Examples
    --------
    >>> block("Examples:", {"spca list": mark("all of them")}).splitlines()[1:]
    ['Examples:', '  spca list   all of them']
    """
    width = max(map(len, rows))
    lines = (
        f"  {left:{width}}   {_(right) if right else ''}".rstrip() for left, right in rows.items()
    )
    return "\n".join(("\b", heading, *lines))


class _InLanguage(TyperCommand if TYPE_CHECKING else object):
    """What commands and the group of all commands have in common: typer speaks English only."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 - as the classes below declare it
        super().__init__(**settings)
        self.options_metavar = _("[OPTIONS]")
        for param in settings["params"]:
            param.help = _(param.help) if param.help else None
            param.metavar = _(param.metavar) if param.metavar else None

    def format_usage(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401 - see above
        """Write the first line of help."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=_("Usage:") + " ")

    def get_help_option(self, ctx: Any) -> Any:  # noqa: ANN401 - see above
        """Return the option that shows the help."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _("Show this text and exit.")
        return option

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - see above
        """Read what was typed; what is wrong with it is shown beside the usage of this command."""
        try:
            return super().parse_args(ctx, args)
        except typer.TyperException as error:
            error.ctx = ctx  # type: ignore[attr-defined] - some have it, and may leave it empty
            raise


class Command(_InLanguage, TyperCommand):
    """A command that ends with exit code 1 and all problems when it is refused."""

    allow_extra_args = True  # so that they are refused below, in the language in use

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - see above
        """Read what was typed after the command."""
        further = super().parse_args(ctx, args)
        if further:
            ctx.fail(_("More was typed than the command takes: {words}", words=" ".join(further)))
        return further

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - see above
        """Run the command; anything but a refusal, a file or a database passes through."""
        try:
            return super().invoke(ctx)
        except Refused as refused:
            problems = refused.problems
        except BrokenPipeError:  # whoever read the output has seen enough
            raise
        except OSError as error:
            problems = (_file_problem(error),)
        except Exception as error:
            if not _is_database_error(error):
                raise
            from assessment.storage.failures import failure_of  # noqa: PLC0415 - as few as need it

            problems = (failure_of(error) or _database_problem(error),)
        report(problems, as_json=bool(ctx.params.get("as_json")))
        raise typer.Exit(PROBLEMS_FOUND)


class CommandGroup(_InLanguage, TyperGroup):
    """All commands together; says what is wrong with what was typed."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 - see above
        super().__init__(**settings)
        self.subcommand_metavar = _("COMMAND [ARGS]...")

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - see above
        """Find the command that was named, or say which ones have a name like it.

        A name of two words may be typed with a space: ``questionnaire to-excel``.
        """
        if args[0] not in self.commands and "-".join(args[:2]) in self.commands:
            args = ["-".join(args[:2]), *args[2:]]
        if args[0] not in self.commands:
            from difflib import get_close_matches  # noqa: PLC0415 - only a slip needs it

            unknown = _("There is no command '{name}'.", name=args[0])
            ctx.fail(_with_guesses(unknown, get_close_matches(args[0], self.commands)))
        return super().resolve_command(ctx, args)

    def main(self, *args: Any, **settings: Any) -> None:  # noqa: ANN401 - see above
        """Run a command and end with its exit code."""
        try:
            code = super().main(*args, **{**settings, "standalone_mode": False})
        except typer.Abort:
            say(_("Stopped."))
            sys.exit(1)
        except typer.TyperException as error:
            _show_usage_error(error)
            sys.exit(error.exit_code)
        sys.exit(code)


def _show_usage_error(error: Any) -> None:  # noqa: ANN401 - typer keeps most of its classes private
    typer.echo(error.ctx.get_usage(), err=True)
    say(_("'{command} --help' explains it.", command=error.ctx.command_path))
    say("")
    say(_("Error: {sentence}", sentence=_usage_sentence(error)))


def _usage_sentence(error: Any) -> str:  # noqa: ANN401 - see above
    match type(error).__name__:
        case "MissingParameter":
            return _("{name} is missing.", name=error.param.get_error_hint())
        case "NoSuchOption":
            unknown = _("There is no option '{name}'.", name=error.option_name)
            return _with_guesses(unknown, error.possibilities)
        case "BadOptionUsage" if "requires" in error.message:
            return _("'{name}' needs a value.", name=error.option_name)
        case "BadOptionUsage":
            return _("'{name}' does not take a value.", name=error.option_name)
    lowest = getattr(getattr(error, "param", None), "min", None)
    if lowest is not None:  # nothing but a number has one
        return _number_sentence(error.param.get_error_hint(), lowest, error.param.max)
    return error.message


def _number_sentence(name: str, lowest: int, highest: int | None) -> str:
    if highest is None:
        return _("{name} needs a whole number of {lowest} or more.", name=name, lowest=lowest)
    return _(
        "{name} needs a whole number from {lowest} to {highest}.",
        name=name,
        lowest=lowest,
        highest=highest,
    )


def _with_guesses(unknown: str, guesses: Sequence[str] | None) -> str:
    if not guesses:
        return unknown
    from assessment.locales.formats import listed  # noqa: PLC0415 - help does without it

    return " ".join((unknown, _("Did you mean {guesses}?", guesses=listed(guesses, "or"))))


def _file_problem(error: OSError) -> Problem:
    match error:
        case FileNotFoundError():
            found, remedy = (
                _("There is no such file or folder."),
                _("Check the name and the folder."),
            )
        case PermissionError():
            found = _("It may not be read or written by you.")
            remedy = _("Choose another folder, or ask whoever looks after this computer.")
        case IsADirectoryError() | NotADirectoryError() | FileExistsError():
            found = _("A file was expected and this is a folder, or the other way round.")
            remedy = _("Check the name.")
        case _other if error.errno == errno.ENOSPC:
            found, remedy = _("The disk is full."), _("Make room and try again.")
        case _other:
            found = _("It failed: {reason}.", reason=error.strerror or error)
            remedy = _("Try again or elsewhere.")
    return Problem("file.unusable", str(error.filename or _("File")), found, remedy)


def _is_database_error(error: Exception) -> bool:
    """Whether the database raised it; asked by name, so that no driver is loaded for it."""
    homes = {kind.__module__.partition(".")[0] for kind in type(error).__mro__}
    return bool(homes & {"sqlalchemy", "sqlite3", "psycopg"})


def _database_problem(error: Exception) -> Problem:
    reason = str(getattr(error, "orig", None) or error).splitlines()[0]
    return Problem(
        "storage.failed",
        _("Database"),
        _("It could not be read or written: {reason}.", reason=reason),
        _(
            "Check the address (--database or SPCA_DATABASE_URL) and that the disk is not full or "
            "write-protected. What was saved before is still there."
        ),
    )
