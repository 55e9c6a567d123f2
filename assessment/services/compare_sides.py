"""What a comparison holds against each other: assessments as answered now, or frozen ones."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.model.assessment import Record
from assessment.model.problem import Problem, Refused
from assessment.services.context import Context, Opened, open_assessment
from assessment.services.frozen import find_frozen, read_frozen


@dataclass(frozen=True)
class Side:
    """One assessment with the answers that count in the comparison.

    Attributes
    ----------
    record
        Of now, or of the moment at which it was frozen; its heading has the id
        under which it was asked for, which is not the assessment's if it is frozen.
    title
        As it may be shown where names are not hidden.
    """

    opened: Opened
    record: Record
    title: str

    @property
    def id(self) -> str:
        """The id under which it was asked for."""
        return self.record.assessment.id


def open_side(context: Context, id_: str) -> Side:
    """Open an assessment or a frozen baseline by its id.

    Raises
    ------
    Refused
        If there is neither, its questionnaire is not here, or a frozen baseline
        is no longer what it was.
    """
    try:
        opened = open_assessment(context, id_)
    except Refused:
        baseline = find_frozen(context, id_)
        if baseline is None:
            raise
        return Side(*read_frozen(context, baseline), baseline.title)
    return live_side(context, opened)


def live_side(context: Context, opened: Opened) -> Side:
    """Return an opened assessment as it is answered now."""
    return Side(opened, context.store.record(opened.assessment), opened.assessment.title)


def open_sides(context: Context, ids: Sequence[str]) -> tuple[list[Side], tuple[Problem, ...]]:
    """Open several; what cannot be opened is left out and every reason returned."""
    sides: list[Side] = []
    problems: list[Problem] = []
    for id_ in ids:
        try:
            sides.append(open_side(context, id_))
        except Refused as refusal:
            problems += refusal.problems
    return sides, tuple(problems)
