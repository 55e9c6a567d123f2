"""Random replicates of an index from settings: the same seed gives the same replicates.

Each source has a stream of its own, so that switching one off leaves the draws
of the others as they were.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from assessment.model.index import Index
from assessment.model.index_rules import (
    ArithmeticNode,
    GeometricNode,
    HarmonicNode,
    Node,
    PowerNode,
)
from assessment.model.index_table import Numbers
from assessment.model.index_uncertainty import (
    INDEX_SOURCES,
    IndexSource,
    IndexUncertaintySettings,
    Replicate,
    RuleChoice,
)
from assessment.scoring.index.replicate import takes_weights, weights_of
from assessment.scoring.index.replicate_weights import WeightRow
from assessment.scoring.uncertainty.inputs import choose

Choice = TypeVar("Choice")

INTERVALS, SHARES = range(10, 12)  # Apart from the streams for levels, under the same seed.


@dataclass(frozen=True)
class Inputs:
    """Uniform numbers from 0 to 1, before they mean anything.

    Attributes
    ----------
    outliers, normalisation, rule
        Shape (n_replicates,).
    weights
        Shape (n_replicates, n_weights): nodes in the order of the file, their
        children in the order of the node.
    """

    outliers: Numbers
    normalisation: Numbers
    weights: Numbers
    rule: Numbers

    def with_source(self, source: IndexSource, other: "Inputs") -> "Inputs":
        """Return these inputs with those of one source taken from others."""
        return replace(self, **{source: other.of(source)})

    def of(self, source: IndexSource) -> Numbers:
        """Return the inputs of one source, one row a replicate."""
        inputs: dict[IndexSource, Numbers] = {
            "outliers": self.outliers,
            "normalisation": self.normalisation,
            "weights": self.weights,
            "rule": self.rule,
        }
        return inputs[source]

    def rows(self, rows: slice) -> "Inputs":
        """Return the inputs of some of the replicates."""
        return Inputs(*(self.of(source)[rows] for source in INDEX_SOURCES))


def draw_inputs(
    index: Index, settings: IndexUncertaintySettings, purpose: int, n_replicates: int
) -> Inputs:
    """Draw the inputs of so many replicates; ``purpose`` keeps streams apart."""
    n_weights = sum(len(node.children) for node in weighted_nodes(index, settings))
    shapes = [
        (n_replicates, n_weights) if s == "weights" else (n_replicates,) for s in INDEX_SOURCES
    ]
    return Inputs(
        *(
            _uniform(settings.seed, (purpose, place), prod(shape)).reshape(shape)
            for place, shape in enumerate(shapes)
        )
    )


def make_replicates(
    index: Index, settings: IndexUncertaintySettings, inputs: Inputs
) -> tuple[Replicate, ...]:
    """Turn inputs into replicates: among alternatives, each is as likely as the index's own."""
    limits = _pick((None, *settings.outlier_limits), inputs.outliers)
    steps = _pick((None, *settings.normalisations), inputs.normalisation)
    ids = [node.id for node in index.rules.tree if is_mean(node)]
    by_rule = [dict.fromkeys(ids, rule) for rule in settings.rules]
    rules = _pick([dict[str, RuleChoice](), *by_rule], inputs.rule)
    weights = _weights(index, settings, inputs.weights)
    return tuple(map(Replicate, limits, steps, rules, weights))


def weighted_nodes(index: Index, settings: IndexUncertaintySettings) -> tuple[Node, ...]:
    """Return the nodes whose weights vary, in the order of the file."""
    if settings.weight_spread == 0:
        return ()
    chosen = settings.weighted_nodes
    return tuple(
        node
        for node in index.rules.tree
        if (node.id in chosen if chosen else takes_weights(node) and len(node.children) > 1)
    )


def is_mean(node: Node) -> bool:
    """Whether another rule may stand in the place of this node's own: it is a weighted mean."""
    return isinstance(node, ArithmeticNode | GeometricNode | HarmonicNode | PowerNode)


def _pick(choices: Sequence[Choice], uniform: Numbers) -> list[Choice]:
    return [choices[place] for place in choose(uniform, len(choices))]


def _weights(
    index: Index, settings: IndexUncertaintySettings, uniform: Numbers
) -> list[Mapping[str, tuple[float, ...]]]:
    """Return the weights of each replicate."""
    nodes = weighted_nodes(index, settings)
    if not nodes:
        return [{} for _ in uniform]
    nominal = np.concatenate([weights_of(node) for node in nodes])
    varied = nominal * (1 + settings.weight_spread * (2 * uniform - 1))
    ends = np.cumsum([len(node.children) for node in nodes])[:-1]
    parts = np.split(varied, ends, axis=1)
    arrays = {node.id: own for node, own in zip(nodes, parts, strict=True)}
    return [WeightRow(arrays, row) for row in range(len(uniform))]


def _uniform(seed: int, key: tuple[int, ...], size: int) -> Numbers:
    # Raw words only: numpy promises that they stay the same on every platform and in every
    # version. The 53 leading bits make every double from 0 to 1 with that spacing.
    source = np.random.PCG64(np.random.SeedSequence(seed, spawn_key=key))
    raw: NDArray[np.uint64] = source.random_raw(size)
    return (raw >> np.uint64(11)).astype(np.float64) * 2.0**-53
