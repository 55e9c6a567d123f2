"""The naive way to vary scores: one draw after the other, all states of a draw at once.

It takes the same random words as the product and leads them through the
arithmetic of a single assessment (`assessment.scoring.setting`), so only what
a draw is made of is shared, and nothing of how many are worked through.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.model.answer import CONFIDENCES
from assessment.model.framework import Framework
from assessment.model.questionnaire import Dimension
from assessment.model.uncertainty_settings import UncertaintySettings
from assessment.scoring.setting import Setting
from assessment.scoring.uncertainty.grid import UNKNOWN, Grid
from assessment.scoring.uncertainty.inputs import Method, Words
from tests.benchmarks.compute.equality import Floats

N_WORDS = 65_536


@dataclass(frozen=True)
class Drawn:
    """Answers, and everything that was drawn for them.

    Attributes
    ----------
    words
        Shape (n_states, n_indicators, n_draws).
    """

    framework: Framework
    grid: Grid
    settings: UncertaintySettings
    method: Method
    words: Words


def draw_one_by_one(
    drawn: Drawn, draws: Sequence[int], dimensions: Sequence[Dimension] | None = None
) -> tuple[Floats, NDArray[np.int64]]:
    """Score and rank all states in some of the draws, in all dimensions if none is named.

    Returns
    -------
    tuple of array
        Scores and ranks, both of shape (n_dimensions, n_states, n_draws).
    """
    scores: list[Floats] = []
    ranks: list[NDArray[np.int64]] = []
    for draw in draws:
        own = _score_draw(drawn, draw, dimensions or drawn.framework.questionnaire.dimensions)
        rounded = own.round(9)
        scores.append(own)
        ranks.append(1 + (rounded[:, :, None] < rounded[:, None, :]).sum(axis=-1))
    return np.stack(scores, axis=-1), np.stack(ranks, axis=-1)


def _score_draw(drawn: Drawn, draw: int, dimensions: Sequence[Dimension]) -> Floats:
    """Return scores of shape (n_dimensions, n_states)."""
    setting = Setting(drawn.framework, {})
    levels = _through_step_map(drawn, setting.effective(_draw_levels(drawn, draw)), draw)
    spread = drawn.settings.weight_spread
    factors = 1 + spread * (2 * drawn.method.weights[:, draw] - 1)
    weights = np.broadcast_to(factors, levels.shape)
    return np.stack([setting.score(dimension, levels, weights) for dimension in dimensions])


def _draw_levels(drawn: Drawn, draw: int) -> Floats:
    """Move each answer by its confidence; an unknown one takes any level, or is left out."""
    places, words = drawn.grid.places, drawn.words[:, :, draw].astype(np.int64)
    lowest = drawn.framework.questionnaire.lowest_level
    n_places = len(drawn.framework.questionnaire.scale)
    shifts = drawn.framework.rules.interval.shifts
    shares = np.array([shifts[confidence] for confidence in CONFIDENCES])[drawn.grid.confidences]
    falls = words < np.rint(shares[..., 0] * N_WORDS)
    rises = words >= N_WORDS - np.rint(shares[..., 2] * N_WORDS)
    moved = np.clip(places + np.where(falls, -1, np.where(rises, 1, 0)), 0, n_places - 1)
    anywhere = words * n_places // N_WORDS if drawn.settings.missing else np.nan
    known = np.where(places >= 0, moved, np.where(places == UNKNOWN, anywhere, np.nan))
    return lowest + known


def _through_step_map(drawn: Drawn, levels: Floats, draw: int) -> Floats:
    """Let levels stand for the points of the step map of this draw, in levels."""
    maps = np.array(list(drawn.framework.rules.interval.step_maps.values()))
    chosen = maps[int(drawn.method.step_map[draw] * len(maps))]
    lowest, span = drawn.framework.questionnaire.lowest_level, maps.shape[1] - 1
    position = np.nan_to_num(levels - lowest).astype(np.int64)
    return np.where(np.isnan(levels), np.nan, lowest + chosen[position] * span / 100)
