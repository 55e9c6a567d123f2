"""How often the interval of a score contains the score that true answers would give.

Invented states with every indicator answered are drawn, what is true and what was entered
about them, and the product's own interval is taken from what was entered.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np

from assessment.model.assessment import Record
from assessment.model.rules import LEAST_DRAWS
from assessment.model.score import Interval
from assessment.scoring.profile import score_records
from tests.builders import an_answer, an_assessment, recorded, spcf
from tests.figures.demonstration import CONFIDENCES, with_interval
from tests.scoring_levels import score_levels

N_STATES, N_TRUTHS, SEED = 250, 40, 20051024
TOP = 4
SAME = 1e-9
"""A score that equals an end of the interval by hand lies within, whatever the last digits say."""


@dataclass(frozen=True)
class Error:
    """How answers err: as if all were of low confidence; in each state all in one direction."""

    all_low: bool = False
    one_way: bool = False


Levels = np.ndarray
Case = Literal[
    "A1 truth drawn around what was entered",
    "A2 as A1, weights and step map drawn too",
    "A3 as A1, steps truly convex",
    "A4 as A1, steps truly concave",
    "B1 entries drawn around what is true",
    "B2 as B1, every answer errs like a low one",
    "B3 as B1, all errors of a state one way",
    "B4 as B2 and B3 together",
]


@dataclass(frozen=True)
class States:
    """Levels and confidences of many states; arrays of shape (n_states, n_indicators)."""

    levels: Levels
    confidences: Levels


@dataclass(frozen=True)
class Coverage:
    """Shares of simulated truths; arrays of shape (n_states, n_dimensions), 0 to 1.

    Attributes
    ----------
    below, within
        Share of the truths of a state that lie under its interval, and in it.
    """

    below: np.ndarray
    within: np.ndarray

    def share(self) -> tuple[float, float]:
        """Share within over all states and dimensions, and its standard error."""
        return mean_and_error(self.within.mean(axis=1))

    def outside(self) -> tuple[float, float]:
        """Shares below and above the interval."""
        below = float(self.below.mean())
        return below, 1 - below - float(self.within.mean())

    def of_dimension(self, number: int) -> tuple[float, float]:
        """Share within in one dimension, and its standard error."""
        return mean_and_error(self.within[:, number])


def mean_and_error(by_state: np.ndarray) -> tuple[float, float]:
    """Mean over states and its standard error; states are independent, dimensions are not."""
    return float(by_state.mean()), float(by_state.std(ddof=1) / np.sqrt(len(by_state)))


def draw_states(generator: np.random.Generator, n_states: int) -> States:
    """Draw invented states.

    In every dimension of a state, a level from 0 to 4 is drawn; each indicator is at it, one
    below or one above with the probabilities 1/2, 1/4 and 1/4, within the scale. Confidence is
    high, medium or low with the same probability.
    """
    parts: list[Levels] = []
    for dimension in spcf().questionnaire.dimensions:
        own = generator.integers(0, TOP + 1, (n_states, 1))
        step = generator.choice([-1, 0, 0, 1], (n_states, len(dimension.indicators)))
        parts.append(np.clip(own + step, 0, TOP))
    levels = np.concatenate(parts, axis=1)
    return States(levels, generator.integers(0, len(CONFIDENCES), levels.shape))


def misjudge(
    generator: np.random.Generator, states: States, error: Error, n_times: int = 1
) -> Levels:
    """Move levels by a step with the probabilities of the questionnaire.

    Returns
    -------
    array
        Shape (n_times, n_states, n_indicators).
    """
    shifts = np.array([spcf().rules.interval.shifts[one] for one in CONFIDENCES])
    low = np.full_like(states.confidences, CONFIDENCES.index("low"))
    chances = shifts[low if error.all_low else states.confidences]
    uniform = generator.random((n_times, *states.levels.shape))
    down, up = uniform < chances[..., 0], uniform >= 1 - chances[..., 2]
    steps = up.astype(int) - down
    if error.one_way:
        way = generator.choice([-1, 1], (n_times, len(states.levels), 1))
        steps = np.abs(steps) * way
    return np.clip(states.levels + steps, 0, TOP)


def intervals(states: States) -> list[list[Interval]]:
    """The interval that the profile shows, for each state and dimension, from fewer draws."""
    framework = with_interval(draws=LEAST_DRAWS)
    ids = [indicator.id for indicator in framework.questionnaire.indicators]
    heading = an_assessment(framework)
    records = [
        Record(
            heading,
            answers={
                id_: recorded(an_answer(id_, level, confidence=CONFIDENCES[code]))
                for id_, level, code in zip(ids, levels, codes, strict=True)
            },
        )
        for levels, codes in zip(states.levels.tolist(), states.confidences.tolist(), strict=True)
    ]
    return [
        [one.interval for one in own if one.interval] for own in score_records(framework, records)
    ]


def true_scores(levels: Levels, weights: Levels | None = None, maps: Sequence[str] = ()) -> Levels:
    """Scores of true levels, shape (..., n_indicators) to (..., n_dimensions).

    Parameters
    ----------
    weights
        Factors on the weights, same shape as the levels; none where left out.
    maps
        Names of the step maps that hold, one for each of the leading index; linear if left out.
    """
    framework = spcf()
    flat = levels.astype(float).reshape(-1, levels.shape[-1])
    named = framework.rules.interval.step_maps
    points = None
    if maps:
        table = np.array([*named.values()])
        points = table, np.array([[*named].index(name) for name in maps])
    scores = score_levels(framework, flat, factors=weights, points=points)
    return scores.reshape(*levels.shape[:-1], -1)


def compare(found: list[list[Interval]], truths: Levels) -> Coverage:
    """Hold true scores, shape (n_times, n_states, n_dimensions), against the intervals."""
    low = np.array([[one.low for one in own] for own in found])
    high = np.array([[one.high for one in own] for own in found])
    below, above = truths < low - SAME, truths > high + SAME
    return Coverage(below.mean(axis=0), (~below & ~above).mean(axis=0))


@cache
def simulate(n_states: int = N_STATES, n_truths: int = N_TRUTHS) -> Mapping[Case, Coverage]:
    """Run every case on the same invented states."""
    generator = np.random.default_rng(SEED)
    states = draw_states(generator, n_states)
    return {**_given_entries(generator, states, n_truths), **_given_truth(generator, states)}


def _given_entries(
    generator: np.random.Generator, states: States, n_truths: int
) -> dict[Case, Coverage]:
    """What was entered stands; what is true is drawn around it, as the interval itself does."""
    found = intervals(states)
    true = misjudge(generator, states, Error(), n_truths)
    rule = spcf().rules.interval
    names = [*rule.step_maps]
    flat = true.reshape(-1, true.shape[-1])
    chosen = [names[n] for n in generator.integers(len(names), size=len(flat))]
    spread = rule.weight_spread
    weights = generator.uniform(1 - spread, 1 + spread, flat.shape)
    shape = (*true.shape[:2], -1)
    drawn = true_scores(flat, weights, chosen).reshape(shape)
    return {
        "A1 truth drawn around what was entered": compare(found, true_scores(true)),
        "A2 as A1, weights and step map drawn too": compare(found, drawn),
        "A3 as A1, steps truly convex": compare(found, _under(flat, "convex").reshape(shape)),
        "A4 as A1, steps truly concave": compare(found, _under(flat, "concave").reshape(shape)),
    }


def _under(levels: Levels, name: str) -> Levels:
    return true_scores(levels, maps=[name] * len(levels))


def _given_truth(generator: np.random.Generator, truth: States) -> dict[Case, Coverage]:
    """What is true stands; what is entered errs around it."""
    scores = true_scores(truth.levels)[None]
    cases: dict[Case, Error] = {
        "B1 entries drawn around what is true": Error(),
        "B2 as B1, every answer errs like a low one": Error(all_low=True),
        "B3 as B1, all errors of a state one way": Error(one_way=True),
        "B4 as B2 and B3 together": Error(all_low=True, one_way=True),
    }
    return {
        case: compare(
            intervals(States(misjudge(generator, truth, error)[0], truth.confidences)), scores
        )
        for case, error in cases.items()
    }
