"""Agreement of raters: batches of the product, one indicator after the other, and the counts."""

from collections.abc import Callable, Iterator

import numpy as np

from assessment.scoring.alpha import (
    MISSING,
    Levels,
    alpha_of,
    count_coincidences,
    count_levels,
    resample_alpha,
)
from tests.benchmarks.compute.contest import Contest
from tests.benchmarks.compute.equality import Floats, greatest_difference

N_INDICATORS, N_RATERS, N_UNITS, N_LEVELS, N_RESAMPLES = 60, 10, 200, 5, 1_000
_MISSING_SHARE, _SEED = 0.1, 20_261


def agreement_contests(*, quick: bool) -> Iterator[Callable[[], Contest]]:
    """Return what makes the two contests: alphas, and their resamples."""
    yield _alphas
    yield lambda: _resamples(2 if quick else 10)


def invent_ratings() -> Levels:
    """Return ratings of people who see about the same, shape (60, 10, 200); 10 % are missing."""
    generator = np.random.default_rng(_SEED)
    shape = (N_INDICATORS, N_RATERS, N_UNITS)
    truth = generator.integers(0, N_LEVELS, (N_INDICATORS, 1, N_UNITS))
    ratings = np.clip(truth + generator.integers(-1, 2, shape), 0, N_LEVELS - 1)
    ratings[generator.random(shape) < _MISSING_SHARE] = MISSING
    return ratings


def alpha_one_by_one(ratings: Levels) -> float:
    """Return the ordinal alpha of one indicator, from each pair of levels in each unit.

    Parameters
    ----------
    ratings
        Shape (n_raters, n_units).
    """
    coincidences = np.zeros((N_LEVELS, N_LEVELS))
    for unit in ratings.T:
        counts = np.bincount(unit[unit != MISSING], minlength=N_LEVELS).astype(np.float64)
        if counts.sum() >= 2:
            pairs = np.outer(counts, counts) - np.diag(counts)
            coincidences += pairs / (counts.sum() - 1)
    return _alpha_from(coincidences)


def _alpha_from(coincidences: Floats) -> float:
    marginals = coincidences.sum(axis=1)
    observed = expected = 0.0
    for one in range(N_LEVELS):
        for other in range(one + 1, N_LEVELS):
            between = marginals[one : other + 1].sum() - (marginals[one] + marginals[other]) / 2
            observed += coincidences[one, other] * between**2
            expected += marginals[one] * marginals[other] * between**2
    return 1 - (marginals.sum() - 1) * observed / expected


def _alphas() -> Contest:
    ratings = invent_ratings()

    def product() -> Floats:
        coincidences = count_coincidences(count_levels(ratings, N_LEVELS))
        return alpha_of(coincidences.sum(axis=-3), metric="ordinal")

    def naive() -> Floats:
        return np.array([alpha_one_by_one(own) for own in ratings])

    written = np.empty(N_INDICATORS)
    return Contest(
        name=f"agreement {N_INDICATORS} alphas {N_UNITS}x{N_RATERS}",
        product=product,
        naive=naive,
        floor=lambda: (ratings.sum(), written.fill(1.0)),
        difference=lambda: greatest_difference(product(), naive(), relative=1e-12),
        naive_name="loop over units",
        equal="identical to 1e-12",
        target_ms=1.5,
    )


def _resamples(n_timed: int) -> Contest:
    ratings = invent_ratings()
    coincidences = count_coincidences(count_levels(ratings, N_LEVELS))

    def product() -> Floats:
        generator = np.random.default_rng(_SEED)
        return resample_alpha(
            coincidences, metric="ordinal", draws=N_RESAMPLES, generator=generator
        )

    units = [np.repeat(np.arange(N_UNITS), own) for own in _draw_weights()[:n_timed]]

    def naive() -> Floats:
        # Equal parts of the work: every resample costs the same in each indicator.
        return np.array([[alpha_one_by_one(own[:, u]) for u in units] for own in ratings[::12]])

    written = np.empty((N_INDICATORS, N_RESAMPLES))
    n_parts = len(ratings[::12]) * n_timed
    return Contest(
        name=f"agreement {N_RESAMPLES} resamples of {N_INDICATORS} alphas",
        product=product,
        naive=naive,
        floor=lambda: (_draw_weights(), coincidences.sum(), written.fill(1.0)),
        difference=lambda: greatest_difference(product()[::12, :n_timed], naive(), relative=1e-12),
        naive_name=f"loop over {n_parts} of 60,000 resamples, scaled",
        naive_scale=N_INDICATORS * N_RESAMPLES / n_parts,
        equal="identical to 1e-12",
        target_ms=200.0,
    )


def _draw_weights() -> Levels:
    generator = np.random.default_rng(_SEED)
    return generator.multinomial(N_UNITS, np.full(N_UNITS, 1 / N_UNITS), size=N_RESAMPLES)
