"""How often the interval of a score contains the score that true answers would give.

Invented states with every indicator answered are drawn, what is true and what was entered
about them, and the product's own interval is taken from what was entered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np

from tests.simulated_states import (
    Error,
    Numbers,
    States,
    draw_states,
    find_intervals,
    misjudge,
    score,
)

N_STATES, N_TRUTHS, N_DRAWS, SEED = 250, 40, 1_000, 20051024
SAME = 1e-9
"""A score that equals an end of the interval by hand lies within, whatever the last digits say."""

Case = Literal[
    "A1 truth drawn around what was entered",
    "B1 entries drawn around what is true",
    "B2 as B1, every answer errs like the least sure",
    "B3 as B1, all errors of a state one way",
    "B4 as B2 and B3 together",
    "C1 as B3, 0.3 of the draws together",
    "C2 as B3, 0.6 of the draws together",
]


@dataclass(frozen=True)
class Coverage:
    """Shares of simulated truths; arrays of shape (n_dimensions, n_states), 0 to 1.

    Attributes
    ----------
    below, within
        Share of the truths of a state that lie under its interval, and in it.
    """

    below: Numbers
    within: Numbers

    def share(self) -> tuple[float, float]:
        """Share within over all states and dimensions, and its standard error."""
        return mean_and_error(self.within.mean(axis=0))

    def outside(self) -> tuple[float, float]:
        """Shares below and above the interval."""
        below = float(self.below.mean())
        return below, 1 - below - float(self.within.mean())

    def of_dimension(self, number: int) -> tuple[float, float]:
        """Share within in one dimension, and its standard error."""
        return mean_and_error(self.within[number])


def mean_and_error(by_state: Numbers) -> tuple[float, float]:
    """Mean over states and its standard error; states are independent, dimensions are not."""
    return float(by_state.mean()), float(by_state.std(ddof=1) / np.sqrt(len(by_state)))


def compare(ends: Numbers, truths: Numbers) -> Coverage:
    """Hold true scores against intervals.

    Parameters
    ----------
    ends
        Shape (2, n_dimensions, n_states).
    truths
        Shape (n_dimensions, n_times, n_states).
    """
    low, high = ends[:, :, None]
    below, above = truths < low - SAME, truths > high + SAME
    return Coverage(below.mean(axis=1), (~below & ~above).mean(axis=1))


@cache
def simulate() -> Mapping[Case, Coverage]:
    """Run every case on the same invented states."""
    generator = np.random.default_rng(SEED)
    states = draw_states(generator, N_STATES)
    true = score(misjudge(generator, states, n_times=N_TRUTHS))
    given_entries = compare(find_intervals(states, N_DRAWS), true)
    return {
        "A1 truth drawn around what was entered": given_entries,
        **_given_truth(generator, states),
    }


def _given_truth(generator: np.random.Generator, truth: States) -> dict[Case, Coverage]:
    """What is true stands; what is entered errs around it."""
    scores = score(truth.levels)[:, None]

    def entered(error: Error) -> States:
        return truth.with_levels(misjudge(generator, truth, error)[0])

    one_way = entered(Error(one_way=True))
    cases: dict[Case, tuple[States, float]] = {
        "B1 entries drawn around what is true": (entered(Error()), 0.0),
        "B2 as B1, every answer errs like the least sure": (entered(Error(least_sure=True)), 0.0),
        "B3 as B1, all errors of a state one way": (one_way, 0.0),
        "B4 as B2 and B3 together": (entered(Error(least_sure=True, one_way=True)), 0.0),
        "C1 as B3, 0.3 of the draws together": (one_way, 0.3),
        "C2 as B3, 0.6 of the draws together": (one_way, 0.6),
    }
    return {
        case: compare(find_intervals(states, N_DRAWS, together=together), scores)
        for case, (states, together) in cases.items()
    }
