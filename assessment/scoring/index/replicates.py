"""Replicates of an index: which index each of them is, random ones, and what they say together.

`changed_index` says in plain words what a replicate is; `score_replicates` gives the
same scores as `score_index` does for each changed index, with replicates that share
their rules and measures computed together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from assessment.model.index import Index, Step, TreatStep
from assessment.model.index_table import IndexTable, Unit
from assessment.model.index_uncertainty import (
    INDEX_SOURCES,
    IndexShare,
    IndexSource,
    IndexUncertaintySettings,
    NodeSpread,
    RankSpread,
    Replicate,
    RuleChoice,
    ScoreSpread,
    UnitSpread,
)
from assessment.model.tree import RULES, Cells, Node, Numbers, WeightedNode
from assessment.model.uncertainty import Estimate
from assessment.scoring.draws import choose, uniform
from assessment.scoring.index.score_index import measure_stages
from assessment.scoring.ranks import ranks_within
from assessment.scoring.rules.generalised_means import GeneralisedMean
from assessment.scoring.rules.mean import Mean
from assessment.scoring.sensitivity import draw_resamples, estimate_shares
from assessment.scoring.tree import Method, score_tree, tree_of_index

INTERVALS, SHARES = range(10, 12)  # Apart from the streams for levels, under the same seed.
QUANTILES = (0.05, 0.5, 0.95)
_AT_ONCE = 2_000_000  # Numbers that are computed at once, so that memory stays small.
_Key = tuple[object, ...]
Choice = TypeVar("Choice")


@dataclass(frozen=True)
class ReplicateScores:
    """Scores and ranks of some nodes in every replicate.

    Attributes
    ----------
    values, ranks
        Shape (n_nodes, n_replicates, n_units), nodes and replicates as they were
        asked for; ``nan`` where there is no score. Ranks are within each period:
        1 is the highest, ties get the smallest.
    """

    node_ids: tuple[str, ...]
    values: Numbers
    ranks: Numbers


def changed_index(index: Index, replicate: Replicate) -> Index:
    """Return the index that a replicate is.

    Raises
    ------
    ValueError
        If the replicate replaces what the index does not have: a node, a step, or
        the weight of a child. `check_settings` runs first for what people ask for.
    """
    _refuse_unknown(index, replicate)
    rules = index.rules.model_copy(
        update={
            "steps": tuple(_changed_step(step, replicate) for step in index.rules.steps),
            "tree": tuple(_changed_node(node, replicate) for node in index.rules.tree),
        }
    )
    return Index(index.questionnaire, rules)


def score_replicates(
    index: Index, table: IndexTable, replicates: Sequence[Replicate], node_ids: Sequence[str]
) -> ReplicateScores:
    """Score many replicates of an index.

    Returns
    -------
    ReplicateScores
        The same numbers as from `score_index` with each `changed_index`.
    """
    values = np.empty((len(node_ids), len(replicates), len(table.units)))
    measures: dict[_Key, Cells] = {}
    for (_rules, *key), places in _with_the_same_choices(replicates).items():
        first = replicates[places[0]]
        changed = changed_index(index, replace(first, weights={}))
        if tuple(key) not in measures:
            measures[tuple(key)] = measure_stages(changed, table)[-1].cells
        cells = measures[tuple(key)]
        step = max(1, _AT_ONCE // max(1, cells.values.size))
        for start in range(0, len(places), step):
            part = places[start : start + step]
            own = [replicates[place].weights for place in part]
            values[:, part] = _score_together(changed, cells, own, node_ids)
    periods = [unit.period for unit in table.units]
    by_unit = np.moveaxis(values, -1, 0).reshape(len(periods), -1)
    ranks = ranks_within(periods, by_unit).reshape(len(periods), *values.shape[:2])
    return ReplicateScores(tuple(node_ids), values, np.moveaxis(ranks, 0, -1))


def _score_together(
    index: Index,
    cells: Cells,
    weights: Sequence[Mapping[str, Sequence[float]]],
    node_ids: Sequence[str],
) -> Numbers:
    """Score replicates that differ in weights only; shape (n_nodes, n_replicates, n_units)."""
    tree = tree_of_index(index)
    varied = {
        node.id: np.array([_own_weights(node, one) for one in weights]).T[..., None]
        for node in tree.nodes
        if isinstance(node, WeightedNode) and any(node.id in one for one in weights)
    }
    rows = Cells(cells.values[None], cells.kinds[None], cells.flags[None])
    found = score_tree(tree, rows, method=Method(weights=varied))
    shape = (len(weights), cells.values.shape[0])
    return np.stack([np.broadcast_to(found.nodes[id_].values, shape) for id_ in node_ids])


def _own_weights(node: Node, weights: Mapping[str, Sequence[float]]) -> Sequence[float]:
    return weights[node.id] if node.id in weights else weights_of(node)


def weights_of(node: Node) -> list[float]:
    """Return the weights of a node in the order of its children; 1 where none is given."""
    return [node.weight_of(child) for child in node.children]


def with_rule(node: Node, choice: RuleChoice) -> Node:
    """Return the node with another rule; children, weights and all else stay as far as they go."""
    kind = RULES[choice.rule]
    kept = {name: getattr(node, name) for name in kind.model_fields if hasattr(node, name)}
    if choice.children_floor is not None:
        kept["children_floor"] = choice.children_floor
    return kind.model_validate({**kept, "rule": choice.rule})


def is_mean(node: Node) -> bool:
    """Whether another rule may stand in the place of this node's own: it is a weighted mean."""
    return isinstance(node, Mean | GeneralisedMean)


