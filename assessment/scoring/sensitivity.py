"""Which source of uncertainty a score hangs on: Sobol indices for groups of inputs.

Each source (all answers together, all weights together, ...) is one group. Two
blocks of draws, A and B, are independent of each other; for each source a third
block is A with the inputs of that source taken from B (Saltelli's design). The
inputs are plain PCG64 blocks: with some 120 inputs a draw, low-discrepancy
points would gain little.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessment.model.assessment import Record
from assessment.model.framework import Framework
from assessment.model.tree import Numbers
from assessment.model.uncertainty import (
    SOURCES,
    Estimate,
    Source,
    SourceShare,
    UncertaintySettings,
)
from assessment.scoring.draws import (
    BOOTSTRAP,
    SENSITIVITY,
    AnswerPlan,
    Draws,
    MethodInputs,
    Words,
    choose,
    draw_method,
    draw_words,
    own_number,
    uniform,
)

INTERVAL = (0.025, 0.975)


@dataclass(frozen=True)
class Design:
    """Scores in the blocks of a Saltelli design.

    Attributes
    ----------
    sources
        The sources that vary, in the order of ``exchanged``.
    first, second
        Node id to block A and B, shape (size,).
    exchanged
        Node id to shape (n_sources, size): block A with one source taken from B.
    """

    sources: tuple[Source, ...]
    first: Mapping[str, Numbers]
    second: Mapping[str, Numbers]
    exchanged: Mapping[str, Numbers]


def run_design(
    framework: Framework, record: Record, plan: AnswerPlan, settings: UncertaintySettings
) -> Design:
    """Score an assessment in every block."""
    size, n_leaves = settings.sensitivity_size, len(plan.base)
    method = draw_method(settings.seed, SENSITIVITY, (n_leaves, 2 * size))
    key = (SENSITIVITY, own_number(record))
    words = draw_words(settings.seed, key, (n_leaves, 2 * size), settings.together)
    sources = _that_vary(framework, plan, settings)
    exchanged = MethodInputs(
        weights=_blocks(method.weights, size, [s == "weights" for s in sources]),
        step_map=_blocks(method.step_map, size, [s == "step_maps" for s in sources]),
        allowance=_blocks(method.allowance, size, [s == "allowance" for s in sources]),
        rule=_blocks(method.rule, size, [s == "rule" for s in sources]),
    )
    all_words = _word_blocks(words, size, [plan.moved_by(s) for s in sources])
    scores = Draws(framework, settings, exchanged).score_words(plan, all_words)
    blocks = {id_: own.reshape(2 + len(sources), size) for id_, own in scores.items()}
    return Design(
        sources,
        {id_: own[0] for id_, own in blocks.items()},
        {id_: own[1] for id_, own in blocks.items()},
        {id_: own[2:] for id_, own in blocks.items()},
    )


def shares_of(
    framework: Framework, record: Record, plan: AnswerPlan, settings: UncertaintySettings
) -> dict[str, tuple[SourceShare, ...]]:
    """Return the shares of the sources in each node; empty where a draw has no score."""
    design = run_design(framework, record, plan, settings)
    counts = draw_resamples(settings.seed, settings.bootstraps, settings.sensitivity_size)
    found: dict[str, tuple[SourceShare, ...]] = {}
    for id_, first in design.first.items():
        blocks = (first, design.second[id_], design.exchanged[id_])
        if any(np.isnan(block).any() for block in blocks):
            found[id_] = ()
        else:
            found[id_] = share_sources(design.sources, estimate_shares(*blocks, counts))
    return found


def draw_resamples(seed: int, n_resamples: int, size: int) -> Numbers:
    """Draw with replacement; return how often each row is in each resample.

    Returns
    -------
    array
        Shape (n_resamples, size), whole numbers, each row adding up to ``size``.
    """
    numbers = uniform(seed, (SENSITIVITY, BOOTSTRAP), n_resamples * size)
    chosen = choose(numbers, size).reshape(n_resamples, size)
    flat = chosen + size * np.arange(n_resamples)[:, None]
    counts = np.bincount(flat.ravel(), minlength=n_resamples * size)
    return counts.reshape(n_resamples, size).astype(np.float64)


def estimate_shares(
    first: Numbers, second: Numbers, exchanged: Numbers, counts: Numbers
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
    size, both = len(first), np.concatenate((first, second))
    if both.min() == both.max():
        return None
    # Centred values keep the noise of the first-order estimate small.
    a, b, ab = first - both.mean(), second - both.mean(), exchanged - both.mean()
    columns = np.stack([a + b, a * a + b * b, *(b * (ab - a)), *((a - ab) * (a - ab))], axis=1)
    rows = np.concatenate((np.ones((1, size)), counts))
    # Not `@`: the BLAS would wake its threads, which costs more than these sums.
    means = np.einsum("rn,nv->rv", rows, columns) / size
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


def _estimate(parts: Numbers, variance: Numbers) -> Estimate:
    """Divide by the variance; the first row is the estimate, the others are resamples."""
    resampled, spread = parts[1:], variance[1:]
    # A resample in which nothing varies has nothing to share out.
    varies = spread > 1e-12 * variance[0]
    value = float(parts[0] / variance[0])
    if not varies.any():
        return Estimate(value, value, value)
    low, high = np.quantile(resampled[varies] / spread[varies], INTERVAL)
    return Estimate(value, float(low), float(high))


def _that_vary(
    framework: Framework, plan: AnswerPlan, settings: UncertaintySettings
) -> tuple[Source, ...]:
    def varies(source: Source) -> bool:
        if source in ("answers", "raters", "missing"):
            return len(plan.moved_by(source)) > 0
        if source == "step_maps":
            return len(framework.rules.interval.step_maps) > 1
        return True

    return tuple(source for source in settings.varied if varies(source))


def _blocks(values: Numbers, size: int, exchange: Sequence[bool]) -> Numbers:
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
