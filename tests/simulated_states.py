"""Invented states whose truth is known, what is entered about them, and what is then said.

Levels of many states are arrays, scored all at once with the product's own chances of an
error, random words and rules. So a few thousand states cost seconds.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from assessment.model.answer import CONFIDENCES
from assessment.model.tree import Cells
from assessment.scoring.draws import (
    INTERVALS,
    AnswerPlan,
    Words,
    draw_words,
    plan_answers,
    published_settings,
    round_scores,
    spread_lumps,
)
from assessment.scoring.leaves import Leaves, columns_of
from assessment.scoring.tree import score_tree, tree_of
from tests.builders import spcf

TOP = 4
GRADES = 3
"""A, B and C are given with the same probability; an answer without a grade counts as C."""
ROWS_AT_ONCE = 40_000
Numbers = NDArray[np.float64]
Levels = NDArray[np.int64]


@dataclass(frozen=True)
class States:
    """Arrays of shape (n_states, n_indicators).

    Attributes
    ----------
    confidences, grades
        Places in ``CONFIDENCES`` and ``EVIDENCE_STANDINGS``.
    """

    levels: Levels
    confidences: Levels
    grades: Levels

    def with_levels(self, levels: Levels) -> "States":
        """The same states with other levels."""
        return replace(self, levels=levels)


@dataclass(frozen=True)
class Error:
    """How answers err.

    Attributes
    ----------
    least_sure
        As if all were of low confidence and without a grade, whatever was stated.
    one_way
        In each state all in one direction.
    """

    least_sure: bool = False
    one_way: bool = False


def draw_states(generator: np.random.Generator, n_states: int, *, highest: int = TOP) -> States:
    """Draw invented states.

    In every dimension of a state, a level from 0 to ``highest`` is drawn; each indicator is at
    it, one below or one above with the probabilities 1/2, 1/4 and 1/4, within 0 and
    ``highest``. Confidence is high, medium or low, and the evidence A, B or C, each as likely.
    """
    parts: list[Levels] = []
    for dimension in spcf().questionnaire.dimensions:
        own = generator.integers(0, highest + 1, (n_states, 1))
        step = generator.choice([-1, 0, 0, 1], (n_states, len(dimension.indicators)))
        parts.append(np.clip(own + step, 0, highest))
    levels = np.concatenate(parts, axis=1)
    confidences = generator.integers(0, len(CONFIDENCES), levels.shape)
    return States(levels, confidences, generator.integers(0, GRADES, levels.shape))


def misjudge(
    generator: np.random.Generator, states: States, error: Error | None = None, n_times: int = 1
) -> Levels:
    """Move levels by a step with the chances that the questionnaire gives.

    Returns
    -------
    array
        Shape (n_times, n_states, n_indicators).
    """
    error = error or Error()
    chances = chances_of(states)
    if error.least_sure:
        chances = np.broadcast_to(spcf().rules.interval.chances("low", None), chances.shape)
    uniform = generator.random((n_times, *states.levels.shape))
    down, up = uniform < chances[..., 0], uniform >= 1 - chances[..., 2]
    steps = up.astype(int) - down
    if error.one_way:
        way = generator.choice([-1, 1], (n_times, len(states.levels), 1))
        steps = np.abs(steps) * way
    return np.clip(states.levels + steps, 0, TOP)


def chances_of(states: States) -> Numbers:
    """Chances that an answer is one too high, right, or one too low, on the last axis."""
    rule = spcf().rules.interval
    table = np.array([[rule.chances(c, g) for g in ("A", "B", "C")] for c in CONFIDENCES])
    return table[states.confidences, states.grades]


def draw_scores(
    states: States, n_draws: int, *, first: int = 0, together: float = 0.0
) -> Iterator[tuple[slice, Numbers]]:
    """Draw scores as the interval of the profile does, for some states after others.

    Parameters
    ----------
    first
        Number of the stream of the first state; the others follow. States that are held
        against each other must not share one.

    Yields
    ------
    slice, array
        Which states, and their scores of shape (n_dimensions, n_some_states, n_draws).
    """
    n_states, at_once = len(states.levels), max(ROWS_AT_ONCE // n_draws, 1)
    for start in range(0, n_states, at_once):
        rows = range(start, min(start + at_once, n_states))
        shape = (states.levels.shape[1], n_draws)
        words = [
            draw_words(spcf().rules.interval.seed, (INTERVALS, first + row), shape, together)
            for row in rows
        ]
        plans = [_plan(states, row) for row in rows]
        drawn = [plan.levels(own).values for plan, own in zip(plans, words, strict=True)]
        lumps = round_scores(score(np.concatenate(drawn)).reshape(-1, len(rows), n_draws))
        yield slice(start, rows.stop), _without_lumps(lumps, words)


def _plan(states: States, row: int) -> AnswerPlan:
    framework = spcf()
    settings = published_settings(framework.rules.interval)
    return plan_answers(framework, _leaves(states, row), settings, {})


def _without_lumps(lumps: Numbers, words: list[Words]) -> Numbers:
    columns = columns_of(spcf())
    spread = np.empty_like(lumps)
    for n, dimension in enumerate(spcf().questionnaire.dimensions):
        own = [columns[indicator.id] for indicator in dimension.indicators]
        for row, drawn in enumerate(lumps[n]):
            spread[n, row] = spread_lumps(drawn, words[row][own], 100 / TOP / len(own) / 2)
    return spread


def _leaves(states: States, row: int) -> Leaves:
    cells = Cells.of(states.levels[row].astype(np.float64))
    standings = (states.confidences[row], states.grades[row])
    return Leaves(cells, *(one.astype(np.int8) for one in standings))


def score(levels: Numbers | Levels) -> Numbers:
    """Score levels of shape (..., n_indicators); dimensions come first, then the other axes."""
    framework = spcf()
    ids = tuple(dimension.id for dimension in framework.questionnaire.dimensions)
    found = score_tree(tree_of(framework), Cells.of(levels.astype(np.float64)), only=ids)
    return np.stack([found.values(id_) for id_ in ids])


def find_intervals(states: States, n_draws: int, *, together: float = 0.0) -> Numbers:
    """Ends of the intervals of scores; shape (2, n_dimensions, n_states)."""
    rule = spcf().rules.interval
    parts = [
        round_scores(np.quantile(drawn, rule.quantiles, axis=-1))
        for _, drawn in draw_scores(states, n_draws, together=together)
    ]
    return np.concatenate(parts, axis=-1)


def judge_pairs(before: States, after: States, n_draws: int) -> NDArray[np.int64]:
    """Say of each pair what Compare says of it.

    Returns
    -------
    array
        Shape (n_dimensions, n_pairs): 1 where the second is higher, -1 where it is lower, 0
        where there is no clear difference.
    """
    quantiles = spcf().rules.interval.quantiles
    points = round_scores(score(after.levels) - score(before.levels))
    found = np.zeros(points.shape, np.int64)
    both = zip(
        draw_scores(before, n_draws),
        draw_scores(after, n_draws, first=len(before.levels)),
        strict=True,
    )
    for (rows, one), (_, other) in both:
        low, high = round_scores(np.quantile(other - one, quantiles, axis=-1))
        own = points[:, rows]
        found[:, rows] = ((own > 0) & (low > 0)).astype(int) - ((own < 0) & (high < 0))
    return found


def pairs_of_states(
    generator: np.random.Generator, n_pairs: int, *, apart: int
) -> tuple[States, States]:
    """Draw what is entered about two states that truly are some levels apart everywhere.

    The lower one is drawn so that the other stays within the scale; who answered, and on what
    evidence, is drawn for each state on its own.
    """
    lower = draw_states(generator, n_pairs, highest=TOP - apart)
    other = draw_states(generator, n_pairs)
    higher = other.with_levels(lower.levels + apart)
    return (
        lower.with_levels(misjudge(generator, lower)[0]),
        higher.with_levels(misjudge(generator, higher)[0]),
    )