def weighted_nodes(index: Index, settings: IndexUncertaintySettings) -> tuple[Node, ...]:
    """Return the nodes whose weights vary, in the order of the file."""
    if settings.weight_spread == 0:
        return ()
    chosen = settings.weighted_nodes
    return tuple(
        node
        for node in index.rules.tree
        if (node.id in chosen if chosen else isinstance(node, WeightedNode))
        and (chosen or len(node.children) > 1)
    )


def _refuse_unknown(index: Index, replicate: Replicate) -> None:
    nodes = {node.id: node for node in index.rules.tree}
    steps = {step.step for step in index.rules.steps}
    wrong = [
        *(f"node {id_}" for id_ in sorted({*replicate.rules, *replicate.weights} - set(nodes))),
        *(
            f"{len(given)} weights for the {len(nodes[id_].children)} children of {id_}"
            for id_, given in replicate.weights.items()
            if id_ in nodes and len(given) != len(nodes[id_].children)
        ),
        *(["a treat step"] if replicate.most_points is not None and "treat" not in steps else []),
        *(["a normalise step"] if replicate.normalise and "normalise" not in steps else []),
    ]
    if wrong:
        raise ValueError(f"the index {index.questionnaire.id} does not have {', '.join(wrong)}")


def _changed_step(step: Step, replicate: Replicate) -> Step:
    if isinstance(step, TreatStep):
        if replicate.most_points is None:
            return step
        return step.model_copy(update={"most_points": replicate.most_points})
    if step.step == "normalise" and replicate.normalise is not None:
        return replicate.normalise.model_copy(update={"measures": step.measures})
    return step


def _changed_node(node: Node, replicate: Replicate) -> Node:
    choice, given = replicate.rules.get(node.id), replicate.weights.get(node.id)
    changed = with_rule(node, choice) if choice else node
    if given is None or not isinstance(changed, WeightedNode):
        return changed
    return changed.model_copy(update={"weights": dict(zip(node.children, given, strict=True))})


