"""Tries another method on many states at once, fast enough to follow a slider."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.model.assessment import Record
from assessment.model.framework import Framework
from assessment.model.method_change import Pairs, SetTrial, StateTrial
from assessment.model.questionnaire import Dimension
from assessment.model.uncertainty_settings import UncertaintySettings
from assessment.scoring.dimension import band_of
from assessment.scoring.uncertainty.grid import Flags, Grid, read_grid
from assessment.scoring.uncertainty.inputs import PROFILES, WordStream, draw_method
from assessment.scoring.uncertainty.plan import hold, vary
from assessment.scoring.uncertainty.stable_math import quantiles
from assessment.scoring.uncertainty.still import still_scores
from assessment.scoring.uncertainty.varied_scores import VariedScores

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Named:
    """The answers of states, read once, with what they are called."""

    grid: Grid
    ids: tuple[str, ...]
    titles: tuple[str, ...]


@dataclass(frozen=True)
class Spreads:
    """Scores of one dimension; arrays of shape (n_states,), 0 to 100.

    Attributes
    ----------
    low, high
        The quantiles that the questionnaire names for its interval.
    published
        Whether coverage allows a score; the others mean nothing where it does not.
    """

    point: Floats
    low: Floats
    high: Floats
    published: Flags


def read_named(framework: Framework, records: Sequence[Record]) -> Named:
    """Read the answers of records of one questionnaire."""
    return Named(
        read_grid(framework, records),
        tuple(record.assessment.id for record in records),
        tuple(record.assessment.title for record in records),
    )


def spread_states(framework: Framework, grid: Grid, dimension: Dimension) -> Spreads:
    """Score one dimension of all states, with the interval of the questionnaire's own draws.

    What varies is what varies in the interval beside every score; the random numbers
    are others, so the last digits of an interval can differ from those on the profile.

    Notes
    -----
    Framework, section 5.3, step 6.
    """
    rule = framework.rules.interval
    settings = UncertaintySettings.from_rules(framework.rules).model_copy(update={"missing": False})
    shape = (grid.places.shape[1], settings.draws)
    model = VariedScores(framework, settings, draw_method(settings.seed, PROFILES, shape))
    plan = vary(grid, settings, ())
    drawn = model.score(plan, WordStream(settings.seed, PROFILES, shape), [dimension])[0]
    low, high = quantiles(np.sort(drawn, axis=-1), rule.quantiles)
    number = framework.questionnaire.dimensions.index(dimension)
    return Spreads(still_scores(framework, hold(grid))[number], low, high, grid.published()[number])


def try_on_states(
    framework: Framework, named: Named, dimension: Dimension, before: Spreads, after: Spreads
) -> SetTrial:
    """Hold the scores of many states under two methods against each other."""
    shown = np.flatnonzero(before.published & after.published).tolist()
    bands = framework.rules.bands
    states = tuple(
        StateTrial(
            assessment_id=named.ids[row],
            title=named.titles[row],
            before=_three(before, row),
            after=_three(after, row),
            band_before=band_of(float(before.point[row]), bands).letter,
            band_after=band_of(float(after.point[row]), bands).letter,
        )
        for row in shown
    )
    pairs = count_pairs(
        *(spread[shown] for spread in (before.low, before.high)),
        *(spread[shown] for spread in (after.low, after.high)),
    )
    return SetTrial(dimension.id, states, len(named.ids) - len(shown), pairs)


def count_pairs(
    low_before: Floats, high_before: Floats, low_after: Floats, high_after: Floats
) -> Pairs:
    """Count the pairs of states that are clearly apart: whose intervals do not overlap.

    Examples
    --------
    >>> low, high = np.array([10.0, 40.0]), np.array([20.0, 50.0])
    >>> count_pairs(low, high, low[::-1], high[::-1])
    Pairs(n_pairs=1, before=1, still=0, reversed=1, lost=0, new=0)
    """
    before, after = _above(low_before, high_before), _above(low_after, high_after)
    n_states = len(low_before)
    return Pairs(
        n_pairs=n_states * (n_states - 1) // 2,
        before=int(before.sum()),
        still=int((before & after).sum()),
        reversed=int((before & after.T).sum()),
        lost=int((before & ~after & ~after.T).sum()),
        new=int((after & ~before & ~before.T).sum()),
    )


def _above(low: Floats, high: Floats) -> Flags:
    """Whether the state of a row lies clearly above the state of a column."""
    return low[:, None] > high[None, :]


def _three(spread: Spreads, row: int) -> tuple[float, float, float]:
    return (float(spread.low[row]), float(spread.point[row]), float(spread.high[row]))
