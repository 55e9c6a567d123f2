"""How far the scores and ranks of an index depend on its method: random replicates, summed up.

Pure: settings, index and table in; intervals and shares of the sources out.
"""

from collections.abc import Sequence

import numpy as np

from assessment.model.index import Index
from assessment.model.index_table import IndexTable, Numbers
from assessment.model.index_uncertainty import (
    INDEX_SOURCES,
    IndexShare,
    IndexSource,
    IndexUncertaintySettings,
    NodeSpread,
    Replicate,
    UnitSpread,
)
from assessment.model.uncertainty import Estimate
from assessment.scoring.index.replicate import ReplicateScores, score_replicates
from assessment.scoring.index.replicate_draws import (
    INTERVALS,
    SHARES,
    draw_inputs,
    make_replicates,
)
from assessment.scoring.index.replicate_statistics import (
    mean_shifts,
    spread_ranks,
    spread_scores,
)
from assessment.scoring.uncertainty.inputs import draw_resamples
from assessment.scoring.uncertainty.sensitivity import estimate_shares


def random_replicates(index: Index, settings: IndexUncertaintySettings) -> tuple[Replicate, ...]:
    """Return the replicates from which the intervals are taken, in the order of the draws."""
    return make_replicates(index, settings, draw_inputs(index, settings, INTERVALS, settings.draws))


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
    comparable = np.array([one.normalise is None for one in replicates])
    return tuple(
        NodeSpread(
            node_id,
            _units(table, nominal, scores, (node, comparable)),
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
    table: IndexTable,
    nominal: ReplicateScores,
    scores: ReplicateScores,
    chosen: tuple[int, Numbers],
) -> tuple[UnitSpread, ...]:
    node, comparable = chosen
    periods = [unit.period for unit in table.units]
    # Another normalisation may have another scale; its scores would not be comparable.
    own_scale = scores.values[node][comparable]
    spreads = spread_scores(nominal.values[node, 0], own_scale)
    ranks = spread_ranks(nominal.ranks[node, 0], scores.ranks[node], periods)
    return tuple(
        UnitSpread(unit.code, unit.period, score, rank)
        for unit, score, rank in zip(table.units, spreads, ranks, strict=True)
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
