"""Which source of uncertainty a score hangs on: Sobol indices for groups of inputs.

Each source (all answers together, all weights together, ...) is one group. Two
blocks of draws, A and B, are independent of each other; for each source a third
block is A with the inputs of that source taken from B (Saltelli's design). The
inputs are plain PCG64 blocks: with some 120 inputs a draw, low-discrepancy
points would gain little.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.model.framework import Framework
from assessment.model.uncertainty import (
    SOURCES,
    Estimate,
    Source,
    SourceShare,
    UncertaintySettings,
)
from assessment.scoring.uncertainty.inputs import (
    SENSITIVITY,
    Method,
    Words,
    WordStream,
    draw_method,
)
from assessment.scoring.uncertainty.plan import Plan
from assessment.scoring.uncertainty.stable_math import exact_sums, quantiles
from assessment.scoring.uncertainty.varied_scores import VariedScores

Floats = NDArray[np.float64]

INTERVAL = (0.025, 0.975)
LARGEST = 4.0  # Of a squared difference of two values from -1 to 1.


@dataclass(frozen=True)
class Design:
    """Scores in the blocks of a Saltelli design.

    Attributes
    ----------
    sources
        The sources that vary, in the order of ``exchanged``.
    first, second
        Blocks A and B, shape (..., size).
    exchanged
        Shape (n_sources, ..., size): block A with one source taken from B.
    """

    sources: tuple[Source, ...]
    first: Floats
    second: Floats
    exchanged: Floats


def run_design(framework: Framework, plan: Plan, settings: UncertaintySettings) -> Design:
    """Score the first state of a plan in every block; arrays (..., n_dimensions, size)."""
    size = settings.sensitivity_size
    shape = (plan.base.shape[1], 2 * size)
    method = draw_method(settings.seed, SENSITIVITY, shape)
    words = WordStream(settings.seed, SENSITIVITY, shape)(1)[0]
    sources = _that_vary(framework, plan, settings)
    exchanged = Method(
        weights=_blocks(method.weights, size, [s == "weights" for s in sources]),
        step_map=_blocks(method.step_map, size, [s == "step_maps" for s in sources]),
        allowance=_blocks(method.allowance, size, [s == "allowance" for s in sources]),
        rule=_blocks(method.rule, size, [s == "rule" for s in sources]),
    )
    all_words = _word_blocks(words, size, [plan.columns_moved_by(s) for s in sources])
    scores = VariedScores(framework, settings, exchanged).score(plan, lambda _: all_words[None])
    first, second, *rest = np.split(scores[:, 0], 2 + len(sources), axis=-1)
    empty = np.empty((0, *first.shape))
    return Design(sources, first, second, np.stack(rest) if rest else empty)


def estimate_shares(
    first: Floats, second: Floats, exchanged: Floats, counts: Floats
) -> tuple[tuple[Estimate, Estimate], ...] | None:
    """Estimate the first-order and the total index of each source.

    First-order after Saltelli and others (2010), mean of f(B) (f(AB) - f(A));
    total after Jansen (1999), half the mean of (f(A) - f(AB))**2; both over the
    variance of A and B together.

    Parameters
    ----------
    first, second
        Blocks A and B, shape (size,).
    exchanged
        Shape (n_sources, size).
    counts
        Bootstrap resamples, shape (n_resamples, size); see `draw_resamples`.

    Returns
    -------
    tuple of pairs or None
        First-order and total index of each source with their 95 % bootstrap
        intervals; ``None`` where A and B do not vary.

    Notes
    -----
    Framework, section 3.2.
    """
    size = len(first)
    both = np.concatenate((first, second))
    once = np.ones((1, 2 * size))
    centre = exact_sums(once, both[:, None], largest=float(np.abs(both).max()) or 1.0) / (2 * size)
    # Centred values keep the noise of the first-order estimate small.
    a, b, ab = first - centre[0, 0], second - centre[0, 0], exchanged - centre[0, 0]
    largest = max(float(np.abs(values).max(initial=0)) for values in (a, b, ab))
    if both.min() == both.max():
        return None
    a, b, ab = a / largest, b / largest, ab / largest
    columns = np.stack([a + b, a * a + b * b, *(b * (ab - a)), *((a - ab) * (a - ab))], axis=1)
    rows = np.concatenate((np.ones((1, size)), counts))
    means = exact_sums(rows, columns, largest=LARGEST) / size
    variance = means[:, 1] / 2 - (means[:, 0] / 2) * (means[:, 0] / 2)
    n_sources = len(exchanged)
    firsts, totals = means[:, 2 : 2 + n_sources], means[:, 2 + n_sources :] / 2
    return tuple(
        (_estimate(firsts[:, n], variance), _estimate(totals[:, n], variance))
        for n in range(n_sources)
    )


def share_sources(
    sources: Sequence[Source],
    estimates: tuple[tuple[Estimate, Estimate], ...] | None,
) -> tuple[SourceShare, ...]:
    """Give every source its share: exactly 0 if it is switched off, none if nothing varies."""
    if estimates is None:
        return tuple(SourceShare(source, None, None) for source in SOURCES)
    nothing = Estimate(0.0, 0.0, 0.0)
    found = dict(zip(sources, estimates, strict=True))
    return tuple(SourceShare(source, *found.get(source, (nothing, nothing))) for source in SOURCES)


def _estimate(parts: Floats, variance: Floats) -> Estimate:
    """Divide by the variance; the first row is the estimate, the others are resamples."""
    resampled, spread = parts[1:], variance[1:]
    # A resample in which nothing varies has nothing to share out.
    ratios = np.sort(resampled[spread > 0] / spread[spread > 0])
    value = float(parts[0] / variance[0])
    if not len(ratios):
        return Estimate(value, value, value)
    low, high = quantiles(ratios, INTERVAL)
    return Estimate(value, float(low), float(high))


def _that_vary(
    framework: Framework, plan: Plan, settings: UncertaintySettings
) -> tuple[Source, ...]:
    def varies(source: Source) -> bool:
        if source in ("answers", "raters", "missing"):
            return len(plan.columns_moved_by(source)) > 0
        if source == "step_maps":
            return len(framework.rules.interval.step_maps) > 1
        return True

    return tuple(source for source in settings.varied if varies(source))


def _blocks(values: Floats, size: int, exchange: Sequence[bool]) -> Floats:
    a, b = values[..., :size], values[..., size:]
    return np.concatenate([a, b, *(b if mine else a for mine in exchange)], axis=-1)


def _word_blocks(words: Words, size: int, columns: Sequence[NDArray[np.int64]]) -> Words:
    a, b = words[:, :size], words[:, size:]
    blocks = [a, b]
    for moved in columns:
        block = a.copy()
        block[moved] = b[moved]
        blocks.append(block)
    return np.concatenate(blocks, axis=1)
