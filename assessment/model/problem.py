"""What is wrong with something a person gave us, said so that they can mend it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum


class Severity(StrEnum):
    """An error stops what was asked; a warning is shown and stops nothing."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Problem:
    """One problem: where, what was found, what is allowed, what to do.

    Attributes
    ----------
    code
        Stable name for programs and tests, such as ``workbook.level_unknown``.
    where
        The place in the words of whoever made it: sheet and cell, file and id.
    found, remedy
        Full sentences, without the place.
    allowed
        What is allowed there; empty where the question does not arise.
    about
        The id of the question or circumstance that it concerns; empty where it concerns none.
    """

    code: str
    where: str
    found: str
    remedy: str
    allowed: str = ""
    severity: Severity = Severity.ERROR
    about: str = ""

    def __str__(self) -> str:
        """Return the whole message on one line.

        Examples
        --------
        >>> str(Problem("a.b", "Sheet 'Answers', cell D4", "'Hi' is no level.", "Pick one."))
        "Sheet 'Answers', cell D4: 'Hi' is no level. Pick one."
        """
        parts = (self.found, self.allowed, self.remedy)
        return f"{self.where}: " + " ".join(part for part in parts if part)

    @property
    def is_error(self) -> bool:
        """Whether the problem stops what was asked."""
        return self.severity is Severity.ERROR


class Refused(Exception):  # noqa: N818 - a refusal is an answer to the person, not a fault
    """A request that could not be carried out; nothing was written.

    Attributes
    ----------
    problems
        All reasons at once, never only the first.
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def about(id_: str, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems as what concerns a question or circumstance."""
    return tuple(replace(problem, about=problem.about or id_) for problem in problems)


def errors_in(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Return only the problems that stop what was asked."""
    return tuple(problem for problem in problems if problem.is_error)
