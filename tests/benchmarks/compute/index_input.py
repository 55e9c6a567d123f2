"""An invented index and table to be scored: 60 measures, 24 nodes, 8 nodes, the top."""

from collections.abc import Iterator

import numpy as np

from assessment.model.index import Index, IndexQuestionnaire
from assessment.model.index_rules import IndexRules
from assessment.model.index_table import Numbers

RULES = ("arithmetic", "geometric", "minimum")
N_MEASURES = 60
_SIZES = (2, 3) * 12
_MISSING_SHARE = 0.08
_SEED = 20_261


def invent_index(rule: str) -> Index:
    """Return an index with four levels and the same rule in each node."""
    generator = np.random.default_rng(_SEED)
    nodes: list[dict[str, object]] = []
    for id_, children in _branches():
        node: dict[str, object] = {"id": id_, "name": id_, "rule": rule, "children": children}
        drawn = generator.uniform(0.5, 1.5, len(children)).tolist()
        if rule != "minimum":
            node["weights"] = dict(zip(children, drawn, strict=True))
        nodes.append(node)
    heading = dict.fromkeys(("name", "about", "publisher", "licence"), "Invented")
    measures = [{"id": id_, "name": id_} for id_ in _ids("M", N_MEASURES)]
    said = {**heading, "id": "invented", "version": "1", "language": "en", "measures": measures}
    return Index(
        IndexQuestionnaire.model_validate(said), IndexRules.model_validate({"tree": nodes})
    )


def invent_values(n_units: int) -> Numbers:
    """Return values from 1 to 100 of units that differ; 8 of 100 are missing.

    Returns
    -------
    array
        Shape (n_units, 60).
    """
    generator = np.random.default_rng(_SEED + n_units)
    own = generator.normal(2, 0.7, (n_units, 1)) + generator.normal(0, 0.7, (n_units, N_MEASURES))
    answers = np.clip(own, 0, 4).round(2)
    lowest, highest = answers.min(axis=0), answers.max(axis=0)
    values = 1 + 99 * (answers - lowest) / (highest - lowest)
    values[generator.random(values.shape) < _MISSING_SHARE] = np.nan
    return values


def _branches() -> Iterator[tuple[str, list[str]]]:
    measures = iter(_ids("M", N_MEASURES))
    for id_, size in zip(_ids("C", len(_SIZES)), _SIZES, strict=True):
        yield id_, [next(measures) for _ in range(size)]
    capacities = iter(_ids("C", len(_SIZES)))
    for id_ in _ids("D", 8):
        yield id_, [next(capacities) for _ in range(3)]
    yield "TOP", _ids("D", 8)


def _ids(letter: str, n: int) -> list[str]:
    return [f"{letter}{number + 1}" for number in range(n)]
