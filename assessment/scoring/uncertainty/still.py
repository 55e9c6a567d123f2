"""Scores with nothing varied, by the same arithmetic as the draws."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.model.framework import Framework
from assessment.model.uncertainty_settings import UncertaintySettings
from assessment.scoring.uncertainty.grid import Flags, Grid
from assessment.scoring.uncertainty.inputs import Method
from assessment.scoring.uncertainty.plan import Plan, bound, hold
from assessment.scoring.uncertainty.varied_scores import VariedScores

Floats = NDArray[np.float64]

STILL = UncertaintySettings(
    seed=0,
    answers=False,
    missing=False,
    weight_spread=0,
    step_maps=False,
    leave_one_out=False,
    sensitivity_size=0,
)


def still_scores(framework: Framework, plan: Plan) -> Floats:
    """Score every state once; shape (n_dimensions, n_states), ``nan`` where nothing is known."""
    n_indicators = plan.base.shape[1]
    middle = np.full(1, 0.5)
    method = Method(np.full((n_indicators, 1), 0.5), middle, middle, middle)
    scores = VariedScores(framework, STILL, method)
    return scores.score(plan, lambda n: np.zeros((n, n_indicators, 1), np.uint16))[..., 0]


@dataclass(frozen=True)
class Still:
    """What is known without any draw; arrays of shape (n_dimensions, n_states).

    Attributes
    ----------
    points
        Scores (0 to 100), to be shown only where ``published``.
    low, high
        Bounds with every unknown answer at one end of the scale.
    """

    points: Floats
    published: Flags
    low: Floats
    high: Floats
    n_missing: NDArray[np.int64]


def hold_still(framework: Framework, grid: Grid) -> Still:
    """Score, bound and check the coverage of every state."""
    top = len(framework.questionnaire.scale) - 1
    low = still_scores(framework, bound(grid, 0))
    high = still_scores(framework, bound(grid, top))
    return Still(
        points=still_scores(framework, hold(grid)),
        published=grid.published(),
        # With nothing applicable there is nothing to bound: the whole scale is open.
        low=np.where(np.isnan(low), 0.0, low),
        high=np.where(np.isnan(high), 100.0, high),
        n_missing=grid.n_missing(),
    )
