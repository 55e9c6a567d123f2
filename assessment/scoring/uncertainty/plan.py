"""What each answer may become in a draw, and the places it takes for given random words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assessment.model.answer import CONFIDENCES
from assessment.model.uncertainty_settings import RaterLevels, Source, UncertaintySettings
from assessment.scoring.uncertainty.grid import NOT_APPLICABLE, Flags, Grid, Places
from assessment.scoring.uncertainty.inputs import Words

ABSENT = 100
"""The place of an indicator that is left out: above every scale, so a minimum passes it by."""

N_WORDS, LAST_WORD = 65_536, 65_535


@dataclass(frozen=True)
class Plan:
    """What may happen to the answers of several states.

    Attributes
    ----------
    base
        Shape (n_states, n_indicators): the place with nothing varied, or ``ABSENT``.
    down, up
        Same shape: a word below ``down`` moves the answer down by one place, a
        word above ``up`` moves it up.
    anywhere
        Same shape: where a word chooses among all places of the scale instead.
    n_places
        How many places the scale has.
    choices
        (state, indicator) to the places among which a word chooses instead.
    ungated
        Same shape: where the place counts as it is, whatever the gates say.
    source
        Same shape: what moves the answer; empty where nothing does.
    """

    base: Places
    down: Words
    up: Words
    ungated: Flags
    anywhere: Flags
    n_places: int
    choices: Mapping[tuple[int, int], Places]
    source: NDArray[np.str_]

    @property
    def present(self) -> Flags:
        """Where an indicator takes part in the score."""
        return self.base != ABSENT

    def part(self, rows: slice) -> "Plan":
        """Return the plan of some of the states."""
        span = range(*rows.indices(len(self.base)))
        inside = {(r - span.start, c): p for (r, c), p in self.choices.items() if r in span}
        return replace(
            self,
            base=self.base[rows],
            down=self.down[rows],
            up=self.up[rows],
            ungated=self.ungated[rows],
            anywhere=self.anywhere[rows],
            choices=inside,
            source=self.source[rows],
        )

    def places(self, column: int, words: Words) -> Places:
        """Return the places of one indicator; words and result of shape (n_states, n_draws)."""
        base = self.base[:, column, None]
        down, up = self.down[:, column, None], self.up[:, column, None]
        rises, falls = (words > up).view(np.int8), (words < down).view(np.int8)
        places: Places = np.add(base, rises - falls, dtype=np.int16)
        anywhere = self.anywhere[:, column]
        if anywhere.any():
            places[anywhere] = _choose(words[anywhere], self.n_places)
        for (row, chosen), choices in self.choices.items():
            if chosen == column:
                places[row] = choices[_choose(words[row], len(choices))]
        return places

    def columns_moved_by(self, source: Source) -> NDArray[np.int64]:
        """Return the columns that a source moves in the first state."""
        return np.flatnonzero(self.source[0] == source)


def hold(grid: Grid) -> Plan:
    """Plan that nothing moves: unknown answers are left out."""
    return _still(grid, np.where(grid.known, grid.places, ABSENT))


def bound(grid: Grid, end: int) -> Plan:
    """Plan that every unknown answer, gates included, is at one end of the scale.

    As in `assessment.scoring.dimension`, an unknown indicator counts as that end
    itself, whatever its gates.
    """
    places = np.where(grid.unknown, end, grid.places)
    places = np.where(grid.places == NOT_APPLICABLE, ABSENT, places)
    return replace(_still(grid, places), ungated=grid.unknown)


def vary(grid: Grid, settings: UncertaintySettings, assessment_ids: tuple[str, ...]) -> Plan:
    """Plan what the settings let vary in the answers of each state."""
    plan = hold(grid)
    if settings.answers:
        _add_steps(grid, plan)
        plan.source[(plan.down > 0) | (plan.up < LAST_WORD)] = "answers"
    if settings.missing:
        plan.anywhere[grid.unknown] = True
        plan.base[grid.unknown] = 0
        plan.source[grid.unknown] = "missing"
    choices = _rated(grid, settings.raters, assessment_ids)
    for place, levels in choices.items():
        plan.base[place] = levels[0]
        plan.anywhere[place] = False
        plan.source[place] = "raters" if len(set(levels.tolist())) > 1 else ""
    return replace(plan, choices=choices)


def _still(grid: Grid, base: NDArray[np.integer]) -> Plan:
    shape = base.shape
    return Plan(
        base=base.astype(np.int16),
        down=np.zeros(shape, np.uint16),
        up=np.full(shape, LAST_WORD, np.uint16),
        ungated=np.zeros(shape, np.bool_),
        anywhere=np.zeros(shape, np.bool_),
        n_places=len(grid.framework.questionnaire.scale),
        choices={},
        source=np.full(shape, "", "<U8"),
    )


def _choose(words: Words, n_choices: int) -> NDArray[np.uint32]:
    return words.astype(np.uint32) * np.uint32(n_choices) >> np.uint32(16)


def _add_steps(grid: Grid, plan: Plan) -> None:
    """Set the words at which an answer moves, by its confidence."""
    shifts = grid.framework.rules.interval.shifts
    shares = np.array([shifts[confidence] for confidence in CONFIDENCES])
    words = np.rint(shares * N_WORDS)
    # A step over the end of the scale would be clipped, so it is not taken at all. The
    # last word stays where it is even at a probability of 1: one part in 65,536.
    falls = np.minimum(words[:, 0], LAST_WORD).astype(np.uint16)[grid.confidences]
    rises = np.maximum(LAST_WORD - words[:, 2], 0).astype(np.uint16)[grid.confidences]
    can_fall = grid.known & (grid.places > 0)
    can_rise = grid.known & (grid.places < plan.n_places - 1)
    plan.down[can_fall] = falls[can_fall]
    plan.up[can_rise] = rises[can_rise]


def _rated(
    grid: Grid, raters: RaterLevels, assessment_ids: tuple[str, ...]
) -> dict[tuple[int, int], Places]:
    """Return the places that several raters gave, where the indicator applies."""
    lowest = grid.framework.questionnaire.lowest_level
    columns = grid.columns
    found: dict[tuple[int, int], Places] = {}
    for row, assessment_id in enumerate(assessment_ids):
        for id_, levels in raters.get(assessment_id, {}).items():
            if grid.places[row, columns[id_]] != NOT_APPLICABLE:
                found[row, columns[id_]] = np.array(levels, np.int16) - lowest
    return found