def _with_the_same_choices(replicates: Sequence[Replicate]) -> dict[_Key, list[int]]:
    """Return the places of replicates that differ in weights only, by their choices."""
    groups: dict[_Key, list[int]] = {}
    # Replicates of one draw share their choices, so each is written out only once.
    written: dict[int, str] = {}

    def write(choice: object) -> str:
        if id(choice) not in written:
            written[id(choice)] = repr(choice)
        return written[id(choice)]

    for place, one in enumerate(replicates):
        key = (write(one.rules), one.most_points, write(one.normalise))
        groups.setdefault(key, []).append(place)
    return groups


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
    """Draw the inputs of so many replicates; ``purpose`` keeps streams apart.

    Each source has a stream of its own, so that switching one off leaves the draws
    of the others as they were.
    """
    n_weights = sum(len(node.children) for node in weighted_nodes(index, settings))
    shapes = [
        (n_replicates, n_weights) if s == "weights" else (n_replicates,) for s in INDEX_SOURCES
    ]
    return Inputs(
        *(
            uniform(settings.seed, (purpose, place), prod(shape)).reshape(shape)
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


def random_replicates(index: Index, settings: IndexUncertaintySettings) -> tuple[Replicate, ...]:
    """Return the replicates from which the intervals are taken, in the order of the draws."""
    return make_replicates(index, settings, draw_inputs(index, settings, INTERVALS, settings.draws))


def _pick(choices: Sequence[Choice], numbers: Numbers) -> list[Choice]:
    return [choices[place] for place in choose(numbers, len(choices))]


def _weights(
    index: Index, settings: IndexUncertaintySettings, numbers: Numbers
) -> list[Mapping[str, tuple[float, ...]]]:
    """Return the weights of each replicate."""
    nodes = weighted_nodes(index, settings)
    if not nodes:
        return [{} for _ in numbers]
    nominal = np.concatenate([weights_of(node) for node in nodes])
    varied = nominal * (1 + settings.weight_spread * (2 * numbers - 1))
    ends = np.cumsum([len(node.children) for node in nodes])[:-1]
    parts = [part.tolist() for part in np.split(varied, ends, axis=1)]
    return [
        {node.id: tuple(part[row]) for node, part in zip(nodes, parts, strict=True)}
        for row in range(len(numbers))
    ]


def spread_index(
    index: Index, table: IndexTable, settings: IndexUncertaintySettings
) -> tuple[NodeSpread, ...]:
    """Sum up random replicates of an index; `check_settings` has passed the settings.

    Returns
    -------
    tuple of NodeSpread
        One for each node that is looked at; units in the order of the table.

    Notes
    -----
    Framework, section 3.2: intervals of scores and ranks from 1,000 draws.
    """
    node_ids = settings.nodes or index.rules.roots
    nominal = score_replicates(index, table, (Replicate(),), node_ids)
    replicates = random_replicates(index, settings)
    scores = score_replicates(index, table, replicates, node_ids)
    shares = _share_sources(index, table, settings, nominal)
    # Another normalisation may have another scale; its scores would not be comparable.
    comparable = np.array([one.normalise is None for one in replicates])
    periods = [unit.period for unit in table.units]
    return tuple(
        NodeSpread(
            node_id,
            _units(
                table.units,
                spread_scores(nominal.values[node, 0], scores.values[node][comparable]),
                spread_ranks(nominal.ranks[node, 0], scores.ranks[node], periods),
            ),
            shares[node],
        )
        for node, node_id in enumerate(node_ids)
    )


def design_replicates(
    index: Index, settings: IndexUncertaintySettings
) -> tuple[tuple[IndexSource, ...], tuple[Replicate, ...]]:
    """Return the sources that vary, and the replicates of a Saltelli design.

    Blocks of ``settings.sensitivity_size`` replicates: A, B, and for each source A
    with that source taken from B.
    """
    size = settings.sensitivity_size
    both = draw_inputs(index, settings, SHARES, 2 * size)
    a, b = both.rows(slice(size)), both.rows(slice(size, None))
    blocks = (a, b, *(a.with_source(source, b) for source in settings.varied))
    made = (make_replicates(index, settings, block) for block in blocks)
    return settings.varied, tuple(one for block in made for one in block)


def _units(
    units: Sequence[Unit],
    scores: Sequence[ScoreSpread | None],
    ranks: Sequence[RankSpread | None],
) -> tuple[UnitSpread, ...]:
    return tuple(
        UnitSpread(unit.code, unit.period, score, rank)
        for unit, score, rank in zip(units, scores, ranks, strict=True)
    )


def _share_sources(
    index: Index, table: IndexTable, settings: IndexUncertaintySettings, nominal: ReplicateScores
) -> list[tuple[IndexShare, ...]]:
    """Share the variance of the mean shift of rank among the sources, for each node."""
    size = settings.sensitivity_size
    if size == 0:
        return [()] * len(nominal.node_ids)
    sources, replicates = design_replicates(index, settings)
    scores = score_replicates(index, table, replicates, nominal.node_ids)
    shifts = mean_shifts(nominal.ranks[:, 0], scores.ranks)
    counts = draw_resamples(settings.seed, settings.bootstraps, size)
    return [_shares(sources, own.reshape(2 + len(sources), size), counts) for own in shifts]


def _shares(
    sources: Sequence[IndexSource], shifts: Numbers, counts: Numbers
) -> tuple[IndexShare, ...]:
    estimates = estimate_shares(shifts[0], shifts[1], shifts[2:], counts)
    if estimates is None:
        return tuple(IndexShare(source, None, None) for source in INDEX_SOURCES)
    nothing = Estimate(0.0, 0.0, 0.0)
    found = dict(zip(sources, estimates, strict=True))
    return tuple(
        IndexShare(source, *found.get(source, (nothing, nothing))) for source in INDEX_SOURCES
    )


def spread_scores(nominal: Numbers, scores: Numbers) -> list[ScoreSpread | None]:
    """Sum up the scores of each unit over the replicates in which it has one.

    Parameters
    ----------
    nominal
        Shape (n_units,), ``nan`` where there is no score.
    scores
        Shape (n_replicates, n_units).
    """
    low, median, high = (found.tolist() for found in _quantiles(scores))
    known = (~np.isnan(scores)).sum(axis=0).tolist()
    return [
        ScoreSpread(_or_none(nominal[unit]), low[unit], median[unit], high[unit], known[unit])
        if known[unit]
        else None
        for unit in range(len(known))
    ]


def spread_ranks(
    nominal: Numbers, ranks: Numbers, periods: Sequence[str]
) -> list[RankSpread | None]:
    """Sum up the ranks of each unit over the replicates in which it has one.

    Parameters
    ----------
    nominal
        Shape (n_units,), ``nan`` where there is no rank.
    ranks
        Shape (n_replicates, n_units), within each period.
    """
    low, median, high = _quantiles(ranks)
    known = ~np.isnan(ranks)
    count = known.sum(axis=0)
    # Ranks are whole numbers, so this sum has no rounding error.
    mean = np.where(known, ranks, 0.0).sum(axis=0) / np.maximum(count, 1)
    # Taken outwards, so that no interval says more than the replicates do.
    others, overlapping = _meetings(np.floor(low), np.ceil(high), periods)
    return [
        RankSpread(
            nominal=_or_none(nominal[unit]),
            mean=float(mean[unit]),
            low=float(low[unit]),
            median=float(median[unit]),
            high=float(high[unit]),
            n_ranked=int(count[unit]),
            n_others=int(others[unit]),
            n_overlapping=int(overlapping[unit]),
        )
        if count[unit]
        else None
        for unit in range(len(count))
    ]


def mean_shifts(nominal: Numbers, ranks: Numbers) -> Numbers:
    """Return the mean distance of the ranks of each replicate from the nominal ones.

    Parameters
    ----------
    nominal, ranks
        Shape (..., n_units) and (..., n_replicates, n_units).

    Returns
    -------
    array
        Shape (..., n_replicates), in places; over the units that have both ranks,
        0 where there is none.
    """
    away = np.abs(ranks - nominal[..., None, :])
    known = ~np.isnan(away)
    return np.where(known, away, 0.0).sum(axis=-1) / np.maximum(known.sum(axis=-1), 1)


def _quantiles(values: Numbers) -> Numbers:
    """Return the quantiles of each unit, shape (n_shares, n_units); ``nan`` without a value."""
    known = ~np.isnan(values).all(axis=0)
    found = np.full((len(QUANTILES), values.shape[1]), np.nan)
    if len(values):
        found[:, known] = np.nanquantile(values[:, known], QUANTILES, axis=0)
    return found


def _meetings(
    low: Numbers, high: Numbers, periods: Sequence[str]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count for each unit the others of its period, and those whose intervals meet its own."""
    numbers = {period: number for number, period in enumerate(dict.fromkeys(periods))}
    given = np.array([numbers[period] for period in periods])
    ranked = ~np.isnan(low)
    together = (given[:, None] == given) & ranked[:, None] & ranked
    np.fill_diagonal(together, val=False)
    meet = together & (low[:, None] <= high) & (low <= high[:, None])
    return together.sum(axis=1), meet.sum(axis=1)


def _or_none(value: np.float64) -> float | None:
    return None if np.isnan(value) else float(value)
