"""Sums up draws: quantiles, shares of the bands, ranks, and the single number."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.model.rules import Band
from assessment.model.rules import Composite as CompositeRule
from assessment.model.uncertainty import RankInterval, Spread
from assessment.scoring.uncertainty.grid import Flags
from assessment.scoring.uncertainty.ranks import rank_intervals
from assessment.scoring.uncertainty.stable_math import (
    quantiles,
    round_scores,
    stable_exp,
    stable_log,
)

Floats = NDArray[np.float64]

QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)
HALF_A_DIGIT = 5e-10


@dataclass(frozen=True)
class Summary:
    """Per state: spread, letter to share of draws, and ranks; ``None`` or empty without draws."""

    spreads: list[Spread | None]
    bands: list[dict[str, float]]
    ranks: list[RankInterval | None]


def sum_up(scores: Floats, has_spread: Flags, bands: Sequence[Band]) -> Summary:
    """Sum up one dimension.

    Parameters
    ----------
    scores
        Shape (n_states, n_draws), 0 to 100.
    has_spread
        Shape (n_states,): whether the draws of a state may be shown.
    """
    shown = np.flatnonzero(has_spread).tolist()
    summary = Summary([None] * len(scores), [{} for _ in scores], [None] * len(scores))
    if not shown:
        return summary
    ordered = np.sort(scores if len(shown) == len(scores) else scores[shown], axis=-1)
    found = quantiles(ordered, QUANTILES).T.tolist()
    shares = _band_shares(ordered, bands)
    ranks = rank_intervals(scores[shown]) if len(scores) > 1 else [None]
    for place, row in enumerate(shown):
        summary.spreads[row] = Spread(*found[place])
        summary.bands[row] = shares[place]
        summary.ranks[row] = ranks[place]
    return summary


def composite_scores(rule: CompositeRule, scores: Floats) -> Floats:
    """Return the geometric mean over the dimensions, ``nan`` where one has no score.

    Parameters
    ----------
    scores
        Shape (n_dimensions, ...), 0 to 100.

    Notes
    -----
    Framework, section 5.3, step 5.
    """
    product = np.ones(scores.shape[1:])
    for own in scores:
        product *= np.maximum(own, rule.floor) / 100
    return round_scores(100 * stable_exp(stable_log(product) / len(scores)))


def _band_shares(ordered: Floats, bands: Sequence[Band]) -> list[dict[str, float]]:
    """Return the share of draws in each band; a score on a cut-off belongs to the upper one."""
    n_draws = ordered.shape[-1]
    if not bands:
        return [{} for _ in ordered]
    cuts = [band.from_score - HALF_A_DIGIT for band in bands]
    reached = [np.count_nonzero(ordered >= cut, axis=-1) for cut in cuts]
    # Whatever lies below the first cut-off is read as the first band.
    reached[0] = np.full_like(reached[0], n_draws)
    above = [*reached[1:], np.zeros_like(reached[0])]
    inside = (np.stack(reached) - np.stack(above)).T.tolist()
    letters = [band.letter for band in bands]
    return [
        {letter: count / n_draws for letter, count in zip(letters, counts, strict=True)}
        for counts in inside
    ]
