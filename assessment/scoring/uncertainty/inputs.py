"""Seeded random inputs: everything that can vary in a draw, before it means anything.

Only the raw 64-bit words of PCG64 are used, because numpy promises that they
stay the same on every platform and in every version, and promises less of the
methods that shape them. Each source has a stream of its own, so that switching
one off leaves the draws of the others as they were.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint16]
Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

ANSWERS, WEIGHTS, STEP_MAPS, ALLOWANCE, RULE, BOOTSTRAP = range(6)
PROFILES, SENSITIVITY = range(2)
WORDS_A_DRAW = 4


@dataclass(frozen=True)
class Method:
    """Choices of method, common to all states of an analysis.

    Attributes
    ----------
    weights
        Shape (n_indicators, n_draws), uniform from 0 to 1.
    step_map, allowance, rule
        Shape (n_draws,), uniform from 0 to 1.
    """

    weights: Floats
    step_map: Floats
    allowance: Floats
    rule: Floats

    @property
    def n_draws(self) -> int:
        """How many draws there are."""
        return len(self.rule)


def draw_method(seed: int, purpose: int, shape: tuple[int, int]) -> Method:
    """Draw the choices of method; ``shape`` is (n_indicators, n_draws)."""
    n_draws = shape[1]
    return Method(
        weights=_uniform(seed, (purpose, WEIGHTS), shape[0] * n_draws).reshape(shape),
        step_map=_uniform(seed, (purpose, STEP_MAPS), n_draws),
        allowance=_uniform(seed, (purpose, ALLOWANCE), n_draws),
        rule=_uniform(seed, (purpose, RULE), n_draws),
    )


class WordStream:
    """One 16-bit word for each state, indicator and draw, handed out state after state.

    65,536 steps are finer than any probability in a questionnaire, and cost a
    quarter of a floating-point number. The first state of an analysis gets the
    same words alone and in company, whatever is asked for at a time.
    """

    def __init__(self, seed: int, purpose: int, shape: tuple[int, int]) -> None:
        """Start the stream; ``shape`` is (n_indicators, n_draws)."""
        self._shape = shape
        self._source = _source(seed, (purpose, ANSWERS))

    def __call__(self, n_states: int) -> Words:
        """Return the words of the next states, shape (n_states, n_indicators, n_draws)."""
        n_words = self._shape[0] * self._shape[1]
        n_raw = -(-n_words // WORDS_A_DRAW)
        raw = self._source.random_raw(n_states * n_raw).reshape(n_states, n_raw)
        words = raw.astype("<u8", copy=False).view("<u2")[:, :n_words]
        return words.reshape(n_states, *self._shape)


def draw_resamples(seed: int, n_resamples: int, size: int) -> Floats:
    """Draw with replacement; return how often each row is in each resample.

    Returns
    -------
    array
        Shape (n_resamples, size), whole numbers, each row adding up to ``size``.
    """
    uniform = _uniform(seed, (SENSITIVITY, BOOTSTRAP), n_resamples * size)
    chosen = choose(uniform, size).reshape(n_resamples, size)
    flat = chosen + size * np.arange(n_resamples)[:, None]
    counts = np.bincount(flat.ravel(), minlength=n_resamples * size)
    return counts.reshape(n_resamples, size).astype(np.float64)


def choose(uniform: Floats, n_choices: int) -> Indices:
    """Turn uniform numbers from 0 to 1 into choices from 0 to ``n_choices - 1``."""
    return np.floor(uniform * n_choices).astype(np.int64)


def _uniform(seed: int, key: tuple[int, ...], size: int) -> Floats:
    # The 53 leading bits, as every double between 0 and 1 with that spacing.
    return (_raw(seed, key, size) >> np.uint64(11)).astype(np.float64) * 2.0**-53


def _raw(seed: int, key: tuple[int, ...], size: int) -> NDArray[Any]:
    return _source(seed, key).random_raw(size)


def _source(seed: int, key: tuple[int, ...]) -> np.random.PCG64:
    return np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key))
