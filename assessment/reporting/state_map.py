"""The map of the first page in words: how far the newest assessment of each state is."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assessment.locales import gettext as _
from assessment.locales import ngettext, pgettext
from assessment.locales.formats import listed, whole
from assessment.model.assessment import Assessment
from assessment.model.history import STATUSES, AssessmentStatus
from assessment.reporting.status import status_name
from assessment.reporting.wording import table

if TYPE_CHECKING:
    from pandas import DataFrame


@dataclass(frozen=True)
class MapSquare:
    """One state on the tile-grid map.

    Attributes
    ----------
    column, row
        From the west and from the north, both from 1.
    newest
        The newest assessment of the state, or of a region where the state as a whole has
        none; ``None`` where there is none at all.
    """

    code: str
    name: str
    column: int
    row: int
    newest: Assessment | None = None
    n_assessments: int = 0


@dataclass(frozen=True)
class StateMap:
    """All squares, and what has none.

    Attributes
    ----------
    n_invented
        How many invented states have an assessment.
    elsewhere
        Names of places with an assessment that have no square.
    """

    squares: tuple[MapSquare, ...]
    n_invented: int
    elsewhere: tuple[str, ...]

    @property
    def assessed(self) -> tuple[MapSquare, ...]:
        """The squares of states with an assessment."""
        return tuple(square for square in self.squares if square.newest is not None)

    def in_status(self, status: AssessmentStatus) -> tuple[MapSquare, ...]:
        """Return the squares of states whose newest assessment has this status."""
        return tuple(one for one in self.assessed if one.newest and one.newest.status == status)


def no_assessment() -> str:
    """Say in the key and at a square that there is nothing yet."""
    return pgettext("status of a state on the map", "no assessment")


def place_name(square: MapSquare) -> str:
    """Name a state, with the region where only that was assessed."""
    region = square.newest.region if square.newest else ""
    return _("{state} ({region})", state=square.name, region=region) if region else square.name


def map_key(state_map: StateMap) -> dict[AssessmentStatus | None, str]:
    """Return each status that a square can have to its line in the key, with the number of states.

    ``None`` is the one without an assessment, which has no number.
    """
    found: dict[AssessmentStatus | None, str] = {
        status: _(
            "{status}: {number}",
            status=status_name(status),
            number=whole(len(state_map.in_status(status))),
        )
        for status in STATUSES
    }
    return found | {None: no_assessment()}


def describe_map(state_map: StateMap) -> str:
    """Say what the map shows to whoever cannot see it."""
    return "\n".join(
        (
            ngettext(
                "Map with one square for each state; {number} has an assessment.",
                "Map with one square for each state; {number} have an assessment.",
                len(state_map.assessed),
            ),
            *_status_lines(state_map),
        )
    )


def _status_lines(state_map: StateMap) -> Iterator[str]:
    for status in STATUSES:
        if squares := state_map.in_status(status):
            yield _(
                "The newest assessment is in the status '{status}': {states}.",
                status=status_name(status),
                states=listed(place_name(square) for square in squares),
            )


def beside_the_map(state_map: StateMap) -> Iterator[str]:
    """Yield what has an assessment and no square."""
    if state_map.n_invented:
        yield ngettext(
            "{number} invented state has no place on the map.",
            "{number} invented states have no place on the map.",
            state_map.n_invented,
        )
    if names := state_map.elsewhere:
        yield ngettext(
            "{number} territory has no square and stands in the list alone: {names}.",
            "{number} territories have no square and stand in the list alone: {names}.",
            len(names),
            names=listed(names),
        )


def map_table(state_map: StateMap) -> "DataFrame":
    """Return what the map shows as a table, in the order of the names."""
    rows = [
        (place_name(one), one.code, newest.period, status_name(newest.status), one.n_assessments)
        for one in sorted(state_map.assessed, key=lambda one: one.name)
        if (newest := one.newest)
    ]
    headings = (_("State"), _("Code"), _("Period"), _("Status"), _("Assessments"))
    return table(headings, rows)
