"""The frame of every command: what a person can mend is told in sentences, never as a traceback."""

import errno
from typing import Any

import typer
from typer.core import TyperCommand

from assessment.cli.output import PROBLEMS_FOUND, report
from assessment.model.problem import Problem, Refused


class GuardedCommand(TyperCommand):
    """A command that ends with exit code 1 and all problems when it is refused."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - as the class above declares it
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
            problems = (_database_problem(error),)
        report(problems, as_json=bool(ctx.params.get("as_json")))
        raise typer.Exit(PROBLEMS_FOUND)


def _file_problem(error: OSError) -> Problem:
    match error:
        case FileNotFoundError():
            found, remedy = "There is no such file or folder.", "Check the name and the folder."
        case PermissionError():
            found = "It may not be read or written by you."
            remedy = "Choose another folder, or ask whoever looks after this computer."
        case IsADirectoryError() | NotADirectoryError() | FileExistsError():
            found = "A file was expected and this is a folder, or the other way round."
            remedy = "Check the name."
        case _ if error.errno == errno.ENOSPC:
            found, remedy = "The disk is full.", "Make room and try again."
        case _:
            found, remedy = f"It failed: {error.strerror or error}.", "Try again or elsewhere."
    return Problem("file.unusable", str(error.filename or "File"), found, remedy)


def _is_database_error(error: Exception) -> bool:
    """Whether the database raised it; asked by name, so that no driver is loaded for it."""
    homes = {kind.__module__.partition(".")[0] for kind in type(error).__mro__}
    return bool(homes & {"sqlalchemy", "sqlite3", "psycopg"})


def _database_problem(error: Exception) -> Problem:
    reason = str(getattr(error, "orig", None) or error).splitlines()[0]
    return Problem(
        "storage.failed",
        "Database",
        f"It could not be read or written: {reason}.",
        "Check the address (--database or SPCA_DATABASE_URL) and that the disk is not full or "
        "write-protected. What was saved before is still there.",
    )
