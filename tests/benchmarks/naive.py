"""The naive ways: what one would write without this package."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from tests.benchmarks.invented import MISSING, UNKNOWN, Answers, Floats, Node, Numbers
from tests.benchmarks.product import Varied

N_WORDS = 65_536


def score_by_pandas(nodes: Sequence[Node], frame: pd.DataFrame) -> pd.DataFrame:
    """Score node after node, whole columns at a time; skip what is missing, and say not why."""
    scored = frame.copy()
    for node in nodes:
        children = scored.loc[:, node["children"]]
        if node["rule"] == "minimum":
            scored[node["id"]] = children.min(axis=1)
            continue
        weights = pd.Series(node["weights"])
        total = children.notna().mul(weights).sum(axis=1)
        if node["rule"] == "geometric_mean":
            scored[node["id"]] = np.exp(np.log(children).mul(weights).sum(axis=1) / total)
        else:
            scored[node["id"]] = children.mul(weights).sum(axis=1) / total
    return scored


def score_draws(
    answers: Answers,
    varied: Varied,
    numbers: tuple[Numbers, Floats, Floats],
    *,
    draws: Sequence[int],
    score: Callable[[Floats, Floats, Floats], Floats],
) -> tuple[Floats, Numbers]:
    """Score and rank all states, one draw after the other.

    The random numbers are those of the product; how they are applied is written anew here, and
    `score` knows of one draw at a time.

    Parameters
    ----------
    score
        As `tests.benchmarks.product.score_draw`, without its first argument.

    Returns
    -------
    scores, ranks
        Both of shape (n_dimensions, n_states, n_draws).
    """
    words, weights, step_map = numbers
    scores: list[Floats] = []
    ranks: list[Numbers] = []
    for draw in draws:
        levels = _draw_levels(answers, varied, words[:, :, draw].astype(np.int64))
        points = varied.step_maps[int(step_map[draw] * len(varied.step_maps))]
        factors = 1 + varied.weight_spread * (2 * weights[:, draw] - 1)
        own = score(levels, points, np.broadcast_to(factors, levels.shape))
        rounded = own.round(9)
        scores.append(own)
        ranks.append(1 + (rounded[:, :, None] < rounded[:, None, :]).sum(axis=-1))
    return np.stack(scores, axis=-1), np.stack(ranks, axis=-1)


def _draw_levels(answers: Answers, varied: Varied, chance: Numbers) -> Floats:
    """Move each answer by its confidence; an unknown one takes any level, or is left out."""
    places, n_places = answers.places, varied.step_maps.shape[1]
    shares = varied.shifts[answers.confidences]
    falls = chance < np.rint(shares[..., 0] * N_WORDS)
    rises = chance >= N_WORDS - np.rint(shares[..., 2] * N_WORDS)
    moved = np.clip(places + np.where(falls, -1, np.where(rises, 1, 0)), 0, n_places - 1)
    anywhere = chance * n_places // N_WORDS if varied.draws_unknown else np.nan
    known = np.where(places >= 0, moved, np.where(places == UNKNOWN, anywhere, np.nan))
    return varied.lowest_level + known


def measure_alpha(ratings: Numbers, n_levels: int) -> float:
    """Return the ordinal alpha of one indicator, unit after unit; shape (n_raters, n_units)."""
    coincidences = np.zeros((n_levels, n_levels))
    for unit in ratings.T:
        counts = np.bincount(unit[unit != MISSING], minlength=n_levels).astype(np.float64)
        if counts.sum() >= 2:
            pairs = np.outer(counts, counts) - np.diag(counts)
            coincidences += pairs / (counts.sum() - 1)
    marginals = coincidences.sum(axis=1)
    observed = expected = 0.0
    for one in range(n_levels):
        for other in range(one + 1, n_levels):
            between = marginals[one : other + 1].sum() - (marginals[one] + marginals[other]) / 2
            observed += coincidences[one, other] * between**2
            expected += marginals[one] * marginals[other] * between**2
    return 1 - (marginals.sum() - 1) * observed / expected
