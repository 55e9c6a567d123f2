"""Invented inputs of the arithmetic: plain arrays and nodes, the same in every run."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypedDict

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[Any]

RULES = ("mean", "geometric_mean", "minimum")
N_MEASURES, TOP = 60, "TOP"
UNKNOWN, NOT_APPLICABLE = -1, -2
MISSING = -1
_SIZES = (2, 3) * 12
_SEED = 20_261


class Node(TypedDict, total=False):
    """A node of an index; weights only where its rule has some."""

    id: str
    rule: str
    children: list[str]
    weights: dict[str, float]


def invent_nodes(rule: str) -> list[Node]:
    """Return 24 nodes over the 60 measures, 8 over these, and the top, all with one rule."""
    generator = np.random.default_rng(_SEED)
    nodes: list[Node] = []
    for id_, children in _branches():
        node: Node = {"id": id_, "rule": rule, "children": children}
        drawn = generator.uniform(0.5, 1.5, len(children)).tolist()
        if rule != "minimum":
            node["weights"] = dict(zip(children, drawn, strict=True))
        nodes.append(node)
    return nodes


def invent_values(n_units: int) -> Floats:
    """Return values from 1 to 100, shape (n_units, 60); 8 of 100 are missing."""
    generator = np.random.default_rng(_SEED + n_units)
    own = generator.normal(2, 0.7, (n_units, 1)) + generator.normal(0, 0.7, (n_units, N_MEASURES))
    answers = np.clip(own, 0, 4).round(2)
    lowest, highest = answers.min(axis=0), answers.max(axis=0)
    values = 1 + 99 * (answers - lowest) / (highest - lowest)
    values[generator.random(values.shape) < 0.08] = np.nan
    return values


def measure_ids() -> list[str]:
    """Return the ids of the 60 measures."""
    return _ids("M", N_MEASURES)


@dataclass(frozen=True)
class Answers:
    """Answers of states.

    Attributes
    ----------
    places
        Places on the scale from 0, or `UNKNOWN` or `NOT_APPLICABLE`; (n_states, n_indicators).
    confidences
        0 high, 1 medium, 2 low; of the same shape.
    """

    places: NDArray[np.int16]
    confidences: NDArray[np.int8]


def invent_answers(n_states: int, n_indicators: int, n_places: int) -> Answers:
    """Return answers of states that differ; 5 of 100 unknown, 2 of 100 not applicable."""
    generator = np.random.default_rng(n_states)
    typical = generator.uniform(0, n_places, (n_states, 1))
    own = typical + generator.normal(0, 1, (n_states, n_indicators))
    places = np.clip(own, 0, n_places - 1).astype(np.int16)
    chance = generator.random(places.shape)
    places[chance < 0.07] = UNKNOWN
    places[chance < 0.02] = NOT_APPLICABLE
    return Answers(places, generator.integers(0, 3, places.shape).astype(np.int8))


def invent_ratings(n_indicators: int, n_raters: int, n_units: int, n_levels: int) -> Numbers:
    """Return ratings of people who see about the same; 10 of 100 are missing."""
    generator = np.random.default_rng(_SEED)
    shape = (n_indicators, n_raters, n_units)
    truth = generator.integers(0, n_levels, (n_indicators, 1, n_units))
    ratings = np.clip(truth + generator.integers(-1, 2, shape), 0, n_levels - 1)
    ratings[generator.random(shape) < 0.1] = MISSING
    return ratings


def _branches() -> Iterator[tuple[str, list[str]]]:
    measures = iter(measure_ids())
    for id_, size in zip(_ids("C", len(_SIZES)), _SIZES, strict=True):
        yield id_, [next(measures) for _ in range(size)]
    middle = iter(_ids("C", len(_SIZES)))
    for id_ in _ids("D", 8):
        yield id_, [next(middle) for _ in range(3)]
    yield TOP, _ids("D", 8)


def _ids(letter: str, n: int) -> list[str]:
    return [f"{letter}{number + 1}" for number in range(n)]
